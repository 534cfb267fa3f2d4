//! What is sold, and for how much.

use domain::profile::{Confidence, FactKind};

use super::{
    Site,
    beside::{Context, name, name_beside},
    blocks::{Block, Kind},
    doc::Doc,
    findings::Findings,
    price,
    questions::asks,
    structured::Thing,
    text::{fold, is_one_of, mentions, sentences, words},
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
    let mut add = |doc: &Doc, offer: Offer, confidence: Confidence| {
        if fold(&offer.name) != business {
            findings.judge(confidence);
            findings.add(FactKind::Offer, &offer.name, offer.price.as_deref(), &doc.url);
        }
    };
    for doc in site.docs.iter().filter(sold) {
        priced(doc).into_iter().for_each(|offer| add(doc, offer, Confidence::Medium));
    }
    for doc in site.docs {
        described(doc).into_iter().for_each(|offer| add(doc, offer, Confidence::High));
    }
    for doc in site.docs.iter().filter(sold) {
        named(doc).into_iter().for_each(|offer| add(doc, offer, Confidence::Medium));
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
    let amount = with_cents(amount);
    Some(match said("priceCurrency") {
        Some(currency) if !amount.contains(&currency) => format!("{amount} {currency}"),
        _ => amount,
    })
}

/// `28.5` of a number in JSON is `28.50` as a price, and `28.0` is `28`.
fn with_cents(amount: String) -> String {
    match amount.rsplit_once('.') {
        Some((whole, "0")) => whole.to_owned(),
        Some((_, tenths)) if tenths.len() == 1 => format!("{amount}0"),
        _ => amount,
    }
}

/// Names with a price beside, before or under them.
fn priced(doc: &Doc) -> Vec<Offer> {
    let sells = doc.is_under(OFFER_PAGES);
    let blocks: Vec<&Block> = doc.content().collect();
    let answers = |at: usize| {
        let mut above = blocks[..at].iter().rev();
        let title = above.find(|block| block.is_heading() || block.kind == Kind::Term);
        title.is_some_and(|title| asks(&title.text()))
    };
    let sold = (0..blocks.len()).filter(|at| !answers(*at));
    sold.flat_map(|at| priced_at(&blocks, at, sells)).collect()
}

/// The priced offers of one block.
fn priced_at(blocks: &[&Block], at: usize, sells: bool) -> Vec<Offer> {
    let block = blocks[at];
    if let Some(offer) = of_row(block) {
        return offer.into_iter().collect();
    }
    let lines = lines(block);
    let offer = |(number, line): (usize, &String)| {
        let above = Context { lines: &lines[..number], blocks, at };
        let bare = || price::find_bare(line).filter(|_| sells && !block.is_heading());
        let range = price::find(line).or_else(bare)?;
        let (before, after) = (&line[..range.start], &line[range.end..]);
        if mentions(&line_of_terms(before, after), NOT_OFFERS) {
            return None;
        }
        let sells = sells || price::has_unit(&line[range.clone()]);
        let (name, whole) = name_beside(line, before, after, &above, sells);
        let price = if whole { line.clone() } else { line[range].to_owned() };
        Some(Offer { name: name?, price: Some(price) })
    };
    lines.iter().enumerate().filter_map(offer).collect()
}

/// What a row of a table offers: its first cell is the name, its first priced cell the
/// price. `None` for a row whose cells cannot be told apart.
fn of_row(block: &Block) -> Option<Option<Offer>> {
    let (first, cells) = block.lines.split_first().filter(|_| block.kind == Kind::Row)?;
    let cell = cells.iter().find(|cell| price::is_alone(cell))?;
    let name = name(first).filter(|_| price::find(first).is_none())?;
    let sold = !mentions(first, NOT_OFFERS);
    Some(sold.then(|| Offer { name, price: Some(cell.clone()) }))
}

/// The words beside a price that tell whether it is the price of something sold; prose
/// further away says nothing.
fn line_of_terms(before: &str, after: &str) -> String {
    let own = !before.trim_end().ends_with(['.', '!', '?']);
    let before = words(sentences(before).last().filter(|_| own).unwrap_or(&""));
    let goes_on = !after.trim_start().starts_with(['.', '!', '?']);
    let after = words(after).into_iter().take(if goes_on { 2 } else { 0 });
    let near = before.len().saturating_sub(WORDS_BEFORE);
    before.into_iter().skip(near).chain(after).collect::<Vec<_>>().join(" ")
}

/// How many words before a price tell what it is the price of.
const WORDS_BEFORE: usize = 5;

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
        let several = priced(doc).len() > 1;
        let title = doc.heading().filter(|_| !several).and_then(heading_name);
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
