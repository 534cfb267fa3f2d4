//! What a calendar's address asks for: view, period and filters.

use domain::days::{Days, MonthGrid, day_words, month_name};
use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};
use serde::Deserialize;
use store::calendar::Filter;

use super::super::here::AtSite;

/// How far from today a calendar is shown. Nothing is planned beyond.
const FARTHEST_YEARS: u16 = 100;
/// The day that weeks begin with.
const WEEK_START: Weekday = Weekday::Monday;

/// How a period is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// A month of seven columns.
    Month,
    /// A week by day and hour.
    Week,
    /// A day by hour, with words.
    Day,
    /// A month by day, to read.
    List,
}

impl View {
    /// All views, as they are offered.
    pub const ALL: [View; 4] = [View::Month, View::Week, View::Day, View::List];

    /// What an address calls it.
    const fn code(self) -> &'static str {
        match self {
            View::Month => "month",
            View::Week => "week",
            View::Day => "day",
            View::List => "list",
        }
    }

    /// What people call it.
    pub const fn word(self) -> &'static str {
        match self {
            View::Month => "Month",
            View::Week => "Week",
            View::Day => "Day",
            View::List => "List",
        }
    }

    /// The key that leads to it.
    pub const fn key(self) -> &'static str {
        match self {
            View::Month => "M",
            View::Week => "W",
            View::Day => "D",
            View::List => "L",
        }
    }

    /// Whether its address names a month rather than a day.
    const fn by_month(self) -> bool {
        matches!(self, View::Month | View::List)
    }
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
    day: String,
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
    /// The day whose month, whose week or which itself is shown.
    pub day: Date,
    /// Which cards.
    pub filter: Filter,
}

impl Asked {
    /// The month that holds today, unfiltered.
    pub fn today(today: Date) -> Self {
        Asked { view: View::Month, day: today, filter: Filter::default() }
    }

    /// Understands a query: `day`, else the first of `month`, which is today in today's month.
    pub fn read(text: &AskedText, today: Date) -> Self {
        let near = |day: &Date| day.year().abs_diff(today.year()) <= FARTHEST_YEARS;
        let month = || format!("{}-01", text.month).parse().ok().filter(near);
        let day = text.day.parse().ok().filter(near).or_else(month).unwrap_or(today);
        let own = text.day.is_empty() && day == today.first_of_month();
        Asked {
            view: View::ALL.into_iter().find(|it| it.code() == text.view).unwrap_or(View::Month),
            day: if own { today } else { day },
            filter: Filter {
                channel: text.channel.parse().ok(),
                status: text.status.parse().ok(),
                kind: text.kind.parse().ok(),
                text: text.q.trim().chars().filter(|c| !c.is_control()).take(100).collect(),
            },
        }
    }

    /// The first day of the month.
    pub fn month(&self) -> Date {
        self.day.first_of_month()
    }

    /// The weeks shown by a month.
    pub fn grid(&self) -> MonthGrid {
        MonthGrid::of(self.day, WEEK_START)
    }

    /// The days that are shown, or read from.
    pub fn days(&self) -> Days {
        match self.view {
            View::Month => self.grid().days(),
            View::Week => {
                let lead = i64::from(self.day.weekday().since(WEEK_START));
                let first = self.day.saturating_sub(lead.days());
                Days { first, last: first.saturating_add(6.days()) }
            }
            View::Day => Days { first: self.day, last: self.day },
            View::List => Days { first: self.month(), last: self.day.last_of_month() },
        }
    }

    /// The name of the period and its year: `November` and `2026`, `23–29 Nov` and `2026`.
    pub fn name(&self) -> (String, String) {
        let Days { first, last } = self.days();
        let short = |day: Date| month_name(day).get(..3).unwrap_or_default();
        let year = if self.view.by_month() { self.day.year() } else { last.year() }.to_string();
        let name = match self.view {
            View::Month | View::List => month_name(self.day).to_owned(),
            View::Day => day_words(self.day),
            View::Week if first.year() != last.year() => {
                format!(
                    "{} {} {} – {} {}",
                    first.day(),
                    short(first),
                    first.year(),
                    last.day(),
                    short(last)
                )
            }
            View::Week if first.month() != last.month() => {
                format!("{} {} – {} {}", first.day(), short(first), last.day(), short(last))
            }
            View::Week => format!("{}–{} {}", first.day(), last.day(), short(last)),
        };
        (name, year)
    }

    /// `November 2026`, `23–29 Nov 2026`, `Tue 24 Nov 2026`.
    pub fn title(&self) -> String {
        let (name, year) = self.name();
        format!("{name} {year}")
    }

    /// The same, so many periods on.
    pub fn turned(&self, periods: i32) -> Self {
        self.with_day(match self.view {
            View::Month | View::List => self.month().saturating_add(periods.months()),
            View::Week => self.day.saturating_add(periods.weeks()),
            View::Day => self.day.saturating_add(periods.days()),
        })
    }

    /// The same, around another day.
    pub fn with_day(&self, day: Date) -> Self {
        Asked { day, ..self.clone() }
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
        let mut query = if self.view.by_month() {
            let month = self.month();
            vec![("month", format!("{:04}-{:02}", month.year(), month.month()))]
        } else {
            vec![("day", self.day.to_string())]
        };
        if self.view != View::Month {
            query.push(("view", self.view.code().to_owned()));
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
            (asked.view, asked.day, asked.filter.text.as_str()),
            (View::List, date(2026, 12, 1), "rye")
        );
        for month in ["99999-77", "9999-12", "-9999-01", "2026-13", "é"] {
            let nonsense = AskedText {
                month: month.into(),
                day: month.into(),
                view: "x".into(),
                channel: "fax".into(),
                ..AskedText::default()
            };
            let asked = Asked::read(&nonsense, date(2026, 11, 21));
            assert_eq!((asked.view, asked.day), (View::Month, date(2026, 11, 21)));
            assert_eq!(asked.filter, Filter::default());
        }
        let asked = Asked::read(&AskedText::default(), date(2026, 11, 21));
        assert_eq!(asked.turned(1).query(), [("month", "2026-12".to_owned())]);
    }

    #[test]
    fn each_view_has_its_period_and_turns_by_it() {
        let at = |view, day| Asked { view, day, filter: Filter::default() };
        let titles = |asked: &Asked| [asked.title(), asked.turned(1).title()];
        let tuesday = date(2026, 11, 24);
        assert_eq!(titles(&at(View::Month, tuesday)), ["November 2026", "December 2026"]);
        assert_eq!(titles(&at(View::Week, tuesday)), ["23–29 Nov 2026", "30 Nov – 6 Dec 2026"]);
        assert_eq!(titles(&at(View::Day, tuesday)), ["Tue 24 Nov 2026", "Wed 25 Nov 2026"]);
        let december = at(View::Month, date(2026, 12, 24));
        assert_eq!(december.title(), "December 2026", "whose last week ends in January");
        let silvester = at(View::Week, date(2026, 12, 31));
        assert_eq!(silvester.title(), "28 Dec 2026 – 3 Jan 2027");
        assert_eq!(silvester.query(), [("day", "2026-12-31".into()), ("view", "week".to_owned())]);
    }

    #[test]
    fn another_view_of_this_month_is_around_today_and_of_another_around_its_first() {
        let today = date(2026, 11, 24);
        let month = |month: &str| AskedText { month: month.into(), ..AskedText::default() };
        let week = |text| Asked::read(&text, today).with_view(View::Week).days().first;
        assert_eq!(week(month("2026-11")), date(2026, 11, 23));
        assert_eq!(week(month("2027-01")), date(2026, 12, 28));
    }
}
