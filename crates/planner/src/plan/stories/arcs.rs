//! How events are spoken of: in arcs, together, before a quiet day, and once too often.

use domain::{
    event::{Cycle, Rule},
    occasion::{Said, occasions},
    settings::Excluded,
};

use super::{angle::Angle, *};
use crate::phrases::Language;

fn own(number: u8, name: &str, on: Date) -> Event {
    event(number, name, When::once(on), EventSource::Own)
}

fn social_only(interval: Interval, count: u8) -> Settings {
    let social = Some(Frequency { interval, count });
    Settings { social, blog: None, email: None, ..Settings::default() }
}

fn said(it: &PlannedActivity) -> Said<'_> {
    let event = it.event.as_ref().map(|(_, name, on)| (name.as_str(), *on));
    Said { day: it.day, title: &it.title, description: &it.description, event }
}

/// The occasions that nothing speaks of.
fn untold(plan: &[PlannedActivity], events: &[Event]) -> Vec<String> {
    let days = domain::days::plan_period(november());
    occasions(events, days, &Excluded::default())
        .into_iter()
        .filter(|occasion| !plan.iter().any(|it| occasion.is_told_by(&said(it))))
        .map(|occasion| format!("{} on {}", occasion.event.name, occasion.on))
        .collect()
}

#[test]
fn an_own_event_has_its_whole_arc_in_every_language_each_step_with_its_own_words() {
    let market = own(1, "Zumafest", date(2026, 12, 12));
    let settings = social_only(Interval::Week, 5);
    for language in Language::ALL {
        let mut profile = bakery();
        let code = Fact { value: language.code().into(), ..Fact::default() };
        profile.read.insert(FactKind::Language, vec![code]);
        let plan = made_on(november(), &profile, &settings, std::slice::from_ref(&market), &[]);
        let arc: Vec<_> = plan.iter().filter(|it| it.event.is_some()).collect();
        let steps: Vec<_> =
            arc.iter().filter_map(|it| angle::recognise(&it.title, language)).collect();
        let whole = [Angle::Teaser, Angle::LastCall, Angle::OnDay, Angle::Thanks];
        assert_eq!(steps, whole, "{language:?}: {:?}", titles(&plan));
        let different = |text: fn(&PlannedActivity) -> &str| {
            arc.iter().map(|it| text(it)).collect::<BTreeSet<_>>().len() == arc.len()
        };
        assert!(different(|it| &it.description) && different(|it| &it.reason), "{arc:#?}");
    }
}

#[test]
fn an_event_on_a_quiet_day_is_spoken_of_the_day_before() {
    let market = own(1, "Street market", date(2026, 12, 12));
    let settings = Settings { weekdays: (1..=5).collect(), ..Settings::default() };
    let plan = made_on(november(), &bakery(), &settings, &[market], &[]);
    let friday = plan.iter().find(|it| it.event.is_some() && it.day == date(2026, 12, 11));
    let reason = friday.map(|it| it.reason.as_str()).unwrap_or_default();
    assert!(reason.contains("keep Saturdays quiet"), "{reason}");
}

#[test]
fn today_and_the_last_day_are_not_too_near() {
    let events = [
        own(1, "Open oven", november()),
        own(2, "Old year’s buffet", date(2026, 12, 31)),
        own(3, "Tasting", november().saturating_sub(1.day())),
    ];
    let plan = made_on(november(), &bakery(), &social_only(Interval::Week, 4), &events, &[]);
    assert_eq!(untold(&plan, &events), Vec::<String>::new());
    let today = plan.iter().find(|it| it.subject == "Open oven").map(|it| it.day);
    assert_eq!(today, Some(november()));
    let thanks = plan.iter().find(|it| it.subject == "Tasting");
    let angle = thanks.and_then(|it| angle::recognise(&it.title, Language::English));
    assert!(angle.is_none_or(|angle| angle == Angle::Thanks), "{thanks:?}");
}

