//! What a method is sent: JSON or a query, read so that what is wrong can be named.

use std::marker::PhantomData;

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Query, Request, rejection::BytesRejection},
    http::request::Parts,
};
use serde::de::DeserializeOwned;

use crate::{Api, fault::Fault};

/// The body of a request. An empty body is an empty object.
pub struct Payload<T>(pub T);

impl<T: DeserializeOwned> FromRequest<Api> for Payload<T> {
    type Rejection = Fault;

    async fn from_request(request: Request, api: &Api) -> Result<Self, Fault> {
        let bytes = Bytes::from_request(request, api).await.map_err(|cut| unread(&cut))?;
        read(&bytes).map(Payload)
    }
}

/// Why a body did not arrive whole.
pub fn unread(rejection: &BytesRejection) -> Fault {
    match rejection {
        BytesRejection::FailedToBufferBody(cut) if cut.status() == 413 => Fault::too_large(),
        _ => Fault::unreadable(),
    }
}

/// The query of a request.
pub struct Asked<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<Api> for Asked<T> {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &Api) -> Result<Self, Fault> {
        let read = Query::try_from_uri(&parts.uri).map(|Query(asked)| Asked(asked));
        read.map_err(|_| Fault::field("query", "FORMAT", "A parameter is doubled, or is no text."))
    }
}

/// The pairs of a query whose parameters may be repeated. `T` describes them.
pub struct Pairs<T>(Vec<(String, String)>, PhantomData<T>);

impl<T> Pairs<T> {
    /// Every value of a parameter.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// The value of a parameter that may be sent once.
    pub fn one<'a>(&'a self, name: &'a str) -> Result<Option<&'a str>, Fault> {
        let mut values = self.all(name);
        match (values.next(), values.next()) {
            (value, None) => Ok(value),
            _ => Err(Fault::field(name, "FORMAT", "This is doubled. Send it once.")),
        }
    }
}

impl<T> FromRequestParts<Api> for Pairs<T> {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Fault> {
        Asked::from_request_parts(parts, api).await.map(|Asked(pairs)| Pairs(pairs, PhantomData))
    }
}

/// Reads a body. An empty one is an empty object.
pub fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Fault> {
    let bytes = if bytes.trim_ascii().is_empty() { b"{}" } else { bytes };
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let read = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().to_string();
        match error.inner().classify() {
            serde_json::error::Category::Data if path != "." => Fault::type_of(path),
            _ => Fault::unreadable(),
        }
    })?;
    json.end().map_err(|_| Fault::unreadable())?;
    Ok(read)
}

#[cfg(test)]
mod tests {
    use axum::response::IntoResponse;
    use wix::wire::ActivityIds;

    #[test]
    fn what_cannot_be_parsed_names_no_field_and_what_has_another_type_names_it() {
        for (body, read) in [(&b""[..], None), (b" {} ", None), (br#"{"x":1}"#, None)] {
            let ids: ActivityIds = super::read(body).unwrap_or_default();
            assert_eq!(ids.marketing_activity_ids, read);
        }
        for body in [&b"{"[..], b"[", b"\xff", b"{} {}", b"1", b"[]"] {
            let fault = super::read::<ActivityIds>(body).expect_err("refused");
            assert!(format!("{fault:?}").contains("Failed to parse"), "{fault:?}");
            assert_eq!(fault.into_response().status(), 400);
        }
        let fault = super::read::<ActivityIds>(br#"{"marketingActivityIds":["a",7]}"#);
        let fault = fault.expect_err("refused");
        assert!(format!("{fault:?}").contains("\"marketingActivityIds[1]\""), "{fault:?}");
    }
}
