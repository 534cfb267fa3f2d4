//! An event of the site's own: adding it, and changing it.

use axum::{extract::Path, response::Response};
use domain::{
    contract::EventChange,
    days::{Days, date_words, day_words},
    event::{Cycle, Event, EventSource, Moment, Rule, RuleError, When},
    id::EventId,
    text,
};
use jiff::civil::Date;
use leptos::prelude::*;

use super::{
    super::{
        document::Head,
        form::{Form, SiteCommand, Typed},
        frame::{Place, framed},
        here::AtSite,
        refusal::{InField, Refusal},
        widgets::{FieldError, Icon, Line, Lines},
    },
    finish,
};

/// `POST /sites/{site}/events`: an event of the marketer's own.
pub async fn add(SiteCommand { at, typed }: SiteCommand) -> Response {
    let outcome = try_add(&at, &typed).await;
    finish(&at, typed, outcome.map(|()| "Added. It shapes the plan the next time it is made."))
        .await
}

async fn try_add(at: &AtSite, typed: &Typed) -> Result<(), Refusal> {
    let (name, description, when) = read(at, typed, None)?;
    // Named, not minted, so that of two clicks at once only one adds it; unless an event that
    // was changed since has the id.
    let named = EventId::named(&format!("{}/own/{name}/{when:?}", at.site.id));
    let known = at.app().store.events(at.scope()).await?;
    unlike(known.iter().map(|known| &known.event), &name, when)?;
    let id = match known.iter().any(|known| known.event.id == named) {
        true => EventId::mint(at.app().world.as_ref()),
        false => named,
    };
    let event = Event { id, name, description, when, source: EventSource::Own };
    at.app().plans.add_event(at.scope(), event).await?;
    Ok(())
}

/// `GET /sites/{site}/events/{event}`: an event of the marketer's own, to be changed.
pub async fn edit_page(
    Path((_, id)): Path<(String, String)>,
    at: AtSite,
) -> Result<Response, Response> {
    let shown = async {
        let event = own(&at, &id).await?;
        edit_view(&at, &event, Form::default()).await
    };
    shown.await.map_err(|refusal: Refusal| refusal.page(at.app()))
}

/// `POST /sites/{site}/events/{event}`
pub async fn edit(
    Path((_, id)): Path<(String, String)>,
    SiteCommand { at, typed }: SiteCommand,
) -> Response {
    let event = match own(&at, &id).await {
        Ok(event) => event,
        Err(refusal) => {
            return typed.refused_json(&refusal).unwrap_or_else(|| refusal.page(at.app()));
        }
    };
    let said = "Changed. It shapes the plan the next time it is made.";
    match try_edit(&at, &typed, &event).await {
        Ok(()) => typed.done(&at.here, &at.path("/events"), said).await,
        Err(refusal) => match typed.refused_json(&refusal) {
            Some(answer) => answer,
            None => edit_view(&at, &event, Form::refused(typed, refusal))
                .await
                .unwrap_or_else(|refusal| refusal.page(at.app())),
        },
    }
}

async fn try_edit(at: &AtSite, typed: &Typed, before: &Event) -> Result<(), Refusal> {
    let (name, description, when) = read(at, typed, Some(before))?;
    let known = at.app().store.events(at.scope()).await?;
    let others = known.iter().map(|known| &known.event).filter(|known| known.id != before.id);
    unlike(others, &name, when)?;
    let event = Event { name, description, when, ..before.clone() };
    Ok(at.app().plans.change_event(at.scope(), EventChange::Replace(event)).await?)
}

async fn own(at: &AtSite, id: &str) -> Result<Event, Refusal> {
    let id: EventId = id.parse().map_err(|_| Refusal::missing("event"))?;
    let event = at.app().store.event(at.scope(), id).await?.event;
    match event.source {
        EventSource::Own | EventSource::Hosted(_) => Ok(event),
        EventSource::Holiday | EventSource::Connected(_) => {
            Err(Refusal::missing("event of your own"))
        }
    }
}

/// Refuses an event that is there already.
fn unlike<'a>(
    mut known: impl Iterator<Item = &'a Event>,
    name: &str,
    when: When,
) -> Result<(), Refusal> {
    match known.any(|known| known.name == name && known.when == when) {
        true => {
            Err(Refusal::conflict(format!("“{name}” is among your events on that day already.")))
        }
        false => Ok(()),
    }
}

/// Name, description and time as typed. A moment whose day stays keeps its time of day.
fn read(
    at: &AtSite,
    typed: &Typed,
    before: Option<&Event>,
) -> Result<(String, String, When), Refusal> {
    let name = text::line("The name", typed.text("name"), 120).in_field("name")?;
    let not_a_day = "This is not a day. Choose one from the calendar.";
    let day: Date = typed.text("day").parse().map_err(|_| Refusal::field("day", not_a_day))?;
    let before = before.map(|event| event.when);
    let told = before.map(|when| when.start()).filter(|start| start.day == day);
    let start = told.unwrap_or_else(|| Moment::from(day));
    let when = match cycle(typed.text("repeats"))? {
        None => When::Once(start),
        Some(cycle) => {
            let every = match typed.text("every").trim() {
                "" => Ok(1),
                typed => typed.parse().map_err(|_| {
                    Refusal::field("every", "This is not a whole number. Type 1, 2, 3 and so on.")
                }),
            };
            let until = match typed.text("until") {
                "" => None,
                day => Some(
                    day.parse::<Date>().map_err(|_| Refusal::field("until", not_a_day))?.into(),
                ),
            };
            let rule = Rule::new(cycle, start, every?, until).map_err(|error| match error {
                RuleError::Interval => Refusal::field("every", error.to_string()),
                RuleError::EndsBeforeStart => Refusal::field("until", error.to_string()),
            })?;
            When::Repeats(rule)
        }
    };
    if before != Some(when) {
        still_to_come(at, when)?;
    }
    let description = text::paragraphs("The description", typed.text("description"), 1_000)
        .in_field("description")?;
    Ok((name, description, when))
}

