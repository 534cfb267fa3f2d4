//! Addresses of programs, and what they are told.

use std::{
    collections::HashSet,
    io::{BufRead, BufReader, Read, Write},
    net::TcpListener,
    sync::mpsc,
    time::Duration,
};

use domain::{
    channel::Channel,
    connection::{Connection, ProviderKind},
    id::ConnectionId,
};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

use super::{Program, UNLIMITED, at, data, ids, story};
use crate::almanac::{Sample, now, on_both};

const WEBHOOKS: &str = "/v1/webhooks";

/// What arrived: headers in lower case, and the body.
struct Told {
    headers: Vec<(String, String)>,
    body: String,
}

impl Told {
    fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value.as_str())
    }
}

/// A receiver that answers its first request with 500 and all others with 200.
fn receiver() -> (String, mpsc::Receiver<Told>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://localhost:{}/hook", listener.local_addr().unwrap().port());
    let (sender, told) = mpsc::channel();
    std::thread::spawn(move || {
        for (n, stream) in listener.incoming().enumerate() {
            let mut reader = BufReader::new(stream.unwrap());
            let mut headers = Vec::new();
            let mut line = String::new();
            reader.read_line(&mut line).unwrap();
            loop {
                line.clear();
                reader.read_line(&mut line).unwrap();
                let Some((name, value)) = line.trim_end().split_once(": ") else { break };
                headers.push((name.to_lowercase(), value.to_owned()));
            }
            let length = headers
                .iter()
                .find(|(name, _)| name == "content-length")
                .unwrap()
                .1
                .parse()
                .unwrap();
            let mut body = vec![0; length];
            reader.read_exact(&mut body).unwrap();
            let status = if n == 0 { "500 No" } else { "200 OK" };
            let answer =
                format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
            reader.get_mut().write_all(answer.as_bytes()).unwrap();
            if sender.send(Told { headers, body: String::from_utf8(body).unwrap() }).is_err() {
                return;
            }
        }
    });
    (address, told)
}

#[test]
fn an_address_is_added_changed_found_and_removed() {
    story(async |program| {
        let event = "social.post.created";
        for part in [
            json!({}),
            json!({ "url": "https://bakery.example/hook" }),
            json!({ "event_types": [event] }),
        ] {
            let (status, said) = program.asks("POST", WEBHOOKS, &part).await;
            assert_eq!(
                (status, &said["message"]),
                (400, &json!("Webhook is missing required values"))
            );
        }
        for url in
            ["bread", "ftp://bakery.example/", "http://127.0.0.1/hook", "http://localhost/hook"]
        {
            let (status, said) = program
                .asks("POST", WEBHOOKS, &json!({ "url": url, "event_types": [event] }))
                .await;
            assert_eq!((status, &said["error"]), (400, &json!("Bad Request")), "{url}");
        }
        let (status, _) = program
            .asks(
                "POST",
                WEBHOOKS,
                &json!({ "url": "https://bakery.example/", "event_types": ["bread"] }),
            )
            .await;
        assert_eq!(status, 400);
        let asked = json!({ "url": "https://bakery.example/hook", "event_types": [event] });
        let (status, made) = program.asks("POST", WEBHOOKS, &asked).await;
        assert_eq!(status, 201);
        assert!(made["secret"].as_str().unwrap().starts_with("whsec_"), "{made}");
        assert_eq!(program.asks("POST", WEBHOOKS, &asked).await.0, 400, "one address, one webhook");
        let id = made["id"].clone();
        assert_eq!(program.gets(&at(WEBHOOKS, &id)).await, made, "with its secret");
        let dump = program.almanac.dump().await;
        let secret = made["secret"].as_str().unwrap().as_bytes();
        assert!(!dump.windows(secret.len()).any(|part| part == secret), "it is stored sealed");
        let (_, changed) = program
            .asks("PATCH", &at(WEBHOOKS, &id), &json!({ "event_types": ["social.post.deleted"] }))
            .await;
        assert_eq!(changed["event_types"], json!([event, "social.post.deleted"]), "a change adds");
        assert_eq!(
            ids(&program.gets(&format!("{WEBHOOKS}?event_type=social.post.deleted")).await),
            std::slice::from_ref(&id)
        );
        assert_eq!(
            data(&program.gets(&format!("{WEBHOOKS}?url=https://other.example/")).await).len(),
            0
        );
        let (status, gone) = program.asks("DELETE", &at(WEBHOOKS, &id), &Value::Null).await;
        assert_eq!((status, gone), (200, json!({ "success": true })));
        assert_eq!(data(&program.gets(WEBHOOKS).await).len(), 0);
    });
}

