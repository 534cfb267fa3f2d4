//! A whole plan as a page to read, and as JSON.
//!
//! The page stands for itself: it asks nothing of any server, and what a site says is text in
//! it, never markup.

use std::collections::BTreeMap;

use domain::{
    activity::ActivityType,
    days::{clock_words, date_words, day_words},
    draft::{Block, Draft, Parts},
    post::PostKind,
    profile::{Fact, FactKind},
};
use jiff::{ToSpan, civil::Date};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use serde_json::{Value, json};
use url::Url;

use crate::{
    read::ReadNote,
    whole::{WholeActivity, WholePlan, WholePost},
};

const STYLE: &str = include_str!("report/style.css");

/// Nothing is fetched and nothing runs, whatever a site has smuggled in.
const POLICY: &str = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'";

/// The plan as one page of HTML. Pictures are expected in the folder `pictures` beside it.
pub fn page(plan: &WholePlan, notes: &[ReadNote]) -> String {
    let posts = plan.posts_of_all().count();
    let title = format!("{}: the plan", plan.name);
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    p.kicker { "Marketing plan" }
                    h1 { (plan.name) }
                    @if let Some(told) = plan.profile.one(FactKind::Description) { p.lead { (told) } }
                    p.facts {
                        (date_words(plan.days.first)) " to " (date_words(plan.days.last)) " · "
                        (count(plan.activities.len(), "activity", "activities")) " · "
                        (count(posts, "post", "posts")) " · " (web(plan.address.as_str()))
                    }
                    nav {
                        a href="#plan" { "The plan" } " · "
                        a href="#profile" { "What we know of you" }
                    }
                    @for note in notes { p.note { (note) } }
                }
                main {
                    section #plan { @for (monday, activities) in weeks(plan) { (week(plan, monday, &activities)) } }
                    (profile(plan))
                }
                footer {
                    p {
                        "Made by Almanac with the seed " (plan.seed) ". The same seed, site and day give "
                        "this plan again."
                    }
                }
            }
        }
    };
    page.into_string()
}

fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// The activities by the Monday of their week.
fn weeks(plan: &WholePlan) -> BTreeMap<Date, Vec<&WholeActivity>> {
    let mut weeks: BTreeMap<Date, Vec<&WholeActivity>> = BTreeMap::new();
    for activity in &plan.activities {
        weeks.entry(monday(activity.planned.day)).or_default().push(activity);
    }
    weeks
}

fn monday(day: Date) -> Date {
    let since = i64::from(day.weekday().to_monday_zero_offset());
    day.saturating_sub(since.days())
}

fn week(plan: &WholePlan, monday: Date, activities: &[&WholeActivity]) -> Markup {
    let sunday = monday.saturating_add(6.days());
    let days = domain::days::Days { first: monday, last: sunday };
    let kept: Vec<(Date, &str)> = plan
        .events
        .iter()
        .flat_map(|event| event.occurrences(days).map(|day| (day, event.name.as_str())))
        .collect();
    html! {
        section.week {
            h2 { "Week of " (date_words(monday)) }
            @if !kept.is_empty() {
                ul.events { @for (day, name) in kept { li { b { (day_words(day)) } " " (name) } } }
            }
            @for activity in activities { (activity_card(activity)) }
        }
    }
}

fn activity_card(activity: &WholeActivity) -> Markup {
    let planned = &activity.planned;
    html! {
        article.activity {
            div.when {
                b { (day_words(planned.day)) } " "
                @if planned.kind == ActivityType::SocialMarketing { (clock_words(planned.time)) " " }
                span.kind { (planned.kind.word()) }
            }
            h3 { (planned.title) }
            p { (planned.description) }
            p.reason { (planned.reason) }
            @if !activity.posts.is_empty() {
                div.posts { @for one in &activity.posts { (post(one)) } }
            }
            @if let Some(draft) = &activity.draft { (drafted(draft, planned.kind)) }
        }
    }
}

/// A draft, folded away: an article is longer than all the rest of its day.
fn drafted(draft: &Draft, kind: ActivityType) -> Markup {
    let summary = Parts::of(kind).map_or("", |parts| parts.summary);
    html! {
        details.draft {
            summary { "The draft: " (count(draft.count_words(), "word", "words")) }
            h4 { (draft.title) }
            p.reason { (summary) ": " (draft.summary) }
            @for block in draft.blocks() {
                @match block {
                    Block::Heading(text) => h5 { (text) },
                    Block::Paragraph(text) => p { (text) },
                    Block::List(items) => ul { @for item in items { li { (item) } } },
                }
            }
        }
    }
}

fn post(post: &WholePost) -> Markup {
    let story = post.placement.kind == PostKind::Story;
    html! {
        figure.post.story[story] {
            @if let Some(file) = &post.picture {
                img src=(format!("pictures/{file}")) alt=(post.text.alt_text) loading="lazy";
            }
            figcaption {
                div.network {
                    (post.placement.channel.name()) @if story { " story" }
                }
                @if let Some(title) = &post.text.title { p.title { (title) } }
                @if !story { p.words { (post.text.caption) } }
                @if let Some(link) = &post.text.link { p.link { (web(link)) } }
            }
        }
    }
}

