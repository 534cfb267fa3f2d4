//! Why a method gave no answer, by what the caller can do about it.

use std::time::Duration;

use outbound::SendError;

use crate::wire::ErrorBody;

/// Why a method gave no answer. No variant holds a credential.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PostForMeError {
    /// Nothing was sent. Ask again later.
    #[error("{0}")]
    NotSent(String),
    /// It was sent, and what became of it is not known. Look before a write is sent again.
    #[error("{0}")]
    Unclear(String),
    /// 401: the key is not valid (any more). Enter another.
    #[error("Post for Me does not know this key. Check it, or make a new one.")]
    Unauthorized,
    /// 400, 403, 409 or 422: what was sent is refused as it is, or a rule forbids it now.
    #[error("Post for Me refuses this: {0}")]
    Refused(String),
    /// 404: there is no such thing there.
    #[error("Post for Me has no such thing: {0}")]
    NotFound(String),
    /// 429: too much was asked. Ask no sooner than this.
    #[error("Post for Me asks to be left alone for {} s.", wait.as_secs())]
    TooMany {
        /// How long to wait.
        wait: Duration,
    },
    /// 5xx, or an answer of another status: the service is broken. It may have stored what it was
    /// sent all the same: look before a write is sent again.
    #[error(
        "Post for Me answered with status {0}. Look whether it was done before it is sent again."
    )]
    Broken(u16),
    /// It said 2xx, and something that the method does not answer.
    #[error(
        "Post for Me gave an answer that cannot be read. Look whether it was done before it is sent again."
    )]
    Unreadable,
}

impl PostForMeError {
    /// Whether the method may have been carried out all the same.
    pub const fn unclear(&self) -> bool {
        matches!(
            self,
            PostForMeError::Unclear(_) | PostForMeError::Broken(_) | PostForMeError::Unreadable
        )
    }

    /// The HTTP status, where one was answered.
    pub const fn status(&self) -> Option<u16> {
        match self {
            PostForMeError::Unauthorized => Some(401),
            PostForMeError::NotFound(_) => Some(404),
            PostForMeError::TooMany { .. } => Some(429),
            PostForMeError::Refused(_) => Some(400),
            PostForMeError::Broken(status) => Some(*status),
            PostForMeError::NotSent(_)
            | PostForMeError::Unclear(_)
            | PostForMeError::Unreadable => None,
        }
    }

    pub(crate) fn of(error: &SendError) -> Self {
        match error {
            SendError::NotSent(_) => PostForMeError::NotSent(error.to_string()),
            SendError::Unclear { .. } => PostForMeError::Unclear(error.to_string()),
        }
    }

    /// The refusal in an answer. Its body may be anything, a page of HTML too: then the status
    /// alone counts.
    pub(crate) fn refused(status: u16, body: &[u8], retry_after: Option<Duration>) -> Self {
        /// How long to wait when the service does not say.
        const A_WHILE: Duration = Duration::from_secs(30);
        /// The most that is told of what it says.
        const MOST: usize = 500;
        let said = serde_json::from_slice::<ErrorBody>(body).unwrap_or_default().said();
        let said = said.chars().filter(|letter| !letter.is_control()).take(MOST).collect();
        match status {
            400 | 403 | 409 | 422 => PostForMeError::Refused(said),
            401 => PostForMeError::Unauthorized,
            404 => PostForMeError::NotFound(said),
            429 => PostForMeError::TooMany { wait: retry_after.unwrap_or(A_WHILE) },
            other => PostForMeError::Broken(other),
        }
    }
}
