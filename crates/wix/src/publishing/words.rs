//! Why a post does not go out through Wix, in words for people. What the service says itself goes
//! to the log.

use std::time::Duration;

use domain::{
    channel::Channel,
    contract::{PlanError, Refusal},
};

use crate::{WixError, error::QUOTA_USED_UP};

/// When to try again what certainly did not happen.
pub(super) const LATER: Duration = Duration::from_secs(30);

/// What says that a post is connected to something that cannot be read.
pub(super) const UNREADABLE: &str = "How this channel is connected to Wix cannot be read any more. Connect it again on the Channels page.";

/// What says that the site has left Wix.
pub(super) const LEFT: &str = "The plan of this site does not come from Wix, so nothing can be published through it. Connect the channel in another way on the Channels page, or take the plan from Wix.";

/// What says that pictures cannot be fetched from here.
pub(super) const NO_ADDRESS: &str = "Wix fetches pictures from this Almanac, which has no public address that can be reached from outside. Whoever runs it has to set one (public_url). Until then connect the channel in another way.";

/// Why a post does not go out now, though the service was reached or was not asked.
pub(super) fn refused(reason: impl Into<String>, retry_after: Option<Duration>) -> Refusal {
    Refusal { reason: reason.into(), status: retry_after.map(|_| 200), retry_after }
}

/// A site whose credentials were not there to be used.
pub(super) fn no_client(error: &PlanError) -> Refusal {
    match error {
        PlanError::Refused(_) => refused(LEFT, None),
        _ => refused(
            "Almanac could not read how this site is connected to Wix. Nothing was sent; it tries again.",
            Some(LATER),
        ),
    }
}

/// What certainly did not happen, by what can be done about it.
pub(super) fn refusal(channel: Channel, error: &WixError) -> Refusal {
    tracing::info!(%channel, ?error, "Wix did not take a post");
    let passing = match error {
        WixError::TooMany { wait } => Some(*wait),
        WixError::NotSent(_)
        | WixError::Unclear(_)
        | WixError::Broken(_)
        | WixError::Unreadable => Some(LATER),
        _ => None,
    };
    let reason = match error {
        WixError::TooMany { .. } => {
            "Wix takes no more requests for now. Nothing was sent; it is tried again.".to_owned()
        }
        WixError::NotSent(said) => said.clone(),
        WixError::Unclear(_) => {
            "Wix gave no answer while this was prepared. Nothing was published.".to_owned()
        }
        WixError::Broken(status) => format!(
            "Wix answered with status {status} while this was prepared. Nothing was published."
        ),
        WixError::Unreadable => {
            "Wix gave an answer that cannot be read. Nothing was published.".to_owned()
        }
        lasting => why(channel, lasting),
    };
    Refusal { reason, status: status(error), retry_after: passing }
}

/// Why there is no answer, for who only wanted to know.
pub(super) fn why(channel: Channel, error: &WixError) -> String {
    match error {
        WixError::Unauthorized => {
            "Wix does not know the credentials of this site any more. Make new ones there and enter them as plan source.".to_owned()
        }
        WixError::Denied(_) => {
            "Wix refuses this to the credentials of this site. They need the permission “Manage Social Posts”.".to_owned()
        }
        WixError::TooMany { wait } => format!(
            "Wix takes no more requests for now. Try again in {} seconds.",
            wait.as_secs().max(1)
        ),
        WixError::Rule { code, .. } if code == QUOTA_USED_UP => {
            "The Wix plan of this site allows no more posts for now. Upgrade it at Wix, or connect the channel in another way.".to_owned()
        }
        WixError::Rule { code, .. } if code == "INELIGIBLE_FOR_FEATURE" => {
            "The Wix plan of this site does not include this. Upgrade it at Wix, or connect the channel in another way.".to_owned()
        }
        WixError::Rule { code, .. } if code == "UNSUPPORTED_CHANNEL" => {
            format!("{channel} is not connected at Wix any more. Connect it there, then test it on the Channels page.")
        }
        WixError::Invalid { .. } | WixError::Rule { .. } | WixError::NotFound(_) => {
            format!("Wix does not take this for {channel} as things stand: its account there may have changed, or a text is not to its liking. Test the channel on the Channels page.")
        }
        WixError::NotSent(said) => said.clone(),
        WixError::Unclear(_) => "Wix gave no answer in time. Try again in a moment.".to_owned(),
        WixError::Broken(status) => {
            format!("Wix answered with status {status}. Try again in a moment.")
        }
        WixError::Unreadable => "Wix gave an answer that cannot be read.".to_owned(),
    }
}

/// HTTP status, when there was an answer.
pub(super) const fn status(error: &WixError) -> Option<u16> {
    match error {
        WixError::NotSent(_) | WixError::Unclear(_) => None,
        WixError::Unauthorized => Some(401),
        WixError::Denied(_) => Some(403),
        WixError::NotFound(_) => Some(404),
        WixError::Invalid { .. } => Some(400),
        WixError::Rule { .. } => Some(428),
        WixError::TooMany { .. } => Some(429),
        WixError::Broken(status) => Some(*status),
        WixError::Unreadable => Some(200),
    }
}
