//! What kind of business it is, as far as days, hours and words depend on it.

use domain::profile::{FactKind, SiteProfile};

use super::phrase::folded;
use crate::phrases::{Language, Phrases};

/// A trade, told from the business's own words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trade {
    /// Bread and cake.
    Bakery,
    /// Other food and drink.
    Kitchen,
    /// Goods over a counter.
    Shop,
    /// Work for other businesses and advice.
    Advice,
    /// Anything else.
    Other,
}

/// The more telling trades first.
const TELLING: [Trade; 4] = [Trade::Bakery, Trade::Kitchen, Trade::Advice, Trade::Shop];

impl Trade {
    /// The trade that most of the profile's words point to. Its name or its description is
    /// enough, of what it sells one thing is not: *Carte de 10 cours* is no menu.
    pub(crate) fn of(profile: &SiteProfile) -> Trade {
        let language = Language::of(profile);
        let said = |kind: FactKind, weight: usize| {
            profile.facts(kind).iter().take(40).map(move |fact| (folded(&fact.value), weight))
        };
        let told: Vec<(String, usize)> = said(FactKind::Name, 4)
            .chain(said(FactKind::Description, 4))
            .chain(said(FactKind::Topic, 1))
            .chain(said(FactKind::Offer, 1))
            .collect();
        let tells = |trade: Trade, text: &str| {
            let languages = [language, Language::English];
            text.split(' ').any(|word| languages.iter().any(|it| trade.told_by(word, *it)))
        };
        let weigh = |trade: Trade| -> usize {
            told.iter().filter(|(text, _)| tells(trade, text)).map(|(_, weight)| weight).sum()
        };
        let weighed = TELLING.into_iter().rev().map(|trade| (weigh(trade), trade));
        let best = weighed.max_by_key(|(weight, _)| *weight).filter(|(weight, _)| *weight > 1);
        best.map_or(Trade::Other, |(_, trade)| trade)
    }

    /// Whether a word gives the trade away; where words are joined into one, its last part
    /// does: `Familienbäckerei`.
    fn told_by(self, word: &str, language: Language) -> bool {
        let phrases = Phrases::plain(language);
        let telling = phrases.pool(&format!("vocabulary.trades.{}", self.key()));
        let joined = phrases.is("joined_words");
        let tells = |it: &String| word == it || joined && it.len() > 4 && word.ends_with(it);
        telling.iter().any(tells)
    }

    /// What the language files call it.
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Trade::Bakery => "bakery",
            Trade::Kitchen => "kitchen",
            Trade::Shop => "shop",
            Trade::Advice => "advice",
            Trade::Other => "other",
        }
    }

    /// A word of the trade: `expert`, whom a customer would ask; `workplace`, where the work
    /// is done; `display`, where its goods are shown. Empty where it has none.
    pub(crate) fn word(self, phrases: &'static Phrases, name: &str) -> &'static str {
        phrases.word(&format!("trade.{}.{name}", self.key()))
    }

    /// Whether people choose between the things it offers.
    pub(crate) const fn sells_to_choose(self) -> bool {
        matches!(self, Trade::Bakery | Trade::Kitchen | Trade::Shop)
    }

    /// Whether what it offers is eaten or drunk.
    pub(crate) const fn edible(self) -> bool {
        matches!(self, Trade::Bakery | Trade::Kitchen)
    }
}
