//! Who writes the posts of a site: the built-in writer, or a model behind an address.

use axum::response::Response;
use domain::{
    contract::{Credentials, WriterError},
    text,
    writing::WriterKind,
};
use leptos::prelude::*;
use store::writers::{Budget, ChosenWriter, KeyChange};
use url::Url;

use super::{
    document::Head,
    form::{Form, SiteCommand, Typed},
    frame::{Place, framed},
    here::AtSite,
    notice::Notice,
    refusal::{InField, Refusal},
    widgets::{ButtonForm, Choice, Line},
};

/// `GET /sites/{site}/writer`
pub async fn page(at: AtSite) -> Result<Response, Response> {
    view(&at, Form::default()).await.map_err(|refusal| refusal.page(at.app()))
}

/// `POST /sites/{site}/writer`: who writes from now on, and the budget of the workspace.
pub async fn choose(SiteCommand { at, typed }: SiteCommand) -> Response {
    match try_choose(&at, &typed).await {
        Ok(said) => typed.done(&at.here, &at.path("/writer"), said).await,
        Err(refusal) => again(&at, typed, refusal).await,
    }
}

async fn try_choose(at: &AtSite, typed: &Typed) -> Result<&'static str, Refusal> {
    let store = &at.app().store;
    let kind: WriterKind = typed
        .text("kind")
        .parse()
        .map_err(|_| Refusal::field("kind", "Choose who writes the posts."))?;
    let tokens = budget(typed)?;
    if kind == WriterKind::BuiltIn {
        store.set_writer_budget(at.scope(), tokens).await?;
        store.forget_writer(at.scope()).await?;
        return Ok("The built-in writer writes from now on. What is written stays.");
    }
    let address = address(at, typed).await?;
    let model = text::line("The model", typed.text("model"), 200).in_field("model")?;
    let key = text::optional_line("The key", typed.text("key"), 4_000).in_field("key")?;
    let key = match key.as_str() {
        _ if typed.ticked("no_key") => KeyChange::Forget,
        "" => KeyChange::Keep,
        key => KeyChange::Replace(Credentials::new(key.to_owned())),
    };
    let now = at.here.now;
    store.set_writer_budget(at.scope(), tokens).await?;
    store.choose_writer(at.scope(), (kind, &address, &model), &key, now).await?;
    Ok("Kept. This model writes from now on; test it before you make posts.")
}

fn budget(typed: &Typed) -> Result<u64, Refusal> {
    let figures: String = typed.text("budget").chars().filter(|c| !c.is_whitespace()).collect();
    figures.parse().ok().filter(|tokens| *tokens <= 1_000_000_000_000).ok_or_else(|| {
        Refusal::field("budget", "This is not a number of tokens. Type one such as 5000000.")
    })
}

async fn address(at: &AtSite, typed: &Typed) -> Result<String, Refusal> {
    let line = text::line("The address", typed.text("address"), 500).in_field("address")?;
    let wrong = || {
        Refusal::field(
            "address",
            "This is not an address. Type one such as https://api.openai.com.",
        )
    };
    let url = Url::parse(&line).map_err(|_| wrong())?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        return Err(wrong());
    }
    (at.app().may_reach)(url.clone()).await.map_err(|why| Refusal::field("address", why))?;
    Ok(url.to_string())
}

/// `POST /sites/{site}/writer/test`: asks the model for a word.
pub async fn test(SiteCommand { at, typed }: SiteCommand) -> Response {
    match try_test(&at).await {
        Ok(()) => {
            let said = "It answered. The next posts are written by it.";
            typed.done(&at.here, &at.path("/writer"), said).await
        }
        Err(refusal) => again(&at, typed, refusal).await,
    }
}

async fn try_test(at: &AtSite) -> Result<(), Refusal> {
    if at.app().store.writer(at.scope()).await?.is_none() {
        return Err(Refusal::conflict("No model is chosen, so there is none to test."));
    }
    at.app().writers.try_writer(at.scope()).await.map_err(|why| {
        Refusal::conflict(match why {
            WriterError::Unavailable(why) => format!("The model did not answer: {why}"),
            why => why.to_string(),
        })
    })
}

