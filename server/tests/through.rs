//! How posts go out through Post for Me and through Wix, with the real publisher: here, because publisher and
//! providers are on one line and only the binary knows both. On both engines.

#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

#[path = "../../crates/publisher/tests/stories/bakery.rs"]
#[expect(dead_code, reason = "the publisher's own stories use the rest")]
mod bakery;
#[path = "../../crates/publisher/tests/stories/engines.rs"]
#[expect(dead_code, reason = "the publisher's own stories use the rest")]
mod engines;
#[path = "through/post_for_me.rs"]
mod post_for_me;
#[path = "through/wix.rs"]
mod through_wix;
#[path = "through/vendor.rs"]
mod vendor;
#[path = "through/wix_vendor.rs"]
mod wix_vendor;
#[path = "../../crates/publisher/tests/stories/world.rs"]
#[expect(dead_code, reason = "the publisher's own stories use the rest")]
mod world;
