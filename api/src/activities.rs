//! Marketing Activities V1.

use axum::{
    Json,
    extract::{Query, State},
};
use domain::{activity::ActivityType, id::ActivityId};
use jiff::Timestamp;
use serde_json::Value;
use wix::wire::{ActivityFilter, MarketingActivities, OneMarketingActivity, QueryActivities};

use crate::{
    Api,
    caller::Caller,
    fault::Fault,
    ids,
    payload::Payload,
    plan::{Named, after, instant},
    shown::marketing_activity,
};

/// `GET /marketing-activity?id=`
pub async fn read(
    State(api): State<Api>,
    caller: Caller,
    Query(named): Query<Named>,
) -> Result<Json<OneMarketingActivity>, Fault> {
    let id: ActivityId = ids::wanted("id", named.id.as_deref())?;
    let activity = api.store.activity(caller.scope, id).await?;
    Ok(Json(OneMarketingActivity { marketing_activity: marketing_activity(activity) }))
}

/// `POST /marketing-activities/query`: always by target date; `ids` stands alone.
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
            let texts = texts(&field, value)?;
            instant(&field, texts.as_ref().and_then(|texts| texts.first()).map(String::as_str))
        };
        let field = format!("{FILTER}.ids");
        let ids = texts(&field, filter.ids)?.map(|ids| ids::some(&field, Some(ids))).transpose()?;
        let field = format!("{FILTER}.marketingActivityType");
        let kind = |code: &String| {
            code.parse::<ActivityType>().map_err(|_| {
                Fault::field(
                    &field,
                    "INVALID_ENUM_VALUE",
                    format!("{code:?} is not a type of activity."),
                )
            })
        };
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
fn texts(field: &str, value: Option<Value>) -> Result<Option<Vec<String>>, Fault> {
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
