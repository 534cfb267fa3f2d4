//! What a post is made of, checked as a whole: every complaint at once, in the vendor's words
//! where it has them (reference, section 3.2).

use std::collections::BTreeMap;

use domain::{
    Scope,
    id::{ActivityId, MediaId, PostId, SocialPostId},
    network::{check, has_stories, rules},
    post::{Placement, PostKind, PostText},
    text,
};
use futures_util::future::join_all;
use jiff::Timestamp;
use postforme::{
    terms::{self, prefix},
    wire::{Configuration, Media, Truth, WriteSocialPost},
};
use serde_json::{Map, Value};
use store::{
    StoreError,
    social::{NewSocialPost, Part, SocialAccount},
};
use unicode_segmentation::UnicodeSegmentation;
use url::{Host, Url};

use super::{
    Fault,
    media::{self, Found},
    picture::{self, LARGEST, Unkept},
};
use crate::Api;

/// The longest words that are looked at; each network's own limit is smaller.
const WORDS: usize = 70_000;
/// The longest id of a caller's own.
const EXTERNAL: usize = 255;
/// The longest title of an activity, and the longest description.
const TITLE: usize = 80;
const DESCRIPTION: usize = 3_000;

/// A post to make or to replace one with, as far as it is decided without looking anywhere.
struct Plan {
    parts: Vec<(Part, Option<String>)>,
    publish_at: Timestamp,
    draft: bool,
    caption: String,
    external_id: Option<String>,
}

/// Checks what was sent and fetches the pictures it names. `id` and `activity` are those of the
/// post that it makes or replaces.
pub async fn read(
    api: &Api,
    scope: Scope,
    (id, activity): (SocialPostId, ActivityId),
    asked: Option<WriteSocialPost>,
) -> Result<NewSocialPost, Fault> {
    let Some(asked) = asked else {
        return Err(Fault::content(vec!["please provide a request body".to_owned()]));
    };
    let accounts = api.store.social_accounts(scope).await?;
    let plan = plan(api, &asked, &accounts).map_err(Fault::content)?;
    let mut wrong = Vec::new();
    let pictures = pictures(api, scope, &plan, &mut wrong).await?;
    if !wrong.is_empty() {
        return Err(Fault::content(wrong));
    }
    let Plan { parts, publish_at, draft, caption, external_id } = plan;
    let parts = parts.into_iter().map(|(part, url)| Part {
        picture: url.and_then(|url| pictures.get(&url).copied()),
        ..part
    });
    let kept = WriteSocialPost {
        caption: asked.caption,
        media: asked.media,
        platform_configurations: asked.platform_configurations,
        account_configurations: asked.account_configurations,
        ..WriteSocialPost::default()
    };
    Ok(NewSocialPost {
        id,
        activity,
        external_id,
        asked: serde_json::to_string(&kept).map_err(|error| Fault::broken(&error))?,
        draft,
        title: opening(&caption, TITLE),
        description: caption.graphemes(true).take(DESCRIPTION).collect(),
        publish_at,
        parts: parts.collect(),
    })
}

