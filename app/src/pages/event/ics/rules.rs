//! Recurrence rules (`RRULE`), as far as rules of ours can say the same.

use std::collections::BTreeMap;

use domain::{
    days::{Days, Zone},
    event::{Cycle, Moment, Rule, RuleError},
};
use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};

/// The most times that are counted; a rule that has more is for ever, as far as anybody cares.
const MOST_COUNTED: usize = 2_000;

/// The rules that together say what a rule of the file says, from its start; or why none do.
pub(super) fn read(rule: &str, start: Moment, zone: &Zone) -> Result<Vec<Rule>, String> {
    let parts: BTreeMap<String, String> = rule
        .split(';')
        .filter_map(|part| part.trim().split_once('='))
        .map(|(name, value)| (name.to_ascii_uppercase(), value.trim().to_ascii_uppercase()))
        .collect();
    let part = |name: &str| parts.get(name).map(String::as_str);
    let beyond = || format!("repeats by a rule that cannot be kept ({}).", rule.trim());
    const KNOWN: [&str; 8] =
        ["FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", "BYMONTHDAY", "BYMONTH"];
    if parts.keys().any(|name| !KNOWN.contains(&name.as_str())) {
        return Err(beyond());
    }
    let interval: i64 = part("INTERVAL").unwrap_or("1").parse().map_err(|_| beyond())?;
    let is = |name: &str, wanted: i8| part(name).is_none_or(|it| it == wanted.to_string());
    let day = start.day;
    let (cycle, interval) = match part("FREQ") {
        Some("DAILY") if interval > 0 && interval % 7 == 0 => (Cycle::Weekly, interval / 7),
        Some("DAILY") if interval == 1 => return Err("repeats every day.".to_owned()),
        Some("DAILY") => return Err(format!("repeats every {interval} days.")),
        Some("WEEKLY") => (Cycle::Weekly, interval),
        Some("MONTHLY") => (Cycle::Monthly, interval),
        Some("YEARLY") => (Cycle::Yearly, interval),
        _ => return Err(beyond()),
    };
    let plain = match cycle {
        Cycle::Weekly => part("BYMONTHDAY").is_none() && part("BYMONTH").is_none(),
        Cycle::Monthly => {
            part("BYDAY").is_none() && part("BYMONTH").is_none() && is("BYMONTHDAY", day.day())
        }
        Cycle::Yearly => {
            part("BYDAY").is_none() && is("BYMONTH", day.month()) && is("BYMONTHDAY", day.day())
        }
    };
    let weekly_by_day = part("FREQ") == Some("WEEKLY");
    if !plain || part("BYDAY").is_some() && !weekly_by_day {
        return Err(beyond());
    }
    let starts = match part("BYDAY") {
        Some(days) => weekdays(days, part("WKST"), start, interval, zone).ok_or_else(beyond)?,
        None => vec![start],
    };
    let made = |end: Option<Date>| {
        let end = end.map(Moment::from);
        starts
            .iter()
            .filter(|start| end.is_none_or(|end| start.day <= end.day))
            .map(|start| Rule::new(cycle, *start, interval, end))
            .collect::<Result<Vec<Rule>, RuleError>>()
            .map_err(|_| beyond())
    };
    let rules = made(match part("UNTIL") {
        Some(until) => Some(last_day(until, zone).ok_or_else(beyond)?),
        None => None,
    })?;
    match part("COUNT") {
        None => Ok(rules),
        Some(count) => made(nth(&rules, count.parse().map_err(|_| beyond())?)),
    }
}

/// The first day of each weekday of a list. Weeks begin with `week_start`, which tells
/// whether a weekday before the start's belongs to its week when weeks are skipped.
fn weekdays(
    list: &str,
    week_start: Option<&str>,
    start: Moment,
    interval: i64,
    zone: &Zone,
) -> Option<Vec<Moment>> {
    let week_start = weekday(week_start.unwrap_or("MO"))?;
    let begun = start.day.weekday().since(week_start);
    let mut starts = Vec::new();
    for name in list.split(',') {
        let mut ahead = i64::from(weekday(name.trim())?.since(week_start) - begun);
        if ahead < 0 {
            ahead += 7 * interval;
        }
        let day = start.day.checked_add(jiff::Span::new().try_days(ahead).ok()?).ok()?;
        starts.push(Moment { day, at: start.at.map(|at| zone.moved_to(at, day)) });
    }
    starts.sort_by_key(|start| start.day);
    starts.dedup();
    Some(starts)
}

fn weekday(name: &str) -> Option<Weekday> {
    Some(match name {
        "MO" => Weekday::Monday,
        "TU" => Weekday::Tuesday,
        "WE" => Weekday::Wednesday,
        "TH" => Weekday::Thursday,
        "FR" => Weekday::Friday,
        "SA" => Weekday::Saturday,
        "SU" => Weekday::Sunday,
        _ => return None,
    })
}

fn last_day(until: &str, zone: &Zone) -> Option<Date> {
    if let Ok(day) = Date::strptime("%Y%m%d", until) {
        return Some(day);
    }
    let local = until.strip_suffix('Z').unwrap_or(until);
    let local = jiff::civil::DateTime::strptime("%Y%m%dT%H%M%S", local).ok()?;
    Some(if until.ends_with('Z') { zone.day(Zone::utc().instant(local)) } else { local.date() })
}

/// The day of the `count`-th occurrence of all rules together.
fn nth(rules: &[Rule], count: usize) -> Option<Date> {
    if count > MOST_COUNTED {
        return None;
    }
    let all = Days { first: Date::MIN, last: Date::MAX };
    let mut found: Vec<Date> =
        rules.iter().flat_map(|rule| rule.occurrences(all).take(count)).collect();
    found.sort_unstable();
    let before = rules.iter().map(|rule| rule.start().day).min()?.saturating_sub(1.day());
    // Not one: it ends before it starts.
    Some(count.checked_sub(1).and_then(|last| found.get(last).copied()).unwrap_or(before))
}
