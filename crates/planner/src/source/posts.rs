//! The posts of an activity: written, drawn, written anew, scheduled.

use std::collections::{BTreeMap, HashSet};

use domain::{
    Scope,
    activity::ActivityType,
    channel::Channel,
    contract::{Brief, Drafts, KeptDraft, PlanError, PostsWork, Scheduling, WriterError},
    id::{ActivityId, MediaId, PostId},
    network::{Shape, check, rules},
    post::{PostStatus, PostText},
    profile::{FactKind, SiteProfile},
    settings::Settings,
    site::Site,
};
use store::{
    StoreError,
    activities::Activity,
    jobs::MakePosts,
    media::NewPicture,
    posts::{NewPost, Post, Which},
};

use super::{EmbeddedPlanner, plan_error};
use crate::draw::{DrawError, Picture, Poster};

/// How often words are sought that were not said already.
const MOST_TURNS: u64 = 6;

/// Why posts were not made.
#[derive(Debug, thiserror::Error)]
pub(super) enum PostsError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Writer(#[from] WriterError),
    #[error(transparent)]
    Draw(#[from] DrawError),
}

impl PostsError {
    fn told(self) -> PlanError {
        match self {
            PostsError::Store(error) => plan_error(error),
            PostsError::Writer(error) => {
                PlanError::Refused(format!("The posts could not be written: {error}"))
            }
            PostsError::Draw(error) => {
                tracing::error!(%error, "a picture could not be drawn");
                PlanError::Unavailable
            }
        }
    }
}

pub(super) async fn generate(
    planner: &EmbeddedPlanner,
    scope: Scope,
    id: ActivityId,
) -> Result<(), PlanError> {
    let activity = planner.store.activity(scope, id).await.map_err(plan_error)?;
    if activity.kind != ActivityType::SocialMarketing {
        return Err(only_social());
    }
    let seed = planner.seed();
    write(planner, scope, &activity, seed).await.map_err(PostsError::told)?;
    draw(planner, scope, &activity, seed, Drawn::Missing).await.map_err(PostsError::told)
}

pub(super) fn only_social() -> PlanError {
    let said = "Only social campaigns have posts. This one is written by you.";
    PlanError::Refused(said.into())
}

/// Makes what a job asks for. What it cannot make is told in the log: who asked looks at the
/// posts, and may ask again.
pub(super) async fn work(planner: &EmbeddedPlanner, asked: MakePosts) -> Result<(), StoreError> {
    let MakePosts { scope, activity, work } = asked;
    let activity = match planner.store.activity(scope, activity).await {
        Err(StoreError::NotFound(_)) => return Ok(()),
        found => found?,
    };
    let seed = planner.seed();
    let made = match work {
        PostsWork::Missing => match write(planner, scope, &activity, seed).await {
            Ok(()) => draw(planner, scope, &activity, seed, Drawn::Missing).await,
            refused => refused,
        },
        PostsWork::Anew => match write_anew(planner, scope, &activity, seed).await {
            Ok(()) => draw(planner, scope, &activity, seed, Drawn::Drafts).await,
            refused => refused,
        },
        PostsWork::Pictures => draw(planner, scope, &activity, seed, Drawn::Drafts).await,
    };
    match made {
        // Gone, edited or going out meanwhile: a person was quicker.
        Err(PostsError::Store(StoreError::NotFound(_) | StoreError::TooLate(_))) | Ok(()) => Ok(()),
        Err(PostsError::Store(error)) => Err(error),
        Err(error) => {
            tracing::error!(activity = %activity.id, %error, "the posts of an activity could not be made");
            Ok(())
        }
    }
}

/// New words for the drafts of an activity.
async fn write_anew(
    planner: &EmbeddedPlanner,
    scope: Scope,
    activity: &Activity,
    seed: u64,
) -> Result<(), PostsError> {
    let known = Known::load(planner, scope).await?;
    let mut drafts = planner.store.posts(scope, Which::OfActivity(activity.id)).await?;
    drafts.retain(|post| post.status == PostStatus::Draft);
    let channels: Vec<Channel> = drafts.iter().map(|post| post.channel).collect();
    let said = drafts.iter().map(|post| (post.channel, post.text.caption.clone())).collect();
    let seed = of_activity(seed, activity.id);
    let mut written: BTreeMap<Channel, PostText> =
        fresh(planner, &known, activity, seed, &channels, &said).await?.into_iter().collect();
    for post in drafts {
        if let Some(text) = written.remove(&post.channel) {
            planner.store.change_text(scope, post.id, post.version, &text, false).await?;
        }
    }
    Ok(())
}

/// Writes a draft for each channel of the settings that the activity has no post for.
/// Safe to repeat.
pub(super) async fn write(
    planner: &EmbeddedPlanner,
    scope: Scope,
    activity: &Activity,
    seed: u64,
) -> Result<(), PostsError> {
    let known = Known::load(planner, scope).await?;
    let have = planner.store.posts(scope, Which::OfActivity(activity.id)).await?;
    let missing: Vec<Channel> = known
        .settings
        .channels
        .iter()
        .copied()
        .filter(|channel| have.iter().all(|post| post.channel != *channel))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let seed = of_activity(seed, activity.id);
    let said: HashSet<(Channel, String)> = planner
        .store
        .posts(scope, Which::Drafts)
        .await?
        .into_iter()
        .chain(planner.store.posts(scope, Which::Queue).await?)
        .map(|post| (post.channel, post.text.caption))
        .collect();
    let written = fresh(planner, &known, activity, seed, &missing, &said).await?;
    let posts: Vec<NewPost> = written
        .into_iter()
        .map(|(channel, text)| NewPost {
            id: PostId::mint(planner.world.as_ref()),
            channel,
            text,
            publish_at: activity.starts_at,
        })
        .collect();
    planner.store.add_posts(scope, activity.id, &posts, planner.world.now()).await?;
    Ok(())
}

/// The words of an activity in which the fewest captions are `said` already; those that are
/// say its title first.
async fn fresh(
    planner: &EmbeddedPlanner,
    known: &Known,
    activity: &Activity,
    seed: u64,
    channels: &[Channel],
    said: &HashSet<(Channel, String)>,
) -> Result<Vec<(Channel, PostText)>, WriterError> {
    let mut best: Option<(usize, Vec<(Channel, PostText)>)> = None;
    for turn in 0..MOST_TURNS {
        let brief = known.brief(activity, seed.wrapping_add(turn));
        let written = planner.writer.write(brief, channels).await?;
        let double = |(channel, text): &&(Channel, PostText)| {
            said.contains(&(*channel, text.caption.clone()))
        };
        let doubles = written.iter().filter(double).count();
        if best.as_ref().is_none_or(|(fewest, _)| doubles < *fewest) {
            best = Some((doubles, written));
        }
        if doubles == 0 {
            break;
        }
    }
    let mut written = best.map(|(_, written)| written).unwrap_or_default();
    for (channel, text) in &mut written {
        if said.contains(&(*channel, text.caption.clone())) {
            // Little is known, so all that tells them apart is what each was planned for.
            let caption = format!("{}\n{}", activity.title, text.caption);
            let longer = PostText { caption, ..text.clone() };
            if check(*channel, &longer, true).is_empty() {
                *text = longer;
            }
        }
    }
    Ok(written)
}

/// Which posts get a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Drawn {
    /// Those that may still change and have none.
    Missing,
    /// The drafts, whatever they have.
    Drafts,
}

