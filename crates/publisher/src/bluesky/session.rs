//! The session of an account: opened with an app password, kept sealed, renewed by one
//! process at a time.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{
    Scope,
    channel::Channel,
    connector::LoggedIn,
    contract::{Credentials, Refusal, WrongField},
};
use jiff::Timestamp;
use outbound::SendError;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::{
    StoreError,
    connections::{Kept, Renewal, Renewed},
};
use url::Url;

use super::{
    Bluesky,
    call::{Answered, Call, Means},
};
use crate::reach::{self, PAUSE, not_reached, refused};

/// A token that ends sooner than this is renewed before it is used.
const MARGIN: Duration = Duration::from_secs(2 * 60);
/// How long who renews a session holds it: both calls of a renewal, and their bookkeeping.
const LEASE: Duration = Duration::from_secs(40);
const NOT_CONNECTED: &str =
    "Bluesky is not connected any more. Connect it on the Channels page and schedule again.";
const UNREADABLE: &str = "How Bluesky is connected cannot be read any more. Connect it again on the Channels page and schedule again.";

/// What a connection keeps. Never printed.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Session {
    #[serde(with = "crate::reach::address")]
    pub server: Url,
    pub handle: String,
    pub did: String,
    app_password: String,
    pub access: String,
    refresh: String,
}

impl Session {
    fn credentials(&self) -> Credentials {
        // Texts alone: writing them as JSON cannot fail.
        Credentials::new(serde_json::to_string(self).unwrap_or_default())
    }

    fn of(credentials: Option<&Credentials>) -> Option<Self> {
        serde_json::from_str(credentials?.reveal()).ok()
    }

    /// With the tokens of an answer, if it holds them.
    fn with_tokens(self, answer: &Answered) -> Option<Self> {
        let text = |name| answer.text(name).map(str::to_owned);
        let (access, refresh) = (text("accessJwt")?, text("refreshJwt")?);
        let handle = text("handle").unwrap_or_else(|| self.handle.clone());
        Some(Session { did: text("did")?, handle, access, refresh, ..self })
    }

    fn ends_soon(&self, now: Timestamp) -> bool {
        let soon = now.checked_add(MARGIN).unwrap_or(Timestamp::MAX);
        end_of(&self.access).is_some_and(|end| end <= soon)
    }
}

/// When a token says that it ends. Who made it is for its server to check.
fn end_of(token: &str) -> Option<Timestamp> {
    let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    let claims: Value = serde_json::from_slice(&claims).ok()?;
    Timestamp::from_second(claims.get("exp")?.as_i64()?).ok()
}

/// A session in use, and the connection that keeps it.
pub(super) struct Open {
    pub session: Session,
    pub kept: Kept,
}

impl Bluesky {
    /// Opens a session with what was typed.
    pub(crate) async fn log_in(
        &self,
        server: &str,
        handle: &str,
        app_password: &Credentials,
    ) -> Result<LoggedIn, WrongField> {
        let server = reach::server(&self.outbound, server)
            .await
            .map_err(|said| WrongField { field: "server", said })?;
        let handle = handle.trim().trim_start_matches('@').to_owned();
        let app_password = app_password.reveal().trim().to_owned();
        let host = server.host_str().unwrap_or_default().to_owned();
        let wrong = |field, said: String| WrongField { field, said };
        if handle.is_empty() {
            let said = "Type the handle of the account, such as rosasbakery.bsky.social.";
            return Err(wrong("handle", said.to_owned()));
        }
        if app_password.is_empty() {
            let said = "Type an app password. Bluesky makes one under Settings, Privacy and security, App passwords.";
            return Err(wrong("app_password", said.to_owned()));
        }
        let blank = String::new;
        let session = Session {
            server,
            handle,
            did: blank(),
            app_password,
            access: blank(),
            refresh: blank(),
        };
        let answer = self.create_session(&session).await;
        let answer = answer.map_err(|error| wrong("server", reach::why(&error)))?;
        match (answer.status, answer.means()) {
            (200, _) => {}
            (_, Means::Account) => return Err(wrong("handle", closed(&session.handle))),
            (401, _) if answer.error() == "AuthFactorTokenRequired" => {
                let said = "This is the account’s own password. Type an app password: Bluesky makes one under Settings, Privacy and security, App passwords.";
                return Err(wrong("app_password", said.to_owned()));
            }
            (_, Means::Token) => {
                let said = format!(
                    "{host} does not know this handle with this app password. Check both for a typing mistake, and that the account lives on {host}."
                );
                return Err(wrong("app_password", said));
            }
            (_, Means::Limited(wait)) => {
                let minutes = wait.as_secs().div_ceil(60);
                let said = format!(
                    "{host} takes no more attempts to log in just now. Try again in {minutes} min."
                );
                return Err(wrong("server", said));
            }
            (status, _) => {
                let said = format!(
                    "{host} answered with status {status}, as no Bluesky server does. Check the address of the server."
                );
                return Err(wrong("server", said));
            }
        }
        let session = session.with_tokens(&answer).ok_or_else(|| {
            wrong("server", format!("{host} is no Bluesky server. Check its address."))
        })?;
        let (account, credentials) = (session.handle.clone(), session.credentials());
        Ok(LoggedIn { account, credentials, ends_at: None, limits: None })
    }

