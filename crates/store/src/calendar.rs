//! What a calendar shows: one card for each activity and minute.

use domain::{
    Scope,
    activity::ActivityType,
    channel::Channel,
    id::{ActivityId, MediaId, PostId},
    post::PostStatus,
};
use jiff::Timestamp;

use crate::{
    Store, StoreError,
    error::{instant, word},
    lines,
};

/// An activity at one minute, with its posts of that minute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// The activity.
    pub activity: ActivityId,
    /// What kind of action.
    pub kind: ActivityType,
    /// Its title.
    pub title: String,
    /// The minute.
    pub at: Timestamp,
    /// Its posts at that minute, by channel; empty while none are written.
    pub posts: Vec<CardPost>,
    /// Words to read, when asked for.
    pub words: String,
    /// A picture to show, when asked for and drawn.
    pub picture: Option<MediaId>,
}

/// A post on a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CardPost {
    /// The post.
    pub id: PostId,
    /// The network.
    pub channel: Channel,
    /// Where it stands.
    pub status: PostStatus,
}

/// Which cards to show. Empty means all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only posts for this channel.
    pub channel: Option<Channel>,
    /// Only posts in this status.
    pub status: Option<PostStatus>,
    /// Only this kind of activity.
    pub kind: Option<ActivityType>,
    /// Only activities whose title or description holds this text.
    pub text: String,
}

/// How much of each card to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// What a month shows.
    Line,
    /// Also words and a picture, as a list shows.
    Words,
}

impl Store {
    /// The cards from `from` up to `until`, by time. One query, and one row: the database
    /// puts the cards into one text, because handing over a row costs more than reading it.
    pub async fn cards(
        &self,
        scope: Scope,
        (from, until): (Timestamp, Timestamp),
        filter: &Filter,
        detail: Detail,
    ) -> Result<Vec<Card>, StoreError> {
        let (words, picture, read_words, description) = match detail {
            Detail::Line => ("''", "''", "", "''"),
            Detail::Words => (
                "p.words",
                "coalesce(p.picture, '')",
                ", min(caption) as words, min(media_id) as picture",
                "a.description",
            ),
        };
        let sql = format!(
            "select string_agg(c.id || $9 || c.kind || $9 || c.title || $9 || cast(c.shown_at as text) || $9
               || c.posts || $9 || c.words || $9 || c.picture, $10)
             from (
             select a.id, a.kind, a.title, p.publish_at as shown_at, p.posts,
               {words} as words, {picture} as picture
             from (
               select activity_id, publish_at, string_agg(channel || ' ' || status || ' ' || id, ',') as posts
                 {read_words}
               from posts
               where workspace_id = $1 and site_id = $2 and publish_at >= $3 and publish_at < $4
                 and ($5 = '' or channel = $5) and ($6 = '' or status = $6)
               group by activity_id, publish_at
             ) p
             join activities a on a.workspace_id = $1 and a.site_id = $2 and a.id = p.activity_id
             where ($7 = '' or a.kind = $7)
               and ($8 = '' or lower(a.title) like $8 escape '!' or lower(a.description) like $8 escape '!')
             union all
             select a.id, a.kind, a.title, a.starts_at, '', {description}, '' from activities a
             where a.workspace_id = $1 and a.site_id = $2 and a.starts_at >= $3 and a.starts_at < $4
               and $5 = '' and $6 = '' and ($7 = '' or a.kind = $7)
               and ($8 = '' or lower(a.title) like $8 escape '!' or lower(a.description) like $8 escape '!')
               and not exists (select 1 from posts p where p.workspace_id = a.workspace_id
                 and p.site_id = a.site_id and p.activity_id = a.id)
             ) c"
        );
        let found: Option<(Option<String>,)> = row!(
            self.read;
            sqlx::AssertSqlSafe(sql.clone()),
            scope.workspace.to_string(), scope.site.to_string(),
            from.as_millisecond(), until.as_millisecond(),
            filter.channel.map_or("", Channel::code), filter.status.map_or("", PostStatus::code),
            filter.kind.map_or("", ActivityType::code), contains(&filter.text),
            lines::FIELD, lines::LINE
        )?;
        let text = found.and_then(|(text,)| text).unwrap_or_default();
        let mut cards = lines::read(&text).map(card).collect::<Result<Vec<_>, _>>()?;
        cards.sort_by(|a, b| (a.at, &a.title, a.activity).cmp(&(b.at, &b.title, b.activity)));
        Ok(cards)
    }
}

/// The pattern that finds a text anywhere, its wildcards taken literally.
fn contains(text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    let plain = text.to_lowercase().replace('!', "!!").replace('%', "!%").replace('_', "!_");
    format!("%{plain}%")
}

fn card(mut fields: lines::Fields<'_>) -> Result<Card, StoreError> {
    let (id, kind, title) = (fields.text(), fields.text(), fields.text());
    let at = fields.text();
    let mut posts = fields
        .text()
        .split(',')
        .filter(|part| !part.is_empty())
        .map(card_post)
        .collect::<Result<Vec<_>, _>>()?;
    posts.sort_by_key(|post| post.channel);
    let (words, picture) = (fields.text(), fields.text());
    Ok(Card {
        activity: word("activities", "id", id)?,
        kind: word("activities", "kind", kind)?,
        title: title.to_owned(),
        at: instant(word("activities", "starts_at", at)?),
        posts,
        words: words.to_owned(),
        picture: (!picture.is_empty()).then(|| word("posts", "media_id", picture)).transpose()?,
    })
}

fn card_post(part: &str) -> Result<CardPost, StoreError> {
    let mut words = part.split(' ');
    let mut next = || words.next().unwrap_or_default();
    Ok(CardPost {
        channel: word("posts", "channel", next())?,
        status: word("posts", "status", next())?,
        id: word("posts", "id", next())?,
    })
}
