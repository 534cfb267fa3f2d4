//! The minute that somebody chooses: a day and a clock time in the site's zone.

use domain::days::{Comes, clock_words, day_words};
use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time},
};
use leptos::prelude::*;

use super::{
    form::{Form, Typed},
    here::AtSite,
    refusal::Refusal,
    widgets::FieldError,
};

/// Reads `day` and `time`. A form without a time keeps `clock`, which goes on to the first time
/// that there is where the zone skips it. A time that was typed and that is skipped is refused, and
/// so is a minute that has passed or that is too far away to be meant.
pub fn chosen_minute(
    at: &AtSite,
    typed: &Typed,
    clock: Option<Time>,
) -> Result<Timestamp, Refusal> {
    let day: Date = typed
        .text("day")
        .parse()
        .map_err(|_| Refusal::field("day", "This is not a day. Choose one from the calendar."))?;
    let day = at.within_reach(day)?;
    let local = match (typed.text("time"), clock) {
        ("", Some(clock)) => day.to_datetime(clock),
        (written, _) => {
            let time: Time = written.parse().map_err(|_| {
                Refusal::field("time", "This is not a time. Type one such as 09:30.")
            })?;
            there_is(at, day.to_datetime(time))?
        }
    };
    let minute = at.zone.instant(local);
    if minute <= at.here.now {
        let shown = at.zone.local(minute);
        let said = format!(
            "{} at {} has passed in {}. Choose a later time.",
            day_words(shown.date()),
            clock_words(shown.time()),
            at.zone.place()
        );
        return Err(Refusal::field("day", said));
    }
    Ok(minute)
}

/// Takes a clock time that comes on its day.
fn there_is(at: &AtSite, local: DateTime) -> Result<DateTime, Refusal> {
    if at.zone.comes(local) != Comes::Never {
        return Ok(local);
    }
    let said = format!(
        "{} is skipped on {}, when the clocks in {} are put forward. Choose another time.",
        clock_words(local.time()),
        day_words(local.date()),
        at.zone.place()
    );
    Err(Refusal::field("time", said))
}

/// `Tue 24 Nov, 09:30 in London`, and which of the two where that comes twice.
pub fn minute_words(at: &AtSite, minute: Timestamp) -> String {
    let local = at.zone.local(minute);
    let (day, time) = (day_words(local.date()), clock_words(local.time()));
    let which = match at.zone.comes(local) {
        Comes::Twice if at.zone.instant(local) == minute => ", before the clocks are put back",
        Comes::Twice => ", after the clocks are put back",
        Comes::Once | Comes::Never => "",
    };
    format!("{day}, {time} in {}{which}", at.zone.place())
}

/// The fields that [`chosen_minute`] reads, one beside the other, with their errors.
#[component]
pub fn MinuteFields(
    /// The form they belong to.
    form: Form,
    /// What the day is called.
    #[prop(default = "Day")]
    day: &'static str,
    /// What the time is called.
    #[prop(into)]
    time: String,
    /// What is stored, as the site's zone shows it.
    stored: DateTime,
) -> impl IntoView {
    let (date, clock) = (stored.date().to_string(), clock_words(stored.time()));
    let described = |field| form.error(field).map(|_| format!("{field}-error"));
    let invalid = |field| form.error(field).is_some().then_some("true");
    view! {
        <div class="field">
            <label for="day">{day}</label>
            <input
                id="day"
                name="day"
                r#type="date"
                value=form.value("day", &date)
                aria-invalid=invalid("day")
                aria-describedby=described("day")
            />
        </div>
        <div class="field">
            <label for="time">{time}</label>
            <input
                id="time"
                name="time"
                r#type="time"
                value=form.value("time", &clock)
                aria-invalid=invalid("time")
                aria-describedby=described("time")
            />
        </div>
        <FieldError name="day" error=form.error("day") />
        <FieldError name="time" error=form.error("time") />
    }
}
