//! The posts of an activity: written, drawn, written anew, scheduled.

use std::collections::{BTreeMap, HashSet};

use domain::{
    Scope,
    activity::ActivityType,
    connection::told_limits,
    contract::{Brief, Drafts, KeptDraft, PlanError, PostsWork, Scheduling, WriterError},
    id::{ActivityId, MediaId, PostId},
    network::{Shape, check, has_stories, rules},
    post::{Placement, PostKind, PostStatus, PostText},
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
        PostsWork::Anew => anew(planner, scope, &activity, seed, PostKind::Post).await,
        PostsWork::Pictures => {
            draw(planner, scope, &activity, seed, Drawn::Drafts(PostKind::Post)).await
        }
        PostsWork::Stories => anew(planner, scope, &activity, seed, PostKind::Story).await,
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

/// Makes the story drafts of an activity anew; one without any gets none.
pub(super) async fn remake_stories(
    planner: &EmbeddedPlanner,
    scope: Scope,
    id: ActivityId,
) -> Result<(), PlanError> {
    let activity = planner.store.activity(scope, id).await.map_err(plan_error)?;
    let made = anew(planner, scope, &activity, planner.seed(), PostKind::Story).await;
    made.map_err(PostsError::told)
}

/// New words and pictures for the drafts of an activity that are of a kind.
async fn anew(
    planner: &EmbeddedPlanner,
    scope: Scope,
    activity: &Activity,
    seed: u64,
    kind: PostKind,
) -> Result<(), PostsError> {
    let known = Known::load(planner, scope).await?;
    let mut drafts = planner.store.posts(scope, Which::OfActivity(activity.id)).await?;
    drafts.retain(|post| post.status == PostStatus::Draft && post.kind == kind);
    if drafts.is_empty() {
        return Ok(());
    }
    let placements: Vec<Placement> = drafts.iter().map(Post::placement).collect();
    let said = drafts.iter().map(|post| (post.placement(), post.text.caption.clone())).collect();
    let mut written: BTreeMap<Placement, PostText> =
        fresh(planner, &known, activity, seed, &placements, &said).await?.into_iter().collect();
    for post in drafts {
        if let Some(text) = written.remove(&post.placement()) {
            planner.store.change_text(scope, post.id, post.version, &text, false).await?;
        }
    }
    draw(planner, scope, activity, seed, Drawn::Drafts(kind)).await
}

/// The placements that an activity is to be written for: a post for each channel of the
/// settings, and a story where stories are planned and the network has them.
fn wanted(activity: &Activity, settings: &Settings) -> impl Iterator<Item = Placement> {
    let stories = activity.stories;
    settings.channels.iter().flat_map(move |channel| {
        let story = (stories && has_stories(*channel)).then_some(Placement::story(*channel));
        std::iter::once(Placement::post(*channel)).chain(story)
    })
}

/// Writes a draft for each placement that the activity is to have and has no post for.
/// Safe to repeat.
pub(super) async fn write(
    planner: &EmbeddedPlanner,
    scope: Scope,
    activity: &Activity,
    seed: u64,
) -> Result<(), PostsError> {
    let known = Known::load(planner, scope).await?;
    let have = planner.store.posts(scope, Which::OfActivity(activity.id)).await?;
    let missing: Vec<Placement> = wanted(activity, &known.settings)
        .filter(|placement| have.iter().all(|post| post.placement() != *placement))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let said: HashSet<(Placement, String)> = planner
        .store
        .posts(scope, Which::Drafts)
        .await?
        .into_iter()
        .chain(planner.store.posts(scope, Which::Queue).await?)
        .map(|post| (post.placement(), post.text.caption))
        .collect();
    let written = fresh(planner, &known, activity, seed, &missing, &said).await?;
    let posts: Vec<NewPost> = written
        .into_iter()
        .map(|(placement, text)| NewPost {
            id: PostId::mint(planner.world.as_ref()),
            placement,
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
    placements: &[Placement],
    said: &HashSet<(Placement, String)>,
) -> Result<Vec<(Placement, PostText)>, WriterError> {
    let mut best: Option<(usize, Vec<(Placement, PostText)>)> = None;
    for turn in 0..MOST_TURNS {
        let brief = known.brief(activity, seed.wrapping_add(turn));
        let written = planner.writer.write(brief, placements).await?;
        let double = |(placement, text): &&(Placement, PostText)| {
            said.contains(&(*placement, text.caption.clone()))
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
    for (placement, text) in &mut written {
        let post = placement.kind == PostKind::Post;
        if post && said.contains(&(*placement, text.caption.clone())) {
            // Little is known, so all that tells them apart is what each was planned for.
            let caption = format!("{}\n{}", activity.title, text.caption);
            let longer = PostText { caption, ..text.clone() };
            if check(*placement, None, &longer, true).is_empty() {
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
    /// The drafts of a kind, whatever they have.
    Drafts(PostKind),
}

/// What a picture of an activity is drawn from: those with the same are one picture.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Sketch {
    shape: Shape,
    headline: String,
}

impl Sketch {
    /// A post says its words beside its picture, which has the activity's title; a story has
    /// its words in the picture.
    fn of(activity: &Activity, placement: Placement, text: &PostText) -> Self {
        let headline = match placement.kind {
            PostKind::Post => activity.title.clone(),
            PostKind::Story => text.caption.clone(),
        };
        Sketch { shape: rules(placement).shape, headline }
    }
}

/// Draws one picture for all posts of the activity that can have the same. Safe to repeat.
pub(super) async fn draw(
    planner: &EmbeddedPlanner,
    scope: Scope,
    activity: &Activity,
    seed: u64,
    which: Drawn,
) -> Result<(), PostsError> {
    let known = Known::load(planner, scope).await?;
    let mut needed: BTreeMap<Sketch, Vec<Post>> = BTreeMap::new();
    for post in planner.store.posts(scope, Which::OfActivity(activity.id)).await? {
        let wanted = match which {
            Drawn::Missing => post.picture.is_none() && post.status.editable(),
            Drawn::Drafts(kind) => post.status == PostStatus::Draft && post.kind == kind,
        };
        if wanted {
            let sketch = Sketch::of(activity, post.placement(), &post.text);
            needed.entry(sketch).or_default().push(post);
        }
    }
    let seed = of_activity(seed, activity.id);
    for (sketch, posts) in needed {
        let (id, words) = picture(planner, scope, &known, sketch, seed).await?;
        for post in posts {
            let story = post.kind == PostKind::Story;
            match give(planner, scope, &known, post, id, words).await {
                // It says something else meanwhile, and has the picture of that.
                Err(StoreError::TooLate(_)) if story => {}
                given => given?,
            }
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
    let old = HashSet::from([(post.placement(), post.text.caption.clone())]);
    let written = fresh(planner, &known, &activity, planner.seed(), &[post.placement()], &old)
        .await
        .map_err(|error| PostsError::from(error).told())?;
    let Some((_, text)) = written.into_iter().next() else { return Err(PlanError::Unavailable) };
    if post.kind == PostKind::Story {
        return say_in_picture(planner, scope, (&post, post.version), text).await;
    }
    let text = PostText { alt_text: post.text.alt_text.clone(), ..text };
    planner.store.change_text(scope, id, post.version, &text, true).await.map_err(plan_error)
}

/// What a person has a post say. The picture of a story, which holds its words, is drawn anew
/// when they have changed.
pub(super) async fn say(
    planner: &EmbeddedPlanner,
    scope: Scope,
    id: PostId,
    version: i64,
    mut text: PostText,
) -> Result<(), PlanError> {
    let post = planner.store.post(scope, id).await.map_err(plan_error)?;
    let drawn = post.kind == PostKind::Story && post.text.caption != text.caption;
    if !drawn {
        let said = planner.store.change_text(scope, id, version, &text, true).await;
        return said.map_err(plan_error);
    }
    // A picture text that nobody touched goes on telling what the picture says.
    if !post.text.caption.is_empty() && text.alt_text == post.text.alt_text {
        text.alt_text = text.alt_text.replace(&post.text.caption, &text.caption);
    }
    say_in_picture(planner, scope, (&post, version), text).await
}

/// Has a story say a text: draws it, and stores both in one change.
async fn say_in_picture(
    planner: &EmbeddedPlanner,
    scope: Scope,
    (post, version): (&Post, i64),
    mut text: PostText,
) -> Result<(), PlanError> {
    if !post.status.editable() || version != post.version {
        return Err(plan_error(StoreError::TooLate("post")));
    }
    let activity = planner.store.activity(scope, post.activity).await.map_err(plan_error)?;
    let known = Known::load(planner, scope).await.map_err(plan_error)?;
    let sketch = Sketch::of(&activity, post.placement(), &text);
    let (picture, words) =
        picture(planner, scope, &known, sketch, planner.seed()).await.map_err(PostsError::told)?;
    if !words {
        text.alt_text = known.wordless();
    }
    let said = planner.store.change_story(scope, post.id, version, (&text, picture), true).await;
    said.map_err(plan_error)
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
    let sketch = Sketch::of(&activity, post.placement(), &post.text);
    let (picture, words) =
        picture(planner, scope, &known, sketch, planner.seed()).await.map_err(PostsError::told)?;
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
            let limits = told_limits(&connections, post.channel);
            let complaints = check(post.placement(), limits, &post.text, post.picture.is_some());
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

    /// What a picture shows whose words no font of ours has.
    fn wordless(&self) -> String {
        format!("Picture in the colours of {}, without words.", self.site.name)
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
    Sketch { shape, headline }: Sketch,
    seed: u64,
) -> Result<(MediaId, bool), PostsError> {
    let press = planner.press.clone();
    let (signature, colours) = (known.site.name.clone(), known.colours());
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
    let mut text = post.text;
    if !words {
        text.alt_text = known.wordless();
    }
    if post.kind == PostKind::Story {
        let drawn = (&text, picture);
        return planner.store.change_story(scope, post.id, post.version, drawn, false).await;
    }
    if !words {
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
