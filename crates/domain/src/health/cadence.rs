//! Does each kind come as often as the settings say?

use jiff::{ToSpan, civil::Date};

use super::{Finding, Look, Mend, Part, Question, part};
use crate::{
    activity::ActivityType,
    days::{Days, day_words, month_name},
    settings::{Frequency, Interval},
};

pub(super) fn ask(look: &Look<'_>) -> Option<Part> {
    let (mut wanted, mut missing, mut findings) = (0, 0, Vec::new());
    for kind in ActivityType::ALL {
        let Some(frequency) = look.settings.frequency(kind) else { continue };
        for (days, share) in intervals(frequency, look.days) {
            let there = look
                .activities
                .iter()
                .filter(|activity| activity.kind == kind && days.contains(look.day(activity)))
                .count();
            wanted += share;
            // A week that is over cannot be mended.
            if there < share && days.last >= look.today() {
                missing += share - there;
                findings.push(Finding {
                    said: format!(
                        "{}: {there} of {share} {} planned.",
                        words(frequency.interval, days),
                        noun(kind)
                    ),
                    mend: Some(Mend::PlanAgain),
                });
            }
        }
    }
    (wanted > 0).then(|| part(Question::Cadence, missing, wanted, findings))
}

fn words(interval: Interval, days: Days) -> String {
    match interval {
        Interval::Week => format!("Week of {}", day_words(days.first)),
        Interval::Month | Interval::Year => month_name(days.first).to_owned(),
    }
}

const fn noun(kind: ActivityType) -> &'static str {
    match kind {
        ActivityType::SocialMarketing => "social campaigns",
        ActivityType::Blog => "articles",
        ActivityType::EmailMarketing => "emails",
    }
}

/// The weeks or months of the days, cut to them, with what each is to hold. A year has too
/// few to be counted within two months.
fn intervals(frequency: Frequency, days: Days) -> Vec<(Days, usize)> {
    let mut found = Vec::new();
    let mut first = days.first;
    while first <= days.last && frequency.interval != Interval::Year {
        let (start, end) = whole(frequency.interval, first);
        let cut = Days { first, last: end.min(days.last) };
        let (length, all) = (cut.iter().count(), Days { first: start, last: end }.iter().count());
        // Rounded down: a part of a week is never short of what only a whole one holds.
        found.push((cut, usize::from(frequency.count) * length / all.max(1)));
        first = end.saturating_add(1.day());
    }
    found.retain(|(_, share)| *share > 0);
    found
}

fn whole(interval: Interval, day: Date) -> (Date, Date) {
    match interval {
        Interval::Week => {
            let back = i64::from(day.weekday().to_monday_zero_offset());
            let monday = day.saturating_sub(back.days());
            (monday, monday.saturating_add(6.days()))
        }
        Interval::Month | Interval::Year => (day.first_of_month(), day.last_of_month()),
    }
}
