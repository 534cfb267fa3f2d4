//! What shapes a plan at Wix: its settings and its events. They are copied so that pages show
//! them; what somebody changes of them is changed there first.

use domain::{
    Scope,
    contract::{EventChange, PlanError, WrongField},
    days::Zone,
    event::{Calendar, Event},
    id::{CalendarId, EventId},
    settings::Revision,
    source::HostedSettings,
};
use jiff::{SignedDuration, Timestamp};
use store::StoreError;

use super::{
    WixSource, mirror, store_failed,
    told::{self, trouble},
};
use crate::{
    Client, WixError, terms,
    wire::{CalendarEvent, MarketingSettings},
};

/// How far ahead events are copied.
const YEAR: SignedDuration = SignedDuration::from_hours(365 * 24);
/// The least time between two looks at settings and events while the plan itself is looked at
/// more often.
const SELDOM: SignedDuration = SignedDuration::from_secs(60);

/// The calendar of events that name none.
fn nameless(scope: Scope) -> CalendarId {
    CalendarId::named(&format!("{}/calendar/wix", scope.site))
}

/// Settings as they are copied.
fn copied(told: &MarketingSettings) -> HostedSettings {
    HostedSettings {
        saved: terms::settings::read(told),
        times: told.created_at.zip(told.updated_at).map(|(first, last)| (first.0, last.0)),
        only_there: terms::settings::only_there(told),
    }
}

impl WixSource {
    /// Whether settings and events are due at a look: at every slow one, and once a minute
    /// while the plan is looked at every few seconds.
    pub(super) fn context_is_due(source: &store::sources::Source, now: Timestamp) -> bool {
        source.context_at.is_none_or(|last| now.duration_since(last) >= SELDOM)
    }

    /// Copies settings, and the events of the coming year. What cannot be seen stays as it was
    /// last seen: the plan counts more, and its look goes on.
    pub(super) async fn look_at_context(
        &self,
        scope: Scope,
        client: &Client,
    ) -> Result<(), StoreError> {
        let unseen = |what: &str, error: &WixError| {
            tracing::info!(site = %scope.site, ?error, what, "a plan source did not show this");
        };
        let began = self.0.world.now();
        match client.settings().await {
            Ok(told) => {
                self.0.store.keep_hosted_settings(scope, &copied(&told), began).await?;
            }
            Err(error) => unseen("settings", &error),
        }
        let calendars = match client.calendar_options().await {
            Ok(told) => Some(
                told.into_iter()
                    .filter_map(|one| Some(Calendar { id: one.id.parse().ok()?, title: one.title }))
                    .collect(),
            ),
            Err(error) => {
                unseen("calendars", &error);
                None
            }
        };
        let began = self.0.world.now();
        match self.ask_for_events(client).await {
            Ok(told) => self.copy_events(scope, &told, calendars, began).await,
            Err(error) => {
                unseen("events", &error);
                Ok(())
            }
        }
    }

    /// Changes the settings there, as far as they are Wix's; the rest here.
    ///
    /// # Errors
    /// As [`domain::contract::PlanSource::change_settings`]; and what somebody changed there
    /// to something else is refused, field by field.
    pub async fn change_settings(
        &self,
        scope: Scope,
        revision: Revision,
    ) -> Result<(), PlanError> {
        let client = self.client(scope).await?;
        let store = &self.0.store;
        let began = self.0.world.now();
        let there = client.settings().await.map_err(|error| not_seen(&error))?;
        store.keep_hosted_settings(scope, &copied(&there), began).await.map_err(store_failed)?;
        let known = terms::settings::read(&there);
        let clashes = revision.clashes(&known);
        let clashes: Vec<&str> =
            clashes.into_iter().filter(|it| !matches!(*it, "channels" | "weekdays")).collect();
        if !clashes.is_empty() {
            let wrong = |field| WrongField { field, said: told::CHANGED_THERE.to_owned() };
            return Err(PlanError::Wrong(clashes.into_iter().map(wrong).collect()));
        }
        let (sent, mask) = terms::settings::changes(&there, &revision.over(known));
        if !mask.is_empty() {
            let sent = serde_json::from_value(sent.into()).unwrap_or_default();
            match client.upsert_settings(&sent, &mask).await {
                Ok(saved) => {
                    let now = self.0.world.now();
                    let kept = store.keep_hosted_settings(scope, &copied(&saved), now).await;
                    kept.map_err(store_failed)?;
                }
                Err(error) => {
                    let failed = self.failed(scope, &error).await;
                    return Err(beside(&error, terms::settings::name_of).unwrap_or(failed));
                }
            }
        }
        let own = revision.of_this_program();
        if own.seen != own.wanted {
            let change = |saved| Ok::<_, PlanError>(own.over(saved));
            store
                .change_settings(scope, self.0.world.now(), change)
                .await
                .map_err(store_failed)??;
        }
        Ok(())
    }

    /// Adds an event there.
    ///
    /// # Errors
    /// As [`domain::contract::PlanSource::add_event`].
    pub async fn add_event(&self, scope: Scope, event: Event) -> Result<EventId, PlanError> {
        let client = self.client(scope).await?;
        let zone = self.zone(scope).await.map_err(store_failed)?;
        match client.create_event(terms::event::sent(&event, &zone)).await {
            Ok(told) => {
                let read = terms::event::read(&told, nameless(scope), &zone);
                let Some(added) = read else {
                    return Err(self.failed(scope, &WixError::Unreadable).await);
                };
                let now = self.0.world.now();
                let kept = self.0.store.keep_hosted_event(scope, &added, true, now).await;
                kept.map(|()| added.id).map_err(store_failed)
            }
            Err(error) => Err(self.event_failed(scope, &client, None, &error).await),
        }
    }

