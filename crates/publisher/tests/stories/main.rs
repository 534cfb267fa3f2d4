//! How posts go out, told on both engines. PostgreSQL is reached through
//! `ALMANAC_TEST_POSTGRES`, which `cargo xtask test` sets.

#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

mod ahead;
mod bakery;
mod bluesky;
mod engines;
mod held_up;
mod life;
mod many;
mod mastodon;
mod network;
mod pds;
mod receiver;
mod server;
mod webhook;

mod world;
