//! The methods, by service.

use std::collections::BTreeMap;

use maud::{Markup, html};
use serde_json::{Map, Value};

use super::{fields, followed, list, schema, text, words};

/// Stands for an id in an example.
const SOME_ID: &str = "ID";

/// A method and where it is.
struct Method<'a> {
    name: &'a str,
    verb: String,
    path: &'a str,
    operation: &'a Value,
    /// Its other addresses.
    others: Vec<String>,
}

/// The methods of a service, in the order of their names.
fn methods<'a>(document: &'a Value, service: &Value) -> Vec<Method<'a>> {
    let (mut found, mut others) = (Vec::new(), BTreeMap::<&str, Vec<String>>::new());
    for (path, operations) in fields(&document["paths"]) {
        for (verb, operation) in fields(operations) {
            let verb = verb.to_ascii_uppercase();
            match operation["operationId"].as_str() {
                _ if operation["tags"][0] != *service => {}
                Some(name) => {
                    found.push(Method { name, verb, path, operation, others: Vec::new() });
                }
                None => others
                    .entry(text(&operation["x-alias-of"]))
                    .or_default()
                    .push(format!("{verb} {path}")),
            }
        }
    }
    for method in &mut found {
        method.others = others.remove(method.name).unwrap_or_default();
    }
    found.sort_by_key(|method| method.name);
    found
}

/// All methods, as links.
pub fn contents(document: &Value) -> Markup {
    html! {
        nav.reference-contents aria-label="Methods" {
            @for service in list(&document["tags"]) {
                div {
                    h2 { a href={ "#" (anchor(service)) } { (text(&service["name"])) } }
                    ul {
                        @for method in methods(document, &service["name"]) {
                            li { a href={ "#" (method.name) } { (method.name) } }
                        }
                    }
                }
            }
        }
    }
}

fn anchor(service: &Value) -> String {
    text(&service["name"]).to_lowercase().replace(' ', "-")
}

/// The headers that a request may have.
pub fn headers(document: &Value) -> Markup {
    let plain = Value::Object(Map::from_iter([("type".to_owned(), "string".into())]));
    html! {
        table.reference-table {
            thead { tr { th scope="col" { "Header" } th scope="col" { "What it is" } } }
            tbody {
                @for (_, way) in fields(&document["components"]["securitySchemes"]) {
                    (schema::row("Authorization", &plain, false, text(&way["description"])))
                }
                @for (_, header) in fields(&document["components"]["parameters"]) {
                    (schema::row(text(&header["name"]), &header["schema"], false, text(&header["description"])))
                }
            }
        }
    }
}

/// What a refusal means, by status.
pub fn errors(document: &Value) -> Markup {
    let mut all = BTreeMap::new();
    for (_, operations) in fields(&document["paths"]) {
        for (_, operation) in fields(operations) {
            let usual =
                fields(&operation["responses"]).filter(|(_, told)| told["$ref"].is_string());
            all.extend(usual.map(|(status, told)| (status, followed(document, told))));
        }
    }
    html! {
        table.reference-table {
            thead { tr { th scope="col" { "Status" } th scope="col" { "What it means" } } }
            tbody {
                @for (status, told) in all {
                    tr {
                        th scope="row" {
                            code { (status) }
                            span.reference-type { @match body(told) {
                                Some(schema) => (schema::kind(schema)),
                                None => "no body",
                            } }
                        }
                        td { (words(text(&told["description"]))) }
                    }
                }
            }
        }
    }
}

/// Every service with its methods.
pub fn services(document: &Value) -> Markup {
    html! {
        @for service in list(&document["tags"]) {
            section #(anchor(service)) {
                h2 { (text(&service["name"])) }
                p { (words(text(&service["description"]))) }
                @for found in methods(document, &service["name"]) { (method(document, &found)) }
            }
        }
    }
}

