//! How a client shows who it is.

use domain::contract::Credentials;

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
