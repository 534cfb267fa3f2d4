//! Which cores a server and its load run on, where a figure is for one core.
//!
//! A program that is started inherits the cores of the thread that starts it, and a server
//! makes as many workers as it has cores.

use anyhow::{Context, Result};
use nix::sched::{CpuSet, sched_getaffinity, sched_setaffinity};
use nix::unistd::Pid;

/// Does something, and whatever it starts, on the first core that we have.
pub fn on_the_first<T>(what: impl FnOnce() -> Result<T>) -> Result<T> {
    let ours = ours()?;
    on(&ours, &ours[..1], what)
}

/// Does something, and whatever it starts, on all cores but the first; on that one when
/// there is no other.
pub fn on_the_others<T>(what: impl FnOnce() -> Result<T>) -> Result<T> {
    let ours = ours()?;
    on(&ours, ours.get(1..).filter(|others| !others.is_empty()).unwrap_or(&ours), what)
}

/// The cores of this thread; at least one.
fn ours() -> Result<Vec<usize>> {
    let set = sched_getaffinity(this_thread()).context("could not ask which cores are ours")?;
    let cores: Vec<usize> =
        (0..CpuSet::count()).filter(|core| set.is_set(*core).unwrap_or(false)).collect();
    anyhow::ensure!(!cores.is_empty(), "this thread has no core");
    Ok(cores)
}

fn on<T>(ours: &[usize], some: &[usize], what: impl FnOnce() -> Result<T>) -> Result<T> {
    set(some)?;
    let done = what();
    set(ours)?;
    done
}

fn set(cores: &[usize]) -> Result<()> {
    let mut set = CpuSet::new();
    for core in cores {
        set.set(*core).context("there is no such core")?;
    }
    sched_setaffinity(this_thread(), &set).context("could not choose cores")
}

const fn this_thread() -> Pid {
    Pid::from_raw(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_started_on_one_core_has_one_and_we_have_all_again() {
        let all = ours().unwrap();
        let first = on_the_first(ours).unwrap();
        assert_eq!(first, all[..1]);
        let others = on_the_others(ours).unwrap();
        assert_eq!(others.contains(&all[0]), all.len() == 1);
        assert_eq!(ours().unwrap(), all);
    }
}
