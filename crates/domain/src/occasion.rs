//! The days that a plan has to speak of, and when it does.
//!
//! The planner plans by this and the health of a plan is asked by it, so that both mean the
//! same by *every event is covered*.

use jiff::{ToSpan, civil::Date};

use crate::{
    days::{Days, day_in_full},
    event::{Event, EventSource},
    settings::Excluded,
    text::folded,
};

/// How many days before an event a title that names it is about this one.
const NEAR: i64 = 10;

/// An event on one of its days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Occasion<'a> {
    /// The event.
    pub event: &'a Event,
    /// The day.
    pub on: Date,
}

/// An activity as far as it can speak of an occasion.
#[derive(Debug, Clone, Copy)]
pub struct Said<'a> {
    /// Its day.
    pub day: Date,
    /// Its title.
    pub title: &'a str,
    /// What the action is.
    pub description: &'a str,
    /// The event that it is about, with its day.
    pub event: Option<(&'a str, Date)>,
}

/// What a plan of these days has to speak of, by day: every event on each of its days, and
/// what comes every week or two on its first one. What has no name, or touches what the
/// marketer keeps out, is not spoken of. A day that two calendars hold under one name is one.
pub fn occasions<'a>(events: &'a [Event], days: Days, excluded: &Excluded) -> Vec<Occasion<'a>> {
    let mut found: Vec<Occasion<'a>> = Vec::new();
    for event in events.iter().filter(|event| may_be_named(event, excluded)) {
        let most = if event.comes_often() { 1 } else { usize::MAX };
        found.extend(event.occurrences(days).take(most).map(|on| Occasion { event, on }));
    }
    // Of two under one name the marketer's own stays.
    found.sort_by_key(|it| (it.on, it.event.source == EventSource::Holiday));
    let mut seen: Vec<(Date, String)> = Vec::new();
    found.retain(|it| {
        let key = (it.on, folded(&it.event.name));
        let fresh = !seen.contains(&key);
        seen.push(key);
        fresh
    });
    found
}

/// Whether a plan may say the name of an event.
pub fn may_be_named(event: &Event, excluded: &Excluded) -> bool {
    !folded(&event.name).is_empty()
        && !excluded.in_text(&event.name)
        && !excluded.in_text(&event.description)
}

impl Occasion<'_> {
    /// Whether an activity on or before the day speaks of it: because it is about it, names it
    /// in its title a few days before, or names it with its day in what is to be done. Of what
    /// comes every week or two any of its days will do.
    pub fn is_told_by(&self, said: &Said<'_>) -> bool {
        let name = format!(" {} ", folded(&self.event.name));
        let names = |text: &str| format!(" {} ", folded(text)).contains(&name);
        let about = said.event.filter(|(event, _)| folded(event) == name.trim());
        if self.event.comes_often() {
            return about.is_some() || names(said.title) || names(said.description);
        }
        let near = said.day >= self.on.saturating_sub(NEAR.days());
        let dated = || said.description.contains(&day_in_full(self.on));
        said.day <= self.on
            && (about.is_some_and(|(_, on)| on == self.on)
                || near && names(said.title)
                || names(said.description) && dated())
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::{
        event::{Cycle, Rule, When},
        id::EventId,
    };

    fn event(name: &str, when: When, source: EventSource) -> Event {
        let id = EventId::named(name);
        Event { id, name: name.into(), description: String::new(), when, source }
    }

    fn december() -> Days {
        Days { first: date(2026, 12, 1), last: date(2026, 12, 31) }
    }

    #[test]
    fn each_day_once_and_what_comes_weekly_once_in_all() {
        let weekly = When::Repeats(Rule::every(Cycle::Weekly, date(2026, 10, 1)));
        let monthly = When::Repeats(Rule::every(Cycle::Monthly, date(2026, 10, 9)));
        let events = [
            event("Christmas Day", When::once(date(2026, 12, 25)), EventSource::Holiday),
            event("Christmas day", When::once(date(2026, 12, 25)), EventSource::Own),
            event("Market", weekly, EventSource::Own),
            event("Reading", monthly, EventSource::Own),
            event("Ham tasting", When::once(date(2026, 12, 5)), EventSource::Own),
            event("!", When::once(date(2026, 12, 5)), EventSource::Own),
        ];
        let excluded = Excluded::new(&["ham".into()]);
        let found = occasions(&events, december(), &excluded);
        let named: Vec<_> = found.iter().map(|it| (it.event.name.as_str(), it.on.day())).collect();
        assert_eq!(named, [("Market", 3), ("Reading", 9), ("Christmas day", 25)]);
    }

    #[test]
    fn what_is_about_it_or_names_it_with_its_day_covers_it_and_thanks_alone_do_not() {
        let market = event("Market", When::once(date(2026, 12, 12)), EventSource::Own);
        let occasion = Occasion { event: &market, on: date(2026, 12, 12) };
        let said = |day, title, description| Said {
            day: date(2026, 12, day),
            title,
            description,
            event: None,
        };
        let told = |it: Said<'_>| occasion.is_told_by(&it);
        assert!(told(said(9, "Our market, soon", "")));
        assert!(!told(said(1, "Our market, soon", "")), "too early to be about this one");
        assert!(told(said(1, "News", "Name “Market” on Saturday 12 December too.")));
        assert!(!told(said(1, "News", "Name “Market” too.")));
        assert!(!told(said(1, "News", "The supermarket on Saturday 12 December.")));
        let about = |day| Said { event: Some(("Market", date(2026, 12, 12))), ..said(day, "", "") };
        assert!(told(about(12)) && !told(about(13)));
    }
}
