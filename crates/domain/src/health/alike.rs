//! Is nothing said twice?

use super::{Finding, Look, Mend, Part, Question, may_move, part};
use crate::{
    days::day_words,
    likeness::{ALIKE, Likeness},
    text::folded,
};

pub(super) fn ask(look: &Look<'_>) -> Option<Part> {
    let to_come = look.ahead();
    let mut texts = Likeness::default();
    for activity in &to_come {
        texts.push(&format!("{} {}", activity.title, activity.description));
    }
    let mut findings = Vec::new();
    for (n, activity) in to_come.iter().enumerate() {
        let twin = to_come.iter().enumerate().take(n).find(|(before, other)| {
            // What leads up to an event names it each time.
            let arc = other.event.is_some() && other.event == activity.event;
            let same = folded(&other.title) == folded(&activity.title);
            same || !arc && texts.cosine(n, *before) > ALIKE
        });
        if let Some((_, other)) = twin {
            findings.push(Finding {
                said: format!(
                    "“{}” on {} says what “{}” on {} says.",
                    activity.title,
                    day_words(look.day(activity)),
                    other.title,
                    day_words(look.day(other))
                ),
                mend: may_move(look, activity).then_some(Mend::Drop(activity.id)),
            });
        }
    }
    (!to_come.is_empty()).then(|| {
        let bad = findings.len();
        part(Question::Repetition, bad, to_come.len(), findings)
    })
}
