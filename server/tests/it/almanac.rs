//! An installation of its own, and the processes that run on it.

use std::{
    io::{BufRead, BufReader, Read},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use store::{Location, SecretKey, Store};

use crate::browser::Browser;

/// A data folder, perhaps with a database; gone when dropped.
pub struct Almanac {
    folder: tempfile::TempDir,
    database_url: Option<String>,
}

/// What a command that ended had to say.
#[derive(Debug)]
pub struct Said {
    /// Its exit code.
    pub code: i32,
    /// Its standard output.
    pub out: String,
    /// Its standard error.
    pub err: String,
}

/// A server; killed when dropped.
pub struct Server {
    child: Child,
    /// Where it listens, such as `http://127.0.0.1:40123`.
    pub address: String,
}

/// Tells a story on SQLite, and on PostgreSQL when the tests were given one.
pub fn on_both(story: impl AsyncFn(Almanac)) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        story(Almanac::new()).await;
        if let Ok(server) = std::env::var("ALMANAC_TEST_POSTGRES") {
            let database_url = Some(fresh_database(&server).await);
            story(Almanac { database_url, ..Almanac::new() }).await;
        }
    });
}

impl Almanac {
    /// On SQLite, with nothing in it.
    pub fn new() -> Self {
        Almanac { folder: tempfile::tempdir().unwrap(), database_url: None }
    }

    /// The data folder, which the first start makes.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Another machine with the same database, when it is one that machines can share.
    pub fn another_machine(&self) -> Option<Self> {
        let database_url = Some(self.database_url.clone()?);
        Some(Almanac { database_url, ..Almanac::new() })
    }

    /// Where its database and its pictures are.
    pub fn location(&self) -> Location {
        Location { database_url: self.database_url.clone(), data: self.data(), bucket: None }
    }

    /// The folder above it, for files of the test.
    pub fn beside(&self) -> &Path {
        self.folder.path()
    }

    /// Runs a statement on its database, as an operator would.
    pub async fn sql(&self, statement: &'static str) {
        match &self.database_url {
            Some(url) => {
                let pool = sqlx::PgPool::connect(url).await.unwrap();
                sqlx::query(statement).execute(&pool).await.unwrap();
                pool.close().await;
            }
            None => {
                let file = format!("sqlite://{}", self.data().join("almanac.db").display());
                let pool = sqlx::SqlitePool::connect(&file).await.unwrap();
                sqlx::query(statement).execute(&pool).await.unwrap();
                pool.close().await;
            }
        }
    }

    /// All that its database holds, as somebody would see it who took a copy.
    pub async fn dump(&self) -> Vec<u8> {
        let Some(url) = &self.database_url else {
            let files = ["almanac.db", "almanac.db-wal"].map(|name| self.data().join(name));
            return files.iter().filter_map(|file| std::fs::read(file).ok()).flatten().collect();
        };
        let pool = sqlx::PgPool::connect(url).await.unwrap();
        let tables = "select table_name::text from information_schema.tables
            where table_schema = 'public' and table_type = 'BASE TABLE'";
        let tables: Vec<(String,)> = sqlx::query_as(tables).fetch_all(&pool).await.unwrap();
        let mut dump = Vec::new();
        for (table,) in tables {
            let rows = format!("select row_to_json(whole)::text from {table} as whole");
            let rows: Vec<(String,)> =
                sqlx::query_as(sqlx::AssertSqlSafe(rows)).fetch_all(&pool).await.unwrap();
            dump.extend(rows.into_iter().flat_map(|(row,)| row.into_bytes()));
        }
        pool.close().await;
        dump
    }

    /// Its database, opened beside it.
    pub async fn store(&self) -> Store {
        let digits = std::fs::read_to_string(self.data().join("secret.key")).unwrap();
        let byte = |at: usize| u8::from_str_radix(&digits[2 * at..2 * at + 2], 16).unwrap();
        let key = SecretKey::new(std::array::from_fn(byte));
        Store::open(&self.location(), key).await.unwrap()
    }

    /// A command on this installation, without the settings of whoever runs the tests.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_almanac"));
        command
            .args(arguments)
            .env_clear()
            .env("ALMANAC_DATA", self.data())
            .env("ALMANAC_LISTEN", "127.0.0.1:0")
            .env("ALMANAC_LOG", "error")
            .stdin(Stdio::null());
        if let Some(url) = &self.database_url {
            command.env("ALMANAC_DATABASE_URL", url);
        }
        command
    }

    /// Runs a command to its end.
    pub fn run(&self, arguments: &[&str]) -> Said {
        said(&mut self.command(arguments))
    }

    /// Starts a server and waits until it listens.
    pub fn serve(&self, settings: &[(&str, &str)]) -> Server {
        self.serves(self.command(&["serve"]), settings)
    }

    /// As `serve`, with its log in a file.
    pub fn serve_logging(&self, settings: &[(&str, &str)], log: &Path) -> Server {
        let mut command = self.command(&["serve"]);
        command.stderr(std::fs::File::create(log).unwrap());
        self.serves(command, settings)
    }

    fn serves(&self, mut command: Command, settings: &[(&str, &str)]) -> Server {
        command.envs(settings.iter().copied()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut first = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut first).unwrap();
        let address = first.trim_end().strip_prefix("listening on ").unwrap_or_default().to_owned();
        assert!(address.starts_with("http://127.0.0.1:"), "{first:?}");
        Server { child, address }
    }
}

