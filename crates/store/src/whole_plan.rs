//! A plan with its activities, their posts and the accounts they go to, as programs read it.
//!
//! One query that gives one row of texts ([`lines`]), whatever the plan holds; what is read
//! of them borrows from the texts, so that a plan of hundreds of posts takes a handful of
//! allocations.

use domain::{
    Scope,
    activity::ActivityType,
    channel::Channel,
    id::ActivityId,
    plan::PlanStatus,
    post::{Placement, PostStatus},
};
use jiff::Timestamp;

use crate::{
    Store, StoreError,
    error::{instant, word},
    lines, plans,
};

/// Which activities of a plan to read.
#[derive(Debug, Clone, Copy)]
pub enum Part<'a> {
    /// Those that start from an instant up to another.
    Between(Timestamp, Timestamp),
    /// Those with these ids; what is not there is left out.
    Only(&'a [ActivityId]),
}

/// A plan as it was found.
#[derive(Debug)]
pub struct WholePlan {
    /// Where it stands.
    pub status: PlanStatus,
    /// When it stands elsewhere by the clock alone.
    pub stands_until: Timestamp,
    /// The zone of its site.
    pub time_zone: String,
    connections: String,
    activities: String,
}

#[derive(sqlx::FromRow)]
struct Found {
    status: String,
    engaged_at: i64,
    time_zone: String,
    connections: Option<String>,
    activities: Option<String>,
}

/// An activity of a plan, with its posts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WholeActivity<'a> {
    /// Its identifier.
    pub id: &'a str,
    /// What kind of action.
    pub kind: ActivityType,
    /// When it takes place.
    pub starts_at: Timestamp,
    /// Its title.
    pub title: &'a str,
    /// What it is.
    pub description: &'a str,
    /// Its posts and stories, by placement.
    pub posts: Vec<WholePost<'a>>,
}

/// A post of a plan: what programs are told of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WholePost<'a> {
    /// Its identifier.
    pub id: &'a str,
    /// The network, and among what it stands there.
    pub placement: Placement,
    /// Where it stands.
    pub status: PostStatus,
    /// Its minute.
    pub publish_at: Timestamp,
    /// Its title.
    pub title: Option<&'a str>,
    /// What it says.
    pub caption: &'a str,
    /// The page that it leads to.
    pub link: Option<&'a str>,
    /// The identifier of its picture.
    pub picture: Option<&'a str>,
    /// Where it can be seen, once published.
    pub live_link: Option<&'a str>,
    /// Why it failed or is uncertain.
    pub failure: Option<&'a str>,
    /// What the program that made it calls it.
    pub reference: Option<&'a str>,
}

