//! What a plan reads like: stories of one bakery, one bare profile and one closing day.

use std::collections::BTreeSet;

use domain::{
    activity::ActivityType,
    event::{Event, EventSource, When},
    profile::{Fact, FactKind, SiteProfile},
    settings::{Frequency, Goal, Interval, Settings},
};
use jiff::{
    ToSpan,
    civil::{Date, DateTime, date, time},
};

use super::*;

mod arcs;

pub(crate) fn fact(value: &str, detail: Option<&str>, page: &str) -> Fact {
    let source = Some(format!("https://rosasbakery.example{page}"));
    Fact { value: value.into(), detail: detail.map(str::to_owned), source, about: None }
}

/// A fact with what the site says about it.
fn told(fact: Fact, about: &str) -> Fact {
    Fact { about: Some(about.into()), ..fact }
}

/// Rosa’s Bakery in Lisbon.
pub(crate) fn bakery() -> SiteProfile {
    let mut profile = SiteProfile::default();
    let mut put = |kind, facts: Vec<Fact>| profile.read.insert(kind, facts);
    put(FactKind::Name, vec![fact("Rosa’s Bakery", None, "/")]);
    put(
        FactKind::Description,
        vec![fact(
            "A family bakery in Alfama. Sourdough bread, baked every night in a stone oven.",
            None,
            "/",
        )],
    );
    put(FactKind::Country, vec![fact("PT", None, "/")]);
    put(FactKind::Place, vec![fact("Rua dos Remédios 12, Lisbon", None, "/contact")]);
    put(FactKind::OpeningHours, vec![fact("Tue–Sun 7:30–19:00", None, "/contact")]);
    put(
        FactKind::Offer,
        vec![
            told(
                fact("Chestnut loaf", Some("€6.50"), "/bread"),
                "Chestnuts from Trás-os-Montes in a dough of wheat and rye.",
            ),
            fact("Rye sourdough", Some("€5.20"), "/bread"),
            told(
                fact("Cinnamon rolls", Some("€2.80"), "/cakes"),
                "Rolled by hand, out of the oven at nine.",
            ),
            fact("Olive oil cake", Some("€18"), "/cakes"),
            fact("Sunday bread box", None, "/orders"),
        ],
    );
    put(
        FactKind::Topic,
        vec![
            told(
                fact("Seasonal bread", None, "/bread"),
                "What the season gives goes into our dough.",
            ),
            told(fact("Sourdough", None, "/sourdough"), "Our sourdough rests for two nights."),
            fact("Cakes", None, "/cakes"),
            fact("Ordering for Sunday", None, "/orders"),
        ],
    );
    put(
        FactKind::Person,
        vec![
            told(
                fact("João", Some("baker"), "/about"),
                "João shapes the dough while the city sleeps.",
            ),
            fact("Rosa Almeida", Some("owner"), "/about"),
        ],
    );
    put(
        FactKind::Question,
        vec![
            fact(
                "How do I keep sourdough fresh?",
                Some("Keep it cut side down on a board. It stays good for four days."),
                "/questions",
            ),
            fact("Can I order bread for Sunday?", Some("Yes, until Friday at noon."), "/orders"),
        ],
    );
    put(
        FactKind::Article,
        vec![fact("Why our rye rests for two days", Some("2026-10-02"), "/blog/rye")],
    );
    put(FactKind::Proof, vec![fact("Our starter has been alive since 1998.", None, "/about")]);
    profile
}

pub(crate) fn event(number: u8, name: &str, when: When, source: EventSource) -> Event {
    let id = format!("018f0000-0000-7000-8000-0000000000{number:02x}").parse().expect("an id");
    Event { id, name: name.into(), description: String::new(), when, source }
}

fn made_on(
    today: Date,
    profile: &SiteProfile,
    settings: &Settings,
    events: &[Event],
    kept: &[KeptActivity],
) -> Vec<PlannedActivity> {
    plan(&PlanInput {
        profile,
        settings,
        events,
        days: domain::days::plan_period(today),
        now_local: DateTime::from_parts(today, time(10, 0, 0, 0)),
        kept,
        seed: 7,
    })
}

/// An activity that stays as it was planned.
fn kept_of(planned: PlannedActivity) -> KeptActivity {
    let PlannedActivity { kind, day, time, title, description, subject, event, .. } = planned;
    let event = event.map(|(_, name, on)| (name, on));
    KeptActivity { kind, day, time, title, description, subject, event }
}

fn november() -> Date {
    date(2026, 11, 21)
}

fn titles(plan: &[PlannedActivity]) -> Vec<&str> {
    plan.iter().map(|activity| activity.title.as_str()).collect()
}

#[test]
fn a_bakery_before_christmas() {
    let days = domain::days::plan_period(november());
    let mut events: Vec<Event> = crate::holidays::holidays("PT", days)
        .iter()
        .enumerate()
        .map(|(n, it)| event(n as u8, it.name, When::once(it.day), EventSource::Holiday))
        .collect();
    let market = When::once(date(2026, 12, 12));
    events.push(event(200, "Christmas market on our street", market, EventSource::Own));
    let plan = made_on(november(), &bakery(), &Settings::default(), &events, &[]);
    let own: Vec<_> = plan
        .iter()
        .filter(|it| it.event.as_ref().is_some_and(|(_, name, _)| name.contains("market")))
        .map(|it| it.day)
        .collect();
    assert_eq!(own[..3], [date(2026, 12, 5), date(2026, 12, 11), date(2026, 12, 12)]);
    assert!(own[3] > date(2026, 12, 12) && own.len() == 4, "thanks come after it: {own:?}");
    let today = plan.iter().find(|it| it.day == date(2026, 12, 12)).map(|it| it.title.as_str());
    let step = today.and_then(|it| angle::recognise(it, crate::phrases::Language::English));
    assert_eq!(step, Some(angle::Angle::OnDay), "{today:?}");
}