/// Draws one picture for each shape that posts of the activity need. Safe to repeat.
pub(super) async fn draw(
    planner: &EmbeddedPlanner,
    scope: Scope,
    activity: &Activity,
    seed: u64,
    which: Drawn,
) -> Result<(), PostsError> {
    let known = Known::load(planner, scope).await?;
    let mut needed: BTreeMap<Shape, Vec<Post>> = BTreeMap::new();
    for post in planner.store.posts(scope, Which::OfActivity(activity.id)).await? {
        let wanted = match which {
            Drawn::Missing => post.picture.is_none() && post.status.editable(),
            Drawn::Drafts => post.status == PostStatus::Draft,
        };
        if wanted {
            needed.entry(rules(post.channel).shape).or_default().push(post);
        }
    }
    let seed = of_activity(seed, activity.id);
    for (shape, posts) in needed {
        let (id, words) = picture(planner, scope, &known, activity, shape, seed).await?;
        for post in posts {
            give(planner, scope, &known, post, id, words).await?;
        }
    }
    Ok(())
}

pub(super) async fn rewrite(
    planner: &EmbeddedPlanner,
    scope: Scope,
    id: PostId,
) -> Result<(), PlanError> {
    let post = planner.store.post(scope, id).await.map_err(plan_error)?;
    let activity = planner.store.activity(scope, post.activity).await.map_err(plan_error)?;
    let known = Known::load(planner, scope).await.map_err(plan_error)?;
    let old = HashSet::from([(post.channel, post.text.caption.clone())]);
    let written = fresh(planner, &known, &activity, planner.seed(), &[post.channel], &old)
        .await
        .map_err(|error| PostsError::from(error).told())?;
    let Some((_, text)) = written.into_iter().next() else { return Err(PlanError::Unavailable) };
    let text = PostText { alt_text: post.text.alt_text.clone(), ..text };
    planner.store.change_text(scope, id, post.version, &text, true).await.map_err(plan_error)
}

pub(super) async fn redraw(
    planner: &EmbeddedPlanner,
    scope: Scope,
    id: PostId,
) -> Result<(), PlanError> {
    let post = planner.store.post(scope, id).await.map_err(plan_error)?;
    if !post.status.editable() {
        return Err(plan_error(StoreError::TooLate("post")));
    }
    let activity = planner.store.activity(scope, post.activity).await.map_err(plan_error)?;
    let known = Known::load(planner, scope).await.map_err(plan_error)?;
    let shape = rules(post.channel).shape;
    let (picture, words) = picture(planner, scope, &known, &activity, shape, planner.seed())
        .await
        .map_err(PostsError::told)?;
    give(planner, scope, &known, post, picture, words).await.map_err(plan_error)
}

