//! The posts of an activity: written, written anew, scheduled.

use domain::{
    Scope,
    activity::ActivityType,
    connection::told_limits,
    contract::{Brief, Drafts, KeptDraft, PlanError, PostsWork, Scheduling, WriterError},
    days::Zone,
    id::{ActivityId, PostId},
    network::{check, has_stories},
    post::{Placement, PostKind, PostStatus, PostText},
    profile::SiteProfile,
    settings::Settings,
    site::Site,
    writing::{Authorship, Finding},
};
use store::{
    StoreError,
    activities::Activity,
    jobs::MakePosts,
    posts::{NewPost, Post, Which},
};

use super::{
    EmbeddedPlanner,
    drawing::{Drawn, Ground, draw, draw_one},
    plan_error,
    words::{Heard, Spoken, by_placement, speak},
};
use crate::draw::DrawError;

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
    pub(super) fn told(self) -> PlanError {
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
    let said = "Only social campaigns have posts. This one has a draft.";
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
    let mut heard = Heard::of(planner, scope, &known, Some(activity.id)).await?;
    let about = (&known, activity, seed);
    let mut written = by_placement(speak(planner, scope, about, &placements, &mut heard).await?);
    for post in drafts {
        if let Some((text, authorship)) = written.remove(&post.placement()) {
            rephrase(planner, scope, &post, (&text, &authorship)).await?;
        }
    }
    draw(planner, scope, activity, seed, Drawn::Drafts(kind)).await
}

/// Gives a draft new words. One that another job gave a new picture meanwhile gets them all the
/// same; one that says something else by now keeps that.
async fn rephrase(
    planner: &EmbeddedPlanner,
    scope: Scope,
    post: &Post,
    (text, authorship): (&PostText, &Authorship),
) -> Result<(), StoreError> {
    let (store, says) = (&planner.store, (text, None));
    let seen = (post.id, post.version);
    match store.change_written(scope, seen, says, authorship, false).await {
        Err(StoreError::TooLate(_)) => {}
        given => return given,
    }
    let now = store.post(scope, post.id).await?;
    if now.status != PostStatus::Draft || now.text.caption != post.text.caption {
        return Ok(());
    }
    store.change_written(scope, (now.id, now.version), says, authorship, false).await
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
async fn write(
    planner: &EmbeddedPlanner,
    scope: Scope,
    activity: &Activity,
    seed: u64,
) -> Result<(), PostsError> {
    let known = Known::load(planner, scope).await?;
    let mut heard = Heard::of(planner, scope, &known, None).await?;
    write_beside(planner, scope, (&known, activity, seed), &mut heard).await
}

/// As [`write`], beside what a run has heard and written so far.
pub(super) async fn write_beside(
    planner: &EmbeddedPlanner,
    scope: Scope,
    (known, activity, seed): (&Known, &Activity, u64),
    heard: &mut Heard,
) -> Result<(), PostsError> {
    let have = planner.store.posts(scope, Which::OfActivity(activity.id)).await?;
    let missing: Vec<Placement> = wanted(activity, &known.settings)
        .filter(|placement| have.iter().all(|post| post.placement() != *placement))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let spoken = speak(planner, scope, (known, activity, seed), &missing, heard).await?;
    let posts: Vec<(NewPost, Authorship)> = spoken
        .into_iter()
        .map(|Spoken { placement, text, authorship }| {
            let id = PostId::mint(planner.world.as_ref());
            (NewPost { id, placement, text, publish_at: activity.starts_at }, authorship)
        })
        .collect();
    planner.store.add_written_posts(scope, activity.id, &posts, planner.world.now()).await?;
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
    let heard = Heard::of(planner, scope, &known, Some(activity.id)).await;
    let mut heard = heard.map_err(plan_error)?;
    let about = (&known, &activity, planner.seed());
    let spoken = speak(planner, scope, about, &[post.placement()], &mut heard).await;
    let spoken = spoken.map_err(PostsError::told)?.into_iter().next();
    let Some(Spoken { text, authorship, .. }) = spoken else { return Err(PlanError::Unavailable) };
    if let Some(finding) = held_for(&post, &authorship) {
        return Err(PlanError::Refused(format!(
            "The post is scheduled and keeps its words: the new ones would be held back. {}",
            finding.said
        )));
    }
    if post.kind == PostKind::Story {
        return say_in_picture(planner, scope, (&post, post.version), text, Some(authorship)).await;
    }
    let text = PostText { alt_text: post.text.alt_text.clone(), ..text };
    let seen = (id, post.version);
    let changed = planner.store.change_written(scope, seen, (&text, None), &authorship, true).await;
    changed.map_err(plan_error)
}

/// What would hold new words of a scheduled post back.
fn held_for<'a>(post: &Post, authorship: &'a Authorship) -> Option<&'a Finding> {
    let scheduled = post.status == PostStatus::Scheduled;
    authorship.findings.iter().find(|finding| scheduled && finding.rule.holds_back())
}

