//! The secret key is replaced by one command, which may die at any point.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    process::Stdio,
    sync::atomic::{AtomicU64, Ordering},
    time::Instant,
};

use domain::{
    Scope,
    channel::Channel,
    connection::{Connection, ProviderKind},
    contract::Credentials,
    id::{ConnectionId, SiteId},
    site::Site,
    world::World,
};
use jiff::Timestamp;
use store::{SecretKey, Store, StoreError, accounts::SignUp};

use crate::almanac::{Almanac, on_both};

const CANARY: &str = "canary-4711";
/// A key that an operator made elsewhere.
const CHOSEN: &str = "5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a";
const CHOSEN_KEY: [u8; 32] = [0x5a; 32];

#[test]
fn the_key_is_replaced_and_every_credential_stays() {
    on_both(async |almanac| {
        let scope = bakery(&almanac).await;
        let old = key(&almanac);
        let ended = almanac.run(&["rotate-key"]);
        assert_eq!((ended.code, ended.err.as_str()), (0, ""));
        for said in [
            "secret.key holds a new secret key",
            "workspaces with a new data key: 1",
            "credentials sealed anew: 1",
            "Restart every server and worker now",
        ] {
            assert!(ended.out.contains(said), "{}", ended.out);
        }
        assert_ne!(key(&almanac), old);
        let about = fs::metadata(almanac.data().join("secret.key")).unwrap();
        assert_eq!(about.permissions().mode() & 0o777, 0o600);
        assert!(!almanac.data().join("secret.key.new").exists());
        assert_eq!(credential(&almanac, scope).await, CANARY);
        let found = almanac.run(&["doctor"]).out;
        assert!(found.contains("ok       secret key"), "{found}");
        assert!(
            found.contains("ok       data keys     workspaces with one: 1, all open"),
            "{found}"
        );

        fs::write(almanac.data().join("secret.key"), old).unwrap();
        let ended = almanac.run(&["serve"]);
        assert_eq!(ended.code, 1);
        let wanted = "or copy it from the machine that ran `almanac rotate-key`";
        assert!(ended.err.contains(wanted), "{}", ended.err);
    });
}

#[test]
fn a_server_goes_on_while_the_key_is_replaced_and_starts_again_with_the_new_one() {
    on_both(async |almanac| {
        let scope = bakery(&almanac).await;
        let server = almanac.serve(&[]);
        assert_eq!(almanac.run(&["rotate-key"]).code, 0);
        assert_eq!(server.browser().opens("/sign-in").await.status, 200);
        assert_eq!(server.end().0, 0);
        let server = almanac.serve(&[]);
        assert_eq!(server.browser().opens("/sign-in").await.status, 200);
        assert_eq!(credential(&almanac, scope).await, CANARY);
    });
}

#[test]
fn a_rotation_that_died_before_the_database_changed_leaves_the_key_as_it_was() {
    on_both(async |almanac| {
        let scope = bakery(&almanac).await;
        let (old, next) = (key(&almanac), almanac.data().join("secret.key.new"));
        lay(&next, CHOSEN);
        let ended = almanac.run(&["migrate"]);
        assert_eq!((ended.code, ended.err.as_str()), (0, ""));
        assert_eq!(key(&almanac), old);
        assert_eq!(credential(&almanac, scope).await, CANARY);
        // The next rotation makes a key of its own.
        assert_eq!(almanac.run(&["rotate-key"]).code, 0);
        assert!(key(&almanac) != old && key(&almanac).trim() != CHOSEN && !next.exists());
        assert_eq!(credential(&almanac, scope).await, CANARY);
    });
}

