//! What stands at the service: what the posts under a key of ours are, and what their results
//! say.

use std::collections::HashMap;

use domain::contract::{Delivery, Landed, LookUp};
use serde_json::Value;

use super::{PostForMe, failed};
use crate::{
    Client, PostForMeError, SoughtPosts, SoughtResults,
    wire::{PostStatus, SocialPost, SocialPostResult},
};

/// How many posts under one key a page of them holds.
const PAGE: u32 = 100;
/// How many pages are read.
const PAGES: u32 = 10;

/// What stands at the service under the key of a delivery.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// What nobody publishes until it is released: drafts, and what is scheduled.
    pub(super) drafts: Vec<String>,
    /// It is on the network.
    pub(super) out: Option<Landed>,
    /// Something is being published.
    pub(super) going: bool,
    /// Something ended, and nothing says how.
    pub(super) untold: bool,
    /// It was certainly not published, for that reason.
    pub(super) failed: Option<String>,
}

/// What the result of a post says.
#[derive(Debug, Clone)]
pub(super) enum Told {
    Out(Landed),
    Failed(String),
    Going,
    Untold,
}

impl Told {
    fn of(result: &SocialPostResult) -> Self {
        if result.success {
            let data = result.platform_data.clone().unwrap_or_default();
            let reference = data.id.unwrap_or_else(|| result.id.clone());
            return Told::Out(Landed { reference, link: data.url, status: None });
        }
        // Not each failure is one: a platform may be at it still, and another Almanac may not
        // know.
        let state = result.details.get("status").and_then(Value::as_str).unwrap_or_default();
        match state.to_ascii_lowercase().as_str() {
            "processing" => Told::Going,
            "uncertain" => Told::Untold,
            _ => Told::Failed(result.error.clone().unwrap_or_default()),
        }
    }
}

impl PostForMe {
    pub(super) async fn find(&self, delivery: &Delivery) -> LookUp {
        let Ok((client, access)) = self.opened(delivery.credentials.as_ref()) else {
            return LookUp::Unknown;
        };
        let Ok(seen) = Seen::under(&client, &delivery.key, &access.account).await else {
            return LookUp::Unknown;
        };
        match seen {
            Seen { out: Some(landed), .. } => LookUp::Found(landed),
            Seen { going: true, .. } | Seen { untold: true, .. } => LookUp::Unknown,
            // A draft that waits beside what failed is the newest try, and was not released.
            Seen { failed: Some(said), drafts, .. } if drafts.is_empty() => {
                LookUp::Refused(failed(&said))
            }
            _ => LookUp::Absent,
        }
    }
}

impl Seen {
    pub(super) async fn under(
        client: &Client,
        key: &str,
        account: &str,
    ) -> Result<Self, PostForMeError> {
        let mut seen = Seen::default();
        let mut begun = Vec::new();
        for post in posts(client, key).await? {
            if waits(&post.status) {
                seen.drafts.push(post.id);
            } else {
                begun.push(post);
            }
        }
        if begun.is_empty() {
            return Ok(seen);
        }
        let ids: Vec<String> = begun.iter().map(|post| post.id.clone()).collect();
        let mut results = results(client, &ids, account).await?;
        for post in begun {
            match (results.remove(&post.id), post.status) {
                (Some(Told::Out(landed)), _) => seen.out = seen.out.or(Some(landed)),
                (Some(Told::Untold), _) | (None, PostStatus::Processed) => seen.untold = true,
                (Some(Told::Failed(said)), PostStatus::Processed) => {
                    seen.failed = seen.failed.or(Some(said));
                }
                (Some(Told::Going | Told::Failed(_)) | None, _) => seen.going = true,
            }
        }
        Ok(seen)
    }
}

/// Whether a post is published by nobody until it is released, or its time comes.
pub(super) const fn waits(status: &PostStatus) -> bool {
    matches!(status, PostStatus::Draft | PostStatus::Scheduled)
}

/// All posts under a key of ours.
async fn posts(client: &Client, key: &str) -> Result<Vec<SocialPost>, PostForMeError> {
    let sought = SoughtPosts { external_id: vec![key.to_owned()], ..SoughtPosts::default() };
    let mut found = Vec::new();
    for page in 0..PAGES {
        let posts = client.posts(&sought, page * PAGE, PAGE).await?.data;
        let last = posts.len() < PAGE as usize;
        // A service that does not know the filter tells of all.
        found.extend(posts.into_iter().filter(|post| post.external_id.as_deref() == Some(key)));
        if last {
            return Ok(found);
        }
    }
    // What was not read may be what matters.
    Err(PostForMeError::Unreadable)
}

/// What the results of posts say of an account, by post. What is out goes before what is not.
pub(super) async fn results(
    client: &Client,
    ids: &[String],
    account: &str,
) -> Result<HashMap<String, Told>, PostForMeError> {
    let sought = SoughtResults {
        post_id: ids.to_vec(),
        social_account_id: vec![account.to_owned()],
        ..SoughtResults::default()
    };
    let mut told = HashMap::new();
    for result in client.results(&sought, 0, PAGE).await?.data {
        if !ids.contains(&result.post_id) || result.social_account_id != account {
            continue;
        }
        let it = Told::of(&result);
        if matches!(it, Told::Out(_)) || !told.contains_key(&result.post_id) {
            told.insert(result.post_id, it);
        }
    }
    Ok(told)
}