/// What a person has a post say. The picture of a story, which holds its words, is drawn anew
/// when they have changed.
///
/// A post that was held back is let go when nothing grave is found in its new words, or when
/// it is saved as it is: then a person has said that it is right. A post that was not held is
/// the person's own affair.
pub(super) async fn say(
    planner: &EmbeddedPlanner,
    scope: Scope,
    id: PostId,
    version: i64,
    mut text: PostText,
) -> Result<(), PlanError> {
    let post = planner.store.post(scope, id).await.map_err(plan_error)?;
    let drawn = post.kind == PostKind::Story && post.text.caption != text.caption;
    let heard = heard_again(planner, scope, &post, &text).await.map_err(plan_error)?;
    if !drawn {
        if let Some(authorship) = heard {
            let changed = planner.store.change_written(
                scope,
                (id, version),
                (&text, None),
                &authorship,
                true,
            );
            return changed.await.map_err(plan_error);
        }
        let said = planner.store.change_text(scope, id, version, &text, true).await;
        return said.map_err(plan_error);
    }
    // A picture text that nobody touched goes on telling what the picture says.
    if !post.text.caption.is_empty() && text.alt_text == post.text.alt_text {
        text.alt_text = text.alt_text.replace(&post.text.caption, &text.caption);
    }
    say_in_picture(planner, scope, (&post, version), text, heard).await
}

/// What is found in new words for a post that was held back; `None` when it was not, or when
/// the words are those that it was held for.
async fn heard_again(
    planner: &EmbeddedPlanner,
    scope: Scope,
    post: &Post,
    text: &PostText,
) -> Result<Option<Authorship>, StoreError> {
    let Some(authorship) = post.authorship.clone().filter(|_| post.held && post.text != *text)
    else {
        return Ok(None);
    };
    let activity = planner.store.activity(scope, post.activity).await?;
    let known = Known::load(planner, scope).await?;
    let heard = Heard::of(planner, scope, &known, Some(activity.id)).await?;
    let brief = known.brief(&activity, 0, &heard);
    let findings = heard.found(&brief, post.placement(), text, authorship.writer);
    Ok(Some(Authorship { findings, ..authorship }))
}

/// Has a story say a text: draws it, and stores both in one change, with who wrote it where
/// that changes.
async fn say_in_picture(
    planner: &EmbeddedPlanner,
    scope: Scope,
    (post, version): (&Post, i64),
    mut text: PostText,
    authorship: Option<Authorship>,
) -> Result<(), PlanError> {
    if !post.status.editable() || version != post.version {
        return Err(plan_error(StoreError::TooLate("post")));
    }
    let activity = planner.store.activity(scope, post.activity).await.map_err(plan_error)?;
    let known = Known::load(planner, scope).await.map_err(plan_error)?;
    let drawn = draw_one(planner, scope, (&known, &activity), (post, &text), Ground::Kept).await;
    let (props, made) = drawn.map_err(PostsError::told)?;
    text.alt_text = known.described(&props, post.placement(), &text.alt_text, made);
    let store = &planner.store;
    let said = match authorship {
        Some(by) => {
            let says = (&text, Some(made.id));
            store.change_written(scope, (post.id, version), says, &by, true).await
        }
        None => store.change_story(scope, post.id, version, (&text, made.id), true).await,
    };
    said.map_err(plan_error)
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
        } else if post.held {
            Some(KeptDraft::Held)
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
pub(super) struct Known {
    pub(super) site: Site,
    pub(super) profile: SiteProfile,
    pub(super) settings: Settings,
}

impl Known {
    pub(super) async fn load(planner: &EmbeddedPlanner, scope: Scope) -> Result<Self, StoreError> {
        let store = &planner.store;
        Ok(Known {
            site: store.site(scope).await?,
            profile: store.profile(scope).await?.profile,
            settings: store.settings(scope).await?,
        })
    }

    /// The zone that the site's days are in.
    pub(super) fn zone(&self) -> Zone {
        Zone::named(&self.site.time_zone).unwrap_or_else(|_| Zone::utc())
    }

    pub(super) fn brief<'a>(
        &'a self,
        activity: &'a Activity,
        seed: u64,
        heard: &'a Heard,
    ) -> Brief<'a> {
        Brief {
            profile: &self.profile,
            settings: &self.settings,
            address: &self.site.address,
            kind: activity.kind,
            title: &activity.title,
            description: &activity.description,
            subject: &activity.subject,
            event: activity.event.as_ref().map(|(name, day)| (name.as_str(), *day)),
            day: self.zone().day(activity.starts_at),
            said: heard.posts(),
            seed,
        }
    }
}
