//! Feeds: addresses at which calendar programs read the calendar.

mod ics;

use axum::{
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{
    channel::Channel,
    days::{Days, Zone, day_words},
    id::FeedId,
};
use jiff::{ToSpan, civil::Date};
use leptos::prelude::*;
use store::feeds::Feed;

use super::super::{
    app::App,
    document::Head,
    form::{Form, SiteCommand, Typed},
    frame::{Place, framed},
    here::AtSite,
    refusal::Refusal,
    widgets::{ButtonForm, FieldError, Icon},
};

/// The most feeds that a site has at once.
const MOST: usize = 20;
/// How many days before today a feed begins.
const PAST_DAYS: i32 = 30;
/// How long a program may keep what it read, for itself.
const KEPT: HeaderValue = HeaderValue::from_static("private, max-age=300");
const CALENDAR_FILE: HeaderValue = HeaderValue::from_static("text/calendar; charset=utf-8");

/// `GET /sites/{site}/calendar/feeds`
pub async fn page(at: AtSite) -> Result<Response, Response> {
    view(&at, Form::default(), None).await.map_err(|refusal| refusal.page(at.app()))
}

/// A feed that was made just now. Its address is shown this once: a notice for the next page
/// would keep it in the session.
struct Made {
    channel: Option<Channel>,
    address: String,
}

/// `POST /sites/{site}/calendar/feeds`: makes a feed of one `channel`, or of all, and shows its
/// address, the only time, on this very page.
pub async fn make(SiteCommand { at, typed }: SiteCommand) -> Response {
    let shown = match try_make(&at, &typed).await {
        Ok(made) => view(&at, Form::default(), Some(made)).await,
        Err(refusal) => view(&at, Form::refused(typed, refusal), None).await,
    };
    shown.unwrap_or_else(|refusal| refusal.page(at.app()))
}

async fn try_make(at: &AtSite, typed: &Typed) -> Result<Made, Refusal> {
    let channel = match typed.text("channel") {
        "" => None,
        code => Some(code.parse().map_err(|_| {
            let said = "This is not a channel. Choose all channels, or one on the list.";
            Refusal::field("channel", said)
        })?),
    };
    let store = &at.app().store;
    if store.feeds(at.scope()).await?.len() >= MOST {
        let said = format!("This site has {MOST} feeds, the most there may be. Revoke one first.");
        return Err(Refusal::conflict(said));
    }
    let secret = store.create_feed(at.scope(), channel, at.app().world.as_ref()).await?;
    let address = format!("{}feeds/{secret}.ics", at.app().public_url);
    Ok(Made { channel, address })
}

/// `POST /sites/{site}/calendar/feeds/{feed}/revoke`: for ever.
pub async fn revoke(
    Path((_, id)): Path<(String, String)>,
    SiteCommand { at, typed }: SiteCommand,
) -> Response {
    let revoked = match id.parse::<FeedId>() {
        Ok(id) => at.app().store.revoke_feed(at.scope(), id).await.map_err(Refusal::from),
        Err(_) => Err(Refusal::missing("feed")),
    };
    match revoked {
        Ok(()) => {
            let said = "Revoked: the address opens nothing any more.";
            typed.done(&at.here, &at.path("/calendar/feeds"), said).await
        }
        Err(refusal) => match typed.refused_json(&refusal) {
            Some(answer) => answer,
            None => view(&at, Form::refused(typed, refusal), None)
                .await
                .unwrap_or_else(|refusal| refusal.page(at.app())),
        },
    }
}

/// `GET /feeds/{feed}`, its last part a secret and `.ics`: the calendar, for whoever has the
/// address.
pub async fn read(
    State(app): State<App>,
    Path(name): Path<String>,
    asked: HeaderMap,
) -> Result<Response, Response> {
    file(&app, &name, &asked).await.map_err(|refusal| refusal.page(&app))
}

async fn file(app: &App, name: &str, asked: &HeaderMap) -> Result<Response, Refusal> {
    let secret = name.strip_suffix(".ics").ok_or_else(no_feed)?;
    let (scope, feed) = app.store.feed_of(secret).await?.ok_or_else(no_feed)?;
    let now = app.world.now();
    app.store.note_feed_read(scope, &feed, now).await?;
    let site = app.store.site(scope).await?;
    let zone = Zone::named(&site.time_zone).unwrap_or_else(|_| Zone::utc());
    let period = zone.bounds(period(zone.day(now)));
    let cards = app.store.feed_cards(scope, feed.channel, period).await?;
    let told = ics::Told {
        site: &site,
        channel: feed.channel,
        cards: &cards,
        public_url: &app.public_url,
        now,
    };
    let ics::File { text, mark } = ics::write(&told);
    // Weak: what says the same is stamped anew each time it is written.
    let etag = format!("W/\"{mark:016x}\"");
    let mut answer = if knows(asked, &etag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        text.into_response()
    };
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, CALENDAR_FILE);
    headers.insert(header::CACHE_CONTROL, KEPT);
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        headers.insert(header::ETAG, etag);
    }
    Ok(answer)
}

/// The same for an address that never was one and for one that was revoked.
fn no_feed() -> Refusal {
    let said = "There is no calendar at this address. It may have been revoked: ask whoever gave it to you for another.";
    Refusal::new(StatusCode::NOT_FOUND, said)
}

