//! A month: seven columns, at most three cards a day, the rest one step away.

use domain::days::{Days, month_name, weekday_name};
use jiff::civil::Date;
use leptos::prelude::*;
use maud::{Markup, PreEscaped, html};

use super::super::here::AtSite;
use super::{
    ByDay,
    entry::entry,
    period::{Asked, View},
};

/// Cards shown on a day; a day with one more shows them all the same.
const SHOWN: usize = 3;

/// The grid of a month.
pub fn grid(at: &AtSite, asked: &Asked, shown: &ByDay) -> impl IntoView + use<> {
    let grid = asked.grid();
    let names = grid.weeks.first().map(|week| {
        week.iter().map(|day| view! { <li>{weekday_name(day.weekday())}</li> }).collect_view()
    });
    let days = days(at, asked, shown, grid.days());
    view! {
        <section class="month" aria-label=asked.title()>
            <ol class="weekdays" aria-hidden="true">{names}</ol>
            <ol class="days" inner_html=days></ol>
        </section>
    }
}

/// Text rather than views: a month repeats these parts by the hundred, and a view of each
/// took a third of the time that the whole page takes.
fn days(at: &AtSite, asked: &Asked, shown: &ByDay, days: Days) -> String {
    /// A day with what stands on it, in bytes, so that the text need not move while it grows.
    const DAY: usize = 3 * 1024;
    let list = asked.with_view(View::List);
    let mut path = Paths {
        month: list.month(),
        list: list.path(at),
        activities: at.path("/activities/"),
        events: at.path("/events"),
    };
    let today = at.today();
    let mut html = String::with_capacity(DAY * days.iter().count());
    for date in days.iter() {
        if date.first_of_month() != path.month {
            path.month = date.first_of_month();
            path.list = list.with_day(date).path(at);
        }
        html += &day(at, asked, &path, today, date, shown).0;
    }
    html
}

/// Where the parts of a day lead to. Addresses of ours and ids hold nothing to escape.
struct Paths {
    month: Date,
    list: String,
    activities: String,
    events: String,
}

fn day(at: &AtSite, asked: &Asked, path: &Paths, today: Date, date: Date, shown: &ByDay) -> Markup {
    let (cards, events) = (shown.cards(date), shown.events(date));
    let first = if cards.len() == SHOWN + 1 { SHOWN + 1 } else { cards.len().min(SHOWN) };
    let (first, rest) = cards.split_at(first);
    let (month, written) = (month_name(date), date.to_string());
    html! {
        li.day.outside[date.first_of_month() != asked.month()].past[date < today].today[date == today] data-day=(PreEscaped(&written)) {
            h2.day-name {
                a href={ (path.list) "#list-" (PreEscaped(&written)) } aria-label=(day_label(date, cards.len(), events)) {
                    (date.day())
                    @if date.day() == 1 { " " span.month-word { " " (month.get(..3).unwrap_or_default()) } }
                }
                @if date == today { " " span.day-word { "Today" } }
            }
            @for name in events {
                p.event { a href=(PreEscaped(&path.events)) { (name) } }
            }
            @if !first.is_empty() {
                ol.entries {
                    @for card in first { (entry(at, &path.activities, card)) }
                }
            }
            @if !rest.is_empty() {
                a.more href={ (path.list) "#list-" (PreEscaped(&written)) } { (rest.len()) " more" }
            }
        }
    }
}

/// What a day is called by those who hear it: its date and what it holds.
pub fn day_label(date: Date, cards: usize, events: &[String]) -> String {
    let mut label = format!("{} {} {}", weekday_name(date.weekday()), date.day(), month_name(date));
    for name in events {
        label.push_str(", ");
        label.push_str(name);
    }
    label.push_str(&match cards {
        0 => ", nothing planned".to_owned(),
        1 => ", 1 activity".to_owned(),
        many => format!(", {many} activities"),
    });
    label
}
