//! What every plan keeps to, for settings, events and facts of any kind.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    activity::ActivityType,
    days::plan_period,
    event::{Cycle, Event, EventSource, Rule, When},
    network::has_stories,
    profile::{FactKind, SiteProfile},
    settings::{Excluded, Frequency, Goal, Interval, PointOfView, Settings},
};
use jiff::{
    ToSpan,
    civil::{date, time},
};
use proptest::{collection::vec, option, prelude::*, sample::select};

use super::{
    phrase::{folded, length},
    stories::{bakery, event, fact},
    *,
};
use crate::phrases::Language;

mod told;

const KINDS: [ActivityType; 3] = ActivityType::ALL;

#[derive(Debug, Clone)]
struct World {
    profile: SiteProfile,
    settings: Settings,
    events: Vec<Event>,
    kept: Vec<KeptActivity>,
    now: DateTime,
    seed: u64,
}

impl World {
    fn input(&self) -> PlanInput<'_> {
        PlanInput {
            profile: &self.profile,
            settings: &self.settings,
            events: &self.events,
            days: plan_period(self.now.date()),
            now_local: self.now,
            kept: &self.kept,
            seed: self.seed,
        }
    }
}

fn frequency() -> impl Strategy<Value = Option<Frequency>> {
    let interval = select(Interval::ALL.map(|(it, ..)| it).to_vec());
    option::weighted(0.8, (interval, 1u8..=9))
        .prop_map(|it| it.map(|(interval, count)| Frequency { interval, count }))
}

fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-zA-Z]{3,9}( [a-z]{2,9}){0,3}",
        1 => "\\PC{0,90}",
        1 => "( ?[a-z]{4,12}){12,30}",
    ]
}

fn profile() -> impl Strategy<Value = SiteProfile> {
    let random = (words(), vec(words(), 0..6), vec((words(), option::of(words())), 0..8), words())
        .prop_map(|(name, topics, offers, about)| {
            let mut profile = SiteProfile::default();
            let plain = |it: &String| fact(it, None, "/page");
            profile.read.insert(FactKind::Name, vec![plain(&name)]);
            profile.read.insert(FactKind::Description, vec![plain(&about)]);
            profile.read.insert(FactKind::Topic, topics.iter().map(plain).collect());
            let offers = offers.iter().map(|(offer, price)| fact(offer, price.as_deref(), "/x"));
            profile.read.insert(FactKind::Offer, offers.collect());
            profile
        });
    prop_oneof![Just(SiteProfile::default()), Just(bakery()), random]
}

prop_compose! {
    fn settings()(
        social in frequency(), blog in frequency(), email in frequency(),
        goal in select(Goal::ALL.map(|(goal, ..)| goal).to_vec()),
        point_of_view in select(PointOfView::ALL.map(|(it, ..)| it).to_vec()),
        topics in vec(words(), 0..5),
        excluded_topics in vec(
            prop_oneof![select(vec!["cakes", "Sourdough", "João", "market"]).prop_map(String::from), words()],
            0..3,
        ),
        weekdays in prop_oneof![
            Just(BTreeSet::new()),
            proptest::collection::btree_set(1i8..=7, 1..=7),
        ],
    ) -> Settings {
        Settings {
            social, blog, email, goal, point_of_view, topics, excluded_topics, weekdays,
            ..Settings::default()
        }
    }
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    let cycles = vec![Cycle::Weekly, Cycle::Monthly, Cycle::Yearly];
    let when = prop_oneof![
        (0i64..70).prop_map(|ahead| When::once(date(2026, 11, 1).saturating_add(ahead.days()))),
        (select(cycles), 0i64..70).prop_map(|(cycle, ahead)| {
            let start = date(2026, 10, 1).saturating_add(ahead.days());
            When::Repeats(Rule::every(cycle, start))
        }),
    ];
    let source = select(vec![EventSource::Own, EventSource::Holiday]);
    let name = prop_oneof![Just("Street market".to_owned()), Just("Closed".to_owned()), words()];
    vec((name, when, source), 0..8).prop_map(|list| {
        let numbered = list.into_iter().enumerate();
        numbered.map(|(n, (name, when, source))| event(n as u8, &name, when, source)).collect()
    })
}

fn kept() -> impl Strategy<Value = Vec<KeptActivity>> {
    let one = (0i64..50, select(KINDS.to_vec()), 0i8..24, 0i8..60, words(), words());
    vec(one, 0..6).prop_map(|list| {
        list.into_iter()
            .map(|(ahead, kind, hour, minute, title, subject)| KeptActivity {
                kind,
                day: date(2026, 11, 1).saturating_add(ahead.days()),
                time: time(hour, minute, 0, 0),
                title,
                description: String::new(),
                subject,
                event: None,
            })
            .collect()
    })
}

