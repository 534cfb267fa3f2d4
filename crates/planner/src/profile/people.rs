//! The people of the business.

use std::sync::LazyLock;

use domain::profile::{Confidence, FactKind};
use regex::Regex;

use super::{
    Site,
    blocks::Block,
    doc::Doc,
    findings::Findings,
    structured::Thing,
    text::{fold, is_one_of, without_accents, words},
    words::{ARTICLE_PAGES, COMMON_LABELS, LEGAL_PAGES, PROFESSIONS, TEAM_PAGES},
};

/// Properties whose person belongs to the business.
const ROLES: &[&str] = &["founder", "founders", "employee", "employees", "member", "owner"];

const NAME: &str = r"(?:(?:Me|Maître|Dra?\.?|Prof\.?|Mrs?\.?|Ms\.?|Mme|Herr|Frau|Sra?\.?|Dott\.(?:ssa)?) )?\p{Lu}[\p{L}’'-]+(?: (?:(?:de|da|do|dos|das|van|von|der|den|di|del|la|ter|te) ){0,2}(?:\p{Lu}\.|\p{Lu}[\p{L}’'-]+)){0,3}";

/// `Meet Rosa Almeida, our head baker`.
static MEET: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(&format!(r"^(?:Meet|Conheça [ao]|Conoce a|Voici|Das ist) (?<name>{NAME})(?:, (?:our |the )?(?<role>[^,.!?]{{3,60}}))?[.!]?$")).ok()
});
static FULL_NAME: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(&format!("^(?:{NAME}|{UNSPACED_NAME})$")).ok());
/// A name in Chinese characters: family and given name with a space between.
const UNSPACED_NAME: &str = r"\p{Han}{1,3}[ \u{3000}][\p{Han}\p{Hiragana}\p{Katakana}]{1,4}";

/// `Rosa Almeida, head baker` and `Rosa Almeida – head baker`.
static WITH_ROLE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(&format!(r"^(?<name>{NAME}) ?(?:,| [-–—|·:]|:) (?<role>.{{3,60}})$")).ok()
});

/// `We are Ann Lee and Bo Chen`, in the languages of the writers.
static SELVES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let we = "We are|I am|I’m|I'm|My name is|Wir sind|Ich bin|Mein Name ist|Nous sommes|Je suis|Je m’appelle|Somos|Soy|Me llamo|Siamo|Sono|Mi chiamo|Eu sou|O meu nome é|Wij zijn|Ik ben|Jestem|Jesteśmy";
    let and = "and|&|und|et|y|e|en|i";
    Regex::new(&format!(r"\b(?:{we}) (?<name>{NAME})(?: (?:{and}) (?<other>{NAME}))?")).ok()
});

/// `Ann Lee, our head baker,` and `June Ito, a chemist,`.
static BESIDE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let our = "our|the|an?|unsere?|eine?|notre|une?|nuestr[ao]|una?|nossa?|nosso|uma?|il nostro|la nostra|nostr[ao]|onze|ons|een|nasza|nasz";
    Regex::new(&format!(r"(?<name>{NAME}), (?:{our}) (?<role>[\p{{L}} ’'-]{{3,50}})[,.]")).ok()
});

/// `Ann Lee founded`, where a page tells how it all began.
static FOUNDED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let began = "founded|started|began|opened|set up|established|gründete|eröffnete|fondó|abrió|fundou|abriu|fondò|aprì|a fondé|a ouvert|a créé|hat .{3,40} (?:gegründet|eröffnet)|richtte|begon|założyła?";
    Regex::new(&format!(r"(?:^|[.!?] )(?<name>{NAME}) (?:{began})\b")).ok()
});

/// Pages on which prose names whom to speak to.
const CONTACT_PAGES: &[&str] =
    &["contact", "kontakt", "contacto", "contato", "contactos", "contatti"];

/// Pages that tell how it all began.
const STORY_PAGES: &[&str] =
    &["story", "history", "geschichte", "histoire", "historia", "storia", "verhaal", "heritage"];

