//! Settling an uncertain post: ask its network whether it is there.

use std::{sync::Arc, time::Duration};

use domain::contract::{Abilities, LookUp};
use jiff::Timestamp;
use store::publishing::{Claimed, Outcome, Then};

use crate::{
    attempt::recorded,
    prepare::Prepared,
    session::Desk,
    verdict::{Verdict, after_refusal, later},
};

/// How long a network that gives no answer is asked.
const PATIENCE: Duration = Duration::from_secs(10 * 60);
/// The shortest pause between two look-ups.
const SHORTEST_PAUSE: Duration = Duration::from_secs(2);
/// An unclear attempt is repeated once after it was proved absent; then a person is asked.
const MOST_UNCLEAR: i64 = 2;

/// Looks one uncertain post up and records what was found.
pub(crate) async fn look_up(desk: Arc<Desk>, claimed: Claimed, prepared: Prepared) {
    let verdict = match prepared {
        Prepared::Unreadable => return,
        Prepared::Closed(sentence) => Verdict::new(
            Then::Uncertain(None),
            format!(
                "It is not known whether this was published, and Almanac cannot look. {sentence}"
            ),
        ),
        Prepared::Ready(ready) if !ready.provider.abilities().looks_up => ask_a_person(&claimed),
        Prepared::Ready(ready) => {
            let Some(_slot) = desk.slots.take(ready.lane(), ready.provider.kind()).await else {
                return;
            };
            let abilities = ready.provider.abilities();
            let look = ready.provider.look_up(&ready.delivery);
            let found =
                tokio::time::timeout(abilities.send_timeout, look).await.unwrap_or(LookUp::Unknown);
            after_look_up(found, &claimed, abilities, desk.clock.now(), desk.world.random())
        }
    };
    let Verdict { then, http_status, reason } = verdict;
    let (scope, post, attempt) = (claimed.scope, claimed.post.id, claimed.attempt);
    recorded(&desk, Outcome { scope, post, attempt, then, http_status, reason }).await;
}

/// What becomes of an uncertain post after a look-up.
///
/// *Absent* is believed once the longest send and the provider's `settles_after` have both
/// passed since the mark: until then the post may still arrive.
fn after_look_up(
    found: LookUp,
    claimed: &Claimed,
    abilities: Abilities,
    now: Timestamp,
    dice: u128,
) -> Verdict {
    let Some(sending_at) = claimed.sending_at else { return ask_a_person(claimed) };
    let believable = later(sending_at, abilities.send_timeout + abilities.settles_after);
    match found {
        LookUp::Found(landed) => Verdict::published(landed),
        LookUp::Refused(refusal) => after_refusal(refusal, claimed.tries, now, dice),
        LookUp::Differs(said) => Verdict::new(Then::Uncertain(None), said),
        LookUp::Absent if now < believable => again(claimed, believable),
        LookUp::Absent
            if claimed.unclear < MOST_UNCLEAR && still_known(sending_at, abilities, now) =>
        {
            Verdict::new(
                Then::Absent(now),
                "The answer was lost, and the post is not on the network. It is sent again.",
            )
        }
        LookUp::Absent => {
            let times = if claimed.unclear < MOST_UNCLEAR { "" } else { " twice" };
            let sentence = format!(
                "{} was sent this{times}, gave no answer, and does not show it. Look there before sending it again.",
                claimed.post.channel
            );
            Verdict::new(Then::Uncertain(None), sentence)
        }
        LookUp::Unknown => match next_look(sending_at, now) {
            Some(at) => again(claimed, at),
            None => ask_a_person(claimed),
        },
    }
}

/// Whether the network would know a second send for the first, should the look-up be wrong.
/// Those that promise nothing of the kind are trusted in what they show.
fn still_known(sending_at: Timestamp, abilities: Abilities, now: Timestamp) -> bool {
    abilities.recognizes_for.is_none_or(|window| now < later(sending_at, window))
}

/// The pauses double: each is as long as the time since the send.
fn next_look(sending_at: Timestamp, now: Timestamp) -> Option<Timestamp> {
    let last = later(sending_at, PATIENCE);
    let since = Duration::try_from(now.duration_since(sending_at)).unwrap_or_default();
    (now < last).then(|| later(now, since.max(SHORTEST_PAUSE)).min(last))
}

fn again(claimed: &Claimed, at: Timestamp) -> Verdict {
    Verdict {
        then: Then::Uncertain(Some(at)),
        http_status: None,
        reason: claimed.post.failure.clone(),
    }
}

fn ask_a_person(claimed: &Claimed) -> Verdict {
    let why = claimed.post.failure.as_deref().unwrap_or("The answer was lost.");
    let channel = claimed.post.channel;
    let asked = format!("Look on {channel} whether it is there before sending it again.");
    // A hint may have it looked up once more after somebody was asked.
    let said = if why.ends_with(&asked) { why.to_owned() } else { format!("{why} {asked}") };
    Verdict::new(Then::Uncertain(None), said)
}
