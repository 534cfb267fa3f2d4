//! What is found in texts, and what is left alone.

use std::{fs, path::Path};

use domain::{
    activity::ActivityType,
    channel::Channel,
    contract::Brief,
    event::EventSource,
    profile::{Fact, FactKind, SiteProfile},
    settings::{PointOfView, Settings, Tone},
    writing::holds_back,
};
use jiff::civil::{Date, date, time};
use proptest::prelude::*;
use url::Url;

use super::*;
use crate::{
    plan::{
        PlanInput, plan,
        stories::{bakery, fact},
    },
    profile,
    read::{Page, SitePages},
    sample,
    write::compose,
};

const ADDRESS: &str = "https://rosasbakery.example/";

fn brief<'a>(profile: &'a SiteProfile, settings: &'a Settings) -> Brief<'a> {
    Brief {
        profile,
        settings,
        address: ADDRESS,
        kind: ActivityType::SocialMarketing,
        title: "Rye sourdough, up close",
        description: "",
        subject: "Rye sourdough",
        event: Some(("Saint Martin’s market", date(2026, 12, 12))),
        day: date(2026, 12, 4),
        said: &[],
        seed: 7,
    }
}

fn post(caption: &str) -> PostText {
    PostText { caption: caption.into(), title: Some("Rye".into()), ..PostText::default() }
}

/// The rules and the words of what is found in a caption about the bakery.
fn found(caption: &str) -> Vec<(Rule, String)> {
    found_by(caption, &bakery(), &Settings::default(), None)
}

fn found_by(
    caption: &str,
    profile: &SiteProfile,
    settings: &Settings,
    language: Option<&str>,
) -> Vec<(Rule, String)> {
    let said = Said::default();
    let checks = Checks::new(&brief(profile, settings), language, &said);
    let found = checks.of(Placement::post(Channel::Mastodon), None, &post(caption));
    for finding in &found {
        assert!(caption.contains(&finding.words), "{finding:?} marks words of the text");
        assert!(finding.said.ends_with('.'), "{finding:?} says what to do");
    }
    found.into_iter().map(|finding| (finding.rule, finding.words)).collect()
}

fn unknown(caption: &str) -> Vec<String> {
    let found = found(caption).into_iter();
    found.filter(|(rule, _)| *rule == Rule::Unknown).map(|(_, words)| words).collect()
}

#[test]
fn the_patterns_are_read() {
    assert!(leftovers::are_read());
    assert!(!claims::claims("€5 and 20 % at 7:30 on 3 May", &[]).is_empty());
}

#[test]
fn what_the_profile_says_may_be_said_in_any_notation() {
    for caption in [
        "Rye sourdough for €5.20, from 7:30 at Rua dos Remédios 12 in Lisbon.",
        "Roggenbrot: 5,20 €. Offen ab 7.30 Uhr.",
        "The olive oil cake costs 18,00 EUR.",
        "Our starter has been alive since 1998.",
        "It stays good for four days. Open until 7 pm.",
        "See you at Saint Martin’s market on December 12th.",
        "Am 12. Dezember, le 12 décembre, el 12 de diciembre, il 12 dicembre, 12.12.2026.",
        "8 days to go. Order at rosasbakery.example or https://rosasbakery.example/bread.",
        "Three tips:\n1. Cut side down\n2. On a board\n3. For four days\nThat is 3 tips.",
        "João shapes the dough, and Rosa Almeida opens the doors on Sunday morning.",
        "In Alfama we bake with João. Chestnuts come from Trás-os-Montes. #RyeSourdough #Lisbon",
    ] {
        assert_eq!(found(caption), [], "{caption}");
    }
}

#[test]
fn the_site_itself_may_be_named_whatever_its_host_looks_like() {
    let (profile, settings, said) = (bakery(), Settings::default(), Said::default());
    for (address, own, other) in [
        ("http://127.0.0.1:3003/", "127.0.0.1", "127.0.0.2"),
        ("https://www.studio54.kitchen/", "studio54.kitchen", "studio55.kitchen"),
    ] {
        let brief = Brief { address, ..brief(&profile, &settings) };
        let found = |host: &str| {
            let caption = format!("You reach us at {host}. Write to us.");
            let checks = Checks::new(&brief, None, &said);
            checks.of(Placement::post(Channel::Mastodon), None, &post(&caption))
        };
        assert_eq!(found(own), [], "{own}");
        assert!(holds_back(&found(other)), "{other}");
        assert!(holds_back(&found(&format!("{own}.example"))), "another host of that beginning");
    }
}

