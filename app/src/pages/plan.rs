//! The plan of a site: first steps, making it, and watching it being made.

pub mod again;
mod health;

use std::{convert::Infallible, time::Duration};

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use domain::{
    contract::{Change, Generation},
    days::{plan_period, span_words},
    health::Health,
    plan::{PlanStatus, Stage},
    post::PostStatus,
    profile::FactKind,
    settings::Settings,
    source::SourceKind,
};
use futures_util::stream;
use jiff::Timestamp;
use leptos::prelude::*;
use store::{
    StoreError,
    posts::Which,
    runs::{Run, RunKind},
    sites::StoredProfile,
    sources::Source,
};

use super::{
    document::{Head, to_html},
    form::{Form, SiteCommand},
    frame::{Place, framed},
    here::AtSite,
    notice::Notice,
    refusal::Refusal,
    setting,
    widgets::{ButtonForm, Icon},
};
use crate::islands::progress::Follow;

/// How often the progress of a run is looked up for those who watch it.
const LOOK_EVERY: Duration = Duration::from_millis(300);

/// `GET /sites/{site}/plan`
pub async fn page(at: AtSite) -> Result<Response, Response> {
    view(&at, Form::default()).await.map_err(|refusal| refusal.page(at.app()))
}

/// `POST /sites/{site}/plan`: keeps the settings typed beside the button, then makes the
/// plan, or makes it again.
pub async fn generate(SiteCommand { at, typed }: SiteCommand) -> Response {
    match try_generate(&at, &typed).await {
        Ok(()) => typed.done(&at.here, &at.path("/plan"), "Your plan is being made.").await,
        Err(refusal) => view(&at, Form::refused(typed, refusal))
            .await
            .unwrap_or_else(|refusal| refusal.page(at.app())),
    }
}

async fn try_generate(at: &AtSite, typed: &super::form::Typed) -> Result<(), Refusal> {
    if typed.ticked("goal") {
        setting::keep(at, typed, setting::Extent::First).await?;
    }
    let how =
        if typed.ticked("research") { Generation::WithKeywordResearch } else { Generation::Plain };
    Ok(at.app().plans.generate(at.scope(), how).await?)
}

/// `POST /sites/{site}/plan/delete`
pub async fn delete(SiteCommand { at, typed }: SiteCommand) -> Response {
    match at.app().plans.change(at.scope(), Change::DeletePlan).await.map_err(Refusal::from) {
        Ok(()) => typed.done(&at.here, &at.path("/plan"), "The plan is deleted.").await,
        Err(refusal) => view(&at, Form::refused(typed, refusal))
            .await
            .unwrap_or_else(|refusal| refusal.page(at.app())),
    }
}

