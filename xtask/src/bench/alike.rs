//! Asks the same over and over, and takes no other answer than the first.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use anyhow::{Context, Result, bail, ensure};

use super::http::{self, Headers};

/// Asks so many times, on so many connections. Every answer is compared byte by byte.
pub fn ask(
    address: &str,
    path: &str,
    headers: &Headers,
    expected: &[u8],
    connections: usize,
    calls: u64,
) -> Result<()> {
    let request = http::request(address, path, headers, "keep-alive");
    let left = AtomicU64::new(calls);
    thread::scope(|scope| {
        let asking: Vec<_> = (0..connections)
            .map(|_| scope.spawn(|| ask_on_one(address, &request, expected, &left)))
            .collect();
        let ended = asking.into_iter().map(|thread| match thread.join() {
            Ok(asked) => asked,
            Err(_) => bail!("a connection broke"),
        });
        ended.collect::<Vec<_>>().into_iter().collect()
    })
}

fn ask_on_one(address: &str, request: &str, expected: &[u8], left: &AtomicU64) -> Result<()> {
    let stream = TcpStream::connect(address).context("the server does not answer")?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(http::PATIENCE))?;
    let mut writing = stream.try_clone()?;
    let mut reading = BufReader::with_capacity(64 * 1024, stream);
    let mut body = vec![0; expected.len()];
    let one_less = |left: u64| left.checked_sub(1);
    while left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_less).is_ok() {
        writing.write_all(request.as_bytes())?;
        let length = head(&mut reading)?;
        ensure!(
            length == expected.len(),
            "an answer of {length} bytes instead of {}",
            expected.len()
        );
        reading.read_exact(&mut body)?;
        ensure!(body == expected, "an answer differs from the first");
    }
    Ok(())
}

/// Reads the status and the headers of an answer; gives the length of its body.
fn head(reading: &mut impl BufRead) -> Result<usize> {
    let mut line = String::new();
    let mut length = None;
    reading.read_line(&mut line)?;
    ensure!(line.starts_with("HTTP/1.1 200 "), "answered {:?}", line.trim());
    loop {
        line.clear();
        reading.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse().ok();
        }
    }
    length.context("an answer has no length")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_read_to_its_end_and_nothing_but_success_is_taken() {
        let mut answer = &b"HTTP/1.1 200 OK\r\nServer: a: b\r\nContent-Length: 2\r\n\r\nhi"[..];
        assert_eq!(head(&mut answer).unwrap(), 2);
        assert_eq!(answer, b"hi");
        let refused = head(&mut &b"HTTP/1.1 404 Not Found\r\n\r\n"[..]).unwrap_err();
        assert!(refused.to_string().contains("404"));
    }
}
