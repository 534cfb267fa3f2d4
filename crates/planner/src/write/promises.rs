//! What every post keeps to, whatever the facts are.

use std::collections::BTreeSet;

use domain::{
    activity::ActivityType,
    channel::Channel,
    contract::Brief,
    network::{check, hashtags},
    post::Placement,
    profile::{Fact, FactKind, SiteProfile},
    settings::{BusinessProfile, Excluded, Goal, PointOfView, Settings, SocialChannel, Tone},
};
use jiff::{ToSpan, civil::date};
use proptest::{
    collection::{btree_set, vec},
    option,
    prelude::*,
    sample::select,
};

use super::*;
use crate::plan::stories::bakery;

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[A-Za-z]{2,9}( [a-z]{2,9}){0,6}[.?!]?",
        2 => "\\PC{0,60}",
        1 => "([A-Z][a-z]{3,12} [a-z]{2,9} [a-z]{2,9}\\. ){5,60}",
        1 => "[a-z]{300,900}",
        1 => "(#[a-z]{2,8} ){2,40}",
        1 => select(vec![
            "👩🏽‍🍳 fresh 🥖🥖 every day".repeat(40),
            "مخبز روزا للخبز الطازج في لشبونة. نخبز كل ليلة".to_owned(),
            "手作りのパン。毎朝焼きたて！リスボンの小さなパン屋です。".repeat(30),
            "a\u{301}".repeat(2_000),
            format!("z{}", "\u{30d}".repeat(500)),
            " \t\r\n ".to_owned(),
            "Call +351 912 345 678 or 020 7946 0958 today".to_owned(),
            "@rosa@lisbon.example https://a.example/x".to_owned(),
            "\u{202e}gnp.exe\u{0}".to_owned(),
        ]),
    ]
}

fn profile() -> impl Strategy<Value = SiteProfile> {
    let kinds = FactKind::ALL.to_vec();
    let fact = (text(), option::of(text()), option::of(text()), option::of(text()))
        .prop_map(|(value, detail, about, source)| Fact { value, detail, about, source });
    let random = vec((select(kinds), vec(fact, 0..5)), 0..12).prop_map(|read| SiteProfile {
        read: read.into_iter().collect(),
        ..SiteProfile::default()
    });
    prop_oneof![1 => Just(SiteProfile::default()), 1 => Just(bakery()), 4 => random]
}

prop_compose! {
    fn settings()(
        goal in select(Goal::ALL.map(|(it, ..)| it).to_vec()),
        tone in select(Tone::ALL.map(|(it, ..)| it).to_vec()),
        point_of_view in select(PointOfView::ALL.map(|(it, ..)| it).to_vec()),
        topics in vec(text(), 0..4),
        excluded_topics in vec(text(), 0..2),
        value_proposition in text(), target_audience in text(), business_goal in text(),
        social_channels in btree_set(select(SocialChannel::ALL.map(|(it, ..)| it).to_vec()), 0..4),
    ) -> Settings {
        let business = BusinessProfile { value_proposition, target_audience, business_goal };
        Settings {
            goal, tone, point_of_view, topics, excluded_topics, business, social_channels,
            ..Settings::default()
        }
    }
}

fn address() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("https://www.rosasbakery.example/".to_owned()),
        Just("http://localhost:4100/deep/page?x=1".to_owned()),
        Just(String::new()),
        Just("not an address".to_owned()),
        Just(format!("https://a.example/{}", "long/".repeat(400))),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn every_network_takes_every_post(
        profile in profile(), settings in settings(), address in address(),
        title in text(), description in text(), subject in text(), known in any::<bool>(),
        event in option::weighted(0.3, (text(), -3i64..20)), seed in any::<u64>(),
    ) {
        let day = date(2026, 12, 11);
        let first = profile.facts(FactKind::Offer).first().map(|fact| fact.value.clone());
        let subject = first.filter(|_| known).unwrap_or(subject);
        let event = event.as_ref().map(|(name, ahead)| (name.as_str(), day.saturating_add(ahead.days())));
        let brief = Brief {
            profile: &profile, settings: &settings, address: &address,
            kind: ActivityType::SocialMarketing, title: &title, description: &description,
            subject: &subject, event, day, seed,
        };
        let telling = |text: &str| !crate::plan::phrase::folded(text).is_empty();
        for channel in Channel::ALL {
            let Ok(post) = compose(&brief, Placement::post(channel)) else {
                prop_assert!(!telling(&title), "nothing written about {title:?}");
                continue;
            };
            prop_assert_eq!(check(Placement::post(channel), None, &post, true), []);
            prop_assert!(!post.alt_text.is_empty());
            let tags: Vec<_> = hashtags(&post.caption).collect();
            let different: BTreeSet<_> = tags.iter().collect();
            prop_assert_eq!(different.len(), tags.len(), "{}", post.caption);
            if channel == Channel::Threads {
                prop_assert!(tags.len() <= 1);
            }
            if channel == Channel::GoogleBusiness {
                prop_assert!(tags.is_empty(), "{}", post.caption);
                prop_assert!(!post.caption.contains("7946 0958"), "{}", post.caption);
            }
        }
    }

    #[test]
    fn excluded_facts_stay_out(tone in select(Tone::ALL.map(|(it, ..)| it).to_vec()), seed in any::<u64>()) {
        let profile = bakery();
        let settings = Settings {
            tone,
            excluded_topics: vec!["cakes".into(), "Alfama".into(), "starter".into()],
            ..Settings::default()
        };
        let out = Excluded::new(&settings.excluded_topics);
        let brief = Brief {
            profile: &profile, settings: &settings, address: "https://rosasbakery.example",
            kind: ActivityType::SocialMarketing, title: "Rye sourdough, up close", description: "",
            subject: "Rye sourdough", event: None, day: date(2026, 12, 11), seed,
        };
        for channel in Channel::ALL {
            let caption = compose(&brief, Placement::post(channel)).expect("words").caption;
            prop_assert!(!out.in_text(&caption), "{}", caption);
        }
    }
}
