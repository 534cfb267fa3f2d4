//! What posts keep to in every language. The business of these tests has only names that are
//! words of no language, so that every other word is the writer's own.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    activity::ActivityType,
    channel::Channel,
    contract::Brief,
    days::plan_period,
    event::{EventSource, When},
    network::check,
    post::Placement,
    profile::{Fact, FactKind, SiteProfile},
    settings::{Frequency, Goal, Interval, PointOfView, Settings, Tone},
};
use jiff::civil::{Date, date};
use proptest::{prelude::*, sample::select};

use super::*;
use crate::{
    phrases::{Address, Language, Phrases},
    plan::{PlanInput, PlannedActivity, describe::is_ours, phrase::folded, plan, stories::event},
};

/// Casa Zuma, which sells things that no language has a word for.
fn zuma(language: Language) -> SiteProfile {
    let fact = |value: &str, detail: Option<&str>, about: Option<&str>| Fact {
        value: value.into(),
        detail: detail.map(str::to_owned),
        about: about.map(str::to_owned),
        source: Some("https://zuma.example/zu".into()),
        ..Fact::default()
    };
    let plain = |value: &str| fact(value, None, None);
    let mut profile = SiteProfile::default();
    let mut put = |kind, facts: Vec<Fact>| profile.read.insert(kind, facts);
    put(FactKind::Name, vec![plain("Casa Zuma")]);
    put(FactKind::Language, vec![plain(language.code())]);
    put(FactKind::Description, vec![plain("Zumabo Zikka. Zumabo Zolka Zuppi.")]);
    put(FactKind::Country, vec![plain("PT")]);
    put(FactKind::Place, vec![plain("Zumastraat 12, Zumopolis")]);
    put(FactKind::OpeningHours, vec![plain("Tu-Sa 07:30-19:00")]);
    put(
        FactKind::Offer,
        vec![
            fact("Zumabo", Some("6,50 €"), Some("Zikka Zolka Zuppi.")),
            fact("Zikkabo", Some("5,20 €"), None),
            fact("Zolkabo", None, Some("Zuppi Zappa.")),
            fact("Zuppibo", Some("18 €"), None),
            fact("Zappabo", None, None),
        ],
    );
    put(FactKind::Topic, vec![plain("Zumologia"), plain("Zikkologia"), plain("Zolkologia")]);
    put(FactKind::Person, vec![fact("Zeno Zuma", Some("Zumador"), None), plain("Zita Zuma")]);
    put(FactKind::Question, vec![fact("Zumabo Zikka?", Some("Zolka Zuppi Zappa."), None)]);
    put(FactKind::Article, vec![plain("Zumabo Zolka"), plain("Zappa Zuppi")]);
    put(FactKind::Proof, vec![plain("Zumabo Zikkabo Zolkabo Zuppi."), plain("Zappa Zikka Zeta.")]);
    profile
}

fn planned(language: Language, settings: &Settings, seed: u64) -> Vec<PlannedActivity> {
    let today = date(2026, 11, 1);
    let profile = zuma(language);
    let market = event(1, "Zumafest", When::once(date(2026, 12, 12)), EventSource::Own);
    let feast = event(2, "Zumaday", When::once(date(2026, 11, 19)), EventSource::Holiday);
    plan(&PlanInput {
        profile: &profile,
        settings,
        events: &[market, feast],
        days: plan_period(today),
        now_local: today.at(8, 0, 0, 0),
        kept: &[],
        seed,
    })
}

fn written(language: Language, settings: &Settings, seed: u64) -> Vec<(Channel, Date, String)> {
    let profile = zuma(language);
    let mut found = Vec::new();
    for it in planned(language, settings, seed) {
        if it.kind != ActivityType::SocialMarketing {
            continue;
        }
        let event = it.event.as_ref().map(|(_, name, on)| (name.as_str(), *on));
        let brief = Brief {
            profile: &profile,
            settings,
            address: "https://zuma.example/",
            kind: it.kind,
            title: &it.title,
            description: &it.description,
            subject: &it.subject,
            event,
            day: it.day,
            seed,
        };
        for channel in Channel::ALL {
            let post = compose(&brief, Placement::post(channel)).expect("words");
            assert_eq!(check(Placement::post(channel), None, &post, true), [], "{post:?}");
            let all = [post.caption, post.alt_text, post.title.unwrap_or_default()];
            assert!(!all.iter().any(|text| text.contains(['{', '}', '<', '['])), "{all:?}");
            let [caption, ..] = all;
            found.push((channel, it.day, caption));
        }
    }
    found
}

/// Words of English that are no words of the other languages.
const ENGLISH: [&str; 24] = [
    "the", "and", "with", "you", "your", "our", "us", "here", "read", "look", "about", "what",
    "from", "today", "tomorrow", "price", "where", "see", "ask", "this", "that", "have", "please",
    "answer",
];

