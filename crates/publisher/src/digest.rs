//! Fingerprints of what is sent.

use domain::contract::Delivery;
use serde::Serialize;
use sha2::{Digest, Sha256};

/// SHA-256, in hexadecimal, of everything a network would show of a delivery. The same for
/// every attempt that says the same.
pub(crate) fn of(delivery: &Delivery) -> String {
    #[derive(Serialize)]
    struct Shown<'a> {
        key: &'a str,
        channel: &'a str,
        kind: &'a str,
        account: &'a str,
        title: Option<&'a str>,
        caption: &'a str,
        link: Option<&'a str>,
        alt_text: &'a str,
        picture: Option<String>,
    }
    let shown = Shown {
        key: &delivery.key,
        channel: delivery.channel.code(),
        kind: delivery.kind.code(),
        account: &delivery.account,
        title: delivery.text.title.as_deref(),
        caption: &delivery.text.caption,
        link: delivery.text.link.as_deref(),
        alt_text: &delivery.text.alt_text,
        picture: delivery.picture.map(|picture| picture.to_string()),
    };
    // Texts alone: writing them as JSON cannot fail.
    hex(&Sha256::digest(serde_json::to_vec(&shown).unwrap_or_default()))
}

/// Lower-case hexadecimal.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
