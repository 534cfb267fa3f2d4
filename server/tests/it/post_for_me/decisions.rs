//! The decisions on what the reference leaves open (its section 11).

use std::{
    io::Read,
    net::TcpListener,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use domain::{
    channel::Channel,
    connection::{Connection, ProviderKind},
    id::ConnectionId,
};
use publisher::webhook::WebhookSettings;
use serde_json::{Value, json};

use super::{Program, UNLIMITED, at, data, ids, later, story};
use crate::almanac::{Sample, now, on_both};

const POSTS: &str = "/v1/social-posts";
const RESULTS: &str = "/v1/social-post-results";

#[test]
fn decision_d01_a_write_under_a_key_is_carried_out_once_and_without_one_each_time() {
    story(async |program| {
        let draft = program.draft().await;
        let (status, first, again) = program.asks_under("loaf", "POST", POSTS, &draft).await;
        assert_eq!((status, again), (201, false));
        assert_eq!(
            program.asks_under("loaf", "POST", POSTS, &draft).await,
            (201, first.clone(), true)
        );
        let mut other = draft.clone();
        other["caption"] = json!("Other bread.");
        let (status, said, _) = program.asks_under("loaf", "POST", POSTS, &other).await;
        assert_eq!(status, 422, "{said}");
        let (status, _, _) = program.asks_under("", "POST", POSTS, &draft).await;
        assert_eq!(status, 400);
        let (status, put, _) =
            program.asks_under("put", "PUT", &at(POSTS, &first["id"]), &other).await;
        assert_eq!(status, 200, "{put}");
        assert_eq!(
            program.asks_under("put", "PUT", &at(POSTS, &first["id"]), &other).await,
            (200, put, true)
        );
        assert_eq!(data(&program.gets(POSTS).await).len(), 1);
        // What was refused changed nothing, and may be sent again mended.
        let wrong = json!({ "caption": "", "social_accounts": [] });
        assert_eq!(program.asks_under("mended", "POST", POSTS, &wrong).await.0, 400);
        assert_eq!(program.asks_under("mended", "POST", POSTS, &draft).await.0, 201);
        for _ in 0..2 {
            program.makes(&draft).await;
        }
        assert_eq!(
            data(&program.gets(POSTS).await).len(),
            4,
            "as the vendor: what a caller repeats is made again"
        );
    });
}

/// Also decision 3: refusals are 400, which SDKs do not repeat.
#[test]
fn decision_d02_what_is_processed_is_not_replaced() {
    story(async |program| {
        let draft = program.draft().await;
        let mut at_once = draft.clone();
        at_once["isDraft"] = json!(false);
        let id = program.makes(&at_once).await["id"].clone();
        program.stands(&id, "processed").await;
        let said = json!({ "statusCode": 400, "message": "Post has already been processed" });
        assert_eq!(program.puts(&id, &draft).await, (400, said.clone()));
        assert_eq!(program.puts(&id, &json!({})).await, (400, said), "its status comes first");
    });
}

#[test]
fn decision_d03_what_is_being_processed_is_neither_replaced_nor_deleted() {
    story(async |program| {
        let mut post = program.draft().await;
        post["isDraft"] = json!(false);
        post["scheduled_at"] = json!(later(3_600));
        let id = program.makes(&post).await["id"].clone();
        // A publisher of another process has it.
        program.almanac.sql("update posts set status = 'processing', attempt = 1, lease_until = 4102444800000 where activity_id in (select activity_id from social_posts)").await;
        assert_eq!(program.gets(&at(POSTS, &id)).await["status"], "processing");
        let said = json!({ "statusCode": 400, "message": "Post is being processed" });
        assert_eq!(program.puts(&id, &post).await, (400, said));
        let said =
            json!({ "statusCode": 400, "message": "Can only delete scheduled or draft posts" });
        assert_eq!(program.asks("DELETE", &at(POSTS, &id), &Value::Null).await, (400, said));
    });
}

#[test]
fn decision_d04_a_replaced_post_keeps_its_id_and_its_time_of_making_and_nothing_else() {
    story(async |program| {
        let mut post = program.draft().await;
        for (name, value) in [
            ("external_id", json!("loaf")),
            ("scheduled_at", json!(later(3_600))),
            ("platform_configurations", json!({ "bluesky": { "caption": "Blue." } })),
        ] {
            post[name] = value;
        }
        let made = program.makes(&post).await;
        let id = made["id"].clone();
        let (status, put) = program.puts(&id, &program.draft().await).await;
        assert_eq!((status, &put["id"], &put["created_at"]), (200, &id, &made["created_at"]));
        assert_eq!(
            (&put["external_id"], &put["platform_configurations"]),
            (&Value::Null, &json!({}))
        );
        let read = program.gets(&at(POSTS, &id)).await;
        assert_eq!((&read["created_at"], &read["status"]), (&made["created_at"], &json!("draft")));
        // Without a time and without the word for a draft it goes out.
        let mut out = program.draft().await;
        out.as_object_mut().unwrap().remove("isDraft");
        let (_, put) = program.puts(&id, &out).await;
        assert_eq!(put["status"], "processing");
        program.stands(&id, "processed").await;
        assert_eq!(data(&program.gets(RESULTS).await).len(), 1, "once");
    });
}

#[test]
fn decision_d05_a_draft_keeps_its_time_and_a_scheduled_post_may_become_a_draft_again() {
    story(async |program| {
        let mut post = program.draft().await;
        post["scheduled_at"] = json!("2099-01-01T09:00:00.000Z");
        let made = program.makes(&post).await;
        assert_eq!(
            (&made["status"], &made["scheduled_at"]),
            (&json!("draft"), &post["scheduled_at"])
        );
        post["isDraft"] = json!(false);
        let (_, put) = program.puts(&made["id"], &post).await;
        assert_eq!(
            (&put["status"], &put["scheduled_at"]),
            (&json!("scheduled"), &post["scheduled_at"])
        );
        post["isDraft"] = json!("false");
        let (_, put) = program.puts(&made["id"], &post).await;
        assert_eq!(put["status"], "draft", "any text but the empty one is yes");
        post["isDraft"] = Value::Null;
        assert_eq!(program.puts(&made["id"], &post).await.1["status"], "scheduled");
    });
}

#[test]
fn decision_d06_a_time_that_has_passed_is_refused_with_a_minute_of_tolerance() {
    story(async |program| {
        let mut post = program.draft().await;
        for at in [json!(later(-61)), json!("2020-01-01"), json!(0)] {
            post["scheduled_at"] = at.clone();
            assert_eq!(
                program.is_refused(&post).await,
                ["scheduled_at must be in the future"],
                "{at}"
            );
        }
        for at in [json!(""), json!("soon"), json!(true), json!("2026-13-01T00:00:00Z")] {
            post["scheduled_at"] = at.clone();
            assert_eq!(
                program.is_refused(&post).await,
                ["scheduled_at must be a valid ISO 8601 date string"],
                "{at}"
            );
        }
        // The minute that has begun will do.
        let minute = super::now().as_second().div_euclid(60) * 60;
        post["scheduled_at"] = json!(jiff::Timestamp::from_second(minute).unwrap().to_string());
        post["isDraft"] = json!(false);
        let (status, said) = program.asks("POST", POSTS, &post).await;
        // Unless it ended in between.
        assert!(status == 201 || super::now().as_second().div_euclid(60) * 60 != minute, "{said}");
    });
}

#[test]
fn decision_d07_a_post_without_a_time_tells_when_it_was_made() {
    story(async |program| {
        let draft = program.draft().await;
        let made = program.makes(&draft).await;
        let read = program.gets(&at(POSTS, &made["id"])).await;
        let when = |one: &Value, name: &str| {
            one[name].as_str().unwrap().parse::<jiff::Timestamp>().unwrap()
        };
        for one in [&made, &read] {
            let apart = when(one, "scheduled_at").duration_since(when(one, "created_at"));
            assert!(apart.abs() < jiff::SignedDuration::from_secs(2), "{one}");
        }
    });
}

#[test]
fn decision_d08_what_is_not_there_is_404_for_every_kind_of_thing() {
    story(async |program| {
        let draft = program.draft().await;
        for (verb, path) in [
            ("PUT", "/v1/social-posts/sp_1"),
            ("GET", "/v1/social-posts/x"),
            ("GET", "/v1/social-post-results/spr_1"),
            ("GET", "/v1/social-post-results/x"),
            ("GET", "/v1/webhooks/wbh_1"),
            ("PATCH", "/v1/webhooks/wbh_1"),
            ("DELETE", "/v1/webhooks/x"),
            ("PATCH", "/v1/social-accounts/spc_1"),
            ("POST", "/v1/social-accounts/spc_1/disconnect"),
        ] {
            let (status, said) = program.asks(verb, path, &draft).await;
            assert_eq!((status, &said["statusCode"]), (404, &json!(404)), "{verb} {path}: {said}");
        }
    });
}

#[test]
fn decision_d09_a_filter_may_be_repeated_have_brackets_and_hold_commas() {
    story(async |program| {
        let mut post = program.draft().await;
        let draft = program.makes(&post).await["id"].clone();
        post["isDraft"] = json!(false);
        post["scheduled_at"] = json!(later(3_600));
        let scheduled = program.makes(&post).await["id"].clone();
        for query in [
            "status=draft&status=scheduled",
            "status[]=draft&status[]=scheduled",
            "status%5B0%5D=draft&status%5B1%5D=scheduled",
            "status=draft%2Cscheduled",
        ] {
            let found = ids(&program.gets(&format!("{POSTS}?{query}")).await);
            assert_eq!(found, [scheduled.clone(), draft.clone()], "{query}");
        }
    });
}

#[test]
fn decision_d10_what_is_made_is_told_with_201_and_all_else_with_200() {
    story(async |program| {
        let draft = program.draft().await;
        let (status, made) = program.asks("POST", POSTS, &draft).await;
        assert_eq!(status, 201);
        assert_eq!(program.puts(&made["id"], &draft).await.0, 200);
        assert_eq!(program.asks("DELETE", &at(POSTS, &made["id"]), &Value::Null).await.0, 200);
        assert_eq!(program.asks("POST", "/v1/media/create-upload-url", &Value::Null).await.0, 201);
    });
}

#[test]
fn decision_d11_a_post_is_deleted_or_published_and_never_both() {
    story(async |program| {
        let before = landed(&program).await;
        let mut post = program.draft().await;
        post["isDraft"] = json!(false);
        let mut made = Vec::new();
        for _ in 0..8 {
            post["scheduled_at"] = json!(later(3));
            made.push(program.makes(&post).await["id"].clone());
        }
        // Some before their second, some in it, some after it.
        tokio::time::sleep(Duration::from_millis(2_200)).await;
        let mut deleted = 0;
        let mut published = Vec::new();
        for id in made {
            let (status, said) = program.asks("DELETE", &at(POSTS, &id), &Value::Null).await;
            match status {
                200 => {
                    deleted += 1;
                    assert_eq!(program.asks("GET", &at(POSTS, &id), &Value::Null).await.0, 404);
                }
                400 => published.push(id),
                _ => panic!("{status} {said}"),
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        for id in &published {
            program.stands(id, "processed").await;
        }
        assert!(deleted > 0 && !published.is_empty(), "{deleted} and {published:?}");
        let landed = landed(&program).await - before;
        assert_eq!(landed, published.len(), "what was deleted went nowhere");
    });
}

#[test]
fn decision_d12_a_send_whose_answer_is_lost_is_told_and_not_repeated() {
    on_both(async |almanac| {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/posts", listener.local_addr().unwrap());
        let sent = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&sent);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                // It is read, and nothing is said.
                let read = stream.unwrap().read(&mut [0; 4_096]).unwrap();
                count.fetch_add(usize::from(read > 0), Ordering::SeqCst);
            }
        });
        let settings = [UNLIMITED[0], UNLIMITED[1], ("ALMANAC_ALLOW_PRIVATE_HOSTS", "127.0.0.1")];
        let program = Program::of(Sample::serving(&almanac, &settings), almanac);
        let (store, scope) = program.site().await;
        let webhook = WebhookSettings::new(&address, "flour-water-salt").unwrap().credentials();
        let connection = Connection {
            id: ConnectionId::named("silent"),
            channel: Channel::Bluesky,
            provider: ProviderKind::Webhook,
            account: "silent".to_owned(),
            limits: None,
        };
        store.connect(scope, &connection, Some(&webhook), now()).await.unwrap();
        store.close().await;
        let mut post = program.draft().await;
        post["isDraft"] = json!(false);
        let id = program.makes(&post).await["id"].clone();
        program.stands(&id, "processed").await;
        let results = program.gets(&format!("{RESULTS}?post_id={}", id.as_str().unwrap())).await;
        let result = &results["data"][0];
        assert_eq!(
            (&result["success"], &result["details"]["status"]),
            (&json!(false), &json!("uncertain"))
        );
        assert!(result["error"].as_str().unwrap().contains("may or may not"), "{result}");
        assert_eq!(sent.load(Ordering::SeqCst), 1);
    });
}

