//! Credentials are sealed: with a key of the workspace, for one row, until they are rotated.

mod database;

use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use domain::{
    Scope,
    channel::Channel,
    connection::{Connection, ProviderKind},
    contract::Credentials,
    id::{ConnectionId, WorkspaceId},
};
use store::{
    Location, SecretKey, Store, StoreError, Unsealable, connections::OpenConnection,
    rotation::Rotation,
};

use crate::fixture::{Bakery, TestWorld, at_both};
use database::Database;

const OLD: [u8; 32] = [7; 32];
const NEW: [u8; 32] = [8; 32];
/// Ours, and nobody's else.
const CANARY: &str = "canary-4711";

#[test]
fn a_secret_opens_only_in_its_row_its_site_and_its_workspace() {
    at_both(async |location, world| {
        let (store, database) = open(&location).await;
        let bakery = Bakery::open(&store, world).await;
        let beside = bakery.second_site(&store, world).await;
        let other = Bakery::open(&store, world).await.scope;
        let home = (bakery.scope, Channel::Facebook);
        let elsewhere = [
            (bakery.scope, Channel::Bluesky),
            (beside, Channel::Facebook),
            (other, Channel::Facebook),
        ];
        for (scope, channel) in elsewhere.into_iter().chain([home]) {
            connect(&store, world, scope, channel, CANARY).await.unwrap();
        }
        let sealed = sealed(&database, home).await;
        for place in elsewhere {
            let own = self::sealed(&database, place).await;
            put(&database, place, &sealed).await;
            assert_eq!(opened(&store, place).await, Err(Unsealable::Damaged), "{place:?}");
            put(&database, place, &own).await;
            assert_eq!(opened(&store, place).await.unwrap(), CANARY);
        }
        for broken in [&sealed[..sealed.len() - 2], "v2.1.00.00", "v2.9.00.00", "v1.00.00", ""] {
            put(&database, home, broken).await;
            assert_eq!(opened(&store, home).await, Err(Unsealable::Damaged), "{broken}");
        }
        put(&database, home, &sealed).await;
        assert_eq!(opened(&store, home).await.unwrap(), CANARY);
    });
}

#[test]
fn a_workspace_has_one_data_key_and_shares_it_with_no_other() {
    at_both(async |location, world| {
        let (store, database) = open(&location).await;
        let second = Store::open(&location, SecretKey::new(OLD)).await.unwrap();
        let (ours, theirs) =
            (Bakery::open(&store, world).await, Bakery::open(&store, world).await.scope);
        // Two processes seal the first secrets of a workspace at the same time.
        let mut connecting = tokio::task::JoinSet::new();
        for (at, channel) in Channel::ALL.into_iter().enumerate() {
            let store = if at % 2 == 0 { store.clone() } else { second.clone() };
            let (scope, connection) = (ours.scope, connection(world, channel));
            let now = world.now();
            connecting.spawn(async move {
                let secret = Credentials::new(CANARY.to_owned());
                store.connect(scope, &connection, Some(&secret), now).await.unwrap();
            });
        }
        connecting.join_all().await;
        let beside = ours.second_site(&store, world).await;
        connect(&store, world, beside, Channel::Facebook, CANARY).await.unwrap();
        connect(&store, world, theirs, Channel::Facebook, CANARY).await.unwrap();
        for channel in Channel::ALL {
            assert_eq!(opened(&second, (ours.scope, channel)).await.unwrap(), CANARY);
        }
        let keys = data_keys(&database, OLD).await;
        let of = |scope: Scope| -> Vec<&DataKey> {
            keys.iter().filter(|key| key.workspace == scope.workspace).collect()
        };
        assert_eq!((keys.len(), of(ours.scope).len(), of(theirs).len()), (2, 1, 1));
        assert_ne!(keys[0].bytes, keys[1].bytes);
        assert_ne!(keys[0].bytes, OLD);

        // Nor does a workspace's wrapped key open for another.
        let (ours, theirs) = (ours.scope.workspace, theirs.workspace);
        database
            .run(format!(
                "update data_keys set wrapped =
                   (select wrapped from data_keys where workspace_id = '{ours}')
                 where workspace_id = '{theirs}'"
            ))
            .await;
        let checked = store.check_data_keys().await.unwrap();
        assert_eq!((checked.workspaces, checked.closed), (2, vec![theirs]));
    });
}

