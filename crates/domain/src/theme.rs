//! Themes: what people search for that a business could answer, found by keyword research.
//!
//! A theme is a group of phrases with one intent. Nothing in it is estimated: how often
//! something is searched for stands there only where a provider was asked and said so.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What somebody wants who types a phrase into a search box: the four kinds of search intent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Intent {
    /// To know something.
    Informational,
    /// To compare before buying.
    Commercial,
    /// To buy, book or order.
    Transactional,
    /// To find this very business.
    Navigational,
}

impl Intent {
    /// Every intent, in the order pages show them.
    pub const ALL: [Intent; 4] =
        [Intent::Informational, Intent::Commercial, Intent::Transactional, Intent::Navigational];

    /// The word on a page.
    pub const fn word(self) -> &'static str {
        match self {
            Intent::Informational => "informational",
            Intent::Commercial => "commercial",
            Intent::Transactional => "transactional",
            Intent::Navigational => "navigational",
        }
    }
}

/// Where a phrase was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// In the text of the pages.
    Text,
    /// Among the topics of the website.
    Topic,
    /// Among what is sold.
    Offer,
    /// In a question that the pages ask.
    Question,
    /// It is what the business is called.
    Name,
}

impl Origin {
    /// The words in a sentence about a theme.
    const fn words(self) -> &'static str {
        match self {
            Origin::Text => "from the text of your pages",
            Origin::Topic => "one of your topics",
            Origin::Offer => "one of your offers",
            Origin::Question => "from the questions on your pages",
            Origin::Name => "the name of your business",
        }
    }
}

/// What a website does not have about a theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lack {
    /// No title of an article names it.
    Article,
    /// No heading names it.
    Heading,
    /// A question about it is asked and not answered.
    Answer,
}

/// One way to search for a theme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phrase {
    /// The phrase, as the website spells it.
    pub text: String,
    /// How often it is searched for in a month, as a provider said; `None` where none was
    /// asked or it does not know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub searches: Option<u64>,
}

/// Phrases that one article could answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Theme {
    /// What they are searched for.
    pub intent: Intent,
    /// The place that the website names beside them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// The phrases, the one that names the theme first; at least one.
    pub phrases: Vec<Phrase>,
    /// What the website asks about it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<String>,
    /// Sentences of the website that use the phrases, word for word.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub passages: Vec<String>,
    /// Where they were found.
    pub origins: Vec<Origin>,
    /// In how many pieces of text, and on how many pages.
    pub found: (u32, u32),
    /// What the website does not have about it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lacks: Vec<Lack>,
}

impl Theme {
    /// How often its phrases are searched for in a month, where a provider knows any of them.
    pub fn searches(&self) -> Option<u64> {
        let known = self.phrases.iter().filter_map(|phrase| phrase.searches);
        known.reduce(u64::saturating_add)
    }

    /// Whether an article about it would be the first.
    pub fn lacks(&self, lack: Lack) -> bool {
        self.lacks.contains(&lack)
    }
}

/// Why it is a theme and stands where it stands: intent, where it was found, what is known of
/// searches, what the website lacks.
impl fmt::Display for Theme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.intent.word())?;
        if let Some(place) = &self.place {
            write!(f, " and local ({place})")?;
        }
        let mut origins: Vec<&str> = self.origins.iter().map(|origin| origin.words()).collect();
        origins.dedup();
        write!(f, "; {}", origins.join(", "))?;
        let (passages, pages) = self.found;
        if passages > 0 {
            write!(f, ", in {} on {}", many(passages, "passage"), many(pages, "page"))?;
        }
        if let Some(searches) = self.searches() {
            write!(f, "; {searches} searches a month, says your provider")?;
        }
        let article = self.lacks(Lack::Article);
        let told = match (article, self.lacks(Lack::Heading)) {
            (true, true) => "no article and no heading names it",
            (true, false) => "no article names it",
            (false, true) => "no heading names it",
            (false, false) => "an article names it already",
        };
        write!(f, "; {told}")?;
        if self.lacks(Lack::Answer) {
            f.write_str(", and a question about it has no answer")?;
        }
        Ok(())
    }
}

fn many(count: u32, word: &str) -> String {
    match count {
        1 => format!("one {word}"),
        count => format!("{count} {word}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_theme_says_where_it_is_from_and_what_is_missing() {
        let phrase = |text: &str, searches| Phrase { text: text.into(), searches };
        let mut theme = Theme {
            intent: Intent::Informational,
            place: Some("Lisbon".into()),
            phrases: vec![phrase("sourdough starter", None), phrase("rye starter", None)],
            questions: Vec::new(),
            passages: Vec::new(),
            origins: vec![Origin::Text, Origin::Topic],
            found: (3, 1),
            lacks: vec![Lack::Article, Lack::Heading],
        };
        assert_eq!(
            theme.to_string(),
            "informational and local (Lisbon); from the text of your pages, one of your topics, in 3 passages on one page; no article and no heading names it"
        );
        assert_eq!(theme.searches(), None, "nobody was asked");
        theme.phrases = vec![phrase("sourdough starter", Some(90)), phrase("rye starter", None)];
        theme.lacks = vec![Lack::Answer];
        assert!(
            theme.to_string().contains("; 90 searches a month, says your provider; an article")
        );
        assert!(theme.to_string().ends_with("already, and a question about it has no answer"));
    }
}
