//! What settings may be chosen from.

use axum::{Json, extract::State};
use domain::{
    event::{Calendar, EventSource},
    settings::{Goal, PointOfView},
};
use serde_json::Map;
use wix::wire::{CalendarOption, GoalOption, Options, PointOfViewOption};

use crate::{Api, caller::Caller, fault::Fault};

/// The most calendars that are told, as the vendor's shape allows.
const MOST_CALENDARS: usize = 50;

/// `GET /marketing-settings/plan-goal-options`: lists the goals that a plan may have.
pub async fn goals(_: Caller) -> Json<Options<GoalOption>> {
    let option = |(goal, code, title): (Goal, &str, &str)| GoalOption {
        plan_goal_key: code.to_owned(),
        title: title.to_owned(),
        description: what(goal).to_owned(),
        rest: Map::new(),
    };
    Json(Options { options: Goal::ALL.map(option).into() })
}

const fn what(goal: Goal) -> &'static str {
    match goal {
        Goal::BrandAwareness => "Posts that show what the business is and who is behind it.",
        Goal::DriveTraffic => "Posts that give a reason to open the website.",
        Goal::BoostSales => "Posts about what is for sale, and when to buy it.",
        Goal::CollectLeads => "Posts that invite people to write, or to sign up.",
    }
}

/// `GET /marketing-settings/point-of-view-options`: lists who may speak in the posts.
pub async fn points_of_view(_: Caller) -> Json<Options<PointOfViewOption>> {
    let option = |(speaker, code, title): (PointOfView, &str, &str)| PointOfViewOption {
        point_of_view: code.to_owned(),
        title: title.to_owned(),
        description: who(speaker).to_owned(),
        rest: Map::new(),
    };
    Json(Options { options: PointOfView::ALL.map(option).into() })
}

const fn who(speaker: PointOfView) -> &'static str {
    match speaker {
        PointOfView::FirstPerson => "The business speaks for itself.",
        PointOfView::SecondPerson => "The posts speak to the reader.",
        PointOfView::ThirdPerson => "The posts speak about the business.",
    }
}

/// `GET /marketing-settings/calendar-options`: lists the calendars that may feed the plan.
/// They are the site's own, that of its holidays, and those that were brought in; or those of
/// whoever makes the plan elsewhere.
pub async fn calendars(
    State(api): State<Api>,
    caller: Caller,
) -> Result<Json<Options<CalendarOption>>, Fault> {
    let hosted = api.store.hosted_calendars(caller.scope).await?.told;
    if !hosted.is_empty() {
        let option = |calendar: Calendar| CalendarOption {
            id: calendar.id.to_string(),
            title: calendar.title,
            description: "A calendar of the service that makes the plan.".to_owned(),
            rest: Map::new(),
        };
        let options = hosted.into_iter().take(MOST_CALENDARS).map(option).collect();
        return Ok(Json(Options { options }));
    }
    let option = |source: EventSource, title: &str, description: &str| CalendarOption {
        id: source.calendar(caller.scope.site).to_string(),
        title: title.to_owned(),
        description: description.to_owned(),
        rest: Map::new(),
    };
    let mut options = vec![
        option(EventSource::Own, "Own events", "Events that were typed here or sent by a program."),
        option(EventSource::Holiday, "Holidays", "Days that the country of the site keeps."),
    ];
    let brought_in = api.store.calendars(caller.scope).await?;
    options.extend(brought_in.iter().map(|calendar| {
        let source = EventSource::Connected(calendar.id);
        option(source, &calendar.title, "A calendar that was brought in. Its events are only read.")
    }));
    options.truncate(MOST_CALENDARS);
    Ok(Json(Options { options }))
}
