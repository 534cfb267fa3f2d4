//! GetSocialMarketingPlan, as a program asks for it, against the same bytes as a static string.
//!
//! The server has one core for itself and the load has the others, as has the floor, so that
//! what is compared is the work of one core.

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::figures::{Figure, Figures, Limit};
use super::floor::Floor;
use super::server::Almanac;
use super::{alike, cores, http, load, memory};
use crate::say;

const PATH: &str = "/promote/marketing-plan-service/v1/marketing-plan";
const ACTIVITIES: usize = 60;
const POSTS: usize = 300;
const CONNECTIONS: u32 = 16;
/// A plan may cost so many times its floor.
const TIMES_THE_FLOOR: f64 = 6.0;
/// Calls after which a server holds all that it will.
const WARM_UP: u64 = 20_000;
/// What memory may waver by, in megabytes: pages come and go by a few with what happens to be
/// under way. A single byte kept of each of a million calls would be one of them.
const FLAT: f64 = 4.0;

/// Answers per second of one core.
pub fn measure(seconds: u32, figures: &mut Figures) -> Result<()> {
    let almanac = cores::on_the_first(|| Almanac::start_with_demo(None))?;
    let asked = Asked::of(&almanac)?;
    say::step(format!("loading a plan of {POSTS} posts on one core, and its floor"));
    let floor = cores::on_the_first(|| Floor::start(&asked.answer, "application/json"))?;
    let most = asked.load(floor.address(), seconds)?;
    drop(floor);
    let what = format!(
        "GetSocialMarketingPlan, {ACTIVITIES} activities and {POSTS} posts ({} kB), {CONNECTIONS} connections, one core",
        asked.answer.len() / 1000
    );
    let mut add = |name: String, busy: load::Load| {
        figures.add(Figure {
            name,
            value: busy.per_second,
            unit: "answers/s",
            floor: Some(most.per_second),
            limit: Limit::AtLeast(most.per_second / TIMES_THE_FLOOR),
        });
    };
    add(what.clone(), asked.load(almanac.address(), seconds)?);
    asked.again(&almanac)?;
    let words = ["churn", &almanac.sample.site_id, &(seconds + 1).to_string()];
    let changing = cores::on_the_others(|| almanac.stage_beside(&words))?;
    add(
        format!("{what}, while another site changes 10 times a second"),
        asked.load(almanac.address(), seconds)?,
    );
    let ended = changing.wait()?;
    ensure!(ended.success(), "the other site was not changed: {ended}");
    asked.again(&almanac)
}

/// What so many calls leave in memory. Every answer is the first, byte for byte.
pub fn measure_memory(calls: u64, figures: &mut Figures) -> Result<()> {
    let almanac = Almanac::start_with_demo(None)?;
    let asked = Asked::of(&almanac)?;
    say::step(format!("asking for a plan {calls} times"));
    let warm_up = WARM_UP.min(calls / 2);
    let ask = |times| {
        let Asked { headers, answer } = &asked;
        alike::ask(almanac.address(), PATH, headers, answer, CONNECTIONS as usize, times)
    };
    ask(warm_up)?;
    let grown = memory::growth(&almanac, || ask(calls - warm_up))?;
    figures.add(Figure {
        name: format!(
            "memory that {calls} calls of GetSocialMarketingPlan leave, after {warm_up} of them"
        ),
        value: grown,
        unit: "MB",
        floor: None,
        limit: Limit::AtMost(FLAT),
    });
    Ok(())
}

/// The question, and the answer that it must always get.
struct Asked {
    headers: Vec<(&'static str, String)>,
    answer: Vec<u8>,
}

impl Asked {
    /// Lays out a plan and asks for it once.
    fn of(almanac: &Almanac) -> Result<Self> {
        let laid = almanac.stage(&["plan", &almanac.sample.site_id])?;
        let (site, key) = laid.trim().split_once(' ').context("the stage printed no key")?;
        let headers = vec![("authorization", key.to_owned()), ("wix-site-id", site.to_owned())];
        let answer = http::get_with(almanac.address(), PATH, &headers)?;
        check(&answer).context("the plan that is to be measured")?;
        Ok(Self { headers, answer })
    }

    fn load(&self, address: &str, seconds: u32) -> Result<load::Load> {
        cores::on_the_others(|| load::run(address, PATH, &self.headers, CONNECTIONS, seconds))
    }

    /// Asks once more; the answer is the same, byte for byte.
    fn again(&self, almanac: &Almanac) -> Result<()> {
        let answer = http::get_with(almanac.address(), PATH, &self.headers)?;
        ensure!(answer == self.answer, "the plan changed while it was asked for");
        Ok(())
    }
}

/// An answer holds every activity, and every post with its words, its picture and its account.
fn check(answer: &[u8]) -> Result<()> {
    let plan: Value = serde_json::from_slice(answer).context("it is no JSON")?;
    let status = plan.get("status").and_then(Value::as_str).unwrap_or_default();
    ensure!(status == "ACTIVE", "its status is {status:?}");
    let activities = list(&plan, "marketingActivities");
    ensure!(activities.len() == ACTIVITIES, "it has {} activities", activities.len());
    let posts: Vec<&Value> =
        activities.iter().flat_map(|activity| list(activity, "items")).collect();
    ensure!(posts.len() == POSTS, "it has {} posts", posts.len());
    let whole = posts.iter().filter(|post| is_whole(post)).count();
    ensure!(whole == POSTS, "{} of its posts lack words, a picture or an account", POSTS - whole);
    Ok(())
}

fn list<'a>(thing: &'a Value, name: &str) -> &'a [Value] {
    thing.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn is_whole(post: &Value) -> bool {
    const CONTENTS: [&str; 6] = [
        "facebookPost",
        "instagramPost",
        "linkedinPost",
        "pinterestPost",
        "gbpPost",
        "tiktokPhoto",
    ];
    let text = |thing: &Value, path: &str| {
        thing.pointer(path).and_then(Value::as_str).is_some_and(|text| !text.is_empty())
    };
    let mut contents = CONTENTS.iter().filter_map(|name| post.get(name));
    let Some(content) = contents.next() else { return false };
    contents.next().is_none()
        && (text(content, "/caption") || text(content, "/description"))
        && text(content, "/mediaWrapper/media/0/url")
        && text(post, "/channel/accountId")
        && text(post, "/id")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_plan_that_lacks_something_is_no_plan_to_measure() {
        let post = json!({
            "id": "1", "channel": { "name": "PINTEREST", "accountId": "2" }, "status": "DRAFT",
            "pinterestPost": { "description": "Bread.", "mediaWrapper": { "media": [{ "url": "http://a/1" }] } },
        });
        let plan = |posts: usize| {
            let activity = json!({ "items": vec![&post; posts] });
            json!({ "status": "ACTIVE", "marketingActivities": vec![activity; ACTIVITIES] })
        };
        assert!(is_whole(&post));
        assert!(check(plan(5).to_string().as_bytes()).is_ok());
        let error = check(plan(4).to_string().as_bytes()).unwrap_err();
        assert_eq!(error.to_string(), "it has 240 posts");
        assert!(!is_whole(&json!({ "id": "1", "pinterestPost": { "description": "Bread." } })));
    }
}
