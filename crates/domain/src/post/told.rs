//! What other services' words are for where a post stands. They have fewer than we have:
//! where a word says less, what goes with it says the rest, so that nothing is lost.

use super::PostStatus;

/// What is told in the words of Post for Me.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PostForMe {
    /// The status of the post: one of four words.
    pub status: &'static str,
    /// Whether its result is a success; `None` where there is no result yet.
    pub success: Option<bool>,
    /// Our own word, which goes with the result or the post and is never ambiguous.
    pub ours: &'static str,
}

/// What is told in the words of Wix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Wix {
    /// The status of the item: one of six words.
    pub status: &'static str,
    /// Our own word.
    pub ours: &'static str,
}

impl PostStatus {
    /// In the words of Post for Me. A result is told only when it is known: whoever reads
    /// *not a success* sends the post again, so what is uncertain stays `processing`.
    pub const fn told_to_post_for_me(self) -> PostForMe {
        let (status, success) = match self {
            // Nothing happens to either until it is scheduled.
            PostStatus::Draft | PostStatus::Canceled => ("draft", None),
            PostStatus::Scheduled => ("scheduled", None),
            PostStatus::Processing | PostStatus::Uncertain => ("processing", None),
            PostStatus::Published => ("processed", Some(true)),
            PostStatus::Failed | PostStatus::Missed => ("processed", Some(false)),
        };
        PostForMe { status, success, ours: self.code() }
    }

    /// In the words of Wix.
    pub const fn told_to_wix(self) -> Wix {
        let status = match self {
            PostStatus::Draft => "DRAFT",
            PostStatus::Scheduled => "SCHEDULED",
            PostStatus::Processing | PostStatus::Uncertain => "PROCESSING",
            PostStatus::Published => "PUBLISHED",
            PostStatus::Failed | PostStatus::Missed => "FAILED",
            PostStatus::Canceled => "CANCELED",
        };
        Wix { status, ours: self.code() }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::post::Verb;

    #[test]
    fn nothing_is_lost_on_the_way_to_either() {
        for status in PostStatus::ALL {
            assert_eq!(status.told_to_post_for_me().ours.parse(), Ok(status));
            assert_eq!(status.told_to_wix().ours.parse(), Ok(status));
        }
        let told: HashSet<_> = PostStatus::ALL.map(PostStatus::told_to_wix).into();
        assert_eq!(told.len(), PostStatus::ALL.len());
    }

    #[test]
    fn a_word_never_promises_what_the_life_refuses() {
        for status in PostStatus::ALL {
            let told = status.told_to_post_for_me();
            let changeable = matches!(told.status, "draft" | "scheduled");
            assert!(!changeable || status.permits(Verb::Edit), "{status} is told as {told:?}");
            let success = told.success == Some(true);
            assert_eq!(success, status == PostStatus::Published, "{status}");
            let wix = status.told_to_wix().status;
            assert_eq!(wix == "PUBLISHED", status == PostStatus::Published, "{status}");
            assert!(!matches!(wix, "DRAFT" | "SCHEDULED") || status.permits(Verb::Edit));
        }
    }

    #[test]
    fn each_status_has_its_words() {
        let told = PostStatus::ALL.map(|status| {
            let (ours, theirs) = (status.told_to_wix(), status.told_to_post_for_me());
            (ours.status, theirs.status, theirs.success)
        });
        assert_eq!(
            told,
            [
                ("DRAFT", "draft", None),
                ("SCHEDULED", "scheduled", None),
                ("PROCESSING", "processing", None),
                ("PUBLISHED", "processed", Some(true)),
                ("FAILED", "processed", Some(false)),
                ("PROCESSING", "processing", None),
                ("FAILED", "processed", Some(false)),
                ("CANCELED", "draft", None),
            ]
        );
    }
}
