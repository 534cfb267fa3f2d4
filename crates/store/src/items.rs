//! Posts, as programs find and command them: each command is one statement, and decided by the
//! database against a publisher's claim.

use domain::{
    Scope,
    activity::ActivityType,
    channel::Channel,
    id::{ActivityId, MediaId, PostId},
    post::{Placement, PostKind, PostStatus, PostText, Verb},
};
use jiff::Timestamp;

use crate::{
    Store, StoreError,
    activities::{Activity, insert as insert_activity},
    life::permitting,
    posts::{COLUMNS, MadePost, Post, PostRow, insert_made},
};

/// A draft that a program makes, with an activity of its own.
#[derive(Debug, Clone)]
pub struct NewItem {
    /// Its identifier.
    pub id: PostId,
    /// The activity that holds it.
    pub activity: ActivityId,
    /// The network, and among what it stands there.
    pub placement: Placement,
    /// What it says.
    pub text: PostText,
    /// Its picture.
    pub picture: Option<MediaId>,
    /// Its minute, should somebody schedule it.
    pub publish_at: Timestamp,
    /// What the program calls it.
    pub reference: Option<String>,
    /// What the activity is called.
    pub title: String,
    /// What it is.
    pub description: String,
}

/// Which posts of a site, and in what order: by their minutes.
#[derive(Debug, Clone)]
pub struct Sought<'a> {
    /// Only these; `None` means all.
    pub ids: Option<&'a [PostId]>,
    /// Called so by the programs that made them; `None` means whatever they are called.
    pub references: Option<&'a [String]>,
    /// For one of these networks.
    pub channels: &'a [Channel],
    /// Of one of these kinds.
    pub kinds: &'a [PostKind],
    /// In one of these states.
    pub statuses: &'a [PostStatus],
    /// Not before.
    pub from: Timestamp,
    /// Before.
    pub until: Timestamp,
    /// Whether the last minute comes first.
    pub descending: bool,
    /// Behind the post that has that minute and that id.
    pub behind: Option<(Timestamp, PostId)>,
    /// How many of them to pass over.
    pub skip: i64,
    /// The most to give.
    pub limit: i64,
}

impl Store {
    /// The posts that are sought.
    pub async fn seek_posts(
        &self,
        scope: Scope,
        sought: &Sought<'_>,
    ) -> Result<Vec<Post>, StoreError> {
        // One statement for all: what is sought stands in texts, between commas.
        let ids = sought.ids.map(|ids| listed(ids.iter().map(PostId::to_string)));
        let channels = listed(sought.channels.iter().map(|channel| channel.code().to_owned()));
        let kinds = listed(sought.kinds.iter().map(|kind| kind.code().to_owned()));
        let statuses = listed(sought.statuses.iter().map(|status| status.code().to_owned()));
        let (behind, order) = if sought.descending { ("<", "desc") } else { (">", "asc") };
        let (minute, id) = match sought.behind {
            Some((minute, id)) => (Some(minute.as_millisecond()), id.to_string()),
            None => (None, String::new()),
        };
        // Programs call posts as they like, so that these cannot stand between commas.
        let references = sought.references.unwrap_or_default();
        let places: Vec<String> = (13..13 + references.len()).map(|at| format!("${at}")).collect();
        let called = match sought.references {
            None => String::new(),
            Some([]) => "and 1 = 0".to_owned(),
            Some(_) => format!("and reference_id in ({})", places.join(", ")),
        };
        let sql = format!(
            "select {COLUMNS} from posts where workspace_id = $1 and site_id = $2
                 and ($3 is null or $3 like '%,' || id || ',%')
                 and $4 like '%,' || channel || ',%' and $5 like '%,' || status || ',%'
                 and publish_at >= $6 and publish_at < $7
                 and ($8 is null or publish_at {behind} $8 or (publish_at = $8 and id {behind} $9))
                 and $12 like '%,' || kind || ',%' {called}
                 order by publish_at {order}, id {order} limit $10 offset $11"
        );
        let rows: Result<Vec<PostRow>, sqlx::Error> = on!(self.read, db => {
            let query = sqlx::query_as(sqlx::AssertSqlSafe(sql));
            let query = query.bind(scope.workspace.to_string()).bind(scope.site.to_string());
            let query = query.bind(ids).bind(channels).bind(statuses);
            let query = query.bind(sought.from.as_millisecond()).bind(sought.until.as_millisecond());
            let query = query.bind(minute).bind(id).bind(sought.limit).bind(sought.skip).bind(kinds);
            references.iter().fold(query, |query, word| query.bind(word)).fetch_all(db).await
        });
        rows?.into_iter().map(PostRow::post).collect()
    }

