//! The sandbox: a rehearsal network inside this installation.
//!
//! It behaves like somebody else's server: what it accepts it stores in a change of its own,
//! doubles included, and it can be told to be slow, to refuse, or to lose its answers.

use std::str::FromStr;

use domain::{
    Scope,
    channel::Channel,
    contract::Delivery,
    id::{MediaId, PostId},
    plan::UnknownWord,
    post::{PostKind, PostText},
    world::World,
};
use jiff::Timestamp;

use crate::{
    Store, StoreError,
    error::{instant, word},
};

/// How a site's sandbox behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SandboxMode {
    /// Accepts and answers.
    Accepting,
    /// Accepts, but answers after some seconds.
    Slow,
    /// Refuses everything.
    Refusing,
    /// Accepts, but its answer never arrives.
    LosingAnswers,
}

impl SandboxMode {
    /// Every mode with its code and the words on a page.
    pub const ALL: [(SandboxMode, &'static str, &'static str); 4] = [
        (SandboxMode::Accepting, "accepting", "Takes every post and answers at once"),
        (SandboxMode::Slow, "slow", "Takes every post and answers after three seconds"),
        (SandboxMode::Refusing, "refusing", "Refuses every post"),
        (SandboxMode::LosingAnswers, "losing_answers", "Takes every post, but its answer is lost"),
    ];

    /// The word in the database.
    pub fn code(self) -> &'static str {
        Self::ALL.iter().find(|(mode, ..)| *mode == self).map_or("accepting", |(_, code, _)| code)
    }
}

impl FromStr for SandboxMode {
    type Err = UnknownWord;
    fn from_str(code: &str) -> Result<Self, UnknownWord> {
        Self::ALL
            .iter()
            .find(|(_, word, _)| *word == code)
            .map(|(mode, ..)| *mode)
            .ok_or_else(|| UnknownWord::of(code))
    }
}

/// A post as the sandbox shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SandboxPost {
    /// The sandbox's own id of it.
    pub id: String,
    /// The sender's id of it.
    pub delivery_key: String,
    /// The network that is rehearsed.
    pub channel: Channel,
    /// A post there, or a story.
    pub kind: PostKind,
    /// The account's name.
    pub account: String,
    /// What it says.
    pub text: PostText,
    /// Its picture.
    pub picture: Option<MediaId>,
    /// When it landed.
    pub landed_at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct SandboxRow {
    id: String,
    delivery_key: String,
    channel: String,
    kind: String,
    account: String,
    title: Option<String>,
    caption: String,
    link: Option<String>,
    alt_text: String,
    media_id: Option<String>,
    landed_at: i64,
}

impl SandboxRow {
    fn post(self) -> Result<SandboxPost, StoreError> {
        Ok(SandboxPost {
            id: self.id,
            delivery_key: self.delivery_key,
            channel: word("sandbox_posts", "channel", &self.channel)?,
            kind: word("sandbox_posts", "kind", &self.kind)?,
            account: self.account,
            text: PostText {
                title: self.title,
                caption: self.caption,
                link: self.link,
                alt_text: self.alt_text,
            },
            picture: self.media_id.map(|id| word("sandbox_posts", "media_id", &id)).transpose()?,
            landed_at: instant(self.landed_at),
        })
    }
}

const COLUMNS: &str =
    "id, delivery_key, channel, kind, account, title, caption, link, alt_text, media_id, landed_at";

impl Store {
    /// How a site's sandbox behaves, and the word in the address of its page.
    pub async fn sandbox_mode(&self, scope: Scope) -> Result<(SandboxMode, String), StoreError> {
        let found: Option<(String, String)> = row!(
            self.read;
            "select sandbox_mode, sandbox from sites where workspace_id = $1 and id = $2",
            scope.workspace.to_string(), scope.site.to_string()
        )?;
        let (mode, address) = found.ok_or(StoreError::NotFound("site"))?;
        Ok((word("sites", "sandbox_mode", &mode)?, address))
    }

    /// Tells a site's sandbox how to behave.
    pub async fn set_sandbox_mode(
        &self,
        scope: Scope,
        mode: SandboxMode,
    ) -> Result<(), StoreError> {
        let touched = exec!(
            self.write;
            "update sites set sandbox_mode = $3 where workspace_id = $1 and id = $2",
            scope.workspace.to_string(), scope.site.to_string(), mode.code()
        )?;
        if touched == 0 { Err(StoreError::NotFound("site")) } else { Ok(()) }
    }

    /// The sandbox takes a post, as often as it is sent; gives its id there.
    pub async fn land_in_sandbox(
        &self,
        delivery: &Delivery,
        world: &dyn World,
    ) -> Result<String, StoreError> {
        let id = PostId::mint(world).to_string();
        let (scope, text) = (delivery.scope, &delivery.text);
        exec!(
            self.write;
            "insert into sandbox_posts (workspace_id, site_id, id, delivery_key, channel, account, title, caption,
               link, alt_text, media_id, landed_at, kind)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
            scope.workspace.to_string(), scope.site.to_string(), &id, &delivery.key, delivery.channel.code(),
            &delivery.account, text.title.as_deref(), &text.caption, text.link.as_deref(), &text.alt_text,
            delivery.picture.map(|picture| picture.to_string()), world.now().as_millisecond(),
            delivery.kind.code()
        )?;
        Ok(id)
    }

    /// The sandbox's id of a post that was sent with this key.
    pub async fn find_in_sandbox(
        &self,
        scope: Scope,
        key: &str,
    ) -> Result<Option<String>, StoreError> {
        let found: Option<(String,)> = row!(
            self.read;
            "select id from sandbox_posts where workspace_id = $1 and site_id = $2 and delivery_key = $3
             order by landed_at limit 1",
            scope.workspace.to_string(), scope.site.to_string(), key
        )?;
        Ok(found.map(|(id,)| id))
    }

    /// What a site's sandbox has taken, the newest first, at most `limit`.
    pub async fn sandbox_posts(
        &self,
        scope: Scope,
        limit: i64,
    ) -> Result<Vec<SandboxPost>, StoreError> {
        let rows: Vec<SandboxRow> = rows!(
            self.read;
            sqlx::AssertSqlSafe(format!(
                "select {COLUMNS} from sandbox_posts where workspace_id = $1 and site_id = $2
                 order by landed_at desc, id desc limit $3"
            )),
            scope.workspace.to_string(), scope.site.to_string(), limit
        )?;
        rows.into_iter().map(SandboxRow::post).collect()
    }

    /// Whether a picture belongs to a post that the sandbox shows.
    pub async fn sandbox_shows(&self, scope: Scope, picture: MediaId) -> Result<bool, StoreError> {
        let found: Option<(i64,)> = row!(
            self.read;
            "select count(*) from sandbox_posts where workspace_id = $1 and site_id = $2 and media_id = $3",
            scope.workspace.to_string(), scope.site.to_string(), picture.to_string()
        )?;
        Ok(found.is_some_and(|(count,)| count > 0))
    }
}
