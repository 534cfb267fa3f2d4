//! Is each event and holiday spoken of, by the rule that the planner plans by?

use jiff::{
    ToSpan,
    civil::{Time, time},
};

use super::{Finding, Look, Mend, Part, Planned, Question, part};
use crate::{
    activity::ActivityType,
    days::{Days, day_words},
    occasion::{Occasion, Said, occasions},
    settings::Excluded,
};

/// From then on it is too late to speak of what is today: nothing is planned for the night.
const EVENING: Time = time(18, 45, 0, 0);

pub(super) fn ask(look: &Look<'_>) -> Option<Part> {
    let over = look.zone.local(look.now).time() >= EVENING;
    let first = look.today().saturating_add(i64::from(over).days());
    let ahead = Days { first, last: look.days.last };
    let excluded = Excluded::new(&look.settings.excluded_topics);
    let all = occasions(look.events, ahead, &excluded);
    let told = |occasion: &Occasion<'_>| {
        look.activities.iter().any(|activity| occasion.is_told_by(&said(look, activity)))
    };
    let findings: Vec<Finding> =
        all.iter().filter(|it| !told(it)).map(|it| finding(look, it)).collect();
    (!all.is_empty()).then(|| part(Question::Coverage, findings.len(), all.len(), findings))
}

fn said<'a>(look: &Look<'_>, activity: &'a Planned) -> Said<'a> {
    Said {
        day: look.day(activity),
        title: &activity.title,
        description: &activity.description,
        event: activity.event.as_ref().map(|(name, on)| (name.as_str(), *on)),
    }
}

fn finding(look: &Look<'_>, occasion: &Occasion<'_>) -> Finding {
    let (name, on) = (&occasion.event.name, occasion.on);
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