    /// Makes a draft with an activity of its own. [`StoreError::Taken`] when another post of the
    /// site is called as it is.
    pub async fn add_item(
        &self,
        scope: Scope,
        new: &NewItem,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        let activity = Activity {
            id: new.activity,
            kind: ActivityType::SocialMarketing,
            title: new.title.clone(),
            description: new.description.clone(),
            reason: "A program made it, through the Publisher API.".to_owned(),
            subject: String::new(),
            topic: None,
            event: None,
            starts_at: new.publish_at,
            stories: false,
            edited: true,
        };
        insert_activity(&mut tx, scope, &activity, now).await?;
        exec!(
            tx &mut tx;
            "update activities set standalone = $4 where workspace_id = $1 and site_id = $2 and id = $3",
            scope.workspace.to_string(), scope.site.to_string(), new.activity.to_string(), true
        )?;
        let made = MadePost {
            id: new.id,
            activity: new.activity,
            placement: new.placement,
            text: &new.text,
            picture: new.picture,
            publish_at: new.publish_at,
            status: PostStatus::Draft,
            reference: new.reference.as_deref(),
        };
        // Left without an end, the change is undone with its activity.
        if insert_made(&mut tx, scope, &made, now).await? == 0 {
            return Err(StoreError::Taken("reference id"));
        }
        tx.commit().await
    }

    /// Whether a post of the site is called so.
    pub async fn is_reference_taken(
        &self,
        scope: Scope,
        reference: &str,
    ) -> Result<bool, StoreError> {
        let found: Option<(i64,)> = row!(
            self.read;
            "select count(*) from posts where workspace_id = $1 and site_id = $2 and reference_id = $3",
            scope.workspace.to_string(), scope.site.to_string(), reference
        )?;
        Ok(found.is_some_and(|(count,)| count > 0))
    }

    /// Schedules a post at a minute, whatever its own was. [`StoreError::TooLate`] when it
    /// changed since `version`, is going out, went out or may have.
    pub async fn schedule_post_at(
        &self,
        scope: Scope,
        id: PostId,
        version: i64,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let touched = exec!(
            self.write;
            sqlx::AssertSqlSafe(format!("update posts set status = 'scheduled', publish_at = $5, edited = $6, version = version + 1,
               next_check_at = null, unclear = 0, tries = 0, failure = null, sending_at = null, lease_until = null
             where workspace_id = $1 and site_id = $2 and id = $3 and version = $4
             and status in ({})", permitting(Verb::Schedule))),
            scope.workspace.to_string(), scope.site.to_string(), id.to_string(), version,
            at.as_millisecond(), true
        )?;
        self.touched_post(scope, id, touched).await
    }

    /// Takes a scheduled post back: no publisher takes it up any more. [`StoreError::TooLate`]
    /// when it is not scheduled, or a publisher has it already.
    pub async fn cancel_post(&self, scope: Scope, id: PostId) -> Result<(), StoreError> {
        let touched = exec!(
            self.write;
            sqlx::AssertSqlSafe(format!(
                "update posts set status = 'canceled', edited = $4, version = version + 1, next_check_at = null,
                   failure = null, lease_until = null
                 where workspace_id = $1 and site_id = $2 and id = $3 and status in ({})",
                permitting(Verb::Cancel)
            )),
            scope.workspace.to_string(), scope.site.to_string(), id.to_string(), true
        )?;
        self.touched_post(scope, id, touched).await
    }

    /// Deletes a post, with the activity that was there to hold it alone; its receipts stay.
    /// [`StoreError::TooLate`] when it is going out, went out or may have.
    pub async fn delete_post(&self, scope: Scope, id: PostId) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        let deleted: Option<(String,)> = row!(
            tx &mut tx;
            sqlx::AssertSqlSafe(format!("delete from posts where workspace_id = $1 and site_id = $2 and id = $3
             and status in ({}) returning activity_id", permitting(Verb::Delete))),
            scope.workspace.to_string(), scope.site.to_string(), id.to_string()
        )?;
        let Some((activity,)) = deleted else {
            drop(tx);
            return self.touched_post(scope, id, 0).await;
        };
        exec!(
            tx &mut tx;
            "delete from activities where workspace_id = $1 and site_id = $2 and id = $3 and standalone
             and not exists (select 1 from posts p where p.workspace_id = $1 and p.site_id = $2 and p.activity_id = $3)",
            scope.workspace.to_string(), scope.site.to_string(), activity
        )?;
        tx.commit().await
    }
}

fn listed(words: impl Iterator<Item = String>) -> String {
    words.fold(",".to_owned(), |list, word| list + &word + ",")
}
