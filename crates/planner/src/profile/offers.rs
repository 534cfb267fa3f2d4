//! What is sold, and for how much.

use domain::profile::FactKind;

use super::{
    Site,
    blocks::{Block, Kind},
    doc::Doc,
    findings::Findings,
    price,
    structured::Thing,
    text::{fold, is_one_of, mentions, words},
    words::{ARTICLE_PAGES, COMMON_LABELS, LEGAL_PAGES, NOT_OFFERS, OFFER_HEADINGS, OFFER_PAGES, SIZES},
};

const SOLD: &[&str] = &[
    "Product", "ProductGroup", "Service", "MenuItem", "Offer", "Course", "TouristTrip",
    "FinancialProduct", "ProfessionalService", "HotelRoom", "Menu item",
];
/// Longest line that is an item of a list rather than prose, in characters.
const LONGEST_LINE: usize = 120;
const LONGEST_NAME: usize = 60;

/// An offer on its way to becoming a fact.
struct Offer {
    name: String,
    price: Option<String>,
}

/// Finds offers: priced ones in the text, described ones, then those without a price.
pub(super) fn find(site: &Site<'_>, findings: &mut Findings) {
    let business = fold(findings.one(FactKind::Name).unwrap_or_default());
    let sold = |doc: &&Doc| !doc.is_under(LEGAL_PAGES) && !doc.is_under(ARTICLE_PAGES);
    let mut add = |doc: &Doc, offer: Offer| {
        if fold(&offer.name) != business {
            findings.add(FactKind::Offer, &offer.name, offer.price.as_deref(), &doc.url);
        }
    };
    for doc in site.docs.iter().filter(sold) {
        priced(doc).into_iter().for_each(|offer| add(doc, offer));
    }
    for doc in site.docs {
        described(doc).into_iter().for_each(|offer| add(doc, offer));
    }
    for doc in site.docs.iter().filter(sold) {
        named(doc).into_iter().for_each(|offer| add(doc, offer));
    }
}

fn described(doc: &Doc) -> Vec<Offer> {
    let things = doc.things.iter().filter(|thing| thing.is(SOLD) && thing.role != "isRelatedTo");
    things
        .filter_map(|thing| {
            let item = thing.inner("itemOffered").into_iter().next();
            let name = thing.text("name").or_else(|| item?.text("name"))?;
            Some(Offer { name, price: described_price(thing) })
        })
        .collect()
}

/// The price with its currency, as the description has them.
fn described_price(thing: &Thing) -> Option<String> {
    let offer = thing.inner("offers").into_iter().next();
    let offer = offer.as_ref().unwrap_or(thing);
    let specified = offer.inner("priceSpecification").into_iter().next();
    let said = |property: &str| {
        offer.text(property).or_else(|| specified.as_ref()?.text(property))
    };
    let amount = said("price").or_else(|| match (said("lowPrice")?, said("highPrice")) {
        (low, Some(high)) if low != high => Some(format!("{low}–{high}")),
        (low, _) => Some(low),
    })?;
    if !amount.contains(|c: char| ('1'..='9').contains(&c)) {
        return None;
    }
    Some(match said("priceCurrency") {
        Some(currency) if !amount.contains(&currency) => format!("{amount} {currency}"),
        _ => amount,
    })
}

/// Names with a price beside, before or under them.
fn priced(doc: &Doc) -> Vec<Offer> {
    let sells = doc.is_under(OFFER_PAGES);
    let blocks: Vec<&Block> = doc.content().collect();
    let mut offers = Vec::new();
    for (at, block) in blocks.iter().enumerate() {
        for line in lines(block) {
            let Some(range) = price::find(&line)
                .or_else(|| price::find_bare(&line).filter(|_| sells && is_listed(block)))
            else {
                continue;
            };
            let (before, after) = (&line[..range.start], &line[range.end..]);
            let price = line[range.clone()].to_owned();
            let in_a_line = line.chars().count() <= LONGEST_LINE && words(&line).len() <= 18;
            let sizes = is_one_of(before, SIZES) || price::is_list(&line);
            let (name, price) = if !in_a_line {
                (subject(&blocks[..at]).filter(|_| sells), price)
            } else if sizes && line.chars().count() <= LONGEST_NAME {
                (subject(&blocks[..at]).or_else(|| name(before)), line.clone())
            } else if words(before).is_empty() {
                (subject(&blocks[..at]).or_else(|| name(after)), price)
            } else {
                (name(before), price)
            };
            let sold = name.filter(|_| !mentions(&line_of_terms(before, after), NOT_OFFERS));
            offers.extend(sold.map(|name| Offer { name, price: Some(price) }));
        }
    }
    offers
}

