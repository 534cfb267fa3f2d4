//! What a marketer is told. A vendor's own words go to the log, never to a page.

use domain::contract::PlanError;
use store::StoreError;

use crate::WixError;

pub(super) const MOVES_WITH_ACTIVITY: &str =
    "At Wix a draft has the minute of its activity. Move the activity, or schedule the post first.";
pub(super) const DRAFTS_ONLY: &str =
    "At Wix only drafts are made anew. Make this post a draft first.";
pub(super) const WORDS_IN_PICTURE: &str = "The words of this story are in its picture, which is made at Wix. Make the stories of its activity anew, or change it there.";
pub(super) const LEAVE_ALL: &str = "Until it does, only leaving everything to Wix is safe: what is scheduled there goes out from there.";
pub(super) const MOVES_WHOLE: &str =
    "At Wix an activity moves as a whole. Move it from the day that it stands on.";

pub(super) const NOTHING_CHANGED: &str = "Nothing was changed.";
pub(super) const CHANGED_THERE: &str = "This was changed at Wix meanwhile. What you typed is still here: send it again to replace what is there.";
pub(super) const EVENT_CHANGED: &str = "This event was changed at Wix meanwhile, so nothing was saved. What you typed is still here: send it again to replace what is there.";
pub(super) const EVENT_GONE: &str =
    "This event is not at Wix any more, or is over. Nothing was changed.";
pub(super) const EVENT_READ_ONLY: &str = "This event stands in a calendar that Wix itself only reads. Change it where that calendar comes from.";

/// What is wrong with a field, by the rule that it breaks.
pub(super) fn wrong(rule: &str) -> &'static str {
    match rule {
        "MAX_LENGTH" | "MAX_SIZE" => "This is longer than Wix takes. Shorten it.",
        "MIN_LENGTH" | "MIN_SIZE" | "REQUIRED_FIELD" => "Wix wants something here.",
        "INVALID_ENUM_VALUE" => "Wix does not offer this choice. Choose another.",
        _ => "Wix does not take this as it is. Change it.",
    }
}

/// The field of an event's form by the vendor's path.
pub(super) fn field_of_event(path: &str) -> Option<&'static str> {
    let names = [
        ("recurringRule.interval", "every"),
        ("recurringRule.endDate", "until"),
        ("recurringRule.startDate", "day"),
        ("recurringRule", "repeats"),
        ("date", "day"),
        ("name", "name"),
        ("description", "description"),
    ];
    names.iter().find(|(known, _)| path.contains(known)).map(|(_, name)| *name)
}

/// Why a command was not carried out, by what the marketer can do.
pub(super) fn refused(error: &WixError) -> PlanError {
    let said = match error {
        WixError::NotSent(_) => return PlanError::Unavailable,
        WixError::Unclear(_) | WixError::Broken(_) | WixError::Unreadable => {
            "Wix did not say whether this was done. Look again in a minute, before you repeat it."
                .to_owned()
        }
        WixError::NotFound(_) => return PlanError::NotFound("thing at Wix"),
        WixError::Rule { code, .. } => match code.as_str() {
            "PLAN_ALREADY_GENERATING_ERROR" => return PlanError::AlreadyGenerating,
            "INELIGIBLE_FOR_FEATURE" => {
                "The Wix plan of this site does not include this. Upgrade it at Wix, or make the plan here.".into()
            }
            "PUBLISH_LIMIT_EXCEEDED" => {
                "The Wix plan of this site allows no more posts this month.".into()
            }
            "ITEM_IS_PUBLISHED" | "ITEM_IS_DELETED" | "ITEM_NOT_EXISTS" | "TOO_LATE_ERROR" => {
                return PlanError::TooLate("post");
            }
            _ => "Wix refuses this as things stand. Look at the plan again; it may have changed there.".into(),
        },
        WixError::Invalid { .. } => {
            "Wix does not take this as it is: a text may be too long, or a time past.".into()
        }
        WixError::Unauthorized | WixError::Denied(_) | WixError::TooMany { .. } => trouble(error),
    };
    PlanError::Refused(said)
}

/// Why a plan cannot be seen.
pub(super) fn trouble(error: &WixError) -> String {
    match error {
        WixError::Unauthorized => {
            "Wix does not know these credentials (any more). Make new ones there and enter them."
                .into()
        }
        WixError::Denied(_) => "Wix refuses these credentials for this site. They need the permission “Manage Marketing Plans”, and the right site or instance id.".into(),
        WixError::TooMany { wait } => {
            format!("Wix asks to be left alone for {} s.", wait.as_secs().max(1))
        }
        WixError::Unreadable => "Wix gave an answer that cannot be read.".into(),
        _ => "Wix does not answer.".into(),
    }
}

/// What a caller can do about an error of the store.
pub(super) fn store_failed(error: StoreError) -> PlanError {
    match error {
        StoreError::NotFound(what) => PlanError::NotFound(what),
        StoreError::TooLate(what) => PlanError::TooLate(what),
        other => {
            tracing::error!(
                error = &other as &dyn std::error::Error,
                "a plan source could not use the store"
            );
            PlanError::Unavailable
        }
    }
}
