use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::{
    event::{EventSource, When},
    id::EventId,
    settings::{Frequency, Interval},
};

/// Monday, 30 November 2026: the first of four weeks, which are the whole plan.
fn days() -> Days {
    Days { first: date(2026, 11, 30), last: date(2026, 12, 27) }
}

fn planned(title: &str, topic: &str, day: Date, hour: i8) -> Planned {
    Planned {
        id: ActivityId::named(&format!("{title}/{day}/{hour}")),
        kind: ActivityType::SocialMarketing,
        title: title.into(),
        description: String::new(),
        subject: title.into(),
        topic: Some(topic.into()),
        event: None,
        at: Zone::utc().instant(day.at(hour, 0, 0, 0)),
    }
}

/// Three a week on Monday, Wednesday and Saturday, each about something else.
fn sound() -> Vec<Planned> {
    const SAID: [(&str, &str); 12] = [
        ("Rye, up close", "bread"),
        ("Meet Amaro", "people"),
        ("Custard tart, €1.40", "cakes"),
        ("Ask the baker", "bread"),
        ("Behind the oven door", "people"),
        ("Almond slices for Saturday", "cakes"),
        ("Why sourdough takes days", "bread"),
        ("Morning in Alfama", "people"),
        ("Orange cake returns", "cakes"),
        ("Flour from Trás-os-Montes", "bread"),
        ("Questions at the counter", "people"),
        ("Cinnamon, warm", "cakes"),
    ];
    let days = days().iter().filter(|day| {
        let weekday = day.weekday().to_monday_one_offset();
        [1, 3, 6].contains(&weekday)
    });
    days.zip(SAID).map(|(day, (title, topic))| planned(title, topic, day, 9)).collect()
}

fn settings() -> Settings {
    let social = Some(Frequency { interval: Interval::Week, count: 3 });
    Settings { social, blog: None, email: None, ..Settings::default() }
}

fn market() -> Event {
    Event {
        id: EventId::named("market"),
        name: "Christmas market".into(),
        description: String::new(),
        when: When::once(date(2026, 12, 12)),
        source: EventSource::Own,
    }
}

/// The health at six in the morning of the first day.
fn of(activities: &[Planned], events: &[Event]) -> Health {
    let zone = Zone::utc();
    health(&Look {
        activities,
        settings: &settings(),
        events,
        days: days(),
        zone: &zone,
        now: zone.instant(days().first.at(6, 0, 0, 0)),
    })
}

fn answer(health: &Health, question: Question) -> Part {
    health.parts.iter().find(|part| part.question == question).unwrap().clone()
}

/// The plan after a mend, as whoever presses the button gets it.
fn mended(mut activities: Vec<Planned>, mend: &Mend) -> Vec<Planned> {
    match mend {
        Mend::Move { activity, from, to } => {
            let it = activities.iter_mut().find(|it| it.id == *activity && it.at == *from);
            it.unwrap().at = *to;
        }
        Mend::Add { kind, title, at } => {
            let day = Zone::utc().day(*at);
            activities.push(Planned { kind: *kind, at: *at, ..planned(title, "", day, 9) });
        }
        Mend::Drop(activity) => activities.retain(|it| it.id != *activity),
        Mend::PlanAgain => panic!("a new plan is for a person to look at"),
    }
    activities
}

#[test]
fn a_sound_plan_has_nothing_against_it() {
    let health = of(&sound(), &[]);
    assert_eq!(health.parts.iter().flat_map(|part| &part.findings).next(), None);
    assert_eq!(health.score(), Some(100));
}

#[test]
fn an_event_without_a_word_gets_one_by_one_press() {
    let before = answer(&of(&sound(), &[market()]), Question::Coverage);
    assert_eq!(before.score, 0);
    let [finding] = before.findings.as_slice() else { panic!("{before:?}") };
    assert_eq!(finding.said, "Christmas market on Sat 12 Dec has no activity.");
    let after = mended(sound(), finding.mend.as_ref().unwrap());
    assert_eq!(answer(&of(&after, &[market()]), Question::Coverage).score, 100);
}

#[test]
fn a_short_week_is_named_and_a_new_plan_offered() {
    let mut plan = sound();
    plan.retain(|it| Zone::utc().day(it.at) != date(2026, 12, 9));
    let cadence = answer(&of(&plan, &[]), Question::Cadence);
    assert_eq!(cadence.score, 91, "11 of 12");
    assert_eq!(
        cadence.findings,
        [Finding {
            said: "Week of Mon 7 Dec: 2 of 3 social campaigns planned.".into(),
            mend: Some(Mend::PlanAgain)
        }]
    );
}

