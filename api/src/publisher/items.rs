//! Posts as items: found, changed, published, moved, taken back, deleted.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use domain::{connection::told_limits, id::PostId, network::check, post::PostStatus};
use jiff::Timestamp;
use serde_json::{Map, Value};
use store::{StoreError, items::Sought, posts::Post};
use wix::wire::{
    Cursors, Items, OneItem, PagingMetadata, PublishItem, QueryItems, RescheduleItem, UpdateItem,
};

use super::{
    changes,
    query::{Cursor, Query},
};
use crate::{Api, caller::Caller, fault::Fault, ids, payload::Payload, shown::Shown};

/// `GET /items/{id}`: reads an item.
pub async fn read(
    State(api): State<Api>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<OneItem>, Fault> {
    let post = found(&api, &caller, ids::one("id", &id)?, StatusCode::NOT_FOUND).await?;
    shown(&api, &caller, &post).await
}

/// `POST /items/query`: finds items, by their dates, at most 100 at once. The cursor carries the query.
pub async fn query(
    State(api): State<Api>,
    caller: Caller,
    Payload(asked): Payload<QueryItems>,
) -> Result<Json<Items>, Fault> {
    let Query { filter, descending, behind, skip, limit } =
        Query::read(&caller, asked.query.unwrap_or_default())?;
    let channels: Vec<_> =
        filter.channels.iter().copied().filter(|channel| caller.sees(*channel)).collect();
    let sought = Sought {
        ids: filter.ids.as_deref(),
        channels: &channels,
        kinds: &filter.kinds,
        statuses: &filter.statuses,
        from: filter.from,
        until: filter.until,
        descending,
        behind,
        skip,
        limit: limit.saturating_add(1),
    };
    let mut posts = api.store.seek_posts(caller.scope, &sought).await?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let has_next = posts.len() > limit;
    posts.truncate(limit);
    let next = posts.last().filter(|_| has_next).map(|last| {
        Cursor { filter: filter.clone(), descending, behind: (last.publish_at, last.id) }.to_text()
    });
    let connections = api.store.connections(caller.scope).await?;
    let shown = Shown::new(&api, &caller, &connections);
    let items: Vec<_> = posts.iter().map(|post| shown.item(post)).collect();
    let paging_metadata = PagingMetadata {
        count: i64::try_from(items.len()).unwrap_or(i64::MAX),
        has_next,
        cursors: Cursors { next },
        ..PagingMetadata::default()
    };
    Ok(Json(Items { items, paging_metadata }))
}

/// `PATCH /items/{id}`: changes the words of an item. Whatever is not sent stays; it counts as
/// typed by a person. A story has no words beside its picture, so nothing of it changes here.
pub async fn update(
    State(api): State<Api>,
    caller: Caller,
    Path(id): Path<String>,
    Payload(asked): Payload<UpdateItem>,
) -> Result<Json<OneItem>, Fault> {
    let id: PostId = ids::one("item.id", &id)?;
    let sent = asked.item.ok_or_else(|| Fault::field("item", "REQUIRED_FIELD", "Send it."))?;
    let post = to_change(&api, &caller, id, StatusCode::NOT_FOUND).await?;
    if !post.status.editable() {
        return Err(is_published());
    }
    let connections = api.store.connections(caller.scope).await?;
    let item = Shown::new(&api, &caller, &connections).item(&post);
    let told = told_limits(&connections, post.channel);
    let text = changes::read(&post, told, &item, sent)?;
    let changed = api.store.change_text(caller.scope, id, post.version, &text, true).await;
    settled(&api, &caller, id, changed).await
}

/// `POST /publish-by-id`: publishes an item at once, or at an instant that is still to come. What goes out at once
/// is answered as scheduled for this moment; a look later tells what became of it.
pub async fn publish(
    State(api): State<Api>,
    caller: Caller,
    Payload(asked): Payload<PublishItem>,
) -> Result<Json<OneItem>, Fault> {
    let id: PostId = ids::wanted("id", asked.id.as_deref())?;
    let now = api.world.now();
    let at = match asked.scheduled_date {
        Some(date) => still_to_come(date.0, now)?,
        None => now,
    };
    let post = to_change(&api, &caller, id, StatusCode::PRECONDITION_REQUIRED).await?;
    if !post.status.schedulable() {
        return Err(is_published());
    }
    let connections = api.store.connections(caller.scope).await?;
    if connections.iter().all(|connection| connection.channel != post.channel) {
        let said = format!("{} is not connected. Connect it on the Channels page.", post.channel);
        return Err(Fault::precondition("UNSUPPORTED_CHANNEL", said));
    }
    let limits = told_limits(&connections, post.channel);
    let complaints = check(post.placement(), limits, &post.text, post.picture.is_some());
    if let Some(complaint) = complaints.first() {
        return Err(Fault::precondition("ITEM_AGAINST_RULES", complaint.to_string()));
    }
    let scheduled = api.store.schedule_post_at(caller.scope, id, post.version, at).await;
    if scheduled.is_ok() {
        (api.wake_publisher)();
    }
    settled(&api, &caller, id, scheduled).await
}

/// `POST /items/{id}/reschedule`: moves a scheduled item to another instant.
pub async fn reschedule(
    State(api): State<Api>,
    caller: Caller,
    Path(id): Path<String>,
    Payload(asked): Payload<RescheduleItem>,
) -> Result<Json<OneItem>, Fault> {
    let id: PostId = ids::one("id", &id)?;
    let date = asked.scheduled_date.ok_or_else(|| {
        Fault::field("scheduledDate", "REQUIRED_FIELD", "Send an instant that is still to come.")
    })?;
    let to = still_to_come(date.0, api.world.now())?;
    let post = to_change(&api, &caller, id, StatusCode::NOT_FOUND).await?;
    if post.status != PostStatus::Scheduled {
        return Err(not_scheduled(post.status));
    }
    // The version holds it to the state just seen: a claim would have changed it.
    let moved = api.store.move_post(caller.scope, id, post.version, to).await;
    settled(&api, &caller, id, moved).await
}

/// `PATCH /items/{id}/cancel`: takes a scheduled item back, so that it does not go out any more. Refused with
/// 409 once a publisher has it: it may not be too late for the network, but it is for us.
pub async fn cancel(
    State(api): State<Api>,
    caller: Caller,
    Path(id): Path<String>,
    Payload(_): Payload<Map<String, Value>>,
) -> Result<Json<OneItem>, Fault> {
    let id: PostId = ids::one("id", &id)?;
    to_change(&api, &caller, id, StatusCode::PRECONDITION_REQUIRED).await?;
    match api.store.cancel_post(caller.scope, id).await {
        Err(StoreError::TooLate(_)) => {
            let post = to_change(&api, &caller, id, StatusCode::PRECONDITION_REQUIRED).await?;
            Err(match post.status {
                PostStatus::Processing | PostStatus::Uncertain => {
                    let said = "The item is going out, or may have. Look at it again in a moment.";
                    Fault::rule(StatusCode::CONFLICT, "ITEM_IS_BEING_PUBLISHED", said)
                }
                status => not_scheduled(status),
            })
        }
        canceled => settled(&api, &caller, id, canceled).await,
    }
}

/// `DELETE /items/{id}`: deletes an item. Its receipts stay. An activity without a post for a channel gets a new
/// one when its posts are generated again.
pub async fn remove(
    State(api): State<Api>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<Map<String, Value>>, Fault> {
    let id: PostId = ids::one("id", &id)?;
    to_change(&api, &caller, id, StatusCode::NOT_FOUND).await?;
    match api.store.delete_post(caller.scope, id).await {
        Ok(()) => Ok(Json(Map::new())),
        Err(StoreError::TooLate(_)) => Err(is_published()),
        Err(error) => Err(error.into()),
    }
}

/// An item that is changed here. One that another plan source holds is changed there.
async fn to_change(
    api: &Api,
    caller: &Caller,
    id: PostId,
    missing: StatusCode,
) -> Result<Post, Fault> {
    let post = found(api, caller, id, missing).await?;
    if post.mirrored {
        let said = "The plan of this site comes from Wix, which holds this item. Change it there.";
        return Err(Fault::precondition("HELD_BY_PLAN_SOURCE_ERROR", said));
    }
    Ok(post)
}

/// An item that the caller sees. The vendor tells with 404 or with 428, as the method goes, that
/// there is none.
async fn found(api: &Api, caller: &Caller, id: PostId, missing: StatusCode) -> Result<Post, Fault> {
    match api.store.post(caller.scope, id).await {
        Ok(post) if caller.sees(post.channel) => Ok(post),
        Ok(_) | Err(StoreError::NotFound(_)) => {
            let said = "There is no such item in this site. It may have been deleted.";
            Err(Fault::rule(missing, "ITEM_NOT_EXISTS", said))
        }
        Err(error) => Err(error.into()),
    }
}

/// The item after a command, or why the command changed nothing.
async fn settled(
    api: &Api,
    caller: &Caller,
    id: PostId,
    done: Result<(), StoreError>,
) -> Result<Json<OneItem>, Fault> {
    let late = match done {
        Ok(()) => false,
        Err(StoreError::TooLate(_)) => true,
        Err(error) => return Err(error.into()),
    };
    let post = found(api, caller, id, StatusCode::NOT_FOUND).await?;
    if !late {
        return shown(api, caller, &post).await;
    }
    if !post.status.editable() {
        return Err(is_published());
    }
    let said = "The item has changed meanwhile. Look at it again, then repeat this.";
    Err(Fault::rule(StatusCode::CONFLICT, "ITEM_HAS_CHANGED", said))
}

async fn shown(api: &Api, caller: &Caller, post: &Post) -> Result<Json<OneItem>, Fault> {
    let connections = api.store.connections(caller.scope).await?;
    Ok(Json(OneItem { item: Shown::new(api, caller, &connections).item(post) }))
}

fn is_published() -> Fault {
    let said = "The item is being published, was, or may have been.";
    Fault::precondition("ITEM_IS_PUBLISHED", said)
}

fn not_scheduled(status: PostStatus) -> Fault {
    if !status.editable() {
        return is_published();
    }
    let said = format!("The item is not scheduled: it is {status}. Only a scheduled one will do.");
    Fault::precondition("ITEM_IS_NOT_SCHEDULED", said)
}

fn still_to_come(date: Timestamp, now: Timestamp) -> Result<Timestamp, Fault> {
    if date.as_millisecond() > now.as_millisecond() {
        return Ok(date);
    }
    let said = format!("{date} has passed. Send an instant that is still to come.");
    Err(Fault::precondition("SCHEDULED_TIME_ALREADY_PASSED", said))
}
