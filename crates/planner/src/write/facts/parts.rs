//! Facts and addresses in the shape that captions have them.

use domain::{
    profile::{FactKind, SiteProfile},
    settings::PointOfView,
};

pub(in crate::write) use crate::plan::phrase::town;
use crate::{
    phrases::Phrases,
    plan::phrase::{clean, folded, length, shorten},
};

/// The longest fact that goes into a post whole, in visible characters.
const LONGEST: usize = 420;

/// Whether a price is an amount and no more: `€6.50`, `12 EUR`; not `from €40 a day`.
pub(in crate::write) fn is_amount(price: &str) -> bool {
    let letters = price.chars().filter(|c| c.is_alphabetic()).count();
    let digits = price.chars().filter(char::is_ascii_digit).count();
    let one = price.split(' ').filter(|word| word.contains(|c: char| c.is_ascii_digit())).count();
    // `ab 89 €` and `ca. 20 €` are more than an amount.
    let before = price.split(|c: char| c.is_ascii_digit()).next().unwrap_or_default();
    digits > 0
        && one == 1
        && !before.chars().any(char::is_lowercase)
        && letters <= 3
        && length(price) <= 14
        && !price.contains(['-', '–', '+'])
}

/// A fact as a caption may hold it: on one line, and no word of it a hashtag of its own.
pub(in crate::write) fn said(fact: &str) -> String {
    let bare = |word: &str| match word.strip_prefix('#') {
        Some(number) if number.starts_with(|c: char| c.is_ascii_digit()) => format!("№ {number}"),
        Some(_) => word.trim_start_matches('#').to_owned(),
        None => word.to_owned(),
    };
    let words: Vec<String> =
        clean(fact).split(' ').map(bare).filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// A price as people write it: `$28.00` of `$28.00 USD`.
pub(in crate::write) fn price(price: String) -> String {
    const DOUBLED: [(char, &str); 3] = [('$', " USD"), ('€', " EUR"), ('£', " GBP")];
    let double = DOUBLED.iter().find(|(sign, _)| price.contains(*sign));
    match double.and_then(|(_, code)| price.strip_suffix(code)) {
        Some(bare) => bare.to_owned(),
        None => price,
    }
}

/// As [`said`], shortened at a sentence where it is long.
pub(in crate::write) fn whole(fact: &str) -> Option<String> {
    let fact = shorten(&said(fact), |part| length(part) <= LONGEST);
    (!folded(&fact).is_empty()).then_some(fact)
}

/// The host that people would type: without `www.` and without a port of its own.
pub(in crate::write) fn host(address: &str) -> Option<String> {
    let url = url::Url::parse(address.trim()).ok()?;
    let host = url.host_str()?;
    Some(host.strip_prefix("www.").unwrap_or(host).to_owned()).filter(|host| host.len() <= 80)
}

/// The page of the same site that a fact was read from, else the site's address; nothing
/// that is no web address or too long to show.
pub(in crate::write) fn link(address: &str, page: Option<&str>) -> Option<String> {
    let site = url::Url::parse(address.trim()).ok();
    let site =
        site.filter(|site| matches!(site.scheme(), "http" | "https") && site.host().is_some())?;
    let page = page.and_then(|page| site.join(page.trim()).ok());
    let page = page.filter(|page| page.host() == site.host() && page.as_str().len() <= 140);
    let origin = || site.join("/").ok();
    let site = Some(site.clone()).filter(|site| site.as_str().len() <= 140).or_else(origin);
    page.or(site).map(String::from).filter(|link| link.len() <= 200)
}

/// The street of an address, where people can be sent: its first part, with a number.
pub(in crate::write) fn street(place: &str) -> Option<String> {
    let first = place.split(',').next()?.trim();
    let numbered = first.contains(|c: char| c.is_ascii_digit());
    let lettered = first.chars().filter(|c| c.is_alphabetic()).count() >= 4;
    (numbered && lettered && length(first) <= 40).then(|| first.to_owned())
}

/// What the website takes, told by the addresses of its pages: `order` or `book`, as the
/// language files call it.
pub(in crate::write) fn act(profile: &SiteProfile) -> Option<&'static str> {
    const ORDERS: &[&str] = &[
        "order",
        "orders",
        "shop",
        "store",
        "cart",
        "checkout",
        "bestellen",
        "encomendas",
        "loja",
        "tienda",
        "boutique",
        "commander",
        "bestellung",
        "warenkorb",
        "commande",
        "commandes",
        "panier",
        "carrito",
        "pedidos",
        "carrinho",
        "carrello",
        "ordina",
        "ordini",
        "negozio",
        "bestel",
        "winkel",
        "winkelwagen",
        "webshop",
    ];
    const BOOKINGS: &[&str] = &[
        "book",
        "booking",
        "bookings",
        "reservations",
        "termin",
        "termine",
        "buchen",
        "reservas",
        "marcacoes",
        "appointments",
        "reservation",
        "buchung",
        "reservierung",
        "reserver",
        "rendez",
        "citas",
        "prenota",
        "prenotazioni",
        "agendar",
        "boeken",
        "reserveren",
        "afspraak",
    ];
    let facts = FactKind::ALL.into_iter().flat_map(|kind| profile.facts(kind));
    let pages: Vec<String> = facts.filter_map(|fact| Some(path(fact.source.as_deref()?))).collect();
    let leads =
        |words: &[&str]| pages.iter().any(|page| page.split(' ').any(|word| words.contains(&word)));
    let ways: [(&'static str, &[&str]); 2] = [("order", ORDERS), ("book", BOOKINGS)];
    ways.into_iter().find(|(_, words)| leads(words)).map(|(act, _)| act)
}

/// The words of an address’s path.
fn path(address: &str) -> String {
    url::Url::parse(address).map(|url| folded(url.path())).unwrap_or_default()
}

/// Another’s *we* in quotation marks where the post speaks by name.
pub(in crate::write) fn quoted(
    text: String,
    view: PointOfView,
    phrases: &'static Phrases,
) -> String {
    let own = view == PointOfView::ThirdPerson && phrases.speaks_itself(&text);
    if own { phrases.quoted(&text) } else { text }
}

/// A role inside a sentence: `night baker` of `Night baker`, and `CEO` as it is.
pub(in crate::write) fn lowered(role: &str) -> String {
    let mut chars = role.chars();
    let first = chars.next();
    let word = role.split(' ').next().unwrap_or_default();
    let named = word.chars().skip(1).any(char::is_uppercase) || word.chars().count() < 3;
    match first.filter(|_| !named) {
        Some(first) => first.to_lowercase().chain(chars).collect(),
        None => role.to_owned(),
    }
}

/// Whether a text begins with a name, so that the name need not be said before it.
pub(in crate::write) fn begins_with(text: &str, name: &str) -> bool {
    let (text, name) = (folded(text), folded(name));
    !name.is_empty() && format!("{text} ").starts_with(&format!("{name} "))
}
