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
