//! An activity: why it is in the plan, and its posts side by side.

use axum::{extract::Path, response::Response};
use domain::{
    activity::ActivityType,
    contract::{Change, Drafts},
    days::{clock_words, day_words},
    draft::Parts,
    id::ActivityId,
    network::has_stories,
    post::{Placement, PostKind, PostStatus},
};
use jiff::Timestamp;
use leptos::prelude::*;
use store::{
    activities::Activity,
    posts::{Post, Which},
};

use super::{
    calendar::{back, scheduled_words},
    document::Head,
    form::{Form, SiteCommand, Typed},
    frame::{Place, framed},
    here::AtSite,
    post::preview::Preview,
    refusal::Refusal,
    when::{MinuteFields, chosen_minute, minute_words},
    widgets::{ButtonForm, Icon, Shown, StatusChip, glyph},
};

pub mod draft;
pub mod new;

/// `GET /sites/{site}/activities/{activity}`
pub async fn page(Path((_, id)): Path<(String, String)>, at: AtSite) -> Result<Response, Response> {
    view(&at, Form::default(), &id).await.map_err(|refusal| refusal.page(at.app()))
}

/// `POST …/move`: `day` is the new day and `time` the new clock time, without which it stays;
/// `from` is the minute (milliseconds) whose posts move along, else the activity's own.
pub async fn move_to(
    Path((_, id)): Path<(String, String)>,
    SiteCommand { at, typed }: SiteCommand,
) -> Response {
    match try_move(&at, &id, &typed).await {
        Ok(to) => {
            let said = format!("Moved to {}.", minute_words(&at, to));
            typed.done(&at.here, &back(&at, &typed, &format!("/activities/{id}")), &said).await
        }
        Err(refusal) => {
            shown_again(&at, typed.refused_json(&refusal), Form::refused(typed, refusal), &id).await
        }
    }
}

async fn try_move(at: &AtSite, id: &str, typed: &Typed) -> Result<Timestamp, Refusal> {
    let id = activity_id(id)?;
    let activity = at.app().store.activity(at.scope(), id).await?;
    let from = typed.text("from").parse().ok();
    let from = from.and_then(|millis| Timestamp::from_millisecond(millis).ok());
    let from = from.unwrap_or(activity.starts_at);
    let to = chosen_minute(at, typed, Some(at.zone.local(from).time()))?;
    at.app().plans.change(at.scope(), Change::MoveActivity { activity: id, from, to }).await?;
    Ok(to)
}

/// `POST …/posts`: writes and draws the posts it has not.
pub async fn generate_posts(
    Path((_, id)): Path<(String, String)>,
    SiteCommand { at, typed }: SiteCommand,
) -> Response {
    let outcome = match activity_id(&id) {
        Ok(activity) => {
            at.app().plans.generate_posts(at.scope(), activity).await.map_err(Refusal::from)
        }
        Err(refusal) => Err(refusal),
    };
    match outcome {
        Ok(()) => {
            typed
                .done(&at.here, &at.path(&format!("/activities/{id}")), "The posts are written.")
                .await
        }
        Err(refusal) => {
            shown_again(&at, typed.refused_json(&refusal), Form::refused(typed, refusal), &id).await
        }
    }
}

/// `POST …/stories`: makes its story drafts anew.
pub async fn remake_stories(
    Path((_, id)): Path<(String, String)>,
    SiteCommand { at, typed }: SiteCommand,
) -> Response {
    let made = match activity_id(&id) {
        Ok(activity) => {
            at.app().plans.remake_stories(at.scope(), activity).await.map_err(Refusal::from)
        }
        Err(refusal) => Err(refusal),
    };
    finish(&at, &id, typed, made, "The stories are made anew.").await
}

/// `POST …/stories/remove`: its story drafts go.
pub async fn remove_stories(
    Path((_, id)): Path<(String, String)>,
    SiteCommand { at, typed }: SiteCommand,
) -> Response {
    let removed = match activity_id(&id) {
        Ok(activity) => {
            let change = Change::ClearStories(activity);
            at.app().plans.change(at.scope(), change).await.map_err(Refusal::from)
        }
        Err(refusal) => Err(refusal),
    };
    finish(&at, &id, typed, removed, "The story drafts are removed.").await
}

