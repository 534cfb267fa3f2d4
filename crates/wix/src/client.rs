//! Asks the API, one method at a time.

mod publisher;
mod site;

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use domain::{contract::Credentials, world::World};
use jiff::Timestamp;
use outbound::{Answer, Outbound, SendError, Verb};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};
use url::Url;

use crate::{
    Access, WixError,
    wire::{
        ActivityFilter, ActivityId, ActivityIds, ActivityPosts, ActivityQuery, AskToken,
        CalendarEvent, CalendarOption, DateRange, DraftIds, EventFilter, EventQuery, Events,
        GoalOption, Instant, IssuedToken, MarketingActivities, MarketingActivity, MarketingPlan,
        MarketingSettings, OneEvent, OneMarketingActivity, OneMarketingSettings, Options,
        PlanStatusAnswer, PointOfViewOption, QueryActivities, QueryEvents, ScheduledDrafts,
        UpsertMarketingSettings, WriteMarketingActivity,
    },
};

const BASE: &str = "promote/marketing-plan-service/v1";
/// How long one answer may take, unless told otherwise.
const PATIENCE: Duration = Duration::from_secs(30);
/// The largest answer that is read, in bytes: a plan of 20 activities a day for two months.
const LARGEST: usize = 16 * 1024 * 1024;
/// A token is renewed so long before it ends.
const MARGIN: Duration = Duration::from_secs(60);

/// The bounds that a plan is asked between, both inclusive; neither means from today on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Timeframe {
    /// The first instant.
    pub start: Option<Timestamp>,
    /// The last instant.
    pub end: Option<Timestamp>,
}

/// One site's way to the API. Cheap to clone; all clones share one token and one patience.
///
/// Nothing is sent twice: a read may be asked again at once, a write only after a look,
/// unless [`WixError::unclear`] says that it was not carried out.
#[derive(Clone)]
pub struct Client {
    parts: Arc<Parts>,
    patience: Duration,
}

struct Parts {
    outbound: Outbound,
    world: Arc<dyn World>,
    service: Url,
    access: Access,
    token: tokio::sync::Mutex<Option<Token>>,
    closed_until: Mutex<Option<Timestamp>>,
}

#[derive(Clone, PartialEq, Eq)]
struct Token {
    text: Credentials,
    until: Timestamp,
}

impl Client {
    /// A client for the service at an address, such as `https://www.wixapis.com/`.
    pub fn new(outbound: Outbound, world: Arc<dyn World>, service: Url, access: Access) -> Self {
        let (token, closed_until) = (tokio::sync::Mutex::default(), Mutex::default());
        let parts = Parts { outbound, world, service, access, token, closed_until };
        Client { parts: Arc::new(parts), patience: PATIENCE }
    }

    /// The same client, which waits no longer than this for an answer, from its first byte
    /// sent to its last byte read.
    #[must_use]
    pub fn with_patience(self, patience: Duration) -> Self {
        Client { patience, ..self }
    }

    /// Has the plan made. Answers at once; asked again while it is made, it starts nothing.
    pub async fn generate(&self) -> Result<PlanStatusAnswer, WixError> {
        self.post("marketing-plan/generate-marketing-plan", &json!({})).await
    }

    /// Has the plan made again. Refused by a rule while it is made, or when there is none.
    pub async fn regenerate(&self) -> Result<PlanStatusAnswer, WixError> {
        self.post("marketing-plan/regenerate-marketing-plan", &json!({})).await
    }

    /// Has keywords found and the plan made again. While it is made, the keywords alone are
    /// found anew, after it. Refused by a rule when there is none.
    pub async fn regenerate_with_keyword_research(&self) -> Result<PlanStatusAnswer, WixError> {
        let path = "marketing-plan/regenerate-marketing-plan-with-keyword-research";
        self.post(path, &json!({})).await
    }

    /// Deletes the plan with its activities. Safe to repeat.
    pub async fn delete_plan(&self) -> Result<Map<String, Value>, WixError> {
        self.ask(Verb::Delete, "marketing-plan", [], None).await
    }

    /// The plan, with the activities of a timeframe.
    pub async fn plan(&self, timeframe: Timeframe) -> Result<MarketingPlan, WixError> {
        let bound = |name, at: Option<Timestamp>| at.map(|at| (name, Instant(at).to_string()));
        let query = [
            bound("timeframe.startDate", timeframe.start),
            bound("timeframe.endDate", timeframe.end),
        ];
        self.get("marketing-plan", query.into_iter().flatten()).await
    }

