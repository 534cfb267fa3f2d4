//! Marketing Activities V1.

use axum::{
    Json,
    extract::{Path, State},
};
use domain::{
    activity::ActivityType,
    contract::{Change, NewActivity},
    id::ActivityId,
    text,
};
use jiff::Timestamp;
use serde_json::Value;
use unicode_segmentation::UnicodeSegmentation;
use wix::wire::{
    ActivityFilter, MarketingActivities, OneMarketingActivity, QueryActivities,
    WriteMarketingActivity,
};

use crate::{
    Api,
    caller::Caller,
    fault::Fault,
    ids,
    payload::{Asked, Payload},
    plan::{Named, after, instant},
    shown::marketing_activity,
};

/// The longest title of an activity that a program's post makes, and the longest description.
const TITLE: usize = 80;
const DESCRIPTION: usize = 3_000;

/// What an activity is called that holds a post of a program's, and what it is: what the post
/// says.
pub fn made_of(caption: &str) -> (String, String) {
    (opening(caption, TITLE), caption.graphemes(true).take(DESCRIPTION).collect())
}

/// The first line of a text, cut between words.
pub fn opening(caption: &str, limit: usize) -> String {
    let line = caption.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    if line.encode_utf16().count() <= limit {
        return line.to_owned();
    }
    let mut cut = String::new();
    for word in line.split_word_bounds() {
        if cut.encode_utf16().count() + word.encode_utf16().count() >= limit {
            break;
        }
        cut.push_str(word);
    }
    format!("{}…", cut.trim_end())
}

/// `GET /marketing-activity?id=`: reads an activity.
pub async fn read(
    State(api): State<Api>,
    caller: Caller,
    Asked(named): Asked<Named>,
) -> Result<Json<OneMarketingActivity>, Fault> {
    let id: ActivityId = ids::wanted("id", named.id.as_deref())?;
    let activity = api.store.activity(caller.scope, id).await?;
    Ok(Json(OneMarketingActivity { marketing_activity: marketing_activity(activity) }))
}

/// `POST /marketing-activities/query`: finds activities. They come by target date. `ids`
/// goes with none of the other filters.
pub async fn query(
    State(api): State<Api>,
    caller: Caller,
    Payload(asked): Payload<QueryActivities>,
) -> Result<Json<MarketingActivities>, Fault> {
    let wanted = Wanted::read(asked.query.and_then(|query| query.filter).unwrap_or_default())?;
    let mut found = api.store.activities(caller.scope, wanted.from, wanted.until).await?;
    found.retain(|activity| {
        wanted.ids.as_ref().is_none_or(|ids| ids.contains(&activity.id))
            && wanted.kinds.as_ref().is_none_or(|kinds| kinds.contains(&activity.kind))
    });
    let marketing_activities = found.into_iter().map(marketing_activity).collect();
    Ok(Json(MarketingActivities { marketing_activities }))
}

/// `POST /marketing-activities`: adds an activity. The next generation keeps it. Not
/// idempotent. What is missing is refused with 428, as the vendor does.
pub async fn create(
    State(api): State<Api>,
    caller: Caller,
    Payload(asked): Payload<WriteMarketingActivity>,
) -> Result<Json<OneMarketingActivity>, Fault> {
    let missing = |field: &str| {
        let said = format!(
            "{AT}.{field} is missing. Send title, description, targetDate and marketingActivityType."
        );
        Fault::precondition("MISSING_REQUIRED_FIELD_ERROR", said)
    };
    let sent = asked.marketing_activity.ok_or_else(|| missing("title"))?;
    let sent_title = sent.title.ok_or_else(|| missing("title"))?;
    let sent_description = sent.description.ok_or_else(|| missing("description"))?;
    let date = sent.target_date.ok_or_else(|| missing("targetDate"))?;
    let kind = sent.marketing_activity_type.ok_or_else(|| missing("marketingActivityType"))?;
    let kind = match kind.code() {
        "UNKNOWN" | "" => return Err(missing("marketingActivityType")),
        code => kind_of(&format!("{AT}.marketingActivityType"), code)?,
    };
    let title = title(&sent_title)?;
    let description = description(&sent_description)?;
    let activity = NewActivity { kind, title, description, starts_at: date.0 };
    let id = api.plans.add_activity(caller.scope, activity).await?;
    let activity = api.store.activity(caller.scope, id).await?;
    Ok(Json(OneMarketingActivity { marketing_activity: marketing_activity(activity) }))
}

