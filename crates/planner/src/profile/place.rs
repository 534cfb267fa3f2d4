//! Where the business is: address, country, time zone.

use std::sync::LazyLock;

use domain::profile::{Confidence, FactKind};
use regex::Regex;
use serde_json::Value;
use url::Url;

use super::{
    Site,
    blocks::{Block, Kind},
    countries::{self, Country},
    findings::Findings,
    identity::is_business,
    language::primary,
    region::Region,
    structured::Thing,
    text::words,
};

/// Addresses in running text: `Lange Str. 12, 10115 Berlin`, `12 High Street, Leeds LS1 4AB`,
/// `500 Main St, Austin, TX 78701`.
static ADDRESS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let town = r"\p{Lu}[\p{L}’'-]+(?: (?:am|an der|im|do|da|de|\p{Lu}[\p{L}’'-]+)){0,3}";
    let street = r"\p{Lu}[\p{L}.’'-]*(?: [\p{L}.’'-]+){0,5},? \d{1,4} ?[a-zA-Z]?\b";
    let continental =
        format!(r"{street}(?:[^,\d]{{0,12}})?,? (?:[A-Z]{{1,2}}-)?\d{{4,5}}(?:-\d{{3}})? {town}");
    let numbered = r"\d{1,5}[a-zA-Z]? (?:\p{Lu}[\p{L}.’'-]* ?){1,5}";
    let french = format!(
        r"\d{{1,4}}(?: ?bis| ?ter)?,? (?i:rue|avenue|av\.|boulevard|bd|place|chemin|allée|quai|impasse|route|cours) [^,\d]{{2,40}},? \d{{5}} {town}"
    );
    let british =
        format!(r"{numbered},(?: {town},?){{1,3}} [A-Z]{{1,2}}\d[A-Z\d]? ?\d[A-Z]{{2}}\b");
    let american = format!(r"{numbered},(?: [^,\d]{{2,20}},)? {town},? [A-Z]{{2}} \d{{5}}\b");
    let japanese = r"〒? ?\d{3}-\d{4} ?[\p{Han}\p{Hiragana}\p{Katakana}ー][\p{Han}\p{Hiragana}\p{Katakana}ー\d０-９−-]{5,}";
    let irish =
        r"\p{Lu}[\p{L}\d’' -]{2,40}(?:, [\p{L}.’' ]{2,30}){1,3},? [A-Z]\d[\dW] ?[A-Z\d]{4}\b";
    let shapes = [&*british, &*american, &*french, &*continental, irish, japanese];
    Regex::new(&shapes.join("|")).ok()
});

/// A telephone number with the code of its country.
static PHONE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\+\d{1,3}[ ./()-]{0,3}\d[\d ./()-]{6,}").ok());

/// Finds place, country and time zone.
pub(super) fn find(site: &Site<'_>, findings: &mut Findings) {
    let described = described_address(site);
    let stated = described.as_ref().and_then(|(address, url)| Some((in_one_line(address)?, *url)));
    let confidence = if stated.is_some() { Confidence::High } else { Confidence::Medium };
    let place = stated.or_else(|| written_address(site)).or_else(|| told_address(site));
    if let Some((text, source)) = &place {
        findings.judge(confidence).add(FactKind::Place, text, None, source);
    }
    let posted = || {
        let (text, source) = place.as_ref()?;
        Some((of_postcode(text, findings.one(FactKind::Language)?)?, *source))
    };
    let Some((country, source)) = country(site, described.as_ref(), &posted) else { return };
    let stated = described.as_ref().and_then(|(address, _)| address.text("addressCountry"));
    let confidence = if stated.is_some() { Confidence::High } else { Confidence::Low };
    findings.judge(confidence).add(FactKind::Country, country.code, None, source);
    let region = described.as_ref().and_then(|(address, _)| address.text("addressRegion"));
    let text = place.map(|(text, _)| text).unwrap_or_default();
    let states = region.iter().map(String::as_str).chain(text.split([' ', ',']).rev());
    let zone = country.zone_of(states);
    findings.judge(Confidence::Low).add(FactKind::TimeZone, zone, None, source);
}

