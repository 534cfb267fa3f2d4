//! How a client shows who it is.

use domain::contract::Credentials;
use serde::{Deserialize, Serialize};

/// The credentials of a site. Secrets do not print.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Access {
    /// A key that opens the site. It never expires by itself.
    Key {
        /// The key.
        key: Credentials,
        /// The site's GUID.
        site: String,
    },
    /// An app that is installed on the site. Its tokens live for four hours.
    App {
        /// The app.
        client_id: String,
        /// Its secret.
        client_secret: Credentials,
        /// Its installation on the site.
        instance_id: String,
    },
}

/// How an access is written before it is sealed.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Written {
    Key { key: String, site: String },
    App { client_id: String, client_secret: String, instance_id: String },
}

impl Access {
    /// As a text to seal.
    pub fn to_seal(&self) -> Credentials {
        let written = match self {
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

    /// From a text that was sealed.
    pub fn opened(sealed: &Credentials) -> Option<Self> {
        Some(match serde_json::from_str(sealed.reveal()).ok()? {
            Written::Key { key, site } => Access::Key { key: Credentials::new(key), site },
            Written::App { client_id, client_secret, instance_id } => Access::App {
                client_id,
                client_secret: Credentials::new(client_secret),
                instance_id,
            },
        })
    }

    /// Whom it names, without a secret: the site, or the installation of the app.
    pub fn account(&self) -> &str {
        match self {
            Access::Key { site, .. } => site,
            Access::App { instance_id, .. } => instance_id,
        }
    }
}
