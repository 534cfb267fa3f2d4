//! Why a method gave no answer, by what the caller can do about it.

use std::time::Duration;

use outbound::SendError;

use crate::wire::{ErrorBody, FieldViolation};

/// What the service says, with the status of one that was asked too often, when the site may
/// publish no more for now.
pub(crate) const QUOTA_USED_UP: &str = "PUBLISH_LIMIT_EXCEEDED";

/// Why a method gave no answer. No variant holds a credential.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WixError {
    /// Nothing was sent. Ask again later.
    #[error("{0}")]
    NotSent(String),
    /// It was sent, and what became of it is not known. Look before a write is sent again.
    #[error("{0}")]
    Unclear(String),
    /// 401: the credentials are not valid (any more). Enter others.
    #[error("The service does not know these credentials. Check them, or make new ones.")]
    Unauthorized,
    /// 403: the credentials do not open this. Give them the permission, or name the right site.
    #[error("The service refuses this to these credentials: {0}")]
    Denied(String),
    /// 404: there is no such thing there.
    #[error("The service has no such thing: {0}")]
    NotFound(String),
    /// 400: fields are wrong. Correct them.
    #[error("The service refuses what was sent: {message}")]
    Invalid {
        /// In the service's words.
        message: String,
        /// The fields that are wrong, when it named some.
        fields: Vec<FieldViolation>,
    },
    /// 409 or 428, or a quota that is used up: a rule forbids it now. The code says which.
    #[error("The service refuses this now: {description}")]
    Rule {
        /// `PLAN_ALREADY_GENERATING_ERROR` and the like.
        code: String,
        /// In the service's words.
        description: String,
    },
    /// 429: too much was asked. Ask no sooner than this.
    #[error("The service asks to be left alone for {} s.", wait.as_secs())]
    TooMany {
        /// How long to wait.
        wait: Duration,
    },
    /// 5xx, or an answer of another status: the service is broken. Ask again later; look
    /// before a write is sent again.
    #[error("The service answered with status {0}. Look whether it was done, and try again later.")]
    Broken(u16),
    /// It said 200, and something that the method does not answer.
    #[error(
        "The service gave an answer that cannot be read. Look whether it was done before it is sent again."
    )]
    Unreadable,
}

impl WixError {
    /// Whether the method may have been carried out all the same.
    pub const fn unclear(&self) -> bool {
        matches!(self, WixError::Unclear(_) | WixError::Broken(_) | WixError::Unreadable)
    }

    pub(crate) fn of(error: &SendError) -> Self {
        match error {
            SendError::NotSent(_) => WixError::NotSent(error.to_string()),
            SendError::Unclear { .. } => WixError::Unclear(error.to_string()),
        }
    }

    /// The refusal in an answer. Its body may be anything, a page of HTML too: then the status
    /// alone counts.
    pub(crate) fn refused(status: u16, body: &[u8], retry_after: Option<Duration>) -> Self {
        /// How long to wait when the service does not say.
        const A_WHILE: Duration = Duration::from_secs(30);
        let body: ErrorBody = serde_json::from_slice(body).unwrap_or_default();
        let rule = body.details.application_error.unwrap_or_default();
        let said = if rule.description.is_empty() { body.message } else { rule.description };
        match status {
            400 => {
                let fields = body.details.validation_error.unwrap_or_default().field_violations;
                WixError::Invalid { message: said, fields }
            }
            401 => WixError::Unauthorized,
            403 => WixError::Denied(said),
            404 => WixError::NotFound(said),
            409 | 428 => WixError::Rule { code: rule.code, description: said },
            // No pause helps against a quota that is used up.
            429 if rule.code == QUOTA_USED_UP => {
                WixError::Rule { code: rule.code, description: said }
            }
            429 => WixError::TooMany { wait: retry_after.unwrap_or(A_WHILE) },
            other => WixError::Broken(other),
        }
    }
}
