//! The life of a post, as conditions of statements. What is legal stands in
//! [`domain::post::life`]; no statement repeats it.

use domain::post::{PostStatus, Verb};

/// The states that permit a verb, as what stands in `status in (…)`.
pub(crate) fn permitting(verb: Verb) -> String {
    let words: Vec<String> =
        PostStatus::that_permit(verb).map(|status| format!("'{status}'")).collect();
    words.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_name_every_state_that_permits() {
        assert_eq!(permitting(Verb::Claim), "'scheduled'");
        assert_eq!(permitting(Verb::Edit), "'draft', 'scheduled', 'missed', 'failed', 'canceled'");
    }
}
