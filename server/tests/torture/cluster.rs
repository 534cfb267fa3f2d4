//! A PostgreSQL of a row's own, for what nobody may do to the one that all rows share.

use std::{
    fs::{self, File},
    os::unix::fs::{MetadataExt, chown},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, geteuid, kill_process};
use sqlx::Connection;
use tempfile::TempDir;

/// Where `cargo xtask` says that PostgreSQL's programs are.
const PROGRAMS: &str = "ALMANAC_TEST_POSTGRES_PROGRAMS";
const PATIENCE: Duration = Duration::from_secs(60);
/// Makes the server's disk full, as the C library tells it.
const FULL_DISK: &str = include_str!("full_disk.c");

/// A running server and its data; both are gone when this is dropped.
pub struct Cluster {
    server: Child,
    folder: TempDir,
    programs: Programs,
}

impl Cluster {
    /// Makes one and starts it; `None` when there are no programs to do it with.
    pub async fn start() -> Option<Self> {
        let programs = Programs::find()?;
        // The path of a socket must be short.
        let folder = tempfile::Builder::new().prefix("torture-pg-").tempdir_in("/tmp").unwrap();
        if let Some((user, group)) = programs.user {
            chown(folder.path(), Some(user), Some(group)).unwrap();
        }
        let mut make = programs.command("initdb");
        make.arg("-D").arg(folder.path().join("data"));
        make.args(["-U", "almanac", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]);
        let made = make.stdout(Stdio::null()).status().unwrap();
        assert!(made.success(), "initdb: {made}");
        compile(FULL_DISK, &folder.path().join("full_disk.so"));
        let server = serve(&programs, folder.path());
        let cluster = Cluster { server, folder, programs };
        cluster.answers().await;
        Some(cluster)
    }

    /// Where it is reached.
    pub fn url(&self) -> String {
        format!("postgres://almanac@localhost/postgres?host={}", self.folder.path().display())
    }

    /// Stops it in the middle of whatever it does, as `pg_ctl stop -m immediate`, and starts it
    /// again after a while. What it had not made durable is gone.
    pub async fn restart_after(&mut self, pause: Duration) {
        self.stop();
        tokio::time::sleep(pause).await;
        self.server = serve(&self.programs, self.folder.path());
        self.answers().await;
    }

    fn stop(&mut self) {
        // Fails only when it is gone already.
        let _ = kill_process(Pid::from_child(&self.server), Signal::QUIT);
        self.server.wait().unwrap();
    }

    /// Makes its disk full: nothing of it grows. Gives it back once the server has met with that
    /// and then `pause` has passed; what went down over it is started again.
    pub async fn full_for(&mut self, pause: Duration) {
        let (start, flag) = (Instant::now(), self.folder.path().join("full"));
        let before = self.times_full();
        File::create(&flag).unwrap();
        while self.times_full() == before {
            assert!(start.elapsed() < PATIENCE, "nothing was written to the full disk");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        tokio::time::sleep(pause).await;
        fs::remove_file(&flag).unwrap();
        if self.server.try_wait().unwrap().is_some() {
            self.server = serve(&self.programs, self.folder.path());
        }
        self.answers().await;
    }

    /// How often the server wrote into its log that there is no space.
    fn times_full(&self) -> usize {
        let log = fs::read(self.folder.path().join("log")).unwrap();
        String::from_utf8_lossy(&log).matches("No space left on device").count()
    }

    /// Waits until it has recovered what it had and takes connections.
    async fn answers(&self) {
        let (start, url) = (Instant::now(), self.url());
        while let Err(error) = sqlx::PgConnection::connect(&url).await {
            assert!(start.elapsed() < PATIENCE, "PostgreSQL does not come back: {error}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.stop();
    }
}

fn compile(source: &str, to: &Path) {
    let written = to.with_extension("c");
    fs::write(&written, source).unwrap();
    let mut compiler = Command::new("cc");
    compiler.args(["-shared", "-fPIC", "-O1", "-o"]).arg(to).arg(written).arg("-ldl");
    let done = compiler.status().unwrap();
    assert!(done.success(), "cc: {done}");
}

fn serve(programs: &Programs, folder: &Path) -> Child {
    let log = File::options().create(true).append(true).open(folder.join("log")).unwrap();
    let mut server = programs.command("postgres");
    server.arg("-D").arg(folder.join("data")).arg("-k").arg(folder);
    server.args(["-c", "listen_addresses=", "-c", "fsync=on"]);
    server.env("LD_PRELOAD", folder.join("full_disk.so")).env("FULL_DISK", folder.join("full"));
    server.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).spawn().unwrap()
}

/// PostgreSQL's programs, and who runs them when we are root, which it refuses to be: whoever
/// runs the server that all rows share.
struct Programs {
    folder: PathBuf,
    user: Option<(u32, u32)>,
}

impl Programs {
    fn find() -> Option<Self> {
        let folder = PathBuf::from(std::env::var_os(PROGRAMS)?);
        let shared = url::Url::parse(&std::env::var("ALMANAC_TEST_POSTGRES").ok()?).unwrap();
        let (_, sockets) = shared.query_pairs().find(|(name, _)| name == "host")?;
        let owner = std::fs::metadata(sockets.as_ref()).unwrap();
        let user = geteuid().is_root().then_some((owner.uid(), owner.gid()));
        Some(Programs { folder, user })
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new("setpriv");
        // Should this test be killed outright, the server still ends.
        command.current_dir("/").arg("--pdeathsig=INT");
        if let Some((user, group)) = self.user {
            command.arg(format!("--reuid={user}")).arg(format!("--regid={group}"));
            command.arg("--clear-groups");
        }
        command.arg("--").arg(self.folder.join(program));
        command
    }
}
