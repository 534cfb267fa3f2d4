//! Events and holidays that shape the plan.

mod change;
pub(super) mod ics;
mod import;
mod words;

use axum::{extract::Path, response::Response};
use domain::{
    contract::EventChange,
    days::{Days, day_words, plan_period},
    event::{Calendar, EventSource, HostedCalendars, When},
    id::{CalendarId, EventId},
    source::SourceKind,
};
use jiff::{ToSpan, civil::Date};
use leptos::prelude::*;
use store::events::StoredEvent;

use super::{
    document::Head,
    form::{Form, SiteCommand, Typed},
    frame::{Place, framed},
    here::AtSite,
    refusal::Refusal,
    widgets::{ButtonForm, Icon},
};

pub use change::{add, edit, edit_page};
pub use import::{bring_in, remove};

/// `GET /sites/{site}/events`
pub async fn page(at: AtSite) -> Result<Response, Response> {
    view(&at, Form::default()).await.map_err(|refusal| refusal.page(at.app()))
}

/// `POST …/leave`: takes or leaves an event; `left` says which.
pub async fn leave(
    Path((_, id)): Path<(String, String)>,
    SiteCommand { at, typed }: SiteCommand,
) -> Response {
    let left = typed.ticked("left");
    let outcome = match id.parse::<EventId>() {
        Ok(event) => {
            let leave = EventChange::Leave { event, left_out: left };
            at.app().plans.change_event(at.scope(), leave).await.map_err(Refusal::from)
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
        Ok(event) => {
            let delete = EventChange::Delete(event);
            at.app().plans.change_event(at.scope(), delete).await.map_err(Refusal::from)
        }
        Err(_) => Err(Refusal::missing("event")),
    };
    finish(&at, typed, outcome.map(|()| "The event is deleted.")).await
}

async fn finish(at: &AtSite, typed: Typed, outcome: Result<&'static str, Refusal>) -> Response {
    match outcome {
        Ok(said) => typed.done(&at.here, &at.path("/events"), said).await,
        Err(refusal) => refused(at, typed, refusal).await,
    }
}

/// The page again, with why something was not done.
async fn refused(at: &AtSite, typed: Typed, refusal: Refusal) -> Response {
    match typed.refused_json(&refusal) {
        Some(answer) => answer,
        None => view(at, Form::refused(typed, refusal))
            .await
            .unwrap_or_else(|refusal| refusal.page(at.app())),
    }
}

/// What the page shows, in the order of the next days.
struct Shown {
    events: Vec<(Option<Date>, StoredEvent)>,
    calendars: Vec<Calendar>,
    /// The calendars of whoever makes the plan elsewhere.
    hosted: Option<HostedCalendars>,
    /// A year from today.
    year: Days,
    plan: Days,
}

impl Shown {
    async fn load(at: &AtSite) -> Result<Self, Refusal> {
        let today = at.today();
        let year = Days { first: today, last: today.saturating_add(1.year()) };
        let ever = Days { last: Date::MAX, ..year };
        let events = at.app().store.events(at.scope()).await?;
        let mut events: Vec<_> =
            events.into_iter().map(|event| (event.event.occurrences(ever).next(), event)).collect();
        events.sort_by_key(|(next, _)| next.unwrap_or(Date::MAX));
        let calendars = at.app().store.calendars(at.scope()).await?;
        let hosted = match at.app().store.source(at.scope()).await?.kind {
            SourceKind::Embedded => None,
            SourceKind::Wix => Some(at.app().store.hosted_calendars(at.scope()).await?),
        };
        Ok(Shown { events, calendars, hosted, year, plan: plan_period(today) })
    }

    /// The events of a source: an own one that has passed is still there to be seen.
    fn of(&self, source: EventSource) -> Vec<&(Option<Date>, StoredEvent)> {
        let has = |(next, event): &&(Option<Date>, StoredEvent)| {
            event.event.source == source && (next.is_some() || source == EventSource::Own)
        };
        self.events.iter().filter(has).collect()
    }
}

/// The calendars of the events that are held elsewhere, those that may be changed first.
fn hosted(shown: &Shown, calendars: &HostedCalendars) -> Vec<(CalendarId, String)> {
    let mut found: Vec<CalendarId> = Vec::new();
    for (_, stored) in &shown.events {
        if let EventSource::Hosted(calendar) = stored.event.source
            && !found.contains(&calendar)
        {
            found.push(calendar);
        }
    }
    let title = |id| calendars.title(id).unwrap_or("Events").to_owned();
    let mut found: Vec<_> = found.into_iter().map(|id| (id, title(id))).collect();
    found.sort_by_key(|(id, title)| (!calendars.may_change(*id), title.clone()));
    found
}

/// The events that are held elsewhere, a section for each calendar there.
fn at_wix(at: &AtSite, shown: &Shown, calendars: &HostedCalendars) -> AnyView {
    let found = hosted(shown, calendars);
    if found.is_empty() {
        return view! {
            <section>
                <h2>"At Wix"</h2>
                <p class="ink-2">"None in the coming year. Add a sale, a launch, a market day."</p>
            </section>
        }
        .into_any();
    }
    let sections = found.into_iter().map(|(id, title)| {
        let events = shown.of(EventSource::Hosted(id));
        let title = format!("At Wix: {title}");
        let only_read = (!calendars.may_change(id))
            .then(|| view! { <p class="hint">"Wix only reads this calendar. Change its events where they come from."</p> });
        view! { <section><h2 dir="auto">{title}</h2>{only_read}{rows(at, shown, &events)}</section> }
    });
    sections.collect_view().into_any()
}

/// Which events are held where.
fn held_elsewhere(at: &AtSite) -> impl IntoView + use<> {
    let path = at.path("/source");
    view! {
        <div class="notice">
            <Icon name="i-info" />
            <p>
                "Wix makes this site’s plan with the events at Wix: what you add, change and delete is done there. Everything else on this page stays here and counts once the plan is made here again. "
                <a href=path>"Plan source"</a>
            </p>
        </div>
    }
}

async fn view(at: &AtSite, form: Form) -> Result<Response, Refusal> {
    let shown = Shown::load(at).await?;
    let forms = form.clone();
    framed(at, Place::Events, Head::plain("Events"), &form, || {
        let plan = shown.plan;
        let own = shown.of(EventSource::Own);
        let (soon, later): (Vec<_>, Vec<_>) = shown
            .of(EventSource::Holiday)
            .into_iter()
            .partition(|(next, _)| next.is_some_and(|day| plan.contains(day)));
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
            {shown.hosted.is_some().then(|| held_elsewhere(at))}
            <div class="with-aside">
                <div class="stack stack-wide">
                    {shown.hosted.as_ref().map(|calendars| at_wix(at, &shown, calendars))}
                    {(shown.hosted.is_none() || !own.is_empty()).then(|| view! {
                        <section>
                        <h2>"Your own"</h2>
                        {if own.is_empty() {
                            view! { <p class="ink-2">"None yet. Add a sale, a launch, a market day."</p> }.into_any()
                        } else {
                            rows(at, &shown, &own).into_any()
                        }}
                        </section>
                    })}
                    {shown.calendars.iter().map(|calendar| brought_in(at, &shown, calendar)).collect_view()}
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
                        rows(at, &shown, &soon).into_any()
                    }}
                    </section>
                    {(!later.is_empty()).then(|| view! {
                        <section>
                            <h2>{format!("After {}", day_words(plan.last))}</h2>
                            {rows(at, &shown, &later)}
                        </section>
                    })}
                    <p class="hint">{format!("Holidays: {}.", at.app().plans.holiday_source())}</p>
                </div>
                <aside class="stack stack-wide">
                    {change::add_form(at, &forms)}
                    {import::form(at, &forms)}
                </aside>
            </div>
        }
    })
    .await
}

