//! What was found about a text that somebody wrote, and who wrote it.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::plan::UnknownWord;

/// A rule that every text of a post is held against, whoever wrote it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// The network would refuse it.
    Limit,
    /// A number, price, date, name or address that nobody told us.
    Unknown,
    /// Something that is not to be mentioned.
    Banned,
    /// Something that is to be said each time is missing.
    Required,
    /// It is in another language than the website.
    Language,
    /// Tags, entities or the signs of Markdown.
    Markup,
    /// A gap that was not filled in.
    Leftover,
    /// A sentence of a language model about itself or its task.
    Machine,
    /// Nearly the words of another post.
    Repeated,
    /// Hard to read.
    Reading,
    /// A hashtag that screen readers cannot take apart.
    Hashtags,
    /// Emoji that get in the way of being read aloud.
    Emoji,
}

impl Rule {
    /// Whether a text that breaks it waits for a person. The others are advice: a writer is
    /// asked to mend them, and a person is told.
    pub const fn holds_back(self) -> bool {
        match self {
            Rule::Limit
            | Rule::Unknown
            | Rule::Banned
            | Rule::Required
            | Rule::Language
            | Rule::Markup
            | Rule::Leftover
            | Rule::Machine => true,
            Rule::Repeated | Rule::Reading | Rule::Hashtags | Rule::Emoji => false,
        }
    }

    /// The words on a page.
    pub const fn words(self) -> &'static str {
        match self {
            Rule::Limit => "The network’s limits",
            Rule::Unknown => "Only what is known",
            Rule::Banned => "What is not to be mentioned",
            Rule::Required => "What is always to be said",
            Rule::Language => "The language of the website",
            Rule::Markup => "Plain text only",
            Rule::Leftover => "No gaps left open",
            Rule::Machine => "No word of a machine about itself",
            Rule::Repeated => "Not said before",
            Rule::Reading => "Easy to read",
            Rule::Hashtags => "Hashtags that can be read aloud",
            Rule::Emoji => "Emoji in moderation",
        }
    }
}

/// One thing that is wrong with a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The rule that it breaks.
    pub rule: Rule,
    /// The words that break it, exactly as they stand in the text, so that a page can mark
    /// them. Empty when the text as a whole does.
    pub words: String,
    /// What is wrong and what to do, in a sentence.
    pub said: String,
}

/// Whether a text with these findings waits for a person.
pub fn holds_back(findings: &[Finding]) -> bool {
    findings.iter().any(|finding| finding.rule.holds_back())
}

/// Who writes the posts of a site.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WriterKind {
    /// The composer, which needs no key and no network.
    #[default]
    BuiltIn,
    /// A model behind an address that speaks as OpenAI's Chat Completions do.
    OpenAi,
    /// A model behind an address that speaks as Anthropic's Messages do.
    Anthropic,
}

impl WriterKind {
    /// Every writer, in the order pages show them.
    pub const ALL: [WriterKind; 3] =
        [WriterKind::BuiltIn, WriterKind::OpenAi, WriterKind::Anthropic];

    /// The word in the database and in form fields.
    pub const fn code(self) -> &'static str {
        match self {
            WriterKind::BuiltIn => "built_in",
            WriterKind::OpenAi => "open_ai",
            WriterKind::Anthropic => "anthropic",
        }
    }

    /// The words on a page.
    pub const fn words(self) -> &'static str {
        match self {
            WriterKind::BuiltIn => "The built-in writer",
            WriterKind::OpenAi => "A model that speaks OpenAI’s API",
            WriterKind::Anthropic => "A model that speaks Anthropic’s API",
        }
    }
}

impl fmt::Display for WriterKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for WriterKind {
    type Err = UnknownWord;
    fn from_str(code: &str) -> Result<Self, UnknownWord> {
        let found = WriterKind::ALL.into_iter().find(|kind| kind.code() == code);
        found.ok_or_else(|| UnknownWord::of(code))
    }
}

/// Who wrote a post, and what was found about its words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Authorship {
    /// Who wrote it.
    pub writer: WriterKind,
    /// The model, where one wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Why the built-in writer stepped in for a model, in words for the marketer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instead: Option<String>,
    /// What was found when it was written; the words may have changed since.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
}
