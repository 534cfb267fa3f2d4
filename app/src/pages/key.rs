//! Keys and apps: how programs reach a site.

use axum::{extract::Path, http::StatusCode, response::Response};
use domain::{
    days::day_words,
    id::{ApiKeyId, AppId},
    text,
};
use jiff::Timestamp;
use leptos::prelude::*;
use store::{StoreError, apps::NewApp};

use super::{
    document::Head,
    form::{Form, SiteCommand, Typed},
    frame::{Place, framed},
    here::AtSite,
    reference,
    refusal::{InField, Refusal},
    widgets::{ButtonForm, Icon, Line},
};

/// Where the services of the Marketing Plan API live, below the installation's address.
const API: &str = "promote/marketing-plan-service/v1";
/// Where apps ask for tokens, below the installation's address.
const TOKENS: &str = "oauth2/token";
/// The most keys that a site has at once, and the most apps.
const MOST: usize = 20;

/// What was made just now. It is shown this once: a notice for the next page would keep it in
/// the session.
enum Made {
    Key(String),
    App(NewApp),
}

/// `GET /sites/{site}/keys`
pub async fn page(at: AtSite) -> Result<Response, Response> {
    view(&at, Form::default(), None).await.map_err(|refusal| refusal.page(at.app()))
}

/// `POST /sites/{site}/keys`: makes a key and shows it, the only time, on this very page.
pub async fn make(SiteCommand { at, typed }: SiteCommand) -> Response {
    let made = try_make(&at, &typed).await.map(Made::Key);
    shown(&at, typed, made).await
}

async fn try_make(at: &AtSite, typed: &Typed) -> Result<String, Refusal> {
    let name = text::line("The name", typed.text("name"), 80).in_field("name")?;
    let store = &at.app().store;
    if store.api_keys(at.scope()).await?.len() >= MOST {
        let said = format!("This site has {MOST} keys, the most there may be. Revoke one first.");
        return Err(Refusal::new(StatusCode::CONFLICT, said));
    }
    Ok(store.create_api_key(at.scope(), &name, at.app().world.as_ref()).await?)
}

/// `POST /sites/{site}/apps`: makes an app and shows its credentials, the only time, on the
/// page of keys.
pub async fn make_app(SiteCommand { at, typed }: SiteCommand) -> Response {
    let made = try_make_app(&at, &typed).await.map(Made::App);
    shown(&at, typed, made).await
}

async fn try_make_app(at: &AtSite, typed: &Typed) -> Result<NewApp, Refusal> {
    let name = text::line("The name", typed.text("app"), 80).in_field("app")?;
    let store = &at.app().store;
    if store.apps(at.scope()).await?.len() >= MOST {
        let said = format!("This site has {MOST} apps, the most there may be. Revoke one first.");
        return Err(Refusal::new(StatusCode::CONFLICT, said));
    }
    Ok(store.create_app(at.scope(), &name, at.app().world.as_ref()).await?)
}

async fn shown(at: &AtSite, typed: Typed, made: Result<Made, Refusal>) -> Response {
    let shown = match made {
        Ok(made) => view(at, Form::default(), Some(made)).await,
        Err(refusal) => view(at, Form::refused(typed, refusal), None).await,
    };
    shown.unwrap_or_else(|refusal| refusal.page(at.app()))
}

/// `POST /sites/{site}/keys/{key}/revoke`: for ever. Safe to repeat.
pub async fn revoke(
    Path((_, id)): Path<(String, String)>,
    SiteCommand { at, typed }: SiteCommand,
) -> Response {
    let revoked = match id.parse::<ApiKeyId>() {
        Ok(id) => at.app().store.revoke_api_key(at.scope(), id, at.here.now).await,
        Err(_) => Err(StoreError::NotFound("key")),
    };
    told(&at, typed, revoked, "Revoked: the key opens nothing any more.").await
}

/// `POST /sites/{site}/apps/{app}/revoke`: for ever, and its tokens with it. Safe to repeat.
pub async fn revoke_app(
    Path((_, id)): Path<(String, String)>,
    SiteCommand { at, typed }: SiteCommand,
) -> Response {
    let revoked = match id.parse::<AppId>() {
        Ok(id) => at.app().store.revoke_app(at.scope(), id, at.here.now).await,
        Err(_) => Err(StoreError::NotFound("app")),
    };
    told(&at, typed, revoked, "Revoked: the app and its tokens open nothing any more.").await
}

async fn told(at: &AtSite, typed: Typed, revoked: Result<(), StoreError>, said: &str) -> Response {
    match revoked.map_err(Refusal::from) {
        Ok(()) => typed.done(&at.here, &at.path("/keys"), said).await,
        Err(refusal) => view(at, Form::refused(typed, refusal), None)
            .await
            .unwrap_or_else(|refusal| refusal.page(at.app())),
    }
}

