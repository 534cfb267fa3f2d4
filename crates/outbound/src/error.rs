//! What can go wrong on the way out, in words for the person who typed the address.

use std::{error::Error, io};

use url::Url;

use crate::lookup::OnlyPrivate;

/// Why the way out could not be opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StartError {
    /// An entry of the allowed hosts is malformed.
    #[error(
        "ALMANAC_ALLOW_PRIVATE_HOSTS holds {0:?}, which is neither a host name nor an address. Write entries such as localhost:3000 or 127.0.0.1."
    )]
    AllowedHost(String),
    /// The machine's certificates or its TLS cannot be used.
    #[error(
        "TLS cannot be started on this machine. Install its package of certificate authorities (often ca-certificates)."
    )]
    Tls,
}

/// Why something was not fetched. Every text is a sentence for a person and holds no
/// message of a library.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// It leads into a private network.
    #[error(
        "{host} leads into a private network, and only public addresses can be reached. Use the public address."
    )]
    Private {
        /// The host asked for.
        host: String,
    },
    /// The name has no address.
    #[error("{host} cannot be found. Check the address for a typing mistake.")]
    Unresolved {
        /// The host asked for.
        host: String,
    },
    /// Nothing listens there.
    #[error("{host} did not accept the connection. Check the address, or try again later.")]
    Refused {
        /// The host asked for.
        host: String,
    },
    /// No complete answer in time.
    #[error("{host} did not answer within {}. Check the address, or try again later.", seconds_in_words(*seconds))]
    TimedOut {
        /// The host asked for.
        host: String,
        /// How long was waited, rounded up.
        seconds: u64,
    },
    /// The answer is larger than allowed.
    #[error("{host} sent more than {}, which is more than is read.", size_in_words(*limit))]
    TooLarge {
        /// The host asked for.
        host: String,
        /// The limit in bytes.
        limit: usize,
    },
    /// One redirect led to the next.
    #[error(
        "{host} redirects in a circle or too many times. Type the address of the page it should end on."
    )]
    TooManyRedirects {
        /// The host asked for first.
        host: String,
    },
    /// No secure connection.
    #[error(
        "No secure connection to {host} could be made: its certificate is missing, expired or for another name. Have it renewed, or try http:// if the site has none."
    )]
    Tls {
        /// The host asked for.
        host: String,
    },
    /// Neither http nor https.
    #[error("Addresses beginning with {scheme}: cannot be reached, only http and https.")]
    BadScheme {
        /// The scheme asked for.
        scheme: String,
    },
    /// A port other than 80 and 443.
    #[error(
        "{host} is asked on port {port}, and only the ports 80 and 443 can be reached. Leave the port out."
    )]
    BadPort {
        /// The host asked for.
        host: String,
        /// The port asked for.
        port: u16,
    },
    /// The address holds a name or a password.
    #[error("The address of {host} holds a user name or a password. Leave them out.")]
    Credentials {
        /// The host asked for.
        host: String,
    },
    /// What was to be asked cannot be written as a request.
    #[error("The request to {host} could not be written. Check its address and its headers.")]
    Malformed {
        /// The host asked for.
        host: String,
    },
    /// The exchange broke off or the answer was not HTTP.
    #[error("{host} broke off or gave an answer that could not be read. Try again later.")]
    Other {
        /// The host asked for.
        host: String,
    },
}

/// Why there is no answer to what was to be sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// Certainly nothing was written; sending again is safe.
    #[error("Nothing was sent. {0}")]
    NotSent(FetchError),
    /// It may have arrived. Never send again without asking.
    #[error(
        "{host} {why}, so it is not known whether the message arrived. Look there before sending it again."
    )]
    Unclear {
        /// The host asked for.
        host: String,
        /// What became of the answer.
        why: Lost,
    },
}

/// What became of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Lost {
    /// None came in time.
    #[error("did not answer within {}", seconds_in_words(*.seconds))]
    TimedOut {
        /// How long was waited, rounded up.
        seconds: u64,
    },
    /// The connection broke, or what came was not HTTP.
    #[error("broke off before answering")]
    BrokenOff,
}

/// Why a request got no answer.
pub(crate) fn classify(error: &reqwest::Error, url: &Url, seconds: u64) -> FetchError {
    let host = host(url);
    if chain(error).any(|cause| cause.is::<OnlyPrivate>()) {
        FetchError::Private { host }
    } else if error.is_builder() {
        FetchError::Malformed { host }
    } else if error.is_dns() {
        FetchError::Unresolved { host }
    } else if error.is_timeout() {
        FetchError::TimedOut { host, seconds }
    } else if error.is_connect() && url.scheme() == "https" && broke_in_handshake(error) {
        FetchError::Tls { host }
    } else if error.is_connect() {
        FetchError::Refused { host }
    } else {
        FetchError::Other { host }
    }
}

pub(crate) fn host(url: &Url) -> String {
    url.host_str().unwrap_or_default().to_owned()
}

/// TLS libraries report a failed handshake as invalid data or an early end.
fn broke_in_handshake(error: &reqwest::Error) -> bool {
    chain(error)
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|io| matches!(io.kind(), io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof))
}

/// The causes of an error. An [`io::Error`] answers `source` with the source of what it
/// wraps, and so would hide the wrapped error itself.
fn chain(error: &reqwest::Error) -> impl Iterator<Item = &(dyn Error + 'static)> {
    std::iter::successors(error.source(), |&cause| match cause.downcast_ref::<io::Error>() {
        Some(io) => io.get_ref().map(|wrapped| wrapped as &(dyn Error + 'static)),
        None => cause.source(),
    })
}

fn seconds_in_words(seconds: u64) -> String {
    if seconds == 1 { "1 second".to_owned() } else { format!("{seconds} seconds") }
}

fn size_in_words(bytes: usize) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        _ => format!("{} MB", bytes / 1_000_000),
    }
}
