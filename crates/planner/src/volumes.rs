//! How often phrases are searched for, told by a provider behind an address.
//!
//! Nobody's API is spoken here: whoever has an account with a vendor puts a few lines of
//! their own before it, which speak this. One request, `POST` to the very address:
//!
//! ```json
//! {"phrases": ["sourdough starter", "rye bread"], "language": "en", "country": "PT"}
//! ```
//!
//! `language` is a BCP 47 tag and `country` two letters of ISO 3166, or null where the website
//! does not tell. A key goes along as `authorization: Bearer KEY`. The answer has status 200:
//!
//! ```json
//! {"volumes": [{"phrase": "sourdough starter", "searches": 90}, {"phrase": "rye bread", "searches": null}]}
//! ```
//!
//! `searches` is a whole number, the average of a month; null, or a phrase left out, is not
//! known. An answer of another shape is not taken in part. 429 and 5xx are asked again, after
//! the seconds that `Retry-After` names.

use std::{collections::BTreeMap, time::Duration};

use domain::contract::{BoxFuture, Credentials, VolumeQuery, Volumes, VolumesError};
use outbound::{Answer, Outbound, SendError};
use serde::Deserialize;
use serde_json::json;
use url::Url;

use crate::models::Patience;

/// The largest answer that is read, in bytes: that of a hundred phrases is a tenth of it.
const LARGEST: usize = 256 * 1024;
/// How often a request is repeated that was not taken up.
const REPEATS: u32 = 2;

/// A provider behind an address.
#[derive(Debug, Clone)]
pub struct HttpVolumes {
    outbound: Outbound,
    address: Url,
    key: Option<Credentials>,
    patience: Patience,
}

#[derive(Deserialize)]
struct Told {
    volumes: Vec<Volume>,
}

#[derive(Deserialize)]
struct Volume {
    phrase: String,
    searches: Option<u64>,
}

/// What is to be done after a request.
enum Next {
    Read(BTreeMap<String, u64>),
    Stop(VolumesError),
    /// The same again, after a wait; what to say when there is no more patience.
    Wait(Option<Duration>, String),
}

impl HttpVolumes {
    /// The provider at an address.
    pub fn new(
        outbound: Outbound,
        address: Url,
        key: Option<Credentials>,
        patience: Patience,
    ) -> Self {
        HttpVolumes { outbound, address, key, patience }
    }

    async fn once(&self, query: &VolumeQuery<'_>) -> Next {
        let key = self.key.as_ref().map(|key| format!("Bearer {}", key.reveal()));
        let headers: Vec<(&str, String)> =
            key.map(|key| ("authorization", key)).into_iter().collect();
        let VolumeQuery { phrases, language, country } = query;
        let body = json!({ "phrases": phrases, "language": language, "country": country });
        let body = body.to_string().into_bytes();
        let sent = self
            .outbound
            .post_json(&self.address, &headers, body, self.patience.answer, LARGEST)
            .await;
        match sent {
            Ok(answer) => self.understood(&answer, phrases),
            Err(SendError::NotSent(why)) => Next::Stop(VolumesError::Unavailable(why.to_string())),
            Err(SendError::Unclear { host, why }) => {
                Next::Stop(VolumesError::Unavailable(format!("{host} {why}.")))
            }
        }
    }

    fn understood(&self, answer: &Answer, asked: &[String]) -> Next {
        let host = self.address.host_str().unwrap_or_default();
        match answer.status {
            200 if answer.whole => match serde_json::from_slice::<Told>(&answer.body) {
                Ok(told) => {
                    let of = |Volume { phrase, searches }| Some((phrase, searches?));
                    let known = told.volumes.into_iter().filter_map(of);
                    Next::Read(known.filter(|(phrase, _)| asked.contains(phrase)).collect())
                }
                Err(_) => {
                    let said = format!(
                        "{host} answered, but not in the form that is asked for. Look at what answers there."
                    );
                    Next::Stop(VolumesError::Unusable(said))
                }
            },
            200 => {
                let said = format!(
                    "the answer of {host} did not end in time, or was larger than is read."
                );
                Next::Stop(VolumesError::Unavailable(said))
            }
            401 | 403 => {
                let said = format!("{host} does not accept the key. Enter a valid one.");
                Next::Stop(VolumesError::NotLetIn(said))
            }
            429 => {
                Next::Wait(answer.retry_after, format!("{host} takes no more requests for now."))
            }
            408 | 500..=599 => Next::Wait(
                answer.retry_after,
                format!("{host} is in trouble (status {}).", answer.status),
            ),
            status => {
                let said =
                    format!("{host} refused the request (status {status}). Check its address.");
                Next::Stop(VolumesError::Unusable(said))
            }
        }
    }
}

impl Volumes for HttpVolumes {
    fn searches<'a>(
        &'a self,
        query: VolumeQuery<'a>,
    ) -> BoxFuture<'a, Result<BTreeMap<String, u64>, VolumesError>> {
        Box::pin(async move {
            let mut repeats = 0;
            let mut pause = self.patience.pause;
            loop {
                match self.once(&query).await {
                    Next::Read(known) => return Ok(known),
                    Next::Stop(why) => return Err(why),
                    Next::Wait(wait, said) => {
                        let wait = wait.unwrap_or(pause);
                        if repeats == REPEATS || wait > self.patience.longest {
                            return Err(VolumesError::Unavailable(said));
                        }
                        tokio::time::sleep(wait).await;
                        repeats += 1;
                        pause *= 2;
                    }
                }
            }
        })
    }
}
