//! The floor of a bench: one file's bytes, served as a static string by the
//! same libraries, settings and number of threads as almanac itself.

use anyhow::{Context, Result};
use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::serve::ListenerExt;
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<()> {
    let usage = "usage: floor FILE CONTENT_TYPE";
    let file = std::env::args_os().nth(1).context(usage)?;
    let kind: &'static str = std::env::args().nth(2).context(usage)?.leak();
    let page: &'static [u8] = std::fs::read(&file).context("could not read the page")?.leak();
    let answer = move || async move { ([(CONTENT_TYPE, kind)], page) };
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("listening on http://{}", listener.local_addr()?);
    // Left on, Nagle's algorithm would make the floor look slow.
    let listener = listener.tap_io(|stream| {
        stream.set_nodelay(true).ok();
    });
    axum::serve(listener, Router::new().fallback(answer)).await.context("could not serve")
}
