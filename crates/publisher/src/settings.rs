//! How a publisher goes about its work.

use std::time::Duration;

/// The publisher's settings. The defaults are meant for production.
#[derive(Debug, Clone)]
pub struct PublisherSettings {
    /// How long a claimed post is held. A process that dies gives its posts back after
    /// this. Longer than any provider's `send_timeout`, or slow sends are looked up while
    /// they are under way.
    pub lease: Duration,
    /// How late a post may still go out. Later it is *missed*, and a person decides.
    pub grace: Duration,
    /// The longest pause between two rounds.
    pub poll: Duration,
    /// How many posts one claim takes.
    pub batch: u16,
    /// How many claimed posts may be unfinished before claiming pauses.
    pub held: usize,
    /// How many sends and look-ups may be under way.
    pub in_flight: usize,
    /// How many of them may be of one workspace, so that its many leave room for others.
    /// Four times as many of its posts may be claimed and wait.
    pub per_workspace: usize,
    /// How many of them may go through one provider.
    pub per_provider: usize,
    /// How many of them may be on one connection, so that a slow network leaves room.
    pub per_connection: usize,
    /// Whether to go by the clock of a database that has one. Off where somebody holds the
    /// clock.
    pub by_database: bool,
}

impl Default for PublisherSettings {
    fn default() -> Self {
        PublisherSettings {
            lease: Duration::from_secs(120),
            grace: Duration::from_secs(15 * 60),
            poll: Duration::from_secs(1),
            batch: 50,
            held: 1_000,
            in_flight: 256,
            per_workspace: 64,
            per_provider: 192,
            per_connection: 16,
            by_database: true,
        }
    }
}
