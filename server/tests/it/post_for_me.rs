//! The API of Post for Me, as a program sees it that was written for it: the reference's tables
//! of methods and fields, and its decisions on open points.

use std::time::Duration;

use domain::Scope;
use jiff::ToSpan;
use serde_json::{Value, json};
use store::Store;

use crate::{
    almanac::{Almanac, Sample, now, on_both},
    browser::{Answer, Browser},
    openapi,
};

mod accounts;
mod client;
mod decisions;
mod media;
mod odd;
mod pages;
mod posts;
mod through;
mod webhooks;

/// No limits: a story asks faster than a program may.
pub const UNLIMITED: [(&str, &str); 2] = [
    ("ALMANAC_POST_FOR_ME_REQUESTS_PER_SECOND", "0"),
    ("ALMANAC_POST_FOR_ME_REQUESTS_PER_MINUTE", "0"),
];

/// A program with a key of the sample site.
pub struct Program {
    pub sample: Sample,
    pub almanac: Almanac,
    browser: Browser,
    key: String,
}

/// Tells a story of a program on both databases.
pub fn story(story: impl AsyncFn(Program)) {
    on_both(async |almanac| {
        let sample = Sample::serving(&almanac, &UNLIMITED);
        story(Program::of(sample, almanac)).await;
    });
}

impl Program {
    /// The sample site in its database.
    pub async fn site(&self) -> (Store, Scope) {
        let store = self.almanac.store().await;
        let site = self.sample.word("site_id").parse().unwrap();
        let scope = store.scope_of_site(site).await.unwrap();
        (store, scope)
    }

    /// With the key of the sample site.
    pub fn of(sample: Sample, almanac: Almanac) -> Self {
        let (browser, key) = (sample.server.browser(), sample.word("api_key"));
        Program { sample, almanac, browser, key }
    }

    /// Sends a request as it is; gives the whole answer.
    pub async fn sends(
        &self,
        verb: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: String,
    ) -> Answer {
        let request =
            headers.iter().fold(self.browser.asks(verb, path), |request, (name, value)| {
                request.header(*name, *value)
            });
        self.browser.sends(request.body(body)).await
    }

    /// Asks, and holds the answer against what the description says.
    pub async fn asks(&self, verb: &str, path: &str, body: &Value) -> (u16, Value) {
        self.asks_as(&format!("Bearer {}", self.key), verb, path, body).await
    }

    pub async fn asks_as(&self, who: &str, verb: &str, path: &str, body: &Value) -> (u16, Value) {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let headers = [("authorization", who), ("content-type", "application/json")];
        let answer = self.sends(verb, path, &headers[usize::from(who.is_empty())..], body).await;
        let kind = answer.header("content-type").to_owned();
        assert_eq!(kind, "application/json", "{verb} {path}: {}", answer.text());
        let said = serde_json::from_str(answer.text()).unwrap();
        openapi::holds(verb, path, answer.status, &said);
        (answer.status, said)
    }

    /// Under an idempotency key; gives whether the answer was given before, too.
    pub async fn asks_under(
        &self,
        key: &str,
        verb: &str,
        path: &str,
        body: &Value,
    ) -> (u16, Value, bool) {
        let who = format!("Bearer {}", self.key);
        let headers = [("authorization", who.as_str()), ("idempotency-key", key)];
        let answer = self.sends(verb, path, &headers, body.to_string()).await;
        let said = serde_json::from_str(answer.text()).unwrap();
        (answer.status, said, answer.header("idempotency-replayed") == "true")
    }

    pub async fn gets(&self, path: &str) -> Value {
        let (status, said) = self.asks("GET", path, &Value::Null).await;
        assert_eq!(status, 200, "{path}: {said}");
        said
    }

    /// Makes a post.
    pub async fn makes(&self, post: &Value) -> Value {
        let (status, said) = self.asks("POST", "/v1/social-posts", post).await;
        assert_eq!(status, 201, "{said}");
        said
    }

    /// Is refused a post; gives what is wrong with it.
    pub async fn is_refused(&self, post: &Value) -> Vec<String> {
        let (status, said) = self.asks("POST", "/v1/social-posts", post).await;
        assert_eq!((status, &said["message"]), (400, &json!("Invalid Request")), "{said}");
        said["errors"].as_array().unwrap().iter().map(text).collect()
    }

    /// Puts something in the place of a post.
    pub async fn puts(&self, id: &Value, post: &Value) -> (u16, Value) {
        self.asks("PUT", &at("/v1/social-posts", id), post).await
    }

    /// The id of the account on a platform.
    pub async fn account(&self, platform: &str) -> Value {
        let page = self.gets(&format!("/v1/social-accounts?platform={platform}")).await;
        page["data"][0]["id"].clone()
    }

    /// A draft for the account on Bluesky, which needs no picture.
    pub async fn draft(&self) -> Value {
        json!({ "caption": "Fresh bread.", "social_accounts": [self.account("bluesky").await], "isDraft": true })
    }

    /// Waits until a post stands so.
    pub async fn stands(&self, id: &Value, standing: &str) -> Value {
        for _ in 0..400 {
            let post = self.gets(&at("/v1/social-posts", id)).await;
            if post["status"] == standing {
                return post;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("{id} never stood {standing}");
    }
}

/// Where a thing of a list is.
pub fn at(list: &str, id: &Value) -> String {
    format!("{list}/{}", id.as_str().unwrap())
}

/// An instant so many seconds from now.
pub fn later(seconds: i64) -> String {
    (now() + seconds.seconds()).to_string()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// The things of a page.
pub fn data(page: &Value) -> &Vec<Value> {
    page["data"].as_array().unwrap()
}

/// The ids of the things of a page.
pub fn ids(page: &Value) -> Vec<Value> {
    data(page).iter().map(|one| one["id"].clone()).collect()
}

/// The numbers of the decisions that have a test.
#[test]
fn every_decision_has_a_test() {
    let sources = [
        include_str!("post_for_me/decisions.rs"),
        include_str!("post_for_me/through.rs"),
        include_str!("post_for_me/webhooks.rs"),
    ];
    let names = sources.into_iter().flat_map(|source| source.split("\nfn decision_d").skip(1));
    let mut found: Vec<u32> = names.filter_map(|name| name.get(..2)?.parse().ok()).collect();
    found.sort_unstable();
    assert_eq!(found, (1..=22).collect::<Vec<_>>());
}
