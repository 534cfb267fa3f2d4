//! The one mechanism for forms: do it and go on, or show the same page again with what
//! was typed and a sentence beside the field.

use std::collections::BTreeMap;

use axum::{
    Json,
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Request},
    http::{HeaderMap, StatusCode, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use leptos::prelude::*;
use serde_json::json;

use super::{
    app::App,
    document::{Head, answer},
    here::{AtSite, Here, at_site, here},
    notice::Notice,
    refusal::Refusal,
    widgets::typed_text,
};

/// What was typed into a form, whatever it was.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    fields: BTreeMap<String, Vec<String>>,
    posted_to: String,
    wants_json: bool,
}

impl Typed {
    /// A form of which nothing is kept, such as one that sends a file.
    pub fn nothing(posted_to: &str) -> Self {
        Typed { posted_to: posted_to.to_owned(), ..Typed::default() }
    }

    fn read(posted_to: &str, headers: &HeaderMap, body: &[u8]) -> Self {
        let mut fields: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, value) in url::form_urlencoded::parse(body) {
            fields.entry(name.into_owned()).or_default().push(value.into_owned());
        }
        let wants_json = headers
            .get(header::ACCEPT)
            .and_then(|accept| accept.to_str().ok())
            .is_some_and(|accept| accept.starts_with("application/json"));
        Typed { fields, posted_to: posted_to.to_owned(), wants_json }
    }

    /// A field as typed; empty when the form had none.
    pub fn text(&self, name: &str) -> &str {
        self.fields.get(name).and_then(|values| values.first()).map_or("", String::as_str)
    }

    /// Every value of a field, such as the boxes that were ticked.
    pub fn all(&self, name: &str) -> &[String] {
        self.fields.get(name).map_or(&[], Vec::as_slice)
    }

    /// Whether a box was ticked.
    pub fn ticked(&self, name: &str) -> bool {
        self.fields.contains_key(name)
    }

    /// Done: go on to another page, with a notice there. An island gets the sentence.
    pub async fn done(&self, here: &Here, to: &str, said: &str) -> Response {
        if self.wants_json {
            return Json(json!({ "said": said, "to": to })).into_response();
        }
        match Notice::good(said).leave(&here.session).await {
            Ok(()) => Redirect::to(to).into_response(),
            Err(refusal) => refusal.page(&here.app),
        }
    }

    /// Not done, for an island: the sentences. `None` when a page is wanted.
    pub fn refused_json(&self, refusal: &Refusal) -> Option<Response> {
        self.wants_json.then(|| {
            let body = json!({ "said": refusal.said, "fields": refusal.fields });
            (refusal.status, Json(body)).into_response()
        })
    }
}

/// What a page shows in its form: what is stored, or what was typed and refused.
#[derive(Debug, Clone, Default)]
pub struct Form {
    refused: Option<(Typed, Refusal)>,
}

impl Form {
    /// The form of a page that is shown again because its command was refused.
    pub fn refused(typed: Typed, refusal: Refusal) -> Self {
        Form { refused: Some((typed, refusal)) }
    }

    /// The form of a page that is shown again because something was tried, not done.
    pub fn typed(typed: Typed) -> Self {
        Form { refused: Some((typed, Refusal::new(StatusCode::OK, ""))) }
    }

    /// The one form of the page that posts there: what was typed into another, and its
    /// errors, stay with that other.
    pub fn of(&self, action: &str) -> Self {
        let refused = self.refused.as_ref().filter(|(typed, _)| typed.posted_to == action);
        Form { refused: refused.cloned() }
    }

    /// What was typed and refused.
    pub fn typed_text(&self) -> Option<&Typed> {
        self.refused.as_ref().map(|(typed, _)| typed)
    }

    /// The status of the page that shows this form.
    pub fn status(&self) -> StatusCode {
        self.refused.as_ref().map_or(StatusCode::OK, |(_, refusal)| refusal.status)
    }

    /// What to put into a field: what was typed, else what is stored.
    pub fn value(&self, name: &str, stored: &str) -> String {
        match &self.refused {
            Some((typed, _)) if typed.ticked(name) => typed.text(name).to_owned(),
            _ => stored.to_owned(),
        }
    }

    /// Whether a box is ticked: as typed, else as stored.
    pub fn ticked(&self, name: &str, value: &str, stored: bool) -> bool {
        match &self.refused {
            Some((typed, _)) => typed.all(name).iter().any(|ticked| ticked == value),
            None => stored,
        }
    }

    /// The sentence beside a field.
    pub fn error(&self, name: &str) -> Option<String> {
        self.refused.as_ref().and_then(|(_, refusal)| refusal.fields.get(name).cloned())
    }

    /// How many fields have a sentence beside them.
    pub fn wrong(&self) -> usize {
        self.refused.as_ref().map_or(0, |(_, refusal)| refusal.fields.len())
    }

    /// The sentence above the page, when it belongs to no field.
    pub fn said(&self) -> Option<Notice> {
        self.refused
            .as_ref()
            .filter(|(_, refusal)| refusal.fields.is_empty())
            .filter(|(_, refusal)| !refusal.said.is_empty())
            .map(|(_, refusal)| Notice::bad(&refusal.said))
    }
}

/// A command of a signed-in person: who, and what they typed.
pub struct Command {
    /// Who asks.
    pub here: Here,
    /// What they typed.
    pub typed: Typed,
}

impl FromRequest<App> for Command {
    type Rejection = Response;

    async fn from_request(request: Request, app: &App) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let typed = read_body(&parts, body, app).await?;
        match here(&mut parts, app).await.map_err(|refusal| refusal.page(app))? {
            Some(here) => Ok(Command { here, typed }),
            None => Err(session_ended(app, &typed)),
        }
    }
}

