//! Two questions of whoever watches the process: does it live, can it work?

use std::time::Duration;

use app::App;
use axum::{
    Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

/// The publisher looks every second; after this something holds it up.
const STALE: SignedDuration = SignedDuration::from_secs(30);
/// How long the database may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// `GET /health`: the process answers.
pub async fn up() -> Response {
    Json(json!({ "status": "up" })).into_response()
}

/// `GET /ready`: the database answers and the publisher publishes.
pub async fn ready(State(app): State<App>) -> Response {
    let (database, publisher) = (database(&app).await, publisher(&app));
    let problems: Vec<&str> = [database.err(), publisher.err()].into_iter().flatten().collect();
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let word = if problems.is_empty() { "ready" } else { "not ready" };
    let body = json!({
        "status": word,
        "database": app.store.engine(),
        "publisher_looked_at": (app.beat)().map(|beat| beat.to_string()),
        "problems": problems,
    });
    (status, Json(body)).into_response()
}

async fn database(app: &App) -> Result<(), &'static str> {
    match tokio::time::timeout(PATIENCE, app.store.ping()).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "the database did not answer"
            );
            Err("the database did not answer")
        }
        Err(_) => Err("the database took too long to answer"),
    }
}

fn publisher(app: &App) -> Result<(), &'static str> {
    fresh((app.beat)(), app.world.now())
}

fn fresh(beat: Option<Timestamp>, now: Timestamp) -> Result<(), &'static str> {
    match beat {
        None => Err("the publisher has not looked for due posts yet"),
        Some(beat) if now.duration_since(beat) > STALE => {
            Err("the publisher has not looked for due posts for more than 30 seconds")
        }
        Some(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_publisher_that_stopped_looking_is_told() {
        let at = |second| Timestamp::from_second(second).unwrap();
        assert!(fresh(Some(at(100)), at(130)).is_ok());
        assert!(fresh(Some(at(100)), at(131)).unwrap_err().contains("30 seconds"));
        assert!(fresh(None, at(100)).unwrap_err().contains("yet"));
    }
}
