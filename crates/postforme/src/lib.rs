//! The API of Post for Me. [`wire`] is the language that both sides of it speak, [`Client`] asks
//! it; the served side is in the package `api`. [`terms`] is what ours is called in that language,
//! and the [`Herald`] tells the addresses of programs what happens. [`PostForMe`] publishes
//! through the service, [`Accounts`] are what channels are
//! connected to there, and [`Hints`] take what it tells us by itself.

mod access;
mod accounts;
mod client;
mod error;
pub mod herald;
pub mod hints;
mod provider;
pub mod terms;
pub mod wire;
mod words;

pub use access::{Access, Clients};
pub use accounts::Accounts;
pub use client::{Client, SoughtAccounts, SoughtPosts, SoughtResults};
pub use error::PostForMeError;
pub use herald::Herald;
pub use hints::{Hint, Hints};
pub use provider::{Patience, PostForMe};
