//! A new plan beside the one that stands: looked at first, then taken whole or in parts.

use axum::{
    extract::Query,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    activity::ActivityType,
    contract::PlanError,
    days::{clock_words, day_words},
    id::ActivityId,
    proposal::{Becomes, Difference, Draw, Proposal, Taken},
};
use jiff::{Timestamp, ToSpan, civil::Date};
use leptos::prelude::*;
use serde::Deserialize;

use super::super::{
    document::Head,
    form::{Form, SiteCommand, Typed},
    frame::{Place, framed},
    here::AtSite,
    refusal::Refusal,
    widgets::{ButtonForm, Icon},
};

/// Which new plan is looked at.
#[derive(Deserialize)]
pub struct Asked {
    draw: Option<String>,
}

/// `GET /sites/{site}/plan/again?draw=`: without a draw, one of this moment is chosen, so that
/// the page shows the same when it is loaded again.
pub async fn page(at: AtSite, Query(asked): Query<Asked>) -> Response {
    match asked.draw.as_deref().and_then(read) {
        Some(draw) => {
            view(&at, draw, Form::default()).await.unwrap_or_else(|refusal| refusal.page(at.app()))
        }
        None => {
            let to = at.path(&format!("/plan/again?draw={}", written(fresh(&at))));
            Redirect::to(&to).into_response()
        }
    }
}

/// `POST /sites/{site}/plan/again`: takes what is ticked.
pub async fn take(SiteCommand { at, typed }: SiteCommand) -> Response {
    match try_take(&at, &typed).await {
        Ok(taken) => typed.done(&at.here, &at.path("/calendar"), &words(taken)).await,
        Err(refusal) => {
            let seen = read(typed.text("draw"));
            // What has changed meanwhile is seen by a plan of this moment alone.
            let stale = refusal.status == StatusCode::CONFLICT;
            let draw = match seen {
                Some(draw) if stale => Draw { as_of: at.here.now, ..draw },
                Some(draw) => draw,
                None => fresh(&at),
            };
            view(&at, draw, Form::refused(typed, refusal))
                .await
                .unwrap_or_else(|refusal| refusal.page(at.app()))
        }
    }
}

async fn try_take(at: &AtSite, typed: &Typed) -> Result<Taken, Refusal> {
    let gone = || Refusal::from(PlanError::TooLate("plan"));
    let draw = read(typed.text("draw")).ok_or_else(gone)?;
    let chosen: Vec<ActivityId> =
        typed.all("take").iter().filter_map(|id| id.parse().ok()).collect();
    if chosen.is_empty() {
        let said = "Nothing is ticked, so nothing was changed. Tick what you want, or leave the plan as it is.";
        return Err(Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, said));
    }
    let seen = typed.text("seen").to_owned();
    Ok(at.app().plans.take(at.scope(), draw, seen, chosen).await?)
}

fn fresh(at: &AtSite) -> Draw {
    let seed = u64::try_from(at.app().world.random() >> 64).unwrap_or_default();
    Draw { seed, as_of: at.here.now }
}

fn written(draw: Draw) -> String {
    format!("{:x}-{}", draw.seed, draw.as_of.as_millisecond())
}

fn read(text: &str) -> Option<Draw> {
    let (seed, as_of) = text.split_once('-')?;
    Some(Draw {
        seed: u64::from_str_radix(seed, 16).ok()?,
        as_of: Timestamp::from_millisecond(as_of.parse().ok()?).ok()?,
    })
}

/// What was taken, in words.
fn words(taken: Taken) -> String {
    let parts = [(taken.added, "added"), (taken.moved, "moved"), (taken.dropped, "dropped")];
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, verb)| format!("{count} {verb}"))
        .collect();
    match parts.is_empty() {
        true => "Nothing was left to change: what you ticked has passed.".to_owned(),
        false => format!(
            "Your plan is changed: {}. The posts of the next days are being written.",
            parts.join(", ")
        ),
    }
}

