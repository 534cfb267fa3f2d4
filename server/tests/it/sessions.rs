//! The session's cookie, and what it opens.

use crate::almanac::{Almanac, on_both};

#[tokio::test]
async fn the_cookie_is_for_this_site_and_no_script() {
    let almanac = Almanac::new();
    let server = almanac.serve(&[]);
    let fields =
        [("name", "Rosa"), ("email", "rosa@bakery.example"), ("password", "bread takes time")];
    let rosa = server.browser();
    let answer = rosa.submits("/sign-up", &fields).await;
    let cookie = answer.header("set-cookie");
    let (value, about) = cookie.split_once("; ").unwrap();
    assert!(value.starts_with("almanac=") && value.len() == "almanac=".len() + 22, "{cookie}");
    let mut about: Vec<&str> = about.split("; ").collect();
    about.sort_unstable();
    assert_eq!(about, ["HttpOnly", "Max-Age=1209600", "Path=/", "SameSite=Lax"]);
}

#[tokio::test]
async fn over_https_the_cookie_is_for_this_host_and_https_only() {
    let almanac = Almanac::new();
    let server = almanac.serve(&[("ALMANAC_PUBLIC_URL", "https://almanac.example.com")]);
    let fields =
        [("name", "Rosa"), ("email", "rosa@bakery.example"), ("password", "bread takes time")];
    let answer = server.browser().submits("/sign-up", &fields).await;
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with("__Host-almanac="), "{cookie}");
    assert!(cookie.contains("; Secure") && !cookie.contains("Domain"), "{cookie}");
}

#[test]
fn a_session_survives_a_restart_and_ends_with_signing_out() {
    on_both(async |almanac| {
        let server = almanac.serve(&[]);
        let rosa = server.browser();
        rosa.signs_up().await;
        let cookie = rosa.cookie();
        assert_eq!(server.end().0, 0);

        let server = almanac.serve(&[]);
        let rosa = server.browser();
        rosa.hold(&cookie);
        assert_eq!(rosa.opens("/sites/new").await.status, 200);
        assert_eq!(rosa.submits("/sign-out", &[]).await.status, 303);
        rosa.hold(&cookie);
        assert_eq!(rosa.opens("/sites/new").await.status, 303, "a stolen cookie opens nothing");
    });
}

#[tokio::test]
async fn signing_in_changes_the_cookie() {
    let almanac = Almanac::new();
    let server = almanac.serve(&[]);
    let rosa = server.browser();
    rosa.signs_up().await;
    let planted = rosa.cookie();
    rosa.signs_in().await;
    assert_ne!(rosa.cookie(), planted);
    rosa.hold(&planted);
    assert_eq!(rosa.opens("/sites/new").await.status, 303);
}

#[tokio::test]
async fn a_page_before_signing_in_makes_no_session() {
    let almanac = Almanac::new();
    let server = almanac.serve(&[]);
    for path in ["/", "/sign-in", "/sign-up", "/nowhere"] {
        assert_eq!(server.browser().opens(path).await.header("set-cookie"), "", "{path}");
    }
}