#[test]
fn decision_d13_what_a_process_left_when_it_died_ends_with_a_result() {
    story(async |program| {
        let mut post = program.draft().await;
        post["isDraft"] = json!(false);
        post["scheduled_at"] = json!(later(3_600));
        let id = program.makes(&post).await["id"].clone();
        // As a process leaves it that dies between its mark and the answer.
        program.almanac.sql("update posts set status = 'processing', attempt = 1, lease_until = 1, sending_at = 1, publish_at = 1 where activity_id in (select activity_id from social_posts)").await;
        program.stands(&id, "processed").await;
        let results = program.gets(&format!("{RESULTS}?post_id={}", id.as_str().unwrap())).await;
        assert_eq!(data(&results).len(), 1, "{results}");
    });
}

#[test]
fn decision_d14_where_one_account_fails_the_others_are_told_apart() {
    story(async |program| {
        let accounts = [program.account("bluesky").await, program.account("threads").await];
        let post = json!({ "caption": "Bread.", "social_accounts": accounts, "scheduled_at": later(3_600) });
        let id = program.makes(&post).await["id"].clone();
        program.almanac.sql("update posts set status = 'published', live_link = 'https://threads.example/1', reference = '1' where channel = 'threads' and activity_id in (select activity_id from social_posts)").await;
        program.almanac.sql("update posts set status = 'failed', failure = 'It was refused.' where channel = 'bluesky' and activity_id in (select activity_id from social_posts)").await;
        assert_eq!(program.gets(&at(POSTS, &id)).await["status"], "processed");
        let results = program.gets(RESULTS).await;
        let of = |account: &Value| {
            data(&results).iter().find(|one| one["social_account_id"] == *account).unwrap()
        };
        let (bad, good) = (of(&accounts[0]), of(&accounts[1]));
        assert_eq!(
            (&bad["success"], &bad["error"], &bad["platform_data"]),
            (&json!(false), &json!("It was refused."), &Value::Null)
        );
        assert_eq!((&good["success"], &good["error"]), (&json!(true), &Value::Null));
        assert_eq!(good["platform_data"], json!({ "id": "1", "url": "https://threads.example/1" }));

        for (status, told) in [
            ("uncertain", "may or may not"),
            ("missed", "not published in time"),
            ("canceled", "taken back"),
        ] {
            match status {
                "uncertain" => program.almanac.sql("update posts set status = 'uncertain', next_check_at = null, failure = null where channel = 'bluesky' and activity_id in (select activity_id from social_posts)").await,
                "missed" => program.almanac.sql("update posts set status = 'missed' where channel = 'bluesky' and activity_id in (select activity_id from social_posts)").await,
                _ => program.almanac.sql("update posts set status = 'canceled' where channel = 'bluesky' and activity_id in (select activity_id from social_posts)").await,
            }
            let result = program.gets(&at(RESULTS, &bad["id"])).await;
            assert_eq!(
                (&result["success"], &result["details"]["status"]),
                (&json!(false), &json!(status))
            );
            assert!(result["error"].as_str().unwrap().contains(told), "{result}");
        }
    });
}

