//! Middle lines: one fact each, said by *us*, to *you*, or about the business by name.

use domain::settings::PointOfView;

use crate::phrases::Phrases;

/// A fact that has frames of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Line {
    /// `p`, a price of any form, such as `from €40`.
    Price,
    /// `a`, a price that is an amount and no more.
    Amount,
    /// The words of the site, `y`, about what was asked or shown.
    Main,
    /// A sentence of the description, `y`.
    About,
    /// What kind of business it is, `y`: `a family bakery in Alfama.`
    Kind,
    /// `l`.
    Place,
    /// `h`.
    Hours,
    /// `d`, when the first line did not say it.
    Day,
}

impl Line {
    /// Every line.
    #[cfg(test)]
    pub(crate) const ALL: [Line; 8] = [
        Line::Price,
        Line::Amount,
        Line::Main,
        Line::About,
        Line::Kind,
        Line::Place,
        Line::Hours,
        Line::Day,
    ];

    /// What the language files call it.
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Line::Price => "price",
            Line::Amount => "amount",
            Line::Main => "main",
            Line::About => "about",
            Line::Kind => "kind",
            Line::Place => "place",
            Line::Hours => "hours",
            Line::Day => "day",
        }
    }
}

/// The frames for a fact.
pub(super) fn frames(
    phrases: &'static Phrases,
    line: Line,
    view: PointOfView,
) -> &'static [String] {
    let view = match view {
        PointOfView::FirstPerson => "we",
        PointOfView::SecondPerson => "you",
        PointOfView::ThirdPerson => "name",
    };
    phrases.pool(&format!("line.{}.{view}", line.key()))
}

/// What the business is, when a sentence only names its kind: `a family bakery in Alfama`
/// from `A family bakery in Alfama.`; `None` when the sentence may have a verb of its own.
pub(super) fn kind_of(sentence: &str, phrases: &'static Phrases) -> Option<String> {
    let (article, rest) = sentence.split_once(' ')?;
    if !phrases.has("vocabulary.articles", article) {
        return None;
    }
    let words: Vec<&str> = rest.trim_end_matches('.').split(' ').collect();
    let joined = words.iter().position(|word| phrases.has("vocabulary.joining", word))?;
    let noun = words.get(..joined)?;
    let verb = |word: &&str| {
        let endings = phrases.pool("vocabulary.verb_endings");
        word.starts_with(char::is_lowercase) && endings.iter().any(|it| word.ends_with(it))
    };
    let said = |word: &&str| phrases.has("vocabulary.verbs", &word.to_lowercase());
    let short = (1..=4).contains(&joined) && words.len() <= 10;
    let plain =
        !noun.iter().any(verb) && !words.iter().any(said) && !rest.contains(['?', '!', ':']);
    (short && plain).then(|| format!("{} {rest}", article.to_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::kind_of;
    use crate::phrases::{Language, Phrases};

    #[test]
    fn only_what_is_surely_a_kind_becomes_one() {
        let kind = |text| kind_of(text, Phrases::plain(Language::English));
        let bakery = kind("A family bakery in Alfama.");
        assert_eq!(bakery.as_deref(), Some("a family bakery in Alfama."));
        assert_eq!(kind("A baker lives in Alfama."), None);
        assert_eq!(kind("A bakery that bakes at night."), None);
        assert_eq!(kind("Bread in Alfama."), None);
    }

    #[test]
    fn kinds_in_other_languages() {
        for (language, text, kind) in [
            (
                Language::German,
                "Eine Familienbäckerei in Altona.",
                Some("eine Familienbäckerei in Altona."),
            ),
            (Language::German, "Eine Bäckerin backt in Altona.", None),
            (
                Language::French,
                "Une boulangerie familiale à Lyon.",
                Some("une boulangerie familiale à Lyon."),
            ),
            (Language::French, "Une équipe est à votre écoute.", None),
            (
                Language::Spanish,
                "Una panadería familiar en Cádiz.",
                Some("una panadería familiar en Cádiz."),
            ),
            (
                Language::Italian,
                "Un forno di famiglia a Lucca.",
                Some("un forno di famiglia a Lucca."),
            ),
            (
                Language::Portuguese,
                "Uma padaria de família em Alfama.",
                Some("uma padaria de família em Alfama."),
            ),
            (Language::Dutch, "Een familiebakkerij in Gent.", Some("een familiebakkerij in Gent.")),
        ] {
            assert_eq!(kind_of(text, Phrases::plain(language)).as_deref(), kind);
        }
    }
}
