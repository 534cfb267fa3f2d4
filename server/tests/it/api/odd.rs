//! Requests as no careful program sends them, and as careful ones do in their own way.

use std::{
    io::{Read, Write},
    net::TcpStream,
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use crate::{
    almanac::{Sample, on_both},
    program::{Program, code, list},
};

/// Sends bytes as they are; gives what comes back.
fn sends(sample: &Sample, request: &str) -> String {
    let mut stream =
        TcpStream::connect(sample.server.address.strip_prefix("http://").unwrap()).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut said = String::new();
    stream.read_to_string(&mut said).unwrap();
    said
}

#[test]
fn who_asks_is_read_from_headers_in_any_spelling() {
    on_both(async |almanac| {
        let sample = Sample::of(&almanac);
        let (key, site) = (sample.word("api_key"), sample.word("site_id"));
        let asks = async |key: &str, site: &str| {
            let program =
                Program { key: key.to_owned(), site: site.to_owned(), ..Program::of(&sample) };
            let (status, said) = program.asks("GET", "/marketing-activity", &Value::Null).await;
            (status, code(&said))
        };
        // That no id was sent is told only to whoever is known.
        let known = (400, "id".to_owned());
        for spelled in [
            key.clone(),
            format!("Bearer {key}"),
            format!("bearer {key}"),
            format!("BEARER  {key}"),
        ] {
            assert_eq!(asks(&spelled, &site).await, known, "{spelled}");
        }
        assert_eq!(asks(&key, &site.to_uppercase()).await, known);
        for spelled in ["Bearer", "Bearer ", &format!("Basic {key}"), &key.to_uppercase()] {
            let nobody = (401, "UNAUTHENTICATED".to_owned());
            assert_eq!(asks(spelled, &site).await, nobody, "{spelled}");
        }
        let denied = (403, "PERMISSION_DENIED".to_owned());
        for named in ["", "x", "01a1fef3-5d4b-790a-8dba-000000000000"] {
            assert_eq!(asks(&key, named).await, denied, "{named:?}");
        }
        let path = format!("{}/marketing-plan", api::BASE);
        for (authorization, named) in [
            ("authorization", "wix-site-id"),
            ("AUTHORIZATION", "WIX-SITE-ID"),
            ("Authorization", "Wix-Site-Id"),
        ] {
            let request = format!(
                "GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n{authorization}: {key}\r\n{named}: {site}\r\n\r\n"
            );
            let said = sends(&sample, &request);
            assert!(said.starts_with("HTTP/1.1 200"), "{authorization}: {said}");
        }
        // Whoever stands between might believe the other one.
        for (doubled, status) in [("authorization: x", 401), ("wix-site-id: x", 403)] {
            let request = format!(
                "GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: {key}\r\nwix-site-id: {site}\r\n{doubled}\r\n\r\n"
            );
            let said = sends(&sample, &request);
            assert!(said.starts_with(&format!("HTTP/1.1 {status}")), "{doubled}: {said}");
        }
    });
}

#[test]
fn a_query_may_stand_as_one_json_object() {
    on_both(async |almanac| {
        let sample = Sample::of(&almanac);
        let program = Program::of(&sample);
        let whole = |json: Value| format!(".r={}", URL_SAFE_NO_PAD.encode(json.to_string()));
        let plan = program.gets("/marketing-plan").await;
        let last = list(&plan, "marketingActivities").last().unwrap();
        let (date, id) = (&last["date"], &last["marketingActivityId"]);
        let bounds = json!({ "timeframe": { "startDate": date, "endDate": date } });
        let found = program.gets(&format!("/marketing-plan?{}", whole(bounds))).await;
        assert!(list(&found, "marketingActivities").contains(last));
        assert!(list(&found, "marketingActivities").len() < 10, "{found}");
        let one =
            program.gets(&format!("/marketing-activity?{}", whole(json!({ "id": id })))).await;
        assert_eq!(one["marketingActivity"]["id"], *id);
        let features = whole(json!({ "featureTypes": ["PUBLISH_POST", "SCHEDULE_POST"] }));
        let features = format!("/social-publisher/v1/features?{features}");
        let (_, told) = program.asks_at("GET", &features, &Value::Null).await;
        assert_eq!(list(&told, "features").len(), 2);
        let mask = whole(json!({ "fieldMask": "calendar" }));
        let some = program.gets(&format!("/marketing-settings/defaults?{mask}")).await;
        let names = some["marketingSettings"]["settings"].as_object().unwrap();
        assert_eq!(names.keys().collect::<Vec<_>>(), ["calendar"]);

        let doubled = format!("{}&id=x", whole(json!({ "id": id })));
        for (query, wrong) in [
            (".r=%25", ".r"),
            (".r=W10", ".r"),
            (".r=", ".r"),
            (whole(json!({ "id": ["x", "y"] })).as_str(), "query"),
            (doubled.as_str(), "query"),
            (whole(json!({ "id": null })).as_str(), "id"),
        ] {
            let path = format!("/marketing-activity?{query}");
            assert_eq!(program.is_refused(400, "GET", &path, &Value::Null).await, wrong, "{query}");
        }
        let gone =
            format!("/marketing-plan/plan-marketing-activity?{}", whole(json!({ "id": id })));
        assert_eq!(program.asks("DELETE", &gone, &Value::Null).await, (200, json!({})));
    });
}

#[test]
fn an_address_that_is_no_text_is_refused_in_json() {
    on_both(async |almanac| {
        let sample = Sample::of(&almanac);
        let program = Program::of(&sample);
        for (verb, path) in [
            ("PATCH", format!("{}/items/%ff", api::BASE)),
            ("DELETE", format!("{}/events/%c3%28", api::BASE)),
            ("GET", "/social-publisher/v1/items/%ff".to_owned()),
        ] {
            let (status, said) = program.asks_at(verb, &path, &json!({})).await;
            assert_eq!((status, code(&said).as_str()), (400, "path"), "{verb} {path}");
        }
    });
}

#[test]
fn what_is_not_served_of_the_vendors_services_is_refused_in_json() {
    on_both(async |almanac| {
        let sample = Sample::of(&almanac);
        let program = Program::of(&sample);
        for path in [
            "/oauth/access",
            "/oauth2/revoke",
            "/site-list/v2/sites/query",
            "/site-media/v1/files/import",
            "/social-publisher/v1/generate-text",
        ] {
            let (status, said) = program.asks_at("POST", path, &json!({})).await;
            assert_eq!((status, code(&said).as_str()), (404, "NOT_FOUND"), "{path}");
        }
    });
}