    /// Has drafts made for 1 to 20 activities. Answers at once; ask for the posts until they
    /// are there. Safe to repeat.
    pub async fn generate_posts(
        &self,
        activities: Vec<String>,
    ) -> Result<Map<String, Value>, WixError> {
        let asked =
            ActivityIds { marketing_activity_ids: Some(activities), ..ActivityIds::default() };
        self.post("marketing-plan/generate-social-posts", &asked).await
    }

    /// Has new words and pictures made for the drafts of an activity. The answer is how it
    /// stood before.
    pub async fn regenerate_posts(&self, activity: &str) -> Result<Value, WixError> {
        let path = "marketing-plan/regenerate-marketing-activity-posts";
        self.post(path, &one_activity(activity)).await
    }

    /// Has new pictures made for the drafts of an activity. The answer is how it stood before.
    pub async fn regenerate_posts_media(&self, activity: &str) -> Result<Value, WixError> {
        let path = "marketing-plan/regenerate-marketing-activity-posts-media";
        self.post(path, &one_activity(activity)).await
    }

    /// Has the story drafts of an activity made anew; one that has none gets none.
    pub async fn regenerate_stories(&self, activity: &str) -> Result<Value, WixError> {
        let path = "marketing-plan/regenerate-marketing-activity-stories";
        self.post(path, &one_activity(activity)).await
    }

    /// Deletes the posts of an activity. Safe to repeat.
    pub async fn clear_posts(&self, activity: &str) -> Result<Map<String, Value>, WixError> {
        let path = "marketing-plan/clear-marketing-activity-posts";
        self.ask(Verb::Patch, path, [], Some(written(&one_activity(activity))?)).await
    }

    /// Deletes the story drafts of an activity. Safe to repeat.
    pub async fn clear_stories(&self, activity: &str) -> Result<Map<String, Value>, WixError> {
        let path = "marketing-plan/clear-marketing-activity-stories";
        self.ask(Verb::Patch, path, [], Some(written(&one_activity(activity))?)).await
    }

    /// 1 to 20 activities with their posts.
    pub async fn activity_posts(&self, activities: Vec<String>) -> Result<ActivityPosts, WixError> {
        let asked =
            ActivityIds { marketing_activity_ids: Some(activities), ..ActivityIds::default() };
        self.post("marketing-activity-posts", &asked).await
    }

    /// Schedules 1 to 20 drafts; compare the answer with what was asked. Safe to repeat.
    pub async fn schedule_drafts(&self, drafts: Vec<String>) -> Result<ScheduledDrafts, WixError> {
        let asked = DraftIds { draft_ids: Some(drafts), ..DraftIds::default() };
        self.post("marketing-plan/schedule-drafts", &asked).await
    }

    /// Deletes an activity with its posts.
    pub async fn delete_plan_activity(&self, id: &str) -> Result<Map<String, Value>, WixError> {
        let path = "marketing-plan/plan-marketing-activity";
        self.ask(Verb::Delete, path, [("id", id.to_owned())], None).await
    }

    /// Adds an activity. Asked twice, it adds two.
    pub async fn create_activity(
        &self,
        activity: MarketingActivity,
    ) -> Result<MarketingActivity, WixError> {
        let asked = WriteMarketingActivity {
            marketing_activity: Some(activity),
            ..WriteMarketingActivity::default()
        };
        let made: OneMarketingActivity = self.post("marketing-activities", &asked).await?;
        Ok(made.marketing_activity)
    }

    /// Changes the fields of an activity that the mask names, with commas between them.
    pub async fn update_activity(
        &self,
        id: &str,
        activity: MarketingActivity,
        mask: &str,
    ) -> Result<MarketingActivity, WixError> {
        let asked = WriteMarketingActivity {
            marketing_activity: Some(activity),
            field_mask: Some(mask.to_owned()),
            ..WriteMarketingActivity::default()
        };
        let path = format!("items/{id}");
        let changed: OneMarketingActivity =
            self.ask(Verb::Patch, &path, [], Some(written(&asked)?)).await?;
        Ok(changed.marketing_activity)
    }

