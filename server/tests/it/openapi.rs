//! The document that describes the API is whole, true, and can be read.

use std::{
    collections::BTreeSet,
    sync::{LazyLock, OnceLock},
};

use api::openapi::{POST_FOR_ME, WIX, document};
use jsonschema::Validator;
use serde_json::{Map, Value, json};

use crate::{
    almanac::{Almanac, Sample, on_both},
    program::Program,
};

/// The document, as every installation serves it but for its address.
static DOCUMENT: LazyLock<Value> =
    LazyLock::new(|| document(WIX, &"https://almanac.example.com".parse().unwrap()));

/// That of the other face.
static POST_FOR_ME_DOCUMENT: LazyLock<Value> =
    LazyLock::new(|| document(POST_FOR_ME, &"https://almanac.example.com".parse().unwrap()));

fn documents() -> [&'static Value; 2] {
    [&DOCUMENT, &POST_FOR_ME_DOCUMENT]
}

/// What the document says of the answers of a method with a status.
struct Answered {
    verb: String,
    path: String,
    status: String,
    document: &'static Value,
    schema: Option<Value>,
    validator: OnceLock<Validator>,
}

static ANSWERED: LazyLock<Vec<Answered>> = LazyLock::new(|| {
    let mut all = Vec::new();
    for document in documents() {
        for (verb, path, operation) in operations(document) {
            for (status, told) in operation["responses"].as_object().unwrap() {
                let at = told["$ref"].as_str().and_then(|at| at.strip_prefix('#'));
                let told = at.map_or(told, |at| document.pointer(at).unwrap());
                let schema = told.pointer("/content/application~1json/schema").cloned();
                let (verb, path, status) = (verb.clone(), path.to_owned(), status.clone());
                let validator = OnceLock::new();
                all.push(Answered { verb, path, status, document, schema, validator });
            }
        }
    }
    all
});

fn operations(
    document: &'static Value,
) -> impl Iterator<Item = (String, &'static str, &'static Value)> {
    document["paths"].as_object().unwrap().iter().flat_map(|(path, operations)| {
        let operations = operations.as_object().unwrap().iter();
        operations.map(|(verb, operation)| (verb.to_uppercase(), path.as_str(), operation))
    })
}

/// A schema of the document, ready to judge.
fn judge(document: &Value, schema: &Value) -> Validator {
    let whole = json!({ "allOf": [schema], "components": document["components"] });
    jsonschema::draft202012::options()
        .should_validate_formats(true)
        // Years before the first, which some tests ask for, are told as ISO 8601 has them.
        .with_format("date-time", |text: &str| text.parse::<jiff::Timestamp>().is_ok())
        .build(&whole)
        .unwrap()
}

/// Checks an answer that a server gave against what the document says of it.
pub fn holds(verb: &str, path: &str, status: u16, said: &Value) {
    let path = path.split('?').next().unwrap_or_default();
    let fits = |pattern: &str| {
        let (mut parts, mut wanted) = (path.split('/'), pattern.split('/'));
        loop {
            match (parts.next(), wanted.next()) {
                (None, None) => return true,
                (Some(part), Some(wanted)) if part == wanted || wanted.starts_with('{') => {}
                _ => return false,
            }
        }
    };
    let known: Vec<&Answered> =
        ANSWERED.iter().filter(|one| one.verb == verb && fits(&one.path)).collect();
    if known.is_empty() || status >= 500 {
        return;
    }
    let told = known.iter().find(|one| one.status == status.to_string());
    let told = told.unwrap_or_else(|| panic!("{verb} {path} is not said to answer {status}"));
    let Some(schema) = &told.schema else { return };
    let validator = told.validator.get_or_init(|| judge(told.document, schema));
    let wrong: Vec<String> = validator
        .iter_errors(said)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(wrong.is_empty(), "{verb} {path} {status}: {wrong:?} in {said}");
}

