//! Calendar feeds: made on their page, read by programs without a session, revoked.

use std::collections::HashSet;

use domain::{
    Scope,
    activity::ActivityType,
    channel::Channel,
    days::{Zone, clock_words},
    id::{ActivityId, SiteId},
    site::Site,
    world::World,
};
use icalendar::parser::{Component, read_calendar, unfold};
use jiff::{SignedDuration, Timestamp, civil::DateTime};
use scraper::{ElementRef, Html, Selector};
use store::{Store, activities::Activity};

use crate::{
    almanac::{Almanac, Sample, now, on_both},
    browser::{Answer, Browser},
};

/// The person of the sample, and what she makes feeds of.
struct Feeds {
    rosa: Browser,
    store: Store,
    scope: Scope,
    page: String,
}

impl Feeds {
    async fn of(almanac: &Almanac, sample: &Sample) -> Self {
        let site: SiteId = sample.word("site_id").parse().unwrap();
        let store = almanac.store().await;
        let scope = store.scope_of_site(site).await.unwrap();
        let page = format!("/sites/{site}/calendar/feeds");
        Feeds { rosa: sample.rosa().await, store, scope, page }
    }

    /// Makes a feed by the form; gives the path of its address.
    async fn makes(&self, channel: &str) -> String {
        let made = self.rosa.submits(&self.page, &[("channel", channel)]).await;
        assert_eq!(made.status, 200, "{}", made.text());
        assert_eq!(made.header("cache-control"), "no-store");
        let page = Html::parse_document(made.text());
        let field = one(page.root_element(), "input#address[readonly]");
        let address = field.attr("value").unwrap();
        format!("/feeds/{}", address.split_once("/feeds/").unwrap().1)
    }

    /// The buttons that revoke, by where they post to.
    async fn revokers(&self) -> Vec<String> {
        let shown = self.rosa.opens(&self.page).await;
        assert_eq!(shown.status, 200);
        let page = Html::parse_document(shown.text());
        let forms = Selector::parse("main form[action$='/revoke']").unwrap();
        page.select(&forms).map(|form| form.attr("action").unwrap().to_owned()).collect()
    }

    /// An activity without posts.
    async fn adds(&self, scope: Scope, title: &str) -> Activity {
        let activity = Activity {
            id: ActivityId::named(title),
            kind: ActivityType::Blog,
            title: title.into(),
            description: "What a loaf needs.".into(),
            reason: String::new(),
            subject: String::new(),
            topic: None,
            event: None,
            starts_at: now() + SignedDuration::from_hours(72),
            stories: false,
            edited: false,
        };
        self.store.add_activity(scope, &activity, now()).await.unwrap();
        activity
    }
}

fn one<'a>(within: ElementRef<'a>, selector: &str) -> ElementRef<'a> {
    let selector = Selector::parse(selector).unwrap();
    within.select(&selector).next().unwrap()
}

fn words(element: ElementRef<'_>) -> String {
    element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// An entry of a feed, as somebody else's parser reads it.
#[derive(Debug)]
struct Entry {
    uid: String,
    title: String,
    start: Timestamp,
    channels: Vec<String>,
}

impl Entry {
    fn of(event: &Component<'_>) -> Self {
        assert_eq!(event.name, "VEVENT");
        let told = |name: &str| {
            let found: Vec<_> = event.properties.iter().filter(|it| it.name == name).collect();
            assert!(found.len() < 2, "{name} stands once: {event:?}");
            found.first().map(|property| property.val.as_str().to_owned()).unwrap_or_default()
        };
        let start = DateTime::strptime("%Y%m%dT%H%M%SZ", told("DTSTART")).unwrap();
        Entry {
            uid: told("UID"),
            title: told("SUMMARY"),
            start: start.in_tz("UTC").unwrap().timestamp(),
            channels: told("CATEGORIES").split(',').map(str::to_owned).collect(),
        }
    }
}

async fn reads(program: &Browser, feed: &str) -> Answer {
    let answer = program.opens(feed).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("content-type"), "text/calendar; charset=utf-8");
    assert_eq!((answer.header("set-cookie"), program.cookie().as_str()), ("", ""));
    answer
}

fn entries(answer: &Answer) -> Vec<Entry> {
    assert!(answer.text().split("\r\n").all(|line| line.len() <= 75));
    let unfolded = unfold(answer.text());
    let calendar = read_calendar(&unfolded).unwrap();
    let entries: Vec<Entry> = calendar.components.iter().map(Entry::of).collect();
    let uids: HashSet<&str> = entries.iter().map(|entry| entry.uid.as_str()).collect();
    assert_eq!(uids.len(), entries.len(), "each has a name of its own");
    entries
}