impl Store {
    /// A part of a site's plan, as it stands at `now`.
    pub async fn whole_plan(
        &self,
        scope: Scope,
        part: Part<'_>,
        now: Timestamp,
    ) -> Result<WholePlan, StoreError> {
        let (wanted, instants, ids) = match part {
            Part::Between(from, until) => {
                let instants = vec![from.as_millisecond(), until.as_millisecond()];
                ("a.starts_at >= $7 and a.starts_at < $8".to_owned(), instants, Vec::new())
            }
            Part::Only(ids) => {
                let places: Vec<String> = (7..7 + ids.len()).map(|at| format!("${at}")).collect();
                let ids = ids.iter().map(ToString::to_string).collect();
                (format!("a.id in ({})", places.join(", ")), Vec::new(), ids)
            }
        };
        let sql = format!(
            "select n.status, n.engaged_at, s.time_zone,
               (select string_agg(concat(c.channel, $3, c.id), $4) from connections c
                  where c.workspace_id = $1 and c.site_id = $2) as connections,
               (select string_agg(concat(a.id, $3, a.kind, $3, a.starts_at, $3, a.title, $3, a.description, $4, (
                    select string_agg(concat(p.id, $3, p.channel, $3, p.kind, $3, p.status, $3, p.publish_at, $3,
                      coalesce(p.title, $6), $3, p.caption, $3, coalesce(p.link, $6), $3, coalesce(p.media_id, $6), $3,
                      coalesce(p.live_link, $6), $3, coalesce(p.failure, $6), $3, coalesce(p.reference_id, $6)), $4)
                    from posts p where p.workspace_id = $1 and p.site_id = $2 and p.activity_id = a.id)), $5)
                  from activities a where a.workspace_id = $1 and a.site_id = $2 and {wanted}) as activities
             from sites s join plans n on n.workspace_id = s.workspace_id and n.site_id = s.id
             where s.workspace_id = $1 and s.id = $2"
        );
        let (workspace, site) = (scope.workspace.to_string(), scope.site.to_string());
        let found: Result<Option<Found>, sqlx::Error> = on!(self.read, db => {
            let mut query = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(workspace).bind(site);
            for separator in [lines::FIELD, lines::LINE, lines::GROUP, lines::NONE] {
                query = query.bind(separator);
            }
            for instant in instants {
                query = query.bind(instant);
            }
            for id in ids {
                query = query.bind(id);
            }
            query.fetch_optional(db).await
        });
        let found = found?.ok_or(StoreError::NotFound("site"))?;
        // The first millisecond at which six weeks have passed.
        let idle_from = plans::idle_from(instant(found.engaged_at));
        let (status, stands_until) = match word("plans", "status", &found.status)? {
            PlanStatus::Active if idle_from <= now => (PlanStatus::Inactive, Timestamp::MAX),
            PlanStatus::Active => (PlanStatus::Active, idle_from),
            status => (status, Timestamp::MAX),
        };
        Ok(WholePlan {
            status,
            stands_until,
            time_zone: found.time_zone,
            connections: found.connections.unwrap_or_default(),
            activities: found.activities.unwrap_or_default(),
        })
    }
}

impl WholePlan {
    /// The channels that can publish, each with the id of its connection.
    pub fn connections(&self) -> Result<Vec<(Channel, &str)>, StoreError> {
        lines::read(&self.connections)
            .map(|mut fields| Ok((word("connections", "channel", fields.text())?, fields.text())))
            .collect()
    }

    /// The activities, by time.
    pub fn activities(&self) -> Result<Vec<WholeActivity<'_>>, StoreError> {
        let mut activities =
            lines::groups(&self.activities).map(activity).collect::<Result<Vec<_>, _>>()?;
        activities.sort_unstable_by_key(|activity| (activity.starts_at, activity.id));
        Ok(activities)
    }
}

fn activity(group: &str) -> Result<WholeActivity<'_>, StoreError> {
    let mut lines = lines::read(group);
    let mut fields = lines.next().ok_or_else(|| torn("activities", group))?;
    let mut activity = WholeActivity {
        id: fields.text(),
        kind: word("activities", "kind", fields.text())?,
        starts_at: instant(word("activities", "starts_at", fields.text())?),
        title: fields.text(),
        description: fields.text(),
        posts: Vec::with_capacity(Channel::ALL.len()),
    };
    if !fields.ended() {
        return Err(torn("activities", activity.id));
    }
    for mut fields in lines {
        let post = WholePost {
            id: fields.text(),
            placement: Placement {
                channel: word("posts", "channel", fields.text())?,
                kind: word("posts", "kind", fields.text())?,
            },
            status: word("posts", "status", fields.text())?,
            publish_at: instant(word("posts", "publish_at", fields.text())?),
            title: fields.optional(),
            caption: fields.text(),
            link: fields.optional(),
            picture: fields.optional(),
            live_link: fields.optional(),
            failure: fields.optional(),
            reference: fields.optional(),
        };
        if !fields.ended() {
            return Err(torn("posts", post.id));
        }
        activity.posts.push(post);
    }
    activity.posts.sort_unstable_by_key(|post| (post.placement, post.id));
    Ok(activity)
}

/// A text holds a separator, or not as many as it should.
fn torn(table: &'static str, id: &str) -> StoreError {
    StoreError::Corrupt { table, what: "row", value: id.chars().take(80).collect() }
}
