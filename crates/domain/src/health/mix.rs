//! Do the topics take turns?

use std::collections::BTreeMap;

use super::{Finding, Look, Mend, Part, Question, part};
use crate::activity::ActivityType;

/// Fewer activities than this have no mix to speak of.
const ENOUGH: usize = 6;

pub(super) fn ask(look: &Look<'_>) -> Option<Part> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for activity in look.ahead() {
        let social = activity.kind == ActivityType::SocialMarketing;
        if let Some(topic) = activity.topic.as_deref().filter(|_| social) {
            *counts.entry(topic).or_default() += 1;
        }
    }
    let all: usize = counts.values().sum();
    if counts.len() < 2 || all < ENOUGH {
        return None;
    }
    // One and a half times its share, and never less than half of all.
    let most = (all * 3).div_ceil(counts.len() * 2).max(all.div_ceil(2));
    let (mut over, mut findings) = (0, Vec::new());
    for (topic, count) in counts.iter().filter(|(_, count)| **count > most) {
        over += count - most;
        findings.push(Finding {
            said: format!("{count} of {all} social campaigns are about {topic}."),
            mend: Some(Mend::PlanAgain),
        });
    }
    Some(part(Question::Mix, over, all, findings))
}
