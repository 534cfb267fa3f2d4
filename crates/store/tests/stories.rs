//! Stories beside posts: one of each kind for a channel, told apart by what is done to them; and
//! the posts of older databases, which stay what they are.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[expect(dead_code, reason = "other stories use more of it")]
mod fixture;

use std::{fs, path::Path, time::Duration};

use domain::{
    Scope,
    channel::Channel,
    id::{ActivityId, PostId, SiteId, WorkspaceId},
    post::{Placement, PostKind, PostStatus, PostText},
};
use fixture::{Bakery, TestWorld, at_both, new_post, on_both};
use jiff::{Timestamp, ToSpan};
use sqlx::{PgPool, SqlitePool, migrate::Migrator, sqlite::SqliteConnectOptions};
use store::{
    Location, SecretKey, Store,
    calendar::{Detail, Filter},
    posts::{NewPost, Post, Which},
};

fn new_story(world: &TestWorld, channel: Channel, at: Timestamp) -> NewPost {
    NewPost { placement: Placement::story(channel), ..new_post(world, channel, at) }
}

async fn held(store: &Store, scope: Scope, activity: ActivityId) -> Vec<(Placement, PostStatus)> {
    let posts = store.posts(scope, Which::OfActivity(activity)).await.unwrap();
    let mut held: Vec<_> = posts.iter().map(|post| (post.placement(), post.status)).collect();
    held.sort_by_key(|(placement, _)| *placement);
    held
}

#[test]
fn an_activity_holds_one_of_each_kind_for_a_channel() {
    on_both(async |store, world| {
        let bakery = Bakery::open(&store, world).await;
        let (scope, now) = (bakery.scope, world.now());
        let at = now + 1.hour();
        let (activity, _) = bakery.post(&store, world, Channel::Instagram, at).await;
        let more = [
            new_post(world, Channel::Instagram, at),
            new_story(world, Channel::Instagram, at),
            new_story(world, Channel::Instagram, at),
        ];
        assert_eq!(store.add_posts(scope, activity, &more, now).await.unwrap(), 1);
        let both = [Placement::post(Channel::Instagram), Placement::story(Channel::Instagram)];
        let drafts = both.map(|placement| (placement, PostStatus::Draft));
        assert_eq!(held(&store, scope, activity).await, drafts);

        let day = (now, now + 24.hours());
        let cards = store.calendar(scope, day, &Filter::default(), Detail::Line).await.unwrap().0;
        let [card] = &cards[..] else { panic!("{cards:?}") };
        let kinds: Vec<PostKind> = card.posts.iter().map(|post| post.kind).collect();
        assert_eq!(kinds, PostKind::ALL);
        assert!(card.has_posts() && card.has_stories());
        assert_eq!(card.channels().collect::<Vec<_>>(), [Channel::Instagram], "a network once");
    });
}

#[test]
fn clearing_posts_leaves_stories_and_clearing_stories_takes_drafts_alone() {
    on_both(async |store, world| {
        let bakery = Bakery::open(&store, world).await;
        let (scope, now) = (bakery.scope, world.now());
        let at = now + 1.hour();
        let (activity, _) = bakery.post(&store, world, Channel::Instagram, at).await;
        let stories = [Channel::Instagram, Channel::Facebook].map(|it| new_story(world, it, at));
        store.add_posts(scope, activity, &stories, now).await.unwrap();
        store.schedule_post(scope, stories[1].id).await.unwrap();

        assert_eq!(store.clear_posts(scope, activity).await.unwrap(), 1);
        let instagram = (Placement::story(Channel::Instagram), PostStatus::Draft);
        let facebook = (Placement::story(Channel::Facebook), PostStatus::Scheduled);
        assert_eq!(held(&store, scope, activity).await, [instagram, facebook]);
        assert_eq!(store.clear_stories(scope, activity).await.unwrap(), 1);
        assert_eq!(store.clear_stories(scope, activity).await.unwrap(), 0);
        assert_eq!(held(&store, scope, activity).await, [facebook]);
        let claimed = store.claim_due(at, Duration::from_secs(60), 10, &[]).await.unwrap();
        assert_eq!(claimed[0].post.placement(), Placement::story(Channel::Facebook));
    });
}

