//! Events that shape a site's plan.

use domain::{
    Scope,
    event::{Event, EventSource},
    id::EventId,
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
    let source = match source {
        "own" => EventSource::Own,
        "holiday" => EventSource::Holiday,
        other => {
            return Err(StoreError::Corrupt {
                table: "events",
                what: "source",
                value: other.into(),
            });
        }
    };
    Ok(StoredEvent {
        event: Event {
            id: word("events", "id", id)?,
            name: name.to_owned(),
            description: description.to_owned(),
            when: json("events", "rule", rule)?,
            source,
        },
        left_out: left_out == "1",
    })
}

const fn source(source: EventSource) -> &'static str {
    match source {
        EventSource::Own => "own",
        EventSource::Holiday => "holiday",
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

    /// Deletes an event that a person typed.
    pub async fn delete_event(&self, scope: Scope, id: EventId) -> Result<(), StoreError> {
        let touched = exec!(
            self.write;
            "delete from events where workspace_id = $1 and site_id = $2 and id = $3 and source = 'own'",
            scope.workspace.to_string(), scope.site.to_string(), id.to_string()
        )?;
        if touched == 0 { Err(StoreError::NotFound("event")) } else { Ok(()) }
    }
}
