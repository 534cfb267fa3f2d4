//! The real binary.

use std::{
    io::{BufRead, BufReader},
    os::unix::process::ExitStatusExt,
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process};

use crate::installation::Installation;

const SIGKILL: i32 = 9;
/// How long the binary may take to reach the step it dies at.
const PATIENCE: Duration = Duration::from_secs(60);

/// How the binary is started, where it differs from the usual.
#[derive(Default, Clone, Copy)]
pub struct Start<'a> {
    /// It dies at this step.
    pub kill_at: Option<&'a str>,
    /// It reaches its database here.
    pub database_url: Option<&'a str>,
    /// It has its data here.
    pub data: Option<&'a Path>,
    /// Its clock is off by as many milliseconds as stand in this file.
    pub clock: Option<&'a Path>,
    /// It waits so many milliseconds for what became of a release, and then looks it up.
    pub results_within: Option<&'a str>,
    /// It is told when a file may not grow, and not ended.
    pub survives_full_disk: bool,
}

/// A running process; killed when dropped.
pub struct Almanac(Child);

impl Almanac {
    /// Starts it on an installation.
    pub fn start(installation: &Installation) -> Self {
        Almanac::start_as(installation, Start::default())
    }

    pub fn start_as(installation: &Installation, how: Start<'_>) -> Self {
        let binary = env!("CARGO_BIN_EXE_almanac");
        let mut command = if how.survives_full_disk {
            let mut shell = Command::new("sh");
            shell.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\"", binary]);
            shell
        } else {
            Command::new(binary)
        };
        command
            .arg("serve")
            .env("ALMANAC_DATA", how.data.unwrap_or(installation.data()))
            .env("ALMANAC_LISTEN", "127.0.0.1:0")
            .env("ALMANAC_LOG", std::env::var("TORTURE_LOG").unwrap_or("off".to_owned()))
            .env("ALMANAC_PUBLISHER_LEASE_SECONDS", "2")
            .env("ALMANAC_ALLOW_PRIVATE_HOSTS", "127.0.0.1")
            .env_remove("ALMANAC_DATABASE_URL")
            .stdin(Stdio::null())
            .stdout(Stdio::piped());
        if let Some(url) = how.database_url.or(installation.database_url()) {
            command.env("ALMANAC_DATABASE_URL", url);
        }
        if let Some(step) = how.kill_at {
            command.env("ALMANAC_TORTURE_KILL_AT", step);
        }
        if let Some(file) = how.clock {
            command.env("ALMANAC_TORTURE_CLOCK", file);
        }
        if let Some(millis) = how.results_within {
            command.env("ALMANAC_TORTURE_RESULTS_WITHIN", millis);
        }
        Almanac(command.spawn().unwrap())
    }

    /// Waits until it serves; gives its address.
    pub async fn is_listening(&mut self) -> String {
        let output = self.0.stdout.take().unwrap();
        let read = move || BufReader::new(output).lines().next().unwrap().unwrap();
        let line = tokio::task::spawn_blocking(read).await.unwrap();
        let address = line.strip_prefix("listening on ").unwrap_or_default().to_owned();
        assert!(address.starts_with("http://127.0.0.1:"), "{line}");
        address
    }

    /// Waits until it has died by SIGKILL.
    pub async fn died_by_itself(mut self, case: &str) {
        let start = Instant::now();
        let ended: ExitStatus = loop {
            if let Some(status) = self.0.try_wait().unwrap() {
                break status;
            }
            assert!(start.elapsed() < PATIENCE, "{case}: it did not die");
            tokio::time::sleep(Duration::from_millis(10)).await;
        };
        assert_eq!(ended.signal(), Some(SIGKILL), "{case}: {ended}");
    }

    /// Kills it with SIGKILL.
    pub fn kill(mut self) {
        assert_eq!(self.0.try_wait().unwrap(), None, "it ended by itself");
    }

    /// Stops it where it stands.
    pub fn pause(&self) {
        kill_process(self.pid(), Signal::STOP).unwrap();
    }

    /// Lets it go on.
    pub fn go_on(&self) {
        kill_process(self.pid(), Signal::CONT).unwrap();
    }

    /// From now on no file of it may be longer; `None` for any length.
    pub fn limit_files(&self, bytes: Option<u64>) {
        let limit = bytes.map_or("unlimited".to_owned(), |bytes| bytes.to_string());
        // The soft limit alone, so that it can be lifted again.
        let args = ["--pid", &self.0.id().to_string(), &format!("--fsize={limit}:")];
        assert!(Command::new("prlimit").args(args).status().unwrap().success());
    }

    fn pid(&self) -> Pid {
        Pid::from_raw(i32::try_from(self.0.id()).unwrap()).unwrap()
    }
}

impl Drop for Almanac {
    fn drop(&mut self) {
        // Fails only when it is gone already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