async fn view(at: &AtSite, draw: Draw, form: Form) -> Result<Response, Refusal> {
    let proposed = at.app().plans.propose(at.scope(), draw).await;
    let head = Head::plain("A new plan");
    match proposed {
        Ok(proposal) => {
            let shown = form.clone();
            framed(at, Place::Calendar, head, &form, || proposal_view(at, &proposal, &shown)).await
        }
        Err(PlanError::Refused(said)) => {
            framed(at, Place::Calendar, head, &form, || unseen_view(at, &said)).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Where the plan comes from, nothing is told beforehand.
fn unseen_view(at: &AtSite, said: &str) -> impl IntoView + use<> {
    view! {
        <header class="page-head"><h1>"A new plan"</h1></header>
        <p class="lede">{said.to_owned()}</p>
        <div class="buttons">
            <ButtonForm action=at.path("/plan") class="button button-primary">
                <Icon name="i-sparkle" />
                "Make the plan again"
            </ButtonForm>
            <a class="button button-quiet" href=at.path("/plan")>"Leave it as it is"</a>
        </div>
    }
}

fn proposal_view(at: &AtSite, proposal: &Proposal, form: &Form) -> impl IntoView + use<> {
    let (kept, changes): (Vec<&Difference>, Vec<&Difference>) = proposal
        .differences
        .iter()
        .partition(|difference| matches!(difference.becomes, Becomes::Kept(_)));
    let count = |word: &str| changes.iter().filter(|it| mark(it.becomes).word == word).count();
    let counts = [("comes", "come"), ("moves", "move"), ("goes", "go")]
        .map(|(one, many)| {
            let count = count(one);
            let word = if count == 1 { one } else { many };
            view! { <span><strong>{count}</strong> " " {word}</span> }
        })
        .collect_view();
    let kept_count = kept.len();
    let stays = (!kept.is_empty()).then(|| {
        let rows = kept.iter().map(|difference| row(at, difference, form)).collect_view();
        view! {
            <details class="disclosure section">
                <summary>{format!("What stays as it is ({kept_count})")}</summary>
                <ul class="rows">{rows}</ul>
            </details>
        }
    });
    let nothing = changes.is_empty();
    let weeks = by_week(at, &changes)
        .into_iter()
        .map(|(monday, of_week)| {
            let rows = of_week.iter().map(|difference| row(at, difference, form)).collect_view();
            view! {
                <section class="section">
                    <h2>{format!("Week of {}", day_words(monday))}</h2>
                    <ul class="rows">{rows}</ul>
                </section>
            }
        })
        .collect_view();
    let (draw, seen) = (written(proposal.draw), proposal.fingerprint.clone());
    let buttons = (!nothing).then(|| {
        view! {
            <button class="button button-primary">
                <Icon name="i-check" />
                "Take what is ticked"
            </button>
        }
    });
    view! {
        <header class="page-head"><h1>"A new plan, before you take it"</h1></header>
        <div class="page-meta">
            {counts}
            <span><strong>{kept_count}</strong> " " {if kept_count == 1 { "stays" } else { "stay" }}</span>
            <span>"Times in " <strong>{at.zone.place()}</strong></span>
        </div>
        <p class="lede">
            {if nothing {
                "The new plan says the same at the same minutes: there is nothing to change."
            } else {
                "Nothing is changed yet. Untick what should stay as it is. What goes takes its drafts with it; what moves is written anew."
            }}
        </p>
        <form method="post" action=at.path("/plan/again")>
            <input type="hidden" name="draw" value=draw />
            <input type="hidden" name="seen" value=seen />
            {weeks}
            <div class="buttons section">
                {buttons}
                <a class="button" href=at.path("/plan/again")>
                    <Icon name="i-refresh" />
                    "Show me another"
                </a>
                <a class="button button-quiet" href=at.path("/plan")>"Leave it as it is"</a>
            </div>
        </form>
        {stays}
    }
}

/// The changes by the Monday of their week.
fn by_week<'a>(at: &AtSite, changes: &[&'a Difference]) -> Vec<(Date, Vec<&'a Difference>)> {
    let mut weeks: Vec<(Date, Vec<&Difference>)> = Vec::new();
    for difference in changes {
        let day = at.zone.day(difference.becomes.at());
        let back = i64::from(day.weekday().to_monday_zero_offset());
        let monday = day.saturating_sub(back.days());
        match weeks.last_mut().filter(|(last, _)| *last == monday) {
            Some((_, of_week)) => of_week.push(difference),
            None => weeks.push((monday, vec![difference])),
        }
    }
    weeks
}

/// How a difference is marked.
struct Mark {
    word: &'static str,
    icon: &'static str,
    class: &'static str,
}

const fn mark(becomes: Becomes) -> Mark {
    match becomes {
        Becomes::Added(_) => Mark { word: "comes", icon: "i-plus", class: "change change-comes" },
        Becomes::Moved(..) => Mark { word: "moves", icon: "i-moving", class: "change" },
        Becomes::Dropped(_) => Mark { word: "goes", icon: "i-minus", class: "change change-goes" },
        Becomes::Kept(_) => Mark { word: "stays", icon: "i-check", class: "change" },
    }
}

fn row(at: &AtSite, difference: &Difference, form: &Form) -> impl IntoView + use<> {
    let minute = |instant: Timestamp| {
        let local = at.zone.local(instant);
        format!("{}, {}", day_words(local.date()), clock_words(local.time()))
    };
    let id = difference.activity.to_string();
    let (kept, moved) = match difference.becomes {
        Becomes::Kept(_) => (true, None),
        Becomes::Moved(from, _) => (false, Some(minute(from))),
        Becomes::Added(_) | Becomes::Dropped(_) => (false, None),
    };
    let when = minute(difference.becomes.at());
    let Mark { word, icon, class } = mark(difference.becomes);
    let kind = match difference.kind {
        ActivityType::SocialMarketing => "Social",
        ActivityType::Blog => "Blog",
        ActivityType::EmailMarketing => "Email",
    };
    let comes = matches!(difference.becomes, Becomes::Added(_));
    let title = difference.title.clone();
    let title = match comes {
        true => view! { <strong>{title}</strong> }.into_any(),
        false => {
            let href = at.path(&format!("/activities/{id}"));
            view! { <strong><a href=href>{title}</a></strong> }.into_any()
        }
    };
    let named = format!("{}, {word}, {when}", difference.title);
    let tick = (!kept).then(|| {
        let checked = form.ticked("take", &id, true);
        view! { <input type="checkbox" name="take" value=id checked=checked aria-label=named /> }
    });
    view! {
        <li>
            {tick}
            <span class=class>
                <Icon name=icon />
                {word}
            </span>
            <div class="rows-main">
                {title}
                <span class="hint">
                    {kind} " · " {when} {moved.map(|from| format!(" (now {from})"))}
                </span>
                <span class="hint">{difference.reason.clone()}</span>
            </div>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draw_is_read_as_it_is_written_and_nothing_else_is() {
        let draw = Draw {
            seed: u64::MAX - 3,
            as_of: Timestamp::from_millisecond(1_795_000_000_123).unwrap(),
        };
        assert_eq!(read(&written(draw)), Some(draw));
        for text in ["", "-", "g-1", "ff", "ff-x", "ff-99999999999999999999", "1-2-3"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
