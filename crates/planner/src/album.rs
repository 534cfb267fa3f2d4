//! The site's own pictures, as a plan that is made at once is drawn with them.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
    time::Duration,
};

use domain::profile::FactKind;
use futures_util::{StreamExt, stream};
use outbound::{Limits, Outbound};
use url::Url;

use crate::{
    draw::{Logo, Photo},
    props::{Choice, Props},
    sample,
    whole::WholePlan,
};

/// The largest file that is fetched, in bytes, and the longest that it may take.
const LIMITS: Limits<'static> = Limits {
    max_bytes: 12_000_000,
    timeout: Duration::from_secs(5),
    accept: "image/webp,image/jpeg,image/png,image/svg+xml;q=0.9,*/*;q=0.1",
};
/// How many pictures are fetched at a time.
const AT_ONCE: usize = 4;

/// The photographs and the logo of a site. An empty one has pictures drawn without them.
#[derive(Debug, Clone, Default)]
pub struct Album {
    photos: HashMap<String, Arc<Photo>>,
    logo: Option<Arc<Logo>>,
}

impl Album {
    /// Fetches what the pictures of a plan are to show. What cannot be had is left out.
    pub async fn gather(outbound: &Outbound, plan: &WholePlan) -> Self {
        let wanted: BTreeSet<&str> = plan.photos().collect();
        let found = stream::iter(wanted)
            .map(async |address| (address, ask(outbound, address).await))
            .buffered(AT_ONCE)
            .filter_map(async |(address, file)| Some((address.to_owned(), Photo::read(&file?)?)))
            .map(|(address, photo)| (address, Arc::new(photo)));
        let photos = found.collect().await;
        let logo = match plan.profile.one(FactKind::Logo) {
            Some(address) => ask(outbound, address).await,
            None => None,
        };
        Album { photos, logo: logo.and_then(|file| Logo::read(&file)).map(Arc::new) }
    }

    /// What was chosen, with what there is of it.
    pub(crate) fn props(&self, choice: Choice<'_>) -> Props {
        let photo = choice.photo.and_then(|fact| self.photos.get(&fact.value)).cloned();
        choice.with(photo, self.logo.clone())
    }
}

/// The file at an address of the site, if one is given out there.
pub(crate) async fn ask(outbound: &Outbound, address: &str) -> Option<Vec<u8>> {
    let address = Url::parse(address).ok()?;
    if let Some(file) = sample::picture(&address) {
        return file.map(<[u8]>::to_vec);
    }
    match outbound.get(&address, LIMITS).await {
        Ok(found) if found.status == 200 => Some(found.body),
        Ok(found) => {
            tracing::debug!(%address, status = found.status, "a picture of the site is not there");
            None
        }
        Err(error) => {
            tracing::debug!(%address, %error, "a picture of the site could not be fetched");
            None
        }
    }
}
