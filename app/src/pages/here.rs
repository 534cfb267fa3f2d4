//! Who asks, and about which site: decided once, before a handler runs.

use axum::{
    extract::{FromRequestParts, RawPathParams},
    http::{StatusCode, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    Scope,
    days::{Zone, day_words},
    id::{AccountId, WorkspaceId},
    plan::PlanStatus,
    site::Site,
};
use jiff::{SignedDuration, Timestamp, ToSpan, civil::Date};
use serde::{Deserialize, Serialize};
use store::frame::{Counts, Member, SiteName, Visit};
use tower_sessions::Session;

use super::{app::App, refusal::Refusal};

/// How often a visit counts as an engagement with the plan.
const ENGAGE_EVERY: SignedDuration = SignedDuration::from_hours(24);
/// How many years ahead something may be planned.
const FARTHEST: i64 = 5;

const WHO: &str = "who";

/// What a session remembers of the person.
#[derive(Serialize, Deserialize)]
pub struct SignedIn {
    /// The account.
    pub account: AccountId,
    /// The workspace it opened.
    pub workspace: WorkspaceId,
}

impl SignedIn {
    /// Signs in: the session gets a new id, so that one planted before is worthless.
    pub async fn remember(self, session: &Session) -> Result<(), Refusal> {
        session.cycle_id().await?;
        session.insert(WHO, self).await?;
        Ok(())
    }
}

/// A signed-in person.
pub struct Here {
    /// What every handler is given.
    pub app: App,
    /// Who asks.
    pub member: Member,
    /// Their session.
    pub session: Session,
    /// The present instant, one for the whole request.
    pub now: Timestamp,
}

impl FromRequestParts<App> for Here {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let here = here(parts, app).await.map_err(|refusal| refusal.page(app))?;
        here.ok_or_else(|| sign_in_first(parts))
    }
}

/// The way to the sign-in page and back.
fn sign_in_first(parts: &Parts) -> Response {
    let asked = parts.uri.path_and_query().map_or("/", |asked| asked.as_str());
    let next: String = url::form_urlencoded::byte_serialize(asked.as_bytes()).collect();
    Redirect::to(&format!("/sign-in?next={next}")).into_response()
}

/// The person that the request's session remembers, when still a member.
pub async fn here(parts: &mut Parts, app: &App) -> Result<Option<Here>, Refusal> {
    let Some((who, session)) = signed_in(parts, app).await? else { return Ok(None) };
    let member = app.store.member(who.account, who.workspace).await?;
    let now = app.world.now();
    Ok(member.map(|member| Here { app: app.clone(), member, session, now }))
}

async fn signed_in(parts: &mut Parts, app: &App) -> Result<Option<(SignedIn, Session)>, Refusal> {
    let session = Session::from_request_parts(parts, app)
        .await
        .map_err(|(_, reason)| Refusal::broken(reason))?;
    Ok(session.get::<SignedIn>(WHO).await?.map(|who| (who, session)))
}

/// A signed-in person at a site of their workspace.
pub struct AtSite {
    /// Who asks.
    pub here: Here,
    /// The site.
    pub site: Site,
    /// What waits on it.
    pub counts: Counts,
    /// How many notifications the person has not seen.
    pub unseen: i64,
    /// Every site of the workspace, this one too, by name.
    pub sites: Vec<SiteName>,
    /// The site's time zone.
    pub zone: Zone,
}

impl AtSite {
    /// The scope of everything this request touches.
    pub fn scope(&self) -> Scope {
        Scope { workspace: self.here.member.workspace, site: self.site.id }
    }

    /// The site's day at this moment.
    pub fn today(&self) -> Date {
        self.zone.day(self.here.now)
    }

    /// Takes a day that something may be moved to; one too far away to mean is refused.
    pub fn within_reach(&self, day: Date) -> Result<Date, Refusal> {
        if day > self.today().saturating_add(FARTHEST.years()) {
            let said = format!(
                "{} {} is more than five years away. Choose an earlier day.",
                day_words(day),
                day.year()
            );
            return Err(Refusal::field("day", said));
        }
        Ok(day)
    }

    /// An address below the site's.
    pub fn path(&self, rest: &str) -> String {
        format!("/sites/{}{rest}", self.site.id)
    }

    /// What every handler is given.
    pub fn app(&self) -> &App {
        &self.here.app
    }
}

impl FromRequestParts<App> for AtSite {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let at = at_site(parts, app).await.map_err(|refusal| refusal.page(app))?;
        at.ok_or_else(|| sign_in_first(parts))
    }
}

/// The signed-in person at the site named in the address. `None` when nobody is signed in;
/// a refusal when the site is not their workspace's.
pub async fn at_site(parts: &mut Parts, app: &App) -> Result<Option<AtSite>, Refusal> {
    let Some((who, session)) = signed_in(parts, app).await? else { return Ok(None) };
    let site = path_id(parts, "site", "site").await;
    let now = app.world.now();
    let visit = match &site {
        Ok(site) => {
            let scope = Scope { workspace: who.workspace, site: *site };
            app.store.visit(who.account, scope, now).await?
        }
        Err(_) => None,
    };
    let Some(Visit { member, site, counts, unseen, sites }) = visit else {
        let member = app.store.member(who.account, who.workspace).await?;
        return match member {
            Some(_) => Err(site.err().unwrap_or_else(|| Refusal::missing("site"))),
            None => Ok(None),
        };
    };
    let active = counts.plan == PlanStatus::Active;
    if active && now.duration_since(counts.engaged_at) > ENGAGE_EVERY {
        app.store.engage(Scope { workspace: who.workspace, site: site.id }, now).await?;
    }
    let zone = Zone::named(&site.time_zone).unwrap_or_else(|_| Zone::utc());
    let here = Here { app: app.clone(), member, session, now };
    Ok(Some(AtSite { here, site, counts, unseen, sites, zone }))
}

/// An id in the address. One that cannot be an id names nothing: 404.
pub async fn path_id<T: std::str::FromStr>(
    parts: &mut Parts,
    name: &str,
    what: &'static str,
) -> Result<T, Refusal> {
    let params = RawPathParams::from_request_parts(parts, &())
        .await
        .map_err(|_| Refusal::new(StatusCode::NOT_FOUND, format!("There is no such {what}.")))?;
    params
        .iter()
        .find(|(key, _)| *key == name)
        .and_then(|(_, value)| value.parse().ok())
        .ok_or_else(|| Refusal::missing(what))
}
