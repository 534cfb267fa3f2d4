//! A site is read politely, and reading ends whatever the site does.

#![allow(clippy::unwrap_used, reason = "a story stops at the first surprise")]

use std::{
    collections::BTreeSet,
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::Request,
    http::{StatusCode, Uri, header::CONTENT_TYPE},
    middleware::{self, Next},
    response::{Html, Redirect},
    routing::get,
};
use outbound::{FetchError, Outbound, Policy};
use planner::read::{NotPublished, ReadError, ReadLimits, ReadNote, SitePages, read_site};
use tokio::net::TcpListener;
use url::Url;

type Log = Arc<Mutex<Vec<String>>>;

/// Serves a site until the test ends, noting every path that is asked for.
async fn serve(router: Router) -> (SocketAddr, Log) {
    let log = Log::default();
    let notes = Arc::clone(&log);
    let noting = middleware::from_fn(move |request: Request, next: Next| {
        notes.lock().unwrap().push(request.uri().to_string());
        next.run(request)
    });
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router.layer(noting)).await.unwrap() });
    (address, log)
}

async fn read(site: SocketAddr, limits: ReadLimits) -> Result<SitePages, ReadError> {
    let policy = Policy { allowed_private_hosts: vec![site.to_string()], ..Policy::default() };
    let address = Url::parse(&format!("http://{site}/")).unwrap();
    read_site(&Outbound::new(policy).unwrap(), &address, &limits, |_| {}).await
}

fn paths(pages: &SitePages) -> BTreeSet<&str> {
    pages.pages.iter().map(|page| page.url.path()).collect()
}

fn page(body: &'static str) -> axum::routing::MethodRouter {
    get(move || async move { Html(body) })
}

/// A page of its own at every path, leading to others.
async fn endless(uri: Uri) -> Html<String> {
    let path = uri.path().trim_end_matches('/');
    let links = ('a'..='z').map(|c| format!("<a href='{path}/{c}'>{c}</a>")).collect::<String>();
    Html(format!("<h1>{path}</h1>{links}"))
}

#[tokio::test]
async fn what_robots_txt_forbids_is_never_asked_for() {
    let rules = "User-agent: *\nDisallow: /private\n\nUser-agent: OtherBot\nDisallow: /\n";
    let (site, log) = serve(
        Router::new()
            .route("/robots.txt", get(move || async move { rules }))
            .route("/", page("<a href=/menu>Menu</a><a href=/private/a>x</a><a href=/moved>y</a>"))
            .route("/menu", page("Menu"))
            .route("/moved", get(|| async { Redirect::permanent("/private/b") }))
            .route("/private/{page}", page("Private")),
    )
    .await;
    let pages = read(site, ReadLimits::default()).await.unwrap();
    assert_eq!(paths(&pages), BTreeSet::from(["/", "/menu"]));
    assert_eq!(pages.notes, [ReadNote::Forbidden { pages: 1 }]);
    let log = log.lock().unwrap();
    assert!(!log.contains(&"/private/a".to_owned()), "{log:?}");
    assert_eq!(log[..2], ["/robots.txt".to_owned(), "/".to_owned()]);
}

#[tokio::test]
async fn a_site_that_forbids_everything_is_not_read() {
    let (site, log) = serve(
        Router::new()
            .route("/robots.txt", get(|| async { "User-agent: *\nDisallow: /" }))
            .route("/", page("Secret")),
    )
    .await;
    let error = read(site, ReadLimits::default()).await.unwrap_err();
    assert!(matches!(error, ReadError::NotPublished { why: NotPublished::Forbidden, .. }));
    assert_eq!(
        error.to_string(),
        format!(
            "http://{site}/ asks programs not to read it, in its robots.txt. Allow the user \
             agent Almanac there, then read it again."
        )
    );
    assert_eq!(*log.lock().unwrap(), ["/robots.txt"]);
}

