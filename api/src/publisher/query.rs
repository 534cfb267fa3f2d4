//! Which items a query asks for, in the vendor's query language.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{
    channel::Channel,
    id::PostId,
    post::{PostKind, PostStatus},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use wix::wire::{ItemQuery, ItemStatus, ItemType};

use super::accounts;
use crate::{
    activities::texts,
    caller::Caller,
    fault::Fault,
    ids,
    plan::{after, instant},
    shown,
};

/// The most items on a page, and the most ids in a filter.
const MOST: i64 = 100;
/// The items on a page when nobody says how many.
const USUAL: i64 = 50;
/// What items are sorted and filtered by.
const DATE: &str = "schedulingInfo.scheduledDate";

/// A query, read.
#[derive(Debug)]
pub struct Query {
    /// Which items.
    pub filter: Filter,
    /// Whether the last comes first.
    pub descending: bool,
    /// Behind which.
    pub behind: Option<(Timestamp, PostId)>,
    /// How many to pass over.
    pub skip: i64,
    /// How many to give.
    pub limit: i64,
}

/// Which items: those that meet all of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Filter {
    /// With one of these ids; `None` means any.
    pub ids: Option<Vec<PostId>>,
    /// Called so by the programs that made them; `None` means whatever they are called.
    #[serde(default)]
    pub references: Option<Vec<String>>,
    /// For one of these networks.
    pub channels: Vec<Channel>,
    /// Of one of these kinds.
    #[serde(default = "every_kind")]
    pub kinds: Vec<PostKind>,
    /// In one of these states.
    pub statuses: Vec<PostStatus>,
    /// Not before.
    pub from: Timestamp,
    /// Before.
    pub until: Timestamp,
}

/// Where a page ended, and in which query. Nothing in it is secret, and it opens nothing.
#[derive(Debug, Serialize, Deserialize)]
pub struct Cursor {
    /// Which items.
    pub filter: Filter,
    /// Whether the last comes first.
    pub descending: bool,
    /// The last of the page.
    pub behind: (Timestamp, PostId),
}

impl Cursor {
    /// As it stands on the wire.
    pub fn to_text(&self) -> String {
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).unwrap_or_default())
    }

    fn read(text: &str) -> Result<Self, Fault> {
        let bytes = URL_SAFE_NO_PAD.decode(text).unwrap_or_default();
        serde_json::from_slice(&bytes).map_err(|_| {
            let said =
                "This is no cursor of an answer of ours. Send cursors.next of the last page.";
            Fault::field("query.cursorPaging.cursor", "FORMAT", said)
        })
    }
}

impl Query {
    /// Reads a query; a cursor brings the filter and the order that it came from.
    pub fn read(caller: &Caller, asked: ItemQuery) -> Result<Self, Fault> {
        let cursor_paging = asked.cursor_paging.unwrap_or_default();
        let paging = asked.paging.unwrap_or_default();
        let (field, limit) = match cursor_paging.limit {
            Some(limit) => ("query.cursorPaging.limit", Some(limit)),
            None => ("query.paging.limit", paging.limit),
        };
        let limit = limit.unwrap_or(USUAL);
        if !(1..=MOST).contains(&limit) {
            return Err(Fault::field(field, "OTHER", format!("Send a number from 1 to {MOST}.")));
        }
        if let Some(cursor) = cursor_paging.cursor.filter(|cursor| !cursor.is_empty()) {
            let Cursor { filter, descending, behind } = Cursor::read(&cursor)?;
            return Ok(Query { filter, descending, behind: Some(behind), skip: 0, limit });
        }
        let skip = paging.offset.unwrap_or_default();
        if skip < 0 {
            let said = "Send a number that is not below 0.";
            return Err(Fault::field("query.paging.offset", "OTHER", said));
        }
        let mut descending = false;
        for (at, sort) in asked.sort.iter().flatten().enumerate() {
            let name = |part: &str| format!("query.sort[{at}].{part}");
            if at > 0 || sort.field_name.as_deref() != Some(DATE) {
                let said = format!("Items can be sorted by {DATE} alone.");
                return Err(Fault::field(name("fieldName"), "OTHER", said));
            }
            descending = match sort.order.as_deref() {
                None | Some("" | "ASC") => false,
                Some("DESC") => true,
                Some(_) => {
                    let said = "Send ASC or DESC.";
                    return Err(Fault::field(name("order"), "INVALID_ENUM_VALUE", said));
                }
            };
        }
        let mut filter = Filter::all(caller);
        filter.narrow(caller, "query.filter", asked.filter.unwrap_or_default())?;
        Ok(Query { filter, descending, behind: None, skip, limit })
    }
}

impl Filter {
    fn all(caller: &Caller) -> Self {
        Filter {
            ids: None,
            references: None,
            channels: Channel::ALL.into_iter().filter(|one| caller.sees(*one)).collect(),
            kinds: every_kind(),
            statuses: PostStatus::ALL.into(),
            from: Timestamp::MIN,
            until: Timestamp::MAX,
        }
    }

