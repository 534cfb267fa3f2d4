//! What stands beside the Marketing Plan API: tokens of apps, where the site is published and
//! what is known of it, and the Publisher.

use std::sync::Arc;

use domain::{
    Scope,
    contract::Credentials,
    id::{AppId, InstanceId},
    world::World,
};
use outbound::{Outbound, Policy};
use serde_json::{Value, json};
use url::Url;
use wix::{Access, Client, Timeframe, WixError, wire::UrlType};

use crate::{
    almanac::{Almanac, Sample, on_both},
    api::Still,
    browser::{Answer, Browser},
    openapi,
    program::{Program, code},
};

const URLS: &str = "/urls-server/v2/published-site-urls";
const PROPERTIES: &str = "/site-properties/v4/properties";
const PLAN: &str = "/promote/marketing-plan-service/v1/marketing-plan";

/// The credentials of an app.
struct App {
    client: String,
    secret: String,
    instance: String,
}

impl App {
    /// Made on the page of the sample site, which shows them this once.
    async fn made_by(rosa: &Browser, site: &str, name: &str) -> Self {
        let made = rosa.submits(&format!("/sites/{site}/apps"), &[("app", name)]).await;
        assert_eq!(made.status, 200, "{}", made.text());
        let shown = made.text().split("Client id").nth(1).unwrap();
        let mut words = shown.split("class=\"secret\">").skip(1);
        let mut word = || words.next().unwrap().split('<').next().unwrap().to_owned();
        let (client, secret, instance) = (word(), word(), word());
        assert!(secret.starts_with("als_"), "{secret}");
        App { client, secret, instance }
    }

    /// What it asks the token endpoint.
    fn asks(&self) -> Value {
        json!({
            "grant_type": "client_credentials", "client_id": self.client,
            "client_secret": self.secret, "instance_id": self.instance,
        })
    }

    async fn token(&self, browser: &Browser) -> String {
        let answer = sends(browser, "/oauth2/token", self.asks().to_string()).await;
        let said: Value = serde_json::from_str(answer.text()).unwrap();
        assert_eq!(answer.status, 200, "{said}");
        said["access_token"].as_str().unwrap().to_owned()
    }
}

async fn sends(browser: &Browser, path: &str, body: String) -> Answer {
    let request = browser.asks("POST", path).header("content-type", "application/json");
    let answer = browser.sends(request.body(body)).await;
    openapi::holds("POST", path, answer.status, &serde_json::from_slice(&answer.body).unwrap());
    answer
}

/// The sample, who it belongs to, and an app on it.
async fn installed(almanac: &Almanac) -> (Sample, Browser, App) {
    let sample = Sample::of(almanac);
    let rosa = sample.rosa().await;
    let app = App::made_by(&rosa, &sample.word("site_id"), "Shop").await;
    (sample, rosa, app)
}

/// A program that shows a token, and names a site or none.
fn program(sample: &Sample, token: &str, site: &str) -> Program {
    Program { key: token.to_owned(), site: site.to_owned(), ..Program::of(sample) }
}

async fn scope(almanac: &Almanac, sample: &Sample) -> (store::Store, Scope) {
    let store = almanac.store().await;
    let scope = store.scope_of_site(sample.word("site_id").parse().unwrap()).await.unwrap();
    (store, scope)
}

#[test]
fn a_token_is_given_for_an_apps_credentials_as_json_or_as_a_form() {
    on_both(async |almanac| {
        let (sample, rosa, app) = installed(&almanac).await;
        let anyone = sample.server.browser();
        let json = sends(&anyone, "/oauth2/token", app.asks().to_string()).await;
        assert_eq!(json.header("cache-control"), "no-store");
        let form = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(
                app.asks()
                    .as_object()
                    .unwrap()
                    .iter()
                    .map(|(name, value)| (name, value.as_str().unwrap())),
            )
            .finish();
        let request = anyone
            .asks("POST", "/oauth2/token")
            .header("content-type", "application/x-www-form-urlencoded; charset=utf-8");
        let form = anyone.sends(request.body(form)).await;
        for answer in [json, form] {
            let said: Value = serde_json::from_str(answer.text()).unwrap();
            assert_eq!(answer.status, 200, "{said}");
            assert_eq!(
                (&said["token_type"], &said["expires_in"]),
                (&json!("Bearer"), &json!(14_400))
            );
            let token = said["access_token"].as_str().unwrap();
            for shown in [token.to_owned(), format!("Bearer {token}")] {
                let plan = program(&sample, &shown, "").asks_at("GET", PLAN, &Value::Null).await;
                assert_eq!((plan.0, &plan.1["status"]), (200, &json!("ACTIVE")));
            }
        }
        let page = rosa.opens(&format!("/sites/{}/keys", sample.word("site_id"))).await;
        assert!(
            page.text().contains(&app.client) && !page.text().contains(&app.secret),
            "shown once"
        );
    });
}