async fn finish(
    at: &AtSite,
    id: &str,
    typed: Typed,
    done: Result<(), Refusal>,
    said: &str,
) -> Response {
    match done {
        Ok(()) => typed.done(&at.here, &at.path(&format!("/activities/{id}")), said).await,
        Err(refusal) => {
            shown_again(at, typed.refused_json(&refusal), Form::refused(typed, refusal), id).await
        }
    }
}

/// `POST …/schedule`: its drafts.
pub async fn schedule(
    Path((_, id)): Path<(String, String)>,
    SiteCommand { at, typed }: SiteCommand,
) -> Response {
    match try_schedule(&at, &id).await {
        Ok(said) => typed.done(&at.here, &at.path(&format!("/activities/{id}")), &said).await,
        Err(refusal) => {
            shown_again(&at, typed.refused_json(&refusal), Form::refused(typed, refusal), &id).await
        }
    }
}

async fn try_schedule(at: &AtSite, id: &str) -> Result<String, Refusal> {
    let id = activity_id(id)?;
    at.app().store.activity(at.scope(), id).await?;
    let outcome = at.app().plans.schedule(at.scope(), Drafts::OfActivity(id)).await?;
    (at.app().wake_publisher)();
    Ok(scheduled_words(&outcome))
}

/// `POST …/delete`
pub async fn delete(
    Path((_, id)): Path<(String, String)>,
    SiteCommand { at, typed }: SiteCommand,
) -> Response {
    let outcome = match activity_id(&id) {
        Ok(activity) => at
            .app()
            .plans
            .change(at.scope(), Change::DeleteActivity(activity))
            .await
            .map_err(Refusal::from),
        Err(refusal) => Err(refusal),
    };
    match outcome {
        Ok(()) => {
            typed.done(&at.here, &back(&at, &typed, "/calendar"), "The activity is deleted.").await
        }
        Err(refusal) => {
            shown_again(&at, typed.refused_json(&refusal), Form::refused(typed, refusal), &id).await
        }
    }
}

fn activity_id(id: &str) -> Result<ActivityId, Refusal> {
    id.parse().map_err(|_| Refusal::missing("activity"))
}

async fn shown_again(at: &AtSite, json: Option<Response>, form: Form, id: &str) -> Response {
    match json {
        Some(answer) => answer,
        None => view(at, form, id).await.unwrap_or_else(|refusal| refusal.page(at.app())),
    }
}

async fn view(at: &AtSite, form: Form, id: &str) -> Result<Response, Refusal> {
    let id = activity_id(id)?;
    let activity = at.app().store.activity(at.scope(), id).await?;
    let posts = at.app().store.posts(at.scope(), Which::OfActivity(id)).await?;
    let settings = at.app().store.settings(at.scope()).await?;
    let drafted = match Parts::of(activity.kind) {
        Some(_) => at.app().store.draft(at.scope(), id).await?,
        None => None,
    };
    let lacks = |placement| posts.iter().all(|post| post.placement() != placement);
    let missing = activity.kind == ActivityType::SocialMarketing
        && settings.channels.iter().any(|channel| {
            let story = activity.stories && has_stories(*channel);
            lacks(Placement::post(*channel)) || (story && lacks(Placement::story(*channel)))
        });
    let shown = form.clone();
    framed(at, Place::Calendar, Head::plain(activity.title.clone()), &form, || {
        let local = at.zone.local(activity.starts_at);
        view! {
            <nav class="crumbs" aria-label="Where you are">
                <ol>
                    <li><a href=at.path("/calendar")>"Calendar"</a></li>
                    <li aria-current="page">{day_words(local.date())}</li>
                </ol>
            </nav>
            <header class="page-head">
                <h1>{activity.title.clone()}</h1>
                <div class="actions">{actions(at, &activity, &posts, missing)}</div>
            </header>
            <div class="page-meta">
                <span>{activity.kind.word()}</span>
                <span><strong>{day_words(local.date())} ", " {clock_words(local.time())}</strong> " in " {at.zone.place()}</span>
                {activity.topic.clone().map(|topic| view! { <span>"Topic: " <strong>{topic}</strong></span> })}
            </div>
            <p class="lede">{activity.description.clone()}</p>
            <div class="why"><p><strong>"Why this, why now."</strong> " " {activity.reason.clone()}</p></div>
            {move_form(at, &activity, &shown)}
            {posts_view(at, &activity, &posts)}
            {draft::section(at, &activity, drafted.as_ref(), &shown)}
        }
    })
    .await
}

