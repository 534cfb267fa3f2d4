//! Who asks: a program with a key of a site.

use axum::{
    extract::FromRequestParts,
    http::{header, request::Parts},
};
use domain::Scope;
use postforme::wire::ErrorBody;
use schemars::SchemaGenerator;
use store::api_keys::Pass;

use super::Fault;
use crate::{
    Api,
    method::{Part, Shape},
    write::Writer,
};

/// A program that may use the methods for one site.
#[derive(Debug, Clone, Copy)]
pub struct Program {
    /// The site.
    pub scope: Scope,
}

impl FromRequestParts<Api> for Program {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Fault> {
        if let Some(known) = parts.extensions.get::<Program>() {
            return Ok(*known);
        }
        let mut said = parts.headers.get_all(header::AUTHORIZATION).iter();
        // One that is doubled may have been read otherwise by whoever stands between.
        let said = said.next().filter(|_| said.next().is_none());
        let said = said.and_then(|said| said.to_str().ok()).unwrap_or_default();
        let words: Vec<&str> = said.split(' ').collect();
        let ["Bearer", key] = words[..] else {
            return Err(Fault::unauthorized("Authorization token not found."));
        };
        let now = api.world.now();
        let (Pass::Key(scope) | Pass::Token(scope)) = api
            .store
            .pass(key, now)
            .await?
            .ok_or_else(|| Fault::unauthorized("Invalid or expired token"))?;
        api.pace().count(key, now).map_err(|over| Fault::too_many(over.headers()))?;
        Ok(Program { scope })
    }
}

impl Writer for Program {
    type Fault = Fault;

    fn scope(&self) -> Scope {
        self.scope
    }
}

impl Part for Program {
    fn note(shape: &mut Shape, schemas: &mut SchemaGenerator) {
        shape.caller = true;
        shape.refuses::<ErrorBody>(schemas, &[401]);
    }
}
