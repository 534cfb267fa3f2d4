use jiff::civil::date;

use super::*;

fn brought(events: &str) -> Read {
    let file = format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nX-WR-CALNAME:Rosa\\, Lisbon\r\n{events}\r\nEND:VCALENDAR\r\n"
    );
    read(&file, into(&lisbon())).expect("a calendar")
}

fn lisbon() -> Zone {
    Zone::named("Europe/Lisbon").expect("a zone")
}

fn into(zone: &Zone) -> Into<'_> {
    let calendar = CalendarId::named("rosa");
    Into {
        site: "018f0000-0000-7000-8000-000000000000".parse().expect("an id"),
        calendar,
        zone,
        today: date(2026, 11, 21),
    }
}

/// An event with some lines of its own.
fn event(lines: &str) -> String {
    format!("BEGIN:VEVENT\r\nUID:one\r\nSUMMARY:Market\r\n{lines}\r\nEND:VEVENT")
}

/// The days of all events of a file until the end of January.
fn days(lines: &str) -> Vec<String> {
    let read = brought(&event(lines));
    assert!(read.left.is_empty(), "{:?}", read.left);
    let winter = Days { first: date(2026, 11, 21), last: date(2027, 1, 31) };
    let mut days: Vec<Date> =
        read.events.iter().flat_map(|event| event.occurrences(winter)).collect();
    days.sort_unstable();
    days.iter().map(Date::to_string).collect()
}

fn why_left(lines: &str) -> String {
    let read = brought(&event(lines));
    assert!(read.events.is_empty(), "{:?}", read.events);
    read.left.join(" ")
}

#[test]
fn a_calendar_has_a_title_and_its_events_have_words() {
    let read = brought(
        "BEGIN:VTIMEZONE\r\nTZID:X\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n\
         BEGIN:VEVENT\r\nUID:1\r\nSUMMARY;LANGUAGE=\"en:US;x\":Christmas\r\n  market\\, again\r\n\
         DTSTART;VALUE=DATE:20261212\r\nDTEND;VALUE=DATE:20261215\r\nDESCRIPTION:Stalls\\nand soup\r\n\
         BEGIN:VALARM\r\nSUMMARY:Wake up\r\nDTSTART:20200101\r\nEND:VALARM\r\nEND:VEVENT",
    );
    assert_eq!(read.title.as_deref(), Some("Rosa, Lisbon"));
    let [event] = &read.events[..] else { panic!("{read:?}") };
    assert_eq!(event.name, "Christmas market, again");
    assert_eq!(event.description, "Stalls\nand soup\nIt lasts 3 days.");
    assert_eq!(event.when, When::once(date(2026, 12, 12)));
}

#[test]
fn times_are_told_in_any_zone() {
    for (start, told) in [
        ("DTSTART:20261212T093000Z", "2026-12-12T09:30:00Z"),
        ("DTSTART:20261212T093000", "2026-12-12T09:30:00Z"),
        ("DTSTART;TZID=America/New_York:20261212T203000", "2026-12-13T01:30:00Z"),
        ("DTSTART;TZID=\"Europe/Berlin\":20261212T003000", "2026-12-11T23:30:00Z"),
    ] {
        let read = brought(&event(start));
        let moment = read.events[0].when.start();
        assert_eq!(moment.at.map(|at| at.to_string()).as_deref(), Some(told), "{start}");
        assert_eq!(moment.day.to_string(), told.get(..10).expect("a day"));
    }
    let own = brought(&event("DTSTART;TZID=Romance Standard Time:20261212T003000"));
    assert_eq!(own.events[0].when, When::once(date(2026, 12, 12)), "the day is certain");
}

#[test]
fn rules_that_ours_can_say_are_kept() {
    for (rule, told) in [
        ("FREQ=WEEKLY;INTERVAL=4", vec!["2026-11-24", "2026-12-22", "2027-01-19"]),
        ("FREQ=DAILY;INTERVAL=28", vec!["2026-11-24", "2026-12-22", "2027-01-19"]),
        ("FREQ=WEEKLY;COUNT=3;BYDAY=TU,TH", vec!["2026-11-24", "2026-11-26", "2026-12-01"]),
        ("FREQ=WEEKLY;UNTIL=20261208T090000Z", vec!["2026-11-24", "2026-12-01", "2026-12-08"]),
        // The Monday before the start belongs to the week that is skipped.
        (
            "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=MO,TU",
            vec!["2026-11-24", "2026-12-07", "2026-12-08", "2026-12-21"],
        ),
        (
            "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=MO,TU;WKST=TU",
            vec!["2026-11-24", "2026-11-30", "2026-12-08", "2026-12-14"],
        ),
        ("FREQ=MONTHLY;BYMONTHDAY=24", vec!["2026-11-24", "2026-12-24", "2027-01-24"]),
        ("FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=24", vec!["2026-11-24"]),
    ] {
        assert_eq!(days(&format!("DTSTART;VALUE=DATE:20261124\r\nRRULE:{rule}")), told, "{rule}");
    }
}

