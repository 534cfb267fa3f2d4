//! Forms that send a file.

use axum::{
    extract::{FromRequest, Multipart, Request, multipart::MultipartError},
    http::StatusCode,
    response::Response,
};

use super::{
    app::App,
    form::Typed,
    here::{AtSite, at_site},
    refusal::Refusal,
};

/// The largest file that is taken, in bytes: a little less than the largest body, so that
/// most files that are too large are told so beside their field.
const LARGEST: usize = 1_000 * 1024;

/// A file that was chosen.
pub struct File {
    /// What it is called on the machine it comes from; may be empty.
    pub name: String,
    /// What is in it; empty when none was chosen.
    pub bytes: Vec<u8>,
}

/// A command at a site, with one file in the field `file`.
pub struct SiteUpload {
    /// Who asks, and at which site.
    pub at: AtSite,
    /// The form; it has no other fields.
    pub typed: Typed,
    /// The file, or why it was not taken.
    pub file: Result<File, Refusal>,
}

impl FromRequest<App> for SiteUpload {
    type Rejection = Response;

    async fn from_request(request: Request, app: &App) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let typed = Typed::nothing(parts.uri.path());
        let at = at_site(&mut parts, app).await.map_err(|refusal| refusal.page(app))?;
        let at = at.ok_or_else(|| {
            let said = "Your session has ended. Sign in again, and choose the file again.";
            Refusal::new(StatusCode::UNAUTHORIZED, said).page(app)
        })?;
        let file = match Multipart::from_request(Request::from_parts(parts, body), app).await {
            Ok(form) => read(form).await,
            Err(_) => {
                let said = "This was not sent as a form with a file (multipart/form-data), so it was not done. Go back, and use the page's own buttons.";
                return Err(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, said).page(app));
            }
        };
        Ok(SiteUpload { at, typed, file })
    }
}

async fn read(mut form: Multipart) -> Result<File, Refusal> {
    while let Some(field) = form.next_field().await.map_err(broken_off)? {
        if field.name() != Some("file") {
            continue;
        }
        let name = field.file_name().unwrap_or_default().to_owned();
        let bytes = field.bytes().await.map_err(broken_off)?.to_vec();
        return if bytes.len() > LARGEST { Err(too_large()) } else { Ok(File { name, bytes }) };
    }
    Ok(File { name: String::new(), bytes: Vec::new() })
}

fn broken_off(error: MultipartError) -> Refusal {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return too_large();
    }
    Refusal::field("file", "The file did not arrive whole. Choose it again.")
}

fn too_large() -> Refusal {
    let said = "The file is larger than 1,000 KB, the most that is taken. Export a shorter time from your calendar, and choose that file.";
    Refusal::field("file", said)
}
