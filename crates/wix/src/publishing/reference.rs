//! What our drafts are called at Wix: the post, and the how-manieth draft of it.
//!
//! The service takes each `referenceId` once, and may remember it when the draft is deleted. So
//! a draft that is made anew, whether its words have changed or not, has the next number; and
//! whatever was ever made of a post is found by asking for all numbers at once.

use domain::id::PostId;

/// How many drafts of one post there may be.
pub(super) const MOST: u32 = 40;
/// What each begins with.
const OURS: &str = "almanac-";

/// The name of a draft of a post, by the key of its delivery.
pub(super) fn of(key: &str, number: u32) -> String {
    format!("{OURS}{key}-{number}")
}

/// All names that drafts of a post may have.
pub(super) fn all(key: &str) -> Vec<String> {
    (1..=MOST).map(|number| of(key, number)).collect()
}

/// The number in a name of a draft of that post.
pub(super) fn number(key: &str, name: &str) -> Option<u32> {
    name.strip_prefix(OURS)?.strip_prefix(key)?.strip_prefix('-')?.parse().ok()
}

/// Whether an Almanac made the item that is called so.
pub(crate) fn is_ours(name: &str) -> bool {
    let named = name.strip_prefix(OURS).and_then(|rest| rest.rsplit_once('-'));
    named.is_some_and(|(post, number)| {
        post.parse::<PostId>().is_ok() && number.parse::<u32>().is_ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_its_post_and_its_number() {
        let post = "01a1fef3-5d4b-790a-8dba-0123456789ab";
        assert_eq!(number(post, &of(post, 7)), Some(7));
        assert_eq!(all(post).len(), usize::try_from(MOST).unwrap());
        assert!(is_ours(&of(post, 1)));
        for other in ["", "almanac-", "almanac-1-1", post, "launch-2026-12-03"] {
            assert!(!is_ours(other) && number(post, other).is_none(), "{other}");
        }
    }
}
