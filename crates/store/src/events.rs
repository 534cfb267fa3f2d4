//! Events that shape a site's plan.

use domain::{
    Scope,
    event::{BroughtIn, Calendar, Event, EventSource, HostedCalendars},
    id::{CalendarId, EventId},
};
use jiff::Timestamp;

use crate::{
    Store, StoreError, Tx,
    error::{json, to_json, word},
    lines,
};

/// Stands before the calendar of an event that is held elsewhere.
const HOSTED: &str = "hosted:";

/// An event as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEvent {
    /// The event.
    pub event: Event,
    /// Whether the marketer wants the plan to ignore it.
    pub left_out: bool,
}

/// The events of a site as one text: `$1` workspace, `$2` site, `$3` and `$4` what stands
/// between fields and lines.
pub(crate) const EVENTS: &str =
    "select string_agg(id || $3 || name || $3 || description || $3 || rule || $3 || source
   || $3 || (case when left_out then '1' else '0' end), $4)
 from events where workspace_id = $1 and site_id = $2";

/// The events in the text of [`EVENTS`], by name.
pub(crate) fn read(text: &str) -> Result<Vec<StoredEvent>, StoreError> {
    let mut events = lines::read(text).map(event).collect::<Result<Vec<_>, _>>()?;
    events.sort_by(|a, b| (&a.event.name, a.event.id).cmp(&(&b.event.name, b.event.id)));
    Ok(events)
}

fn event(mut fields: lines::Fields<'_>) -> Result<StoredEvent, StoreError> {
    let (id, name, description) = (fields.text(), fields.text(), fields.text());
    let (rule, source, left_out) = (fields.text(), fields.text(), fields.text());
    Ok(StoredEvent {
        event: Event {
            id: word("events", "id", id)?,
            name: name.to_owned(),
            description: description.to_owned(),
            when: json("events", "rule", rule)?,
            source: source_of(source)?,
        },
        left_out: left_out == "1",
    })
}

fn source_of(text: &str) -> Result<EventSource, StoreError> {
    Ok(match text {
        "own" => EventSource::Own,
        "holiday" => EventSource::Holiday,
        other => match other.strip_prefix(HOSTED) {
            Some(calendar) => EventSource::Hosted(word("events", "source", calendar)?),
            None => EventSource::Connected(word("events", "source", other)?),
        },
    })
}

fn source(source: EventSource) -> String {
    match source {
        EventSource::Own => "own".to_owned(),
        EventSource::Holiday => "holiday".to_owned(),
        EventSource::Connected(calendar) => calendar.to_string(),
        EventSource::Hosted(calendar) => format!("{HOSTED}{calendar}"),
    }
}

impl Store {
    /// All events of a site, left-out ones too, by name.
    pub async fn events(&self, scope: Scope) -> Result<Vec<StoredEvent>, StoreError> {
        let found: Option<(Option<String>,)> = row!(
            self.read;
            EVENTS, scope.workspace.to_string(), scope.site.to_string(), lines::FIELD, lines::LINE
        )?;
        read(&found.and_then(|(text,)| text).unwrap_or_default())
    }

    /// An event of a site.
    pub async fn event(&self, scope: Scope, id: EventId) -> Result<StoredEvent, StoreError> {
        let found: Option<(String, String, String, String, bool)> = row!(
            self.read;
            "select name, description, rule, source, left_out from events
             where workspace_id = $1 and site_id = $2 and id = $3",
            scope.workspace.to_string(), scope.site.to_string(), id.to_string()
        )?;
        let (name, description, rule, source, left_out) =
            found.ok_or(StoreError::NotFound("event"))?;
        let (when, source) = (json("events", "rule", &rule)?, source_of(&source)?);
        Ok(StoredEvent { event: Event { id, name, description, when, source }, left_out })
    }