#[test]
fn whoever_gets_no_token_is_told_why_in_the_words_of_the_ietf() {
    on_both(async |almanac| {
        let (sample, _, app) = installed(&almanac).await;
        let anyone = sample.server.browser();
        let nobody = "01a1fef3-5d4b-790a-8dba-000000000000";
        let with = |name: &str, value: Value| {
            let mut asked = app.asks();
            asked[name] = value;
            asked.to_string()
        };
        for (body, status, error) in [
            (with("client_secret", json!("als_0")), 401, "invalid_client"),
            (with("client_secret", json!("")), 401, "invalid_client"),
            (with("client_id", json!(nobody)), 401, "invalid_client"),
            (with("client_id", json!("x")), 401, "invalid_client"),
            (with("instance_id", json!(nobody)), 400, "invalid_grant"),
            (with("instance_id", json!("x")), 400, "invalid_grant"),
            (with("instance_id", Value::Null), 400, "invalid_request"),
            (with("client_secret", Value::Null), 400, "invalid_request"),
            (with("grant_type", Value::Null), 400, "invalid_request"),
            (with("grant_type", json!(7)), 400, "invalid_request"),
            (with("grant_type", json!("refresh_token")), 400, "unsupported_grant_type"),
            (
                json!({ "clientId": app.client, "grantType": "anonymous" }).to_string(),
                400,
                "unsupported_grant_type",
            ),
            ("{".to_owned(), 400, "invalid_request"),
            (String::new(), 400, "invalid_request"),
        ] {
            let answer = sends(&anyone, "/oauth2/token", body.clone()).await;
            let said: Value = serde_json::from_str(answer.text()).unwrap();
            assert_eq!((answer.status, said["error"].as_str().unwrap()), (status, error), "{body}");
            assert!(said["error_description"].as_str().unwrap().ends_with('.'), "{said}");
            assert!(!answer.text().contains(&app.secret), "{said}");
        }
        let doubled =
            format!("grant_type=client_credentials&client_id={nobody}&client_id={nobody}");
        let request = anyone
            .asks("POST", "/oauth2/token")
            .header("content-type", "application/x-www-form-urlencoded");
        assert!(anyone.sends(request.body(doubled)).await.text().contains("client_id is doubled"));
    });
}

#[test]
fn a_token_says_whose_it_is_and_one_that_has_ended_says_nothing() {
    on_both(async |almanac| {
        let (sample, rosa, app) = installed(&almanac).await;
        let anyone = sample.server.browser();
        let token = app.token(&anyone).await;
        let info = async |token: &str| {
            let asked = json!({ "token": token }).to_string();
            let answer = sends(&anyone, "/oauth2/token-info", asked).await;
            (answer.status, serde_json::from_str::<Value>(answer.text()).unwrap())
        };
        let (status, said) = info(&token).await;
        assert_eq!((status, &said["active"]), (200, &json!(true)));
        assert_eq!(said["clientId"], app.client);
        assert_eq!(said["instanceId"], app.instance);
        assert_eq!(said["siteId"], sample.word("site_id"));
        let seconds = |name: &str| said[name].as_str().unwrap().parse::<i64>().unwrap();
        assert_eq!(seconds("exp") - seconds("iat"), 14_400);

        // Issued in 1970, it has long ended.
        let (store, _) = scope(&almanac, &sample).await;
        let (id, instance): (AppId, InstanceId) =
            (app.client.parse().unwrap(), app.instance.parse().unwrap());
        let ended = store.issue_token(id, &app.secret, Some(instance), &Still).await.unwrap();
        store.close().await;
        let nothing = (200, json!({ "active": false }));
        assert_eq!(info(&ended).await, nothing);
        assert_eq!(info("alt_0").await, nothing);
        assert_eq!(info(&app.secret).await, nothing);
        assert_eq!((info("").await.0, code(&info("").await.1)), (400, "token".to_owned()));
        let refused = program(&sample, &ended, "").asks_at("GET", PLAN, &Value::Null).await;
        assert_eq!((refused.0, code(&refused.1)), (401, "UNAUTHENTICATED".to_owned()));

        let path = format!("/sites/{}/apps/{}/revoke", sample.word("site_id"), app.client);
        for _ in 0..2 {
            assert_eq!(rosa.submits(&path, &[]).await.status, 303);
        }
        assert_eq!(info(&token).await, nothing);
        let refused = program(&sample, &token, "").asks_at("GET", PLAN, &Value::Null).await;
        assert_eq!((refused.0, code(&refused.1)), (401, "UNAUTHENTICATED".to_owned()));
        let again = sends(&anyone, "/oauth2/token", app.asks().to_string()).await;
        assert_eq!(again.status, 401, "{}", again.text());
    });
}

