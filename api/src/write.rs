//! Around every method that writes: it counts as an engagement with the plan, and a program
//! that does not know whether it arrived may send it again under the same idempotency key.

use std::error::Error;

use axum::{
    body::{Body, Bytes},
    extract::{FromRequest, FromRequestParts, Request, State, rejection::BytesRejection},
    http::{StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use domain::Scope;
use store::{StoreError, idempotency::Known};

use crate::{Api, caller::Caller, fault::Fault};

/// Names a write: 1 to 255 visible characters, of the caller's choice, kept for a day.
const KEY: &str = "idempotency-key";
/// Stands on an answer that was given before.
const REPLAYED: &str = "idempotency-replayed";

/// Who may write, and in whose words refusals are told.
pub trait Writer: FromRequestParts<Api> + Copy + Send + Sync + 'static {
    /// A refusal.
    type Fault: From<Hitch> + IntoResponse + Send;

    /// The site.
    fn scope(&self) -> Scope;
}

impl Writer for Caller {
    type Fault = Fault;

    fn scope(&self) -> Scope {
        self.scope
    }
}

/// Why a write was not carried out, or its answer is not known.
#[derive(Debug)]
pub enum Hitch {
    /// The key is none.
    Key,
    /// The body is larger than is read.
    Large,
    /// The body did not arrive whole.
    Cut,
    /// It was begun before, and its end is not known.
    Begun,
    /// The key stands for another write.
    Another,
    /// The database did not do as asked.
    Store(StoreError),
    /// It broke.
    Died(Box<dyn Error + Send + Sync>),
}

impl From<StoreError> for Hitch {
    fn from(error: StoreError) -> Self {
        Hitch::Store(error)
    }
}

impl From<&BytesRejection> for Hitch {
    fn from(rejection: &BytesRejection) -> Self {
        match rejection {
            BytesRejection::FailedToBufferBody(cut) if cut.status() == 413 => Hitch::Large,
            _ => Hitch::Cut,
        }
    }
}

impl From<Hitch> for Fault {
    fn from(hitch: Hitch) -> Self {
        match hitch {
            Hitch::Key => {
                let said = "Send 1 to 255 visible ASCII characters, without spaces.";
                Fault::field(KEY, "FORMAT", said)
            }
            Hitch::Large => Fault::too_large(),
            Hitch::Cut => Fault::unreadable(),
            Hitch::Begun => {
                let said = "This write was begun before and its end is not known yet. Look before you send it under another key.";
                Fault::conflict("WRITE_IN_PROGRESS_ERROR", said)
            }
            Hitch::Another => {
                let said = "This idempotency key stands for another write. Choose a new one.";
                Fault::conflict("IDEMPOTENCY_KEY_REUSED_ERROR", said)
            }
            Hitch::Store(error) => error.into(),
            Hitch::Died(error) => Fault::broken(&*error),
        }
    }
}

/// Carries a write out once for each key. Only what succeeded is kept; what was refused
/// changed nothing and may be sent again under the same key.
pub async fn once<W: Writer>(
    State(api): State<Api>,
    caller: W,
    mut request: Request,
    next: Next,
) -> Result<Response, W::Fault> {
    request.extensions_mut().insert(caller);
    Ok(carried(&api, caller.scope(), request, next).await?)
}

async fn carried(api: &Api, scope: Scope, request: Request, next: Next) -> Result<Response, Hitch> {
    api.store.engage(scope, api.world.now()).await?;
    let Some(key) = key(&request)? else { return Ok(next.run(request).await) };
    let (parts, body) = request.into_parts();
    let body = Request::from_parts(parts.clone(), body);
    let bytes = Bytes::from_request(body, api).await.map_err(|cut| Hitch::from(&cut))?;
    let asked = format!("{} {} {}", parts.method, parts.uri, String::from_utf8_lossy(&bytes));
    match api.store.begin_write(scope, &key, &asked, api.world.now()).await? {
        Known::Answered { status, body } => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
            let headers = [(header::CONTENT_TYPE.as_str(), "application/json"), (REPLAYED, "true")];
            return Ok((status, headers, body).into_response());
        }
        Known::Begun => return Err(Hitch::Begun),
        Known::Another => return Err(Hitch::Another),
        Known::New => {}
    }
    // A caller that hangs up does not stop what was begun.
    let (api, request) = (api.clone(), Request::from_parts(parts, Body::from(bytes)));
    let carried = tokio::spawn(async move { carry_out(&api, scope, &key, request, next).await });
    carried.await.unwrap_or_else(|died| Err(Hitch::Died(died.into())))
}

async fn carry_out(
    api: &Api,
    scope: Scope,
    key: &str,
    request: Request,
    next: Next,
) -> Result<Response, Hitch> {
    let answer = next.run(request).await;
    if !answer.status().is_success() {
        api.store.forget_write(scope, key).await?;
        return Ok(answer);
    }
    let (parts, body) = answer.into_parts();
    let bytes =
        axum::body::to_bytes(body, usize::MAX).await.map_err(|cut| Hitch::Died(cut.into()))?;
    let said = String::from_utf8_lossy(&bytes);
    api.store.settle_write(scope, key, parts.status.as_u16(), &said).await?;
    Ok(Response::from_parts(parts, Body::from(bytes)))
}

fn key(request: &Request) -> Result<Option<String>, Hitch> {
    let Some(key) = request.headers().get(KEY) else { return Ok(None) };
    let visible = |key: &&str| {
        (1..=255).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic())
    };
    let key = key.to_str().ok().filter(visible);
    key.map(|key| Some(key.to_owned())).ok_or(Hitch::Key)
}
