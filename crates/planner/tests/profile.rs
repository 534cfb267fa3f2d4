//! What a site says about its business is found, and nothing else.

#![allow(clippy::unwrap_used, reason = "a story stops at the first surprise")]

use std::{collections::BTreeMap, fs, path::Path};

use domain::profile::{Fact, FactKind};
use planner::{
    profile::profile,
    read::{Page, SitePages},
};
use proptest::prelude::*;
use url::Url;

type Facts = BTreeMap<FactKind, Vec<Fact>>;

/// Profiles the pages of a folder beside this file, the first page first.
fn of_folder(folder: &str, host: &str, paths: &[&str]) -> Facts {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites").join(folder);
    let page = |path: &&str| {
        let file = if path.is_empty() { "index.html" } else { path };
        let file = if file.ends_with(".html") { file.to_owned() } else { format!("{file}.html") };
        Page {
            url: Url::parse(&format!("https://{host}/{path}")).unwrap(),
            html: fs::read_to_string(folder.join(file)).unwrap(),
        }
    };
    let pages = SitePages { pages: paths.iter().map(page).collect(), notes: Vec::new() };
    profile(&pages, &pages.pages[0].url)
}

fn of_page(html: &str) -> Facts {
    let url = Url::parse("https://shop.example/").unwrap();
    let page = Page { url: url.clone(), html: html.to_owned() };
    profile(&SitePages { pages: vec![page], notes: Vec::new() }, &url)
}

fn values(facts: &Facts, kind: FactKind) -> Vec<&str> {
    facts.get(&kind).into_iter().flatten().map(|fact| fact.value.as_str()).collect()
}

fn pairs(facts: &Facts, kind: FactKind) -> Vec<(&str, &str)> {
    let facts = facts.get(&kind).into_iter().flatten();
    facts.map(|fact| (fact.value.as_str(), fact.detail.as_deref().unwrap_or(""))).collect()
}

#[test]
fn print_all() {
    for facts in [rosa(), radwerk()] {
        for (kind, facts) in &facts {
            println!("{kind:?}");
            for fact in facts {
                println!("   {:?} | {:?} | {:?}", fact.value, fact.detail, fact.source);
            }
        }
    }
}

fn rosa() -> Facts {
    let paths = ["", "menu", "cakes", "about", "blog", "blog/feeding-your-starter", "faq", "contact"];
    of_folder("rosa", "rosasbakery.example", &paths)
}

fn radwerk() -> Facts {
    let paths = ["index.html", "leistungen.html", "lastenraeder.html", "ueber-uns.html"];
    of_folder("radwerk", "radwerk-neukoelln.example", &paths)
}
