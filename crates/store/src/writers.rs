//! Who writes the posts of a site, and what was found about their words.

use domain::{
    Scope,
    contract::Credentials,
    id::{ActivityId, MediaId, PostId},
    post::{Placement, PostKind, PostText, Verb},
    writing::{Authorship, WriterKind, holds_back},
};
use jiff::Timestamp;

use crate::{
    Store, StoreError,
    error::{instant, to_json, word},
    life::permitting,
    posts::NewPost,
    secrets::WRITERS,
};

/// The model that writes for a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChosenWriter {
    /// How it speaks.
    pub kind: WriterKind,
    /// Where it is.
    pub address: String,
    /// Its name there.
    pub model: String,
    /// Whether a key is kept for it.
    pub has_key: bool,
    /// Why it did not write when it was asked last, in words for the marketer.
    pub trouble: Option<String>,
}

/// What becomes of the key that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyChange {
    /// It stays, if the address does: a key goes to the server alone that it was typed for.
    Keep,
    /// Another takes its place.
    Replace(Credentials),
    /// It goes.
    Forget,
}

/// What a post says, to be compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaidCaption {
    /// The activity it belongs to.
    pub activity: ActivityId,
    /// Where it stands.
    pub placement: Placement,
    /// Its minute.
    pub publish_at: Timestamp,
    /// The name of the event that its activity leads up to.
    pub event: Option<String>,
    /// Its caption.
    pub caption: String,
}

#[derive(sqlx::FromRow)]
struct WriterRow {
    kind: String,
    address: String,
    model: String,
    has_key: bool,
    trouble: Option<String>,
}

impl Store {
    /// The model that writes for a site; `None` when the built-in writer does.
    pub async fn writer(&self, scope: Scope) -> Result<Option<ChosenWriter>, StoreError> {
        let found: Option<WriterRow> = row!(
            self.read;
            "select kind, address, model, sealed is not null as has_key, trouble from writers
             where workspace_id = $1 and site_id = $2",
            scope.workspace.to_string(), scope.site.to_string()
        )?;
        let chosen = |row: WriterRow| {
            Ok(ChosenWriter {
                kind: word("writers", "kind", &row.kind)?,
                address: row.address,
                model: row.model,
                has_key: row.has_key,
                trouble: row.trouble,
            })
        };
        found.map(chosen).transpose()
    }

    /// Has a model write for a site from now on.
    pub async fn choose_writer(
        &self,
        scope: Scope,
        (kind, address, model): (WriterKind, &str, &str),
        key: &KeyChange,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        let sealed = self.seal_change(&mut tx, &WRITERS, scope, key, now).await?;
        exec!(
            tx &mut tx;
            "insert into writers (workspace_id, site_id, kind, address, model, sealed, trouble, updated_at)
             values ($1, $2, $3, $4, $5, $6, null, $7)
             on conflict (workspace_id, site_id) do update set
               kind = excluded.kind, model = excluded.model, trouble = null, updated_at = excluded.updated_at,
               sealed = case when $8 and writers.address = excluded.address and writers.kind = excluded.kind
                 then writers.sealed else excluded.sealed end,
               address = excluded.address",
            scope.workspace.to_string(), scope.site.to_string(), kind.code(), address, model, sealed,
            now.as_millisecond(), *key == KeyChange::Keep
        )?;
        tx.commit().await
    }

    /// Has the built-in writer write again; the key is forgotten. Safe to repeat.
    pub async fn forget_writer(&self, scope: Scope) -> Result<(), StoreError> {
        exec!(
            self.write;
            "delete from writers where workspace_id = $1 and site_id = $2",
            scope.workspace.to_string(), scope.site.to_string()
        )?;
        Ok(())
    }

    /// The key of the model that writes for a site, opened from its seal.
    pub async fn writer_key(&self, scope: Scope) -> Result<Option<Credentials>, StoreError> {
        self.secret_of_site(&WRITERS, scope).await
    }