#[test]
fn a_token_opens_every_method_of_its_site_and_of_no_other() {
    on_both(async |almanac| {
        let (sample, _, app) = installed(&almanac).await;
        let token = app.token(&sample.server.browser()).await;
        let site = sample.word("site_id");
        let other = "01a1fef3-5d4b-790a-8dba-000000000000";
        for method in api::methods() {
            // What opens to a key opens to a token: this is about the header.
            let (verb, path) = (method.verb.as_str(), method.path.as_str());
            let stranger = program(&sample, &token, other).asks_at(verb, path, &json!({})).await;
            let denied = (403, "PERMISSION_DENIED".to_owned());
            assert_eq!((stranger.0, code(&stranger.1)), denied, "{}", method.name);
        }
        for named in ["", site.as_str()] {
            let plan = program(&sample, &token, named).asks_at("GET", PLAN, &Value::Null).await;
            assert_eq!(plan.0, 200, "{named:?}: {}", plan.1);
        }
    });
}

#[test]
fn an_app_is_made_and_revoked_on_the_page_of_its_site_alone() {
    on_both(async |almanac| {
        let (sample, rosa, app) = installed(&almanac).await;
        let path = format!("/sites/{}", sample.word("site_id"));
        let unnamed = rosa.submits(&format!("{path}/apps"), &[("app", " ")]).await;
        assert_eq!(unnamed.status, 422, "{}", unnamed.text());
        let mallory = sample.server.browser();
        mallory.signs_up().await;
        let revoke = format!("{path}/apps/{}/revoke", app.client);
        assert_eq!(mallory.submits(&revoke, &[]).await.status, 404);
        let none = format!("{path}/apps/{}/revoke", app.instance);
        assert_eq!(rosa.submits(&none, &[]).await.status, 404);
        for number in 1..20 {
            App::made_by(&rosa, &sample.word("site_id"), &format!("App {number}")).await;
        }
        let many = rosa.submits(&format!("{path}/apps"), &[("app", "One more")]).await;
        assert_eq!(many.status, 409, "{}", many.text());
        assert!(many.text().contains("20 apps"), "{}", many.text());
    });
}

#[test]
fn a_published_site_has_one_address_and_an_unpublished_one_has_none() {
    on_both(async |almanac| {
        let sample = Sample::of(&almanac);
        let program = Program::of(&sample);
        let get = async |query: &str| {
            program.asks_at("GET", &format!("{URLS}{query}"), &Value::Null).await
        };
        let (store, scope) = scope(&almanac, &sample).await;
        let address = store.site(scope).await.unwrap().address;
        let one =
            (200, json!({ "urls": [{ "urlType": "PREMIUM", "primary": true, "url": address }] }));
        let both = "?filters.primary=true&filters.multilingual=false&filters.urlType=ALL";
        for query in ["", "?filters.urlType=PREMIUM", both] {
            assert_eq!(get(query).await, one, "{query}");
        }
        let none = (200, json!({ "urls": [] }));
        assert_eq!(get("?filters.urlType=FREE").await, none);
        for (query, field) in [
            ("?filters.urlType=GOLD", "filters.urlType"),
            ("?filters.primary=yes", "filters.primary"),
            ("?filters.multilingual=1", "filters.multilingual"),
            ("?filters.urlType=ALL&filters.urlType=ALL", "filters.urlType"),
        ] {
            let (status, said) = get(query).await;
            assert_eq!((status, code(&said)), (400, field.to_owned()), "{said}");
        }
        // The last reading found no page.
        let facts = store.profile(scope).await.unwrap().profile.read;
        store.keep_reading(scope, &facts, 0, Still.now()).await.unwrap();
        assert_eq!(get("").await, none);
        store.close().await;
    });
}

