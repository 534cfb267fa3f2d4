//! How the site looks: its colours and its logo.

use std::{cmp::Reverse, collections::HashMap, sync::LazyLock};

use domain::profile::{Confidence, FactKind};
use regex::Regex;
use url::Url;

use super::{
    Site, blocks::Image, doc::Doc, findings::Findings, identity::is_business, region::Region,
    text::fold,
};

static COLOUR: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)#([0-9a-f]{6}|[0-9a-f]{3})\b|\brgba?\( ?(\d{1,3})[ ,]+(\d{1,3})[ ,]+(\d{1,3})")
        .ok()
});

/// Colours that a widespread site builder writes into every page.
#[rustfmt::skip]
const BUILDER: &[&str] = &[
    "#cf2e2e", "#ff6900", "#fcb900", "#7bdcb5", "#00d084", "#8ed1fc", "#0693e3", "#9b51e0",
    "#f78da7", "#abb8c3", "#32373c", "#007cba", "#006ba1", "#005a87",
];

/// More colours than a profile takes.
const MOST: usize = 12;

/// Least difference between the strongest and the weakest part of a colour that is no grey.
const LEAST_HUE: u8 = 24;

/// Finds colours, the declared one first, then the most used; and the logo.
pub(super) fn find(site: &Site<'_>, findings: &mut Findings) {
    for doc in site.docs {
        let declared = ["theme-color", "msapplication-tilecolor"].map(|name| doc.meta(name));
        for colour in declared.into_iter().flatten().flat_map(|text| counted([text])) {
            findings.judge(Confidence::High).add(FactKind::Colour, &colour, None, &doc.url);
        }
    }
    for colour in counted(site.docs.iter().map(|doc| doc.css.as_str())) {
        findings.judge(Confidence::Low).add(FactKind::Colour, &colour, None, site.first_url());
    }
    findings.judge(Confidence::Medium);
    if let Some((logo, source)) = logo(site, findings) {
        findings.add(FactKind::Logo, logo.as_str(), None, source);
    }
}

/// The colours of some style sheets, the most used first, then in order; greys left out.
fn counted<'a>(sheets: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let Some(pattern) = COLOUR.as_ref() else { return Vec::new() };
    let mut uses: HashMap<[u8; 3], (usize, usize)> = HashMap::new();
    for found in sheets.into_iter().flat_map(|sheet| pattern.captures_iter(sheet)) {
        let number = |at: usize| found.get(at).and_then(|part| part.as_str().parse::<u8>().ok());
        let colour = match found.get(1) {
            Some(hex) => of_hex(hex.as_str()),
            None => number(2).zip(number(3)).zip(number(4)).map(|((r, g), b)| [r, g, b]),
        };
        if let Some(colour) = colour.filter(has_hue) {
            let order = uses.len();
            uses.entry(colour).or_insert((0, order)).0 += 1;
        }
    }
    let mut colours: Vec<_> = uses.into_iter().collect();
    colours.sort_by_key(|(_, (count, order))| (Reverse(*count), *order));
    let written = colours.into_iter().map(|([r, g, b], _)| format!("#{r:02x}{g:02x}{b:02x}"));
    written.filter(|colour| !BUILDER.contains(&colour.as_str())).take(MOST).collect()
}

fn of_hex(hex: &str) -> Option<[u8; 3]> {
    let whole: String = match hex.len() {
        3 => hex.chars().flat_map(|digit| [digit, digit]).collect(),
        _ => hex.to_owned(),
    };
    let part = |at: usize| u8::from_str_radix(whole.get(at..at + 2)?, 16).ok();
    Some([part(0)?, part(2)?, part(4)?])
}

fn has_hue([r, g, b]: &[u8; 3]) -> bool {
    r.max(g).max(b) - r.min(g).min(b) >= LEAST_HUE
}

fn logo<'a>(site: &Site<'a>, findings: &Findings) -> Option<(Url, &'a Url)> {
    let name = fold(findings.one(FactKind::Name).unwrap_or_default());
    let first_of = |find: &dyn Fn(&Doc) -> Option<Url>| {
        site.docs.iter().find_map(|doc| Some((find(doc).filter(is_web)?, &doc.url)))
    };
    first_of(&described_logo)
        .or_else(|| first_of(&|doc| logo_image(doc, &name)))
        .or_else(|| first_of(&|doc| icon(doc, "apple-touch-icon")))
        .or_else(|| first_of(&|doc| icon(doc, "icon").filter(|url| !url.path().ends_with(".ico"))))
        .or_else(|| first_of(&|doc| doc.url.join(doc.meta("og:image")?).ok()))
        .or_else(|| first_of(&|doc| icon(doc, "icon")))
}

fn is_web(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https")
}

fn described_logo(doc: &Doc) -> Option<Url> {
    let businesses = doc.things.iter().filter(|thing| is_business(thing));
    businesses.clone().find_map(|thing| {
        let of_object = thing
            .inner("logo")
            .into_iter()
            .find_map(|logo| logo.text("url").or_else(|| logo.text("contentUrl")));
        doc.url.join(&of_object.or_else(|| thing.text("logo"))?).ok()
    })
}

/// A picture that calls itself a logo: in the head of the page, or naming the business;
/// others may be those of partners.
fn logo_image(doc: &Doc, name: &str) -> Option<Url> {
    let logos = || doc.images.iter().filter(|image| image.hint.contains("logo"));
    let in_head = |image: &&Image| matches!(image.region, Region::Header | Region::Nav);
    let at_the_top = logos().find(in_head);
    let named = || logos().find(|image| name.len() >= 3 && fold(&image.hint).contains(name));
    let is_home = |to: &Url| to.path() == "/" && to.host_str() == doc.url.host_str();
    let leads_home = || doc.images.iter().find(|image| image.to.as_ref().is_some_and(is_home));
    let first = || doc.images.first().filter(|image| image.hint.contains("logo"));
    let found = at_the_top.or_else(named).or_else(leads_home).or_else(first);
    Some(found?.source.clone())
}

fn icon(doc: &Doc, relation: &str) -> Option<Url> {
    let mut icons = doc.icons.iter().filter(|(rel, _)| rel.split(' ').any(|word| word == relation));
    icons.next().map(|(_, url)| url.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_counted_in_every_spelling_and_greys_are_none() {
        let css = "a{color:#A63} b{background:rgb(170, 102, 51)} i{color:#333;border:1px #fff0f0}
            u{color:#123abc} .wp{--x:#cf2e2e} #header{} #fade1{}";
        assert_eq!(counted([css]), ["#aa6633", "#123abc"]);
    }
}
