//! The reference of the API, for people who write programs.
//!
//! It is written from the document that their programs read, so the two cannot differ.

mod methods;
mod schema;

use std::sync::LazyLock;

use axum::{extract::State, http::StatusCode, response::Response};
use leptos::prelude::*;
use maud::{Markup, html};
use serde_json::Value;

use super::{
    app::App,
    document::{Head, answer},
};

/// Where the page of the Marketing Plan API is.
pub const PATH: &str = "/api-reference";
/// Where the page of the API of Post for Me is.
pub const POST_FOR_ME: &str = "/api-reference/post-for-me";

/// The words of the pages, each written once: when somebody first reads it.
pub struct References {
    marketing_plan: Later,
    post_for_me: Later,
}

type Later = LazyLock<String, Box<dyn FnOnce() -> String + Send>>;

impl References {
    /// Of documents in OpenAPI 3.1, each with how it is made and its own address: that of the
    /// Marketing Plan API and that of Post for Me.
    pub fn of(
        marketing_plan: (impl FnOnce() -> Value + Send + 'static, &'static str),
        post_for_me: (impl FnOnce() -> Value + Send + 'static, &'static str),
    ) -> Self {
        let (here, there) = (("Marketing Plan API", PATH), ("Post for Me API", POST_FOR_ME));
        References {
            marketing_plan: later(marketing_plan, here, there),
            post_for_me: later(post_for_me, there, here),
        }
    }
}

fn later(
    (document, address): (impl FnOnce() -> Value + Send + 'static, &'static str),
    this: (&'static str, &'static str),
    other: (&'static str, &'static str),
) -> Later {
    LazyLock::new(Box::new(move || content((&document(), address), this, other).into_string()))
}

/// `GET /api-reference`
pub async fn page(State(app): State<App>) -> Response {
    shown(&app, "API reference", &app.references.marketing_plan)
}

/// `GET /api-reference/post-for-me`
pub async fn post_for_me(State(app): State<App>) -> Response {
    shown(&app, "API reference: Post for Me", &app.references.post_for_me)
}

fn shown(app: &App, title: &'static str, words: &str) -> Response {
    answer(app, StatusCode::OK, Head::plain(title), || {
        view! { <main class="reference" id="main" inner_html=words.to_owned()></main> }
    })
}

/// The page of a document, with the way to the other.
fn content(
    (document, address): (&Value, &str),
    (name, _): (&str, &str),
    (other, there): (&str, &str),
) -> Markup {
    html! {
        a.brand href="/" { "Almanac" }
        h1 { "API reference: " (name) }
        p.lede { (text(&document["info"]["summary"])) }
        p { a.button href=(address) { "As an OpenAPI document" } " " a.button href=(there) { (other) } }
        (methods::contents(document))
        section #calling {
            h2 { "Calling a method" }
            (paragraphs(text(&document["info"]["description"])))
            h3 { "Headers" }
            (methods::headers(document))
            h3 #errors { "Errors" }
            (methods::errors(document))
        }
        (methods::services(document))
        section #shapes {
            h2 { "Shapes" }
            p { "What the methods are asked and what they answer is made of these." }
            @for (name, schema) in fields(&document["components"]["schemas"]) {
                article #{ "shape-" (name) } {
                    h3 { (name) }
                    (schema::shape(schema))
                }
            }
        }
    }
}

/// A text of the document; one that is not there is empty.
fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// The fields of an object; none of anything else.
fn fields(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

/// The values of a list; none of anything else.
fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// What a value refers to inside the document, or itself.
fn followed<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    let at = value["$ref"].as_str().and_then(|at| at.strip_prefix('#'));
    at.and_then(|at| document.pointer(at)).unwrap_or(value)
}

/// A text of several paragraphs.
fn paragraphs(said: &str) -> Markup {
    html! { @for paragraph in said.split("\n\n") { p { (words(paragraph)) } } }
}

/// A text in which `code` and *stress* are marked.
fn words(said: &str) -> Markup {
    html! {
        @for (at, part) in said.split('`').enumerate() {
            @if at % 2 == 1 {
                code { (part) }
            } @else {
                @for (at, part) in part.split('*').enumerate() {
                    @if at % 2 == 1 { em { (part) } } @else { (part) }
                }
            }
        }
    }
}
