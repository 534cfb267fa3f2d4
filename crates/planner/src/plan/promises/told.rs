//! Every event is spoken of, and nothing is said twice.

use domain::{
    likeness::{ALIKE, Likeness},
    occasion::{Said, occasions},
};

use super::*;

fn said(activity: &PlannedActivity) -> Said<'_> {
    Said {
        day: activity.day,
        title: &activity.title,
        description: &activity.description,
        event: activity.event.as_ref().map(|(_, name, on)| (name.as_str(), *on)),
    }
}

/// Whether there surely is a minute for an activity about an event of that day: an allowed
/// day up to it that kept activities leave room on.
fn may_be_told(world: &World, on: Date) -> bool {
    let planned = KINDS.iter().any(|kind| world.settings.frequency(*kind).is_some());
    let today = world.now.date();
    let days = Days { first: today.max(on.saturating_sub(31.days())), last: on };
    let free = |day: Date| {
        let weekdays = &world.settings.weekdays;
        (weekdays.is_empty() || weekdays.contains(&day.weekday().to_monday_one_offset()))
            && world.kept.iter().filter(|kept| kept.day == day).count() < 2
            && (day > today || world.now.hour() < 18)
    };
    planned && days.iter().any(free)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn every_event_is_spoken_of_where_a_day_is_left_for_it(mut world in world()) {
        world.settings.excluded_topics.clear();
        let made = plan(&world.input());
        for occasion in occasions(&world.events, plan_period(world.now.date()), &Excluded::default()) {
            let kept = world.kept.iter().any(|it| occasion.is_told_by(&Said {
                day: it.day,
                title: &it.title,
                description: &it.description,
                event: it.event.as_ref().map(|(name, on)| (name.as_str(), *on)),
            }));
            let told = made.iter().any(|it| occasion.is_told_by(&said(it)));
            prop_assert!(
                kept || told || !may_be_told(&world, occasion.on),
                "{} on {} in {made:#?}", occasion.event.name, occasion.on
            );
        }
    }

    #[test]
    fn more_than_the_settings_say_is_planned_for_events_alone(world in world()) {
        for it in plan(&world.input()) {
            let over = it.reason.contains("one more than your setting");
            prop_assert!(!over || it.event.is_some(), "{it:?}");
        }
    }

    #[test]
    fn no_two_say_the_same(mut world in world()) {
        world.profile = bakery();
        world.settings.topics.clear();
        // Days are named beside an event as a person wrote it, were it a dozen words.
        world.events.retain(|it| folded(&it.name).split(' ').count() <= 8);
        let made = plan(&world.input());
        let mut texts = Likeness::default();
        let all: Vec<String> = world.kept.iter().map(|it| format!("{} {}", it.title, it.description))
            .chain(made.iter().map(|it| format!("{} {}", it.title, it.description))).collect();
        for text in &all {
            texts.push(text);
        }
        for (one, other) in texts.pairs_over(ALIKE) {
            let stays = world.kept.len();
            // What leads up to an event names it, though a kept title be nothing but its name.
            let named = |title: &str| world.events.iter().any(|it| folded(title).contains(&folded(&it.name)));
            let named = one < stays && named(&world.kept[one].title) && made.get(other.saturating_sub(stays)).is_some_and(|it| it.event.is_some());
            // Two events that are called the same are spoken of once each.
            let about = |at: usize| made.get(at.checked_sub(stays)?)?.event.as_ref();
            let namesakes = about(one).zip(about(other))
                .is_some_and(|(one, other)| one.0 != other.0 && folded(&one.1) == folded(&other.1));
            prop_assert!(other < stays || named || namesakes, "{} and {}: {}", all[one], all[other], texts.cosine(one, other));
        }
    }

    #[test]
    fn no_subject_comes_again_before_all_have_come(world in world()) {
        let plan = plan(&world.input());
        let mut social: Vec<&PlannedActivity> = plan.iter()
            .filter(|it| it.event.is_none() && it.kind == ActivityType::SocialMarketing).collect();
        social.retain(|it| world.kept.iter().all(|kept| folded(&kept.subject) != folded(&it.subject)));
        let mut uses: BTreeMap<String, usize> = BTreeMap::new();
        for it in &social {
            *uses.entry(folded(&it.subject)).or_default() += 1;
        }
        let topics = |text: &String| uses.contains_key(&folded(text));
        let offers = world.profile.facts(FactKind::Offer).iter().map(|it| it.value.clone());
        let out = Excluded::new(&world.settings.excluded_topics);
        let nameable: Vec<String> = offers
            .filter(|it| (3..40).contains(&length(it)) && !folded(it).is_empty() && !out.in_text(it))
            .collect();
        let left = nameable.iter().filter(|it| !topics(it)).count();
        let thrice = uses.values().filter(|uses| **uses > 2).count();
        prop_assert!(left == 0 || thrice == 0, "{uses:?} of {nameable:?}");
    }
}