/// A command at a site.
pub struct SiteCommand {
    /// Who asks, and at which site.
    pub at: AtSite,
    /// What they typed.
    pub typed: Typed,
}

impl FromRequest<App> for SiteCommand {
    type Rejection = Response;

    async fn from_request(request: Request, app: &App) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let typed = read_body(&parts, body, app).await?;
        match at_site(&mut parts, app).await {
            Ok(Some(at)) => Ok(SiteCommand { at, typed }),
            Ok(None) => Err(session_ended(app, &typed)),
            Err(refusal) => Err(typed.refused_json(&refusal).unwrap_or_else(|| refusal.page(app))),
        }
    }
}

/// What a stranger typed, on the pages before signing in.
pub struct Stranger {
    /// What they typed.
    pub typed: Typed,
    /// Their session.
    pub session: tower_sessions::Session,
    /// What every handler is given.
    pub app: App,
    /// The network address they come from, as `server` noted it.
    pub from: String,
}

/// The network address a request came from, noted by `server`.
#[derive(Debug, Clone)]
pub struct From(pub String);

impl FromRequest<App> for Stranger {
    type Rejection = Response;

    async fn from_request(request: Request, app: &App) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let typed = read_body(&parts, body, app).await?;
        let session = tower_sessions::Session::from_request_parts(&mut parts, app)
            .await
            .map_err(|(_, reason)| Refusal::broken(reason).page(app))?;
        let from = parts
            .extensions
            .get::<axum::extract::ConnectInfo<std::net::SocketAddr>>()
            .map(|info| info.0.ip().to_string());
        let from = parts.extensions.get::<From>().map(|From(address)| address.clone()).or(from);
        Ok(Stranger { typed, session, app: app.clone(), from: from.unwrap_or_default() })
    }
}

async fn read_body(parts: &Parts, body: axum::body::Body, app: &App) -> Result<Typed, Response> {
    let request = Request::new(body);
    let bytes = Bytes::from_request(request, app).await.map_err(|rejection| {
        let status = rejection.into_response().status();
        Refusal::new(status, "This was too large to take. Make it shorter, and send it again.")
            .page(app)
    })?;
    let typed = Typed::read(parts.uri.path(), &parts.headers, &bytes);
    // A form that is not read would look like one that was left empty.
    let form = "application/x-www-form-urlencoded";
    let kind =
        parts.headers.get(header::CONTENT_TYPE).map(|kind| kind.to_str().unwrap_or_default());
    let odd = kind.is_some_and(|kind| !kind.trim_start().to_ascii_lowercase().starts_with(form));
    let refusal = if odd && !bytes.is_empty() {
        let said = format!(
            "This was not sent as a form ({form}), so it was not done. Go back, and use the page's own buttons."
        );
        Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, said)
    } else if !is_text(&bytes) {
        let said = "What was sent holds bytes that are no text (invalid UTF-8), so it was not done. Type it again, and send it again.";
        Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, said)
    } else {
        return Ok(typed);
    };
    Err(typed.refused_json(&refusal).unwrap_or_else(|| refusal.page(app)))
}

/// Whether a form's bytes are text once its `%` are read, as a browser's always are.
fn is_text(body: &[u8]) -> bool {
    let mut bytes = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some((first, after)) = rest.split_first() {
        let code = after.get(..2).filter(|_| *first == b'%');
        let byte = code.and_then(|code| u8::from_str_radix(str::from_utf8(code).ok()?, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &after[2..] } else { after };
    }
    str::from_utf8(&bytes).is_ok()
}

/// A session that ended loses nothing: what was typed comes back with a button that sends
/// it again.
fn session_ended(app: &App, typed: &Typed) -> Response {
    const WHAT_NEXT: &str =
        "Sign in again in another tab, then send this again: nothing you typed is lost.";
    let refusal =
        Refusal::new(StatusCode::UNAUTHORIZED, format!("Your session has ended. {WHAT_NEXT}"));
    if let Some(answer) = typed.refused_json(&refusal) {
        return answer;
    }
    let fields: Vec<(String, String)> = typed
        .fields
        .iter()
        .flat_map(|(name, values)| values.iter().map(|value| (name.clone(), value.clone())))
        .collect();
    let asked = typed.posted_to.clone();
    answer(app, refusal.status, Head::plain("Your session has ended"), || {
        let hidden = fields
            .into_iter()
            .map(|(name, value)| view! { <textarea hidden name=name>{typed_text(&value)}</textarea> })
            .collect_view();
        view! {
            <main class="lone refusal" id="main">
                <a class="brand" href="/">"Almanac"</a>
                <h1>"Your session has ended"</h1>
                <p>{WHAT_NEXT}</p>
                <p class="buttons">
                    <a class="button" href="/sign-in" target="_blank">"Sign in in a new tab"</a>
                </p>
                <form method="post" action=asked>
                    {hidden}
                    <button class="button button-primary">"Send it again"</button>
                </form>
            </main>
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_form_leaves_the_other_forms_of_its_page_as_stored() {
        let typed = Typed::read("/channels/tiktok/connect", &HeaderMap::new(), b"address=bakery");
        let form = Form::refused(typed, Refusal::field("address", "This is no address."));
        let refused = form.of("/channels/tiktok/connect");
        assert_eq!(refused.value("address", ""), "bakery");
        assert!(refused.error("address").is_some() && !refused.ticked("mode", "accepting", true));
        for other in [form.of("/channels/pinterest/connect"), form.of("/sandbox")] {
            assert_eq!((other.value("address", ""), other.error("address")), (String::new(), None));
            assert!(other.ticked("mode", "accepting", true));
        }
        assert_eq!(form.status(), StatusCode::UNPROCESSABLE_ENTITY);
    }
}
