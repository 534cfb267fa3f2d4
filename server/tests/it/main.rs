//! The real binary, from outside: what it says, what it refuses, what it answers. On
//! SQLite, and on PostgreSQL when `ALMANAC_TEST_POSTGRES` names one.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod address;
mod almanac;
mod api;
mod browser;
mod conformance;
mod demo;
mod doctor;
mod drafts;
mod end;
mod event_pages;
mod events;
mod feeds;
mod freeze;
mod freshness;
mod guards;
mod headers;
mod health;
mod image_models;
mod key;
mod marketing_settings;
mod metrics;
mod neighbours;
mod notifications;
mod openapi;
mod plan_again;
mod plan_health;
mod post_for_me;
mod program;
mod publisher;
mod queue;
mod refusals;
mod rotate_key;
mod server_limits;
mod sessions;
mod settings;
mod source;
mod times;
mod whole_plan;
