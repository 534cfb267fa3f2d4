//! A month: seven columns, at most three cards a day, the rest one step away.

use domain::{
    days::{clock_words, month_name, weekday_name},
    post::PostStatus,
};
use jiff::civil::Date;
use leptos::prelude::*;
use store::calendar::Card;

use super::super::{
    here::AtSite,
    widgets::{Icon, NamedIcon, glyph, status_class, status_icon},
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
    let today = at.today();
    let names = grid.weeks.first().map(|week| {
        week.iter().map(|day| view! { <li>{weekday_name(day.weekday())}</li> }).collect_view()
    });
    let days = grid
        .days()
        .iter()
        .map(|date| {
            let (cards, events) = (shown.cards(date), shown.events(date));
            day(at, asked, date, today, cards, events)
        })
        .collect_view();
    view! {
        <section class="month" aria-label=asked.title()>
            <ol class="weekdays" aria-hidden="true">{names}</ol>
            <ol class="days">{days}</ol>
        </section>
    }
}

fn day(
    at: &AtSite,
    asked: &Asked,
    date: Date,
    today: Date,
    cards: &[Card],
    events: &[String],
) -> impl IntoView + use<> {
    let mut class = String::from("day");
    for (holds, word) in [
        (date.first_of_month() != asked.month, " outside"),
        (date < today, " past"),
        (date == today, " today"),
    ] {
        if holds {
            class.push_str(word);
        }
    }
    let shown = if cards.len() == SHOWN + 1 { SHOWN + 1 } else { cards.len().min(SHOWN) };
    let entries = cards.iter().take(shown).map(|card| entry(at, card)).collect_view();
    let rest = cards.len() - shown;
    let all = format!("{}#list-{date}", asked.with_view(View::List).with_month(date).path(at));
    let names: String = events.iter().map(|name| format!(", {name}")).collect();
    let events = events
        .iter()
        .map(|name| view! { <p class="event"><a href=at.path("/events")>{name.clone()}</a></p> })
        .collect_view();
    let month_word = (date.day() == 1).then(|| {
        view! { <span class="month-word">" " {month_name(date).get(..3).unwrap_or_default()}</span> }
    });
    let posts = match cards.len() {
        0 => "nothing planned".to_owned(),
        1 => "1 activity".to_owned(),
        many => format!("{many} activities"),
    };
    let label = format!(
        "{} {} {}{names}, {posts}",
        weekday_name(date.weekday()),
        date.day(),
        month_name(date)
    );
    view! {
        <li class=class data-day=date.to_string()>
            <h2 class="day-name">
                <a href=all.clone() aria-label=label>{date.day()} {month_word}</a>
                {(date == today).then(|| view! { " " <span class="day-word">"Today"</span> })}
            </h2>
            {events}
            {(!cards.is_empty()).then(|| view! { <ol class="entries">{entries}</ol> })}
            {(rest > 0).then(|| view! { <a class="more" href=all>{rest} " more"</a> })}
        </li>
    }
}

fn entry(at: &AtSite, card: &Card) -> impl IntoView + use<> {
    let status = standing(card);
    let glyphs =
        card.posts.iter().map(|post| view! { <Icon name=glyph(post.channel) /> }).collect_view();
    let movable = card.posts.iter().any(|post| post.status.editable()) || card.posts.is_empty();
    view! {
        <li class=status_class(status)>
            <a
                class="entry"
                href=at.path(&format!("/activities/{}", card.activity))
                data-move=movable.then_some("")
                data-from=card.at.as_millisecond().to_string()
            >
                <span class="entry-line">
                    <time datetime=card.at.to_string()>{clock_words(at.zone.local(card.at).time())}</time>
                    <span class="glyphs">{glyphs}</span>
                    <NamedIcon name=status_icon(status) says=status.word() class="icon entry-mark" />
                </span>
                <span class="entry-title">{card.title.clone()}</span>
            </a>
        </li>
    }
}

/// The one status that a card shows for all of its posts: the one that needs a person
/// most, else the one that is furthest behind.
pub fn standing(card: &Card) -> PostStatus {
    const ORDER: [PostStatus; 8] = [
        PostStatus::Failed,
        PostStatus::Uncertain,
        PostStatus::Missed,
        PostStatus::Processing,
        PostStatus::Scheduled,
        PostStatus::Draft,
        PostStatus::Published,
        PostStatus::Canceled,
    ];
    ORDER
        .into_iter()
        .find(|status| card.posts.iter().any(|post| post.status == *status))
        .unwrap_or(PostStatus::Draft)
}
