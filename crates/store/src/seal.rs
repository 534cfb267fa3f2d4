//! Sealing: what must be stored but not read from a copy of the database.
//!
//! XChaCha20-Poly1305 with a random 24-byte nonce. The place a value belongs to is
//! authenticated with it, so that a sealed value moved to another row does not open.
//!
//! Two forms of sealed text: `v1.NONCE.BODY` is sealed with the installation's secret key,
//! `v2.NUMBER.NONCE.BODY` with the data key of that number. Which workspace's it is, the
//! place says.

use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use domain::id::WorkspaceId;
use zeroize::{Zeroize, Zeroizing};

use crate::error::Unsealable;

const NONCE: usize = 24;
const LENGTH: usize = 32;
/// Where the proof belongs that a database and a secret key go together, and what it says.
const PROOF: (&str, &[u8]) = ("instance", b"almanac");

/// 32 bytes that nobody else has. Wiped from memory when dropped; does not print.
#[derive(Clone)]
struct Key([u8; LENGTH]);

impl Key {
    fn random() -> Result<Self, Unsealable> {
        let mut key = Key([0; LENGTH]);
        getrandom::fill(&mut key.0).map_err(|_| Unsealable::NoChance)?;
        Ok(key)
    }

    fn seal(&self, place: &str, secret: &[u8]) -> Result<String, Unsealable> {
        let mut nonce = [0; NONCE];
        getrandom::fill(&mut nonce).map_err(|_| Unsealable::NoChance)?;
        let sealed = self
            .cipher()
            .encrypt(&XNonce::from(nonce), Payload { msg: secret, aad: place.as_bytes() })
            .map_err(|_| Unsealable::Damaged)?;
        Ok(format!("{}.{}", hex(&nonce), hex(&sealed)))
    }

    fn open(&self, place: &str, sealed: &str) -> Result<Zeroizing<Vec<u8>>, Unsealable> {
        let (nonce, body) = sealed.split_once('.').ok_or(Unsealable::Damaged)?;
        let nonce: [u8; NONCE] = unhex(nonce)?.try_into().map_err(|_| Unsealable::Damaged)?;
        self.cipher()
            .decrypt(&XNonce::from(nonce), Payload { msg: &unhex(body)?, aad: place.as_bytes() })
            .map(Zeroizing::new)
            .map_err(|_| Unsealable::Damaged)
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new((&self.0).into())
    }
}

impl Drop for Key {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// The installation's secret key, which wraps the data keys of its workspaces. Does not
/// print.
#[derive(Clone)]
pub struct SecretKey(Key);

impl SecretKey {
    /// Takes the key in.
    pub const fn new(bytes: [u8; LENGTH]) -> Self {
        SecretKey(Key(bytes))
    }

    /// A text that proves, kept in a database, that this key belongs to it.
    pub(crate) fn proof(&self) -> Result<String, Unsealable> {
        let (place, said) = PROOF;
        Ok(format!("v1.{}", self.0.seal(place, said)?))
    }

    /// Whether a proof was made with this key.
    pub(crate) fn proves(&self, proof: &str) -> bool {
        self.open(PROOF.0, proof).is_ok()
    }

    /// The data key, sealed for a row of its workspace.
    pub(crate) fn wrap(
        &self,
        workspace: WorkspaceId,
        data_key: &DataKey,
    ) -> Result<String, Unsealable> {
        let place = place_of_key(workspace, data_key.number);
        Ok(format!("v1.{}", self.0.seal(&place, &data_key.key.0)?))
    }

    /// The data key of a workspace.
    pub(crate) fn unwrap(
        &self,
        workspace: WorkspaceId,
        number: i64,
        wrapped: &str,
    ) -> Result<DataKey, Unsealable> {
        let opened = self.open(&place_of_key(workspace, number), wrapped)?;
        let mut key = Key([0; LENGTH]);
        match opened.len() {
            LENGTH => key.0.copy_from_slice(&opened),
            _ => return Err(Unsealable::Damaged),
        }
        Ok(DataKey { number, key })
    }

    /// Opens what was sealed in the first form.
    pub(crate) fn open(&self, place: &str, sealed: &str) -> Result<Zeroizing<Vec<u8>>, Unsealable> {
        self.0.open(place, sealed.strip_prefix("v1.").ok_or(Unsealable::Damaged)?)
    }
}

impl std::fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecretKey(…)")
    }
}

/// A key of one workspace, with its number among them.
pub(crate) struct DataKey {
    pub(crate) number: i64,
    key: Key,
}

