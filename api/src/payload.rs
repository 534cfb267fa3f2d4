//! What a method is sent: JSON or a query, read so that what is wrong can be named.

use std::marker::PhantomData;

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Query, Request, rejection::BytesRejection},
    http::{Uri, request::Parts},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use url::form_urlencoded;

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

/// The query of a request: pairs, or all of them as one JSON object (see [`opened`]).
pub struct Asked<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<Api> for Asked<T> {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &Api) -> Result<Self, Fault> {
        let Query(pairs): Query<Vec<(String, String)>> = query(&parts.uri)?;
        if !pairs.iter().any(|(name, _)| name == WHOLE) {
            return query(&parts.uri).map(|Query(asked)| Asked(asked));
        }
        let pairs =
            form_urlencoded::Serializer::new(String::new()).extend_pairs(opened(pairs)?).finish();
        let uri = format!("/?{pairs}").parse().map_err(|_| not_whole())?;
        query(&uri).map(|Query(asked)| Asked(asked))
    }
}

fn query<T: DeserializeOwned>(uri: &Uri) -> Result<Query<T>, Fault> {
    let doubled = |_| Fault::field("query", "FORMAT", "A parameter is doubled, or is no text.");
    Query::try_from_uri(uri).map_err(doubled)
}

/// Under which name a query may stand as one JSON object, in base64url without padding: the
/// vendor's SDK does so when an object lies too deep for pairs.
const WHOLE: &str = ".r";

/// The pairs of a query, with those of its JSON object in its place: what lies deeper has a
/// name with dots, a list repeats its name, and null is left out, as in a query of pairs.
fn opened(pairs: Vec<(String, String)>) -> Result<Vec<(String, String)>, Fault> {
    let mut all = Vec::with_capacity(pairs.len());
    for (name, value) in pairs {
        if name != WHOLE {
            all.push((name, value));
            continue;
        }
        let json = URL_SAFE_NO_PAD.decode(value.trim_end_matches('=')).map_err(|_| not_whole())?;
        let object: Map<String, Value> = serde_json::from_slice(&json).map_err(|_| not_whole())?;
        for (name, value) in object {
            flatten(name, value, &mut all);
        }
    }
    Ok(all)
}

fn flatten(name: String, value: Value, into: &mut Vec<(String, String)>) {
    match value {
        Value::Null => {}
        Value::String(text) => into.push((name, text)),
        Value::Bool(_) | Value::Number(_) => into.push((name, value.to_string())),
        Value::Array(all) => all.into_iter().for_each(|one| flatten(name.clone(), one, into)),
        Value::Object(fields) => {
            fields
                .into_iter()
                .for_each(|(inner, one)| flatten(format!("{name}.{inner}"), one, into));
        }
    }
}

fn not_whole() -> Fault {
    Fault::field(WHOLE, "FORMAT", "This is not a JSON object in base64url.")
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
    use base64::Engine;
    use wix::wire::ActivityIds;

    use super::URL_SAFE_NO_PAD;

    #[test]
    fn a_query_as_one_object_is_read_as_its_pairs() {
        let whole = |json: &str| vec![(super::WHOLE.to_owned(), URL_SAFE_NO_PAD.encode(json))];
        let object =
            r#"{"timeframe":{"startDate":"2026","endDate":null},"of":["a",1,true,{"b":"é"}]}"#;
        let pairs = super::opened(whole(object)).expect("pairs");
        let mut pairs: Vec<String> =
            pairs.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
        pairs.sort();
        assert_eq!(pairs, ["of.b=é", "of=1", "of=a", "of=true", "timeframe.startDate=2026"]);
        assert_eq!(super::opened(whole("{}")).expect("none"), []);
        for json in ["[]", "{", "", "7", "\u{1}"] {
            super::opened(whole(json)).expect_err("refused");
        }
        super::opened(vec![(".r".to_owned(), "ä".to_owned())]).expect_err("refused");
    }

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