#[test]
fn a_data_key_is_asked_of_the_database_once() {
    at_both(async |location, world| {
        let (store, database) = open(&location).await;
        let [home, beside, other] = three_secrets(&store, world).await;
        assert!(opened(&store, home).await.is_ok());
        database.run("delete from data_keys".to_owned()).await;
        assert!(opened(&store, home).await.is_ok());
        assert!(opened(&store, beside).await.is_ok());
        assert_eq!(opened(&store, other).await, Err(Unsealable::Damaged));
    });
}

#[test]
fn a_rotation_leaves_every_secret_readable_with_the_new_key_alone() {
    at_both(async |location, world| {
        let (store, database) = open(&location).await;
        let places = three_secrets(&store, world).await;
        // Known to the store that keeps the old key.
        assert!(opened(&store, places[0]).await.is_ok());
        let before = (secrets(&database).await, data_keys(&database, OLD).await);

        let done = rotate(&store, NEW, world).await.unwrap();
        assert_eq!((done.workspaces, done.values, done.left.len()), (2, 3, 0));
        let new = Store::open(&location, SecretKey::new(NEW)).await.unwrap();
        for (at, place) in places.into_iter().enumerate() {
            assert_eq!(opened(&new, place).await.unwrap(), format!("{CANARY}-{at}"));
            assert_eq!(opened(&store, place).await, Err(Unsealable::KeyReplaced));
        }
        let wrong = Store::open(&location, SecretKey::new(OLD)).await;
        assert!(matches!(wrong, Err(StoreError::WrongKey)));

        let after = (secrets(&database).await, data_keys(&database, NEW).await);
        assert!(after.0.iter().all(|sealed| sealed.starts_with("v2.2.")), "{:?}", after.0);
        assert!(after.0.iter().all(|sealed| !before.0.contains(sealed)));
        assert_eq!((before.1.len(), after.1.len()), (2, 2));
        let known: Vec<_> = before.1.iter().map(|key| key.bytes).collect();
        assert!(after.1.iter().all(|key| key.number == 2 && !known.contains(&key.bytes)));
        assert!(new.check_data_keys().await.unwrap().closed.is_empty());
    });
}

#[test]
fn a_process_with_the_old_key_is_refused_and_spoils_nothing() {
    at_both(async |location, world| {
        let (store, database) = open(&location).await;
        let [home, ..] = three_secrets(&store, world).await;
        rotate(&store, NEW, world).await.unwrap();
        let before = database.dump().await;
        let fresh = Bakery::open(&store, world).await.scope;
        for scope in [home.0, fresh] {
            let refused = connect(&store, world, scope, Channel::Bluesky, "late").await;
            let Err(error) = refused else { panic!("sealed with a key that was replaced") };
            assert!(matches!(error, StoreError::Unsealable(Unsealable::KeyReplaced)));
            assert!(error.to_string().contains("Restart it, with the secret.key"), "{error}");
        }
        let again = rotate(&store, [9; 32], world).await;
        assert!(matches!(again, Err(StoreError::Unsealable(Unsealable::KeyReplaced))));
        assert_eq!(lines(&database, "data_keys").await, picked(&before, "data_keys"));
        assert_eq!(lines(&database, "connections").await, picked(&before, "connections"));
        assert_eq!(lines(&database, "instance").await, picked(&before, "instance"));
        let new = Store::open(&location, SecretKey::new(NEW)).await.unwrap();
        connect(&new, world, fresh, Channel::Bluesky, "in time").await.unwrap();
        assert_eq!(opened(&new, (fresh, Channel::Bluesky)).await.unwrap(), "in time");
    });
}

#[test]
fn a_rotation_waits_for_the_one_before_and_is_refused_before_it_lays_a_key_down() {
    at_both(async |location, world| {
        let (store, _) = open(&location).await;
        let [home, ..] = three_secrets(&store, world).await;
        let second = Store::open(&location, SecretKey::new(OLD)).await.unwrap();
        drop(store.begin_rotation().await.unwrap());
        let first = store.begin_rotation().await.unwrap();
        let waiting = tokio::spawn(async move { second.begin_rotation().await.map(drop) });
        first.replace_by(&SecretKey::new(NEW), world.now()).await.unwrap();
        let refused = waiting.await.unwrap();
        assert!(matches!(refused, Err(StoreError::Unsealable(Unsealable::KeyReplaced))));
        let new = Store::open(&location, SecretKey::new(NEW)).await.unwrap();
        assert!(opened(&new, home).await.is_ok());
    });
}

