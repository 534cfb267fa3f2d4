//! A server beside us that says on its standard output where it listens.

use std::io::{BufRead, BufReader, Lines};
use std::process::{ChildStdout, Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::process::Background;

/// What such a server prints before its address.
const SAYS: &str = "listening on http://";

/// A running server; it ends when this is dropped.
pub struct Listening {
    server: Background,
    /// Host and port, such as `127.0.0.1:40123`.
    pub address: String,
}

impl Listening {
    /// Starts the server and waits until it says where it listens.
    pub fn start(command: &mut Command) -> Result<Self> {
        let mut server = Background::start(command.stdout(Stdio::piped()))?;
        let mut lines = BufReader::new(server.stdout()?).lines();
        let address = address(&mut lines)?;
        // Whoever stops reading stops the writer, sooner or later.
        std::thread::spawn(move || lines.for_each(drop));
        Ok(Self { server, address })
    }

    /// The process id.
    pub fn id(&self) -> u32 {
        self.server.id()
    }
}

fn address(lines: &mut Lines<BufReader<ChildStdout>>) -> Result<String> {
    for line in lines {
        let line = line.context("the server printed something that is not text")?;
        if let Some((_, address)) = line.split_once(SAYS) {
            return Ok(address.trim_end_matches('/').to_owned());
        }
    }
    bail!("the server ended before it listened — its last lines say why")
}
