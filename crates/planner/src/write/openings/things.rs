//! First lines about an offer or a topic.
//!
//! Words: `s` subject, `p` price, `x` what the site says about it, `xs` the same where it
//! can stand first, `x1` where it is one sentence, `eat` for what is eaten; `n` business,
//! `town`, `t` title; `us`, `our`.

use domain::{channel::Channel, settings::Tone};

use super::Ways;
use crate::write::group::Group;

/// Ways to begin on a channel.
pub(super) const fn ways(group: Group, channel: Channel, tone: Tone) -> Ways {
    let offer = matches!(group, Group::Offer);
    match channel {
        Channel::Instagram if offer => Ways(&["{s}, {p}", "{s}", "{s}, from {n}"], &["{s}"]),
        Channel::Instagram => Ways(&["{s}"], &[]),
        // A story begins with what there is to tell.
        Channel::Facebook if offer => Ways(
            &["{xs} That is {our} {s}", "{xs} All of that is {our} {s}"],
            &["At {n}: {s}", "A few words about {s}"],
        ),
        Channel::Facebook => {
            Ways(&["{xs}"], &["A few words about {s}", "{s}, and what is behind it"])
        }
        Channel::LinkedIn if offer => {
            Ways(&["{s} at {n}", "From {n}: {s}", "{n} offers {s}"], &["On offer: {s}"])
        }
        Channel::LinkedIn => Ways(&["{n} on {s}", "{s} at {n}"], &["On {s}"]),
        Channel::Pinterest => Ways(&["{s} – {n}, {town}"], &["{s} – {n}", "{s}, in a picture"]),
        Channel::GoogleBusiness => Ways(&["{n}: {s}"], &["Now: {s}"]),
        Channel::TikTok => tiktok(tone),
        Channel::Threads => threads(offer, tone),
        Channel::Bluesky => {
            Ways(&["On {our} website: {s}", "To look up: {s}", "{s}, on {our} website"], &[])
        }
        Channel::Mastodon => Ways(&["{t}"], &["{n}, about {s}", "About {s}"]),
        Channel::X => Ways(&["Have a look: {s}", "Worth a look: {s}"], &["A look at {s}"]),
    }
}

const fn tiktok(tone: Tone) -> Ways {
    match tone {
        Tone::Friendly => Ways(
            &["{s} in one sentence: {x1}", "{s}, in a few words: {x}"],
            &["This is {s}", "Here it is: {s}"],
        ),
        Tone::Matter => {
            Ways(&["{s}, in brief: {x}", "In brief, {s}: {x}"], &["{s}, in brief", "In brief: {s}"])
        }
        Tone::Playful => {
            Ways(&["Psst: {s}. {x}", "Spotted: {s}. {x}"], &["Psst: {s}", "Spotted: {s}"])
        }
        Tone::Formal => Ways(
            &["A short note on {s}: {x}", "{s}, introduced in brief: {x}"],
            &["A short note on {s}", "{s}, introduced in brief"],
        ),
    }
}

const fn threads(offer: bool, tone: Tone) -> Ways {
    match (offer, tone) {
        (true, Tone::Friendly) => Ways(
            &["Have you {eat} {our} {s} yet?", "Who has {eat} {our} {s}?"],
            &["What would you like to know about {s}?"],
        ),
        (true, Tone::Playful) => Ways(
            &["Be honest: have you {eat} {our} {s} yet?", "Hands up: who has {eat} {our} {s}?"],
            &["Quick, what would you ask about {s}?"],
        ),
        (true, Tone::Matter) => {
            Ways(&["{s}: {eat} it yet?"], &["{s}: what would you like to know?"])
        }
        (true, Tone::Formal) => Ways(
            &["May one ask who has {eat} {our} {s}?"],
            &["Which question do you have about {s}?"],
        ),
        (false, Tone::Friendly) => {
            Ways(&["What would you like to know about {s}?", "{s}: what comes to your mind?"], &[])
        }
        (false, Tone::Playful) => {
            Ways(&["Quick, what would you ask about {s}?", "{s}: your first thought?"], &[])
        }
        (false, Tone::Matter) => {
            Ways(&["{s}: what would you like to know?", "{s}: what is your question?"], &[])
        }
        (false, Tone::Formal) => Ways(&["Which question do you have about {s}?"], &[]),
    }
}
