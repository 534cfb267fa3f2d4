//! What we learned about a business from its website, and what its people corrected.

use std::{collections::BTreeMap, str::FromStr};

use serde::{Deserialize, Serialize};

use jiff::civil::Date;

use crate::{
    days::{Zone, date_words},
    names::{country_name, language_name},
    opening,
    plan::UnknownWord,
    theme::Theme,
};

/// The kinds of fact that a site profile holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactKind {
    /// The name of the business. One value.
    Name,
    /// What it does, in one or two sentences. One value.
    Description,
    /// BCP 47 tag. One value.
    Language,
    /// ISO 3166 two letters. One value.
    Country,
    /// Town or full address. One value.
    Place,
    /// IANA time zone. One value.
    TimeZone,
    /// A product or service; the detail is its price as the site writes it.
    Offer,
    /// A subject the site writes about.
    Topic,
    /// A person; the detail is the role.
    Person,
    /// When the doors are open, as the site writes it.
    OpeningHours,
    /// The title of an article; the detail is its day.
    Article,
    /// A question the site answers; the detail is the answer.
    Question,
    /// What people search for that articles should answer, the most telling first; the detail
    /// says why, and the theme holds what was found. Found by keyword research alone.
    Keyword,
    /// Something the site says about itself that bears repeating.
    Proof,
    /// A sentence of the pages that stands by itself, so that a post may say it.
    Statement,
    /// A colour as `#rrggbb`, the most used first.
    Colour,
    /// The address of the logo. One value.
    Logo,
    /// The address of a photograph; the detail is its size in pixels, `1200×800`, where known.
    Picture,
}

impl FactKind {
    /// Every kind, in the order pages show them.
    pub const ALL: [FactKind; 18] = [
        FactKind::Name,
        FactKind::Description,
        FactKind::Offer,
        FactKind::Topic,
        FactKind::Place,
        FactKind::Country,
        FactKind::Language,
        FactKind::TimeZone,
        FactKind::OpeningHours,
        FactKind::Person,
        FactKind::Proof,
        FactKind::Statement,
        FactKind::Article,
        FactKind::Question,
        FactKind::Keyword,
        FactKind::Colour,
        FactKind::Logo,
        FactKind::Picture,
    ];

    /// The word in the database and in form fields.
    pub const fn code(self) -> &'static str {
        match self {
            FactKind::Name => "name",
            FactKind::Description => "description",
            FactKind::Language => "language",
            FactKind::Country => "country",
            FactKind::Place => "place",
            FactKind::TimeZone => "time_zone",
            FactKind::Offer => "offer",
            FactKind::Topic => "topic",
            FactKind::Person => "person",
            FactKind::OpeningHours => "opening_hours",
            FactKind::Article => "article",
            FactKind::Question => "question",
            FactKind::Keyword => "keyword",
            FactKind::Proof => "proof",
            FactKind::Statement => "statement",
            FactKind::Colour => "colour",
            FactKind::Logo => "logo",
            FactKind::Picture => "picture",
        }
    }

    /// The words on a page.
    pub const fn words(self) -> &'static str {
        match self {
            FactKind::Name => "Name",
            FactKind::Description => "What you do",
            FactKind::Language => "Language",
            FactKind::Country => "Country",
            FactKind::Place => "Place",
            FactKind::TimeZone => "Time zone",
            FactKind::Offer => "Products and services",
            FactKind::Topic => "Topics",
            FactKind::Person => "People",
            FactKind::OpeningHours => "Opening hours",
            FactKind::Article => "Articles",
            FactKind::Question => "Questions you answer",
            FactKind::Keyword => "Keywords",
            FactKind::Proof => "What you say about yourself",
            FactKind::Statement => "Sentences posts may repeat",
            FactKind::Colour => "Colours",
            FactKind::Logo => "Logo",
            FactKind::Picture => "Pictures",
        }
    }

    /// Whether there is at most one value.
    pub const fn single(self) -> bool {
        matches!(
            self,
            FactKind::Name
                | FactKind::Description
                | FactKind::Language
                | FactKind::Country
                | FactKind::Place
                | FactKind::TimeZone
                | FactKind::Logo
        )
    }
}

impl FromStr for FactKind {
    type Err = UnknownWord;
    fn from_str(code: &str) -> Result<Self, UnknownWord> {
        FactKind::ALL
            .into_iter()
            .find(|kind| kind.code() == code)
            .ok_or_else(|| UnknownWord::of(code))
    }
}

