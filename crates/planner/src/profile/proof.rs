//! What the site says about itself that bears repeating.

use std::{cmp::Reverse, ops::RangeInclusive, sync::LazyLock};

use domain::profile::FactKind;
use regex::Regex;

use super::{
    Site,
    blocks::{Block, Kind},
    doc::Doc,
    findings::Findings,
    price,
    standing::{is_clutter, misses_a_person, stands_alone},
    text::{mentions, sentences},
    words::{ARTICLE_PAGES, LEGAL_PAGES},
};

const LENGTHS: RangeInclusive<usize> = 30..=160;

/// What makes a sentence a proof: since when, by whom, how made, how honoured, how many.
static CUES: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    [
        r"(?i)\b(?:since|seit|desde|depuis|dal|sinds|sedan|od roku|est\.?|from) (?:19|18|20)\d\d\b",
        r"(?i)\b(?:founded|established|gegründet|fundad[ao]|fondée?|fondat[ao]|opgericht|grundat)\b|\bopened (?:the|our|its) doors\b",
        r"(?i)\bfamily[- ](?:run|owned|business|company|firm)|\bin the family\b|famili(?:en|är)(?:geführt|betrieb)|(?:empresa|negócio|negocio|entreprise|azienda) famili\w+|\bfamiliebedrijf\b|\bgenerat\w+\b|\bgeração\b|\bgénération\b|\bgeneración\b",
        r"(?i)\b(?:hand-?made|hand-?crafted|by hand|von hand|handgemacht|handgefertigt|à mão|artesana\w+|fait(?:e|es|s)? main|a mano|handgemaakt|homemade|hausgemacht)\b",
        r"(?i)\b(?:awards?|award-winning|prizes?|voted|winner|ausgezeichnet|auszeichnung|meisterbetrieb|preisträger|prémios?|premiad[ao]s?|premios?|primée?s?|lauréat\w*|premiat[ao])\b",
        r"(?i)\b(?:certified|accredited|zertifiziert\w*|certificad[ao]s?|certifiée?s?|certificat[ao]|organic|biológic[ao]s?|fair ?trade|bio-)\b",
        r"(?i)\b(?:for|over|than|after|our|with|nach|mit|über|seit|unsere|depuis|après|avec|hace|desde|con|há|com|mais de|più di|da|sinds|al|dan) \d{1,3} (?:years|jahren?|anos|ans|años|anni|jaar|år)\b",
        r"(?i)\b\d{1,3} (?:years of experience|years’ experience|jahren? erfahrung|ans d[’']expérience|años de experiencia|anos de experiência|anni di esperienza|jaar ervaring)\b",
        r"(?i)\b(?:over|more than|über|mehr als|mais de|plus de|más de|oltre|meer dan) \d[\d.,]*\b",
        r"(?i)\b(?:guaranteed?|garantieren|garantiert|garantimos|garantizamos|garantissons)\b",
    ]
    .iter()
    .filter_map(|cue| Regex::new(cue).ok())
    .collect()
});

#[rustfmt::skip]
const OURSELVES: &[&str] = &[
    "we", "our", "us", "wir", "unser", "unsere", "unserem", "uns", "nós", "nosso", "nossa",
    "nous", "notre", "nos", "nosotros", "nuestro", "nuestra", "noi", "nostro", "nostra", "wij",
    "onze", "ons",
];

/// Finds the sentences that prove most.
pub(super) fn find(site: &Site<'_>, findings: &mut Findings) {
    let people: Vec<String> =
        findings.of(FactKind::Person).iter().map(|fact| fact.value.clone()).collect();
    let name = findings.one(FactKind::Name).unwrap_or_default().to_owned();
    let mut proofs: Vec<(usize, String, &Doc)> = Vec::new();
    for doc in site.docs.iter().filter(|doc| !doc.is_under(LEGAL_PAGES)) {
        let strict = doc.is_under(ARTICLE_PAGES);
        for block in doc.content().filter(|block| is_prose(block)) {
            let text = block.text();
            for sentence in sentences(&text).into_iter().filter(|sentence| {
                is_whole(sentence) && stands_alone(sentence) && !misses_a_person(sentence, &people)
            }) {
                let own =
                    mentions(sentence, OURSELVES) || (!name.is_empty() && sentence.contains(&name));
                let cues = CUES.iter().filter(|cue| cue.is_match(sentence)).count();
                if cues > 0 && (own || !strict) {
                    proofs.push((2 * cues + usize::from(own), sentence.to_owned(), doc));
                }
            }
        }
    }
    proofs.sort_by_key(|(strength, ..)| Reverse(*strength));
    for (_, sentence, doc) in proofs {
        findings.add(FactKind::Proof, &sentence, None, &doc.url);
    }
}

fn is_prose(block: &Block) -> bool {
    let kind = matches!(block.kind, Kind::Paragraph | Kind::Item | Kind::Other);
    kind && block.link.is_none()
}

/// A sentence of decent length that stands on its own and is nobody's quotation.
fn is_whole(sentence: &str) -> bool {
    let begins = sentence.chars().next().is_some_and(|c| c.is_uppercase() || c.is_ascii_digit());
    let foreign = ['”', '«', '?'];
    LENGTHS.contains(&sentence.chars().count())
        && begins
        && sentence.ends_with(['.', '!'])
        && !sentence.contains(foreign)
        && !is_clutter(sentence)
        && price::find(sentence).is_none()
}
