//! Activities to words by a language model behind an address: one that speaks as OpenAI's Chat
//! Completions do, hosted or on one's own machine, or as Anthropic's Messages do.
//!
//! One request for all placements of an activity, or for its draft. What comes back is read strictly, held
//! against [`crate::checks`], and once asked to be mended with what was found. What then still
//! breaks a rule is handed over as it is: whoever asked holds it back. What does not come at
//! all is an error that says why; nobody else writes in its place here.
//!
//! The text of the website goes into the request as data, inside a fence that it cannot close.
//! What a page has a model do all the same is for the checks to find.
//!
//! [`images`] asks models for pictures, by the same exchange.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use domain::{
    contract::{BoxFuture, Brief, Credentials, Writer, WriterError},
    draft::{Draft, Parts},
    post::{Placement, PostText},
    writing::{Finding, WriterKind, holds_back},
};
use outbound::Outbound;
use serde_json::Value;
use url::Url;

use self::{
    answer::{Unread, read},
    client::{Asked, Client, Ended, Role, Turn},
    exchange::Failed,
};
use crate::checks::{Checks, repeated::Said};

mod answer;
mod anthropic;
mod client;
mod draft;
mod exchange;
pub mod images;
mod openai;
mod prompt;

/// Tokens that the words of one placement take at most, their JSON included.
const TOKENS_EACH: u64 = 900;

/// How a model is reached.
#[derive(Debug, Clone)]
pub struct Access {
    /// How it speaks.
    pub vendor: Vendor,
    /// Where: the address of the service, with or without `/v1`.
    pub address: Url,
    /// Its name there.
    pub model: String,
    /// What lets us in; a server of one's own may need nothing.
    pub key: Option<Credentials>,
}

/// How a model speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Vendor {
    /// `POST /v1/chat/completions`.
    OpenAi,
    /// `POST /v1/messages`.
    Anthropic,
}

impl Vendor {
    /// How the writer of this kind speaks; the built-in one asks nobody.
    pub const fn of(kind: WriterKind) -> Option<Vendor> {
        match kind {
            WriterKind::BuiltIn => None,
            WriterKind::OpenAi => Some(Vendor::OpenAi),
            WriterKind::Anthropic => Some(Vendor::Anthropic),
        }
    }
}

/// How long is waited, and for what.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// For one answer, to its last byte.
    pub answer: Duration,
    /// Before a request is repeated where the server does not say how long; then twice that.
    pub pause: Duration,
    /// The longest that is waited because a server asks for it. One that asks for more is
    /// away for now.
    pub longest: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        let [answer, pause, longest] = [90, 2, 20].map(Duration::from_secs);
        Patience { answer, pause, longest }
    }
}

/// Counts what a model uses of a month: tokens where it writes, pictures where it draws.
pub trait Meter: Send + Sync {
    /// Sets an amount aside before it is asked for.
    ///
    /// # Errors
    /// [`WriterError::UsedUp`] when the month's budget does not hold it.
    fn set_aside(&self, amount: u64) -> BoxFuture<'_, Result<(), WriterError>>;

    /// Counts what was used in the place of what was set aside.
    fn settle(&self, aside: u64, used: u64) -> BoxFuture<'_, ()>;
}

/// A writer that asks a model.
#[derive(Clone)]
pub struct ModelWriter {
    client: Client,
    meter: Arc<dyn Meter>,
    said: Arc<Said>,
}

impl ModelWriter {
    /// A writer that has a model write, beside what was said before.
    pub fn new(
        outbound: Outbound,
        access: Access,
        patience: Patience,
        meter: Arc<dyn Meter>,
        said: Arc<Said>,
    ) -> Self {
        ModelWriter { client: Client::new(outbound, access, patience), meter, said }
    }

    /// Asks the model for one word, so that a person sees whether it can be reached. Costs a
    /// few tokens.
    ///
    /// # Errors
    /// Why it cannot write, in words for the marketer.
    pub async fn try_out(&self) -> Result<(), WriterError> {
        let schema = prompt::schema(&[]);
        let turns = [Turn { role: Role::User, text: prompt::TRIAL.to_owned() }];
        let asked =
            Asked { system: prompt::TRIAL_SYSTEM, turns: &turns, schema: &schema, most: 200 };
        self.ask(&asked).await.map(drop)
    }

    async fn written(
        &self,
        brief: &Brief<'_>,
        placements: &[Placement],
    ) -> Result<Vec<(Placement, PostText)>, WriterError> {
        let language = brief.profile.one(domain::profile::FactKind::Language);
        let checks = Checks::new(brief, language, &self.said);
        let schema = prompt::schema(placements);
        let most = 400 + TOKENS_EACH * u64::try_from(placements.len()).unwrap_or(1);
        let mut best = Best::default();
        let asked = (prompt::system(brief), prompt::task(brief, placements), &schema, most);
        let ended = self.converse(asked, |said| {
            best.take(read(said, brief, placements)?, &checks);
            Ok(best.complaints(placements))
        });
        ended.await.or_else(|trouble| if best.0.is_empty() { Err(trouble) } else { Ok(()) })?;
        Ok(best.0.into_iter().map(|(placement, (text, _))| (placement, text)).collect())
    }