#[test]
fn the_words_of_a_story_change_together_with_its_picture() {
    on_both(async |store, world| {
        let bakery = Bakery::open(&store, world).await;
        let (scope, now) = (bakery.scope, world.now());
        let at = now + 1.hour();
        let (activity, post) = bakery.post(&store, world, Channel::Instagram, at).await;
        let story = new_story(world, Channel::Instagram, at);
        store.add_posts(scope, activity, std::slice::from_ref(&story), now).await.unwrap();
        let text = PostText { caption: "Rye".into(), alt_text: "Rye.".into(), ..story.text };
        let picture = domain::id::MediaId::mint(world);
        store.change_story(scope, story.id, 1, (&text, picture), true).await.unwrap();
        let changed = store.post(scope, story.id).await.unwrap();
        assert_eq!((changed.text.caption.as_str(), changed.picture), ("Rye", Some(picture)));
        let late = store.change_story(scope, story.id, 1, (&text, picture), true).await;
        assert!(late.is_err(), "it has changed since");
        let no_story = store.change_story(scope, post, 1, (&text, picture), true).await;
        assert!(no_story.is_err(), "a post has its words beside its picture");
    });
}

/// The tables as they were before stories, with rows in them.
const BEFORE: &str = "20261122060000";

#[test]
fn the_posts_of_an_older_database_stay_what_they_are() {
    at_both(async |location, world| {
        let scope = Scope { workspace: WorkspaceId::mint(world), site: SiteId::mint(world) };
        let (activity, now) = (ActivityId::mint(world), world.now());
        let (scheduled, uncertain) = (PostId::mint(world), PostId::mint(world));
        let (workspace, site) = (scope.workspace, scope.site);
        let minute = (now + 1.hour()).as_millisecond();
        let post = |id: PostId, channel: &str, status: &str, mirrored: bool| {
            format!(
                "insert into posts (workspace_id, site_id, id, activity_id, channel, title, caption, link, alt_text,
                   media_id, publish_at, status, version, edited, attempt, unclear, lease_until, sending_at,
                   next_check_at, reference, live_link, failure, created_at, tries, mirrored, picture_from)
                 values ('{workspace}', '{site}', '{id}', '{activity}', '{channel}', 'Title', 'Rye', 'https://a.example/',
                   'A loaf.', '{activity}', {minute}, '{status}', 7, true, 3, 1, null, 5, 6, 'r', 'https://l.example/',
                   'why', 8, 2, {mirrored}, 'https://p.example/x.jpg')"
            )
        };
        let rows = [
            format!("insert into workspaces (id, name, created_at) values ('{workspace}', 'Bakery', 1)"),
            format!(
                "insert into sites (workspace_id, id, address, name, language, country, time_zone, sandbox, sandbox_mode,
                   published, created_at)
                 values ('{workspace}', '{site}', 'https://b.example/', 'Bakery', 'en', 'PT', 'UTC', 'ab', 'accepting', true, 1)"
            ),
            format!(
                "insert into activities (workspace_id, site_id, id, kind, title, description, reason, subject, starts_at,
                   edited, created_at)
                 values ('{workspace}', '{site}', '{activity}', 'SOCIAL_MARKETING', 'Rye', '', '', '', {minute}, false, 1)"
            ),
            post(scheduled, "instagram", "scheduled", false),
            post(uncertain, "facebook", "uncertain", true),
        ];
        migrated_before(&location, &rows).await;

        let store = Store::open(&location, SecretKey::new([7; 32])).await.unwrap();
        let expected = |id, channel, status, mirrored| Post {
            id,
            activity,
            channel,
            kind: PostKind::Post,
            text: PostText {
                title: Some("Title".into()),
                caption: "Rye".into(),
                link: Some("https://a.example/".into()),
                alt_text: "A loaf.".into(),
            },
            picture: Some(activity.to_string().parse().unwrap()),
            publish_at: Timestamp::from_millisecond(minute).unwrap(),
            status,
            version: 7,
            live_link: Some("https://l.example/".into()),
            failure: Some("why".into()),
            mirrored,
            reference: None,
            authorship: None,
            held: false,
        };
        let one = expected(scheduled, Channel::Instagram, PostStatus::Scheduled, false);
        assert_eq!(store.post(scope, scheduled).await.unwrap(), one);
        let two = expected(uncertain, Channel::Facebook, PostStatus::Uncertain, true);
        assert_eq!(store.post(scope, uncertain).await.unwrap(), two);
        assert!(!store.activity(scope, activity).await.unwrap().stories);
        assert_eq!(store.mirrored_pictures(scope).await.unwrap().len(), 1);

        let at = Timestamp::from_millisecond(minute).unwrap();
        let claimed = store.claim_due(at, Duration::from_secs(60), 10, &[]).await.unwrap();
        let [claimed] = &claimed[..] else { panic!("{claimed:?}") };
        assert_eq!((claimed.attempt, claimed.tries, claimed.unclear), (4, 3, 1));
        let unsettled = store.claim_unsettled(at, Duration::from_secs(60), 10).await.unwrap();
        assert_eq!(unsettled[0].sending_at.map(Timestamp::as_millisecond), Some(5));

        let again =
            [new_post(world, Channel::Instagram, at), new_story(world, Channel::Instagram, at)];
        assert_eq!(store.add_posts(scope, activity, &again, now).await.unwrap(), 1);
        store.close().await;
        let gone = format!("delete from activities where id = '{activity}'");
        for index in ["by_time", "by_status", "due", "leased", "unsettled"] {
            assert!(indexes(&location).await.contains(&format!("posts_{index}")), "{index}");
        }
        run(&location, &[gone]).await;
        let store = Store::open(&location, SecretKey::new([7; 32])).await.unwrap();
        let left = store.posts(scope, Which::OfActivity(activity)).await.unwrap();
        assert_eq!(left, [], "posts go with their activity");
        store.close().await;
    });
}

