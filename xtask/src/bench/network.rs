//! A network of somebody else's: a webhook that notes every post it is sent, and answers after
//! a while.

use std::collections::HashMap;
use std::io::{ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::sleep;
use std::time::{Duration, Instant, UNIX_EPOCH};

use anyhow::{Context, Result};
use serde::Deserialize;

use super::http;

/// How long it takes to answer.
const THINKS: Duration = Duration::from_millis(50);
/// More than a publisher sends at once, so that nobody waits for anything but the answer.
const HANDS: usize = 256;
const LOOK_EVERY: Duration = Duration::from_millis(100);
const ANSWER: &str = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 49\r\n\
    connection: close\r\n\r\n{\"id\":\"1\",\"url\":\"https://network.example/post/1\"}";

/// A running network. It ends with the bench.
pub struct Network {
    /// Where it is, such as `http://127.0.0.1:40123`.
    pub address: String,
    taken: Arc<Mutex<HashMap<String, Taken>>>,
}

/// What it was sent of one post.
#[derive(Clone)]
pub struct Taken {
    /// When it came first, in milliseconds since 1970 UTC.
    pub at: i64,
    /// How often it came.
    pub times: usize,
    /// The path that it was sent to.
    pub path: String,
}

impl Network {
    /// Opens it.
    pub fn open() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").context("no free port for a network")?;
        let address = format!("http://{}", listener.local_addr()?);
        let taken = Arc::new(Mutex::new(HashMap::new()));
        for _ in 0..HANDS {
            let (listener, taken) = (listener.try_clone()?, Arc::clone(&taken));
            std::thread::Builder::new().stack_size(128 * 1024).spawn(move || {
                for stream in listener.incoming().flatten() {
                    // A sender that hangs up has not been answered, which it will tell.
                    serve(stream, &taken).ok();
                }
            })?;
        }
        Ok(Self { address, taken })
    }

    /// Waits until so many posts have come, but no longer than the patience lasts; gives what
    /// came, and forgets it.
    pub fn wait_for(&self, posts: usize, patience: Duration) -> Vec<Taken> {
        let start = Instant::now();
        while lock(&self.taken).len() < posts && start.elapsed() < patience {
            sleep(LOOK_EVERY);
        }
        // What comes twice comes soon.
        sleep(10 * LOOK_EVERY);
        lock(&self.taken).drain().map(|(_, taken)| taken).collect()
    }
}

fn lock<T>(held: &Mutex<T>) -> MutexGuard<'_, T> {
    held.lock().unwrap_or_else(PoisonError::into_inner)
}

#[derive(Deserialize)]
struct Post {
    key: String,
}

fn serve(mut stream: TcpStream, taken: &Mutex<HashMap<String, Taken>>) -> Result<()> {
    stream.set_read_timeout(Some(http::PATIENCE))?;
    let (path, body) = request(&mut stream)?;
    let at = i64::try_from(UNIX_EPOCH.elapsed()?.as_millis())?;
    let post: Post = serde_json::from_slice(&body).context("a post without a key")?;
    lock(taken).entry(post.key).or_insert(Taken { at, times: 0, path }).times += 1;
    sleep(THINKS);
    Ok(stream.write_all(ANSWER.as_bytes())?)
}

/// The path and the body of a request.
fn request(stream: &mut impl Read) -> Result<(String, Vec<u8>)> {
    let (mut bytes, mut some) = (Vec::new(), [0; 4096]);
    loop {
        let count = stream.read(&mut some)?;
        anyhow::ensure!(count > 0, ErrorKind::UnexpectedEof);
        bytes.extend_from_slice(&some[..count]);
        let Some(end) = http::find(&bytes, b"\r\n\r\n") else { continue };
        let head = String::from_utf8_lossy(&bytes[..end]);
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>())
        });
        let length = length.context("a request without a length")??;
        if bytes.len() >= end + 4 + length {
            let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
            return Ok((path, bytes.split_off(end + 4)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sent_twice_is_counted_twice_and_answered_each_time() {
        let network = Network::open().unwrap();
        let host = network.address.trim_start_matches("http://").to_owned();
        for key in ["one", "two", "one"] {
            let mut stream = TcpStream::connect(&host).unwrap();
            let body = format!("{{\"key\":\"{key}\",\"caption\":\"Bread\"}}");
            let head = format!("POST /largest HTTP/1.1\r\nContent-Length: {}\r\n\r\n", body.len());
            stream.write_all((head + &body).as_bytes()).unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).unwrap();
            let (_, body) = answer.split_once("\r\n\r\n").unwrap();
            assert!(answer.contains(&format!("content-length: {}\r\n", body.len())), "{answer}");
        }
        let mut taken = network.wait_for(2, Duration::from_secs(9));
        taken.sort_by_key(|taken| taken.times);
        let told: Vec<_> = taken.iter().map(|taken| (taken.times, taken.path.as_str())).collect();
        assert_eq!(told, [(1, "/largest"), (2, "/largest")]);
    }
}