fn described_address<'a>(site: &Site<'a>) -> Option<(Thing, &'a Url)> {
    site.docs.iter().find_map(|doc| {
        let businesses = doc.things.iter().filter(|thing| is_business(thing));
        let mut addresses = businesses.flat_map(|thing| {
            let located = thing.inner("location").into_iter().flat_map(|at| at.inner("address"));
            thing.inner("address").into_iter().chain(located)
        });
        let loose = || doc.things.iter().find(|thing| thing.is(&["PostalAddress"])).cloned();
        Some((addresses.next().or_else(loose)?, &doc.url))
    })
}

/// An address that is one text in the description of the business.
fn told_address<'a>(site: &Site<'a>) -> Option<(String, &'a Url)> {
    site.docs.iter().find_map(|doc| {
        let mut businesses = doc.things.iter().filter(|thing| is_business(thing));
        let told = businesses.find_map(|thing| match thing.facts.get("address")? {
            Value::String(_) => thing.text("address"),
            _ => None,
        })?;
        Some((told, &doc.url))
    })
}

fn in_one_line(address: &Thing) -> Option<String> {
    let said = |property| address.text(property);
    let town = match (said("postalCode"), said("addressLocality")) {
        // Codes of letters stand behind the town, as in Britain, Canada and Ireland.
        (Some(code), Some(town)) if !town.contains(&code) => {
            let behind = code.starts_with(|c: char| c.is_ascii_alphabetic());
            Some(if behind { format!("{town} {code}") } else { format!("{code} {town}") })
        }
        (_, Some(town)) => Some(town),
        _ => None,
    };
    let parts: Vec<String> = [said("streetAddress"), town].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// The address as the page writes it: in an `<address>`, else wherever a line looks like one.
fn written_address<'a>(site: &Site<'a>) -> Option<(String, &'a Url)> {
    let in_docs = |read: fn(&Block) -> Option<String>| {
        site.docs.iter().find_map(|doc| {
            let places = doc.blocks.iter().filter(|block| {
                !matches!(block.region, Region::Junk | Region::Nav | Region::Quote)
            });
            Some((places.filter(|block| !is_prose(block)).find_map(read)?, &doc.url))
        })
    };
    in_docs(of_element).or_else(|| in_docs(in_text)).or_else(|| over_lines(site))
}

/// A line with a postal code and a town, such as `5060-121 Sabrosa` or `Recife - PE, 50030-230`.
static TOWN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let town = r"\p{Lu}[\p{L}.’' -]{2,40}";
    Regex::new(&format!(
        r"^(?:(?:[A-Z]{{1,2}}-)?\d{{2,5}}(?:-\d{{2,3}})?(?: [A-Z]{{2}})? {town}|{town},? (?:CEP:? )?(?:\d{{5}}-\d{{3}}|[A-Z]{{2}} \d{{5}}))$"
    ))
    .ok()
});

/// An address on two lines of which neither looks like one by itself: the street above the
/// town, wherever the page breaks them.
fn over_lines<'a>(site: &Site<'a>) -> Option<(String, &'a Url)> {
    site.docs.iter().find_map(|doc| {
        let told = doc.blocks.iter().filter(|block| {
            !is_prose(block) && !matches!(block.region, Region::Junk | Region::Nav | Region::Quote)
        });
        let lines: Vec<&String> = told.flat_map(|block| &block.lines).collect();
        let found = lines.windows(2).find(|pair| {
            let (street, town) = (pair[0], pair[1]);
            let numbered = street.contains(|c: char| c.is_ascii_digit());
            let plain =
                words(street).len() <= 9 && !is_phone(street) && !street.contains(['@', ':']);
            numbered && plain && TOWN.as_ref().is_some_and(|shape| shape.is_match(town))
        })?;
        Some((format!("{}, {}", found[0].trim_end_matches(','), found[1]), &doc.url))
    })
}

fn is_prose(block: &Block) -> bool {
    words(&block.text()).len() > 60
}

