//! The calendar: month, week, day and list.

mod entry;
pub mod feed;
mod lanes;
mod list;
mod month;
mod period;
mod shortcuts;

use std::collections::BTreeMap;

use axum::{extract::Query, response::Response};
use domain::{
    activity::ActivityType,
    channel::Channel,
    contract::{Drafts, KeptDraft, Scheduling},
    days::Days,
    plan::PlanStatus,
    post::PostStatus,
};
use jiff::civil::Date;
use leptos::prelude::*;
use store::{
    calendar::{Card, Detail, Filter},
    events::StoredEvent,
    runs::{Run, RunKind},
};

use self::period::{Asked, View};
use super::{
    document::Head,
    form::{Form, SiteCommand, Typed},
    frame::{Place, framed},
    here::AtSite,
    refusal::Refusal,
    widgets::{ButtonForm, Icon},
};
use crate::islands::calendar::MoveCards;

/// `GET /sites/{site}/calendar?view=&month=&day=&channel=&status=&kind=&q=`
pub async fn page(
    at: AtSite,
    Query(asked): Query<period::AskedText>,
) -> Result<Response, Response> {
    view(&at, Form::default(), &Asked::read(&asked, at.today()))
        .await
        .map_err(|refusal| refusal.page(at.app()))
}

/// `POST /sites/{site}/schedule`: every draft whose minute is to come.
pub async fn schedule_all(SiteCommand { at, typed }: SiteCommand) -> Response {
    match at.app().plans.schedule(at.scope(), Drafts::All).await {
        Ok(outcome) => {
            (at.app().wake_publisher)();
            typed.done(&at.here, &back(&at, &typed, "/calendar"), &scheduled_words(&outcome)).await
        }
        Err(error) => view(&at, Form::refused(typed, error.into()), &Asked::today(at.today()))
            .await
            .unwrap_or_else(|refusal| refusal.page(at.app())),
    }
}

/// Where a command goes back to: the page of this site that it came from.
pub fn back(at: &AtSite, typed: &Typed, otherwise: &str) -> String {
    let asked = typed.text("back");
    let plain = asked.chars().all(|c| c.is_ascii_graphic() && c != '\\');
    let own = plain && asked.starts_with(&at.path("/"));
    if own { asked.to_owned() } else { at.path(otherwise) }
}

