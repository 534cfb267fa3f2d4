//! From the wire to the copy, and when to look again.

use std::{collections::HashMap, time::Duration};

use domain::{
    Scope,
    activity::ActivityType,
    channel::Channel,
    id::MediaId,
    plan::PlanStatus,
    post::{Placement, PostKind, PostStatus, PostText},
    world::World,
};
use jiff::{SignedDuration, Timestamp};
use outbound::{Limits, Outbound};
use store::{
    Store,
    media::NewPicture,
    sources::{
        Source,
        mirror::{Mirrored, MirroredActivity, MirroredPost},
    },
};
use tokio::time::{Instant, timeout_at};
use url::Url;

use crate::{
    WixError,
    publishing::{content, reference},
    wire::{
        self, ChannelName, Item, ItemChanges, ItemStatus, ItemType, MarketingActivityType,
        MarketingPlan, MediaType, MediaWrapper, PlanActivity, Words,
    },
};

/// A plan is asked for from so long ago, so that what went out lately shows how it ended.
pub(super) const LOOKS_BACK: SignedDuration = SignedDuration::from_hours(48);
/// How often a quiet plan is looked at.
pub(super) const SLOW: SignedDuration = SignedDuration::from_mins(5);
/// How often one is looked at that is being made, or where something was begun.
const FAST: SignedDuration = SignedDuration::from_secs(5);
/// How long a plan that is being made is looked at so often.
const PATIENCE: SignedDuration = SignedDuration::from_mins(15);
/// How soon after its minute a post is looked at.
const AFTER_MINUTE: SignedDuration = SignedDuration::from_secs(5);
/// The first wait after a failure; it doubles with each.
const FIRST_WAIT: SignedDuration = SignedDuration::from_secs(10);
/// The longest.
const LONGEST_WAIT: SignedDuration = SignedDuration::from_mins(15);
/// Pictures fetched in one look; the rest follows with the next.
const MOST_PICTURES: usize = 24;
/// How long one look fetches pictures at the most, so that a site whose pictures hang takes
/// no more than its share of the looks.
pub(super) const FOR_PICTURES: Duration = Duration::from_secs(20);

/// When to look again: soon while something happens there, at the minute of the next post,
/// else at the slow beat, which differs from site to site so that they do not come together.
pub(super) fn next_look(
    plan: &Mirrored,
    source: &Source,
    scope: Scope,
    now: Timestamp,
) -> Timestamp {
    let being_made = plan.status == PlanStatus::Generating
        && source.generating_since.is_none_or(|since| now.duration_since(since) < PATIENCE);
    let watched = source.watch_until.is_some_and(|until| until > now);
    let posts = || plan.activities.iter().flat_map(|activity| &activity.posts);
    let on_its_way = posts().any(|post| post.status == PostStatus::Processing);
    if being_made || watched || on_its_way {
        return now + FAST;
    }
    let apart = scope
        .site
        .to_string()
        .bytes()
        .fold(0_i64, |sum, byte| sum * 31 % 61 + i64::from(byte) % 61);
    let slow = now + SLOW + SignedDuration::from_secs(apart % 60);
    posts()
        .filter(|post| post.status == PostStatus::Scheduled)
        .map(|post| (post.publish_at + AFTER_MINUTE).max(now + FAST))
        .min()
        .map_or(slow, |next| next.min(slow))
}

/// How long a source is left alone after a failure.
pub(super) fn back_off(error: &WixError, failures: i64) -> SignedDuration {
    match error {
        WixError::TooMany { wait } => SignedDuration::try_from(*wait).unwrap_or(LONGEST_WAIT),
        WixError::Unauthorized | WixError::Denied(_) => LONGEST_WAIT,
        _ => {
            let doubled = i32::try_from(failures.clamp(0, 10)).map_or(1, |times| 1 << times);
            (FIRST_WAIT * doubled).min(LONGEST_WAIT)
        }
    }
}

/// A plan as it is copied. What has no place here is counted.
pub(super) async fn seen(
    plan: MarketingPlan,
    from: Timestamp,
    mut pictures: Pictures<'_>,
    world: &dyn World,
) -> Mirrored {
    let mut mirrored =
        Mirrored { status: status(&plan.status), from, activities: Vec::new(), unshown: 0 };
    for mut activity in plan.marketing_activities {
        // What we publish through it ourselves is a post of ours already.
        let all = activity.items.len();
        activity.items.retain(|item| !item.reference_id.as_deref().is_some_and(reference::is_ours));
        let items = activity.items.len();
        if items == 0 && all > 0 {
            continue;
        }
        match self::activity(activity, &mut pictures, world).await {
            Some((activity, unshown)) => {
                mirrored.unshown += unshown;
                mirrored.activities.push(activity);
            }
            None => mirrored.unshown += i64::try_from(items.max(1)).unwrap_or(i64::MAX),
        }
    }
    mirrored
}

