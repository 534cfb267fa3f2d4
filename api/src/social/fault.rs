//! Why a method did not do as asked, as the vendor says it (reference, section 1.2).

use axum::{
    Json,
    http::{HeaderName, Method as Verb, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use postforme::wire::{ErrorBody, Message};
use schemars::SchemaGenerator;
use store::StoreError;

use crate::{
    guard::Guarded,
    method::{Refuses, Shape},
    write::Hitch,
};

/// A refusal.
#[derive(Debug)]
pub struct Fault {
    status: StatusCode,
    body: Box<ErrorBody>,
    headers: Vec<(HeaderName, String)>,
}

impl Fault {
    /// A refusal with a text of its own.
    pub fn said(status: StatusCode, text: &str) -> Self {
        Fault::new(status, text.into(), None)
    }

    /// 400 with a text of its own.
    pub fn refused(text: &str) -> Self {
        Fault::said(StatusCode::BAD_REQUEST, text)
    }

    /// 401: who asks is not known.
    pub fn unauthorized(text: &str) -> Self {
        Fault::new(StatusCode::UNAUTHORIZED, text.into(), Some("Unauthorized"))
    }

    /// 400: fields are wrong.
    pub fn fields(wrong: Vec<String>) -> Self {
        Fault::new(StatusCode::BAD_REQUEST, Message::Texts(wrong), Some("Bad Request"))
    }

    /// 400: the body cannot be read.
    pub fn unreadable(why: &str) -> Self {
        Fault::new(StatusCode::BAD_REQUEST, why.into(), Some("Bad Request"))
    }

    /// 400: the content of a post is wrong.
    pub fn content(wrong: Vec<String>) -> Self {
        let mut fault = Fault::refused("Invalid Request");
        fault.body.errors = Some(wrong);
        fault
    }

    /// 404: it is not in this site, or never was.
    pub fn not_found(text: &str) -> Self {
        Fault::said(StatusCode::NOT_FOUND, text)
    }

    /// 404: there is no such method.
    pub fn unknown(verb: &Verb, at: &Uri) -> Self {
        let said = format!("Cannot {verb} {}", at.path());
        Fault::new(StatusCode::NOT_FOUND, said.as_str().into(), Some("Not Found"))
    }

    /// 413: more than is read.
    pub fn too_large(most: usize) -> Self {
        let said = format!("The body is larger than {} KiB.", most / 1024);
        let mut fault = Fault::said(StatusCode::PAYLOAD_TOO_LARGE, &said);
        // The rest of the body is still on its way, so the connection is of no more use.
        fault.headers.push((header::CONNECTION, "close".to_owned()));
        fault
    }

    /// 429: too much was asked.
    pub fn too_many(headers: Vec<(HeaderName, String)>) -> Self {
        let said = "Too many requests, please try again later";
        Fault { headers, ..Fault::said(StatusCode::TOO_MANY_REQUESTS, said) }
    }

    /// 500: something of ours broke. The cause goes to the log.
    pub fn broken(error: &(dyn std::error::Error + 'static)) -> Self {
        tracing::error!(error, "a method broke");
        Fault::said(StatusCode::INTERNAL_SERVER_ERROR, "Internal server error")
    }

    fn new(status: StatusCode, message: Message, error: Option<&str>) -> Self {
        let body = ErrorBody {
            status_code: status.as_u16(),
            message,
            error: error.map(str::to_owned),
            errors: None,
        };
        Fault { status, body: Box::new(body), headers: Vec::new() }
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let mut answer = (self.status, Json(*self.body)).into_response();
        for (name, value) in self.headers {
            if let Ok(value) = value.parse() {
                answer.headers_mut().insert(name, value);
            }
        }
        answer
    }
}

impl Refuses for Fault {
    fn note(shape: &mut Shape, schemas: &mut SchemaGenerator) {
        shape.refuses::<ErrorBody>(schemas, &[400, 404]);
    }
}

impl Guarded for Fault {
    fn no_text() -> Self {
        Fault::unreadable("A part of this address is no text. Encode it as UTF-8.")
    }

    fn broke() -> Self {
        Fault::said(StatusCode::INTERNAL_SERVER_ERROR, "Internal server error")
    }

    fn late() -> Self {
        let said = "This took too long and was given up. Look whether it was done before you send it again.";
        Fault::said(StatusCode::GATEWAY_TIMEOUT, said)
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        Fault::broken(&error)
    }
}

impl From<Hitch> for Fault {
    fn from(hitch: Hitch) -> Self {
        match hitch {
            Hitch::Key => Fault::fields(vec![
                "Idempotency-Key must be 1 to 255 visible ASCII characters, without spaces"
                    .to_owned(),
            ]),
            Hitch::Large => Fault::too_large(crate::LARGEST_BODY),
            Hitch::Cut => Fault::unreadable("The body did not arrive whole."),
            Hitch::Begun => Fault::said(
                StatusCode::CONFLICT,
                "This write was begun before and its end is not known yet. Look before you send it under another key.",
            ),
            // The vendor's SDK would send it again after 409.
            Hitch::Another => Fault::said(
                StatusCode::UNPROCESSABLE_ENTITY,
                "This Idempotency-Key stands for another write. Choose a new one.",
            ),
            Hitch::Store(error) => Fault::broken(&error),
            Hitch::Died(error) => Fault::broken(&*error),
        }
    }
}
