//! What never reaches a page.

use std::{
    io::{Read, Write},
    net::TcpStream,
};

use crate::almanac::Almanac;

const MEBIBYTE: usize = 1024 * 1024;

#[tokio::test]
async fn a_change_that_another_website_asks_for_is_refused() {
    let almanac = Almanac::new();
    let server = almanac.serve(&[("ALMANAC_PUBLIC_URL", "https://almanac.example.com")]);
    let nobody = server.browser();
    let host = server.address.clone();
    let evil = "https://evil.example";
    for (headers, status) in [
        (vec![("sec-fetch-site", "cross-site"), ("origin", evil)], 403),
        (vec![("sec-fetch-site", "same-site"), ("origin", "https://other.example.com")], 403),
        (vec![("origin", evil)], 403),
        (vec![("origin", "null")], 403),
        (vec![("sec-fetch-site", "same-origin"), ("origin", host.as_str())], 422),
        (vec![("origin", host.as_str())], 422),
        (vec![("origin", "https://almanac.example.com")], 422),
        (vec![], 422),
    ] {
        let mut request = nobody.asks("POST", "/sign-in").body("email=x");
        for (name, value) in &headers {
            request = request.header(*name, *value);
        }
        let answer = nobody.sends(request).await;
        assert_eq!(answer.status, status, "{headers:?}");
        if status == 403 {
            assert!(answer.text().contains("sent from another website"), "{}", answer.text());
        }
    }
}

#[tokio::test]
async fn a_page_can_be_read_from_anywhere() {
    let almanac = Almanac::new();
    let server = almanac.serve(&[]);
    let nobody = server.browser();
    let request = nobody.asks("GET", "/sign-in").header("sec-fetch-site", "cross-site");
    assert_eq!(nobody.sends(request).await.status, 200);
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused_with_a_sentence() {
    let almanac = Almanac::new();
    let server = almanac.serve(&[]);
    let nobody = server.browser();
    for (size, status) in [(MEBIBYTE, 422), (MEBIBYTE + 1, 413), (5 * MEBIBYTE, 413)] {
        let answer = nobody.sends(nobody.asks("POST", "/sign-in").body(vec![b'a'; size])).await;
        assert_eq!(answer.status, status, "{size}");
        if status == 413 {
            assert!(answer.text().contains("larger than 1 MiB"), "{}", answer.text());
        }
    }
}

#[test]
fn a_body_that_does_not_say_its_size_is_cut_off() {
    let almanac = Almanac::new();
    let server = almanac.serve(&[]);
    let mut connection = TcpStream::connect(server.address.trim_start_matches("http://")).unwrap();
    let head = "POST /sign-in HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n";
    connection.write_all(head.as_bytes()).unwrap();
    let chunk = [b"10000\r\n".as_slice(), &[b'a'; 0x10000], b"\r\n"].concat();
    for _ in 0..17 {
        connection.write_all(&chunk).unwrap();
    }
    let mut status = [0; 12];
    connection.read_exact(&mut status).unwrap();
    assert_eq!(&status, b"HTTP/1.1 413");
}

#[tokio::test]
async fn what_is_no_form_or_no_text_is_refused_and_changes_nothing() {
    let almanac = Almanac::new();
    let server = almanac.serve(&[]);
    let rosa = server.browser();
    rosa.signs_up().await;
    let form = "application/x-www-form-urlencoded";
    for (kind, body, status, said) in [
        ("application/json", b"{\"sample\":1}".as_slice(), 415, "not sent as a form"),
        ("multipart/form-data; boundary=x", b"--x\r\n\r\nhi\r\n--x--", 415, "not sent as a form"),
        (form, b"sample=%ff%fe", 422, "bytes that are no text"),
        (form, b"sample=\xff", 422, "bytes that are no text"),
    ] {
        let request = rosa
            .asks("POST", "/sites/new")
            .header("sec-fetch-site", "same-origin")
            .header("content-type", kind)
            .body(body);
        let answer = rosa.sends(request).await;
        assert_eq!(answer.status, status, "{kind}");
        assert!(answer.text().contains(said), "{}", answer.text());
    }
    assert!(rosa.opens("/sites").await.text().contains("No site yet"));
}

#[tokio::test]
async fn an_address_that_cannot_be_read_is_answered_with_a_page() {
    let almanac = Almanac::new();
    let server = almanac.serve(&[]);
    let nobody = server.browser();
    for path in ["/sandbox/%ff", "/sign-in?next=a&next=b"] {
        let answer = nobody.opens(path).await;
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (400, "text/html; charset=utf-8")
        );
        assert!(answer.text().contains("This address cannot be read"), "{}", answer.text());
    }
}

#[tokio::test]
async fn a_private_address_is_refused_where_it_is_typed() {
    let almanac = Almanac::new();
    let server = almanac.serve(&[]);
    let rosa = server.browser();
    rosa.signs_up().await;
    for address in ["http://127.0.0.1/", "localhost", "http://2130706433/", "http://[::1]/"] {
        let answer = rosa.submits("/sites/new", &[("address", address)]).await;
        assert_eq!(answer.status, 422, "{address}");
        assert!(answer.text().contains("leads into a private network"), "{}", answer.text());
        assert!(answer.text().contains(&format!("value=\"{address}\"")), "{}", answer.text());
    }
    let added = rosa.submits("/sites/new", &[("sample", "on")]).await;
    let site = added.header("location").trim_end_matches("/plan").to_owned();
    let hook = [("provider", "webhook"), ("address", "http://10.0.0.1/hook")];
    rosa.submits(&format!("{site}/channels/facebook/disconnect"), &[]).await;
    let answer = rosa.submits(&format!("{site}/channels/facebook/connect"), &hook).await;
    assert_eq!(answer.status, 422);
    assert!(answer.text().contains("10.0.0.1 leads into a private network"), "{}", answer.text());
}

#[tokio::test]
async fn two_clicks_at_once_add_one_site_and_one_event() {
    let almanac = Almanac::new();
    let server = almanac.serve(&[]);
    let rosa = server.browser();
    rosa.signs_up().await;
    let sample = [("sample", "on")];
    let add = || rosa.submits("/sites/new", &sample);
    let (one, two, three) = tokio::join!(add(), add(), add());
    let places = [&one, &two, &three].map(|answer| answer.header("location"));
    assert!(places[0].ends_with("/plan"));
    assert_eq!([places[1], places[2]], [places[0]; 2]);
    assert_eq!(rosa.opens("/sites").await.text().matches("site-card").count(), 1);

    let events = format!("{}/events", places[0].trim_end_matches("/plan"));
    let fields = [("name", "Open oven"), ("day", "2031-05-17"), ("repeats", "year")];
    let add = || rosa.submits(&events, &fields);
    let (one, two) = tokio::join!(add(), add());
    assert!([one.status, two.status].contains(&303));
    let again = add().await;
    assert_eq!(again.status, 409);
    assert!(again.text().contains("is among your events on that day already"), "{}", again.text());
}