async fn again(at: &AtSite, typed: Typed, refusal: Refusal) -> Response {
    view(at, Form::refused(typed, refusal)).await.unwrap_or_else(|refusal| refusal.page(at.app()))
}

async fn view(at: &AtSite, form: Form) -> Result<Response, Refusal> {
    let store = &at.app().store;
    let chosen = store.writer(at.scope()).await?;
    let month = at.here.now.strftime("%Y-%m").to_string();
    let budget = store.writer_budget(at.scope(), &month).await?;
    let shown = form.of(&at.path("/writer"));
    framed(at, Place::Settings, Head::plain("Writer"), &form, || {
        let trouble = chosen.as_ref().and_then(|chosen| chosen.trouble.clone());
        view! {
            <nav class="crumbs" aria-label="Where you are">
                <a href=at.path("/settings")>"Settings"</a>
            </nav>
            <header class="page-head"><h1>"Writer"</h1></header>
            <p class="lede">"The built-in writer needs no key and asks nobody. A model of yours can write instead: it is told the facts of the profile and your settings, and all it writes is checked against them. What it invents is held back until you have looked."</p>
            {trouble.map(|said| Notice::bad(&format!("When it was asked last, the model did not write, and the built-in writer stepped in: {said}")).view())}
            {fields(at, &shown, chosen.as_ref(), budget)}
            {chosen.map(|_| view! {
                <div class="buttons section">
                    <ButtonForm action=at.path("/writer/test")>"Test the model"</ButtonForm>
                </div>
            })}
        }
    })
    .await
}

fn fields(
    at: &AtSite,
    form: &Form,
    chosen: Option<&ChosenWriter>,
    budget: Budget,
) -> impl IntoView + use<> {
    let kind = chosen.map_or(WriterKind::BuiltIn, |chosen| chosen.kind);
    let of = |field: fn(&ChosenWriter) -> &str| chosen.map_or("", field).to_owned();
    let kinds = WriterKind::ALL.map(|kind| (kind.code().to_owned(), kind.words().to_owned()));
    let has_key = chosen.is_some_and(|chosen| chosen.has_key);
    let key_hint = if has_key {
        "One is kept, sealed. Leave this empty to keep it; it is forgotten when the address changes."
    } else {
        "It is sealed, and never shown again. A server of your own may need none."
    };
    let forget = has_key.then(|| {
        view! {
            <label class="choice">
                <input r#type="checkbox" name="no_key" value="yes" />
                <span>"Forget the key that is kept"</span>
            </label>
        }
    });
    let used = format!(
        "All sites of the workspace together. {} of {} are used this month (UTC); then the built-in writer steps in.",
        grouped(budget.used),
        grouped(budget.tokens)
    );
    view! {
        <form method="post" action=at.path("/writer") class="column stack">
            <Choice form=form.clone() name="kind" label="Who writes" options=kinds.to_vec() stored=kind.code() />
            <Line form=form.clone() name="address" label="Address" stored=of(|it| &it.address) kind="url" hint="Such as https://api.openai.com, https://api.anthropic.com, or that of a server of your own." />
            <Line form=form.clone() name="model" label="Model" stored=of(|it| &it.model) hint="As the service calls it." />
            <Line form=form.clone() name="key" label="Key" stored="" kind="password" hint=key_hint />
            {forget}
            <Line form=form.clone() name="budget" label="Tokens per month" stored=budget.tokens.to_string() hint=used />
            <div class="buttons">
                <button class="button button-primary">"Keep this writer"</button>
            </div>
        </form>
    }
}

/// A number with its thousands apart: `5 000 000`.
fn grouped(number: u64) -> String {
    let figures = number.to_string();
    let groups: Vec<&str> = figures
        .as_bytes()
        .rchunks(3)
        .rev()
        .filter_map(|group| std::str::from_utf8(group).ok())
        .collect();
    groups.join("\u{202f}")
}
