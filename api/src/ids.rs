//! Ids that a caller sends: a bounded number of GUIDs.

use std::str::FromStr;

use crate::fault::Fault;

/// The most ids that one call takes.
pub const MOST: usize = 20;

/// 1 to 20 ids of a field.
pub fn some<T: FromStr>(field: &str, ids: Option<Vec<String>>) -> Result<Vec<T>, Fault> {
    let ids = ids.unwrap_or_default();
    if ids.is_empty() {
        return Err(Fault::field(field, "MIN_SIZE", "Send at least 1 id."));
    }
    if ids.len() > MOST {
        let said = format!("Send at most {MOST} ids; these are {}.", ids.len());
        return Err(Fault::field(field, "MAX_SIZE", said));
    }
    ids.iter().enumerate().map(|(at, id)| one(&format!("{field}[{at}]"), id)).collect()
}

/// The id in a field.
pub fn one<T: FromStr>(field: &str, id: &str) -> Result<T, Fault> {
    id.parse().map_err(|_| Fault::field(field, "FORMAT", "This is not a GUID."))
}

/// The id that a field must hold.
pub fn wanted<T: FromStr>(field: &str, id: Option<&str>) -> Result<T, Fault> {
    let id = id.filter(|id| !id.is_empty());
    one(field, id.ok_or_else(|| Fault::field(field, "REQUIRED_FIELD", "Send an id."))?)
}
