//! Posts of our own through Wix, for sites whose plan comes from there: a draft there ahead of the
//! mark, published once it is durable.
//!
//! What Wix plans it publishes itself; this is for what a site has beside that plan. Nothing that
//! publishes is ever sent blindly. Each draft has a name that tells its post ([`reference`]), and
//! before another is made, all that stands under the post is looked at: what is out is not sent
//! again; a draft that an earlier attempt left is deleted, so that a release of it that arrives
//! late finds nothing. Each draft is released by one call at most. What became of it only the
//! item tells, which is read until a send must end, and then by look-ups.

mod accounts;
pub(crate) mod content;
mod place;
pub(crate) mod reference;
mod words;

use std::time::Duration;

use domain::{
    channel::Channel,
    connection::ProviderKind,
    contract::{
        Abilities, BoxFuture, Clock, Credentials, Delivery, Landed, LookUp, Pictures, Provider,
        Refusal, SendOutcome, Staged,
    },
    id::Scope,
    post::{Placement, PostKind},
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, json};
use url::Url;

use crate::{
    Client, WixError, WixSource,
    wire::{self, CursorPaging, DraftItem, Item, ItemQuery, ItemStatus, ItemType},
};
use words::{LATER, NO_ADDRESS, UNREADABLE, no_client, refusal, refused, status};

pub use accounts::ConnectedAccounts;
pub use place::Place;

/// The longest that one send may take, and the longest that staging may.
const SEND_TIMEOUT: Duration = Duration::from_secs(45);
/// A release that was sent is carried out by then, or never.
const SETTLES_AFTER: Duration = Duration::from_secs(2 * 60);
/// How long before its minute a draft is made.
const STAGES_AHEAD: Duration = Duration::from_secs(60 * 60);
/// How long one answer may take.
const ANSWER_WITHIN: Duration = Duration::from_secs(8);
/// How many items a page of them holds, and how many pages are read.
const PAGE: i64 = 100;
const PAGES: usize = 5;
/// How many names of drafts are tried that turn out to be taken.
const TAKEN_NAMES: usize = 5;

/// Publishes through the accounts that a site has connected at Wix.
pub struct WixPublisher {
    source: WixSource,
    public_url: Option<Url>,
    patience: Patience,
}

/// How long a send waits for what became of a release.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// Before the item is read; each time longer by as much.
    pub pause: Duration,
    /// How often it is read before the send ends without a word.
    pub looks: u32,
}

impl Default for Patience {
    fn default() -> Self {
        Patience { pause: Duration::from_secs(2), looks: 4 }
    }
}

/// What staging leaves for the send.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Prepared {
    /// A draft waits to be released.
    Draft {
        /// Its id.
        id: String,
    },
    /// An earlier attempt turned out to be on the network.
    Out {
        /// The id of its item.
        id: String,
        /// Its public address.
        link: Option<String>,
    },
}

/// Where an item stands.
enum Told {
    /// On the network.
    Out(Landed),
    /// Certainly not on the network, for that reason; and never will be.
    Ended(String),
    /// Nobody publishes it until it is released.
    Waits,
    /// It is being published, or will be.
    Going,
}

/// What stands at the service under the key of a delivery.
#[derive(Default)]
struct Seen {
    drafts: Vec<String>,
    out: Option<Landed>,
    going: bool,
    ended: Option<String>,
    /// The number of the last draft that was made.
    last: u32,
}

impl WixPublisher {
    /// A provider for the sites of a source, which people and services reach at an address.
    pub fn new(source: WixSource, public_url: Option<Url>) -> Self {
        WixPublisher { source, public_url, patience: Patience::default() }
    }

    /// The same with another patience.
    #[must_use]
    pub fn with_patience(self, patience: Patience) -> Self {
        WixPublisher { patience, ..self }
    }

