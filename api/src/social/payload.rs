//! What a method is sent, read so that what is wrong can be named as the vendor names it.

use std::marker::PhantomData;

use axum::{
    Json,
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Path, Request, rejection::BytesRejection},
    http::{StatusCode, request::Parts},
    response::{IntoResponse, Response},
};
use postforme::wire::{ErrorBody, Meta, Page};
use schemars::{JsonSchema, SchemaGenerator};
use serde::{Serialize, de::DeserializeOwned};
use url::form_urlencoded;

use super::Fault;
use crate::{
    Api,
    method::{Answer, Body, Part, Shape},
};

/// The body of a request; none when it is empty.
pub struct Payload<T>(pub Option<T>);

impl<T: DeserializeOwned> FromRequest<Api> for Payload<T> {
    type Rejection = Fault;

    async fn from_request(request: Request, api: &Api) -> Result<Self, Fault> {
        let bytes = Bytes::from_request(request, api).await.map_err(|cut| unread(&cut))?;
        read(&bytes).map(Payload)
    }
}

fn unread(rejection: &BytesRejection) -> Fault {
    match rejection {
        BytesRejection::FailedToBufferBody(cut) if cut.status() == 413 => {
            Fault::too_large(crate::LARGEST_BODY)
        }
        _ => Fault::unreadable("The body did not arrive whole."),
    }
}

fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<Option<T>, Fault> {
    if bytes.trim_ascii().is_empty() {
        return Ok(None);
    }
    if !bytes.trim_ascii_start().starts_with(b"{") {
        return Err(Fault::unreadable("The body is not a JSON object."));
    }
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let read = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().to_string();
        match error.inner().classify() {
            serde_json::error::Category::Data if path != "." => {
                Fault::fields(vec![format!("{path} is not of the type that belongs here")])
            }
            _ => Fault::unreadable("The body is not valid JSON."),
        }
    })?;
    json.end().map_err(|_| Fault::unreadable("Something follows the JSON of the body."))?;
    Ok(Some(read))
}

impl<T: JsonSchema> Part for Payload<T> {
    fn note(shape: &mut Shape, schemas: &mut SchemaGenerator) {
        let schema = schemas.subschema_for::<T>();
        shape.body = Some(Body { schema, types: &["application/json"] });
        shape.refuses::<ErrorBody>(schemas, &[400, 413]);
    }
}

/// The id in a path.
pub struct Id(pub String);

impl FromRequestParts<Api> for Id {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Response> {
        let Path(id) = Path::<String>::from_request_parts(parts, api)
            .await
            .map_err(IntoResponse::into_response)?;
        Ok(Id(id))
    }
}

impl Part for Id {
    fn note(shape: &mut Shape, schemas: &mut SchemaGenerator) {
        shape.path = true;
        shape.refuses::<ErrorBody>(schemas, &[400, 404]);
    }
}

/// What was made: 201.
pub struct Created<T>(pub T);

impl<T: Serialize> IntoResponse for Created<T> {
    fn into_response(self) -> Response {
        (StatusCode::CREATED, Json(self.0)).into_response()
    }
}

impl<T: JsonSchema> Answer for Created<T> {
    fn note(shape: &mut Shape, schemas: &mut SchemaGenerator) {
        Json::<T>::note(shape, schemas);
        shape.created = true;
    }
}

/// Which part of a list is asked for. `T` describes the filters.
pub struct Asked<T> {
    path: String,
    pairs: Vec<(String, String)>,
    /// How many to pass over.
    pub offset: i64,
    /// The most to give.
    pub limit: i64,
    described: PhantomData<T>,
}

const OFFSET: &str = "offset";
const LIMIT: &str = "limit";
/// The most that a page holds.
const MOST: i64 = 100;
/// What a page holds when nobody says.
const USUAL: i64 = 50;

impl<T: Sync + Send> FromRequestParts<Api> for Asked<T> {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &Api) -> Result<Self, Fault> {
        let query = parts.uri.query().unwrap_or_default();
        Asked::read(parts.uri.path(), query)
    }
}

impl<T> Asked<T> {
    fn read(path: &str, query: &str) -> Result<Self, Fault> {
        let pairs: Vec<(String, String)> =
            form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        let mut wrong = Vec::new();
        let offset = number(&pairs, OFFSET, 0, (0, i64::MAX), &mut wrong);
        let limit = number(&pairs, LIMIT, USUAL, (1, MOST), &mut wrong);
        if !wrong.is_empty() {
            return Err(Fault::fields(wrong));
        }
        Ok(Asked { path: path.to_owned(), pairs, offset, limit, described: PhantomData })
    }

