//! Posts for several accounts at once, as programs make them in the manner of Post for Me.
//!
//! Each is an activity with one of our posts for each account, and leads their life: where it
//! stands is read off them, and nothing of it is written twice. A change of one is refused by
//! the database once a publisher may have taken one of its posts.

mod accounts;
mod deliveries;
mod posts;
mod results;
mod uploads;
mod webhooks;

use std::str::FromStr;

use domain::plan::UnknownWord;

pub use accounts::SocialAccount;
pub use deliveries::{Due, News, Told};
pub use posts::{NewSocialPost, Part, SocialPost, Sought};
pub use results::SocialResult;
pub use webhooks::{SocialWebhook, WebhookSecret};

/// Where a post for several accounts stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It goes nowhere by itself.
    Draft,
    /// It waits for its minute.
    Scheduled,
    /// Its minute has come, and not every account was tried to its end.
    Processing,
    /// Every account was tried, or will not be any more.
    Processed,
}

impl Standing {
    /// Every one, in the order in which they follow.
    pub const ALL: [Standing; 4] =
        [Standing::Draft, Standing::Scheduled, Standing::Processing, Standing::Processed];

    /// The word on the wire and in queries.
    pub const fn code(self) -> &'static str {
        match self {
            Standing::Draft => "draft",
            Standing::Scheduled => "scheduled",
            Standing::Processing => "processing",
            Standing::Processed => "processed",
        }
    }
}

impl FromStr for Standing {
    type Err = UnknownWord;
    fn from_str(code: &str) -> Result<Self, UnknownWord> {
        Standing::ALL
            .into_iter()
            .find(|standing| standing.code() == code)
            .ok_or_else(|| UnknownWord::of(code))
    }
}

/// A post `p` that will not be tried any more by itself.
const ENDED: &str = "(p.status in ('published', 'failed', 'missed', 'canceled')
    or (p.status = 'uncertain' and p.next_check_at is null))";

/// A post `p` that is being tried, or will be tried again by itself; the present is `$3`.
const GOING: &str =
    "(p.status = 'processing' or (p.status = 'uncertain' and p.next_check_at is not null)
    or (p.status = 'scheduled' and p.publish_at <= $3))";

/// Marks for as many values, the first of them `$first`.
fn marks(first: usize, count: usize) -> String {
    (first..first + count).map(|at| format!("${at}")).collect::<Vec<_>>().join(", ")
}
