//! The corpus of websites is read as a person would read it.

#![allow(clippy::unwrap_used, reason = "a story stops at the first surprise")]

#[path = "../examples/measure/score.rs"]
mod score;
#[path = "../examples/measure/sheet.rs"]
mod sheet;
#[path = "../examples/measure/site.rs"]
mod site;
#[path = "corpus/written.rs"]
mod written;

use std::{collections::BTreeSet, path::Path};

use domain::profile::FactKind;
use planner::profile::profile;
use score::Score;

/// Shares of the facts, as the issue asks for them.
const PRECISION: f64 = 0.95;
const RECALL: f64 = 0.85;

#[tokio::test]
async fn nearly_all_that_is_found_is_true_and_most_that_is_true_is_found() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let sheets = sheet::all(&corpus).unwrap();
    let mut total = Score::default();
    for sheet in &sheets {
        let pages = site::read(sheet).await.unwrap();
        let found = profile(&pages, &sheet.address);
        score::score(sheet, &found).values().for_each(|score| total.add(score));
    }
    assert!(total.precision() >= PRECISION, "{}: {:#?}", total.precision(), total.wrong);
    assert!(total.recall() >= RECALL, "{}: {:#?}", total.recall(), total.missed);
}

#[test]
fn the_corpus_is_as_varied_as_the_issue_asks() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let sheets = sheet::all(&corpus).unwrap();
    let language = |sheet: &sheet::Sheet| {
        let answer = &sheet.facts[&FactKind::Language][0].values[0];
        answer.split('-').next().unwrap_or_default().to_owned()
    };
    let trades: BTreeSet<_> = sheets.iter().map(|sheet| sheet.trade.as_str()).collect();
    assert!(sheets.len() >= 12 && trades.len() >= 12, "{trades:?}");
    assert!(sheets.iter().map(language).collect::<BTreeSet<_>>().len() >= 7);
    assert!(sheets.iter().all(|sheet| sheet.pages.len() >= 2));
}
