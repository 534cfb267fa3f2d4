//! The Marketing Plan API of Wix. [`wire`] is the language that both sides of it speak,
//! [`Client`] asks it; the served side is the package `api`. [`terms`] is what settings and
//! events of ours are called in that language, and back.

mod access;
mod client;
mod error;
mod publishing;
mod source;
pub mod terms;
pub mod wire;

pub use client::{Client, Timeframe};
pub use domain::source::Access;
pub use error::WixError;
pub use publishing::{ConnectedAccounts, Patience, Place, WixPublisher};
pub use source::WixSource;