#[test]
fn every_method_that_is_served_is_described_once_and_nothing_else_is() {
    let mut served: Vec<(String, String)> = api::methods()
        .into_iter()
        .map(|method| (method.verb.to_string(), method.path))
        .chain(["/oauth2/token", "/oauth2/token-info"].map(|at| ("POST".into(), at.into())))
        .collect();
    served.sort();
    let mut described: Vec<(String, String)> =
        operations(&DOCUMENT).map(|(verb, path, _)| (verb, path.to_owned())).collect();
    described.sort();
    assert_eq!(described, served);

    let names: Vec<&str> =
        operations(&DOCUMENT).filter_map(|(_, _, one)| one["operationId"].as_str()).collect();
    let served: BTreeSet<&str> = api::methods().iter().map(|method| method.name).collect();
    let once: BTreeSet<&str> = names.iter().copied().collect();
    assert_eq!(names.len(), once.len(), "an id stands once");
    assert!(once.is_superset(&served), "{served:?}");
    let aliases: Vec<(&str, &Value)> = operations(&DOCUMENT)
        .filter(|(_, _, one)| one["operationId"].is_null())
        .map(|(_, path, one)| (path.strip_prefix(api::BASE).unwrap(), &one["x-alias-of"]))
        .collect();
    let create = json!("CreateMarketingActivity");
    assert_eq!(aliases, [("/items", &create), ("/marketing-activity", &create)]);
}

#[test]
fn every_method_says_what_it_does_and_what_it_is_part_of() {
    for method in api::methods() {
        let operation = &DOCUMENT["paths"][&method.path][method.verb.as_str().to_lowercase()];
        assert_eq!(operation["tags"], json!([method.service.name]), "{}", method.name);
        let summary = operation["summary"].as_str().unwrap();
        assert!(summary.ends_with('.') && summary.len() > 10, "{}: {summary:?}", method.name);
        assert!(!summary.contains('`') || summary.contains(' '), "{}: {summary:?}", method.name);
        let named = |name: &str| {
            let parameters = operation["parameters"].as_array().unwrap();
            parameters.iter().any(|one| one["name"] == name || one["$ref"].as_str() == Some(name))
        };
        let writes = method.effect == api::Effect::Writes;
        assert_eq!(named("#/components/parameters/idempotencyKey"), writes, "{}", method.name);
        assert!(named("#/components/parameters/site"), "{}", method.name);
        assert_eq!(named("id"), method.path.contains("{id}") || needs_id(operation));
    }
    let plan =
        operations(&DOCUMENT).find(|(_, _, one)| one["operationId"] == "GetSocialMarketingPlan");
    let parameters = plan.unwrap().2["parameters"].to_string();
    assert!(parameters.contains("\"timeframe.startDate\""), "{parameters}");
}

fn needs_id(operation: &Value) -> bool {
    let parameters = operation["parameters"].as_array().unwrap();
    parameters.iter().any(|one| one["in"] == "query" && one["name"] == "id")
}

#[tokio::test]
async fn the_document_is_public_and_not_sent_twice() {
    let almanac = Almanac::new();
    let server = almanac.serve(&[("ALMANAC_PUBLIC_URL", "https://almanac.example.com")]);
    let nobody = server.browser();
    let first = nobody.opens("/openapi.json").await;
    assert_eq!((first.status, first.header("content-type")), (200, "application/json"));
    assert_eq!(first.header("cache-control"), "public, max-age=3600");
    assert_eq!(serde_json::from_slice::<Value>(&first.body).unwrap(), *DOCUMENT);
    let request = nobody.asks("GET", "/openapi.json").header("if-none-match", first.header("etag"));
    let again = nobody.sends(request).await;
    assert_eq!((again.status, again.body.len()), (304, 0));
    let request = nobody.asks("GET", "/openapi.json").header("accept-encoding", "br");
    let small = nobody.sends(request).await;
    assert_eq!(small.header("content-encoding"), "br");
    assert!(small.body.len() * 4 < first.body.len(), "{}", small.body.len());
}

#[tokio::test]
async fn the_page_shows_every_method_with_an_example() {
    let almanac = Almanac::new();
    let server = almanac.serve(&[("ALMANAC_PUBLIC_URL", "https://almanac.example.com")]);
    let page = server.browser().opens("/api-reference").await;
    assert_eq!(page.status, 200);
    let page = scraper::Html::parse_document(page.text());
    let texts = |css: &str| -> Vec<String> {
        let selector = scraper::Selector::parse(css).unwrap();
        page.select(&selector).map(|found| found.text().collect::<String>()).collect()
    };
    for method in api::methods() {
        let shown = texts(&format!("article#{}", method.name));
        let [shown] = shown.as_slice() else { panic!("{}: {shown:?}", method.name) };
        assert!(shown.contains(&format!("{} {}", method.verb, method.path)), "{}", method.name);
        assert!(shown.contains("'https://almanac.example.com/"), "{}", method.name);
    }
    let links = scraper::Selector::parse("main a[href^='#']").unwrap();
    for link in page.select(&links) {
        let id = link.attr("href").unwrap().trim_start_matches('#');
        let target = scraper::Selector::parse(&format!("[id='{id}']")).unwrap();
        assert_eq!(page.select(&target).count(), 1, "#{id}");
    }
    assert!(texts("script").is_empty(), "nothing to run");
}

