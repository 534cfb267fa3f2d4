//! Why an activity is in the plan: the setting, the fact, the event or the gap behind it.

use domain::{activity::ActivityType, days::day_words, event::EventSource};
use jiff::{ToSpan, civil::Date};

use super::{
    PlanInput,
    angle::Angle,
    leadup::LeadUp,
    phrase::{clean, folded, weekday_in_full},
    slots::Slot,
    subject::{Source, Subject},
};

/// For an activity that leads up to an event.
pub(crate) fn event(lead_up: &LeadUp<'_>, day: Date) -> String {
    let name = clean(&lead_up.event.name);
    let on = day_words(lead_up.on);
    let ahead = (lead_up.on - day).get_days();
    let before = match ahead {
        0 => "and this is for the day itself".to_owned(),
        1 => "and this is for the day before".to_owned(),
        days => format!("and this leaves {days} days"),
    };
    match lead_up.event.source {
        EventSource::Own => format!("“{name}” on {on} is one of your events, {before}."),
        EventSource::Connected(_) | EventSource::Hosted(_) => {
            format!("“{name}” on {on} is in a calendar you brought in, {before}.")
        }
        EventSource::Holiday => {
            format!("{name} on {on} is a day your country keeps, {before} to plan ahead.")
        }
    }
}

/// For the letter of a month.
pub(crate) fn letter(input: &PlanInput<'_>, month: &str) -> String {
    let often = frequency(input, ActivityType::EmailMarketing).unwrap_or_default();
    format!("{often} is your setting, and {month} has none yet.")
}

/// For an activity about a subject. `this_week` counts others of its topic in the same
/// week, `uses` those in the whole plan so far.
pub(crate) fn idea(
    input: &PlanInput<'_>,
    subject: &Subject,
    angle: Angle,
    slot: &Slot<'_>,
    this_week: usize,
    uses: f32,
) -> String {
    let page = subject.page.as_deref().and_then(path);
    let first = match &subject.topic {
        _ if subject.source == Source::Keyword => of_theme(subject),
        _ if slot.kind == ActivityType::Blog && subject.theme.is_some() => of_theme(subject),
        Some(topic) => of_topic(input, subject, topic, this_week, uses, page.as_deref()),
        None => of_business(subject, page.as_deref(), uses),
    };
    format!("{first} {}", second(input, angle, slot))
}

/// For an activity that has only its day.
pub(crate) fn day(input: &PlanInput<'_>, slot: &Slot<'_>) -> String {
    let often = frequency(input, slot.kind).unwrap_or_default();
    format!(
        "{often} is your setting. Every fact and topic is used by now; more topics give it more to say."
    )
}

/// How many activities of a topic stand in the week of a day.
pub(crate) fn in_week(done: &[(Date, Option<String>)], day: Date, topic: Option<&str>) -> usize {
    let monday = day.saturating_sub(i64::from(day.weekday().to_monday_zero_offset()).days());
    let week = monday..monday.saturating_add(7.days());
    done.iter().filter(|(day, other)| week.contains(day) && other.as_deref() == topic).count()
}

fn of_topic(
    input: &PlanInput<'_>,
    subject: &Subject,
    topic: &str,
    this_week: usize,
    uses: f32,
    page: Option<&str>,
) -> String {
    let whose = if !input.settings.topics.is_empty() {
        "is one of your topics"
    } else if folded(topic) == folded(&subject.text) && subject.source == Source::Offer {
        "is one of your offers"
    } else {
        "is a topic of your website"
    };
    let gap = match (this_week, uses) {
        (0, 0.0) => "and the plan has nothing on it yet",
        (0, _) => "and has nothing else this week",
        _ => "and its turn has come",
    };
    let named = match subject.source {
        _ if folded(topic) == folded(&subject.text) => "names it".to_owned(),
        Source::Question => "answers this question".to_owned(),
        Source::Article => "holds this article".to_owned(),
        Source::Proof => "says so".to_owned(),
        _ => format!("names “{}”", subject.text),
    };
    match page {
        Some(page) => format!("“{topic}” {whose} {gap}; your page {page} {named}."),
        None => format!("“{topic}” {whose} {gap}."),
    }
}

fn of_theme(subject: &Subject) -> String {
    let found = subject.theme.as_ref().map(|theme| theme.found.as_str()).unwrap_or_default();
    match found {
        "" => format!("“{}” is one of your keywords.", subject.text),
        found => format!("Keyword research found the theme “{}”: {found}.", subject.text),
    }
}

fn of_business(subject: &Subject, page: Option<&str>, uses: f32) -> String {
    let place = page.map_or("Your website".to_owned(), |page| format!("Your page {page}"));
    let from = if subject.page.is_some() { place } else { "Your profile".to_owned() };
    match subject.source {
        Source::Person => format!("{from} introduces {}.", subject.text),
        Source::Question => format!("{from} answers this question."),
        Source::Article => format!("{from} holds this article."),
        Source::Proof => format!("{from} says so."),
        Source::Place => format!("{from} says where you are."),
        Source::Hours => format!("{from} gives your opening hours."),
        Source::Offer | Source::Topic | Source::Keyword => {
            format!("{from} names “{}”.", subject.text)
        }
        Source::Name if uses == 0.0 => {
            "Nothing in the plan was about the business itself yet.".into()
        }
        Source::Name => "This one is about the business itself.".into(),
    }
}

fn second(input: &PlanInput<'_>, angle: Angle, slot: &Slot<'_>) -> String {
    let goal = input.settings.goal;
    let words = clean(input.settings.goal_words());
    if slot.kind == ActivityType::SocialMarketing && angle.weight(goal) >= 3.0 {
        return format!("Your goal is “{words}”, hence {}.", angle.words());
    }
    match frequency(input, slot.kind) {
        Some(often) => format!("{often} is your setting; {} had room.", weekday_in_full(slot.day)),
        None => String::new(),
    }
}

/// `3 posts a week`, as the settings have it.
fn frequency(input: &PlanInput<'_>, kind: ActivityType) -> Option<String> {
    let frequency = input.settings.frequency(kind)?;
    let thing = match kind {
        ActivityType::SocialMarketing => "post",
        ActivityType::Blog => "article",
        ActivityType::EmailMarketing => "email",
    };
    let many = if frequency.count == 1 { "" } else { "s" };
    let interval = frequency.interval.word();
    Some(format!("{} {thing}{many} a {interval}", frequency.count))
}

/// The path of a page's address: `/bread`.
fn path(page: &str) -> Option<String> {
    let rest = page.split_once("://").map_or(page, |(_, rest)| rest);
    let path = rest.find('/').map_or("/", |at| &rest[at..]);
    let path = clean(path.split(['?', '#']).next().unwrap_or(path));
    (path.len() > 1 && path.len() <= 60).then_some(path)
}