    async fn drafted(&self, brief: &Brief<'_>) -> Result<Draft, WriterError> {
        let parts = Parts::of(brief.kind).ok_or_else(|| {
            WriterError::TooLittleKnown("A social campaign has posts, and no draft.".to_owned())
        })?;
        let language = brief.profile.one(domain::profile::FactKind::Language);
        let checks = Checks::new(brief, language, &self.said);
        let schema = draft::schema();
        let mut best: Option<(Draft, Vec<Finding>)> = None;
        let most = draft::tokens(brief.kind);
        let asked = (prompt::system(brief), draft::task(brief, parts), &schema, most);
        let ended = self.converse(asked, |said| {
            let fresh = draft::read(said)?;
            let found = checks.of_draft(brief.kind, &fresh);
            if best.as_ref().is_none_or(|(_, before)| weight(&found) < weight(before)) {
                best = Some((fresh, found));
            }
            Ok(best.as_ref().and_then(|(_, found)| draft::complaints(found)))
        });
        let ended = ended.await;
        best.map(|(draft, _)| draft).ok_or_else(|| ended.err().unwrap_or_else(not_the_form))
    }

    /// Asks, and once more with what is to be mended. `take` reads an answer and says what.
    /// An error says why it ended before nothing was to be mended.
    async fn converse(
        &self,
        (system, task, schema, mut most): (String, String, &Value, u64),
        mut take: impl FnMut(&str) -> Result<Option<String>, Unread> + Send,
    ) -> Result<(), WriterError> {
        let mut turns = vec![Turn { role: Role::User, text: task }];
        for _ in 0..2 {
            let asked = Asked { system: &system, turns: &turns, schema, most };
            let reply = self.ask(&asked).await?;
            let complaint = match reply.ended {
                Ended::Refused => {
                    let said = "The model refused to write this.".to_owned();
                    return Err(WriterError::Unusable(said));
                }
                Ended::CutOff => {
                    most *= 2;
                    prompt::CUT_OFF.to_owned()
                }
                Ended::Whole => match take(&reply.said) {
                    Ok(Some(complaints)) => complaints,
                    Ok(None) => return Ok(()),
                    Err(why) => prompt::not_the_shape(why),
                },
            };
            // An empty turn is refused.
            let said =
                if reply.said.trim().is_empty() { "(nothing)".to_owned() } else { reply.said };
            turns.push(Turn { role: Role::Assistant, text: said });
            turns.push(Turn { role: Role::User, text: complaint });
        }
        Err(not_the_form())
    }

    /// Asks once, within the budget.
    async fn ask(&self, asked: &Asked<'_>) -> Result<client::Reply, WriterError> {
        let estimate = asked.estimate();
        self.meter.set_aside(estimate).await?;
        match self.client.ask(asked).await {
            Ok(reply) => {
                self.meter.settle(estimate, reply.used.unwrap_or(estimate)).await;
                Ok(reply)
            }
            Err(Failed { why, worked }) => {
                // What a model did before it broke off is paid for, and nobody says how much.
                self.meter.settle(estimate, if worked { estimate } else { 0 }).await;
                Err(why)
            }
        }
    }
}

impl Writer for ModelWriter {
    fn write<'a>(
        &'a self,
        brief: Brief<'a>,
        placements: &'a [Placement],
    ) -> BoxFuture<'a, Result<Vec<(Placement, PostText)>, WriterError>> {
        Box::pin(async move { self.written(&brief, placements).await })
    }

    fn draft<'a>(&'a self, brief: Brief<'a>) -> BoxFuture<'a, Result<Draft, WriterError>> {
        Box::pin(async move { self.drafted(&brief).await })
    }
}

fn not_the_form() -> WriterError {
    let said = "The model answered twice, and not in the form that was asked for.";
    WriterError::Unusable(said.to_owned())
}

/// How much speaks against a text, to be compared.
fn weight(found: &[Finding]) -> (bool, usize) {
    (holds_back(found), found.len())
}

/// The best text for each placement so far, with what was found in it.
#[derive(Default)]
struct Best(BTreeMap<Placement, (PostText, Vec<Finding>)>);

impl Best {
    fn take(&mut self, texts: Vec<(Placement, PostText)>, checks: &Checks<'_>) {
        for (placement, text) in texts {
            let found = checks.of(placement, None, &text);
            let known = self.0.get(&placement);
            if known.is_none_or(|(_, before)| weight(&found) < weight(before)) {
                self.0.insert(placement, (text, found));
            }
        }
    }

    /// What is to be mended, in words for the model; `None` when nothing is.
    fn complaints(&self, placements: &[Placement]) -> Option<String> {
        let mut wrong = Vec::new();
        for placement in placements {
            let code = prompt::code(*placement);
            match self.0.get(placement) {
                None => wrong.push(format!("{code}: it is missing. Write it.")),
                Some((_, found)) => {
                    wrong.extend(found.iter().map(|one| format!("{code}: {}", one.said)))
                }
            }
        }
        (!wrong.is_empty()).then(|| prompt::mend(&wrong))
    }
}
