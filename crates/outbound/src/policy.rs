//! What is decided once, when the process starts.

use std::time::Duration;

/// How this installation may go out.
#[derive(Debug, Clone)]
pub struct Policy {
    /// Host names or addresses that may be reached though they are private, each
    /// optionally with a port: `localhost`, `127.0.0.1:9000`, `[::1]:8080`. They may also
    /// be asked on any port. Empty outside development.
    pub allowed_private_hosts: Vec<String>,
    /// What we call ourselves to the servers we ask.
    pub user_agent: String,
    /// How long resolving, connecting and TLS together may take. A send that fails within
    /// it is known not to have been written.
    pub connect_timeout: Duration,
}

impl Default for Policy {
    fn default() -> Self {
        Policy {
            allowed_private_hosts: Vec::new(),
            user_agent: concat!("Almanac/", env!("CARGO_PKG_VERSION")).to_owned(),
            connect_timeout: Duration::from_secs(5),
        }
    }
}
