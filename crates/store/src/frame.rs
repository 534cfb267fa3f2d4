//! What the frame around every page shows: who is signed in, where, and what waits.

use domain::{
    Scope,
    id::{AccountId, SiteId, WorkspaceId},
    plan::PlanStatus,
    site::Site,
};
use jiff::Timestamp;

use crate::{
    Store, StoreError,
    error::{instant, word},
    lines,
    sites::SiteRow,
};

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
    /// When somebody last had to do with the plan.
    pub engaged_at: Timestamp,
    /// Why the plan failed, when it did.
    pub failure: Option<String>,
    /// The plan's last day, ISO text, when there is a plan.
    pub last_day: Option<String>,
}

/// A site's name, for the way there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteName {
    /// The site.
    pub id: SiteId,
    /// Its name.
    pub name: String,
}

/// A member at a site of their workspace.
#[derive(Debug, Clone)]
pub struct Visit {
    /// Who.
    pub member: Member,
    /// Where.
    pub site: Site,
    /// What waits there.
    pub counts: Counts,
    /// How many of its notifications the member has not seen.
    pub unseen: i64,
    /// Every site of the workspace, this one too, by name.
    pub sites: Vec<SiteName>,
}

/// The columns of [`Waiting`] and the tables they come from; `$1` is the present instant. A
/// plan is inactive by the clock alone (42 days, [`crate::plans::IDLE`], in milliseconds).
pub(crate) const WAITING: &str = "s.id, s.address, s.name, s.language, s.country, s.time_zone, s.sandbox, s.published,
   (select count(*) from posts p where p.workspace_id = s.workspace_id and p.site_id = s.id
      and p.status in ('failed', 'missed', 'uncertain')) as needs_you,
   (select count(*) from events e where e.workspace_id = s.workspace_id and e.site_id = s.id
      and not e.left_out and (e.source like 'hosted:%') = exists (select 1 from sources o
        where o.workspace_id = s.workspace_id and o.site_id = s.id and o.kind = 'wix')) as events,
   (select count(*) from connections c where c.workspace_id = s.workspace_id and c.site_id = s.id) as connected,
   (select count(*) from posts p where p.workspace_id = s.workspace_id and p.site_id = s.id
      and p.status = 'draft' and p.publish_at > $1) as drafts,
   (select count(*) from activities a where a.workspace_id = s.workspace_id and a.site_id = s.id) as activities,
   (select count(*) from posts p where p.workspace_id = s.workspace_id and p.site_id = s.id) as posts,
   case when n.status = 'ACTIVE' and n.engaged_at < $1 - 3628800000 then 'INACTIVE' else n.status end as plan,
   n.engaged_at, n.failure, n.last_day
 from sites s join plans n on n.workspace_id = s.workspace_id and n.site_id = s.id";

#[derive(sqlx::FromRow)]
struct Waiting {
    #[sqlx(flatten)]
    site: SiteRow,
    #[sqlx(flatten)]
    counts: CountsRow,
}

impl Waiting {
    fn read(self) -> Result<(Site, Counts), StoreError> {
        let counts = self.counts;
        let counts = Counts {
            needs_you: counts.needs_you,
            events: counts.events,
            connected: counts.connected,
            drafts: counts.drafts,
            activities: counts.activities,
            posts: counts.posts,
            plan: word("plans", "status", &counts.plan)?,
            engaged_at: instant(counts.engaged_at),
            failure: counts.failure,
            last_day: counts.last_day,
        };
        Ok((self.site.site()?, counts))
    }
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
    engaged_at: i64,
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

    /// A site with what waits on it.
    pub async fn site_and_counts(
        &self,
        scope: Scope,
        now: Timestamp,
    ) -> Result<(Site, Counts), StoreError> {
        let found: Option<Waiting> = row!(
            self.read;
            sqlx::AssertSqlSafe(format!("select {WAITING} where s.workspace_id = $2 and s.id = $3")),
            now.as_millisecond(), scope.workspace.to_string(), scope.site.to_string()
        )?;
        found.ok_or(StoreError::NotFound("site"))?.read()
    }

    /// Every site of a workspace with what waits on it, by name.
    pub async fn sites_and_counts(
        &self,
        workspace: WorkspaceId,
        now: Timestamp,
    ) -> Result<Vec<(Site, Counts)>, StoreError> {
        let found: Vec<Waiting> = rows!(
            self.read;
            sqlx::AssertSqlSafe(format!(
                "select {WAITING} where s.workspace_id = $2 order by s.name, s.id"
            )),
            now.as_millisecond(), workspace.to_string()
        )?;
        found.into_iter().map(Waiting::read).collect()
    }

    /// A member at a site of their workspace, in one query. `None` when the account is no
    /// member, or the site is not the workspace's.
    pub async fn visit(
        &self,
        account: AccountId,
        scope: Scope,
        now: Timestamp,
    ) -> Result<Option<Visit>, StoreError> {
        #[derive(sqlx::FromRow)]
        struct Found {
            member_name: String,
            workspace_name: String,
            sites: String,
            unseen: i64,
            #[sqlx(flatten)]
            waiting: Waiting,
        }
        let found: Option<Found> = row!(
            self.read;
            sqlx::AssertSqlSafe(format!(
                "select a.name as member_name, w.name as workspace_name,
                   (select string_agg(o.id || $5 || o.name, $6) from sites o
                      where o.workspace_id = s.workspace_id) as sites,
                   (select count(*) from notifications t where t.workspace_id = s.workspace_id and t.site_id = s.id
                      and t.created_at > coalesce((select v.seen_at from notifications_seen v
                        where v.workspace_id = t.workspace_id and v.site_id = t.site_id
                        and v.account_id = m.account_id), 0)) as unseen, {WAITING}
                 join members m on m.workspace_id = s.workspace_id
                 join accounts a on a.id = m.account_id join workspaces w on w.id = m.workspace_id
                 where s.workspace_id = $2 and s.id = $3 and m.account_id = $4"
            )),
            now.as_millisecond(), scope.workspace.to_string(), scope.site.to_string(),
            account.to_string(), lines::FIELD, lines::LINE
        )?;
        let Some(found) = found else { return Ok(None) };
        let (name, workspace_name) = (found.member_name, found.workspace_name);
        let (site, counts) = found.waiting.read()?;
        let mut sites = lines::read(&found.sites)
            .map(|mut fields| {
                let id = word("sites", "id", fields.text())?;
                Ok(SiteName { id, name: fields.text().to_owned() })
            })
            .collect::<Result<Vec<_>, StoreError>>()?;
        sites.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        let member = Member { account, workspace: scope.workspace, name, workspace_name };
        Ok(Some(Visit { member, site, counts, unseen: found.unseen, sites }))
    }
}
