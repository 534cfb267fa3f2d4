//! What the frame around every page shows: who is signed in, where, and what waits.

use domain::{
    Scope,
    id::{AccountId, WorkspaceId},
    plan::PlanStatus,
    site::Site,
};

use crate::{Store, StoreError, error::word, sites::SiteRow};

/// The signed-in person in the workspace.
#[derive(Debug, Clone)]
pub struct Member {
    /// The account.
    pub account: AccountId,
    /// The workspace.
    pub workspace: WorkspaceId,
    /// The person's name.
    pub name: String,
    /// The workspace's name.
    pub workspace_name: String,
}

/// What waits on a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counts {
    /// Posts that need a person: failed, missed or uncertain.
    pub needs_you: i64,
    /// Events that the plan heeds.
    pub events: i64,
    /// Channels that can publish.
    pub connected: i64,
    /// Drafts whose minute is still to come.
    pub drafts: i64,
    /// Activities planned.
    pub activities: i64,
    /// Posts written.
    pub posts: i64,
    /// Where the plan stands.
    pub plan: PlanStatus,
    /// Why the plan failed, when it did.
    pub failure: Option<String>,
    /// The plan's last day, ISO text, when there is a plan.
    pub last_day: Option<String>,
}

#[derive(sqlx::FromRow)]
struct CountsRow {
    needs_you: i64,
    events: i64,
    connected: i64,
    drafts: i64,
    activities: i64,
    posts: i64,
    plan: String,
    failure: Option<String>,
    last_day: Option<String>,
}

impl Store {
    /// The member that an account is in a workspace, if it still is one.
    pub async fn member(
        &self,
        account: AccountId,
        workspace: WorkspaceId,
    ) -> Result<Option<Member>, StoreError> {
        let found: Option<(String, String)> = row!(
            self.read;
            "select a.name, w.name from members m
             join accounts a on a.id = m.account_id join workspaces w on w.id = m.workspace_id
             where m.workspace_id = $1 and m.account_id = $2",
            workspace.to_string(), account.to_string()
        )?;
        Ok(found.map(|(name, workspace_name)| Member { account, workspace, name, workspace_name }))
    }

    /// A site with what waits on it, in one query.
    pub async fn site_and_counts(
        &self,
        scope: Scope,
        now: jiff::Timestamp,
    ) -> Result<(Site, Counts), StoreError> {
        #[derive(sqlx::FromRow)]
        struct Found {
            #[sqlx(flatten)]
            site: SiteRow,
            #[sqlx(flatten)]
            counts: CountsRow,
        }
        let found: Option<Found> = row!(
            self.read;
            "select s.id, s.address, s.name, s.language, s.country, s.time_zone, s.sandbox, s.published,
               (select count(*) from posts p where p.workspace_id = s.workspace_id and p.site_id = s.id
                  and p.status in ('failed', 'missed', 'uncertain')) as needs_you,
               (select count(*) from events e where e.workspace_id = s.workspace_id and e.site_id = s.id
                  and not e.left_out) as events,
               (select count(*) from connections c where c.workspace_id = s.workspace_id and c.site_id = s.id) as connected,
               (select count(*) from posts p where p.workspace_id = s.workspace_id and p.site_id = s.id
                  and p.status = 'draft' and p.publish_at > $3) as drafts,
               (select count(*) from activities a where a.workspace_id = s.workspace_id and a.site_id = s.id) as activities,
               (select count(*) from posts p where p.workspace_id = s.workspace_id and p.site_id = s.id) as posts,
               n.status as plan, n.failure, n.last_day
             from sites s join plans n on n.workspace_id = s.workspace_id and n.site_id = s.id
             where s.workspace_id = $1 and s.id = $2",
            scope.workspace.to_string(), scope.site.to_string(), now.as_millisecond()
        )?;
        let Found { site, counts } = found.ok_or(StoreError::NotFound("site"))?;
        let counts = Counts {
            needs_you: counts.needs_you,
            events: counts.events,
            connected: counts.connected,
            drafts: counts.drafts,
            activities: counts.activities,
            posts: counts.posts,
            plan: word("plans", "status", &counts.plan)?,
            failure: counts.failure,
            last_day: counts.last_day,
        };
        Ok((site.site()?, counts))
    }
}
