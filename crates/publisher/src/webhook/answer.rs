//! What a receiver's answer means. Its words are never repeated: they may hold anything.

use std::time::Duration;

use domain::contract::{Delivery, Landed, Refusal, SendOutcome};
use outbound::Answer;
use serde::Deserialize;
use serde_json::Value;

/// The wait after `429` without one of its own.
const BUSY: Duration = Duration::from_secs(60);

#[derive(Deserialize)]
struct Reply {
    id: Option<Value>,
    url: Option<String>,
}

/// How the send of `delivery` to `host` ended.
pub(super) fn outcome(delivery: &Delivery, host: &str, answer: &Answer) -> SendOutcome {
    let status = Some(answer.status);
    let refused =
        |reason, retry_after| SendOutcome::Refused(Refusal { reason, status, retry_after });
    match (answer.status, answer.retry_after) {
        (200..=299, _) => SendOutcome::Published(landed(delivery, answer)),
        (429, wait) => refused(
            format!("{host} asked to be sent less at a time (429)."),
            Some(wait.unwrap_or(BUSY)),
        ),
        (503, Some(wait)) => refused(format!("{host} was not ready (503)."), Some(wait)),
        (301 | 307 | 308, _) => refused(
            format!(
                "{host} answered {}: its address has moved. Connect the new one on the Channels page.",
                answer.status
            ),
            None,
        ),
        (400..=499, _) => {
            let code = answer.status;
            refused(format!("{host} refused the post with status {code}."), None)
        }
        (code, _) => SendOutcome::Unclear {
            reason: format!(
                "{host} answered with status {code}, so it is not known whether it took the post."
            ),
            status,
        },
    }
}

fn landed(delivery: &Delivery, answer: &Answer) -> Landed {
    let reply = serde_json::from_slice::<Reply>(&answer.body).ok();
    let (id, link) = reply.map_or((None, None), |reply| (reply.id, reply.url));
    let reference = match id {
        Some(Value::String(id)) if !id.is_empty() => id,
        Some(Value::Number(id)) => id.to_string(),
        _ => delivery.key.clone(),
    };
    Landed { reference, link, status: Some(answer.status) }
}
