//! Last lines: what a reader may do next, by goal and tone, with the place to do it.
//!
//! Where a link can be followed it stands behind the line; elsewhere the line names the
//! website's host or the street. Words: `act` what the website takes (orders, bookings),
//! `host`, `street`, `s` subject; `us`, `our`.

use domain::settings::{Goal, Tone};

use super::group::Group;

/// Lines that stand before a link.
pub(super) fn before_link(group: Group, goal: Goal, tone: Tone) -> Vec<&'static str> {
    let lines: &[&str] = match group {
        Group::Today | Group::Ahead | Group::Tomorrow => day_linked(tone),
        Group::Article => article(tone),
        Group::Answer => answer(tone),
        Group::Person | Group::Business | Group::Proof if goal == Goal::BoostSales => {
            linked(Goal::DriveTraffic, tone)
        }
        _ => linked(goal, tone),
    };
    lines.to_vec()
}

/// Lines that stand by themselves.
pub(super) fn alone(group: Group, goal: Goal, tone: Tone) -> Vec<&'static str> {
    let lines: &[&str] = match group {
        Group::Today | Group::Ahead | Group::Tomorrow => day(tone),
        Group::Article => spoken(Goal::DriveTraffic, tone),
        Group::Person | Group::Answer | Group::Business | Group::Proof
            if goal == Goal::BoostSales =>
        {
            spoken(Goal::BrandAwareness, tone)
        }
        _ => spoken(goal, tone),
    };
    lines.to_vec()
}

/// What invites answers, for posts that ask.
pub(super) const fn prompt(tone: Tone) -> &'static [&'static str] {
    match tone {
        Tone::Friendly => &["Tell {us} below.", "Write it below.", "Every answer helps {us}."],
        Tone::Matter => &["Answers below, please.", "Write it below.", "Reply below."],
        Tone::Playful => {
            &["The comments are all yours.", "Ready, set, type.", "Fingers on the keys."]
        }
        Tone::Formal => &[
            "Please leave your answer below.",
            "Your reply is welcome.",
            "You are invited to reply below.",
        ],
    }
}

const fn linked(goal: Goal, tone: Tone) -> &'static [&'static str] {
    match (goal, tone) {
        (Goal::BrandAwareness, Tone::Friendly) => &[
            "Come and see:",
            "There is more to see here:",
            "Have a look at the whole page:",
            "See for yourself:",
        ],
        (Goal::BrandAwareness, Tone::Matter) => {
            &["Details:", "The page:", "On {our} website:", "In full:"]
        }
        (Goal::BrandAwareness, Tone::Playful) => &[
            "Curious? This way:",
            "Go on, have a look:",
            "The whole thing is here:",
            "This way to more:",
        ],
        (Goal::BrandAwareness, Tone::Formal) => &[
            "Please find more here:",
            "For further reading:",
            "More on {our} website:",
            "You are invited to see more:",
        ],
        (Goal::DriveTraffic, Tone::Friendly) => {
            &["Read on, it is all there:", "The whole page is here:", "Take a minute and read:"]
        }
        (Goal::DriveTraffic, Tone::Matter) => &["The full page:", "Read on:", "All details:"],
        (Goal::DriveTraffic, Tone::Playful) => {
            &["One click and you know:", "Off you go:", "Your thumb knows what to do:"]
        }
        (Goal::DriveTraffic, Tone::Formal) => {
            &["You are invited to read on:", "The page in full:", "Please continue here:"]
        }
        (Goal::BoostSales, Tone::Friendly) => &[
            "{act} on {our} website:",
            "Like it? You find it here:",
            "Have a look before you decide:",
        ],
        (Goal::BoostSales, Tone::Matter) => {
            &["{act} on {our} website:", "Offer and details:", "All about it:"]
        }
        (Goal::BoostSales, Tone::Playful) => {
            &["Go on, you know you want to:", "Temptation lives here:", "{act} now, explain later:"]
        }
        (Goal::BoostSales, Tone::Formal) => &[
            "You may {act_low} on {our} website:",
            "For details and enquiries:",
            "Your enquiry is welcome:",
        ],
        (Goal::CollectLeads, Tone::Friendly) => {
            &["Ask {us} anything:", "Drop {us} a line:", "Say hello here:"]
        }
        (Goal::CollectLeads, Tone::Matter) => {
            &["Questions? Ask {us} here:", "Contact:", "For an answer, ask:"]
        }
        (Goal::CollectLeads, Tone::Playful) => {
            &["Type it, send it, done:", "Ask {us} the odd one:", "Slide this way:"]
        }
        (Goal::CollectLeads, Tone::Formal) => {
            &["Please contact {us} here:", "Your enquiry is welcome here:", "To reach {us}:"]
        }
    }
}