/// The events of a calendar that was brought in.
fn brought_in(at: &AtSite, shown: &Shown, calendar: &Calendar) -> impl IntoView + use<> {
    let events = shown.of(EventSource::Connected(calendar.id));
    let rows = if events.is_empty() {
        view! { <p class="ink-2">"All of its events have passed."</p> }.into_any()
    } else {
        rows(at, shown, &events).into_any()
    };
    let action = at.path(&format!("/calendars/{}/delete", calendar.id));
    let title = calendar.title.clone();
    let label = format!(" the calendar {title}");
    view! {
        <section>
            <div class="head-with-end">
                <h2 dir="auto">{title}</h2>
                <ButtonForm
                    action=action
                    class="button button-quiet"
                >
                    "Remove"
                    <span class="visually-hidden">{label}</span>
                </ButtonForm>
            </div>
            {rows}
        </section>
    }
}

fn rows(
    at: &AtSite,
    shown: &Shown,
    events: &[&(Option<Date>, StoredEvent)],
) -> impl IntoView + use<> {
    let rows = events.iter().map(|(next, event)| row(at, shown, *next, event)).collect_view();
    view! { <ul class="rows events">{rows}</ul> }
}

/// A red letter is for a day that the present plan leads up to.
fn row(
    at: &AtSite,
    shown: &Shown,
    next: Option<Date>,
    event: &StoredEvent,
) -> impl IntoView + use<> {
    let base = at.path(&format!("/events/{}", event.event.id));
    let about = event.event.description.clone();
    let rule = match &event.event.when {
        When::Once(_) => None,
        When::Repeats(rule) => Some(words::rule(rule)),
    };
    let coming = rule.is_some().then(|| coming(shown, event)).flatten();
    let (fields, word) = if event.left_out {
        (Vec::new(), "Take it")
    } else {
        (vec![("left", "on".to_owned())], "Leave it out")
    };
    let name = event.event.name.clone();
    let (hosted, may_change) = match event.event.source {
        EventSource::Own => (false, true),
        EventSource::Hosted(calendar) => {
            (true, shown.hosted.as_ref().is_some_and(|it| it.may_change(calendar)))
        }
        EventSource::Holiday | EventSource::Connected(_) => (false, false),
    };
    let own = may_change.then(|| {
        let (change, delete) = (format!("Change {name}"), format!("Delete {name}"));
        view! {
            <a class="button button-quiet button-icon" href=base.clone()>
                <Icon name="i-pencil" />
                <span class="visually-hidden">{change}</span>
            </a>
            <ButtonForm action=format!("{base}/delete") class="button button-quiet button-icon">
                <Icon name="i-trash" />
                <span class="visually-hidden">{delete}</span>
            </ButtonForm>
        }
    });
    let near = next.is_some_and(|day| shown.plan.contains(day));
    let class = match (event.left_out, near) {
        (true, _) => "event-name event-left",
        (false, true) => "event-name event-near",
        (false, false) => "event-name",
    };
    let left = event.left_out.then(|| view! { <span class="hint">"Left out"</span> });
    let day = next.map_or_else(|| "Passed".to_owned(), |day| words::day(day, at.today()));
    view! {
        <li>
            <time class="num">{day}</time>
            <div class="rows-main">
                <span class=class><span dir="auto">{name.clone()}</span> {left}</span>
                {(!about.is_empty()).then(|| view! { <span class="ink-2 clamp" dir="auto">{about}</span> })}
                {rule.map(|rule| view! { <span class="ink-2">{rule}</span> })}
                {coming}
            </div>
            <div class="rows-end">
                {(!hosted).then(|| view! {
                    <ButtonForm action=format!("{base}/leave") class="button button-quiet" fields=fields>
                        {word}
                        <span class="visually-hidden">": " {name}</span>
                    </ButtonForm>
                })}
                {own}
            </div>
        </li>
    }
}

/// The days of a year on which an event comes again.
fn coming(shown: &Shown, event: &StoredEvent) -> Option<impl IntoView + use<>> {
    let days: Vec<Date> = event.event.occurrences(shown.year).collect();
    if days.len() < 2 {
        return None;
    }
    let summary = format!("{} times within a year", days.len());
    let today = shown.year.first;
    let days = days.into_iter().map(
        |day| view! { <li><time datetime=day.to_string()>{words::day(day, today)}</time></li> },
    );
    Some(view! {
        <details class="disclosure">
            <summary>{summary}</summary>
            <ol class="event-days num">{days.collect_view()}</ol>
        </details>
    })
}
