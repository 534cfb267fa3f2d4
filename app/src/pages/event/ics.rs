//! Calendar files (.ics, RFC 5545), read into events.
//!
//! Only the lines are taken apart here, one after the other and never one inside the other,
//! so that no file can make the reader go deep. What an event of ours cannot say is not
//! guessed at: the event is left, and the person is told which and why.

mod lines;
mod rules;

use std::collections::HashSet;

use domain::{
    days::{Days, Zone},
    event::{Event, EventSource, Moment, When},
    id::{CalendarId, EventId, SiteId},
    text,
};
use jiff::{
    Span, ToSpan,
    civil::{Date, DateTime},
};

use lines::{Line, lines};

/// The most events that one calendar brings.
pub const MOST: usize = 1_000;
/// The most characters of a name and of a description.
const LONGEST: usize = 3_000;

/// What a calendar file holds.
#[derive(Debug, Default)]
pub struct Read {
    /// What the calendar calls itself.
    pub title: Option<String>,
    /// The events that are still to come.
    pub events: Vec<Event>,
    /// How many have passed.
    pub passed: usize,
    /// What could not be kept: which event, and why.
    pub left: Vec<String>,
}

/// Where the events of a file are going.
#[derive(Debug, Clone, Copy)]
pub struct Into<'a> {
    /// The site; the ids of its events are made of it and of theirs in the file.
    pub site: SiteId,
    /// The calendar there.
    pub calendar: CalendarId,
    /// The site's zone: that of every time without one.
    pub zone: &'a Zone,
    /// What happened before is not brought in.
    pub today: Date,
}

/// Reads a file. `None` when it is no calendar at all.
pub fn read(file: &str, into: Into<'_>) -> Option<Read> {
    let mut read = Read::default();
    let mut open: Vec<String> = Vec::new();
    let mut sent: Vec<Vec<Line>> = Vec::new();
    let mut calendars = 0;
    for line in lines(file) {
        match (line.name.as_str(), open.last().map(String::as_str)) {
            ("BEGIN", _) => {
                let part = line.value.trim().to_ascii_uppercase();
                match part.as_str() {
                    "VCALENDAR" => calendars += 1,
                    "VEVENT" => sent.push(Vec::new()),
                    _ => {}
                }
                open.push(part);
            }
            ("END", _) => drop(open.pop()),
            ("X-WR-CALNAME" | "NAME", Some("VCALENDAR")) => {
                let title = text::line("The title", &line.text(), 120).ok();
                read.title = read.title.or(title);
            }
            (_, Some("VEVENT")) => {
                if let Some(event) = sent.last_mut() {
                    event.push(line);
                }
            }
            _ => {}
        }
    }
    let mut known = HashSet::new();
    for lines in sent {
        let event = Sent { lines, into };
        let name = event.name();
        match event.events(&name) {
            Ok(events) => {
                let all = Days { first: into.today, last: Date::MAX };
                let (coming, passed): (Vec<_>, Vec<_>) =
                    events.into_iter().partition(|event| event.occurrences(all).next().is_some());
                read.passed += usize::from(coming.is_empty() && !passed.is_empty());
                read.events.extend(coming.into_iter().filter(|event| known.insert(event.id)));
            }
            Err(why) => read.left.push(format!("“{name}” {why}")),
        }
    }
    (calendars > 0).then_some(read)
}

/// An event as the file has it.
struct Sent<'a> {
    lines: Vec<Line>,
    into: Into<'a>,
}

