//! Is there never silence for long?

use jiff::{ToSpan, civil::Date};

use super::{Finding, Look, Mend, Part, Planned, Question, may_move, part};
use crate::{
    activity::ActivityType,
    days::{Days, day_words},
    settings::Interval,
};

/// The longest silence that is none, in days, whatever the frequency.
const SHORTEST: i64 = 4;

pub(super) fn ask(look: &Look<'_>) -> Option<Part> {
    let frequency = look.settings.frequency(ActivityType::SocialMarketing)?;
    let apart = match frequency.interval {
        Interval::Week => 7 / i64::from(frequency.count.max(1)),
        Interval::Month => 30 / i64::from(frequency.count.max(1)),
        Interval::Year => return None,
    };
    let longest = (apart * 2).max(SHORTEST);
    let mut days: Vec<Date> = look
        .ahead()
        .into_iter()
        .filter(|activity| activity.kind == ActivityType::SocialMarketing)
        .map(|activity| look.day(activity))
        .collect();
    days.dedup();
    if days.is_empty() {
        return None;
    }
    let starts = std::iter::once(look.today()).chain(days.iter().copied());
    let ends = days.iter().copied().chain([look.days.last.saturating_add(1.day())]);
    let silent: Vec<Days> = starts
        .zip(ends)
        .map(|(from, until)| Days {
            first: from.saturating_add(1.day()),
            last: until.saturating_sub(1.day()),
        })
        .filter(|gap| i64::from((gap.last - gap.first).get_days()) + 1 > longest)
        .collect();
    let quiet: usize = silent.iter().map(|gap| gap.iter().count()).sum();
    let all = Days { first: look.today(), last: look.days.last }.iter().count();
    let findings = silent.iter().map(|gap| finding(look, *gap)).collect();
    Some(part(Question::Gaps, quiet, all, findings))
}

fn finding(look: &Look<'_>, gap: Days) -> Finding {
    let count = gap.iter().count();
    let said = format!(
        "No social campaign for {count} days, from {} to {}.",
        day_words(gap.first),
        day_words(gap.last)
    );
    Finding { said, mend: filled(look, gap) }
}

/// The activity that is missed least where it stands, moved into the middle of the gap.
fn filled(look: &Look<'_>, gap: Days) -> Option<Mend> {
    let middle = gap.first.saturating_add((gap.iter().count() as i64 / 2).days());
    let mut days: Vec<Date> = gap.iter().filter(|day| look.allows(*day)).collect();
    days.sort_by_key(|day| ((*day - middle).get_days().abs(), *day));
    let day = days.first()?;
    let to_come: Vec<&Planned> = look
        .ahead()
        .into_iter()
        .filter(|activity| activity.kind == ActivityType::SocialMarketing)
        .collect();
    let crowded = to_come
        .windows(3)
        .filter_map(|three| match three {
            [before, it, after] if may_move(look, it) => {
                let room = (look.day(after) - look.day(before)).get_days();
                // Taking it away must not open a gap as long as the one it fills.
                (usize::try_from(room).is_ok_and(|room| room <= gap.iter().count()))
                    .then_some((room, *it))
            }
            _ => None,
        })
        .min_by_key(|(room, it)| (*room, it.at))?
        .1;
    Some(Mend::Move {
        activity: crowded.id,
        from: crowded.at,
        to: look.zone.moved_to(crowded.at, *day),
    })
}
