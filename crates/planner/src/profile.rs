//! Profiling: pages to facts.
//!
//! A fact is what the site says, word for word, with the page that says it. Nothing is
//! made up; where the site is silent, the profile is. Three kinds are concluded rather
//! than read where the site does not state them: language, country and time zone.

mod about;
mod articles;
mod beside;
mod blocks;
mod countries;
mod dates;
mod doc;
mod elements;
mod findings;
mod functional;
mod hours;
mod identity;
mod keywords;
mod language;
mod look;
mod offers;
mod people;
pub(crate) mod phrases;
mod pictures;
mod place;
mod price;
mod proof;
mod questions;
mod region;
mod repeated;
mod scripts;
pub(crate) mod standing;
mod statements;
mod structured;
mod text;
mod topics;
mod words;

use std::collections::BTreeMap;

use domain::profile::{Confidence, Fact, FactKind};
use url::Url;

use crate::read::SitePages;
use doc::Doc;
use findings::Findings;

/// What a site says about its business. The same pages give the same facts.
///
/// Takes a moment for a large site (it parses every page), so call it where blocking is
/// allowed. Never fails: of a page without sense nothing is taken.
pub fn profile(pages: &SitePages, address: &Url) -> BTreeMap<FactKind, Vec<Fact>> {
    found(pages, address, |_, findings| findings.into_facts())
}

/// What articles of the site should answer, the most telling first, each with its theme; see
/// [`FactKind::Keyword`]. The same pages give the same keywords. Takes as long as [`profile`].
pub fn keywords(pages: &SitePages, address: &Url) -> Vec<Fact> {
    found(pages, address, |site, findings| keywords::find(site, &findings))
}

fn found<T>(pages: &SitePages, address: &Url, think: impl FnOnce(&Site<'_>, Findings) -> T) -> T {
    let all: Vec<Doc> = pages.pages.iter().map(Doc::of).collect();
    let mut findings = Findings::default();
    let language = language::find(&all, &mut findings);
    let docs = language::keep(all, language.as_deref());
    let site = Site { docs: &docs, address };
    let readers: [fn(&Site<'_>, &mut Findings); 13] = [
        identity::find,
        place::find,
        hours::find,
        articles::find,
        questions::find,
        people::find,
        offers::find,
        topics::find,
        proof::find,
        about::find,
        statements::find,
        look::find,
        pictures::find,
    ];
    for read in readers {
        read(&site, findings.judge(Confidence::Medium));
    }
    think(&site, findings)
}

/// The pages that facts are looked for on, the first page first.
struct Site<'a> {
    docs: &'a [Doc],
    address: &'a Url,
}

impl Site<'_> {
    /// Where a conclusion is drawn from when no page states it.
    fn first_url(&self) -> &Url {
        self.docs.first().map_or(self.address, |doc| &doc.url)
    }
}
