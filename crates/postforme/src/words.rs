//! What the service says, in words for people.

use std::time::Duration;

use domain::contract::Refusal;

use crate::PostForMeError;

/// When to try again what certainly did not happen.
const LATER: Duration = Duration::from_secs(30);
/// What is said of a connection that names no board where one is needed.
pub(crate) const NO_BOARD: &str = "No board is chosen, and every pin goes to one. Connect Pinterest again on the Channels page and enter the id of a board.";
/// The most that is told of what others say.
const MOST: usize = 300;

/// What the service or a network says of a failure, fit for people: one line without what
/// programs tell each other.
pub(crate) fn sentence(said: &str) -> String {
    let plain = said.split(['{', '[', '<']).next().unwrap_or_default();
    let words: Vec<&str> = plain.split_whitespace().collect();
    let line = words.join(" ");
    let line = line.trim_end_matches([':', ',', ';', '-', ' ']);
    let mut cut: String = line.chars().filter(|letter| !letter.is_control()).take(MOST).collect();
    if cut.chars().count() == MOST {
        cut.push('…');
    }
    cut
}

/// What certainly did not happen, by what can be done about it.
pub(crate) fn refusal(error: &PostForMeError) -> Refusal {
    let (reason, retry_after) = match error {
        PostForMeError::Unauthorized => (
            "Post for Me does not take the key of this connection any more. Connect the channel again on the Channels page.".to_owned(),
            None,
        ),
        PostForMeError::TooMany { wait } => {
            ("Post for Me takes no more requests for now. Nothing was sent; it is tried again.".to_owned(), Some(*wait))
        }
        PostForMeError::Refused(said) | PostForMeError::NotFound(said) => {
            (format!("Post for Me refused this: {}", told(said)), None)
        }
        PostForMeError::NotSent(said) => (said.clone(), Some(LATER)),
        PostForMeError::Unclear(_) => {
            ("Post for Me gave no answer while this was prepared. Nothing was published.".to_owned(), Some(LATER))
        }
        PostForMeError::Broken(status) => {
            (format!("Post for Me answered with status {status} while this was prepared. Nothing was published."), Some(LATER))
        }
        PostForMeError::Unreadable => {
            ("Post for Me gave an answer that cannot be read. Nothing was published.".to_owned(), Some(LATER))
        }
    };
    Refusal { reason, status: error.status(), retry_after }
}

/// The same, never empty.
pub(crate) fn told(said: &str) -> String {
    let said = sentence(said);
    if said.is_empty() { "it gave no reason.".to_owned() } else { said }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_read_sentences_and_no_json() {
        for (said, told) in [
            ("Token  revoked.\n", "Token revoked."),
            ("Request failed: {\"error\":{\"code\":190}}", "Request failed"),
            ("{\"error\":1}", ""),
            ("<html>", ""),
            ("", ""),
        ] {
            assert_eq!(sentence(said), told);
        }
        assert_eq!(sentence(&"bread ".repeat(200)).chars().count(), MOST + 1);
    }
}
