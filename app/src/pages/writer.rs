//! Who writes the posts of a site: the built-in writer, or a model behind an address; and who
//! draws the grounds of their pictures.

pub mod images;

use axum::response::Response;
use domain::{contract::WriterError, text, writing::WriterKind};
use leptos::prelude::*;
use store::{
    budgets::{Budget, Measure},
    writers::ChosenWriter,
};

use super::{
    document::Head,
    form::{Form, SiteCommand, Typed},
    frame::{Place, framed},
    here::AtSite,
    notice::Notice,
    refusal::{InField, Refusal},
    service::{self, KeyField},
    widgets::{ButtonForm, Choice, Line},
};

/// An address as a model has one.
const EXAMPLE: &str = "https://api.openai.com";

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
    let wrong = "This is not a number of tokens. Type one such as 5000000.";
    let tokens = count(typed, "budget", 1_000_000_000_000, wrong)?;
    if kind == WriterKind::BuiltIn {
        store.set_budget(at.scope(), Measure::Tokens, tokens).await?;
        store.forget_writer(at.scope()).await?;
        return Ok("The built-in writer writes from now on. What is written stays.");
    }
    let address = service::address(at, typed, "address", EXAMPLE).await?;
    let model = text::line("The model", typed.text("model"), 200).in_field("model")?;
    let key = service::key_change(typed, "key", "no_key")?;
    let now = at.here.now;
    store.set_budget(at.scope(), Measure::Tokens, tokens).await?;
    store.choose_writer(at.scope(), (kind, &address, &model), &key, now).await?;
    Ok("Kept. This model writes from now on; test it before you make posts.")
}

/// A whole number up to `most`, typed with spaces or without.
fn count(typed: &Typed, field: &'static str, most: u64, wrong: &str) -> Result<u64, Refusal> {
    let figures: String = typed.text(field).chars().filter(|c| !c.is_whitespace()).collect();
    let number = figures.parse().ok().filter(|number| *number <= most);
    number.ok_or_else(|| Refusal::field(field, wrong))
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
    let budget = store.budget(at.scope(), Measure::Tokens, &this_month(at)).await?;
    let images = images::Shown::load(at).await?;
    let shown = form.of(&at.path("/writer"));
    let of_images = form.clone();
    framed(at, Place::Settings, Head::plain("Writer and pictures"), &form, || {
        let trouble = chosen.as_ref().and_then(|chosen| chosen.trouble.clone());
        view! {
            <nav class="crumbs" aria-label="Where you are">
                <a href=at.path("/settings")>"Settings"</a>
            </nav>
            <header class="page-head"><h1>"Writer and pictures"</h1></header>
            <p class="lede">"The built-in writer needs no key and asks nobody. A model of yours can write instead: it is told the facts of the profile and your settings, and all it writes is checked against them. What it invents is held back until you have looked."</p>
            {trouble.map(|said| Notice::bad(&format!("When it was asked last, the model did not write, and the built-in writer stepped in: {said}")).view())}
            {fields(at, &shown, chosen.as_ref(), budget)}
            {chosen.map(|_| view! {
                <div class="buttons section">
                    <ButtonForm action=at.path("/writer/test")>"Test the model"</ButtonForm>
                </div>
            })}
            {images::section(at, &of_images, &images)}
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
    let used = used_words(budget, "then the built-in writer steps in");
    view! {
        <form method="post" action=at.path("/writer") class="column stack">
            <Choice form=form.clone() name="kind" label="Who writes" options=kinds.to_vec() stored=kind.code() />
            <Line form=form.clone() name="address" label="Address" stored=of(|it| &it.address) kind="url" hint="Such as https://api.openai.com, https://api.anthropic.com, or that of a server of your own." />
            <Line form=form.clone() name="model" label="Model" stored=of(|it| &it.model) hint="As the service calls it." />
            <KeyField form=form.clone() name="key" label="Key" forget="no_key" has_key />
            <Line form=form.clone() name="budget" label="Tokens per month" stored=budget.most.to_string() hint=used />
            <div class="buttons">
                <button class="button button-primary">"Keep this writer"</button>
            </div>
        </form>
    }
}

/// The calendar month in UTC, such as `2026-11`.
fn this_month(at: &AtSite) -> String {
    at.here.now.strftime("%Y-%m").to_string()
}

/// How much of a budget is used, and what happens when nothing is left.
fn used_words(budget: Budget, then: &str) -> String {
    format!(
        "All sites of the workspace together. {} of {} are used this month (UTC); {then}.",
        grouped(budget.used),
        grouped(budget.most)
    )
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
