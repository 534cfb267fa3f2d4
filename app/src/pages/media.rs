//! Pictures.

use axum::{
    extract::Path,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use domain::{Scope, id::MediaId};

use super::{app::App, here::AtSite, refusal::Refusal};

/// `GET /sites/{site}/media/{media}`
pub async fn picture(
    Path((_, id)): Path<(String, String)>,
    at: AtSite,
) -> Result<Response, Response> {
    let found = match id.parse() {
        Ok(id) => answer(at.app(), at.scope(), id).await,
        Err(_) => Err(Refusal::missing("picture")),
    };
    found.map_err(|refusal| refusal.page(at.app()))
}

/// A picture's bytes. Its id never stands for other bytes, so it may be kept for ever.
pub async fn answer(app: &App, scope: Scope, id: MediaId) -> Result<Response, Refusal> {
    let (content_type, bytes) = app.store.picture(scope, id).await?;
    let mut answer = bytes.into_response();
    let headers = answer.headers_mut();
    if let Ok(content_type) = HeaderValue::from_str(&content_type) {
        headers.insert(header::CONTENT_TYPE, content_type);
    }
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("private, max-age=31536000, immutable"),
    );
    Ok(answer)
}
