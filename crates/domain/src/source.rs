//! Where a site's plan comes from.

use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    Scope,
    contract::{BoxFuture, Credentials, PlanError},
    plan::UnknownWord,
    settings::SavedSettings,
};

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

/// What becomes of what a hosted plan holds when the plan is made here again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leaving {
    /// Drafts become drafts of ours; their originals stay at the service.
    pub keep_drafts: bool,
    /// Scheduled posts are canceled at the service and count as drafts, or go out from there.
    pub cancel_scheduled: bool,
    /// The service's settings and own events become the site's; else those that the site had
    /// before count again.
    pub take_settings: bool,
}

/// The settings of a site at whoever makes its plan elsewhere, as they were last seen.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HostedSettings {
    /// What of them has a place here.
    pub saved: SavedSettings,
    /// When they were first saved and last changed there, if that was told.
    pub times: Option<(Timestamp, Timestamp)>,
    /// What has none: each with its name there and what it is. It is kept there as it is.
    pub only_there: Vec<(String, String)>,
}

/// The credentials of a site at a hosted service. Secrets do not print.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Access {
    /// A key that opens the site. It never expires by itself.
    Key {
        /// The key.
        key: Credentials,
        /// The site's GUID.
        site: String,
    },
    /// An app that is installed on the site. Its tokens live for four hours.
    App {
        /// The app.
        client_id: String,
        /// Its secret.
        client_secret: Credentials,
        /// Its installation on the site.
        instance_id: String,
    },
}

impl Access {
    /// Whom it names, without a secret: the site, or the installation of the app.
    pub fn account(&self) -> &str {
        match self {
            Access::Key { site, .. } => site,
            Access::App { instance_id, .. } => instance_id,
        }
    }
}

/// One thing that trying a connection found, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What was tried.
    pub what: &'static str,
    /// Whether it works.
    pub works: bool,
    /// What was found, in the marketer's words.
    pub said: String,
}

/// Sites whose plan a hosted service makes and holds.
pub trait HostedPlans: Send + Sync {
    /// Tries credentials: what works, and what to do about what does not. Changes nothing.
    fn examine(&self, access: Access) -> BoxFuture<'_, Vec<Finding>>;

    /// Tries the credentials that are kept for a site.
    fn examine_kept(&self, scope: Scope) -> BoxFuture<'_, Result<Vec<Finding>, PlanError>>;

    /// Takes the plan of a site from the service from now on. Refused when its credentials
    /// do not show the plan.
    fn take_over(
        &self,
        scope: Scope,
        access: Access,
        handover: Handover,
    ) -> BoxFuture<'_, Result<(), PlanError>>;

    /// Makes the plan of a site here again. Nothing can go out twice: what is kept as a draft
    /// is none of what the service still publishes. Refused when that cannot be made sure.
    fn leave(&self, scope: Scope, leaving: Leaving) -> BoxFuture<'_, Result<(), PlanError>>;

    /// Looks at the plan now.
    fn look(&self, scope: Scope) -> BoxFuture<'_, Result<(), PlanError>>;
}
