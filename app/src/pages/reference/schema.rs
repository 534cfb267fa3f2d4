//! Schemas as tables.

use maud::{Markup, html};
use serde_json::Value;

use super::{fields, list, paragraphs, text, words};

/// A shape: its fields, or its words.
pub fn shape(schema: &Value) -> Markup {
    html! {
        (paragraphs(text(&schema["description"])))
        @if schema["properties"].is_object() {
            (table(schema, false))
        } @else if schema["anyOf"].is_array() {
            dl.reference-words {
                @for word in list(&schema["anyOf"]).filter(|word| word["const"].is_string()) {
                    dt { code { (text(&word["const"])) } }
                    dd { (words(text(&word["description"]))) }
                }
            }
            p.hint { "Other words may be added." }
        } @else {
            p { (kind(schema)) }
        }
    }
}

/// The fields of an object. Of one that is asked it is said which must be sent.
pub fn table(schema: &Value, asked: bool) -> Markup {
    let needed = |name: &str| asked && list(&schema["required"]).any(|one| one == name);
    html! {
        table.reference-table {
            thead { tr { th scope="col" { "Field" } th scope="col" { "What it is" } } }
            tbody {
                @for (name, field) in fields(&schema["properties"]) {
                    (row(name, field, needed(name), text(&field["description"])))
                }
            }
        }
    }
}

/// A field or a parameter.
pub fn row(name: &str, schema: &Value, needed: bool, said: &str) -> Markup {
    html! {
        tr {
            th scope="row" {
                code { (name) }
                span.reference-type { (kind(schema)) @if needed { " · required" } }
            }
            td { (words(said)) }
        }
    }
}

/// What a value is, in a few words; the name of a shape leads to it.
pub fn kind(schema: &Value) -> Markup {
    if let Some(name) = schema["$ref"].as_str().and_then(|at| at.rsplit('/').next()) {
        return html! { a href={ "#shape-" (name) } { (name) } };
    }
    if let Some(one) = list(&schema["anyOf"]).next() {
        return kind(one);
    }
    let name = schema["type"].as_str().or_else(|| schema["type"][0].as_str());
    match (name, schema["format"].as_str()) {
        (Some("array"), _) => html! { "list of " (kind(&schema["items"])) },
        (Some("string"), Some("date-time")) => html! { "instant" },
        (Some("string"), Some("uuid")) => html! { "GUID" },
        (Some(name), _) => html! { (name) },
        (None, _) => html! { "any JSON" },
    }
}
