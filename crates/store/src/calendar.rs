//! What a calendar shows: one card for each activity and minute.

use std::collections::HashMap;

use domain::{
    Scope,
    activity::ActivityType,
    channel::Channel,
    id::{ActivityId, MediaId},
    post::{PostKind, PostStatus},
};
use jiff::Timestamp;

use crate::{
    Store, StoreError,
    error::{instant, word},
    events::{self, EVENTS, StoredEvent},
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
    /// Its posts at that minute, by kind and channel; empty while none are written.
    pub posts: Vec<CardPost>,
    /// Words to read, when asked for.
    pub words: String,
    /// A picture to show, when asked for and drawn.
    pub picture: Option<MediaId>,
}

impl Card {
    /// The networks of its posts and stories, each once.
    pub fn channels(&self) -> impl Iterator<Item = Channel> {
        let new = |at: usize, post: &CardPost| {
            self.posts.iter().take(at).all(|other| other.channel != post.channel)
        };
        let posts = self.posts.iter().enumerate();
        posts.filter(move |(at, post)| new(*at, post)).map(|(_, post)| post.channel)
    }

    /// Whether there are posts among its posts.
    pub fn has_posts(&self) -> bool {
        self.posts.iter().any(|post| post.kind == PostKind::Post)
    }

    /// Whether there are stories among its posts.
    pub fn has_stories(&self) -> bool {
        self.posts.iter().any(|post| post.kind == PostKind::Story)
    }
}

/// A post on a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CardPost {
    /// The network.
    pub channel: Channel,
    /// A post there, or a story.
    pub kind: PostKind,
    /// Where it stands.
    pub status: PostStatus,
    /// Whether it is held back until a person has looked.
    pub held: bool,
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
    /// Also the first [`BEGINNING`] characters of the words, as a feed shows.
    Beginning,
}

/// How many characters the beginning of a text has.
pub const BEGINNING: usize = 300;

/// An activity that may be on a card.
struct Shown {
    kind: ActivityType,
    title: String,
    at: Timestamp,
    description: String,
    has_posts: bool,
}

/// The posts of an activity at one minute.
struct Written {
    activity: ActivityId,
    at: Timestamp,
    posts: Vec<CardPost>,
    words: String,
    picture: Option<MediaId>,
}

/// What the database found. Each column of the posts is a text of its own with a line for
/// each post, in the same order: joined by column they cost half of what they cost by row.
#[derive(Default, sqlx::FromRow)]
struct Found {
    activities: Option<String>,
    minutes: Option<String>,
    channels: Option<String>,
    kinds: Option<String>,
    statuses: Option<String>,
    words: Option<String>,
    pictures: Option<String>,
    shown: Option<String>,
    events: Option<String>,
}

impl Found {
    fn written(&self) -> Result<Vec<Written>, StoreError> {
        let (mut words, mut pictures) = (lines::column(&self.words), lines::column(&self.pictures));
        let mut posts: Vec<FoundPost<'_>> = lines::column(&self.minutes)
            .zip(lines::column(&self.activities))
            .zip(lines::column(&self.channels))
            .zip(lines::column(&self.kinds))
            .zip(lines::column(&self.statuses))
            .map(|((((minute, activity), channel), kind), status)| {
                let words = words.next().unwrap_or_default();
                let picture = pictures.next().unwrap_or_default();
                ((minute, activity), (channel, kind), status, words, picture)
            })
            .collect();
        posts.sort_unstable_by_key(|(card, ..)| *card);
        posts.chunk_by(|one, other| one.0 == other.0).map(card).collect()
    }
}

/// Stands after the status of a post that is held back.
const HELD: &str = "!";

/// A post as the database found it: its minute and activity, channel and kind, status, words and
/// picture.
type FoundPost<'a> = ((&'a str, &'a str), (&'a str, &'a str), &'a str, &'a str, &'a str);