#[test]
fn a_feed_says_the_minutes_that_the_calendar_says_until_it_is_revoked() {
    on_both(async |almanac| {
        let sample = Sample::of(&almanac);
        let feeds = Feeds::of(&almanac, &sample).await;
        let calendar = feeds.rosa.opens(&feeds.page.replace("/feeds", "")).await;
        assert!(calendar.text().contains(&format!("href=\"{}\"", feeds.page)));
        let feed = feeds.makes("").await;
        let again = feeds.rosa.opens(&feeds.page).await;
        assert!(!again.text().contains(&feed) && again.text().contains("Not read yet"));

        let program = sample.server.browser();
        let answer = reads(&program, &feed).await;
        assert_eq!(answer.header("cache-control"), "private, max-age=300");
        let zone = Zone::named("Europe/Lisbon").unwrap();
        let today = zone.day(now());
        let mut told: Vec<(String, String, String)> = entries(&answer)
            .into_iter()
            .map(|entry| (zone.local(entry.start), entry.title))
            .filter(|(local, _)| local.date().first_of_month() == today.first_of_month())
            .map(|(local, title)| (local.date().to_string(), clock_words(local.time()), title))
            .collect();
        let mut shown = listed(&feeds).await;
        told.sort_unstable();
        shown.sort_unstable();
        assert!(!shown.is_empty());
        assert_eq!(told, shown);
        assert!(feeds.rosa.opens(&feeds.page).await.text().contains("Last read on "));

        // Until something changes it is not sent again.
        let known = answer.header("etag").to_owned();
        let asks = || program.asks("GET", &feed).header("if-none-match", &known);
        assert_eq!(program.sends(asks()).await.status, 304);
        let loaf = feeds.adds(feeds.scope, "What a loaf needs").await;
        assert_eq!(program.sends(asks()).await.status, 200);

        // What is moved stays the same entry.
        let found = async || {
            let entries = entries(&reads(&program, &feed).await);
            entries.into_iter().find(|entry| entry.title == loaf.title).unwrap()
        };
        let (before, moved) = (found().await, loaf.starts_at + SignedDuration::from_hours(24));
        let store = &feeds.store;
        store.move_activity(feeds.scope, loaf.id, loaf.starts_at, moved).await.unwrap();
        let after = found().await;
        assert_eq!(after.uid, before.uid);
        assert_eq!(after.start.as_second(), moved.as_second());

        let [revoke] = &feeds.revokers().await[..] else { panic!("one feed") };
        let revoked = feeds.rosa.submits(revoke, &[]).await;
        assert_eq!((revoked.status, revoked.header("location")), (303, feeds.page.as_str()));
        let gone = program.sends(asks()).await;
        let never = program.opens("/feeds/00000000000000000000000000000000.ics").await;
        assert_eq!((gone.status, never.status), (404, 404));
        assert_eq!(gone.text(), never.text());
        assert_eq!(program.opens(feed.trim_end_matches(".ics")).await.status, 404);
        assert_eq!(feeds.rosa.submits(revoke, &[]).await.status, 404);
        feeds.store.close().await;
    });
}

/// The list of this month: the day, the minute and the title of each card.
async fn listed(feeds: &Feeds) -> Vec<(String, String, String)> {
    let list = feeds.rosa.opens(&feeds.page.replace("/feeds", "?view=list")).await;
    let page = Html::parse_document(list.text());
    let [days, posts] = [".list-day", ".list-post"].map(|css| Selector::parse(css).unwrap());
    let mut shown = Vec::new();
    for day in page.select(&days) {
        let date = day.attr("id").unwrap().trim_start_matches("list-").to_owned();
        for post in day.select(&posts) {
            let (minute, title) = (words(one(post, "time")), words(one(post, "h3")));
            shown.push((date.clone(), minute, title));
        }
    }
    shown
}

