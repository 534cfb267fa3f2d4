//! Keywords: phrases that the site lives by, and that its articles do not answer yet.
//!
//! No volume and no difficulty: nobody here knows them. A phrase ranks by the articles it
//! lacks, then by how telling it is of the site's own text.

use domain::profile::FactKind;

use super::{
    Site,
    findings::Findings,
    phrases::{passages, phrases, spells},
    text::fold,
    topics::capitalised,
};

/// Adds the keywords, best first.
pub(super) fn find(site: &Site<'_>, findings: &mut Findings) {
    let passages = passages(site);
    let mut found: Vec<_> = phrases(site, findings)
        .into_iter()
        .filter(|(phrase, _)| !names_business(findings, phrase))
        .map(|(phrase, page)| {
            let holding = passages.iter().filter(|(passage, _)| spells(passage, &phrase));
            let mut pages: Vec<&str> = holding.map(|(_, url)| url.as_str()).collect();
            let times = pages.len();
            pages.sort_unstable();
            pages.dedup();
            let answered = is_answered(findings, &phrase);
            (answered, capitalised(&phrase), said(times, pages.len(), answered), page)
        })
        .collect();
    found.sort_by_key(|(answered, ..)| *answered);
    for (_, phrase, said, page) in found {
        findings.add(FactKind::Keyword, &phrase, Some(&said), page);
    }
}

fn is_answered(findings: &Findings, phrase: &str) -> bool {
    let told = findings.of(FactKind::Article).iter().chain(findings.of(FactKind::Question));
    told.map(|fact| fold(&fact.value)).any(|told| told.contains(&fold(phrase)))
}

fn names_business(findings: &Findings, phrase: &str) -> bool {
    let name = findings.one(FactKind::Name).map(fold).unwrap_or_default();
    let phrase = fold(phrase);
    !name.is_empty() && (name.contains(&phrase) || phrase.contains(&name))
}

fn said(times: usize, pages: usize, answered: bool) -> String {
    let many = |count: usize, word: &str| match count {
        1 => format!("one {word}"),
        count => format!("{count} {word}s"),
    };
    let article = if answered { "an article names it" } else { "no article names it" };
    format!("in {} on {}, {article}", many(times, "passage"), many(pages, "page"))
}
