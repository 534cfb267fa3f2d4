//! As much of HTTP/1.1 as it takes to fetch a page from our own machine.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use anyhow::{Context, Result, bail};

/// No answer of ours may take longer.
const PATIENCE: Duration = Duration::from_secs(10);

/// Fetches a page; anything but 200 is an error.
pub fn get(address: &str, path: &str) -> Result<Vec<u8>> {
    let mut stream = TcpStream::connect(address).context("the server does not answer")?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let request = format!(
        "GET {path} HTTP/1.1\r\nhost: {address}\r\naccept: text/html\r\nconnection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes())?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    body(&answer).with_context(|| format!("GET {path}"))
}

fn body(answer: &[u8]) -> Result<Vec<u8>> {
    let end = find(answer, b"\r\n\r\n").context("the answer has no end of its headers")?;
    let head = String::from_utf8_lossy(&answer[..end]).to_ascii_lowercase();
    let status = head.split_whitespace().nth(1).unwrap_or_default();
    if status != "200" {
        bail!("answered {status}");
    }
    let body = &answer[end + 4..];
    match head.contains("\r\ntransfer-encoding: chunked") {
        true => unchunked(body),
        false => Ok(body.to_vec()),
    }
}

fn unchunked(mut rest: &[u8]) -> Result<Vec<u8>> {
    let mut whole = Vec::new();
    loop {
        let end = find(rest, b"\r\n").context("a chunk has no length")?;
        let length = String::from_utf8_lossy(&rest[..end]);
        let length = usize::from_str_radix(length.trim(), 16).context("a chunk's length")?;
        let chunk = rest.get(end + 2..end + 2 + length).context("a chunk ends early")?;
        if length == 0 {
            return Ok(whole);
        }
        whole.extend_from_slice(chunk);
        rest = rest.get(end + 4 + length..).context("a chunk ends early")?;
    }
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_found_plain_and_in_chunks() {
        let plain = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi";
        assert_eq!(body(plain).unwrap(), b"hi");
        let chunked =
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n1\r\nd\r\n0\r\n\r\n";
        assert_eq!(body(chunked).unwrap(), b"abcd");
    }

    #[test]
    fn anything_but_a_page_is_an_error() {
        let refusal = body(b"HTTP/1.1 404 Not Found\r\n\r\n").unwrap_err();
        assert_eq!(refusal.to_string(), "answered 404");
        assert!(body(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n9\r\nab").is_err());
    }
}
