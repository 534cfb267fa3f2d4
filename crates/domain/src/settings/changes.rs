//! What two settings differ in, in words for the marketer.

use std::collections::BTreeSet;

use jiff::civil::Weekday;

use super::{Frequency, Settings, SocialChannel};
use crate::{activity::ActivityType, channel::Channel, days::weekday_name};

/// One thing that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What it is about.
    pub what: &'static str,
    /// How it was.
    pub before: String,
    /// How it is.
    pub after: String,
}

/// What differs between the settings that a plan was made with and others, in the order of
/// the page. Two settings that differ have at least one change.
pub fn changes(before: &Settings, after: &Settings) -> Vec<Change> {
    let mut found = Vec::new();
    let mut note = |what, told: &dyn Fn(&Settings) -> String, same: bool| {
        if !same {
            found.push(Change { what, before: told(before), after: told(after) });
        }
    };
    let (b, a) = (before, after);
    let goals = (&b.custom_goal, b.goal) == (&a.custom_goal, a.goal);
    note("Goal", &|it| it.goal_words().to_owned(), goals);
    let voices = (&b.tone_of_voice, b.tone) == (&a.tone_of_voice, a.tone);
    note("Voice", &|it| it.tone_of_voice.clone(), voices);
    let speakers = b.point_of_view == a.point_of_view;
    note("Who speaks", &|it| it.point_of_view.words().to_owned(), speakers);
    let topics = b.topics == a.topics;
    note("Topics", &|it| list(&it.topics, "those of your website"), topics);
    let excluded = b.excluded_topics == a.excluded_topics;
    note("Never touched", &|it| list(&it.excluded_topics, "nothing"), excluded);
    for (tool, what) in [
        (ActivityType::SocialMarketing, "Social campaigns"),
        (ActivityType::Blog, "Blog posts"),
        (ActivityType::EmailMarketing, "Emails"),
    ] {
        note(what, &|it| often(it.frequency(tool)), b.frequency(tool) == a.frequency(tool));
    }
    note("Days", &|it| days(&it.weekdays), b.weekdays == a.weekdays);
    let (was, is) = (&b.business, &a.business);
    let said =
        |text: &str| if text.is_empty() { "nothing said".to_owned() } else { text.to_owned() };
    note(
        "What makes you special",
        &|it| said(&it.business.value_proposition),
        was.value_proposition == is.value_proposition,
    );
    note(
        "Whom you speak to",
        &|it| said(&it.business.target_audience),
        was.target_audience == is.target_audience,
    );
    note(
        "What the business is after",
        &|it| said(&it.business.business_goal),
        was.business_goal == is.business_goal,
    );
    note("Guidelines for words", &|it| said(&it.guidelines), b.guidelines == a.guidelines);
    let pictures = b.image_guidelines == a.image_guidelines;
    note("Guidelines for pictures", &|it| said(&it.image_guidelines), pictures);
    let calendars = |it: &Settings| match it.calendars.len() {
        0 => "all".to_owned(),
        many if b.calendars.len() == a.calendars.len() && it == a => {
            format!("another choice of {many}")
        }
        many => format!("{many} chosen"),
    };
    note("Calendars", &calendars, b.calendars == a.calendars);
    note("Posts are written for", &|it| networks(&it.channels), b.channels == a.channels);
    let first = b.social_channels == a.social_channels;
    note("Channels that matter most", &|it| hinted(&it.social_channels), first);
    found
}

/// `3 a week`, or that there are none.
fn often(frequency: Option<Frequency>) -> String {
    frequency.map_or_else(
        || "none".to_owned(),
        |Frequency { interval, count }| format!("{count} a {}", interval.word()),
    )
}

fn list(values: &[String], none: &str) -> String {
    if values.is_empty() { none.to_owned() } else { values.join(", ") }
}

fn days(weekdays: &BTreeSet<i8>) -> String {
    let days: Vec<_> = weekdays
        .iter()
        .filter_map(|day| Weekday::from_monday_one_offset(*day).ok())
        .map(|day| weekday_name(day).to_owned())
        .collect();
    list(&days, "as the planner chooses")
}

fn networks(channels: &BTreeSet<Channel>) -> String {
    if channels.len() == Channel::ALL.len() {
        return "every network".to_owned();
    }
    let names: Vec<_> = channels.iter().map(|channel| channel.name().to_owned()).collect();
    list(&names, "none")
}

fn hinted(channels: &BTreeSet<SocialChannel>) -> String {
    let names: Vec<_> = SocialChannel::ALL
        .iter()
        .filter(|(channel, ..)| channels.contains(channel))
        .map(|(.., name)| (*name).to_owned())
        .collect();
    list(&names, "none more than others")
}
