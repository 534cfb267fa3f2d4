//! The first page: what a stranger sees.

use axum::{extract::State, response::Response};
use domain::{
    channel::Channel::{
        self, Bluesky, Facebook, GoogleBusiness, Instagram, LinkedIn, Mastodon, Pinterest, Threads,
        TikTok,
    },
    days::{Zone, weekday_name},
    post::PostStatus,
};
use jiff::{ToSpan, civil::Date};
use leptos::prelude::*;

use super::{
    app::App,
    document::{Head, answer},
    widgets::{Icon, NamedIcon, glyph, status_class, status_icon},
};

/// What Almanac does, in the order it does it.
const STEPS: [(&str, &str); 4] = [
    (
        "It reads",
        "Your products, prices, opening hours and words, from the public pages of your website. You correct what is wrong, and it stays corrected.",
    ),
    (
        "It plans",
        "Campaigns, articles and emails, each on a day of its own and with its reason. Holidays and your own events come first.",
    ),
    (
        "It writes and draws",
        "One post for each channel, in that network’s length and shape, with a picture in your colours. Every word is yours to change.",
    ),
    (
        "It publishes",
        "At the minute you see on the calendar, once, and with a receipt. Nothing goes out before you schedule it.",
    ),
];

struct Drawn {
    day: usize,
    time: &'static str,
    channels: &'static [Channel],
    title: &'static str,
}

const fn drawn(
    day: usize,
    time: &'static str,
    channels: &'static [Channel],
    title: &'static str,
) -> Drawn {
    Drawn { day, time, channels, title }
}

/// Four weeks of a made-up bakery, by day from the first Monday.
const MONTH: [Drawn; 21] = [
    drawn(0, "07:30", &[Instagram, Threads, Facebook], "The 4 am starter"),
    drawn(2, "07:30", &[Instagram, Mastodon], "Sourdough in six photos"),
    drawn(4, "12:15", &[LinkedIn, Facebook], "Flour from Alentejo"),
    drawn(5, "09:00", &[Instagram, Pinterest, Bluesky], "Two loaves, one family"),
    drawn(7, "07:30", &[Threads, Facebook], "Ask the baker"),
    drawn(8, "10:15", &[], "What stale bread becomes"),
    drawn(9, "09:00", &[Instagram, TikTok, Threads], "Behind the oven door"),
    drawn(10, "12:15", &[Instagram, Bluesky], "The queue at half past six"),
    drawn(11, "07:30", &[Instagram, Facebook, GoogleBusiness], "Chestnut bread is back"),
    drawn(11, "17:40", &[GoogleBusiness, Facebook], "Order for Sunday"),
    drawn(12, "09:00", &[Pinterest, Threads], "New year, new grain"),
    drawn(13, "09:00", &[Bluesky, Mastodon], "Meet João, nights"),
    drawn(14, "07:30", &[Instagram, Threads], "Rye week: seed crust"),
    drawn(16, "12:15", &[Pinterest, Instagram], "Olive oil cake, sliced"),
    drawn(17, "07:30", &[LinkedIn, Threads], "How we fold brioche"),
    drawn(18, "09:00", &[Instagram, Facebook, Bluesky], "Market day, stall nine"),
    drawn(20, "08:00", &[Instagram, Pinterest], "Panettone: 40 hours"),
    drawn(21, "10:15", &[], "A letter to regulars"),
    drawn(23, "07:30", &[Instagram, TikTok], "Cinnamon knots, 9 am"),
    drawn(25, "09:00", &[Facebook, GoogleBusiness], "Gift boxes open"),
    drawn(26, "07:30", &[Instagram, Threads, Bluesky], "Last orders"),
];

/// The red-letter days among them.
const EVENTS: [(usize, &str); 2] = [(5, "Bread fair"), (18, "Market day")];

/// `GET /`
pub async fn page(State(app): State<App>) -> Response {
    let today = Zone::utc().day(app.world.now());
    answer(&app, axum::http::StatusCode::OK, Head::plain("Plan, write and publish"), || {
        let steps = STEPS
            .iter()
            .map(|(title, words)| view! { <li><h2>{*title}</h2><p>{*words}</p></li> })
            .collect_view();
        view! {
            <main class="welcome" id="main">
                <p class="brand">"Almanac"</p>
                <div class="welcome-words">
                    <h1>"Your marketing, planned to the day"</h1>
                    <p class="lede">
                        "Almanac reads your website, plans what to say from today through the end of next month, "
                        "writes and draws the posts for each of your channels, and publishes them at their minute."
                    </p>
                    <p class="buttons">
                        <a class="button button-primary" href="/sign-up">"Start with your website"</a>
                        <a class="button" href="/sign-in">"Sign in"</a>
                    </p>
                </div>
                <div class="welcome-month" aria-hidden="true">{month(today)}</div>
                <ol class="welcome-steps">{steps}</ol>
            </main>
        }
    })
}

/// The calendar of these weeks, drawn with the parts of the real one.
fn month(today: Date) -> impl IntoView {
    let this_week = i64::from(today.weekday().to_monday_zero_offset());
    let monday = today.saturating_sub((this_week + 7).days());
    let names = (0..7_i64)
        .map(|n| view! { <li>{weekday_name(monday.saturating_add(n.days()).weekday())}</li> })
        .collect_view();
    let days = (0..28_usize)
        .zip(monday.series(1.day()))
        .map(|(n, date)| day(n, date, today))
        .collect_view();
    view! {
        <div class="month">
            <ol class="weekdays">{names}</ol>
            <ol class="days">{days}</ol>
        </div>
    }
}

fn day(n: usize, date: Date, today: Date) -> impl IntoView {
    let (class, status) = match date.cmp(&today) {
        std::cmp::Ordering::Less => ("day past", PostStatus::Published),
        std::cmp::Ordering::Equal => ("day today", PostStatus::Scheduled),
        std::cmp::Ordering::Greater if n < 16 => ("day", PostStatus::Scheduled),
        std::cmp::Ordering::Greater => ("day", PostStatus::Draft),
    };
    let event = EVENTS
        .iter()
        .find(|(on, _)| *on == n)
        .map(|(_, name)| view! { <p class="event"><span>{*name}</span></p> });
    let entries = MONTH
        .iter()
        .filter(|drawn| drawn.day == n)
        .map(|drawn| entry(drawn, status))
        .collect_view();
    view! {
        <li class=class>
            <p class="day-name">
                {date.day()}
                {(date == today).then(|| view! { " " <span class="day-word">"Today"</span> })}
            </p>
            {event}
            <ol class="entries">{entries}</ol>
        </li>
    }
}

fn entry(drawn: &Drawn, status: PostStatus) -> impl IntoView + use<> {
    let glyphs =
        drawn.channels.iter().map(|channel| view! { <Icon name=glyph(*channel) /> }).collect_view();
    view! {
        <li class=status_class(status)>
            <span class="entry">
                <span class="entry-line">
                    <time>{drawn.time}</time>
                    <span class="glyphs">{glyphs}</span>
                    <NamedIcon name=status_icon(status) says=status.word() class="icon entry-mark" />
                </span>
                <span class="entry-title">{drawn.title}</span>
            </span>
        </li>
    }
}