    async fn opened(
        &self,
        scope: Scope,
        kept: Option<&Credentials>,
    ) -> Result<(Client, Place), Refusal> {
        let place = Place::opened(kept).ok_or_else(|| refused(UNREADABLE, None))?;
        let client = self.source.client(scope).await.map_err(|error| no_client(&error))?;
        Ok((client.with_patience(ANSWER_WITHIN), place))
    }

    async fn prepare(&self, delivery: &Delivery) -> Result<Option<String>, Refusal> {
        let opened = self.opened(delivery.scope, delivery.credentials.as_ref()).await;
        let (client, place) = match opened {
            Ok(opened) => opened,
            Err(refusal) => return Err(self.lasting(delivery, refusal).await),
        };
        // Who was asked to wait does so before the mark, where it costs no try.
        client.open().map_err(|error| refusal(delivery.channel, &error))?;
        if let Some(staged) = &delivery.staged {
            return Ok(Some(staged.clone()));
        }
        let address = self.picture(delivery).await;
        let address = match address {
            Ok(address) => address,
            Err(refusal) => return Err(self.lasting(delivery, refusal).await),
        };
        let prepared = self.drafted(&client, &place, delivery, address).await?;
        // Texts alone: writing them as JSON cannot fail.
        Ok(serde_json::to_string(&prepared).ok())
    }

    /// The address that a post's picture is fetched from.
    async fn picture(&self, delivery: &Delivery) -> Result<Option<String>, Refusal> {
        let Some(id) = delivery.picture else { return Ok(None) };
        let public = reached_at(&self.source, self.public_url.as_ref()).await;
        let public = public.ok_or_else(|| refused(NO_ADDRESS, None))?;
        let base = public.as_str().trim_end_matches('/');
        Ok(Some(format!("{base}/pictures/{}/{id}", delivery.scope.site)))
    }

    async fn drafted(
        &self,
        client: &Client,
        place: &Place,
        delivery: &Delivery,
        picture: Option<String>,
    ) -> Result<Prepared, Refusal> {
        let channel = delivery.channel;
        let seen = match Seen::under(client, &delivery.key).await {
            Ok(seen) => seen,
            Err(error) => return Err(self.turned_down(delivery, &error).await),
        };
        if let Some(Landed { reference, link, .. }) = seen.out {
            return Ok(Prepared::Out { id: reference, link });
        }
        if seen.going {
            let said = "Wix is still publishing an earlier try of this. Nothing was sent; Almanac looks again.";
            return Err(refused(said, Some(LATER)));
        }
        for id in &seen.drafts {
            remove(client, channel, id).await?;
        }
        let draft = draft(delivery, place, picture)?;
        for number in (seen.last + 1..=reference::MOST).take(TAKEN_NAMES) {
            let named = DraftItem {
                reference_id: Some(reference::of(&delivery.key, number)),
                ..draft.clone()
            };
            match client.create_item(named).await {
                Ok(item) => return Ok(Prepared::Draft { id: item.id }),
                // A draft was called so and is gone, or is not shown yet: nobody releases it.
                Err(WixError::Rule { code, .. }) if code == "REFERENCE_ID_ALREADY_EXIST" => {}
                // It may be stored all the same. Nobody publishes it, and the next try deletes it.
                Err(error) => return Err(self.turned_down(delivery, &error).await),
            }
        }
        let said =
            "Wix remembers too many tries of this post and takes no more. Make a new post of it.";
        Err(refused(said, None))
    }

    /// What an answer ahead of the release means.
    async fn turned_down(&self, delivery: &Delivery, error: &WixError) -> Refusal {
        let refusal = refusal(delivery.channel, error);
        match error {
            WixError::Unauthorized | WixError::Denied(_) => self.lasting(delivery, refusal).await,
            _ => refusal,
        }
    }

