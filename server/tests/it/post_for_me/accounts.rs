//! Accounts, and what is asked of the service as a whole.

use domain::{
    channel::Channel,
    connection::{Connection, ProviderKind},
    id::{ConnectionId, SiteId},
};
use serde_json::{Value, json};

use super::{Program, UNLIMITED, at, data, ids, later, story};
use crate::almanac::{Sample, now, on_both};

const ACCOUNTS: &str = "/v1/social-accounts";

#[test]
fn the_connected_channels_are_the_accounts() {
    story(async |program| {
        let all = program.gets(ACCOUNTS).await;
        assert_eq!(all["meta"]["total"], 5);
        let platforms: Vec<&str> =
            data(&all).iter().map(|one| one["platform"].as_str().unwrap()).collect();
        for platform in ["instagram", "facebook", "linkedin", "threads", "bluesky"] {
            assert!(platforms.contains(&platform), "{platforms:?}");
        }
        for account in data(&all) {
            assert!(account["id"].as_str().unwrap().starts_with("spc_"), "{account}");
            assert_eq!(account["status"], "connected");
            assert_eq!(program.gets(&at(ACCOUNTS, &account["id"])).await["id"], account["id"]);
        }
        let one = data(&all)[0].clone();
        let (id, name) = (one["id"].as_str().unwrap(), one["username"].as_str().unwrap());
        for (query, count) in [
            (format!("id={id}"), 1),
            (format!("username={name}"), 5),
            ("username=nobody".to_owned(), 0),
            ("platform=threads,bluesky".to_owned(), 2),
            ("status=disconnected".to_owned(), 0),
            ("status=connected,disconnected&limit=2".to_owned(), 2),
            ("external_id=x".to_owned(), 0),
        ] {
            let page = program.gets(&format!("{ACCOUNTS}?{query}")).await;
            assert_eq!(data(&page).len(), count, "{query}");
        }
        for missing in ["spc_1", "spc_", "x", "%2F"] {
            let (status, said) =
                program.asks("GET", &format!("{ACCOUNTS}/{missing}"), &Value::Null).await;
            let gone = json!({ "statusCode": 404, "message": "Social account not found" });
            assert_eq!((status, said), (404, gone), "{missing}");
        }
    });
}

#[test]
fn an_account_is_named_disconnected_and_deleted_and_its_id_stays() {
    story(async |program| {
        let id = program.account("bluesky").await;
        let (status, named) = program
            .asks("PATCH", &at(ACCOUNTS, &id), &json!({ "username": "rosa", "external_id": "42" }))
            .await;
        assert_eq!(
            (status, &named["username"], &named["external_id"]),
            (200, &json!("rosa"), &json!("42"))
        );
        assert_eq!(
            ids(&program.gets(&format!("{ACCOUNTS}?external_id=42")).await),
            std::slice::from_ref(&id)
        );
        let (_, named) =
            program.asks("PATCH", &at(ACCOUNTS, &id), &json!({ "external_id": "43" })).await;
        assert_eq!(
            (&named["username"], &named["external_id"]),
            (&json!("rosa"), &json!("43")),
            "what is not sent stays"
        );

        let scheduled =
            json!({ "caption": "Bread.", "social_accounts": [id], "scheduled_at": later(3_600) });
        let post = program.makes(&scheduled).await["id"].clone();
        let (status, off) =
            program.asks("POST", &format!("{}/disconnect", at(ACCOUNTS, &id)), &Value::Null).await;
        assert_eq!((status, &off["status"]), (201, &json!("disconnected")));
        assert_eq!(
            program.gets(&at("/v1/social-posts", &post)).await["status"],
            "draft",
            "it would go nowhere"
        );
        let told = program.is_refused(&scheduled).await;
        assert!(told[0].contains("disconnected"), "{told:?}");

        // Connected again, it is the same account.
        let store = program.almanac.store().await;
        let site: SiteId = program.sample.word("site_id").parse().unwrap();
        let scope = store.scope_of_site(site).await.unwrap();
        let connection = Connection {
            id: ConnectionId::named("again"),
            channel: Channel::Bluesky,
            provider: ProviderKind::Sandbox,
            account: named["user_id"].as_str().unwrap().to_owned(),
            limits: None,
        };
        store.connect(scope, &connection, None, now()).await.unwrap();
        store.close().await;
        let again = program.gets(&at(ACCOUNTS, &id)).await;
        assert_eq!((&again["status"], &again["external_id"]), (&json!("connected"), &json!("43")));

        let (status, gone) = program.asks("DELETE", &at(ACCOUNTS, &id), &Value::Null).await;
        assert_eq!((status, gone), (200, json!({ "success": true })));
        assert_eq!(program.asks("GET", &at(ACCOUNTS, &id), &Value::Null).await.0, 404);
    });
}