impl DataKey {
    /// A new one.
    pub(crate) fn random(number: i64) -> Result<Self, Unsealable> {
        Ok(DataKey { number, key: Key::random()? })
    }

    /// The secret, sealed for its place.
    pub(crate) fn seal(&self, place: &str, secret: &[u8]) -> Result<String, Unsealable> {
        Ok(format!("v2.{}.{}", self.number, self.key.seal(place, secret)?))
    }

    /// Opens what was sealed with this key.
    pub(crate) fn open(&self, place: &str, sealed: &str) -> Result<Zeroizing<Vec<u8>>, Unsealable> {
        match sealed_with(sealed)? {
            SealedWith::DataKey { number, body } if number == self.number => {
                self.key.open(place, body)
            }
            SealedWith::DataKey { .. } | SealedWith::SecretKey => Err(Unsealable::Damaged),
        }
    }
}

/// What a sealed text says it was sealed with.
pub(crate) enum SealedWith<'a> {
    /// The installation's secret key itself, as all values were once.
    SecretKey,
    /// A data key of the workspace.
    DataKey {
        /// Which one.
        number: i64,
        /// The rest of the text.
        body: &'a str,
    },
}

/// Reads from a sealed text what it was sealed with.
pub(crate) fn sealed_with(sealed: &str) -> Result<SealedWith<'_>, Unsealable> {
    match sealed.split_once('.') {
        Some(("v1", _)) => Ok(SealedWith::SecretKey),
        Some(("v2", rest)) => {
            let (number, body) = rest.split_once('.').ok_or(Unsealable::Damaged)?;
            let number = number.parse().map_err(|_| Unsealable::Damaged)?;
            Ok(SealedWith::DataKey { number, body })
        }
        _ => Err(Unsealable::Damaged),
    }
}

fn place_of_key(workspace: WorkspaceId, number: i64) -> String {
    format!("data_keys/{workspace}/{number}")
}

/// SHA-256 of a text, in hexadecimal. For secrets that are random enough to need no salt.
pub(crate) fn digest(text: &str) -> String {
    use sha2::Digest;
    hex(&sha2::Sha256::digest(text.as_bytes()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Result<Vec<u8>, Unsealable> {
    if !text.len().is_multiple_of(2) || !text.is_ascii() {
        return Err(Unsealable::Damaged);
    }
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).map_err(|_| Unsealable::Damaged))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: &str = "connections/bakery/facebook";

    #[test]
    fn a_sealed_value_opens_only_in_its_place_and_with_its_key() {
        let key = DataKey::random(3).unwrap();
        let sealed = key.seal(PLACE, b"s3cret").unwrap();
        assert!(sealed.starts_with("v2.3.") && !sealed.contains("s3cret"), "{sealed}");
        assert_eq!(**key.open(PLACE, &sealed).unwrap(), *b"s3cret");
        assert!(key.open("connections/other/facebook", &sealed).is_err());
        assert!(DataKey::random(3).unwrap().open(PLACE, &sealed).is_err());
        let renumbered = sealed.replacen("v2.3.", "v2.4.", 1);
        let damaged = ["", "v1", "v2", "v2.3", "v2.3.zz.zz", "v2.x.00.00", "v3.3.00.00"];
        for sealed in damaged.iter().chain([&renumbered.as_str(), &&sealed[..sealed.len() - 2]]) {
            assert!(key.open(PLACE, sealed).is_err(), "{sealed}");
        }
    }

    #[test]
    fn a_data_key_is_unwrapped_for_its_workspace_and_number_only() {
        let (bakery, other) = (WorkspaceId::named("bakery"), WorkspaceId::named("other"));
        let (key, data_key) = (SecretKey::new([7; 32]), DataKey::random(1).unwrap());
        let wrapped = key.wrap(bakery, &data_key).unwrap();
        assert!(!wrapped.contains(&hex(&data_key.key.0)));
        let unwrapped = key.unwrap(bakery, 1, &wrapped).unwrap();
        assert_eq!((unwrapped.number, unwrapped.key.0), (1, data_key.key.0));
        assert!(key.unwrap(other, 1, &wrapped).is_err());
        assert!(key.unwrap(bakery, 2, &wrapped).is_err());
        assert!(SecretKey::new([8; 32]).unwrap(bakery, 1, &wrapped).is_err());
    }

    #[test]
    fn a_proof_is_one_for_its_own_key() {
        let key = SecretKey::new([7; 32]);
        let proof = key.proof().unwrap();
        assert!(key.proves(&proof) && !SecretKey::new([8; 32]).proves(&proof));
        assert!(!key.proves("v1.00.00") && !key.proves(""));
    }
}