fn plan(
    api: &Api,
    asked: &WriteSocialPost,
    accounts: &[SocialAccount],
) -> Result<Plan, Vec<String>> {
    let now = api.world.now();
    let mut wrong = Vec::new();
    let draft = asked.is_draft == Some(Truth(true));
    let caption = words("caption", asked.caption.as_deref().unwrap_or_default(), &mut wrong);
    if asked.caption.as_deref().unwrap_or_default().trim().is_empty() {
        wrong.push("caption is required".to_owned());
    }
    let external_id = asked.external_id.as_deref().and_then(|typed| {
        let line = text::optional_line("external_id", typed, EXTERNAL);
        line.map_err(|error| wrong.push(error.to_string())).ok()
    });
    let publish_at = minute(asked, now, &mut wrong);
    let targets = targets(asked, accounts, &mut wrong);
    addresses(api, asked, &mut wrong);
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let mut parts = Vec::with_capacity(targets.len());
    for account in targets {
        match part(api, asked, &caption, account, draft) {
            Ok(part) => parts.push(part),
            Err(complaints) => wrong.extend(complaints),
        }
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let external_id = external_id.filter(|id| !id.is_empty());
    Ok(Plan { parts, publish_at, draft, caption, external_id })
}

/// When it is to be published: now, when nothing else was said. The vendor compares minutes, so
/// the minute that has begun will do.
fn minute(asked: &WriteSocialPost, now: Timestamp, wrong: &mut Vec<String>) -> Timestamp {
    let Some(when) = &asked.scheduled_at else { return now };
    let Some(at) = when.instant() else {
        wrong.push("scheduled_at must be a valid ISO 8601 date string".to_owned());
        return now;
    };
    if at.as_second().div_euclid(60) < now.as_second().div_euclid(60) {
        wrong.push("scheduled_at must be in the future".to_owned());
    }
    at
}

/// The accounts that were named.
fn targets<'a>(
    asked: &WriteSocialPost,
    accounts: &'a [SocialAccount],
    wrong: &mut Vec<String>,
) -> Vec<&'a SocialAccount> {
    let named = asked.social_accounts.as_deref().unwrap_or_default();
    if named.is_empty() {
        wrong.push("at least one social_account is required".to_owned());
        return Vec::new();
    }
    let mut found: Vec<&SocialAccount> = Vec::with_capacity(named.len());
    for id in named {
        let number = terms::number(prefix::ACCOUNT, id);
        match accounts.iter().find(|account| Some(account.id.number()) == number) {
            Some(account) if !found.contains(&account) => found.push(account),
            _ => {
                wrong.push("invalid social accounts, not owned by user".to_owned());
                return Vec::new();
            }
        }
    }
    for account in found.iter().filter(|account| !account.connected) {
        let id = terms::id(prefix::ACCOUNT, account.id.number());
        wrong.push(format!("account {id}: it is disconnected. Connect it on the Channels page"));
    }
    found
}

/// The rules for addresses of media, at every level, whether they are used or not.
fn addresses(api: &Api, asked: &WriteSocialPost, wrong: &mut Vec<String>) {
    let mut level = |before: &str, media: &[Media]| {
        for one in media {
            let thumbnail = one.rest.get("thumbnail_url").and_then(Value::as_str);
            for address in std::iter::once(one.url.as_str()).chain(thumbnail) {
                if let Err(complaint) = address_of(api, address) {
                    wrong.push(format!("{before}{complaint}"));
                }
            }
        }
    };
    level("", asked.media.as_deref().unwrap_or_default());
    for (platform, configuration) in asked.platform_configurations.iter().flatten() {
        if let Some(configuration) = configuration.as_object() {
            level(&format!("{platform}: "), &media_of(configuration));
        }
    }
    for own in asked.account_configurations.iter().flatten() {
        let before = format!("account {}: ", own.social_account_id);
        level(&before, &media_of(&own.configuration));
    }
}

fn media_of(configuration: &Map<String, Value>) -> Vec<Media> {
    let media = configuration.get("media").cloned().unwrap_or_default();
    serde_json::from_value(media).unwrap_or_default()
}

/// An address of media that may be looked at. Those of this installation always may.
fn address_of(api: &Api, address: &str) -> Result<Url, String> {
    let shown: String = address.chars().filter(|one| !one.is_control()).take(200).collect();
    let url = Url::parse(address.trim()).map_err(|_| format!("invalid media URL: {shown}"))?;
    if url.origin() == api.public_url.origin() {
        return Ok(url);
    }
    if !matches!(url.scheme(), "http" | "https") {
        return Err(format!("media URL must use http or https protocol: {shown}"));
    }
    match url.host() {
        None => Err(format!("invalid media URL: {shown}")),
        Some(Host::Domain(name)) if name == "localhost" || name.ends_with(".localhost") => {
            Err(format!("media URL cannot point to localhost: {shown}"))
        }
        Some(Host::Domain(_)) => Ok(url),
        Some(Host::Ipv4(_) | Host::Ipv6(_)) => {
            Err(format!("media URL cannot use IP addresses: {shown}"))
        }
    }
}