/// The sample site, laid out, with a server over it.
pub struct Sample {
    /// The server.
    pub server: Server,
    said: serde_json::Value,
}

/// An installation with the sample site, which others are copied from: laying it out takes
/// seconds.
struct Template {
    almanac: Almanac,
    said: serde_json::Value,
}

impl Template {
    fn of(almanac: &Almanac) -> &'static Template {
        static SQLITE: OnceLock<Template> = OnceLock::new();
        static POSTGRES: OnceLock<Template> = OnceLock::new();
        let template = if almanac.database_url.is_some() { &POSTGRES } else { &SQLITE };
        template.get_or_init(|| {
            let server = std::env::var("ALMANAC_TEST_POSTGRES").ok();
            let server = server.filter(|_| almanac.database_url.is_some());
            let database_url =
                server.map(|server| apart(async move { fresh_database(&server).await }));
            let almanac = Almanac { database_url, ..Almanac::new() };
            Template { said: demo(&almanac), almanac }
        })
    }
}

/// Fills an empty installation with the sample site; gives what is said of it.
pub fn laid_out(almanac: &Almanac) -> serde_json::Value {
    let template = Template::of(almanac);
    copy(&template.almanac.data(), &almanac.data());
    if let (Some(from), Some(to)) = (&template.almanac.database_url, &almanac.database_url) {
        let (from, to) = (from.clone(), to.clone());
        apart(async move { copy_database(&from, &to).await });
    }
    template.said.clone()
}

/// Waits for work on a thread of its own, so that a story may ask for it from anywhere.
fn apart<T: Send>(work: impl Future<Output = T> + Send) -> T {
    std::thread::scope(|threads| {
        let worker = threads.spawn(|| tokio::runtime::Runtime::new().unwrap().block_on(work));
        worker.join().unwrap()
    })
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

impl Sample {
    /// Lays the sample out and serves it.
    pub fn of(almanac: &Almanac) -> Self {
        Sample::serving(almanac, &[])
    }

    /// As [`Sample::of`], with settings.
    pub fn serving(almanac: &Almanac, settings: &[(&str, &str)]) -> Self {
        Sample { said: laid_out(almanac), server: almanac.serve(settings) }
    }

    /// What was laid out, and a server that was started over it.
    pub fn with(said: serde_json::Value, server: Server) -> Self {
        Sample { said, server }
    }

    /// One of the things that `almanac demo --json` says.
    pub fn word(&self, name: &str) -> String {
        self.said[name].as_str().unwrap().to_owned()
    }

    /// The person of the sample, signed in.
    pub async fn rosa(&self) -> Browser {
        let (rosa, email, password) =
            (self.server.browser(), self.word("email"), self.word("password"));
        let fields = [("email", email.as_str()), ("password", password.as_str())];
        assert_eq!(rosa.submits("/sign-in", &fields).await.status, 303);
        rosa
    }
}

/// The present instant of this machine.
pub fn now() -> jiff::Timestamp {
    let since = std::time::UNIX_EPOCH.elapsed().unwrap();
    jiff::Timestamp::UNIX_EPOCH + jiff::SignedDuration::try_from(since).unwrap()
}

/// Lays out the sample; gives what is said of it.
pub fn demo(almanac: &Almanac) -> serde_json::Value {
    let ended = almanac.run(&["demo", "--json"]);
    assert_eq!(ended.code, 0, "{}", ended.err);
    serde_json::from_str(&ended.out).unwrap()
}

/// Runs a command to its end.
pub fn said(command: &mut Command) -> Said {
    let ended = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Said { code: ended.status.code().unwrap(), out: text(ended.stdout), err: text(ended.stderr) }
}

impl Server {
    /// A browser that was never here.
    pub fn browser(&self) -> Browser {
        Browser::new(&self.address)
    }

    /// Asks it to end and waits; gives the exit code and how long it took.
    pub fn end(mut self) -> (i32, Duration) {
        let start = Instant::now();
        let id = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(id, rustix::process::Signal::TERM).unwrap();
        let code = self.child.wait().unwrap().code().unwrap();
        let mut rest = String::new();
        self.child.stdout.take().unwrap().read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "", "standard output holds one line");
        (code, start.elapsed())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

async fn fresh_database(server: &str) -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let name = format!("it_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let pool = sqlx::PgPool::connect(server).await.unwrap();
    let create = sqlx::AssertSqlSafe(format!("create database {name}"));
    sqlx::query(create).execute(&pool).await.unwrap();
    pool.close().await;
    let (address, query) = server.split_once('?').unwrap_or((server, ""));
    format!("{}/{name}?{query}", address.rsplit_once('/').unwrap().0)
}

/// Makes a database a copy of another, in which nobody works.
async fn copy_database(from: &str, to: &str) {
    let name = |url: &str| url.split('?').next().unwrap().rsplit('/').next().unwrap().to_owned();
    let (address, query) = to.split_once('?').unwrap_or((to, ""));
    let server = format!("{}/postgres?{query}", address.rsplit_once('/').unwrap().0);
    let pool = sqlx::PgPool::connect(&server).await.unwrap();
    let (from, to) = (name(from), name(to));
    for statement in
        [format!("drop database {to}"), format!("create database {to} template {from}")]
    {
        sqlx::query(sqlx::AssertSqlSafe(statement)).execute(&pool).await.unwrap();
    }
    pool.close().await;
}
