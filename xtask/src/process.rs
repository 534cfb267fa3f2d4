//! Starting other programs, and ending them when we are asked to stop.

use std::io::ErrorKind;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

/// How long a child may take to end after a ctrl-c before it is told again.
const GRACE: Duration = Duration::from_secs(2);
/// How long a child may take to end after being told before it is killed.
const PATIENCE: Duration = Duration::from_secs(10);

static STOPPING: AtomicBool = AtomicBool::new(false);
static CHILDREN: Mutex<Vec<u32>> = Mutex::new(Vec::new());

/// From now on ctrl-c and SIGTERM end the children first, so that what must
/// be cleaned up is cleaned up on the way out.
pub fn listen_for_stop() -> Result<()> {
    ctrlc::set_handler(|| {
        STOPPING.store(true, Ordering::SeqCst);
        // A ctrl-c in a terminal has already reached the children.
        sleep(GRACE);
        tell_children(Signal::SIGTERM);
        sleep(PATIENCE);
        tell_children(Signal::SIGKILL);
    })
    .context("could not listen for ctrl-c")
}

/// Whether we have been asked to stop.
pub fn stopping() -> bool {
    STOPPING.load(Ordering::SeqCst)
}

/// Runs a program to its end; anything but success is an error.
pub fn run(command: &mut Command) -> Result<()> {
    let status = run_for_status(command)?;
    if !status.success() {
        bail!("{} ended with {status}", name(command));
    }
    Ok(())
}

/// Runs a program to its end and says how it ended.
pub fn run_for_status(command: &mut Command) -> Result<ExitStatus> {
    let mut child = spawn(command)?;
    let status = child.wait();
    forget(child.id());
    refuse_when_stopping()?;
    status.with_context(|| format!("could not wait for {}", name(command)))
}

/// Runs a program to its end and returns what it printed.
pub fn capture(command: &mut Command) -> Result<String> {
    let child = spawn(command.stdout(Stdio::piped()).stderr(Stdio::piped()))?;
    let id = child.id();
    let output = child.wait_with_output();
    forget(id);
    refuse_when_stopping()?;
    let output = output.with_context(|| format!("could not wait for {}", name(command)))?;
    if !output.status.success() {
        let complaint = String::from_utf8_lossy(&output.stderr);
        bail!("{} ended with {}: {}", name(command), output.status, complaint.trim());
    }
    String::from_utf8(output.stdout)
        .with_context(|| format!("{} printed something that is not text", name(command)))
}

/// Whether a program of this name can be started at all.
pub fn exists(program: &str) -> bool {
    let Some(path) = std::env::var_os("PATH") else { return false };
    program.contains('/') && std::path::Path::new(program).is_file()
        || std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

/// A program that runs beside us and ends, at the latest, when this is dropped.
pub struct Background {
    child: Child,
    name: String,
}

impl Background {
    /// Starts the program.
    pub fn start(command: &mut Command) -> Result<Self> {
        Ok(Self { child: spawn(command)?, name: name(command) })
    }

    /// The process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// What the program prints, when it was started with a pipe; only once.
    pub fn stdout(&mut self) -> Result<std::process::ChildStdout> {
        self.child.stdout.take().with_context(|| format!("{} has no pipe to read", self.name))
    }

    /// How the program ended, when it has.
    pub fn ended(&mut self) -> Result<Option<ExitStatus>> {
        self.child.try_wait().with_context(|| format!("could not look after {}", self.name))
    }

    /// Waits for the program to end by itself.
    pub fn wait(mut self) -> Result<ExitStatus> {
        self.child.wait().with_context(|| format!("could not wait for {}", self.name))
    }

    /// Asks the program to end, and kills it when it does not.
    fn end(&mut self) {
        signal(self.child.id(), Signal::SIGTERM);
        let asked = Instant::now();
        while asked.elapsed() < PATIENCE {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return;
            }
            sleep(Duration::from_millis(20));
        }
        if self.child.kill().is_ok() && self.child.wait().is_ok() {
            eprintln!("  {} did not end when asked and was killed", self.name);
        }
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            self.end();
        }
        forget(self.child.id());
    }
}

fn spawn(command: &mut Command) -> Result<Child> {
    refuse_when_stopping()?;
    let child = command.spawn().map_err(|error| match error.kind() {
        ErrorKind::NotFound => anyhow::anyhow!("{} is not installed", name(command)),
        _ => anyhow::Error::new(error).context(format!("could not start {}", name(command))),
    })?;
    children().push(child.id());
    Ok(child)
}

fn refuse_when_stopping() -> Result<()> {
    if stopping() {
        bail!("stopped on request; everything that was started has been ended");
    }
    Ok(())
}

fn tell_children(what: Signal) {
    for id in children().iter() {
        signal(*id, what);
    }
}

fn signal(id: u32, what: Signal) {
    if let Ok(id) = i32::try_from(id) {
        // It may have ended in this very moment; then there is nothing to tell.
        kill(Pid::from_raw(id), what).ok();
    }
}

fn forget(id: u32) {
    children().retain(|known| *known != id);
}

fn children() -> std::sync::MutexGuard<'static, Vec<u32>> {
    CHILDREN.lock().unwrap_or_else(PoisonError::into_inner)
}

fn name(command: &Command) -> String {
    let program = command.get_program().to_string_lossy().into_owned();
    let first = command.get_args().next().map(|word| word.to_string_lossy().into_owned());
    let short = program.rsplit('/').next().unwrap_or(&program).to_owned();
    match first {
        Some(word) if !word.starts_with(['-', '/']) => format!("{short} {word}"),
        _ => short,
    }
}
