//! From which side an activity looks at its subject, and which sides a goal asks for.

use std::sync::OnceLock;

use domain::settings::Goal;

use super::{frames, subject::Source};
use crate::phrases::{Address, Language, Phrases, Speaker};

/// The side from which a subject is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Angle {
    /// What it is and who stands behind it.
    Story,
    /// A person.
    People,
    /// How it is made or done.
    Behind,
    /// A question to the readers.
    Question,
    /// The thing itself and its price.
    Offer,
    /// Again, for those who have not tried it.
    Reminder,
    /// Reading on the website.
    Article,
    /// Something useful to know.
    HowTo,
    /// Readers ask, the business answers.
    Ask,
    /// Come by, write, call.
    Invitation,
    /// What the business says about itself.
    Proof,
    /// Where and when.
    Practical,
    /// One thing or another.
    Choice,
    /// A blog article that explains.
    Guide,
    /// A blog article that answers.
    Explain,
    /// An email.
    Letter,
    /// A week or so before an event.
    Teaser,
    /// Shortly before an event.
    LastCall,
    /// The day of an event.
    OnDay,
    /// Before a holiday or a closing.
    PlanAhead,
    /// After an event.
    Thanks,
}

impl Angle {
    /// The angles of social activities that are not about an event or a pair.
    pub(crate) const SOCIAL: [Angle; 12] = [
        Angle::Story,
        Angle::People,
        Angle::Behind,
        Angle::Question,
        Angle::Offer,
        Angle::Reminder,
        Angle::Article,
        Angle::HowTo,
        Angle::Ask,
        Angle::Invitation,
        Angle::Proof,
        Angle::Practical,
    ];
    /// Every angle.
    pub(crate) const ALL: [Angle; 21] = [
        Angle::Story,
        Angle::People,
        Angle::Behind,
        Angle::Question,
        Angle::Offer,
        Angle::Reminder,
        Angle::Article,
        Angle::HowTo,
        Angle::Ask,
        Angle::Invitation,
        Angle::Proof,
        Angle::Practical,
        Angle::Choice,
        Angle::Guide,
        Angle::Explain,
        Angle::Letter,
        Angle::Teaser,
        Angle::LastCall,
        Angle::OnDay,
        Angle::PlanAhead,
        Angle::Thanks,
    ];

    /// How much of the plan a goal gives to this angle; larger is more.
    pub(crate) const fn weight(self, goal: Goal) -> f32 {
        match (goal, self) {
            (Goal::BrandAwareness, Angle::Story | Angle::People | Angle::Behind) => 4.0,
            (Goal::BrandAwareness, Angle::Question) => 3.0,
            (Goal::BrandAwareness, Angle::Proof) => 2.0,
            (Goal::BoostSales, Angle::Offer | Angle::Reminder) => 4.0,
            (Goal::BoostSales, Angle::Invitation | Angle::Proof) => 2.0,
            (Goal::DriveTraffic, Angle::Article | Angle::HowTo) => 4.0,
            (Goal::DriveTraffic, Angle::Story | Angle::Question) => 2.0,
            (Goal::CollectLeads, Angle::Question | Angle::Ask | Angle::Invitation) => 4.0,
            (Goal::CollectLeads, Angle::HowTo | Angle::Proof) => 2.0,
            _ => 1.0,
        }
    }

    /// Whether it could promise open doors or a sale, which a holiday or a closing may belie.
    pub(crate) const fn assumes_open(self) -> bool {
        matches!(self, Angle::Invitation | Angle::Practical | Angle::Offer | Angle::Reminder)
    }

    /// What the language files call it.
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Angle::Story => "story",
            Angle::People => "people",
            Angle::Behind => "behind",
            Angle::Question => "question",
            Angle::Offer => "offer",
            Angle::Reminder => "reminder",
            Angle::Article => "article",
            Angle::HowTo => "how_to",
            Angle::Ask => "ask",
            Angle::Invitation => "invitation",
            Angle::Proof => "proof",
            Angle::Practical => "practical",
            Angle::Choice => "choice",
            Angle::Guide => "guide",
            Angle::Explain => "explain",
            Angle::Letter => "letter",
            Angle::Teaser => "teaser",
            Angle::LastCall => "last_call",
            Angle::OnDay => "on_day",
            Angle::PlanAhead => "plan_ahead",
            Angle::Thanks => "thanks",
        }
    }

    /// What it is, in a sentence about the goal.
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Angle::Story => "an introduction",
            Angle::People => "a person",
            Angle::Behind => "a look behind the scenes",
            Angle::Question => "a question to your readers",
            Angle::Offer => "an offer",
            Angle::Reminder => "a reminder",
            Angle::Article => "something to read on your site",
            Angle::HowTo => "something useful to know",
            Angle::Ask => "a chance to ask",
            Angle::Invitation => "an invitation",
            Angle::Proof => "your own words about yourself",
            Angle::Practical => "where and when to find you",
            Angle::Choice => "a choice between two",
            Angle::Guide | Angle::Explain => "an article",
            Angle::Letter => "a letter",
            Angle::Teaser | Angle::LastCall | Angle::OnDay | Angle::PlanAhead | Angle::Thanks => {
                "your calendar"
            }
        }
    }
}

