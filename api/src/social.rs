//! What programs see that were written for Post for Me: its API, served for the sites of this
//! installation. A key opens its site, which is what the vendor calls a project.
//!
//! A post for several accounts is an activity of the site with one of our posts for each
//! account, and publishing is theirs. What is decided otherwise than the vendor does, and why,
//! is in `ARCHITECTURE.md`.

mod accounts;
mod caller;
mod content;
mod fault;
mod feeds;
mod health;
mod media;
mod pace;
mod payload;
mod posts;
mod previews;
mod results;
mod webhooks;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::{Method as Verb, Uri},
    middleware::{from_fn, from_fn_with_state},
    routing,
};

use crate::{
    Api,
    Effect::{self, Reads, Writes},
    LARGEST_BODY, Method, Service, guard,
    method::{Row, delete, get, patch, post, put},
    social,
    taken::LARGEST,
    write,
};
use caller::Program;
use fault::Fault;

pub use pace::{Limits, Pace};

/// Posts for several accounts.
const POSTS: &Service = &Service {
    name: "Social Posts",
    about: "Posts for several accounts at once, and what became of them, account by account.",
};

/// Accounts on platforms.
const ACCOUNTS: &Service = &Service {
    name: "Social Accounts",
    about: "The accounts that posts can go to: the channels that are connected on the site's *Channels* page.",
};

/// Pictures.
const MEDIA: &Service = &Service { name: "Media", about: "Pictures for posts." };

/// Addresses that are told what happens.
const WEBHOOKS: &Service = &Service {
    name: "Webhooks",
    about: "Addresses that are told what happens. Every delivery has the address's secret in `Post-For-Me-Webhook-Secret`. Besides it has `Almanac-Delivery`, which is the same when it is tried again, `Almanac-Timestamp` in seconds since 1970 UTC, and `Almanac-Signature`: `v1=` and, in hexadecimal, the HMAC-SHA256 of the timestamp, a full stop and the body, with the secret. An address answers 2xx within five seconds; else it is tried again, eight times within a day.",
};

/// The service itself.
const SERVICE: &Service = &Service { name: "Service", about: "The service itself." };

/// Every method of this face: the router is made of this table, and so is the test that walks it.
#[rustfmt::skip]
pub fn methods() -> Vec<Method> {
    let method = |effect: Effect, name, verb, path: &str, handled| Row {
        name, effect, verb, path: path.to_owned(), handled,
    };
    let posts = [
        method(Writes, "CreatePost", Verb::POST, "/v1/social-posts", post!(social::posts::create)),
        method(Reads, "ListPosts", Verb::GET, "/v1/social-posts", get!(social::posts::list)),
        method(Reads, "GetPost", Verb::GET, "/v1/social-posts/{id}", get!(social::posts::read)),
        method(Writes, "UpdatePost", Verb::PUT, "/v1/social-posts/{id}", put!(social::posts::replace)),
        method(Writes, "DeletePost", Verb::DELETE, "/v1/social-posts/{id}", delete!(social::posts::remove)),
        method(Reads, "ListPostResults", Verb::GET, "/v1/social-post-results", get!(social::results::list)),
        method(Reads, "GetPostResult", Verb::GET, "/v1/social-post-results/{id}", get!(social::results::read)),
        method(Reads, "CreatePostPreviews", Verb::POST, "/v1/social-post-previews", post!(social::previews::make)),
    ];
    let accounts = [
        method(Reads, "ListAccounts", Verb::GET, "/v1/social-accounts", get!(social::accounts::list)),
        method(Writes, "CreateAccount", Verb::POST, "/v1/social-accounts", post!(social::accounts::create)),
        method(Reads, "CreateAccountAuthUrl", Verb::POST, "/v1/social-accounts/auth-url", post!(social::accounts::auth_url)),
        method(Reads, "GetAccount", Verb::GET, "/v1/social-accounts/{id}", get!(social::accounts::read)),
        method(Writes, "UpdateAccount", Verb::PATCH, "/v1/social-accounts/{id}", patch!(social::accounts::change)),
        method(Writes, "DeleteAccount", Verb::DELETE, "/v1/social-accounts/{id}", delete!(social::accounts::remove)),
        method(Writes, "DisconnectAccount", Verb::POST, "/v1/social-accounts/{id}/disconnect", post!(social::accounts::disconnect)),
        method(Reads, "ListAccountFeed", Verb::GET, "/v1/social-account-feeds/{id}", get!(social::feeds::list)),
    ];
    let media = [
        method(Writes, "CreateUploadUrl", Verb::POST, "/v1/media/create-upload-url", post!(social::media::create)),
    ];
    let webhooks = [
        method(Reads, "ListWebhooks", Verb::GET, "/v1/webhooks", get!(social::webhooks::list)),
        method(Writes, "CreateWebhook", Verb::POST, "/v1/webhooks", post!(social::webhooks::create)),
        method(Reads, "GetWebhook", Verb::GET, "/v1/webhooks/{id}", get!(social::webhooks::read)),
        method(Writes, "UpdateWebhook", Verb::PATCH, "/v1/webhooks/{id}", patch!(social::webhooks::change)),
        method(Writes, "DeleteWebhook", Verb::DELETE, "/v1/webhooks/{id}", delete!(social::webhooks::remove)),
    ];
    let service = [
        method(Reads, "GetHealth", Verb::GET, "/healthcheck", get!(social::health::read)),
    ];
    POSTS.serves(posts).chain(ACCOUNTS.serves(accounts)).chain(MEDIA.serves(media))
        .chain(WEBHOOKS.serves(webhooks)).chain(SERVICE.serves(service)).collect()
}

/// All methods, and the way in for the pictures that they name.
pub(crate) fn router(api: &Api) -> Router<Api> {
    let unknown = async |verb: Verb, at: Uri| Fault::unknown(&verb, &at);
    methods()
        .into_iter()
        .fold(Router::new(), |router, method| {
            let handler = match method.effect {
                Reads => method.handled.router,
                Writes => method
                    .handled
                    .router
                    .layer(from_fn_with_state(api.clone(), write::once::<Program>)),
            };
            router.route(&method.path, handler)
        })
        .route(media::PATH, routing::put(media::take).layer(DefaultBodyLimit::max(LARGEST)))
        .route("/v1", routing::any(unknown))
        .route("/v1/{*rest}", routing::any(unknown))
        .method_not_allowed_fallback(unknown)
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(from_fn(|request, next| guard::guarded::<Fault>(guard::PATIENCE, request, next)))
}
