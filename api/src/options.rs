//! What settings may be chosen from.

use axum::Json;
use domain::settings::{Goal, PointOfView};
use wix::wire::{GoalOption, Options, PointOfViewOption};

use crate::caller::Caller;

/// `GET /marketing-settings/plan-goal-options`
pub async fn goals(_: Caller) -> Json<Options<GoalOption>> {
    let option = |(_, code, title): (Goal, &str, &str)| GoalOption {
        plan_goal_key: code.to_owned(),
        title: title.to_owned(),
    };
    Json(Options { options: Goal::ALL.map(option).into() })
}

/// `GET /marketing-settings/point-of-view-options`
pub async fn points_of_view(_: Caller) -> Json<Options<PointOfViewOption>> {
    let option = |(_, code, title): (PointOfView, &str, &str)| PointOfViewOption {
        point_of_view: code.to_owned(),
        title: title.to_owned(),
    };
    Json(Options { options: PointOfView::ALL.map(option).into() })
}