/// A name with the role where that is known.
type Person = (String, Option<String>);

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
                findings.judge(Confidence::High);
                findings.add(FactKind::Person, &name, Some(&role), &doc.url);
            }
        }
    }
    for doc in site.docs {
        for (name, role) in introduced(doc) {
            let known = findings.of(FactKind::Person).iter();
            let business = findings.one(FactKind::Name).map(fold);
            if known.clone().any(|fact| is_short_for(&name, &fact.value))
                || business.is_some_and(|business| business.contains(&fold(&name)))
            {
                continue;
            }
            findings.judge(Confidence::Medium);
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

fn introduced(doc: &Doc) -> Vec<Person> {
    let blocks: Vec<&Block> = doc.content().collect();
    let on_team_page = is_about_people(doc);
    let headings = blocks.iter().enumerate().filter(|(_, block)| block.is_heading());
    let headed = headings.filter_map(|(at, heading)| {
        let text = heading.text();
        let below = blocks.get(at + 1);
        let next = below.and_then(|next| role(&next.text()).filter(|_| next.link.is_none()));
        met(&text, next.clone()).or_else(|| {
            if !is_full_name(&text) {
                return None;
            }
            let told = below.is_some_and(|below| goes_on_by_first_name(&text, &below.text()));
            (next.is_some() || told).then_some((text, next))
        })
    });
    let mut listed: Vec<Person> = headed.collect();
    listed.extend(blocks.iter().flat_map(|block| in_lines(block)));
    // One heading that looks like a name may be anything; several with a role are a team.
    let has_role = |(_, role): &&Person| role.is_some();
    let works = |(_, role): &Person| role.as_deref().is_some_and(is_profession);
    let is_team = listed.iter().filter(has_role).count() >= 2 && listed.iter().any(works);
    listed.retain(|person| on_team_page || (is_team && person.1.is_some()));
    if !doc.is_under(ARTICLE_PAGES) && !doc.is_under(LEGAL_PAGES) {
        let tells = on_team_page || doc.is_under(CONTACT_PAGES) || doc.is_under(STORY_PAGES);
        let prose = blocks.iter().filter(|block| block.link.is_none());
        listed.extend(prose.flat_map(|block| in_prose(&block.text(), tells)));
    }
    listed
}

fn is_profession(role: &str) -> bool {
    let plain = without_accents(&role.to_lowercase());
    let known = |word: &String| PROFESSIONS.iter().any(|stem| word.starts_with(stem));
    words(&plain).iter().any(known)
        || PROFESSIONS.iter().any(|own| !own.is_ascii() && plain.contains(own))
}

/// Whether a page says that it is about people, by its path, its title or its heading.
fn is_about_people(doc: &Doc) -> bool {
    let heading = doc.heading().map(|heading| words(&heading.text())).unwrap_or_default();
    let named = heading.iter().any(|word| TEAM_PAGES.contains(&word.as_str()));
    doc.is_under(TEAM_PAGES) || (named && heading.len() <= 3)
}

/// A name with its role on one line, or on two of the same block.
fn in_lines(block: &Block) -> Vec<Person> {
    let of = |at: usize, line: &String| {
        if let Some(found) = WITH_ROLE.as_ref().and_then(|both| both.captures(line)) {
            let name = found.name("name")?.as_str();
            let role = role(found.name("role")?.as_str())?;
            return is_full_name(name).then(|| (name.to_owned(), Some(role)));
        }
        let next = block.lines.get(at + 1).and_then(|next| role(next))?;
        is_full_name(line).then(|| (line.clone(), Some(next)))
    };
    if block.is_heading() || block.link.is_some() {
        return Vec::new();
    }
    block.lines.iter().enumerate().filter_map(|(at, line)| of(at, line)).collect()
}

/// People whom the prose introduces: *We are Ann Lee and Bo Chen*; and where a page tells of
/// people, *Ann Lee, our baker,*.
fn in_prose(text: &str, tells: bool) -> Vec<Person> {
    let patterns = if tells { &[&SELVES, &BESIDE, &FOUNDED][..] } else { &[&SELVES] };
    let found = patterns.iter().filter_map(|it| it.as_ref()).flat_map(|it| it.captures_iter(text));
    found
        .flat_map(|captures| {
            let role = captures.name("role").map(|role| role.as_str().trim().to_owned());
            let names = ["name", "other"].into_iter().filter_map(|name| captures.name(name));
            let names =
                names.map(|name| name.as_str().to_owned()).filter(|name| is_full_name(name));
            names.map(|name| (name, role.clone())).collect::<Vec<_>>()
        })
        .collect()
}

fn met(heading: &str, next: Option<String>) -> Option<Person> {
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
    words(text.strip_prefix("Me ").unwrap_or(text))
        .first()
        .is_none_or(|first| NO_NAMES.contains(&first.as_str()))
}

/// A short line under a name, or beside it.
fn role(text: &str) -> Option<String> {
    let text = text.trim_end_matches(',').trim();
    let plain = !text.contains(['@', '.', '!', '?', ':', '€', '$', '“', '„', '«', '"']);
    let short = (1..=7).contains(&words(text).len()) && text.chars().count() <= 60;
    let digits = text.contains(|c: char| c.is_ascii_digit());
    let named = is_full_name(text) && words(text).len() < 3;
    (plain && short && !digits && !named).then(|| text.to_owned())
}