#[test]
fn accounts_are_connected_on_our_own_page() {
    story(async |program| {
        let path = format!("{ACCOUNTS}/auth-url");
        let (status, said) = program.asks("POST", &path, &json!({ "platform": "instagram" })).await;
        let site = program.sample.word("site_id");
        let url = format!("{}/sites/{site}/channels", program.sample.server.address);
        assert_eq!((status, said), (201, json!({ "url": url, "platform": "instagram" })));
        let (status, said) = program.asks("POST", &path, &json!({ "platform": "youtube" })).await;
        assert_eq!(status, 404);
        assert!(
            said["message"]
                .as_str()
                .unwrap()
                .starts_with("Social provider app credentials not found for youtube."),
            "{said}"
        );
        assert_eq!(program.asks("POST", &path, &json!({})).await.0, 400);
        let account = json!({ "platform": "x", "user_id": "1", "access_token": "s3cret", "access_token_expires_at": later(60) });
        let (status, said) = program.asks("POST", ACCOUNTS, &account).await;
        assert_eq!(status, 400);
        assert!(said["message"].as_str().unwrap().contains("Channels page"), "{said}");
    });
}

#[test]
fn a_key_opens_its_own_site_alone_and_is_spelled_as_the_vendor_spells_it() {
    on_both(async |almanac| {
        let program = Program::of(Sample::serving(&almanac, &UNLIMITED), almanac);
        let key = program.sample.word("api_key");
        for method in api::social::methods() {
            let path = method.path.replace("{id}", "sp_1");
            let (verb, name) = (method.verb.as_str(), method.name);
            let open = ["GetHealth", "CreatePostPreviews"].contains(&name);
            for (who, said) in [
                (String::new(), "Authorization token not found."),
                (key.clone(), "Authorization token not found."),
                (format!("bearer {key}"), "Authorization token not found."),
                (format!("Bearer  {key}"), "Authorization token not found."),
                (format!("Bearer {key} x"), "Authorization token not found."),
                ("Bearer alm_0".to_owned(), "Invalid or expired token"),
            ] {
                let (status, body) = program.asks_as(&who, verb, &path, &json!({})).await;
                if open {
                    assert_ne!(status, 401, "{name}");
                    continue;
                }
                let refused =
                    json!({ "message": said, "error": "Unauthorized", "statusCode": 401 });
                assert_eq!((status, body), (401, refused), "{name} {who:?}");
            }
            let (status, said) =
                program.asks("GET".replace("GET", verb).as_str(), &path, &json!({})).await;
            let gated = name == "ListAccountFeed";
            assert!(matches!(status, 200 | 201 | 400 | 404) || gated, "{name}: {status} {said}");
        }
        let (status, said) =
            program.asks("GET", "/v1/social-account-feeds/spc_1", &Value::Null).await;
        let gate = json!({ "message": "Access to social account feeds requires new_pricing plan.", "error": "Unauthorized", "statusCode": 401 });
        assert_eq!((status, said), (401, gate));
    });
}

#[test]
fn what_is_not_there_is_refused_in_json() {
    story(async |program| {
        for (verb, path) in [
            ("GET", "/v1/bread"),
            ("POST", "/v1"),
            ("PATCH", "/v1/social-posts"),
            ("PUT", "/v1/webhooks"),
        ] {
            let (status, said) = program.asks(verb, path, &json!({})).await;
            let cannot = format!("Cannot {verb} {path}");
            assert_eq!(
                (status, said),
                (404, json!({ "message": cannot, "error": "Not Found", "statusCode": 404 }))
            );
        }
        let (status, said) = program.asks("GET", "/v1/social-posts/%ff", &Value::Null).await;
        assert_eq!((status, &said["error"]), (400, &json!("Bad Request")));
        assert_eq!(
            program.asks_as("", "GET", "/healthcheck", &Value::Null).await,
            (200, json!({ "status": "ok" }))
        );
    });
}

#[test]
fn a_key_that_asks_too_much_is_told_when_to_ask_again() {
    on_both(async |almanac| {
        let program = Program::of(Sample::of(&almanac), almanac);
        let who = format!("Bearer {}", program.sample.word("api_key"));
        let mut refused = None;
        for _ in 0..20 {
            let answer =
                program.sends("GET", ACCOUNTS, &[("authorization", &who)], String::new()).await;
            if answer.status == 429 {
                refused = Some(answer);
                break;
            }
            assert_eq!(
                (answer.status, answer.header("x-rate-limit-limit")),
                (200, ""),
                "only when refused"
            );
        }
        let refused = refused.unwrap();
        let said: Value = serde_json::from_str(refused.text()).unwrap();
        assert_eq!(
            said,
            json!({ "statusCode": 429, "message": "Too many requests, please try again later" })
        );
        for (name, value) in [
            ("retry-after", "1"),
            ("x-rate-limit-limit", "5"),
            ("x-rate-limit-remaining", "0"),
            ("x-rate-limit-reset", "1"),
            ("x-rate-limit-name", "per_second_use"),
            ("x-rate-limit-duration", "1"),
        ] {
            assert_eq!(refused.header(name), value, "{name}");
        }
    });
}