    /// An activity.
    pub async fn activity(&self, id: &str) -> Result<MarketingActivity, WixError> {
        let found: OneMarketingActivity =
            self.get("marketing-activity", [("id", id.to_owned())]).await?;
        Ok(found.marketing_activity)
    }

    /// The activities that a filter lets through, by target date.
    pub async fn activities(
        &self,
        filter: ActivityFilter,
    ) -> Result<Vec<MarketingActivity>, WixError> {
        let query = ActivityQuery { filter: Some(filter), ..ActivityQuery::default() };
        let asked = QueryActivities { query: Some(query), ..QueryActivities::default() };
        let found: MarketingActivities = self.post("marketing-activities/query", &asked).await?;
        Ok(found.marketing_activities)
    }

    /// Adds an event. Asked twice, it adds two.
    pub async fn create_event(&self, event: CalendarEvent) -> Result<CalendarEvent, WixError> {
        let asked = OneEvent { calendar_event: Some(event), ..OneEvent::default() };
        event_of(self.post("events", &asked).await?)
    }

    /// Replaces an event, whole: what is not sent again is gone.
    pub async fn update_event(
        &self,
        id: &str,
        event: CalendarEvent,
    ) -> Result<CalendarEvent, WixError> {
        let asked = OneEvent { event: Some(event), ..OneEvent::default() };
        let path = format!("events/{id}");
        event_of(self.ask(Verb::Put, &path, [], Some(written(&asked)?)).await?)
    }

    /// Deletes an event.
    pub async fn delete_event(&self, id: &str) -> Result<Map<String, Value>, WixError> {
        self.ask(Verb::Delete, &format!("events/{id}"), [], None).await
    }