#[tokio::test]
async fn pages_that_only_the_site_map_knows_are_read() {
    let listing = |kind: &str, host: &str, paths: &[&str]| {
        let entries: String =
            paths.iter().map(|path| format!("<x><loc>http://{host}{path}</loc></x>")).collect();
        format!("<?xml version=\"1.0\"?><{kind}>{entries}</{kind}>")
    };
    let own = |request: &Request| request.headers()["host"].to_str().unwrap().to_owned();
    let (site, _) = serve(
        Router::new()
            .route("/", page("First page"))
            .route(
                "/robots.txt",
                get(async move |request: Request| {
                    format!("Sitemap: http://{}/maps/index", own(&request))
                }),
            )
            .route(
                "/maps/index",
                get(async move |request: Request| {
                    listing("sitemapindex", &own(&request), &["/maps/pages", "/maps/index"])
                }),
            )
            .route(
                "/maps/pages",
                get(async move |request: Request| {
                    let host = own(&request);
                    let foreign = "<loc>http://127.0.0.1:1/foreign</loc>";
                    listing("urlset", &host, &["/story", "/photo.jpg"])
                        .replace("</x></", &format!("</x>{foreign}</"))
                }),
            )
            .route("/story", page("Our story")),
    )
    .await;
    let pages = read(site, ReadLimits::default()).await.unwrap();
    assert_eq!(paths(&pages), BTreeSet::from(["/", "/story"]));
    assert!(pages.notes.is_empty());
}

#[tokio::test]
async fn a_site_without_end_is_read_to_the_limit() {
    let (site, log) = serve(Router::new().fallback(endless)).await;
    let pages = read(site, ReadLimits::default()).await.unwrap();
    assert_eq!(pages.pages.len(), 60);
    assert_eq!(pages.pages[0].url.path(), "/");
    assert_eq!(pages.notes, [ReadNote::PageLimit { limit: 60 }]);
    assert!(log.lock().unwrap().len() <= 62);
}

#[tokio::test]
async fn the_same_page_under_many_addresses_is_read_once() {
    let copy = "<link rel=canonical href=/menu><h1>Menu</h1>";
    let (site, _) = serve(
        Router::new()
            .route(
                "/",
                page(
                    "<a href=/menu>m</a><a href=/menu/>m</a><a href=/menu?utm_source=x>m</a>\
                <a href=/twin>t</a><a href=/copy>c</a>",
                ),
            )
            .route("/menu", page("<h1>Menu</h1>"))
            .route("/menu/", page("<h1>Menu</h1>"))
            .route("/twin", page("<h1>Menu</h1>"))
            .route("/copy", page(copy)),
    )
    .await;
    let one_by_one = ReadLimits { concurrency: 1, ..ReadLimits::default() };
    let pages = read(site, one_by_one).await.unwrap();
    assert_eq!(paths(&pages), BTreeSet::from(["/", "/menu"]));
}

#[tokio::test]
async fn what_is_no_page_is_left_out_and_every_encoding_is_read() {
    let gigabyte = get(|| async {
        let chunks =
            std::iter::repeat_with(|| Ok::<_, std::io::Error>(Bytes::from(vec![b'x'; 65_536])));
        let body = Body::from_stream(futures_util::stream::iter(chunks.take(16 * 1_024)));
        ([(CONTENT_TYPE, "text/html")], body)
    });
    let (site, _) = serve(
        Router::new()
            .route(
                "/",
                page(
                    "<a href=big>b</a><a href=odd>o</a><a href=latin>l</a><a href=broken>x</a>\
                <a href=gone>g</a><a href=loop>c</a>",
                ),
            )
            .route("/big", gigabyte)
            .route("/odd", get(|| async { ([(CONTENT_TYPE, "application/pdf")], "%PDF") }))
            .route(
                "/latin",
                get(|| async {
                    ([(CONTENT_TYPE, "text/html; charset=iso-8859-1")], &b"<p>Caf\xe9"[..])
                }),
            )
            .route(
                "/broken",
                get(|| async {
                    ([(CONTENT_TYPE, "text/html; charset=utf-8")], &b"<p>\xff\xfe\x80ok"[..])
                }),
            )
            .route("/loop", get(|| async { Redirect::temporary("/loop") })),
    )
    .await;
    let pages = read(site, ReadLimits::default()).await.unwrap();
    assert_eq!(paths(&pages), BTreeSet::from(["/", "/broken", "/latin"]));
    let html = |path| &pages.pages.iter().find(|page| page.url.path() == path).unwrap().html;
    assert_eq!(html("/latin"), "<p>Café");
    assert!(html("/broken").ends_with("ok"));
}