    /// Adds events; one whose id is there already is left as it is. Safe to repeat.
    pub async fn add_events(&self, scope: Scope, events: &[Event]) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        for event in events {
            exec!(
                tx &mut tx;
                "insert into events (workspace_id, site_id, id, name, description, rule, source, left_out)
                 values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing",
                scope.workspace.to_string(), scope.site.to_string(), event.id.to_string(),
                &event.name, &event.description, to_json(&event.when), source(event.source), false
            )?;
        }
        tx.commit().await
    }

    /// Replaces name, description and time of an event of the site's own. Whether it is left
    /// out stays.
    pub async fn change_event(&self, scope: Scope, event: &Event) -> Result<(), StoreError> {
        let touched = exec!(
            self.write;
            "update events set name = $4, description = $5, rule = $6
             where workspace_id = $1 and site_id = $2 and id = $3 and source = 'own'",
            scope.workspace.to_string(), scope.site.to_string(), event.id.to_string(),
            &event.name, &event.description, to_json(&event.when)
        )?;
        if touched == 0 { Err(StoreError::NotFound("event")) } else { Ok(()) }
    }

    /// Brings a calendar's events in. One that is there already is made as it is now, and
    /// stays left out if it was; one that is gone from the calendar stays. Safe to repeat.
    pub async fn bring_in(
        &self,
        scope: Scope,
        calendar: &Calendar,
        events: &[Event],
    ) -> Result<BroughtIn, StoreError> {
        let known = self.events(scope).await?;
        let mut brought = BroughtIn::default();
        let mut tx = self.begin().await?;
        exec!(
            tx &mut tx;
            "insert into calendars (workspace_id, site_id, id, title) values ($1, $2, $3, $4)
             on conflict (workspace_id, site_id, id) do update set title = excluded.title",
            scope.workspace.to_string(), scope.site.to_string(), calendar.id.to_string(), &calendar.title
        )?;
        for event in events {
            match known.iter().find(|known| known.event.id == event.id) {
                Some(known) if known.event == *event => {
                    brought.same += 1;
                    continue;
                }
                Some(_) => brought.changed += 1,
                None => brought.added += 1,
            }
            exec!(
                tx &mut tx;
                "insert into events (workspace_id, site_id, id, name, description, rule, source, left_out)
                 values ($1, $2, $3, $4, $5, $6, $7, $8)
                 on conflict (workspace_id, site_id, id) do update
                 set name = excluded.name, description = excluded.description,
                     rule = excluded.rule, source = excluded.source",
                scope.workspace.to_string(), scope.site.to_string(), event.id.to_string(),
                &event.name, &event.description, to_json(&event.when), source(event.source), false
            )?;
        }
        tx.commit().await?;
        Ok(brought)
    }

    /// Makes the copy of the events that whoever makes the plan elsewhere holds what they are,
    /// with its calendars if they were told: all of it or nothing. `began` is when the look at
    /// them began: one that began before the last, or before the last change of one, is too
    /// old. Nothing happens then, nor when the site has another source by now.
    pub async fn mirror_events(
        &self,
        scope: Scope,
        events: &[Event],
        calendars: Option<Vec<Calendar>>,
        began: Timestamp,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        if !self.fence_events(&mut tx, scope, began).await? {
            return Ok(());
        }
        if let Some(told) = calendars {
            let known = hosted_calendars_in(&mut tx, scope).await?;
            keep_calendars(&mut tx, scope, &HostedCalendars { told, ..known }).await?;
        }
        let rows: Vec<(String,)> = rows!(
            tx &mut tx;
            "select id from events where workspace_id = $1 and site_id = $2 and source like 'hosted:%'",
            scope.workspace.to_string(), scope.site.to_string()
        )?;
        let gone = rows
            .iter()
            .map(|(id,)| id)
            .filter(|id| events.iter().all(|event| event.id.to_string() != **id));
        for id in gone {
            exec!(
                tx &mut tx;
                "delete from events where workspace_id = $1 and site_id = $2 and id = $3",
                scope.workspace.to_string(), scope.site.to_string(), id
            )?;
        }
        for event in events {
            put_hosted(&mut tx, scope, event).await?;
        }
        tx.commit().await
    }

    /// Keeps an event as it stands elsewhere since a change had ended, at `now`. With `own`,
    /// it was added just now: its calendar is the one that events are added to.
    pub async fn keep_hosted_event(
        &self,
        scope: Scope,
        event: &Event,
        own: bool,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        if !self.fence_events(&mut tx, scope, now).await? {
            return Ok(());
        }
        put_hosted(&mut tx, scope, event).await?;
        if let (true, EventSource::Hosted(calendar)) = (own, event.source) {
            let known = hosted_calendars_in(&mut tx, scope).await?;
            keep_calendars(&mut tx, scope, &HostedCalendars { own: Some(calendar), ..known })
                .await?;
        }
        tx.commit().await
    }

    /// Forgets an event that is gone elsewhere, since `now`.
    pub async fn drop_hosted_event(
        &self,
        scope: Scope,
        id: EventId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        if !self.fence_events(&mut tx, scope, now).await? {
            return Ok(());
        }
        exec!(
            tx &mut tx;
            "delete from events where workspace_id = $1 and site_id = $2 and id = $3 and source like 'hosted:%'",
            scope.workspace.to_string(), scope.site.to_string(), id.to_string()
        )?;
        tx.commit().await
    }

    /// Notes that the events of a calendar elsewhere cannot be changed.
    pub async fn note_read_only(
        &self,
        scope: Scope,
        calendar: CalendarId,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        let mut known = hosted_calendars_in(&mut tx, scope).await?;
        known.read_only.insert(calendar);
        keep_calendars(&mut tx, scope, &known).await?;
        tx.commit().await
    }

    /// The calendars of whoever makes the plan elsewhere; none when it is made here.
    pub async fn hosted_calendars(&self, scope: Scope) -> Result<HostedCalendars, StoreError> {
        let found: Option<(Option<String>,)> = row!(
            self.read;
            "select calendars from sources where workspace_id = $1 and site_id = $2",
            scope.workspace.to_string(), scope.site.to_string()
        )?;
        calendars_of(found)
    }

    /// Whether a look at the events, or a change of them, is the newest; then it is noted.
    async fn fence_events(
        &self,
        tx: &mut Tx,
        scope: Scope,
        began: Timestamp,
    ) -> Result<bool, StoreError> {
        let newest = exec!(
            tx tx;
            "update sources set events_at = $3
             where workspace_id = $1 and site_id = $2 and coalesce(events_at, 0) <= $3",
            scope.workspace.to_string(), scope.site.to_string(), began.as_millisecond()
        )?;
        Ok(newest > 0)
    }

    /// The calendars that were brought into a site, by title.
    pub async fn calendars(&self, scope: Scope) -> Result<Vec<Calendar>, StoreError> {
        let found: Vec<(String, String)> = rows!(
            self.read;
            "select id, title from calendars where workspace_id = $1 and site_id = $2 order by title, id",
            scope.workspace.to_string(), scope.site.to_string()
        )?;
        let calendar = |(id, title): (String, String)| {
            Ok(Calendar { id: word("calendars", "id", &id)?, title })
        };
        found.into_iter().map(calendar).collect()
    }

    /// Takes a calendar out of a site, with its events.
    pub async fn remove_calendar(&self, scope: Scope, id: CalendarId) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        exec!(
            tx &mut tx;
            "delete from events where workspace_id = $1 and site_id = $2 and source = $3",
            scope.workspace.to_string(), scope.site.to_string(), id.to_string()
        )?;
        let touched = exec!(
            tx &mut tx;
            "delete from calendars where workspace_id = $1 and site_id = $2 and id = $3",
            scope.workspace.to_string(), scope.site.to_string(), id.to_string()
        )?;
        if touched == 0 {
            return Err(StoreError::NotFound("calendar"));
        }
        tx.commit().await
    }

    /// Replaces the holidays of a site; those that the marketer left out stay left out.
    /// Safe to repeat.
    pub async fn replace_holidays(
        &self,
        scope: Scope,
        holidays: &[Event],
    ) -> Result<(), StoreError> {
        exec!(
            self.write;
            "delete from events where workspace_id = $1 and site_id = $2 and source = 'holiday' and not left_out",
            scope.workspace.to_string(), scope.site.to_string()
        )?;
        self.add_events(scope, holidays).await
    }

    /// Takes or leaves an event.
    pub async fn leave_event(
        &self,
        scope: Scope,
        id: EventId,
        left_out: bool,
    ) -> Result<(), StoreError> {
        let touched = exec!(
            self.write;
            "update events set left_out = $4 where workspace_id = $1 and site_id = $2 and id = $3",
            scope.workspace.to_string(), scope.site.to_string(), id.to_string(), left_out
        )?;
        if touched == 0 { Err(StoreError::NotFound("event")) } else { Ok(()) }
    }

    /// Deletes an event of the site's own.
    pub async fn delete_event(&self, scope: Scope, id: EventId) -> Result<(), StoreError> {
        let touched = exec!(
            self.write;
            "delete from events where workspace_id = $1 and site_id = $2 and id = $3 and source = 'own'",
            scope.workspace.to_string(), scope.site.to_string(), id.to_string()
        )?;
        if touched == 0 { Err(StoreError::NotFound("event")) } else { Ok(()) }
    }
}