/// One thing known about the business.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// The fact itself, exactly as found.
    pub value: String,
    /// What belongs to it, such as an offer's price.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// One or two sentences of the site that describe this very thing, word for word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// The page it was read from; `None` when a person said it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// How sure the reader is of it; `None` when a person said it, and of what was read before
    /// this was noted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<Confidence>,
    /// What keyword research found, for a keyword.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub theme: Option<Theme>,
}

/// How sure the reader is of a fact, by the way it came to know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// A conclusion from other things.
    Low,
    /// It stands in the text of a page.
    Medium,
    /// The site says so in data that is meant for programs.
    High,
}

impl Confidence {
    /// As a page says it.
    pub const fn words(self) -> &'static str {
        match self {
            Confidence::Low => "a conclusion",
            Confidence::Medium => "likely",
            Confidence::High => "sure",
        }
    }
}

impl Fact {
    /// The value as a page says it: codes become names, and a notation becomes words.
    pub fn value_words(&self, kind: FactKind) -> String {
        match kind {
            FactKind::Country => country_name(&self.value).to_owned(),
            FactKind::Language => language_name(&self.value),
            FactKind::OpeningHours => opening::in_words(&self.value, &opening::ENGLISH),
            FactKind::Picture => file_name(&self.value).to_owned(),
            FactKind::TimeZone => match Zone::named(&self.value) {
                Ok(zone) if zone.place() != zone.name() => {
                    format!("{} ({})", zone.place(), zone.name())
                }
                _ => self.value.clone(),
            },
            _ => self.value.clone(),
        }
    }

    /// The detail as a page says it: an article's day is a date.
    pub fn detail_words(&self, kind: FactKind) -> Option<String> {
        let detail = self.detail.as_deref()?;
        let day = detail.parse::<Date>().ok().filter(|_| kind == FactKind::Article);
        Some(day.map_or_else(|| detail.to_owned(), date_words))
    }
}

/// The last part of an address; the whole where it has none.
fn file_name(address: &str) -> &str {
    let path = address.split(['?', '#']).next().unwrap_or(address);
    path.rsplit('/').find(|part| !part.is_empty()).unwrap_or(address)
}

/// Facts by kind: what the site says, with what people corrected laid over it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteProfile {
    /// As read from the site.
    pub read: BTreeMap<FactKind, Vec<Fact>>,
    /// As a person corrected it. A kind that stands here replaces what was read, also
    /// when the site is read again; an empty list means *none of these*.
    pub corrected: BTreeMap<FactKind, Vec<Fact>>,
}

impl SiteProfile {
    /// The facts that hold: corrected where corrected, else as read.
    pub fn facts(&self, kind: FactKind) -> &[Fact] {
        self.corrected.get(&kind).or_else(|| self.read.get(&kind)).map_or(&[], Vec::as_slice)
    }

    /// The first fact of a kind.
    pub fn one(&self, kind: FactKind) -> Option<&str> {
        self.facts(kind).first().map(|fact| fact.value.as_str())
    }

    /// Whether a person has spoken about this kind.
    pub fn is_corrected(&self, kind: FactKind) -> bool {
        self.corrected.contains_key(&kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_page_says_of_a_fact_is_words() {
        let words = |kind, value: &str, detail: Option<&str>| {
            let fact =
                Fact { value: value.into(), detail: detail.map(str::to_owned), ..Fact::default() };
            (fact.value_words(kind), fact.detail_words(kind).unwrap_or_default())
        };
        assert_eq!(words(FactKind::Country, "DE", None).0, "Germany");
        assert_eq!(words(FactKind::Language, "de-AT", None).0, "German (Austria)");
        assert_eq!(words(FactKind::TimeZone, "Europe/Lisbon", None).0, "Lisbon (Europe/Lisbon)");
        assert_eq!(words(FactKind::TimeZone, "UTC", None).0, "UTC");
        assert_eq!(words(FactKind::OpeningHours, "Su 08:00-13:00", None).0, "Sunday 08:00–13:00");
        assert_eq!(words(FactKind::Article, "Rye", Some("2026-10-02")).1, "2 October 2026");
        assert_eq!(words(FactKind::Article, "Rye", Some("last week")).1, "last week");
        assert_eq!(words(FactKind::Offer, "Rye", Some("2026-10-02")).1, "2026-10-02");
        let picture = "https://rosa.example/img/rye-loaf.jpg?w=1200";
        assert_eq!(words(FactKind::Picture, picture, None).0, "rye-loaf.jpg");
    }
}
