//! What the business is called and what it says it does.

use domain::profile::{Confidence, FactKind};
use url::Url;

use super::{
    Site,
    blocks::Kind,
    doc::Doc,
    findings::Findings,
    structured::Thing,
    text::{fold, is_one_of, length_in_words, without_accents, words},
    words::COMMON_LABELS,
};

/// Types of schema.org that are a business of their own; the many kinds of local business
/// are told by what is said of them.
#[rustfmt::skip]
const BUSINESSES: &[&str] = &[
    "Organization", "LocalBusiness", "Corporation", "NGO", "Store", "Restaurant", "Bakery",
    "CafeOrCoffeeShop", "FoodEstablishment", "ProfessionalService", "OnlineStore",
    "OnlineBusiness", "EducationalOrganization", "MedicalBusiness", "Hotel", "LodgingBusiness",
    "BarOrPub", "HealthAndBeautyBusiness", "HomeAndConstructionBusiness",
    "SportsActivityLocation",
];
const FACTS_OF_A_BUSINESS: &[&str] =
    &["address", "telephone", "openingHours", "openingHoursSpecification", "priceRange", "geo"];
const NOT_BUSINESSES: &[&str] = &["Person", "Event", "Place", "Product", "Offer", "JobPosting"];

const SEPARATORS: &[&str] =
    &[" | ", " – ", " — ", " - ", " · ", " • ", " :: ", " » ", " / ", ": ", "｜"];

/// Shortest paragraph that describes a business, in characters.
const SHORTEST_PARAGRAPH: usize = 60;

const PLACEHOLDERS: &[&str] =
    &["just another wordpress site", "my wordpress blog", "coming soon", "lorem ipsum", "untitled"];

/// Finds the name and the description.
pub(super) fn find(site: &Site<'_>, findings: &mut Findings) {
    let told = described_name(site).or_else(|| meta_name(site)).map(|it| (it, Confidence::High));
    let named = told.or_else(|| Some((title_name(site)?, Confidence::Medium)));
    let host = || Some(((host_name(site.address)?, site.first_url()), Confidence::Low));
    if let Some(((name, source), confidence)) = named.or_else(host) {
        findings.judge(confidence).add(FactKind::Name, &name, None, source);
    }
    findings.judge(Confidence::Medium);
    if let Some((text, source)) = description(site) {
        findings.add(FactKind::Description, &text, None, source);
    }
}

/// Whether a described thing is a business on its own and not a part of something else.
pub(super) fn is_business(thing: &Thing) -> bool {
    let outer =
        matches!(thing.role.as_str(), "" | "publisher" | "mainEntity" | "about" | "provider");
    let told = FACTS_OF_A_BUSINESS.iter().any(|fact| thing.facts.contains_key(*fact));
    outer && (thing.is(BUSINESSES) || (told && !thing.is(NOT_BUSINESSES)))
}

fn described_name<'a>(site: &Site<'a>) -> Option<(String, &'a Url)> {
    let outermost_first = |outer: bool| {
        site.docs.iter().find_map(move |doc| {
            let mut businesses = doc
                .things
                .iter()
                .filter(move |thing| is_business(thing) && thing.role.is_empty() == outer);
            Some((businesses.find_map(|thing| thing.text("name"))?, &doc.url))
        })
    };
    let found = outermost_first(true).or_else(|| outermost_first(false));
    found.filter(|(name, _)| !is_address(name))
}

fn meta_name<'a>(site: &Site<'a>) -> Option<(String, &'a Url)> {
    site.docs.iter().find_map(|doc| {
        let name = doc.meta("og:site_name").or_else(|| doc.meta("application-name"))?;
        (!is_address(name)).then(|| (name.to_owned(), &doc.url))
    })
}

/// Some generators give the address where a name belongs.
fn is_address(name: &str) -> bool {
    name.contains("://") || (name.contains('.') && !name.contains(' ') && name.len() > 4)
}

