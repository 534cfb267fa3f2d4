//! Plans for the corpus of websites: as often as asked, every event spoken of, nothing twice.

#![allow(clippy::unwrap_used, reason = "a story stops at the first surprise")]
#![allow(dead_code, reason = "the measures are shared with the example that prints them all")]

#[path = "../examples/measure/quality.rs"]
mod quality;
#[path = "../examples/measure/sheet.rs"]
mod sheet;
#[path = "../examples/measure/site.rs"]
mod site;

use std::path::Path;

use domain::{
    days::plan_period,
    event::{Cycle, Event, EventSource, Rule, When},
    id::EventId,
    likeness::{ALIKE, Likeness},
    occasion::{Said, occasions},
    profile::{FactKind, SiteProfile},
    settings::{Excluded, Frequency, Interval, Settings},
};
use jiff::civil::{Date, date};
use planner::{
    holidays::holidays,
    plan::{PlanInput, PlannedActivity, plan},
    whole::{WholePlan, understand},
};

/// A Sunday before Advent, and the day before a short month of few holidays.
const DAYS: [Date; 2] = [date(2026, 11, 22), date(2027, 1, 31)];

async fn profiles() -> Vec<(sheet::Sheet, SiteProfile)> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let mut found = Vec::new();
    for sheet in sheet::all(&corpus).unwrap() {
        let pages = site::read(&sheet).await.unwrap();
        let profile = understand(&pages, &sheet.address);
        found.push((sheet, profile));
    }
    found
}

fn a_week(count: u8) -> Settings {
    let social = Some(Frequency { interval: Interval::Week, count });
    Settings { social, ..Settings::default() }
}

#[tokio::test]
async fn every_site_gets_what_was_asked_for_with_every_holiday_and_nothing_twice() {
    let mut wrong = Vec::new();
    for (sheet, profile) in profiles().await {
        for (count, seed) in [(1, 1), (3, 2), (5, 3), (9, 2026), (12, 5)] {
            for today in DAYS {
                let settings = a_week(count);
                let made =
                    WholePlan::choose(profile.clone(), &sheet.address, settings, today, seed);
                let found = quality::of(&made);
                if found.most_alike > ALIKE || found.off_cadence > 0 || !found.uncovered.is_empty()
                {
                    wrong.push(format!(
                        "{}, {count} a week from {today}: {:.2} of {:?}, {} off, {:?} not said",
                        sheet.name,
                        found.most_alike,
                        found.alike,
                        found.off_cadence,
                        found.uncovered
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Events of a marketer: today and on the last day, on two days that touch, every week, every
/// month, and more in one week than it holds posts.
fn own_events(today: Date) -> Vec<Event> {
    let ahead = |days: i64| today.saturating_add(jiff::ToSpan::days(days));
    let last = plan_period(today).last;
    let once = [
        ("Open studio", today),
        ("Winter market", ahead(13)),
        ("Tasting evening", ahead(14)),
        ("Children’s morning", ahead(15)),
        ("Neighbours’ breakfast", ahead(15)),
        ("Closed for stocktaking", ahead(16)),
        ("Jubilee", ahead(17)),
        ("Old year’s eve party", last),
    ];
    let again = [("Thursday workshop", Cycle::Weekly, 4), ("Book club", Cycle::Monthly, 9)];
    let once = once.map(|(name, on)| (name, When::once(on)));
    let again =
        again.map(|(name, cycle, days)| (name, When::Repeats(Rule::every(cycle, ahead(days)))));
    let event = |(name, when): (&str, When)| Event {
        id: EventId::named(name),
        name: name.to_owned(),
        description: String::new(),
        when,
        source: EventSource::Own,
    };
    once.into_iter().chain(again).map(event).collect()
}

fn said(it: &PlannedActivity) -> Said<'_> {
    let event = it.event.as_ref().map(|(_, name, on)| (name.as_str(), *on));
    Said { day: it.day, title: &it.title, description: &it.description, event }
}

#[tokio::test]
async fn a_full_calendar_is_spoken_of_on_every_site_whatever_the_cadence() {
    for (sheet, profile) in profiles().await {
        for (settings, seed) in [
            (a_week(1), 1),
            (a_week(3), 2),
            (a_week(9), 3),
            (Settings { social: None, ..Settings::default() }, 4),
            (Settings { weekdays: [2, 4].into(), ..a_week(4) }, 5),
        ] {
            let today = DAYS[0];
            let days = plan_period(today);
            let country = profile.one(FactKind::Country).unwrap_or_default();
            let mut events = own_events(today);
            events.extend(holidays(country, days).into_iter().map(|holiday| Event {
                id: EventId::named(&format!("{} {}", holiday.name, holiday.day)),
                name: holiday.name.to_owned(),
                description: String::new(),
                when: When::once(holiday.day),
                source: EventSource::Holiday,
            }));
            let made = plan(&PlanInput {
                profile: &profile,
                settings: &settings,
                events: &events,
                days,
                now_local: today.at(9, 0, 0, 0),
                kept: &[],
                seed,
            });
            let mut texts = Likeness::default();
            for it in &made {
                texts.push(&format!("{} {}", it.title, it.description));
            }
            let alike: Vec<_> = texts.pairs_over(ALIKE);
            let titles = alike.iter().map(|(a, b)| (&made[*a].title, &made[*b].title));
            assert!(alike.is_empty(), "{} {seed}: {:?}", sheet.name, titles.collect::<Vec<_>>());
            for occasion in occasions(&events, days, &Excluded::default()) {
                let quiet = !settings.weekdays.is_empty()
                    && !days.iter().take_while(|day| *day <= occasion.on).any(|day| {
                        settings.weekdays.contains(&day.weekday().to_monday_one_offset())
                    });
                let told = made.iter().any(|it| occasion.is_told_by(&said(it)));
                assert!(
                    told || quiet,
                    "{} {seed}: {} on {}\n{:#?}",
                    sheet.name,
                    occasion.event.name,
                    occasion.on,
                    made.iter().map(|it| (it.day, &it.title, &it.description)).collect::<Vec<_>>()
                );
            }
        }
    }
}
