//! Drafts of articles and e-mails by the built-in writer, for websites of many trades and
//! languages.

#![allow(clippy::unwrap_used, reason = "a story stops at the first surprise")]

#[path = "../examples/measure/sheet.rs"]
#[allow(dead_code, reason = "the answers are for another story")]
mod sheet;
#[path = "../examples/measure/site.rs"]
mod site;

use std::path::Path;

use domain::{
    activity::ActivityType,
    contract::{Brief, Writer},
    draft::{Draft, PREHEADER_LIMIT, Parts, TITLE_LIMIT},
    profile::FactKind,
    settings::{Frequency, Interval, PointOfView, Settings, Tone},
    writing::{Rule, holds_back},
};
use jiff::civil::date;
use planner::{
    checks::{Checks, repeated::Said},
    sample,
    whole::{WholePlan, understand},
    write::Composer,
};
use unicode_segmentation::UnicodeSegmentation;
use url::Url;

const TODAY: jiff::civil::Date = date(2026, 11, 22);

fn settings() -> Settings {
    let weekly = Some(Frequency { interval: Interval::Week, count: 1 });
    Settings { blog: weekly, email: weekly, ..Settings::default() }
}

/// Every draft of a plan, with what the checks find in it as in the words of a model.
async fn drafts(plan: &mut WholePlan) -> Vec<(ActivityType, String, Draft)> {
    let last = plan.days.last;
    plan.write_drafts(&Composer, last).await.unwrap();
    let mut found = Vec::new();
    for activity in plan.activities.iter().filter(|it| it.draft.is_some()) {
        let (planned, draft) = (&activity.planned, activity.draft.clone().unwrap());
        let brief = Brief {
            profile: &plan.profile,
            settings: &plan.settings,
            address: plan.address.as_str(),
            kind: planned.kind,
            title: &planned.title,
            description: &planned.description,
            subject: &planned.subject,
            event: planned.event.as_ref().map(|(_, name, day)| (name.as_str(), *day)),
            day: planned.day,
            said: &[],
            seed: plan.seed,
        };
        let said = Said::default();
        let language = plan.profile.one(FactKind::Language);
        let findings = Checks::new(&brief, language, &said).of_draft(planned.kind, &draft);
        let grave: Vec<_> = findings.iter().filter(|it| it.rule.holds_back()).collect();
        assert!(
            !holds_back(&findings),
            "{} {}: {grave:#?}\n{draft:#?}",
            plan.address,
            planned.title
        );
        assert!(findings.iter().all(|it| it.rule != Rule::Machine));
        found.push((planned.kind, planned.subject.clone(), draft));
    }
    found
}

#[tokio::test]
async fn every_draft_of_every_site_passes_the_checks_and_keeps_to_its_limits() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let mut lengths: Vec<usize> = Vec::new();
    for sheet in sheet::all(&corpus).unwrap() {
        let pages = site::read(&sheet).await.unwrap();
        let profile = understand(&pages, &sheet.address);
        if profile
            .one(FactKind::Language)
            .is_some_and(|it| it.starts_with("ja") || it.starts_with("pl"))
        {
            continue; // The built-in writer says in English that it has no such language.
        }
        let mut plan = WholePlan::choose(profile, &sheet.address, settings(), TODAY, 7);
        let all = drafts(&mut plan).await;
        assert!(all.len() >= 8, "{}: {}", sheet.address, all.len());
        for (kind, subject, draft) in all {
            let length = |text: &str| text.graphemes(true).count();
            assert!((1..=TITLE_LIMIT).contains(&length(&draft.title)), "{draft:#?}");
            let limit = Parts::of(kind).unwrap().summary_limit;
            assert!((1..=limit).contains(&length(&draft.summary)), "{draft:#?}");
            assert!(!draft.gaps().is_empty(), "what only they know: {draft:#?}");
            assert!(
                !draft.body.contains(['{', '}']) && !draft.body.contains("## \n"),
                "{draft:#?}"
            );
            if kind == ActivityType::Blog {
                assert!(draft.outline().len() >= 3, "{subject}: {draft:#?}");
                assert!(draft.count_words() <= 900, "{}", draft.count_words());
                lengths.push(draft.count_words());
            } else {
                assert!(limit == PREHEADER_LIMIT && draft.count_words() <= 400, "{draft:#?}");
            }
        }
    }
    lengths.sort_unstable();
    println!(
        "words: {} to {}, median {}",
        lengths[0],
        lengths[lengths.len() - 1],
        lengths[lengths.len() / 2]
    );
}