    /// What holds until a person mends it is noted with the connection, for who looks at the
    /// channels and at what goes out next.
    async fn lasting(&self, delivery: &Delivery, refusal: Refusal) -> Refusal {
        if refusal.retry_after.is_some() {
            return refusal;
        }
        let (store, scope, channel) = (self.source.store(), delivery.scope, delivery.channel);
        let noted = async {
            match store.kept(scope, channel).await? {
                Some(kept) if kept.credentials == delivery.credentials => {
                    let said = Some(refusal.reason.as_str());
                    store.note_connection_trouble(scope, channel, kept.id, said).await
                }
                _ => Ok(()),
            }
        };
        if let Err(error) = noted.await {
            let cause = &error as &dyn std::error::Error;
            tracing::error!(error = cause, site.id = %scope.site, %channel, "trouble with a connection could not be noted");
        }
        refusal
    }

    /// Deletes a draft that is not to be released. What somebody released meanwhile stays.
    async fn take_back(&self, staged: &Staged) -> Result<(), Refusal> {
        let Some(Prepared::Draft { id }) = read(&staged.reference) else { return Ok(()) };
        let (client, _) = self.opened(staged.scope, staged.credentials.as_ref()).await?;
        match client.item(&id).await {
            Ok(item) if matches!(Told::of(&item), Told::Waits) => {
                remove(&client, staged.channel, &id).await
            }
            Ok(_) | Err(WixError::NotFound(_)) => Ok(()),
            Err(error) => Err(refusal(staged.channel, &error)),
        }
    }

    async fn put(&self, delivery: &Delivery) -> SendOutcome {
        match delivery.staged.as_deref().and_then(read) {
            Some(Prepared::Out { id, link }) => {
                SendOutcome::Published(Landed { reference: id, link, status: None })
            }
            Some(Prepared::Draft { id }) => self.release(delivery, &id).await,
            None => SendOutcome::Refused(refused(
                "Almanac had not prepared this post. It tries again.",
                Some(LATER),
            )),
        }
    }

    async fn release(&self, delivery: &Delivery, id: &str) -> SendOutcome {
        let opened = self.opened(delivery.scope, delivery.credentials.as_ref()).await;
        let client = match opened {
            Ok((client, _)) => client,
            Err(refusal) => return SendOutcome::Refused(refusal),
        };
        let gone = || {
            SendOutcome::Refused(Refusal {
                reason: "The draft that Almanac had made at Wix is gone, so nothing was sent. It makes another.".to_owned(),
                status: Some(404),
                retry_after: Some(LATER),
            })
        };
        let lost = match client.publish_by_id(id, None).await {
            Ok(item) => match Told::of(&item) {
                Told::Out(landed) => return SendOutcome::Published(landed),
                Told::Ended(said) => return SendOutcome::Refused(refused(said, None)),
                Told::Waits | Told::Going => None,
            },
            Err(error) if error.unclear() => Some(error),
            Err(WixError::NotFound(_)) => return gone(),
            Err(WixError::Rule { code, .. })
                if matches!(code.as_str(), "ITEM_NOT_EXISTS" | "ITEM_IS_DELETED") =>
            {
                return gone();
            }
            // Somebody released it there: it may be out.
            Err(error @ WixError::Rule { .. }) if is_out(&error) => Some(error),
            Err(error) => return SendOutcome::Refused(self.turned_down(delivery, &error).await),
        };
        self.watch(&client, id, lost).await
    }

    /// Reads the item until it says what became of it, or was read often enough.
    async fn watch(&self, client: &Client, id: &str, lost: Option<WixError>) -> SendOutcome {
        for look in 1..=self.patience.looks {
            tokio::time::sleep(self.patience.pause * look).await;
            let Ok(item) = client.item(id).await else { continue };
            match Told::of(&item) {
                Told::Out(landed) => return SendOutcome::Published(landed),
                Told::Ended(said) => return SendOutcome::Refused(refused(said, None)),
                Told::Waits | Told::Going => {}
            }
        }
        match lost {
            Some(error) => SendOutcome::Unclear {
                reason: "It is not known whether Wix took this. Almanac looks there.".to_owned(),
                status: status(&error),
            },
            None => SendOutcome::Unclear {
                reason:
                    "Wix took this and has not said yet what became of it. Almanac looks again."
                        .to_owned(),
                status: None,
            },
        }
    }

