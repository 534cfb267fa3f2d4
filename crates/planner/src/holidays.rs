//! Public holidays and other widely kept days, by country.

use domain::{
    days::Days,
    event::{Event, EventSource, When},
    id::EventId,
    profile::SiteProfile,
};
use jiff::{ToSpan, civil::Date};

use crate::plan::{leadup::concerns, trade::Trade};

/// A day that a country keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Holiday {
    /// The day.
    pub day: Date,
    /// What it is called, in English where an English name exists. Feasts whose date the
    /// moon decides are marked “(expected)” in years that are not announced yet.
    pub name: &'static str,
}

/// The years that the data holds, in its order.
const YEARS: std::ops::RangeInclusive<i16> = 2026..=2031;

/// Written by `data/holidays.py`, which says how it is read, sorted by country. Read line by
/// line where it lies in the binary: nothing of it is kept in memory.
const ROWS: &str = include_str!("../data/holidays.txt");

/// The names in other languages, written and read likewise.
const NAMES: &str = include_str!("../data/holiday-names.txt");

/// Where the days come from, when they were written and for which years, in words.
pub fn source() -> &'static str {
    ROWS.lines().next().and_then(|line| line.strip_prefix("# ")).unwrap_or_default()
}

/// The holidays of a country (ISO 3166, two letters, any case) inside `days`, in order.
/// Empty for a country or a year that the data does not hold.
pub fn holidays(country: &str, days: Days) -> Vec<Holiday> {
    let country = country.trim();
    let mut found: Vec<Holiday> = ROWS
        .lines()
        .skip_while(|line| !(is_country(line) && line.eq_ignore_ascii_case(country)))
        .skip(1)
        .take_while(|line| !is_country(line))
        .flat_map(row)
        .filter(|holiday| days.contains(holiday.day))
        .collect();
    found.sort();
    found
}

/// The holidays of a business in that country, for a year from `today`: those that concern its
/// trade. `owner` keeps the ids of one business apart from those of others; the same owner has
/// the same ids each time.
pub(crate) fn holidays_of(
    profile: &SiteProfile,
    country: &str,
    today: Date,
    owner: &str,
) -> Vec<Event> {
    let trade = Trade::of(profile);
    let event = |holiday: Holiday| Event {
        id: EventId::named(&format!("{owner}/{}/{}", holiday.day, holiday.name)),
        name: holiday.name.to_owned(),
        description: String::new(),
        when: When::once(holiday.day),
        source: EventSource::Holiday,
    };
    let year = Days { first: today, last: today.saturating_add(1.year()) };
    let found = holidays(country, year).into_iter();
    found.filter(|holiday| concerns(holiday.name, trade)).map(event).collect()
}

/// What a day is called in a language, by its English name: as the country calls it there,
/// else as most do. `None` where only the English name is known.
pub fn called(name: &str, country: &str, language: &str) -> Option<&'static str> {
    let country = country.trim().to_uppercase();
    let rows = || {
        NAMES
            .lines()
            .skip_while(|line| *line != language)
            .skip(1)
            .take_while(|line| line.len() != 2)
            .filter_map(|line| line.split_once('\t'))
    };
    let own = rows().find(|(english, _)| {
        english.strip_prefix(country.as_str()).and_then(|rest| rest.strip_prefix(' ')) == Some(name)
    });
    own.or_else(|| rows().find(|(english, _)| *english == name)).map(|(_, called)| called)
}

