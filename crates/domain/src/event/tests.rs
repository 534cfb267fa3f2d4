use jiff::{SignedDuration, civil::date};
use proptest::prelude::*;

use super::*;

fn event(when: When) -> Event {
    Event {
        id: EventId::named("market"),
        name: "Market".into(),
        description: String::new(),
        when,
        source: EventSource::Own,
    }
}

fn days(first: Date, last: Date) -> Days {
    Days { first, last }
}

fn told(when: When, inside: Days) -> Vec<String> {
    event(when).occurrences(inside).map(|day| day.to_string()).collect()
}

fn rule(cycle: Cycle, start: Date, interval: i64) -> When {
    When::Repeats(Rule::new(cycle, start.into(), interval, None).expect("a rule"))
}

#[test]
fn rules_become_days() {
    let winter = days(date(2026, 11, 21), date(2027, 1, 31));
    assert_eq!(told(When::once(date(2026, 12, 24)), winter), ["2026-12-24"]);
    assert_eq!(told(When::once(date(2026, 11, 20)), winter), [""; 0]);
    let sundays = told(rule(Cycle::Weekly, date(2020, 3, 1), 1), winter);
    assert_eq!((sundays.len(), sundays[0].as_str()), (11, "2026-11-22"));
    let ends_of_months = rule(Cycle::Monthly, date(2026, 10, 31), 1);
    assert_eq!(told(ends_of_months, winter), ["2026-12-31", "2027-01-31"]);
    let birthday = rule(Cycle::Yearly, date(2009, 1, 6), 1);
    assert_eq!(told(birthday, winter), ["2027-01-06"]);
}

#[test]
fn an_interval_counts_from_the_start() {
    let year = days(date(2026, 1, 1), date(2026, 12, 31));
    let weeks = rule(Cycle::Weekly, date(2025, 12, 29), 20);
    assert_eq!(told(weeks, year), ["2026-05-18", "2026-10-05"]);
    let months = rule(Cycle::Monthly, date(2025, 11, 30), 5);
    assert_eq!(told(months, year), ["2026-04-30", "2026-09-30"]);
    let years = rule(Cycle::Yearly, date(2020, 2, 29), 3);
    assert_eq!(told(years, days(date(2020, 1, 1), date(2060, 1, 1))).len(), 4);
}

#[test]
fn the_last_of_february_comes_in_leap_years() {
    let leap = rule(Cycle::Yearly, date(2024, 2, 29), 1);
    let long = days(date(2025, 1, 1), date(2033, 1, 1));
    assert_eq!(told(leap, long), ["2028-02-29", "2032-02-29"]);
    assert_eq!(told(leap, days(date(2025, 1, 1), date(2027, 12, 31))), [""; 0]);
}

#[test]
fn a_rule_begins_and_ends_with_its_days_included() {
    let (start, end) = (date(2026, 3, 2), date(2026, 3, 16));
    let rule = Rule::new(Cycle::Weekly, start.into(), 1, Some(end.into())).expect("a rule");
    let all = days(Date::MIN, Date::MAX);
    assert_eq!(told(When::Repeats(rule), all), ["2026-03-02", "2026-03-09", "2026-03-16"]);
    let before = Some(date(2026, 3, 1).into());
    let refused = Rule::new(Cycle::Weekly, start.into(), 1, before);
    assert_eq!(refused, Err(RuleError::EndsBeforeStart));
    for interval in [i64::MIN, -1, 0, 1_001, i64::MAX] {
        let refused = Rule::new(Cycle::Weekly, start.into(), interval, None);
        assert_eq!(refused, Err(RuleError::Interval), "{interval}");
    }
}

#[test]
fn what_repeats_keeps_its_time_of_day_when_the_clocks_change() {
    let lisbon = Zone::named("Europe/Lisbon").expect("a zone");
    let at = |text: &str| text.parse::<Timestamp>().expect("an instant");
    let start = Moment::at(at("2026-10-18T08:30:00Z"), &lisbon);
    let rule = Rule::new(Cycle::Weekly, start, 1, None).expect("a rule");
    let found = event(When::Repeats(rule));
    let found: Vec<String> = found
        .instants(&lisbon, at("2026-10-18T08:30:00Z"), at("2026-11-01T09:30:00Z"))
        .map(|at| at.to_string())
        .collect();
    // Summer time ends on 25 October: half past nine on the wall, all three times.
    let wanted = ["2026-10-18T08:30:00Z", "2026-10-25T09:30:00Z", "2026-11-01T09:30:00Z"];
    assert_eq!(found, wanted);
}

#[test]
fn the_instant_that_was_told_is_told_again() {
    let lisbon = Zone::named("Europe/Lisbon").expect("a zone");
    // Half past one comes twice that night; this is the second.
    let second: Timestamp = "2026-10-25T01:30:00.25Z".parse().expect("an instant");
    for when in [
        When::Once(Moment::at(second, &lisbon)),
        When::Repeats(
            Rule::new(Cycle::Yearly, Moment::at(second, &lisbon), 1, None).expect("a rule"),
        ),
    ] {
        let found: Vec<Timestamp> = event(when).instants(&lisbon, second, second).collect();
        assert_eq!(found, [second]);
    }
    let day = Moment::from(date(2026, 7, 1));
    assert_eq!(day.instant(&lisbon).to_string(), "2026-06-30T23:00:00Z");
}