    async fn find(&self, delivery: &Delivery) -> LookUp {
        let opened = self.opened(delivery.scope, delivery.credentials.as_ref()).await;
        let Ok((client, _)) = opened else { return LookUp::Unknown };
        match delivery.staged.as_deref().and_then(read) {
            Some(Prepared::Out { id, link }) => {
                LookUp::Found(Landed { reference: id, link, status: None })
            }
            Some(Prepared::Draft { id }) => match client.item(&id).await {
                Ok(item) => match Told::of(&item) {
                    Told::Out(landed) => LookUp::Found(landed),
                    Told::Ended(said) => LookUp::Refused(refused(said, None)),
                    Told::Waits => LookUp::Absent,
                    Told::Going => LookUp::Unknown,
                },
                Err(WixError::NotFound(_)) => LookUp::Differs(format!(
                    "What Almanac gave to Wix for this was deleted there, perhaps after it had gone out. Look on {} whether it is there before sending it again.",
                    delivery.channel
                )),
                Err(_) => LookUp::Unknown,
            },
            None => match Seen::under(&client, &delivery.key).await {
                Ok(Seen { out: Some(landed), .. }) => LookUp::Found(landed),
                Ok(Seen { going: true, .. }) | Err(_) => LookUp::Unknown,
                // A draft that waits beside what failed is the newest try, and was not released.
                Ok(Seen { ended: Some(said), drafts, .. }) if drafts.is_empty() => {
                    LookUp::Refused(refused(said, None))
                }
                Ok(_) => LookUp::Absent,
            },
        }
    }
}

impl Provider for WixPublisher {
    fn kind(&self) -> ProviderKind {
        ProviderKind::Wix
    }

    fn abilities(&self) -> Abilities {
        Abilities {
            looks_up: true,
            recognizes_for: None,
            settles_after: SETTLES_AFTER,
            stages_ahead: STAGES_AHEAD,
            send_timeout: SEND_TIMEOUT,
            clock: Clock::Ours,
            pictures: Pictures::Fetched,
        }
    }

    fn host(&self, _: &Delivery) -> Option<String> {
        self.source.service().host_str().map(str::to_owned)
    }

    fn stage<'a>(
        &'a self,
        delivery: &'a Delivery,
    ) -> BoxFuture<'a, Result<Option<String>, Refusal>> {
        Box::pin(self.prepare(delivery))
    }

    fn unstage<'a>(&'a self, staged: &'a Staged) -> BoxFuture<'a, Result<(), Refusal>> {
        Box::pin(self.take_back(staged))
    }

    fn send<'a>(&'a self, delivery: &'a Delivery) -> BoxFuture<'a, SendOutcome> {
        Box::pin(self.put(delivery))
    }

    fn look_up<'a>(&'a self, delivery: &'a Delivery) -> BoxFuture<'a, LookUp> {
        Box::pin(self.find(delivery))
    }
}

impl Told {
    fn of(item: &Item) -> Self {
        match &item.status {
            Some(ItemStatus::Published) => Told::Out(Landed {
                reference: item.id.clone(),
                link: item.external_item_url.clone(),
                status: None,
            }),
            Some(ItemStatus::Failed) => {
                let error = item.publication_error.as_ref();
                tracing::info!(item.id, ?error, "Wix could not publish a post");
                Told::Ended(
                    "Wix could not publish this. Look there why, or test the channel on the Channels page."
                        .to_owned(),
                )
            }
            Some(ItemStatus::Canceled | ItemStatus::Deleted) => {
                Told::Ended("This was taken back at Wix before it went out.".to_owned())
            }
            Some(ItemStatus::Draft) => Told::Waits,
            _ => Told::Going,
        }
    }
}