prop_compose! {
    fn world()(
        profile in profile(), settings in settings(), events in events(), kept in kept(),
        day in 0i64..30, hour in 0i8..24, minute in 0i8..60, seed in any::<u64>(),
    ) -> World {
        let now = date(2026, 11, 1).saturating_add(day.days()).at(hour, minute, 0, 0);
        World { profile, settings, events, kept, now, seed }
    }
}

/// The parts of the period that a frequency counts in, with the days that kept activities
/// count on, and what each should hold.
fn shares(world: &World, frequency: Frequency) -> Vec<(Days, Days, usize)> {
    let period = plan_period(world.now.date());
    let count = usize::from(frequency.count);
    let of_year = |day: Date| {
        let before = usize::from(day.day_of_year().unsigned_abs()) - 1;
        (day.year(), before * count / usize::from(day.days_in_year().unsigned_abs()))
    };
    let begin = |day: Date| match frequency.interval {
        Interval::Week => {
            day.saturating_sub(i64::from(day.weekday().to_monday_zero_offset()).days())
        }
        Interval::Month => day.first_of_month(),
        Interval::Year => {
            let same = |other: &Date| of_year(*other) == of_year(day);
            day.first_of_year().series(1.day()).find(same).unwrap_or(day)
        }
    };
    let mut parts: BTreeMap<Date, Vec<Date>> = BTreeMap::new();
    for day in period.iter() {
        parts.entry(begin(day)).or_default().push(day);
    }
    let part = |(first, days): (Date, Vec<Date>)| {
        let inside = Days { first: days[0], last: days[days.len() - 1] };
        let whole = match frequency.interval {
            Interval::Week => 7.0,
            Interval::Month => f64::from(first.days_in_month()),
            // One in each part of a year, wherever in it.
            Interval::Year => return (inside, Days { first, last: inside.last }, 1),
        };
        let share = f64::from(frequency.count) * days.len() as f64 / whole;
        (inside, inside, (share + 1e-9).round() as usize)
    };
    parts.into_iter().map(part).collect()
}

