//! Around every method that writes: it counts as an engagement with the plan, and a program
//! that does not know whether it arrived may send it again under the same idempotency key.

use axum::{
    body::{Body, Bytes},
    extract::{FromRequest, Request, State},
    http::{StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use store::idempotency::Known;

use crate::{Api, caller::Caller, fault::Fault, payload};

/// Names a write: 1 to 255 visible characters, of the caller's choice, kept for a day.
const KEY: &str = "idempotency-key";
/// Stands on an answer that was given before.
const REPLAYED: &str = "idempotency-replayed";

/// Carries a write out once for each key. Only what succeeded is kept; what was refused
/// changed nothing and may be sent again under the same key.
pub async fn once(
    State(api): State<Api>,
    caller: Caller,
    mut request: Request,
    next: Next,
) -> Result<Response, Fault> {
    request.extensions_mut().insert(caller);
    api.store.engage(caller.scope, api.world.now()).await?;
    let Some(key) = key(&request)? else { return Ok(next.run(request).await) };
    let (parts, body) = request.into_parts();
    let body = Request::from_parts(parts.clone(), body);
    let bytes = Bytes::from_request(body, &api).await.map_err(|cut| payload::unread(&cut))?;
    let asked = format!("{} {} {}", parts.method, parts.uri, String::from_utf8_lossy(&bytes));
    match api.store.begin_write(caller.scope, &key, &asked, api.world.now()).await? {
        Known::Answered { status, body } => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
            let headers = [(header::CONTENT_TYPE.as_str(), "application/json"), (REPLAYED, "true")];
            return Ok((status, headers, body).into_response());
        }
        Known::Begun => {
            let said = "This write was begun before and its end is not known yet. Look before you send it under another key.";
            return Err(Fault::conflict("WRITE_IN_PROGRESS_ERROR", said));
        }
        Known::Another => {
            let said = "This idempotency key stands for another write. Choose a new one.";
            return Err(Fault::conflict("IDEMPOTENCY_KEY_REUSED_ERROR", said));
        }
        Known::New => {}
    }
    // A caller that hangs up does not stop what was begun.
    let request = Request::from_parts(parts, Body::from(bytes));
    let carried = tokio::spawn(async move { carry_out(&api, caller, &key, request, next).await });
    carried.await.unwrap_or_else(|died| Err(Fault::broken(&died)))
}

async fn carry_out(
    api: &Api,
    caller: Caller,
    key: &str,
    request: Request,
    next: Next,
) -> Result<Response, Fault> {
    let answer = next.run(request).await;
    if answer.status() != StatusCode::OK {
        api.store.forget_write(caller.scope, key).await?;
        return Ok(answer);
    }
    let (parts, body) = answer.into_parts();
    let bytes = axum::body::to_bytes(body, usize::MAX).await.map_err(|cut| Fault::broken(&cut))?;
    let said = String::from_utf8_lossy(&bytes);
    api.store.settle_write(caller.scope, key, parts.status.as_u16(), &said).await?;
    Ok(Response::from_parts(parts, Body::from(bytes)))
}

fn key(request: &Request) -> Result<Option<String>, Fault> {
    let Some(key) = request.headers().get(KEY) else { return Ok(None) };
    let visible = |key: &&str| {
        (1..=255).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic())
    };
    let key = key.to_str().ok().filter(visible);
    key.map(|key| Some(key.to_owned())).ok_or_else(|| {
        Fault::field(KEY, "FORMAT", "Send 1 to 255 visible ASCII characters, without spaces.")
    })
}
