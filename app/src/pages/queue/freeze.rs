//! The switch that stops publishing for a site, or for one way out of it.

use std::collections::BTreeSet;

use axum::{http::StatusCode, response::Response};
use domain::{
    connection::ProviderKind,
    days::{clock_words, day_words},
    freeze::{Freeze, Frozen},
    text,
};
use leptos::prelude::*;

use super::{
    super::{
        form::{Form, SiteCommand, Typed},
        here::AtSite,
        refusal::{InField, Refusal},
        widgets::{ButtonForm, Icon, Line},
    },
    finish,
};

/// The word of the form for whatever carries a post.
const ANY: &str = "any";

/// `POST /sites/{site}/queue/freeze`: nothing goes out, or nothing through one `provider`.
pub async fn freeze(SiteCommand { at, typed }: SiteCommand) -> Response {
    let outcome = try_freeze(&at, &typed).await;
    finish(&at, typed, outcome).await
}

async fn try_freeze(at: &AtSite, typed: &Typed) -> Result<String, Refusal> {
    let what = what(at, typed)?;
    let why = text::optional_line("The reason", typed.text("why"), 200).in_field("why")?;
    at.app().store.freeze(what, &at.here.member.name, &why, at.here.now).await?;
    Ok(match what.provider {
        None => "Publishing is stopped. What is being sent just now is finished.".to_owned(),
        Some(kind) => format!("Publishing through {} is stopped.", kind.word()),
    })
}

/// `POST /sites/{site}/queue/unfreeze`: it goes on.
pub async fn unfreeze(SiteCommand { at, typed }: SiteCommand) -> Response {
    let outcome = try_unfreeze(&at, &typed).await;
    finish(&at, typed, outcome).await
}

async fn try_unfreeze(at: &AtSite, typed: &Typed) -> Result<String, Refusal> {
    let what = what(at, typed)?;
    let was = at.app().store.unfreeze(what).await?;
    (at.app().wake_publisher)();
    Ok(match was {
        true => "Publishing goes on. What is too late by now is marked as missed.".to_owned(),
        false => "It was not stopped.".to_owned(),
    })
}

fn what(at: &AtSite, typed: &Typed) -> Result<Frozen, Refusal> {
    let provider = match typed.text("provider") {
        ANY | "" => None,
        code => {
            let unknown = |_| {
                let said = "This is no way that posts go out. Choose everything or one of the ways on the list.";
                Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, said)
            };
            Some(code.parse::<ProviderKind>().map_err(unknown)?)
        }
    };
    Ok(Frozen { site: Some(at.scope()), provider })
}

/// What is stopped, with the button that lets it go on where that is the marketer's.
pub fn banners(at: &AtSite, freezes: &[Freeze]) -> impl IntoView + use<> {
    freezes
        .iter()
        .map(|freeze| {
            let local = at.zone.local(freeze.since);
            let what = match (freeze.what.site, freeze.what.provider) {
                (None, None) => "Publishing is stopped on the whole installation".to_owned(),
                (None, Some(kind)) => format!("Publishing through {} is stopped on the whole installation", kind.word()),
                (Some(_), None) => "Publishing is stopped for this site".to_owned(),
                (Some(_), Some(kind)) => format!("Publishing through {} is stopped for this site", kind.word()),
            };
            let why = if freeze.why.is_empty() { String::new() } else { format!(" {}", freeze.why) };
            let provider = freeze.what.provider.map_or(ANY, ProviderKind::code).to_owned();
            let goes_on = match freeze.what.site {
                Some(_) => view! {
                    <ButtonForm action=at.path("/queue/unfreeze") fields=vec![("provider", provider)]>"Let it go on"</ButtonForm>
                }
                .into_any(),
                None => view! { <p class="hint">"Whoever runs this installation lets it go on."</p> }.into_any(),
            };
            view! {
                <div class="notice notice-bad" role="status">
                    <Icon name="i-warning" />
                    <div>
                        <p>
                            {what} " since " {day_words(local.date())} ", " {clock_words(local.time())} ", by " {freeze.by.clone()} "."
                            {why}
                        </p>
                        {goes_on}
                    </div>
                </div>
            }
        })
        .collect_view()
}

/// The switch itself; nothing when the site is stopped already.
pub fn switch(
    at: &AtSite,
    freezes: &[Freeze],
    kinds: &BTreeSet<ProviderKind>,
    form: &Form,
) -> impl IntoView + use<> {
    let action = at.path("/queue/freeze");
    let form = form.of(&action);
    let open = form.typed_text().is_some();
    let site = Frozen::site(at.scope());
    if !open && freezes.iter().any(|freeze| freeze.what == site) {
        return ().into_any();
    }
    let options = kinds
        .iter()
        .map(|kind| {
            let words = format!("What goes out through {}", kind.word());
            view! { <option value=kind.code()>{words}</option> }
        })
        .collect_view();
    view! {
        <section class="section column">
            <details class="disclosure" open=open>
                <summary>"Stop publishing"</summary>
                <form method="post" action=action class="stack">
                    <p class="hint">"What is scheduled stays scheduled, and nothing is sent until you let it go on. What is too late by then is marked as missed."</p>
                    <div class="field">
                        <label for="provider">"What to stop"</label>
                        <select id="provider" name="provider">
                            <option value=ANY>"Everything of this site"</option>
                            {options}
                        </select>
                    </div>
                    <Line form name="why" label="Why" stored="" hint="Others of this workspace read it. May stay empty." />
                    <button class="button">"Stop publishing"</button>
                </form>
            </details>
        </section>
    }
    .into_any()
}