async fn activity(
    activity: PlanActivity,
    pictures: &mut Pictures<'_>,
    world: &dyn World,
) -> Option<(MirroredActivity, i64)> {
    let starts_at = activity.date?.0;
    let kind = match activity.marketing_activity_type {
        None | Some(MarketingActivityType::SocialMarketing) => ActivityType::SocialMarketing,
        Some(MarketingActivityType::Blog) => ActivityType::Blog,
        Some(MarketingActivityType::EmailMarketing) => ActivityType::EmailMarketing,
        Some(_) => return None,
    };
    let mut mirrored = MirroredActivity {
        id: activity.marketing_activity_id.parse().ok()?,
        kind,
        title: activity.title,
        description: activity.description,
        starts_at,
        posts: Vec::new(),
    };
    let mut unshown = 0;
    for item in activity.items {
        let post = post(item, starts_at, pictures, world).await;
        let fits = |post: &MirroredPost| {
            let taken = (post.channel, post.kind);
            mirrored.posts.iter().all(|other| (other.channel, other.kind) != taken)
        };
        match post.filter(fits) {
            Some(post) => mirrored.posts.push(post),
            None => unshown += 1,
        }
    }
    Some((mirrored, unshown))
}

async fn post(
    item: Item,
    starts_at: Timestamp,
    pictures: &mut Pictures<'_>,
    world: &dyn World,
) -> Option<MirroredPost> {
    let kind = match item.kind {
        None | Some(ItemType::Post) => PostKind::Post,
        Some(ItemType::Story) => PostKind::Story,
        Some(_) => return None,
    };
    let channel = channel(&item.channel.name)?;
    let (text, media) = match kind {
        PostKind::Post => said(words(&item, channel)?),
        PostKind::Story => (PostText::default(), story(&item, channel)?),
    };
    // A film in a story has no place here: only pictures are copied.
    let address = media.media.first();
    if kind == PostKind::Story && address.is_some_and(|media| media.kind != MediaType::Image) {
        return None;
    }
    let picture = match address {
        Some(media) => pictures.of(&media.url, world).await,
        None => None,
    };
    let scheduled = item.scheduling_info.as_ref().and_then(|info| info.scheduled_date);
    Some(MirroredPost {
        id: item.id.parse().ok()?,
        channel,
        kind,
        text,
        picture,
        publish_at: scheduled.map_or(starts_at, |date| date.0),
        status: post_status(item.status.as_ref())?,
        live_link: item.external_item_url,
        failure: item
            .publication_error
            .map(|_| "Wix could not publish this. Look there why.".into()),
    })
}

/// What the content of a post says and shows.
fn said(words: &Words) -> (PostText, MediaWrapper) {
    let text = PostText {
        title: words.title.clone(),
        caption: words.caption.clone().or(words.description.clone()).unwrap_or_default(),
        link: words.link.clone(),
        alt_text: String::new(),
    };
    (text, words.media_wrapper.clone().unwrap_or_default())
}

/// What a story shows, on the two networks that have stories.
fn story(item: &Item, channel: Channel) -> Option<MediaWrapper> {
    let content = match channel {
        Channel::Facebook => item.facebook_story.as_ref(),
        Channel::Instagram => item.instagram_story.as_ref(),
        _ => None,
    };
    content.map(|content| content.media_wrapper.clone().unwrap_or_default())
}

/// The changes that make the content of an item say a text.
pub(super) fn changes(channel: Channel, text: &PostText) -> ItemChanges {
    content::content(Placement::post(channel), content::said(channel, text))
}

fn words(item: &Item, channel: Channel) -> Option<&Words> {
    match channel {
        Channel::Facebook => item.facebook_post.as_ref(),
        Channel::Instagram => item.instagram_post.as_ref(),
        Channel::LinkedIn => item.linkedin_post.as_ref(),
        Channel::Pinterest => item.pinterest_post.as_ref(),
        Channel::GoogleBusiness => item.gbp_post.as_ref(),
        Channel::TikTok => item.tiktok_photo.as_ref(),
        Channel::Threads | Channel::Bluesky | Channel::Mastodon | Channel::X => None,
    }
}