#[test]
fn properties_are_what_is_known_of_the_site_and_what_the_mask_names() {
    on_both(async |almanac| {
        let sample = Sample::of(&almanac);
        let program = Program::of(&sample);
        let get = async |query: &str| {
            let (status, said) =
                program.asks_at("GET", &format!("{PROPERTIES}{query}"), &Value::Null).await;
            assert_eq!(status, 200, "{said}");
            said
        };
        let all = get("").await;
        let known = &all["properties"];
        assert_eq!(known["language"], "en");
        assert_eq!(known["locale"], json!({ "languageCode": "en", "country": "PT" }));
        assert_eq!(known["timeZone"], "Europe/Lisbon");
        assert_eq!(known["address"]["country"], "PT");
        assert_eq!(known["businessName"], known["siteDisplayName"]);
        assert!(known["description"].is_string(), "{known}");
        assert_eq!(known["email"], Value::Null, "what is not known is absent");

        let some = json!({ "language": "en", "timeZone": "Europe/Lisbon" });
        for query in [
            "?fields=language,timeZone",
            "?fields=language&fields=timeZone",
            "?fields.paths=language&fields.paths=timeZone,email",
        ] {
            assert_eq!(get(query).await["properties"], some, "{query}");
        }
        let country = get("?fields=locale.country").await;
        assert_eq!(country["properties"], json!({ "locale": { "country": "PT" } }));

        let version = |said: &Value| said["version"].as_str().unwrap().parse::<u64>().unwrap();
        let rosa = sample.rosa().await;
        let path = format!("/sites/{}/facts/name", sample.word("site_id"));
        assert_eq!(rosa.submits(&path, &[("values", "Casa Rosa")]).await.status, 303);
        let corrected = get("").await;
        assert_eq!(corrected["properties"]["businessName"], "Casa Rosa");
        assert!(version(&corrected) > version(&all), "{} {}", corrected["version"], all["version"]);
    });
}

/// A client of our own for our own server.
fn client(sample: &Sample, access: Access) -> Client {
    let service: Url = sample.server.address.parse().unwrap();
    let allowed_private_hosts = vec![service.authority().to_owned()];
    let policy = Policy { allowed_private_hosts, ..Policy::default() };
    Client::new(Outbound::new(policy).unwrap(), Arc::new(Still), service, access)
}

fn access(app: &App) -> Access {
    Access::App {
        client_id: app.client.clone(),
        client_secret: Credentials::new(app.secret.clone()),
        instance_id: app.instance.clone(),
    }
}

#[test]
fn our_own_client_comes_in_as_an_app() {
    on_both(async |almanac| {
        let (sample, rosa, app) = installed(&almanac).await;
        let client = client(&sample, access(&app));
        assert!(!client.plan(Timeframe::default()).await.unwrap().marketing_activities.is_empty());
        let urls = client.published_site_urls(None).await.unwrap();
        assert!(urls.len() == 1 && urls[0].primary, "{urls:?}");
        assert!(client.published_site_urls(Some(UrlType::Free)).await.unwrap().is_empty());
        let known = client.site_properties(&["timeZone", "locale"]).await.unwrap().properties;
        assert_eq!(known.time_zone.as_deref(), Some("Europe/Lisbon"));
        assert_eq!(known.locale.unwrap().country.as_deref(), Some("PT"));
        assert_eq!(known.business_name, None, "it was not asked for");
        let token = app.token(&sample.server.browser()).await;
        let info = client.token_info(token).await.unwrap();
        assert!(info.active && info.client_id.as_deref() == Some(app.client.as_str()));

        let path = format!("/sites/{}/apps/{}/revoke", sample.word("site_id"), app.client);
        assert_eq!(rosa.submits(&path, &[]).await.status, 303);
        let refused = client.plan(Timeframe::default()).await;
        assert_eq!(refused, Err(WixError::Unauthorized));
    });
}