    /// The first 100 events between two instants, both included, by date.
    pub async fn events(
        &self,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<CalendarEvent>, WixError> {
        let (from, until) = (Some(Instant(from)), Some(Instant(until)));
        let date = Some(DateRange { from, until, ..DateRange::default() });
        let filter = Some(EventFilter { date, ..EventFilter::default() });
        let query = Some(EventQuery { filter, ..EventQuery::default() });
        let asked = QueryEvents { query, ..QueryEvents::default() };
        let found: Events = self.post("events/query", &asked).await?;
        Ok(found.events)
    }

    /// The calendars that may feed a plan.
    pub async fn calendar_options(&self) -> Result<Vec<CalendarOption>, WixError> {
        let found: Options<_> = self.get("marketing-settings/calendar-options", []).await?;
        Ok(found.options)
    }

    /// The settings as saved. A site that never saved any has only what is derived from it.
    pub async fn settings(&self) -> Result<MarketingSettings, WixError> {
        let found: OneMarketingSettings = self.get("marketing-settings", []).await?;
        Ok(found.marketing_settings)
    }

    /// Saves the fields of the settings that the mask names, such as
    /// `settings.topics.included`, with commas between them; gives all that is saved then.
    /// A field that the mask names and the settings do not hold is cleared. Safe to repeat.
    pub async fn upsert_settings(
        &self,
        settings: &MarketingSettings,
        mask: &str,
    ) -> Result<MarketingSettings, WixError> {
        let unwritable = |error: serde_json::Error| WixError::NotSent(error.to_string());
        let mut sent = match serde_json::to_value(settings).map_err(unwritable)? {
            Value::Object(fields) => fields,
            _ => Map::new(),
        };
        for path in mask.split(',').map(str::trim) {
            hold(&mut sent, path);
        }
        let asked = UpsertMarketingSettings {
            marketing_settings: Some(sent),
            field_mask: Some(mask.to_owned()),
            ..UpsertMarketingSettings::default()
        };
        let saved: OneMarketingSettings = self.post("marketing-settings", &asked).await?;
        Ok(saved.marketing_settings)
    }

    /// What holds where nothing is saved: goal, channels, frequency and calendars, or those
    /// of `socialChannels`, `calendar`, `marketingPlanGoal` and `frequency` that are named.
    pub async fn settings_defaults(&self, fields: &[&str]) -> Result<MarketingSettings, WixError> {
        let mask = (!fields.is_empty()).then(|| ("fieldMask", fields.join(",")));
        let found: OneMarketingSettings = self.get("marketing-settings/defaults", mask).await?;
        Ok(found.marketing_settings)
    }

    /// The goals that a plan may have.
    pub async fn goal_options(&self) -> Result<Vec<GoalOption>, WixError> {
        let found: Options<_> = self.get("marketing-settings/plan-goal-options", []).await?;
        Ok(found.options)
    }

    /// Who may speak in the posts.
    pub async fn point_of_view_options(&self) -> Result<Vec<PointOfViewOption>, WixError> {
        let found: Options<_> = self.get("marketing-settings/point-of-view-options", []).await?;
        Ok(found.options)
    }

    async fn get<R: DeserializeOwned>(
        &self,
        path: &str,
        query: impl IntoIterator<Item = (&'static str, String)>,
    ) -> Result<R, WixError> {
        self.ask(Verb::Get, path, query, None).await
    }

    async fn post<R: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
    ) -> Result<R, WixError> {
        self.ask(Verb::Post, path, [], Some(written(body)?)).await
    }

    async fn ask<R: DeserializeOwned>(
        &self,
        verb: Verb,
        path: &str,
        query: impl IntoIterator<Item = (&'static str, String)>,
        body: Option<Vec<u8>>,
    ) -> Result<R, WixError> {
        self.ask_at(verb, &format!("{BASE}/{path}"), query, body).await
    }

    /// As `ask`, of a service that the path names.
    async fn ask_at<R: DeserializeOwned>(
        &self,
        verb: Verb,
        path: &str,
        query: impl IntoIterator<Item = (&'static str, String)>,
        body: Option<Vec<u8>>,
    ) -> Result<R, WixError> {
        let mut url = self.address(path)?;
        for (name, value) in query {
            url.query_pairs_mut().append_pair(name, &value);
        }
        self.open()?;
        let (headers, token) = self.headers().await?;
        let mut answer = self.send(verb, &url, &headers, body.clone()).await?;
        if let (401, Some(token)) = (answer.status, token) {
            // Nothing was done, so it may be sent again: the token may have been ended early.
            self.forget(&token).await;
            let (headers, _) = self.headers().await?;
            answer = self.send(verb, &url, &headers, body).await?;
        }
        self.read(&answer)
    }

    fn address(&self, path: &str) -> Result<Url, WixError> {
        self.parts.service.join(path).map_err(|error| WixError::NotSent(error.to_string()))
    }

    async fn send(
        &self,
        verb: Verb,
        url: &Url,
        headers: &[(&str, String)],
        body: Option<Vec<u8>>,
    ) -> Result<Answer, WixError> {
        let method = format!("{verb:?} {}", pattern(url.path()));
        let begun = std::time::Instant::now();
        let sent =
            self.parts.outbound.send_json(verb, url, headers, body, self.patience, LARGEST).await;
        let outcome = match &sent {
            Ok(answer) => answer.status.to_string(),
            Err(SendError::NotSent(_)) => "not sent".to_owned(),
            Err(SendError::Unclear { .. }) => "unclear".to_owned(),
        };
        metrics::histogram!("almanac_wix_call_seconds", "method" => method.clone())
            .record(begun.elapsed());
        metrics::counter!("almanac_wix_calls_total", "method" => method, "outcome" => outcome)
            .increment(1);
        sent.map_err(|error| WixError::of(&error))
    }

    fn read<R: DeserializeOwned>(&self, answer: &Answer) -> Result<R, WixError> {
        if answer.status != 200 {
            let refused = WixError::refused(answer.status, &answer.body, answer.retry_after);
            if let WixError::TooMany { wait } = refused {
                *self.closed_until() = self.parts.world.now().checked_add(wait).ok();
            }
            return Err(refused);
        }
        // Every method answers an object. A list would be read as one without its fields.
        if !answer.whole || !answer.body.trim_ascii_start().starts_with(b"{") {
            return Err(WixError::Unreadable);
        }
        serde_json::from_slice(&answer.body).map_err(|_| WixError::Unreadable)
    }

    /// Whether the service may be asked: after a 429 it is left alone for as long as it said.
    pub(crate) fn open(&self) -> Result<(), WixError> {
        let now = self.parts.world.now();
        match *self.closed_until() {
            Some(until) if until > now => {
                let wait = until.duration_since(now).unsigned_abs();
                Err(WixError::TooMany { wait })
            }
            _ => Ok(()),
        }
    }

    fn closed_until(&self) -> MutexGuard<'_, Option<Timestamp>> {
        self.parts.closed_until.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn headers(&self) -> Result<(Vec<(&'static str, String)>, Option<Token>), WixError> {
        match &self.parts.access {
            Access::Key { key, site } => {
                let key = key.reveal().to_owned();
                Ok((vec![("authorization", key), ("wix-site-id", site.clone())], None))
            }
            Access::App { client_id, client_secret, instance_id } => {
                let token = self.token(client_id, client_secret, instance_id).await?;
                Ok((vec![("authorization", token.text.reveal().to_owned())], Some(token)))
            }
        }
    }

    /// The token, a new one when the last has ended. Callers wait for one another here, so
    /// that one of them renews it for all.
    async fn token(
        &self,
        client_id: &str,
        client_secret: &Credentials,
        instance_id: &str,
    ) -> Result<Token, WixError> {
        let mut held = self.parts.token.lock().await;
        let now = self.parts.world.now();
        if let Some(token) = held.as_ref().filter(|token| token.until > now) {
            return Ok(token.clone());
        }
        let asked = AskToken {
            grant_type: Some("client_credentials".to_owned()),
            client_id: Some(client_id.to_owned()),
            client_secret: Some(client_secret.reveal().to_owned()),
            instance_id: Some(instance_id.to_owned()),
            ..AskToken::default()
        };
        let url = self.address("oauth2/token")?;
        let answer = self.send(Verb::Post, &url, &[], Some(written(&asked)?)).await?;
        // A refusal is in the IETF's words: a client that is not known comes with 400 or 401.
        if answer.status == 400 {
            return Err(WixError::Unauthorized);
        }
        let issued: IssuedToken = self.read(&answer)?;
        let life = Duration::from_secs(issued.expires_in.into()).saturating_sub(MARGIN);
        let until = now.checked_add(life).unwrap_or(now);
        let token = Token { text: Credentials::new(issued.access_token), until };
        *held = Some(token.clone());
        Ok(token)
    }

    async fn forget(&self, token: &Token) {
        let mut held = self.parts.token.lock().await;
        if held.as_ref() == Some(token) {
            *held = None;
        }
    }
}

/// The path of a method without the ids in it: a part with a digit is one, unless it is a
/// version.
fn pattern(path: &str) -> String {
    let is_id = |part: &str| {
        let version = part.strip_prefix('v').is_some_and(|rest| rest.parse::<u8>().is_ok());
        !version && part.contains(|c: char| c.is_ascii_digit() && part != "oauth2")
    };
    let parts: Vec<&str> =
        path.split('/').map(|part| if is_id(part) { "{id}" } else { part }).collect();
    parts.join("/")
}

fn one_activity(id: &str) -> ActivityId {
    ActivityId { marketing_activity_id: Some(id.to_owned()), ..ActivityId::default() }
}

/// The event of an answer, under whichever name it came.
fn event_of(answer: OneEvent) -> Result<CalendarEvent, WixError> {
    answer.calendar_event.or(answer.event).ok_or(WixError::Unreadable)
}

/// Makes a path exist, with null at its end: the service refuses a mask that names more than
/// it is sent, and takes null for cleared.
fn hold(fields: &mut Map<String, Value>, path: &str) {
    let (name, rest) = path.split_once('.').map_or((path, None), |(name, rest)| (name, Some(rest)));
    let value = fields.entry(name).or_insert(Value::Null);
    if let Some(rest) = rest {
        if value.is_null() {
            *value = json!({});
        }
        if let Value::Object(fields) = value {
            hold(fields, rest);
        }
    }
}

fn written(body: &impl Serialize) -> Result<Vec<u8>, WixError> {
    serde_json::to_vec(body).map_err(|error| WixError::NotSent(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::pattern;

    #[test]
    fn what_is_counted_of_a_path_names_its_method_and_no_thing() {
        let at = "/promote/marketing-plan-service/v1/items/01a1fef3-5d4b-790a-8dba-0123456789ab";
        assert_eq!(pattern(at), "/promote/marketing-plan-service/v1/items/{id}");
        assert_eq!(pattern("/oauth2/token"), "/oauth2/token");
        assert_eq!(
            pattern("/social-publisher/v1/token-status"),
            "/social-publisher/v1/token-status"
        );
    }
}