/// A line of a day begins with a digit or a dash.
fn is_country(line: &str) -> bool {
    line.len() == 2 && line.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// The days of one line.
fn row(line: &'static str) -> impl Iterator<Item = Holiday> {
    let (days, name) = line.split_once(' ').unwrap_or_default();
    let once = !days.contains(',');
    let mut each = days.split(',');
    let each = YEARS.map(move |year| (year, if once { days } else { each.next().unwrap_or("-") }));
    each.filter_map(move |(year, day)| {
        let (month, day) = (day.get(..2)?.parse().ok()?, day.get(2..)?.parse().ok()?);
        Some(Holiday { day: Date::new(year, month, day).ok()?, name })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::stories::fact;
    use domain::profile::FactKind;
    use jiff::civil::date;

    fn names(country: &str, first: Date, last: Date) -> Vec<&'static str> {
        holidays(country, Days { first, last }).iter().map(|holiday| holiday.name).collect()
    }

    #[test]
    fn lisbon_before_christmas() {
        assert_eq!(
            names("pt", date(2026, 11, 1), date(2026, 12, 31)),
            [
                "All Saints’ Day",
                "St Martin’s Day",
                "Black Friday",
                "First Advent",
                "Restoration of Independence Day",
                "Immaculate Conception",
                "Christmas Eve",
                "Christmas Day",
                "New Year’s Eve",
            ]
        );
    }

    #[test]
    fn nobody_waits_for_black_friday_to_see_a_lawyer() {
        let about = |description: &str| {
            let told = vec![fact(description, None, "/")];
            let read = [(FactKind::Description, told)].into();
            let profile = SiteProfile { read, ..SiteProfile::default() };
            let events = holidays_of(&profile, "PT", date(2026, 11, 1), "a");
            events.iter().any(|event| event.name == "Black Friday")
        };
        assert!(about("A shop for yarn and buttons in Porto, and the shop of its makers."));
        assert!(!about("A law office in Porto: a notary and a tax lawyer."));
    }

    #[test]
    fn mothers_are_honoured_when_their_country_does() {
        let day = |country: &str| {
            let year = Days { first: date(2027, 1, 1), last: date(2027, 12, 31) };
            let found = holidays(country, year);
            found.iter().find(|holiday| holiday.name == "Mother’s Day").map(|holiday| holiday.day)
        };
        assert_eq!(day("US"), Some(date(2027, 5, 9)));
        assert_eq!(day("GB"), Some(date(2027, 3, 7)));
        assert_eq!(day("PT"), Some(date(2027, 5, 2)));
        assert_eq!(day("FR"), Some(date(2027, 5, 30)));
        assert_eq!(day("SE"), Some(date(2027, 5, 30)));
        assert_eq!(day("AR"), Some(date(2027, 10, 17)));
    }

    #[test]
    fn every_line_is_read_and_every_country_has_every_year() {
        let lines = || ROWS.lines().filter(|line| !line.starts_with('#'));
        let unread = lines().find(|line| !is_country(line) && row(line).next().is_none());
        assert_eq!(unread, None);
        let countries: Vec<_> = lines().filter(|line| is_country(line)).collect();
        assert!(countries.is_sorted() && countries.len() >= 240, "{}", countries.len());
        for country in countries {
            for year in YEARS {
                let found = names(country, date(year, 1, 1), date(year, 12, 31));
                // Sri Lanka announces its days year by year.
                let announced = country != "LK" || year == 2026;
                assert!(found.len() >= 4 || !announced, "{country} {year}: {found:?}");
                assert!(!found.iter().any(|name| name.contains("observed") || name.is_empty()));
            }
        }
    }

    #[test]
    fn less_known_countries_keep_their_floating_days() {
        for (country, day, name) in [
            ("ET", date(2027, 5, 2), "Easter Sunday"),
            ("GE", date(2028, 4, 14), "Good Friday"),
            ("NP", date(2027, 3, 21), "Fagu Poornima"),
            ("MN", date(2027, 2, 7), "Lunar New Year"),
            ("SR", date(2027, 3, 22), "Holi"),
            ("BW", date(2027, 7, 19), "President’s Day"),
            ("LI", date(2029, 5, 10), "Ascension Day"),
        ] {
            let found = names(country, day, day);
            assert!(found.iter().any(|it| it.contains(name)), "{country} {day}: {found:?}");
        }
    }

    #[test]
    fn the_data_says_where_it_is_from() {
        assert!(source().starts_with("PyPI package holidays 0."), "{}", source());
        assert!(source().ends_with("2026 to 2031"), "{}", source());
    }

    #[test]
    fn each_country_calls_its_days_in_its_own_language() {
        assert_eq!(called("German Unity Day", "DE", "de"), Some("Tag der Deutschen Einheit"));
        assert_eq!(called("Christmas Day", "AT", "de"), Some("Christtag"));
        assert_eq!(called("Christmas Day", "at", "fr"), Some("Noël"));
        assert_eq!(called("Black Friday", "FR", "fr"), Some("Black Friday"));
        assert_eq!(called("Mother’s Day", "BR", "pt"), Some("Dia das Mães"));
        assert_eq!(called("Christmas Eve", "NL", "nl"), Some("Kerstavond"));
        assert_eq!(called("Our own feast", "DE", "de"), None);
        assert_eq!(called("Christmas Day", "GB", "en"), None);
    }

    #[test]
    fn a_german_year_has_german_names() {
        let year = Days { first: date(2027, 1, 1), last: date(2027, 12, 31) };
        for (country, language) in
            [("DE", "de"), ("FR", "fr"), ("ES", "es"), ("IT", "it"), ("PT", "pt"), ("NL", "nl")]
        {
            for holiday in holidays(country, year) {
                let own = called(holiday.name, country, language);
                assert!(own.is_some_and(|own| !own.is_empty()), "{country}: {}", holiday.name);
            }
        }
    }

    #[test]
    fn an_unknown_country_keeps_nothing() {
        let year = Days { first: date(2027, 1, 1), last: date(2027, 12, 31) };
        assert_eq!(holidays("ZZ", year), []);
        assert_eq!(holidays("", year), []);
    }
}
