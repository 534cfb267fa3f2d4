//! What an activity's action is, in a sentence or two for the marketer.

use super::{angle::Angle, phrase::Words, subject::Source};

/// The sentences for an angle, the first whose words are all there.
const fn frames(angle: Angle) -> &'static [&'static str] {
    match angle {
        Angle::Story => &[
            "Introduce “{s}” to people who do not know you yet: one picture, two plain sentences.",
        ],
        Angle::People => &[
            "Show the person: {s}, {r}. One portrait, and what you would say to introduce them.",
            "Show the person: {s}. One portrait, and what you would say to introduce them.",
            "Show who does the work. One portrait, and what you would say to introduce them.",
        ],
        Angle::Behind => &[
            "Show how the work is done, with “{s}” as the example. One picture from the work itself.",
        ],
        Angle::Question => {
            &["Put one question to your readers about “{s}” and answer those who reply."]
        }
        Angle::Offer => &[
            "Show “{s}” with the price as your website gives it: {p}.",
            "Show “{s}” and say where to find out more.",
        ],
        Angle::Reminder => &["Remind people of “{s}”, in one picture and one sentence."],
        Angle::Article => &["Lead people to what your website says about “{s}”."],
        Angle::HowTo => &["Give newcomers what they need to know about “{s}”."],
        Angle::Ask => &["Invite questions about “{s}” and answer them where they are asked."],
        Angle::Invitation => &["Invite people to get in touch about “{s}”."],
        Angle::Proof => &["Let this sentence of your website stand by itself, large."],
        Angle::Practical => &["Say where and when people find you, exactly as your website does."],
        Angle::Choice => &["Set “{s}” beside “{other}” and let people choose."],
        Angle::Guide => &["Write an article about “{s}” that a newcomer understands."],
        Angle::Explain => &["Write an article that answers the questions people have about “{s}”."],
        Angle::Letter => &[
            "Write to your subscribers about {m}: {list}.",
            "Write to your subscribers about {m}: what is new and what is coming.",
            "Write to your subscribers about one thing, “{s}”, and nothing else.",
        ],
        Angle::Teaser => &[
            "Make people curious about “{e}” on {d}. {about}",
            "Make people curious about “{e}” on {d}.",
        ],
        Angle::Before => {
            &["Remind people that “{e}” is on {d}. {about}", "Remind people that “{e}” is on {d}."]
        }
        Angle::OnDay => &["Say that “{e}” is today. {about}", "Say that “{e}” is today."],
        Angle::PlanAhead => &["Say when “{e}” is ({d}) and help people plan around it. \
             Add your hours for that day if they differ."],
    }
}

/// The sentences for an angle on a question that the website answers.
const fn answers(angle: Angle) -> Option<&'static str> {
    match angle {
        Angle::HowTo => Some("Answer it in a few sentences, with the answer of your website."),
        Angle::Question | Angle::Ask => {
            Some("Repeat the question, answer it as your website does, and invite more of them.")
        }
        Angle::Guide | Angle::Explain => {
            Some("Answer it in full: begin with the answer of your website, then say why.")
        }
        _ => None,
    }
}

/// The sentence for the days when every idea has been used.
const SPARE: &str = "Show what is in front of you this day, in one picture and one sentence.";

/// The sentences for an activity, from the words that its title had.
pub(crate) fn describe(angle: Angle, source: Option<Source>, words: &Words) -> String {
    let answered = answers(angle).filter(|_| source == Some(Source::Question));
    answered
        .map(str::to_owned)
        .or_else(|| frames(angle).iter().find_map(|frame| words.fill(frame)))
        .unwrap_or_else(|| SPARE.to_owned())
}

/// The sentence for a day without an idea of its own.
pub(crate) fn spare() -> String {
    SPARE.to_owned()
}

/// Whether a description was written here: then it speaks to the marketer, not to readers.
pub(crate) fn is_ours(description: &str) -> bool {
    let opening = |frame: &'static str| {
        let own = frame.split('{').next().unwrap_or_default();
        description.starts_with(own.trim_end_matches('“'))
    };
    let angles = Angle::ALL;
    let answered = angles.into_iter().filter_map(answers);
    angles.into_iter().flat_map(frames).copied().chain(answered).any(opening) || opening(SPARE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_descriptions_are_known_again() {
        let ours = describe(
            Angle::Offer,
            None,
            &Words::default().with("s", "Chestnut loaf").with("p", "€6.50"),
        );
        assert_eq!(ours, "Show “Chestnut loaf” with the price as your website gives it: €6.50.");
        assert!(is_ours(&ours));
        assert!(!is_ours("Our new oven has arrived."));
    }
}