#[test]
fn a_rotation_that_died_after_the_database_changed_is_finished_by_the_next_start() {
    on_both(async |almanac| {
        let scope = bakery(&almanac).await;
        for finishing in ["migrate", "doctor", "rotate-key"] {
            let next = almanac.data().join("secret.key.new");
            let store = almanac.store().await;
            lay(&next, CHOSEN);
            let rotation = store.begin_rotation().await.unwrap();
            rotation.replace_by(&SecretKey::new(CHOSEN_KEY), morning()).await.unwrap();
            store.close().await;
            let ended = almanac.run(&[finishing]);
            // The doctor writes no log.
            let told = ended.err.contains("secret.key.new became secret.key");
            assert!(told != (finishing == "doctor"), "{finishing}: {}", ended.err);
            assert!(!next.exists());
            assert_eq!(key(&almanac).trim() == CHOSEN, finishing != "rotate-key");
            assert_eq!(credential(&almanac, scope).await, CANARY);
            assert_eq!(almanac.run(&["rotate-key"]).code, 0);
        }
    });
}

#[test]
fn a_rotation_that_is_killed_at_any_moment_loses_nothing() {
    on_both(async |almanac| {
        let scope = bakery(&almanac).await;
        let start = Instant::now();
        assert_eq!(almanac.run(&["rotate-key"]).code, 0);
        let whole = start.elapsed();
        for step in 1..=24 {
            let mut rotation = almanac.command(&["rotate-key"]);
            let mut rotation =
                rotation.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
            std::thread::sleep(whole * step / 20);
            rotation.kill().unwrap();
            rotation.wait().unwrap();
            if step % 2 == 0 {
                // At once another. Refused when the database was not done with the one before.
                almanac.run(&["rotate-key"]);
            }
            let ended = almanac.run(&["migrate"]);
            assert_eq!(ended.code, 0, "after {step} twentieths: {}", ended.err);
            assert_eq!(credential(&almanac, scope).await, CANARY);
        }
    });
}

#[test]
fn of_two_rotations_at_once_one_waits() {
    on_both(async |almanac| {
        let scope = bakery(&almanac).await;
        let two = [(); 2].map(|()| {
            let mut rotation = almanac.command(&["rotate-key"]);
            rotation.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
        });
        for rotation in two {
            let ended = rotation.wait_with_output().unwrap();
            assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
        }
        assert_eq!(credential(&almanac, scope).await, CANARY);
    });
}

#[test]
fn a_key_from_a_file_is_taken_when_it_is_another_one() {
    on_both(async |almanac| {
        let scope = bakery(&almanac).await;
        let file = almanac.beside().join("chosen");
        let arguments = ["rotate-key", "--key", file.to_str().unwrap()];
        let refused = |wanted: &str| {
            let (old, ended) = (key(&almanac), almanac.run(&arguments));
            assert_eq!((ended.code, ended.out.as_str()), (1, ""));
            assert!(ended.err.contains(wanted), "{}", ended.err);
            assert!(key(&almanac) == old && !almanac.data().join("secret.key.new").exists());
        };
        refused("there is no key in");
        lay(&file, "too short");
        refused("64 hexadecimal digits");
        lay(&file, CHOSEN);
        fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
        refused("Run: chmod 600");
        lay(&file, CHOSEN);
        let ended = almanac.run(&arguments);
        assert_eq!(ended.code, 0, "{}", ended.err);
        assert_eq!(key(&almanac).trim(), CHOSEN);
        assert_eq!(credential(&almanac, scope).await, CANARY);
        refused("is the secret key already");
    });
}

#[test]
fn another_machine_gets_the_key_beforehand_or_is_told_where_it_is() {
    on_both(async |almanac| {
        let scope = bakery(&almanac).await;
        let Some(other) = almanac.another_machine() else { return };
        fs::create_dir(other.data()).unwrap();
        fs::copy(almanac.data().join("secret.key"), other.data().join("secret.key")).unwrap();
        assert_eq!(credential(&other, scope).await, CANARY);
        let file = almanac.beside().join("chosen");
        lay(&file, CHOSEN);
        let ended = almanac.run(&["rotate-key", "--key", file.to_str().unwrap()]);
        assert_eq!(ended.code, 0, "{}", ended.err);

        let ended = other.run(&["rotate-key"]);
        assert_eq!(ended.code, 1);
        let wanted = "or copy it from the machine that ran `almanac rotate-key`";
        assert!(ended.err.contains(wanted), "{}", ended.err);
        lay(&other.data().join("secret.key.new"), CHOSEN);
        assert_eq!(other.run(&["migrate"]).code, 0);
        assert_eq!(key(&other).trim(), CHOSEN);
        assert_eq!(credential(&other, scope).await, CANARY);
    });
}