#[test]
fn topics_take_turns() {
    let plan = made_on(november(), &bakery(), &Settings::default(), &[], &[]);
    let uses = |topic: &str| plan.iter().filter(|it| it.topic.as_deref() == Some(topic)).count();
    let counts = ["Seasonal bread", "Sourdough", "Cakes", "Ordering for Sunday"].map(uses);
    let (least, most) = (counts.iter().min(), counts.iter().max());
    assert!(most.zip(least).is_some_and(|(most, least)| most - least <= 2), "{counts:?}");
}

#[test]
fn a_bare_profile_still_has_a_plan() {
    let mut profile = SiteProfile::default();
    profile.read.insert(FactKind::Name, vec![fact("Studio Norte", None, "/")]);
    let weekly = |count| Some(Frequency { interval: Interval::Week, count });
    let settings = Settings { social: weekly(7), ..Settings::default() };
    let plan = made_on(november(), &profile, &settings, &[], &[]);
    let different: BTreeSet<_> = titles(&plan).into_iter().collect();
    assert_eq!(different.len(), plan.len());
    assert!(plan.len() >= 40, "{}", plan.len());
    let nothing = made_on(november(), &SiteProfile::default(), &settings, &[], &[]);
    assert_eq!(nothing.len(), plan.len());
}

#[test]
fn nothing_invites_people_to_a_closed_door() {
    let closed =
        event(1, "Closed for stocktaking", When::once(date(2026, 12, 1)), EventSource::Own);
    let daily = Some(Frequency { interval: Interval::Week, count: 14 });
    let settings = Settings { social: daily, goal: Goal::BoostSales, ..Settings::default() };
    let plan = made_on(november(), &bakery(), &settings, &[closed], &[]);
    let that_day: Vec<_> = plan.iter().filter(|it| it.day == date(2026, 12, 1)).collect();
    assert!(!that_day.is_empty());
    for it in that_day {
        let angle = angle::recognise(&it.title, crate::phrases::Language::English);
        assert!(!angle.is_some_and(|angle| angle.assumes_open()), "{}", it.title);
        assert!(!it.title.contains('€'), "{}", it.title);
    }
    assert!(titles(&plan).iter().any(|title| title.contains("Closed for stocktaking")));
}

#[test]
fn what_is_kept_is_neither_doubled_nor_repeated() {
    let kept = KeptActivity {
        kind: ActivityType::SocialMarketing,
        day: date(2026, 11, 25),
        time: time(7, 30, 0, 0),
        title: "Meet João".into(),
        description: String::new(),
        subject: "João".into(),
        event: None,
    };
    let plan = made_on(november(), &bakery(), &Settings::default(), &[], &[kept]);
    assert!(!titles(&plan).contains(&"Meet João"));
    let week = date(2026, 11, 23)..=date(2026, 11, 29);
    let posts =
        plan.iter().filter(|it| it.kind == ActivityType::SocialMarketing && week.contains(&it.day));
    assert_eq!(posts.count(), 2);
}

#[test]
fn the_goal_shapes_the_mix() {
    let share = |goal: Goal, angles: &[angle::Angle]| {
        let settings = Settings { goal, ..Settings::default() };
        let plan = made_on(november(), &bakery(), &settings, &[], &[]);
        let social = plan.iter().filter(|it| it.kind == ActivityType::SocialMarketing);
        social
            .filter(|it| {
                angle::recognise(&it.title, crate::phrases::Language::English)
                    .is_some_and(|a| angles.contains(&a))
            })
            .count()
    };
    use angle::Angle::{Article, Behind, HowTo, Offer, People, Reminder, Story};
    let known = [Story, People, Behind];
    assert!(share(Goal::BrandAwareness, &known) > share(Goal::BoostSales, &known));
    let sold = [Offer, Reminder];
    assert!(share(Goal::BoostSales, &sold) > share(Goal::BrandAwareness, &sold));
    let read = [Article, HowTo];
    assert!(share(Goal::DriveTraffic, &read) > share(Goal::BoostSales, &read));
}

#[test]
fn a_year_holds_as_many_as_were_asked_for_however_often_the_plan_is_made() {
    let yearly = |count| Some(Frequency { interval: Interval::Year, count });
    for count in [1, 4, 6, 12] {
        let settings =
            Settings { social: None, blog: yearly(count), email: None, ..Settings::default() };
        let mut kept: Vec<KeptActivity> = Vec::new();
        let mut day = date(2027, 1, 1);
        while day.year() == 2027 {
            // The past stays, the rest is made again.
            kept.retain(|it| it.day < day);
            for it in made_on(day, &bakery(), &settings, &[], &kept) {
                kept.push(kept_of(it));
            }
            day = day.saturating_add(9.days());
        }
        let made = kept.iter().filter(|it| it.day.year() == 2027).count();
        assert_eq!(made, usize::from(count));
    }
}

#[test]
fn a_goal_in_the_marketers_own_words_is_the_reason() {
    let settings = Settings {
        goal: Goal::BoostSales,
        custom_goal: Some("Double our Christmas orders".into()),
        ..Settings::default()
    };
    let plan = made_on(november(), &bakery(), &settings, &[], &[]);
    let own = "Your goal is “Double our Christmas orders”";
    assert!(plan.iter().any(|it| it.reason.contains(own)), "{:?}", titles(&plan));
    assert!(!plan.iter().any(|it| it.reason.contains("Your goal is “Sell more”")));
}