fn actions(
    at: &AtSite,
    activity: &Activity,
    posts: &[Post],
    missing: bool,
) -> impl IntoView + use<> {
    let base = at.path(&format!("/activities/{}", activity.id));
    let generate = missing.then(|| {
        view! {
            <ButtonForm action=format!("{base}/posts")>
                <Icon name="i-sparkle" />
                "Generate posts"
            </ButtonForm>
        }
    });
    let drafts =
        posts.iter().any(|post| post.status.schedulable() && post.publish_at > at.here.now);
    let schedule = drafts.then(|| {
        view! { <ButtonForm action=format!("{base}/schedule") class="button button-primary">"Schedule all"</ButtonForm> }
    });
    view! {
        <ButtonForm action=format!("{base}/delete") class="button button-quiet button-danger">
            <Icon name="i-trash" />
            "Delete"
        </ButtonForm>
        {generate}
        {schedule}
    }
}

fn move_form(at: &AtSite, activity: &Activity, form: &Form) -> impl IntoView + use<> {
    let action = at.path(&format!("/activities/{}/move", activity.id));
    let stored = at.zone.local(activity.starts_at);
    view! {
        <form method="post" action=action.clone() class="when section">
            <MinuteFields form=form.of(&action) day="Move to another day" time="or time" stored />
            <button class="button">"Move"</button>
        </form>
    }
}

fn posts_view(at: &AtSite, activity: &Activity, posts: &[Post]) -> impl IntoView + use<> {
    if posts.is_empty() {
        let social = activity.kind == ActivityType::SocialMarketing;
        let words =
            "No posts yet. They are written a few days ahead, or now, with “Generate posts”.";
        return social.then(|| view! { <p class="ink-2 section">{words}</p> }).into_any();
    }
    let kind_of = |kind| posts.iter().filter(move |post| post.kind == kind).collect::<Vec<_>>();
    let (posts, stories) = (kind_of(PostKind::Post), kind_of(PostKind::Story));
    let heads = !stories.is_empty();
    let posts = (!posts.is_empty()).then(|| {
        view! {
            <section class="section" aria-label="Posts">
                {heads.then(|| view! { <h2>"Posts"</h2> })}
                {cards(at, posts)}
            </section>
        }
    });
    let stories = heads.then(|| {
        view! {
            <section class="section" aria-label="Stories">
                <h2>"Stories"</h2>
                {story_buttons(at, activity, &stories)}
                {cards(at, stories)}
            </section>
        }
    });
    view! { {posts} {stories} }.into_any()
}

/// What can be done to the stories as a whole, while there are drafts among them.
fn story_buttons(at: &AtSite, activity: &Activity, stories: &[&Post]) -> impl IntoView + use<> {
    let base = at.path(&format!("/activities/{}/stories", activity.id));
    stories.iter().any(|story| story.status == PostStatus::Draft).then(|| {
        view! {
            <div class="buttons">
                <ButtonForm action=base.clone()>
                    <Icon name="i-refresh" />
                    "Make the stories anew"
                </ButtonForm>
                <ButtonForm action=format!("{base}/remove") class="button button-quiet button-danger">
                    <Icon name="i-trash" />
                    "Remove the stories"
                </ButtonForm>
            </div>
        }
    })
}

fn cards(at: &AtSite, mut posts: Vec<&Post>) -> impl IntoView + use<> {
    posts.sort_by_key(|post| post.channel);
    let cards = posts
        .into_iter()
        .map(|post| {
            let path = at.path(&format!("/posts/{}", post.id));
            let local = at.zone.local(post.publish_at);
            view! {
                <li>
                    <div class="preview-label">
                        <a class="with-icon" href=path>
                            <Icon name=glyph(post.channel) />
                            <strong>{post.channel.name()}</strong>
                        </a>
                        <StatusChip shown=Shown::of(post.status, post.held) />
                        <span class="hint num">{day_words(local.date())} ", " {clock_words(local.time())}</span>
                    </div>
                    <Preview post=post.clone() site=at.site.clone() />
                </li>
            }
        })
        .collect_view();
    view! { <ul class="previews">{cards}</ul> }
}
