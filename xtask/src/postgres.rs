//! A PostgreSQL to throw away: in a temporary folder, on a socket only.

use std::ffi::OsString;
use std::fs::{self, File};
use std::os::unix::fs::chown;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use nix::unistd::{Uid, User};
use tempfile::TempDir;

use crate::process::{self, Background};
use crate::say;

/// Where distributions keep the programs, newest version last.
const HOMES: &str = "/usr/lib/postgresql";
/// Who runs the server when we are root, which PostgreSQL refuses to be.
const UNPRIVILEGED: [&str; 2] = ["postgres", "nobody"];
/// The superuser; tests never see it, because it passes by row-level security.
const OWNER: &str = "owner";
/// The plain role that tests sign in with; it may make databases of its own.
const ROLE: &str = "almanac";
/// Tells tests where this server is.
const URL: &str = "ALMANAC_TEST_POSTGRES";
/// Tells them what a server of their own is made with, where they need one to ill-treat.
const PROGRAMS: &str = "ALMANAC_TEST_POSTGRES_PROGRAMS";
/// How long the server may take to answer.
const START: Duration = Duration::from_secs(30);

/// A running server; dropping it stops the server and removes its folder.
pub struct Postgres {
    // Dropped in this order: first the server, then its folder.
    server: Background,
    folder: TempDir,
    programs: Programs,
}

impl Postgres {
    /// Makes a fresh cluster and starts it.
    pub fn start() -> Result<Self> {
        let programs = Programs::find()?;
        say::step(format!("starting a PostgreSQL of our own ({})", programs.bin.display()));
        let folder = folder(&programs)?;
        make_cluster(&programs, folder.path())?;
        let server = start_server(&programs, folder.path())?;
        let mut postgres = Self { server, folder, programs };
        postgres.wait_until_ready()?;
        postgres.make_role()?;
        Ok(postgres)
    }

    /// Where tests connect: the plain role, and a database that it owns.
    pub fn url(&self) -> String {
        format!("postgres://{ROLE}@localhost/{ROLE}?host={}", self.folder.path().display())
    }

    /// What tests find in their environment: this server, and the programs it is made with.
    pub fn for_tests(&self) -> [(&'static str, OsString); 2] {
        [(URL, self.url().into()), (PROGRAMS, self.programs.bin.clone().into())]
    }

    fn wait_until_ready(&mut self) -> Result<()> {
        let start = Instant::now();
        while start.elapsed() < START {
            if self.server.ended()?.is_some() {
                break;
            }
            if self.query("postgres", "SELECT 1").is_ok() {
                return Ok(());
            }
            sleep(Duration::from_millis(50));
        }
        let log = fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
        bail!("PostgreSQL did not start; it said: {}", log.trim())
    }

    fn make_role(&self) -> Result<()> {
        self.query(
            "postgres",
            &format!("CREATE ROLE {ROLE} LOGIN CREATEDB NOSUPERUSER NOBYPASSRLS"),
        )?;
        self.query("postgres", &format!("CREATE DATABASE {ROLE} OWNER {ROLE}"))
    }

    fn query(&self, database: &str, sql: &str) -> Result<()> {
        let mut psql = self.programs.command("psql");
        psql.arg("-h").arg(self.folder.path()).args(["-U", OWNER, "-d", database, "-X", "-q"]);
        process::capture(psql.args(["-v", "ON_ERROR_STOP=1", "-c", sql])).map(drop)
    }
}

/// Where PostgreSQL's programs are and who runs them.
struct Programs {
    bin: PathBuf,
    user: Option<User>,
}

impl Programs {
    fn find() -> Result<Self> {
        let bin = bin().context(
            "PostgreSQL is not installed — on Debian or Ubuntu: apt-get install postgresql",
        )?;
        Ok(Self { bin, user: unprivileged()? })
    }

    /// One of the programs, as the user that may run it.
    fn command(&self, program: &str) -> Command {
        let program = self.bin.join(program);
        let Some(user) = &self.user else {
            let mut command = Command::new(program);
            command.current_dir("/");
            return command;
        };
        let mut command = Command::new("setpriv");
        command
            .current_dir("/")
            .arg(format!("--reuid={}", user.uid))
            .arg(format!("--regid={}", user.gid))
            // Should xtask be killed outright, the server still ends.
            .args(["--clear-groups", "--pdeathsig=INT", "--"])
            .arg(program);
        command
    }
}

/// The folder of the newest PostgreSQL, or of the one on the path.
pub fn bin() -> Option<PathBuf> {
    let versions = fs::read_dir(HOMES).into_iter().flatten().flatten();
    let newest = versions
        .map(|entry| entry.path().join("bin"))
        .filter(|bin| bin.join("initdb").is_file())
        .max_by_key(|bin| version(bin));
    let on_path = || {
        let path = std::env::var_os("PATH")?;
        std::env::split_paths(&path).find(|folder| folder.join("initdb").is_file())
    };
    newest.or_else(on_path)
}

fn version(bin: &Path) -> u32 {
    let version = bin.parent().and_then(Path::file_name);
    version.and_then(|name| name.to_str()?.parse().ok()).unwrap_or(0)
}

fn unprivileged() -> Result<Option<User>> {
    if !Uid::effective().is_root() {
        return Ok(None);
    }
    for name in UNPRIVILEGED {
        if let Some(user) = User::from_name(name)? {
            return Ok(Some(user));
        }
    }
    bail!("PostgreSQL refuses to run as root, and there is no user `nobody` to run it as")
}

/// In `/tmp`, because the path of a socket must be short.
fn folder(programs: &Programs) -> Result<TempDir> {
    let folder = tempfile::Builder::new()
        .prefix("almanac-pg-")
        .tempdir_in("/tmp")
        .context("could not make a folder in /tmp")?;
    if let Some(user) = &programs.user {
        chown(folder.path(), Some(user.uid.as_raw()), Some(user.gid.as_raw()))
            .context("could not hand the folder to PostgreSQL's user")?;
    }
    Ok(folder)
}

fn make_cluster(programs: &Programs, folder: &Path) -> Result<()> {
    let mut initdb = programs.command("initdb");
    initdb
        .arg("-D")
        .arg(folder.join("data"))
        .args(["-U", OWNER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"])
        .args(["--no-instructions"]);
    process::capture(&mut initdb).context("PostgreSQL could not make a cluster").map(drop)
}

fn start_server(programs: &Programs, folder: &Path) -> Result<Background> {
    let log = File::create(folder.join("log"))?;
    let mut server = programs.command("postgres");
    server
        .arg("-D")
        .arg(folder.join("data"))
        .arg("-k")
        .arg(folder)
        .args(["-c", "listen_addresses=", "-c", "max_connections=200", "-c", "fsync=on"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(log);
    Background::start(&mut server)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_get_a_plain_role_that_makes_databases_and_nothing_stays() {
        if bin().is_none() {
            return;
        }
        let postgres = Postgres::start().unwrap();
        let ask = |sql: &str| {
            let mut psql = Command::new(postgres.programs.bin.join("psql"));
            process::capture(psql.args([&postgres.url(), "-X", "-A", "-t", "-c", sql]))
        };
        let role = "SELECT rolsuper, rolbypassrls, rolcreatedb FROM pg_roles \
                    WHERE rolname = current_user";
        assert_eq!(ask(role).unwrap(), "f|f|t\n");
        assert_eq!(ask("SHOW fsync").unwrap(), "on\n");
        ask("CREATE DATABASE another").unwrap();
        let folder = postgres.folder.path().to_owned();
        drop(postgres);
        assert!(!folder.exists());
    }
}
