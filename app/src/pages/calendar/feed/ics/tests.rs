use domain::{
    activity::ActivityType,
    days::{Zone, clock_words},
    id::{ActivityId, CalendarId, SiteId},
};
use jiff::{SignedDuration, civil::date};
use proptest::prelude::*;

use super::*;
use crate::pages::event::ics as reader;

fn site(name: &str) -> Site {
    Site {
        id: SiteId::named("bakery"),
        name: name.into(),
        address: "https://rosasbakery.example/".into(),
        language: "en".into(),
        country: "PT".into(),
        time_zone: "Europe/Lisbon".into(),
        sandbox: String::new(),
        published: false,
    }
}

fn card(at: Timestamp, title: &str, posts: &[(Channel, PostKind, PostStatus)]) -> Card {
    let post = |&(channel, kind, status): &(Channel, PostKind, PostStatus)| CardPost {
        channel,
        kind,
        status,
        held: false,
    };
    Card {
        activity: ActivityId::named("loaf"),
        kind: ActivityType::SocialMarketing,
        title: title.into(),
        at,
        posts: posts.iter().map(post).collect(),
        words: String::new(),
        picture: None,
    }
}

fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

fn written(site: &Site, card: Card, now: &str) -> File {
    let public_url = Url::parse("https://almanac.example/").expect("an address");
    write(&Told { site, channel: None, cards: &[card], public_url: &public_url, now: at(now) })
}

/// What the reader of calendar files makes of it.
fn read(text: &str, zone: &Zone) -> reader::Read {
    let (site, calendar) = (SiteId::named("bakery"), CalendarId::named("feed"));
    let into = reader::Into { site, calendar, zone, today: date(2000, 1, 1) };
    reader::read(text, into).expect("a calendar")
}

const NOW: &str = "2026-11-23T09:00:00Z";

#[test]
fn a_card_is_an_entry() {
    let posts = [
        (Channel::Instagram, PostKind::Post, PostStatus::Scheduled),
        (Channel::GoogleBusiness, PostKind::Post, PostStatus::Published),
        (Channel::Instagram, PostKind::Story, PostStatus::Published),
    ];
    let mut loaf = card(at("2026-11-24T09:05:00Z"), "Rye, again; with \\", &posts);
    loaf.words = "We start\nthe ovens at four.".into();
    let file = written(&site("Rosa’s Bakery"), loaf, NOW);
    let (id, page) = (ActivityId::named("loaf"), SiteId::named("bakery"));
    let unfolded = file.text.replace("\r\n ", "");
    let lines: Vec<&str> = unfolded.split("\r\n").collect();
    let (uid, url) = (
        format!("UID:{id}-instagram@almanac"),
        format!("URL:https://almanac.example/sites/{page}/activities/{id}"),
    );
    let wanted = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Almanac//Calendar feed//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "NAME:Rosa’s Bakery",
        "X-WR-CALNAME:Rosa’s Bakery",
        "X-WR-TIMEZONE:Europe/Lisbon",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        "BEGIN:VEVENT",
        &uid,
        "DTSTAMP:20261123T090000Z",
        "DTSTART:20261124T090500Z",
        "DURATION:PT15M",
        r"SUMMARY:Rye\, again\; with \\",
        r"DESCRIPTION:Scheduled: Instagram\, Google Business Profile\, with stories\n\nWe start\nthe ovens at four.",
        &url,
        "STATUS:CONFIRMED",
        "CATEGORIES:Instagram,Google Business Profile",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ];
    assert_eq!(lines, wanted);
}

#[test]
fn an_entry_keeps_its_name_when_it_is_moved() {
    let minutes = ["2026-11-24T09:05:00Z", "2026-12-01T17:00:00Z"];
    let story = [(Channel::X, PostKind::Story, PostStatus::Draft)];
    for posts in [&story[..], &[]] {
        let [before, after] = minutes.map(|minute| uid(&card(at(minute), "Loaf", posts)));
        assert_eq!(before, after);
    }
    let minute = at(minutes[0]);
    let post = [(Channel::X, PostKind::Post, PostStatus::Draft)];
    assert_ne!(uid(&card(minute, "Loaf", &post)), uid(&card(minute, "Loaf", &story)));
}

#[test]
fn the_mark_is_of_what_is_told_and_not_of_when() {
    let (site, minute) = (site("Bakery"), at("2026-11-24T09:05:00Z"));
    let first = written(&site, card(minute, "Loaf", &[]), NOW);
    let later = written(&site, card(minute, "Loaf", &[]), "2026-11-23T10:00:00Z");
    assert_ne!(first.text, later.text);
    assert_eq!(first.mark, later.mark);
    for other in
        [card(minute, "Loaves", &[]), card(minute + SignedDuration::from_mins(1), "Loaf", &[])]
    {
        assert_ne!(written(&site, other, NOW).mark, first.mark);
    }
}

