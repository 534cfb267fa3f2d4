//! Why a method did not do as asked, as the vendor says it (reference, sections 7.2 and 7.3).

use axum::{
    Json,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{contract::PlanError, text::TextError};
use store::StoreError;
use wix::wire::{ApplicationError, ErrorBody, ErrorDetails, FieldViolation, ValidationError};

/// What the vendor says of a body that does not fit its shape.
const UNPARSED: &str = "Failed to parse request message";

/// A refusal. Its status says what kind, its body which rule or which field.
#[derive(Debug)]
pub struct Fault {
    status: StatusCode,
    body: Box<ErrorBody>,
}

impl Fault {
    /// 400: a field is wrong.
    pub fn field(field: impl Into<String>, rule: &str, description: impl Into<String>) -> Self {
        let (field, description) = (field.into(), description.into());
        let message = format!("INVALID_ARGUMENT: {field}: {description}");
        let violation = FieldViolation { field, description, violated_rule: rule.to_owned() };
        let details = ErrorDetails {
            validation_error: Some(ValidationError { field_violations: vec![violation] }),
            ..ErrorDetails::default()
        };
        Fault::new(StatusCode::BAD_REQUEST, ErrorBody { message, details })
    }

    /// 400: fields are wrong, each with what is wrong about it.
    pub fn fields(wrong: impl Iterator<Item = (String, String)>) -> Self {
        let violation = |(field, description)| FieldViolation {
            field,
            description,
            violated_rule: "OTHER".to_owned(),
        };
        let field_violations: Vec<FieldViolation> = wrong.map(violation).collect();
        let said = field_violations.iter().map(|it| format!("{}: {}", it.field, it.description));
        let message = format!("INVALID_ARGUMENT: {}", said.collect::<Vec<_>>().join("; "));
        let details = ErrorDetails {
            validation_error: Some(ValidationError { field_violations }),
            ..ErrorDetails::default()
        };
        Fault::new(StatusCode::BAD_REQUEST, ErrorBody { message, details })
    }

    /// 400: a text is empty, too long, or cannot be shown.
    pub fn text(field: impl Into<String>, error: &TextError) -> Self {
        let rule = match error {
            TextError::Empty { .. } => "MIN_LENGTH",
            TextError::TooLong { .. } => "MAX_LENGTH",
            TextError::Unshowable { .. } | TextError::Stacked { .. } => "FORMAT",
        };
        Fault::field(field, rule, error.to_string())
    }

    /// 400: a field of the body is of another type than belongs there.
    pub fn type_of(field: impl Into<String>) -> Self {
        let mut fault = Fault::field(field, "FORMAT", "This is not of the type that belongs here.");
        fault.body.message = UNPARSED.to_owned();
        fault
    }

    /// 400: the body is no JSON. Names no field.
    pub fn unreadable() -> Self {
        let message = UNPARSED.to_owned();
        Fault::new(StatusCode::BAD_REQUEST, ErrorBody { message, ..ErrorBody::default() })
    }

    /// A rule forbids it; the vendor's status and code say which.
    pub fn rule(status: StatusCode, code: &str, description: impl Into<String>) -> Self {
        let description = description.into();
        let error = ApplicationError {
            code: code.to_owned(),
            description: description.clone(),
            ..ApplicationError::default()
        };
        let details = ErrorDetails { application_error: Some(error), ..ErrorDetails::default() };
        Fault::new(status, ErrorBody { message: description, details })
    }

    /// 400: what is asked for is not there to be asked; names no field.
    pub fn refused(code: &str, description: impl Into<String>) -> Self {
        Fault::rule(StatusCode::BAD_REQUEST, code, description)
    }

    /// 401: who asks is not known.
    pub fn unauthenticated() -> Self {
        let said = "The Authorization header holds no key or token that is valid now. Make a key on the site's page.";
        Fault::rule(StatusCode::UNAUTHORIZED, "UNAUTHENTICATED", said)
    }

    /// 403: who asks may not do this here.
    pub fn denied(said: &str) -> Self {
        Fault::rule(StatusCode::FORBIDDEN, "PERMISSION_DENIED", said)
    }

    /// 404: it is not in this site, or never was.
    pub fn not_found(what: &str) -> Self {
        Fault::rule(
            StatusCode::NOT_FOUND,
            "NOT_FOUND",
            format!("There is no such {what} in this site."),
        )
    }

    /// 405: the method has another verb.
    pub fn wrong_verb() -> Self {
        let said = "This path has a method under another verb. See the API reference.";
        Fault::rule(StatusCode::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", said)
    }

    /// 409: it does not fit what was asked before.
    pub fn conflict(code: &str, said: &str) -> Self {
        Fault::rule(StatusCode::CONFLICT, code, said)
    }

    /// 413: more than is read.
    pub fn too_large() -> Self {
        let said = "The body is larger than 1 MiB.";
        Fault::rule(StatusCode::PAYLOAD_TOO_LARGE, "REQUEST_TOO_LARGE", said)
    }

    /// 428: a rule of the business forbids it now.
    pub fn precondition(code: &str, description: impl Into<String>) -> Self {
        Fault::rule(StatusCode::PRECONDITION_REQUIRED, code, description)
    }

    fn too_late(what: &str) -> Self {
        let said = format!("The {what} is being published, was, or may have been.");
        Fault::precondition("TOO_LATE_ERROR", said)
    }

    fn new(status: StatusCode, body: ErrorBody) -> Self {
        Fault { status, body: Box::new(body) }
    }

    /// 500: something of ours broke. The cause goes to the log.
    pub fn broken(error: &(dyn std::error::Error + 'static)) -> Self {
        tracing::error!(error, "a method broke");
        Fault::broke()
    }

    /// 500: something of ours broke, and the log knows it already.
    pub fn broke() -> Self {
        let said = "Something broke while this was done. Look whether it was done before you send it again; if it breaks again, tell whoever runs this Almanac the number in X-Wix-Request-Id.";
        Fault::system(StatusCode::INTERNAL_SERVER_ERROR, said)
    }

    /// 503: what it needs cannot be reached now.
    fn unavailable() -> Self {
        let said = "What this needs cannot be reached now. Send it again in a minute.";
        Fault::system(StatusCode::SERVICE_UNAVAILABLE, said)
    }

    /// 504: it took too long and was given up.
    pub fn late() -> Self {
        let said = "This took too long and was given up. Look whether it was done before you send it again.";
        Fault::system(StatusCode::GATEWAY_TIMEOUT, said)
    }

    /// A fault of the system: no rule and no field, but words.
    fn system(status: StatusCode, said: &str) -> Self {
        Fault::new(status, ErrorBody { message: said.to_owned(), ..ErrorBody::default() })
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound(what) => Fault::not_found(what),
            StoreError::TooLate(what) => Fault::too_late(what),
            other => Fault::broken(&other),
        }
    }
}

impl From<PlanError> for Fault {
    fn from(error: PlanError) -> Self {
        match error {
            PlanError::NotFound(what) => Fault::not_found(what),
            PlanError::AlreadyGenerating => {
                Fault::precondition("PLAN_ALREADY_GENERATING_ERROR", "plan already generating")
            }
            PlanError::TooLate(what) => Fault::too_late(what),
            PlanError::Wrong(wrong) => {
                Fault::fields(wrong.into_iter().map(|wrong| (wrong.field.to_owned(), wrong.said)))
            }
            PlanError::Refused(said) => Fault::precondition("REFUSED_ERROR", said),
            PlanError::Unavailable => Fault::unavailable(),
        }
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let unread = self.status == StatusCode::PAYLOAD_TOO_LARGE;
        // The rest of the body is still on its way, so the connection is of no more use.
        let close = unread.then_some([(header::CONNECTION, "close")]);
        (self.status, close, Json(*self.body)).into_response()
    }
}
