//! A sentence for the next page, carried in the session.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use tower_sessions::Session;

use super::{refusal::Refusal, widgets::Icon};

const NOTICE: &str = "notice";

/// What a page says about what was just done.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Notice {
    good: bool,
    said: String,
    /// One line each below it.
    #[serde(default)]
    more: Vec<String>,
}

impl Notice {
    /// It was done.
    pub fn good(said: &str) -> Self {
        Notice { good: true, said: said.to_owned(), more: Vec::new() }
    }

    /// With lines below it, one for each thing that it concerns.
    pub fn with(self, more: Vec<String>) -> Self {
        Notice { more, ..self }
    }

    /// It was not done.
    pub fn bad(said: &str) -> Self {
        Notice { good: false, said: said.to_owned(), more: Vec::new() }
    }

    /// Leaves the notice for the next page.
    pub async fn leave(self, session: &Session) -> Result<(), Refusal> {
        Ok(session.insert(NOTICE, self).await?)
    }

    /// Takes the notice that the page before left.
    pub async fn take(session: &Session) -> Result<Option<Self>, Refusal> {
        let notice = session.get(NOTICE).await?;
        // Taking what is not there would count as a change and be written.
        if notice.is_some() {
            session.remove_value(NOTICE).await?;
        }
        Ok(notice)
    }

    /// The notice on a page.
    pub fn view(self) -> impl IntoView {
        let (class, role, icon) = if self.good {
            ("notice notice-good", "status", "i-check-circle")
        } else {
            ("notice notice-bad", "alert", "i-warning")
        };
        view! {
            <div class=class role=role>
                <Icon name=icon />
                <p>{self.said}</p>
                {(!self.more.is_empty()).then(|| {
                    let lines = self.more.into_iter().map(|line| view! { <li>{line}</li> });
                    view! { <ul>{lines.collect_view()}</ul> }
                })}
            </div>
        }
    }
}
