//! What whoever watches the process can count.

use crate::{
    almanac::{Almanac, laid_out, on_both},
    browser::Browser,
    program::Program,
};

const ANY_PORT: (&str, &str) = ("ALMANAC_METRICS_ADDRESS", "127.0.0.1:0");

/// Where the metrics are, as the log tells.
pub fn address(log: &std::path::Path) -> String {
    let log = std::fs::read_to_string(log).unwrap();
    let (_, said) = log.split_once("metrics on ").unwrap();
    said.split("/metrics").next().unwrap().to_owned()
}

async fn told(address: &str) -> String {
    let answer = Browser::new(address).opens("/metrics").await;
    assert_eq!(answer.status, 200);
    assert!(answer.header("content-type").starts_with("text/plain"));
    answer.text().to_owned()
}

#[test]
fn requests_posts_and_runs_are_counted_by_what_they_were_and_never_by_whose() {
    on_both(async |almanac| {
        let said = laid_out(&almanac);
        let log = almanac.beside().join("log");
        let server = almanac.serve_logging(&[ANY_PORT, ("ALMANAC_LOG", "info")], &log);
        let word = |name: &str| said[name].as_str().unwrap().to_owned();
        let (site, key) = (word("site_id"), word("api_key"));
        let program = Program { browser: server.browser(), key, site: site.clone(), networks: "" };
        program.gets("/marketing-plan").await;
        server.browser().opens(&format!("/nowhere/{site}")).await;
        server.browser().opens("/health").await;
        let numbers = told(&address(&log)).await;
        let route = r#"route="/promote/marketing-plan-service/v1/marketing-plan""#;
        let one = format!(r#"almanac_requests_total{{{route},method="GET",status="200"}} 1"#);
        assert!(numbers.contains(&one), "{numbers}");
        assert!(numbers.contains(r#"route="/health",method="GET",status="200"} 1"#), "{numbers}");
        assert!(numbers.contains(&format!("almanac_request_seconds_bucket{{{route}")), "{numbers}");
        assert!(numbers.contains("# TYPE almanac_requests_total counter"), "{numbers}");
        for whose in [&site, "nowhere", "rosa"] {
            assert!(!numbers.contains(whose), "{whose} is in {numbers}");
        }
        let public = server.browser().opens("/metrics").await;
        assert_eq!(public.status, 404, "they are told on their own listener alone");
    });
}

#[test]
fn nothing_is_told_unless_it_was_asked_for_and_a_taken_address_is_named() {
    let almanac = Almanac::new();
    let log = almanac.beside().join("log");
    let server = almanac.serve_logging(&[("ALMANAC_LOG", "info")], &log);
    assert!(!std::fs::read_to_string(&log).unwrap().contains("metrics on"));
    let taken = server.address.strip_prefix("http://").unwrap();
    let mut second = almanac.command(&["serve"]);
    let said = crate::almanac::said(second.env("ALMANAC_METRICS_ADDRESS", taken));
    assert_eq!(said.code, 1);
    assert!(
        said.err.contains(&format!("cannot listen on {taken} (ALMANAC_METRICS_ADDRESS)")),
        "{}",
        said.err
    );
}
