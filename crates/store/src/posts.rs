//! Posts, as people read and change them. Publishing them is in [`crate::publishing`].

use domain::{
    Scope,
    channel::Channel,
    id::{ActivityId, MediaId, PostId},
    post::{Placement, PostKind, PostStatus, PostText, Verb},
    writing::Authorship,
};
use jiff::Timestamp;

use crate::{
    Store, StoreError, Tx,
    error::{instant, json, word},
    life::permitting,
};

/// A post as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    /// Its identifier.
    pub id: PostId,
    /// The activity it belongs to.
    pub activity: ActivityId,
    /// The network.
    pub channel: Channel,
    /// A post there, or a story.
    pub kind: PostKind,
    /// What it says.
    pub text: PostText,
    /// Its picture.
    pub picture: Option<MediaId>,
    /// Its minute.
    pub publish_at: Timestamp,
    /// Where it stands.
    pub status: PostStatus,
    /// Grows with each change; a change names the version it saw.
    pub version: i64,
    /// Where it can be seen, once published.
    pub live_link: Option<String>,
    /// Why it failed or is uncertain.
    pub failure: Option<String>,
    /// Whether another source holds and publishes it.
    pub mirrored: bool,
    /// What the program that made it calls it.
    pub reference: Option<String>,
    /// Who wrote it and what was found; `None` when a program or another source made it.
    pub authorship: Option<Authorship>,
    /// Whether it waits for a person because of what was found.
    pub held: bool,
}

impl Post {
    /// Where it stands on its network.
    pub const fn placement(&self) -> Placement {
        Placement { channel: self.channel, kind: self.kind }
    }
}

#[derive(sqlx::FromRow)]
pub(crate) struct PostRow {
    id: String,
    activity_id: String,
    channel: String,
    kind: String,
    title: Option<String>,
    caption: String,
    link: Option<String>,
    alt_text: String,
    media_id: Option<String>,
    publish_at: i64,
    status: String,
    version: i64,
    live_link: Option<String>,
    failure: Option<String>,
    mirrored: bool,
    reference_id: Option<String>,
    authorship: Option<String>,
    held: bool,
}

pub(crate) const COLUMNS: &str = "id, activity_id, channel, kind, title, caption, link, alt_text, media_id, publish_at, status, version, live_link, failure, mirrored, reference_id, authorship, held";

impl PostRow {
    pub(crate) fn post(self) -> Result<Post, StoreError> {
        Ok(Post {
            id: word("posts", "id", &self.id)?,
            activity: word("posts", "activity_id", &self.activity_id)?,
            channel: word("posts", "channel", &self.channel)?,
            kind: word("posts", "kind", &self.kind)?,
            text: PostText {
                title: self.title,
                caption: self.caption,
                link: self.link,
                alt_text: self.alt_text,
            },
            picture: self.media_id.map(|id| word("posts", "media_id", &id)).transpose()?,
            publish_at: instant(self.publish_at),
            status: word("posts", "status", &self.status)?,
            version: self.version,
            live_link: self.live_link,
            failure: self.failure,
            mirrored: self.mirrored,
            reference: self.reference_id,
            authorship: self
                .authorship
                .map(|authorship| json("posts", "authorship", &authorship))
                .transpose()?,
            held: self.held,
        })
    }
}

/// A post to add to an activity.
#[derive(Debug, Clone)]
pub struct NewPost {
    /// Its identifier.
    pub id: PostId,
    /// The network, and among what it stands there.
    pub placement: Placement,
    /// What it says.
    pub text: PostText,
    /// Its minute.
    pub publish_at: Timestamp,
}

/// A post that a program makes, with all that it says and shows.
pub(crate) struct MadePost<'a> {
    /// Its identifier.
    pub(crate) id: PostId,
    /// The activity that holds it.
    pub(crate) activity: ActivityId,
    /// The network, and among what it stands there.
    pub(crate) placement: Placement,
    /// What it says.
    pub(crate) text: &'a PostText,
    /// Its picture.
    pub(crate) picture: Option<MediaId>,
    /// Its minute.
    pub(crate) publish_at: Timestamp,
    /// A draft, or scheduled.
    pub(crate) status: PostStatus,
    /// What the program calls it: no other post of the site is called so.
    pub(crate) reference: Option<&'a str>,
}

