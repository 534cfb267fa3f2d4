//! What kind of business it is, as far as days, hours and words depend on it.

use domain::profile::{FactKind, SiteProfile};

use super::phrase::folded;

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

/// Words that give a trade away, the more telling trades first.
const TELLING: [(Trade, &[&str]); 4] = [
    (
        Trade::Bakery,
        &[
            "bakery",
            "baker",
            "bread",
            "sourdough",
            "pastry",
            "padaria",
            "boulangerie",
            "bäckerei",
            "panadería",
            "panetteria",
        ],
    ),
    (
        Trade::Kitchen,
        &[
            "restaurant",
            "café",
            "cafe",
            "coffee",
            "kitchen",
            "bistro",
            "pizzeria",
            "catering",
            "tapas",
            "brewery",
            "winery",
            "bar",
            "menu",
        ],
    ),
    (
        Trade::Advice,
        &[
            "consulting",
            "consultancy",
            "agency",
            "lawyer",
            "law",
            "accounting",
            "tax",
            "software",
            "coaching",
            "architects",
            "insurance",
            "notary",
        ],
    ),
    (Trade::Shop, &["shop", "store", "boutique", "bookshop", "florist", "gifts", "market"]),
];

impl Trade {
    /// The trade that the profile's words point to.
    pub(crate) fn of(profile: &SiteProfile) -> Trade {
        let kinds = [FactKind::Name, FactKind::Description, FactKind::Topic, FactKind::Offer];
        let values = kinds.iter().flat_map(|kind| profile.facts(*kind).iter().take(40));
        let words = values.map(|fact| folded(&fact.value)).collect::<Vec<_>>().join(" ");
        let told = |telling: &[&str]| words.split(' ').any(|word| telling.contains(&word));
        TELLING.iter().find(|(_, telling)| told(telling)).map_or(Trade::Other, |(trade, _)| *trade)
    }

    /// Whom a customer would ask.
    pub(crate) const fn expert(self) -> &'static str {
        match self {
            Trade::Bakery => "baker",
            Trade::Kitchen => "kitchen",
            Trade::Shop | Trade::Advice | Trade::Other => "team",
        }
    }

    /// Where the work is done.
    pub(crate) const fn workplace(self) -> &'static str {
        match self {
            Trade::Bakery => "oven",
            Trade::Kitchen => "kitchen",
            Trade::Shop => "shop floor",
            Trade::Advice | Trade::Other => "",
        }
    }

    /// Where its goods are shown.
    pub(crate) const fn display(self) -> &'static str {
        match self {
            Trade::Bakery => "On the shelf",
            Trade::Kitchen => "On the menu",
            Trade::Shop => "In the shop",
            Trade::Advice | Trade::Other => "",
        }
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
