//! What every answer tells the browser, whatever the answer is.

use crate::{almanac::Almanac, browser::Answer};

fn check(answer: &Answer, what: &str) {
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("cache-control", "no-store"),
    ] {
        assert_eq!(answer.header(name), value, "{what}: {name}");
    }
    let policy = answer.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none';"), "{what}: {policy}");
    assert!(policy.contains("frame-ancestors 'none'"), "{what}: {policy}");
    assert!(
        !policy.contains("script-src *") && !policy.contains("unsafe-eval' "),
        "{what}: {policy}"
    );
    assert!(answer.header("permissions-policy").contains("camera=()"), "{what}");
    assert_eq!(answer.header("x-request-id").len(), 16, "{what}");
}

#[tokio::test]
async fn every_kind_of_answer_is_guarded() {
    let almanac = Almanac::new();
    let server = almanac.serve(&[]);
    let nobody = server.browser();
    for (path, status) in [
        ("/", 200),
        ("/sign-in", 200),
        ("/nowhere", 404),
        ("/sites", 303),
        ("/health", 200),
        ("/sign-in?next=%00", 200),
    ] {
        let answer = nobody.opens(path).await;
        assert_eq!(answer.status, status, "{path}");
        check(&answer, path);
        assert_eq!(answer.header("strict-transport-security"), "", "{path}");
    }
    let wrong = nobody.sends(nobody.asks("DELETE", "/sign-in")).await;
    assert_eq!(wrong.status, 405);
    assert!(wrong.text().contains("does not answer to DELETE"), "{}", wrong.text());
    check(&wrong, "DELETE");
    let refused = nobody.submits("/sign-in", &[]).await;
    assert_eq!(refused.status, 422);
    check(&refused, "422");
}

#[tokio::test]
async fn over_https_browsers_are_told_to_stay_there() {
    let almanac = Almanac::new();
    let server = almanac.serve(&[("ALMANAC_PUBLIC_URL", "https://almanac.example.com")]);
    let answer = server.browser().opens("/nowhere").await;
    assert_eq!(answer.header("strict-transport-security"), "max-age=31536000");
}

#[tokio::test]
async fn a_page_is_compressed_for_those_who_take_it() {
    let almanac = Almanac::new();
    let server = almanac.serve(&[]);
    let nobody = server.browser();
    for (accepted, coding) in [("br", "br"), ("gzip", "gzip"), ("gzip, br", "br"), ("identity", "")]
    {
        let request = nobody.asks("GET", "/sign-in").header("accept-encoding", accepted);
        let answer = nobody.sends(request).await;
        assert_eq!(answer.header("content-encoding"), coding, "{accepted}");
        assert_eq!(answer.header("vary"), "accept-encoding", "{accepted}");
    }
}

#[tokio::test]
async fn built_files_are_kept_for_ever() {
    let almanac = Almanac::new();
    let server = almanac.serve(&[]);
    let nobody = server.browser();
    // Before the first `cargo xtask build` there are none; `web::assets` tests without.
    if !std::path::Path::new("../target/site/manifest.json").exists() {
        return;
    }
    let page = nobody.opens("/sign-in").await;
    let style = page.text().split('"').find(|word| word.starts_with("/assets/main.")).unwrap();
    let answer = nobody.opens(style).await;
    assert_eq!(answer.status, 200, "{style}");
    assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(answer.header("content-type"), "text/css; charset=utf-8");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    let request = nobody.asks("GET", style).header("if-none-match", answer.header("etag"));
    assert_eq!(nobody.sends(request).await.status, 304);
}
