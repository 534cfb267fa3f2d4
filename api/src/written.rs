//! Plans written as JSON straight from what the database found.
//!
//! A plan of hundreds of posts is asked for over and over. Building its shapes and writing
//! them then takes several times as long as writing it, so this writes it. What it says is
//! what [`Shown`] would: a test holds the two together.

use std::marker::PhantomData;

use axum::{
    body::Bytes,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use domain::{
    channel::Channel,
    post::{Placement, PostKind, PostStatus},
};
use jiff::Timestamp;
use store::whole_plan::{WholeActivity, WholePost};
use wix::wire::{self, Instant};

use crate::shown::{OWN_STATUS, Shown, item_type, kind, name, own_status, status, why};

/// JSON of a shape, as text.
pub struct Written<T>(Bytes, PhantomData<T>);

impl<T> Written<T> {
    /// What is written.
    pub fn bytes(&self) -> Bytes {
        self.0.clone()
    }
}

impl<T> From<Bytes> for Written<T> {
    fn from(json: Bytes) -> Self {
        Written(json, PhantomData)
    }
}

impl<T> IntoResponse for Written<T> {
    fn into_response(self) -> Response {
        const JSON: HeaderValue = HeaderValue::from_static("application/json");
        ([(header::CONTENT_TYPE, JSON)], self.0).into_response()
    }
}

/// A plan, with the activities that are told of it.
pub fn plan(
    shown: &Shown<'_>,
    status: &wire::PlanStatus,
    activities: &[WholeActivity<'_>],
) -> Written<wire::MarketingPlan> {
    let mut json = Json::default();
    json.raw(r#"{"status":"#).text(status.code()).raw(",");
    json.activities(shown, activities);
    json.raw("}");
    Written::from(Bytes::from(json.0))
}

/// Activities with their posts.
pub fn posts(shown: &Shown<'_>, activities: &[WholeActivity<'_>]) -> Written<wire::ActivityPosts> {
    let mut json = Json::default();
    json.raw("{").activities(shown, activities);
    json.raw("}");
    Written::from(Bytes::from(json.0))
}

/// How much room an activity and a post take beside their words.
const ROOM: usize = 640;

#[derive(Default)]
struct Json(Vec<u8>);

impl Json {
    fn activities(&mut self, shown: &Shown<'_>, activities: &[WholeActivity<'_>]) {
        let words = |post: &WholePost<'_>| post.caption.len() + ROOM;
        let room = |activity: &WholeActivity<'_>| {
            activity.description.len() + ROOM + activity.posts.iter().map(words).sum::<usize>()
        };
        self.0.reserve(activities.iter().map(room).sum());
        let mut instants = Instants::default();
        self.raw(r#""marketingActivities":["#);
        for (at, activity) in activities.iter().enumerate() {
            self.raw(if at == 0 {
                r#"{"marketingActivityId":""#
            } else {
                r#",{"marketingActivityId":""#
            });
            self.raw(activity.id)
                .raw(r#"","date":""#)
                .raw(instants.of(activity.starts_at))
                .raw("\"");
            for (name, words) in [("title", activity.title), ("description", activity.description)]
            {
                self.some(name, Some(words).filter(|words| !words.is_empty()));
            }
            self.raw(r#","marketingActivityType":"#).text(kind(activity.kind).code());
            self.raw(r#","items":["#);
            let mut first = true;
            for post in activity.posts.iter().filter(|post| shown.sees(post.placement.channel)) {
                self.raw(if first { "{" } else { ",{" });
                self.item(shown, post, &mut instants);
                first = false;
            }
            self.raw(r#"],"videoCandidates":[]}"#);
        }
        self.raw("]");
    }

    /// From the first field of an item to its end.
    fn item(&mut self, shown: &Shown<'_>, post: &WholePost<'_>, instants: &mut Instants) {
        self.raw(r#""id":""#)
            .raw(post.id)
            .raw(r#"","channel":{"name":"#)
            .text(name(post.placement.channel).code());
        self.some("accountId", shown.account(post.placement.channel));
        self.raw(r#"},"type":"#).text(item_type(post.placement.kind).code());
        self.raw(r#","status":"#).text(status(post.status).code());
        if post.status != PostStatus::Draft {
            self.raw(r#","schedulingInfo":{"scheduledDate":""#)
                .raw(instants.of(post.publish_at))
                .raw(r#""}"#);
        }
        self.some("externalItemUrl", post.live_link);
        self.some("referenceId", post.reference);
        self.some(OWN_STATUS, own_status(post.status));
        if let Some(why) = why(post.status, post.failure) {
            self.raw(r#","publicationError":{"message":"#).text(why).raw("}");
        }
        let (content, caption) = content(post.placement);
        self.raw(content).raw("{");
        if let Some(caption) = caption {
            self.raw(caption).text(post.caption);
            self.some("title", post.title).some("link", post.link);
        }
        if let Some(picture) = post.picture {
            self.raw(if caption.is_some() { "," } else { "" });
            self.raw(r#""mediaWrapper":{"media":[{"type":"IMAGE","url":"#);
            self.text(shown.pictures());
            // The text is still open for the rest of the address: ids hold nothing to escape.
            self.0.pop();
            self.raw("/").raw(picture).raw(r#""}]}"#);
        }
        self.raw("}}");
    }

    /// Another field, if there is something to say.
    fn some(&mut self, name: &'static str, text: Option<&str>) -> &mut Self {
        match text {
            Some(text) => self.raw(",\"").raw(name).raw("\":").text(text),
            None => self,
        }
    }

    /// Something that is JSON already.
    fn raw(&mut self, json: &str) -> &mut Self {
        self.0.extend_from_slice(json.as_bytes());
        self
    }

    /// A text.
    fn text(&mut self, text: &str) -> &mut Self {
        self.0.push(b'"');
        let mut bytes = text.as_bytes();
        while let Some(first) = first_to_escape(bytes) {
            let (plain, rest) = bytes.split_at(first);
            self.0.extend_from_slice(plain);
            let Some((byte, rest)) = rest.split_first() else { break };
            self.escaped(*byte);
            bytes = rest;
        }
        self.0.extend_from_slice(bytes);
        self.0.push(b'"');
        self
    }

    fn escaped(&mut self, byte: u8) {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let digit = |four: u8| DIGITS.get(usize::from(four)).copied().unwrap_or(b'0');
        match byte {
            b'"' | b'\\' => self.0.extend_from_slice(&[b'\\', byte]),
            b'\n' => self.0.extend_from_slice(b"\\n"),
            b'\r' => self.0.extend_from_slice(b"\\r"),
            b'\t' => self.0.extend_from_slice(b"\\t"),
            other => {
                let hex = [digit(other >> 4), digit(other & 15)];
                self.0.extend_from_slice(b"\\u00");
                self.0.extend_from_slice(&hex);
            }
        }
    }
}

const fn must_be_escaped(byte: u8) -> bool {
    byte < 0x20 || byte == b'"' || byte == b'\\'
}

/// Where the first byte stands that a JSON text cannot hold as it is. Looks at several at a
/// time, which is most of what writing a plan takes.
fn first_to_escape(bytes: &[u8]) -> Option<usize> {
    const AT_A_TIME: usize = 32;
    let (chunks, _) = bytes.as_chunks::<AT_A_TIME>();
    let clean = chunks
        .iter()
        .take_while(|chunk| !chunk.iter().fold(false, |any, byte| any | must_be_escaped(*byte)));
    let start = clean.count() * AT_A_TIME;
    let rest = bytes.get(start..)?;
    rest.iter().position(|byte| must_be_escaped(*byte)).map(|at| start + at)
}

/// What the content of a placement is called, and its words in there: a story has them in its
/// picture alone.
const fn content(placement: Placement) -> (&'static str, Option<&'static str>) {
    const CAPTION: Option<&str> = Some(r#""caption":"#);
    const DESCRIPTION: Option<&str> = Some(r#""description":"#);
    match placement.channel {
        Channel::Facebook if matches!(placement.kind, PostKind::Story) => {
            (r#","facebookStory":"#, None)
        }
        _ if matches!(placement.kind, PostKind::Story) => (r#","instagramStory":"#, None),
        Channel::Facebook => (r#","facebookPost":"#, CAPTION),
        Channel::Instagram => (r#","instagramPost":"#, CAPTION),
        Channel::LinkedIn => (r#","linkedinPost":"#, CAPTION),
        Channel::Pinterest => (r#","pinterestPost":"#, DESCRIPTION),
        Channel::GoogleBusiness => (r#","gbpPost":"#, DESCRIPTION),
        Channel::TikTok => (r#","tiktokPhoto":"#, DESCRIPTION),
        Channel::Threads => (r#","threadsPost":"#, CAPTION),
        Channel::Bluesky => (r#","blueskyPost":"#, CAPTION),
        Channel::Mastodon => (r#","mastodonPost":"#, CAPTION),
        Channel::X => (r#","xPost":"#, CAPTION),
    }
}

/// Instants as text. The posts of an activity mostly go out at the same one.
#[derive(Default)]
struct Instants {
    last: Option<Timestamp>,
    text: String,
}

impl Instants {
    fn of(&mut self, instant: Timestamp) -> &str {
        if self.last != Some(instant) {
            self.last = Some(instant);
            self.text = Instant(instant).to_string();
        }
        &self.text
    }
}

#[cfg(test)]
mod tests {
    use domain::{
        Scope,
        activity::ActivityType,
        connection::{Connection, ProviderKind},
        id::{ActivityId, ConnectionId, MediaId, PostId, SiteId, WorkspaceId},
        network::has_stories,
        post::PostText,
    };
    use serde_json::Value;
    use store::{activities::Activity, posts::Post};

    use super::*;
    use crate::caller::Caller;

    const WORDS: &str = "Bread & “salt”\n\tat \"nine\" \\ 🥖 \u{8}\u{7f} — and then a line that is longer than what is looked at at a time.\r\n";

    fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(n: usize) -> T {
        format!("01a1fef3-5d4b-790a-8dba-{n:012}").parse().unwrap()
    }

    fn caller(all_networks: bool) -> Caller {
        let scope = Scope { workspace: id::<WorkspaceId>(1), site: id::<SiteId>(2) };
        Caller { scope, all_networks }
    }

    /// A post for each placement in a status, in the order that the store gives them; some
    /// have everything, some only what they must.
    fn posts(status: PostStatus) -> Vec<Post> {
        let stories = Channel::ALL.into_iter().filter(|channel| has_stories(*channel));
        let mut placements: Vec<Placement> = Channel::ALL.map(Placement::post).into();
        placements.extend(stories.map(Placement::story));
        placements.sort_unstable();
        placements
            .into_iter()
            .enumerate()
            .map(|(n, Placement { channel, kind })| Post {
                id: id::<PostId>(n),
                activity: id::<ActivityId>(7),
                channel,
                kind,
                text: PostText {
                    title: [None, Some(String::new()), Some(WORDS.to_owned())][n % 3].clone(),
                    caption: if n % 4 == 0 { String::new() } else { WORDS.repeat(n) },
                    link: (n % 2 == 0).then(|| "https://rosa.example/?a=1&b=\"".to_owned()),
                    alt_text: "Not told.".into(),
                },
                picture: (n % 2 == 1).then(|| id::<MediaId>(n)),
                publish_at: Timestamp::from_millisecond(1_800_000_000_000 + (n / 4) as i64)
                    .unwrap(),
                status,
                version: 3,
                live_link: (n % 3 == 0).then(|| "https://rosa.example/1".to_owned()),
                failure: (n % 3 != 1).then(|| WORDS.to_owned()),
                mirrored: false,
                reference: (n % 5 == 0).then(|| WORDS.to_owned()),
                authorship: None,
                held: false,
            })
            .collect()
    }

    #[test]
    fn a_plan_is_written_as_its_shapes_would_be() {
        let connected = Channel::ALL.into_iter().step_by(2).enumerate();
        let connections: Vec<Connection> = connected
            .map(|(n, channel)| {
                let (provider, account) = (ProviderKind::Sandbox, "rosa".to_owned());
                Connection { id: id::<ConnectionId>(n), channel, provider, account, limits: None }
            })
            .collect();
        for all in [false, true] {
            let caller = caller(all);
            let shown = Shown::at("https://almanac.example/\"", &caller, &connections);
            for status in PostStatus::ALL {
                let activity = Activity {
                    id: id::<ActivityId>(7),
                    kind: ActivityType::SocialMarketing,
                    title: WORDS.into(),
                    description: String::new(),
                    reason: "Not told.".into(),
                    subject: "Not told.".into(),
                    topic: None,
                    event: None,
                    starts_at: Timestamp::from_second(1_800_000_000).unwrap(),
                    stories: true,
                    edited: false,
                };
                let (posts, activity_id) = (posts(status), activity.id.to_string());
                let texts: Vec<(String, Option<String>)> = posts
                    .iter()
                    .map(|post| (post.id.to_string(), post.picture.map(|id| id.to_string())))
                    .collect();
                let whole = WholeActivity {
                    id: &activity_id,
                    kind: activity.kind,
                    starts_at: activity.starts_at,
                    title: &activity.title,
                    description: &activity.description,
                    posts: posts
                        .iter()
                        .zip(&texts)
                        .map(|(post, (id, picture))| WholePost {
                            id,
                            placement: post.placement(),
                            status: post.status,
                            publish_at: post.publish_at,
                            title: post.text.title.as_deref(),
                            caption: &post.text.caption,
                            link: post.text.link.as_deref(),
                            picture: picture.as_deref(),
                            live_link: post.live_link.as_deref(),
                            failure: post.failure.as_deref(),
                            reference: post.reference.as_deref(),
                        })
                        .collect(),
                };
                let shapes = wire::MarketingPlan {
                    status: wire::PlanStatus::Active,
                    marketing_activities: vec![
                        shown.plan_activity(activity.clone(), &posts),
                        shown.plan_activity(activity.clone(), &posts),
                    ],
                };
                let written = plan(&shown, &shapes.status, &[whole.clone(), whole]).0;
                let read: Value = serde_json::from_slice(&written).unwrap();
                assert_eq!(read, serde_json::to_value(&shapes).unwrap(), "{status:?}");
            }
        }
    }

    #[test]
    fn a_text_is_escaped_as_everybody_does() {
        let every: String = (0..0x250_u32).filter_map(char::from_u32).collect();
        for start in 0..70 {
            let text = every.get(start..).unwrap_or(WORDS);
            let mut json = Json::default();
            json.text(text);
            let read: String = serde_json::from_slice(&json.0).unwrap();
            assert_eq!(read, text);
        }
        let mut empty = Json::default();
        empty.text("");
        assert_eq!(empty.0, b"\"\"");
    }

    #[test]
    fn a_plan_without_activities_is_an_empty_list() {
        let caller = caller(false);
        let shown = Shown::at("https://almanac.example", &caller, &[]);
        let written = plan(&shown, &wire::PlanStatus::Inactive, &[]).0;
        assert_eq!(written, &br#"{"status":"INACTIVE","marketingActivities":[]}"#[..]);
    }
}
