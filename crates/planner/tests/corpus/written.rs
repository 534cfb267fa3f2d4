//! What the built-in writer says for the websites of the corpus, in each of its languages.

use std::{path::Path, sync::LazyLock};

use domain::{
    contract::Brief,
    profile::{FactKind, SiteProfile},
    settings::{PointOfView, Settings, Tone},
};
use jiff::civil::date;
use planner::{
    checks::{Checks, repeated::Said},
    whole::{WholePlan, understand},
    write::Composer,
};
use proptest::prelude::*;
use tokio::runtime::Runtime;
use url::Url;

use crate::{sheet, site};

/// Languages that there are words in.
const LANGUAGES: [&str; 7] = ["en", "de", "fr", "es", "it", "pt", "nl"];

/// The websites of the corpus, read once.
static READ: LazyLock<Vec<(Url, SiteProfile)>> = LazyLock::new(|| {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let sheets = sheet::all(&corpus).unwrap();
    let read = async |sheet: &sheet::Sheet| {
        let pages = site::read(sheet).await.unwrap();
        (sheet.address.clone(), understand(&pages, &sheet.address))
    };
    let runtime = Runtime::new().unwrap();
    sheets.iter().map(|sheet| runtime.block_on(read(sheet))).collect()
});

/// A whole plan with its words.
fn plan(site: usize, settings: Settings, seed: u64) -> WholePlan {
    let (address, profile) = &READ[site % READ.len()];
    let today = date(2026, 11, 22);
    let mut plan = WholePlan::choose(profile.clone(), address, settings, today, seed);
    let last = plan.days.last;
    Runtime::new().unwrap().block_on(plan.write(&Composer, last)).unwrap();
    plan
}

/// What would hold a post of a plan back, and where it stands.
fn held(plan: &WholePlan) -> Vec<String> {
    let language = plan.profile.one(FactKind::Language);
    let language = language.filter(|tag| LANGUAGES.iter().any(|known| tag.starts_with(known)));
    let (said, mut held) = (Said::default(), Vec::new());
    for activity in &plan.activities {
        let planned = &activity.planned;
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
        let checks = Checks::new(&brief, language, &said);
        for post in &activity.posts {
            let found = checks.of(post.placement, None, &post.text);
            let grave = found.iter().filter(|finding| finding.rule.holds_back());
            let told =
                |finding| format!("{}: {finding:?} in {}", post.placement, post.text.caption);
            held.extend(grave.map(told));
        }
    }
    held
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 17, ..ProptestConfig::default() })]

    #[test]
    fn nothing_that_is_written_for_the_corpus_is_held_back(
        site in 0..17_usize, seed in any::<u64>(),
        tone in proptest::sample::select(Tone::ALL.map(|(it, ..)| it).to_vec()),
        point_of_view in proptest::sample::select(PointOfView::ALL.map(|(it, ..)| it).to_vec()),
    ) {
        let settings = Settings { tone, point_of_view, ..Settings::default() };
        prop_assert_eq!(held(&plan(site, settings, seed)), Vec::<String>::new());
    }
}

#[test]
fn nothing_is_held_back_in_any_language_of_the_corpus() {
    for site in 0..READ.len() {
        let plan = plan(site, Settings::default(), 2026);
        assert_eq!(held(&plan), Vec::<String>::new(), "{}", plan.address);
    }
}
