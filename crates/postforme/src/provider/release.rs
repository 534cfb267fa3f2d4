//! The release of a draft: sent once for each, and never repeated. What became of it only the
//! results tell.

use domain::contract::{Delivery, Landed, Refusal, SendOutcome};

use super::{
    LATER, PostForMe, Prepared, RELEASE_CALLS,
    draft::content,
    failed, refused,
    seen::{Told, results, waits},
    set_aside,
};
use crate::{Client, PostForMeError, access::Access, words::refusal};

/// The service answered, and so is not taken for one that is away.
const TAKEN: Option<u16> = Some(200);

impl PostForMe {
    pub(super) async fn put(&self, delivery: &Delivery) -> SendOutcome {
        let staged = delivery.staged.as_deref().and_then(|text| serde_json::from_str(text).ok());
        match staged {
            Some(Prepared::Out { reference, link }) => {
                SendOutcome::Published(Landed { reference, link, status: None })
            }
            Some(Prepared::Draft { id, picture }) => self.release(delivery, &id, picture).await,
            None => SendOutcome::Refused(refused(
                "Almanac had not prepared this post. It tries again.",
                Some(LATER),
            )),
        }
    }

    async fn release(&self, delivery: &Delivery, id: &str, picture: Option<String>) -> SendOutcome {
        let (client, access) = match self.opened(delivery.credentials.as_ref()) {
            Ok(opened) => opened,
            Err(refusal) => return SendOutcome::Refused(refusal),
        };
        // What was set aside for this with its draft is used now.
        client.used(RELEASE_CALLS);
        if let Err(refusal) = set_aside(&client, RELEASE_CALLS, self.patience.room).await {
            return SendOutcome::Refused(refusal);
        }
        let outcome = self.released(&client, &access, delivery, id, picture).await;
        client.used(RELEASE_CALLS);
        outcome
    }

    async fn released(
        &self,
        client: &Client,
        access: &Access,
        delivery: &Delivery,
        id: &str,
        picture: Option<String>,
    ) -> SendOutcome {
        let post = content(delivery, access, picture, false);
        let mut lost = None;
        match client.release_post(id, &post, &format!("release-{id}")).await {
            Ok(_) => {}
            Err(error) if error.unclear() => lost = Some(error),
            // Nothing was released, and there is nothing to release: it is prepared anew.
            Err(PostForMeError::NotFound(_)) => {
                return SendOutcome::Refused(Refusal {
                    reason: "The draft that Almanac had made at Post for Me is gone, so nothing was sent. It makes another.".to_owned(),
                    status: Some(404),
                    retry_after: Some(LATER),
                });
            }
            Err(error @ PostForMeError::Refused(_)) => match client.post(id).await {
                // Somebody else released it there: it may be out.
                Ok(post) if !waits(&post.status) => {}
                Ok(_) => return SendOutcome::Refused(refusal(&error)),
                Err(_) => lost = Some(error),
            },
            Err(error) => return SendOutcome::Refused(self.turned_down(delivery, &error).await),
        }
        self.watch(client, id, &access.account, lost).await
    }

    /// Asks for the result until it is there, or was asked for often enough.
    async fn watch(
        &self,
        client: &Client,
        id: &str,
        account: &str,
        lost: Option<PostForMeError>,
    ) -> SendOutcome {
        for look in 1..=self.patience.looks {
            tokio::time::sleep(self.patience.pause * look).await;
            let Ok(results) = results(client, &[id.to_owned()], account).await else { continue };
            match results.get(id) {
                Some(Told::Out(landed)) => return SendOutcome::Published(landed.clone()),
                Some(Told::Failed(said)) => return SendOutcome::Refused(failed(said)),
                Some(Told::Untold) => {
                    return SendOutcome::Unclear {
                        reason: "Post for Me does not know itself whether this was published."
                            .to_owned(),
                        status: TAKEN,
                    };
                }
                Some(Told::Going) | None => {}
            }
        }
        match lost {
            Some(error) => SendOutcome::Unclear {
                reason: "It is not known whether Post for Me took this. Almanac looks there.".to_owned(),
                status: error.status(),
            },
            None => SendOutcome::Unclear {
                reason: "Post for Me took this and has not said yet what became of it. Almanac looks again.".to_owned(),
                status: TAKEN,
            },
        }
    }
}