#[test]
fn a_rotation_that_fails_halfway_changes_nothing() {
    at_both(async |location, world| {
        let (store, database) = open(&location).await;
        let places = three_secrets(&store, world).await;
        // A site that no version of this program makes, found when others are done.
        let last = places[2].0.workspace;
        let columns =
            "address, name, language, country, time_zone, sandbox_mode, published, created_at";
        database
            .run(format!(
                "insert into sites (workspace_id, id, sandbox, {columns})
                 select workspace_id, 'no id', 'no word', {columns} from sites
                 where workspace_id = '{last}'"
            ))
            .await;
        database
            .run(format!(
                "insert into connections (workspace_id, site_id, id, channel, provider, account, sealed, created_at)
                 values ('{last}', 'no id', 'x', 'facebook', 'webhook', 'x', 'v2.1.00.00', 0)"
            ))
            .await;
        let before = database.dump().await;
        assert!(before.contains("no id"), "{before}");
        let failed = rotate(&store, NEW, world).await;
        assert!(matches!(failed, Err(StoreError::Corrupt { .. })), "{failed:?}");
        assert_eq!(database.dump().await, before);
        for place in places {
            assert!(opened(&store, place).await.is_ok());
        }
    });
}

#[test]
fn what_was_sealed_with_the_secret_key_itself_opens_and_is_sealed_anew() {
    at_both(async |location, world| {
        let (store, database) = open(&location).await;
        let bakery = Bakery::open(&store, world).await;
        let home = (bakery.scope, Channel::Facebook);
        store.connect(home.0, &connection(world, home.1), None, world.now()).await.unwrap();
        put(&database, home, &in_the_old_form(home)).await;
        assert_eq!(opened(&store, home).await.unwrap(), CANARY);
        assert_eq!(store.check_data_keys().await.unwrap().workspaces, 0);

        let done = rotate(&store, NEW, world).await.unwrap();
        assert_eq!((done.workspaces, done.values), (1, 1));
        assert!(sealed(&database, home).await.starts_with("v2.1."));
        let new = Store::open(&location, SecretKey::new(NEW)).await.unwrap();
        assert_eq!(opened(&new, home).await.unwrap(), CANARY);
    });
}

#[test]
fn a_secret_that_does_not_open_is_named_and_can_still_be_put_right() {
    at_both(async |location, world| {
        let (store, database) = open(&location).await;
        let [home, beside, _] = three_secrets(&store, world).await;
        let (ours, theirs) = (sealed(&database, home).await, sealed(&database, beside).await);
        put(&database, home, &theirs).await;
        let done = rotate(&store, NEW, world).await.unwrap();
        assert_eq!((done.workspaces, done.values), (2, 2));
        let (Scope { workspace, site }, channel) = home;
        assert_eq!(done.left, [format!("connections/{workspace}/{site}/{}", channel.code())]);
        assert_eq!(sealed(&database, home).await, theirs);

        let new = Store::open(&location, SecretKey::new(NEW)).await.unwrap();
        assert_eq!(opened(&new, home).await, Err(Unsealable::Damaged));
        put(&database, home, &ours).await;
        assert_eq!(opened(&new, home).await.unwrap(), format!("{CANARY}-0"));
        // Once all is well again, the data keys before are forgotten.
        let done = rotate(&new, OLD, world).await.unwrap();
        assert_eq!((done.values, done.left.len()), (3, 0));
        let numbers: Vec<_> =
            data_keys(&database, OLD).await.iter().map(|key| key.number).collect();
        assert_eq!(numbers, [3, 3]);
    });
}