prop_compose! {
    fn voice()(
        language in select(Language::ALL.to_vec()),
        goal in select(Goal::ALL.map(|(it, ..)| it).to_vec()),
        tone in select(Tone::ALL.map(|(it, ..)| it).to_vec()),
        point_of_view in select(PointOfView::ALL.map(|(it, ..)| it).to_vec()),
        seed in any::<u64>(),
    ) -> (Language, Settings, u64) {
        (language, Settings { goal, tone, point_of_view, ..Settings::default() }, seed)
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 42, ..ProptestConfig::default() })]

    #[test]
    fn posts_speak_one_language_to_one_reader((language, settings, seed) in voice()) {
        let vocabulary = Phrases::plain(language);
        let wrong = match Address::of(settings.tone) {
            Address::Informal => vocabulary.pool("vocabulary.formal"),
            Address::Formal => vocabulary.pool("vocabulary.informal"),
        };
        for (channel, _, caption) in written(language, &settings, seed) {
            let words: Vec<&str> = caption.split(|c: char| !c.is_alphanumeric()).collect();
            let address = words.iter().find(|word| wrong.iter().any(|it| it == *word));
            prop_assert_eq!(address, None, "{:?} {:?} {}: {}", language, settings.tone, channel, caption);
            if language != Language::English {
                let said = folded(&caption);
                let foreign = said.split(' ').find(|word| ENGLISH.contains(word));
                prop_assert_eq!(foreign, None, "{:?} {}: {}", language, channel, caption);
            }
            if settings.point_of_view == PointOfView::ThirdPerson {
                let said = folded(&caption);
                let own = said.split(' ').find(|word| vocabulary.has("vocabulary.we", word));
                prop_assert_eq!(own, None, "{:?} {}: {}", language, channel, caption);
            }
        }
    }

    #[test]
    fn titles_are_in_the_language_and_what_the_marketer_reads_is_english((language, settings, seed) in voice()) {
        for it in planned(language, &settings, seed) {
            let title = folded(&it.title);
            prop_assert!(!it.title.contains(['{', '|', '[', '<']), "{}", it.title);
            prop_assert!(crate::plan::phrase::length(&it.title) <= 60, "{}", it.title);
            if language != Language::English {
                let foreign = title.split(' ').find(|word| ENGLISH.contains(word));
                prop_assert_eq!(foreign, None, "{:?}: {}", language, it.title);
            }
            prop_assert!(is_ours(&it.description), "{}", it.description);
        }
    }
}

/// A sentence with everything that is known taken out of it.
fn frame(sentence: &str) -> String {
    let bare: Vec<&str> = sentence
        .split([' ', '\n'])
        .filter(|word| !word.contains('Z') && !word.contains(|c: char| c.is_ascii_digit()))
        .filter(|word| !word.contains("zuma") && !word.contains('€') && !word.starts_with('#'))
        .collect();
    folded(&bare.join(" "))
}

/// How many in a hundred sentences of a channel repeat the frame of an earlier one, and how
/// many in a hundred pairs of neighbouring words are different.
fn variety(language: Language) -> (f64, f64) {
    let weekly = Some(Frequency { interval: Interval::Week, count: 4 });
    let settings = Settings { social: weekly, ..Settings::default() };
    let mut feeds: BTreeMap<Channel, Vec<String>> = BTreeMap::new();
    for (channel, _, caption) in written(language, &settings, 11) {
        // What is looked up rather than read says the same where and when each time.
        if !matches!(channel, Channel::Pinterest | Channel::GoogleBusiness) {
            feeds.entry(channel).or_default().push(caption);
        }
    }
    let (mut all, mut again) = (0_u32, 0_u32);
    let (mut pairs, mut different) = (0_u32, 0_u32);
    for captions in feeds.values() {
        let mut said = BTreeSet::new();
        let mut seen = BTreeSet::new();
        for caption in captions {
            for sentence in caption.lines().flat_map(crate::plan::phrase::sentences) {
                let frame = frame(sentence);
                all += 1;
                again += u32::from(frame.contains(' ') && !said.insert(frame.clone()));
            }
            let words = folded(caption);
            let words: Vec<&str> = words.split(' ').collect();
            for pair in words.windows(2) {
                pairs += 1;
                different += u32::from(seen.insert(pair.join(" ")));
            }
        }
    }
    (f64::from(again) * 100.0 / f64::from(all), f64::from(different) * 100.0 / f64::from(pairs))
}

#[test]
fn a_plan_seldom_says_a_thing_twice_in_the_same_words() {
    for language in Language::ALL {
        let (again, different) = variety(language);
        println!(
            "{language:?}: {again:.1} % of sentences again, {different:.0} % of pairs different"
        );
        assert!(again < 30.0, "{language:?}: {again:.1} %");
        assert!(different > 35.0, "{language:?}: {different:.0} %");
    }
}

#[test]
fn a_german_site_is_written_for_in_german() {
    let settings = Settings::default();
    let posts = written(Language::German, &settings, 3);
    assert!(posts.iter().any(|(_, _, caption)| caption.contains("Dezember")));
    assert!(
        posts
            .iter()
            .any(|(_, _, caption)| caption.contains("Dienstag bis Samstag 07:30–19:00 Uhr"))
    );
}

#[test]
fn a_language_without_words_of_its_own_is_told() {
    let mut profile = zuma(Language::English);
    let swedish = Fact { value: "sv-SE".into(), ..Fact::default() };
    profile.corrected.insert(FactKind::Language, vec![swedish]);
    let settings = Settings::default();
    let today = date(2026, 11, 1);
    let made = plan(&PlanInput {
        profile: &profile,
        settings: &settings,
        events: &[],
        days: plan_period(today),
        now_local: today.at(8, 0, 0, 0),
        kept: &[],
        seed: 3,
    });
    for it in made {
        assert!(
            it.reason
                .ends_with("The words are English: Almanac does not write Swedish (Sweden) yet."),
            "{}",
            it.reason
        );
    }
}
