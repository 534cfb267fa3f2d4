//! People who open a page again and again while something else goes on.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{JoinHandle, sleep};
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow};

use super::http;

/// So many people.
const PEOPLE: u32 = 4;
/// Each of them opens the page so often, or as soon as it has come.
const EACH: Duration = Duration::from_millis(100);

/// People at a page.
pub struct Visitors {
    leave: Arc<AtomicBool>,
    people: Vec<JoinHandle<Result<Vec<Duration>>>>,
}

impl Visitors {
    /// They come: forty openings a second, together.
    pub fn come(address: &str, path: &str, cookie: &str) -> Self {
        let leave = Arc::new(AtomicBool::new(false));
        let person = |number: u32| {
            let leave = Arc::clone(&leave);
            let (address, path, cookie) = (address.to_owned(), path.to_owned(), cookie.to_owned());
            std::thread::spawn(move || {
                sleep(EACH * number / PEOPLE);
                let mut took = Vec::new();
                while !leave.load(Ordering::Relaxed) {
                    let start = Instant::now();
                    http::get(&address, &path, &cookie)?;
                    took.push(start.elapsed());
                    sleep(EACH.saturating_sub(start.elapsed()));
                }
                Ok(took)
            })
        };
        let people = (0..PEOPLE).map(person).collect();
        Self { leave, people }
    }

    /// They leave; gives how long each opening took, the quickest first.
    pub fn leave(self) -> Result<Vec<Duration>> {
        self.leave.store(true, Ordering::Relaxed);
        let mut took = Vec::new();
        for person in self.people {
            took.extend(person.join().map_err(|_| anyhow!("somebody at a page broke down"))??);
        }
        took.sort_unstable();
        Ok(took)
    }
}
