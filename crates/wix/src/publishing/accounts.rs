//! Connecting a channel through Wix: an account that the site has connected there.

use domain::{
    Scope,
    channel::Channel,
    connector::{HeldAccount, Hub, LoggedIn, Offer, Trial, Wanted},
    contract::{BoxFuture, Credentials, PlanError, WrongField},
};
use url::Url;

use super::{
    ANSWER_WITHIN, Place, content, reached_at,
    words::{LEFT, NO_ADDRESS, UNREADABLE, why},
};
use crate::{
    Client, WixError, WixSource,
    wire::{Account, AccountDetails, ChannelName, FeatureType, TokenStatus},
};

/// The field that a person chooses an account in.
const FIELD: &str = "wix_account";

/// The accounts that our sites have connected at Wix.
pub struct ConnectedAccounts {
    source: WixSource,
    public_url: Option<Url>,
}

/// An account with the part of it that posts would stand on.
struct Candidate {
    place: Place,
    name: String,
}

impl ConnectedAccounts {
    /// Those of the sites of a source, which people and services reach at an address.
    pub const fn new(source: WixSource, public_url: Option<Url>) -> Self {
        ConnectedAccounts { source, public_url }
    }

    async fn client(&self, scope: Scope) -> Result<Client, String> {
        match self.source.client(scope).await {
            Ok(client) => Ok(client.with_patience(ANSWER_WITHIN)),
            Err(PlanError::Refused(_)) => Err(LEFT.to_owned()),
            Err(error) => Err(error.to_string()),
        }
    }

    async fn offered(&self, client: &Client, wanted: Wanted) -> Result<Offer, String> {
        let channel = wanted.channel;
        let name =
            content::name(channel).ok_or_else(|| format!("Wix does not publish to {channel}."))?;
        if reached_at(&self.source, self.public_url.as_ref()).await.is_none() {
            return Err(NO_ADDRESS.to_owned());
        }
        let candidates = connected(client, channel, &name).await;
        let mut candidates = candidates.map_err(|error| why(channel, &error))?;
        if let Some(chosen) = wanted.account.filter(|chosen| !chosen.is_empty()) {
            candidates.retain(|candidate| candidate.place.id() == chosen);
            if candidates.is_empty() {
                return Err(
                    "This account is not connected at Wix any more. Choose another.".to_owned()
                );
            }
        }
        match candidates.as_slice() {
            [] => Ok(Offer::Nothing { connect_at: connect_at(client, channel, &name).await? }),
            [one] => {
                may_publish(client, channel).await?;
                Ok(Offer::Account(LoggedIn {
                    account: one.name.clone(),
                    credentials: one.place.credentials(),
                    ends_at: None,
                    limits: None,
                }))
            }
            several => Ok(Offer::Several(
                several
                    .iter()
                    .map(|one| HeldAccount { id: one.place.id(), name: one.name.clone() })
                    .collect(),
            )),
        }
    }

    async fn tried(
        &self,
        scope: Scope,
        channel: Channel,
        kept: Option<&Credentials>,
    ) -> Result<String, String> {
        let place = Place::opened(kept).ok_or(UNREADABLE)?;
        let name =
            content::name(channel).ok_or_else(|| format!("Wix does not publish to {channel}."))?;
        let client = self.client(scope).await?;
        let candidates = connected(&client, channel, &name).await;
        let candidates = candidates.map_err(|error| why(channel, &error))?;
        let found = candidates.iter().find(|candidate| candidate.place == place);
        let found = found.ok_or_else(|| {
            format!("This account is not connected to {channel} at Wix any more. Connect it there, or connect the channel again.")
        })?;
        may_publish(&client, channel).await?;
        if reached_at(&self.source, self.public_url.as_ref()).await.is_none() {
            return Err(NO_ADDRESS.to_owned());
        }
        Ok(format!("Wix has {} connected and takes its posts.", found.name))
    }
}

impl Hub for ConnectedAccounts {
    fn offer(&self, scope: Scope, wanted: Wanted) -> BoxFuture<'_, Result<Offer, WrongField>> {
        Box::pin(async move {
            // Without a plan from there, it is no way to choose.
            let client = self.client(scope).await;
            let client = client.map_err(|said| WrongField { field: "provider", said })?;
            let offered = self.offered(&client, wanted).await;
            offered.map_err(|said| WrongField { field: FIELD, said })
        })
    }

    fn try_kept<'a>(
        &'a self,
        scope: Scope,
        channel: Channel,
        kept: Option<&'a Credentials>,
    ) -> BoxFuture<'a, Trial> {
        Box::pin(async move {
            match self.tried(scope, channel, kept).await {
                Ok(said) => Trial { works: true, said },
                Err(said) => Trial { works: false, said },
            }
        })
    }
}

