//! Days and rules as the pages write them.

use domain::{
    days::{date_words, day_words, month_name},
    event::{Cycle, Rule},
};
use jiff::civil::{Date, Weekday};

/// A day: `Tue 24 Nov`, with its year when that is another than today's.
pub(super) fn day(day: Date, today: Date) -> String {
    match day.year() == today.year() {
        true => day_words(day),
        false => format!("{} {}", day_words(day), day.year()),
    }
}

/// A rule: `Every 2 weeks on Tuesday, until 30 June 2027.`
pub(super) fn rule(rule: &Rule) -> String {
    let start = rule.start().day;
    let (unit, on) = match rule.cycle() {
        Cycle::Weekly => ("week", weekday(start.weekday()).to_owned()),
        Cycle::Monthly => ("month", format!("day {}", start.day())),
        Cycle::Yearly => ("year", format!("{} {}", start.day(), month_name(start))),
    };
    let every = match rule.interval() {
        1 => format!("Every {unit} on {on}"),
        interval => format!("Every {interval} {unit}s on {on}"),
    };
    let until = rule.end().map(|end| format!(", until {}", date_words(end.day)));
    format!("{every}{}.", until.unwrap_or_default())
}

const fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_rule_is_a_sentence() {
        let said = |cycle, start: Date, interval, end: Option<Date>| {
            let made = Rule::new(cycle, start.into(), interval, end.map(Into::into));
            rule(&made.expect("a rule"))
        };
        let tuesday = date(2026, 11, 17);
        assert_eq!(said(Cycle::Weekly, tuesday, 1, None), "Every week on Tuesday.");
        assert_eq!(
            said(Cycle::Weekly, tuesday, 2, Some(date(2027, 6, 30))),
            "Every 2 weeks on Tuesday, until 30 June 2027."
        );
        assert_eq!(said(Cycle::Monthly, date(2026, 12, 31), 1, None), "Every month on day 31.");
        assert_eq!(said(Cycle::Yearly, date(2024, 2, 29), 1, None), "Every year on 29 February.");
    }
}
