//! The API of Post for Me. [`wire`] is the language that both sides of it speak, [`Client`] asks
//! it; the served side is in the package `api`. [`terms`] is what ours is called in that language,
//! and the [`Herald`] tells the addresses of programs what happens.

mod client;
mod error;
pub mod herald;
pub mod terms;
pub mod wire;

pub use client::{Client, SoughtAccounts, SoughtPosts, SoughtResults};
pub use error::PostForMeError;
pub use herald::Herald;
