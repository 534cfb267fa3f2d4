//! The document that describes every method, in OpenAPI 3.1.
//!
//! It is made of the table of methods and of what each row says of itself; nothing about a
//! single method is written here.

mod schemas;

use std::collections::HashSet;

use schemars::Schema;
use serde_json::{Map, Value, json};
use url::Url;
use wix::wire::ErrorBody;

use crate::{
    Effect, Method,
    method::{Shape, Told},
    methods, token,
};
use schemas::Schemas;

/// Where the document is served, below the installation's address.
pub const PATH: &str = "/openapi.json";

/// What holds for every method.
const ABOUT: &str = "A program calls these methods for one site. It shows a key of the site, \
raw in `Authorization`, and names the site in `wix-site-id`; or it shows the token of an app \
that is installed there, which names the site by itself. Keys and apps are made on the site's \
page *Keys and apps*.\n\nInstants are RFC 3339 texts, answered in UTC with milliseconds. Ids \
are GUIDs. A body is JSON of at most 1 MiB. Query parameters may also stand together as one \
JSON object, in base64url, under `.r`. Fields and words that are not described here may \
stand in an answer: pass over them.\n\nNothing that writes is repeated for you. Send an \
`idempotency-key` with a write, and it may be sent again when its answer was lost.";

/// The refusals, by status: name, and what they mean.
const REFUSALS: [(u16, &str, &str); 7] = [
    (
        400,
        "Wrong",
        "A field is wrong, and `validationError` names it; or the body cannot be read, and nothing is named.",
    ),
    (401, "Unauthenticated", "`Authorization` holds no key or token that is valid now."),
    (
        403,
        "Denied",
        "The key or token does not open the site that is named, or a key came without `wix-site-id`.",
    ),
    (404, "NotFound", "What an id names is not in this site."),
    (
        409,
        "Conflict",
        "The idempotency key stands for another write, or for one whose end is not known yet.",
    ),
    (413, "TooLarge", "The body is larger than 1 MiB."),
    (428, "Refused", "A rule forbids it now, and `applicationError` says which."),
];

/// The document, for an installation at an address.
pub fn document(public_url: &Url) -> Value {
    let mut schemas = Schemas::new();
    let usual = schemas.told.subschema_for::<ErrorBody>();
    let base = public_url.as_str().trim_end_matches('/');

    let (mut tags, mut paths) = (Vec::<Value>::new(), Map::new());
    let mut known = HashSet::new();
    for method in methods().into_iter().chain(token::methods()) {
        let tag = json!({ "name": method.service.name, "description": method.service.about });
        if !tags.contains(&tag) {
            tags.push(tag);
        }
        let first = known.insert(method.name);
        let operation = operation(&method, first, &usual, &mut schemas);
        let verb = method.verb.as_str().to_ascii_lowercase();
        let path = paths.entry(method.path).or_insert_with(|| json!({}));
        path[verb] = operation;
    }
    let mut document = json!({
        "openapi": "3.1.1",
        "info": {
            "title": "Almanac",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": "The Marketing Plan API and its neighbours, for the sites of this installation.",
            "description": ABOUT,
        },
        "servers": [{ "url": base, "description": "This installation." }],
        "tags": tags,
        "paths": paths,
        "components": {
            "schemas": {},
            "parameters": parameters(),
            "responses": refusals(&usual),
            "securitySchemes": {
                "key": {
                    "type": "apiKey", "in": "header", "name": "Authorization",
                    "description": "A key of a site, raw. Needs `wix-site-id` beside it.",
                },
                "token": {
                    "type": "oauth2",
                    "description": "A token of an app, raw or after `Bearer`. It lives for four hours.",
                    "flows": { "clientCredentials": {
                        "tokenUrl": format!("{base}/oauth2/token"), "scopes": {},
                    } },
                },
            },
        },
    });
    document["components"]["schemas"] = schemas.reached_from(&mut document);
    in_plain_words(&mut document);
    document
}

fn operation(method: &Method, first: bool, usual: &Schema, schemas: &mut Schemas) -> Value {
    let told = Told::read(method.handled.told);
    let asked = (method.handled.shape)(&mut schemas.asked);
    let shape =
        Shape { query: asked.query, body: None, ..(method.handled.shape)(&mut schemas.told) };
    let mut operation = json!({
        "tags": [method.service.name],
        "summary": told.summary,
        "parameters": operation_parameters(method, &shape),
        "responses": responses(method, &shape, usual),
        "security": if shape.caller { json!([{ "key": [] }, { "token": [] }]) } else { json!([]) },
    });
    if first {
        operation["operationId"] = method.name.into();
        if !told.more.is_empty() {
            operation["description"] = told.more.into();
        }
    } else {
        // An id stands once in a document.
        operation["x-alias-of"] = method.name.into();
        operation["description"] = format!("Another address of {}.", method.name).into();
    }
    if let Some(body) = asked.body {
        let mut content = json!({ "schema": body.schema });
        Schemas::as_asked(&mut content);
        let content: Map<String, Value> =
            body.types.iter().map(|kind| ((*kind).to_owned(), content.clone())).collect();
        operation["requestBody"] = json!({ "content": content });
    }
    operation
}

