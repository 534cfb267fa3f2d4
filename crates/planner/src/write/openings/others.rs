//! First lines about questions, choices, people, articles, proofs and the business itself.
//!
//! Words: `t` title, `s` subject, `r` role, `x` what the site says about it, `xs` the same
//! where it can stand first, `m` a sentence of the site, `n` business, `town`, `l` place, `visit` where
//! both place and hours are told below.

use domain::{channel::Channel, settings::Tone};

use super::Ways;
use crate::write::group::Group;

/// Ways to begin on a channel.
pub(super) const fn ways(group: Group, channel: Channel, tone: Tone) -> Ways {
    match group {
        Group::Ask => ask(channel, tone),
        Group::Choice => choice(channel, tone),
        Group::Person => person(channel, tone),
        Group::Answer => answer(channel, tone),
        Group::Article => article(channel, tone),
        Group::Proof => proof(channel, tone),
        Group::Business => business(channel, tone),
        _ => Ways(&["{t}"], &[]),
    }
}

const fn ask(channel: Channel, tone: Tone) -> Ways {
    match channel {
        Channel::Instagram => Ways(&["{t}"], &["{s}: over to you"]),
        Channel::Facebook => Ways(
            &["How do you {like} your {s}?"],
            &[
                "What would you like to know about {s}?",
                "What did you always want to know about {s}?",
            ],
        ),
        Channel::LinkedIn => Ways(
            &["{n} takes your questions about {s}", "Questions about {s}? {n} takes them"],
            &["Questions about {s}?"],
        ),
        Channel::Pinterest => {
            Ways(&["{s} – {n}, {town}"], &["{s} – {n}", "{s}: questions welcome"])
        }
        Channel::GoogleBusiness => Ways(&["{n}: {s}"], &["Questions about {s}"]),
        Channel::TikTok => match tone {
            Tone::Friendly => Ways(&["No question is too small: {s}"], &[]),
            Tone::Matter => Ways(&["Open for questions: {s}"], &[]),
            Tone::Playful => Ways(&["Quick, your first question: {s}"], &[]),
            Tone::Formal => Ways(&["Questions are invited: {s}"], &[]),
        },
        Channel::Threads => Ways(
            &["Who would {like} {s} right now?"],
            &["Your question about {s}?", "What would you ask about {s}?"],
        ),
        Channel::Bluesky => Ways(&["Ask {us} about {s}", "Ask away: {s}"], &[]),
        Channel::Mastodon => {
            Ways(&["{s}: what is your question?", "Anything to ask about {s}?"], &[])
        }
        Channel::X => {
            Ways(&["Send {us} your question about {s}"], &["Send in your question about {s}"])
        }
    }
}

const fn choice(channel: Channel, tone: Tone) -> Ways {
    match channel {
        Channel::Instagram => Ways(&["{t}"], &[]),
        Channel::Facebook => {
            Ways(&["If you could have only one: {t}", "Help {us} settle it: {t}"], &[])
        }
        Channel::LinkedIn => Ways(&["A question from {n}: {t}"], &["A question of taste: {t}"]),
        Channel::Pinterest => Ways(&["{n}, {town}: {t}"], &["To choose from: {t}"]),
        Channel::GoogleBusiness => Ways(&["{n} asks: {t}"], &["Two to choose from: {t}"]),
        Channel::TikTok => match tone {
            Tone::Friendly => Ways(&["Tell {us} your favourite: {t}"], &[]),
            Tone::Matter => Ways(&["Make a choice: {t}"], &[]),
            Tone::Playful => Ways(&["Quick, no thinking: {t}"], &[]),
            Tone::Formal => Ways(&["Your preference, please: {t}"], &[]),
        },
        Channel::Threads => Ways(&["Which one is yours? {t}"], &[]),
        Channel::Bluesky => Ways(&["One or the other: {t}"], &[]),
        Channel::Mastodon => Ways(&["This or that: {t}"], &[]),
        Channel::X => Ways(&["Your pick? {t}"], &["Pick one: {t}"]),
    }
}

const fn person(channel: Channel, tone: Tone) -> Ways {
    match channel {
        Channel::Instagram => Ways(&["Meet {s}, {r}", "{s}, {r}"], &["Meet {s}"]),
        Channel::Facebook => Ways(&["{xs}"], &["This is {s}, {r} at {n}", "This is {s}"]),
        Channel::LinkedIn => Ways(&["{s}, {r} at {n}"], &["{s}, {n}", "Who works here: {s}"]),
        Channel::Pinterest => Ways(&["{s}, {r} – {n}, {town}"], &["{s} – {n}", "A portrait: {s}"]),
        Channel::GoogleBusiness => Ways(&["{n}: {s}, {r}"], &["{n}: {s}", "The team: {s}"]),
        Channel::TikTok => match tone {
            Tone::Friendly => Ways(&["Say hello to {s}"], &[]),
            Tone::Matter => Ways(&["Name to note: {s}"], &[]),
            Tone::Playful => Ways(&["The one and only {s}"], &[]),
            Tone::Formal => Ways(&["It is a pleasure to introduce {s}"], &[]),
        },
        Channel::Threads => {
            Ways(&["What would you ask {s}?", "One question to {s}: what would it be?"], &[])
        }
        Channel::Bluesky => Ways(&["A face behind {n}: {s}"], &["On {our} website: {s}"]),
        Channel::Mastodon => Ways(&["The person behind the work: {s}"], &[]),
        Channel::X => Ways(&["Introducing {s}, {r}"], &["Introducing {s}"]),
    }
}

