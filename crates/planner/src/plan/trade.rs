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
    /// The trade that the profile's words point to.
    pub(crate) fn of(profile: &SiteProfile) -> Trade {
        let kinds = [FactKind::Name, FactKind::Description, FactKind::Topic, FactKind::Offer];
        let values = kinds.iter().flat_map(|kind| profile.facts(*kind).iter().take(40));
        let words = values.map(|fact| folded(&fact.value)).collect::<Vec<_>>().join(" ");
        let language = Language::of(profile);
        let told = |trade: &Trade| {
            [language, Language::English]
                .into_iter()
                .any(|language| words.split(' ').any(|word| trade.told_by(word, language)))
        };
        TELLING.into_iter().find(told).unwrap_or(Trade::Other)
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