    /// The session of a channel, renewed when its token is about to end.
    pub(super) async fn open(&self, scope: Scope, channel: Channel) -> Result<Open, Refusal> {
        let kept =
            self.store.kept(scope, channel).await.map_err(|error| unreadable(scope, &error))?;
        let kept = kept.ok_or_else(|| refused(NOT_CONNECTED, None))?;
        if let Some(said) = &kept.trouble {
            return Err(refused(said.clone(), None));
        }
        let open = opened(kept)?;
        if open.session.ends_soon(self.world.now()) {
            return self.renewed(scope, channel, &open.kept).await;
        }
        Ok(open)
    }

    /// The same for a test: whether a person is still needed is found out anew.
    pub(super) async fn open_anyway(
        &self,
        scope: Scope,
        channel: Channel,
    ) -> Result<Open, Refusal> {
        let kept =
            self.store.kept(scope, channel).await.map_err(|error| unreadable(scope, &error))?;
        let Some(kept) = kept.filter(|kept| kept.trouble.is_some()) else {
            return self.open(scope, channel).await;
        };
        let forgotten = self.store.note_connection_trouble(scope, channel, kept.id, None).await;
        forgotten.map_err(|error| unreadable(scope, &error))?;
        self.renewed(scope, channel, &kept).await
    }

    /// Another session than the one that was seen, whoever renews it.
    pub(super) async fn renewed(
        &self,
        scope: Scope,
        channel: Channel,
        seen: &Kept,
    ) -> Result<Open, Refusal> {
        let world = self.world.as_ref();
        let renew = |kept: Kept| self.renew(kept);
        let renewed = self.store.renew_session(scope, channel, seen, world, LEASE, renew).await;
        match renewed.map_err(|error| unreadable(scope, &error))? {
            Renewed::Session(kept) => opened(*kept),
            Renewed::Refused(said) => Err(refused(said, None)),
            Renewed::Failed(refusal) => Err(refusal),
            Renewed::Gone => Err(refused(NOT_CONNECTED, None)),
            Renewed::Busy => {
                Err(refused("The session with Bluesky is being renewed.", Some(PAUSE)))
            }
        }
    }

    /// A new session: for the token that is there for it, or with the app password.
    async fn renew(&self, kept: Kept) -> Renewal<Refusal> {
        let Some(session) = Session::of(kept.credentials.as_ref()) else {
            return Renewal::Refused(UNREADABLE.to_owned());
        };
        let call = Call {
            server: &session.server,
            method: "com.atproto.server.refreshSession",
            query: &[],
            token: Some(&session.refresh),
            body: None,
            writes: true,
        };
        let answer = match call.ask(&self.outbound, self.answer_within).await {
            Ok(answer) => answer,
            Err(error) => return Renewal::Failed(not_reached(&error)),
        };
        // A renewed session of an account that was closed meanwhile says so in its body.
        let inactive = answer.body.get("active") == Some(&Value::Bool(false));
        match (answer.status, answer.means()) {
            (200, _) if inactive => Renewal::Refused(closed(&session.handle)),
            (200, _) => given(session, &answer),
            (_, Means::Account) => Renewal::Refused(closed(&session.handle)),
            (_, Means::Token | Means::Wrong) => self.begin_anew(session).await,
            (_, means) => Renewal::Failed(not_now(&session.server, &answer, means)),
        }
    }

