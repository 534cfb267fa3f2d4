//! The sample site: a bakery in Lisbon whose website comes with the planner.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use domain::{
    Scope,
    channel::Channel,
    contract::{Generation, PlanError, PlanSource},
    days::Zone,
    event::{Cycle, Event, EventSource, Rule, When},
    id::{EventId, SiteId, WorkspaceId},
    plan::PlanStatus,
    post::Placement,
    site::Site,
};
use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};
use publisher::Publisher;
use store::{jobs::Planning, posts::Which};

use crate::almanac::Almanac;

const ZONE: &str = "Europe/Lisbon";
/// How often a run that another process works on is looked at.
const LOOK: Duration = Duration::from_millis(100);

/// Adds the site.
///
/// # Errors
/// The database did not take it.
pub async fn add_site(almanac: &Almanac, id: SiteId, workspace: WorkspaceId) -> Result<Scope> {
    let (store, world) = (&almanac.store, &*almanac.world);
    let site = Site {
        id,
        name: "Rosa’s Bakery".into(),
        address: almanac.planner.sample_address().into(),
        language: "en".into(),
        country: "PT".into(),
        time_zone: ZONE.into(),
        sandbox: format!("{:032x}", world.random()),
        published: false,
    };
    let mut tx = store.begin().await?;
    let scope = store.add_site(&mut tx, workspace, &site, world).await;
    let scope = scope.context("the sample site could not be added")?;
    tx.commit().await.context("the sample site could not be added")?;
    Ok(scope)
}

/// Makes the site's plan, with posts that are written and drawn, unless it has one. Says
/// whether it did.
///
/// # Errors
/// The plan could not be made.
pub async fn make_plan(almanac: &Almanac, scope: Scope) -> Result<bool> {
    let (_, counts) = almanac.store.site_and_counts(scope, almanac.world.now()).await?;
    match counts.plan {
        PlanStatus::Active => return Ok(false),
        PlanStatus::Generating => {}
        PlanStatus::NeverCreated => {
            prepare(almanac, scope).await?;
            generate(almanac, scope).await?;
        }
        PlanStatus::Failed | PlanStatus::Inactive => generate(almanac, scope).await?,
    }
    finish(almanac, scope).await?;
    Ok(true)
}

/// Sends the first post at once, so that the sandbox's page and the receipts have something
/// to show.
///
/// # Errors
/// The database did not do as asked.
pub async fn publish_one(almanac: &Almanac, scope: Scope, publisher: &Publisher) -> Result<()> {
    let (store, now) = (&almanac.store, almanac.world.now());
    let first = Placement::post(Channel::Instagram);
    let mut drafts = store.posts(scope, Which::Drafts).await?;
    drafts.retain(|post| post.placement() == first && post.picture.is_some());
    let Some(first) = drafts.into_iter().min_by_key(|post| post.publish_at) else { return Ok(()) };
    store.move_post(scope, first.id, first.version, now).await?;
    store.schedule_post(scope, first.id).await?;
    publisher.step(now).await.context("the first post could not be sent")?;
    Ok(())
}

/// Channels to publish on and dates to look forward to.
async fn prepare(almanac: &Almanac, scope: Scope) -> Result<()> {
    let (store, world) = (&almanac.store, &*almanac.world);
    let connected = app::connect_sandbox(store, scope, "rosasbakery", world).await;
    connected.context("the sandbox could not be connected")?;
    let today = Zone::named(ZONE)?.day(world.now());
    store
        .add_events(scope, &events(scope.site, today))
        .await
        .context("the events could not be added")
}

async fn generate(almanac: &Almanac, scope: Scope) -> Result<()> {
    match almanac.planner.generate(scope, Generation::Plain).await {
        Ok(()) | Err(PlanError::AlreadyGenerating) => Ok(()),
        Err(error) => Err(error).context("the sample plan could not be begun"),
    }
}

/// Works on the run, or waits for the server that does.
async fn finish(almanac: &Almanac, scope: Scope) -> Result<()> {
    loop {
        almanac
            .planner
            .work(Planning::Run(scope))
            .await
            .context("the sample plan could not be made")?;
        let run = almanac.store.run(scope).await?;
        match run {
            Some(run) if run.finished_at.is_none() => tokio::time::sleep(LOOK).await,
            Some(run) => match run.failure {
                Some(reason) => bail!("the sample plan could not be made: {reason}"),
                None => return Ok(()),
            },
            None => bail!("the sample plan was not begun. Run this command again"),
        }
    }
}

/// Three dates within the next month, on days that suit a bakery closed on Mondays.
fn events(site: SiteId, today: Date) -> Vec<Event> {
    let birthday = today.saturating_add(24.days());
    let event = |name: &str, description: &str, when| Event {
        id: EventId::named(&format!("{site}/sample/{name}")),
        name: name.into(),
        description: description.into(),
        when,
        source: EventSource::Own,
    };
    vec![
        event(
            "Baking morning with Rosa",
            "Six people bake with Rosa and leave with two loaves and a jar of starter.",
            When::once(next(Weekday::Saturday, today.saturating_add(8.days()))),
        ),
        event(
            "Supper in the street",
            "Long tables on Rua da Rosa, soup and bread for the neighbours.",
            When::once(next(Weekday::Friday, today.saturating_add(15.days()))),
        ),
        event(
            "The bakery’s birthday",
            "The day the doors opened in 2009.",
            When::Repeats(Rule::every(Cycle::Yearly, birthday)),
        ),
    ]
}

/// The first such weekday from a day on.
fn next(wanted: Weekday, from: Date) -> Date {
    from.saturating_add(i64::from(wanted.since(from.weekday())).days())
}

#[cfg(test)]
mod tests {
    use domain::{days::Days, world::World};
    use jiff::civil::date;

    use super::*;
    use crate::world::Machine;

    #[test]
    fn every_event_falls_within_the_next_month() {
        let site = SiteId::mint(&Machine as &dyn World);
        for first in date(2026, 11, 21).series(1.day()).take(14) {
            let days = Days { first, last: first.saturating_add(31.days()) };
            for event in events(site, first) {
                assert_eq!(event.occurrences(days).count(), 1, "{} from {first}", event.name);
            }
        }
        assert_eq!(next(Weekday::Saturday, date(2026, 11, 21)), date(2026, 11, 21));
        assert_eq!(next(Weekday::Friday, date(2026, 11, 21)), date(2026, 11, 27));
    }
}
