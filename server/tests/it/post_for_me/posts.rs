//! Posts: made, read, found, replaced, deleted, published; and what became of them.

use serde_json::{Value, json};

use super::{at, data, ids, later, story};

const POSTS: &str = "/v1/social-posts";
const RESULTS: &str = "/v1/social-post-results";

#[test]
fn a_draft_is_made_read_replaced_and_deleted() {
    story(async |program| {
        let bluesky = program.account("bluesky").await;
        let sent = json!({
            "caption": "Fresh bread.", "social_accounts": [bluesky], "isDraft": true,
            "external_id": "loaf-1", "colour": "brown",
            "platform_configurations": { "bluesky": { "caption": "Bread!" }, "x": { "poll": { "options": ["a", "b"] } } },
            "account_configurations": [{ "social_account_id": bluesky, "configuration": { "caption": "Blue bread." } }],
        });
        let made = program.makes(&sent).await;
        assert!(made["id"].as_str().unwrap().starts_with("sp_"), "{made}");
        assert_eq!((&made["status"], &made["external_id"]), (&json!("draft"), &json!("loaf-1")));
        for exactly in ["caption", "platform_configurations", "account_configurations"] {
            assert_eq!(made[exactly], sent[exactly]);
        }
        assert_eq!(made["media"], json!([]));
        let account = &made["social_accounts"][0];
        assert_eq!((&account["id"], &account["platform"]), (&bluesky, &json!("bluesky")));
        assert!(account["status"].is_null() && account["metadata"].is_null(), "the reduced form");
        let id = &made["id"];
        let read = program.gets(&at(POSTS, id)).await;
        assert_eq!(
            (&read["caption"], &read["created_at"]),
            (&made["caption"], &made["created_at"])
        );

        let other =
            json!({ "caption": "Stale bread.", "social_accounts": [bluesky], "isDraft": true });
        let (status, put) = program.puts(id, &other).await;
        assert_eq!(
            (status, &put["caption"], &put["external_id"]),
            (200, &json!("Stale bread."), &Value::Null)
        );

        let (status, gone) = program.asks("DELETE", &at(POSTS, id), &Value::Null).await;
        assert_eq!((status, gone), (200, json!({ "success": true })));
        for verb in ["GET", "DELETE", "PUT"] {
            let (status, said) = program.asks(verb, &at(POSTS, id), &other).await;
            let missing = json!({ "statusCode": 404, "message": "Post not found" });
            assert_eq!((status, said), (404, missing), "{verb}");
        }
    });
}

#[test]
fn a_post_without_a_time_is_published_at_once_to_every_account() {
    story(async |program| {
        let accounts = [program.account("bluesky").await, program.account("threads").await];
        let made = program
            .makes(&json!({ "caption": "Out of the oven.", "social_accounts": accounts }))
            .await;
        assert_eq!(made["status"], "processing", "not scheduled");
        let id = &made["id"];
        let post = program.stands(id, "processed").await;
        assert_eq!(post["social_accounts"].as_array().unwrap().len(), 2);
        let results = program.gets(&format!("{RESULTS}?post_id={}", id.as_str().unwrap())).await;
        assert_eq!((data(&results).len(), &results["meta"]["total"]), (2, &json!(2)));
        for result in data(&results) {
            assert!(result["id"].as_str().unwrap().starts_with("spr_"), "{result}");
            assert_eq!((&result["success"], &result["error"]), (&json!(true), &Value::Null));
            assert_eq!(&result["post_id"], id);
            assert!(
                result["platform_data"]["url"].as_str().unwrap().starts_with("http"),
                "{result}"
            );
            assert_eq!(result["details"]["status"], "published");
            assert_eq!(program.gets(&at(RESULTS, &result["id"])).await, *result);
        }
        let one = format!(
            "{RESULTS}?platform=threads&social_account_id={}",
            accounts[1].as_str().unwrap()
        );
        assert_eq!(data(&program.gets(&one).await).len(), 1);
        assert_eq!(data(&program.gets(&format!("{RESULTS}?platform=x")).await).len(), 0);
        assert_eq!(data(&program.gets(&format!("{RESULTS}?post_id=sp_1")).await).len(), 0);
    });
}

