//! What is sold, and for how much.

use domain::profile::FactKind;

use super::{
    Site,
    beside::{Context, name, name_beside},
    blocks::{Block, Kind},
    doc::Doc,
    findings::Findings,
    price,
    structured::Thing,
    text::{fold, is_one_of, mentions, words},
    words::{ARTICLE_PAGES, LEGAL_PAGES, NOT_OFFERS, OFFER_HEADINGS, OFFER_PAGES},
};

#[rustfmt::skip]
const SOLD: &[&str] = &[
    "Product", "ProductGroup", "Service", "MenuItem", "Offer", "Course", "TouristTrip",
    "FinancialProduct", "ProfessionalService", "HotelRoom", "Menu item",
];
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
    let said = |property: &str| offer.text(property).or_else(|| specified.as_ref()?.text(property));
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
    (0..blocks.len()).flat_map(|at| priced_at(&blocks, at, sells)).collect()
}

/// The priced offers of one block.
fn priced_at(blocks: &[&Block], at: usize, sells: bool) -> Vec<Offer> {
    let block = blocks[at];
    let lines = lines(block);
    let offer = |(number, line): (usize, &String)| {
        let above = Context { lines: &lines[..number], blocks, at };
        let bare = || price::find_bare(line).filter(|_| sells && !block.is_heading());
        let range = price::find(line).or_else(bare)?;
        let (before, after) = (&line[..range.start], &line[range.end..]);
        if mentions(&line_of_terms(before, after), NOT_OFFERS) {
            return None;
        }
        let (name, whole) = name_beside(line, before, after, &above, sells);
        let price = if whole { line.clone() } else { line[range].to_owned() };
        Some(Offer { name: name?, price: Some(price) })
    };
    lines.iter().enumerate().filter_map(offer).collect()
}

/// The words beside a price that tell whether it is the price of something sold; prose
/// further away says nothing.
fn line_of_terms(before: &str, after: &str) -> String {
    let after: Vec<_> = words(after).into_iter().take(2).collect();
    format!("{before} {}", after.join(" "))
}

/// A row is one line, whatever its cells; elsewhere each line may hold an item.
fn lines(block: &Block) -> Vec<String> {
    match block.kind {
        Kind::Row => vec![block.lines.join(" – ")],
        _ if block.lines.len() > 1 => block.lines.clone(),
        _ => vec![block.text()],
    }
}

/// Headings that are offers by where they stand: under a heading or on a page that lists
/// offers, or at the head of a page of one offer.
fn named(doc: &Doc) -> Vec<Offer> {
    let path = doc.path();
    let parents = &path[..path.len().saturating_sub(1)];
    if doc.is_in_folder(parents, OFFER_PAGES) {
        let title = doc.heading().and_then(heading_name);
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
        if offered && !is_category(&blocks, at, level) {
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

/// Whether headed or priced things of other names follow under a heading, so that it names
/// a group of them.
fn is_category(blocks: &[&Block], heading: usize, level: u8) -> bool {
    let ends = |block: &&Block| matches!(block.kind, Kind::Heading(next) if next <= level);
    let own = blocks[heading + 1..].iter().position(ends);
    let end = own.map_or(blocks.len(), |length| heading + 1 + length);
    let title = fold(&blocks[heading].text());
    (heading + 1..end).any(|at| {
        let other = |offer: &Offer| fold(&offer.name) != title;
        blocks[at].is_heading() || priced_at(blocks, at, true).iter().any(other)
    })
}
