//! What needs a person, what the next days hold, what goes out next, and what went out.

mod board;
pub mod freeze;

use axum::response::Response;
use domain::{
    contract::{Change, PlanError},
    days::{clock_words, day_words, span_words},
    post::{PostKind, PostStatus},
};
use jiff::Timestamp;
use leptos::prelude::*;
use store::{
    posts::Post,
    queue::{Queue, Queued},
};

use self::board::Board;
use super::{
    document::Head,
    form::{Form, SiteCommand, Typed},
    frame::{Place, framed},
    here::AtSite,
    refusal::Refusal,
    widgets::{ButtonForm, Icon, Shown, StatusChip, glyph},
};
use crate::islands::countdown::Countdown;

/// Posts shown of each part of the queue.
const SHOWN: i64 = 60;
/// Published posts shown.
const LAST: i64 = 20;
/// A post that is later than this is called late. A round comes each second, so it waits for
/// something.
const LATE_SECONDS: i64 = 60;

/// `GET /sites/{site}/queue`
pub async fn page(at: AtSite) -> Result<Response, Response> {
    view(&at, Form::default()).await.map_err(|refusal| refusal.page(at.app()))
}

/// `POST /sites/{site}/queue/missed`: every missed post becomes a draft again.
pub async fn take_back_missed(SiteCommand { at, typed }: SiteCommand) -> Response {
    let outcome = try_take_back_missed(&at).await;
    finish(&at, typed, outcome).await
}

async fn finish(at: &AtSite, typed: Typed, outcome: Result<String, Refusal>) -> Response {
    match outcome {
        Ok(said) => typed.done(&at.here, &at.path("/queue"), &said).await,
        Err(refusal) => match typed.refused_json(&refusal) {
            Some(answer) => answer,
            None => view(at, Form::refused(typed, refusal))
                .await
                .unwrap_or_else(|refusal| refusal.page(at.app())),
        },
    }
}

