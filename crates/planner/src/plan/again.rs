//! A new plan beside the one that stands: which activity becomes which.

use domain::{activity::ActivityType, days::Zone, proposal::Becomes};
use jiff::Timestamp;
use store::activities::Activity;

use super::phrase::folded;

/// An activity with what becomes of it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Step {
    /// As it stands now; one that comes as it will stand.
    pub activity: Activity,
    /// What becomes of it.
    pub becomes: Becomes,
}

/// What becomes of each activity when `planned` takes the place of `standing`, by time.
///
/// An activity that says the same stays, with its words, though at another minute if the new
/// plan has it there. What leads up to an event says how far off that is, and a letter which
/// month it is: the first stays on its day or goes, the second within its month.
pub(crate) fn steps(standing: Vec<Activity>, planned: Vec<Activity>, zone: &Zone) -> Vec<Step> {
    let mut stays: Vec<Option<Becomes>> = vec![None; standing.len()];
    let mut placed = vec![false; planned.len()];
    for alike in [same_words, same_thing] {
        for (from, to) in by_nearness(&standing, &planned, |old, new| alike(old, new, zone)) {
            let (Some(stays), Some(placed)) = (stays.get_mut(from.0), placed.get_mut(to.0)) else {
                continue;
            };
            if stays.is_none() && !*placed {
                *placed = true;
                *stays = Some(match (from.1, to.1) {
                    (from, to) if from == to => Becomes::Kept(to),
                    (from, to) => Becomes::Moved(from, to),
                });
            }
        }
    }
    let stood = standing.into_iter().zip(stays).map(|(activity, stays)| {
        let becomes = stays.unwrap_or(Becomes::Dropped(activity.starts_at));
        Step { activity, becomes }
    });
    let comes = planned.into_iter().zip(placed).filter(|(_, placed)| !placed);
    let comes = comes.map(|(activity, _)| {
        let becomes = Becomes::Added(activity.starts_at);
        Step { activity, becomes }
    });
    let mut steps: Vec<Step> = stood.chain(comes).collect();
    steps.sort_by_key(|step| (step.becomes.at(), step.activity.id));
    steps
}

/// The place of an activity in its list, and its minute.
type Stand = (usize, Timestamp);

/// The pairs that are alike, the nearest in time first.
fn by_nearness(
    standing: &[Activity],
    planned: &[Activity],
    alike: impl Fn(&Activity, &Activity) -> bool,
) -> Vec<(Stand, Stand)> {
    let mut pairs: Vec<(Stand, Stand)> = Vec::new();
    for (n, old) in standing.iter().enumerate() {
        let like = planned.iter().enumerate().filter(|(_, new)| alike(old, new));
        pairs.extend(like.map(|(m, new)| ((n, old.starts_at), (m, new.starts_at))));
    }
    pairs.sort_by_key(|(old, new)| (old.1.duration_since(new.1).abs(), old.0, new.0));
    pairs
}

fn same_words(old: &Activity, new: &Activity, zone: &Zone) -> bool {
    folded(&old.title) == folded(&new.title) && same_thing(old, new, zone)
}

/// Whether one can stand for the other where the other stands.
fn same_thing(old: &Activity, new: &Activity, zone: &Zone) -> bool {
    let (day, other) = (zone.day(old.starts_at), zone.day(new.starts_at));
    old.kind == new.kind
        && folded(&old.subject) == folded(&new.subject)
        && old.event == new.event
        && (old.event.is_none() || day == other)
        && (old.kind != ActivityType::EmailMarketing
            || day.first_of_month() == other.first_of_month())
}

#[cfg(test)]
mod tests {
    use std::slice::from_ref;

    use domain::id::ActivityId;
    use jiff::{civil::date, tz::TimeZone};

    use super::*;

    fn activity(id: &str, subject: &str, title: &str, day: i8) -> Activity {
        let at = date(2026, 11, day).at(9, 0, 0, 0).to_zoned(TimeZone::UTC).unwrap();
        Activity {
            id: ActivityId::named(id),
            kind: ActivityType::SocialMarketing,
            title: title.into(),
            description: String::new(),
            reason: String::new(),
            subject: subject.into(),
            topic: None,
            event: None,
            starts_at: at.timestamp(),
            stories: false,
            edited: false,
        }
    }

    fn told(standing: &[Activity], planned: &[Activity]) -> Vec<(ActivityId, &'static str)> {
        steps(standing.to_vec(), planned.to_vec(), &Zone::utc())
            .into_iter()
            .map(|step| {
                let word = match step.becomes {
                    Becomes::Added(_) => "added",
                    Becomes::Moved(..) => "moved",
                    Becomes::Dropped(_) => "dropped",
                    Becomes::Kept(_) => "kept",
                };
                (step.activity.id, word)
            })
            .collect()
    }

    #[test]
    fn the_same_plan_changes_nothing() {
        let plan = [activity("a", "Rye", "Rye, up close", 3), activity("b", "Oven", "Oven", 5)];
        let again = [activity("c", "Rye", "Rye, up close", 3), activity("d", "Oven", "Oven", 5)];
        let kept = [(plan[0].id, "kept"), (plan[1].id, "kept")];
        assert_eq!(told(&plan, &again), kept);
    }

    #[test]
    fn what_says_the_same_moves_with_its_words_and_the_rest_comes_and_goes() {
        let [rye, oven, tart] = [
            activity("a", "Rye", "Rye, up close", 3),
            activity("b", "Oven", "Behind the door: Oven", 5),
            activity("c", "Tart", "Tart, €4", 7),
        ];
        let [later, other_words, new] = [
            activity("d", "Rye", "Rye, up close", 10),
            activity("e", "oven", "The oven: good to know", 12),
            activity("f", "Shop", "Come by: Shop", 14),
        ];
        let told =
            told(&[rye.clone(), oven.clone(), tart.clone()], &[later, other_words, new.clone()]);
        let expected =
            [(tart.id, "dropped"), (rye.id, "moved"), (oven.id, "moved"), (new.id, "added")];
        assert_eq!(told, expected);
    }

    #[test]
    fn the_nearest_takes_the_place_and_each_place_is_taken_once() {
        let old = [activity("a", "Rye", "Rye", 3), activity("b", "Rye", "Rye", 20)];
        let new = [activity("c", "Rye", "Rye", 21)];
        assert_eq!(told(&old, &new), [(old[0].id, "dropped"), (old[1].id, "moved")]);
    }

    #[test]
    fn what_counts_the_days_to_an_event_does_not_move_to_another_day() {
        let market = |mut activity: Activity| {
            activity.event = Some(("Market".into(), date(2026, 11, 20)));
            activity
        };
        let old = market(activity("a", "Market", "Tomorrow: Market", 19));
        let new = market(activity("b", "Market", "One week to go: Market", 13));
        assert_eq!(told(from_ref(&old), from_ref(&new)), [(new.id, "added"), (old.id, "dropped")]);
    }

    #[test]
    fn a_letter_stays_in_its_month() {
        let letter = |mut activity: Activity| {
            activity.kind = ActivityType::EmailMarketing;
            activity
        };
        let november = letter(activity("a", "Rye", "This month: Rye", 28));
        let mut december = letter(activity("b", "Rye", "This month: Rye", 28));
        december.starts_at = date(2026, 12, 2).to_zoned(TimeZone::UTC).unwrap().timestamp();
        let expected = [(november.id, "dropped"), (december.id, "added")];
        assert_eq!(told(from_ref(&november), from_ref(&december)), expected);
    }
}
