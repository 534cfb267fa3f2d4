//! Whether the service answers.

use axum::{Json, extract::State, http::StatusCode};
use schemars::JsonSchema;
use serde::Serialize;

use super::Fault;
use crate::Api;

/// Whether the service answers.
#[derive(Serialize, JsonSchema)]
pub struct Health {
    /// `ok`.
    status: &'static str,
}

/// `GET /healthcheck`: tells whether the service and its database answer. Asks for no key.
pub async fn read(State(api): State<Api>) -> Result<Json<Health>, Fault> {
    match api.store.ping().await {
        Ok(()) => Ok(Json(Health { status: "ok" })),
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "the database is away");
            Err(Fault::said(StatusCode::SERVICE_UNAVAILABLE, "Service Unavailable"))
        }
    }
}
