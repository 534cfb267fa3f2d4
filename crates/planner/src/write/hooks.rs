//! First lines about events: lines that suit any tone and lines of one tone.
//!
//! Words: `t` title, `e` event, `d` its day.

use domain::settings::Tone;

use super::group::Group;

/// Lines that suit any tone.
pub(super) const fn common(group: Group) -> &'static [&'static str] {
    match group {
        Group::Ahead => {
            &["{t}", "{e}: {d}", "Coming up on {d}: {e}", "On the calendar for {d}: {e}"]
        }
        Group::Tomorrow => {
            &["{t}", "Tomorrow, {d}: {e}", "Tomorrow already: {e}", "Just a day away: {e}"]
        }
        Group::Today => &["{t}", "Today, {d}: {e}", "The day is here: {e}", "It is today: {e}"],
        _ => &[],
    }
}

/// Lines of one tone.
pub(super) const fn toned(group: Group, tone: Tone) -> &'static [&'static str] {
    match tone {
        Tone::Friendly => friendly(group),
        Tone::Matter => matter(group),
        Tone::Playful => playful(group),
        Tone::Formal => formal(group),
    }
}

const fn friendly(group: Group) -> &'static [&'static str] {
    match group {
        Group::Ahead => &[
            "Put it in your diary: {e}, {d}",
            "So that nobody is surprised: {e}, {d}",
            "Just so you know in good time: {e}, {d}",
            "Do not let this one pass you by: {e}, {d}",
        ],
        Group::Tomorrow => &[
            "A friendly reminder for tomorrow: {e}",
            "In case it slipped your mind, tomorrow: {e}",
            "So you are ready for tomorrow: {e}",
            "Just to remind you, tomorrow: {e}",
        ],
        Group::Today => &[
            "Good morning, today is the day: {e}",
            "It is here: {e}",
            "A good day to you all: {e}",
            "Happy to remind you that it is today: {e}",
        ],
        _ => &[],
    }
}

const fn matter(group: Group) -> &'static [&'static str] {
    match group {
        Group::Ahead => &[
            "For planning: {e}, {d}",
            "Please note: {e}, {d}",
            "{d}: {e}",
            "Date to note: {d}, {e}",
        ],
        Group::Tomorrow => {
            &["Reminder: {e}, {d}", "Tomorrow: {e}", "Due tomorrow: {e}", "Note for tomorrow: {e}"]
        }
        Group::Today => {
            &["Today: {e}", "{d}: {e}", "On today’s calendar: {e}", "Note for today: {e}"]
        }
        _ => &[],
    }
}

const fn playful(group: Group) -> &'static [&'static str] {
    match group {
        Group::Ahead => &[
            "Calendars out: {e}, {d}",
            "Circle it: {e}, {d}",
            "Not long now: {e}, {d}",
            "Pencils ready: {e}, {d}",
        ],
        Group::Tomorrow => &[
            "Alarm clocks on, tomorrow it is: {e}",
            "Sleep fast. Tomorrow: {e}",
            "So close: {e}",
            "Nearly, nearly: {e}",
        ],
        Group::Today => &[
            "Wait no longer: {e}",
            "Rise and shine: {e}",
            "No more counting days: {e}",
            "Look at the calendar. Yes: {e}",
        ],
        _ => &[],
    }
}

const fn formal(group: Group) -> &'static [&'static str] {
    match group {
        Group::Ahead => &[
            "A date for your calendar: {e}, {d}",
            "Advance notice: {e}, {d}",
            "For your planning: {e}, {d}",
            "Kindly note: {e}, {d}",
        ],
        Group::Tomorrow => &[
            "Kindly note for tomorrow: {e}",
            "A reminder for tomorrow, {d}: {e}",
            "May this serve as a reminder for tomorrow: {e}",
            "For tomorrow, {d}: {e}",
        ],
        Group::Today => &[
            "For today, {d}: {e}",
            "Kindly note that it is today: {e}",
            "On this day, {d}: {e}",
            "Today is the day, {d}: {e}",
        ],
        _ => &[],
    }
}
