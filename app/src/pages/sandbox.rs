//! The sandbox's public page: what the rehearsal network has published.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use domain::{
    Scope,
    days::{Zone, clock_words, day_words},
    id::{ActivityId, MediaId, PostId},
    post::{Placement, PostStatus},
    site::Site,
};
use leptos::prelude::*;
use store::{posts::Post, sandbox::SandboxPost};

use super::{
    app::App,
    document::{Head, answer},
    media,
    post::preview::Preview,
    refusal::Refusal,
    widgets::{Icon, glyph},
};

/// Posts shown.
const SHOWN: i64 = 200;

/// `GET /sandbox/{sandbox}`
pub async fn page(
    State(app): State<App>,
    Path(sandbox): Path<String>,
) -> Result<Response, Response> {
    view(&app, &sandbox).await.map_err(|refusal| refusal.page(&app))
}

/// `GET /sandbox/{sandbox}/media/{media}`: a picture of a post that the page shows.
pub async fn picture(
    State(app): State<App>,
    Path((sandbox, id)): Path<(String, String)>,
) -> Result<Response, Response> {
    shown_picture(&app, &sandbox, &id).await.map_err(|refusal| refusal.page(&app))
}

async fn shown_picture(app: &App, sandbox: &str, id: &str) -> Result<Response, Refusal> {
    let id: MediaId = id.parse().map_err(|_| Refusal::missing("picture"))?;
    let (scope, _) = site_of(app, sandbox).await?;
    if !app.store.sandbox_shows(scope, id).await? {
        return Err(Refusal::missing("picture"));
    }
    media::answer(app, scope, id).await
}

/// The site whose sandbox has that word; a text that cannot be such a word names nothing.
async fn site_of(app: &App, sandbox: &str) -> Result<(Scope, Site), Refusal> {
    if !sandbox.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(Refusal::missing("sandbox page"));
    }
    Ok(app.store.site_of_sandbox(sandbox).await?)
}

async fn view(app: &App, sandbox: &str) -> Result<Response, Refusal> {
    let (scope, site) = site_of(app, sandbox).await?;
    let posts = app.store.sandbox_posts(scope, SHOWN).await?;
    let zone = Zone::named(&site.time_zone).unwrap_or_else(|_| Zone::utc());
    let title = format!("{} in the sandbox", site.name);
    Ok(answer(app, StatusCode::OK, Head::plain(title), || {
        let count = posts.len();
        let cards = posts.into_iter().map(|post| card(&site, &zone, sandbox, post)).collect_view();
        view! {
            <main class="main" id="main">
                <header class="page-head">
                    <h1>{site.name.clone()} " " <span class="year">"in the sandbox"</span></h1>
                </header>
                <div class="notice notice-warn" role="note">
                    <Icon name="i-info" />
                    <p>"This is the sandbox: a rehearsal network inside Almanac. Nothing here is on a real network."</p>
                </div>
                {if count == 0 {
                    view! {
                        <div class="empty">
                            <h2>"Nothing published yet"</h2>
                            <p>"Posts that are scheduled through the sandbox appear here at their minute."</p>
                        </div>
                    }
                        .into_any()
                } else {
                    view! { <ul class="previews">{cards}</ul> }.into_any()
                }}
            </main>
        }
    }))
}

fn card(site: &Site, zone: &Zone, sandbox: &str, shown: SandboxPost) -> impl IntoView + use<> {
    let local = zone.local(shown.landed_at);
    let picture = shown.picture.map(|picture| format!("/sandbox/{sandbox}/media/{picture}"));
    let anchor = shown.id.clone();
    let channel = shown.channel;
    let name = Placement { channel, kind: shown.kind }.to_string();
    let when = format!("{}, {}", day_words(local.date()), clock_words(local.time()));
    let stamp = shown.landed_at.to_string();
    as_post(shown).map(|post| {
        let preview = match picture {
            Some(path) => {
                view! { <Preview post=post site=site.clone() picture_path=path /> }.into_any()
            }
            None => view! { <Preview post=post site=site.clone() /> }.into_any(),
        };
        view! {
            <li id=anchor>
                <div class="preview-label">
                    <span class="with-icon">
                        <Icon name=glyph(channel) />
                        <strong>{name}</strong>
                    </span>
                    <time class="hint" datetime=stamp>{when}</time>
                </div>
                {preview}
            </li>
        }
    })
}

/// The sandbox shows what it took through the same preview as everything else.
fn as_post(shown: SandboxPost) -> Option<Post> {
    Some(Post {
        id: shown.delivery_key.parse::<PostId>().ok()?,
        activity: shown.id.parse::<ActivityId>().ok()?,
        channel: shown.channel,
        kind: shown.kind,
        text: shown.text,
        picture: shown.picture,
        publish_at: shown.landed_at,
        status: PostStatus::Published,
        version: 0,
        live_link: None,
        failure: None,
        mirrored: false,
        reference: None,
        authorship: None,
        held: false,
    })
}