/// What became of a request to schedule, in words: how many go out, and why the rest stay.
pub fn scheduled_words(outcome: &Scheduling) -> String {
    let count = outcome.scheduled.len();
    let first = match count {
        0 => "Nothing was scheduled.".to_owned(),
        1 => "1 post is scheduled.".to_owned(),
        _ => format!("{count} posts are scheduled."),
    };
    if outcome.kept.is_empty() {
        return first;
    }
    let mut unconnected: Vec<&str> = Vec::new();
    let mut others: Vec<String> = Vec::new();
    for (_, reason) in &outcome.kept {
        match reason {
            KeptDraft::NotConnected(channel) if unconnected.contains(&channel.name()) => {}
            KeptDraft::NotConnected(channel) => unconnected.push(channel.name()),
            KeptDraft::InThePast
            | KeptDraft::AgainstRules(_)
            | KeptDraft::Held
            | KeptDraft::LeftBySource
            | KeptDraft::NotADraft(_) => {
                let said = reason.to_string();
                if !others.contains(&said) {
                    others.push(said);
                }
            }
        }
    }
    let stay = match outcome.kept.len() {
        1 => "1 stays a draft:".to_owned(),
        kept => format!("{kept} stay drafts:"),
    };
    let connect = match unconnected.as_slice() {
        [] => String::new(),
        [one] => format!("{one} is not connected. Connect it on the Channels page."),
        many => {
            format!("{} are not connected. Connect them on the Channels page.", many.join(", "))
        }
    };
    [first, stay, connect, others.join(" ")]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// What each day holds.
struct ByDay {
    cards: BTreeMap<Date, Vec<Card>>,
    events: BTreeMap<Date, Vec<String>>,
}

impl ByDay {
    fn new(at: &AtSite, days: Days, cards: Vec<Card>, events: &[StoredEvent]) -> Self {
        let mut shown = ByDay { cards: BTreeMap::new(), events: BTreeMap::new() };
        for card in cards {
            shown.cards.entry(at.zone.day(card.at)).or_default().push(card);
        }
        for event in events.iter().filter(|event| !event.left_out) {
            for day in event.event.occurrences(days) {
                // Two calendars may hold the same day.
                let names = shown.events.entry(day).or_default();
                if !names.contains(&event.event.name) {
                    names.push(event.event.name.clone());
                }
            }
        }
        shown
    }

    fn cards(&self, day: Date) -> &[Card] {
        self.cards.get(&day).map_or(&[], Vec::as_slice)
    }

    fn events(&self, day: Date) -> &[String] {
        self.events.get(&day).map_or(&[], Vec::as_slice)
    }
}

async fn view(at: &AtSite, form: Form, asked: &Asked) -> Result<Response, Refusal> {
    let store = &at.app().store;
    let days = asked.days();
    let detail = match asked.view {
        View::Month | View::Week => Detail::Line,
        View::Day | View::List => Detail::Words,
    };
    let (cards, events) =
        store.calendar(at.scope(), at.zone.bounds(days), &asked.filter, detail).await?;
    let empty = cards.is_empty() && at.counts.activities == 0;
    let shown = ByDay::new(at, days, cards, &events);
    let run = if empty { store.run(at.scope()).await? } else { None };
    framed(at, Place::Calendar, Head::with_islands(asked.title()), &form, || {
        let none = shown.cards.is_empty() && !empty && asked.view != View::List;
        let shown = match asked.view {
            _ if empty => empty_view(at, run.as_ref()).into_any(),
            View::Month => {
                let grid = month::grid(at, asked, &shown);
                view! { <MoveCards back=asked.path(at)>{grid}</MoveCards> }.into_any()
            }
            View::Week | View::Day => {
                let lanes = lanes::lanes(at, asked, &shown);
                view! { <MoveCards back=asked.path(at)>{lanes}</MoveCards> }.into_any()
            }
            View::List => list::days(at, asked, &shown).into_any(),
        };
        view! {
            {page_head(at, asked)}
            {page_meta(at, asked)}
            {generating(at)}
            {none.then(|| view! { <p class="month-none">{none_words(asked)}</p> })}
            {shown}
        }
    })
    .await
}

fn generating(at: &AtSite) -> impl IntoView + use<> {
    (at.counts.plan == PlanStatus::Generating).then(|| {
        view! {
            <div class="notice" role="status">
                <Icon name="i-sparkle" />
                <p>"The plan is being made. " <a href=at.path("/plan")>"Watch it"</a></p>
            </div>
        }
    })
}

/// What a period says that shows no activity.
fn none_words(asked: &Asked) -> String {
    let title = asked.title();
    let when = match asked.view {
        View::Month | View::List => format!("in {title}"),
        View::Week => format!("in the week of {title}"),
        View::Day => format!("on {title}"),
    };
    if asked.filter == Filter::default() {
        format!("Nothing is planned {when}.")
    } else {
        format!("No activity {when} matches.")
    }
}

fn empty_view(at: &AtSite, run: Option<&Run>) -> impl IntoView + use<> {
    let unread = run.and_then(|run| run.failure.clone().filter(|_| run.kind == RunKind::Read));
    let begun = run.is_some_and(|run| run.finished_at.is_none());
    let (title, words, button) = match (&at.counts.plan, &at.counts.failure, unread) {
        (PlanStatus::Failed, Some(reason), _) => {
            ("The plan could not be made", reason.clone(), "See what to do")
        }
        (_, _, Some(reason)) => ("Your website could not be read", reason, "See what to do"),
        _ if begun => (
            "Not ready yet",
            "The activities stand here as soon as they are chosen.".to_owned(),
            "Watch the work",
        ),
        _ => (
            "No plan yet",
            "Almanac plans from today through the end of next month, from what it learned on your website.".to_owned(),
            "Make a plan",
        ),
    };
    view! {
        <div class="empty">
            <h2>{title}</h2>
            <p>{words}</p>
            <a class="button button-primary" href=at.path("/plan")>{button}</a>
        </div>
    }
}

fn page_head(at: &AtSite, asked: &Asked) -> impl IntoView + use<> {
    let drafts = at.counts.drafts;
    let schedule = (drafts > 0).then(|| {
        let words = if drafts == 1 { "Schedule 1 draft".to_owned() } else { format!("Schedule {drafts} drafts") };
        view! {
            <ButtonForm action=at.path("/schedule") class="button button-primary" fields=vec![("back", asked.path(at))]>
                {words}
            </ButtonForm>
        }
    });
    let segment = |view: View| {
        let current = (asked.view == view).then_some("page");
        let path = asked.with_view(view).path(at);
        view! { <a href=path aria-current=current aria-keyshortcuts=view.key()>{view.word()}</a> }
    };
    let (name, year) = asked.name();
    let (before, after) = (asked.turned(-1), asked.turned(1));
    view! {
        <header class="page-head">
            <h1>{name} " " <span class="year">{year}</span></h1>
            <nav class="period" aria-label="Period">
                <a class="button button-quiet button-icon" href=before.path(at) aria-label=before.title() aria-keyshortcuts=shortcuts::BEFORE>
                    <Icon name="i-chevron-left" />
                </a>
                <a class="button button-quiet" href=asked.with_day(at.today()).path(at) aria-keyshortcuts=shortcuts::TODAY>"Today"</a>
                <a class="button button-quiet button-icon" href=after.path(at) aria-label=after.title() aria-keyshortcuts=shortcuts::AFTER>
                    <Icon name="i-chevron-right" />
                </a>
            </nav>
            <div class="actions">
                <nav class="segmented" aria-label="View">
                    {View::ALL.map(segment).collect_view()}
                </nav>
                <a class="button" href=at.path(&format!("/activities/new?day={}", new_day(at, asked))) aria-keyshortcuts=shortcuts::NEW>
                    <Icon name="i-plus" />
                    "New"
                </a>
                <a class="button" href=at.path("/plan")>
                    <Icon name="i-sparkle" />
                    "Plan"
                </a>
                {schedule}
            </div>
        </header>
    }
}

/// The day that a new activity is offered: the day that is shown, or the first to come.
fn new_day(at: &AtSite, asked: &Asked) -> Date {
    let shown = asked.days();
    let first = if asked.view == View::Month { asked.month() } else { shown.first };
    first.max(at.today())
}

fn page_meta(at: &AtSite, asked: &Asked) -> impl IntoView + use<> {
    let until = at.counts.last_day.as_deref().and_then(|day| day.parse().ok()).map(
        |day: jiff::civil::Date| {
            view! { <span class="wide-only">"Plan until " <strong>{domain::days::day_words(day)}</strong></span> }
        },
    );
    let number = |count: i64, one: &'static str, many: &'static str| {
        view! { <span><strong>{count}</strong> " " {if count == 1 { one } else { many }}</span> }
    };
    view! {
        <div class="page-meta">
            {until}
            {number(at.counts.activities, "activity", "activities")}
            {number(at.counts.posts, "post", "posts")}
            <span>"Times in " <strong>{at.zone.place()}</strong></span>
            <a href=at.path("/calendar/feeds")>"Subscribe"</a>
            {(at.counts.activities > 0).then(|| filters(at, asked))}
            {shortcuts::list()}
        </div>
    }
}

fn filters(at: &AtSite, asked: &Asked) -> impl IntoView + use<> {
    let filter = &asked.filter;
    let channels = Channel::ALL
        .into_iter()
        .map(|channel| (channel.name(), Some(channel)))
        .map(|(word, channel)| {
            (word, Filter { channel, ..filter.clone() }, filter.channel == channel)
        })
        .collect();
    let statuses = PostStatus::ALL
        .into_iter()
        .map(|status| (status.word(), Some(status)))
        .map(|(word, status)| (word, Filter { status, ..filter.clone() }, filter.status == status))
        .collect();
    let kinds = ActivityType::ALL
        .into_iter()
        .map(|kind| (kind.word(), Some(kind)))
        .map(|(word, kind)| (word, Filter { kind, ..filter.clone() }, filter.kind == kind))
        .collect();
    let clear = (*filter != Filter::default()).then(|| {
        view! { <a class="button button-quiet" href=asked.with_filter(Filter::default()).path(at)>"Clear filters"</a> }
    });
    let hidden = asked
        .query()
        .into_iter()
        .filter(|(name, _)| *name != "q")
        .map(|(name, value)| view! { <input r#type="hidden" name=name value=value /> })
        .collect_view();
    view! {
        <div class="filters">
            {filter_menu(at, asked, "Channel", filter.channel.map(Channel::name), channels, Filter { channel: None, ..filter.clone() })}
            {filter_menu(at, asked, "Status", filter.status.map(PostStatus::word), statuses, Filter { status: None, ..filter.clone() })}
            {filter_menu(at, asked, "Type", filter.kind.map(ActivityType::word), kinds, Filter { kind: None, ..filter.clone() })}
            <form method="get" action=at.path("/calendar") role="search" class="search">
                {hidden}
                <Icon name="i-search" />
                <label class="visually-hidden" for="q">"Find in titles and descriptions"</label>
                <input id="q" name="q" r#type="search" placeholder="Find" value=filter.text.clone() aria-keyshortcuts=shortcuts::FIND />
            </form>
            {clear}
        </div>
    }
}

fn filter_menu(
    at: &AtSite,
    asked: &Asked,
    name: &'static str,
    chosen: Option<&'static str>,
    options: Vec<(&'static str, Filter, bool)>,
    all: Filter,
) -> impl IntoView + use<> {
    let links = options
        .into_iter()
        .map(|(word, filter, current)| {
            let current = current.then_some("true");
            view! { <a href=asked.with_filter(filter).path(at) aria-current=current>{word}</a> }
        })
        .collect_view();
    view! {
        <details class="menu menu-end" name="menu">
            <summary class="button button-quiet">
                {chosen.unwrap_or(name)}
                <Icon name="i-chevron-down" />
            </summary>
            <div class="menu-panel">
                <a href=asked.with_filter(all).path(at)>"All"</a>
                <hr />
                {links}
            </div>
        </details>
    }
}
