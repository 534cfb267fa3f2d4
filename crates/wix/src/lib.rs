//! The Marketing Plan API of Wix. [`wire`] is the language that both sides of it speak,
//! [`Client`] asks it; the served side is the package `api`.

mod access;
mod client;
mod error;
mod source;
pub mod wire;

pub use client::{Client, Timeframe};
pub use domain::source::Access;
pub use error::WixError;
pub use source::WixSource;