fn of_element(block: &Block) -> Option<String> {
    if block.kind != Kind::Address {
        return None;
    }
    let is_place =
        |line: &&String| !line.contains('@') && !is_phone(line) && words(line).len() <= 12;
    let lines: Vec<&str> =
        block.lines.iter().filter(is_place).map(|line| line.trim_end_matches(',')).collect();
    let text = lines.join(", ");
    in_text(block).or_else(|| {
        let numbered = text.contains(|c: char| c.is_ascii_digit());
        (numbered && (2..=5).contains(&lines.len())).then_some(text)
    })
}

fn is_phone(line: &str) -> bool {
    line.chars().filter(char::is_ascii_digit).count() > 7 || line.to_lowercase().starts_with("tel")
}

fn in_text(block: &Block) -> Option<String> {
    let lines = block.lines.iter().map(|line| line.trim_end_matches(','));
    let text = lines.collect::<Vec<_>>().join(", ");
    Some(ADDRESS.as_ref()?.find(&text)?.as_str().to_owned())
}

/// The country, from the plainest evidence to the weakest.
fn country<'a>(
    site: &Site<'a>,
    described: Option<&(Thing, &'a Url)>,
    posted: &dyn Fn() -> Option<(&'static Country, &'a Url)>,
) -> Option<(&'static Country, &'a Url)> {
    let stated = || {
        let (address, url) = described?;
        Some((countries::named(&address.text("addressCountry")?)?, *url))
    };
    let hosted = || Some((countries::of_host(site.address.host_str()?)?, site.address));
    let called = || {
        site.docs.iter().find_map(|doc| {
            let described = doc.things.iter().filter_map(|thing| thing.text("telephone"));
            let told = doc.blocks.iter().filter(|block| {
                !matches!(block.region, Region::Junk | Region::Quote | Region::Aside)
            });
            let written = told
                .filter_map(|block| Some(PHONE.as_ref()?.find(&block.text())?.as_str().to_owned()));
            let mut numbers = doc.phones.iter().cloned().chain(described).chain(written);
            Some((numbers.find_map(|phone| countries::of_phone(&phone))?, &doc.url))
        })
    };
    let written = || {
        site.docs.iter().find_map(|doc| {
            let mut lines = doc
                .blocks
                .iter()
                .filter(|block| block.kind == Kind::Address)
                .flat_map(|block| block.lines.iter().flat_map(|line| line.split(',')));
            Some((
                lines.find_map(|part| countries::named(part).filter(|_| part.trim().len() > 2))?,
                &doc.url,
            ))
        })
    };
    let spoken = || {
        let doc = site.docs.first()?;
        let (language, region) = doc.lang.as_deref()?.split_once(['-', '_'])?;
        // The language that templates ship with says nothing.
        let meant = !language.eq_ignore_ascii_case("en");
        Some((countries::named(region).filter(|_| meant && region.len() == 2)?, &doc.url))
    };
    stated().or_else(hosted).or_else(called).or_else(written).or_else(posted).or_else(spoken)
}

/// The country whose postal codes look like the one in an address, among those that speak
/// the language.
fn of_postcode(address: &str, language: &str) -> Option<&'static Country> {
    let shape: String = address
        .chars()
        .map(|c| match c {
            '0'..='9' => '0',
            'A'..='Z' => 'A',
            other => other,
        })
        .collect();
    let has = |code: &str| {
        let spaced = format!(" {shape} ");
        spaced.match_indices(code).any(|(at, _)| {
            let around =
                [spaced[..at].chars().next_back(), spaced[at + code.len()..].chars().next()];
            around.into_iter().flatten().all(|c| c == ' ' || c == ',')
        })
    };
    let code = match primary(language).as_str() {
        "de" if has("00000") => "DE",
        "fr" if has("00000") => "FR",
        "it" if has("00000") => "IT",
        "es" if has("00000") => "ES",
        "pt" | "en" if has("0000-000") => "PT",
        "pt" if has("00000-000") => "BR",
        "pl" if has("00-000") => "PL",
        "ja" if has("000-0000") || has("〒000-0000") => "JP",
        "en" if ["A0 0AA", "A00 0AA", "AA0 0AA", "AA00 0AA"].into_iter().any(has) => "GB",
        "en" if has("AA 00000") => "US",
        _ if has("0000 AA") => "NL",
        _ => return None,
    };
    countries::named(code)
}