#[test]
fn a_workspace_whose_data_key_is_lost_gets_another() {
    at_both(async |location, world| {
        let (store, database) = open(&location).await;
        let [home, ..] = three_secrets(&store, world).await;
        let workspace = home.0.workspace;
        let damage =
            format!("update data_keys set wrapped = 'v1.00.00' where workspace_id = '{workspace}'");
        database.run(damage).await;
        assert_eq!(store.check_data_keys().await.unwrap().closed, [workspace]);
        let refused = connect(&store, world, home.0, home.1, "again").await;
        assert!(matches!(refused, Err(StoreError::Unsealable(Unsealable::Damaged))));

        let done = rotate(&store, NEW, world).await.unwrap();
        assert_eq!((done.workspaces, done.values, done.left.len()), (2, 1, 2));
        let new = Store::open(&location, SecretKey::new(NEW)).await.unwrap();
        assert!(new.check_data_keys().await.unwrap().closed.is_empty());
        connect(&new, world, home.0, home.1, "again").await.unwrap();
        assert_eq!(opened(&new, home).await.unwrap(), "again");
    });
}

#[test]
fn what_is_connected_while_the_key_is_replaced_is_refused_or_opens_with_the_new_one() {
    at_both(async |location, world| {
        let (store, _) = open(&location).await;
        let mut scopes = Vec::new();
        for _ in 0..12 {
            scopes.push(Bakery::open(&store, world).await.scope);
        }
        connect(&store, world, scopes[0], Channel::Facebook, CANARY).await.unwrap();
        let mut connecting = tokio::task::JoinSet::new();
        for scope in scopes {
            let (store, now) = (store.clone(), world.now());
            let connection = connection(world, Channel::Facebook);
            connecting.spawn(async move {
                let secret = Credentials::new(CANARY.to_owned());
                (scope, store.connect(scope, &connection, Some(&secret), now).await)
            });
        }
        let rotated = rotate(&store, NEW, world).await.unwrap();
        let new = Store::open(&location, SecretKey::new(NEW)).await.unwrap();
        let mut accepted = 0;
        for (scope, connected) in connecting.join_all().await {
            let read = new.connection_with_credentials(scope, Channel::Facebook).await.unwrap();
            match (connected, read) {
                (Ok(()), Some(OpenConnection { credentials, .. })) => {
                    assert_eq!(credentials.unwrap().reveal(), CANARY);
                    accepted += 1;
                }
                (Err(error), read) => {
                    let refused = matches!(error, StoreError::Unsealable(Unsealable::KeyReplaced));
                    assert!(refused && read.is_none_or(|read| read.credentials.is_some()));
                }
                (Ok(()), None) => panic!("a connection was lost"),
            }
        }
        assert!((1..=accepted + 1).contains(&rotated.values), "{rotated:?}, {accepted}");
    });
}

#[test]
fn a_copy_of_the_database_holds_no_credential_and_no_key_in_clear() {
    at_both(async |location, world| {
        let (store, database) = open(&location).await;
        three_secrets(&store, world).await;
        let mut keys = vec![OLD];
        keys.extend(data_keys(&database, OLD).await.iter().map(|key| key.bytes));
        let dumped = database.dump().await;
        rotate(&store, NEW, world).await.unwrap();
        keys.push(NEW);
        keys.extend(data_keys(&database, NEW).await.iter().map(|key| key.bytes));
        let files: Vec<u8> = ["almanac.db", "almanac.db-wal"]
            .iter()
            .filter_map(|file| std::fs::read(location.data.join(file)).ok())
            .flatten()
            .collect();
        let copies = [dumped.into_bytes(), database.dump().await.into_bytes(), files];
        assert_eq!(keys.len(), 6);
        for copy in &copies {
            let is_a_copy = holds(copy, b"hooks.bakery.example");
            assert!(is_a_copy || (copy.is_empty() && location.database_url.is_some()));
            assert!(!holds(copy, CANARY.as_bytes()));
            for key in &keys {
                let digits = hex(key);
                assert!(!holds(copy, key) && !holds(copy, digits.as_bytes()));
                assert!(!holds(copy, digits.to_uppercase().as_bytes()));
            }
        }
    });
}

/// What the operator's command has the database do.
async fn rotate(store: &Store, new: [u8; 32], world: &TestWorld) -> Result<Rotation, StoreError> {
    store.begin_rotation().await?.replace_by(&SecretKey::new(new), world.now()).await
}

type Home = (Scope, Channel);

async fn open(location: &Location) -> (Store, Database) {
    let store = Store::open(location, SecretKey::new(OLD)).await.unwrap();
    (store, Database::of(location).await)
}

fn connection(world: &TestWorld, channel: Channel) -> Connection {
    Connection {
        id: ConnectionId::mint(world),
        channel,
        provider: ProviderKind::Webhook,
        account: "hooks.bakery.example".into(),
        limits: None,
    }
}

