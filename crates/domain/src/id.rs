//! Identifiers as types: a post's id does not compile where a plan's is wanted.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::world::World;

/// The text was not an identifier.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not an identifier")]
pub struct NotAnId(pub String);

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// A new identifier, ordered by time (UUID version 7).
            pub fn mint(world: &dyn World) -> Self {
                let random = world.random().to_be_bytes();
                let mut tail = [0; 10];
                tail.copy_from_slice(&random[..10]);
                let millis = u64::try_from(world.now().as_millisecond()).unwrap_or_default();
                Self(uuid::Builder::from_unix_timestamp_millis(millis, &tail).into_uuid())
            }

            /// The identifier of something that is the same wherever it is named so (UUID
            /// version 5).
            pub fn named(name: &str) -> Self {
                Self(Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes()))
            }

            /// The identifier as a number, for those who write it otherwise.
            pub const fn number(self) -> u128 {
                self.0.as_u128()
            }

            /// The identifier that [`Self::number`] gave.
            pub const fn of_number(number: u128) -> Self {
                Self(Uuid::from_u128(number))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                Uuid::try_parse(text).map(Self).map_err(|_| NotAnId(text.chars().take(64).collect()))
            }
        }
    )*};
}

ids! {
    /// The tenant.
    WorkspaceId
    /// A person who can sign in.
    AccountId
    /// A website that is marketed.
    SiteId
    /// One planned marketing action.
    ActivityId
    /// One picture and caption for one channel.
    PostId
    /// A dated or recurring happening.
    EventId
    /// A calendar that events stand in.
    CalendarId
    /// A channel of a site that can publish now.
    ConnectionId
    /// Something that people were told.
    NotificationId
    /// A drawn picture.
    MediaId
    /// A credential for the API.
    ApiKeyId
    /// A program that asks the API with tokens; its client id.
    AppId
    /// A program's installation on a site.
    InstanceId
    /// An address that shows a site's calendar.
    FeedId
    /// A post for several accounts at once, as Post for Me has them.
    SocialPostId
    /// An account on a network, as Post for Me has them.
    SocialAccountId
    /// An address that is told what happens.
    SocialWebhookId
    /// Something that is told to such an address.
    SocialDeliveryId
}

/// The site a piece of work belongs to, inside the workspace it belongs to.
///
/// Every function of `store` that touches a site's rows takes one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Scope {
    /// The tenant.
    pub workspace: WorkspaceId,
    /// The site.
    pub site: SiteId,
}