#[test]
fn a_feed_of_a_channel_shows_that_channel_and_no_feed_another_site() {
    on_both(async |almanac| {
        let sample = Sample::of(&almanac);
        let feeds = Feeds::of(&almanac, &sample).await;
        let sister = Site {
            id: SiteId::named("sister"),
            name: "Rosa’s Café".into(),
            address: "https://cafe.example/".into(),
            language: "en".into(),
            country: "PT".into(),
            time_zone: "Europe/Lisbon".into(),
            sandbox: "5157e2".into(),
            published: false,
        };
        let mut tx = feeds.store.begin().await.unwrap();
        let sister =
            feeds.store.add_site(&mut tx, feeds.scope.workspace, &sister, &Still).await.unwrap();
        tx.commit().await.unwrap();
        let cake = feeds.adds(sister, "Cake at the café").await;
        let loaf = feeds.adds(feeds.scope, "Bread at the bakery").await;

        let program = sample.server.browser();
        let [all, one] = [feeds.makes("").await, feeds.makes("instagram").await];
        let all = entries(&reads(&program, &all).await);
        let has = |entries: &[Entry], activity: ActivityId| {
            entries.iter().any(|entry| entry.uid.starts_with(&activity.to_string()))
        };
        assert!(has(&all, loaf.id) && !has(&all, cake.id));
        let answer = reads(&program, &one).await;
        assert!(answer.text().contains("X-WR-CALNAME:Rosa’s Bakery: Instagram\r\n"));
        let one = entries(&answer);
        assert!(!one.is_empty() && one.len() < all.len());
        assert!(one.iter().all(|entry| entry.channels == [Channel::Instagram.name()]));
        let here = all.iter().filter(|it| it.channels.iter().any(|name| name == "Instagram"));
        assert_eq!(here.count(), one.len());

        let wrong = feeds.rosa.submits(&feeds.page, &[("channel", "fax")]).await;
        assert_eq!(wrong.status, 422);
        assert!(wrong.text().contains(r#"id="channel-error""#), "{}", wrong.text());
        for _ in 2..20 {
            feeds.makes("x").await;
        }
        assert_eq!(feeds.rosa.submits(&feeds.page, &[("channel", "x")]).await.status, 409);
        assert_eq!(feeds.store.feeds(feeds.scope).await.unwrap().len(), 20);
        feeds.store.close().await;
    });
}

#[test]
fn a_hostile_title_stays_one_property() {
    on_both(async |almanac| {
        let sample = Sample::of(&almanac);
        let feeds = Feeds::of(&almanac, &sample).await;
        let feed = feeds.makes("").await;
        let program = sample.server.browser();
        let before = entries(&reads(&program, &feed).await).len();
        let hostile = "Rye; with, a \\ loaf\r\nEND:VEVENT\r\nBEGIN:VEVENT\nUID:theirs\rSUMMARY:Theirs\
            \u{85}X:1\u{2028} \u{1b}[2J\u{7f} 🥖🥖🥖🥖🥖🥖🥖🥖🥖🥖🥖🥖🥖🥖🥖🥖🥖🥖🥖🥖 é";
        feeds.adds(feeds.scope, hostile).await;
        let answer = reads(&program, &feed).await;
        let all = entries(&answer);
        assert_eq!(all.len(), before + 1);
        assert!(all.iter().all(|entry| entry.uid.ends_with("@almanac")));
        let title = "Rye; with, a \\ loaf\nEND:VEVENT\nBEGIN:VEVENT\nUID:theirs\nSUMMARY:Theirs\
            \nX:1\n [2J 🥖🥖🥖🥖🥖🥖🥖🥖🥖🥖🥖🥖🥖🥖🥖🥖🥖🥖🥖🥖 é";
        assert!(all.iter().any(|entry| entry.title == title), "{}", answer.text());
        feeds.store.close().await;
    });
}

#[test]
fn another_workspace_neither_sees_nor_revokes_a_feed() {
    on_both(async |almanac| {
        let sample = Sample::of(&almanac);
        let feeds = Feeds::of(&almanac, &sample).await;
        let feed = feeds.makes("").await;
        let [revoke] = &feeds.revokers().await[..] else { panic!("one feed") };
        let mallory = sample.server.browser();
        let fields = [
            ("name", "Mallory"),
            ("email", "mallory@elsewhere.example"),
            ("password", "a long enough password"),
        ];
        assert_eq!(mallory.submits("/sign-up", &fields).await.status, 303);
        let nobody = sample.server.browser();
        assert_eq!(mallory.opens(&feeds.page).await.status, 404);
        assert_eq!(nobody.opens(&feeds.page).await.status, 303);
        for path in [&feeds.page, revoke] {
            assert_eq!(mallory.submits(path, &[]).await.status, 404);
            assert_eq!(nobody.submits(path, &[]).await.status, 401);
        }
        assert_eq!(feeds.store.feeds(feeds.scope).await.unwrap().len(), 1);
        let program = sample.server.browser();
        assert!(!entries(&reads(&program, &feed).await).is_empty());

        // A copy of the database opens no calendar.
        let secret = feed.trim_start_matches("/feeds/").trim_end_matches(".ics").to_owned();
        feeds.store.close().await;
        let dump = almanac.dump().await;
        assert!(!dump.windows(secret.len()).any(|part| part == secret.as_bytes()));
    });
}

/// A world in which only time goes on.
struct Still;

impl World for Still {
    fn now(&self) -> Timestamp {
        now()
    }

    fn random(&self) -> u128 {
        0
    }
}