#[test]
fn decision_d15_a_result_is_told_as_soon_as_it_is_known() {
    story(async |program| {
        let accounts = [program.account("bluesky").await, program.account("threads").await];
        let post = json!({ "caption": "Bread.", "social_accounts": accounts, "scheduled_at": later(3_600) });
        let id = program.makes(&post).await["id"].clone();
        program.almanac.sql("update posts set status = 'published', reference = '1' where channel = 'threads' and activity_id in (select activity_id from social_posts)").await;
        program.almanac.sql("update posts set status = 'uncertain', next_check_at = 4102444800000 where channel = 'bluesky' and activity_id in (select activity_id from social_posts)").await;
        assert_eq!(
            program.gets(&at(POSTS, &id)).await["status"],
            "processing",
            "it is still looked for"
        );
        let results = program.gets(RESULTS).await;
        assert_eq!(data(&results).len(), 1);
        assert_eq!(results["data"][0]["social_account_id"], accounts[1]);
    });
}

#[test]
fn decision_d16_a_post_for_nobody_is_refused_also_as_a_draft() {
    story(async |program| {
        for draft in [false, true] {
            let post = json!({ "caption": "Bread.", "social_accounts": [], "isDraft": draft });
            assert_eq!(
                program.is_refused(&post).await,
                ["at least one social_account is required"]
            );
        }
    });
}