/// `PATCH /items/{id}`: changes an activity. `fieldMask` names what changes of title,
/// description and targetDate. With the date go its posts that may still change.
pub async fn update(
    State(api): State<Api>,
    caller: Caller,
    Path(id): Path<String>,
    Payload(asked): Payload<WriteMarketingActivity>,
) -> Result<Json<OneMarketingActivity>, Fault> {
    let bad_mask = |said: String| Fault::precondition("INVALID_FIELD_MASK_ERROR", said);
    let id: ActivityId = ids::one("marketingActivity.id", &id)?;
    let mut activity = api.store.activity(caller.scope, id).await?;
    let required = |field: &str| Fault::field(field, "REQUIRED_FIELD", "Send it.");
    let mask = asked.field_mask.filter(|mask| !mask.trim().is_empty());
    let mask = mask.ok_or_else(|| required("fieldMask"))?;
    let sent = asked.marketing_activity.ok_or_else(|| required(AT))?;
    let mut moved = None;
    for path in mask.split(',').map(str::trim) {
        let absent = || bad_mask(format!("{path} is in fieldMask but not in {AT}."));
        match path {
            "title" => activity.title = title(sent.title.as_deref().ok_or_else(absent)?)?,
            "description" => {
                activity.description =
                    description(sent.description.as_deref().ok_or_else(absent)?)?;
            }
            "targetDate" => moved = Some(sent.target_date.ok_or_else(absent)?.0),
            _ => {
                let said =
                    format!("{path:?} cannot be changed. Name title, description or targetDate.");
                return Err(bad_mask(said));
            }
        }
    }
    if let Some(to) = moved.filter(|to| *to != activity.starts_at) {
        if to <= api.world.now() {
            let field = format!("{AT}.targetDate");
            return Err(Fault::field(field, "OTHER", "This has passed. Send a later instant."));
        }
        let change = Change::MoveActivity { activity: id, from: activity.starts_at, to };
        api.plans.change(caller.scope, change).await?;
        activity.starts_at = to;
    }
    let (title, description) = (activity.title.clone(), activity.description.clone());
    api.plans.change(caller.scope, Change::Words { activity: id, title, description }).await?;
    Ok(Json(OneMarketingActivity { marketing_activity: marketing_activity(activity) }))
}

/// What an activity is sent under.
const AT: &str = "marketingActivity";

fn title(sent: &str) -> Result<String, Fault> {
    text::line("The title", sent, 200).map_err(|error| Fault::text(format!("{AT}.title"), &error))
}

fn description(sent: &str) -> Result<String, Fault> {
    let read = text::paragraphs("The description", sent, 3_000);
    read.map_err(|error| Fault::text(format!("{AT}.description"), &error))
}

fn kind_of(field: &str, code: &str) -> Result<ActivityType, Fault> {
    code.parse().map_err(|_| {
        Fault::field(field, "INVALID_ENUM_VALUE", format!("{code:?} is not a type of activity."))
    })
}

/// Which activities a filter asks for.
#[derive(Debug)]
struct Wanted {
    from: Timestamp,
    until: Timestamp,
    ids: Option<Vec<ActivityId>>,
    kinds: Option<Vec<ActivityType>>,
}

impl Wanted {
    fn read(filter: ActivityFilter) -> Result<Self, Fault> {
        const FILTER: &str = "query.filter";
        let others = [&filter.start_date, &filter.end_date, &filter.marketing_activity_type];
        if filter.ids.is_some() && others.iter().any(|other| other.is_some()) {
            let field = format!("{FILTER}.ids");
            return Err(Fault::field(field, "OTHER", "ids cannot be combined with other filters."));
        }
        let bound = |name: &str, value: Option<Value>| {
            let field = format!("{FILTER}.{name}");
            match texts(&field, value)?.as_deref() {
                None => Ok(None),
                Some([text]) => instant(&field, Some(text)),
                Some(_) => Err(Fault::field(&field, "FORMAT", "Send one instant.")),
            }
        };
        let field = format!("{FILTER}.ids");
        let ids = texts(&field, filter.ids)?.map(|ids| ids::some(&field, Some(ids))).transpose()?;
        let field = format!("{FILTER}.marketingActivityType");
        let kind = |code: &String| kind_of(&field, code);
        let kinds = texts(&field, filter.marketing_activity_type)?
            .map(|codes| codes.iter().map(kind).collect::<Result<Vec<_>, Fault>>())
            .transpose()?;
        Ok(Wanted {
            from: bound("startDate", filter.start_date)?.unwrap_or(Timestamp::MIN),
            until: bound("endDate", filter.end_date)?.map_or(Timestamp::MAX, after),
            ids,
            kinds,
        })
    }
}

/// The texts of a filter's value, which stands plain, in a list, or under `$eq` or `$in`.
pub fn texts(field: &str, value: Option<Value>) -> Result<Option<Vec<String>>, Fault> {
    let wrong = || Fault::field(field, "FORMAT", "Send a text, a list of texts, $eq or $in.");
    match value {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(vec![text])),
        Some(Value::Array(values)) => values
            .into_iter()
            .map(|value| match value {
                Value::String(text) => Ok(text),
                _ => Err(wrong()),
            })
            .collect::<Result<Vec<_>, Fault>>()
            .map(Some),
        Some(Value::Object(mut operators)) => {
            let value = operators.remove("$eq").or_else(|| operators.remove("$in"));
            match value {
                Some(value @ (Value::String(_) | Value::Array(_))) if operators.is_empty() => {
                    texts(field, Some(value))
                }
                _ => Err(wrong()),
            }
        }
        Some(_) => Err(wrong()),
    }
}