#[test]
fn holidays_that_touch_are_spoken_of_together() {
    let holiday =
        |n, name, day| event(n, name, When::once(date(2026, 12, day)), EventSource::Holiday);
    let events = [
        holiday(1, "Christmas Eve", 24),
        holiday(2, "Christmas Day", 25),
        holiday(3, "Second Christmas Day", 26),
    ];
    let plan = made_on(november(), &bakery(), &social_only(Interval::Week, 1), &events, &[]);
    assert_eq!(untold(&plan, &events), Vec::<String>::new());
    let first = plan.iter().find(|it| it.event.is_some());
    let reason = first.map(|it| it.reason.as_str()).unwrap_or_default();
    let said = "It speaks of Christmas Day on Fri 25 Dec, Second Christmas Day on Sat 26 Dec too";
    assert!(reason.contains(said), "{reason}");
}

#[test]
fn more_events_than_posts_share_them_and_the_reason_says_why() {
    let events: Vec<Event> = (0..8)
        .map(|n| own(n, &format!("Evening number {n}"), date(2026, 12, 3 + n as i8 * 3)))
        .collect();
    let plan = made_on(november(), &bakery(), &social_only(Interval::Month, 1), &events, &[]);
    assert_eq!(untold(&plan, &events), Vec::<String>::new());
    let over = plan.iter().filter(|it| it.reason.contains("one more than")).count();
    let shared = plan.iter().any(|it| it.reason.contains("with 1 post a month there is no room"));
    assert!(shared && over <= 1 && plan.len() <= 2 + over, "{plan:#?}");
}

#[test]
fn where_nothing_else_can_speak_of_an_event_one_more_is_planned_and_says_so() {
    let kept = |day| KeptActivity {
        kind: ActivityType::SocialMarketing,
        day,
        time: time(9, 0, 0, 0),
        title: "Our new oven".into(),
        description: String::new(),
        subject: "oven".into(),
        event: None,
    };
    let kept = [kept(date(2026, 11, 30)), kept(date(2026, 12, 30))];
    let market = own(1, "Street market", date(2026, 12, 12));
    let settings = social_only(Interval::Month, 1);
    let plan = made_on(november(), &bakery(), &settings, &[market], &kept);
    let [more] = plan.as_slice() else { panic!("{plan:#?}") };
    assert!(more.reason.contains("one more than your setting of 1 post a month"), "{more:?}");
}

#[test]
fn what_stays_of_an_arc_is_not_planned_again() {
    let market = own(1, "Street market", date(2026, 12, 12));
    let settings = social_only(Interval::Week, 4);
    let plan = made_on(november(), &bakery(), &settings, std::slice::from_ref(&market), &[]);
    let kept: Vec<KeptActivity> =
        plan.into_iter().filter(|it| it.event.is_some()).map(kept_of).collect();
    assert_eq!(kept.len(), 4);
    let again = made_on(november(), &bakery(), &settings, &[market], &kept);
    assert!(again.iter().all(|it| it.event.is_none()), "{:?}", titles(&again));
}

#[test]
fn what_comes_every_week_is_mentioned_and_does_not_fill_the_plan() {
    let weekly = When::Repeats(Rule::every(Cycle::Weekly, date(2026, 11, 6)));
    let class = event(1, "Baking class", weekly, EventSource::Own);
    let plan = made_on(november(), &bakery(), &social_only(Interval::Week, 4), &[class], &[]);
    let named = plan.iter().filter(|it| it.event.is_some()).count();
    assert!((1..=4).contains(&named), "{:?}", titles(&plan));
}

#[test]
fn what_the_site_sells_in_november_only_is_not_offered_in_december() {
    let mut profile = bakery();
    let seasonal = fact("Chestnut tart, November only", Some("€4"), "/cakes");
    profile.read.entry(FactKind::Offer).or_default().push(seasonal);
    let plan = made_on(november(), &profile, &social_only(Interval::Week, 9), &[], &[]);
    let late = plan.iter().filter(|it| it.day.month() == 12);
    assert!(late.clone().count() > 20);
    assert!(!late.map(|it| &it.title).any(|title| title.contains("Chestnut tart")));
}
