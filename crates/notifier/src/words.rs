//! What is said of what happened: a title that says it, a detail that says to what and why.

use domain::{
    days::{Zone, clock_words, day_words},
    network::check,
    notification::Occasion,
    post::PostStatus,
};
use jiff::Timestamp;
use store::{
    notifications::{UntoldConnection, UntoldPlan, UntoldPost, UntoldRun},
    posts::Post,
};

/// How much of a post is repeated, so that it is known again.
const FIRST_WORDS: usize = 80;

/// What is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Words {
    pub(crate) occasion: Occasion,
    pub(crate) subject: String,
    pub(crate) title: String,
    pub(crate) detail: String,
    pub(crate) path: String,
}

/// What is said of a post that failed, was missed or stays uncertain.
pub(crate) fn happened(untold: &UntoldPost) -> Option<Words> {
    let UntoldPost { post, attempt, .. } = untold;
    let placement = post.placement();
    let (occasion, title) = match post.status {
        PostStatus::Failed => (Occasion::Failed, format!("{placement}: a post was not published")),
        PostStatus::Missed => (Occasion::Missed, format!("{placement}: a post was missed")),
        PostStatus::Uncertain => {
            (Occasion::Uncertain, format!("{placement}: did this post go out?"))
        }
        _ => return None,
    };
    let reason = post.failure.as_deref().unwrap_or("No reason is known.");
    Some(Words {
        occasion,
        // A post that is edited is not told of again; one that is tried or due again is.
        subject: format!(
            "{}:{}:{attempt}:{}",
            occasion.code(),
            post.id,
            post.publish_at.as_millisecond()
        ),
        title,
        detail: format!("{} {reason}", which(post, &untold.time_zone)),
        path: format!("/posts/{}", post.id),
    })
}

/// What is said of a post that is due within a day, if its network would refuse it.
pub(crate) fn held(untold: &UntoldPost) -> Option<Words> {
    let post = &untold.post;
    let limits = untold.limits.as_ref();
    let complaints = check(post.placement(), limits, &post.text, post.picture.is_some());
    if complaints.is_empty() {
        return None;
    }
    let sentences: Vec<String> = complaints.iter().map(ToString::to_string).collect();
    Some(Words {
        occasion: Occasion::Held,
        subject: format!("{}:{}:{}", Occasion::Held.code(), post.id, post.version),
        title: format!("{}: a post will not go out as it is", post.placement()),
        detail: format!("{} {}", which(post, &untold.time_zone), sentences.join(" ")),
        path: format!("/posts/{}", post.id),
    })
}

/// What is said of a run that ended, if it made a plan.
pub(crate) fn ended(run: &UntoldRun) -> Option<Words> {
    if !run.makes_plan {
        return None;
    }
    Some(of_plan(run.failure.as_deref(), &run.number.to_string()))
}

/// What is said of a plan that was made where the site takes it from.
pub(crate) fn made(untold: &UntoldPlan) -> Words {
    of_plan(untold.failure.as_deref(), &format!("elsewhere:{}", untold.made_at.as_millisecond()))
}

fn of_plan(failure: Option<&str>, which: &str) -> Words {
    let (occasion, title, detail, path) = match failure {
        None => (
            Occasion::PlanReady,
            "Your plan is ready",
            "Look it over on the calendar, and schedule what you like.",
            "/calendar",
        ),
        Some(failure) => (Occasion::PlanFailed, "Your plan could not be made", failure, "/plan"),
    };
    Words {
        occasion,
        subject: format!("{}:{which}", occasion.code()),
        title: title.to_owned(),
        detail: detail.to_owned(),
        path: path.to_owned(),
    }
}

/// What is said of a connection that is to be made anew, or that ends soon.
pub(crate) fn ends(untold: &UntoldConnection, now: Timestamp) -> Words {
    let UntoldConnection { channel, account, ends_at, trouble, state, .. } = untold;
    let zone = Zone::named(&untold.time_zone).unwrap_or_else(|_| Zone::utc());
    let day = ends_at.map(|end| day_words(zone.day(end))).unwrap_or_default();
    let (title, detail) = match (trouble, ends_at) {
        (Some(trouble), _) => {
            (format!("{channel} is to be connected anew"), format!("{account}: {trouble}"))
        }
        (None, Some(end)) if *end <= now => (
            format!("{channel} is not connected any more"),
            format!(
                "What {account} is connected with ended on {day}. Posts fail until it is connected anew."
            ),
        ),
        (None, _) => (
            format!("{channel} is connected until {day} only"),
            format!("What {account} is connected with ends then. Connect it anew before that."),
        ),
    };
    Words {
        occasion: Occasion::Expiring,
        subject: format!("{}:{}:{account}:{state}", Occasion::Expiring.code(), channel.code()),
        title,
        detail,
        path: "/channels".to_owned(),
    }
}

/// `“A loaf begins while …”, due Tue 24 Nov, 09:00 in Lisbon.`
fn which(post: &Post, time_zone: &str) -> String {
    let zone = Zone::named(time_zone).unwrap_or_else(|_| Zone::utc());
    let local = zone.local(post.publish_at);
    let line = post.text.caption.lines().next().unwrap_or_default();
    let words: String = line.chars().take(FIRST_WORDS).collect();
    let more = if words.len() < line.len() { "…" } else { "" };
    format!(
        "“{words}{more}”, due {}, {} in {}.",
        day_words(local.date()),
        clock_words(local.time()),
        zone.place()
    )
}
