//! Which language the site is in.

use domain::profile::{Confidence, FactKind};

use super::{doc::Doc, findings::Findings, text::words};

/// Fewer words than this say nothing about a language, unless they are plain: [`FEWEST_PLAIN`].
const FEWEST_WORDS: usize = 120;
/// As many words are enough where three times as many small ones are of one language as of any
/// other, and so many of these there are.
const FEWEST_PLAIN: (usize, usize) = (40, 6);

/// Small words that tell one language from the next.
const SMALL_WORDS: &[(&str, &[&str])] = &[
    ("en", &["the", "and", "of", "to", "in", "is", "for", "with", "our", "you", "are", "we"]),
    ("de", &["und", "der", "die", "das", "wir", "sie", "mit", "für", "ist", "auf", "ein", "nicht"]),
    ("fr", &["et", "le", "la", "les", "des", "nous", "vous", "est", "pour", "avec", "une", "du"]),
    ("es", &["y", "el", "la", "los", "las", "de", "que", "para", "con", "una", "nuestro", "del"]),
    ("pt", &["e", "o", "os", "de", "que", "para", "com", "uma", "nosso", "não", "do", "da"]),
    ("it", &["e", "il", "la", "di", "che", "per", "con", "una", "nostro", "sono", "gli", "della"]),
    ("nl", &["de", "het", "een", "van", "wij", "voor", "met", "ons", "zijn", "niet", "op", "en"]),
    ("sv", &["och", "att", "det", "som", "en", "på", "är", "för", "av", "med", "vi", "till"]),
    ("da", &["og", "at", "det", "som", "en", "på", "er", "for", "af", "med", "vi", "til"]),
    ("no", &["og", "å", "det", "som", "en", "på", "er", "for", "av", "med", "vi", "til"]),
    ("pl", &["i", "w", "na", "z", "do", "się", "jest", "dla", "nas", "oraz", "nie", "od"]),
    ("cs", &["a", "se", "na", "v", "je", "že", "pro", "jsou", "s", "nebo", "jsme", "od"]),
    ("fi", &["ja", "on", "se", "että", "ei", "ovat", "me", "sekä", "tai", "kun", "voi", "myös"]),
];

/// Finds the language: as the first page declares it, unless its words plainly are
/// another's (templates ship with `lang="en"`); concluded from the words where nothing is
/// declared. Returns it.
pub(super) fn find(docs: &[Doc], findings: &mut Findings) -> Option<String> {
    let first = docs.first()?;
    let declared = declared(first);
    let spoken = spoken(docs.iter().filter(|doc| same(doc, declared.as_deref())));
    let (language, confidence) = match (declared, spoken) {
        (Some(declared), Some(spoken)) if contradicts(&spoken, &declared) => {
            (spoken.language, Confidence::Low)
        }
        (Some(declared), _) => (declared, Confidence::High),
        (None, spoken) => (spoken?.language, Confidence::Low),
    };
    findings.judge(confidence).add(FactKind::Language, &language, None, &first.url);
    Some(language)
}

/// The pages in this language and those that do not say.
pub(super) fn keep(docs: Vec<Doc>, language: Option<&str>) -> Vec<Doc> {
    let Some(first) = docs.first().map(|doc| doc.lang.clone()) else { return docs };
    // Where the first page's own word was not believed, nobody else's is.
    let believed =
        first.as_deref().is_some_and(|said| language.is_some_and(|l| primary(said) == primary(l)));
    docs.into_iter().filter(|doc| !believed || same(doc, language)).collect()
}

/// The two or three letters that a tag begins with.
pub(super) fn primary(tag: &str) -> String {
    tag.split(['-', '_']).next().unwrap_or_default().to_lowercase()
}

fn same(doc: &Doc, language: Option<&str>) -> bool {
    match (&doc.lang, language) {
        (Some(said), Some(language)) => primary(said) == primary(language),
        _ => true,
    }
}

fn declared(doc: &Doc) -> Option<String> {
    let described = || doc.things.iter().find_map(|thing| thing.text("inLanguage"));
    [
        doc.lang.clone(),
        doc.meta("content-language").map(str::to_owned),
        doc.meta("og:locale").map(str::to_owned),
        described(),
    ]
    .into_iter()
    .flatten()
    .find_map(|tag| well_formed(&tag))
}

/// `pt_PT` and `PT-pt` are `pt-PT`.
fn well_formed(tag: &str) -> Option<String> {
    let mut parts = tag.split(['-', '_', ',']);
    let language = parts.next()?.trim().to_ascii_lowercase();
    let letters = |part: &str| part.chars().all(|c| c.is_ascii_alphabetic());
    if !(2..=3).contains(&language.len()) || !letters(&language) {
        return None;
    }
    let region = parts.find(|part| part.len() == 2 && letters(part));
    Some(match region {
        Some(region) => format!("{language}-{}", region.to_ascii_uppercase()),
        None => language,
    })
}

struct Spoken {
    language: String,
    words: Vec<(&'static str, usize)>,
}

/// The language whose small words are by far the most frequent.
fn spoken<'a>(docs: impl Iterator<Item = &'a Doc>) -> Option<Spoken> {
    let texts = docs.flat_map(|doc| doc.content().map(|block| words(&block.text())));
    let words: Vec<String> = texts.flatten().take(5_000).collect();
    let count = |list: &[&str]| words.iter().filter(|word| list.contains(&word.as_str())).count();
    let mut counts: Vec<_> = SMALL_WORDS.iter().map(|(tag, list)| (*tag, count(list))).collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let (language, most) = *counts.first()?;
    let next = counts.get(1).map_or(0, |(_, count)| *count);
    let (fewest, small) = FEWEST_PLAIN;
    let alone = words.len() >= fewest && most >= small && most >= next * 3;
    let many = words.len() >= FEWEST_WORDS && most * 4 >= next * 5;
    let plain = (alone || many) && most * 12 >= words.len();
    plain.then(|| Spoken { language: language.to_owned(), words: counts })
}

fn contradicts(spoken: &Spoken, declared: &str) -> bool {
    let count = |tag: &str| spoken.words.iter().find(|(known, _)| *known == tag);
    let most = count(&spoken.language).map_or(0, |(_, count)| *count);
    count(&primary(declared)).is_some_and(|(_, count)| most >= 3 * count)
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;
    use crate::read::Page;

    fn language(html: &str) -> Option<String> {
        let url = Url::parse("https://x.example/").unwrap();
        find(&[Doc::of(&Page { url, html: html.to_owned() })], &mut Findings::default())
    }

    #[test]
    fn the_declared_language_holds_unless_the_words_are_plainly_another() {
        let german = "<p>Wir reparieren die Räder und prüfen das Licht mit Sorgfalt für Sie.</p>";
        assert_eq!(language("<html lang=pt_PT>").as_deref(), Some("pt-PT"));
        assert_eq!(language("<meta property=og:locale content=de_AT>").as_deref(), Some("de-AT"));
        assert_eq!(language(&format!("<html lang=en>{german}")).as_deref(), Some("en"));
        for times in [4, 20] {
            let template = format!("<html lang=en>{}", german.repeat(times));
            assert_eq!(language(&template).as_deref(), Some("de"), "{times} times");
        }
        assert_eq!(language(&german.repeat(20)).as_deref(), Some("de"));
        assert_eq!(language("<html lang='!!'><p>?").as_deref(), None);
    }
}
