//! Posts for several accounts at once.

use axum::{Json, extract::State};
use domain::id::{ActivityId, SocialAccountId, SocialPostId};
use postforme::{
    terms::{self, prefix},
    wire::{Done, EventType, Page, SocialPost, WriteSocialPost},
};
use schemars::JsonSchema;
use store::{
    StoreError,
    social::{self, NewSocialPost, Sought, Standing},
};

use super::{
    Fault, Program,
    accounts::{PLATFORMS, channels},
    content,
    payload::{Asked, Created, Id, Payload},
    results::ids,
    webhooks::news,
};
use crate::Api;

/// Which posts.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "describes pairs, which are read one by one")]
pub struct OfPosts {
    /// `draft`, `scheduled`, `processing` or `processed`.
    status: Option<Vec<String>>,
    /// For one of these platforms.
    platform: Option<Vec<String>>,
    /// With one of these ids of the caller's own.
    external_id: Option<Vec<String>>,
    /// For one of these accounts.
    social_account_id: Option<Vec<String>>,
}

/// `POST /v1/social-posts`: makes a post. Without a time it is published at once, and with
/// `isDraft` not at all. A post holds at most one picture here, and no video; it is fetched
/// when the post is made. What goes out must be what its networks take: nothing is cut. Send an
/// `Idempotency-Key`, and a second request under it makes no second post.
pub async fn create(
    State(api): State<Api>,
    program: Program,
    Payload(asked): Payload<WriteSocialPost>,
) -> Result<Created<SocialPost>, Fault> {
    let world = &*api.world;
    let ids = (SocialPostId::mint(world), ActivityId::mint(world));
    let new = content::read(&api, program.scope, ids, asked).await?;
    let now = world.now();
    let told = told(&api, &program, &new, None).await?;
    let news = [news(&api, EventType::PostCreated, &told)];
    api.store.add_social_post(program.scope, &new, &news, now).await?;
    if !new.draft && new.publish_at <= now {
        (api.wake_publisher)();
    }
    Ok(Created(told))
}

/// `GET /v1/social-posts`: lists posts, the newest first: those that programs made. What was
/// planned on the pages has words and a time of its own for each network, and is not among them.
pub async fn list(
    State(api): State<Api>,
    program: Program,
    asked: Asked<OfPosts>,
) -> Result<Json<Page<SocialPost>>, Fault> {
    let now = api.world.now();
    let standings = asked.words("status", &Standing::ALL.map(Standing::code))?;
    let platforms = asked.words("platform", &PLATFORMS)?;
    let accounts = asked.all("social_account_id");
    let sought = Sought {
        standings: standings.iter().filter_map(|word| word.parse().ok()).collect(),
        channels: channels(&platforms),
        accounts: ids(prefix::ACCOUNT, &accounts, SocialAccountId::of_number),
        external_ids: asked.all("external_id"),
        skip: asked.offset,
        limit: asked.limit,
    };
    // What names nothing that could be here lets nothing through.
    if (sought.channels.is_empty() && !platforms.is_empty())
        || (sought.accounts.is_empty() && !accounts.is_empty())
    {
        return Ok(Json(asked.page(&api, Vec::new(), 0)));
    }
    let (posts, total) = api.store.social_posts(program.scope, &sought, now).await?;
    let known = api.store.social_accounts(program.scope).await?;
    let posts = posts
        .iter()
        .map(|post| {
            let mut told = terms::post(post, &known, now);
            told.social_accounts.retain(|account| {
                (platforms.is_empty() || platforms.contains(&account.platform))
                    && (accounts.is_empty() || accounts.contains(&account.id))
            });
            told
        })
        .collect();
    Ok(Json(asked.page(&api, posts, total)))
}

/// `GET /v1/social-posts/{id}`: reads a post.
pub async fn read(
    State(api): State<Api>,
    program: Program,
    Id(id): Id,
) -> Result<Json<SocialPost>, Fault> {
    let post = found(&api, &program, &id).await?;
    let known = api.store.social_accounts(program.scope).await?;
    Ok(Json(terms::post(&post, &known, api.world.now())))
}

