//! What an account shows on its platform.

use axum::Json;
use serde_json::Value;

use super::{Fault, Program, payload::Id};

/// `GET /v1/social-account-feeds/{id}`: is refused, as the vendor refuses it to a project
/// without the plan for it. What an account shows on its platform is not read here.
pub async fn list(_: Program, _: Id) -> Result<Json<Value>, Fault> {
    Err(Fault::unauthorized("Access to social account feeds requires new_pricing plan."))
}