async fn view(at: &AtSite, form: Form, made: Option<Made>) -> Result<Response, Refusal> {
    let keys = at.app().store.api_keys(at.scope()).await?;
    let apps = at.app().store.apps(at.scope()).await?;
    let (of_keys, of_apps) = (form.of(&at.path("/keys")), form.of(&at.path("/apps")));
    let address = |path: &str| format!("{}{path}", at.app().public_url);
    framed(at, Place::Site, Head::plain("Keys and apps"), &form, || {
        let key_rows = keys
            .iter()
            .map(|key| {
                let action = at.path(&format!("/keys/{}/revoke", key.id));
                row(at, &key.name, key.created_at, action, None)
            })
            .collect_view();
        let app_rows = apps
            .iter()
            .map(|app| {
                let action = at.path(&format!("/apps/{}/revoke", app.id));
                let ids = (app.id.to_string(), app.instance.to_string());
                row(at, &app.name, app.created_at, action, Some(ids))
            })
            .collect_view();
        view! {
            <nav class="crumbs" aria-label="Where you are">
                <a href=at.path("")>"Site"</a>
            </nav>
            <header class="page-head"><h1>"Keys and apps"</h1></header>
            <p class="lede">
                "With a key or as an app, a program reads this site’s plan and schedules its drafts, through the Marketing Plan API. With a key it also publishes posts of its own, through the API of Post for Me. Keep a key, and an app’s secret, like a password."
            </p>
            <p>
                <a href=reference::PATH>"API reference"</a>
                ": every method, with an example of each. "
                <a href=reference::POST_FOR_ME>"API of Post for Me"</a>
                ": for programs that were written for it"
            </p>
            {made.map(just_made)}
            <dl class="facts">
                <dt>"Address"</dt>
                <dd><code class="secret">{address(API)}</code></dd>
                <dt>"Address for Post for Me’s SDKs"</dt>
                <dd><code class="secret">{address("")}</code></dd>
                <dt>"Tokens for apps"</dt>
                <dd><code class="secret">{address(TOKENS)}</code></dd>
                <dt>"Site id"</dt>
                <dd><code class="secret">{at.site.id.to_string()}</code></dd>
            </dl>
            <section class="section column">
                <h2>"A new key"</h2>
                <p>"A key opens the site until you revoke it."</p>
                <form method="post" action=at.path("/keys") class="stack">
                    <Line form=of_keys name="name" label="What is it for?" stored="" hint="So that you know later which key to revoke." />
                    <button class="button button-primary">"Make a key"</button>
                </form>
            </section>
            {(!keys.is_empty()).then(|| view! {
                <section class="section">
                    <h2>"Keys that open this site"</h2>
                    <ul class="rows">{key_rows}</ul>
                </section>
            })}
            <section class="section column">
                <h2>"A new app"</h2>
                <p>"An app changes its secret for tokens that open the site for four hours each."</p>
                <form method="post" action=at.path("/apps") class="stack">
                    <Line form=of_apps name="app" label="What is the app called?" stored="" hint="So that you know later which app to revoke." />
                    <button class="button">"Make an app"</button>
                </form>
            </section>
            {(!apps.is_empty()).then(|| view! {
                <section class="section">
                    <h2>"Apps that open this site"</h2>
                    <ul class="rows">{app_rows}</ul>
                </section>
            })}
        }
    })
    .await
}

fn just_made(made: Made) -> impl IntoView {
    match made {
        Made::Key(key) => view! {
            <div class="notice notice-good" role="status">
                <Icon name="i-check-circle" />
                <p>"Copy your new key now. It is shown this once: " <code class="secret">{key}</code></p>
            </div>
        }
        .into_any(),
        Made::App(NewApp { id, instance, secret }) => view! {
            <div class="notice notice-good" role="status">
                <Icon name="i-check-circle" />
                <div class="stack">
                    <p>"Copy your new app’s secret now. It is shown this once."</p>
                    <dl class="facts">
                        <dt>"Client id"</dt>
                        <dd><code class="secret">{id.to_string()}</code></dd>
                        <dt>"Client secret"</dt>
                        <dd><code class="secret">{secret}</code></dd>
                        <dt>"Instance id"</dt>
                        <dd><code class="secret">{instance.to_string()}</code></dd>
                    </dl>
                </div>
            </div>
        }
        .into_any(),
    }
}

/// A key, or an app with its client id and its instance id.
fn row(
    at: &AtSite,
    name: &str,
    made: Timestamp,
    revoke: String,
    ids: Option<(String, String)>,
) -> impl IntoView + use<> {
    let made = day_words(at.zone.day(made));
    let (name, spoken) = (name.to_owned(), name.to_owned());
    let ids = ids.map(|(client, instance)| {
        view! {
            <span class="ink-2">"Client id " <code class="secret">{client}</code></span>
            <span class="ink-2">"Instance id " <code class="secret">{instance}</code></span>
        }
    });
    view! {
        <li>
            <div class="rows-main">
                <strong>{name}</strong>
                <span class="ink-2">"Made on " {made}</span>
                {ids}
            </div>
            <ButtonForm action=revoke class="button button-quiet">
                "Revoke"
                <span class="visually-hidden">" " {spoken}</span>
            </ButtonForm>
        </li>
    }
}
