//! What holds for every question to a model, whatever it is to make: the waits that its server
//! asks for, and what its refusals mean to the marketer.

use std::time::Duration;

use domain::contract::WriterError;
use outbound::{Answer, SendError};

use super::Patience;

/// How often a request is repeated that a server did not take up.
const REPEATS: u32 = 2;

/// Why there is no answer.
#[derive(Debug)]
pub(super) struct Failed {
    /// In words for the marketer.
    pub why: WriterError,
    /// Whether the model may have worked, and something may have been used.
    pub worked: bool,
}

/// What is to be done after an answer that is none.
#[derive(Debug)]
pub(super) enum Trouble {
    Stop(Failed),
    /// The same again, after a wait; what to say when there is no more patience.
    Wait(Option<Duration>, String),
}

/// The waits of one question.
pub(super) struct Waits {
    patience: Patience,
    repeats: u32,
    pause: Duration,
}

impl Waits {
    pub(super) const fn new(patience: Patience) -> Self {
        Waits { patience, repeats: 0, pause: patience.pause }
    }

    /// Waits until the question may be asked again; an error says that it is not.
    pub(super) async fn after(&mut self, trouble: Trouble) -> Result<(), Failed> {
        let (wait, said) = match trouble {
            Trouble::Stop(failed) => return Err(failed),
            Trouble::Wait(wait, said) => (wait.unwrap_or(self.pause), said),
        };
        if self.repeats == REPEATS || wait > self.patience.longest {
            return Err(Failed { why: WriterError::Unavailable(said), worked: false });
        }
        tokio::time::sleep(wait).await;
        self.repeats += 1;
        self.pause *= 2;
        Ok(())
    }
}

pub(super) const fn stop(why: WriterError, worked: bool) -> Trouble {
    Trouble::Stop(Failed { why, worked })
}

/// No answer at all.
pub(super) fn unanswered(error: &SendError) -> Trouble {
    match error {
        SendError::NotSent(why) => stop(WriterError::Unavailable(why.to_string()), false),
        SendError::Unclear { host, why } => {
            stop(WriterError::Unavailable(format!("{host} {why}.")), true)
        }
    }
}

/// An answer that did not end.
pub(super) fn endless(host: &str) -> Trouble {
    let said = format!("the answer of {host} did not end in time, or was larger than is read.");
    stop(WriterError::Unavailable(said), true)
}

/// An answer of another kind than was asked for.
pub(super) fn no_service(host: &str) -> Trouble {
    let said = format!("{host} answered, but not as such a service answers. Check its address.");
    stop(WriterError::Unusable(said), true)
}

/// An answer with a status other than success; `settings` is where it is to be mended.
pub(super) fn refused(host: &str, answer: &Answer, settings: &str) -> Trouble {
    match answer.status {
        401 | 403 => {
            let said = format!("{host} does not accept the key. Enter a valid one in {settings}.");
            stop(WriterError::NotLetIn(said), false)
        }
        402 => {
            let said = format!("{host} asks to be paid first. Look at the account there.");
            stop(WriterError::NotLetIn(said), false)
        }
        404 => {
            let said = format!(
                "{host} knows no such address or no model of this name. Check both in {settings}."
            );
            stop(WriterError::NotLetIn(said), false)
        }
        429 => Trouble::Wait(answer.retry_after, format!("{host} takes no more requests for now.")),
        408 | 409 | 500..=599 => Trouble::Wait(
            answer.retry_after,
            format!("{host} is in trouble (status {}).", answer.status),
        ),
        status => {
            let said = format!(
                "{host} refused the request (status {status}). Check address and model in {settings}."
            );
            stop(WriterError::Unusable(said), false)
        }
    }
}
