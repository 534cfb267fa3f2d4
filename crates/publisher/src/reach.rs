//! What an exchange with a server that did not come about means.

use std::time::Duration;

use domain::contract::{Delivery, Refusal};
use outbound::{Answer, FetchError, Outbound, SendError};
use store::{Store, StoreError};
use url::Url;

/// What could not be reached is tried again after this at the soonest.
pub(crate) const PAUSE: Duration = Duration::from_secs(30);

/// Whether a server that could not be reached now may be reached without a person
/// changing its address.
pub(crate) fn may_be_reached_later(why: &FetchError) -> bool {
    match why {
        FetchError::Unresolved { .. }
        | FetchError::Refused { .. }
        | FetchError::TimedOut { .. }
        | FetchError::Tls { .. }
        | FetchError::Other { .. } => true,
        FetchError::Private { .. }
        | FetchError::TooLarge { .. }
        | FetchError::TooManyRedirects { .. }
        | FetchError::BadScheme { .. }
        | FetchError::BadPort { .. }
        | FetchError::Credentials { .. }
        | FetchError::Malformed { .. } => false,
    }
}

/// A refusal without a status.
pub(crate) fn refused(reason: impl Into<String>, retry_after: Option<Duration>) -> Refusal {
    Refusal { reason: reason.into(), status: None, retry_after }
}

/// Why nothing was published when an exchange ahead of the send did not come about.
pub(crate) fn not_reached(error: &SendError) -> Refusal {
    match error {
        SendError::NotSent(why) => {
            refused(error.to_string(), may_be_reached_later(why).then_some(PAUSE))
        }
        SendError::Unclear { host, why } => {
            refused(format!("{host} {why}. Nothing was published."), Some(PAUSE))
        }
    }
}

/// Why there is no answer, for who only wanted to know.
pub(crate) fn why(error: &SendError) -> String {
    match error {
        SendError::NotSent(why) => why.to_string(),
        SendError::Unclear { host, why } => format!("{host} {why}. Try again in a moment."),
    }
}

/// Why nothing was published when the store did not answer ahead of the send.
pub(crate) fn store_failed(delivery: &Delivery, error: &StoreError) -> Refusal {
    let cause = error as &dyn std::error::Error;
    tracing::error!(error = cause, post.id = %delivery.post, site.id = %delivery.scope.site, "a send could not be prepared");
    refused(
        "Almanac could not read what it needs to send this. Nothing was published.",
        Some(PAUSE),
    )
}

/// The picture of a delivery as it goes to a network.
pub(crate) struct Picture {
    pub(crate) content_type: String,
    pub(crate) bytes: Vec<u8>,
    pub(crate) size: (u32, u32),
}

/// Reads the picture of a delivery, if it has one.
pub(crate) async fn picture(
    store: &Store,
    delivery: &Delivery,
) -> Result<Option<Picture>, Refusal> {
    let Some(id) = delivery.picture else { return Ok(None) };
    let read = async {
        let (content_type, bytes) = store.picture(delivery.scope, id).await?;
        let size = store.picture_size(delivery.scope, id).await?;
        Ok(Picture { content_type, bytes, size })
    };
    read.await.map(Some).map_err(|error: StoreError| {
        let cause = &error as &dyn std::error::Error;
        tracing::error!(error = cause, post.id = %delivery.post, site.id = %delivery.scope.site, "a picture could not be read");
        let passing = matches!(error, StoreError::Database(_));
        refused("The picture could not be read. Draw it again.", passing.then_some(PAUSE))
    })
}

/// An answer's body as JSON; `null` when it is none.
pub(crate) fn json(answer: &Answer) -> serde_json::Value {
    serde_json::from_slice(&answer.body).unwrap_or_default()
}

/// The address of a path on a server, with a query.
pub(crate) fn at(server: &Url, path: &str, query: &[(&str, &str)]) -> Url {
    let mut url = server.clone();
    url.set_path(path);
    url.set_fragment(None);
    url.set_query(None);
    if !query.is_empty() {
        url.query_pairs_mut().extend_pairs(query);
    }
    url
}

/// The address of a server that a person typed: its origin alone, with https:// unless they
/// typed a scheme, checked against what may be reached.
///
/// # Errors
/// What is wrong with it, in words for who typed it.
pub(crate) async fn server(outbound: &Outbound, typed: &str) -> Result<Url, String> {
    let url = domain::site::address(typed).map_err(|error| error.to_string())?;
    let origin = at(&url, "/", &[]);
    outbound.may_reach(&origin).await.map_err(|why| why.to_string())?;
    Ok(origin)
}

/// A server's address among the credentials of a connection.
pub(crate) mod address {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};
    use url::Url;

    pub(crate) fn serialize<S: Serializer>(url: &Url, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(url.as_str())
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Url, D::Error> {
        Url::parse(&String::deserialize(from)?).map_err(|_| D::Error::custom("not an address"))
    }
}
