//! What became of posts, account by account.

use axum::{Json, extract::State};
use domain::id::{PostId, SocialAccountId, SocialPostId};
use postforme::{
    terms::{self, prefix},
    wire::{Page, SocialPostResult},
};
use schemars::JsonSchema;
use store::StoreError;

use super::{
    Fault, Program,
    accounts::{PLATFORMS, channels},
    payload::{Asked, Id},
};
use crate::Api;

/// Which results.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "describes pairs, which are read one by one")]
pub struct OfResults {
    /// Of one of these posts.
    post_id: Option<Vec<String>>,
    /// On one of these platforms.
    platform: Option<Vec<String>>,
    /// For one of these accounts.
    social_account_id: Option<Vec<String>>,
}

/// `GET /v1/social-post-results`: lists results, those of the newest post first. Each is there
/// as soon as it is known, also while the post is still being tried for other accounts.
/// `offset` and `limit` count results.
pub async fn list(
    State(api): State<Api>,
    program: Program,
    asked: Asked<OfResults>,
) -> Result<Json<Page<SocialPostResult>>, Fault> {
    let (posts, accounts) = (asked.all("post_id"), asked.all("social_account_id"));
    let platforms = asked.words("platform", &PLATFORMS)?;
    let known_posts = ids(prefix::POST, &posts, SocialPostId::of_number);
    let known_accounts = ids(prefix::ACCOUNT, &accounts, SocialAccountId::of_number);
    let channels = channels(&platforms);
    let nothing = [
        (posts.is_empty(), known_posts.is_empty()),
        (accounts.is_empty(), known_accounts.is_empty()),
        (platforms.is_empty(), channels.is_empty()),
    ];
    if nothing.contains(&(false, true)) {
        return Ok(Json(asked.page(&api, Vec::new(), 0)));
    }
    let (found, total) = api
        .store
        .social_results(
            program.scope,
            (&known_posts, &known_accounts, &channels),
            (asked.offset, asked.limit),
        )
        .await?;
    let results = found.iter().map(terms::result).collect();
    Ok(Json(asked.page(&api, results, total)))
}

/// `GET /v1/social-post-results/{id}`: reads a result.
pub async fn read(
    State(api): State<Api>,
    program: Program,
    Id(id): Id,
) -> Result<Json<SocialPostResult>, Fault> {
    let missing = || Fault::not_found("Social post result not found");
    let post = terms::number(prefix::RESULT, &id).map(PostId::of_number).ok_or_else(missing)?;
    match api.store.social_result(program.scope, post).await {
        Ok(result) => Ok(Json(terms::result(&result))),
        Err(StoreError::NotFound(_)) => Err(missing()),
        Err(error) => Err(error.into()),
    }
}

/// The ids that are any.
pub fn ids<T>(prefix: &str, texts: &[String], of: impl Fn(u128) -> T) -> Vec<T> {
    texts.iter().filter_map(|text| terms::number(prefix, text)).map(of).collect()
}
