//! The accounts that posts can go to: the connected channels of the site, and those that were
//! connected once and are known by their ids.

use std::sync::Arc;

use axum::{Json, extract::State};
use domain::{channel::Channel, id::SocialAccountId, text};
use postforme::{
    terms::{self, prefix},
    wire::{
        AskAuthUrl, AuthUrl, ChangeSocialAccount, Done, EventType, Page, SocialAccount,
        WriteSocialAccount,
    },
};
use schemars::JsonSchema;
use store::social;

use super::{
    Fault, Program,
    payload::{Asked, Created, Id, Payload},
    webhooks::news,
};
use crate::Api;

/// The platforms that a list may be asked for: those of the vendor, and ours.
pub const PLATFORMS: [&str; 11] = [
    "bluesky",
    "facebook",
    "instagram",
    "linkedin",
    "pinterest",
    "threads",
    "tiktok",
    "x",
    "youtube",
    "google_business",
    "mastodon",
];

/// The longest name and the longest id of a caller's own.
const LONGEST: usize = 255;

/// Which accounts.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "describes pairs, which are read one by one")]
pub struct OfAccounts {
    /// On one of these platforms.
    platform: Option<Vec<String>>,
    /// With one of these names.
    username: Option<Vec<String>>,
    /// With one of these ids of the caller's own.
    external_id: Option<Vec<String>>,
    /// With one of these ids.
    id: Option<Vec<String>>,
    /// `connected` or `disconnected`.
    status: Option<Vec<String>>,
}

/// `GET /v1/social-accounts`: lists accounts, the newest first. Tokens are never told: the
/// fields for them are empty.
pub async fn list(
    State(api): State<Api>,
    program: Program,
    asked: Asked<OfAccounts>,
) -> Result<Json<Page<SocialAccount>>, Fault> {
    let now = api.world.now();
    let platforms = asked.all("platform");
    let statuses = asked.words("status", &["connected", "disconnected"])?;
    let [names, externals, ids] = ["username", "external_id", "id"].map(|name| asked.all(name));
    let lets =
        |wanted: &[String], own: &str| wanted.is_empty() || wanted.iter().any(|one| one == own);
    let all = api.store.social_accounts(program.scope).await?;
    let told = all.iter().map(|account| (account, terms::account(account, now)));
    let found: Vec<SocialAccount> = told
        .filter(|(account, told)| {
            let status = if account.connected { "connected" } else { "disconnected" };
            lets(&platforms, &told.platform)
                && lets(&statuses, status)
                && lets(&names, told.username.as_deref().unwrap_or_default())
                && lets(&externals, told.external_id.as_deref().unwrap_or_default())
                && lets(&ids, &told.id)
        })
        .map(|(_, told)| told)
        .collect();
    let total = i64::try_from(found.len()).unwrap_or(i64::MAX);
    let skip = usize::try_from(asked.offset).unwrap_or(usize::MAX);
    let limit = usize::try_from(asked.limit).unwrap_or_default();
    let page = found.into_iter().skip(skip).take(limit).collect();
    Ok(Json(asked.page(&api, page, total)))
}

/// `GET /v1/social-accounts/{id}`: reads an account.
pub async fn read(
    State(api): State<Api>,
    program: Program,
    Id(id): Id,
) -> Result<Json<SocialAccount>, Fault> {
    let account = found(&api, &program, &id).await?;
    Ok(Json(terms::account(&account, api.world.now())))
}

/// `POST /v1/social-accounts`: is refused: tokens that another app was given are of no use
/// here. Accounts are connected on the site's *Channels* page.
pub async fn create(
    _: State<Api>,
    _: Program,
    Payload(_): Payload<WriteSocialAccount>,
) -> Result<Created<SocialAccount>, Fault> {
    Err(Fault::refused(
        "Tokens of another app cannot be used here. Connect the account on the site's Channels page: POST /v1/social-accounts/auth-url tells its address.",
    ))
}

