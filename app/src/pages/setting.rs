//! What the marketer wants of the plan, and what of it the present plan does not know yet.

use axum::{http::StatusCode, response::Response};
use domain::{
    days::span_words,
    event::{Calendar, EventSource},
    plan::PlanStatus,
    settings::{Change, Revision, SavedSettings, changes},
};
use leptos::prelude::*;
use store::settings::Hosted;

use super::{
    document::Head,
    form::{Form, SiteCommand, Typed},
    frame::{Place, framed},
    here::AtSite,
    notice::Notice,
    refusal::Refusal,
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

/// The field that carries what the form showed: only what differs from it was changed by who
/// sends it.
const SEEN: &str = "seen";

/// Keeps the settings as typed. What somebody else changed meanwhile stays, unless it is the
/// same field: then nothing is kept, and the field says so.
pub async fn keep(at: &AtSite, form: &Typed, extent: Extent) -> Result<(), Refusal> {
    let now = at.app().store.saved_settings(at.scope()).await?.saved;
    let calendars = Choices::load(at).await?.calendars;
    let revision = revision(form, now.clone(), &calendars, extent)?;
    let clashes = revision.clashes(&now);
    if let [_, ..] = clashes.as_slice() {
        let said = "This was changed elsewhere since you opened the page. What you typed is still here: send it again to replace what stands there.";
        let fields = clashes.into_iter().map(|field| (field, said.to_owned())).collect();
        return Err(Refusal { fields, ..Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, said) });
    }
    Ok(at.app().plans.change_settings(at.scope(), revision).await?)
}

/// What the form makes of the settings that it showed.
fn revision(
    form: &Typed,
    now: SavedSettings,
    calendars: &[Calendar],
    extent: Extent,
) -> Result<Revision, Refusal> {
    let seen: SavedSettings = serde_json::from_str(form.text(SEEN)).unwrap_or(now);
    let wanted = reading::settings(form, seen.clone(), calendars, extent)?;
    Ok(Revision { seen, wanted })
}

/// What a refused form has seen by now: the settings that it showed, and of those fields that
/// somebody else changed, what stands there.
fn seen_again(form: &Form, now: &SavedSettings, calendars: &[Calendar]) -> String {
    let typed = form.typed_text().filter(|typed| typed.ticked(SEEN));
    let seen = typed.and_then(|typed| {
        let read = revision(typed, now.clone(), calendars, Extent::All);
        let untouched = || serde_json::from_str(typed.text(SEEN)).ok();
        read.ok().map(|revision| revision.seen_again(now)).or_else(untouched)
    });
    serde_json::to_string(seen.as_ref().unwrap_or(now)).unwrap_or_default()
}

/// What may be chosen from, which is another for plans that are made elsewhere.
pub struct Choices {
    /// The calendars of the site, as its marketer knows them.
    calendars: Vec<Calendar>,
    /// What is known of the settings, when they are held elsewhere.
    hosted: Option<Hosted>,
}

impl Choices {
    async fn load(at: &AtSite) -> Result<Self, Refusal> {
        let store = &at.app().store;
        let hosted = store.saved_settings(at.scope()).await?.hosted;
        let calendars = match hosted {
            Some(_) => store.hosted_calendars(at.scope()).await?.told,
            None => [
                (EventSource::Own, "Your own events"),
                (EventSource::Holiday, "Holidays of your country"),
            ]
            .map(|(source, title)| Calendar {
                id: source.calendar(at.site.id),
                title: title.to_owned(),
            })
            .into(),
        };
        Ok(Choices { calendars, hosted })
    }

    /// Whether the settings are held elsewhere.
    const fn elsewhere(&self) -> bool {
        self.hosted.is_some()
    }
}

async fn view(at: &AtSite, form: Form) -> Result<Response, Refusal> {
    let store = &at.app().store;
    let saved = store.saved_settings(at.scope()).await?.saved;
    let choices = Choices::load(at).await?;
    let made_with = store.plan_settings(at.scope()).await?;
    let different = made_with.map(|mut made_with| {
        let next = saved.resolved();
        if choices.elsewhere() {
            // These count for plans that are made here alone.
            made_with.channels.clone_from(&next.channels);
            made_with.weekdays.clone_from(&next.weekdays);
        }
        changes(&made_with, &next)
    });
    let shown = form.clone();
    let seen = seen_again(&form, &saved, &choices.calendars);
    framed(at, Place::Settings, Head::plain("Settings"), &form, || {
        view! {
            {wrong(&shown)}
            <header class="page-head"><h1>"Settings"</h1></header>
            <div class="page-meta">
                <span><a href=at.path("/writer")>"Who writes and draws the posts"</a></span>
                <span><a href=at.path("/volumes")>"Who counts searches"</a></span>
            </div>
            <p class="lede">"What the plan shall do, how it speaks, and how often. Changes act the next time the plan is made; the present plan stays as it is."</p>
            {choices.hosted.as_ref().map(|hosted| held_elsewhere(at, hosted))}
            {next_plan(at, different, choices.elsewhere())}
            <form method="post" action=at.path("/settings") class="parts">
                <input type="hidden" name=SEEN value=seen />
                {fields::all_fields(&shown, &saved, &choices)}
                <div class="buttons">
                    <button class="button button-primary">"Keep these settings"</button>
                </div>
            </form>
        }
    })
    .await
}

/// Which part of the settings is held where, and what of it has no field here.
fn held_elsewhere(at: &AtSite, hosted: &Hosted) -> impl IntoView + use<> {
    let path = at.path("/source");
    let seen = match hosted.seen_at {
        Some(seen) => {
            let ago = at.here.now.duration_since(seen).as_secs().max(0);
            format!("They are shown as they were there {} ago. ", span_words(ago))
        }
        None => "Wix has not shown them yet, so the fields below are empty. ".to_owned(),
    };
    let only_there = (!hosted.only_there.is_empty()).then(|| {
        let rows = hosted
            .only_there
            .iter()
            .map(|(name, is)| {
                let name = name.strip_prefix("settings.").unwrap_or(name).to_owned();
                view! { <dt><code>{name}</code></dt> <dd dir="auto">{short(is)}</dd> }
            })
            .collect_view();
        view! {
            <details class="disclosure section column">
                <summary>"What only Wix has a field for"</summary>
                <p class="ink-2">"It stays at Wix as it is, whatever you change here."</p>
                <dl class="facts facts-ruled">{rows}</dl>
            </details>
        }
    });
    view! {
        <div class="notice">
            <Icon name="i-info" />
            <p>
                "These are the settings at Wix, which makes this site’s plan: what you change here is changed there. Only what stands under “For plans made here” is kept here. "
                {seen}
                <a href=path>"Plan source"</a>
            </p>
        </div>
        {only_there}
    }
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
fn next_plan(at: &AtSite, different: Option<Vec<Change>>, elsewhere: bool) -> AnyView {
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
        (_, None) => {
            let said = if elsewhere {
                "The present plan was made at Wix, and with which settings was not seen here, so it cannot be compared."
            } else {
                "The present plan was made before Almanac noted its settings, so it cannot be compared."
            };
            view! { <p>{said}</p> {again()} }.into_any()
        }
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
