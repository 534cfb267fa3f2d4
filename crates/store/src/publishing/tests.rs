//! How the engines carry a claim out: a million posts of other days cost it nothing.

use std::time::Duration;

use domain::{
    Scope,
    activity::ActivityType,
    id::{ActivityId, SiteId},
    site::Site,
    world::World,
};
use jiff::Timestamp;
use sqlx::Row;

use super::claim_sql;
use crate::{
    Location, SecretKey, Store, accounts::SignUp, activities::Activity, dialect, pool::Pool,
    pool::Tx,
};

const NOW: i64 = 1_795_000_000_000;
const DUE: i64 = 20;
const WAITING: i64 = 20_000;
/// No step of the plan may touch so many rows.
const MANY: u64 = 1_000;

struct Dice;

impl World for Dice {
    fn now(&self) -> Timestamp {
        crate::error::instant(NOW)
    }

    fn random(&self) -> u128 {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).unwrap();
        u128::from_be_bytes(bytes)
    }
}

#[test]
fn a_claim_reads_what_is_due_and_nothing_that_waits_for_another_day() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let mut location =
            Location { database_url: None, data: folder.path().to_owned(), bucket: None };
        of_what_is_due(&location).await;
        if let Ok(server) = std::env::var("ALMANAC_TEST_POSTGRES") {
            location.database_url = Some(fresh_database(&server).await);
            of_what_is_due(&location).await;
        }
    });
}

async fn of_what_is_due(location: &Location) {
    let store = Store::open(location, SecretKey::new([7; 32])).await.unwrap();
    let scope = bakery(&store).await;
    lay(&store, scope, "due", DUE, 0).await;
    lay(&store, scope, "waiting", WAITING, 60_000).await;
    for counted in [false, true] {
        if counted {
            exec!(store.write; "analyze posts").unwrap();
        }
        let steps = steps(&store).await;
        match &store.write {
            Pool::Sqlite(_) => {
                let due = "SEARCH posts USING INDEX posts_by_turn (<expr><?)";
                assert!(steps.iter().any(|step| step.contains(due)), "{steps:#?}");
                let scans = steps.iter().filter(|step| step.contains("SCAN posts")).count();
                assert_eq!(scans, 0, "{steps:#?}");
            }
            Pool::Postgres(_) => {
                // By its minute or by its turn: neither touches what waits.
                let due =
                    ["using posts_by_turn", "using posts_due", "on posts_by_turn", "on posts_due"];
                let goes_by = |step: &String| due.iter().any(|index| step.contains(index));
                assert!(steps.iter().any(goes_by), "{steps:#?}");
                let most = steps.iter().filter_map(|step| touched(step)).max().unwrap();
                assert!((1..MANY).contains(&most), "{steps:#?}");
            }
        }
    }
    store.close().await;
}

/// The steps of a claim, as its engine tells them; PostgreSQL carries it out and takes it back.
async fn steps(store: &Store) -> Vec<String> {
    let explain = match &store.write {
        Pool::Sqlite(_) => "explain query plan",
        Pool::Postgres(_) => "explain (analyze, costs off, timing off)",
    };
    let sql = format!("{explain} {}", claim_sql(&store.write));
    let (lease, busy) = (Duration::from_secs(60), ",");
    let until = super::until(crate::error::instant(NOW), lease);
    macro_rules! told {
        ($tx:expr, $column:expr) => {{
            let asked = sqlx::query(sqlx::AssertSqlSafe(sql));
            let asked = asked.bind(NOW).bind(until).bind(50_i64).bind(busy);
            let rows = asked.fetch_all(&mut *$tx).await.unwrap();
            $tx.rollback().await.unwrap();
            rows.iter().map(|row| row.get::<String, _>($column)).collect()
        }};
    }
    match dialect::begin_by_index(&store.write).await.unwrap() {
        Tx::Sqlite(mut tx) => told!(tx, "detail"),
        Tx::Postgres(mut tx) => told!(tx, 0),
    }
}

/// How many rows a step of PostgreSQL's plan gave or read in vain.
fn touched(step: &str) -> Option<u64> {
    let (_, count) = step.split_once("actual rows=").or(step.split_once("Removed by Filter: "))?;
    count.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

async fn bakery(store: &Store) -> Scope {
    let rosa = SignUp {
        email: "rosa@bakery.example",
        name: "Rosa",
        password_hash: "$x",
        workspace: "Bakery",
    };
    let (_, workspace) = store.sign_up(&Dice, rosa).await.unwrap();
    let site = Site {
        id: SiteId::mint(&Dice),
        name: "Bakery".into(),
        address: "https://rosasbakery.example/".into(),
        language: "en".into(),
        country: "PT".into(),
        time_zone: "UTC".into(),
        sandbox: format!("{:x}", Dice.random()),
        published: false,
    };
    let mut tx = store.begin().await.unwrap();
    let scope = store.add_site(&mut tx, workspace, &site, &Dice).await.unwrap();
    tx.commit().await.unwrap();
    scope
}

/// Scheduled posts of one activity, all at once and from some milliseconds from now on. Each is
/// for a channel of its own, because an activity has one post for each.
async fn lay(store: &Store, scope: Scope, name: &str, count: i64, from: i64) {
    let activity = Activity {
        id: ActivityId::mint(&Dice),
        kind: ActivityType::SocialMarketing,
        title: name.into(),
        description: String::new(),
        reason: String::new(),
        subject: "Bread".into(),
        topic: None,
        event: None,
        starts_at: Dice.now(),
        stories: false,
        edited: false,
    };
    store.add_activity(scope, &activity, Dice.now()).await.unwrap();
    exec!(
        store.write;
        "insert into posts (workspace_id, site_id, id, activity_id, channel, caption, alt_text, publish_at,
           status, version, edited, attempt, unclear, created_at)
         with recursive number (n) as (
           select cast(0 as bigint) union all select n + 1 from number where n + 1 < $4)
         select $1, $2, $5 || cast(n as text), $3, 'channel ' || cast(n as text), '', '', $6 + n * $7,
           'scheduled', 1, false, 0, 0, $6 from number",
        scope.workspace.to_string(), scope.site.to_string(), activity.id.to_string(), count, name,
        NOW + from, from
    )
    .unwrap();
}

async fn fresh_database(server: &str) -> String {
    let name = format!("claims_{}", std::process::id());
    let pool = sqlx::PgPool::connect(server).await.unwrap();
    let create = sqlx::AssertSqlSafe(format!("create database {name}"));
    sqlx::query(create).execute(&pool).await.unwrap();
    let (address, query) = server.split_once('?').unwrap_or((server, ""));
    format!("{}/{name}?{query}", address.rsplit_once('/').unwrap().0)
}