#[test]
fn what_nobody_told_us_is_named_and_held_back() {
    for (caption, words) in [
        ("Rye sourdough for only €3.90 today.", "€3.90"),
        ("Heute nur 3,90 €!", "3,90 €"),
        ("Now 20 % off all bread.", "20 %"),
        ("Loved by 5,000 neighbours.", "5,000"),
        ("Voted best bakery since 1987.", "1987"),
        ("Join us on December 24th.", "December 24th"),
        ("Kommt am 24. Dezember vorbei.", "24. Dezember"),
        ("Rendez-vous le 24 décembre.", "24 décembre"),
        ("Nos vemos el 24 de diciembre.", "24 de diciembre"),
        ("Ci vediamo il 24 dicembre.", "24 dicembre"),
        ("Até 24 de dezembro.", "24 de dezembro"),
        ("Tot 24 december.", "24 december"),
        ("The doors open at 6:15 am.", "6:15 am"),
        ("Order at breadheaven.com today.", "breadheaven.com"),
        ("See https://rosasbakery.example/sale for more.", "https://rosasbakery.example/sale"),
        ("Write to hello@rosasbakery.example today.", "hello@rosasbakery.example"),
        ("Call +351 21 999 88 77 today.", "+351 21 999 88 77"),
        ("Follow @breadlover99 for more.", "@breadlover99"),
        ("Our new baker Maria Fernandes shapes every loaf.", "Maria Fernandes"),
        ("The flour comes from Provence this year.", "Provence"),
        ("Fresh for #Xmas2031 too.", "2031"),
    ] {
        assert_eq!(unknown(caption), [words], "{caption}");
    }
    let text = PostText { link: Some("https://evil.example/".into()), ..post("Rye.") };
    let said = Said::default();
    let (profile, settings) = (bakery(), Settings::default());
    let checks = Checks::new(&brief(&profile, &settings), None, &said);
    let found = checks.of(Placement::post(Channel::Mastodon), None, &text);
    assert!(holds_back(&found) && found[0].words == "https://evil.example/", "{found:?}");
}

#[test]
fn a_price_belongs_to_its_offer() {
    assert_eq!(unknown("The chestnut loaf costs €5.20 this week."), ["€5.20"]);
    assert_eq!(unknown("The chestnut loaf is €6.50, rye sourdough €5.20."), [] as [&str; 0]);
    assert_eq!(unknown("It costs $6.50."), ["$6.50"], "that is another currency");
    let elsewhere =
        "Rye sourdough, for €5.20. https://rosasbakery.example/#chestnut-loaf #Chestnut";
    assert_eq!(unknown(elsewhere), [] as [&str; 0], "a link and a hashtag price nothing");
    assert_eq!(unknown("At 5.20 €. Also there: the chestnut loaf."), [] as [&str; 0]);
}

#[test]
fn german_nouns_are_no_names() {
    let mut profile = bakery();
    profile.read.insert(FactKind::Language, vec![fact("de", None, "/")]);
    let settings = Settings::default();
    let unknown = |caption: &str| found_by(caption, &profile, &settings, None);
    for caption in [
        "Das Brot liegt im Ofen, und der Duft zieht durch die Straße.",
        "Zu einer Tasse Kaffee passt am Montag Abend ein Stück Kuchen.",
        "Wer Ruhe sucht, findet Zeit und gutes Mehl.",
    ] {
        assert_eq!(unknown(caption), [], "{caption}");
    }
    assert_eq!(
        unknown("Heute backt Frau Schneider das Brot."),
        [(Rule::Unknown, "Schneider".into())]
    );
    let guest = unknown("Diesmal steht Karla Petersen am Ofen.");
    assert_eq!(guest, [(Rule::Unknown, "Karla Petersen".into())]);
}

#[test]
fn banned_words_are_found_and_required_ones_missed() {
    let settings = Settings {
        excluded_topics: vec!["palm oil".into()],
        guidelines: "Speak simply.\nNever say: cheap, bargain\nAlways say: baked in Lisbon".into(),
        ..Settings::default()
    };
    let found = found_by("Cheap bread without palm oil.", &bakery(), &settings, None);
    assert_eq!(
        found,
        [
            (Rule::Banned, "Cheap".into()),
            (Rule::Banned, "palm oil".into()),
            (Rule::Required, String::new())
        ]
    );
    assert_eq!(found_by("Bread, baked in Lisbon.", &bakery(), &settings, None), []);
}

