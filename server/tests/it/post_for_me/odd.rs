//! Bodies and queries that nobody would send on purpose.

use proptest::{
    prelude::{Just, Strategy, any, prop_oneof},
    sample::select,
    strategy::ValueTree,
    test_runner::TestRunner,
};
use serde_json::{Value, json};

use super::story;

/// Names that methods know.
const KEYS: [&str; 22] = [
    "caption",
    "social_accounts",
    "scheduled_at",
    "isDraft",
    "external_id",
    "media",
    "url",
    "thumbnail_url",
    "platform_configurations",
    "bluesky",
    "instagram",
    "placement",
    "title",
    "link",
    "account_configurations",
    "social_account_id",
    "configuration",
    "preview_social_accounts",
    "platform",
    "username",
    "event_types",
    "id",
];

const WORDS: [&str; 14] = [
    "",
    "x",
    "bluesky",
    "instagram",
    "stories",
    "reels",
    "social.post.created",
    "ftp://bakery.example",
    "http://[::1]/",
    "2099-01-01T00:00:00Z",
    "-009999-01-02T00:00:00Z",
    "\0",
    "\u{1e}",
    "\u{202e}",
];

/// Bodies made of the words that methods know, in any order and of any type.
fn bodies(account: String) -> impl Strategy<Value = Value> {
    let word = prop_oneof![select(&WORDS[..]).prop_map(String::from), Just(account)];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        word.prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::vec((select(&KEYS[..]), inner), 0..6).prop_map(|fields| {
                Value::Object(
                    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
                )
            }),
        ]
    })
}

#[test]
fn no_body_breaks_a_method() {
    story(async |program| {
        let account = program.account("bluesky").await;
        let bodies = bodies(account.as_str().unwrap().to_owned());
        let draft = program.makes(&program.draft().await).await;
        let mut dice = TestRunner::deterministic();
        for method in api::social::methods() {
            // Without accounts there would be nothing left to try.
            if ["DeleteAccount", "DisconnectAccount"].contains(&method.name) {
                continue;
            }
            for _ in 0..40 {
                let mut body = bodies.new_tree(&mut dice).unwrap().current();
                // Half of them are almost what belongs there.
                if let (Value::Object(fields), true) = (&mut body, method.name.ends_with("Post")) {
                    fields.insert("caption".to_owned(), json!("Bread."));
                    fields.insert("social_accounts".to_owned(), json!([account]));
                    fields.insert("isDraft".to_owned(), json!(true));
                    fields.remove("media");
                    fields.remove("platform_configurations");
                }
                let word = body["platform"].as_str().unwrap_or("draft").to_owned();
                let query: String = url::form_urlencoded::Serializer::new(String::new())
                    .extend_pairs([
                        ("status", &word),
                        ("external_id", &word),
                        ("platform[]", &word),
                    ])
                    .finish();
                let path = method.path.replace("{id}", draft["id"].as_str().unwrap());
                let path = format!("{path}?{query}");
                let (status, said) = program.asks(method.verb.as_str(), &path, &body).await;
                assert!(
                    matches!(status, 200 | 201 | 400 | 401 | 404),
                    "{path} {body}: {status} {said}"
                );
            }
        }
        // What came of it can still be looked at.
        program.gets("/v1/social-posts?limit=100").await;
        let rosa = program.sample.rosa().await;
        let site = program.sample.word("site_id");
        for page in ["calendar", "queue", "plan"] {
            assert_eq!(rosa.opens(&format!("/sites/{site}/{page}")).await.status, 200, "{page}");
        }
    });
}
