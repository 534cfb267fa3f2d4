//! What has no place in a post: markup, gaps that were not filled in, and sentences in which a
//! language model speaks of itself or of its task.

use std::sync::LazyLock;

use domain::writing::Rule;
use regex::Regex;

use super::Found;

const MARKUP: &str = concat!(
    r"</?[A-Za-z][^<>\n]*>|&(?:[a-z]{2,8}|#\d{2,5});|\*\*[^*\n]+\*\*|__[^_\n]+__",
    r"|(?m:^\s{0,3}#{1,6}\s+\S.*$)|!?\[[^\]\n]+\]\([^)\n]+\)|```|`[^`\n]+`",
);

const LEFTOVER: &str = concat!(
    r"(?i)\{\{[^{}\n]*\}\}|\{[^{}\n]{1,60}\}|\$\{[^}\n]*\}|%[sd]\b|<<[^<>\n]+>>",
    r"|\[(?:your|insert|add|enter|name|business|company|product|price|date|link|url|city|emoji|hashtag|cta|dein|deine|ihr|ihre|hier|votre|insérer|nom|tu|su|inserta|nombre|inserisci|nome|il tuo|seu|sua|insira|jouw|uw|voeg|naam)\b[^\]\n]*\]",
    r"|\blorem ipsum\b|(?-i:\bTODO\b|\bTBD\b|\bXXX+\b)",
);

const MACHINE: &str = concat!(
    r"(?i)\bas an? (?:ai|artificial intelligence|(?:large )?language model)\b|\b(?:large )?language model\b",
    r"|\bi(?:'m| am|’m) (?:just )?an? (?:ai|language model)\b|\bi (?:can(?:'|’)?t|cannot|am unable to) (?:help|assist|write|create|comply|generate)\b",
    r"|\b(?:here(?:'|’)?s|here is|here are) (?:your|the|a) (?:post|caption|draft|tweet|text|revised|rewritten)\w*\b",
    r"|\bignore (?:all |any |the |your )*(?:previous |prior |above )*instructions\b|\bsystem prompt\b",
    r"|\bals (?:ki|künstliche intelligenz|sprachmodell)\b|\bki-sprachmodell\b|\bhier ist (?:dein|ihr|der) (?:post|beitrag|text|entwurf)\b",
    r"|\ben tant qu['’](?:ia|intelligence artificielle)\b|\bmodèle de langage\b|\bvoici (?:votre|le|la) (?:post|publication|légende)\b",
    r"|\bcomo (?:una )?(?:ia|inteligencia artificial)\b|\bmodelo de lenguaje\b|\baquí tienes (?:el|la|tu)\b",
    r"|\bin quanto (?:ia|intelligenza artificiale)\b|\bmodello linguistico\b|\becco il (?:tuo )?post\b",
    r"|\bcomo (?:uma )?(?:ia|inteligência artificial)\b|\bmodelo de linguagem\b|\baqui está (?:o|a) (?:seu |sua )?(?:post|legenda)\b",
    r"|\bals (?:een )?(?:ai|taalmodel)\b|\btaalmodel\b|\bhier is (?:je|uw|de) (?:post|bericht)\b",
);

type Pattern = LazyLock<Option<Regex>>;

static PATTERNS: [(Rule, &str, Pattern); 3] = [
    (
        Rule::Markup,
        "Posts are plain text, and networks show these signs as they are. Remove them.",
        LazyLock::new(|| Regex::new(MARKUP).ok()),
    ),
    (
        Rule::Leftover,
        "This looks like a gap that was not filled in. Fill it in, or remove it.",
        LazyLock::new(|| Regex::new(LEFTOVER).ok()),
    ),
    (
        Rule::Machine,
        "This is a word of a machine about itself or its task, not of the business. Remove it.",
        LazyLock::new(|| Regex::new(MACHINE).ok()),
    ),
];

pub(super) fn find(text: &str, found: &mut Found) {
    for (rule, said, pattern) in &PATTERNS {
        for caught in pattern.iter().flat_map(|pattern| pattern.find_iter(text)) {
            found.add(*rule, caught.as_str().trim(), (*said).to_owned());
        }
    }
}

/// Whether all patterns could be read.
#[cfg(test)]
pub(super) fn are_read() -> bool {
    PATTERNS.iter().all(|(.., pattern)| pattern.is_some())
}