#[test]
fn what_was_stored_before_rules_had_a_start_is_read() {
    let days = days(date(2026, 11, 21), date(2027, 1, 31));
    for (stored, first, count) in [
        (r#"{"rule":"once","day":"2026-12-24"}"#, "2026-12-24", 1),
        (r#"{"rule":"weekly","weekday":7}"#, "2026-11-22", 11),
        (r#"{"rule":"monthly","day":31}"#, "2026-12-31", 2),
        (r#"{"rule":"yearly","month":1,"day":6}"#, "2027-01-06", 1),
    ] {
        let when: When = serde_json::from_str(stored).expect(stored);
        let told = told(when, days);
        assert_eq!((told[0].as_str(), told.len()), (first, count), "{stored}");
    }
    let leap: When = serde_json::from_str(r#"{"rule":"yearly","month":2,"day":29}"#).expect("read");
    assert_eq!(leap.start().day, date(1972, 2, 29));
    for stored in [
        r#"{"rule":"weekly"}"#,
        r#"{"rule":"weekly","weekday":8}"#,
        r#"{"rule":"yearly","month":2,"day":30}"#,
        r#"{"rule":"monthly","start":{"day":"2026-12-24"},"interval":0}"#,
        r#"{"rule":"daily"}"#,
    ] {
        assert!(serde_json::from_str::<When>(stored).is_err(), "{stored}");
    }
}

fn a_day() -> impl Strategy<Value = Date> {
    let near = (1990i16..2060, 1i8..=12, 1i8..=31);
    let any = (-9999i16..=9999, 1i8..=12, 1i8..=31);
    prop_oneof![9 => near, 1 => any]
        .prop_filter_map("no such day", |(year, month, day)| Date::new(year, month, day).ok())
}

fn a_rule() -> impl Strategy<Value = Rule> {
    let cycle = prop::sample::select(vec![Cycle::Weekly, Cycle::Monthly, Cycle::Yearly]);
    let interval = prop_oneof![3 => 1i64..=6, 1 => 1i64..=1_000];
    let end = proptest::option::of(0i64..4_000);
    (cycle, a_day(), interval, end).prop_map(|(cycle, start, interval, length)| {
        let end = length.map(|length| start.saturating_add(length.days()).into());
        Rule::new(cycle, start.into(), interval, end).expect("a rule")
    })
}

/// Whether a rule falls on a day, by its definition.
fn falls_on(rule: &Rule, day: Date) -> bool {
    let start = rule.start().day;
    let interval = i64::from(rule.interval());
    let months = i64::from(day.year() - start.year()) * 12 + i64::from(day.month() - start.month());
    let inside = start <= day && rule.end().is_none_or(|end| day <= end.day);
    inside
        && match rule.cycle() {
            Cycle::Weekly => i64::from((day - start).get_days()) % (7 * interval) == 0,
            Cycle::Monthly => months % interval == 0 && day.day() == start.day(),
            Cycle::Yearly => months % (12 * interval) == 0 && day.day() == start.day(),
        }
}

proptest! {
    #[test]
    fn occurrences_are_the_days_that_the_rule_falls_on(
        rule in a_rule(), first in a_day(), length in 0i64..1_500, shift in 0i64..3_000,
    ) {
        // Half of the ranges begin near the start of the rule.
        let first = if shift % 2 == 0 { first } else { rule.start().day.saturating_add((shift - 1_500).days()) };
        let inside = days(first, first.saturating_add(length.days()));
        let found: Vec<Date> = event(When::Repeats(rule)).occurrences(inside).collect();
        let wanted: Vec<Date> = inside.iter().filter(|day| falls_on(&rule, *day)).collect();
        prop_assert_eq!(found, wanted);
    }

    #[test]
    fn any_range_is_answered_in_order_and_at_once(rule in a_rule(), first in a_day(), last in a_day()) {
        let inside = days(first, last);
        let found: Vec<Date> = event(When::Repeats(rule)).occurrences(inside).take(200).collect();
        prop_assert!(found.is_sorted_by(|a, b| a < b));
        prop_assert!(found.iter().all(|day| inside.contains(*day) && falls_on(&rule, *day)));
    }

    #[test]
    fn instants_lie_in_the_range_in_order(
        rule in a_rule(), first in a_day(), length in 0i64..900, seconds in 0i64..86_400,
        zone in prop::sample::select(vec!["UTC", "Europe/Lisbon", "Pacific/Apia", "America/Sao_Paulo"]),
    ) {
        let zone = if zone == "UTC" { Zone::utc() } else { Zone::named(zone).expect("a zone") };
        let from = zone.instant(rule.start().day.at(0, 0, 0, 0));
        let start = from.saturating_add(SignedDuration::from_secs(seconds)).expect("seconds");
        let start = Moment::at(start, &zone);
        let rule = Rule::new(rule.cycle(), start, rule.interval().into(), None).expect("a rule");
        let first = zone.instant(first.at(0, 0, 0, 0));
        let last = first.saturating_add(SignedDuration::from_hours(24 * length)).expect("hours");
        let found: Vec<Timestamp> =
            event(When::Repeats(rule)).instants(&zone, first, last).take(200).collect();
        prop_assert!(found.is_sorted_by(|a, b| a < b));
        prop_assert!(found.iter().all(|at| first <= *at && *at <= last));
    }

    #[test]
    fn what_is_written_is_read(rule in a_rule(), seconds in any::<bool>()) {
        let at = seconds.then_some(Timestamp::UNIX_EPOCH);
        for when in [When::Repeats(rule), When::Once(Moment { day: rule.start().day, at })] {
            let text = serde_json::to_string(&when).expect("written");
            prop_assert_eq!(serde_json::from_str::<When>(&text).expect("read"), when, "{}", text);
        }
    }
}