#[test]
fn what_ours_cannot_say_is_named() {
    let start = "DTSTART;VALUE=DATE:20261124\r\n";
    for (rule, why) in [
        ("RRULE:FREQ=DAILY", "“Market” repeats every day."),
        ("RRULE:FREQ=DAILY;INTERVAL=3", "“Market” repeats every 3 days."),
        ("RRULE:FREQ=WEEKLY\r\nEXDATE;VALUE=DATE:20261201", "“Market” skips some of its dates."),
        (
            "RRULE:FREQ=WEEKLY\r\nRDATE;VALUE=DATE:20261202",
            "“Market” has dates beside those of its rule.",
        ),
        (
            "RECURRENCE-ID;VALUE=DATE:20261123",
            "“Market” has a date of its own among those that repeat.",
        ),
        ("STATUS:CANCELLED", "“Market” is cancelled."),
    ] {
        assert_eq!(why_left(&format!("{start}{rule}")), why, "{rule}");
    }
    for rule in [
        "FREQ=MONTHLY;BYDAY=1SU",
        "FREQ=MONTHLY;BYMONTHDAY=-1",
        "FREQ=YEARLY;BYDAY=SU;BYMONTH=5",
        "FREQ=HOURLY",
        "FREQ=WEEKLY;BYSETPOS=1",
        "FREQ=WEEKLY;INTERVAL=0",
        "FREQ=WEEKLY;INTERVAL=x",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=WEEKLY;UNTIL=soon",
        "FREQ=WEEKLY;COUNT=-1",
        "",
    ] {
        let why = why_left(&format!("{start}RRULE:{rule}"));
        assert_eq!(why, format!("“Market” repeats by a rule that cannot be kept ({rule})."));
    }
    assert_eq!(why_left("X:1"), "“Market” has no date.");
    assert_eq!(why_left("DTSTART:today"), "“Market” has a date that cannot be read (today).");
}

#[test]
fn what_has_passed_is_counted() {
    let passed = brought(&event("DTSTART;VALUE=DATE:20261120"));
    assert_eq!((passed.events.len(), passed.passed), (0, 1));
    let ended = brought(&event("DTSTART;VALUE=DATE:20250101\r\nRRULE:FREQ=WEEKLY;COUNT=9"));
    assert_eq!((ended.events.len(), ended.passed), (0, 1));
    let skipped =
        event("DTSTART;VALUE=DATE:20250101\r\nRRULE:FREQ=YEARLY\r\nEXDATE;VALUE=DATE:20260101");
    assert_eq!(brought(&skipped).events.len(), 1, "a date that was skipped once matters no more");
}

#[test]
fn the_same_file_gives_the_same_ids() {
    let lines = event("DTSTART;VALUE=DATE:20261124\r\nRRULE:FREQ=WEEKLY;BYDAY=TU,TH");
    let twice = format!("{lines}\r\n{lines}");
    let (once, twice) = (brought(&lines), brought(&twice));
    assert_eq!(once.events.len(), 2);
    assert_eq!(once.events, twice.events);
}

#[test]
fn no_file_breaks_the_reader() {
    let zone = lisbon();
    for file in
        ["", "hello", "BEGIN:VEVENT\nEND:VEVENT", "\u{feff}", ":::\n ;\n\"", "END:VCALENDAR"]
    {
        assert!(read(file, into(&zone)).is_none(), "{file:?}");
    }
    let deep = "BEGIN:VCALENDAR\nBEGIN:VEVENT\n".repeat(50_000);
    assert!(read(&deep, into(&zone)).is_some_and(|read| read.events.is_empty()));
    let odd = brought(
        "BEGIN:VEVENT\nDTSTART:99991231\nDTEND:00010101\nRRULE:FREQ=YEARLY;COUNT=0\nEND:VEVENT",
    );
    assert_eq!(odd.events.len(), 0, "{odd:?}");
    let long = format!("DTSTART:20261212\nDURATION:P2D\nDESCRIPTION:{}", "é\u{0}".repeat(9_000));
    let long = &brought(&event(&long)).events[0];
    assert!(long.description.ends_with("…\nIt lasts 2 days."), "{}", long.description.len());
}
