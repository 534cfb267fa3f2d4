//! Events that shape a site's plan.

use domain::{
    Scope,
    event::{Event, EventSource},
    id::EventId,
};

use crate::{
    Store, StoreError,
    error::{StoreError as Error, json, to_json, word},
};

/// An event as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEvent {
    /// The event.
    pub event: Event,
    /// Whether the marketer wants the plan to ignore it.
    pub left_out: bool,
}

#[derive(sqlx::FromRow)]
struct EventRow {
    id: String,
    name: String,
    description: String,
    rule: String,
    source: String,
    left_out: bool,
}

impl EventRow {
    fn event(self) -> Result<StoredEvent, StoreError> {
        Ok(StoredEvent {
            event: Event {
                id: word("events", "id", &self.id)?,
                name: self.name,
                description: self.description,
                when: json("events", "rule", &self.rule)?,
                source: match self.source.as_str() {
                    "own" => EventSource::Own,
                    "holiday" => EventSource::Holiday,
                    other => {
                        return Err(Error::Corrupt {
                            table: "events",
                            what: "source",
                            value: other.into(),
                        });
                    }
                },
            },
            left_out: self.left_out,
        })
    }
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
        let rows: Vec<EventRow> = rows!(
            self.read;
            "select id, name, description, rule, source, left_out from events
             where workspace_id = $1 and site_id = $2 order by name, id",
            scope.workspace.to_string(), scope.site.to_string()
        )?;
        rows.into_iter().map(EventRow::event).collect()
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
    pub async fn replace_holidays(&self, scope: Scope, holidays: &[Event]) -> Result<(), StoreError> {
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
