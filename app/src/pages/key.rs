//! Keys: how programs reach a site.

use axum::{extract::Path, http::StatusCode, response::Response};
use domain::{days::day_words, id::ApiKeyId, text};
use leptos::prelude::*;
use store::api_keys::ApiKey;

use super::{
    document::Head,
    form::{Form, SiteCommand, Typed},
    frame::{Place, framed},
    here::AtSite,
    refusal::{InField, Refusal},
    widgets::{ButtonForm, Icon, Line},
};

/// Where the services of the Marketing Plan API live, below the installation's address.
const API: &str = "promote/marketing-plan-service/v1";
/// The most keys that a site has at once.
const MOST: usize = 20;

/// `GET /sites/{site}/keys`
pub async fn page(at: AtSite) -> Result<Response, Response> {
    view(&at, Form::default(), None).await.map_err(|refusal| refusal.page(at.app()))
}

/// `POST /sites/{site}/keys`: makes a key and shows it, the only time. The answer is the page
/// itself: a notice for the next page would keep the key in the session.
pub async fn make(SiteCommand { at, typed }: SiteCommand) -> Response {
    let made = try_make(&at, &typed).await;
    let shown = match made {
        Ok(key) => view(&at, Form::default(), Some(key)).await,
        Err(refusal) => view(&at, Form::refused(typed, refusal), None).await,
    };
    shown.unwrap_or_else(|refusal| refusal.page(at.app()))
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

/// `POST /sites/{site}/keys/{key}/revoke`: for ever. Safe to repeat.
pub async fn revoke(
    Path((_, id)): Path<(String, String)>,
    SiteCommand { at, typed }: SiteCommand,
) -> Response {
    let revoked = match id.parse::<ApiKeyId>() {
        Ok(id) => {
            let now = at.here.now;
            at.app().store.revoke_api_key(at.scope(), id, now).await.map_err(Refusal::from)
        }
        Err(_) => Err(Refusal::missing("key")),
    };
    match revoked {
        Ok(()) => {
            typed
                .done(&at.here, &at.path("/keys"), "Revoked: the key opens nothing any more.")
                .await
        }
        Err(refusal) => view(&at, Form::refused(typed, refusal), None)
            .await
            .unwrap_or_else(|refusal| refusal.page(at.app())),
    }
}

async fn view(at: &AtSite, form: Form, made: Option<String>) -> Result<Response, Refusal> {
    let keys = at.app().store.api_keys(at.scope()).await?;
    let shown = form.of(&at.path("/keys"));
    let address = format!("{}{API}", at.app().public_url);
    framed(at, Place::Site, Head::plain("Keys"), &form, || {
        let rows = keys.iter().map(|key| row(at, key)).collect_view();
        view! {
            <nav class="crumbs" aria-label="Where you are">
                <a href=at.path("")>"Site"</a>
            </nav>
            <header class="page-head"><h1>"Keys"</h1></header>
            <p class="lede">
                "With a key a program reads this site’s plan and schedules its drafts, through the Marketing Plan API. Keep it like a password."
            </p>
            {made.map(|key| view! {
                <div class="notice notice-good" role="status">
                    <Icon name="i-check-circle" />
                    <p>"Copy your new key now. It is shown this once: " <code class="secret">{key}</code></p>
                </div>
            })}
            <dl class="facts">
                <dt>"Address"</dt>
                <dd><code class="secret">{address}</code></dd>
                <dt>"Site id"</dt>
                <dd><code class="secret">{at.site.id.to_string()}</code></dd>
            </dl>
            <section class="section column">
                <h2>"A new key"</h2>
                <form method="post" action=at.path("/keys") class="stack">
                    <Line form=shown name="name" label="What is it for?" stored="" hint="So that you know later which key to revoke." />
                    <button class="button button-primary">"Make a key"</button>
                </form>
            </section>
            {(!keys.is_empty()).then(|| view! {
                <section class="section">
                    <h2>"Keys that open this site"</h2>
                    <ul class="rows">{rows}</ul>
                </section>
            })}
        }
    })
    .await
}

fn row(at: &AtSite, key: &ApiKey) -> impl IntoView + use<> {
    let made = day_words(at.zone.day(key.created_at));
    let (name, spoken) = (key.name.clone(), key.name.clone());
    view! {
        <li>
            <div class="rows-main">
                <strong>{name}</strong>
                <span class="ink-2">"Made on " {made}</span>
            </div>
            <ButtonForm action=at.path(&format!("/keys/{}/revoke", key.id)) class="button button-quiet">
                "Revoke"
                <span class="visually-hidden">" " {spoken}</span>
            </ButtonForm>
        </li>
    }
}