#[test]
fn a_scheduled_post_goes_out_at_its_time_and_a_draft_never_does() {
    story(async |program| {
        let mut sent = program.draft().await;
        sent["scheduled_at"] = json!(later(61));
        let draft = program.makes(&sent).await;
        sent["isDraft"] = json!(false);
        let scheduled = program.makes(&sent).await;
        assert_eq!(scheduled["status"], "scheduled");
        // The clock of the machine cannot be moved, but a minute can.
        program.almanac.sql("update posts set publish_at = publish_at - 61000 where activity_id in (select activity_id from social_posts)").await;
        program.stands(&scheduled["id"], "processed").await;
        assert_eq!(program.gets(&at(POSTS, &draft["id"])).await["status"], "draft");
    });
}

#[test]
fn posts_are_found_by_status_platform_account_and_id_page_by_page() {
    story(async |program| {
        let (bluesky, threads) =
            (program.account("bluesky").await, program.account("threads").await);
        let mut made = Vec::new();
        for (n, accounts) in
            [json!([bluesky]), json!([threads]), json!([bluesky, threads])].into_iter().enumerate()
        {
            let draft = json!({ "caption": "Bread.", "social_accounts": accounts, "isDraft": n != 2,
                "scheduled_at": later(3_600), "external_id": format!("n{n}") });
            made.insert(0, program.makes(&draft).await["id"].clone());
        }
        let [both, on_threads, on_bluesky] = [made[0].clone(), made[1].clone(), made[2].clone()];
        let (b, t) = (bluesky.as_str().unwrap(), threads.as_str().unwrap());
        for (query, found) in [
            (String::new(), vec![&both, &on_threads, &on_bluesky]),
            ("status=draft".to_owned(), vec![&on_threads, &on_bluesky]),
            ("status=draft,scheduled".to_owned(), vec![&both, &on_threads, &on_bluesky]),
            ("status=processed".to_owned(), vec![]),
            ("platform=bluesky".to_owned(), vec![&both, &on_bluesky]),
            ("platform=x&platform=youtube".to_owned(), vec![]),
            ("platform=x&platform=threads".to_owned(), vec![&both, &on_threads]),
            (format!("social_account_id={b}"), vec![&both, &on_bluesky]),
            (format!("social_account_id={b}&platform=threads&status=scheduled"), vec![&both]),
            (
                format!("social_account_id={t}&social_account_id={b}"),
                vec![&both, &on_threads, &on_bluesky],
            ),
            ("social_account_id=spc_none".to_owned(), vec![]),
            ("external_id=n0,n1".to_owned(), vec![&on_threads, &on_bluesky]),
            ("external_id=n_".to_owned(), vec![]),
        ] {
            let page = program.gets(&format!("{POSTS}?{query}")).await;
            assert_eq!(ids(&page).iter().collect::<Vec<_>>(), found, "{query}");
            assert_eq!(page["meta"]["total"], found.len(), "{query}");
        }
        let page = program.gets(&format!("{POSTS}?platform=threads")).await;
        assert_eq!(
            page["data"][0]["social_accounts"].as_array().unwrap().len(),
            1,
            "cut to what was asked"
        );

        let mut next = format!("{POSTS}?limit=1&status=draft&status=scheduled");
        let mut seen = Vec::new();
        loop {
            let page = program.gets(&next).await;
            seen.extend(ids(&page));
            let Some(more) = page["meta"]["next"].as_str() else { break };
            next = more.strip_prefix(&program.sample.server.address).unwrap().to_owned();
            assert!(
                next.contains("status=draft%2Cscheduled") && next.contains("limit=1"),
                "{next}"
            );
        }
        assert_eq!(seen, made);
        let none = program.gets(&format!("{POSTS}?offset=3")).await;
        assert_eq!((data(&none).len(), &none["meta"]["next"]), (0, &Value::Null));
        for (query, said) in [
            ("limit=101", "limit must not be greater than 100"),
            ("limit=0", "limit must not be less than 1"),
            ("offset=-1", "offset must not be less than 0"),
            (
                "status=done",
                "each value in status must be one of the following values: draft, scheduled, processing, processed",
            ),
            (
                "platform=tiktok_business",
                "each value in platform must be one of the following values",
            ),
        ] {
            let (status, refused) =
                program.asks("GET", &format!("{POSTS}?{query}"), &Value::Null).await;
            assert_eq!((status, &refused["error"]), (400, &json!("Bad Request")));
            assert!(refused["message"][0].as_str().unwrap().starts_with(said), "{refused}");
        }
    });
}