#[test]
fn what_stands_is_told_in_the_words_of_the_format() {
    let told = |status| {
        let posts = [(Channel::X, PostKind::Post, status)];
        let file = written(&site("Bakery"), card(at(NOW), "Loaf", &posts), NOW);
        let line =
            file.text.lines().find_map(|line| line.strip_prefix("STATUS:").map(str::to_owned));
        line.expect("a status")
    };
    assert_eq!(told(PostStatus::Draft), "TENTATIVE");
    assert_eq!(told(PostStatus::Uncertain), "TENTATIVE");
    assert_eq!(told(PostStatus::Published), "CONFIRMED");
    assert_eq!(told(PostStatus::Canceled), "CANCELLED");
}

#[test]
fn long_words_are_cut_between_two_of_them() {
    assert_eq!(beginning(" Rye. "), "Rye.");
    let begun = beginning(&"sourdough ".repeat(60));
    assert!(begun.ends_with("sourdough…") && begun.chars().count() <= WORDS + 1, "{begun}");
    assert_eq!(beginning(&"é".repeat(WORDS)).chars().count(), WORDS);
    assert_eq!(beginning(&"é".repeat(WORDS + 1)), format!("{}…", "é".repeat(WORDS)));
}

#[test]
fn no_line_is_longer_than_it_may_be_and_no_character_is_cut() {
    let title = "🥖é\u{301}a".repeat(200);
    let file = written(&site("Bakery"), card(at(NOW), &title, &[]), NOW);
    assert!(file.text.split("\r\n").all(|line| line.len() <= LONGEST));
    let zone = Zone::utc();
    assert_eq!(read(&file.text, &zone).events[0].name, title);
}

/// The names of a file's lines.
fn names(text: &str) -> Vec<String> {
    let unfolded = text.replace("\r\n ", "");
    let lines = unfolded.split_terminator("\r\n");
    lines.map(|line| line.split([':', ';']).next().unwrap_or_default().to_owned()).collect()
}

/// Texts that would like to be more than one line.
fn hostile() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        Just("\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:Other\r\n".to_owned()),
        Just("\r".to_owned()),
        Just("\n ".to_owned()),
        Just("\0\u{1b}\u{85}\u{2028}\u{b}\u{feff}".to_owned()),
        Just("\\;,:\"\\".to_owned()),
        "\\PC{0,60}",
    ];
    proptest::collection::vec(part, 0..8).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn no_text_becomes_a_line_of_its_own(title in hostile(), words in hostile()) {
        let posts = [(Channel::Bluesky, PostKind::Post, PostStatus::Draft)];
        let entry = Card { words, ..card(at(NOW), &title, &posts) };
        let text = written(&site(&title), entry, NOW).text;
        let harmless = |c: char| !c.is_control() && !matches!(c, '\u{2028}' | '\u{2029}');
        prop_assert!(text.replace("\r\n", "").chars().all(harmless));
        let plain = written(&site("Bakery"), card(at(NOW), "Loaf", &posts), NOW).text;
        prop_assert_eq!(names(&text), names(&plain));
        prop_assert_eq!(read(&text, &Zone::utc()).events.len(), 1);
    }
}

/// Zones whose clocks change or do not, by hours, halves and quarters, on both sides of the
/// line where days begin.
const ZONES: [&str; 30] = [
    "Africa/Cairo",
    "Africa/Casablanca",
    "Africa/Johannesburg",
    "America/Argentina/Buenos_Aires",
    "America/Asuncion",
    "America/Caracas",
    "America/Havana",
    "America/Los_Angeles",
    "America/New_York",
    "America/Nuuk",
    "America/Santiago",
    "America/St_Johns",
    "Antarctica/Troll",
    "Asia/Beirut",
    "Asia/Jerusalem",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Asia/Pyongyang",
    "Asia/Tehran",
    "Asia/Tokyo",
    "Atlantic/Azores",
    "Australia/Adelaide",
    "Australia/Lord_Howe",
    "Europe/Dublin",
    "Europe/Istanbul",
    "Europe/Lisbon",
    "Europe/Moscow",
    "Pacific/Apia",
    "Pacific/Chatham",
    "Pacific/Kiritimati",
];

proptest! {
    #[test]
    fn a_feed_says_the_minute_that_the_pages_say_in_every_zone(
        millis in 1_600_000_000_000_i64..2_000_000_000_000,
    ) {
        let instant = Timestamp::from_millisecond(millis)?;
        let text = written(&site("Bakery"), card(instant, "Loaf", &[]), NOW).text;
        for name in ZONES {
            let zone = Zone::named(name)?;
            let start = read(&text, &zone).events[0].when.start();
            let told = zone.local(start.at.expect("an instant"));
            let shown = zone.local(instant);
            prop_assert_eq!(start.day, shown.date());
            prop_assert_eq!(told.date(), shown.date());
            prop_assert_eq!(clock_words(told.time()), clock_words(shown.time()));
        }
    }
}
