//! Publishing can be frozen: what is scheduled stays scheduled and nothing is sent.

use std::fmt;

use jiff::Timestamp;

use crate::{Scope, connection::ProviderKind};

/// What is frozen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Frozen {
    /// The posts of one site; `None` means of all.
    pub site: Option<Scope>,
    /// What one provider carries; `None` means whatever carries it.
    pub provider: Option<ProviderKind>,
}

impl Frozen {
    /// Every post of the installation.
    pub const EVERYTHING: Frozen = Frozen { site: None, provider: None };

    /// The posts of a site.
    pub const fn site(scope: Scope) -> Self {
        Frozen { site: Some(scope), provider: None }
    }

    /// What a provider carries, for all sites.
    pub const fn provider(kind: ProviderKind) -> Self {
        Frozen { site: None, provider: Some(kind) }
    }

    /// Whether a post of a site is held up that a provider carries; `None` for a channel
    /// that is not connected.
    pub fn holds(&self, scope: Scope, provider: Option<ProviderKind>) -> bool {
        self.site.is_none_or(|site| site == scope)
            && self.provider.is_none_or(|kind| provider == Some(kind))
    }
}

impl fmt::Display for Frozen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.site, self.provider) {
            (None, None) => f.write_str("everything"),
            (None, Some(kind)) => write!(f, "everything through {}", kind.word()),
            (Some(scope), None) => write!(f, "site {}", scope.site),
            (Some(scope), Some(kind)) => {
                write!(f, "what goes out through {} of site {}", kind.word(), scope.site)
            }
        }
    }
}

/// A freeze that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Freeze {
    /// What is frozen.
    pub what: Frozen,
    /// Who froze it: a person's name, or what did it by itself.
    pub by: String,
    /// Why, in words for the marketer; empty when nobody said.
    pub why: String,
    /// Since when.
    pub since: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{SiteId, WorkspaceId};

    fn scope(site: &str) -> Scope {
        let workspace: WorkspaceId = "01a1fef3-5d4b-790a-8dba-000000000001".parse().unwrap();
        let site: SiteId = format!("01a1fef3-5d4b-790a-8dba-{site:0>12}").parse().unwrap();
        Scope { workspace, site }
    }

    #[test]
    fn a_freeze_holds_what_it_names_and_nothing_else() {
        let (ours, theirs) = (scope("1"), scope("2"));
        let (sandbox, webhook) = (Some(ProviderKind::Sandbox), Some(ProviderKind::Webhook));
        assert!(Frozen::EVERYTHING.holds(ours, None));
        assert!(
            Frozen::site(ours).holds(ours, webhook) && !Frozen::site(ours).holds(theirs, webhook)
        );
        let provider = Frozen::provider(ProviderKind::Webhook);
        assert!(provider.holds(theirs, webhook));
        assert!(!provider.holds(theirs, sandbox) && !provider.holds(theirs, None));
        let both = Frozen { site: Some(ours), provider: webhook };
        assert!(both.holds(ours, webhook) && !both.holds(ours, sandbox));
        assert!(!both.holds(theirs, webhook));
    }
}