#[test]
fn another_language_than_that_of_the_website_is_held_back() {
    let english = "Our bread rests for two nights before it goes into the oven. Come and taste it while it is still warm.";
    let german = "Unser Brot ruht zwei Nächte, bevor es in den Ofen kommt. Kommt vorbei und probiert es, solange es noch warm ist.";
    let settings = Settings::default();
    let rule =
        |caption: &str, language: &str| found_by(caption, &bakery(), &settings, Some(language));
    assert_eq!(rule(english, "en-GB"), []);
    assert_eq!(rule(german, "de-AT"), []);
    assert_eq!(rule(english, "de"), [(Rule::Language, String::new())]);
    assert_eq!(rule(german, "en"), [(Rule::Language, String::new())]);
    assert_eq!(rule("Rye!", "de"), [], "too short to tell");
    let short = "Have you come across our Harbour Plan yet? The Harbour Plan spreads routine care over twelve months. Price: £18.50 a month.\n\nHave a look on our website.";
    assert_eq!(
        rule(short, "en").iter().filter(|(rule, _)| *rule == Rule::Language).count(),
        0,
        "its trigrams look French, its small words do not"
    );
}

#[test]
fn markup_gaps_and_machines_are_held_back() {
    for (caption, rule, words) in [
        ("Our <b>rye</b>.", Rule::Markup, "<b>"),
        ("Rye &amp; wheat.", Rule::Markup, "&amp;"),
        ("Our **rye** bread.", Rule::Markup, "**rye**"),
        ("# Rye\nIt is good.", Rule::Markup, "# Rye"),
        (
            "Look [here](https://rosasbakery.example/).",
            Rule::Markup,
            "[here](https://rosasbakery.example/)",
        ),
        ("Hello {name}, bread is ready.", Rule::Leftover, "{name}"),
        ("TODO: name the price.", Rule::Leftover, "TODO"),
        ("Visit [Your Website] today.", Rule::Leftover, "[Your Website]"),
        ("Komm zu [Dein Geschäft].", Rule::Leftover, "[Dein Geschäft]"),
        ("As an AI, I like bread.", Rule::Machine, "As an AI"),
        ("Here is your caption: bread.", Rule::Machine, "Here is your caption"),
        ("Als KI esse ich kein Brot.", Rule::Machine, "Als KI"),
        ("En tant qu’IA, je ne mange pas.", Rule::Machine, "En tant qu’IA"),
    ] {
        let found = found(caption);
        assert!(found.contains(&(rule, words.into())), "{caption}: {found:?}");
    }
    let all = found("Pan para todo el mundo.");
    assert!(all.iter().all(|(rule, _)| *rule != Rule::Leftover), "a word of Spanish: {all:?}");
}

#[test]
fn a_text_that_was_said_before_is_told() {
    let mut said = Said::default();
    let before =
        "Our rye sourdough rests two nights and leaves the oven with a dark crust every morning.";
    let placement = Placement::post(Channel::Mastodon);
    said.add(placement, date(2026, 10, 3), before);
    let (profile, settings) = (bakery(), Settings::default());
    let brief = brief(&profile, &settings);
    let checks = Checks::new(&brief, None, &said);
    let again = checks.of(placement, None, &post(&before.replace("every morning", "each night")));
    assert_eq!(again.len(), 1, "{again:?}");
    assert!(
        again[0].rule == Rule::Repeated && again[0].said.contains("3 October 2026"),
        "{again:?}"
    );
    assert!(!holds_back(&again));
    let other =
        "Olive oil cake keeps for days, and tastes of lemon when the afternoon is long and cold.";
    assert_eq!(checks.of(placement, None, &post(other)), []);
    assert_eq!(checks.of(Placement::post(Channel::X), None, &post(before)), []);
}

#[test]
fn tags_emoji_and_long_sentences_are_told() {
    assert_eq!(found("Rye. #seasonalbread"), [(Rule::Hashtags, "#seasonalbread".into())]);
    assert_eq!(found("Rye. #SeasonalBread #sourdough #Alfama"), []);
    assert_eq!(found("Rye 🥖🥐🍞 today"), [(Rule::Emoji, "🥖🥐🍞".into())]);
    assert_eq!(found("Sour🥖dough"), [(Rule::Emoji, "🥖".into())]);
    assert_eq!(found("Rye 🥖 and wheat 🌾."), []);
    let many = "Rye 🥖. Bread 🥖. Cake 🥖. Roll 🥖. Loaf 🥖. Oven 🥖. Dough 🥖.";
    assert_eq!(found(many), [(Rule::Emoji, String::new())]);
    let hard = "Notwithstanding considerable organisational complexity, characteristically conscientious \
        fermentation specialists continuously demonstrate extraordinary professional responsibility, \
        systematically incorporating traditional methodologies alongside contemporary understanding of \
        microbiological transformation processes, thereby guaranteeing uncompromising consistency and \
        unmistakable authenticity throughout every individually manufactured agricultural composition, notwithstanding occasionally considerable meteorological variability";
    let found = found_by(hard, &bakery(), &Settings::default(), Some("en"));
    assert!(found.iter().any(|(rule, _)| *rule == Rule::Reading), "{found:?}");
}

