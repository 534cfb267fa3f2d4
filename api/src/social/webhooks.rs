//! Addresses that are told what happens.

use axum::{Json, extract::State};
use domain::{contract::Credentials, id::SocialWebhookId};
use postforme::{
    herald,
    terms::{self, prefix},
    wire::{Done, EventType, Page, Webhook, WriteWebhook},
};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Map;
use store::{
    StoreError,
    social::{News, SocialWebhook},
};
use url::Url;

use super::{
    Fault, Program,
    payload::{Asked, Created, Id, Payload},
};
use crate::Api;

/// The longest address.
const LONGEST: usize = 2_048;

/// Which addresses.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "describes pairs, which are read one by one")]
pub struct OfWebhooks {
    /// One of these.
    url: Option<Vec<String>>,
    /// Told one of these events.
    event_type: Option<Vec<String>>,
    /// With one of these ids.
    id: Option<Vec<String>>,
}

/// `GET /v1/webhooks`: lists the addresses, with their secrets.
pub async fn list(
    State(api): State<Api>,
    program: Program,
    asked: Asked<OfWebhooks>,
) -> Result<Json<Page<Webhook>>, Fault> {
    let [urls, events, ids] = ["url", "event_type", "id"].map(|name| asked.all(name));
    let all = api.store.social_webhooks(program.scope).await?;
    let found: Vec<Webhook> = all
        .iter()
        .map(told)
        .filter(|webhook| {
            let has_event = |event: &String| webhook.event_types.contains(event);
            (urls.is_empty() || urls.contains(&webhook.url))
                && (events.is_empty() || events.iter().any(has_event))
                && (ids.is_empty() || ids.contains(&webhook.id))
        })
        .collect();
    let total = i64::try_from(found.len()).unwrap_or(i64::MAX);
    let skip = usize::try_from(asked.offset).unwrap_or(usize::MAX);
    let limit = usize::try_from(asked.limit).unwrap_or_default();
    let page = found.into_iter().skip(skip).take(limit).collect();
    Ok(Json(asked.page(&api, page, total)))
}

/// `POST /v1/webhooks`: adds an address. Its secret is made here.
pub async fn create(
    State(api): State<Api>,
    program: Program,
    Payload(asked): Payload<WriteWebhook>,
) -> Result<Created<Webhook>, Fault> {
    let asked = asked.unwrap_or_default();
    let missing = || Fault::refused("Webhook is missing required values");
    let url = asked.url.filter(|url| !url.trim().is_empty()).ok_or_else(missing)?;
    let events = asked.event_types.filter(|events| !events.is_empty()).ok_or_else(missing)?;
    let (url, events) = (address(&api, &url).await?, known(events)?);
    let (world, now) = (&*api.world, api.world.now());
    let secret = format!("whsec_{:032x}{:032x}", world.random(), world.random());
    let webhook = SocialWebhook {
        id: SocialWebhookId::mint(world),
        url,
        events,
        secret: Credentials::new(secret),
        created_at: now,
    };
    match api.store.add_social_webhook(program.scope, &webhook, now).await {
        Ok(()) => Ok(Created(told(&webhook))),
        Err(StoreError::Taken(_)) => Err(taken()),
        Err(error) => Err(error.into()),
    }
}

/// `GET /v1/webhooks/{id}`: reads an address, with its secret.
pub async fn read(
    State(api): State<Api>,
    program: Program,
    Id(id): Id,
) -> Result<Json<Webhook>, Fault> {
    Ok(Json(told(&found(&api, &program, &id).await?)))
}

/// `PATCH /v1/webhooks/{id}`: changes an address, and adds events that it is told. None is
/// removed by this: delete the address and add it again.
pub async fn change(
    State(api): State<Api>,
    program: Program,
    Id(id): Id,
    Payload(asked): Payload<WriteWebhook>,
) -> Result<Json<Webhook>, Fault> {
    let mut webhook = found(&api, &program, &id).await?;
    let asked = asked.unwrap_or_default();
    if let Some(url) = asked.url {
        webhook.url = address(&api, &url).await?;
    }
    for event in known(asked.event_types.unwrap_or_default())? {
        if !webhook.events.contains(&event) {
            webhook.events.push(event);
        }
    }
    let (url, events) = (webhook.url.as_str(), webhook.events.as_slice());
    match api.store.change_social_webhook(program.scope, webhook.id, url, events).await {
        Ok(()) => Ok(Json(told(&webhook))),
        Err(StoreError::Taken(_)) => Err(taken()),
        Err(error) => Err(error.into()),
    }
}

/// `DELETE /v1/webhooks/{id}`: removes an address. What it was still to be told goes, too.
pub async fn remove(
    State(api): State<Api>,
    program: Program,
    Id(id): Id,
) -> Result<Json<Done>, Fault> {
    let webhook = found(&api, &program, &id).await?;
    match api.store.remove_social_webhook(program.scope, webhook.id).await {
        Ok(()) | Err(StoreError::NotFound(_)) => Ok(Json(Done { success: true })),
        Err(error) => Err(error.into()),
    }
}

/// Something to tell, of what it happened to.
pub fn news(api: &Api, event: EventType, data: &impl Serialize) -> News {
    herald::news(&*api.world, event, data)
}

fn told(webhook: &SocialWebhook) -> Webhook {
    Webhook {
        id: terms::id(prefix::WEBHOOK, webhook.id.number()),
        url: webhook.url.clone(),
        secret: webhook.secret.reveal().to_owned(),
        event_types: webhook.events.clone(),
        rest: Map::new(),
    }
}

async fn address(api: &Api, typed: &str) -> Result<String, Fault> {
    let wrong = |why: &str| Fault::fields(vec![format!("url {why}")]);
    let url = Url::parse(typed.trim()).ok();
    let url = url.filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    let url = url.filter(|url| url.as_str().len() <= LONGEST);
    let url = url.ok_or_else(|| wrong("must be a web address"))?;
    (api.may_reach)(url.clone()).await.map_err(|why| wrong(&format!("cannot be used: {why}")))?;
    Ok(url.into())
}

fn known(events: Vec<String>) -> Result<Vec<String>, Fault> {
    let all: Vec<String> = EventType::ALL.iter().map(|event| event.code().to_owned()).collect();
    if events.iter().any(|event| !all.contains(event)) {
        let said = format!(
            "each value in event_types must be one of the following values: {}",
            all.join(", ")
        );
        return Err(Fault::fields(vec![said]));
    }
    // In their own order, each once.
    Ok(all.into_iter().filter(|event| events.contains(event)).collect())
}

fn taken() -> Fault {
    Fault::refused("This address is a webhook of this project already")
}

async fn found(api: &Api, program: &Program, id: &str) -> Result<SocialWebhook, Fault> {
    let missing = || Fault::not_found("Webhook not found");
    let id = terms::number(prefix::WEBHOOK, id).map(SocialWebhookId::of_number);
    let id = id.ok_or_else(missing)?;
    let all = api.store.social_webhooks(program.scope).await?;
    all.into_iter().find(|webhook| webhook.id == id).ok_or_else(missing)
}