fn operation_parameters(method: &Method, shape: &Shape) -> Vec<Value> {
    let reference = |name: &str| json!({ "$ref": format!("#/components/parameters/{name}") });
    let ids = method.path.split(['{', '}']).skip(1).step_by(2).map(|name| {
        json!({
            "name": name, "in": "path", "required": true,
            "description": "A GUID.",
            "schema": { "type": "string", "format": "uuid" },
        })
    });
    let mut all: Vec<Value> = ids.collect();
    if let Some(query) = &shape.query {
        all.extend(query_parameters(query));
    }
    if shape.caller {
        all.extend(["site", "networks"].map(reference));
    }
    if method.effect == Effect::Writes {
        all.push(reference("idempotencyKey"));
    }
    all
}

/// Each property of an object, as a parameter. What is not sent is absent, never null.
fn query_parameters(query: &Schema) -> impl Iterator<Item = Value> {
    let required = query.get("required").and_then(Value::as_array);
    let properties = query.get("properties").and_then(Value::as_object);
    properties.into_iter().flatten().map(move |(name, schema)| {
        let mut schema = schema.clone();
        let description = schema.as_object_mut().and_then(|fields| fields.remove("description"));
        if let Some(kind) = schema["type"].as_array().and_then(|kinds| kinds.first()).cloned() {
            schema["type"] = kind;
        }
        let needed = required.is_some_and(|names| names.iter().any(|one| one == name));
        json!({
            "name": name, "in": "query", "required": needed,
            "description": description, "schema": schema,
        })
    })
}

fn responses(method: &Method, shape: &Shape, usual: &Schema) -> Value {
    let mut done = json!({ "description": "Done." });
    if let Some(answer) = &shape.answer {
        done["content"] = json!({ "application/json": { "schema": answer } });
    }
    let writes = method.effect == Effect::Writes;
    if writes {
        done["headers"] = json!({ "idempotency-replayed": {
            "description": "`true` when this answer was given before, to the same idempotency key.",
            "schema": { "type": "string", "const": "true" },
        } });
    }
    let mut all = Map::from_iter([("200".to_owned(), done)]);
    for (status, name, meaning) in REFUSALS {
        let told = match shape.refusals.get(&status) {
            Some(told) if told == usual => usual_refusal(name),
            Some(told) => refusal(meaning_of(shape, meaning), told),
            None if writes && status == 409 => usual_refusal(name),
            None => continue,
        };
        all.insert(status.to_string(), told);
    }
    for name in ["429", "5XX"] {
        let response = if name == "429" { "TooMany" } else { "Broken" };
        all.insert(name.to_owned(), usual_refusal(response));
    }
    Value::Object(all)
}

/// Refusals of the token endpoint say why in a field of their own.
fn meaning_of(shape: &Shape, meaning: &'static str) -> &'static str {
    if shape.caller { meaning } else { "No token is given, and `error` says why." }
}

fn usual_refusal(name: &str) -> Value {
    json!({ "$ref": format!("#/components/responses/{name}") })
}

fn refusal(meaning: &str, schema: &Schema) -> Value {
    json!({ "description": meaning, "content": { "application/json": { "schema": schema } } })
}

fn refusals(usual: &Schema) -> Value {
    let mut all: Map<String, Value> = REFUSALS
        .iter()
        .map(|(_, name, meaning)| ((*name).to_owned(), refusal(meaning, usual)))
        .collect();
    let many = "Too much was asked. Wait for as long as `Retry-After` says. This installation \
                does not count; a proxy before it may.";
    all.insert("TooMany".to_owned(), json!({ "description": many }));
    let broken = "Something broke, could not be reached or took too long. Look whether a write \
                  was done before you send it again.";
    all.insert("Broken".to_owned(), refusal(broken, usual));
    Value::Object(all)
}

fn parameters() -> Value {
    json!({
        "site": {
            "name": "wix-site-id", "in": "header",
            "description": "The site's id. A key needs it; a token names its site by itself.",
            "schema": { "type": "string", "format": "uuid" },
        },
        "networks": {
            "name": "almanac-networks", "in": "header",
            "description": "`all` shows posts for Threads, Bluesky and Mastodon, too.",
            "schema": { "type": "string", "examples": ["all"] },
        },
        "idempotencyKey": {
            "name": "idempotency-key", "in": "header",
            "description": "Names this write, for a day: 1 to 255 visible characters of your choice. A write that succeeded under it is not carried out again; its answer is.",
            "schema": { "type": "string", "minLength": 1, "maxLength": 255 },
        },
    })
}

/// Descriptions come from doc comments, whose links lead nowhere outside the source.
fn in_plain_words(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::String(text) if name == "description" => {
                        *text = text.replace("[`", "`").replace("`]", "`").replace("super::", "");
                        *text = joined(text);
                    }
                    value => in_plain_words(value),
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(in_plain_words),
        _ => {}
    }
}

/// A paragraph on a line.
fn joined(text: &str) -> String {
    let paragraphs = text.split("\n\n").map(|paragraph| paragraph.replace('\n', " "));
    paragraphs.collect::<Vec<_>>().join("\n\n")
}