#[test]
fn decision_d17_nothing_is_cut_what_a_network_would_not_take_is_refused() {
    story(async |program| {
        let (bluesky, instagram) =
            (program.account("bluesky").await, program.account("instagram").await);
        let long = "bread ".repeat(100);
        let mut post =
            json!({ "caption": long, "social_accounts": [bluesky], "scheduled_at": later(3_600) });
        let told = program.is_refused(&post).await;
        assert!(told[0].starts_with("bluesky: Bluesky takes 300 characters"), "{told:?}");
        post["platform_configurations"] = json!({ "bluesky": { "caption": "Bread." } });
        program.makes(&post).await;
        let mut post = json!({ "caption": "Bread.", "social_accounts": [instagram], "scheduled_at": later(3_600) });
        let told = program.is_refused(&post).await;
        assert!(told[0].contains("needs a picture"), "{told:?}");
        post["isDraft"] = json!(true);
        program.makes(&post).await;
        let kept = program.makes(&post).await;
        let two = json!([{ "url": "https://bakery.example/1.jpg" }, { "url": "https://bakery.example/2.jpg" }]);
        for several in [
            json!({ "media": two }),
            json!({ "platform_configurations": { "instagram": { "media": two } } }),
            json!({ "account_configurations": [{
                "social_account_id": instagram, "configuration": { "media": two } }] }),
        ] {
            let mut asked = post.clone();
            asked.as_object_mut().unwrap().extend(several.as_object().unwrap().clone());
            let said = "instagram: one picture can be published with a post here, and these are 2";
            assert_eq!(program.is_refused(&asked).await, [said]);
            let (status, told) = program.puts(&kept["id"], &asked).await;
            assert_eq!((status, &told["errors"]), (400, &json!([said])));
        }
        let still = program.gets(&at(POSTS, &kept["id"])).await;
        assert_eq!(still["updated_at"], kept["updated_at"], "it stays as it was");
        post["platform_configurations"] = json!({ "instagram": { "placement": "reels" } });
        let told = program.is_refused(&post).await;
        assert!(told[0].contains("a reel is a video"), "{told:?}");
    });
}

