//! Who is asked how often the phrases of keyword research are searched for: nobody, or a
//! provider behind an address.

use axum::response::Response;
use leptos::prelude::*;
use store::volumes::VolumeProvider;

use super::{
    document::Head,
    form::{Form, SiteCommand, Typed},
    frame::{Place, framed},
    here::AtSite,
    notice::Notice,
    refusal::Refusal,
    service::{self, KeyField},
    widgets::{ButtonForm, Line},
};

/// What is asked and answered, as the page shows it.
const ASKED: &str =
    r#"{"phrases": ["sourdough starter", "rye bread"], "language": "en", "country": "PT"}"#;
const ANSWERED: &str = r#"{"volumes": [{"phrase": "sourdough starter", "searches": 90}, {"phrase": "rye bread", "searches": null}]}"#;

/// `GET /sites/{site}/volumes`
pub async fn page(at: AtSite) -> Result<Response, Response> {
    view(&at, Form::default()).await.map_err(|refusal| refusal.page(at.app()))
}

/// `POST /sites/{site}/volumes`: who is asked from now on.
pub async fn choose(SiteCommand { at, typed }: SiteCommand) -> Response {
    match try_choose(&at, &typed).await {
        Ok(()) => {
            let said = "Kept. The provider is asked with the next keyword research.";
            typed.done(&at.here, &at.path("/volumes"), said).await
        }
        Err(refusal) => again(&at, typed, refusal).await,
    }
}

async fn try_choose(at: &AtSite, typed: &Typed) -> Result<(), Refusal> {
    let address = service::address(at, typed, "address", "https://volumes.example.com/").await?;
    let key = service::key_change(typed, "key", "no_key")?;
    let store = &at.app().store;
    Ok(store.choose_volume_provider(at.scope(), &address, &key, at.here.now).await?)
}

/// `POST /sites/{site}/volumes/remove`: nobody is asked any more.
pub async fn remove(SiteCommand { at, typed }: SiteCommand) -> Response {
    match at.app().store.forget_volume_provider(at.scope()).await {
        Ok(()) => {
            let said =
                "Nobody is asked any more. What was told stays until the next keyword research.";
            typed.done(&at.here, &at.path("/volumes"), said).await
        }
        Err(error) => again(&at, typed, error.into()).await,
    }
}

async fn again(at: &AtSite, typed: Typed, refusal: Refusal) -> Response {
    view(at, Form::refused(typed, refusal)).await.unwrap_or_else(|refusal| refusal.page(at.app()))
}

async fn view(at: &AtSite, form: Form) -> Result<Response, Refusal> {
    let chosen = at.app().store.volume_provider(at.scope()).await?;
    let shown = form.of(&at.path("/volumes"));
    framed(at, Place::Settings, Head::plain("Search volumes"), &form, || {
        let trouble = chosen.as_ref().and_then(|chosen| chosen.trouble.clone());
        view! {
            <nav class="crumbs" aria-label="Where you are">
                <a href=at.path("/settings")>"Settings"</a>
            </nav>
            <header class="page-head"><h1>"Search volumes"</h1></header>
            <p class="lede">"Keyword research reads your own pages and invents no numbers. If you have an account with somebody who counts searches, put a few lines of your own before it, and the numbers stand with your keywords and order them."</p>
            {trouble.map(|said| Notice::bad(&format!("When it was asked last, the provider did not tell: {said}")).view())}
            {fields(at, &shown, chosen.as_ref())}
            {chosen.map(|_| view! {
                <div class="buttons section">
                    <ButtonForm action=at.path("/volumes/remove") class="button button-quiet button-danger">"Ask nobody any more"</ButtonForm>
                </div>
            })}
            <section class="section stack" aria-labelledby="shape">
                <h2 id="shape">"What it is asked, and answers"</h2>
                <p>"One POST to the address, with the key as " <code>"authorization: Bearer KEY"</code> ":"</p>
                <pre>{ASKED}</pre>
                <p>"It answers 200 with whole numbers, the average of a month; null is not known:"</p>
                <pre>{ANSWERED}</pre>
            </section>
        }
    })
    .await
}

fn fields(at: &AtSite, form: &Form, chosen: Option<&VolumeProvider>) -> impl IntoView + use<> {
    let address = chosen.map_or("", |chosen| &chosen.address).to_owned();
    let has_key = chosen.is_some_and(|chosen| chosen.has_key);
    view! {
        <form method="post" action=at.path("/volumes") class="column stack">
            <Line form=form.clone() name="address" label="Address" stored=address kind="url" hint="Such as https://volumes.example.com/; where your own few lines answer." />
            <KeyField form=form.clone() name="key" label="Key" forget="no_key" has_key />
            <div class="buttons">
                <button class="button button-primary">"Keep this provider"</button>
            </div>
        </form>
    }
}