/// Adds a post that a program makes; it counts as typed by a person. Gives 0 when another is
/// called as it is.
pub(crate) async fn insert_made(
    tx: &mut Tx,
    scope: Scope,
    post: &MadePost<'_>,
    now: Timestamp,
) -> Result<u64, StoreError> {
    let MadePost { text, placement, .. } = post;
    exec!(
        tx tx;
        "insert into posts (workspace_id, site_id, id, activity_id, channel, title, caption, link, alt_text,
           publish_at, status, version, edited, attempt, unclear, created_at, kind, media_id, reference_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1, $12, 0, 0, $13, $14, $15, $16)
         on conflict (workspace_id, site_id, reference_id) where reference_id is not null do nothing",
        scope.workspace.to_string(), scope.site.to_string(), post.id.to_string(), post.activity.to_string(),
        placement.channel.code(), text.title.as_deref(), &text.caption, text.link.as_deref(),
        &text.alt_text, post.publish_at.as_millisecond(), post.status.code(), true,
        now.as_millisecond(), placement.kind.code(), post.picture.map(|id| id.to_string()),
        post.reference
    )
}

/// Which posts to read.
#[derive(Debug, Clone, Copy)]
pub enum Which {
    /// One.
    One(PostId),
    /// Those of an activity, by channel.
    OfActivity(ActivityId),
    /// Every draft of the site, by time.
    Drafts,
    /// Those that need a person or go out next, by time.
    Queue,
}

impl Store {
    /// A post of a site.
    pub async fn post(&self, scope: Scope, id: PostId) -> Result<Post, StoreError> {
        self.posts(scope, Which::One(id)).await?.pop().ok_or(StoreError::NotFound("post"))
    }

    /// Posts of a site.
    pub async fn posts(&self, scope: Scope, which: Which) -> Result<Vec<Post>, StoreError> {
        let (clause, id) = match which {
            Which::One(id) => ("id = $3", id.to_string()),
            Which::OfActivity(id) => ("activity_id = $3", id.to_string()),
            Which::Drafts => ("status = $3", PostStatus::Draft.code().to_owned()),
            Which::Queue => {
                ("status not in ('published', 'canceled', $3)", PostStatus::Draft.code().to_owned())
            }
        };
        let rows: Vec<PostRow> = rows!(
            self.read;
            sqlx::AssertSqlSafe(format!(
                "select {COLUMNS} from posts where workspace_id = $1 and site_id = $2 and {clause} order by publish_at, id"
            )),
            scope.workspace.to_string(), scope.site.to_string(), id
        )?;
        rows.into_iter().map(PostRow::post).collect()
    }

