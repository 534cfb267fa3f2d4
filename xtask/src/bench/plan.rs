//! From the address of a site of twenty pages to a plan with written and drawn posts.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use anyhow::{Context, Result};

use super::figures::{Figure, Figures, Limit};
use super::http;
use super::server::Almanac;
use crate::say;

const PAGES: usize = 20;
const LIMIT_SECONDS: f64 = 3.0;

/// Reads, profiles, plans, writes and draws. The time the site takes to answer is its own
/// and is taken off.
pub fn measure(almanac: &Almanac, figures: &mut Figures) -> Result<()> {
    say::step(format!("planning for a site of {PAGES} pages"));
    let website = Website::start()?;
    let cookie = almanac.sign_in()?;
    let start = Instant::now();
    let address = [("address", website.address.as_str())];
    let added = http::post(almanac.address(), "/sites/new", &cookie, &address)?;
    let plan = added.location.context("adding the site led nowhere")?;
    let progress = format!("{plan}/progress");
    http::get(almanac.address(), &progress, &cookie)?;
    http::post(almanac.address(), &plan, &cookie, &[])?;
    http::get(almanac.address(), &progress, &cookie)?;
    let page = http::get(almanac.address(), &plan, &cookie)?;
    anyhow::ensure!(
        String::from_utf8_lossy(&page).contains("Your plan is ready"),
        "the plan did not become ready"
    );
    let answering = website.nanoseconds.load(Ordering::Relaxed) as f64 / 1e9;
    figures.add(Figure {
        name: format!("plan of a {PAGES}-page site, read to drawn"),
        value: start.elapsed().as_secs_f64() - answering,
        unit: "s",
        floor: None,
        limit: Limit::AtMost(LIMIT_SECONDS),
    });
    Ok(())
}

/// A shop with a page for each thing it sells.
struct Website {
    address: String,
    nanoseconds: Arc<AtomicU64>,
}

impl Website {
    fn start() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").context("no free port for a website")?;
        let address = format!("http://{}/", listener.local_addr()?);
        let nanoseconds = Arc::new(AtomicU64::new(0));
        let spent = Arc::clone(&nanoseconds);
        // It ends with the bench.
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let start = Instant::now();
                answer(stream).ok();
                spent.fetch_add(
                    u64::try_from(start.elapsed().as_nanos()).unwrap_or(u64::MAX),
                    Ordering::Relaxed,
                );
            }
        });
        Ok(Self { address, nanoseconds })
    }
}

fn answer(mut stream: TcpStream) -> Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let first = lines.next().context("no request")??;
    for line in lines {
        if line?.is_empty() {
            break;
        }
    }
    let path = first.split(' ').nth(1).unwrap_or("/");
    let (status, body) = page(path);
    write!(
        stream,
        "HTTP/1.1 {status}\r\ncontent-type: text/html; charset=utf-8\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )?;
    Ok(())
}

fn page(path: &str) -> (&'static str, String) {
    let number = match path {
        "/" => Some(0),
        path => path.strip_prefix("/bicycle-").and_then(|n| n.parse::<usize>().ok()),
    };
    let Some(number) = number.filter(|n| *n < PAGES) else {
        return ("404 Not Found", "<p>Nothing here</p>".into());
    };
    let links: Vec<String> =
        (1..PAGES).map(|n| format!("<a href=\"/bicycle-{n}\">Bicycle {n}</a>")).collect();
    let words = "We build every frame by hand in our workshop in Porto, from steel tubes that we cut and braze ourselves. ".repeat(20);
    let body = format!(
        "<!doctype html><html lang=en><head><title>Bicycle {number} | Ferro Cycles</title>\
         <meta name=description content=\"Steel bicycles built by hand in Porto.\"></head><body>\
         <nav>{}</nav><main><h1>Touring bicycle {number}</h1><p>€{}</p><p>{words}</p></main></body></html>",
        links.join(" "),
        1_200 + number * 10
    );
    ("200 OK", body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_website_has_twenty_pages_and_no_more() {
        let found = |path| page(path).0 == "200 OK";
        assert!(found("/") && found("/bicycle-19"));
        assert!(!found("/bicycle-20") && !found("/robots.txt"));
    }
}
