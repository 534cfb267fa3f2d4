//! Items that programs make: drafts, each with an activity of its own.

use axum::{Json, extract::State};
use domain::{
    channel::Channel,
    connection::told_limits,
    id::{ActivityId, PostId},
    network::has_stories,
    post::{Placement, PostKind},
    text,
};
use store::{StoreError, items::NewItem};
use wix::wire::{CreateItem, DraftItem, ItemType, OneItem};

use super::{accounts, changes};
use crate::{
    Api, activities::made_of, caller::Caller, fault::Fault, payload::Payload, shown::Shown, taken,
};

/// The longest name that a program may give to an item.
const REFERENCE: usize = 255;

/// `POST /items`: makes a draft. It goes out when somebody publishes or schedules it, and may lack
/// something until then. A `referenceId` names it: no other item of the site may have the same,
/// so a draft whose answer was lost is not made twice and is found by a query. It holds at most
/// one picture, which is fetched now, and no video.
pub async fn create(
    State(api): State<Api>,
    caller: Caller,
    Payload(asked): Payload<CreateItem>,
) -> Result<Json<OneItem>, Fault> {
    let scope = caller.scope;
    let missing = |field: &str| Fault::field(field, "REQUIRED_FIELD", "Send it.");
    let DraftItem { channel, kind, reference_id, scheduling_info, content } =
        asked.item.ok_or_else(|| missing("item"))?;
    let wanted = channel.ok_or_else(|| missing("item.channel"))?;
    let name = wanted.name.code();
    let channel = accounts::channel(&caller, "item.channel.name", name)?.ok_or_else(|| {
        let said = format!("Nothing can be published to {name} here.");
        Fault::precondition("UNSUPPORTED_CHANNEL", said)
    })?;
    let placement = Placement { channel, kind: post_kind(channel, kind)? };
    let reference = reference(reference_id)?;
    let connections = api.store.connections(scope).await?;
    let connection = connections.iter().find(|connection| connection.channel == channel);
    accounts::is_of("item.channel.accountId", wanted.account_id.as_deref(), connection)?;
    let told = told_limits(&connections, channel);
    let (text, shows) = changes::made(placement, content, connection, told)?;
    if let Some(reference) = &reference
        && api.store.is_reference_taken(scope, reference).await?
    {
        return Err(is_taken());
    }
    let picture = match shows {
        None => None,
        Some(shows) => match taken::from_address(&api, scope, shows.url).await? {
            Ok(id) => Some(id),
            Err(why) => {
                let said = format!("This picture cannot be used: {why}.");
                return Err(Fault::field(shows.field, "OTHER", said));
            }
        },
    };
    let now = api.world.now();
    let date = scheduling_info.and_then(|info| info.scheduled_date);
    let (title, description) = made_of(&text.caption);
    let title = match title.is_empty() {
        true => format!("{channel}: {}", placement.kind.word()),
        false => title,
    };
    let new = NewItem {
        id: PostId::mint(&*api.world),
        activity: ActivityId::mint(&*api.world),
        placement,
        text,
        picture,
        publish_at: date.map_or(now, |date| date.0),
        reference,
        title,
        description,
    };
    match api.store.add_item(scope, &new, now).await {
        Ok(()) => {}
        Err(StoreError::Taken(_)) => return Err(is_taken()),
        Err(error) => return Err(error.into()),
    }
    let post = api.store.post(scope, new.id).await?;
    Ok(Json(OneItem { item: Shown::new(&api, &caller, &connections).item(&post) }))
}

fn post_kind(channel: Channel, kind: Option<ItemType>) -> Result<PostKind, Fault> {
    const FIELD: &str = "item.type";
    match kind {
        None | Some(ItemType::Post) => Ok(PostKind::Post),
        Some(ItemType::Story) if has_stories(channel) => Ok(PostKind::Story),
        Some(ItemType::Story) => {
            Err(Fault::field(FIELD, "OTHER", format!("{channel} has no stories.")))
        }
        Some(ItemType::Other(word)) => {
            Err(Fault::field(FIELD, "INVALID_ENUM_VALUE", format!("{word:?} is not a type.")))
        }
        Some(_) => {
            let said = "No video can be published here yet. Send POST or STORY.";
            Err(Fault::field(FIELD, "OTHER", said))
        }
    }
}

fn reference(sent: Option<String>) -> Result<Option<String>, Fault> {
    let line = text::optional_line("The reference id", &sent.unwrap_or_default(), REFERENCE);
    let line = line.map_err(|error| Fault::text("item.referenceId", &error))?;
    Ok(Some(line).filter(|line| !line.is_empty()))
}

fn is_taken() -> Fault {
    let said = "Another item of this site has this referenceId. Find it by a query before you make one more.";
    Fault::conflict("REFERENCE_ID_ALREADY_EXIST", said)
}