const fn article(tone: Tone) -> &'static [&'static str] {
    match tone {
        Tone::Friendly => &["Read it here:", "Take a minute and read:", "It is all here:"],
        Tone::Matter => &["Read it:", "The article:", "Full text:"],
        Tone::Playful => &["Off you go:", "Go on, read it:", "This way to the good part:"],
        Tone::Formal => {
            &["You are invited to read it:", "The article in full:", "To be read here:"]
        }
    }
}

const fn answer(tone: Tone) -> &'static [&'static str] {
    match tone {
        Tone::Friendly => {
            &["More answers here:", "More of what people ask:", "Other questions? Look here:"]
        }
        Tone::Matter => &["More answers:", "All questions:", "Other questions:"],
        Tone::Playful => {
            &["Still curious? This way:", "Next question:", "More where that came from:"]
        }
        Tone::Formal => &[
            "Further answers:",
            "Further questions are answered here:",
            "Please find more answers here:",
        ],
    }
}

const fn day_linked(tone: Tone) -> &'static [&'static str] {
    match tone {
        Tone::Friendly => {
            &["Any questions? You reach {us} here:", "More from {us}:", "For everything else:"]
        }
        Tone::Matter => &["Website:", "Details:", "Questions:"],
        Tone::Playful => &["Meanwhile:", "Still here? Then look:", "While you wait:"],
        Tone::Formal => &["Further information:", "For your questions:", "To reach {us}:"],
    }
}

const fn spoken(goal: Goal, tone: Tone) -> &'static [&'static str] {
    match (goal, tone) {
        (Goal::BrandAwareness, Tone::Friendly) => &[
            "You find {us} at {street}.",
            "See more at {host}.",
            "Know somebody who should see this? Send it on.",
            "Come and see at {host}.",
            "Ask {us} at {street}.",
        ],
        (Goal::BrandAwareness, Tone::Matter) => {
            &["More: {host}.", "Where: {street}.", "On the web: {host}.", "Details at {host}."]
        }
        (Goal::BrandAwareness, Tone::Playful) => &[
            "The rest is on {host}.",
            "Tag somebody who should know.",
            "Find {us}: {street}.",
            "Curious? {host}.",
        ],
        (Goal::BrandAwareness, Tone::Formal) => &[
            "Further information: {host}.",
            "You find {us} at {street}.",
            "You are welcome at {host}.",
        ],
        (Goal::DriveTraffic, Tone::Friendly) => {
            &["Read more at {host}.", "It is all at {host}.", "Come and read: {host}."]
        }
        (Goal::DriveTraffic, Tone::Matter) => {
            &["In full at {host}.", "Read on: {host}.", "Page: {host}."]
        }
        (Goal::DriveTraffic, Tone::Playful) => {
            &["Off you go: {host}.", "Down the rabbit hole: {host}.", "Type it in: {host}."]
        }
        (Goal::DriveTraffic, Tone::Formal) => {
            &["To be read at {host}.", "Please find more at {host}.", "The page in full: {host}."]
        }
        (Goal::BoostSales, Tone::Friendly) => {
            &["{act} on {our} website: {host}.", "Ask {us} at {street}.", "Yours? See {host}."]
        }
        (Goal::BoostSales, Tone::Matter) => {
            &["{act}: {host}.", "Offer and details: {host}.", "Ask at {street}."]
        }
        (Goal::BoostSales, Tone::Playful) => &[
            "{act} now, explain later: {host}.",
            "Temptation lives at {host}.",
            "Come by: {street}.",
        ],
        (Goal::BoostSales, Tone::Formal) => {
            &["You may {act_low} at {host}.", "Enquiries: {host}.", "Please ask at {street}."]
        }
        (Goal::CollectLeads, Tone::Friendly) => {
            &["Write to {us}: {host}.", "Ask {us} at {street}.", "Send {us} your question."]
        }
        (Goal::CollectLeads, Tone::Matter) => {
            &["Contact: {host}.", "Questions: {host}.", "Ask {us} at {street}."]
        }
        (Goal::CollectLeads, Tone::Playful) => {
            &["Ask {us} the odd one: {host}.", "Knock at {street}.", "Type it, send it: {host}."]
        }
        (Goal::CollectLeads, Tone::Formal) => &[
            "Please contact {us}: {host}.",
            "Your enquiry is welcome at {host}.",
            "To reach {us}: {street}.",
        ],
    }
}

const fn day(tone: Tone) -> &'static [&'static str] {
    match tone {
        Tone::Friendly => &[
            "Questions? You reach {us} at {host}.",
            "Tell somebody who should know.",
            "More at {host}.",
        ],
        Tone::Matter => &["Questions: {host}.", "Pass it on.", "Website: {host}."],
        Tone::Playful => &["Tell the others.", "Meanwhile: {host}.", "Still curious? {host}."],
        Tone::Formal => {
            &["Further information: {host}.", "Please take note.", "For your questions: {host}."]
        }
    }
}
