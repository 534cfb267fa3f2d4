//! Answers that are kept in memory for as long as nothing changes.
//!
//! An answer is given again only while the database stands where it stood before the answer was
//! read ([`Mark`]), and until the clock alone would change it. Both are asked anew for each
//! request, so that no answer is older than the request, whoever changed what.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use axum::body::Bytes;
use domain::Scope;
use jiff::Timestamp;
use store::mark::Mark;

/// How many bytes are kept, of all sites together.
const MOST_BYTES: usize = 16 * 1024 * 1024;

/// What an answer is an answer to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Question {
    /// Whose plan.
    pub scope: Scope,
    /// Whether networks are told that the vendor does not know.
    pub all_networks: bool,
    /// Not before; today when it is not said.
    pub start: Option<Timestamp>,
    /// Not after.
    pub until: Timestamp,
}

/// For how long an answer holds by the clock.
#[derive(Debug, Clone, Copy)]
pub struct Holds {
    /// From when it was made.
    pub from: Timestamp,
    /// To before this instant.
    pub until: Timestamp,
}

struct Answer {
    mark: Mark,
    holds: Holds,
    bytes: Bytes,
    /// Grows with each use; the smallest goes first.
    used: u64,
}

/// The answers that are kept.
#[derive(Default)]
pub struct Kept(Mutex<Answers>);

#[derive(Default)]
struct Answers {
    answers: HashMap<Question, Answer>,
    bytes: usize,
    uses: u64,
}

impl Kept {
    /// The answer to a question, if it is what would be read now.
    pub fn answer(&self, to: &Question, mark: &Mark, now: Timestamp) -> Option<Bytes> {
        let mut kept = self.answers();
        kept.uses += 1;
        let used = kept.uses;
        let answer = kept.answers.get_mut(to)?;
        if answer.mark != *mark || now < answer.holds.from || now >= answer.holds.until {
            return None;
        }
        answer.used = used;
        Some(answer.bytes.clone())
    }

    /// Keeps an answer that was read after the mark. Of the others those go that were not
    /// given for longest, as many as it takes.
    pub fn keep(&self, to: Question, mark: Mark, holds: Holds, bytes: Bytes) {
        if bytes.len() > MOST_BYTES / 4 {
            return;
        }
        let mut kept = self.answers();
        kept.uses += 1;
        let used = kept.uses;
        kept.forget(&to);
        while kept.bytes + bytes.len() > MOST_BYTES {
            let oldest = kept.answers.iter().min_by_key(|(_, answer)| answer.used);
            let Some(oldest) = oldest.map(|(question, _)| *question) else { break };
            kept.forget(&oldest);
        }
        kept.bytes += bytes.len();
        kept.answers.insert(to, Answer { mark, holds, bytes, used });
    }

    fn answers(&self) -> MutexGuard<'_, Answers> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Answers {
    fn forget(&mut self, question: &Question) {
        if let Some(answer) = self.answers.remove(question) {
            self.bytes -= answer.bytes.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::id::{SiteId, WorkspaceId};

    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn question(n: i64) -> Question {
        let id = "01a1fef3-5d4b-790a-8dba-000000000001";
        let scope = Scope {
            workspace: id.parse::<WorkspaceId>().unwrap(),
            site: id.parse::<SiteId>().unwrap(),
        };
        Question { scope, all_networks: false, start: Some(at(n)), until: Timestamp::MAX }
    }

    #[test]
    fn an_answer_is_given_while_nothing_changed_and_the_clock_allows_it() {
        let (kept, holds) = (Kept::default(), Holds { from: at(10), until: at(20) });
        let (mark, changed) = (Mark::sample(1), Mark::sample(2));
        assert_eq!(kept.answer(&question(0), &mark, at(10)), None);
        kept.keep(question(0), mark.clone(), holds, Bytes::from_static(b"plan"));
        let given = |question, mark, second| kept.answer(&question, mark, at(second)).is_some();
        assert!(given(question(0), &mark, 10) && given(question(0), &mark, 19));
        assert!(!given(question(0), &mark, 20), "the day is over");
        assert!(!given(question(0), &mark, 9), "the clock was put back");
        assert!(!given(question(0), &changed, 15), "something changed");
        assert!(!given(question(1), &mark, 15), "another question");
        assert!(!given(Question { all_networks: true, ..question(0) }, &mark, 15));
    }

    #[test]
    fn what_is_kept_is_bounded_and_what_was_given_last_stays() {
        let (kept, mark) = (Kept::default(), Mark::sample(1));
        let holds = Holds { from: at(0), until: Timestamp::MAX };
        let answer = || Bytes::from(vec![b'x'; MOST_BYTES / 8]);
        for n in 0..20 {
            kept.keep(question(n), mark.clone(), holds, answer());
            assert!(kept.answer(&question(0), &mark, at(1)).is_some(), "it was given last");
            kept.keep(question(n), mark.clone(), holds, answer());
        }
        assert!(kept.answers().bytes <= MOST_BYTES);
        assert_eq!(kept.answers().answers.len(), 8);
        assert!(kept.answer(&question(5), &mark, at(1)).is_none());
        kept.keep(question(30), mark.clone(), holds, vec![0; MOST_BYTES / 2].into());
        assert!(kept.answer(&question(30), &mark, at(1)).is_none(), "too large for all");
    }
}
