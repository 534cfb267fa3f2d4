//! The Marketing Plan API and its neighbours.

use ::wix::wire::ErrorBody;
use serde_json::{Value, json};

use super::Face;
use crate::{methods, token};

/// The Marketing Plan API and its neighbours.
pub const WIX: &Face = &Face {
    path: "/openapi.json",
    methods: || methods().into_iter().chain(token::methods()).collect(),
    title: "Almanac",
    summary: "The Marketing Plan API and its neighbours, for the sites of this installation.",
    about: ABOUT,
    refusals: &REFUSALS,
    refusal: |schemas| schemas.subschema_for::<ErrorBody>(),
    too_many: "Too much was asked. Wait for as long as `Retry-After` says. This installation does not count; a proxy before it may.",
    id: || json!({ "description": "A GUID.", "schema": { "type": "string", "format": "uuid" } }),
    of_callers: &["site", "networks"],
    parameters,
    security,
    will_do: || json!([{ "key": [] }, { "token": [] }]),
};

/// What holds for every method.
const ABOUT: &str = "A program calls these methods for one site. It shows a key of the site, \
raw in `Authorization`, and names the site in `wix-site-id`; or it shows the token of an app \
that is installed there, which names the site by itself. Keys and apps are made on the site's \
page *Keys and apps*.\n\nInstants are RFC 3339 texts, answered in UTC with milliseconds. Ids \
are GUIDs. A body is JSON of at most 1 MiB. Query parameters may also stand together as one \
JSON object, in base64url, under `.r`. Fields and words that are not described here may \
stand in an answer: pass over them.\n\nAn item that was not sent in time is `FAILED` with \
`almanacStatus` `missed`; one that may be out or not is `PROCESSING` with `uncertain`. Both \
say why in `publicationError`.\n\nNothing that writes is repeated for you. Send an \
`idempotency-key` with a write, and it may be sent again when its answer was lost.";

/// The refusals, by status: name, and what they mean.
const REFUSALS: [(u16, &str, &str); 7] = [
    (
        400,
        "Wrong",
        "A field is wrong, and `validationError` names it; or the body cannot be read, and nothing is named.",
    ),
    (401, "Unauthenticated", "`Authorization` holds no key or token that is valid now."),
    (
        403,
        "Denied",
        "The key or token does not open the site that is named, or a key came without `wix-site-id`.",
    ),
    (404, "NotFound", "What an id names is not in this site."),
    (
        409,
        "Conflict",
        "The idempotency key stands for another write, or for one whose end is not known yet.",
    ),
    (413, "TooLarge", "The body is larger than 1 MiB."),
    (428, "Refused", "A rule forbids it now, and `applicationError` says which."),
];

fn parameters() -> Value {
    json!({
        "site": {
            "name": "wix-site-id", "in": "header",
            "description": "The site's id. A key needs it; a token names its site by itself.",
            "schema": { "type": "string", "format": "uuid" },
        },
        "networks": {
            "name": "almanac-networks", "in": "header",
            "description": "`all` shows posts for Threads, Bluesky, Mastodon and X, too.",
            "schema": { "type": "string", "examples": ["all"] },
        },
        "idempotencyKey": {
            "name": "idempotency-key", "in": "header",
            "description": "Names this write, for a day: 1 to 255 visible characters of your choice. A write that succeeded under it is not carried out again; its answer is.",
            "schema": { "type": "string", "minLength": 1, "maxLength": 255 },
        },
    })
}

fn security(base: &str) -> Value {
    json!({
                "key": {
                    "type": "apiKey", "in": "header", "name": "Authorization",
                    "description": "A key of a site, raw. Needs `wix-site-id` beside it.",
                },
                "token": {
                    "type": "oauth2",
                    "description": "A token of an app, raw or after `Bearer`. It lives for four hours.",
                    "flows": { "clientCredentials": {
                        "tokenUrl": format!("{base}/oauth2/token"), "scopes": {},
                    } },
                },
    })
}
