//! Where a site's plan comes from.

use std::str::FromStr;

use crate::plan::UnknownWord;

/// Who makes a site's plan and holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceKind {
    /// The planner in this program.
    Embedded,
    /// The hosted service of Wix, with the site's own credentials. It holds plan and posts,
    /// and publishes them.
    Wix,
}

impl SourceKind {
    /// The word in the database and in forms.
    pub const fn code(self) -> &'static str {
        match self {
            SourceKind::Embedded => "embedded",
            SourceKind::Wix => "wix",
        }
    }
}

impl FromStr for SourceKind {
    type Err = UnknownWord;
    fn from_str(code: &str) -> Result<Self, UnknownWord> {
        [SourceKind::Embedded, SourceKind::Wix]
            .into_iter()
            .find(|kind| kind.code() == code)
            .ok_or_else(|| UnknownWord::of(code))
    }
}

/// What becomes of what a plan holds when another source takes over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Handover {
    /// Drafts stay as drafts of ours, or go.
    pub keep_drafts: bool,
    /// Scheduled posts still go out from where they are scheduled, or become drafts first.
    pub keep_scheduled: bool,
}