/// `PUT /v1/social-posts/{id}`: replaces a post as a whole; its id and when it was made stay.
/// What is not sent is reset, and without `isDraft` and a time it is published at once. Refused
/// once its time has come.
pub async fn replace(
    State(api): State<Api>,
    program: Program,
    Id(id): Id,
    Payload(asked): Payload<WriteSocialPost>,
) -> Result<Json<SocialPost>, Fault> {
    let old = found(&api, &program, &id).await?;
    may_change(old.standing)?;
    let new = content::read(&api, program.scope, (old.id, old.activity), asked).await?;
    let now = api.world.now();
    let told = told(&api, &program, &new, Some(&old)).await?;
    let news = [news(&api, EventType::PostUpdated, &told)];
    match api.store.replace_social_post(program.scope, &new, &news, now).await {
        Ok(()) => {}
        Err(StoreError::NotFound(_)) => return Err(missing()),
        Err(StoreError::TooLate(_)) => {
            let now = found(&api, &program, &id).await?;
            may_change(now.standing)?;
            return Err(Fault::refused(BEING_PROCESSED));
        }
        Err(error) => return Err(error.into()),
    }
    if !new.draft && new.publish_at <= now {
        (api.wake_publisher)();
    }
    Ok(Json(told))
}

/// `DELETE /v1/social-posts/{id}`: deletes a post. Refused once its time has come.
pub async fn remove(
    State(api): State<Api>,
    program: Program,
    Id(id): Id,
) -> Result<Json<Done>, Fault> {
    const LATE: &str = "Can only delete scheduled or draft posts";
    let post = found(&api, &program, &id).await?;
    if !matches!(post.standing, Standing::Draft | Standing::Scheduled) {
        return Err(Fault::refused(LATE));
    }
    let now = api.world.now();
    let known = api.store.social_accounts(program.scope).await?;
    let news = [news(&api, EventType::PostDeleted, &terms::post(&post, &known, now))];
    match api.store.delete_social_post(program.scope, post.id, &news, now).await {
        Ok(()) => Ok(Json(Done { success: true })),
        Err(StoreError::NotFound(_)) => Err(missing()),
        Err(StoreError::TooLate(_)) => Err(Fault::refused(LATE)),
        Err(error) => Err(error.into()),
    }
}

const BEING_PROCESSED: &str = "Post is being processed";

fn may_change(standing: Standing) -> Result<(), Fault> {
    match standing {
        Standing::Draft | Standing::Scheduled => Ok(()),
        Standing::Processing => Err(Fault::refused(BEING_PROCESSED)),
        Standing::Processed => Err(Fault::refused("Post has already been processed")),
    }
}

/// A post as it stands the moment it is made or replaced.
async fn told(
    api: &Api,
    program: &Program,
    new: &NewSocialPost,
    old: Option<&social::SocialPost>,
) -> Result<SocialPost, Fault> {
    let now = api.world.now();
    let post = social::SocialPost {
        id: new.id,
        activity: new.activity,
        external_id: new.external_id.clone(),
        asked: new.asked.clone(),
        standing: match (new.draft, new.publish_at > now) {
            (true, _) => Standing::Draft,
            (false, true) => Standing::Scheduled,
            (false, false) => Standing::Processing,
        },
        publish_at: new.publish_at,
        created_at: old.map_or(now, |old| old.created_at),
        updated_at: now,
        accounts: new.parts.iter().map(|part| part.account.id).collect(),
    };
    let known = api.store.social_accounts(program.scope).await?;
    Ok(terms::post(&post, &known, now))
}

async fn found(api: &Api, program: &Program, id: &str) -> Result<social::SocialPost, Fault> {
    let id = terms::number(prefix::POST, id).map(SocialPostId::of_number).ok_or_else(missing)?;
    match api.store.social_post(program.scope, id, api.world.now()).await {
        Ok(post) => Ok(post),
        Err(StoreError::NotFound(_)) => Err(missing()),
        Err(error) => Err(error.into()),
    }
}

fn missing() -> Fault {
    Fault::not_found("Post not found")
}