#[test]
fn an_address_is_told_of_each_account_that_is_connected_once() {
    on_both(async |almanac| {
        let (address, told) = receiver();
        let host = address.strip_prefix("http://").unwrap().split('/').next().unwrap().to_owned();
        let settings = [UNLIMITED[0], UNLIMITED[1], ("ALMANAC_ALLOW_PRIVATE_HOSTS", host.as_str())];
        let program = Program::of(Sample::serving(&almanac, &settings), almanac);
        let asked = json!({ "url": address, "event_types": ["social.account.created"] });
        assert_eq!(program.asks("POST", WEBHOOKS, &asked).await.0, 201);
        let next = || {
            let one = told.recv_timeout(Duration::from_secs(30)).unwrap();
            let said: Value = serde_json::from_str(&one.body).unwrap();
            assert_eq!(said["event_type"], "social.account.created");
            (one.header("almanac-delivery").to_owned(), said["data"].clone())
        };
        let (store, scope) = program.site().await;
        let connection = Connection {
            id: ConnectionId::named("new"),
            channel: Channel::Mastodon,
            provider: ProviderKind::Sandbox,
            account: "rosa".to_owned(),
            limits: None,
        };
        store.connect(scope, &connection, None, now()).await.unwrap();
        store.close().await;
        let (number, account) = next();
        assert_eq!(account["platform"], "mastodon", "what was there already is no news");
        assert_eq!(
            (&account["status"], &account["access_token"]),
            (&json!("connected"), &json!(""))
        );
        let known = program.gets(&at("/v1/social-accounts", &account["id"])).await;
        assert_eq!(known["id"], account["id"]);
        // It was not taken, and so comes again under its number; then never more.
        assert_eq!(next(), (number, account));
        assert!(told.recv_timeout(Duration::from_secs(3)).is_err(), "it is told once");
    });
}

#[test]
fn decision_d18_an_address_is_told_everything_with_a_secret_a_signature_and_a_number() {
    on_both(async |almanac| {
        let (address, told) = receiver();
        let host = address.strip_prefix("http://").unwrap().split('/').next().unwrap().to_owned();
        let settings = [UNLIMITED[0], UNLIMITED[1], ("ALMANAC_ALLOW_PRIVATE_HOSTS", host.as_str())];
        let program = Program::of(Sample::serving(&almanac, &settings), almanac);
        let events = [
            "post.created",
            "post.updated",
            "post.deleted",
            "post.result.created",
            "account.updated",
        ];
        let events = events.map(|one| format!("social.{one}"));
        let asked = json!({ "url": address, "event_types": events });
        let (status, webhook) = program.asks("POST", WEBHOOKS, &asked).await;
        assert_eq!(status, 201, "{webhook}");
        let next = || told.recv_timeout(Duration::from_secs(30)).unwrap();

        let draft = program.draft().await;
        let made = program.makes(&draft).await;
        let refused = next();
        let secret = webhook["secret"].as_str().unwrap();
        assert_eq!(refused.header("post-for-me-webhook-secret"), secret);
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
        mac.update(format!("{}.{}", refused.header("almanac-timestamp"), refused.body).as_bytes());
        let signed: String =
            mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(refused.header("almanac-signature"), format!("v1={signed}"));
        let number = refused.header("almanac-delivery").to_owned();
        assert!(number.starts_with("wbhe_"), "{number}");
        let said: Value = serde_json::from_str(&refused.body).unwrap();
        assert_eq!((&said["event_type"], &said["data"]), (&json!("social.post.created"), &made));

        let mut out = draft.clone();
        out["isDraft"] = json!(false);
        let (_, put) = program.puts(&made["id"], &out).await;
        assert_eq!(put["status"], "processing");
        program.stands(&made["id"], "processed").await;
        let other = program.makes(&draft).await;
        program.asks("DELETE", &at("/v1/social-posts", &other["id"]), &Value::Null).await;
        let account = at("/v1/social-accounts", &draft["social_accounts"][0]);
        program.asks("PATCH", &account, &json!({ "external_id": "7" })).await;

        let (mut seen, mut numbers) = (Vec::new(), HashSet::new());
        while seen.len() < 7 {
            let one = next();
            let said: Value = serde_json::from_str(&one.body).unwrap();
            let word = said["event_type"].as_str().unwrap().to_owned();
            if word == "social.post.result.created" {
                assert_eq!(
                    (&said["data"]["success"], said["data"].get("media")),
                    (&json!(true), None)
                );
            }
            numbers.insert(one.header("almanac-delivery").to_owned());
            seen.push(word);
        }
        assert!(numbers.contains(&number), "what was not taken is told again under its number");
        assert_eq!(numbers.len(), 7);
        seen.sort();
        assert_eq!(
            seen,
            [
                "social.account.updated",
                "social.post.created",
                "social.post.created",
                "social.post.deleted",
                "social.post.result.created",
                "social.post.updated",
                "social.post.updated",
            ]
        );
    });
}
