//! Which frames a title can be built from; the frames themselves are in the language files.
//!
//! Facts can be any phrase in any language, so a fact stands before or after a colon or a
//! comma, never inside the grammar of a sentence. The words are `s` subject, `p` price,
//! `r` role, `n` business, `e` event, `d` day, `w` weekday, `m` month, `other` the second of a
//! pair; `expert`, `on` and `door` are words of the trade. A frame whose word is missing is
//! not used.

use super::{angle::Angle, subject::Source};
use crate::phrases::Phrases;

/// Title frames for a subject from a side; those that promise to tell something only where
/// the site tells something.
pub(crate) fn pool(
    phrases: &'static Phrases,
    source: Source,
    angle: Angle,
    told: bool,
) -> impl Iterator<Item = &'static str> {
    // Articles alone are about keywords, and those are titled as topics are.
    let silent = source == Source::Keyword && !matches!(angle, Angle::Guide | Angle::Explain);
    let of = |section: &str| match silent {
        true => &[],
        false => phrases.pool(&format!("{section}.{}.{}", source.key(), angle.key())),
    };
    let promising = if told { of("told") } else { &[] };
    promising.iter().chain(of("title")).map(String::as_str)
}

/// Title frames that need no single subject: pairs, months, events on any day before them.
pub(crate) fn special(
    phrases: &'static Phrases,
    angle: Angle,
) -> impl Iterator<Item = &'static str> {
    let keys: &[&str] = match angle {
        Angle::Choice => &["title.choice"],
        Angle::Letter => &["title.letter"],
        Angle::Teaser => &["event.week_ahead", "event.teaser"],
        Angle::LastCall => {
            &["event.tomorrow", "event.last_call", "event.within_week", "event.before"]
        }
        Angle::OnDay => &["event.today"],
        Angle::PlanAhead => &["event.plan_ahead"],
        Angle::Thanks => &["event.thanks"],
        _ => &[],
    };
    keys.iter().flat_map(|key| phrases.pool(key)).map(String::as_str)
}

/// The pools for what is said about an event that is `ahead` days away, the closest fitting
/// first.
pub(crate) fn leading_up(angle: Angle, ahead: i32, sells: bool) -> Vec<&'static str> {
    match angle {
        Angle::Teaser if ahead == 7 => vec!["event.week_ahead", "event.teaser"],
        Angle::Teaser => vec!["event.teaser"],
        Angle::LastCall if ahead == 1 && sells => vec!["event.last_call", "event.tomorrow"],
        Angle::LastCall if ahead == 1 => vec!["event.tomorrow", "event.before"],
        Angle::LastCall if (2..=6).contains(&ahead) => vec!["event.within_week", "event.before"],
        Angle::LastCall => vec!["event.before"],
        Angle::OnDay => vec!["event.today"],
        Angle::PlanAhead => vec!["event.plan_ahead"],
        Angle::Thanks => vec!["event.thanks"],
        _ => Vec::new(),
    }
}

/// Frames about nothing but the day, for when every idea has been used: those that assume
/// that somebody is at work that day come first, unless it is shut.
pub(crate) fn of_day(phrases: &'static Phrases, shut: bool) -> Vec<&'static str> {
    let at_work = if shut { &[] } else { phrases.pool("day.at_work") };
    at_work.iter().chain(phrases.pool("day.any")).map(String::as_str).collect()
}
