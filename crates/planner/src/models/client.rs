//! One request to a model, with the waits that its server asks for.

use outbound::{Answer, Outbound};
use serde_json::Value;
use url::Url;

use super::{
    Access, Patience, Vendor, anthropic,
    exchange::{Failed, Trouble, Waits, endless, no_service, refused, unanswered},
    openai,
};

/// The largest answer that is read, in bytes: ten posts are a tenth of it.
const LARGEST: usize = 512 * 1024;
/// Where the way to a model that writes is mended.
const SETTINGS: &str = "the settings of the writer";

/// What is asked of a model.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked<'a> {
    /// What holds for the whole exchange.
    pub system: &'a str,
    /// What was said so far; the last turn is ours.
    pub turns: &'a [Turn],
    /// The shape of the answer.
    pub schema: &'a Value,
    /// The most tokens of the answer.
    pub most: u64,
}

impl Asked<'_> {
    /// The most tokens that this may cost. Texts in Latin letters have a token for about four
    /// letters, other scripts for fewer: three bytes are taken for one.
    pub(super) fn estimate(&self) -> u64 {
        let said: usize = self.turns.iter().map(|turn| turn.text.len()).sum();
        let bytes = said + self.system.len() + self.schema.to_string().len();
        u64::try_from(bytes / 3).unwrap_or(u64::MAX).saturating_add(self.most)
    }
}

/// One thing that was said.
#[derive(Debug, Clone)]
pub(super) struct Turn {
    /// By whom.
    pub role: Role,
    /// What.
    pub text: String,
}

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// We.
    User,
    /// The model.
    Assistant,
}

impl Role {
    /// As both vendors call it.
    pub(super) const fn code(self) -> &'static str {
        match self {
            Role::User => "user",
            Role::Assistant => "assistant",
        }
    }
}

/// What a model answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reply {
    /// Its words: JSON, when it did as asked.
    pub said: String,
    /// How it ended.
    pub ended: Ended,
    /// The tokens of question and answer, where the server tells.
    pub used: Option<u64>,
}

/// How an answer ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ended {
    /// As the model meant it.
    Whole,
    /// At the most tokens that it may have.
    CutOff,
    /// It does not want to.
    Refused,
}

/// The way to one model.
#[derive(Debug, Clone)]
pub(super) struct Client {
    outbound: Outbound,
    access: Access,
    patience: Patience,
}

/// What a request is answered with, by what is to be done next.
enum Next {
    Read(Reply),
    Trouble(Trouble),
    /// The same without what this server does not know.
    Plainer,
}

impl Client {
    pub(super) fn new(outbound: Outbound, access: Access, patience: Patience) -> Self {
        Client { outbound, access, patience }
    }

    /// Asks. A question has no effect at the server beyond its price, so it may be repeated.
    pub(super) async fn ask(&self, asked: &Asked<'_>) -> Result<Reply, Failed> {
        let mut strict = true;
        let mut waits = Waits::new(self.patience);
        loop {
            match self.once(asked, strict).await {
                Next::Read(reply) => return Ok(reply),
                Next::Plainer => strict = false,
                Next::Trouble(trouble) => waits.after(trouble).await?,
            }
        }
    }

    async fn once(&self, asked: &Asked<'_>, strict: bool) -> Next {
        let Access { vendor, address, model, key } = &self.access;
        let key = key.as_ref().map(|key| key.reveal());
        let (path, headers, body) = match vendor {
            Vendor::OpenAi => {
                ("chat/completions", openai::headers(key), openai::body(model, asked, strict))
            }
            Vendor::Anthropic => {
                ("messages", anthropic::headers(key), anthropic::body(model, asked))
            }
        };
        let url = endpoint(address, path);
        let body = body.to_string().into_bytes();
        let sent =
            self.outbound.post_json(&url, &headers, body, self.patience.answer, LARGEST).await;
        match sent {
            Ok(answer) => self.understood(&answer, strict),
            Err(error) => Next::Trouble(unanswered(&error)),
        }
    }

    fn understood(&self, answer: &Answer, strict: bool) -> Next {
        let host = self.access.address.host_str().unwrap_or_default();
        let openai = self.access.vendor == Vendor::OpenAi;
        match answer.status {
            200..=299 if !answer.whole => Next::Trouble(endless(host)),
            200..=299 => {
                let json = serde_json::from_slice(&answer.body).ok();
                let read = if openai { openai::reply } else { anthropic::reply };
                match json.as_ref().and_then(read) {
                    Some(reply) => Next::Read(reply),
                    None => Next::Trouble(no_service(host)),
                }
            }
            400 | 422 if openai && strict => Next::Plainer,
            _ => Next::Trouble(refused(host, answer, SETTINGS)),
        }
    }
}

/// Where requests go: people write the address of a service with and without `/v1`, and some
/// the whole of it.
pub(super) fn endpoint(address: &Url, path: &str) -> Url {
    let mut url = address.clone();
    let base = address.path().trim_end_matches('/');
    let base = base.strip_suffix(path).unwrap_or(base).trim_end_matches('/');
    let version = if base.ends_with("/v1") { "" } else { "/v1" };
    url.set_path(&format!("{base}{version}/{path}"));
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_may_be_written_with_and_without_its_version() {
        for typed in [
            "https://llm.example",
            "https://llm.example/",
            "https://llm.example/v1",
            "https://llm.example/v1/",
            "https://llm.example/v1/chat/completions",
        ] {
            let url = endpoint(&Url::parse(typed).unwrap(), "chat/completions");
            assert_eq!(url.as_str(), "https://llm.example/v1/chat/completions", "{typed}");
        }
        let proxied = Url::parse("http://localhost:8080/openai/v1").unwrap();
        assert_eq!(endpoint(&proxied, "messages").path(), "/openai/v1/messages");
    }
}
