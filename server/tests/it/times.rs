//! One minute, wherever it is read: in thirty zones, also beside what clocks do there.

use jiff::{SignedDuration, Timestamp, civil::DateTime, tz::TimeZone};
use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::TestRunner,
};
use scraper::{Html, Selector};
use store::{
    activities::Activity,
    posts::{Post, Which},
};

use crate::{
    almanac::{Sample, now, on_both},
    browser::Browser,
    program::{Program, list},
};

#[rustfmt::skip]
const ZONES: [&str; 30] = [
    "Europe/Lisbon", "Europe/London", "Europe/Berlin", "Europe/Istanbul", "Europe/Moscow",
    "Africa/Casablanca", "Africa/Cairo", "Africa/Johannesburg", "Asia/Tehran", "Asia/Kolkata",
    "Asia/Kathmandu", "Asia/Yangon", "Asia/Shanghai", "Asia/Tokyo", "Asia/Beirut",
    "Australia/Adelaide", "Australia/Lord_Howe", "Australia/Eucla", "Pacific/Auckland",
    "Pacific/Chatham", "Pacific/Apia", "Pacific/Kiritimati", "Pacific/Honolulu",
    "Pacific/Marquesas", "America/St_Johns", "America/New_York", "America/Sao_Paulo",
    "America/Santiago", "America/Havana", "America/Los_Angeles",
];
/// Days from now on which the sample has nothing else, and which a feed shows.
const FREE: std::ops::Range<i64> = 60..360;

/// An activity whose posts stand at its own minute, and those who read when that is.
struct Story {
    rosa: Browser,
    program: Program,
    site: String,
    feed: String,
    activity: Activity,
    post: Post,
}

#[test]
fn every_view_the_post_the_feed_and_the_api_say_the_same_minute() {
    on_both(async |almanac| {
        let sample = Sample::of(&almanac);
        let store = almanac.store().await;
        let scope = store.scope_of_site(sample.word("site_id").parse().unwrap()).await.unwrap();
        let (activity, post) = unsent(&store, scope).await;
        let rosa = sample.rosa().await;
        let site = format!("/sites/{}", scope.site);
        let feed = feed(&rosa, &site).await;
        let program = Program { networks: "all", ..Program::of(&sample) };
        let mut story = Story { rosa, program, site, feed, activity, post };
        let mut runner = TestRunner::deterministic();
        for zone in ZONES {
            let corrected = format!("{}/facts/time_zone", story.site);
            let answer = story.rosa.submits(&corrected, &[("values", zone)]).await;
            assert_eq!(answer.status, 303, "{zone}: {}", answer.text());
            let rules = TimeZone::get(zone).unwrap();
            for minute in minutes(&rules, &mut runner) {
                let from = story.activity.starts_at;
                store.move_activity(scope, story.activity.id, from, minute).await.unwrap();
                story.activity.starts_at = minute;
                let local = minute.to_zoned(rules.clone()).datetime();
                let read = story.reads(local).await;
                let wanted = local.strftime("%Y-%m-%d %H:%M").to_string();
                assert_eq!(read, [(); 5].map(|()| wanted.clone()), "{zone}, {minute}");
                story.is_told(minute).await;
            }
        }
        store.close().await;
    });
}

/// An activity of which nothing is sent or scheduled, with its first post.
async fn unsent(store: &store::Store, scope: domain::Scope) -> (Activity, Post) {
    for draft in store.posts(scope, Which::Drafts).await.unwrap() {
        let activity = store.activity(scope, draft.activity).await.unwrap();
        let posts = store.posts(scope, Which::OfActivity(activity.id)).await.unwrap();
        let at_once =
            |post: &Post| post.publish_at == activity.starts_at && post.status == draft.status;
        if posts.iter().all(at_once) {
            return (activity, draft);
        }
    }
    panic!("every activity of the sample is sent in part");
}

