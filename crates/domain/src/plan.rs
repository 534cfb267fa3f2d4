//! A site's plan and the stages of its making.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Where a plan stands. The words are those of the Marketing Plan API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PlanStatus {
    /// The site has no plan.
    NeverCreated,
    /// Being made.
    Generating,
    /// Ready.
    Active,
    /// Switched off after long idleness.
    Inactive,
    /// Making it failed; the reason is kept.
    Failed,
}

/// The steps of making a plan, in order. Each is committed before the next begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Fetch the site's pages.
    Read,
    /// Turn them into facts.
    Profile,
    /// Find the keywords that articles should answer.
    Research,
    /// Choose activities and their days.
    Plan,
    /// Write the near-term posts.
    Write,
    /// Draw their pictures.
    Draw,
}

impl Stage {
    /// All stages, in order.
    pub const ALL: [Stage; 6] =
        [Stage::Read, Stage::Profile, Stage::Research, Stage::Plan, Stage::Write, Stage::Draw];

    /// The word in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Stage::Read => "read",
            Stage::Profile => "profile",
            Stage::Research => "research",
            Stage::Plan => "plan",
            Stage::Write => "write",
            Stage::Draw => "draw",
        }
    }

    /// What a person is told while it runs.
    pub const fn words(self) -> &'static str {
        match self {
            Stage::Read => "Read your website",
            Stage::Profile => "Learn your business",
            Stage::Research => "Find what people look for",
            Stage::Plan => "Choose what to say, and when",
            Stage::Write => "Write the posts of the next days",
            Stage::Draw => "Draw their pictures",
        }
    }
}

/// A text was none of the words it may be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a known word here")]
pub struct UnknownWord(pub String);

impl UnknownWord {
    /// The refused text, cut to a length that a log can bear.
    pub fn of(text: &str) -> Self {
        UnknownWord(text.chars().take(64).collect())
    }
}

impl FromStr for Stage {
    type Err = UnknownWord;
    fn from_str(code: &str) -> Result<Self, UnknownWord> {
        Stage::ALL
            .into_iter()
            .find(|stage| stage.code() == code)
            .ok_or_else(|| UnknownWord::of(code))
    }
}

impl PlanStatus {
    /// The word in the database and on the wire.
    pub const fn code(self) -> &'static str {
        match self {
            PlanStatus::NeverCreated => "NEVER_CREATED",
            PlanStatus::Generating => "GENERATING",
            PlanStatus::Active => "ACTIVE",
            PlanStatus::Inactive => "INACTIVE",
            PlanStatus::Failed => "FAILED",
        }
    }
}

impl FromStr for PlanStatus {
    type Err = UnknownWord;
    fn from_str(code: &str) -> Result<Self, UnknownWord> {
        [
            PlanStatus::NeverCreated,
            PlanStatus::Generating,
            PlanStatus::Active,
            PlanStatus::Inactive,
            PlanStatus::Failed,
        ]
        .into_iter()
        .find(|status| status.code() == code)
        .ok_or_else(|| UnknownWord::of(code))
    }
}
