//! Pictures, for whoever was given their address: networks fetch them without a key.

use axum::{
    extract::{Path, State},
    http::header,
    response::{IntoResponse, Response},
};
use domain::id::{MediaId, SiteId};

use crate::{Api, fault::Fault};

/// `GET /pictures/{site}/{media}`. The id is a secret of 74 random bits, and never stands for
/// other bytes.
pub async fn read(
    State(api): State<Api>,
    Path((site, media)): Path<(String, String)>,
) -> Result<Response, Fault> {
    let missing = || Fault::not_found("picture");
    let site: SiteId = site.parse().map_err(|_| missing())?;
    let media: MediaId = media.parse().map_err(|_| missing())?;
    let scope = api.store.scope_of_site(site).await?;
    let (content_type, bytes) = api.store.picture(scope, media).await?;
    let forever = "public, max-age=31536000, immutable".to_owned();
    let headers = [(header::CONTENT_TYPE, content_type), (header::CACHE_CONTROL, forever)];
    Ok((headers, bytes).into_response())
}
