//! The Publisher: which networks take posts of the site, and its posts as items.
//!
//! Where the vendor's public pages are silent: an item that is going out, went out or may have
//! counts as published; a deleted one is not remembered, so it does not exist.

mod accounts;
mod changes;
mod items;
mod query;

use axum::{
    http::Method as Verb,
    routing::{MethodRouter, delete, get, patch, post},
};

use crate::{
    Api,
    Effect::{Reads, Writes},
    Method,
};

/// Where the service lives below the installation's address.
const BASE: &str = "/social-publisher/v1";

/// The methods of the service.
#[rustfmt::skip]
pub fn methods() -> Vec<Method> {
    let method = |effect, name, verb, path, handler: MethodRouter<Api>| Method {
        name, effect, verb, path: format!("{BASE}{path}"), handler,
    };
    vec![
        method(Reads, "ListAccounts", Verb::GET, "/accounts", get(accounts::list)),
        method(Reads, "GetLongLivedTokenStatus", Verb::GET, "/{channel}/long-lived-token-status", get(accounts::token_status)),
        method(Reads, "GetConnectUrl", Verb::GET, "/{channel}/connect-url", get(accounts::connect_url)),
        method(Reads, "GetFeaturesData", Verb::GET, "/features", get(accounts::features)),
        method(Reads, "GetFeatureData", Verb::GET, "/features/{feature}", get(accounts::feature)),

        method(Reads, "GetItem", Verb::GET, "/items/{id}", get(items::read)),
        method(Reads, "QueryItems", Verb::POST, "/items/query", post(items::query)),
        method(Writes, "UpdateItem", Verb::PATCH, "/items/{id}", patch(items::update)),
        method(Writes, "PublishItemById", Verb::POST, "/publish-by-id", post(items::publish)),
        method(Writes, "RescheduleItem", Verb::POST, "/items/{id}/reschedule", post(items::reschedule)),
        method(Writes, "CancelScheduledItem", Verb::PATCH, "/items/{id}/cancel", patch(items::cancel)),
        method(Writes, "DeleteItem", Verb::DELETE, "/items/{id}", delete(items::remove)),
    ]
}
