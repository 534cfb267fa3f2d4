//! The Publisher: accounts, features and items.

use jiff::Timestamp;
use outbound::Verb;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};

use super::{Client, written};
use crate::{
    WixError,
    wire::{
        Account, Accounts, ChannelName, ConnectUrl, CreateItem, DraftItem, Feature, FeatureType,
        Features, Instant, Item, ItemChanges, ItemQuery, Items, OneFeature, OneItem, PublishItem,
        QueryItems, RescheduleItem, TokenStatus, TokenStatusAnswer, UpdateItem,
    },
};

impl Client {
    /// The accounts of the site on a network. Refused when the network is not connected: ask
    /// [`Client::token_status`] first.
    pub async fn accounts(&self, channel: &ChannelName) -> Result<Vec<Account>, WixError> {
        let asked = [("channelName", channel.code().to_owned())];
        let found: Accounts = self.publisher(Verb::Get, "accounts", asked).await?;
        Ok(found.accounts)
    }

    /// Whether a network takes posts of the site.
    pub async fn token_status(&self, channel: &ChannelName) -> Result<TokenStatus, WixError> {
        let path = format!("{}/long-lived-token-status", channel.code());
        let found: TokenStatusAnswer = self.publisher(Verb::Get, &path, []).await?;
        Ok(found.status)
    }

    /// Where the site's owner connects a network. Ask anew for each try: it may open once only.
    pub async fn connect_url(&self, channel: &ChannelName) -> Result<String, WixError> {
        let path = format!("{}/connect-url", channel.code());
        let found: ConnectUrl = self.publisher(Verb::Get, &path, []).await?;
        Ok(found.connect_url)
    }

    /// What the site may do: 1 to 20 features.
    pub async fn features(&self, kinds: &[FeatureType]) -> Result<Features, WixError> {
        let asked = kinds.iter().map(|kind| ("featureTypes", kind.code().to_owned()));
        self.publisher(Verb::Get, "features", asked).await
    }

    /// Whether the site may do something.
    pub async fn feature(&self, kind: &FeatureType) -> Result<Feature, WixError> {
        let path = format!("features/{}", kind.code());
        let found: OneFeature = self.publisher(Verb::Get, &path, []).await?;
        Ok(found.feature)
    }

    /// Makes a draft. Refused when another item of the site has its `referenceId`: then it was
    /// made before.
    pub async fn create_item(&self, draft: DraftItem) -> Result<Item, WixError> {
        let asked = CreateItem { item: Some(draft), ..CreateItem::default() };
        let made: OneItem = self.publish(Verb::Post, "items", &asked).await?;
        Ok(made.item)
    }

    /// An item.
    pub async fn item(&self, id: &str) -> Result<Item, WixError> {
        let found: OneItem = self.publisher(Verb::Get, &format!("items/{id}"), []).await?;
        Ok(found.item)
    }

    /// A page of items.
    pub async fn items(&self, query: ItemQuery) -> Result<Items, WixError> {
        let asked = QueryItems { query: Some(query), ..QueryItems::default() };
        self.publish(Verb::Post, "items/query", &asked).await
    }

    /// Changes the words of an item. What is absent stays. Safe to repeat.
    pub async fn update_item(&self, id: &str, changes: ItemChanges) -> Result<Item, WixError> {
        let asked = UpdateItem { item: Some(changes), ..UpdateItem::default() };
        let changed: OneItem = self.publish(Verb::Patch, &format!("items/{id}"), &asked).await?;
        Ok(changed.item)
    }

    /// Publishes an item, at once or at an instant that is still to come. Its status says
    /// how far it got; what goes out at once may still be on its way.
    pub async fn publish_by_id(&self, id: &str, at: Option<Timestamp>) -> Result<Item, WixError> {
        let asked = PublishItem {
            id: Some(id.to_owned()),
            scheduled_date: at.map(Instant),
            ..PublishItem::default()
        };
        let published: OneItem = self.publish(Verb::Post, "publish-by-id", &asked).await?;
        Ok(published.item)
    }

    /// Gives a scheduled item another instant. Safe to repeat.
    pub async fn reschedule(&self, id: &str, to: Timestamp) -> Result<Item, WixError> {
        let asked =
            RescheduleItem { scheduled_date: Some(Instant(to)), ..RescheduleItem::default() };
        let moved: OneItem =
            self.publish(Verb::Post, &format!("items/{id}/reschedule"), &asked).await?;
        Ok(moved.item)
    }

    /// Takes a scheduled item back.
    pub async fn cancel(&self, id: &str) -> Result<Item, WixError> {
        let canceled: OneItem =
            self.publish(Verb::Patch, &format!("items/{id}/cancel"), &json!({})).await?;
        Ok(canceled.item)
    }

    /// Deletes an item.
    pub async fn delete_item(&self, id: &str) -> Result<Map<String, Value>, WixError> {
        self.publisher(Verb::Delete, &format!("items/{id}"), []).await
    }

    async fn publisher<R: DeserializeOwned>(
        &self,
        verb: Verb,
        path: &str,
        query: impl IntoIterator<Item = (&'static str, String)>,
    ) -> Result<R, WixError> {
        self.ask_at(verb, &format!("social-publisher/v1/{path}"), query, None).await
    }

    async fn publish<R: DeserializeOwned>(
        &self,
        verb: Verb,
        path: &str,
        body: &impl Serialize,
    ) -> Result<R, WixError> {
        let body = Some(written(body)?);
        self.ask_at(verb, &format!("social-publisher/v1/{path}"), [], body).await
    }
}
