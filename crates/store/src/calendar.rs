//! What a calendar shows: one card for each activity and minute.

use std::collections::HashMap;

use domain::{
    Scope,
    activity::ActivityType,
    channel::Channel,
    id::{ActivityId, MediaId},
    post::PostStatus,
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
    /// One query that gives one row: the database puts its rows into texts, because handing
    /// over a row costs more than reading it. A second query only when a post was moved away
    /// from its activity, across an end of the period.
    pub async fn calendar(
        &self,
        scope: Scope,
        (from, until): (Timestamp, Timestamp),
        filter: &Filter,
        detail: Detail,
    ) -> Result<(Vec<Card>, Vec<StoredEvent>), StoreError> {
        let (words, picture) = match detail {
            Detail::Line => ("''", "''"),
            Detail::Words => ("min(caption)", "coalesce(min(media_id), '')"),
        };
        let activities = activities(filter, detail);
        let sql = format!(
            "select
               (select string_agg(p.activity_id || $3 || cast(p.publish_at as text) || $3 || p.channels || $3
                  || p.statuses || $3 || p.words || $3 || p.picture, $4)
                from (
                  select activity_id, publish_at, string_agg(channel, ',') as channels,
                    string_agg(status, ',') as statuses, {words} as words, {picture} as picture
                  from posts
                  where workspace_id = $1 and site_id = $2 and publish_at >= $5 and publish_at < $6
                    and ($7 = '' or channel = $7) and ($8 = '' or status = $8)
                  group by publish_at, activity_id
                ) p),
               ({activities} and a.starts_at >= $5 and a.starts_at < $6),
               ({EVENTS})"
        );
        let (workspace, site) = (scope.workspace.to_string(), scope.site.to_string());
        let (first, end) = (from.as_millisecond(), until.as_millisecond());
        let found: Option<(Option<String>, Option<String>, Option<String>)> = row!(
            self.read;
            sqlx::AssertSqlSafe(sql.clone()), &workspace, &site, lines::FIELD, lines::LINE, first, end,
            filter.channel.map_or("", Channel::code), filter.status.map_or("", PostStatus::code)
        )?;
        let (posts, shown, events) = found.unwrap_or_default();
        let (posts, shown) = (posts.unwrap_or_default(), shown.unwrap_or_default());
        let mut shown = lines::read(&shown).map(activity).collect::<Result<HashMap<_, _>, _>>()?;
        let written = lines::read(&posts).map(written).collect::<Result<Vec<_>, _>>()?;
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
        Ok((cards, events::read(&events.unwrap_or_default())?))
    }
}

/// The query of a site's activities as one text: `$1` workspace, `$2` site, `$3` and `$4`
/// what stands between fields and lines. Descriptions only where they are needed.
fn activities(filter: &Filter, detail: Detail) -> String {
    let wanted = detail == Detail::Words || !filter.text.is_empty();
    let description = if wanted { "a.description" } else { "''" };
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

fn written(mut fields: lines::Fields<'_>) -> Result<Written, StoreError> {
    let (activity, at, channels) = (fields.text(), fields.text(), fields.text());
    let (statuses, words, picture) = (fields.text(), fields.text(), fields.text());
    let mut posts = channels
        .split(',')
        .zip(statuses.split(','))
        .map(|(channel, status)| {
            Ok(CardPost {
                channel: word("posts", "channel", channel)?,
                status: word("posts", "status", status)?,
            })
        })
        .collect::<Result<Vec<_>, StoreError>>()?;
    posts.sort_by_key(|post| post.channel);
    Ok(Written {
        activity: word("posts", "activity_id", activity)?,
        at: instant(word("posts", "publish_at", at)?),
        posts,
        words: words.to_owned(),
        picture: (!picture.is_empty()).then(|| word("posts", "media_id", picture)).transpose()?,
    })
}