pub(super) async fn schedule(
    planner: &EmbeddedPlanner,
    scope: Scope,
    drafts: Drafts,
) -> Result<Scheduling, PlanError> {
    let store = &planner.store;
    let now = planner.world.now();
    let which = match drafts {
        Drafts::One(id) => Which::One(id),
        Drafts::OfActivity(id) => Which::OfActivity(id),
        Drafts::All => Which::Drafts,
    };
    let mut posts = store.posts(scope, which).await.map_err(plan_error)?;
    match drafts {
        Drafts::One(_) if posts.is_empty() => return Err(PlanError::NotFound("post")),
        Drafts::One(_) => {}
        Drafts::OfActivity(_) => posts.retain(|post| post.status == PostStatus::Draft),
        // Drafts of the past are history, not something that stayed behind.
        Drafts::All => posts.retain(|post| post.publish_at > now),
    }
    let connections = store.connections(scope).await.map_err(plan_error)?;
    let mut outcome = Scheduling::default();
    let mut ready = Vec::new();
    for post in posts {
        let connected = connections.iter().any(|connection| connection.channel == post.channel);
        let kept = if !post.status.schedulable() {
            Some(KeptDraft::NotADraft(post.status.code()))
        } else if !connected {
            Some(KeptDraft::NotConnected(post.channel))
        } else if post.publish_at <= now {
            Some(KeptDraft::InThePast)
        } else {
            let complaints = check(post.channel, &post.text, post.picture.is_some());
            complaints.into_iter().next().map(KeptDraft::AgainstRules)
        };
        match kept {
            Some(reason) => outcome.kept.push((post.id, reason)),
            None => ready.push(post.id),
        }
    }
    outcome.scheduled = store.schedule_posts(scope, &ready).await.map_err(plan_error)?;
    let late = ready.into_iter().filter(|id| !outcome.scheduled.contains(id));
    outcome.kept.extend(late.map(|id| (id, KeptDraft::NotADraft("going out"))));
    Ok(outcome)
}

/// What is known about a site, loaded once per task.
struct Known {
    site: Site,
    profile: SiteProfile,
    settings: Settings,
}

impl Known {
    async fn load(planner: &EmbeddedPlanner, scope: Scope) -> Result<Self, StoreError> {
        let store = &planner.store;
        Ok(Known {
            site: store.site(scope).await?,
            profile: store.profile(scope).await?.profile,
            settings: store.settings(scope).await?,
        })
    }

    fn brief<'a>(&'a self, activity: &'a Activity, seed: u64) -> Brief<'a> {
        let zone = domain::days::Zone::named(&self.site.time_zone)
            .unwrap_or_else(|_| domain::days::Zone::utc());
        Brief {
            profile: &self.profile,
            settings: &self.settings,
            address: &self.site.address,
            kind: activity.kind,
            title: &activity.title,
            description: &activity.description,
            subject: &activity.subject,
            event: activity.event.as_ref().map(|(name, day)| (name.as_str(), *day)),
            day: zone.day(activity.starts_at),
            seed,
        }
    }

    fn colours(&self) -> Vec<String> {
        self.profile.facts(FactKind::Colour).iter().map(|fact| fact.value.clone()).collect()
    }
}

/// Draws and keeps a picture; says whether its words could be drawn.
async fn picture(
    planner: &EmbeddedPlanner,
    scope: Scope,
    known: &Known,
    activity: &Activity,
    shape: Shape,
    seed: u64,
) -> Result<(MediaId, bool), PostsError> {
    let press = planner.press.clone();
    let (headline, signature, colours) =
        (activity.title.clone(), known.site.name.clone(), known.colours());
    let drawn: Result<Picture, DrawError> = tokio::task::spawn_blocking(move || {
        let poster = Poster {
            shape,
            headline: &headline,
            subline: None,
            signature: &signature,
            colours: &colours,
            seed,
        };
        press.draw(&poster)
    })
    .await
    .unwrap_or(Err(DrawError::Size(0, 0)));
    let drawn = drawn?;
    let id = MediaId::mint(planner.world.as_ref());
    let new = NewPicture {
        id,
        content_type: "image/jpeg",
        width: drawn.width,
        height: drawn.height,
        bytes: &drawn.jpeg,
    };
    planner.store.keep_picture(scope, new, planner.world.now()).await?;
    Ok((id, drawn.words.is_some()))
}

/// Gives a post its picture. Words that no font of ours has are not in the picture, so the
/// picture text must not claim them.
async fn give(
    planner: &EmbeddedPlanner,
    scope: Scope,
    known: &Known,
    post: Post,
    picture: MediaId,
    words: bool,
) -> Result<(), StoreError> {
    if !words {
        let alt_text = format!("Picture in the colours of {}, without words.", known.site.name);
        let text = PostText { alt_text, ..post.text.clone() };
        planner.store.change_text(scope, post.id, post.version, &text, false).await?;
    }
    planner.store.change_picture(scope, post.id, picture).await
}

/// Each activity has its own luck within a run.
fn of_activity(seed: u64, id: ActivityId) -> u64 {
    id.to_string()
        .bytes()
        .fold(seed, |mixed, byte| (mixed ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}
