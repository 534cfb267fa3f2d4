//! Reading is bounded in time, size and redirects.

mod support;

use std::{io::Write, time::Duration};

use axum::{
    Router,
    body::Body,
    http::header::{ACCEPT, CONTENT_ENCODING, CONTENT_LENGTH, USER_AGENT},
    http::{HeaderMap, StatusCode},
    response::Redirect,
    routing::get,
};
use flate2::{Compression, write::GzEncoder};
use outbound::{FetchError, Limits};
use support::{limits, outbound, serve, silent, url};

#[tokio::test]
async fn a_page_arrives_with_its_final_address_status_and_type() {
    let server = serve(
        Router::new().route("/old", get(|| async { Redirect::permanent("/new?x=1") })).route(
            "/new",
            get(async |headers: HeaderMap| {
                let seen = |name| headers[name].to_str().unwrap().to_owned();
                (StatusCode::NOT_FOUND, format!("{} {}", seen(ACCEPT), seen(USER_AGENT)))
            }),
        ),
    )
    .await;
    let page = outbound(&[server]).get(&url(server, "/old"), limits()).await.unwrap();
    assert_eq!(page.url, url(server, "/new?x=1"));
    assert_eq!(page.status, 404);
    assert_eq!(page.content_type.as_deref(), Some("text/plain; charset=utf-8"));
    assert!(String::from_utf8(page.body).unwrap().starts_with("text/html Almanac/"));
}

#[tokio::test]
async fn a_circle_of_redirects_ends() {
    let server = serve(Router::new().route("/", get(|| async { Redirect::temporary("/") }))).await;
    let error = outbound(&[server]).get(&url(server, "/"), limits()).await.unwrap_err();
    assert_eq!(error, FetchError::TooManyRedirects { host: "127.0.0.1".into() });
}

#[tokio::test]
async fn a_gigabyte_is_stopped_at_the_limit_announced_or_not() {
    let chunk = axum::body::Bytes::from(vec![b'x'; 64 * 1024]);
    let endless = move |announced: bool| {
        let chunk = chunk.clone();
        async move {
            let chunks = std::iter::repeat_n(Ok::<_, std::fmt::Error>(chunk), 16 * 1024);
            let body = Body::from_stream(futures_util::stream::iter(chunks));
            let mut headers = HeaderMap::new();
            if announced {
                headers.insert(CONTENT_LENGTH, "1073741824".parse().unwrap());
            }
            (headers, body)
        }
    };
    let announced = endless.clone();
    let server = serve(
        Router::new()
            .route("/stream", get(move || endless(false)))
            .route("/announced", get(move || announced(true))),
    )
    .await;
    let outbound = outbound(&[server]);
    for path in ["/stream", "/announced"] {
        let error = outbound.get(&url(server, path), limits()).await.unwrap_err();
        assert_eq!(error, FetchError::TooLarge { host: "127.0.0.1".into(), limit: 100_000 });
        assert!(error.to_string().contains("more than 100 kB"), "{error}");
    }
}

#[tokio::test]
async fn a_compressed_bomb_is_measured_by_what_comes_out() {
    let mut bomb = GzEncoder::new(Vec::new(), Compression::best());
    for _ in 0..256 {
        bomb.write_all(&[b'a'; 64 * 1024]).unwrap();
    }
    let bomb = bomb.finish().unwrap();
    assert!(bomb.len() < limits().max_bytes);
    let server = serve(
        Router::new().route("/", get(move || async { ([(CONTENT_ENCODING, "gzip")], bomb) })),
    )
    .await;
    let result = outbound(&[server]).get(&url(server, "/"), limits()).await;
    assert!(matches!(result, Err(FetchError::TooLarge { .. })), "{result:?}");
}

#[tokio::test]
async fn a_silent_server_is_left_in_time() {
    let (server, _) = silent().await;
    let limits = Limits { timeout: Duration::from_millis(200), ..limits() };
    let error = outbound(&[server]).get(&url(server, "/"), limits).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "127.0.0.1 did not answer within 1 second. Check the address, or try again later."
    );
}

#[tokio::test]
async fn nobody_listening_and_no_certificate_are_told_apart() {
    let server = serve(Router::new()).await;
    let vacant = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let outbound = outbound(&[server, vacant]);
    let refused = outbound.get(&url(vacant, "/"), limits()).await.unwrap_err();
    assert!(matches!(refused, FetchError::Refused { .. }), "{refused:?}");
    let mut secure = url(server, "/");
    secure.set_scheme("https").unwrap();
    let insecure = outbound.get(&secure, limits()).await.unwrap_err();
    assert!(matches!(insecure, FetchError::Tls { .. }), "{insecure:?}");
}
