//! Tokens of apps: the IETF's OAuth 2, as far as a program needs it that acts for itself.
//!
//! A table of their own: who asks for a token has none yet.

use axum::{
    Json,
    body::Bytes,
    extract::{FromRequest, Request, State},
    http::{HeaderMap, Method as Verb, StatusCode, header},
    response::{IntoResponse, Response},
};
use schemars::SchemaGenerator;
use store::apps::{TOKEN_LIFE, TokenError};
use url::form_urlencoded;
use wix::wire::{AskToken, AskTokenInfo, IssuedToken, TokenInfo, TokenRefusal};

use crate::{
    Api,
    Effect::Reads,
    Method,
    fault::Fault,
    method::{self, Part, Refuses, Row, Shape, post},
    payload::{self, Payload},
    service, token,
};

/// Why no token is issued (RFC 6749, section 5.2).
pub enum Refused {
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

impl Refuses for Refused {
    fn note(shape: &mut Shape, schemas: &mut SchemaGenerator) {
        shape.refuses::<TokenRefusal>(schemas, &[400, 401]);
    }
}

/// The methods of this service.
pub fn methods() -> impl Iterator<Item = Method> {
    let method = |name, path: &str, handled| Row {
        name,
        effect: Reads,
        verb: Verb::POST,
        path: path.to_owned(),
        handled,
    };
    service::TOKENS.serves([
        method("CreateAccessToken", "/oauth2/token", post!(token::issue)),
        method("TokenInfo", "/oauth2/token-info", post!(token::info)),
    ])
}

/// What stands above a token, so that it does not stay in caches.
type NotKept = [(header::HeaderName, &'static str); 1];

const NOT_KEPT: NotKept = [(header::CACHE_CONTROL, "no-store")];

/// What the token endpoint is sent, as JSON or as a form.
pub struct Sent(AskToken);

impl FromRequest<Api> for Sent {
    type Rejection = Refused;

    async fn from_request(request: Request, api: &Api) -> Result<Self, Refused> {
        let headers = request.headers().clone();
        let body = Bytes::from_request(request, api).await;
        let body =
            body.map_err(|_| Refused::Request("The body is too large, or broke off.".to_owned()))?;
        read(&headers, &body).map(Sent)
    }
}

impl Part for Sent {
    fn note(shape: &mut Shape, schemas: &mut SchemaGenerator) {
        let schema = schemas.subschema_for::<AskToken>();
        let types = &["application/json", "application/x-www-form-urlencoded"];
        shape.body = Some(method::Body { schema, types });
    }
}

/// `POST /oauth2/token`: gives an app a token for four hours. Takes JSON or a form. There is no
/// other way to prolong a token than to ask for a new one.
pub async fn issue(
    State(api): State<Api>,
    Sent(asked): Sent,
) -> Result<(NotKept, Json<IssuedToken>), Refused> {
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
    let token = IssuedToken { access_token, token_type: "Bearer".to_owned(), expires_in };
    Ok((NOT_KEPT, Json(token)))
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

/// `POST /oauth2/token-info`: tells what a token says. Of one that has ended or never was,
/// nothing but that it is not active.
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
