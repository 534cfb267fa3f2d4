//! Sealing: what must be stored but not read from a copy of the database.
//!
//! XChaCha20-Poly1305 with a random 24-byte nonce. The place a value belongs to is
//! authenticated with it, so that a sealed value moved to another row does not open.

use chacha20poly1305::{
    Key, KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};

use crate::StoreError;

const NONCE: usize = 24;

/// The installation's secret key: 32 bytes that nobody else has. Does not print.
#[derive(Clone)]
pub struct SecretKey([u8; 32]);

impl SecretKey {
    /// Takes the key in.
    pub const fn new(bytes: [u8; 32]) -> Self {
        SecretKey(bytes)
    }

    pub(crate) fn seal(&self, place: &str, secret: &str) -> Result<String, StoreError> {
        let mut nonce = [0; NONCE];
        getrandom::fill(&mut nonce).map_err(|_| StoreError::Unsealable)?;
        let sealed = self
            .cipher()
            .encrypt(
                &XNonce::from(nonce),
                Payload { msg: secret.as_bytes(), aad: place.as_bytes() },
            )
            .map_err(|_| StoreError::Unsealable)?;
        Ok(format!("v1.{}.{}", hex(&nonce), hex(&sealed)))
    }

    pub(crate) fn open(&self, place: &str, sealed: &str) -> Result<String, StoreError> {
        let mut parts = sealed.split('.');
        let (Some("v1"), Some(nonce), Some(body), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(StoreError::Unsealable);
        };
        let nonce: [u8; NONCE] = unhex(nonce)?.try_into().map_err(|_| StoreError::Unsealable)?;
        let opened = self
            .cipher()
            .decrypt(&XNonce::from(nonce), Payload { msg: &unhex(body)?, aad: place.as_bytes() })
            .map_err(|_| StoreError::Unsealable)?;
        String::from_utf8(opened).map_err(|_| StoreError::Unsealable)
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&Key::from(self.0))
    }
}

impl std::fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecretKey(…)")
    }
}

/// SHA-256 of a text, in hexadecimal. For secrets that are random enough to need no salt.
pub(crate) fn digest(text: &str) -> String {
    use sha2::Digest;
    hex(&sha2::Sha256::digest(text.as_bytes()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Result<Vec<u8>, StoreError> {
    if !text.len().is_multiple_of(2) || !text.is_ascii() {
        return Err(StoreError::Unsealable);
    }
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).map_err(|_| StoreError::Unsealable))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_value_opens_only_in_its_place_and_with_its_key() {
        let key = SecretKey::new([7; 32]);
        let sealed = key.seal("bakery/webhook", "s3cret").unwrap();
        assert!(!sealed.contains("s3cret"));
        assert_eq!(key.open("bakery/webhook", &sealed).unwrap(), "s3cret");
        assert!(key.open("other/webhook", &sealed).is_err());
        assert!(SecretKey::new([8; 32]).open("bakery/webhook", &sealed).is_err());
        assert!(key.open("bakery/webhook", "v1.zz.zz").is_err());
    }
}
