//! The Publisher: which networks take posts of the site, and its posts as items.
//!
//! Where the vendor's public pages are silent: an item that is going out, went out or may have
//! counts as published; a deleted one is not remembered, so it does not exist.

mod accounts;
mod changes;
mod drafts;
mod items;
mod query;

use axum::http::Method as Verb;

use crate::{
    Effect::{Reads, Writes},
    Method,
    method::{Row, delete, get, patch, post},
    publisher, service,
};

/// Where the service lives below the installation's address.
const BASE: &str = "/social-publisher/v1";

/// The methods of the service.
#[rustfmt::skip]
pub fn methods() -> impl Iterator<Item = Method> {
    let method = |effect, name, verb, path, handled| Row {
        name, effect, verb, path: format!("{BASE}{path}"), handled,
    };
    let rows = [
        method(Reads, "ListAccounts", Verb::GET, "/accounts", get!(publisher::accounts::list)),
        method(Reads, "GetLongLivedTokenStatus", Verb::GET, "/{channel}/long-lived-token-status", get!(publisher::accounts::token_status)),
        method(Reads, "GetConnectUrl", Verb::GET, "/{channel}/connect-url", get!(publisher::accounts::connect_url)),
        method(Reads, "GetFeaturesData", Verb::GET, "/features", get!(publisher::accounts::features)),
        method(Reads, "GetFeatureData", Verb::GET, "/features/{feature}", get!(publisher::accounts::feature)),

        method(Writes, "CreateDraftItem", Verb::POST, "/items", post!(publisher::drafts::create)),
        method(Reads, "GetItem", Verb::GET, "/items/{id}", get!(publisher::items::read)),
        method(Reads, "QueryItems", Verb::POST, "/items/query", post!(publisher::items::query)),
        method(Writes, "UpdateItem", Verb::PATCH, "/items/{id}", patch!(publisher::items::update)),
        method(Writes, "PublishItemById", Verb::POST, "/publish-by-id", post!(publisher::items::publish)),
        method(Writes, "RescheduleItem", Verb::POST, "/items/{id}/reschedule", post!(publisher::items::reschedule)),
        method(Writes, "CancelScheduledItem", Verb::PATCH, "/items/{id}/cancel", patch!(publisher::items::cancel)),
        method(Writes, "DeleteItem", Verb::DELETE, "/items/{id}", delete!(publisher::items::remove)),
    ];
    service::PUBLISHER.serves(rows)
}
