//! Which networks take posts of the site, and what it may do there.

use axum::{
    Json,
    extract::{Path, State},
};
use domain::{channel::Channel, connection::Connection};
use schemars::JsonSchema;
use serde_json::Map;
use wix::wire::{
    Account, AccountDetails, AccountPart, AccountSettings, Accounts, ChannelName, ConnectUrl,
    Feature, FeatureType, Features, OneFeature, TokenStatus, TokenStatusAnswer,
};

use crate::{Api, caller::Caller, fault::Fault, ids, payload::Pairs, shown};

/// Which network is meant.
#[derive(JsonSchema)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes pairs, which are read one by one")]
pub struct OfChannel {
    /// `INSTAGRAM` and the like.
    channel_name: String,
}

/// Which features are meant.
#[derive(JsonSchema)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes pairs, which are read one by one")]
pub struct OfFeatures {
    /// `PUBLISH_POST` or `SCHEDULE_POST`; repeated for more, at most 20.
    feature_types: Vec<String>,
}

/// `GET /accounts?channelName=`: lists the one account that a connected network has.
pub async fn list(
    State(api): State<Api>,
    caller: Caller,
    asked: Pairs<OfChannel>,
) -> Result<Json<Accounts>, Fault> {
    const FIELD: &str = "channelName";
    let name = asked.one(FIELD)?.filter(|name| !name.is_empty());
    let name = name.ok_or_else(|| Fault::field(FIELD, "REQUIRED_FIELD", "Name a channel."))?;
    let connection = connection(&api, &caller, channel(&caller, FIELD, name)?).await?;
    let connection = connection.ok_or_else(|| {
        let said = format!("{name} is not connected. Open the address that connect-url gives.");
        Fault::refused("USER_NOT_EXIST_FOR_CHANNEL", said)
    })?;
    Ok(Json(Accounts { accounts: vec![account(connection)] }))
}

/// `GET /{channel}/long-lived-token-status`: tells whether a network takes posts of the site.
/// A connection is there or it is not: how one that
/// was there ended is not remembered.
pub async fn token_status(
    State(api): State<Api>,
    caller: Caller,
    Path(name): Path<String>,
) -> Result<Json<TokenStatusAnswer>, Fault> {
    let connection = connection(&api, &caller, channel(&caller, "channelName", &name)?).await?;
    let status = connection.map_or(TokenStatus::NeverCreated, |_| TokenStatus::Valid);
    Ok(Json(TokenStatusAnswer { status }))
}

/// `GET /{channel}/connect-url`: names the page where the owner, signed in, connects it.
pub async fn connect_url(
    State(api): State<Api>,
    caller: Caller,
    Path(name): Path<String>,
) -> Result<Json<ConnectUrl>, Fault> {
    if channel(&caller, "channelName", &name)?.is_none() {
        let said = format!("{name} cannot be connected here.");
        return Err(Fault::precondition("UNSUPPORTED_CHANNEL", said));
    }
    let base = api.public_url.as_str().trim_end_matches('/');
    let connect_url = format!("{base}/sites/{}/channels", caller.scope.site);
    Ok(Json(ConnectUrl { connect_url }))
}

/// `GET /features?featureTypes=`: tells of 1 to 20 features whether the site has them.
pub async fn features(_: Caller, asked: Pairs<OfFeatures>) -> Result<Json<Features>, Fault> {
    const FIELD: &str = "featureTypes";
    let features: Vec<Feature> = asked.all(FIELD).map(told).collect();
    if features.is_empty() {
        return Err(Fault::field(FIELD, "MIN_SIZE", "Name at least 1 feature."));
    }
    if features.len() > ids::MOST {
        let said = format!("Name at most {} features; these are {}.", ids::MOST, features.len());
        return Err(Fault::field(FIELD, "MAX_SIZE", said));
    }
    Ok(Json(Features { features, monetization_enabled: false }))
}

/// `GET /features/{feature}`: tells whether the site has a feature.
pub async fn feature(_: Caller, Path(name): Path<String>) -> Json<OneFeature> {
    Json(OneFeature { feature: told(&name), monetization_enabled: false })
}

/// Publishing costs nothing here, so there is no quota; what is not known is not there.
fn told(name: &str) -> Feature {
    let kind = FeatureType::from(name);
    let enabled = !matches!(kind, FeatureType::Other(_));
    Feature { kind, enabled, quota_info: None, rest: Map::new() }
}

/// The channel of a name that a caller may use. `None` for one that the vendor knows and this
/// installation does not serve.
pub fn channel(caller: &Caller, field: &str, name: &str) -> Result<Option<Channel>, Fault> {
    let ours = Channel::ALL
        .into_iter()
        .find(|channel| caller.sees(*channel) && shown::name(*channel).code() == name);
    match (ours, ChannelName::from(name)) {
        (None, ChannelName::Other(_)) => {
            Err(Fault::field(field, "INVALID_ENUM_VALUE", format!("{name:?} is not a channel.")))
        }
        (ours, _) => Ok(ours),
    }
}

async fn connection(
    api: &Api,
    caller: &Caller,
    channel: Option<Channel>,
) -> Result<Option<Connection>, Fault> {
    let Some(channel) = channel else { return Ok(None) };
    let connections = api.store.connections(caller.scope).await?;
    Ok(connections.into_iter().find(|connection| connection.channel == channel))
}

/// A connection is one account with one page, board or location, so that all have its id.
fn account(connection: Connection) -> Account {
    let Connection { id, channel, account: name, .. } = connection;
    let part = |belongs: Channel| {
        (channel == belongs).then(|| AccountPart { id: id.to_string(), ..AccountPart::default() })
    };
    let details = AccountDetails {
        id: id.to_string(),
        display_name: Some(name),
        page: part(Channel::Facebook),
        board: part(Channel::Pinterest),
        location: part(Channel::GoogleBusiness),
        privacy_level_options: match channel {
            Channel::TikTok => vec!["PUBLIC_TO_EVERYONE".to_owned()],
            _ => Vec::new(),
        },
        settings: Some(AccountSettings { default: true, ..AccountSettings::default() }),
        rest: Map::new(),
    };
    let mut account = Account {
        channel_name: shown::name(channel),
        facebook: None,
        instagram: None,
        linkedin: None,
        pinterest: None,
        gbp: None,
        tiktok: None,
        rest: Map::new(),
    };
    match channel {
        Channel::Facebook => account.facebook = Some(details),
        Channel::Instagram => account.instagram = Some(details),
        Channel::LinkedIn => account.linkedin = Some(details),
        Channel::Pinterest => account.pinterest = Some(details),
        Channel::GoogleBusiness => account.gbp = Some(details),
        Channel::TikTok => account.tiktok = Some(details),
        channel @ (Channel::Threads | Channel::Bluesky | Channel::Mastodon | Channel::X) => {
            let details = serde_json::to_value(details).ok();
            account.rest.extend(details.map(|details| (channel.code().to_owned(), details)));
        }
    }
    account
}
