//! A month as a list by day, made for reading and for phones.

use domain::days::{clock_words, weekday_name};
use jiff::civil::Date;
use leptos::prelude::*;
use store::calendar::{Card, Filter};

use super::super::{
    here::AtSite,
    widgets::{Icon, StatusChip, glyph},
};
use super::{ByDay, entry::standing, none_words, period::Asked};

/// The days of a month that hold something.
pub fn days(at: &AtSite, asked: &Asked, shown: &ByDay) -> impl IntoView + use<> {
    let today = at.today();
    let filtered = asked.filter != Filter::default();
    let days = asked
        .days()
        .iter()
        .filter_map(|date| {
            let (cards, events) = (shown.cards(date), shown.events(date));
            // Who looks for something does not look for holidays.
            let holds = !cards.is_empty() || (!events.is_empty() && !filtered);
            holds.then(|| day(at, date, today, cards, events))
        })
        .collect::<Vec<_>>();
    if days.is_empty() {
        let (to, word) = if filtered {
            (asked.with_filter(Filter::default()), "Clear filters")
        } else {
            (asked.with_day(today), "Go to today")
        };
        return view! {
            <div class="empty">
                <h2>"Nothing here"</h2>
                <p>{none_words(asked)}</p>
                <a class="button" href=to.path(at)>{word}</a>
            </div>
        }
        .into_any();
    }
    view! { <section class="list">{days}</section> }.into_any()
}

fn day(
    at: &AtSite,
    date: Date,
    today: Date,
    cards: &[Card],
    events: &[String],
) -> impl IntoView + use<> {
    let class = if date == today { "list-day today" } else { "list-day" };
    let events = events
        .iter()
        .map(|name| view! { " " <span class="event">{name.clone()}</span> })
        .collect_view();
    let posts = cards.iter().map(|card| post(at, card)).collect_view();
    view! {
        <section class=class id=format!("list-{date}")>
            <h2 class="list-name">
                {weekday_name(date.weekday())} " " {date.day()}
                {(date == today).then(|| view! { " " <span class="day-word">"Today"</span> })}
                {events}
            </h2>
            <ol>{posts}</ol>
        </section>
    }
}

fn post(at: &AtSite, card: &Card) -> impl IntoView + use<> {
    let glyphs =
        card.channels().map(|channel| view! { <Icon name=glyph(channel) /> }).collect_view();
    let stories = card.has_stories().then(|| {
        view! {
            <span class="with-icon ink-2 story-word">
                <Icon name="i-story" />
                {if card.has_posts() { "with stories" } else { "stories" }}
            </span>
        }
    });
    let picture = card.picture.map(|picture| {
        let path = at.path(&format!("/media/{picture}"));
        view! { <img class="thumb" alt="" width="52" height="52" loading="lazy" src=path /> }
    });
    let foot = if card.posts.is_empty() {
        view! { <span class="ink-2">{card.kind.word()}</span> }.into_any()
    } else {
        view! { <StatusChip shown=standing(card) /> }.into_any()
    };
    view! {
        <li class="list-post">
            <time datetime=card.at.to_string()>{clock_words(at.zone.local(card.at).time())}</time>
            <div class="list-body">
                <h3><a href=at.path(&format!("/activities/{}", card.activity))>{card.title.clone()}</a></h3>
                <p>{card.words.clone()}</p>
                <p class="list-foot">{foot} <span class="glyphs">{glyphs}</span> {stories}</p>
            </div>
            {picture}
        </li>
    }
}