/// The words beside a price that tell whether it is the price of something sold; prose
/// further away says nothing.
fn line_of_terms(before: &str, after: &str) -> String {
    let after: Vec<_> = words(after).into_iter().take(2).collect();
    format!("{before} {}", after.join(" "))
}

fn is_listed(block: &Block) -> bool {
    matches!(block.kind, Kind::Item | Kind::Row | Kind::Other | Kind::Paragraph)
}

/// A row is one line, whatever its cells; elsewhere each line may hold an item.
fn lines(block: &Block) -> Vec<String> {
    match block.kind {
        Kind::Row => vec![block.lines.join(" – ")],
        _ if block.lines.len() > 1 => block.lines.clone(),
        _ => vec![block.text()],
    }
}

/// What a lone price belongs to: the nearest heading above it, else the nearest short
/// text. Another price in between ends the search.
fn subject(before: &[&Block]) -> Option<String> {
    let near = || {
        let unpriced = |block: &&&Block| price::find(&block.text()).is_none();
        before.iter().rev().take(4).take_while(unpriced)
    };
    let is_title = |block: &&&Block| block.is_heading() || block.kind == Kind::Term;
    let heading = near().find(is_title);
    let short = || near().find(|block| block.text().chars().count() <= LONGEST_NAME);
    name(&heading.or_else(short)?.text())
}

/// Words between a name and its price.
const LEADS_TO_PRICE: &[&str] = &[" for", " at", " für", " zu", " por", " pour", " a", " à", " voor"];

/// The name of what is sold, out of the text beside its price.
fn name(beside: &str) -> Option<String> {
    let is_rim = |c: char| c.is_whitespace() || "–—-:.,|·•*…/(→>&".contains(c);
    let text = beside.trim_matches(is_rim);
    let first = [" – ", " — ", " - ", ": ", " | ", " ("]
        .iter()
        .filter_map(|mark| text.split_once(mark))
        .map(|(first, _)| first)
        .min_by_key(|first| first.len());
    let text = if text.chars().count() > LONGEST_NAME { first? } else { text };
    let text = LEADS_TO_PRICE.iter().fold(text, |text, word| text.strip_suffix(word).unwrap_or(text));
    let text = text.trim_matches(is_rim);
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let length = text.chars().count();
    let ends_as_sentence = text.ends_with(['!', '?']);
    let fits = letters >= 3 && length <= LONGEST_NAME && words(text).len() <= 9;
    (fits && !ends_as_sentence && !is_one_of(text, COMMON_LABELS)).then(|| text.to_owned())
}

/// Headings that are offers by where they stand: under a heading or on a page that lists
/// offers, or at the head of a page of one offer.
fn named(doc: &Doc) -> Vec<Offer> {
    let path = doc.path();
    let parents = &path[..path.len().saturating_sub(1)];
    if doc.is_in_folder(parents, OFFER_PAGES) {
        let title = doc.heading().and_then(|heading| heading_name(heading));
        return title.map(|name| Offer { name, price: None }).into_iter().collect();
    }
    let sells = doc.is_under(OFFER_PAGES);
    let blocks: Vec<&Block> = doc.content().collect();
    let mut listing: Option<u8> = None;
    let mut offers = Vec::new();
    for (at, block) in blocks.iter().enumerate() {
        let Kind::Heading(level) = block.kind else { continue };
        if is_one_of(&block.text(), OFFER_HEADINGS) {
            listing = Some(level);
            continue;
        }
        if listing.is_some_and(|outer| level <= outer) {
            listing = None;
        }
        let offered = listing.is_some() || (sells && level > 1);
        if offered && !is_category(level, &blocks[at + 1..]) {
            offers.extend(heading_name(block).map(|name| Offer { name, price: None }));
        }
    }
    offers
}

fn heading_name(heading: &Block) -> Option<String> {
    let text = heading.text();
    let short = words(&text).len() <= 6 && price::find(&text).is_none();
    name(&text).filter(|_| short && !text.contains(['?', '!', '…']))
}

/// Whether priced or headed things follow under a heading, so that it names a group.
fn is_category(level: u8, after: &[&Block]) -> bool {
    let own = after.iter().take_while(|block| match block.kind {
        Kind::Heading(next) => next > level,
        _ => true,
    });
    own.clone().any(|block| block.is_heading()) || own.take(40).any(|block| price::find(&block.text()).is_some())
}