#[tokio::test]
async fn an_article_answers_first_and_the_same_seed_says_the_same() {
    let address = Url::parse(sample::ADDRESS).unwrap();
    let profile = understand(&sample::pages(&address).unwrap(), &address);
    for tone in Tone::ALL.map(|(tone, ..)| tone) {
        for view in PointOfView::ALL.map(|(view, ..)| view) {
            let settings = Settings { tone, point_of_view: view, ..settings() };
            let made = || WholePlan::choose(profile.clone(), &address, settings.clone(), TODAY, 3);
            let one = drafts(&mut made()).await;
            let other = drafts(&mut made()).await;
            assert_eq!(one, other);
            for (kind, _, draft) in one.iter().filter(|(kind, ..)| *kind == ActivityType::Blog) {
                let headings = draft.outline();
                assert!(["The short answer", "In short"].contains(&headings[0]), "{headings:?}");
                let page = draft.body.lines().last().unwrap();
                assert!(page.contains(sample::ADDRESS), "where to go: {page}");
                assert!(draft.markdown(*kind).starts_with(&format!("# {}\n", draft.title)));
            }
        }
    }
}

#[tokio::test]
async fn what_is_not_to_be_mentioned_is_in_no_draft_and_little_known_makes_a_short_one() {
    let address = Url::parse(sample::ADDRESS).unwrap();
    let profile = understand(&sample::pages(&address).unwrap(), &address);
    let settings =
        Settings { excluded_topics: vec!["chestnut".into(), "João".into()], ..settings() };
    let mut plan = WholePlan::choose(profile, &address, settings, TODAY, 5);
    for (.., draft) in drafts(&mut plan).await {
        let whole = format!("{} {} {}", draft.title, draft.summary, draft.body).to_lowercase();
        assert!(!whole.contains("chestnut") && !whole.contains("joão"), "{whole}");
    }

    let (profile, settings) = (Default::default(), Settings::default());
    let brief = Brief {
        profile: &profile,
        settings: &settings,
        address: "https://x.example/",
        kind: ActivityType::Blog,
        title: "Rye",
        description: "",
        subject: "Rye",
        event: None,
        day: TODAY,
        said: &[],
        seed: 1,
    };
    let draft = Composer.draft(brief.clone()).await.unwrap();
    assert!(draft.count_words() < 80, "nothing is known, so little is said: {draft:#?}");
    assert!(draft.gaps().len() >= 3, "{draft:#?}");
    let social = Brief { kind: ActivityType::SocialMarketing, ..brief };
    assert!(Composer.draft(social).await.is_err(), "it has posts");
}

#[tokio::test]
async fn an_article_tells_of_nothing_that_only_shares_a_word_of_the_trade_with_it() {
    let address = Url::parse(sample::ADDRESS).unwrap();
    let (profile, settings) =
        (understand(&sample::pages(&address).unwrap(), &address), Settings::default());
    let brief = Brief {
        profile: &profile,
        settings: &settings,
        address: sample::ADDRESS,
        kind: ActivityType::Blog,
        title: "Is your bread vegan?",
        description: "",
        subject: "Is your bread vegan?",
        event: None,
        day: TODAY,
        said: &[],
        seed: 1,
    };
    let vegan = Composer.draft(brief.clone()).await.unwrap();
    assert!(!vegan.body.contains("last slice"), "stale bread is another story: {}", vegan.body);
    let stale = Brief { title: "What stale bread becomes", subject: "Stale bread", ..brief };
    let stale = Composer.draft(stale).await.unwrap();
    assert!(stale.body.contains("last slice"), "its own article tells: {}", stale.body);
}
