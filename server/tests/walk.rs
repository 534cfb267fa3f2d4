//! Every route, as nobody, as another workspace and as itself.
//!
//! The table of routes is the one the router is built from, so a new route is walked from
//! its first day: one whose path holds an id that this test cannot fill fails it.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]

#[path = "walk/house.rs"]
mod house;

use app::{Route, Who};
use house::{House, Visitor};

#[test]
fn every_route_keeps_nobody_and_strangers_out_and_lets_its_own_people_in() {
    house::on_both(async |house| {
        let nobody = house.nobody();
        let mallory = house.signs_up("mallory@elsewhere.example").await;
        let ada = house.signs_in().await;
        let mut wrong = Vec::new();
        for route in in_order() {
            let path = house.fill(route.path).await;
            check_nobody(&nobody, &route, &path, &mut wrong).await;
            if route.who == Who::SiteMember {
                let status = mallory.asks(&route.method, &path).await;
                if status != 404 {
                    wrong.push(format!("{} {path} as another workspace: {status}", route.method));
                }
            }
        }
        for route in in_order() {
            let path = house.fill(route.path).await;
            let status = ada.asks(&route.method, &path).await;
            if [401, 403, 404, 405].contains(&status) || status >= 500 {
                wrong.push(format!("{} {path} as itself: {status}", route.method));
            }
        }
        assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    });
}

async fn check_nobody(nobody: &Visitor, route: &Route, path: &str, wrong: &mut Vec<String>) {
    let status = nobody.asks(&route.method, path).await;
    let right = match (route.who, route.method.as_str()) {
        (Who::Anyone, "GET") => status == 200,
        (Who::Anyone, _) => status < 500 && status != 404,
        (Who::Member | Who::SiteMember, "GET") => status == 303,
        (Who::Member | Who::SiteMember, _) => status == 401,
    };
    if !right {
        wrong.push(format!("{} {path} as nobody: {status}", route.method));
    }
}

/// Readers first, then writers, and what removes things or ends the session last.
fn in_order() -> Vec<Route> {
    let mut routes = app::routes();
    routes.sort_by_key(|route| {
        let last = ["/sign-out", "/plan/delete", "/disconnect", "/delete"];
        let rank = last.iter().position(|end| route.path.ends_with(end));
        (route.method != "GET", rank.map(|n| last.len() - n))
    });
    routes
}

#[test]
fn an_id_that_is_none_names_nothing() {
    house::on_both(async |house: House| {
        let ada = house.signs_in().await;
        for path in
            ["/sites/x/calendar", "/sites/%00/queue", "/sites/..%2f..%2fetc/plan", "/nowhere"]
        {
            assert_eq!(ada.asks(&"GET".parse().unwrap(), path).await, 404, "{path}");
        }
    });
}

#[test]
fn a_calendar_asks_the_database_no_more_for_three_hundred_posts() {
    house::on_both(async |house: House| {
        let ada = house.signs_in().await;
        let month = house.fill("/sites/{site}/calendar").await;
        let few = house.queries_of(&ada, &month).await;
        house.adds_activities(60).await;
        assert_eq!(house.queries_of(&ada, &month).await, few);
        assert!((1..=10).contains(&few), "{few} queries");
    });
}

#[test]
fn a_feed_asks_the_database_no_more_for_three_hundred_posts() {
    house::on_both(async |house: House| {
        let nobody = house.nobody();
        let feed = house.fill("/feeds/{feed}").await;
        let few = house.queries_of(&nobody, &feed).await;
        house.adds_activities(60).await;
        assert_eq!(house.queries_of(&nobody, &feed).await, few);
        assert!((1..=4).contains(&few), "{few} queries");
    });
}