#[test]
fn decision_d20_no_token_is_ever_told() {
    story(async |program| {
        let accounts = program.gets("/v1/social-accounts").await;
        let post = program.makes(&program.draft().await).await;
        for account in data(&accounts).iter().chain(post["social_accounts"].as_array().unwrap()) {
            assert_eq!(
                (&account["access_token"], &account["refresh_token"]),
                (&json!(""), &json!(""))
            );
        }
    });
}

#[test]
fn decision_d21_instants_are_told_in_utc_and_without_an_offset_taken_in_utc() {
    story(async |program| {
        let mut post = program.draft().await;
        for at in [
            json!("2099-01-01T09:00:00"),
            json!("2099-01-01T10:00:00+01:00"),
            json!("2099-01-01T09:00:00.000Z"),
            json!(4_070_941_200_000_i64),
        ] {
            post["scheduled_at"] = at.clone();
            let made = program.makes(&post).await;
            assert_eq!(made["scheduled_at"], "2099-01-01T09:00:00.000Z", "{at}");
            assert!(made["created_at"].as_str().unwrap().ends_with('Z'));
        }
    });
}

#[test]
fn decision_d22_what_was_processed_stays_as_history() {
    story(async |program| {
        let mut post = program.draft().await;
        post["isDraft"] = json!(false);
        let id = program.makes(&post).await["id"].clone();
        program.stands(&id, "processed").await;
        let (status, _) = program.asks("DELETE", &at(POSTS, &id), &Value::Null).await;
        assert_eq!(status, 400);
        assert_eq!(program.gets(&at(POSTS, &id)).await["status"], "processed");
    });
}

/// How many posts stand in the sandbox.
async fn landed(program: &Program) -> usize {
    let (store, scope) = program.site().await;
    let landed = store.sandbox_posts(scope, 1_000).await.unwrap().len();
    store.close().await;
    landed
}
