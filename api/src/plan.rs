//! Marketing Plan V1.

use axum::{Json, extract::State};
use domain::{
    contract::{Change, Generation, PlanError},
    days::Zone,
    id::ActivityId,
    plan::PlanStatus,
};
use jiff::{SignedDuration, Timestamp, civil::Date};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};
use store::{StoreError, frame::Counts, whole_plan::Part};
use wix::wire::{self, MarketingPlan, PlanStatusAnswer};

use crate::{
    Api,
    caller::Caller,
    fault::Fault,
    ids,
    kept::{Holds, Question},
    payload::{Asked, Payload},
    shown::Shown,
    written::{self, Written},
};

/// `POST /marketing-plan/generate-marketing-plan`: makes a plan for the site. Answers at
/// once. While a plan is being made it starts nothing, and says so with the same answer.
pub async fn generate(
    State(api): State<Api>,
    caller: Caller,
    Payload(_): Payload<Map<String, Value>>,
) -> Result<Json<PlanStatusAnswer>, Fault> {
    match api.plans.generate(caller.scope, Generation::Plain).await {
        Err(PlanError::AlreadyGenerating) => match counts(&api, &caller).await?.plan {
            PlanStatus::Generating => Ok(generating()),
            _ => Err(being_read()),
        },
        begun => Ok(begun.map(|()| generating())?),
    }
}

/// `POST /marketing-plan/regenerate-marketing-plan`: replaces what is to come of the plan.
/// Refused with 428 while a plan is being made, and when there is none.
pub async fn regenerate(
    State(api): State<Api>,
    caller: Caller,
    Payload(_): Payload<Map<String, Value>>,
) -> Result<Json<PlanStatusAnswer>, Fault> {
    made_before(&api, &caller).await?;
    match api.plans.generate(caller.scope, Generation::Plain).await {
        Err(PlanError::AlreadyGenerating) => match counts(&api, &caller).await?.plan {
            PlanStatus::Generating => Err(PlanError::AlreadyGenerating.into()),
            _ => Err(being_read()),
        },
        begun => Ok(begun.map(|()| generating())?),
    }
}

/// `POST /marketing-plan/regenerate-marketing-plan-with-keyword-research`: reads the site
/// anew, finds keywords in it, and replaces what is to come. While the plan is being made it
/// begins no second making: the keywords are found after it, and the plan stays as it is.
pub async fn regenerate_with_keywords(
    State(api): State<Api>,
    caller: Caller,
    Payload(_): Payload<Map<String, Value>>,
) -> Result<Json<PlanStatusAnswer>, Fault> {
    made_before(&api, &caller).await?;
    match api.plans.generate(caller.scope, Generation::WithKeywordResearch).await {
        Err(PlanError::AlreadyGenerating) => Err(being_read()),
        begun => Ok(begun.map(|()| generating())?),
    }
}

async fn made_before(api: &Api, caller: &Caller) -> Result<(), Fault> {
    if counts(api, caller).await?.plan == PlanStatus::NeverCreated {
        let said = "There is no plan to make again. Generate one first.";
        return Err(Fault::precondition("PLAN_NOT_FOUND_ERROR", said));
    }
    Ok(())
}

fn generating() -> Json<PlanStatusAnswer> {
    Json(PlanStatusAnswer { status: wire::PlanStatus::Generating })
}

fn being_read() -> Fault {
    let said = "The website is being read. Ask again once that is done, in less than a minute.";
    Fault::precondition("SITE_IS_BEING_READ_ERROR", said)
}

async fn counts(api: &Api, caller: &Caller) -> Result<Counts, StoreError> {
    Ok(api.store.site_and_counts(caller.scope, api.world.now()).await?.1)
}

/// The bounds that a plan is read between, both inclusive.
#[derive(Debug, Default, Deserialize, JsonSchema)]
pub struct Timeframe {
    /// Not before. The beginning of today in the site's zone when it is not sent.
    #[serde(rename = "timeframe.startDate")]
    #[schemars(extend("format" = "date-time"))]
    start: Option<String>,
    /// Not after.
    #[schemars(extend("format" = "date-time"))]
    #[serde(rename = "timeframe.endDate")]
    end: Option<String>,
}