/// The posts of one activity at one minute. Words and picture are those of the first channel
/// that has some.
fn card(found: &[FoundPost<'_>]) -> Result<Written, StoreError> {
    let mut posts = found
        .iter()
        .map(|&(_, (channel, kind), status, words, picture)| {
            let (status, held) = status.strip_suffix(HELD).map_or((status, false), |it| (it, true));
            let post = CardPost {
                held,
                channel: word("posts", "channel", channel)?,
                kind: word("posts", "kind", kind)?,
                status: word("posts", "status", status)?,
            };
            Ok((post, words, picture))
        })
        .collect::<Result<Vec<_>, StoreError>>()?;
    posts.sort_by_key(|(post, ..)| (post.kind, post.channel));
    let words = posts.iter().map(|(_, words, _)| *words).find(|words| !words.is_empty());
    let picture = posts.iter().map(|(.., picture)| *picture).find(|picture| !picture.is_empty());
    let (minute, activity) = found.first().map(|(card, ..)| *card).unwrap_or_default();
    Ok(Written {
        activity: word("posts", "activity_id", activity)?,
        at: instant(word("posts", "publish_at", minute)?),
        posts: posts.iter().map(|(post, ..)| *post).collect(),
        words: words.unwrap_or_default().to_owned(),
        picture: picture.map(|picture| word("posts", "media_id", picture)).transpose()?,
    })
}

impl Shown {
    fn matches(&self, filter: &Filter) -> bool {
        // Looked for here, because SQLite knows small letters of English only.
        let holds = |text: &str| text.to_lowercase().contains(&filter.text.to_lowercase());
        filter.kind.is_none_or(|kind| kind == self.kind)
            && (filter.text.is_empty() || holds(&self.title) || holds(&self.description))
    }
}

impl Store {
    /// The cards from `from` up to `until`, by time, and all events of the site, by name.
    ///
    /// One query that gives one row ([`lines`]). A second query only when a post was moved away
    /// from its activity, across an end of the period.
    pub async fn calendar(
        &self,
        scope: Scope,
        (from, until): (Timestamp, Timestamp),
        filter: &Filter,
        detail: Detail,
    ) -> Result<(Vec<Card>, Vec<StoredEvent>), StoreError> {
        let (words, picture) = match detail {
            Detail::Line => ("null".to_owned(), "null"),
            Detail::Words => {
                ("string_agg(caption, $4)".to_owned(), "string_agg(coalesce(media_id, ''), $4)")
            }
            Detail::Beginning => {
                (format!("string_agg(substr(caption, 1, {BEGINNING}), $4)"), "null")
            }
        };
        let activities = activities(filter, detail);
        let sql = format!(
            "select p.*, ({activities} and a.starts_at >= $5 and a.starts_at < $6) as shown, ({EVENTS}) as events
             from (
               select string_agg(activity_id, $4) as activities, string_agg(cast(publish_at as text), $4) as minutes,
                 string_agg(channel, $4) as channels, string_agg(kind, $4) as kinds,
                 string_agg(case when held then status || '{HELD}' else status end, $4) as statuses,
                 {words} as words, {picture} as pictures
               from posts
               where workspace_id = $1 and site_id = $2 and publish_at >= $5 and publish_at < $6
                 and ($7 = '' or channel = $7) and ($8 = '' or status = $8)
             ) p"
        );
        let (workspace, site) = (scope.workspace.to_string(), scope.site.to_string());
        let (first, end) = (from.as_millisecond(), until.as_millisecond());
        let found: Option<Found> = row!(
            self.read;
            sqlx::AssertSqlSafe(sql.clone()), &workspace, &site, lines::FIELD, lines::LINE, first, end,
            filter.channel.map_or("", Channel::code), filter.status.map_or("", PostStatus::code)
        )?;
        let found = found.unwrap_or_default();
        let mut shown = lines::read(found.shown.as_deref().unwrap_or_default())
            .map(activity)
            .collect::<Result<HashMap<_, _>, _>>()?;
        let written = found.written()?;
        if written.iter().any(|written| !shown.contains_key(&written.activity)) {
            let sql = format!(
                "{activities} and (a.starts_at < $5 or a.starts_at >= $6) and a.id in (
                   select activity_id from posts
                   where workspace_id = $1 and site_id = $2 and publish_at >= $5 and publish_at < $6)"
            );
            let found: Option<(Option<String>,)> = row!(
                self.read;
                sqlx::AssertSqlSafe(sql.clone()), &workspace, &site, lines::FIELD, lines::LINE, first, end
            )?;
            let moved = found.and_then(|(text,)| text).unwrap_or_default();
            for activity in lines::read(&moved).map(activity) {
                shown.extend([activity?]);
            }
        }
        let mut cards: Vec<Card> = written
            .into_iter()
            .filter_map(|written| Some((shown.get(&written.activity)?, written)))
            .filter(|(shown, _)| shown.matches(filter))
            .map(|(shown, written)| written.card(shown))
            .collect();
        if filter.channel.is_none() && filter.status.is_none() {
            let unwritten = shown
                .into_iter()
                .filter(|(_, shown)| !shown.has_posts && shown.matches(filter))
                .map(|(activity, shown)| shown.without_posts(activity));
            cards.extend(unwritten);
        }
        cards.sort_by(|a, b| (a.at, &a.title, a.activity).cmp(&(b.at, &b.title, b.activity)));
        Ok((cards, events::read(&found.events.unwrap_or_default())?))
    }
}

/// The query of a site's activities as one text: `$1` workspace, `$2` site, `$3` and `$4`
/// what stands between fields and lines. Descriptions only where they are needed.
fn activities(filter: &Filter, detail: Detail) -> String {
    let description = match detail {
        Detail::Line if filter.text.is_empty() => "''".to_owned(),
        Detail::Beginning if filter.text.is_empty() => {
            format!("substr(a.description, 1, {BEGINNING})")
        }
        Detail::Line | Detail::Words | Detail::Beginning => "a.description".to_owned(),
    };
    format!(
        "select string_agg(a.id || $3 || a.kind || $3 || a.title || $3 || cast(a.starts_at as text) || $3
           || {description} || $3 || (case when exists (
             select 1 from posts p where p.workspace_id = a.workspace_id and p.site_id = a.site_id
               and p.activity_id = a.id) then '1' else '0' end), $4)
         from activities a where a.workspace_id = $1 and a.site_id = $2"
    )
}

fn activity(mut fields: lines::Fields<'_>) -> Result<(ActivityId, Shown), StoreError> {
    let (id, kind, title) = (fields.text(), fields.text(), fields.text());
    let (at, description, has_posts) = (fields.text(), fields.text(), fields.text());
    let shown = Shown {
        kind: word("activities", "kind", kind)?,
        title: title.to_owned(),
        at: instant(word("activities", "starts_at", at)?),
        description: description.to_owned(),
        has_posts: has_posts == "1",
    };
    Ok((word("activities", "id", id)?, shown))
}

impl Written {
    fn card(self, shown: &Shown) -> Card {
        Card {
            activity: self.activity,
            kind: shown.kind,
            title: shown.title.clone(),
            at: self.at,
            posts: self.posts,
            words: self.words,
            picture: self.picture,
        }
    }
}

impl Shown {
    fn without_posts(self, activity: ActivityId) -> Card {
        Card {
            activity,
            kind: self.kind,
            title: self.title,
            at: self.at,
            posts: Vec::new(),
            words: self.description,
            picture: None,
        }
    }
}