    /// Every value of a filter: it may be repeated, have brackets, and hold several between
    /// commas.
    pub fn all(&self, name: &str) -> Vec<String> {
        let named = |own: &str| {
            own.strip_prefix(name).is_some_and(|rest| {
                rest.is_empty() || (rest.starts_with('[') && rest.ends_with(']'))
            })
        };
        let values = self.pairs.iter().filter(|(own, _)| named(own));
        let values = values.flat_map(|(_, value)| value.split(','));
        values.map(str::trim).filter(|value| !value.is_empty()).map(str::to_owned).collect()
    }

    /// As [`Asked::all`], each one of these words.
    pub fn words(&self, name: &str, known: &[&str]) -> Result<Vec<String>, Fault> {
        let all = self.all(name);
        if all.iter().all(|word| known.contains(&word.as_str())) {
            return Ok(all);
        }
        let known = known.join(", ");
        let said = format!("each value in {name} must be one of the following values: {known}");
        Err(Fault::fields(vec![said]))
    }

    /// A page of what was found, of so many in all.
    pub fn page<D>(&self, api: &Api, data: Vec<D>, total: i64) -> Page<D> {
        let Asked { offset, limit, .. } = *self;
        let after = offset.saturating_add(limit);
        let next = (after < total && !data.is_empty()).then(|| self.next(api, after));
        Page { data, meta: Meta { total, offset, limit, next } }
    }

    fn next(&self, api: &Api, offset: i64) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let mut named: Vec<&str> = Vec::new();
        for (name, _) in &self.pairs {
            let name = name.split('[').next().unwrap_or(name);
            if name == OFFSET || name == LIMIT || named.contains(&name) {
                continue;
            }
            named.push(name);
            query.append_pair(name, &self.all(name).join(","));
        }
        query.append_pair(LIMIT, &self.limit.to_string());
        query.append_pair(OFFSET, &offset.to_string());
        let base = api.public_url.as_str().trim_end_matches('/');
        format!("{base}{}?{}", self.path, query.finish())
    }
}

fn number(
    pairs: &[(String, String)],
    name: &str,
    usual: i64,
    (least, most): (i64, i64),
    wrong: &mut Vec<String>,
) -> i64 {
    let Some((_, said)) = pairs.iter().rfind(|(own, _)| own == name) else { return usual };
    match said.trim().parse::<i64>() {
        Ok(number) if number > most => {
            wrong.push(format!("{name} must not be greater than {most}"))
        }
        Ok(number) if number < least => wrong.push(format!("{name} must not be less than {least}")),
        Ok(number) => return number,
        Err(_) => wrong.push(format!("{name} must be an integer number")),
    }
    usual
}

impl<T: JsonSchema> Part for Asked<T> {
    fn note(shape: &mut Shape, schemas: &mut SchemaGenerator) {
        let mut schema = T::json_schema(schemas);
        let properties =
            schema.ensure_object().entry("properties").or_insert_with(|| serde_json::json!({}));
        if let Some(properties) = properties.as_object_mut() {
            properties.insert(OFFSET.to_owned(), serde_json::json!({
                "type": "integer", "minimum": 0, "default": 0, "description": "How many to pass over.",
            }));
            properties.insert(
                LIMIT.to_owned(),
                serde_json::json!({
                    "type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL,
                    "description": "The most to give.",
                }),
            );
        }
        shape.query = Some(schema);
        shape.refuses::<ErrorBody>(schemas, &[400]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_may_be_repeated_have_brackets_and_hold_several_between_commas() {
        let query =
            "status=draft&status=scheduled&status[]=processing&status[0]=a%2Cb,&statuses=x&limit=7";
        let asked = Asked::<()>::read("/v1/social-posts", query);
        let asked = asked.unwrap_or_else(|fault| panic!("{fault:?}"));
        assert_eq!(asked.all("status"), ["draft", "scheduled", "processing", "a", "b"]);
        assert_eq!((asked.offset, asked.limit), (0, 7));
        assert!(asked.words("status", &["draft"]).is_err());
    }

    #[test]
    fn a_part_of_a_list_is_counted_in_whole_numbers_within_bounds() {
        for (query, said) in [
            ("limit=101", "limit must not be greater than 100"),
            ("limit=0", "limit must not be less than 1"),
            ("offset=-1", "offset must not be less than 0"),
            ("offset=x", "offset must be an integer number"),
        ] {
            let fault = Asked::<()>::read("/", query).map(drop);
            assert!(format!("{fault:?}").contains(said), "{query}: {fault:?}");
        }
    }
}
