//! The ground floor: what a plan, an activity, a post and a channel are, which
//! changes are legal, and the contracts that the floors above fulfil.
//!
//! No input or output, no clock, no chance: *now* and *random* are arguments.
//! Compiles to wasm, so every dependency here is everybody's download.

pub mod activity;
pub mod channel;
pub mod connection;
pub mod connector;
pub mod contract;
pub mod days;
pub mod event;
pub mod freeze;
pub mod health;
pub mod id;
pub mod likeness;
pub mod names;
pub mod network;
pub mod notification;
pub mod occasion;
pub mod opening;
pub mod plan;
pub mod post;
pub mod preflight;
pub mod profile;
pub mod proposal;
pub mod settings;
pub mod site;
pub mod source;
pub mod text;
pub mod world;
pub mod writing;

pub use id::Scope;