fn method(document: &Value, method: &Method) -> Markup {
    let operation = method.operation;
    let parameters: Vec<&Value> =
        list(&operation["parameters"]).map(|parameter| followed(document, parameter)).collect();
    let (headers, others): (Vec<&Value>, Vec<&Value>) =
        parameters.into_iter().partition(|parameter| parameter["in"] == "header");
    let asked = &operation["requestBody"]["content"]["application/json"]["schema"];
    html! {
        article.reference-method #(method.name) {
            h3 { a href={ "#" (method.name) } { (method.name) } }
            p.reference-address { strong { (method.verb) } " " code { (method.path) } }
            @for other in &method.others {
                p.reference-address { "Also at " code { (other) } }
            }
            p { (words(text(&operation["summary"]))) " " (words(text(&operation["description"]))) }
            @if !headers.is_empty() {
                p.reference-headers {
                    a href="#calling" { "Headers" } ": " code { "Authorization" }
                    @for header in headers { ", " code { (text(&header["name"])) } }
                }
            }
            @if !others.is_empty() {
                h4 { "Parameters" }
                table.reference-table {
                    thead { tr { th scope="col" { "Parameter" } th scope="col" { "What it is" } } }
                    tbody {
                        @for one in others {
                            (schema::row(text(&one["name"]), &one["schema"], one["required"] == true, text(&one["description"])))
                        }
                    }
                }
            }
            @if !asked.is_null() { h4 { "Body" } (fields_of(document, asked, true)) }
            @if let Some(told) = body(done(operation)) {
                h4 { "Answer" }
                (fields_of(document, told, false))
            }
            p {
                a href="#errors" { "Errors" } ": "
                @for (at, (status, _)) in fields(&operation["responses"]).filter(|(status, _)| !status.starts_with('2')).enumerate() {
                    @if at > 0 { ", " } code { (status) }
                }
            }
            h4 { "Example" }
            pre.reference-example { code { (example(document, method)) } }
        }
    }
}

/// What a method answers when it is done.
fn done(operation: &Value) -> &Value {
    let made = &operation["responses"]["201"];
    if made.is_null() { &operation["responses"]["200"] } else { made }
}

/// The schema of a response's body.
fn body(response: &Value) -> Option<&Value> {
    let schema = &response["content"]["application/json"]["schema"];
    Some(schema).filter(|schema| !schema.is_null())
}

/// The fields of a body. Of one that is asked it is said which must be sent.
fn fields_of(document: &Value, schema: &Value, asked: bool) -> Markup {
    if schema["items"].is_object() {
        return html! { p { "A list of these:" } (fields_of(document, &schema["items"], asked)) };
    }
    let object = followed(document, schema);
    html! {
        @if object["properties"].is_object() {
            @if schema["$ref"].is_string() { p { (schema::kind(schema)) ":" } }
            (schema::table(object, asked))
        } @else {
            p { "An object without fields." }
        }
    }
}

/// A request, as it is typed on the command line.
fn example(document: &Value, method: &Method) -> String {
    let operation = method.operation;
    let mut path = method.path.to_owned();
    let mut query = Vec::new();
    for parameter in list(&operation["parameters"]).map(|one| followed(document, one)) {
        let name = text(&parameter["name"]);
        if parameter["in"] == "path" {
            path = path.replace(&format!("{{{name}}}"), SOME_ID);
        } else if parameter["in"] == "query" && parameter["required"] == true {
            query.push(format!("{name}={SOME_ID}"));
        }
    }
    if !query.is_empty() {
        path = format!("{path}?{}", query.join("&"));
    }
    let verb = if method.verb == "GET" { String::new() } else { format!("-X {} ", method.verb) };
    let mut lines = vec![format!("curl {verb}'{}{path}'", text(&document["servers"][0]["url"]))];
    if list(&operation["security"]).next().is_some() {
        let key = &document["components"]["securitySchemes"]["key"];
        let scheme = if key["scheme"] == "bearer" { "Bearer " } else { "" };
        lines.push(format!("-H 'Authorization: {scheme}YOUR_KEY'"));
    }
    let sent = list(&operation["parameters"]).map(|one| followed(document, one));
    if sent.into_iter().any(|one| one["name"] == "wix-site-id") {
        lines.push("-H 'wix-site-id: YOUR_SITE_ID'".to_owned());
    }
    let asked = &operation["requestBody"]["content"]["application/json"]["schema"];
    if !asked.is_null() {
        lines.push("-H 'content-type: application/json'".to_owned());
        let body = format!("{:#}", sample(followed(document, asked)));
        lines.push(format!("-d '{}'", body.replace('\'', "'\\''")));
    }
    lines.join(" \\\n  ")
}

/// An example of an object: its own, or those of its fields.
fn sample(schema: &Value) -> Value {
    if let Some(own) = list(&schema["examples"]).next() {
        return own.clone();
    }
    let given = fields(&schema["properties"])
        .filter_map(|(name, field)| Some((name.clone(), field["examples"].get(0)?.clone())));
    Value::Object(given.collect())
}
