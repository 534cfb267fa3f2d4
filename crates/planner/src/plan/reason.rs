//! Why an activity is in the plan: the setting, the fact, the event or the gap behind it.

use domain::{
    activity::ActivityType,
    days::{day_words, weekday_in_full},
    event::EventSource,
    occasion::Occasion,
};
use jiff::{ToSpan, civil::Date};

use super::{
    PlanInput,
    angle::Angle,
    desk::Gap,
    leadup::LeadUp,
    phrase::{clean, folded},
    slots::Slot,
    subject::{Source, Subject},
};

/// For an activity about an event.
pub(crate) fn event(input: &PlanInput<'_>, lead_up: &LeadUp<'_>, slot: &Slot<'_>) -> String {
    let name = clean(&lead_up.event.name);
    let on = day_words(lead_up.on);
    let known = match lead_up.event.source {
        EventSource::Own => format!("“{name}” on {on} is one of your events"),
        EventSource::Connected(_) | EventSource::Hosted(_) => {
            format!("“{name}” on {on} is in a calendar you brought in")
        }
        EventSource::Holiday => format!("{name} on {on} is a day your country keeps"),
    };
    let ahead = (lead_up.on - slot.day).get_days();
    let before = match ahead {
        1 => "the day before".to_owned(),
        days => format!("{days} days before"),
    };
    let step = match lead_up.angle {
        Angle::Teaser => format!("and {before}, people can still make room for it"),
        Angle::LastCall => format!("and this is the last call, {before}"),
        Angle::Thanks => "and those who came are thanked while they remember".to_owned(),
        Angle::PlanAhead => format!("and {before}, people can still plan around it"),
        _ => "and this is for the day itself".to_owned(),
    };
    format!("{known}, {step}.{}{}", quiet(input, lead_up, slot), over(input, lead_up, slot))
}

/// Where the event's own day is one on which nothing goes out.
fn quiet(input: &PlanInput<'_>, lead_up: &LeadUp<'_>, slot: &Slot<'_>) -> String {
    let weekdays = &input.settings.weekdays;
    let weekday = lead_up.on.weekday();
    let allowed = weekdays.is_empty() || weekdays.contains(&weekday.to_monday_one_offset());
    if allowed || slot.day >= lead_up.on {
        return String::new();
    }
    format!(" Your settings keep {}s quiet, so it stands before.", weekday_in_full(weekday))
}

/// Where the settings' number gave way.
fn over(input: &PlanInput<'_>, lead_up: &LeadUp<'_>, slot: &Slot<'_>) -> String {
    match frequency(input, slot.kind).filter(|_| lead_up.over) {
        Some(often) => format!(
            " It is one more than your setting of {often}: nothing else could speak of it in time."
        ),
        None => String::new(),
    }
}

/// For the other occasions that an activity names; empty where there are none.
pub(crate) fn named(input: &PlanInput<'_>, slot: &Slot<'_>) -> String {
    let touching: Vec<_> = slot.touching().collect();
    let (near, far): (Vec<_>, Vec<_>) = slot.names.iter().partition(|it| touching.contains(it));
    let list = |occasions: &[&Occasion<'_>]| {
        let each =
            occasions.iter().map(|it| format!("{} on {}", clean(&it.event.name), day_words(it.on)));
        each.collect::<Vec<_>>().join(", ")
    };
    let together = match near.as_slice() {
        [] => String::new(),
        near => format!(" It speaks of {} too, as the days touch.", list(near)),
    };
    let why = match frequency(input, ActivityType::SocialMarketing) {
        Some(often) => format!("with {often} there is no room for more"),
        None => "your settings have no posts that could".to_owned(),
    };
    match far.as_slice() {
        [] => together,
        far => format!("{together} It also names {}: {why}.", list(far)),
    }
}

/// For the letter of a month.
pub(crate) fn letter(input: &PlanInput<'_>, month: &str) -> String {
    let often = frequency(input, ActivityType::EmailMarketing).unwrap_or_default();
    format!("{often} is your setting, and {month} has none yet.")
}

/// For an activity about a subject.
pub(crate) fn idea(
    input: &PlanInput<'_>,
    subject: &Subject,
    angle: Angle,
    slot: &Slot<'_>,
    gap: Gap,
) -> String {
    let page = subject.page.as_deref().and_then(path);
    let first = match &subject.topic {
        _ if subject.source == Source::Keyword => of_keyword(subject),
        Some(topic) => of_topic(input, subject, topic, gap, page.as_deref()),
        None => of_business(subject, page.as_deref(), gap),
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

/// Whether two days lie in one week.
pub(crate) fn same_week(one: Date, other: Date) -> bool {
    let monday =
        |day: Date| day.saturating_sub(i64::from(day.weekday().to_monday_zero_offset()).days());
    monday(one) == monday(other)
}

fn of_topic(
    input: &PlanInput<'_>,
    subject: &Subject,
    topic: &str,
    gap: Gap,
    page: Option<&str>,
) -> String {
    let whose = if !input.settings.topics.is_empty() {
        "is one of your topics"
    } else if folded(topic) == folded(&subject.text) && subject.source == Source::Offer {
        "is one of your offers"
    } else {
        "is a topic of your website"
    };
    let gap = match gap {
        Gap::New => "and the plan has nothing on it before",
        Gap::ThisWeek => "and has nothing else this week",
        Gap::Turn => "and its turn has come",
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

fn of_keyword(subject: &Subject) -> String {
    let found = subject.detail.as_deref().map(|found| format!(": {found}")).unwrap_or_default();
    format!("Keyword research found “{}”{found}.", subject.text)
}

fn of_business(subject: &Subject, page: Option<&str>, gap: Gap) -> String {
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
        Source::Name if gap == Gap::New => {
            "Nothing in the plan is about the business itself before.".into()
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
        Some(often) => {
            format!("{often} is your setting; {} had room.", weekday_in_full(slot.day.weekday()))
        }
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