/// `GET /sites/{site}/plan/progress`: what is known of the work as server-sent events, each
/// the HTML that the page would show; a last event `done` names where to go.
pub async fn progress(at: AtSite) -> Response {
    let state = Some((at, String::new(), false));
    let events = stream::unfold(state, |state| async {
        let (at, mut before, mut awaited) = state?;
        let (page, calendar) = (at.path("/plan"), at.path("/calendar"));
        loop {
            let now = at.app().world.now();
            let shown = match Work::of(&at, now).await {
                Ok(Work::Run(run)) => to_html(|| progress_list(&run, now)),
                Ok(Work::Elsewhere(source)) => {
                    awaited = true;
                    to_html(|| awaited_list(&source, now))
                }
                Ok(Work::None { run, plan }) => {
                    let made = match run {
                        _ if awaited => plan == PlanStatus::Active,
                        Some(run) => {
                            (run.kind.makes_plan() || run.kind == RunKind::Posts)
                                && run.failure.is_none()
                        }
                        None => false,
                    };
                    return Some((done(if made { &calendar } else { &page }), None));
                }
                Err(_) => return Some((done(&page), None)),
            };
            if shown != before {
                before.clone_from(&shown);
                let event: Result<Event, Infallible> = Ok(Event::default().data(shown));
                return Some((event, Some((at, before, awaited))));
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    });
    let mut answer = Sse::new(events).keep_alive(KeepAlive::default()).into_response();
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}

/// What is being made for a site just now.
enum Work {
    /// A run of ours.
    Run(Run),
    /// The plan, where it comes from: no run of ours tells how far it is.
    Elsewhere(Source),
    /// Nothing.
    None {
        /// The last run, if there was one.
        run: Option<Run>,
        /// Where the plan stands.
        plan: PlanStatus,
    },
}

impl Work {
    async fn of(at: &AtSite, now: Timestamp) -> Result<Self, StoreError> {
        let (store, scope) = (&at.app().store, at.scope());
        let run = store.run(scope).await?;
        match run {
            Some(run) if run.finished_at.is_none() => return Ok(Work::Run(run)),
            _ => {}
        }
        let plan = store.site_and_counts(scope, now).await?.1.plan;
        Ok(match plan {
            PlanStatus::Generating => Work::Elsewhere(store.source(scope).await?),
            _ => Work::None { run, plan },
        })
    }
}

fn done(to: &str) -> Result<Event, Infallible> {
    Ok(Event::default().event("done").data(to))
}

async fn view(at: &AtSite, form: Form) -> Result<Response, Refusal> {
    let store = &at.app().store;
    let work = Work::of(at, at.here.now).await?;
    let stored = store.profile(at.scope()).await?;
    let settings = store.settings(at.scope()).await?;
    // The counts in the frame are older than the look at the work: a plan that was finished in
    // between is ready.
    let plan = match &work {
        Work::None { plan, .. } => *plan,
        Work::Run(_) | Work::Elsewhere(_) => PlanStatus::Generating,
    };
    let stake = match plan {
        PlanStatus::Active | PlanStatus::Inactive => {
            Some((Stake::of(at).await?, health::of(at).await?))
        }
        _ => None,
    };
    let elsewhere =
        plan == PlanStatus::Failed && store.source(at.scope()).await?.kind != SourceKind::Embedded;
    let head = match work {
        Work::Run(_) => Head { refresh: Some(2), ..Head::with_islands("Your plan") },
        Work::Elsewhere(_) => Head { refresh: Some(5), ..Head::with_islands("Your plan") },
        Work::None { .. } => Head::plain("Your plan"),
    };
    let shown = form.clone();
    let refused = form.status() == StatusCode::UNPROCESSABLE_ENTITY;
    framed(at, Place::Calendar, head, &form, || match work {
        // Whatever has become of the plan meanwhile: what was typed is not lost.
        _ if refused => first_steps(at, &stored, &settings, &shown).into_any(),
        Work::Run(run) => running_view(at, &run).into_any(),
        Work::Elsewhere(source) => awaited_view(at, &source).into_any(),
        Work::None { run: Some(run), .. } if run.failure.is_some() => {
            if elsewhere {
                failed_elsewhere_view(at, &run).into_any()
            } else {
                failed_view(at, &run).into_any()
            }
        }
        Work::None { .. } => match &stake {
            Some((stake, health)) => ready_view(at, stake, health).into_any(),
            None => first_steps(at, &stored, &settings, &shown).into_any(),
        },
    })
    .await
}

fn awaited_view(at: &AtSite, source: &Source) -> impl IntoView + use<> {
    let list = awaited_list(source, at.here.now);
    view! {
        <header class="page-head"><h1>"Making your plan"</h1></header>
        <p class="lede">
            "Wix makes it, which takes some minutes. You can leave this page: the work goes on, and you find it here again."
        </p>
        <div class="column run">
            <Follow address=at.path("/plan/progress")>{list}</Follow>
            <p><a href=at.path("/source")>"The connection to Wix"</a></p>
        </div>
    }
}

/// What is known of a plan that its source makes: since when, and whether it is seen.
fn awaited_list(source: &Source, now: Timestamp) -> impl IntoView + use<> {
    let ago = |when: Timestamp| span_words(now.duration_since(when).as_secs());
    let begun = source.generating_since.map(|since| format!("Begun {} ago. ", ago(since)));
    let asked = source.synced_at.map(|when| format!("Wix was asked {} ago.", ago(when)));
    let trouble = source.trouble.clone().map(|said| {
        view! {
            <div class="notice notice-bad">
                <Icon name="i-warning" />
                <p>{said} " It is asked again by itself."</p>
            </div>
        }
    });
    view! {
        {trouble}
        <progress aria-label="Being made at Wix"></progress>
        <p class="hint">{begun} {asked}</p>
    }
}

fn running_view(at: &AtSite, run: &Run) -> impl IntoView + use<> {
    let title = match run.kind {
        RunKind::Read => "Reading your website",
        RunKind::Plan | RunKind::PlanWithKeywords => "Making your plan",
        RunKind::Keywords => "Finding keywords",
        RunKind::Posts => "Writing the posts of the next days",
    };
    let list = progress_list(run, at.here.now);
    view! {
        <header class="page-head"><h1>{title}</h1></header>
        <p class="lede">"You can leave this page: the work goes on, and you find it here again."</p>
        <div class="column run">
            <Follow address=at.path("/plan/progress")>{list}</Follow>
        </div>
    }
}

/// The stages of a run: done, under way, to come.
fn progress_list(run: &Run, now: Timestamp) -> impl IntoView + use<> {
    let stages = run.kind.stages();
    let at = stages.iter().position(|stage| *stage == run.stage).unwrap_or_default();
    let items = stages
        .iter()
        .enumerate()
        .map(|(n, stage)| stage_item(run, *stage, n.cmp(&at)))
        .collect_view();
    let seconds = now.duration_since(run.started_at).as_secs();
    view! {
        <ol class="progress">{items}</ol>
        <progress max=stages.len().to_string() value=at.to_string() aria-label="Stages done">
            {format!("{at} of {}", stages.len())}
        </progress>
        <p class="hint">{format!("Begun {} ago", span_words(seconds))}</p>
    }
}

fn stage_item(run: &Run, stage: Stage, order: std::cmp::Ordering) -> impl IntoView + use<> {
    let counted = (run.total > 0).then(|| format!("{} of {}", run.done, run.total));
    match order {
        std::cmp::Ordering::Less => view! {
            <li class="done">
                <Icon name="i-check-circle" />
                <strong>{stage.words()}</strong>
            </li>
        }
        .into_any(),
        std::cmp::Ordering::Equal if run.failure.is_some() => view! {
            <li class="broken">
                <Icon name="i-cross" />
                <strong>{stage.words()}</strong>
                <span class="progress-note">{run.failure.clone()}</span>
            </li>
        }
        .into_any(),
        std::cmp::Ordering::Equal => view! {
            <li aria-current="step">
                <Icon name="i-moving" />
                <strong>{stage.words()}</strong>
                <span class="progress-time">{counted}</span>
                <span class="progress-note">{run.note.clone()}</span>
            </li>
        }
        .into_any(),
        std::cmp::Ordering::Greater => view! {
            <li>
                <Icon name="i-clock" />
                <span>{stage.words()}</span>
            </li>
        }
        .into_any(),
    }
}

fn failed_view(at: &AtSite, run: &Run) -> impl IntoView + use<> {
    view! {
        <header class="page-head"><h1>"This did not work"</h1></header>
        <div class="column run">
            {progress_list(run, at.here.now)}
            <div class="buttons">
                <ButtonForm action=at.path("/read") class="button button-primary">
                    <Icon name="i-refresh" />
                    "Read the website again"
                </ButtonForm>
                <a class="button" href="/sites/new">"Use another address"</a>
            </div>
        </div>
    }
}

/// The plan failed where it comes from: no stage of ours did.
fn failed_elsewhere_view(at: &AtSite, run: &Run) -> impl IntoView + use<> {
    view! {
        <header class="page-head"><h1>"This did not work"</h1></header>
        <p class="lede">{run.failure.clone()}</p>
        <div class="buttons">
            <ButtonForm action=at.path("/plan") class="button button-primary">
                <Icon name="i-refresh" />
                "Make the plan again"
            </ButtonForm>
            <a class="button" href=at.path("/source")>"The connection to Wix"</a>
        </div>
    }
}

/// What making the plan again leaves alone, and what deleting it ends.
struct Stake {
    to_come: usize,
    kept: usize,
    scheduled: usize,
}

impl Stake {
    async fn of(at: &AtSite) -> Result<Self, Refusal> {
        let (store, now) = (&at.app().store, at.here.now);
        let to_come = store.activities(at.scope(), now, Timestamp::MAX).await?.len();
        let kept = store.kept_activities(at.scope(), now).await?;
        let queue = store.posts(at.scope(), Which::Queue).await?;
        Ok(Stake {
            to_come,
            kept: kept.iter().filter(|activity| activity.starts_at >= now).count(),
            scheduled: queue.iter().filter(|post| post.status == PostStatus::Scheduled).count(),
        })
    }
}

fn ready_view(at: &AtSite, stake: &Stake, health: &Health) -> impl IntoView + use<> {
    let last = domain::days::day_words(plan_period(at.today()).last);
    let asleep = at.counts.plan == PlanStatus::Inactive;
    let title = if asleep { "Your plan is asleep" } else { "Your plan is ready" };
    let asleep = asleep.then(|| {
        view! {
            <p class="lede">
                "Nobody had to do with it for six weeks. What is scheduled still goes out. Make the plan again to wake it."
            </p>
        }
    });
    let keeps = match (stake.kept, stake.to_come) {
        (_, 0) => "No activity is to come, so nothing is lost.".to_owned(),
        (0, all) => format!("All {all} activities to come are replaced."),
        (kept, all) => format!("It keeps {kept} of the {all} activities to come."),
    };
    let stops = match stake.scheduled {
        0 => "No post is scheduled.".to_owned(),
        1 => "One scheduled post will not go out.".to_owned(),
        many => format!("{many} scheduled posts will not go out."),
    };
    view! {
        <header class="page-head">
            <h1>{title}</h1>
            <div class="actions">
                <a class="button button-primary" href=at.path("/calendar")>"Open the calendar"</a>
            </div>
        </header>
        <div class="page-meta">
            <span><strong>{at.counts.activities}</strong> " activities"</span>
            <span><strong>{at.counts.posts}</strong> " posts"</span>
        </div>
        {asleep}
        {health::view(at, health)}
        <div class="column section">
            <h2>"Make it again"</h2>
            <p>
                {format!(
                    "A new plan covers today to {last} with your present settings. The past stays, and so does everything you edited, moved, scheduled or published. {keeps}",
                )}
            </p>
            <div class="buttons">
                <a class="button" href=at.path("/plan/again")>
                    <Icon name="i-sparkle" />
                    "See what would change"
                </a>
                <ButtonForm action=at.path("/plan") class="button button-quiet">
                    "Make it without looking"
                </ButtonForm>
                <a class="button button-quiet" href=at.path("/settings")>"Change the settings first"</a>
            </div>
        </div>
        <div class="column section">
            <h2>"Make it again, with keyword research"</h2>
            <p>
                "For when your topics have changed: your website is read again, and the phrases that your articles should answer are found in it first. This takes longer and keeps the same."
            </p>
            <div class="buttons">
                <ButtonForm action=at.path("/plan") fields=vec![("research", "on".to_owned())]>
                    <Icon name="i-search" />
                    "Find keywords, then make the plan"
                </ButtonForm>
            </div>
        </div>
        <div class="column section">
            <h2>"Delete the plan"</h2>
            <p>
                {format!(
                    "All activities go, and their posts with them. {stops} What was published stays published, and stays in the calendar. Settings, events and channels stay.",
                )}
            </p>
            <details class="disclosure">
                <summary>"Delete…"</summary>
                <div class="buttons">
                    <ButtonForm action=at.path("/plan/delete") class="button button-danger">
                        <Icon name="i-trash" />
                        "Delete the plan for good"
                    </ButtonForm>
                </div>
            </details>
        </div>
    }
}

fn first_steps(
    at: &AtSite,
    stored: &StoredProfile,
    settings: &Settings,
    form: &Form,
) -> impl IntoView + use<> {
    let days = plan_period(at.today());
    let learned = [FactKind::Description, FactKind::Offer, FactKind::Topic, FactKind::Place]
        .into_iter()
        .filter_map(|kind| {
            let facts = stored.profile.facts(kind);
            let words =
                facts.iter().take(6).map(|fact| fact.value.clone()).collect::<Vec<_>>().join(" · ");
            (!words.is_empty()).then(|| view! { <dt>{kind.words()}</dt><dd>{words}</dd> })
        })
        .collect_view();
    view! {
        <header class="page-head"><h1>"What shall the plan do?"</h1></header>
        {at.counts.failure.as_deref().map(|said| Notice::bad(said).view())}
        <div class="with-aside">
            <form method="post" action=at.path("/plan") class="parts">
                {setting::first_fields(form, settings)}
                <div class="buttons">
                    <button class="button button-primary">
                        <Icon name="i-sparkle" />
                        "Generate my plan"
                    </button>
                    <a class="button button-quiet" href=at.path("/events")>"Add an event first"</a>
                </div>
                <p class="hint">
                    {format!(
                        "Activities from today to {}; the posts of the next days are written and drawn at once. Sensible defaults stand ready: you can simply press the button.",
                        domain::days::day_words(days.last),
                    )}
                </p>
            </form>
            <aside class="aside-sticky">
                <div class="card stack">
                    <h2>"What we learned"</h2>
                    <dl class="facts">{learned}</dl>
                    <p><a href=at.path("")>"See and correct all of it"</a></p>
                </div>
            </aside>
        </div>
    }
}
