//! What an activity's action is, in a few sentences for the marketer: what to do, how to go
//! about it, and which days to name beside it.

use domain::{activity::ActivityType, days::day_in_full, occasion::Occasion};

use super::{
    angle::Angle,
    phrase::{Words, clean},
    subject::Source,
};

mod frames;

use frames::{SPARE, answers, frames, greetings, ways};

/// What the sentences are for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct About {
    /// The side; `None` for a day without an idea of its own.
    pub angle: Option<Angle>,
    /// Where the subject comes from; `None` for what has no single one.
    pub source: Option<Source>,
    /// What kind of action.
    pub kind: ActivityType,
    /// Whether it is about a holiday on which people greet each other.
    pub holiday: bool,
}

/// Everything to do that the words are there for, in the order of the file.
pub(crate) fn actions(about: About, words: &Words) -> Vec<String> {
    let Some(angle) = about.angle else {
        return SPARE.iter().map(|action| (*action).to_owned()).collect();
    };
    let answered = answers(angle).filter(|_| about.source == Some(Source::Question));
    let greeted = greetings(angle).filter(|_| about.holiday);
    let frames = answered.or(greeted).unwrap_or_else(|| frames(angle));
    frames.iter().filter_map(|frame| words.fill(frame)).map(|text| text.trim().to_owned()).collect()
}

/// How to go about it, for a kind of action.
pub(crate) const fn manners(kind: ActivityType) -> &'static [&'static str] {
    ways(kind)
}

/// The sentence that names other occasions with their days; empty where there are none.
pub(crate) fn naming(kind: ActivityType, occasions: &[Occasion<'_>]) -> String {
    if occasions.is_empty() {
        return String::new();
    }
    let named =
        occasions.iter().map(|it| format!("“{}” on {}", clean(&it.event.name), day_in_full(it.on)));
    let list = named.collect::<Vec<_>>().join(", ");
    match kind {
        ActivityType::SocialMarketing => format!("Name in the same breath: {list}."),
        ActivityType::EmailMarketing => format!("Add to the dates to come: {list}."),
        ActivityType::Blog => format!("Close with the dates to come: {list}."),
    }
}

/// Whether a description was written here: then it speaks to the marketer, not to readers.
pub(crate) fn is_ours(description: &str) -> bool {
    let angles = Angle::ALL.into_iter();
    let told = angles.clone().flat_map(frames);
    let special = angles.flat_map(|it| [answers(it), greetings(it)]).flatten().flatten();
    told.chain(special).chain(SPARE).any(|frame| begins_with(description, frame))
}

/// Whether a text begins as a frame does: with all its own words in place.
fn begins_with(text: &str, frame: &str) -> bool {
    let mut pieces = frame.split('{').map(|piece| piece.rsplit_once('}').map_or(piece, |it| it.1));
    let first = pieces.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    pieces.all(|piece| match rest.split_once(piece.trim_end()) {
        Some((_, after)) => {
            rest = after;
            true
        }
        None => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn about(angle: Angle) -> About {
        let (kind, source) = (ActivityType::SocialMarketing, Some(Source::Offer));
        About { angle: Some(angle), source, kind, holiday: false }
    }

    #[test]
    fn our_own_descriptions_are_known_again() {
        let words = Words::default().with("s", "Chestnut loaf").with("p", "€6.50");
        let ours = actions(about(Angle::Offer), &words);
        let known = "Show “Chestnut loaf” with the price as your website gives it: €6.50.";
        assert!(ours.iter().any(|it| it == known), "{ours:?}");
        assert!(ours.iter().all(|it| is_ours(it)), "{ours:?}");
        assert!(is_ours(&format!("{known} One clear picture.")));
        assert!(!is_ours("Our new oven has arrived."));
        assert!(!is_ours("Show the new oven."));
    }

    #[test]
    fn every_side_can_be_told_in_several_ways_and_each_begins_with_words_of_its_own() {
        for angle in Angle::ALL {
            assert!(frames(angle).len() >= 3, "{angle:?}");
            for frame in frames(angle).iter().chain(greetings(angle).into_iter().flatten()) {
                assert!(frame.split('{').next().is_some_and(|own| own.len() > 3), "{frame}");
            }
        }
    }
}
