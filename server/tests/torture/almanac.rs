//! The real binary.

use std::{
    io::{BufRead, BufReader},
    os::unix::process::ExitStatusExt,
    process::{Child, Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};

use crate::installation::Installation;

const SIGKILL: i32 = 9;
/// How long the binary may take to reach the step it dies at.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running process; killed when dropped.
pub struct Almanac(Child);

impl Almanac {
    /// Starts it on an installation, to die at a step when one is given.
    pub fn start(installation: &Installation, kill_at: Option<&str>) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_almanac"));
        command
            .arg("serve")
            .env("ALMANAC_DATA", installation.data())
            .env("ALMANAC_LISTEN", "127.0.0.1:0")
            .env("ALMANAC_LOG", "error")
            .env("ALMANAC_PUBLISHER_LEASE_SECONDS", "2")
            .env_remove("ALMANAC_DATABASE_URL")
            .stdin(Stdio::null())
            .stdout(Stdio::piped());
        if let Some(url) = installation.database_url() {
            command.env("ALMANAC_DATABASE_URL", url);
        }
        if let Some(step) = kill_at {
            command.env("ALMANAC_TORTURE_KILL_AT", step);
        }
        Almanac(command.spawn().unwrap())
    }

    /// Waits until it serves.
    pub async fn is_listening(&mut self) {
        let output = self.0.stdout.take().unwrap();
        let read = move || BufReader::new(output).lines().next().unwrap().unwrap();
        let line = tokio::task::spawn_blocking(read).await.unwrap();
        assert!(line.starts_with("listening on http://127.0.0.1:"), "{line}");
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
}

impl Drop for Almanac {
    fn drop(&mut self) {
        // Fails only when it is gone already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
