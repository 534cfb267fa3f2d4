//! How good the plan is, with what speaks against it and the button that mends that.

use domain::{
    activity::ActivityType,
    days::plan_period,
    health::{Finding, Health, Look, Mend, Part, Planned, health},
};
use jiff::ToSpan;
use leptos::prelude::*;

use super::super::{
    here::AtSite,
    refusal::Refusal,
    widgets::{ButtonForm, Icon},
};

/// Looks at the plan as it stands.
pub async fn of(at: &AtSite) -> Result<Health, Refusal> {
    let (store, scope) = (&at.app().store, at.scope());
    let days = plan_period(at.today());
    // A week counts from its Monday, whatever day it is.
    let (from, until) = at.zone.bounds(days);
    let activities: Vec<Planned> = store
        .activities(scope, from.saturating_sub(168.hours()).unwrap_or(from), until)
        .await?
        .into_iter()
        .map(|activity| Planned {
            id: activity.id,
            kind: activity.kind,
            title: activity.title,
            description: activity.description,
            subject: activity.subject,
            topic: activity.topic,
            event: activity.event,
            at: activity.starts_at,
        })
        .collect();
    let settings = store.settings(scope).await?;
    let events: Vec<_> = store
        .events(scope)
        .await?
        .into_iter()
        .filter(|event| !event.left_out)
        .map(|event| event.event)
        .filter(|event| settings.hears(event.source.calendar(scope.site)))
        .collect();
    Ok(health(&Look {
        activities: &activities,
        settings: &settings,
        events: &events,
        days,
        zone: &at.zone,
        now: at.here.now,
    }))
}

/// The section of the plan's page.
pub fn view(at: &AtSite, health: &Health) -> impl IntoView + use<> {
    let score = health.score()?;
    let said = match health.parts.iter().map(|part| part.findings.len()).sum::<usize>() {
        0 => "Nothing speaks against it.".to_owned(),
        1 => "One thing could be better.".to_owned(),
        many => format!("{many} things could be better."),
    };
    let parts = health.parts.iter().map(|part| part_view(at, part)).collect_view();
    Some(view! {
        <section class="column section" aria-labelledby="health">
            <h2 id="health">"Plan health"</h2>
            <p class="health-score">
                <strong>{score}</strong>
                " of 100. "
                {said}
            </p>
            <ul class="rows health">{parts}</ul>
        </section>
    })
}

fn part_view(at: &AtSite, part: &Part) -> impl IntoView + use<> {
    let sound = part.findings.is_empty();
    let icon = if sound { "i-check-circle" } else { "i-info" };
    let findings = part.findings.iter().map(|finding| finding_view(at, finding)).collect_view();
    view! {
        <li class=if sound { "sound" } else { "unsound" }>
            <Icon name=icon />
            <div class="rows-main">
                <strong>{part.question.words()}</strong>
                {(!sound).then(|| view! { <ul class="findings">{findings}</ul> })}
            </div>
            <span class="health-part">{part.score}</span>
        </li>
    }
}

fn finding_view(at: &AtSite, finding: &Finding) -> impl IntoView + use<> {
    let back = || ("back", at.path("/plan"));
    let mend = finding.mend.as_ref().map(|mend| match mend {
        Mend::Move { activity, from, to } => {
            let fields = vec![
                ("day", at.zone.day(*to).to_string()),
                ("from", from.as_millisecond().to_string()),
                back(),
            ];
            let day = domain::days::day_words(at.zone.day(*to));
            let action = at.path(&format!("/activities/{activity}/move"));
            button(action, fields, format!("Move to {day}")).into_any()
        }
        Mend::Add { kind, title, at: minute } => {
            let fields = vec![
                ("kind", kind.code().to_owned()),
                ("title", title.clone()),
                ("at", minute.as_millisecond().to_string()),
                back(),
            ];
            let noun = match kind {
                ActivityType::SocialMarketing => "Add a social campaign",
                ActivityType::Blog => "Add an article",
                ActivityType::EmailMarketing => "Add an email",
            };
            let day = domain::days::day_words(at.zone.day(*minute));
            button(at.path("/activities"), fields, format!("{noun} on {day}")).into_any()
        }
        Mend::Drop(activity) => {
            let action = at.path(&format!("/activities/{activity}/delete"));
            button(action, vec![back()], "Delete it with its posts".to_owned()).into_any()
        }
        Mend::PlanAgain => view! {
            <a class="button button-quiet" href=at.path("/plan/again")>"See a new plan"</a>
        }
        .into_any(),
    });
    view! {
        <li>
            <span>{finding.said.clone()}</span>
            {mend}
        </li>
    }
}

fn button(
    action: String,
    fields: Vec<(&'static str, String)>,
    words: String,
) -> impl IntoView + use<> {
    view! { <ButtonForm action class="button button-quiet" fields>{words}</ButtonForm> }
}