#[tokio::test]
async fn a_first_page_that_is_none_is_named() {
    let error = async |router: Router| {
        let (site, _) = serve(router).await;
        read(site, ReadLimits::default()).await.unwrap_err()
    };
    let why = |error| match error {
        ReadError::NotPublished { why, .. } => why,
        other => panic!("{other}"),
    };
    let answers = |status: StatusCode| Router::new().route("/", get(move || async move { status }));
    let missing = error(answers(StatusCode::NOT_FOUND)).await;
    assert_eq!(why(missing), NotPublished::Missing { status: 404 });
    let closed = error(answers(StatusCode::UNAUTHORIZED)).await;
    assert_eq!(why(closed), NotPublished::Closed { status: 401 });
    let failing = error(answers(StatusCode::BAD_GATEWAY)).await;
    assert_eq!(why(failing), NotPublished::Failing { status: 502 });
    let json = error(Router::new().route("/", get(|| async { "{}" }))).await;
    assert_eq!(why(json), NotPublished::NotHtml);
    assert_eq!(why(error(Router::new().route("/", page(" \n"))).await), NotPublished::Empty);
    let broken = get(|| async { StatusCode::SERVICE_UNAVAILABLE });
    let robots = Router::new().route("/robots.txt", broken).route("/", page("x"));
    assert_eq!(why(error(robots).await), NotPublished::Failing { status: 503 });
    let circle = Router::new().route("/", get(|| async { Redirect::temporary("/") }));
    assert!(matches!(
        error(circle).await,
        ReadError::Unreachable(FetchError::TooManyRedirects { .. })
    ));
}

#[tokio::test]
async fn a_site_that_never_answers_is_left_in_time() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let site = listener.local_addr().unwrap();
    let impatient =
        ReadLimits { request_time: Duration::from_millis(150), ..ReadLimits::default() };
    let error = read(site, impatient).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "127.0.0.1 did not answer within 1 second. Check the address, or try again later."
    );
}

#[tokio::test]
async fn when_time_is_up_what_was_read_is_kept() {
    let stalls = get(|| async { std::future::pending::<StatusCode>().await });
    let (site, _) = serve(
        Router::new()
            .route("/", page("<a href=/slow>s</a><a href=/quick>q</a>"))
            .route("/quick", page("Quick"))
            .route("/slow", stalls),
    )
    .await;
    let short = ReadLimits { total_time: Duration::from_millis(600), ..ReadLimits::default() };
    let begun = Instant::now();
    let pages = read(site, short).await.unwrap();
    assert!(begun.elapsed() < Duration::from_secs(5));
    assert_eq!(paths(&pages), BTreeSet::from(["/", "/quick"]));
    assert_eq!(pages.notes, [ReadNote::TimeUp]);
}

#[tokio::test]
async fn an_asked_pause_is_kept_and_one_longer_than_our_time_ends_the_reading() {
    let site = |delay: &'static str| {
        Router::new()
            .route(
                "/robots.txt",
                get(move || async move { format!("User-agent: *\nCrawl-delay: {delay}") }),
            )
            .fallback(endless)
    };
    let (patient, _) = serve(site("0.1")).await;
    let begun = Instant::now();
    let pages = read(patient, ReadLimits { pages: 4, ..ReadLimits::default() }).await.unwrap();
    assert_eq!(pages.pages.len(), 4);
    assert!(begun.elapsed() >= Duration::from_millis(400), "{:?}", begun.elapsed());
    let (slow, log) = serve(site("3600")).await;
    let pages = read(slow, ReadLimits::default()).await.unwrap();
    assert_eq!((pages.pages.len(), pages.notes), (1, vec![ReadNote::TimeUp]));
    assert_eq!(*log.lock().unwrap(), ["/robots.txt", "/"]);
}

#[tokio::test]
async fn a_site_that_says_too_many_requests_is_left_alone() {
    let (site, log) = serve(
        Router::new()
            .route("/robots.txt", get(|| async { StatusCode::NOT_FOUND }))
            .route("/sitemap.xml", get(|| async { StatusCode::NOT_FOUND }))
            .route("/", get(endless))
            .fallback(|| async { StatusCode::TOO_MANY_REQUESTS }),
    )
    .await;
    let pages = read(site, ReadLimits { concurrency: 1, ..ReadLimits::default() }).await.unwrap();
    assert_eq!((pages.pages.len(), pages.notes), (1, vec![ReadNote::AskedToStop]));
    assert_eq!(log.lock().unwrap().len(), 4);
}