/// Lays the tables out as an older version did, and rows into them.
async fn migrated_before(location: &Location, rows: &[String]) {
    let engine = if location.database_url.is_some() { "postgres" } else { "sqlite" };
    let all = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(engine);
    let older = tempfile::tempdir().unwrap();
    for file in fs::read_dir(all).unwrap().map(|file| file.unwrap()) {
        if file.file_name().to_str().unwrap() < BEFORE {
            fs::copy(file.path(), older.path().join(file.file_name())).unwrap();
        }
    }
    let migrator = Migrator::new(older.path()).await.unwrap();
    match &location.database_url {
        Some(url) => migrator.run(&PgPool::connect(url).await.unwrap()).await.unwrap(),
        None => migrator.run(&sqlite(location).await).await.unwrap(),
    }
    run(location, rows).await;
}

async fn sqlite(location: &Location) -> SqlitePool {
    let file = location.data.join("almanac.db");
    let options = SqliteConnectOptions::new().filename(file).create_if_missing(true);
    SqlitePool::connect_with(options).await.unwrap()
}

async fn run(location: &Location, statements: &[String]) {
    for statement in statements {
        let sql = sqlx::AssertSqlSafe(statement.clone());
        match &location.database_url {
            Some(url) => {
                let pool = PgPool::connect(url).await.unwrap();
                sqlx::query(sql).execute(&pool).await.unwrap();
                pool.close().await;
            }
            None => {
                let pool = sqlite(location).await;
                sqlx::query(sql).execute(&pool).await.unwrap();
                pool.close().await;
            }
        }
    }
}

async fn indexes(location: &Location) -> Vec<String> {
    match &location.database_url {
        Some(url) => {
            let pool = PgPool::connect(url).await.unwrap();
            let found = sqlx::query_scalar("select indexname::text from pg_indexes");
            found.fetch_all(&pool).await.unwrap()
        }
        None => {
            let pool = sqlite(location).await;
            let found = sqlx::query_scalar("select name from sqlite_master where type = 'index'");
            found.fetch_all(&pool).await.unwrap()
        }
    }
}