/// `GET /marketing-plan?timeframe.startDate=&timeframe.endDate=`: reads the plan between
/// two instants. Goes from today in the site's zone onward, unless told otherwise.
pub async fn read(
    State(api): State<Api>,
    caller: Caller,
    Asked(timeframe): Asked<Timeframe>,
) -> Result<Written<MarketingPlan>, Fault> {
    let now = api.world.now();
    let start = instant("timeframe.startDate", timeframe.start.as_deref())?;
    let until = instant("timeframe.endDate", timeframe.end.as_deref())?.unwrap_or(Timestamp::MAX);
    let (scope, all_networks) = (caller.scope, caller.all_networks);
    let question = Question { scope, all_networks, start, until };
    // Before the plan is read: a change that comes in between makes the answer too new for
    // its mark, and never too old.
    let mark = api.store.mark().await?;
    if let Some(kept) = api.kept().answer(&question, &mark, now) {
        metrics::counter!("almanac_plans_told_total", "from" => "memory").increment(1);
        return Ok(Written::from(kept));
    }
    metrics::counter!("almanac_plans_told_total", "from" => "database").increment(1);
    let (written, holds) = told(&api, &caller, &question, now).await?;
    api.kept().keep(question, mark, holds, written.bytes());
    Ok(written)
}

/// What is told of a plan, and for how long it holds while nothing changes.
async fn told(
    api: &Api,
    caller: &Caller,
    asked: &Question,
    now: Timestamp,
) -> Result<(Written<MarketingPlan>, Holds), Fault> {
    /// Longer than any day, so that today has not begun earlier in any zone.
    const DAY: SignedDuration = SignedDuration::from_hours(50);
    // The zone comes with the plan; what is read of it too early is left out.
    let between = Part::Between(asked.start.unwrap_or(now - DAY), after(asked.until));
    let found = api.store.whole_plan(caller.scope, between, now).await?;
    let status = wire::PlanStatus::from(found.status.code());
    let mut activities = match found.status {
        PlanStatus::NeverCreated | PlanStatus::Inactive => Vec::new(),
        _ => found.activities()?,
    };
    let mut holds = Holds { from: now, until: found.stands_until };
    if asked.start.is_none() {
        let zone = Zone::named(&found.time_zone).unwrap_or_else(|_| Zone::utc());
        let (today, tomorrow) = days(&zone, now);
        activities.retain(|activity| activity.starts_at >= today);
        holds.until = holds.until.min(tomorrow);
    }
    Ok((written::plan(&Shown::with(api, caller, &found)?, &status, &activities), holds))
}

/// The beginnings of today and of tomorrow in a zone.
fn days(zone: &Zone, now: Timestamp) -> (Timestamp, Timestamp) {
    let today = zone.day(now);
    let begins = |day: Date| zone.instant(day.at(0, 0, 0, 0));
    (begins(today), today.tomorrow().map_or(now, begins))
}

/// The first instant that lies after another, as the store counts them.
pub fn after(instant: Timestamp) -> Timestamp {
    Timestamp::from_millisecond(instant.as_millisecond().saturating_add(1))
        .unwrap_or(Timestamp::MAX)
}

/// An instant in a field, when there is one.
pub fn instant(field: &str, text: Option<&str>) -> Result<Option<Timestamp>, Fault> {
    let read = |text: &str| {
        text.parse().map_err(|_| {
            Fault::field(
                field,
                "FORMAT",
                "This is not an instant such as 2026-12-03T10:00:00.000Z.",
            )
        })
    };
    text.filter(|text| !text.is_empty()).map(read).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_of_today_holds_until_midnight_in_the_zone_of_the_site() {
        let zone = Zone::named("Europe/Lisbon").unwrap();
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        // The clocks go back in the night to 25 October: the day has 25 hours.
        let day = (at("2026-10-24T23:00:00Z"), at("2026-10-26T00:00:00Z"));
        assert_eq!(days(&zone, at("2026-10-24T23:00:00Z")), day);
        assert_eq!(days(&zone, at("2026-10-25T23:59:59.999Z")), day);
        assert_eq!(days(&zone, at("2026-10-26T00:00:00Z")).0, day.1);
    }
}

/// The activity that a request names in its query.
#[derive(Debug, Default, Deserialize, JsonSchema)]
pub struct Named {
    /// Its id.
    #[schemars(required, extend("format" = "uuid"))]
    pub id: Option<String>,
}

/// `DELETE /marketing-plan/plan-marketing-activity?id=`: deletes an activity with its posts.
/// Refused with 428 while one of them goes out, or once one has.
pub async fn delete_activity(
    State(api): State<Api>,
    caller: Caller,
    Asked(named): Asked<Named>,
) -> Result<Json<Map<String, Value>>, Fault> {
    let id: ActivityId = ids::wanted("id", named.id.as_deref())?;
    api.plans.change(caller.scope, Change::DeleteActivity(id)).await?;
    Ok(Json(Map::new()))
}

/// `DELETE /marketing-plan`: deletes the plan with its activities and their posts. What is going out, went out
/// or may have stays as history, and is not shown. Safe to repeat.
pub async fn delete(
    State(api): State<Api>,
    caller: Caller,
) -> Result<Json<Map<String, Value>>, Fault> {
    api.plans.change(caller.scope, Change::DeletePlan).await?;
    Ok(Json(Map::new()))
}
