//! Tokens of apps: the IETF's OAuth 2, as far as a program needs it that acts for itself.
//!
//! Not in the table of methods: who asks for a token has none yet.

use axum::{
    Json,
    body::Bytes,
    extract::{State, rejection::BytesRejection},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use store::apps::{TOKEN_LIFE, TokenError};
use url::form_urlencoded;
use wix::wire::{AskToken, AskTokenInfo, IssuedToken, TokenInfo, TokenRefusal};

use crate::{Api, fault::Fault, payload, payload::Payload};

/// Why no token is issued (RFC 6749, section 5.2).
enum Refused {
    /// 400: this cannot be read, or a parameter is missing or doubled.
    Request(String),
    /// 401: there is no such app, or this is not its secret.
    Client,
    /// 400: the app is not installed there.
    Grant,
    /// 400: tokens are given to apps only.
    GrantType,
    /// The system broke.
    Broken(Fault),
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let (status, error, said) = match self {
            Refused::Request(said) => (StatusCode::BAD_REQUEST, "invalid_request", said),
            Refused::Client => (
                StatusCode::UNAUTHORIZED,
                "invalid_client",
                "No app has this client_id and this client_secret, or it was revoked. Make one on the site's Keys page.".to_owned(),
            ),
            Refused::Grant => (
                StatusCode::BAD_REQUEST,
                "invalid_grant",
                "The app is not installed under this instance_id. The site's Keys page shows the right one.".to_owned(),
            ),
            Refused::GrantType => (
                StatusCode::BAD_REQUEST,
                "unsupported_grant_type",
                "Send grant_type client_credentials: tokens are given to apps, not to visitors or members.".to_owned(),
            ),
            Refused::Broken(fault) => return fault.into_response(),
        };
        let body = TokenRefusal { error: error.to_owned(), error_description: said };
        (status, NOT_KEPT, Json(body)).into_response()
    }
}

/// Tokens do not stay in caches.
const NOT_KEPT: [(header::HeaderName, &str); 1] = [(header::CACHE_CONTROL, "no-store")];

/// `POST /oauth2/token`, as JSON or as a form: a token for four hours. There is no other way
/// to prolong it than to ask for a new one.
pub async fn issue(
    State(api): State<Api>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let Ok(body) = body else {
        return Refused::Request("The body is too large, or broke off.".to_owned()).into_response();
    };
    match try_issue(&api, &headers, &body).await {
        Ok(token) => (NOT_KEPT, Json(token)).into_response(),
        Err(refused) => refused.into_response(),
    }
}

async fn try_issue(api: &Api, headers: &HeaderMap, body: &[u8]) -> Result<IssuedToken, Refused> {
    let asked = read(headers, body)?;
    match asked.grant_type.as_deref() {
        Some("client_credentials") => {}
        None if asked.visitor_grant_type.is_none() => return Err(missing("grant_type")),
        _ => return Err(Refused::GrantType),
    }
    let client = asked.client_id.ok_or_else(|| missing("client_id"))?;
    let secret = asked.client_secret.ok_or_else(|| missing("client_secret"))?;
    let instance = asked.instance_id.ok_or_else(|| missing("instance_id"))?;
    let client = client.parse().map_err(|_| Refused::Client)?;
    // What cannot be an installation is none, which is told only to who knows the secret.
    let instance = instance.parse().ok();
    let issued = api.store.issue_token(client, &secret, instance, api.world.as_ref()).await;
    let access_token = issued.map_err(|error| match error {
        TokenError::UnknownApp => Refused::Client,
        TokenError::UnknownInstance => Refused::Grant,
        TokenError::Store(error) => Refused::Broken(error.into()),
    })?;
    let expires_in = u32::try_from(TOKEN_LIFE.as_secs()).unwrap_or(u32::MAX);
    Ok(IssuedToken { access_token, token_type: "Bearer".to_owned(), expires_in })
}

fn missing(name: &str) -> Refused {
    Refused::Request(format!("{name} is missing."))
}

fn read(headers: &HeaderMap, body: &[u8]) -> Result<AskToken, Refused> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if kind.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded")) {
        return read_form(body);
    }
    let said = "The body is neither a JSON object nor a form, or a parameter is no text.";
    payload::read(body).map_err(|_| Refused::Request(said.to_owned()))
}

fn read_form(body: &[u8]) -> Result<AskToken, Refused> {
    let mut asked = AskToken::default();
    for (name, value) in form_urlencoded::parse(body) {
        let place = match name.as_ref() {
            "grant_type" => &mut asked.grant_type,
            "client_id" => &mut asked.client_id,
            "client_secret" => &mut asked.client_secret,
            "instance_id" => &mut asked.instance_id,
            "grantType" => &mut asked.visitor_grant_type,
            _ => continue,
        };
        if place.replace(value.into_owned()).is_some() {
            return Err(Refused::Request(format!("{name} is doubled.")));
        }
    }
    Ok(asked)
}

/// `POST /oauth2/token-info`: what a token says. Of one that has ended or never was, nothing
/// but that it is not active.
pub async fn info(
    State(api): State<Api>,
    Payload(asked): Payload<AskTokenInfo>,
) -> Result<Json<TokenInfo>, Fault> {
    let token = asked.token.filter(|token| !token.is_empty());
    let token = token.ok_or_else(|| Fault::field("token", "REQUIRED_FIELD", "Send a token."))?;
    let Some(live) = api.store.token(&token, api.world.now()).await? else {
        return Ok(Json(TokenInfo::default()));
    };
    let seconds = live.expires_at.as_second();
    let life = i64::try_from(TOKEN_LIFE.as_secs()).unwrap_or(i64::MAX);
    Ok(Json(TokenInfo {
        active: true,
        subject_type: Some("APP".to_owned()),
        subject_id: Some(live.app.to_string()),
        exp: Some(seconds.to_string()),
        iat: Some(seconds.saturating_sub(life).to_string()),
        client_id: Some(live.app.to_string()),
        site_id: Some(live.scope.site.to_string()),
        instance_id: Some(live.instance.to_string()),
        ..TokenInfo::default()
    }))
}
