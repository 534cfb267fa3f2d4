//! Places where the torture tests kill the process. Empty without the feature `torture`.

/// The six steps of publishing, as in the table of ARCHITECTURE.md.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// The post is claimed.
    Claim,
    /// The intent to send is durable.
    Mark,
    /// The network is reached, nothing is written.
    Connect,
    /// The network has the post.
    Write,
    /// The network has answered.
    Answer,
    /// The outcome is durable.
    Outcome,
}

/// Passes, unless this is where the process is to die.
#[cfg(not(feature = "torture"))]
#[inline]
pub(crate) const fn point(_: Step) {}

/// Dies by SIGKILL when the environment asks for it: `ALMANAC_TORTURE_KILL_AT=mark:3` at
/// the third time that a post passes this step.
#[cfg(feature = "torture")]
pub(crate) fn point(step: Step) {
    use std::sync::{
        OnceLock,
        atomic::{AtomicU64, Ordering},
    };
    static ORDER: OnceLock<Option<(String, u64)>> = OnceLock::new();
    static PASSED: AtomicU64 = AtomicU64::new(0);

    let Some((name, last)) = ORDER.get_or_init(order) else { return };
    if format!("{step:?}").eq_ignore_ascii_case(name)
        && PASSED.fetch_add(1, Ordering::SeqCst) + 1 == *last
    {
        die();
    }
}

#[cfg(feature = "torture")]
fn order() -> Option<(String, u64)> {
    let order = std::env::var("ALMANAC_TORTURE_KILL_AT").ok()?;
    let (step, passage) = order.split_once(':')?;
    Some((step.to_owned(), passage.parse().ok()?))
}

#[cfg(feature = "torture")]
fn die() {
    use rustix::process::{Signal, getpid, kill_process};
    if let Err(error) = kill_process(getpid(), Signal::KILL) {
        tracing::error!(%error, "could not die");
    }
    loop {
        std::thread::park();
    }
}