fn profile(plan: &WholePlan) -> Markup {
    let told = FactKind::ALL.into_iter().map(|kind| (kind, plan.profile.facts(kind)));
    html! {
        section #profile {
            h2 { "What we know of you" }
            p { "Read from your own pages. Each fact names the page that says it." }
            table {
                @for (kind, facts) in told.filter(|(_, facts)| !facts.is_empty()) {
                    tbody {
                        @for (at, fact) in facts.iter().enumerate() {
                            tr {
                                @if at == 0 { th rowspan=(facts.len()) scope="rowgroup" { (kind.words()) } }
                                td { (value(kind, fact)) }
                                td.source { @if let Some(source) = &fact.source { (source_link(source)) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn value(kind: FactKind, fact: &Fact) -> Markup {
    let colour = kind == FactKind::Colour && is_colour(&fact.value);
    html! {
        @if colour { span.swatch style=(format!("background:{}", fact.value)) {} " " }
        (fact.value_words(kind))
        @if let Some(detail) = fact.detail_words(kind) { span.detail { (detail) } }
        @if let Some(about) = &fact.about { p.about { (about) } }
    }
}

fn is_colour(text: &str) -> bool {
    let digits = text.strip_prefix('#').unwrap_or_default();
    digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
}

/// An address of the web as a link; anything else as text.
fn web(address: &str) -> Markup {
    let url = Url::parse(address).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    html! {
        @match url {
            Some(url) => a href=(url) rel="noreferrer nofollow" { (shown(&url)) },
            None => (address),
        }
    }
}

fn source_link(address: &str) -> Markup {
    let url = Url::parse(address).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    html! {
        @match url {
            Some(url) => a href=(url) rel="noreferrer nofollow" { (url.path()) },
            None => (address),
        }
    }
}

fn shown(url: &Url) -> String {
    let path = url.path().trim_end_matches('/');
    format!("{}{path}", url.host_str().unwrap_or_default())
}

/// The plan as JSON, for programs.
pub fn json(plan: &WholePlan, notes: &[ReadNote]) -> Value {
    let activities: Vec<Value> = plan.activities.iter().map(activity_json).collect();
    json!({
        "site": plan.address.as_str(),
        "name": plan.name,
        "seed": plan.seed,
        "from": plan.days.first.to_string(),
        "to": plan.days.last.to_string(),
        "notes": notes.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "profile": plan.profile.read,
        "activities": activities,
    })
}

fn activity_json(activity: &WholeActivity) -> Value {
    let planned = &activity.planned;
    let posts = activity.posts.iter().map(|post| {
        json!({
            "network": post.placement.channel.code(),
            "story": post.placement.kind == PostKind::Story,
            "title": post.text.title,
            "caption": post.text.caption,
            "link": post.text.link,
            "altText": post.text.alt_text,
            "picture": post.picture.as_ref().map(|file| format!("pictures/{file}")),
        })
    });
    json!({
        "type": planned.kind.code(),
        "day": planned.day.to_string(),
        "time": clock_words(planned.time),
        "title": planned.title,
        "description": planned.description,
        "reason": planned.reason,
        "subject": planned.subject,
        "topic": planned.topic,
        "event": planned.event.as_ref().map(|(_, name, day)| json!({ "name": name, "day": day.to_string() })),
        "posts": posts.collect::<Vec<_>>(),
        "draft": activity.draft.as_ref(),
    })
}

#[cfg(test)]
mod tests {
    use domain::{profile::SiteProfile, settings::Settings};
    use jiff::civil::date;
    use scraper::{Html, Selector};

    use super::*;

    #[test]
    fn what_a_hostile_site_says_stays_text() {
        let hostile = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>";
        let fact = |value: &str| Fact {
            value: value.to_owned(),
            detail: Some(hostile.to_owned()),
            source: Some("javascript:alert(3)".to_owned()),
            ..Fact::default()
        };
        let mut profile = SiteProfile::default();
        for kind in FactKind::ALL {
            profile.read.insert(kind, vec![fact(hostile)]);
        }
        let address = Url::parse("https://x.example/").unwrap();
        let plan = WholePlan::choose(profile, &address, Settings::default(), date(2026, 11, 22), 1);
        let page = Html::parse_document(&page(&plan, &[]));
        let count = |css: &str| page.select(&Selector::parse(css).unwrap()).count();
        assert_eq!((count("script"), count("img"), count("[onerror]")), (0, 0, 0));
        assert_eq!(count("a[href^=javascript]"), 0);
        let elsewhere = "link, iframe, object, [src^=http], [src^='//']";
        assert_eq!(count(elsewhere), 0);
        assert!(count("td") > FactKind::ALL.len());
    }
}
