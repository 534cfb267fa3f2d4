//! What people are told without looking, and how they want to hear it.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::plan::UnknownWord;

/// What a notification is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Occasion {
    /// A post was refused for good.
    #[serde(rename = "post.failed")]
    Failed,
    /// A post's minute passed while nobody published.
    #[serde(rename = "post.missed")]
    Missed,
    /// A post may or may not have gone out.
    #[serde(rename = "post.uncertain")]
    Uncertain,
    /// A post that is due within a day would be refused.
    #[serde(rename = "post.held")]
    Held,
    /// What a channel is connected with ends soon, or has ended.
    #[serde(rename = "connection.expiring")]
    Expiring,
    /// A plan was made.
    #[serde(rename = "plan.ready")]
    PlanReady,
    /// A plan could not be made.
    #[serde(rename = "plan.failed")]
    PlanFailed,
}

impl Occasion {
    /// Every occasion, the most urgent first.
    pub const ALL: [Occasion; 7] = [
        Occasion::Uncertain,
        Occasion::Failed,
        Occasion::Missed,
        Occasion::Held,
        Occasion::Expiring,
        Occasion::PlanFailed,
        Occasion::PlanReady,
    ];

    /// The word in the database and on the wire.
    pub const fn code(self) -> &'static str {
        match self {
            Occasion::Failed => "post.failed",
            Occasion::Missed => "post.missed",
            Occasion::Uncertain => "post.uncertain",
            Occasion::Held => "post.held",
            Occasion::Expiring => "connection.expiring",
            Occasion::PlanReady => "plan.ready",
            Occasion::PlanFailed => "plan.failed",
        }
    }
}

impl FromStr for Occasion {
    type Err = UnknownWord;
    fn from_str(code: &str) -> Result<Self, UnknownWord> {
        Occasion::ALL
            .into_iter()
            .find(|occasion| occasion.code() == code)
            .ok_or_else(|| UnknownWord::of(code))
    }
}

/// How a member wants to be written to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailChoice {
    /// A letter for each notification.
    #[default]
    Each,
    /// One letter a day with all of them, when there are any.
    Digest,
    /// None.
    Never,
}

impl MailChoice {
    /// Every choice, in the order pages show them.
    pub const ALL: [MailChoice; 3] = [MailChoice::Each, MailChoice::Digest, MailChoice::Never];

    /// The word in the database and in forms.
    pub const fn code(self) -> &'static str {
        match self {
            MailChoice::Each => "each",
            MailChoice::Digest => "digest",
            MailChoice::Never => "never",
        }
    }

    /// The words on a page.
    pub const fn words(self) -> &'static str {
        match self {
            MailChoice::Each => "An e-mail for each",
            MailChoice::Digest => "One e-mail a day",
            MailChoice::Never => "No e-mail",
        }
    }
}

impl FromStr for MailChoice {
    type Err = UnknownWord;
    fn from_str(code: &str) -> Result<Self, UnknownWord> {
        MailChoice::ALL
            .into_iter()
            .find(|choice| choice.code() == code)
            .ok_or_else(|| UnknownWord::of(code))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_read_as_it_is_written() {
        for occasion in Occasion::ALL {
            assert_eq!(occasion.code().parse(), Ok(occasion));
            assert_eq!(serde_json::to_value(occasion).unwrap_or_default(), occasion.code());
        }
        for choice in MailChoice::ALL {
            assert_eq!(choice.code().parse(), Ok(choice));
        }
        assert!("post.lost".parse::<Occasion>().is_err());
    }
}
