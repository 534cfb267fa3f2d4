//! Events and holidays that shape the plan.

use axum::{extract::Path, response::Response};
use domain::{
    days::{Days, day_words, plan_period},
    event::{Cycle, Event, EventSource, Rule, When},
    id::EventId,
    text,
};
use jiff::{ToSpan, civil::Date};
use leptos::prelude::*;
use store::events::StoredEvent;

use super::{
    document::Head,
    form::{Form, SiteCommand, Typed},
    frame::{Place, framed},
    here::AtSite,
    refusal::{InField, Refusal},
    widgets::{ButtonForm, FieldError, Icon, Line, Lines},
};

/// `GET /sites/{site}/events`
pub async fn page(at: AtSite) -> Result<Response, Response> {
    view(&at, Form::default()).await.map_err(|refusal| refusal.page(at.app()))
}

/// `POST /sites/{site}/events`: an event of the marketer's own.
pub async fn add(SiteCommand { at, typed }: SiteCommand) -> Response {
    let outcome = try_add(&at, &typed).await;
    finish(&at, typed, outcome.map(|()| "Added. It shapes the plan the next time it is made."))
        .await
}

async fn try_add(at: &AtSite, typed: &Typed) -> Result<(), Refusal> {
    let day: Date = typed
        .text("day")
        .parse()
        .map_err(|_| Refusal::field("day", "This is not a day. Choose one from the calendar."))?;
    let when = match typed.text("repeats") {
        "" | "never" if day < at.today() => {
            let said = format!(
                "{} has passed. Choose a later day, or let the event repeat.",
                day_words(day)
            );
            return Err(Refusal::field("day", said));
        }
        "" | "never" => When::once(day),
        "week" => When::Repeats(Rule::every(Cycle::Weekly, day)),
        "month" => When::Repeats(Rule::every(Cycle::Monthly, day)),
        "year" => When::Repeats(Rule::every(Cycle::Yearly, day)),
        _ => return Err(Refusal::field("repeats", "Choose how often the event repeats.")),
    };
    let name = text::line("The name", typed.text("name"), 120).in_field("name")?;
    let known = at.app().store.events(at.scope()).await?;
    if known.iter().any(|known| known.event.name == name && known.event.when == when) {
        return Err(Refusal::conflict(format!(
            "“{name}” is among your events on that day already."
        )));
    }
    let event = Event {
        // Named, not minted, so that of two clicks at once only one adds it.
        id: EventId::named(&format!("{}/own/{name}/{when:?}", at.site.id)),
        name,
        description: text::paragraphs("The description", typed.text("description"), 1_000)
            .in_field("description")?,
        when,
        source: EventSource::Own,
    };
    Ok(at.app().store.add_events(at.scope(), &[event]).await?)
}

/// `POST …/leave`: takes or leaves an event; `left` says which.
pub async fn leave(
    Path((_, id)): Path<(String, String)>,
    SiteCommand { at, typed }: SiteCommand,
) -> Response {
    let left = typed.ticked("left");
    let outcome = match id.parse::<EventId>() {
        Ok(event) => {
            at.app().store.leave_event(at.scope(), event, left).await.map_err(Refusal::from)
        }
        Err(_) => Err(Refusal::missing("event")),
    };
    let said = if left { "Left out of the plan." } else { "Taken into the plan." };
    finish(&at, typed, outcome.map(|()| said)).await
}

/// `POST …/delete`
pub async fn delete(
    Path((_, id)): Path<(String, String)>,
    SiteCommand { at, typed }: SiteCommand,
) -> Response {
    let outcome = match id.parse::<EventId>() {
        Ok(event) => at.app().store.delete_event(at.scope(), event).await.map_err(Refusal::from),
        Err(_) => Err(Refusal::missing("event")),
    };
    finish(&at, typed, outcome.map(|()| "The event is deleted.")).await
}

async fn finish(at: &AtSite, typed: Typed, outcome: Result<&'static str, Refusal>) -> Response {
    match outcome {
        Ok(said) => typed.done(&at.here, &at.path("/events"), said).await,
        Err(refusal) => match typed.refused_json(&refusal) {
            Some(answer) => answer,
            None => view(at, Form::refused(typed, refusal))
                .await
                .unwrap_or_else(|refusal| refusal.page(at.app())),
        },
    }
}