/// The angle that a title was built from; `None` when a person wrote it, or when the frame
/// adds no words of its own to the fact. Titles in the site's language are sought first, then
/// in every other: the plan may be older than what is known of the language.
pub(crate) fn recognise(title: &str, language: Language) -> Option<Angle> {
    recognised(title, language).map(|(_, angle)| angle)
}

/// As [`recognise`], with the frame.
pub(crate) fn recognised(title: &str, language: Language) -> Option<(&'static str, Angle)> {
    let others = Language::ALL.into_iter().filter(|other| *other != language);
    [language].into_iter().chain(others).find_map(|language| in_language(title, language))
}

fn in_language(title: &str, language: Language) -> Option<(&'static str, Angle)> {
    let mut best: Option<(usize, &'static str, Angle)> = None;
    for (frame, angle) in frames_of(language) {
        let weight = own_words(frame, title).unwrap_or_default();
        if weight >= 3 && best.is_none_or(|(most, ..)| weight > most) {
            best = Some((weight, frame, *angle));
        }
    }
    best.map(|(_, frame, angle)| (frame, angle))
}

/// Every frame that titles of a language are built from, each once.
fn frames_of(language: Language) -> &'static [(&'static str, Angle)] {
    static FRAMES: [OnceLock<Vec<(&str, Angle)>>; 7] = [const { OnceLock::new() }; 7];
    FRAMES[language as usize].get_or_init(|| {
        let mut found: Vec<(&str, Angle)> = Vec::new();
        for speaker in [Speaker::Ourselves, Speaker::ByName] {
            let phrases = Phrases::of(language, Address::Formal, speaker);
            for angle in Angle::ALL {
                let fresh = every_frame(phrases, angle).map(|frame| (frame, angle));
                found.extend(fresh);
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    })
}

fn every_frame(phrases: &'static Phrases, angle: Angle) -> impl Iterator<Item = &'static str> {
    const SOURCES: [Source; 9] = [
        Source::Offer,
        Source::Topic,
        Source::Person,
        Source::Question,
        Source::Article,
        Source::Proof,
        Source::Place,
        Source::Hours,
        Source::Name,
    ];
    let of_subjects =
        SOURCES.into_iter().flat_map(move |source| frames::pool(phrases, source, angle, true));
    of_subjects.chain(frames::special(phrases, angle))
}

/// How many letters of the frame's own the title has, when it has all of them in place.
fn own_words(frame: &str, title: &str) -> Option<usize> {
    let frame = match frame.strip_prefix("{if ") {
        Some(guarded) => guarded.split_once('}')?.1,
        None => frame,
    };
    let mut pieces = frame.split('{').map(|piece| piece.rsplit_once('}').map_or(piece, |it| it.1));
    let first = pieces.next()?;
    let mut rest = title.strip_prefix(first)?;
    let mut own = first.len();
    let mut pieces = pieces.peekable();
    while let Some(piece) = pieces.next() {
        own += piece.len();
        rest = match pieces.peek() {
            Some(_) => rest.split_once(piece).filter(|(fact, _)| !fact.is_empty())?.1,
            None => rest.strip_suffix(piece).filter(|fact| !fact.is_empty())?,
        };
    }
    Some(own)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_tell_their_angle() {
        let angle = |title| recognise(title, Language::English);
        assert_eq!(angle("Ask the baker: Chestnut loaf"), Some(Angle::Ask));
        assert_eq!(angle("Tomorrow: Bread week"), Some(Angle::LastCall));
        assert_eq!(angle("Meet João"), Some(Angle::People));
        assert_eq!(angle("Chestnut loaf or Rye sourdough?"), Some(Angle::Choice));
        assert_eq!(angle("We have a new oven"), None);
    }

    #[test]
    fn titles_of_an_older_language_are_known_again() {
        assert_eq!(recognise("Tomorrow: Brotwoche", Language::German), Some(Angle::LastCall));
        assert_eq!(recognise("Morgen: Brotwoche", Language::German), Some(Angle::LastCall));
    }
}
