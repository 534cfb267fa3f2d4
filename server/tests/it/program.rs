//! A program with a key of a site, as the API sees it.

use serde_json::Value;

use crate::{
    almanac::{Almanac, Sample},
    browser::{Answer, Browser},
    openapi,
};

/// A program with a key.
pub struct Program {
    pub browser: Browser,
    pub key: String,
    pub site: String,
    pub networks: &'static str,
}

impl Program {
    /// With the key of the sample site.
    pub fn of(sample: &Sample) -> Self {
        let (key, site) = (sample.word("api_key"), sample.word("site_id"));
        Program { browser: sample.server.browser(), key, site, networks: "" }
    }

    pub async fn asks(&self, verb: &str, path: &str, body: &Value) -> (u16, Value) {
        self.asks_at(verb, &format!("{}{path}", api::BASE), body).await
    }

    /// As `asks`, at a path that names its service. What is answered must be what the
    /// description of the API says.
    pub async fn asks_at(&self, verb: &str, path: &str, body: &Value) -> (u16, Value) {
        let body = if verb == "GET" { String::new() } else { body.to_string() };
        let answer = self.sends_to(verb, path, body).await;
        let said = if answer.body.is_empty() { "null" } else { answer.text() };
        let said = serde_json::from_str(said).unwrap();
        openapi::holds(verb, path, answer.status, &said);
        (answer.status, said)
    }

    pub async fn sends(&self, verb: &str, path: &str, body: String) -> Answer {
        self.sends_to(verb, &format!("{}{path}", api::BASE), body).await
    }

    async fn sends_to(&self, verb: &str, path: &str, body: String) -> Answer {
        let request = self.browser.asks(verb, path).body(body);
        let request = request.header("authorization", &self.key).header("wix-site-id", &self.site);
        self.browser.sends(request.header("almanac-networks", self.networks)).await
    }

    pub async fn gets(&self, path: &str) -> Value {
        let (status, said) = self.asks("GET", path, &Value::Null).await;
        assert_eq!(status, 200, "{path}: {said}");
        said
    }

    pub async fn posts(&self, path: &str, body: &Value) -> Value {
        let (status, said) = self.asks("POST", path, body).await;
        assert_eq!(status, 200, "{path}: {said}");
        said
    }

    /// Is refused; gives the application code, or the field that is wrong.
    pub async fn is_refused(&self, status: u16, verb: &str, path: &str, body: &Value) -> String {
        let (got, said) = self.asks(verb, path, body).await;
        assert_eq!(got, status, "{path}: {said}");
        code(&said)
    }
}

/// The application code of a refusal, or the field that is wrong.
pub fn code(said: &Value) -> String {
    let details = &said["details"];
    let code = details["applicationError"]["code"].as_str();
    let field = details["validationError"]["fieldViolations"][0]["field"].as_str();
    code.or(field).unwrap_or_default().to_owned()
}

/// A list of an answer.
pub fn list<'a>(of: &'a Value, name: &str) -> &'a Vec<Value> {
    of[name].as_array().unwrap()
}

/// Makes a key of a site.
pub fn key(almanac: &Almanac, site: &str) -> String {
    let made = almanac.run(&["key", "create", "--site", site, "--name", "Test"]);
    assert_eq!(made.code, 0, "{}", made.err);
    made.out.trim().to_owned()
}