async fn view(at: &AtSite, form: Form) -> Result<Response, Refusal> {
    let mut events = at.app().store.events(at.scope()).await?;
    let today = at.today();
    let year = Days { first: today, last: today.saturating_add(1.year()) };
    events.sort_by_key(|event| event.event.occurrences(year).next().unwrap_or(Date::MAX));
    let shown = form.clone();
    framed(at, Place::Events, Head::plain("Events"), &form, || {
        let next = |event: &StoredEvent| event.event.occurrences(year).next();
        let (own, holidays): (Vec<_>, Vec<_>) = events
            .iter()
            .filter(|event| next(event).is_some() || event.event.source == EventSource::Own)
            .partition(|event| event.event.source == EventSource::Own);
        let plan = plan_period(today);
        let rows = |events: &[&StoredEvent]| {
            let rows = events.iter().map(|event| {
                let next = next(event);
                row(at, event, next, next.is_some_and(|day| plan.contains(day)))
            });
            view! { <ul class="rows events">{rows.collect_view()}</ul> }
        };
        let (soon, later): (Vec<_>, Vec<_>) = holidays
            .into_iter()
            .partition(|event| next(event).is_some_and(|day| plan.contains(day)));
        view! {
            <header class="page-head">
                <h1>"Events"</h1>
                <div class="actions narrow-only">
                    <a class="button" href="#add">
                        <Icon name="i-plus" />
                        "Add an event"
                    </a>
                </div>
            </header>
            <p class="lede">"The plan leads up to these days and never contradicts them. Changes act the next time the plan is made."</p>
            <div class="with-aside">
                <div class="stack stack-wide">
                    <section>
                    <h2>"Your own"</h2>
                    {if own.is_empty() {
                        view! { <p class="ink-2">"None yet. Add a sale, a launch, a market day."</p> }.into_any()
                    } else {
                        rows(&own).into_any()
                    }}
                    </section>
                    <section>
                    <h2>"Holidays"</h2>
                    {if soon.is_empty() && later.is_empty() {
                        view! {
                            <p class="ink-2">
                                "They come with the plan, for the country of the site. "
                                <a href=at.path("#fact-country")>"Which country is it?"</a>
                            </p>
                        }
                            .into_any()
                    } else if soon.is_empty() {
                        view! { <p class="ink-2">{format!("None until {}.", day_words(plan.last))}</p> }.into_any()
                    } else {
                        rows(&soon).into_any()
                    }}
                    </section>
                    {(!later.is_empty()).then(|| view! {
                        <section>
                            <h2>{format!("After {}", day_words(plan.last))}</h2>
                            {rows(&later)}
                        </section>
                    })}
                </div>
                <aside class="aside-sticky">{add_form(at, &shown)}</aside>
            </div>
        }
    })
    .await
}

/// A red letter is for a day that the present plan leads up to.
fn row(
    at: &AtSite,
    event: &StoredEvent,
    next: Option<Date>,
    in_plan: bool,
) -> impl IntoView + use<> {
    let base = at.path(&format!("/events/{}", event.event.id));
    let rule = match event.event.when {
        When::Once(_) => "",
        When::Repeats(rule) => match rule.cycle() {
            Cycle::Weekly => "Every week.",
            Cycle::Monthly => "Every month.",
            Cycle::Yearly => "Every year.",
        },
    };
    let own = event.event.source == EventSource::Own;
    let about = if own {
        format!("{} {rule}", event.event.description)
    } else {
        event.event.description.clone()
    };
    let about = about.trim().to_owned();
    let (fields, word) = if event.left_out {
        (Vec::new(), "Take it")
    } else {
        (vec![("left", "on".to_owned())], "Leave it out")
    };
    let delete = own.then(|| {
        let label = format!("Delete {}", event.event.name);
        view! {
            <ButtonForm action=format!("{base}/delete") class="button button-quiet button-icon">
                <Icon name="i-trash" />
                <span class="visually-hidden">{label}</span>
            </ButtonForm>
        }
    });
    let name = event.event.name.clone();
    let class = match (event.left_out, in_plan) {
        (true, _) => "event-name event-left",
        (false, true) => "event-name event-near",
        (false, false) => "event-name",
    };
    let left = event.left_out.then(|| view! { <span class="hint">"Left out"</span> });
    let day = match next {
        Some(day) if day.year() == at.today().year() => day_words(day),
        Some(day) => format!("{} {}", day_words(day), day.year()),
        None => "Passed".to_owned(),
    };
    view! {
        <li>
            <time class="num">{day}</time>
            <div class="rows-main">
                <span class=class><span>{event.event.name.clone()}</span> {left}</span>
                {(!about.is_empty()).then(|| view! { <span class="ink-2">{about}</span> })}
            </div>
            <div class="rows-end">
                <ButtonForm action=format!("{base}/leave") class="button button-quiet" fields=fields>
                    {word}
                    <span class="visually-hidden">": " {name}</span>
                </ButtonForm>
                {delete}
            </div>
        </li>
    }
}

fn add_form(at: &AtSite, form: &Form) -> impl IntoView + use<> {
    let repeats = form.value("repeats", "never");
    let options = [
        ("never", "Does not repeat"),
        ("week", "Every week"),
        ("month", "Every month"),
        ("year", "Every year"),
    ]
    .into_iter()
    .map(|(code, words)| view! { <option value=code selected=repeats == code>{words}</option> })
    .collect_view();
    view! {
        <h2 id="add">"Add an event"</h2>
        <form method="post" action=at.path("/events") class="stack">
            <Line form=form.clone() name="name" label="Name" stored="" />
            <Line form=form.clone() name="day" label="Day" kind="date" stored=at.today().to_string() />
            <div class="field">
                <label for="repeats">"Repeats"</label>
                <select id="repeats" name="repeats">{options}</select>
                <FieldError name="repeats" error=form.error("repeats") />
            </div>
            <Lines
                form=form.clone()
                name="description"
                label="What happens"
                stored=""
                hint="The plan uses these facts and no others."
                rows=3
            />
            <button class="button button-primary">"Add the event"</button>
        </form>
    }
}