#[test]
fn everything_that_is_wrong_with_a_post_is_said_at_once() {
    story(async |program| {
        let bluesky = program.account("bluesky").await;
        let id = bluesky.as_str().unwrap();
        assert_eq!(
            program.is_refused(&json!({})).await,
            ["caption is required", "at least one social_account is required"]
        );
        let (status, said) = program.asks("POST", POSTS, &Value::Null).await;
        assert_eq!((status, &said["errors"]), (400, &json!(["please provide a request body"])));
        let owned = "invalid social accounts, not owned by user";
        for accounts in [json!(["spc_1"]), json!([bluesky, bluesky]), json!([bluesky, ""])] {
            let post = json!({ "caption": "Bread.", "social_accounts": accounts, "isDraft": true });
            assert_eq!(program.is_refused(&post).await, [owned], "{accounts}");
        }
        let post = json!({
            "caption": " ", "social_accounts": ["x"], "scheduled_at": later(-120),
            "media": [{ "url": "bread" }, { "url": "https://bakery.example/a.jpg", "thumbnail_url": "ftp://bakery.example/a" }],
            "platform_configurations": { "bluesky": { "media": [{ "url": "http://localhost/a.jpg" }] } },
            "account_configurations": [{ "social_account_id": id, "configuration": { "media": [{ "url": "https://10.0.0.1/a.jpg" }] } }],
        });
        assert_eq!(
            program.is_refused(&post).await,
            [
                "caption is required".to_owned(),
                "scheduled_at must be in the future".to_owned(),
                owned.to_owned(),
                "invalid media URL: bread".to_owned(),
                "media URL must use http or https protocol: ftp://bakery.example/a".to_owned(),
                "bluesky: media URL cannot point to localhost: http://localhost/a.jpg".to_owned(),
                format!("account {id}: media URL cannot use IP addresses: https://10.0.0.1/a.jpg"),
            ]
        );
    });
}

#[test]
fn what_is_no_json_and_what_is_of_another_type_is_told_as_the_vendor_tells_it() {
    story(async |program| {
        let who = format!("Bearer {}", program.sample.word("api_key"));
        for body in ["{", "[]", "7", "{} {}", "\u{0}"] {
            let answer =
                program.sends("POST", POSTS, &[("authorization", &who)], body.to_owned()).await;
            let said: Value = serde_json::from_str(answer.text()).unwrap();
            assert_eq!((answer.status, &said["error"]), (400, &json!("Bad Request")), "{body:?}");
            assert!(said["message"].is_string(), "{said}");
        }
        for (post, field) in [
            (json!({ "caption": 7 }), "caption"),
            (json!({ "social_accounts": "x" }), "social_accounts"),
            (json!({ "media": [{ "url": 7 }] }), "media"),
        ] {
            let (status, said) = program.asks("POST", POSTS, &post).await;
            assert_eq!(status, 400, "{said}");
            assert!(said["message"][0].as_str().unwrap().starts_with(field), "{said}");
        }
        let large = json!({ "caption": "x".repeat(1024 * 1024) });
        let (status, said) = program.asks("POST", POSTS, &large).await;
        assert_eq!((status, &said["statusCode"]), (413, &json!(413)));
    });
}

#[test]
fn previews_tell_what_would_go_out_and_ask_for_no_key() {
    story(async |program| {
        let asked = json!({
            "caption": "Bread.",
            "preview_social_accounts": [{ "id": "a", "platform": "x", "username": "rosa" }, { "id": "b", "platform": "tiktok" }],
            "media": [{ "url": "https://bakery.example/a.jpg" }],
            "platform_configurations": { "x": { "caption": "Short.", "reply_settings": "following" } },
            "account_configurations": [{ "social_account_id": "a", "configuration": { "caption": "Own." } }],
        });
        let (status, said) = program.asks_as("", "POST", "/v1/social-post-previews", &asked).await;
        assert_eq!(status, 201, "{said}");
        assert_eq!(said[0]["caption"], "Own.", "an account's own counts before its platform's");
        assert_eq!(said[0]["configuration"]["reply_settings"], "following");
        assert_eq!(said[0]["social_account_username"], "rosa");
        assert_eq!((&said[1]["caption"], &said[1]["media"]), (&json!("Bread."), &asked["media"]));
        let (status, said) =
            program.asks_as("", "POST", "/v1/social-post-previews", &json!({})).await;
        assert_eq!(
            (status, &said["message"]),
            (400, &json!("Preview Social Accounts are required"))
        );
    });
}
