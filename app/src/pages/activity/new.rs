//! Adding an activity that somebody thought of.

use axum::{extract::Query, response::Response};
use domain::{activity::ActivityType, contract::NewActivity, id::ActivityId, text};
use jiff::{
    Timestamp, ToSpan,
    civil::{Date, DateTime, Time},
};
use leptos::prelude::*;
use serde::Deserialize;

use super::super::{
    calendar::back,
    document::Head,
    form::{Form, SiteCommand, Typed},
    frame::{Place, framed},
    here::AtSite,
    refusal::{InField, Refusal},
    when::{MinuteFields, chosen_minute},
    widgets::{Choice, Icon, Line, Lines},
};

/// The clock time that is offered on a day to come.
const MORNING: Time = Time::constant(10, 0, 0, 0);

/// The query of the page's address.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    /// The day that is offered.
    #[serde(default)]
    day: String,
}

/// `GET /sites/{site}/activities/new?day=`
pub async fn page(at: AtSite, Query(asked): Query<Asked>) -> Result<Response, Response> {
    let offered = offered(&at, asked.day.parse().ok());
    view(&at, Form::default(), offered).await.map_err(|refusal| refusal.page(at.app()))
}

/// `POST /sites/{site}/activities`: adds an activity of a `kind` with a `title` and a
/// `description` at a minute: `day` and `time`, or `at` in milliseconds.
pub async fn add(SiteCommand { at, typed }: SiteCommand) -> Response {
    let refusal = match try_add(&at, &typed).await {
        Ok(id) => {
            let to = back(&at, &typed, &format!("/activities/{id}"));
            return typed.done(&at.here, &to, "The activity is added.").await;
        }
        Err(refusal) => refusal,
    };
    if let Some(answer) = typed.refused_json(&refusal) {
        return answer;
    }
    let offered = offered(&at, None);
    let shown = view(&at, Form::refused(typed, refusal), offered).await;
    shown.unwrap_or_else(|refusal| refusal.page(at.app()))
}

async fn try_add(at: &AtSite, typed: &Typed) -> Result<ActivityId, Refusal> {
    let kind = typed
        .text("kind")
        .parse()
        .map_err(|_| Refusal::field("kind", "This is no kind of activity. Choose one."))?;
    let title = text::line("The title", typed.text("title"), 200).in_field("title")?;
    let description = text::paragraphs("The description", typed.text("description"), 1_000)
        .in_field("description")?;
    let starts_at = match typed.text("at") {
        "" => chosen_minute(at, typed, None)?,
        millis => still_to_come(at, millis)?,
    };
    let added = NewActivity { kind, title, description, starts_at };
    Ok(at.app().plans.add_activity(at.scope(), added).await?)
}

fn still_to_come(at: &AtSite, millis: &str) -> Result<Timestamp, Refusal> {
    let minute = millis.parse().ok().and_then(|millis| Timestamp::from_millisecond(millis).ok());
    let minute = minute.filter(|minute| *minute > at.here.now).ok_or_else(|| {
        Refusal::field("day", "This minute has passed, or is none. Choose a later one.")
    })?;
    at.within_reach(at.zone.day(minute))?;
    Ok(minute)
}

/// The minute that the form begins with: the morning of a day to come, or the next full hour.
fn offered(at: &AtSite, day: Option<Date>) -> DateTime {
    let now = at.zone.local(at.here.now);
    let morning = day.unwrap_or(now.date()).to_datetime(MORNING);
    if morning > now {
        return morning;
    }
    let hour = now.date().at(now.hour(), 0, 0, 0);
    hour.saturating_add(1.hour())
}

async fn view(at: &AtSite, form: Form, offered: DateTime) -> Result<Response, Refusal> {
    let kinds =
        ActivityType::ALL.map(|kind| (kind.code().to_owned(), kind.word().to_owned())).to_vec();
    let place = format!("Time in {}", at.zone.place());
    framed(at, Place::Calendar, Head::plain("New activity"), &form, || {
        view! {
            <header class="page-head">
                <h1>"New activity"</h1>
            </header>
            <form method="post" action=at.path("/activities") class="stack form-alone">
                <Choice form=form.clone() name="kind" label="Type" options=kinds stored=ActivityType::SocialMarketing.code() />
                <Line form=form.clone() name="title" label="Title" stored="" hint="What it is about." />
                <div class="when">
                    <MinuteFields form=form.clone() time=place stored=offered />
                </div>
                <Lines
                    form=form.clone()
                    name="description"
                    label="What happens"
                    stored=""
                    hint="The posts use these facts and what is known of your business, and no others."
                    rows=3
                />
                <div class="buttons">
                    <button class="button button-primary">
                        <Icon name="i-plus" />
                        "Add the activity"
                    </button>
                    <a class="button button-quiet" href=at.path("/calendar")>"Back to the calendar"</a>
                </div>
            </form>
        }
    })
    .await
}
