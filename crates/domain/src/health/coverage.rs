//! Does something lead up to each event?

use jiff::{
    ToSpan,
    civil::{Date, time},
};

use super::{Finding, Look, Mend, Part, Planned, Question, part};
use crate::{
    activity::ActivityType,
    days::{Days, day_words},
    event::{Cycle, Event, When},
};

/// How many days before an event something about it is about this one.
const LEADS_UP: i64 = 10;

pub(super) fn ask(look: &Look<'_>) -> Option<Part> {
    let ahead = Days { first: look.today(), last: look.days.last };
    let (mut all, mut findings) = (0, Vec::new());
    for event in look.events {
        let mut days: Vec<Date> = event.occurrences(ahead).collect();
        // What comes each week need not be announced each week.
        if comes_often(event) {
            let told = look.activities.iter().any(|activity| speaks_of(activity, event));
            days.truncate(usize::from(!told));
            all += usize::from(told);
        }
        for on in days {
            all += 1;
            let told = look.activities.iter().any(|activity| {
                let day = look.day(activity);
                let near = Days { first: on.saturating_sub(LEADS_UP.days()), last: on };
                speaks_of(activity, event) && near.contains(day)
            });
            if !told {
                findings.push((on, event));
            }
        }
    }
    findings.sort_by_key(|(on, _)| *on);
    let bad = findings.len();
    let findings = findings.into_iter().map(|(on, event)| finding(look, event, on)).collect();
    (all > 0).then(|| part(Question::Coverage, bad, all, findings))
}

fn comes_often(event: &Event) -> bool {
    match event.when {
        When::Once(_) => false,
        When::Repeats(rule) => rule.cycle() == Cycle::Weekly && rule.interval() <= 2,
    }
}

fn speaks_of(activity: &Planned, event: &Event) -> bool {
    let by_name = activity.event.as_ref().is_some_and(|(name, _)| *name == event.name);
    by_name || activity.title.to_lowercase().contains(&event.name.to_lowercase())
}

fn finding(look: &Look<'_>, event: &Event, on: Date) -> Finding {
    let name = &event.name;
    let days = [1, 2, 3, 0].map(|before: i64| on.saturating_sub(before.days()));
    let day = days.into_iter().find(|day| look.allows(*day));
    let at = day.map(|day| look.zone.instant(day.to_datetime(time(9, 0, 0, 0))));
    Finding {
        said: format!("{name} on {} has no activity.", day_words(on)),
        mend: at.map(|at| Mend::Add {
            kind: ActivityType::SocialMarketing,
            title: format!("{name}, {}", day_words(on)),
            at,
        }),
    }
}
