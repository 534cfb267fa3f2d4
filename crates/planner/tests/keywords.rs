//! Keyword research: themes from a website's own words, what it lacks, and the articles that
//! are planned about them.

#![allow(clippy::unwrap_used, reason = "a story stops at the first surprise")]

#[path = "../examples/measure/sheet.rs"]
#[allow(dead_code, reason = "the answers are for another story")]
mod sheet;
#[path = "../examples/measure/site.rs"]
mod site;

use std::{collections::BTreeSet, path::Path};

use domain::{
    activity::ActivityType,
    profile::{Fact, FactKind},
    settings::{Frequency, Interval, Settings},
    theme::{Intent, Lack, Origin, Theme},
};
use jiff::civil::date;
use planner::{
    profile::keywords,
    read::{Page, SitePages},
    whole::{WholePlan, understand},
};
use url::Url;

const ADDRESS: &str = "https://starter.example/";

fn workshop() -> SitePages {
    let pages = [
        (
            "",
            "<title>Leaven & Co</title><script type='application/ld+json'>{\"@type\":\"LocalBusiness\",
              \"name\":\"Leaven & Co\",\"address\":{\"@type\":\"PostalAddress\",\"streetAddress\":\"Mill Lane 4\",\"addressLocality\":\"Bath\"}}</script>
             <h1>Leaven & Co</h1><p>A small school for bread in Bath. A sourdough starter lives in every jar on our shelf.</p>
             <p>Bring your sourdough starter to Bath and it goes home stronger.</p>",
        ),
        (
            "care",
            "<h1>Looking after it</h1><p>Feed your sourdough starter once a week with rye flour.</p>
             <p>Rye flour keeps a sourdough starter lively in winter.</p>
             <p>Can I freeze my sourdough starter?</p>
             <h3>How often does a sourdough starter need food?</h3><p>Once a week is enough when it lives in the fridge.</p>",
        ),
        (
            "courses",
            "<h1>Courses</h1><h2>Pizza evening</h2><p>Four hours of stretching and baking, for eight people. £65</p>
             <h2>Baking weekend</h2><p>Two days with bread and butter, for six people. £180</p>
             <p>Our wood oven is lit at noon. The wood oven was built by hand.</p>",
        ),
        (
            "blog/wood-oven",
            "<article><h1>How the wood oven was built</h1><time datetime='2026-05-03'>3 May 2026</time>
             <p>The wood oven took us a summer and two thousand bricks, all of them laid by hand.</p></article>",
        ),
    ];
    let address = Url::parse(ADDRESS).unwrap();
    let page = |(path, body): (&str, &str)| Page {
        url: address.join(path).unwrap(),
        html: format!("<html lang=en><body><main>{body}</main></body></html>"),
    };
    SitePages { pages: pages.into_iter().map(page).collect(), notes: Vec::new() }
}

fn themes(pages: &SitePages, address: &Url) -> Vec<(Fact, Theme)> {
    let found = keywords(pages, address);
    found.into_iter().map(|fact| (fact.clone(), fact.theme.unwrap())).collect()
}

#[test]
fn what_the_pages_speak_of_and_no_article_answers_comes_first() {
    let address = Url::parse(ADDRESS).unwrap();
    let found = themes(&workshop(), &address);
    let told: Vec<_> = found.iter().map(|(fact, _)| (&fact.value, &fact.detail)).collect();
    let (fact, starter) = &found[0];
    assert_eq!(fact.value, "Sourdough starter", "{told:#?}");
    assert_eq!(starter.intent, Intent::Informational);
    assert_eq!(starter.place.as_deref(), Some("Bath"), "the page names it beside");
    assert!(starter.lacks(Lack::Article) && starter.lacks(Lack::Answer));
    assert!(starter.origins.contains(&Origin::Text) && starter.origins.contains(&Origin::Question));
    assert!(starter.questions.iter().any(|it| it == "Can I freeze my sourdough starter?"));
    let rye = "Feed your sourdough starter once a week with rye flour.";
    assert!(starter.passages.iter().any(|it| it == rye), "{:?}", starter.passages);
    let why = fact.detail.as_deref().unwrap();
    assert!(why.contains("informational and local (Bath)"), "{why}");
    assert!(why.contains("no article"), "{why}");
    assert!(fact.source.as_deref().is_some_and(|page| page.starts_with(ADDRESS)));

    let of = |text: &str| found.iter().position(|(fact, _)| fact.value == text).unwrap();
    let told = of("Wood oven");
    assert!(!found[told].1.lacks(Lack::Article), "an article is about it");
    assert!(told > of("Sourdough starter"));
    assert_eq!(found[of("Pizza evening")].1.intent, Intent::Transactional, "it has a price");
    let own = of("Leaven & Co");
    assert_eq!((own, found[own].1.intent), (found.len() - 1, Intent::Navigational));
}

#[test]
fn articles_are_planned_about_themes_and_say_which_and_why() {
    let address = Url::parse(ADDRESS).unwrap();
    let profile = understand(&workshop(), &address);
    let often = Some(Frequency { interval: Interval::Month, count: 3 });
    let settings = Settings { blog: often, ..Settings::default() };
    let best: Vec<String> =
        profile.facts(FactKind::Keyword).iter().take(3).map(|it| it.value.clone()).collect();
    let themes = profile.facts(FactKind::Keyword).iter().filter_map(|it| it.theme.as_ref());
    let answerable = themes.filter(|theme| theme.intent != Intent::Navigational).count();
    for seed in 0..6 {
        let day = date(2026, 11, 22);
        let plan = WholePlan::choose(profile.clone(), &address, settings.clone(), day, seed);
        let articles = plan.activities.iter().map(|it| &it.planned);
        let articles = articles.filter(|it| it.kind == ActivityType::Blog && it.event.is_none());
        let mut subjects = BTreeSet::new();
        for article in articles {
            let theme = format!("Keyword research found the theme “{}”: ", article.subject);
            assert!(article.reason.starts_with(&theme), "{}", article.reason);
            assert!(article.reason.contains("names it"), "what is lacking: {}", article.reason);
            assert!(!article.subject.contains("Leaven"), "nobody needs an article to find it");
            let first = subjects.is_empty();
            assert!(!first || best.contains(&article.subject), "{} of {best:?}", article.subject);
            let all = subjects.len() == answerable;
            let fresh = subjects.insert(article.subject.clone());
            assert!(fresh || all, "{} again, and {subjects:?} are not all", article.subject);
        }
        assert!(subjects.len() >= 3, "{subjects:?}");
    }
}

#[tokio::test]
async fn no_site_gets_a_theme_twice_or_a_number_that_nobody_counted() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    for sheet in sheet::all(&corpus).unwrap() {
        let pages = site::read(&sheet).await.unwrap();
        let found = themes(&pages, &sheet.address);
        assert!(found.len() >= 5, "{}: {found:?}", sheet.address);
        let mut seen = BTreeSet::new();
        for (fact, theme) in &found {
            assert!(
                seen.insert(fact.value.to_lowercase()),
                "{}: {} twice",
                sheet.address,
                fact.value
            );
            assert_eq!(theme.searches(), None, "{}: {}", sheet.address, fact.value);
            assert_eq!(theme.phrases[0].text, fact.value);
            assert_eq!(fact.detail.as_deref(), Some(theme.to_string().as_str()));
        }
        let again = themes(&pages, &sheet.address);
        assert_eq!(found, again, "the same pages give the same themes");
    }
}
