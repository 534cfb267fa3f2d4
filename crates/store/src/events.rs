//! Events that shape a site's plan.

use domain::{
    Scope,
    event::{Calendar, Event, EventSource},
    id::{CalendarId, EventId},
};

use crate::{
    Store, StoreError,
    error::{json, to_json, word},
    lines,
};

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
        calendar => EventSource::Connected(word("events", "source", calendar)?),
    })
}

fn source(source: EventSource) -> String {
    match source {
        EventSource::Own => "own".to_owned(),
        EventSource::Holiday => "holiday".to_owned(),
        EventSource::Connected(calendar) => calendar.to_string(),
    }
}

/// What came of bringing a calendar in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BroughtIn {
    /// Events that were not there before.
    pub added: usize,
    /// Events that were there and are now another way.
    pub changed: usize,
    /// Events that were there as they are.
    pub same: usize,
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

    /// Makes a calendar's events what they are: as [`Store::bring_in`], and one that is gone
    /// from the calendar goes. Safe to repeat.
    pub async fn mirror_calendar(
        &self,
        scope: Scope,
        calendar: &Calendar,
        events: &[Event],
    ) -> Result<(), StoreError> {
        self.bring_in(scope, calendar, events).await?;
        let known = self.events(scope).await?;
        let here = EventSource::Connected(calendar.id);
        let gone = known.iter().map(|stored| &stored.event).filter(|event| {
            event.source == here && events.iter().all(|other| other.id != event.id)
        });
        for event in gone {
            exec!(
                self.write;
                "delete from events where workspace_id = $1 and site_id = $2 and id = $3",
                scope.workspace.to_string(), scope.site.to_string(), event.id.to_string()
            )?;
        }
        Ok(())
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
