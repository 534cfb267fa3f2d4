//! Measures the planner over the corpus: what it reads, plans, writes and draws.
//!
//! `cargo run -p planner --example measure` prints a line for each site, and what was found
//! wrong and what was missed; `--facts` leaves the plans out, `--json FILE` writes the figures
//! for `cargo xtask bench plan`. `--words FOLDER` counts words alone, without pictures and
//! times, and writes every caption there to be read. Names of sites leave the others out.

mod quality;
mod score;
mod sheet;
mod site;
mod timed;

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::Result;
use domain::profile::FactKind;
use planner::{draw::Press, profile::profile, whole::WholePlan};
use serde_json::{Value, json};

use quality::Quality;
use score::Score;
use sheet::Sheet;
use timed::{Times, whole};

fn main() -> Result<()> {
    let mut asked = Asked::default();
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--facts" => asked.facts_only = true,
            "--json" => asked.json = words.next(),
            "--words" => asked.words = words.next(),
            _ => asked.sites.push(word),
        }
    }
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let mut sheets = sheet::all(&corpus)?;
    sheets.retain(|sheet| asked.sites.is_empty() || asked.sites.contains(&sheet.name));
    tokio::runtime::Runtime::new()?.block_on(measure(&sheets, &asked))
}

/// What the command line asks for.
#[derive(Default)]
struct Asked {
    facts_only: bool,
    json: Option<String>,
    words: Option<String>,
    sites: Vec<String>,
}

async fn measure(sheets: &[Sheet], asked: &Asked) -> Result<()> {
    let press = Press::new()?;
    let mut kinds: BTreeMap<FactKind, Score> = BTreeMap::new();
    let mut rows = Vec::new();
    for sheet in sheets {
        let pages = site::read(sheet).await?;
        let found = profile(&pages, &sheet.address);
        let mut own = Score::default();
        for (kind, score) in score::score(sheet, &found) {
            tell(sheet, kind, &score);
            own.add(&score);
            kinds.entry(kind).or_default().add(&score);
        }
        if let Some(folder) = &asked.words {
            let plan = timed::words(&pages, sheet).await?;
            println!("{} {:?}", sheet.name, quality::of(&plan));
            written(&plan, &Path::new(folder).join(format!("{}.txt", sheet.name)))?;
            continue;
        }
        let plan = match asked.facts_only {
            true => None,
            false => Some(whole(&pages, sheet, &press).await?),
        };
        rows.push(row(sheet, pages.pages.len(), &own, plan.as_ref()));
    }
    let mut total = Score::default();
    for (kind, score) in &kinds {
        println!("{:14} {}", kind.code(), told(score));
        total.add(score);
    }
    println!("{:14} {}", "all", told(&total));
    if let Some(file) = &asked.json {
        let by_kind = |(kind, score): (&FactKind, &Score)| (kind.code().to_owned(), numbers(score));
        let kinds: BTreeMap<String, Value> = kinds.iter().map(by_kind).collect();
        let figures = json!({ "sites": rows, "kinds": kinds, "all": numbers(&total) });
        fs::write(file, serde_json::to_string_pretty(&figures)?)?;
    }
    Ok(())
}

/// Writes all captions to a file, by activity.
fn written(plan: &WholePlan, file: &Path) -> Result<()> {
    let mut text = String::new();
    for activity in &plan.activities {
        let planned = &activity.planned;
        text.push_str(&format!("\n======== {} {}\n", planned.day, planned.title));
        for post in &activity.posts {
            text.push_str(&format!("---- {}\n{}\n", post.placement, post.text.caption));
        }
    }
    Ok(fs::write(file, text)?)
}

fn tell(sheet: &Sheet, kind: FactKind, score: &Score) {
    for wrong in &score.wrong {
        println!("{} {} + {wrong}", sheet.name, kind.code());
    }
    for missed in &score.missed {
        println!("{} {} - {missed}", sheet.name, kind.code());
    }
}

fn told(score: &Score) -> String {
    format!(
        "precision {:.3} ({} of {}), recall {:.3} ({} of {})",
        score.precision(),
        score.right,
        score.found,
        score.recall(),
        score.met,
        score.asked
    )
}

fn numbers(score: &Score) -> Value {
    json!({
        "precision": score.precision(), "recall": score.recall(), "found": score.found,
        "right": score.right, "asked": score.asked, "met": score.met,
    })
}

fn row(sheet: &Sheet, pages: usize, own: &Score, plan: Option<&(Quality, Times)>) -> Value {
    println!("{} ({pages} pages): {}", sheet.name, told(own));
    if let Some((quality, times)) = plan {
        println!("{} {quality:?} {times:?}", sheet.name);
    }
    json!({
        "name": sheet.name, "trade": sheet.trade, "pages": pages, "facts": numbers(own),
        "language": sheet.facts.get(&FactKind::Language).and_then(|it| it.first()?.values.first()),
        "quality": plan.map(|(quality, _)| quality), "times": plan.map(|(_, times)| times),
    })
}
