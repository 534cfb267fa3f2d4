//! Whose network address counts when somebody fails to sign in.

use jiff::Timestamp;

use crate::almanac::Almanac;

/// Fails to sign in through a proxy that appends `203.0.113.9` to what the visitor made
/// up; says for which of the addresses the failure was noted.
async fn noted(trust_proxy: &str) -> Vec<&'static str> {
    let almanac = Almanac::new();
    let server = almanac.serve(&[("ALMANAC_TRUST_PROXY", trust_proxy)]);
    let fields = "email=nobody%40bakery.example&password=wrong-wrong-wrong";
    let nobody = server.browser();
    let forwarded = "198.51.100.1, 203.0.113.9";
    let request = nobody.asks("POST", "/sign-in").header("x-forwarded-for", forwarded).body(fields);
    assert_eq!(nobody.sends(request).await.status, 422);
    let store = almanac.store().await;
    let mut noted = Vec::new();
    for address in ["127.0.0.1", "198.51.100.1", "203.0.113.9"] {
        let subject = format!("address:{address}");
        if store.sign_in_failures(&subject, Timestamp::UNIX_EPOCH).await.unwrap() == 1 {
            noted.push(address);
        }
    }
    noted
}

#[tokio::test]
async fn a_proxy_is_believed_only_when_it_was_trusted() {
    assert_eq!(noted("false").await, ["127.0.0.1"]);
    assert_eq!(noted("true").await, ["203.0.113.9"]);
}
