//! Sheets of answers: what a person reads from a site of the corpus.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Context, Result};
use domain::profile::FactKind;
use planner::read::Page;
use serde::Deserialize;
use url::Url;

/// One website of the corpus with its answers.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// The name of its folder.
    pub name: String,
    /// Where the site says it is.
    pub address: Url,
    /// The trade of the business.
    pub trade: String,
    /// Paths and the bytes that are served there, the first page first.
    pub pages: Vec<(String, Vec<u8>)>,
    /// Every fact that a reader finds, by kind.
    pub facts: BTreeMap<FactKind, Vec<Answer>>,
    /// What is also true, and not missed when it is not told.
    pub also: BTreeMap<FactKind, Vec<Answer>>,
}

/// One true fact, in the spellings that are taken for it.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Spellings of the value.
    pub values: Vec<String>,
    /// Spellings of the detail; empty when the sheet does not ask for one.
    pub details: Vec<String>,
}

#[derive(Deserialize)]
struct Written {
    address: String,
    trade: String,
    pages: toml::Table,
    facts: BTreeMap<FactKind, Vec<String>>,
    also: BTreeMap<FactKind, Vec<String>>,
}

/// All sheets below a folder, by name.
///
/// # Errors
/// A file is missing or malformed; the error names it.
pub fn all(corpus: &Path) -> Result<Vec<Sheet>> {
    let mut folders: Vec<_> =
        fs::read_dir(corpus)?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    folders.retain(|path| path.is_dir());
    folders.sort();
    folders.iter().map(|folder| read(folder)).collect()
}

fn read(folder: &Path) -> Result<Sheet> {
    let file = folder.join("answers.toml");
    let text = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
    let written: Written = toml::from_str(&text).with_context(|| file.display().to_string())?;
    let first_first = |path: &str| (path != "/", path.to_owned());
    let mut pages = written
        .pages
        .iter()
        .map(|(path, file)| {
            let file = folder.join(file.as_str().context("a page is named by its file")?);
            Ok((path.clone(), fs::read(&file).with_context(|| file.display().to_string())?))
        })
        .collect::<Result<Vec<_>>>()?;
    pages.sort_by_key(|(path, _)| first_first(path));
    Ok(Sheet {
        name: folder.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        address: Url::parse(&written.address).context(written.address)?,
        trade: written.trade,
        pages,
        facts: answers(written.facts),
        also: answers(written.also),
    })
}

fn answers(written: BTreeMap<FactKind, Vec<String>>) -> BTreeMap<FactKind, Vec<Answer>> {
    let of = |(kind, lines): (FactKind, Vec<String>)| {
        (kind, lines.iter().map(|line| answer(line)).collect())
    };
    written.into_iter().map(of).collect()
}

/// `Bread | Loaf = €4 | 4 euros` is a value in two spellings with a detail in two.
fn answer(line: &str) -> Answer {
    let spellings = |text: &str| text.split(" | ").map(|part| part.trim().to_owned()).collect();
    match line.split_once(" = ") {
        Some((values, details)) => {
            Answer { values: spellings(values), details: spellings(details) }
        }
        None => Answer { values: spellings(line), details: Vec::new() },
    }
}

impl Sheet {
    /// The pages as a reading of the site would bring them.
    ///
    /// # Errors
    /// A path of the sheet is none.
    pub fn url(&self, page: &Page) -> Result<Url> {
        let mut url = self.address.join(page.url.path())?;
        url.set_query(page.url.query());
        Ok(url)
    }
}
