//! What programs see: the Marketing Plan API of Wix and its neighbours, and in [`social`] the API
//! of Post for Me, served for the sites of this installation. A caller shows a key of a site, or a token of an app that is installed
//! there, and sees that site alone.
//!
//! Every method answers 200 with JSON or a [`fault`]. Commands go through the contracts of
//! `domain`, as those of the pages do; no method knows where a plan comes from.

mod activities;
mod caller;
mod events;
mod fault;
mod guard;
mod ids;
mod kept;
mod method;
pub mod openapi;
mod options;
mod payload;
mod pictures;
mod plan;
mod posts;
mod publisher;
mod service;
mod settings;
mod shown;
mod site;
pub mod social;
mod taken;
mod token;
mod write;
mod written;

use std::{ops::Deref, sync::Arc};

use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::Method as Verb,
    middleware::{from_fn, from_fn_with_state},
    routing,
};
use domain::{
    connector::Hub,
    contract::{BoxFuture, PlanSource},
    world::World,
};
use store::Store;
use url::Url;

use caller::Caller;
use fault::Fault;
use kept::Kept;
use method::{Row, delete, get, patch, post, put};
use social::{Limits, Pace};

pub use method::{Effect, Method, Service};

/// Where the four services live below the installation's address.
pub const BASE: &str = "/promote/marketing-plan-service/v1";

/// The largest body that is read, in bytes.
const LARGEST_BODY: usize = 1024 * 1024;

/// What every method is given: one pointer.
#[derive(Clone)]
pub struct Api(Arc<(Parts, Kept, Pace)>);

impl Deref for Api {
    type Target = Parts;
    fn deref(&self) -> &Parts {
        &self.0.0
    }
}

impl Api {
    /// Plans that were told before.
    fn kept(&self) -> &Kept {
        &self.0.1
    }

    /// What keys asked of the methods of Post for Me.
    fn pace(&self) -> &Pace {
        &self.0.2
    }
}

impl From<Parts> for Api {
    fn from(parts: Parts) -> Self {
        let pace = Pace::new(parts.limits);
        Api(Arc::new((parts, Kept::default(), pace)))
    }
}

/// What an [`Api`] is made of, once, by `server`.
pub struct Parts {
    /// The database.
    pub store: Store,
    /// Time and chance.
    pub world: Arc<dyn World>,
    /// Where plans come from.
    pub plans: Arc<dyn PlanSource>,
    /// The address that pictures are given out under.
    pub public_url: Url,
    /// Makes the publisher look now.
    pub wake_publisher: Box<dyn Fn() + Send + Sync>,
    /// Fetches what is at a public address, or says why not.
    pub fetch: Fetch,
    /// Whether an address may be posted to, or why not.
    pub may_reach: Reach,
    /// Who is told of keys of Post for Me that no channel needs any more.
    pub hub: Arc<dyn Hub>,
    /// How much a key may ask of the methods of Post for Me.
    pub limits: Limits,
}

/// Fetches bytes from an address that somebody sent, with so many at most.
pub type Fetch =
    Box<dyn Fn(Url, usize) -> BoxFuture<'static, Result<Vec<u8>, String>> + Send + Sync>;

/// Says why an address that somebody sent may not be posted to.
pub type Reach = Box<dyn Fn(Url) -> BoxFuture<'static, Result<(), String>> + Send + Sync>;

/// Every method that is served: the router is made of this table, and so is the test that
/// walks it.
pub fn methods() -> Vec<Method> {
    marketing_plan().chain(site::methods()).chain(publisher::methods()).collect()
}