#[test]
fn a_data_key_that_does_not_open_is_found_by_the_doctor_and_replaced() {
    let almanac = Almanac::new();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let scope = bakery(&almanac).await;
        let file =
            sqlx::sqlite::SqliteConnectOptions::new().filename(almanac.data().join("almanac.db"));
        let database = sqlx::SqlitePool::connect_with(file).await.unwrap();
        sqlx::query("update data_keys set wrapped = 'v1.00.00'").execute(&database).await.unwrap();
        database.close().await;
        let ended = almanac.run(&["doctor"]);
        assert_eq!(ended.code, 1);
        let wanted =
            format!("problem  data keys     does not open for workspace {}.", scope.workspace);
        assert!(ended.out.contains(&wanted), "{}", ended.out);
        let ended = almanac.run(&["rotate-key"]);
        assert_eq!(ended.code, 0, "{}", ended.err);
        assert!(ended.out.contains("credentials sealed anew: 0"), "{}", ended.out);
        let place = format!("connections/{}/{}/mastodon", scope.workspace, scope.site);
        assert!(ended.err.contains(&format!("{place} could not be opened")), "{}", ended.err);
        assert!(almanac.run(&["doctor"]).out.contains("ok       data keys"));
    });
}

/// A site with a webhook.
async fn bakery(almanac: &Almanac) -> Scope {
    assert_eq!(almanac.run(&["migrate"]).code, 0);
    let store = almanac.store().await;
    let world = Morning(AtomicU64::new(1));
    let rosa = SignUp {
        email: "rosa@bakery.example",
        name: "Rosa",
        password_hash: "$x",
        workspace: "Bakery",
    };
    let (_, workspace) = store.sign_up(&world, rosa).await.unwrap();
    let site = Site {
        id: SiteId::mint(&world),
        name: "Bakery".into(),
        address: "https://rosasbakery.example/".into(),
        language: "en".into(),
        country: "PT".into(),
        time_zone: "UTC".into(),
        sandbox: "rosa".into(),
        published: false,
    };
    let mut tx = store.begin().await.unwrap();
    let scope = store.add_site(&mut tx, workspace, &site, &world).await.unwrap();
    tx.commit().await.unwrap();
    let connection = Connection {
        id: ConnectionId::mint(&world),
        channel: Channel::Mastodon,
        provider: ProviderKind::Webhook,
        account: "hooks.bakery.example".into(),
        limits: None,
    };
    let secret = Credentials::new(CANARY.to_owned());
    store.connect(scope, &connection, Some(&secret), world.now()).await.unwrap();
    store.close().await;
    scope
}

/// The credential, opened with the key in the data folder and with no other.
async fn credential(almanac: &Almanac, scope: Scope) -> String {
    let store = almanac.store().await;
    let found = store.connection_with_credentials(scope, Channel::Mastodon).await.unwrap();
    store.close().await;
    let other = Store::open(&almanac.location(), SecretKey::new([1; 32])).await;
    assert!(matches!(other, Err(StoreError::WrongKey)));
    found.unwrap().credentials.unwrap().reveal().to_owned()
}

fn key(almanac: &Almanac) -> String {
    fs::read_to_string(almanac.data().join("secret.key")).unwrap()
}

/// A file for its owner only.
fn lay(path: &std::path::Path, digits: &str) {
    fs::write(path, digits).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
}

/// 21 November 2026, 09:00 UTC, and dice that never fall alike.
struct Morning(AtomicU64);

impl World for Morning {
    fn now(&self) -> Timestamp {
        morning()
    }

    fn random(&self) -> u128 {
        u128::from(self.0.fetch_add(1, Ordering::Relaxed)) << 64
    }
}

fn morning() -> Timestamp {
    "2026-11-21T09:00:00Z".parse().unwrap()
}
