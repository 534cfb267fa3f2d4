//! Pictures for posts, sent by programs: an address to send one to, and one to see it at.

use axum::{
    body::Bytes,
    extract::{FromRequest, Path, Request, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::{id::MediaId, world::World};
use postforme::wire::UploadUrl;
use serde_json::{Map, Value};
use store::StoreError;

use super::{Fault, Program, payload::Created};
use crate::{
    Api,
    taken::{self, LARGEST, Unkept},
};

/// Where a picture is sent: its last part is the permission.
pub const PATH: &str = "/v1/media/uploads/{token}";

/// `POST /v1/media/create-upload-url`: gives an address to send a picture to, with PUT and
/// without a key, within half an hour, and the address that a post names it by. A picture is a
/// JPEG, PNG or WebP of at most 20 MiB; it is kept as a JPEG of at most 2,048 pixels on a side, and
/// for a day when it stands in no post.
pub async fn create(State(api): State<Api>, program: Program) -> Result<Created<UploadUrl>, Fault> {
    let world: &dyn World = &*api.world;
    let (picture, token) =
        (MediaId::mint(world), format!("{:032x}{:032x}", world.random(), world.random()));
    api.store.open_upload(program.scope, picture, &token, world.now()).await?;
    let base = api.public_url.as_str().trim_end_matches('/');
    Ok(Created(UploadUrl {
        upload_url: format!("{base}/v1/media/uploads/{token}"),
        media_url: format!("{base}/pictures/{}/{picture}", program.scope.site),
    }))
}

/// `PUT /v1/media/uploads/{token}`: takes the bytes of a picture, once.
pub async fn take(
    State(api): State<Api>,
    Path(token): Path<String>,
    request: Request,
) -> Result<Response, Fault> {
    let ended = || {
        Fault::not_found("This upload address is not valid, or its time has ended. Make a new one.")
    };
    let (scope, picture) = match api.store.upload(&token, api.world.now()).await {
        Ok(open) => open,
        Err(StoreError::NotFound(_)) => return Err(ended()),
        Err(error) => return Err(error.into()),
    };
    // Only whoever holds a token is listened to.
    let bytes = Bytes::from_request(request, &api).await.map_err(|cut| match cut {
        axum::extract::rejection::BytesRejection::FailedToBufferBody(cut)
            if cut.status() == 413 =>
        {
            Fault::too_large(LARGEST)
        }
        _ => Fault::unreadable("The picture did not arrive whole."),
    })?;
    if bytes.is_empty() {
        return Err(Fault::unreadable("Send the bytes of the picture as the body."));
    }
    if !api.store.close_upload(&token, api.world.now()).await? {
        return Err(ended());
    }
    match taken::keep(&api, scope, picture, bytes.into()).await {
        Ok(()) => Ok((StatusCode::OK, axum::Json(Map::<String, Value>::new())).into_response()),
        Err(why) => {
            // What was refused may be sent again, as another file.
            api.store.open_upload(scope, picture, &token, api.world.now()).await?;
            match why {
                Unkept::NoPicture(why) => {
                    Err(Fault::refused(&format!("The file is not taken: {why}.")))
                }
                Unkept::Store(error) => Err(error.into()),
            }
        }
    }
}
