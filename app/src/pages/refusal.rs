//! Why something was not done, in words for the person who asked.

use std::collections::BTreeMap;

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::{contract::PlanError, text::TextError};
use leptos::prelude::*;
use store::StoreError;

use super::{
    app::App,
    document::{Head, answer},
};

/// A request that was not carried out. Nothing was changed.
#[derive(Debug, Clone)]
pub struct Refusal {
    /// The status of the answer.
    pub status: StatusCode,
    /// What happened, to which thing, and what to do.
    pub said: String,
    /// The same per field of the form, by field name.
    pub fields: BTreeMap<&'static str, String>,
}

impl Refusal {
    /// A refusal with one sentence.
    pub fn new(status: StatusCode, said: impl Into<String>) -> Self {
        Refusal { status, said: said.into(), fields: BTreeMap::new() }
    }

    /// The thing asked for is not there, or is not theirs.
    pub fn missing(what: &str) -> Self {
        Refusal::new(
            StatusCode::NOT_FOUND,
            format!(
                "There is no such {what} here. It may have been deleted, or it belongs to another workspace."
            ),
        )
    }

    /// A field was filled in wrongly.
    pub fn field(name: &'static str, said: impl Into<String>) -> Self {
        let said = said.into();
        let mut refusal = Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, said.clone());
        refusal.fields.insert(name, said);
        refusal
    }

    /// A rule of the product forbids it now.
    pub fn conflict(said: impl Into<String>) -> Self {
        Refusal::new(StatusCode::CONFLICT, said)
    }

    /// Something below broke. The cause goes to the log, never to the page.
    pub fn broken(cause: impl std::fmt::Display) -> Self {
        tracing::error!(%cause, "a request could not be answered");
        Refusal::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "This did not work just now, and nothing was changed. Try again in a moment.",
        )
    }

    /// A page of its own that says it.
    pub fn page(&self, app: &App) -> Response {
        let said = self.said.clone();
        let title = match self.status {
            StatusCode::NOT_FOUND => "Not here",
            StatusCode::UNAUTHORIZED => "Your session has ended",
            StatusCode::FORBIDDEN => "Not yours to change",
            StatusCode::TOO_MANY_REQUESTS => "Too many tries",
            _ => "This was not done",
        };
        answer(app, self.status, Head::plain(title), || {
            view! {
                <main class="lone refusal" id="main">
                    <a class="brand" href="/">"Almanac"</a>
                    <h1>{title}</h1>
                    <p>{said}</p>
                    <p class="buttons">
                        <a class="button button-primary" href="/sites">"Go to your sites"</a>
                    </p>
                </main>
            }
        })
    }
}

/// The answer to an address that is not in the table.
pub async fn not_found(State(app): State<App>) -> Response {
    Refusal::new(
        StatusCode::NOT_FOUND,
        "There is no page at this address. Check it, or start from your sites.",
    )
    .page(&app)
}

/// A page that says one sentence, for the layers around the pages.
pub fn stranger_page(app: &App, status: StatusCode, said: &str) -> Response {
    Refusal::new(status, said).page(app).into_response()
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound(what) => Refusal::missing(what),
            StoreError::Taken(what) => {
                Refusal::conflict(format!("This {what} is taken. Choose another."))
            }
            StoreError::TooLate("post") => Refusal::conflict(
                "Too late: this post has changed meanwhile or is going out already. Look at it again before you change it.",
            ),
            StoreError::TooLate("run") => {
                Refusal::conflict("This is under way already. Wait until it is ready.")
            }
            StoreError::TooLate(what) => Refusal::conflict(format!(
                "Too late: a post of this {what} is going out or has gone out, so it cannot change."
            )),
            StoreError::Corrupt { .. }
            | StoreError::WrongKey
            | StoreError::Unsealable(_)
            | StoreError::Database(_)
            | StoreError::Migrate(_)
            | StoreError::MigrateQueue(_)
            | StoreError::Queue(_)
            | StoreError::Home(_)
            | StoreError::MediaPlace(_)
            | StoreError::Media(..) => {
                let cause = std::error::Error::source(&error).map(ToString::to_string);
                Refusal::broken(format!("{error}: {}", cause.unwrap_or_default()))
            }
        }
    }
}

impl From<PlanError> for Refusal {
    fn from(error: PlanError) -> Self {
        match error {
            PlanError::NotFound(what) => Refusal::missing(what),
            PlanError::AlreadyGenerating | PlanError::TooLate(_) | PlanError::Refused(_) => {
                Refusal::conflict(error.to_string())
            }
            PlanError::Wrong(wrong) => {
                let said = wrong.first().map_or(String::new(), |first| first.said.clone());
                let fields = wrong.into_iter().map(|wrong| (wrong.field, wrong.said)).collect();
                Refusal { fields, ..Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, said) }
            }
            PlanError::Unavailable => {
                Refusal::new(StatusCode::SERVICE_UNAVAILABLE, error.to_string())
            }
        }
    }
}

impl From<tower_sessions::session::Error> for Refusal {
    fn from(error: tower_sessions::session::Error) -> Self {
        Refusal::broken(error)
    }
}

/// Names the field that a text error belongs to.
pub trait InField<T> {
    /// The same result, its error told beside that field.
    fn in_field(self, name: &'static str) -> Result<T, Refusal>;
}

impl<T> InField<T> for Result<T, TextError> {
    fn in_field(self, name: &'static str) -> Result<T, Refusal> {
        self.map_err(|error| Refusal::field(name, error.to_string()))
    }
}