/// The accounts that a site has connected on a network, with all that posts may stand on.
async fn connected(
    client: &Client,
    channel: Channel,
    name: &ChannelName,
) -> Result<Vec<Candidate>, WixError> {
    if client.token_status(name).await? != TokenStatus::Valid {
        return Ok(Vec::new());
    }
    let accounts = match client.accounts(name).await {
        Ok(accounts) => accounts,
        // The person there has no page, or was disconnected between the two questions.
        Err(WixError::Invalid { .. }) => return Ok(Vec::new()),
        Err(WixError::Rule { code, .. }) if code == "NO_PAGES_FOR_USER" => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    Ok(accounts.into_iter().flat_map(|account| candidates(channel, account)).collect())
}

fn candidates(channel: Channel, account: Account) -> Vec<Candidate> {
    let details = match channel {
        Channel::Facebook => account.facebook,
        Channel::Instagram => account.instagram,
        Channel::LinkedIn => account.linkedin,
        Channel::Pinterest => account.pinterest,
        Channel::GoogleBusiness => account.gbp,
        Channel::TikTok => account.tiktok,
        Channel::Threads | Channel::Bluesky | Channel::Mastodon | Channel::X => None,
    };
    let Some(details) = details.filter(|details| !details.id.is_empty()) else { return Vec::new() };
    let name = shown(&details);
    let id = || details.id.clone();
    let part = match channel {
        Channel::Facebook => details.page.as_ref().map(|page| page.id.clone()),
        Channel::Pinterest => details.board.as_ref().map(|board| board.id.clone()),
        Channel::GoogleBusiness => details.location.as_ref().map(|location| location.id.clone()),
        Channel::LinkedIn => Some(id()),
        Channel::TikTok if !details.privacy_level_options.is_empty() => {
            let seen_by = |level: &String| Candidate {
                place: Place::new(id(), Some(level.clone())),
                name: format!("{name}, {}", audience(level)),
            };
            return details.privacy_level_options.iter().map(seen_by).collect();
        }
        _ => None,
    };
    let place = Place::new(id(), part.filter(|part| !part.is_empty()));
    vec![Candidate { place, name }]
}

/// Who sees a post on TikTok.
fn audience(level: &str) -> String {
    match level {
        "PUBLIC_TO_EVERYONE" => "seen by everyone".to_owned(),
        "FOLLOWER_OF_CREATOR" => "seen by followers".to_owned(),
        "MUTUAL_FOLLOW_FRIENDS" => "seen by friends".to_owned(),
        "SELF_ONLY" => "seen by nobody else".to_owned(),
        other => format!("seen by {}", other.to_ascii_lowercase().replace('_', " ")),
    }
}

fn shown(details: &AccountDetails) -> String {
    let named = details.display_name.as_deref().map(str::trim).filter(|name| !name.is_empty());
    let name = named.unwrap_or(&details.id);
    name.chars().filter(|letter| !letter.is_control()).take(200).collect()
}

/// Where a person connects an account.
async fn connect_at(
    client: &Client,
    channel: Channel,
    name: &ChannelName,
) -> Result<Option<String>, String> {
    match client.connect_url(name).await {
        Ok(told) => {
            let page = Url::parse(&told).ok();
            let page = page.filter(|page| matches!(page.scheme(), "http" | "https"));
            Ok(page.map(String::from))
        }
        Err(WixError::Rule { code, .. }) if code == "INELIGIBLE_FOR_FEATURE" => Err(
            "The Wix plan of this site allows no more connected channels. Disconnect one there or upgrade it, or connect this one in another way.".to_owned(),
        ),
        Err(error) => Err(why(channel, &error)),
    }
}

/// Refuses in words what the site's plan at Wix does not include, or not for now.
async fn may_publish(client: &Client, channel: Channel) -> Result<(), String> {
    let feature = client.feature(&FeatureType::PublishPost).await;
    let feature = feature.map_err(|error| why(channel, &error))?;
    if !feature.enabled {
        return Err("The Wix plan of this site does not include publishing. Upgrade it at Wix, or connect the channel in another way.".to_owned());
    }
    let quota = feature.quota_info.filter(|quota| quota.limit > 0);
    match quota {
        Some(quota) if quota.remaining_usage <= 0 => Err(format!(
            "The Wix plan of this site allows {} posts at a time, and they are used up. Upgrade it at Wix, or connect the channel in another way.",
            quota.limit
        )),
        _ => Ok(()),
    }
}