impl Seen {
    async fn under(client: &Client, key: &str) -> Result<Self, WixError> {
        let mut seen = Seen::default();
        for item in items(client, key).await? {
            let named = item.reference_id.as_deref();
            let Some(number) = named.and_then(|name| reference::number(key, name)) else {
                continue;
            };
            seen.last = seen.last.max(number);
            match Told::of(&item) {
                Told::Out(landed) => seen.out = seen.out.or(Some(landed)),
                Told::Ended(said) => seen.ended = Some(said),
                Told::Waits => seen.drafts.push(item.id),
                Told::Going => seen.going = true,
            }
        }
        Ok(seen)
    }
}

/// All items that were ever made under a key of ours. A service that does not know the filter
/// tells of all.
async fn items(client: &Client, key: &str) -> Result<Vec<Item>, WixError> {
    let first = CursorPaging { limit: Some(PAGE), ..CursorPaging::default() };
    let mut query = ItemQuery {
        filter: Some(json!({ "referenceId": { "$in": reference::all(key) } })),
        cursor_paging: Some(first),
        ..ItemQuery::default()
    };
    let mut found = Vec::new();
    for _ in 0..PAGES {
        let page = client.items(query).await?;
        found.extend(page.items);
        if !page.paging_metadata.has_next {
            return Ok(found);
        }
        let cursor = page.paging_metadata.cursors.next;
        let behind = CursorPaging { limit: Some(PAGE), cursor, ..CursorPaging::default() };
        query = ItemQuery { cursor_paging: Some(behind), ..ItemQuery::default() };
    }
    // What was not read may be what matters.
    Err(WixError::Unreadable)
}

/// Deletes a draft that nobody released.
async fn remove(client: &Client, channel: Channel, id: &str) -> Result<(), Refusal> {
    match client.delete_item(id).await {
        Ok(_) | Err(WixError::NotFound(_)) => Ok(()),
        Err(WixError::Rule { .. }) => Err(refused(
            "Wix did not delete the draft of an earlier try. Nothing was sent; Almanac looks again.",
            Some(LATER),
        )),
        Err(error) => Err(refusal(channel, &error)),
    }
}

/// Whether a release was refused because there had been one.
fn is_out(error: &WixError) -> bool {
    matches!(error, WixError::Rule { code, .. }
        if code == "ITEM_IS_PUBLISHED" || code == "REFERENCE_ID_ALREADY_EXIST")
}

fn read(staged: &str) -> Option<Prepared> {
    serde_json::from_str(staged).ok()
}

/// Our address, if a service can fetch pictures from it.
async fn reached_at<'a>(source: &WixSource, public_url: Option<&'a Url>) -> Option<&'a Url> {
    let public = public_url?;
    source.outbound().may_reach(public).await.is_ok().then_some(public)
}

/// A draft as it goes to the service.
fn draft(
    delivery: &Delivery,
    place: &Place,
    picture: Option<String>,
) -> Result<DraftItem, Refusal> {
    let Delivery { channel, kind, text, .. } = delivery;
    let name = content::name(*channel)
        .ok_or_else(|| refused(format!("Wix does not publish to {channel}."), None))?;
    let mut words = content::said(*channel, text);
    words.media_wrapper = picture.map(content::showing);
    if let Some((field, part)) = place.part(*channel) {
        words.rest.insert(field.to_owned(), part.into());
    }
    Ok(DraftItem {
        channel: Some(wire::Channel {
            name,
            account_id: Some(place.account().to_owned()),
            rest: Map::new(),
        }),
        kind: Some(match kind {
            PostKind::Post => ItemType::Post,
            PostKind::Story => ItemType::Story,
        }),
        content: content::content(Placement { channel: *channel, kind: *kind }, words),
        ..DraftItem::default()
    })
}