/// What goes to one account, with the address of its picture.
fn part(
    api: &Api,
    asked: &WriteSocialPost,
    caption: &str,
    account: &SocialAccount,
    draft: bool,
) -> Result<(Part, Option<String>), Vec<String>> {
    let platform = account.channel.code();
    let own = terms::id(prefix::ACCOUNT, account.id.number());
    let mut wrong = Vec::new();
    let all = terms::configuration_for(
        asked.platform_configurations.as_ref(),
        asked.account_configurations.as_ref(),
        platform,
        &own,
    );
    let Ok(configuration) = serde_json::from_value::<Configuration>(Value::Object(all)) else {
        return Err(vec![format!("{platform}: its configuration cannot be read")]);
    };
    let kind = match configuration.placement.as_deref() {
        Some("stories") if has_stories(account.channel) => PostKind::Story,
        Some("reels") => {
            wrong.push(format!(
                "{platform}: a reel is a video, and no video can be published here yet"
            ));
            PostKind::Post
        }
        _ => PostKind::Post,
    };
    let placement = Placement { channel: account.channel, kind };
    let media = terms::media_for(asked, platform, &own);
    if media.len() > 1 {
        wrong.push(format!(
            "{platform}: one picture can be published with a post here, and these are {}",
            media.len()
        ));
    }
    let picture = media.into_iter().next().map(|media| media.url.trim().to_owned());
    let caption = match &configuration.caption {
        Some(caption) => words("caption", caption, &mut wrong),
        None => caption.to_owned(),
    };
    let text = match kind {
        // The words of a story are in its picture.
        PostKind::Story => PostText::default(),
        PostKind::Post => {
            let title = rules(placement).title_limit.map(|limit| {
                let given =
                    configuration.title.as_deref().map(|typed| words("title", typed, &mut wrong));
                given.filter(|title| !title.is_empty()).unwrap_or_else(|| opening(&caption, limit))
            });
            let link = configuration.link.as_deref().map(|link| match Url::parse(link.trim()) {
                Ok(url) if matches!(url.scheme(), "http" | "https") => url.into(),
                _ => {
                    wrong.push(format!("{platform}: link must be a web address"));
                    String::new()
                }
            });
            PostText { title, caption, link, alt_text: String::new() }
        }
    };
    // A draft may still lack something; what goes out may not.
    if !draft {
        let complaints = check(placement, None, &text, picture.is_some());
        wrong.extend(complaints.iter().map(|complaint| format!("{platform}: {complaint}")));
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let post = PostId::mint(&*api.world);
    Ok((Part { account: account.clone(), post, placement, text, picture: None }, picture))
}

/// The pictures of a post by their addresses: each is fetched once and kept here.
async fn pictures(
    api: &Api,
    scope: Scope,
    plan: &Plan,
    wrong: &mut Vec<String>,
) -> Result<BTreeMap<String, MediaId>, Fault> {
    let mut urls: Vec<&String> = plan.parts.iter().filter_map(|(_, url)| url.as_ref()).collect();
    urls.sort_unstable();
    urls.dedup();
    let found = join_all(urls.iter().map(|url| fetched(api, scope, url))).await;
    let mut pictures = BTreeMap::new();
    for (url, found) in urls.into_iter().zip(found) {
        match found? {
            Ok(id) => drop(pictures.insert(url.clone(), id)),
            Err(why) => wrong.push(format!("media cannot be used, {why}: {url}")),
        }
    }
    Ok(pictures)
}

async fn fetched(api: &Api, scope: Scope, address: &str) -> Result<Result<MediaId, String>, Fault> {
    let Ok(url) = address_of(api, address) else {
        return Ok(Err("its address is wrong".to_owned()));
    };
    let url = match media::found(api, scope, url) {
        Found::Ours(id) => {
            api.store.hold_upload(scope, id, api.world.now()).await?;
            return match api.store.picture(scope, id).await {
                Ok(_) => Ok(Ok(id)),
                Err(StoreError::NotFound(_)) => {
                    Ok(Err("nothing was sent to its upload address yet".to_owned()))
                }
                Err(error) => Err(error.into()),
            };
        }
        Found::Elsewhere(url) => url,
    };
    let bytes = match (api.fetch)(url, LARGEST).await {
        Ok(bytes) => bytes,
        Err(why) => return Ok(Err(why)),
    };
    let id = MediaId::mint(&*api.world);
    match picture::keep(api, scope, id, bytes).await {
        Ok(()) => Ok(Ok(id)),
        Err(Unkept::NoPicture(why)) => Ok(Err(why.to_owned())),
        Err(Unkept::Store(error)) => Err(error.into()),
    }
}

fn words(name: &'static str, typed: &str, wrong: &mut Vec<String>) -> String {
    text::paragraphs(name, typed, WORDS).unwrap_or_else(|error| {
        wrong.push(error.to_string());
        String::new()
    })
}

/// The first line of a text, cut between words.
fn opening(caption: &str, limit: usize) -> String {
    let line = caption.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    if line.encode_utf16().count() <= limit {
        return line.to_owned();
    }
    let mut cut = String::new();
    for word in line.split_word_bounds() {
        if cut.encode_utf16().count() + word.encode_utf16().count() >= limit {
            break;
        }
        cut.push_str(word);
    }
    format!("{}…", cut.trim_end())
}
