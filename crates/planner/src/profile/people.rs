//! The people of the business.

use std::sync::LazyLock;

use domain::profile::FactKind;
use regex::Regex;

use super::{
    Site,
    blocks::Block,
    doc::Doc,
    findings::Findings,
    structured::Thing,
    text::{is_one_of, words},
    words::{COMMON_LABELS, TEAM_PAGES},
};

/// Properties whose person belongs to the business.
const ROLES: &[&str] = &["founder", "founders", "employee", "employees", "member", "owner"];

const NAME: &str = r"\p{Lu}[\p{L}’'-]+(?: (?:de|da|do|dos|e|van|von|der|den|di|del|la|\p{Lu}\.|\p{Lu}[\p{L}’'-]+)){0,3}";

/// `Meet Rosa Almeida, our head baker`.
static MEET: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(&format!(r"^(?:Meet|Conheça [ao]|Conoce a|Voici|Das ist) (?<name>{NAME})(?:, (?:our |the )?(?<role>[^,.!?]{{3,60}}))?[.!]?$")).ok()
});
static FULL_NAME: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(&format!("^{NAME}$")).ok());

/// First words of headings that look like names and are none.
#[rustfmt::skip]
const NO_NAMES: &[&str] = &[
    "the", "our", "us", "your", "my", "me", "team", "meet", "about", "unser", "unsere", "die",
    "der", "das", "ihr", "nossa", "nosso", "notre", "nos", "nuestra", "nuestro", "opening", "why",
    "how", "what", "where", "family", "new", "wir", "über", "mehr", "i", "il", "la", "le", "o",
    "a",
];

/// Finds people: described ones, then those that headings introduce.
pub(super) fn find(site: &Site<'_>, findings: &mut Findings) {
    for doc in site.docs {
        for person in doc.things.iter().filter(|thing| thing.is(&["Person"])) {
            if let (Some(name), Some(role)) = (person.text("name"), described_role(person)) {
                findings.add(FactKind::Person, &name, Some(&role), &doc.url);
            }
        }
    }
    for doc in site.docs {
        for (name, role) in introduced(doc) {
            let known = findings.of(FactKind::Person).iter();
            if known.clone().any(|fact| is_short_for(&name, &fact.value)) {
                continue;
            }
            findings.add(FactKind::Person, &name, role.as_deref(), &doc.url);
        }
    }
}

/// Whether a name is the beginning of another: `João` of `João Neves`.
fn is_short_for(short: &str, full: &str) -> bool {
    let (short, full) = (words(short), words(full));
    short.len() < full.len() && full.starts_with(&short)
}

/// The role of a person of the business; `None` for reviewers, authors and the like.
fn described_role(person: &Thing) -> Option<String> {
    let belongs = ROLES.contains(&person.role.as_str());
    let on_its_own = person.role.is_empty() || person.role == "mainEntity";
    let title = person.text("jobTitle").filter(|_| belongs || on_its_own);
    title.or_else(|| belongs.then(|| person.role.trim_end_matches('s').to_owned()))
}

fn introduced(doc: &Doc) -> Vec<(String, Option<String>)> {
    let blocks: Vec<&Block> = doc.content().collect();
    let on_team_page = doc.is_under(TEAM_PAGES);
    let headings = blocks.iter().enumerate().filter(|(_, block)| block.is_heading());
    headings
        .filter_map(|(at, heading)| {
            let text = heading.text();
            let below = blocks.get(at + 1);
            let next = below.and_then(|next| role(next));
            met(&text, next.clone()).or_else(|| {
                if !on_team_page || !is_full_name(&text) {
                    return None;
                }
                let told = below.is_some_and(|below| goes_on_by_first_name(&text, &below.text()));
                (next.is_some() || told).then_some((text, next))
            })
        })
        .collect()
}

fn met(heading: &str, next: Option<String>) -> Option<(String, Option<String>)> {
    let found = MEET.as_ref()?.captures(heading)?;
    let name = found.name("name")?.as_str().to_owned();
    let role = found.name("role").map(|role| role.as_str().to_owned()).or(next);
    (!begins_as_no_name(&name)).then_some((name, role))
}

fn is_full_name(text: &str) -> bool {
    let matches = FULL_NAME.as_ref().is_some_and(|name| name.is_match(text));
    matches && words(text).len() >= 2 && !begins_as_no_name(text) && !is_one_of(text, COMMON_LABELS)
}

/// Whether the prose under a name speaks of the person: `Maya teaches…` under `Maya Chen`.
fn goes_on_by_first_name(name: &str, below: &str) -> bool {
    let first = name.split(' ').next().unwrap_or_default();
    below.strip_prefix(first).is_some_and(|rest| rest.starts_with([' ', ',', '’', '\'']))
}

fn begins_as_no_name(text: &str) -> bool {
    words(text).first().is_none_or(|first| NO_NAMES.contains(&first.as_str()))
}

/// A short line under a name.
fn role(block: &Block) -> Option<String> {
    let text = block.text();
    let plain = !text.contains(['@', '.', '!', '?', ':', '€', '$']) && block.link.is_none();
    let short = (1..=7).contains(&words(&text).len()) && text.chars().count() <= 60;
    let digits = text.contains(|c: char| c.is_ascii_digit());
    (plain && short && !digits).then_some(text)
}
