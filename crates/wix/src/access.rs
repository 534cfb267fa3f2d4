//! Credentials as they are kept: a text that the store seals.

use domain::{contract::Credentials, source::Access};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Written {
    Key { key: String, site: String },
    App { client_id: String, client_secret: String, instance_id: String },
}

/// As a text to seal.
pub fn to_seal(access: &Access) -> Credentials {
    let written = match access {
        Access::Key { key, site } => {
            Written::Key { key: key.reveal().to_owned(), site: site.clone() }
        }
        Access::App { client_id, client_secret, instance_id } => Written::App {
            client_id: client_id.clone(),
            client_secret: client_secret.reveal().to_owned(),
            instance_id: instance_id.clone(),
        },
    };
    Credentials::new(serde_json::to_string(&written).unwrap_or_default())
}

/// From a text that was sealed; `None` when this version cannot read it.
pub fn opened(sealed: &Credentials) -> Option<Access> {
    Some(match serde_json::from_str(sealed.reveal()).ok()? {
        Written::Key { key, site } => Access::Key { key: Credentials::new(key), site },
        Written::App { client_id, client_secret, instance_id } => {
            Access::App { client_id, client_secret: Credentials::new(client_secret), instance_id }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_kept_as_they_were_entered() {
        let secret = || Credentials::new("s3cret".to_owned());
        for access in [
            Access::Key { key: secret(), site: "site".into() },
            Access::App {
                client_id: "id".into(),
                client_secret: secret(),
                instance_id: "instance".into(),
            },
        ] {
            assert_eq!(opened(&to_seal(&access)), Some(access));
        }
        assert_eq!(opened(&Credentials::new("{}".to_owned())), None);
    }
}
