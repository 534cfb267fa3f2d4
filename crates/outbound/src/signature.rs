//! What proves to a receiver that a request is ours: the same for every webhook.
//!
//! `Almanac-Timestamp` says when it was signed, in seconds since 1970 UTC; `Almanac-Signature`
//! is `v1=` and HMAC-SHA256, in lower-case hexadecimal, over the timestamp, a full stop and the
//! body's bytes. A receiver refuses timestamps more than five minutes away, so that an old
//! request cannot be sent again by somebody else.

use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use sha2::Sha256;

/// The two headers that sign `body` at `now`.
pub fn headers(secret: &str, body: &[u8], now: Timestamp) -> [(&'static str, String); 2] {
    let timestamp = now.as_second().to_string();
    let signature = format!("v1={}", sign(secret, &timestamp, body));
    [("Almanac-Signature", signature), ("Almanac-Timestamp", timestamp)]
}

fn sign(secret: &str, timestamp: &str, body: &[u8]) -> String {
    // HMAC takes keys of every length.
    let Ok(mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return String::new() };
    let signed = mac.chain_update(timestamp).chain_update(".").chain_update(body);
    signed.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Computed with Python's `hmac` module.
    #[test]
    fn others_compute_the_same() {
        let headers = headers("whs_0123456789abcdef", b"{\"id\":1}", Timestamp::UNIX_EPOCH);
        let expected = "v1=c05334e1794b4ca15151b9a74a1254484e0f5faa984e850a26e4cc0dca8c4602";
        assert_eq!(
            headers,
            [("Almanac-Signature", expected.to_owned()), ("Almanac-Timestamp", "0".to_owned())]
        );
    }
}
