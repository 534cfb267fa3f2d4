//! A draft at the service, ahead of the mark: nobody publishes it, so making one may be repeated.

use std::time::Duration;

use domain::{
    contract::{Delivery, Landed, Refusal, Staged},
    network::{self, has_boards},
    post::PostKind,
};
use outbound::Body;
use serde_json::Map;
use store::StoreError;

use super::{LATER, PostForMe, Prepared, RELEASE_CALLS, refused, seen::Seen, set_aside};
use crate::{
    Client, PostForMeError,
    access::Access,
    wire::{AccountConfiguration, Media, Truth, WriteSocialPost},
    words::{NO_BOARD, refusal},
};

/// What is due sooner is not made to wait for others.
const SOON: Duration = Duration::from_secs(2 * 60);
/// So often the service is asked while a draft is made.
const DRAFT_CALLS: usize = 4;
/// So much of what the service takes in a minute is left for what is due, while drafts are made
/// ahead.
const LEFT_FOR_DUE: usize = 15;

impl PostForMe {
    /// Deletes a draft that is not to be released. What somebody released meanwhile stays.
    pub(super) async fn take_back(&self, staged: &Staged) -> Result<(), Refusal> {
        let Ok(Prepared::Draft { id, .. }) = serde_json::from_str(&staged.reference) else {
            return Ok(());
        };
        let (client, _) = self.opened(staged.credentials.as_ref())?;
        match client.delete_post(&id).await {
            Err(PostForMeError::NotFound(_) | PostForMeError::Refused(_)) => Ok(()),
            Ok(done) if done.success => Ok(()),
            Ok(_) => {
                Err(refused("Post for Me did not delete a draft. It is asked again.", Some(LATER)))
            }
            Err(error) => Err(refusal(&error)),
        }
    }

    pub(super) async fn prepare(&self, delivery: &Delivery) -> Result<Option<String>, Refusal> {
        if let Some(staged) = &delivery.staged {
            return Ok(Some(staged.clone()));
        }
        let (client, access) = self.opened(delivery.credentials.as_ref())?;
        if has_boards(delivery.channel) && access.board.is_none() {
            self.note_trouble(delivery, NO_BOARD).await;
            return Err(refused(NO_BOARD, None));
        }
        let until = delivery.publish_at.duration_since(self.clients.world().now());
        let ahead = Duration::try_from(until).is_ok_and(|until| until > SOON);
        let (calls, left) = if ahead {
            (DRAFT_CALLS + LEFT_FOR_DUE, 0)
        } else {
            (DRAFT_CALLS + RELEASE_CALLS, RELEASE_CALLS)
        };
        let room = if ahead { Duration::ZERO } else { self.patience.room };
        set_aside(&client, calls, room).await?;
        let drafted = self.drafted(&client, &access, delivery).await;
        // The release finds room when its draft does.
        client.used(if drafted.is_ok() { calls - left } else { calls });
        drafted.map(|prepared| written(&prepared))
    }

    async fn drafted(
        &self,
        client: &Client,
        access: &Access,
        delivery: &Delivery,
    ) -> Result<Prepared, Refusal> {
        let seen = match Seen::under(client, &delivery.key, &access.account).await {
            Ok(seen) => seen,
            Err(error) => return Err(self.turned_down(delivery, &error).await),
        };
        if let Some(Landed { reference, link, .. }) = seen.out {
            return Ok(Prepared::Out { reference, link });
        }
        if seen.going {
            let said = "Post for Me is still publishing an earlier try of this. Nothing was sent; Almanac looks again.";
            return Err(refused(said, Some(LATER)));
        }
        if seen.untold {
            let said = format!(
                "Post for Me ended an earlier try of this without saying how. Look on {} whether it is there; if it is not, make a new post of it.",
                delivery.channel
            );
            return Err(refused(said, None));
        }
        for id in &seen.drafts {
            remove(client, id).await?;
        }
        let picture = self.uploaded(client, delivery).await?;
        let draft = content(delivery, access, picture.clone(), true);
        match client.create_post(&draft).await {
            Ok(post) => Ok(Prepared::Draft { id: post.id, picture }),
            // It may be stored all the same. Nobody publishes it, and the next try deletes it.
            Err(error) => Err(self.turned_down(delivery, &error).await),
        }
    }

    async fn uploaded(
        &self,
        client: &Client,
        delivery: &Delivery,
    ) -> Result<Option<String>, Refusal> {
        let Some(id) = delivery.picture else { return Ok(None) };
        let picture = self.store.picture(delivery.scope, id).await;
        let (content_type, bytes) = picture.map_err(|error| {
            let cause = &error as &dyn std::error::Error;
            tracing::error!(error = cause, post.id = %delivery.post, site.id = %delivery.scope.site, "a picture could not be read");
            let passing = matches!(error, StoreError::Database(_));
            refused("The picture could not be read. Draw it again.", passing.then_some(LATER))
        })?;
        let upload = async {
            let to = client.create_upload_url().await?;
            client.upload(&to, Body { content_type, bytes }).await?;
            Ok(to.media_url)
        };
        match upload.await {
            Ok(address) => Ok(Some(address)),
            Err(error) => Err(self.turned_down(delivery, &error).await),
        }
    }
}

/// Deletes what waits at the service. What is being published there is not deleted.
async fn remove(client: &Client, id: &str) -> Result<(), Refusal> {
    match client.delete_post(id).await {
        Ok(done) if done.success => Ok(()),
        Err(PostForMeError::NotFound(_)) => Ok(()),
        Ok(_) | Err(PostForMeError::Refused(_)) => Err(refused(
            "Post for Me did not delete the draft of an earlier try. Nothing was sent; Almanac looks again.",
            Some(LATER),
        )),
        Err(error) => Err(refusal(&error)),
    }
}

/// A post as it goes to the service, whole: a release resets what it leaves out.
pub(super) fn content(
    delivery: &Delivery,
    access: &Access,
    picture: Option<String>,
    draft: bool,
) -> WriteSocialPost {
    let Delivery { text, key, channel, .. } = delivery;
    let mut own = Map::new();
    if delivery.kind == PostKind::Story {
        own.insert("placement".to_owned(), "stories".into());
    }
    if let Some(title) = &text.title {
        own.insert("title".to_owned(), title.as_str().into());
    }
    if let Some(link) = &text.link {
        own.insert("link".to_owned(), link.as_str().into());
    }
    if let Some(board) = &access.board {
        own.insert("board_ids".to_owned(), vec![board.as_str()].into());
    }
    let social_account_id = access.account.clone();
    let configurations = (!own.is_empty()).then(|| {
        vec![AccountConfiguration { social_account_id, configuration: own, rest: Map::new() }]
    });
    // The service wants a caption of whatever it is sent.
    let words = network::words(*channel, text);
    let said = Some(words.as_ref()).filter(|words| !words.trim().is_empty());
    WriteSocialPost {
        caption: Some(said.unwrap_or(channel.name()).to_owned()),
        social_accounts: Some(vec![access.account.clone()]),
        is_draft: Some(Truth(draft)),
        external_id: Some(key.clone()),
        media: picture.map(|address| vec![Media::at(address)]),
        account_configurations: configurations,
        ..WriteSocialPost::default()
    }
}

fn written(prepared: &Prepared) -> Option<String> {
    // Texts alone: writing them as JSON cannot fail.
    serde_json::to_string(prepared).ok()
}
