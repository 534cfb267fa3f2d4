//! A week or a day: a column for each day, a lane for each hour.
//!
//! A cell is an hour of a day and grows with what stands in it, so nothing covers anything
//! else, and the lanes of all days stay level. Hours of the night that nothing stands in are
//! left out.

use domain::days::{day_words, weekday_name};
use jiff::civil::{Date, Time};
use leptos::prelude::*;
use maud::{Markup, PreEscaped, html};
use store::calendar::Card;

use super::super::here::AtSite;
use super::{
    ByDay,
    entry::entry,
    month::day_label,
    period::{Asked, View},
};

/// The first and the last hour that are always shown.
const OPEN: (i8, i8) = (7, 20);

/// The lanes of a week or a day.
pub fn lanes(at: &AtSite, asked: &Asked, shown: &ByDay) -> impl IntoView + use<> {
    let class = if asked.view == View::Day { "lanes lanes-day" } else { "lanes" };
    let columns = columns(at, asked, shown).0;
    view! { <section class=class aria-label=asked.title() inner_html=columns></section> }
}

/// Text rather than views, as in a month.
fn columns(at: &AtSite, asked: &Asked, shown: &ByDay) -> Markup {
    let days = asked.days();
    let now = at.zone.local(at.here.now);
    let busy = days.iter().flat_map(|day| shown.cards(day)).map(|card| hour(at, card));
    let busy = busy.chain(days.contains(now.date()).then(|| now.hour()));
    let (first, last) = busy.fold(OPEN, |(first, last), hour| (first.min(hour), last.max(hour)));
    let activities = at.path("/activities/");
    html! {
        ol.lane-hours aria-hidden="true" {
            @for hour in first..=last { li { (written(hour)) } }
        }
        @for date in days.iter() {
            section.lane-day.past[date < now.date()].today[date == now.date()] data-day=(PreEscaped(date.to_string())) {
                (head(at, asked, date, shown))
                @for hour in first..=last {
                    ol.lane data-hour=(hour) data-label=(written(hour)) {
                        @for card in shown.cards(date).iter().filter(|card| self::hour(at, card) == hour) {
                            (entry(at, &activities, card))
                        }
                        @if date == now.date() && hour == now.hour() { (line(now.time())) }
                    }
                }
            }
        }
    }
}

/// The name of a day, which leads to it, and its events.
fn head(at: &AtSite, asked: &Asked, date: Date, shown: &ByDay) -> Markup {
    let events = shown.events(date);
    let day = asked.with_view(View::Day).with_day(date);
    html! {
        h2.day-name {
            @if asked.view == View::Day {
                (day_words(date))
            } @else {
                a href=(day.path(at)) aria-label=(day_label(date, shown.cards(date).len(), events)) {
                    span.weekday { (weekday_name(date.weekday())) } " " (date.day())
                }
            }
        }
        div.lane-events {
            @for name in events {
                p.event { a href=(at.path("/events")) { (name) } }
            }
        }
    }
}

/// Where the present minute is in its hour: no style of its own, which the page may not have.
fn line(now: Time) -> Markup {
    html! {
        li.now {
            svg viewBox="0 0 1 60" preserveAspectRatio="none" role="img" aria-label={ "Now, " (domain::days::clock_words(now)) } {
                line x1="0" x2="1" y1=(now.minute()) y2=(now.minute()) {}
            }
        }
    }
}

fn hour(at: &AtSite, card: &Card) -> i8 {
    at.zone.local(card.at).hour()
}

fn written(hour: i8) -> String {
    format!("{hour:02}:00")
}
