//! A site of the corpus, served as its host would serve it, and read as any other.

use std::sync::Arc;

use anyhow::{Context, Result};
use axum::{
    Router,
    http::{StatusCode, Uri, header::CONTENT_TYPE},
    response::IntoResponse,
};
use outbound::{Outbound, Policy};
use planner::read::{ReadLimits, SitePages, read_site};
use tokio::net::TcpListener;
use url::Url;

use crate::sheet::Sheet;

/// Serves the pages of a sheet on this machine, reads them over HTTP, and gives them the
/// addresses that the sheet says they have.
///
/// # Errors
/// There is no port, or the site could not be read.
pub async fn read(sheet: &Sheet) -> Result<SitePages> {
    let pages: Arc<[(String, Vec<u8>)]> = sheet.pages.clone().into();
    let answer = move |uri: Uri| {
        let pages = Arc::clone(&pages);
        async move {
            match pages.iter().find(|(path, _)| path == uri.path()) {
                // No charset: what the page is written in is for the reader to find out.
                Some((_, body)) => ([(CONTENT_TYPE, "text/html")], body.clone()).into_response(),
                None => StatusCode::NOT_FOUND.into_response(),
            }
        }
    };
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let host = listener.local_addr()?.to_string();
    let server =
        tokio::spawn(async move { axum::serve(listener, Router::new().fallback(answer)).await });
    let outbound =
        Outbound::new(Policy { allowed_private_hosts: vec![host.clone()], ..Policy::default() })?;
    let address = Url::parse(&format!("http://{host}/"))?;
    let read = read_site(&outbound, &address, &ReadLimits::default(), |_| {}).await;
    server.abort();
    let mut read = read.with_context(|| format!("reading {}", sheet.name))?;
    for page in &mut read.pages {
        page.url = sheet.url(page)?;
    }
    // Whichever page answered first: what is found must not hang on it.
    let place = |url: &Url| sheet.pages.iter().position(|(path, _)| path == url.path());
    read.pages.sort_by_key(|page| place(&page.url));
    Ok(read)
}
