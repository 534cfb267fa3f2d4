//! The services that methods belong to.

use crate::Service;

/// Plans, and the posts of their activities.
pub const MARKETING_PLAN: &Service = &Service {
    name: "Marketing Plan",
    about: "The plan of a site: making it, reading it, and the posts of its activities.",
};

/// Single activities.
pub const MARKETING_ACTIVITIES: &Service =
    &Service { name: "Marketing Activities", about: "The single activities of a plan." };

/// Events that shape a plan.
pub const CALENDAR_EVENTS: &Service =
    &Service { name: "Calendar Events", about: "Happenings that shape a plan, once or by a rule." };

/// What the marketer wants.
pub const MARKETING_SETTINGS: &Service = &Service {
    name: "Marketing Settings",
    about: "What the marketer wants of a plan, and what may be chosen.",
};

/// Where the site is.
pub const PUBLISHED_URLS: &Service =
    &Service { name: "Published Site URLs", about: "Where the site is published." };

/// What is known of the site.
pub const SITE_PROPERTIES: &Service =
    &Service { name: "Site Properties", about: "What is known of the site." };

/// Posts as items of their networks.
pub const PUBLISHER: &Service = &Service {
    name: "Publisher",
    about: "Which networks take posts of the site, and its posts as items there.",
};

/// Tokens of apps.
pub const TOKENS: &Service =
    &Service { name: "OAuth 2", about: "Tokens of apps, in the words of the IETF." };