/// The path of a new feed of all channels.
async fn feed(rosa: &Browser, site: &str) -> String {
    let made = rosa.submits(&format!("{site}/calendar/feeds"), &[("channel", "")]).await;
    let page = Html::parse_document(made.text());
    let address = page.select(&Selector::parse("input#address").unwrap()).next().unwrap();
    let (_, secret) = address.attr("value").unwrap().split_once("/feeds/").unwrap();
    format!("/feeds/{secret}")
}

/// Some minute, and those half an hour before and after the clocks are put forward or back.
fn minutes(rules: &TimeZone, runner: &mut TestRunner) -> Vec<Timestamp> {
    let full = now().as_second().div_euclid(60) * 60;
    let later = |days: i64, minutes: i64| {
        Timestamp::from_second(full + (days * 24 * 60 + minutes) * 60).unwrap()
    };
    let chance = (FREE, 0..24 * 60_i64).new_tree(runner).unwrap().current();
    let changes = rules.following(later(FREE.start, 0)).map(|change| change.timestamp());
    let changes = changes.take_while(|change| *change < later(FREE.end, 0)).take(2);
    let half = SignedDuration::from_mins(30);
    let beside = changes.flat_map(|change| [change - half, change + half]);
    std::iter::once(later(chance.0, chance.1)).chain(beside).collect()
}

impl Story {
    /// What month, week, day, list and the page of the post say, found by the day and, in a week
    /// and a day, by the hour that they put it to.
    async fn reads(&self, local: DateTime) -> [String; 5] {
        let (day, hour) = (local.date(), local.hour());
        let card = format!(
            "a.entry[data-from=\"{}\"][href$=\"{}\"] time",
            self.activity.starts_at.as_millisecond(),
            self.activity.id
        );
        let in_hour = format!("[data-day=\"{day}\"] [data-hour=\"{hour}\"] {card}");
        let month = local.strftime("%Y-%m");
        let views = [
            (format!("month={month}"), format!("[data-day=\"{day}\"] {card}")),
            (format!("view=week&day={day}"), in_hour.clone()),
            (format!("view=day&day={day}"), in_hour),
            (
                format!("view=list&month={month}"),
                format!("#list-{day} time[datetime=\"{}\"]", self.activity.starts_at),
            ),
        ];
        let mut read = Vec::new();
        for (asked, place) in views {
            let page = self.opens(&format!("/calendar?{asked}")).await;
            let found = page.select(&Selector::parse(&place).unwrap()).next();
            let clock = found.map(|time| time.text().collect::<String>()).unwrap_or_default();
            read.push(format!("{day} {clock}"));
        }
        let page = self.opens(&format!("/posts/{}", self.post.id)).await;
        let field = |id: &str| {
            let field = page.select(&Selector::parse(&format!("input#{id}")).unwrap()).next();
            field.unwrap().attr("value").unwrap().to_owned()
        };
        read.push(format!("{} {}", field("day"), field("time")));
        read.try_into().unwrap()
    }

    async fn opens(&self, path: &str) -> Html {
        let answer = self.rosa.opens(&format!("{}{path}", self.site)).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        Html::parse_document(answer.text())
    }

    /// Programs are told the instant itself.
    async fn is_told(&self, minute: Timestamp) {
        let feed = self.program.browser.opens(&self.feed).await;
        let start = format!("DTSTART:{}\r\n", minute.strftime("%Y%m%dT%H%M%SZ"));
        assert!(feed.text().contains(&start), "{start} in {}", feed.text());
        let instant = minute.strftime("%Y-%m-%dT%H:%M:00.000Z").to_string();
        let frame = format!("?timeframe.startDate={instant}&timeframe.endDate={instant}");
        let plan = self.program.gets(&format!("/marketing-plan{frame}")).await;
        let [activity] = &list(&plan, "marketingActivities")[..] else { panic!("{plan}") };
        assert_eq!(activity["marketingActivityId"], self.activity.id.to_string());
        assert_eq!(activity["date"], instant);
    }
}