async fn try_take_back_missed(at: &AtSite) -> Result<String, Refusal> {
    let mut taken_back = 0;
    for post in at.app().store.missed(at.scope()).await? {
        match at.app().plans.change(at.scope(), Change::Unschedule(post)).await {
            Ok(()) => taken_back += 1,
            // Somebody else decided about this one meanwhile.
            Err(PlanError::TooLate(_) | PlanError::NotFound(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(match taken_back {
        0 => "Nothing was missed.".to_owned(),
        1 => "1 missed post is a draft again. Choose a new time for it.".to_owned(),
        many => format!("{many} missed posts are drafts again. Choose new times for them."),
    })
}

async fn view(at: &AtSite, form: Form) -> Result<Response, Refusal> {
    let store = &at.app().store;
    let queue = store.queue(at.scope(), SHOWN).await?;
    let published = store.last_published(at.scope(), LAST).await?;
    let board = Board::of(at).await?;
    let freezes = store.freezes(at.scope()).await?;
    let shown = form.clone();
    let counts_down = queue.going_out.iter().any(|queued| counts_down(at, &queued.post));
    let head = if counts_down { Head::with_islands("Queue") } else { Head::plain("Queue") };
    framed(at, Place::Queue, head, &form, || {
        let nothing = queue == Queue::default() && published.is_empty() && board.is_empty();
        let (late, next): (Vec<&Queued>, Vec<&Queued>) =
            queue.going_out.iter().partition(|queued| is_late(at, &queued.post));
        let missed = queue.needs_person.iter().filter(|it| it.post.status == PostStatus::Missed).count();
        view! {
            <header class="page-head">
                <h1>"Queue"</h1>
                <div class="actions">
                    <a class="button" href=at.path("/receipts.csv") download>
                        <Icon name="i-download" />
                        "Receipts (CSV)"
                    </a>
                </div>
            </header>
            <div class="page-meta">
                <span><strong>{queue.going_out_count}</strong> " going out"</span>
                <span><strong>{queue.needs_person_count}</strong> " need you"</span>
                <span>"Times in " <strong>{at.zone.place()}</strong></span>
            </div>
            {freeze::banners(at, &freezes)}
            {nothing.then(|| view! {
                <div class="empty">
                    <h2>"Nothing waits"</h2>
                    <p>"Posts come here once they are scheduled. Schedule drafts from the calendar."</p>
                    <a class="button button-primary" href=at.path("/calendar")>"Open the calendar"</a>
                </div>
            })}
            {needs_person(at, &queue, missed)}
            {(!board.is_empty()).then(|| board.view(at))}
            {part(at, "Late", late)}
            {part(at, "Goes out next", next)}
            {more(at, queue.going_out_count - queue.going_out.len() as i64)}
            {went_out(at, &published)}
            {freeze::switch(at, &freezes, &board.providers, &shown)}
        }
    })
    .await
}

fn needs_person(at: &AtSite, queue: &Queue, missed: usize) -> impl IntoView + use<> {
    let more_missed = (missed > 1).then(|| {
        view! {
            <div class="queue-together">
                <p>"They were due while Almanac was not running, and were not sent late by themselves."</p>
                <ButtonForm action=at.path("/queue/missed")>{format!("Make all {missed} drafts again")}</ButtonForm>
            </div>
        }
    });
    (!queue.needs_person.is_empty()).then(|| {
        let rows = queue.needs_person.iter().map(|queued| row(at, queued)).collect_view();
        let rest = more(at, queue.needs_person_count - queue.needs_person.len() as i64);
        view! {
            <section class="section">
                <h2>"Needs you"</h2>
                {more_missed}
                <ul class="rows queue">{rows}</ul>
                {rest}
            </section>
        }
    })
}

fn part(at: &AtSite, title: &'static str, queued: Vec<&Queued>) -> impl IntoView + use<> {
    (!queued.is_empty()).then(|| {
        let rows = queued.into_iter().map(|queued| row(at, queued)).collect_view();
        view! {
            <section class="section">
                <h2>{title}</h2>
                <ul class="rows queue">{rows}</ul>
            </section>
        }
    })
}

fn more(at: &AtSite, count: i64) -> impl IntoView + use<> {
    (count > 0).then(|| {
        view! {
            <p class="hint">
                {format!("And {count} more, on the ")}
                <a href=at.path("/calendar?view=list")>"calendar"</a>
                "."
            </p>
        }
    })
}

fn went_out(at: &AtSite, published: &[Post]) -> impl IntoView + use<> {
    (!published.is_empty()).then(|| {
        let rows = published
            .iter()
            .map(|post| {
                let link = post.live_link.clone().map(|link| {
                    view! { <a class="button" href=link rel="noreferrer">"See it"</a> }
                });
                line(at, post, None::<()>, link)
            })
            .collect_view();
        view! {
            <section class="section">
                <h2>"Went out"</h2>
                <ul class="rows queue">{rows}</ul>
            </section>
        }
    })
}

fn row(at: &AtSite, queued: &Queued) -> impl IntoView + use<> {
    line(at, &queued.post, note(at, queued), Some(buttons(at, &queued.post)))
}

fn line<N: IntoView + 'static, B: IntoView + 'static>(
    at: &AtSite,
    post: &Post,
    note: Option<N>,
    buttons: Option<B>,
) -> impl IntoView + use<N, B> {
    let local = at.zone.local(post.publish_at);
    let path = at.path(&format!("/posts/{}", post.id));
    view! {
        <li>
            <time datetime=post.publish_at.to_string()>
                {day_words(local.date())} ", " {clock_words(local.time())}
            </time>
            <div class="rows-main">
                <a class="with-icon" href=path>
                    <Icon name=glyph(post.channel) />
                    <strong>{words(post)}</strong>
                </a>
                <span class="ink-2">
                    {post.placement().to_string()}
                    {note.map(|note| view! { " · " {note} })}
                </span>
            </div>
            <StatusChip shown=Shown::of(post.status, post.held) />
            {buttons}
        </li>
    }
}

/// The first line of a post, or what it is when it has none.
fn words(post: &Post) -> String {
    let first: String =
        post.text.caption.lines().next().unwrap_or_default().chars().take(160).collect();
    match post.kind {
        // A picture without words that are known, such as a story from another plan source.
        PostKind::Story if first.is_empty() => "A story".to_owned(),
        PostKind::Post if first.is_empty() => "A post without words".to_owned(),
        PostKind::Post | PostKind::Story => first,
    }
}

fn is_late(at: &AtSite, post: &Post) -> bool {
    at.here.now.duration_since(post.publish_at).as_secs() > LATE_SECONDS
}

/// Whether nothing is known of a post but that its minute is to come.
fn counts_down(at: &AtSite, post: &Post) -> bool {
    post.status == PostStatus::Scheduled && post.failure.is_none() && post.publish_at > at.here.now
}

/// What is known of a post's way.
fn note(at: &AtSite, queued: &Queued) -> Option<AnyView> {
    let Queued { post, tries, sending_at, next_at } = queued;
    let ahead = post.publish_at.duration_since(at.here.now).as_secs();
    let reason = post.failure.clone();
    let text = |said: String| Some(said.into_any());
    match post.status {
        PostStatus::Scheduled => match reason {
            Some(reason) => text(format!("{reason} {}", again(at, *tries, *next_at))),
            None if counts_down(at, post) => Some(view! { <Countdown seconds=ahead /> }.into_any()),
            None if is_late(at, post) => text(format!("Late by {}", span_words(-ahead))),
            None => text("Due now".to_owned()),
        },
        PostStatus::Processing => match sending_at {
            Some(since) => text(format!("Being sent since {}", clock(at, *since))),
            None => text("Taken by the publisher".to_owned()),
        },
        PostStatus::Uncertain => {
            let sent = sending_at.map(|sent| format!("Sent at {}. ", clock(at, sent)));
            let look = next_at.map(|next| {
                let wait = next.duration_since(at.here.now).as_secs();
                if wait > 0 {
                    format!(" Almanac looks again in {}.", span_words(wait))
                } else {
                    " Almanac is looking now.".to_owned()
                }
            });
            text(format!(
                "{}{}{}",
                sent.unwrap_or_default(),
                reason.unwrap_or_else(|| "The answer was lost.".to_owned()),
                look.unwrap_or_default()
            ))
        }
        _ => reason.and_then(text),
    }
}

fn again(at: &AtSite, tries: i64, next_at: Option<Timestamp>) -> String {
    let tried = if tries == 1 { "Tried once".to_owned() } else { format!("Tried {tries} times") };
    let wait = next_at.map_or(0, |next| next.duration_since(at.here.now).as_secs());
    match wait {
        ..=0 => format!("{tried}, and again now."),
        wait => format!("{tried}, again in {}.", span_words(wait)),
    }
}

/// A clock time with its seconds.
fn clock(at: &AtSite, instant: Timestamp) -> String {
    let local = at.zone.local(instant).time();
    format!("{}:{:02}", clock_words(local), local.second())
}

/// The buttons that a post in this status needs.
fn buttons(at: &AtSite, post: &Post) -> impl IntoView + use<> {
    let path = at.path(&format!("/posts/{}", post.id));
    match post.status {
        PostStatus::Scheduled => {
            view! { <ButtonForm action=format!("{path}/unschedule")>"Unschedule"</ButtonForm> }.into_any()
        }
        PostStatus::Failed | PostStatus::Missed => view! {
            <ButtonForm action=format!("{path}/schedule") fields=vec![("now", "on".to_owned())]>"Publish now"</ButtonForm>
        }
        .into_any(),
        PostStatus::Uncertain => view! {
            <ButtonForm action=format!("{path}/settle") fields=vec![("there", "yes".to_owned())]>
                "It is there"
            </ButtonForm>
            <ButtonForm action=format!("{path}/settle") fields=vec![("there", "no".to_owned())]>
                "It is not"
            </ButtonForm>
        }
        .into_any(),
        PostStatus::Draft | PostStatus::Processing | PostStatus::Published | PostStatus::Canceled => {
            ().into_any()
        }
    }
}