    /// Leaves what meets one more filter.
    fn narrow(&mut self, caller: &Caller, at: &str, filter: Value) -> Result<(), Fault> {
        let fields = match filter {
            Value::Null => return Ok(()),
            Value::Object(fields) => fields,
            _ => return Err(Fault::type_of(at)),
        };
        for (name, value) in fields {
            let field = format!("{at}.{name}");
            match name.as_str() {
                "$and" => {
                    let Value::Array(filters) = value else { return Err(Fault::type_of(field)) };
                    for (number, filter) in filters.into_iter().enumerate() {
                        self.narrow(caller, &format!("{field}[{number}]"), filter)?;
                    }
                }
                "id" => self.narrow_ids(&field, value)?,
                "referenceId" => {
                    let mut wanted = few(&field, value)?;
                    if let Some(before) = &self.references {
                        wanted.retain(|reference| before.contains(reference));
                    }
                    self.references = Some(wanted);
                }
                "channel.name" => {
                    let names = texts(&field, Some(value))?.unwrap_or_default();
                    let read = |name: &String| accounts::channel(caller, &field, name);
                    let channels = names.iter().map(read).collect::<Result<Vec<_>, Fault>>()?;
                    self.channels.retain(|channel| channels.contains(&Some(*channel)));
                }
                "type" => {
                    let words = texts(&field, Some(value))?.unwrap_or_default();
                    let words = words.iter().map(|word| item_type(&field, word));
                    let words = words.collect::<Result<Vec<_>, Fault>>()?;
                    self.kinds.retain(|kind| words.contains(&shown::item_type(*kind)));
                }
                "status" => {
                    let words = texts(&field, Some(value))?.unwrap_or_default();
                    let words = words.iter().map(|word| status(&field, word));
                    let words = words.collect::<Result<Vec<_>, Fault>>()?;
                    self.statuses.retain(|status| words.contains(&shown::status(*status)));
                }
                DATE => self.narrow_dates(&field, value)?,
                _ => {
                    let said = format!(
                        "Items can be filtered by id, referenceId, type, status, channel.name and {DATE}, together or under $and."
                    );
                    return Err(Fault::field(field, "OTHER", said));
                }
            }
        }
        Ok(())
    }

    fn narrow_ids(&mut self, field: &str, value: Value) -> Result<(), Fault> {
        let sent = few(field, value)?;
        let read = |id: &String| ids::one(field, id);
        let mut wanted = sent.iter().map(read).collect::<Result<Vec<PostId>, Fault>>()?;
        if let Some(before) = &self.ids {
            wanted.retain(|id| before.contains(id));
        }
        self.ids = Some(wanted);
        Ok(())
    }

    /// A draft has no date, so it meets no filter by date.
    fn narrow_dates(&mut self, field: &str, value: Value) -> Result<(), Fault> {
        let wrong =
            || Fault::field(field, "FORMAT", "Send an instant, $eq, $gt, $gte, $lt or $lte.");
        let bounds = match value {
            Value::String(text) => vec![("$eq".to_owned(), Value::String(text))],
            Value::Object(operators) if !operators.is_empty() => operators.into_iter().collect(),
            _ => return Err(wrong()),
        };
        for (operator, value) in bounds {
            let Value::String(text) = value else { return Err(wrong()) };
            let date = instant(field, Some(&text))?.ok_or_else(wrong)?;
            let (from, until) = match operator.as_str() {
                "$eq" => (Some(date), Some(after(date))),
                "$gt" => (Some(after(date)), None),
                "$gte" => (Some(date), None),
                "$lt" => (None, Some(date)),
                "$lte" => (None, Some(after(date))),
                _ => return Err(wrong()),
            };
            self.from = from.map_or(self.from, |from| from.max(self.from));
            self.until = until.map_or(self.until, |until| until.min(self.until));
        }
        self.statuses.retain(|status| *status != PostStatus::Draft);
        Ok(())
    }
}

/// At most as many ids as a page holds items.
fn few(field: &str, value: Value) -> Result<Vec<String>, Fault> {
    let sent = texts(field, Some(value))?.unwrap_or_default();
    if i64::try_from(sent.len()).unwrap_or(i64::MAX) > MOST {
        let said = format!("Send at most {MOST} ids; these are {}.", sent.len());
        return Err(Fault::field(field, "MAX_SIZE", said));
    }
    Ok(sent)
}

fn every_kind() -> Vec<PostKind> {
    PostKind::ALL.into()
}

/// A type of the vendor's; some of them no item of ours ever has.
fn item_type(field: &str, word: &str) -> Result<ItemType, Fault> {
    match ItemType::from(word) {
        ItemType::Other(_) => {
            Err(Fault::field(field, "INVALID_ENUM_VALUE", format!("{word:?} is not a type.")))
        }
        known => Ok(known),
    }
}

/// A status of the vendor's; some of them no item of ours ever has.
fn status(field: &str, word: &str) -> Result<ItemStatus, Fault> {
    match ItemStatus::from(word) {
        ItemStatus::Other(_) => {
            Err(Fault::field(field, "INVALID_ENUM_VALUE", format!("{word:?} is not a status.")))
        }
        known => Ok(known),
    }
}