/// `PATCH /v1/social-accounts/{id}`: gives an account a name and an id of the caller's own.
/// What is not sent stays.
pub async fn change(
    State(api): State<Api>,
    program: Program,
    Id(id): Id,
    Payload(asked): Payload<ChangeSocialAccount>,
) -> Result<Json<SocialAccount>, Fault> {
    let mut account = found(&api, &program, &id).await?;
    let asked = asked.unwrap_or_default();
    let mut wrong = Vec::new();
    let mut line = |name: &'static str, typed: &str| {
        text::optional_line(name, typed, LONGEST)
            .map_err(|error| wrong.push(error.to_string()))
            .ok()
    };
    let username = asked.username.as_deref().and_then(|typed| line("username", typed));
    let external_id = asked.external_id.as_deref().and_then(|typed| line("external_id", typed));
    if !wrong.is_empty() {
        return Err(Fault::fields(wrong));
    }
    let given = |text: String| Some(text).filter(|text| !text.is_empty());
    if let Some(username) = username {
        account.username = given(username);
    }
    if let Some(external_id) = external_id {
        account.external_id = given(external_id);
    }
    let now = api.world.now();
    let told = terms::account(&account, now);
    let news = [news(&api, EventType::AccountUpdated, &told)];
    api.store.name_social_account(program.scope, &account, &news, now).await?;
    Ok(Json(told))
}

/// `POST /v1/social-accounts/{id}/disconnect`: disconnects an account. Its posts that are
/// scheduled become drafts. It stays known, and has the same id when it is connected again.
pub async fn disconnect(
    State(api): State<Api>,
    program: Program,
    Id(id): Id,
) -> Result<Created<SocialAccount>, Fault> {
    let mut account = found(&api, &program, &id).await?;
    disconnected(&api, &program, &mut account).await?;
    Ok(Created(terms::account(&account, api.world.now())))
}

/// `DELETE /v1/social-accounts/{id}`: disconnects an account and forgets it with its results.
pub async fn remove(
    State(api): State<Api>,
    program: Program,
    Id(id): Id,
) -> Result<Json<Done>, Fault> {
    let mut account = found(&api, &program, &id).await?;
    disconnected(&api, &program, &mut account).await?;
    api.store.forget_social_account(program.scope, account.id).await?;
    Ok(Json(Done { success: true }))
}

/// `POST /v1/social-accounts/auth-url`: names the page where the owner of the site, signed in,
/// connects an account.
pub async fn auth_url(
    State(api): State<Api>,
    program: Program,
    Payload(asked): Payload<AskAuthUrl>,
) -> Result<Created<AuthUrl>, Fault> {
    let platform = asked.unwrap_or_default().platform.unwrap_or_default();
    let platform = platform.trim();
    if platform.is_empty() {
        return Err(Fault::fields(vec!["platform should not be empty".to_owned()]));
    }
    if terms::channel(platform).is_none() {
        let platform: String = platform.chars().filter(|one| !one.is_control()).take(40).collect();
        let said = format!(
            "Social provider app credentials not found for {platform}. Please set up or enable this platform in Project Setup."
        );
        return Err(Fault::not_found(&said));
    }
    let base = api.public_url.as_str().trim_end_matches('/');
    let url = format!("{base}/sites/{}/channels", program.scope.site);
    Ok(Created(AuthUrl { url, platform: platform.to_owned() }))
}

/// The networks of platforms that we publish to.
pub fn channels(platforms: &[String]) -> Vec<Channel> {
    platforms.iter().filter_map(|platform| terms::channel(platform)).collect()
}

async fn disconnected(
    api: &Api,
    program: &Program,
    account: &mut social::SocialAccount,
) -> Result<(), Fault> {
    if !account.connected {
        return Ok(());
    }
    account.connected = false;
    let now = api.world.now();
    let told = terms::account(account, now);
    let news = [news(api, EventType::AccountUpdated, &told)];
    let unused = api.store.disconnect_social_account(program.scope, account, &news, now).await?;
    if let Some(key) = unused {
        let hub = Arc::clone(&api.hub);
        tokio::spawn(async move { hub.let_go(key).await });
    }
    Ok(())
}

async fn found(api: &Api, program: &Program, id: &str) -> Result<social::SocialAccount, Fault> {
    let missing = || Fault::not_found("Social account not found");
    let id = terms::number(prefix::ACCOUNT, id).map(SocialAccountId::of_number);
    let id = id.ok_or_else(missing)?;
    let all = api.store.social_accounts(program.scope).await?;
    all.into_iter().find(|account| account.id == id).ok_or_else(missing)
}