/// The four services of the Marketing Plan API.
#[rustfmt::skip]
fn marketing_plan() -> impl Iterator<Item = Method> {
    use Effect::{Reads, Writes};
    let method = |effect, name, verb, path, handled| Row {
        name, effect, verb, path: format!("{BASE}{path}"), handled,
    };
    let plan = [
        method(Writes, "GenerateMarketingPlan", Verb::POST, "/marketing-plan/generate-marketing-plan", post!(plan::generate)),
        method(Writes, "RegenerateMarketingPlan", Verb::POST, "/marketing-plan/regenerate-marketing-plan", post!(plan::regenerate)),
        method(Writes, "RegenerateMarketingPlanWithKeywordResearch", Verb::POST, "/marketing-plan/regenerate-marketing-plan-with-keyword-research", post!(plan::regenerate_with_keywords)),
        method(Reads, "GetSocialMarketingPlan", Verb::GET, "/marketing-plan", get!(plan::read)),
        method(Writes, "GenerateSocialPosts", Verb::POST, "/marketing-plan/generate-social-posts", post!(posts::generate)),
        method(Reads, "GetMarketingActivityPosts", Verb::POST, "/marketing-activity-posts", post!(posts::read)),
        method(Writes, "ScheduleDrafts", Verb::POST, "/marketing-plan/schedule-drafts", post!(posts::schedule_drafts)),
        method(Writes, "RegenerateMarketingActivityPosts", Verb::POST, "/marketing-plan/regenerate-marketing-activity-posts", post!(posts::regenerate)),
        method(Writes, "RegenerateMarketingActivityPostsMedia", Verb::POST, "/marketing-plan/regenerate-marketing-activity-posts-media", post!(posts::regenerate_media)),
        method(Writes, "RegenerateMarketingActivityStories", Verb::POST, "/marketing-plan/regenerate-marketing-activity-stories", post!(posts::regenerate_stories)),
        method(Writes, "ClearMarketingActivityPosts", Verb::PATCH, "/marketing-plan/clear-marketing-activity-posts", patch!(posts::clear)),
        method(Writes, "ClearMarketingActivityStories", Verb::PATCH, "/marketing-plan/clear-marketing-activity-stories", patch!(posts::clear_stories)),
        method(Writes, "DeletePlanMarketingActivity", Verb::DELETE, "/marketing-plan/plan-marketing-activity", delete!(plan::delete_activity)),
        method(Writes, "DeleteMarketingPlan", Verb::DELETE, "/marketing-plan", delete!(plan::delete)),
    ];
    let activities = [
        method(Writes, "CreateMarketingActivity", Verb::POST, "/marketing-activities", post!(activities::create)),
        // Where else a client may look for it: the public pages do not name its path.
        method(Writes, "CreateMarketingActivity", Verb::POST, "/marketing-activity", post!(activities::create)),
        method(Writes, "CreateMarketingActivity", Verb::POST, "/items", post!(activities::create)),
        method(Writes, "UpdateMarketingActivity", Verb::PATCH, "/items/{id}", patch!(activities::update)),
        method(Reads, "GetMarketingActivity", Verb::GET, "/marketing-activity", get!(activities::read)),
        method(Reads, "QueryMarketingActivities", Verb::POST, "/marketing-activities/query", post!(activities::query)),
    ];
    let events = [
        method(Writes, "CreateEvent", Verb::POST, "/events", post!(events::create)),
        method(Writes, "UpdateEvent", Verb::PUT, "/events/{id}", put!(events::update)),
        method(Writes, "DeleteEvent", Verb::DELETE, "/events/{id}", delete!(events::delete)),
        method(Reads, "QueryEvents", Verb::POST, "/events/query", post!(events::query)),
    ];
    let settings = [
        method(Reads, "GetMarketingSettings", Verb::GET, "/marketing-settings", get!(settings::read)),
        method(Writes, "UpsertMarketingSettings", Verb::POST, "/marketing-settings", post!(settings::upsert)),
        method(Reads, "GetMarketingSettingsDefaults", Verb::GET, "/marketing-settings/defaults", get!(settings::defaults)),
        method(Reads, "GetPlanGoalOptions", Verb::GET, "/marketing-settings/plan-goal-options", get!(options::goals)),
        method(Reads, "GetPointOfViewOptions", Verb::GET, "/marketing-settings/point-of-view-options", get!(options::points_of_view)),
        method(Reads, "GetCalendarOptions", Verb::GET, "/marketing-settings/calendar-options", get!(options::calendars)),
    ];
    let marketing_plan = service::MARKETING_PLAN.serves(plan);
    let activities = service::MARKETING_ACTIVITIES.serves(activities);
    let events = service::CALENDAR_EVENTS.serves(events);
    marketing_plan.chain(activities).chain(events).chain(service::MARKETING_SETTINGS.serves(settings))
}

/// All methods, the way to a token for them, and the pictures that their answers lead to.
pub fn router(api: Api) -> Router {
    let methods =
        methods().into_iter().chain(token::methods()).fold(Router::new(), |router, method| {
            let handler = match method.effect {
                Effect::Reads => method.handled.router,
                Effect::Writes => method
                    .handled
                    .router
                    .layer(from_fn_with_state(api.clone(), write::once::<Caller>)),
            };
            router.route(&method.path, handler)
        });
    // Of some services of the vendor's nothing is served; a program is told so in JSON, too.
    let services = [
        "/oauth/{*rest}",
        "/oauth2/{*rest}",
        "/promote/{*rest}",
        "/site-list/{*rest}",
        "/site-media/{*rest}",
        "/social-publisher/{*rest}",
        "/urls-server/{*rest}",
        "/site-properties/{*rest}",
    ];
    services
        .into_iter()
        .fold(methods, |router, path| {
            router.route(path, routing::any(async || Fault::not_found("method")))
        })
        .route("/pictures/{site}/{media}", routing::get(pictures::read))
        .method_not_allowed_fallback(async || Fault::wrong_verb())
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(from_fn(|request, next| guard::guarded::<Fault>(guard::PATIENCE, request, next)))
        .merge(social::router(&api))
        .with_state(api)
}
