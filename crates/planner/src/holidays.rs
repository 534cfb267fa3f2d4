//! Public holidays and other widely kept days, by country.

use domain::days::Days;
use jiff::civil::Date;

/// A day that a country keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Holiday {
    /// The day.
    pub day: Date,
    /// What it is called, in English where an English name exists. Feasts whose date the
    /// moon decides are marked “(expected)” in years that are not announced yet.
    pub name: &'static str,
}

/// Written by `data/holidays.py`, sorted by country and date. Read line by line where it
/// lies in the binary: nothing of it is kept in memory.
const ROWS: &str = include_str!("../data/holidays.csv");

/// The holidays of a country (ISO 3166, two letters, any case) inside `days`, in order.
/// Empty for a country or a year that the data does not hold (2026 to 2031 are there).
pub fn holidays(country: &str, days: Days) -> Vec<Holiday> {
    let country = country.trim();
    let kept_there =
        |line: &&str| line.split(',').next().is_some_and(|code| code.eq_ignore_ascii_case(country));
    ROWS.lines()
        .skip_while(|line| !kept_there(line))
        .take_while(kept_there)
        .filter_map(|line| Some(row(line)?.1))
        .filter(|holiday| days.contains(holiday.day))
        .collect()
}

/// One line of the data; comments are none.
fn row(line: &'static str) -> Option<(&'static str, Holiday)> {
    let mut cells = line.splitn(3, ',');
    let (code, day, name) = (cells.next()?, cells.next()?, cells.next()?);
    Some((code, Holiday { day: day.parse().ok()?, name }))
}

#[cfg(test)]
mod tests {
    use super::*;
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
        let lines = ROWS.lines().filter(|line| !line.starts_with('#'));
        assert_eq!(lines.clone().filter_map(row).count(), lines.count());
        let mut countries: Vec<_> = ROWS.lines().filter_map(row).map(|(code, _)| code).collect();
        assert!(countries.is_sorted(), "a country's lines must stand together");
        countries.dedup();
        assert!(countries.len() >= 45, "{}", countries.len());
        for country in countries {
            for year in 2026..=2031 {
                let found = names(country, date(year, 1, 1), date(year, 12, 31));
                assert!(found.len() >= 6, "{country} {year}: {found:?}");
                assert!(!found.iter().any(|name| name.contains("observed") || name.is_empty()));
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
