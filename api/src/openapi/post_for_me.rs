//! The API of Post for Me.

use postforme::wire::ErrorBody;
use serde_json::{Value, json};

use super::Face;
use crate::social;

/// The API of Post for Me.
pub const POST_FOR_ME: &Face = &Face {
    path: "/openapi-post-for-me.json",
    methods: social::methods,
    title: "Almanac, in the manner of Post for Me",
    summary: "The API of Post for Me, for the sites of this installation: programs and SDKs that were written for it work here with another address and key.",
    about: ABOUT,
    refusals: &REFUSALS,
    refusal: |schemas| schemas.subschema_for::<ErrorBody>(),
    too_many: "The key has asked too much: five requests in a second, or forty in a minute, unless this installation is set otherwise. Wait for as long as `Retry-After` says.",
    id: || json!({ "description": "An id, as it was told.", "schema": { "type": "string" } }),
    of_callers: &[],
    parameters,
    security,
    will_do: || json!([{ "key": [] }]),
};

/// What holds for every method.
const ABOUT: &str = "A program calls these methods for one site, which is what Post for Me \
calls a project. It shows a key of the site in `Authorization`, after `Bearer` and one space. \
Keys are made on the site's page *Keys and apps*. The vendor's SDKs work unmodified: set their \
base URL to this installation's address.\n\nInstants are ISO 8601 texts, answered in UTC with \
milliseconds; one that is sent without an offset is in UTC. Ids are texts; do not take them \
apart. A body is JSON of at most 1 MiB. A filter may be repeated, have brackets \
(`status[]=draft`), or hold several values between commas.\n\nNothing that writes is repeated \
for you, but the vendor's SDKs repeat what was not answered. Send an `Idempotency-Key` with a \
write, and it may be sent again.\n\n*Not there yet*: videos, more than one picture in a post, \
account feeds, and making accounts of tokens. Of a configuration `caption`, `media`, \
`placement` (`timeline`, `stories`), `title` and `link` are carried out; the rest is kept and \
told again. Where the vendor cuts what is too long, this refuses it.";

/// The refusals, by status: name, and what they mean.
const REFUSALS: [(u16, &str, &str); 6] = [
    (
        400,
        "Wrong",
        "Something is wrong with what was sent, or a rule forbids it now. `errors` names what is wrong with the content of a post, a list in `message` what is wrong with fields.",
    ),
    (401, "Unauthorized", "`Authorization` holds no key that is valid now."),
    (404, "NotFound", "There is no such thing in this project."),
    (
        409,
        "Conflict",
        "A write under this `Idempotency-Key` was begun, and its end is not known yet.",
    ),
    (413, "TooLarge", "The body is larger than 1 MiB."),
    (422, "AnotherWrite", "The `Idempotency-Key` stands for another write."),
];

fn parameters() -> Value {
    json!({
        "idempotencyKey": {
            "name": "idempotency-key", "in": "header",
            "description": "Names this write, for a day: 1 to 255 visible characters of your choice. A write that succeeded under it is not carried out again; its answer is. The vendor knows no such header.",
            "schema": { "type": "string", "minLength": 1, "maxLength": 255 },
        },
    })
}

fn security(_: &str) -> Value {
    json!({
        "key": {
            "type": "http", "scheme": "bearer",
            "description": "A key of a site.",
        },
    })
}
