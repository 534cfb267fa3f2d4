//! What a calendar's address asks for: view, period and filters.

use domain::days::{Days, MonthGrid, month_name};
use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};
use serde::Deserialize;
use store::calendar::Filter;

use super::super::here::AtSite;

/// How far from today a calendar is shown. Nothing is planned beyond.
const FARTHEST_YEARS: u16 = 100;

/// How a period is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// Seven columns.
    Month,
    /// By day, to read.
    List,
}

/// The query of a calendar's address, before it is understood. Whatever cannot be
/// understood is left out: an address is never refused.
#[derive(Debug, Default, Deserialize)]
pub struct AskedText {
    #[serde(default)]
    view: String,
    #[serde(default)]
    month: String,
    #[serde(default)]
    channel: String,
    #[serde(default)]
    status: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    q: String,
}

/// What a calendar's address asks for.
#[derive(Debug, Clone)]
pub struct Asked {
    /// How to show it.
    pub view: View,
    /// The first day of the month.
    pub month: Date,
    /// Which cards.
    pub filter: Filter,
}

impl Asked {
    /// The month that holds today, unfiltered.
    pub fn today(today: Date) -> Self {
        Asked { view: View::Month, month: today.first_of_month(), filter: Filter::default() }
    }

    /// Understands a query.
    pub fn read(text: &AskedText, today: Date) -> Self {
        let month = format!("{}-01", text.month)
            .parse()
            .ok()
            .filter(|month: &Date| month.year().abs_diff(today.year()) <= FARTHEST_YEARS)
            .unwrap_or(today);
        Asked {
            view: if text.view == "list" { View::List } else { View::Month },
            month: Date::first_of_month(month),
            filter: Filter {
                channel: text.channel.parse().ok(),
                status: text.status.parse().ok(),
                kind: text.kind.parse().ok(),
                text: text.q.trim().chars().filter(|c| !c.is_control()).take(100).collect(),
            },
        }
    }

    /// The weeks shown by a month.
    pub fn grid(&self) -> MonthGrid {
        MonthGrid::of(self.month, Weekday::Monday)
    }

    /// The days shown by a list.
    pub fn list_days(&self) -> Days {
        Days { first: self.month, last: self.month.last_of_month() }
    }

    /// `November`.
    pub fn month_name(&self) -> &'static str {
        month_name(self.month)
    }

    /// `November 2026`.
    pub fn title(&self) -> String {
        format!("{} {}", self.month_name(), self.month.year())
    }

    /// The same, so many months on.
    pub fn turned(&self, months: i32) -> Self {
        self.with_month(self.month.saturating_add(months.months()))
    }

    /// The same, in the month that holds a day.
    pub fn with_month(&self, day: Date) -> Self {
        Asked { month: day.first_of_month(), ..self.clone() }
    }

    /// The same, shown in another way.
    pub fn with_view(&self, view: View) -> Self {
        Asked { view, ..self.clone() }
    }

    /// The same, with other filters.
    pub fn with_filter(&self, filter: Filter) -> Self {
        Asked { filter, ..self.clone() }
    }

    /// The query that asks for this.
    pub fn query(&self) -> Vec<(&'static str, String)> {
        let month = format!("{:04}-{:02}", self.month.year(), self.month.month());
        let mut query = vec![("month", month)];
        if self.view == View::List {
            query.push(("view", "list".to_owned()));
        }
        let filter = &self.filter;
        let filters = [
            ("channel", filter.channel.map(|channel| channel.code().to_owned())),
            ("status", filter.status.map(|status| status.code().to_owned())),
            ("kind", filter.kind.map(|kind| kind.code().to_owned())),
            ("q", (!filter.text.is_empty()).then(|| filter.text.clone())),
        ];
        query.extend(
            filters.into_iter().filter_map(|(name, value)| value.map(|value| (name, value))),
        );
        query
    }

    /// The address that asks for this.
    pub fn path(&self, at: &AtSite) -> String {
        let path = at.path("/calendar?");
        let query = path.len();
        url::form_urlencoded::Serializer::for_suffix(path, query)
            .extend_pairs(self.query())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn an_address_is_understood_or_left_out() {
        let text = AskedText {
            month: "2026-12".into(),
            view: "list".into(),
            q: " rye\0 ".into(),
            ..AskedText::default()
        };
        let asked = Asked::read(&text, date(2026, 11, 21));
        assert_eq!(
            (asked.view, asked.month, asked.filter.text.as_str()),
            (View::List, date(2026, 12, 1), "rye")
        );
        for month in ["99999-77", "9999-12", "-9999-01", "2026-13", "é"] {
            let nonsense = AskedText {
                month: month.into(),
                view: "x".into(),
                channel: "fax".into(),
                ..AskedText::default()
            };
            let asked = Asked::read(&nonsense, date(2026, 11, 21));
            assert_eq!((asked.view, asked.month), (View::Month, date(2026, 11, 1)));
            assert_eq!(asked.filter, Filter::default());
        }
        let asked = Asked::read(&AskedText::default(), date(2026, 11, 21));
        assert_eq!(asked.turned(1).query(), [("month", "2026-12".to_owned())]);
    }
}