async fn connect(
    store: &Store,
    world: &TestWorld,
    scope: Scope,
    channel: Channel,
    secret: &str,
) -> Result<(), StoreError> {
    let secret = Credentials::new(secret.to_owned());
    store.connect(scope, &connection(world, channel), Some(&secret), world.now()).await
}

/// Two secrets in one workspace and one in another, each with its number behind the canary.
async fn three_secrets(store: &Store, world: &TestWorld) -> [Home; 3] {
    let bakery = Bakery::open(store, world).await;
    let beside = bakery.second_site(store, world).await;
    let other = Bakery::open(store, world).await.scope;
    let places = [
        (bakery.scope, Channel::Facebook),
        (beside, Channel::Facebook),
        (other, Channel::Mastodon),
    ];
    for (at, (scope, channel)) in places.into_iter().enumerate() {
        connect(store, world, scope, channel, &format!("{CANARY}-{at}")).await.unwrap();
    }
    places
}

async fn opened(store: &Store, (scope, channel): Home) -> Result<String, Unsealable> {
    match store.connection_with_credentials(scope, channel).await {
        Ok(found) => Ok(found.unwrap().credentials.unwrap().reveal().to_owned()),
        Err(StoreError::Unsealable(why)) => Err(why),
        Err(error) => panic!("{error}"),
    }
}

fn row((scope, channel): Home) -> String {
    format!(
        "workspace_id = '{}' and site_id = '{}' and channel = '{}'",
        scope.workspace,
        scope.site,
        channel.code()
    )
}

async fn sealed(database: &Database, home: Home) -> String {
    let sql = format!("select sealed from connections where {}", row(home));
    database.texts(&sql).await.remove(0)
}

async fn put(database: &Database, home: Home, sealed: &str) {
    let sql = format!("update connections set sealed = '{sealed}' where {}", row(home));
    database.run(sql).await;
}

async fn secrets(database: &Database) -> Vec<String> {
    database.texts("select sealed from connections order by workspace_id, site_id").await
}

async fn lines(database: &Database, table: &str) -> Vec<String> {
    picked(&database.dump().await, table)
}

fn picked(dump: &str, table: &str) -> Vec<String> {
    dump.lines().filter(|line| line.starts_with(&format!("{table}:"))).map(str::to_owned).collect()
}

struct DataKey {
    workspace: WorkspaceId,
    number: i64,
    bytes: [u8; 32],
}

/// The data keys, unwrapped by hand with the secret key.
async fn data_keys(database: &Database, secret_key: [u8; 32]) -> Vec<DataKey> {
    let sql = "select workspace_id || '/' || cast(number as text) || '/' || wrapped
               from data_keys order by workspace_id, number";
    let rows = database.texts(sql).await;
    rows.iter()
        .map(|row| {
            let (place, wrapped) = row.rsplit_once('/').unwrap();
            let (workspace, number) = place.split_once('/').unwrap();
            let [_, nonce, body] = wrapped.split('.').collect::<Vec<_>>().try_into().unwrap();
            let nonce: [u8; 24] = unhex(nonce).try_into().unwrap();
            let place = format!("data_keys/{place}");
            let payload = Payload { msg: &unhex(body), aad: place.as_bytes() };
            let bytes = cipher(secret_key).decrypt(&XNonce::from(nonce), payload).unwrap();
            DataKey {
                workspace: workspace.parse().unwrap(),
                number: number.parse().unwrap(),
                bytes: bytes.try_into().unwrap(),
            }
        })
        .collect()
}

/// The canary as versions before data keys sealed it.
fn in_the_old_form((scope, channel): Home) -> String {
    let place = format!("connections/{}/{}/{}", scope.workspace, scope.site, channel.code());
    let payload = Payload { msg: CANARY.as_bytes(), aad: place.as_bytes() };
    let body = cipher(OLD).encrypt(&XNonce::from([1; 24]), payload).unwrap();
    format!("v1.{}.{}", hex(&[1; 24]), hex(&body))
}

fn cipher(key: [u8; 32]) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(&key.into())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap())
        .collect()
}

fn holds(copy: &[u8], wanted: &[u8]) -> bool {
    memchr::memmem::find(copy, wanted).is_some()
}
