//! Calendars from other programs, brought in as files.

use axum::{
    extract::Path,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    contract::EventChange,
    event::{Calendar, EventSource},
    id::CalendarId,
    text,
};
use leptos::prelude::*;

use super::{
    super::{
        form::{Form, SiteCommand},
        here::AtSite,
        notice::Notice,
        refusal::Refusal,
        upload::{File, SiteUpload},
        widgets::FieldError,
    },
    finish, ics, refused,
};

/// The most calendars that are brought into a site: with its own and its holidays, 50.
const MOST: usize = 48;
/// The most events that are named when they could not be kept.
const NAMED: usize = 50;

/// `POST /sites/{site}/calendars`: brings the calendar of a file in. The same file again
/// adds nothing, and changes what changed.
pub async fn bring_in(SiteUpload { at, typed, file }: SiteUpload) -> Response {
    let outcome = match file {
        Ok(file) => try_bring_in(&at, &file).await,
        Err(refusal) => Err(refusal),
    };
    match outcome {
        Ok(notice) => match notice.leave(&at.here.session).await {
            Ok(()) => Redirect::to(&at.path("/events")).into_response(),
            Err(refusal) => refusal.page(at.app()),
        },
        Err(refusal) => refused(&at, typed, refusal).await,
    }
}

/// `POST …/calendars/{calendar}/delete`: takes a calendar out, with its events.
pub async fn remove(
    Path((_, id)): Path<(String, String)>,
    SiteCommand { at, typed }: SiteCommand,
) -> Response {
    let outcome = match id.parse::<CalendarId>() {
        Ok(id) => {
            let remove = EventChange::RemoveCalendar(id);
            at.app().plans.change_event(at.scope(), remove).await.map_err(Refusal::from)
        }
        Err(_) => Err(Refusal::missing("calendar")),
    };
    finish(&at, typed, outcome.map(|()| "The calendar is removed, with its events.")).await
}

async fn try_bring_in(at: &AtSite, file: &File) -> Result<Notice, Refusal> {
    let wrong = |said: String| Refusal::field("file", said);
    if file.bytes.is_empty() {
        return Err(wrong("Choose a file first. A calendar file ends in .ics.".to_owned()));
    }
    let not_a_calendar = || {
        wrong(
            "This is not a calendar file. Export one from your calendar; it ends in .ics."
                .to_owned(),
        )
    };
    let content = str::from_utf8(&file.bytes).map_err(|_| not_a_calendar())?;
    let name = file.name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name = name.strip_suffix(".ics").unwrap_or(name);
    let named = text::line("The name", name, 120).unwrap_or_else(|_| "Calendar".to_owned());
    let into = |title: &str| ics::Into {
        site: at.site.id,
        calendar: CalendarId::named(&format!("{}/ics/{title}", at.site.id)),
        zone: &at.zone,
        today: at.today(),
    };
    let mut read = ics::read(content, into(&named)).ok_or_else(not_a_calendar)?;
    if read.events.len() > ics::MOST {
        let said = format!(
            "The calendar holds {} events that are still to come, and at most {} are taken. Export a shorter time from your calendar.",
            read.events.len(),
            ics::MOST
        );
        return Err(wrong(said));
    }
    let title = read.title.take().unwrap_or(named);
    let calendar = home(at, &read, &title, into(&title).calendar).await?;
    for event in &mut read.events {
        event.source = EventSource::Connected(calendar.id);
    }
    if read.events.is_empty() {
        let said = format!(
            "“{}” holds nothing that is still to come and could be kept. {}",
            calendar.title,
            left(&read).join(" ")
        );
        return Err(wrong(said.trim().to_owned()));
    }
    let brought = at.app().plans.bring_in(at.scope(), calendar.clone(), read.events.clone()).await?;
    let mut said = match brought.added {
        0 => format!("Nothing new in “{}”.", calendar.title),
        1 => format!("1 event was brought in from “{}”.", calendar.title),
        added => format!("{added} events were brought in from “{}”.", calendar.title),
    };
    for (count, words) in [
        (brought.changed, "changed since"),
        (brought.same, "there already"),
        (read.passed, "past, and left"),
    ] {
        if count > 0 {
            let were = if count == 1 { "was" } else { "were" };
            said.push_str(&format!(" {count} {were} {words}."));
        }
    }
    let left = left(&read);
    if !left.is_empty() {
        said.push_str(" What could not be kept:");
    }
    Ok(Notice::good(&said).with(left))
}

/// The calendar that the events stand in already, whatever the file is called now; else a
/// new one.
async fn home(
    at: &AtSite,
    read: &ics::Read,
    title: &str,
    fresh: CalendarId,
) -> Result<Calendar, Refusal> {
    let store = &at.app().store;
    let (known, calendars) = (store.events(at.scope()).await?, store.calendars(at.scope()).await?);
    let stands_in = known
        .iter()
        .find(|known| read.events.iter().any(|event| event.id == known.event.id))
        .map(|known| known.event.source);
    let known = calendars.iter().find(|calendar| {
        stands_in
            .map_or(calendar.id == fresh, |source| source == EventSource::Connected(calendar.id))
    });
    match known {
        Some(calendar) => Ok(calendar.clone()),
        None if calendars.len() >= MOST => {
            let said = format!(
                "There are {MOST} calendars here, the most there can be. Remove one first."
            );
            Err(Refusal::field("file", said))
        }
        None => Ok(Calendar { id: fresh, title: title.to_owned() }),
    }
}

/// What could not be kept, one sentence each.
fn left(read: &ics::Read) -> Vec<String> {
    let mut left: Vec<String> = read.left.iter().take(NAMED).cloned().collect();
    if read.left.len() > NAMED {
        left.push(format!("And {} more.", read.left.len() - NAMED));
    }
    left
}

/// The form below the one for a single event.
pub(super) fn form(at: &AtSite, form: &Form) -> impl IntoView + use<> {
    let action = at.path("/calendars");
    let error = form.of(&action).error("file");
    let invalid = error.is_some().then_some("true");
    let described = if error.is_some() { "file-hint file-error" } else { "file-hint" };
    view! {
        <section>
            <h2>"Bring in a calendar"</h2>
            <form method="post" action=action enctype="multipart/form-data" class="stack">
                <div class="field">
                    <label for="file">"Calendar file (.ics)"</label>
                    <input
                        id="file"
                        name="file"
                        r#type="file"
                        accept=".ics,text/calendar"
                        aria-invalid=invalid
                        aria-describedby=described
                    />
                    <p class="hint" id="file-hint">
                        "Exported from Google Calendar, Outlook or Apple Calendar. Bring it in again to take what changed."
                    </p>
                    <FieldError name="file" error />
                </div>
                <button class="button">"Bring it in"</button>
            </form>
        </section>
    }
}