impl Sent<'_> {
    fn line(&self, name: &str) -> Option<&Line> {
        self.lines.iter().find(|line| line.name == name)
    }

    fn name(&self) -> String {
        let name = self.line("SUMMARY").map(Line::text).unwrap_or_default();
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        let name: String = name.chars().filter(|c| shown(*c)).collect();
        text::line("The name", &name, LONGEST).unwrap_or_else(|_| "Untitled event".to_owned())
    }

    /// The events that it is: one, or one for each weekday of its rule.
    fn events(&self, name: &str) -> Result<Vec<Event>, String> {
        let start = self.line("DTSTART").ok_or("has no date.")?;
        let start = self
            .moment(start)
            .ok_or_else(|| format!("has a date that cannot be read ({}).", start.value.trim()))?;
        if self.line("STATUS").is_some_and(|line| line.value.trim() == "CANCELLED") {
            return Err("is cancelled.".to_owned());
        }
        if self.line("RECURRENCE-ID").is_some() && start.day >= self.into.today {
            return Err("has a date of its own among those that repeat.".to_owned());
        }
        let whens = match self.line("RRULE") {
            _ if self.line("RECURRENCE-ID").is_some() => vec![When::Once(start)],
            Some(_) if self.skips() => return Err("skips some of its dates.".to_owned()),
            Some(rule) => rules::read(&rule.value, start, self.into.zone)?
                .into_iter()
                .map(When::Repeats)
                .collect(),
            None => vec![When::Once(start)],
        };
        if self.line("RDATE").is_some() {
            return Err("has dates beside those of its rule.".to_owned());
        }
        let description = self.description(start);
        let uid = self
            .line("UID")
            .map_or_else(|| format!("{name}/{}", start.day), |line| line.value.trim().to_owned());
        let site = self.into.site;
        let event = |(number, when)| Event {
            id: EventId::named(&format!("{site}/ics/{uid}/{number}")),
            name: name.to_owned(),
            description: description.clone(),
            when,
            source: EventSource::Connected(self.into.calendar),
        };
        Ok(whens.into_iter().enumerate().map(event).collect())
    }

    /// Whether its rule leaves out a date that is still to come.
    fn skips(&self) -> bool {
        let skipped = self.lines.iter().filter(|line| line.name == "EXDATE");
        skipped
            .flat_map(|line| line.value.split(',').map(|value| line.with(value)))
            .any(|line| self.moment(&line).is_none_or(|at| at.day >= self.into.today))
    }

    /// What is said of it, and how long it lasts when that is more than a day.
    fn description(&self, start: Moment) -> String {
        let said = self.line("DESCRIPTION").map(Line::text).unwrap_or_default();
        let said: String = said.chars().filter(|c| shown(*c) || matches!(c, '\n' | '\t')).collect();
        let lasts = self.days(start).filter(|days| *days > 1);
        let lasts = lasts.map(|days| format!("It lasts {days} days.")).unwrap_or_default();
        let room = LONGEST - 2 - lasts.chars().count();
        let said: String = match said.trim().char_indices().nth(room) {
            Some((end, _)) => format!("{}…", said.trim().get(..end).unwrap_or_default()),
            None => said.trim().to_owned(),
        };
        let whole = format!("{said}\n{lasts}");
        text::paragraphs("The description", &whole, LONGEST).unwrap_or(lasts)
    }

    /// On how many days it is.
    fn days(&self, start: Moment) -> Option<i32> {
        let wall = |moment: Moment| match moment.at {
            Some(at) => self.into.zone.local(at),
            None => moment.day.at(0, 0, 0, 0),
        };
        let end = match (self.line("DTEND"), self.line("DURATION")) {
            (Some(end), _) => wall(self.moment(end)?),
            (None, Some(length)) => {
                wall(start).checked_add(length.value.trim().parse::<Span>().ok()?).ok()?
            }
            (None, None) => return None,
        };
        // The end itself is no part of it.
        let last = end.checked_sub(1.nanosecond()).ok()?.date();
        Some((last - start.day).get_days() + 1)
    }

    fn moment(&self, line: &Line) -> Option<Moment> {
        let value = line.value.trim();
        if let Ok(day) = Date::strptime("%Y%m%d", value) {
            return Some(day.into());
        }
        let (local, universal) = match value.strip_suffix('Z') {
            Some(local) => (local, true),
            None => (value, false),
        };
        let local = DateTime::strptime("%Y%m%dT%H%M%S", local).ok()?;
        let zone = match line.parameter("TZID") {
            _ if universal => Zone::utc(),
            None => self.into.zone.clone(),
            Some(name) => match Zone::named(name) {
                Ok(zone) => zone,
                // A zone under a name of the program that wrote the file: the day is certain.
                Err(_) => return Some(local.date().into()),
            },
        };
        Some(Moment::at(zone.instant(local), self.into.zone))
    }
}

/// Whether a character can be shown, and orders no others about.
fn shown(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{202A}'..='\u{202E}' | '\u{FFFE}' | '\u{FFFF}')
}

#[cfg(test)]
mod tests;