/// The days that a feed shows: what was lately, and all to the end of next year.
fn period(today: Date) -> Days {
    Days {
        first: today.saturating_sub(PAST_DAYS.days()),
        last: today.saturating_add(1.year()).last_of_year(),
    }
}

/// Whether whoever asks has what this tag stands for.
fn knows(asked: &HeaderMap, etag: &str) -> bool {
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    asked.get_all(header::IF_NONE_MATCH).iter().any(|known| {
        let known = known.to_str().unwrap_or_default();
        known.split(',').any(|tag| tag.trim() == "*" || opaque(tag) == opaque(etag))
    })
}

/// What a feed shows, in words.
fn name(channel: Option<Channel>) -> &'static str {
    channel.map_or("All channels", Channel::name)
}

async fn view(at: &AtSite, form: Form, made: Option<Made>) -> Result<Response, Refusal> {
    let feeds = at.app().store.feeds(at.scope()).await?;
    let action = at.path("/calendar/feeds");
    let of_feeds = form.of(&action);
    framed(at, Place::Calendar, Head::plain("Calendar feeds"), &form, || {
        let rows = feeds.iter().map(|feed| row(at, feed)).collect_view();
        view! {
            <nav class="crumbs" aria-label="Where you are">
                <a href=at.path("/calendar")>"Calendar"</a>
            </nav>
            <header class="page-head"><h1>"Calendar feeds"</h1></header>
            <p class="lede">
                "A feed is an address that Google Calendar, Outlook, Apple Calendar and others subscribe to. They show this site’s calendar beside your own, in your own time zone, and look for what changed about once an hour. Nothing can be changed from there."
            </p>
            {made.map(just_made)}
            <section class="section column">
                <h2>"A new feed"</h2>
                <form method="post" action=action class="stack">
                    {channel_field(&of_feeds)}
                    <button class="button button-primary">"Make a feed"</button>
                </form>
            </section>
            {(!feeds.is_empty()).then(|| view! {
                <section class="section">
                    <h2>"Feeds of this site"</h2>
                    <ul class="rows">{rows}</ul>
                </section>
            })}
        }
    })
    .await
}

fn channel_field(form: &Form) -> impl IntoView + use<> {
    let chosen = form.value("channel", "");
    let options = Channel::ALL
        .map(|channel| {
            let selected = chosen == channel.code();
            view! { <option value=channel.code() selected=selected>{channel.name()}</option> }
        })
        .collect_view();
    let error = form.error("channel");
    let described = if error.is_some() { "channel-hint channel-error" } else { "channel-hint" };
    view! {
        <div class="field">
            <label for="channel">"What does it show?"</label>
            <select
                id="channel"
                name="channel"
                aria-invalid=error.is_some().then_some("true")
                aria-describedby=described
            >
                <option value="">{name(None)}</option>
                {options}
            </select>
            <p class="hint" id="channel-hint">
                "One channel shows its posts and stories alone. All channels show what has no posts yet, too."
            </p>
            <FieldError name="channel" error />
        </div>
    }
}

fn just_made(made: Made) -> impl IntoView {
    let what = match made.channel {
        None => "this site’s calendar".to_owned(),
        Some(channel) => format!("this site’s calendar for {channel}"),
    };
    view! {
        <div class="notice notice-good" role="status">
            <Icon name="i-check-circle" />
            <div class="field">
                <label for="address">"Address of your new feed"</label>
                <input id="address" r#type="text" readonly value=made.address aria-describedby="address-hint" />
                <p class="hint" id="address-hint">
                    "Copy it now: it is shown this once. Whoever has it can read "
                    {what}
                    " without signing in, until you revoke it."
                </p>
            </div>
        </div>
    }
}

fn row(at: &AtSite, feed: &Feed) -> impl IntoView + use<> {
    let day = |instant| day_words(at.zone.day(instant));
    let made = day(feed.created_at);
    let read = match feed.last_read_at {
        None => "Not read yet".to_owned(),
        Some(last) => format!("Last read on {}", day(last)),
    };
    let name = name(feed.channel);
    let spoken = format!(" the feed of {made}: {name}");
    view! {
        <li>
            <div class="rows-main">
                <strong>{name}</strong>
                <span class="ink-2">"Made on " {made} " · " {read}</span>
            </div>
            <ButtonForm
                action=at.path(&format!("/calendar/feeds/{}/revoke", feed.id))
                class="button button-quiet"
            >
                "Revoke"
                <span class="visually-hidden">{spoken}</span>
            </ButtonForm>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_feed_shows_what_was_lately_and_all_of_next_year() {
        let days = period(date(2026, 11, 23));
        assert_eq!((days.first, days.last), (date(2026, 10, 24), date(2027, 12, 31)));
        assert_eq!(period(date(2028, 2, 29)).last, date(2029, 12, 31));
        assert!(period(Date::MAX).last == Date::MAX);
    }

    #[test]
    fn who_knows_the_calendar_is_not_sent_it_again() {
        let knows = |tags| {
            let tags = HeaderValue::from_static(tags);
            super::knows(&HeaderMap::from_iter([(header::IF_NONE_MATCH, tags)]), "W/\"1a\"")
        };
        assert!(knows("\"other\", W/\"1a\"") && knows("\"1a\"") && knows("*"));
        assert!(!knows("\"other\"") && !knows("") && !knows("1a"));
    }
}