    /// Notes why a model did not write, or that it does.
    pub async fn note_writer_trouble(
        &self,
        scope: Scope,
        trouble: Option<&str>,
    ) -> Result<(), StoreError> {
        exec!(
            self.write;
            "update writers set trouble = $3 where workspace_id = $1 and site_id = $2",
            scope.workspace.to_string(), scope.site.to_string(), trouble
        )?;
        Ok(())
    }

    /// The captions of a site's posts from an instant on, whatever became of them.
    pub async fn captions_since(
        &self,
        scope: Scope,
        since: Timestamp,
    ) -> Result<Vec<SaidCaption>, StoreError> {
        let rows: Vec<(String, String, String, i64, Option<String>, String)> = rows!(
            self.read;
            "select p.activity_id, p.channel, p.kind, p.publish_at, a.event_name, p.caption
             from posts p join activities a
               on a.workspace_id = p.workspace_id and a.site_id = p.site_id and a.id = p.activity_id
             where p.workspace_id = $1 and p.site_id = $2 and p.publish_at >= $3
             order by p.publish_at, p.id",
            scope.workspace.to_string(), scope.site.to_string(), since.as_millisecond()
        )?;
        let said = |(activity, channel, kind, publish_at, event, caption): (
            String,
            String,
            String,
            _,
            _,
            _,
        )| {
            let kind: PostKind = word("posts", "kind", &kind)?;
            Ok(SaidCaption {
                activity: word("posts", "activity_id", &activity)?,
                placement: Placement { channel: word("posts", "channel", &channel)?, kind },
                publish_at: instant(publish_at),
                event,
                caption,
            })
        };
        rows.into_iter().map(said).collect()
    }

    /// Adds drafts that a writer wrote to an activity, each with who wrote it and what was
    /// found; otherwise as [`Store::add_posts`]. What was found may hold one back.
    pub async fn add_written_posts(
        &self,
        scope: Scope,
        activity: ActivityId,
        posts: &[(NewPost, Authorship)],
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        let mut tx = self.begin().await?;
        let mut added = 0;
        for (post, authorship) in posts {
            added += exec!(
                tx &mut tx;
                "insert into posts (workspace_id, site_id, id, activity_id, channel, title, caption, link, alt_text,
                   publish_at, status, version, edited, attempt, unclear, created_at, kind, authorship, held)
                 values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'draft', 1, $11, 0, 0, $12, $13, $14, $15)
                 on conflict (workspace_id, site_id, activity_id, channel, kind) do nothing",
                scope.workspace.to_string(), scope.site.to_string(), post.id.to_string(), activity.to_string(),
                post.placement.channel.code(), post.text.title.as_deref(), &post.text.caption, post.text.link.as_deref(),
                &post.text.alt_text, post.publish_at.as_millisecond(), false, now.as_millisecond(),
                post.placement.kind.code(), to_json(authorship), holds_back(&authorship.findings)
            )?;
        }
        tx.commit().await?;
        Ok(added)
    }

    /// Changes what a post says, with who wrote it and what was found, which holds it back or
    /// lets it go; a story with the picture that holds its words. `by_person` makes
    /// regenerating keep it. [`StoreError::TooLate`] when it changed since `version` or is
    /// going out.
    pub async fn change_written(
        &self,
        scope: Scope,
        (id, version): (PostId, i64),
        (text, picture): (&PostText, Option<MediaId>),
        authorship: &Authorship,
        by_person: bool,
    ) -> Result<(), StoreError> {
        let touched = exec!(
            self.write;
            sqlx::AssertSqlSafe(format!("update posts set title = $5, caption = $6, link = $7, alt_text = $8,
               media_id = coalesce($9, media_id), version = version + 1, edited = (edited or $10),
               authorship = $11, held = $12
             where workspace_id = $1 and site_id = $2 and id = $3 and version = $4
             and status in ({})", permitting(Verb::Edit))),
            scope.workspace.to_string(), scope.site.to_string(), id.to_string(), version,
            text.title.as_deref(), &text.caption, text.link.as_deref(), &text.alt_text,
            picture.map(|id| id.to_string()), by_person, to_json(authorship),
            holds_back(&authorship.findings)
        )?;
        self.touched_post(scope, id, touched).await
    }
}