/// The sample site as the reader knows it.
fn sample_profile() -> SiteProfile {
    let address = Url::parse(sample::ADDRESS).expect("an address");
    let pages = sample::pages(&address).expect("pages");
    SiteProfile { read: profile::profile(&pages, &address), ..SiteProfile::default() }
}

/// A German bicycle workshop, as the reader knows it.
fn workshop() -> SiteProfile {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites/radwerk");
    let pages = ["index.html", "leistungen.html", "lastenraeder.html", "ueber-uns.html"];
    let address = Url::parse(ADDRESS).expect("an address");
    let page = |file: &str| Page {
        url: address.join(file).expect("an address"),
        html: fs::read_to_string(folder.join(file)).expect("a page"),
    };
    let pages = SitePages { pages: pages.map(page).into(), notes: Vec::new() };
    SiteProfile { read: profile::profile(&pages, &address), ..SiteProfile::default() }
}

#[test]
fn facts_in_another_notation_are_no_false_alarm() {
    let profile = workshop();
    assert_eq!(profile.one(FactKind::Language), Some("de"));
    let held = held_of_a_plan(&profile, &Settings::default(), 11);
    assert_eq!(held, Vec::<String>::new());
}

/// What is found in everything that the built-in writer says of a plan, whatever its language.
fn held_of_a_plan(profile: &SiteProfile, settings: &Settings, seed: u64) -> Vec<String> {
    let today: Date = date(2026, 11, 21);
    let christmas = crate::plan::stories::event(
        1,
        "Christmas market",
        domain::event::When::once(date(2026, 12, 19)),
        EventSource::Own,
    );
    let planned = plan(&PlanInput {
        profile,
        settings,
        events: &[christmas],
        days: domain::days::plan_period(today),
        now_local: today.to_datetime(time(10, 0, 0, 0)),
        kept: &[],
        seed,
    });
    let (mut said, mut heard, mut held) = (Said::default(), Vec::new(), Vec::new());
    for activity in planned.iter().filter(|it| it.kind == ActivityType::SocialMarketing) {
        let event = activity.event.as_ref().map(|(_, name, day)| (name.as_str(), *day));
        let brief = Brief {
            profile,
            settings,
            address: ADDRESS,
            kind: activity.kind,
            title: &activity.title,
            description: &activity.description,
            subject: &activity.subject,
            event,
            day: activity.day,
            said: &heard,
            seed,
        };
        let language = profile.one(FactKind::Language);
        let posts = Channel::ALL.map(Placement::post).into_iter();
        let placements: Vec<_> = posts.chain([Placement::story(Channel::Instagram)]).collect();
        let mut spoken = Vec::new();
        let checks = Checks::new(&brief, language, &said);
        for (placement, text) in compose(&brief, &placements).expect("words") {
            let found = checks.of(placement, None, &text);
            let grave = found.iter().filter(|finding| finding.rule.holds_back());
            held.extend(
                grave.map(|finding| format!("{placement}: {finding:?} in {}", text.caption)),
            );
            spoken.push(domain::contract::Said {
                placement,
                day: activity.day,
                event: event.map(|(name, _)| name.to_owned()),
                caption: text.caption,
            });
        }
        for one in &spoken {
            said.add(one.placement, one.day, &one.caption);
        }
        heard.extend(spoken);
    }
    held
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, ..ProptestConfig::default() })]

    #[test]
    fn nothing_that_the_built_in_writer_says_is_held_back(
        seed in any::<u64>(), sampled in any::<bool>(),
        tone in proptest::sample::select(Tone::ALL.map(|(it, ..)| it).to_vec()),
        point_of_view in proptest::sample::select(PointOfView::ALL.map(|(it, ..)| it).to_vec()),
    ) {
        let profile = if sampled { sample_profile() } else { bakery() };
        let settings = Settings { tone, point_of_view, ..Settings::default() };
        prop_assert_eq!(held_of_a_plan(&profile, &settings, seed), Vec::<String>::new());
    }
}

#[test]
fn a_text_of_hostile_length_or_script_is_checked_and_nothing_breaks() {
    let long = "€".repeat(5_000) + &"1.".repeat(5_000) + &"🥖".repeat(2_000);
    for caption in [
        long.as_str(),
        "",
        "\u{202e}",
        "手作りのパン。毎朝焼きたて！",
        "A\u{301}1️⃣%{",
        "ẞ1.2.",
        "1.1.é",
    ] {
        drop(found_by(caption, &SiteProfile::default(), &Settings::default(), Some("xx")));
    }
    let fact = Fact { value: "ﬁrst €".into(), ..Fact::default() };
    let profile =
        SiteProfile { read: [(FactKind::Proof, vec![fact])].into(), ..SiteProfile::default() };
    drop(found_by("ﬁrst €1", &profile, &Settings::default(), None));
}
