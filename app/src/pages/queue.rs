//! What needs a person, what goes out next, and what went out.

use axum::response::Response;
use domain::{
    days::{clock_words, day_words, span_words},
    post::{PostKind, PostStatus},
};
use leptos::prelude::*;
use store::posts::{Post, Which};

use super::{
    document::Head,
    form::Form,
    frame::{Place, framed},
    here::AtSite,
    refusal::Refusal,
    widgets::{ButtonForm, Icon, StatusChip, glyph},
};

/// Published posts shown.
const LAST: i64 = 20;

/// `GET /sites/{site}/queue`
pub async fn page(at: AtSite) -> Result<Response, Response> {
    view(&at).await.map_err(|refusal| refusal.page(at.app()))
}

async fn view(at: &AtSite) -> Result<Response, Refusal> {
    let store = &at.app().store;
    let (next, needs_you): (Vec<Post>, Vec<Post>) =
        store.posts(at.scope(), Which::Queue).await?.into_iter().partition(|post| {
            matches!(post.status, PostStatus::Scheduled | PostStatus::Processing)
        });
    let published = store.last_published(at.scope(), LAST).await?;
    framed(at, Place::Queue, Head::plain("Queue"), &Form::default(), || {
        let nothing = next.is_empty() && needs_you.is_empty() && published.is_empty();
        view! {
            <header class="page-head"><h1>"Queue"</h1></header>
            <div class="page-meta">
                <span><strong>{next.len()}</strong> " going out"</span>
                <span><strong>{needs_you.len()}</strong> " need you"</span>
                <span>"Times in " <strong>{at.zone.place()}</strong></span>
            </div>
            {nothing.then(|| view! {
                <div class="empty">
                    <h2>"Nothing waits"</h2>
                    <p>"Posts come here once they are scheduled. Schedule drafts from the calendar."</p>
                    <a class="button button-primary" href=at.path("/calendar")>"Open the calendar"</a>
                </div>
            })}
            {part(at, "Needs you", &needs_you)}
            {part(at, "Goes out next", &next)}
            {part(at, "Went out", &published)}
        }
    })
    .await
}

fn part(at: &AtSite, title: &'static str, posts: &[Post]) -> impl IntoView + use<> {
    (!posts.is_empty()).then(|| {
        let rows = posts.iter().map(|post| row(at, post)).collect_view();
        view! {
            <section class="section">
                <h2>{title}</h2>
                <ul class="rows queue">{rows}</ul>
            </section>
        }
    })
}

fn row(at: &AtSite, post: &Post) -> impl IntoView + use<> {
    let local = at.zone.local(post.publish_at);
    let path = at.path(&format!("/posts/{}", post.id));
    let first_words: String =
        post.text.caption.lines().next().unwrap_or_default().chars().take(160).collect();
    // A picture without words that are known, such as a story from another plan source.
    let first_words = match post.kind {
        PostKind::Story if first_words.is_empty() => "A story".to_owned(),
        _ => first_words,
    };
    view! {
        <li>
            <time datetime=post.publish_at.to_string()>
                {day_words(local.date())} ", " {clock_words(local.time())}
            </time>
            <div class="rows-main">
                <a class="with-icon" href=path.clone()>
                    <Icon name=glyph(post.channel) />
                    <strong>{first_words}</strong>
                </a>
                <span class="ink-2">{post.placement().to_string()} {note(at, post).map(|note| format!(" · {note}"))}</span>
            </div>
            <StatusChip status=post.status />
            {button(at, post, &path)}
        </li>
    }
}

fn note(at: &AtSite, post: &Post) -> Option<String> {
    let ahead = post.publish_at.duration_since(at.here.now).as_secs();
    match (post.status, &post.failure) {
        (PostStatus::Scheduled, Some(reason)) => Some(format!("{reason} Tried again soon.")),
        (PostStatus::Scheduled, None) if ahead > 0 => Some(format!("In {}", span_words(ahead))),
        (PostStatus::Scheduled, None) => Some("Due now".to_owned()),
        (_, reason) => reason.clone(),
    }
}

/// The one button that a post in this status needs.
fn button(at: &AtSite, post: &Post, path: &str) -> impl IntoView + use<> {
    match post.status {
        PostStatus::Published => post
            .live_link
            .clone()
            .map(|link| view! { <a class="button" href=link rel="noreferrer">"See it"</a> })
            .into_any(),
        PostStatus::Scheduled => {
            view! { <ButtonForm action=format!("{path}/unschedule")>"Unschedule"</ButtonForm> }.into_any()
        }
        PostStatus::Failed | PostStatus::Missed => view! {
            <ButtonForm action=format!("{path}/schedule") fields=vec![("now", "on".to_owned())]>"Publish now"</ButtonForm>
        }
        .into_any(),
        PostStatus::Uncertain => view! {
            <ButtonForm action=at.path(&format!("/posts/{}/settle", post.id)) fields=vec![("there", "yes".to_owned())]>
                "It is there"
            </ButtonForm>
            <ButtonForm action=at.path(&format!("/posts/{}/settle", post.id)) fields=vec![("there", "no".to_owned())]>
                "It is not"
            </ButtonForm>
        }
        .into_any(),
        PostStatus::Draft | PostStatus::Processing | PostStatus::Canceled => ().into_any(),
    }
}
