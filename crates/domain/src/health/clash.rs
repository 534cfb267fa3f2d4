//! Do no two get in each other's way?

use jiff::{SignedDuration, ToSpan};

use super::{Finding, Look, Mend, Part, Planned, Question, may_move, part};
use crate::days::{clock_words, day_words};

/// Two that are closer compete for the same eyes.
pub const APART: SignedDuration = SignedDuration::from_mins(60);
/// The most activities of one day.
const MOST_A_DAY: usize = 2;
/// How many days away an activity may be moved.
const REACH: i64 = 4;

pub(super) fn ask(look: &Look<'_>) -> Option<Part> {
    let to_come = look.ahead();
    let mut findings = Vec::new();
    for (n, activity) in to_come.iter().enumerate() {
        let day = look.day(activity);
        let before: Vec<&&Planned> =
            to_come.iter().take(n).filter(|other| look.day(other) == day).collect();
        let near = before.iter().find(|other| activity.at.duration_since(other.at) < APART);
        let said = match near {
            Some(other) => format!(
                "“{}” and “{}” are less than an hour apart on {} at {}.",
                other.title,
                activity.title,
                day_words(day),
                clock_words(look.zone.local(activity.at).time())
            ),
            None if before.len() == MOST_A_DAY => {
                format!("More than two activities on {}.", day_words(day))
            }
            None => continue,
        };
        let first = before.last().map(|other| **other);
        let movable = [Some(*activity), first];
        let movable = movable.into_iter().flatten().find(|it| may_move(look, it));
        findings.push(Finding { said, mend: movable.and_then(|it| moved(look, it)) });
    }
    (!to_come.is_empty()).then(|| {
        let bad = findings.len();
        part(Question::Clashes, bad, to_come.len(), findings)
    })
}

/// The nearest day with nothing on it.
fn moved(look: &Look<'_>, activity: &Planned) -> Option<Mend> {
    let day = look.day(activity);
    let days = (1..=REACH)
        .flat_map(|step| [day.saturating_add(step.days()), day.saturating_sub(step.days())]);
    let free = days.into_iter().find(|day| look.allows(*day) && look.on(*day) == 0)?;
    let to = look.zone.moved_to(activity.at, free);
    Some(Mend::Move { activity: activity.id, from: activity.at, to })
}
