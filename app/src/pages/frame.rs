//! The frame around every page of a site: where one is, what waits, who one is.

use axum::response::Response;
use domain::{channel::Channel, days::span_words};
use leptos::prelude::*;

use super::{
    document::{Head, answer},
    form::Form,
    here::{AtSite, Here},
    notice::Notice,
    refusal::Refusal,
    widgets::Icon,
};

/// The pages of a site, as the rail lists them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The calendar, activities and posts.
    Calendar,
    /// What goes out next and what needs a person.
    Queue,
    /// What people were told.
    Notifications,
    /// Events and holidays.
    Events,
    /// What the marketer wants.
    Settings,
    /// Connections.
    Channels,
    /// What we learned.
    Site,
}

/// A page of a site inside the frame.
pub async fn framed<V: IntoView>(
    at: &AtSite,
    place: Place,
    head: Head,
    form: &Form,
    body: impl FnOnce() -> V,
) -> Result<Response, Refusal> {
    let notice = match form.said() {
        Some(said) => Some(said),
        None => Notice::take(&at.here.session).await?,
    };
    Ok(answer(at.app(), form.status(), head, || {
        view! {
            <a class="skip-link" href="#main">"Skip to the page"</a>
            <div class="frame">
                {rail(at, place)}
                <main class="main" id="main" tabindex="-1">
                    {notice.map(Notice::view)}
                    {body().into_any()}
                </main>
            </div>
            {bar(at, place)}
        }
    }))
}

struct Entry {
    place: Place,
    path: String,
    icon: &'static str,
    word: &'static str,
    count: Option<(String, bool)>,
}

fn entries(at: &AtSite) -> Vec<Entry> {
    let counts = &at.counts;
    let entry =
        |place, rest, icon, word, count| Entry { place, path: at.path(rest), icon, word, count };
    let some = |count: i64, bad| (count > 0).then(|| (count.to_string(), bad));
    let connected = format!("{} of {}", counts.connected, Channel::ALL.len());
    vec![
        entry(Place::Calendar, "/calendar", "i-calendar", "Calendar", None),
        entry(Place::Queue, "/queue", "i-queue", "Queue", some(counts.needs_you, true)),
        entry(
            Place::Notifications,
            "/notifications",
            "i-bell",
            "Notifications",
            some(at.unseen, false),
        ),
        entry(Place::Events, "/events", "i-events", "Events", some(counts.events, false)),
        entry(Place::Settings, "/settings", "i-settings", "Settings", None),
        entry(Place::Channels, "/channels", "i-channels", "Channels", Some((connected, false))),
        entry(Place::Site, "", "i-site", "Site", None),
    ]
}

fn rail(at: &AtSite, place: Place) -> impl IntoView {
    let links = entries(at)
        .into_iter()
        .map(|entry| {
            let current = (entry.place == place).then_some("page");
            let count = entry.count.map(|(count, bad)| {
                let class = if bad { "count count-bad" } else { "count" };
                view! { <span class=class>{count}</span> }
            });
            view! {
                <li>
                    <a href=entry.path aria-current=current>
                        <Icon name=entry.icon />
                        {entry.word}
                        {count}
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <header class="rail">
            <a class="brand" href="/sites">"Almanac"</a>
            <details class="switcher menu" name="menu">
                <summary>
                    <span>
                        <strong>{at.site.name.clone()}</strong>
                        <span class="site-address">{short_address(&at.site.address)}</span>
                    </span>
                    <Icon name="i-chevron-updown" />
                </summary>
                <div class="menu-panel">{site_links(at)}</div>
            </details>
            <nav aria-label="Main">
                <ul class="rail-nav">{links}</ul>
            </nav>
            <div class="rail-foot">
                {pulse(&at.here)}
                <p>{at.here.member.name.clone()} " · " {at.here.member.workspace_name.clone()}</p>
                {sign_out()}
            </div>
        </header>
    }
}

fn sign_out() -> impl IntoView {
    view! {
        <form method="post" action="/sign-out">
            <button class="button button-quiet">
                <Icon name="i-sign-out" />
                "Sign out"
            </button>
        </form>
    }
}

fn site_links(at: &AtSite) -> impl IntoView {
    let links = at
        .sites
        .iter()
        .map(|site| {
            let current = (site.id == at.site.id).then_some("true");
            view! {
                <a href=format!("/sites/{}/calendar", site.id) aria-current=current>
                    {site.name.clone()}
                </a>
            }
        })
        .collect_view();
    view! {
        {links}
        <hr />
        <a href="/sites/new">
            <Icon name="i-plus" />
            "Add a site"
        </a>
    }
}

fn bar(at: &AtSite, place: Place) -> impl IntoView {
    let (shown, rest): (Vec<Entry>, Vec<Entry>) = entries(at).into_iter().partition(|entry| {
        matches!(entry.place, Place::Calendar | Place::Queue | Place::Events | Place::Channels)
    });
    let link = move |entry: Entry| {
        let current = (entry.place == place).then_some("page");
        view! {
            <a href=entry.path aria-current=current>
                <Icon name=entry.icon />
                {entry.word}
            </a>
        }
    };
    view! {
        <nav class="bar" aria-label="Main, small screens">
            {shown.into_iter().map(link).collect_view()}
            <details class="menu menu-up">
                <summary>
                    <Icon name="i-menu" />
                    "More"
                </summary>
                <div class="menu-panel">
                    {rest.into_iter().map(link).collect_view()}
                    <hr />
                    {site_links(at)}
                    <hr />
                    {sign_out()}
                </div>
            </details>
        </nav>
    }
}

/// How the publisher is, in one line that leads to the status page.
fn pulse(here: &Here) -> impl IntoView {
    /// The publisher looks once a second; a beat older than this means that it is stuck.
    const LATE_SECONDS: i64 = 30;
    let since = (here.app.beat)().map(|beat| here.now.duration_since(beat).as_secs());
    let (class, words) = match since {
        Some(seconds) if seconds <= LATE_SECONDS => ("pulse", "Publisher on time".to_owned()),
        Some(seconds) => {
            ("pulse pulse-late", format!("Publisher silent for {}", span_words(seconds)))
        }
        None => ("pulse pulse-late", "Publisher not in this process".to_owned()),
    };
    view! {
        <p class=class>
            <a href="/status">{words}</a>
        </p>
    }
}

/// An address as people say it: without scheme and final slash.
pub fn short_address(address: &str) -> String {
    let bare = address.split_once("://").map_or(address, |(_, bare)| bare);
    bare.trim_end_matches('/').to_owned()
}