    async fn begin_anew(&self, session: Session) -> Renewal<Refusal> {
        let answer = match self.create_session(&session).await {
            Ok(answer) => answer,
            Err(error) => return Renewal::Failed(not_reached(&error)),
        };
        match (answer.status, answer.means()) {
            (200, _) => given(session, &answer),
            (_, Means::Account) => Renewal::Refused(closed(&session.handle)),
            (_, Means::Token) => Renewal::Refused(format!(
                "Bluesky does not take the app password of {} any more. Make a new one there and connect Bluesky again on the Channels page.",
                session.handle
            )),
            (_, means) => Renewal::Failed(not_now(&session.server, &answer, means)),
        }
    }

    async fn create_session(&self, session: &Session) -> Result<Answered, SendError> {
        // Whom it is, by what never changes once it is known.
        let who = if session.did.is_empty() { &session.handle } else { &session.did };
        let call = Call {
            server: &session.server,
            method: "com.atproto.server.createSession",
            query: &[],
            token: None,
            body: Call::json(&json!({ "identifier": who, "password": session.app_password })),
            writes: true,
        };
        call.ask(&self.outbound, self.answer_within).await
    }

    /// Notes for everybody that a person is needed, and says so.
    pub(super) async fn closed_account(
        &self,
        scope: Scope,
        channel: Channel,
        open: &Open,
    ) -> String {
        let said = closed(&open.session.handle);
        let noted =
            self.store.note_connection_trouble(scope, channel, open.kept.id, Some(&said)).await;
        if let Err(error) = noted {
            let error = &error as &dyn std::error::Error;
            tracing::error!(error, site.id = %scope.site, "that a person is needed could not be noted");
        }
        said
    }
}

pub(super) fn opened(kept: Kept) -> Result<Open, Refusal> {
    let session =
        Session::of(kept.credentials.as_ref()).ok_or_else(|| refused(UNREADABLE, None))?;
    Ok(Open { session, kept })
}

fn given(session: Session, answer: &Answered) -> Renewal<Refusal> {
    match session.with_tokens(answer) {
        Some(session) => Renewal::Given(session.credentials()),
        None => Renewal::Failed(refused(
            "Bluesky answered without a session. Nothing was published.",
            Some(PAUSE),
        )),
    }
}

/// Why a call ahead of the send came to nothing, when that may pass.
pub(super) fn not_now(server: &Url, answer: &Answered, means: Means) -> Refusal {
    let host = server.host_str().unwrap_or_default();
    let (said, wait) = match means {
        Means::Limited(wait) => (format!("{host} takes no more for now."), wait),
        _ => (format!("{host} answered with status {}.", answer.status), PAUSE),
    };
    let reason = format!("{said} Nothing was published.");
    Refusal { reason, status: Some(answer.status), retry_after: Some(wait) }
}

fn closed(handle: &str) -> String {
    format!(
        "Bluesky has closed {handle} for now, or its owner has. Open the account in Bluesky, see to it there, and connect it again on the Channels page."
    )
}

fn unreadable(scope: Scope, error: &StoreError) -> Refusal {
    let cause = error as &dyn std::error::Error;
    tracing::error!(error = cause, site.id = %scope.site, "a connection could not be read");
    match error {
        StoreError::Unsealable(store::Unsealable::Damaged) | StoreError::Corrupt { .. } => {
            refused(UNREADABLE, None)
        }
        _ => refused("Almanac could not read how Bluesky is connected.", Some(PAUSE)),
    }
}