    /// Changes an event there, or deletes it. An event is looked at before it is replaced, so
    /// that nothing of it is lost.
    ///
    /// # Errors
    /// As [`domain::contract::PlanSource::change_event`].
    pub async fn change_event(&self, scope: Scope, change: EventChange) -> Result<(), PlanError> {
        let client = self.client(scope).await?;
        let store = &self.0.store;
        match change {
            EventChange::Replace(event) => {
                let zone = self.zone(scope).await.map_err(store_failed)?;
                let seen = store.event(scope, event.id).await.map_err(store_failed)?.event;
                let began = self.0.world.now();
                let all = self.ask_for_events(&client).await.map_err(|error| not_seen(&error))?;
                self.copy_events(scope, &all, None, began).await.map_err(store_failed)?;
                let id = event.id.to_string();
                let found = all.into_iter().find(|one| one.id.as_ref() == Some(&id));
                let Some(there) = found else {
                    return Err(PlanError::Refused(told::EVENT_GONE.to_owned()));
                };
                let now = terms::event::read(&there, nameless(scope), &zone);
                if now.is_none_or(|now| (now.name, now.description, now.when) != (seen.name, seen.description, seen.when)) {
                    return Err(PlanError::Refused(told::EVENT_CHANGED.to_owned()));
                }
                let sent = terms::event::changed(there, &event, &zone);
                match client.update_event(&id, sent).await {
                    Ok(told) => {
                        let read = terms::event::read(&told, nameless(scope), &zone);
                        let kept = read.filter(|read| read.id == event.id).unwrap_or(event);
                        let now = self.0.world.now();
                        let kept = store.keep_hosted_event(scope, &kept, false, now).await;
                        kept.map_err(store_failed)
                    }
                    Err(error) => {
                        Err(self.event_failed(scope, &client, Some(event.id), &error).await)
                    }
                }
            }
            EventChange::Delete(id) => match client.delete_event(&id.to_string()).await {
                Ok(_) => {
                    let now = self.0.world.now();
                    store.drop_hosted_event(scope, id, now).await.map_err(store_failed)
                }
                Err(error) => Err(self.event_failed(scope, &client, Some(id), &error).await),
            },
            // What stands there has no such mark, and no calendar of ours.
            EventChange::Leave { .. } | EventChange::RemoveCalendar(_) => {
                Err(PlanError::NotFound("event of this program"))
            }
        }
    }

    /// Why an event was not changed. One that is not to be found, or not to be changed, is
    /// looked for first: is it gone, or only read?
    async fn event_failed(
        &self,
        scope: Scope,
        client: &Client,
        id: Option<EventId>,
        error: &WixError,
    ) -> PlanError {
        let failed = self.failed(scope, error).await;
        if let Some(wrong) = beside(error, told::field_of_event) {
            return wrong;
        }
        let (WixError::NotFound(_) | WixError::Rule { .. }, Some(id)) = (error, id) else {
            return failed;
        };
        let began = self.0.world.now();
        let Ok(all) = self.ask_for_events(client).await else { return failed };
        let named = id.to_string();
        let there = all.iter().any(|one| one.id.as_ref() == Some(&named));
        let noted = async {
            self.copy_events(scope, &all, None, began).await?;
            if there {
                let event = self.0.store.event(scope, id).await?.event;
                let calendar = event.source.calendar(scope.site);
                self.0.store.note_read_only(scope, calendar).await?;
            }
            Ok(())
        };
        match noted.await {
            Ok(()) if there => PlanError::Refused(told::EVENT_READ_ONLY.to_owned()),
            Ok(()) => PlanError::Refused(told::EVENT_GONE.to_owned()),
            Err(error) => store_failed(error),
        }
    }

    async fn ask_for_events(&self, client: &Client) -> Result<Vec<CalendarEvent>, WixError> {
        let now = self.0.world.now();
        client.events(now - mirror::LOOKS_BACK, now + YEAR).await
    }

    async fn copy_events(
        &self,
        scope: Scope,
        told: &[CalendarEvent],
        calendars: Option<Vec<Calendar>>,
        began: Timestamp,
    ) -> Result<(), StoreError> {
        let zone = self.zone(scope).await?;
        let events: Vec<Event> = told
            .iter()
            .filter_map(|told| terms::event::read(told, nameless(scope), &zone))
            .collect();
        self.0.store.mirror_events(scope, &events, calendars, began).await
    }

    async fn zone(&self, scope: Scope) -> Result<Zone, StoreError> {
        let site = self.0.store.site(scope).await?;
        Ok(Zone::named(&site.time_zone).unwrap_or_else(|_| Zone::utc()))
    }
}

/// Before anything was sent, it could not be seen how things stand: so nothing was changed.
fn not_seen(error: &WixError) -> PlanError {
    match error {
        WixError::NotSent(_) => PlanError::Unavailable,
        other => PlanError::Refused(format!("{} {}", trouble(other), told::NOTHING_CHANGED)),
    }
}

/// A refusal of fields, beside the fields that forms have for them; `None` for any other.
fn beside(error: &WixError, named: fn(&str) -> Option<&'static str>) -> Option<PlanError> {
    let WixError::Invalid { fields, .. } = error else { return None };
    let mut wrong: Vec<WrongField> = Vec::new();
    for violation in fields {
        let Some(field) = named(&violation.field) else { continue };
        if wrong.iter().all(|known| known.field != field) {
            let said = told::wrong(&violation.violated_rule).to_owned();
            wrong.push(WrongField { field, said });
        }
    }
    (!wrong.is_empty()).then_some(PlanError::Wrong(wrong))
}