async fn put_hosted(tx: &mut Tx, scope: Scope, event: &Event) -> Result<(), StoreError> {
    exec!(
        tx tx;
        "insert into events (workspace_id, site_id, id, name, description, rule, source, left_out)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (workspace_id, site_id, id) do update
         set name = excluded.name, description = excluded.description, rule = excluded.rule,
             source = excluded.source",
        scope.workspace.to_string(), scope.site.to_string(), event.id.to_string(), &event.name,
        &event.description, to_json(&event.when), source(event.source), false
    )?;
    Ok(())
}

/// A write, so that the row is locked before it is read.
pub(crate) async fn hosted_calendars_in(
    tx: &mut Tx,
    scope: Scope,
) -> Result<HostedCalendars, StoreError> {
    let found: Option<(Option<String>,)> = row!(
        tx tx;
        "update sources set calendars = calendars where workspace_id = $1 and site_id = $2
         returning calendars",
        scope.workspace.to_string(), scope.site.to_string()
    )?;
    calendars_of(found)
}

fn calendars_of(found: Option<(Option<String>,)>) -> Result<HostedCalendars, StoreError> {
    let known = found.and_then(|(known,)| known);
    known.map_or_else(|| Ok(HostedCalendars::default()), |known| json("sources", "calendars", &known))
}

async fn keep_calendars(
    tx: &mut Tx,
    scope: Scope,
    calendars: &HostedCalendars,
) -> Result<(), StoreError> {
    exec!(
        tx tx;
        "update sources set calendars = $3 where workspace_id = $1 and site_id = $2",
        scope.workspace.to_string(), scope.site.to_string(), to_json(calendars)
    )?;
    Ok(())
}