fn channel(name: &ChannelName) -> Option<Channel> {
    match name {
        ChannelName::Facebook => Some(Channel::Facebook),
        ChannelName::Instagram => Some(Channel::Instagram),
        ChannelName::Linkedin => Some(Channel::LinkedIn),
        ChannelName::Pinterest => Some(Channel::Pinterest),
        ChannelName::Gbp => Some(Channel::GoogleBusiness),
        ChannelName::Tiktok => Some(Channel::TikTok),
        _ => None,
    }
}

/// A word that is not known is taken for being made: it is looked at again.
fn status(status: &wire::PlanStatus) -> PlanStatus {
    match status {
        wire::PlanStatus::NeverCreated => PlanStatus::NeverCreated,
        wire::PlanStatus::Active => PlanStatus::Active,
        wire::PlanStatus::Inactive => PlanStatus::Inactive,
        wire::PlanStatus::Failed => PlanStatus::Failed,
        _ => PlanStatus::Generating,
    }
}

/// `None` for what is deleted, or has a status that is not known.
fn post_status(status: Option<&ItemStatus>) -> Option<PostStatus> {
    match status? {
        ItemStatus::Draft => Some(PostStatus::Draft),
        ItemStatus::Scheduled | ItemStatus::InQueue => Some(PostStatus::Scheduled),
        ItemStatus::Processing => Some(PostStatus::Processing),
        ItemStatus::Published => Some(PostStatus::Published),
        ItemStatus::Canceled => Some(PostStatus::Canceled),
        ItemStatus::Failed => Some(PostStatus::Failed),
        _ => None,
    }
}

/// Copies of pictures, fetched once for each address.
pub(super) struct Pictures<'a> {
    store: &'a Store,
    outbound: &'a Outbound,
    scope: Scope,
    known: HashMap<String, MediaId>,
    left: usize,
    until: Instant,
}

impl<'a> Pictures<'a> {
    pub(super) fn new(
        store: &'a Store,
        outbound: &'a Outbound,
        scope: Scope,
        known: HashMap<String, MediaId>,
        at_most: Duration,
    ) -> Self {
        let until = Instant::now() + at_most;
        Pictures { store, outbound, scope, known, left: MOST_PICTURES, until }
    }

    /// The copy of a picture. One that cannot be had now is tried again with the next look.
    async fn of(&mut self, address: &str, world: &dyn World) -> Option<(MediaId, String)> {
        if let Some(id) = self.known.get(address) {
            return Some((*id, address.to_owned()));
        }
        self.left = self.left.checked_sub(1)?;
        let fetched = timeout_at(self.until, self.fetch(address, world)).await;
        let id = match fetched.unwrap_or_else(|_| Err("it took too long".to_owned())) {
            Ok(id) => id,
            Err(why) => {
                tracing::info!(site = %self.scope.site, why, "a picture could not be copied");
                return None;
            }
        };
        self.known.insert(address.to_owned(), id);
        Some((id, address.to_owned()))
    }

    async fn fetch(&self, address: &str, world: &dyn World) -> Result<MediaId, String> {
        const LIMITS: Limits<'_> = Limits {
            max_bytes: 8 * 1024 * 1024,
            timeout: FOR_PICTURES,
            accept: "image/jpeg,image/png,image/webp",
        };
        let url: Url = address.parse().map_err(|_| "it has no address".to_owned())?;
        let fetched = self.outbound.get(&url, LIMITS).await.map_err(|error| error.to_string())?;
        if fetched.status != 200 {
            return Err(format!("status {}", fetched.status));
        }
        let kind = imagesize::image_type(&fetched.body).map_err(|error| error.to_string())?;
        let content_type = match kind {
            imagesize::ImageType::Jpeg => "image/jpeg",
            imagesize::ImageType::Png => "image/png",
            imagesize::ImageType::Webp => "image/webp",
            _ => return Err("it is no JPEG, PNG or WebP".to_owned()),
        };
        let size = imagesize::blob_size(&fetched.body).map_err(|error| error.to_string())?;
        let side = |side: usize| u32::try_from(side).unwrap_or(u32::MAX);
        let picture = NewPicture {
            id: MediaId::mint(world),
            content_type,
            width: side(size.width),
            height: side(size.height),
            bytes: &fetched.body,
        };
        let id = picture.id;
        let kept = self.store.keep_picture(self.scope, picture, world.now()).await;
        kept.map(|()| id).map_err(|error| error.to_string())
    }
}
