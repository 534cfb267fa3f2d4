//! The Marketing Plan API of Wix. [`wire`] is the language that both sides of it speak; the
//! served side is the package `api`.

pub mod wire;