const fn answer(channel: Channel, tone: Tone) -> Ways {
    match channel {
        Channel::Instagram => Ways(&["{s}"], &[]),
        Channel::Facebook => {
            Ways(&["A question people ask: {s}", "Perhaps you have wondered, too: {s}"], &[])
        }
        Channel::LinkedIn => Ways(&["A question for {n}: {s}"], &["A question, answered: {s}"]),
        Channel::Pinterest => Ways(&["{n}, {town}: {s}"], &["Answered: {s}"]),
        Channel::GoogleBusiness => Ways(&["{n} answers: {s}"], &["Question: {s}"]),
        Channel::TikTok => match tone {
            Tone::Friendly => Ways(&["Quick answer: {s}"], &[]),
            Tone::Matter => Ways(&["Short question, straight answer: {s}"], &[]),
            Tone::Playful => Ways(&["Quiz time: {s}"], &[]),
            Tone::Formal => Ways(&["To answer one question: {s}"], &[]),
        },
        Channel::Threads => {
            Ways(&["How would you answer? {s}", "What would you have said? {s}"], &[])
        }
        Channel::Bluesky => Ways(&["Answered on {our} website: {s}"], &[]),
        Channel::Mastodon => Ways(&["For everyone who wonders: {s}", "Good to know: {s}"], &[]),
        Channel::X => Ways(&["Asked and answered: {s}", "Question and answer: {s}"], &[]),
    }
}

const fn article(channel: Channel, tone: Tone) -> Ways {
    match channel {
        Channel::Instagram => Ways(&["“{s}”"], &[]),
        Channel::Facebook => Ways(
            &["{xs} All of it in “{s}”", "{xs} The title: “{s}”"],
            &["For a quiet moment: “{s}”", "If you have a few minutes: “{s}”"],
        ),
        Channel::LinkedIn => {
            Ways(&["{n} writes: “{s}”", "From {n}: “{s}”"], &["In writing: “{s}”"])
        }
        Channel::Pinterest => Ways(&["“{s}” – {n}"], &["Article: “{s}”"]),
        Channel::GoogleBusiness => Ways(&["{n}: “{s}”"], &["On the website: “{s}”"]),
        Channel::TikTok => match tone {
            Tone::Friendly => Ways(&["Worth your time: “{s}”"], &[]),
            Tone::Matter => Ways(&["Read up on it: “{s}”"], &[]),
            Tone::Playful => Ways(&["Less scrolling, more reading: “{s}”"], &[]),
            Tone::Formal => Ways(&["An article for your attention: “{s}”"], &[]),
        },
        Channel::Threads => {
            Ways(&["Have you read it? “{s}”", "What do you make of it? “{s}”"], &[])
        }
        Channel::Bluesky => Ways(&["To read: “{s}”", "On {our} website: “{s}”"], &[]),
        Channel::Mastodon => Ways(&["Recommended reading: “{s}”", "Worth reading: “{s}”"], &[]),
        Channel::X => Ways(&["An article by {n}: “{s}”"], &["An article: “{s}”"]),
    }
}

const fn proof(channel: Channel, tone: Tone) -> Ways {
    match channel {
        Channel::Instagram => Ways(&["{m}"], &[]),
        Channel::Facebook => Ways(
            &["{n} in one sentence: {m}", "One sentence about {n}: {m}"],
            &["In one sentence: {m}"],
        ),
        Channel::LinkedIn => Ways(&["{n}: {m}"], &["To introduce the business: {m}"]),
        Channel::Pinterest => Ways(&["{n}, {town}. {m}"], &["{n}. {m}", "In words: {m}"]),
        Channel::GoogleBusiness => Ways(&["{n}, in short: {m}"], &["In short: {m}"]),
        Channel::TikTok => match tone {
            Tone::Friendly | Tone::Playful => Ways(&["True story: {m}"], &[]),
            Tone::Matter => Ways(&["A fact: {m}"], &[]),
            Tone::Formal => Ways(&["For the record: {m}"], &[]),
        },
        Channel::Threads => Ways(&["Did you know? {m}"], &[]),
        Channel::Bluesky => Ways(&["From {our} website: {m}"], &[]),
        Channel::Mastodon => Ways(&["Good to know: {m}", "Worth repeating: {m}"], &[]),
        Channel::X => Ways(&["{n} says it so: {m}"], &["To remember: {m}"]),
    }
}

const fn business(channel: Channel, tone: Tone) -> Ways {
    match channel {
        Channel::Instagram => Ways(&["{n}, {town}"], &["{n}"]),
        Channel::Facebook => Ways(&["{t}"], &[]),
        Channel::LinkedIn => Ways(&["This is {n}"], &[]),
        Channel::Pinterest => Ways(&["{n} – {l}"], &["{n}, in a picture"]),
        Channel::GoogleBusiness => Ways(&["{n}: {visit}"], &["{n}, here on Google"]),
        Channel::TikTok => match tone {
            Tone::Friendly => Ways(&["Nice to see you here, from {n}"], &[]),
            Tone::Matter => Ways(&["{n}, in brief"], &[]),
            Tone::Playful => Ways(&["Knock, knock. It is {n}"], &[]),
            Tone::Formal => Ways(&["Welcome to {n}"], &[]),
        },
        Channel::Threads => {
            Ways(&["What would you like to see from {n}?"], &["What would you like to see?"])
        }
        Channel::Bluesky => Ways(&["{n} on the web"], &["On the web"]),
        Channel::Mastodon => Ways(&["Hello from {n}"], &["Hello"]),
        Channel::X => Ways(&["{n}, here on X"], &["Here on X"]),
    }
}
