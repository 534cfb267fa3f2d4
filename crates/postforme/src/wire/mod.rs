//! The shapes on the wire: JSON with names in snake_case, but for `isDraft`.
//!
//! Whatever this version does not know is kept: an unknown word of an enum as `Other`, an
//! unknown field of a thing in its `rest`. Nothing here decides; who serves checks what it was
//! sent, who asks takes what it is given.

mod account;
mod error;
mod lenient;
mod media;
mod page;
mod post;
mod preview;
mod result;
mod webhook;

pub use account::{
    AccountStatus, AskAuthUrl, AuthUrl, ChangeSocialAccount, SocialAccount, WriteSocialAccount,
};
pub use error::{ErrorBody, Message};
pub use lenient::{Instant, Truth, When};
pub use media::{Media, UploadUrl};
pub use page::{Meta, Page};
pub use post::{
    AccountConfiguration, Configuration, Done, PostStatus, SocialPost, WriteSocialPost,
};
pub use preview::{AskPreviews, Preview, PreviewAccount};
pub use result::{PlatformData, SocialPostResult};
pub use webhook::{Event, EventType, Webhook, WriteWebhook};