#[test]
fn silence_is_filled_from_where_most_is_said() {
    let mut plan = sound();
    plan.retain(|it| {
        let day = Zone::utc().day(it.at);
        day < date(2026, 12, 7) || day > date(2026, 12, 13)
    });
    plan.push(planned("Two at once", "bread", date(2026, 12, 3), 15));
    let gaps = answer(&of(&plan, &[]), Question::Gaps);
    let [finding] = gaps.findings.as_slice() else { panic!("{gaps:?}") };
    assert!(finding.said.starts_with("No social campaign for 8 days"), "{}", finding.said);
    let after = mended(plan, finding.mend.as_ref().unwrap());
    assert_eq!(answer(&of(&after, &[]), Question::Gaps).score, 100);
}

#[test]
fn two_within_an_hour_are_pulled_apart() {
    let mut plan = sound();
    let near = Planned {
        at: plan[3].at + jiff::SignedDuration::from_mins(30),
        ..planned("Half an hour later", "cakes", date(2026, 12, 7), 9)
    };
    plan.push(near);
    let clashes = answer(&of(&plan, &[]), Question::Clashes);
    let [finding] = clashes.findings.as_slice() else { panic!("{clashes:?}") };
    assert!(finding.said.contains("less than an hour apart"), "{}", finding.said);
    let after = mended(plan, finding.mend.as_ref().unwrap());
    assert_eq!(answer(&of(&after, &[]), Question::Clashes).score, 100);
}

#[test]
fn what_is_said_twice_can_go() {
    let mut plan = sound();
    plan.push(planned("Rye: up close", "bread", date(2026, 12, 15), 9));
    let twice = answer(&of(&plan, &[]), Question::Repetition);
    let [finding] = twice.findings.as_slice() else { panic!("{twice:?}") };
    let after = mended(plan, finding.mend.as_ref().unwrap());
    assert_eq!(after, sound());
}

#[test]
fn what_leads_up_to_an_event_may_name_it_each_time() {
    let arc = |title, day| Planned {
        event: Some(("Christmas market".into(), date(2026, 12, 12))),
        ..planned(title, "market", date(2026, 12, day), 9)
    };
    let steps = [arc("One week to go: Christmas market", 5), arc("Tomorrow: Christmas market", 11)];
    let plan = [sound(), steps.to_vec()].concat();
    assert_eq!(answer(&of(&plan, &[market()]), Question::Repetition).score, 100);
    let plan = [plan, vec![arc("Tomorrow: Christmas market", 12)]].concat();
    assert!(answer(&of(&plan, &[market()]), Question::Repetition).score < 100);
}

#[test]
fn one_topic_alone_is_no_mix() {
    let mut plan = sound();
    plan.iter_mut().skip(1).for_each(|it| it.topic = Some("bread".into()));
    plan[0].topic = Some("people".into());
    let mix = answer(&of(&plan, &[]), Question::Mix);
    assert_eq!(mix.findings[0].said, "11 of 12 social campaigns are about bread.");
    assert_eq!(mix.score, 83, "nine of twelve may be about one of two topics: two too many");
}

proptest! {
    /// Whatever stands, in whatever order: the same answer, scores within bounds, and every
    /// mend is one that can be carried out.
    #[test]
    fn every_mend_can_be_carried_out(
        stands in prop::collection::vec((0_usize..12, 0_i64..28, 0_i8..24), 0..30),
        by in any::<prop::sample::Index>(),
    ) {
        let said = sound();
        let mut plan: Vec<Planned> = stands
            .iter()
            .enumerate()
            .map(|(n, (what, ahead, hour))| {
                let day = days().first.saturating_add(jiff::ToSpan::days(*ahead));
                let it = planned(&said[*what].title, "bread", day, *hour);
                Planned { id: ActivityId::named(&n.to_string()), ..it }
            })
            .collect();
        let health = of(&plan, &[market()]);
        if !plan.is_empty() {
            let by = by.index(plan.len());
            plan.rotate_left(by);
        }
        prop_assert_eq!(&of(&plan, &[market()]), &health);
        let now = Zone::utc().instant(days().first.at(6, 0, 0, 0));
        for part in &health.parts {
            prop_assert!(part.score <= 100);
            prop_assert_eq!(part.score == 100, part.findings.is_empty());
            for mend in part.findings.iter().filter_map(|finding| finding.mend.as_ref()) {
                match mend {
                    Mend::Move { activity, from, to } => {
                        prop_assert!(plan.iter().any(|it| it.id == *activity && it.at == *from));
                        prop_assert!(*from > now && *to > now);
                        prop_assert!(days().contains(Zone::utc().day(*to)));
                    }
                    Mend::Add { at, .. } => prop_assert!(*at > now),
                    Mend::Drop(activity) => {
                        prop_assert!(plan.iter().any(|it| it.id == *activity));
                    }
                    Mend::PlanAgain => {}
                }
            }
        }
    }
}
