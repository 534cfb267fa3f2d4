//! What is sent, and what proves that it is ours.

use base64::{Engine, engine::general_purpose::STANDARD};
use domain::contract::Delivery;
use outbound::signature;
use serde::Serialize;

#[derive(Serialize)]
struct Body<'a> {
    id: String,
    event: &'static str,
    key: &'a str,
    channel: &'static str,
    kind: &'static str,
    account: &'a str,
    title: Option<&'a str>,
    caption: &'a str,
    link: Option<&'a str>,
    alt_text: &'a str,
    publish_at: String,
    picture: Option<Picture>,
}

#[derive(Serialize)]
struct Picture {
    content_type: String,
    base64: String,
}

/// The JSON body; `picture` is a content type and bytes.
pub(super) fn body(delivery: &Delivery, picture: Option<(String, Vec<u8>)>) -> Vec<u8> {
    let body = Body {
        id: id(delivery),
        event: "post.publish",
        key: &delivery.key,
        channel: delivery.channel.code(),
        kind: delivery.kind.code(),
        account: &delivery.account,
        title: delivery.text.title.as_deref(),
        caption: &delivery.text.caption,
        link: delivery.text.link.as_deref(),
        alt_text: &delivery.text.alt_text,
        publish_at: delivery.publish_at.to_string(),
        picture: picture
            .map(|(content_type, bytes)| Picture { content_type, base64: STANDARD.encode(bytes) }),
    };
    // Texts alone: writing them as JSON cannot fail.
    serde_json::to_vec(&body).unwrap_or_default()
}

/// The headers that sign `body` at the present instant.
pub(super) fn headers(
    delivery: &Delivery,
    secret: &str,
    body: &[u8],
) -> [(&'static str, String); 4] {
    let [signature, timestamp] = signature::headers(secret, body, delivery.now);
    [
        signature,
        timestamp,
        ("Idempotency-Key", delivery.key.clone()),
        ("Almanac-Delivery", id(delivery)),
    ]
}

fn id(delivery: &Delivery) -> String {
    format!("{}-{}", delivery.key, delivery.attempt)
}