    /// Posts with these ids, in their order; what is not there is left out.
    pub async fn posts_with(&self, scope: Scope, ids: &[PostId]) -> Result<Vec<Post>, StoreError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let places: Vec<String> = (3..3 + ids.len()).map(|at| format!("${at}")).collect();
        let sql = format!(
            "select {COLUMNS} from posts where workspace_id = $1 and site_id = $2 and id in ({})",
            places.join(", ")
        );
        let rows: Result<Vec<PostRow>, sqlx::Error> = on!(self.read, db => {
            let query = sqlx::query_as(sqlx::AssertSqlSafe(sql));
            let query = query.bind(scope.workspace.to_string()).bind(scope.site.to_string());
            ids.iter().fold(query, |query, id| query.bind(id.to_string())).fetch_all(db).await
        });
        let mut posts =
            rows?.into_iter().map(PostRow::post).collect::<Result<Vec<Post>, StoreError>>()?;
        posts.sort_by_key(|post| ids.iter().position(|id| *id == post.id));
        Ok(posts)
    }

    /// Posts that went out last, newest first, at most `limit`.
    pub async fn last_published(&self, scope: Scope, limit: i64) -> Result<Vec<Post>, StoreError> {
        let rows: Vec<PostRow> = rows!(
            self.read;
            sqlx::AssertSqlSafe(format!(
                "select {COLUMNS} from posts where workspace_id = $1 and site_id = $2 and status = 'published'
                 order by publish_at desc, id desc limit $3"
            )),
            scope.workspace.to_string(), scope.site.to_string(), limit
        )?;
        rows.into_iter().map(PostRow::post).collect()
    }

    /// Adds drafts to an activity; a placement that has a post already keeps it. Gives the
    /// number added. Safe to repeat.
    pub async fn add_posts(
        &self,
        scope: Scope,
        activity: ActivityId,
        posts: &[NewPost],
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        let mut tx = self.begin().await?;
        let mut added = 0;
        for post in posts {
            added += exec!(
                tx &mut tx;
                "insert into posts (workspace_id, site_id, id, activity_id, channel, title, caption, link, alt_text,
                   publish_at, status, version, edited, attempt, unclear, created_at, kind)
                 values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'draft', 1, $11, 0, 0, $12, $13)
                 on conflict (workspace_id, site_id, activity_id, channel, kind) do nothing",
                scope.workspace.to_string(), scope.site.to_string(), post.id.to_string(), activity.to_string(),
                post.placement.channel.code(), post.text.title.as_deref(), &post.text.caption, post.text.link.as_deref(),
                &post.text.alt_text, post.publish_at.as_millisecond(), false, now.as_millisecond(),
                post.placement.kind.code()
            )?;
        }
        tx.commit().await?;
        Ok(added)
    }

    /// Changes what a post says. `by_person` makes regenerating keep it, and a post that was
    /// held back waits no longer.
    /// [`StoreError::TooLate`] when it changed since `version` or is going out.
    pub async fn change_text(
        &self,
        scope: Scope,
        id: PostId,
        version: i64,
        text: &PostText,
        by_person: bool,
    ) -> Result<(), StoreError> {
        let touched = exec!(
            self.write;
            sqlx::AssertSqlSafe(format!("update posts set title = $5, caption = $6, link = $7, alt_text = $8, version = version + 1,
               edited = (edited or $9), held = (held and not $9)
             where workspace_id = $1 and site_id = $2 and id = $3 and version = $4
             and status in ({})", permitting(Verb::Edit))),
            scope.workspace.to_string(), scope.site.to_string(), id.to_string(), version,
            text.title.as_deref(), &text.caption, text.link.as_deref(), &text.alt_text, by_person
        )?;
        self.touched_post(scope, id, touched).await
    }

    /// Changes what a story says together with its picture, which holds its words; otherwise
    /// as [`Store::change_text`].
    /// [`StoreError::TooLate`] when it changed since `version` or is going out.
    pub async fn change_story(
        &self,
        scope: Scope,
        id: PostId,
        version: i64,
        (text, picture): (&PostText, MediaId),
        by_person: bool,
    ) -> Result<(), StoreError> {
        let touched = exec!(
            self.write;
            sqlx::AssertSqlSafe(format!("update posts set caption = $5, alt_text = $6, media_id = $7, version = version + 1,
               edited = (edited or $8), held = (held and not $8)
             where workspace_id = $1 and site_id = $2 and id = $3 and version = $4 and kind = 'story'
             and status in ({})", permitting(Verb::Edit))),
            scope.workspace.to_string(), scope.site.to_string(), id.to_string(), version,
            &text.caption, &text.alt_text, picture.to_string(), by_person
        )?;
        self.touched_post(scope, id, touched).await
    }

    /// Gives a post a picture. Does not count as a change by a person.
    /// [`StoreError::TooLate`] when it is going out.
    pub async fn change_picture(
        &self,
        scope: Scope,
        id: PostId,
        picture: MediaId,
    ) -> Result<(), StoreError> {
        let touched = exec!(
            self.write;
            sqlx::AssertSqlSafe(format!("update posts set media_id = $4, version = version + 1
             where workspace_id = $1 and site_id = $2 and id = $3
             and status in ({})", permitting(Verb::Edit))),
            scope.workspace.to_string(), scope.site.to_string(), id.to_string(), picture.to_string()
        )?;
        self.touched_post(scope, id, touched).await
    }

    /// Moves a post to another minute. Whether it is scheduled does not change.
    /// [`StoreError::TooLate`] when it changed since `version` or is going out.
    pub async fn move_post(
        &self,
        scope: Scope,
        id: PostId,
        version: i64,
        to: Timestamp,
    ) -> Result<(), StoreError> {
        let touched = exec!(
            self.write;
            sqlx::AssertSqlSafe(format!("update posts set publish_at = $5, edited = $6, version = version + 1, next_check_at = null,
               tries = 0
             where workspace_id = $1 and site_id = $2 and id = $3 and version = $4
             and status in ({})", permitting(Verb::Edit))),
            scope.workspace.to_string(), scope.site.to_string(), id.to_string(), version,
            to.as_millisecond(), true
        )?;
        self.touched_post(scope, id, touched).await
    }

    /// Schedules posts at their minutes, in one change; gives those that are scheduled now.
    /// The others are held back, are going out, went out, may have, or are not there.
    pub async fn schedule_posts(
        &self,
        scope: Scope,
        ids: &[PostId],
    ) -> Result<Vec<PostId>, StoreError> {
        let mut tx = self.begin().await?;
        let mut scheduled = Vec::with_capacity(ids.len());
        for id in ids {
            let touched = exec!(
                tx &mut tx;
                sqlx::AssertSqlSafe(format!("update posts set status = 'scheduled', version = version + 1, next_check_at = null, unclear = 0, tries = 0,
                   failure = null, sending_at = null, lease_until = null
                 where workspace_id = $1 and site_id = $2 and id = $3 and not held
                 and status in ({})", permitting(Verb::Schedule))),
                scope.workspace.to_string(), scope.site.to_string(), id.to_string()
            )?;
            if touched > 0 {
                scheduled.push(*id);
            }
        }
        tx.commit().await?;
        Ok(scheduled)
    }

    /// Schedules a post at its minute. [`StoreError::TooLate`] when it is going out, went
    /// out or may have; scheduling twice changes nothing.
    pub async fn schedule_post(&self, scope: Scope, id: PostId) -> Result<(), StoreError> {
        self.change_status(scope, id, Verb::Schedule, PostStatus::Scheduled).await
    }

    /// Makes a scheduled, failed, missed or canceled post a draft again.
    /// [`StoreError::TooLate`] when it is going out, went out or may have.
    pub async fn unschedule_post(&self, scope: Scope, id: PostId) -> Result<(), StoreError> {
        self.change_status(scope, id, Verb::Unschedule, PostStatus::Draft).await
    }

    /// A person looked: an uncertain post is on the network.
    pub async fn settle_as_published(&self, scope: Scope, id: PostId) -> Result<(), StoreError> {
        self.change_status(scope, id, Verb::SettledAsPublished, PostStatus::Published).await
    }

    /// A person looked: an uncertain post is not on the network and may go out again at `at`.
    pub async fn settle_as_absent(
        &self,
        scope: Scope,
        id: PostId,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let touched = exec!(
            self.write;
            sqlx::AssertSqlSafe(format!(
                "update posts set status = 'draft', version = version + 1, publish_at = $4, unclear = 0, tries = 0,
                   next_check_at = null, sending_at = null, lease_until = null, failure = null
                 where workspace_id = $1 and site_id = $2 and id = $3 and status in ({})",
                permitting(Verb::SettledAsAbsent)
            )),
            scope.workspace.to_string(), scope.site.to_string(), id.to_string(), at.as_millisecond()
        )?;
        self.touched_post(scope, id, touched).await
    }

    async fn change_status(
        &self,
        scope: Scope,
        id: PostId,
        verb: Verb,
        to: PostStatus,
    ) -> Result<(), StoreError> {
        let touched = exec!(
            self.write;
            sqlx::AssertSqlSafe(format!(
                "update posts set status = $4, version = version + 1, next_check_at = null, unclear = 0, tries = 0, failure = null,
                   sending_at = null, lease_until = null
                 where workspace_id = $1 and site_id = $2 and id = $3 and status in ({})",
                permitting(verb)
            )),
            scope.workspace.to_string(), scope.site.to_string(), id.to_string(), to.code()
        )?;
        self.touched_post(scope, id, touched).await
    }

    /// Nothing touched means that the post is not there, or that it was too late.
    pub(crate) async fn touched_post(
        &self,
        scope: Scope,
        id: PostId,
        touched: u64,
    ) -> Result<(), StoreError> {
        if touched > 0 {
            return Ok(());
        }
        self.post(scope, id).await?;
        Err(StoreError::TooLate("post"))
    }
}
