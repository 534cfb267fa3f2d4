//! A month: seven columns, at most three cards a day, the rest one step away.

use domain::{
    days::{Days, clock_words, month_name, weekday_name},
    post::PostStatus,
};
use jiff::civil::Date;
use leptos::prelude::*;
use maud::{Markup, PreEscaped, html};
use store::calendar::Card;

use super::super::{
    here::AtSite,
    widgets::{Shown, glyph, sprite_path},
};
use super::{
    ByDay,
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
        month: list.month,
        list: list.path(at),
        activities: at.path("/activities/"),
        events: at.path("/events"),
    };
    let today = at.today();
    let mut html = String::with_capacity(DAY * days.iter().count());
    for date in days.iter() {
        if date.first_of_month() != path.month {
            path.month = date.first_of_month();
            path.list = list.with_month(date).path(at);
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
        li.day.outside[date.first_of_month() != asked.month].past[date < today].today[date == today] data-day=(PreEscaped(&written)) {
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
                    @for card in first { (entry(at, path, card)) }
                }
            }
            @if !rest.is_empty() {
                a.more href={ (path.list) "#list-" (PreEscaped(&written)) } { (rest.len()) " more" }
            }
        }
    }
}

/// What a day is called by those who hear it: its date and what it holds.
fn day_label(date: Date, cards: usize, events: &[String]) -> String {
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

fn entry(at: &AtSite, path: &Paths, card: &Card) -> Markup {
    let shown = standing(card);
    let movable = card.posts.iter().any(|post| post.status.editable()) || card.posts.is_empty();
    html! {
        li class=(PreEscaped(shown.class())) {
            a.entry href={ (PreEscaped(&path.activities)) (PreEscaped(card.activity.to_string())) } data-move[movable]
                data-from=(card.at.as_millisecond())
            {
                span.entry-line {
                    time datetime=(PreEscaped(card.at.to_string())) {
                        (PreEscaped(clock_words(at.zone.local(card.at).time())))
                    }
                    span.glyphs {
                        @for channel in card.channels() {
                            svg.icon aria-hidden="true" { (picture(glyph(channel))) }
                        }
                    }
                    @if card.has_stories() {
                        svg.icon.story-mark role="img" aria-label="with stories" { (picture("i-story")) }
                    }
                    svg.icon.entry-mark role="img" aria-label=(PreEscaped(shown.word())) {
                        (picture(shown.icon()))
                    }
                }
                span.entry-title { (card.title) }
            }
        }
    }
}

/// What an icon shows.
fn picture(name: &str) -> Markup {
    html! { use href={ (PreEscaped(sprite_path())) "#" (PreEscaped(name)) } {} }
}

/// The one status that a card shows for all of its posts: the one that needs a person
/// most, else the one that is furthest behind.
pub fn standing(card: &Card) -> Shown {
    const ORDER: [Shown; 9] = [
        Shown::Status(PostStatus::Failed),
        Shown::Status(PostStatus::Uncertain),
        Shown::Status(PostStatus::Missed),
        Shown::Held,
        Shown::Status(PostStatus::Processing),
        Shown::Status(PostStatus::Scheduled),
        Shown::Status(PostStatus::Draft),
        Shown::Status(PostStatus::Published),
        Shown::Status(PostStatus::Canceled),
    ];
    ORDER
        .into_iter()
        .find(|shown| card.posts.iter().any(|post| Shown::of(post.status, post.held) == *shown))
        .unwrap_or(Shown::Status(PostStatus::Draft))
}
