//! What the marketer wants of the plan, and what of it the present plan does not know yet.

use axum::response::Response;
use domain::{
    event::EventSource,
    id::{CalendarId, SiteId},
    plan::PlanStatus,
    settings::{Change, SavedSettings, changes},
};
use leptos::prelude::*;

use super::{
    document::Head,
    form::{Form, SiteCommand, Typed},
    frame::{Place, framed},
    here::AtSite,
    notice::Notice,
    refusal::Refusal,
    source,
    widgets::{ButtonForm, Icon},
};

mod fields;
mod reading;

pub use fields::first_fields;

/// How much of the settings a form shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// What the first plan needs.
    First,
    /// Everything.
    All,
}

/// The word of a goal or a voice that is none of those listed.
const OWN: &str = "OWN";

/// The longest part of a difference that is shown, in characters.
const SHOWN: usize = 160;

/// `GET /sites/{site}/settings`
pub async fn page(at: AtSite) -> Result<Response, Response> {
    view(&at, Form::default()).await.map_err(|refusal| refusal.page(at.app()))
}

/// `POST /sites/{site}/settings`: they act at the next generation.
pub async fn save(SiteCommand { at, typed }: SiteCommand) -> Response {
    match keep(&at, &typed, Extent::All).await {
        Ok(()) => {
            let said = "Kept. The settings act the next time the plan is made.";
            typed.done(&at.here, &at.path("/settings"), said).await
        }
        Err(refusal) => view(&at, Form::refused(typed, refusal))
            .await
            .unwrap_or_else(|refusal| refusal.page(at.app())),
    }
}

/// Keeps the settings as typed.
pub async fn keep(at: &AtSite, form: &Typed, extent: Extent) -> Result<(), Refusal> {
    let change = |saved: SavedSettings| reading::settings(form, saved, at.site.id, extent);
    at.app().store.change_settings(at.scope(), at.here.now, change).await?.map(|_| ())
}

/// The calendars of a site, as its marketer knows them.
fn calendars(site: SiteId) -> [(CalendarId, &'static str); 2] {
    [
        (EventSource::Own.calendar(site), "Your own events"),
        (EventSource::Holiday.calendar(site), "Holidays of your country"),
    ]
}

async fn view(at: &AtSite, form: Form) -> Result<Response, Refusal> {
    let store = &at.app().store;
    let saved = store.saved_settings(at.scope()).await?.saved;
    let made_with = store.plan_settings(at.scope()).await?;
    let different = made_with.map(|made_with| changes(&made_with, &saved.resolved()));
    let elsewhere = source::elsewhere(at, "settings").await?;
    let shown = form.clone();
    framed(at, Place::Settings, Head::plain("Settings"), &form, || {
        view! {
            {wrong(&shown)}
            <header class="page-head"><h1>"Settings"</h1></header>
            <p class="lede">"What the plan shall do, how it speaks, and how often. Changes act the next time the plan is made; the present plan stays as it is."</p>
            {elsewhere}
            {next_plan(at, different)}
            <form method="post" action=at.path("/settings") class="parts">
                {fields::all_fields(&shown, &saved, at.site.id)}
                <div class="buttons">
                    <button class="button button-primary">"Keep these settings"</button>
                </div>
            </form>
        }
    })
    .await
}

/// How many fields further down have a sentence, for those who see the page's beginning.
fn wrong(form: &Form) -> Option<impl IntoView + use<>> {
    let said = match form.wrong() {
        0 => return None,
        1 => "Nothing was kept yet: a field below needs another look.".to_owned(),
        many => format!("Nothing was kept yet: {many} fields below need another look."),
    };
    Some(Notice::bad(&said).view())
}

/// What the next plan does differently from the present one.
fn next_plan(at: &AtSite, different: Option<Vec<Change>>) -> AnyView {
    let again = || {
        view! {
            <div class="buttons">
                <ButtonForm action=at.path("/plan")>
                    <Icon name="i-sparkle" />
                    "Make the plan again"
                </ButtonForm>
            </div>
        }
    };
    let said = match (at.counts.plan, different) {
        (PlanStatus::NeverCreated, _) | (PlanStatus::Failed, None) => view! {
            <p>"There is no plan yet. " <a href=at.path("/plan")>"Make the first one"</a> "."</p>
        }
        .into_any(),
        (PlanStatus::Generating, _) => view! {
            <p>"The plan is being made. " <a href=at.path("/plan")>"Watch it"</a> "."</p>
        }
        .into_any(),
        (_, Some(different)) if different.is_empty() => view! {
            <p>"Nothing: the present plan was made with these settings."</p>
        }
        .into_any(),
        (_, Some(different)) => {
            let rows = different.into_iter().map(row).collect_view();
            view! { <dl class="facts facts-ruled changes">{rows}</dl> {again()} }.into_any()
        }
        (_, None) => view! {
            <p>"The present plan was made before Almanac noted its settings, so it cannot be compared."</p>
            {again()}
        }
        .into_any(),
    };
    view! {
        <section class="next-plan" aria-labelledby="next-plan">
            <h2 id="next-plan">"What changes in the next plan"</h2>
            {said}
        </section>
    }
    .into_any()
}

fn row(Change { what, before, after }: Change) -> impl IntoView {
    view! {
        <dt>{what}</dt>
        <dd>
            <del><span class="visually-hidden">"Now: "</span>{short(&before)}</del>
            " "
            <ins><span class="visually-hidden">"Then: "</span>{short(&after)}</ins>
        </dd>
    }
}

/// A text as a line of the comparison shows it.
fn short(text: &str) -> String {
    if text.chars().count() <= SHOWN {
        return text.to_owned();
    }
    let begin: String = text.chars().take(SHOWN).collect();
    format!("{}…", begin.trim_end())
}
