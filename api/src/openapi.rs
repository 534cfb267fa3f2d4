//! The documents that describe every method, in OpenAPI 3.1: one for each face.
//!
//! Each is made of its table of methods and of what each row says of itself; nothing about a
//! single method is written here.

mod post_for_me;
mod schemas;
mod wix;

use std::collections::HashSet;

use schemars::{Schema, SchemaGenerator};
use serde_json::{Map, Value, json};
use url::Url;

use crate::{
    Effect, Method,
    method::{Shape, Told},
};
use schemas::Schemas;

pub use post_for_me::POST_FOR_ME;
pub use wix::WIX;

/// One of the APIs that are served, and what holds for all its methods.
pub struct Face {
    /// Where its document is served, below the installation's address.
    pub path: &'static str,
    /// Its table of methods.
    pub methods: fn() -> Vec<Method>,
    title: &'static str,
    summary: &'static str,
    about: &'static str,
    /// The refusals, by status: name, and what they mean.
    refusals: &'static [(u16, &'static str, &'static str)],
    /// What refusals look like, unless a method says otherwise.
    refusal: fn(&mut SchemaGenerator) -> Schema,
    /// What is said of being asked too much.
    too_many: &'static str,
    /// What an id in a path is.
    id: fn() -> Value,
    /// What a method that asks for a caller may be sent beside its own parameters, by name.
    of_callers: &'static [&'static str],
    /// Those parameters, and the one that names a write.
    parameters: fn() -> Value,
    /// How a caller says who it is, below an address; and which of these will do.
    security: fn(&str) -> Value,
    will_do: fn() -> Value,
}

/// The document of a face, for an installation at an address.
pub fn document(face: &Face, public_url: &Url) -> Value {
    let mut schemas = Schemas::new();
    let usual = (face.refusal)(&mut schemas.told);
    let base = public_url.as_str().trim_end_matches('/');

    let (mut tags, mut paths) = (Vec::<Value>::new(), Map::new());
    let mut known = HashSet::new();
    for method in (face.methods)() {
        let tag = json!({ "name": method.service.name, "description": method.service.about });
        if !tags.contains(&tag) {
            tags.push(tag);
        }
        let first = known.insert(method.name);
        let operation = operation(face, &method, first, &usual, &mut schemas);
        let verb = method.verb.as_str().to_ascii_lowercase();
        let path = paths.entry(method.path).or_insert_with(|| json!({}));
        path[verb] = operation;
    }
    let mut document = json!({
        "openapi": "3.1.1",
        "info": {
            "title": face.title,
            "version": env!("CARGO_PKG_VERSION"),
            "summary": face.summary,
            "description": face.about,
        },
        "servers": [{ "url": base, "description": "This installation." }],
        "tags": tags,
        "paths": paths,
        "components": {
            "schemas": {},
            "parameters": (face.parameters)(),
            "responses": refusals(face, &usual),
            "securitySchemes": (face.security)(base),
        },
    });
    document["components"]["schemas"] = schemas.reached_from(&mut document);
    in_plain_words(&mut document);
    document
}

fn operation(
    face: &Face,
    method: &Method,
    first: bool,
    usual: &Schema,
    schemas: &mut Schemas,
) -> Value {
    let told = Told::read(method.handled.told);
    let asked = (method.handled.shape)(&mut schemas.asked);
    let shape =
        Shape { query: asked.query, body: None, ..(method.handled.shape)(&mut schemas.told) };
    let mut operation = json!({
        "tags": [method.service.name],
        "summary": told.summary,
        "parameters": operation_parameters(face, method, &shape),
        "responses": responses(face, method, &shape, usual),
        "security": if shape.caller { (face.will_do)() } else { json!([]) },
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

fn operation_parameters(face: &Face, method: &Method, shape: &Shape) -> Vec<Value> {
    let reference = |name: &str| json!({ "$ref": format!("#/components/parameters/{name}") });
    let ids = method.path.split(['{', '}']).skip(1).step_by(2).map(|name| {
        let mut id = (face.id)();
        id["name"] = name.into();
        id["in"] = "path".into();
        id["required"] = true.into();
        id
    });
    let mut all: Vec<Value> = ids.collect();
    if let Some(query) = &shape.query {
        all.extend(query_parameters(query));
    }
    if shape.caller {
        all.extend(face.of_callers.iter().map(|name| reference(name)));
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

fn responses(face: &Face, method: &Method, shape: &Shape, usual: &Schema) -> Value {
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
    let status = if shape.created { "201" } else { "200" };
    let mut all = Map::from_iter([(status.to_owned(), done)]);
    for (status, name, meaning) in face.refusals {
        let told = match shape.refusals.get(status) {
            Some(told) if told == usual => usual_refusal(name),
            Some(told) => refusal(meaning_of(shape, meaning), told),
            None if writes && matches!(status, 409 | 422) => usual_refusal(name),
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

fn refusals(face: &Face, usual: &Schema) -> Value {
    let mut all: Map<String, Value> = face
        .refusals
        .iter()
        .map(|(_, name, meaning)| ((*name).to_owned(), refusal(meaning, usual)))
        .collect();
    all.insert("TooMany".to_owned(), json!({ "description": face.too_many }));
    let broken = "Something broke, could not be reached or took too long. Look whether a write \
                  was done before you send it again.";
    all.insert("Broken".to_owned(), refusal(broken, usual));
    Value::Object(all)
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