/// The part of the first page's title that the host, the other titles or its first heading
/// repeat.
fn title_name<'a>(site: &Site<'a>) -> Option<(String, &'a Url)> {
    let first = site.docs.first()?;
    let mut parts = parts(&first.title);
    // *Miller & Sons, lawyers in Leeds*.
    parts.extend(parts.clone().iter().filter_map(|part| part.split_once(", ")).map(|(own, _)| own));
    let host = fold(&host_label(site.address)?);
    let like_host = |part: &&&str| {
        let plain = fold(&without_accents(&part.to_lowercase()));
        plain.len() >= 3
            && (host.contains(&plain) || (plain.contains(&host) && words(part).len() <= 5))
    };
    let repeated = |part: &&&str| {
        let others = site.docs.iter().skip(1);
        others.filter(|doc| self::parts(&doc.title).contains(part)).count() >= 1
    };
    let headings: Vec<String> = first
        .blocks
        .iter()
        .filter(|it| it.kind == Kind::Heading(1))
        .map(|it| fold(&it.text()))
        .collect();
    let headed = |part: &&&str| headings.contains(&fold(part)) && !is_one_of(part, COMMON_LABELS);
    let part = parts.iter().find(like_host).or_else(|| parts.iter().rev().find(repeated));
    let part = part.or_else(|| parts.iter().find(headed).filter(|part| words(part).len() <= 6));
    let lone = || match parts.as_slice() {
        [only] if words(only).len() <= 5 => Some(only),
        [_, .., last] if words(last).len() <= 4 => Some(last),
        _ => None,
    };
    let name = untold(part.or_else(lone)?);
    (!PLACEHOLDERS.contains(&name.to_lowercase().as_str())).then(|| (name.to_owned(), &first.url))
}

/// A name without what the title tells of it: `Miller & Sons` of *Miller & Sons, lawyers in
/// Leeds*.
fn untold(name: &str) -> &str {
    let told =
        |(own, rest): &(&str, &str)| words(own).len() > 1 && rest.starts_with(char::is_lowercase);
    name.split_once(", ").filter(told).map_or(name, |(own, _)| own)
}

fn parts(title: &str) -> Vec<&str> {
    SEPARATORS
        .iter()
        .fold(vec![title], |parts, mark| {
            parts.into_iter().flat_map(|part| part.split(mark)).collect()
        })
        .into_iter()
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect()
}

fn host_name(address: &Url) -> Option<String> {
    let host = address.host_str()?;
    Some(host.strip_prefix("www.").unwrap_or(host).to_owned())
}

/// `rosasbakery` of `www.rosasbakery.co.uk`.
fn host_label(address: &Url) -> Option<String> {
    Some(host_name(address)?.split('.').next()?.to_owned())
}

fn description<'a>(site: &Site<'a>) -> Option<(String, &'a Url)> {
    let first = site.docs.first()?;
    let described = site.docs.iter().find_map(|doc| {
        let mut businesses = doc.things.iter().filter(|thing| is_business(thing));
        Some((businesses.find_map(|thing| thing.text("description"))?, &doc.url))
    });
    let said = |name| first.meta(name).map(|text| (text.to_owned(), &first.url));
    let paragraph = || site.docs.iter().find_map(|doc| Some((good_paragraph(doc)?, &doc.url)));
    let says_something = |(text, _): &(String, &Url)| {
        length_in_words(text) >= 4 && !PLACEHOLDERS.contains(&text.to_lowercase().as_str())
    };
    described
        .filter(says_something)
        .or_else(|| said("description").filter(says_something))
        .or_else(|| said("og:description").filter(says_something))
        .or_else(paragraph)
}

fn good_paragraph(doc: &Doc) -> Option<String> {
    let paragraphs =
        doc.content().filter(|block| matches!(block.kind, Kind::Paragraph | Kind::Other));
    paragraphs.map(|block| block.text()).find(|text| {
        let long = text.chars().count() >= SHORTEST_PARAGRAPH;
        long && text.ends_with(['.', '!', '…', '。']) && !text.to_lowercase().contains("cookie")
    })
}