/// The word of the form for how an event repeats.
fn cycle(word: &str) -> Result<Option<Cycle>, Refusal> {
    match word {
        "" | "never" => Ok(None),
        "week" => Ok(Some(Cycle::Weekly)),
        "month" => Ok(Some(Cycle::Monthly)),
        "year" => Ok(Some(Cycle::Yearly)),
        _ => Err(Refusal::field("repeats", "Choose how often the event repeats.")),
    }
}

/// Refuses what has passed, or never comes.
fn still_to_come(at: &AtSite, when: When) -> Result<(), Refusal> {
    let days = Days { first: at.today(), last: Date::MAX };
    match when {
        When::Once(start) if start.day < days.first => {
            let said = format!(
                "{} has passed. Choose a later day, or let the event repeat.",
                day_words(start.day)
            );
            Err(Refusal::field("day", said))
        }
        When::Repeats(rule) if rule.occurrences(days).next().is_none() => {
            let said = match rule.end() {
                Some(end) => format!(
                    "The event does not come again from today to {}. Choose a later day, or none to repeat for ever.",
                    date_words(end.day)
                ),
                None => "The event does not come again. Choose another day.".to_owned(),
            };
            Err(Refusal::field("until", said))
        }
        _ => Ok(()),
    }
}

/// What the form holds before anything is typed.
#[derive(Default)]
struct Stored {
    name: String,
    description: String,
    day: String,
    repeats: &'static str,
    every: String,
    until: String,
}

impl Stored {
    fn of(event: &Event) -> Self {
        let rule = match &event.when {
            When::Once(_) => None,
            When::Repeats(rule) => Some(rule),
        };
        Stored {
            name: event.name.clone(),
            description: event.description.clone(),
            day: event.when.start().day.to_string(),
            repeats: match rule.map(Rule::cycle) {
                None => "never",
                Some(Cycle::Weekly) => "week",
                Some(Cycle::Monthly) => "month",
                Some(Cycle::Yearly) => "year",
            },
            every: rule.map_or_else(|| "1".to_owned(), |rule| rule.interval().to_string()),
            until: rule
                .and_then(|rule| rule.end())
                .map(|end| end.day.to_string())
                .unwrap_or_default(),
        }
    }
}

/// The form beside the list.
pub(super) fn add_form(at: &AtSite, form: &Form) -> impl IntoView + use<> {
    let action = at.path("/events");
    let stored = Stored {
        day: at.today().to_string(),
        repeats: "never",
        every: "1".to_owned(),
        ..Stored::default()
    };
    view! {
        <section>
            <h2 id="add">"Add an event"</h2>
            <form method="post" action=action.clone() class="stack event-form">
                {fields(&form.of(&action), &stored)}
                <button class="button button-primary">"Add the event"</button>
            </form>
        </section>
    }
}

async fn edit_view(at: &AtSite, event: &Event, form: Form) -> Result<Response, Refusal> {
    let action = at.path(&format!("/events/{}", event.id));
    let (list, stored) = (at.path("/events"), Stored::of(event));
    let fields = fields(&form, &stored);
    let head = Head::plain("Change an event");
    framed(at, Place::Events, head, &form, || {
        view! {
            <header class="page-head">
                <h1>"Change an event"</h1>
            </header>
            <form method="post" action=action class="stack event-form form-alone">
                {fields}
                <div class="buttons">
                    <button class="button button-primary">
                        <Icon name="i-check" />
                        "Save the event"
                    </button>
                    <a class="button button-quiet" href=list>"Back to the events"</a>
                </div>
            </form>
        }
    })
    .await
}

/// What repeats has two fields more; a style hides them while nothing does.
fn fields(form: &Form, stored: &Stored) -> impl IntoView + use<> {
    let repeats = form.value("repeats", stored.repeats);
    let options = [
        ("never", "Does not repeat"),
        ("week", "Weekly"),
        ("month", "Monthly"),
        ("year", "Yearly"),
    ]
    .into_iter()
    .map(|(code, words)| view! { <option value=code selected=repeats == code>{words}</option> })
    .collect_view();
    view! {
        <Line form=form.clone() name="name" label="Name" stored=stored.name.clone() />
        <Line
            form=form.clone()
            name="day"
            label="Day"
            kind="date"
            stored=stored.day.clone()
            hint="The first one, if the event repeats."
        />
        <div class="field">
            <label for="repeats">"Repeats"</label>
            <select id="repeats" name="repeats">{options}</select>
            <FieldError name="repeats" error=form.error("repeats") />
        </div>
        <div class="event-repeats">
            <Line
                form=form.clone()
                name="every"
                label="Interval"
                kind="number"
                stored=stored.every.clone()
                hint="2 is every other week, month or year."
            />
            <Line
                form=form.clone()
                name="until"
                label="Until"
                kind="date"
                stored=stored.until.clone()
                hint="Leave it empty to repeat for ever."
            />
        </div>
        <Lines
            form=form.clone()
            name="description"
            label="What happens"
            stored=stored.description.clone()
            hint="The plan uses these facts and no others."
            rows=3
        />
    }
}