#[test]
fn an_example_is_understood_and_what_is_required_is_missed() {
    on_both(async |almanac| {
        let sample = Sample::of(&almanac);
        let program = Program::of(&sample);
        for (verb, path, operation) in operations(&DOCUMENT) {
            let schema = operation.pointer("/requestBody/content/application~1json/schema");
            let Some(schema) = schema.filter(|_| path.starts_with("/promote/")) else { continue };
            let at = schema["$ref"].as_str().map(|at| at.trim_start_matches('#'));
            let object = at.map_or(schema, |at| DOCUMENT.pointer(at).unwrap());
            let example = example(object);
            judge(&DOCUMENT, schema).validate(&example).unwrap();
            let path = path.replace("{id}", "01a1fef3-5d4b-790a-8dba-0123456789ab");
            let (status, said) = program.asks_at(&verb, &path, &example).await;
            assert!(matches!(status, 200 | 404 | 428), "{verb} {path}: {status} {said}");
            for name in object["required"].as_array().into_iter().flatten() {
                let mut without = example.clone();
                without.as_object_mut().unwrap().remove(name.as_str().unwrap());
                judge(&DOCUMENT, schema).validate(&without).unwrap_err();
                let (status, said) = program.asks_at(&verb, &path, &without).await;
                assert!(
                    matches!(status, 400 | 404 | 428),
                    "{path} without {name}: {status} {said}"
                );
            }
        }
    });
}

/// The example of a shape, or those of its fields.
fn example(object: &Value) -> Value {
    let of_fields = || {
        let fields = object["properties"].as_object().into_iter().flatten();
        let given = fields.filter_map(|(name, field)| {
            Some((name.clone(), field["examples"].as_array()?.first()?.clone()))
        });
        Value::Object(given.collect::<Map<_, _>>())
    };
    object["examples"].get(0).cloned().unwrap_or_else(of_fields)
}

#[test]
fn every_method_of_post_for_me_is_described_once_and_says_what_it_does() {
    let mut served: Vec<(String, String)> = api::social::methods()
        .into_iter()
        .map(|method| (method.verb.to_string(), method.path))
        .collect();
    served.sort();
    let mut described: Vec<(String, String)> =
        operations(&POST_FOR_ME_DOCUMENT).map(|(verb, path, _)| (verb, path.to_owned())).collect();
    described.sort();
    assert_eq!(described, served);
    for (verb, path, operation) in operations(&POST_FOR_ME_DOCUMENT) {
        let summary = operation["summary"].as_str().unwrap();
        assert!(summary.ends_with('.') && summary.len() > 10, "{verb} {path}: {summary:?}");
        let open = operation["security"].as_array().unwrap().is_empty();
        assert_eq!(open, ["/healthcheck", "/v1/social-post-previews"].contains(&path), "{path}");
    }
}

#[tokio::test]
async fn the_page_of_post_for_me_shows_every_method_with_an_example() {
    let almanac = Almanac::new();
    let server = almanac.serve(&[("ALMANAC_PUBLIC_URL", "https://almanac.example.com")]);
    let nobody = server.browser();
    let document = nobody.opens("/openapi-post-for-me.json").await;
    assert_eq!(serde_json::from_slice::<Value>(&document.body).unwrap(), *POST_FOR_ME_DOCUMENT);
    let page = nobody.opens("/api-reference/post-for-me").await;
    assert_eq!(page.status, 200);
    let page = scraper::Html::parse_document(page.text());
    for method in api::social::methods() {
        let selector = scraper::Selector::parse(&format!("article#{}", method.name)).unwrap();
        let shown: Vec<String> =
            page.select(&selector).map(|found| found.text().collect()).collect();
        let [shown] = shown.as_slice() else { panic!("{}: {shown:?}", method.name) };
        assert!(shown.contains(&format!("{} {}", method.verb, method.path)), "{}", method.name);
        assert!(!shown.contains("wix-site-id"), "{}", method.name);
    }
    let links = scraper::Selector::parse("main a[href^='#']").unwrap();
    for link in page.select(&links) {
        let id = link.attr("href").unwrap().trim_start_matches('#');
        let target = scraper::Selector::parse(&format!("[id='{id}']")).unwrap();
        assert_eq!(page.select(&target).count(), 1, "#{id}");
    }
}
