//! As much of HTTP/1.1 as it takes to talk with a server on our own machine.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use anyhow::{Context, Result, bail};

/// No answer of ours may take longer; a stream of progress may take as long as a plan.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// What a server answered to a form.
pub struct Answer {
    /// Where it leads to.
    pub location: Option<String>,
    /// The session it gave.
    pub cookie: Option<String>,
}

/// What a request says of whoever asks.
pub type Headers = [(&'static str, String)];

/// The headers of a person's browser.
pub fn browser(cookie: &str) -> Vec<(&'static str, String)> {
    vec![("accept", "text/html".to_owned()), ("cookie", cookie.to_owned())]
}

/// Fetches a page to its end, as a browser; anything but 200 is an error.
pub fn get(address: &str, path: &str, cookie: &str) -> Result<Vec<u8>> {
    get_with(address, path, &browser(cookie))
}

/// Fetches an answer to its end; anything but 200 is an error.
pub fn get_with(address: &str, path: &str, headers: &Headers) -> Result<Vec<u8>> {
    let request = request(address, path, headers, "close");
    let answer = exchange(address, &request).with_context(|| format!("GET {path}"))?;
    answer.body(200).with_context(|| format!("GET {path}"))
}

/// What is sent to ask for something.
pub fn request(address: &str, path: &str, headers: &Headers, connection: &str) -> String {
    let headers: String =
        headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    format!("GET {path} HTTP/1.1\r\nhost: {address}\r\n{headers}connection: {connection}\r\n\r\n")
}

/// Sends a form; anything but a redirect is an error.
pub fn post(address: &str, path: &str, cookie: &str, form: &[(&str, &str)]) -> Result<Answer> {
    let body: Vec<String> =
        form.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    let body = body.join("&");
    let request = format!(
        "POST {path} HTTP/1.1\r\nhost: {address}\r\norigin: http://{address}\r\ncookie: {cookie}\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    let whole = exchange(address, &request).with_context(|| format!("POST {path}"))?;
    whole.body(303).with_context(|| format!("POST {path}"))?;
    let cookie =
        whole.header("set-cookie").and_then(|line| line.split(';').next()).map(String::from);
    Ok(Answer { location: whole.header("location").map(String::from), cookie })
}

fn encoded(value: &str) -> String {
    value
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        })
        .collect()
}

struct Whole {
    head: String,
    body: Vec<u8>,
}

fn exchange(address: &str, request: &str) -> Result<Whole> {
    let mut stream = TcpStream::connect(address).context("the server does not answer")?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.write_all(request.as_bytes())?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    whole(&answer)
}

fn whole(answer: &[u8]) -> Result<Whole> {
    let end = find(answer, b"\r\n\r\n").context("the answer has no end of its headers")?;
    let head = String::from_utf8_lossy(&answer[..end]).into_owned();
    let body = &answer[end + 4..];
    let chunked = head.to_ascii_lowercase().contains("\r\ntransfer-encoding: chunked");
    Ok(Whole { head, body: if chunked { unchunked(body)? } else { body.to_vec() } })
}

impl Whole {
    fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then_some(value.trim())
        })
    }

    fn body(&self, wanted: u16) -> Result<Vec<u8>> {
        let status = self.head.split_whitespace().nth(1).unwrap_or_default();
        if status != wanted.to_string() {
            bail!("answered {status}");
        }
        Ok(self.body.clone())
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

/// Where something begins in bytes.
pub fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(answer: &[u8]) -> Result<Vec<u8>> {
        whole(answer)?.body(200)
    }

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

    #[test]
    fn headers_are_found_in_any_case() {
        let answer = whole(b"HTTP/1.1 303 See Other\r\nLocation: /sites\r\n\r\n").unwrap();
        assert_eq!(answer.header("location"), Some("/sites"));
        assert_eq!(encoded("a b@c"), "a%20b%40c");
    }
}
