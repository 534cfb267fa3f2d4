//! What settings and events of ours are in the vendor's shapes, and back. Both sides of the
//! wire go by it; nothing here asks or stores.

pub mod event;
pub mod settings;