/// Room that is surely there: two a day on allowed days after today, less what others and
/// kept activities may take.
fn sure_room(world: &World, kind: ActivityType, days: Days) -> usize {
    let allowed = |day: &Date| {
        let weekdays = &world.settings.weekdays;
        *day > world.now.date()
            && (weekdays.is_empty() || weekdays.contains(&day.weekday().to_monday_one_offset()))
    };
    let room = days.iter().filter(allowed).count() * 2;
    let weeks = days.iter().count() / 7 + 2;
    let others = KINDS.iter().filter(|other| **other != kind).map(|other| {
        world.settings.frequency(*other).map_or(0, |frequency| {
            let most = usize::from(frequency.count);
            if frequency.interval == Interval::Week { most * weeks } else { most * 2 }
        })
    });
    let others: usize = others.sum();
    room.saturating_sub(others + world.kept.len())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn counts_hold(mut world in world()) {
        world.settings.excluded_topics.clear();
        let mut plan = plan(&world.input());
        // What goes beyond the settings for an event says so.
        plan.retain(|it| !it.reason.contains("one more than your setting"));
        for kind in KINDS {
            let Some(frequency) = world.settings.frequency(kind) else {
                prop_assert!(plan.iter().all(|it| it.kind != kind));
                continue;
            };
            for (days, counted, share) in shares(&world, frequency) {
                let made = plan.iter().filter(|it| it.kind == kind && days.contains(it.day)).count();
                let kept = world.kept.iter().filter(|it| it.kind == kind && counted.contains(it.day)).count();
                let wanted = share.saturating_sub(kept);
                prop_assert!(made <= wanted, "{kind:?} {days:?}: {made} of {wanted}");
                let sure = wanted.min(sure_room(&world, kind, days));
                prop_assert!(made >= sure, "{kind:?} {days:?}: {made} of {wanted}, room {sure}");
            }
        }
    }

    #[test]
    fn every_day_and_minute_is_allowed(world in world()) {
        let plan = plan(&world.input());
        let earliest = world.now.saturating_add(15.minutes());
        let mut days: BTreeMap<Date, Vec<Time>> = BTreeMap::new();
        for kept in &world.kept {
            days.entry(kept.day).or_default().push(kept.time);
        }
        let kept = days.clone();
        for it in &plan {
            prop_assert!(plan_period(world.now.date()).contains(it.day));
            prop_assert!(it.day.to_datetime(it.time) >= earliest);
            prop_assert!((7..=20).contains(&it.time.hour()));
            let weekday = it.day.weekday().to_monday_one_offset();
            prop_assert!(world.settings.weekdays.is_empty() || world.settings.weekdays.contains(&weekday));
            days.entry(it.day).or_default().push(it.time);
        }
        for (day, times) in days {
            let stayed = kept.get(&day).map_or(0, Vec::len);
            prop_assert!(times.len() <= 2.max(stayed), "{day}: {times:?}");
            if stayed == 0 {
                let different: BTreeSet<_> = times.iter().collect();
                prop_assert_eq!(different.len(), times.len());
            }
        }
        prop_assert!(plan.is_sorted_by_key(|it| (it.day, it.time)));
    }

    #[test]
    fn nothing_is_said_twice(world in world()) {
        let plan = plan(&world.input());
        let mut titles: BTreeSet<String> = world.kept.iter().map(|it| folded(&it.title)).collect();
        let mut pairs: BTreeSet<_> = world.kept.iter()
            .filter_map(|it| Some((angle::recognise(&it.title, Language::English)?, folded(&it.subject))))
            .collect();
        for it in &plan {
            prop_assert!(titles.insert(folded(&it.title)), "{} twice", it.title);
            if let (None, Some(angle)) = (&it.event, angle::recognise(&it.title, Language::English)) {
                prop_assert!(pairs.insert((angle, folded(&it.subject))), "{angle:?} {} twice", it.subject);
            }
        }
    }

    #[test]
    fn titles_are_short_and_excluded_topics_absent(world in world()) {
        let out = Excluded::new(&world.settings.excluded_topics);
        for it in plan(&world.input()) {
            prop_assert!(length(&it.title) <= 60 && !it.title.trim().is_empty(), "{}", it.title);
            prop_assert!(!it.description.is_empty() && !it.reason.trim().is_empty());
            let event = it.event.map(|(_, name, _)| name).unwrap_or_default();
            for text in [&it.title, &it.description, &it.subject, &event] {
                prop_assert!(!out.in_text(text), "{text:?} touches {out:?}");
            }
        }
    }

    #[test]
    fn stories_are_planned_with_social_campaigns_where_a_network_has_them(world in world()) {
        let plan = plan(&world.input());
        let somewhere = world.settings.channels.iter().any(|channel| has_stories(*channel));
        for it in &plan {
            let may = somewhere && it.kind == ActivityType::SocialMarketing;
            prop_assert!(may || !it.stories, "{it:?}");
            prop_assert!(!may || it.event.is_none() || it.stories, "{it:?}");
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_plan(world in world()) {
        prop_assert_eq!(plan(&world.input()), plan(&world.input()));
    }
}

#[test]
fn a_plan_has_some_stories_and_networks_without_stories_change_nothing_else() {
    let (profile, mut settings) = (bakery(), Settings::default());
    let made = |settings: &Settings, seed| {
        plan(&PlanInput {
            profile: &profile,
            settings,
            events: &[],
            days: plan_period(date(2026, 11, 21)),
            now_local: date(2026, 11, 21).at(8, 0, 0, 0),
            kept: &[],
            seed,
        })
    };
    let storied = |plan: &[PlannedActivity]| plan.iter().filter(|it| it.stories).count();
    let social = |plan: &[PlannedActivity]| {
        plan.iter().filter(|it| it.kind == ActivityType::SocialMarketing).count()
    };
    let with: Vec<_> = (0..20).map(|seed| made(&settings, seed)).collect();
    for plan in &with {
        assert!((1..social(plan)).contains(&storied(plan)), "{} stories", storied(plan));
    }
    settings.channels.retain(|channel| !has_stories(*channel));
    for (seed, plan) in (0..).zip(with) {
        let without = made(&settings, seed);
        assert_eq!(storied(&without), 0);
        let bare = |plan: Vec<PlannedActivity>| {
            plan.into_iter().map(|it| PlannedActivity { stories: false, ..it }).collect::<Vec<_>>()
        };
        assert_eq!(bare(plan), bare(without));
    }
}

#[test]
fn different_seeds_usually_differ() {
    let (profile, settings) = (bakery(), Settings::default());
    let made = |seed| {
        plan(&PlanInput {
            profile: &profile,
            settings: &settings,
            events: &[],
            days: plan_period(date(2026, 11, 21)),
            now_local: date(2026, 11, 21).at(8, 0, 0, 0),
            kept: &[],
            seed,
        })
    };
    let different: Vec<_> = (0..20).map(made).collect();
    let same = (0..20).flat_map(|a| (0..a).map(move |b| (a, b)));
    assert_eq!(same.filter(|(a, b)| different[*a] == different[*b]).count(), 0);
}
