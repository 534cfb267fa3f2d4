//! Last lines: what a reader may do next, by goal and tone. Those with `host` serve
//! networks where a link cannot be followed.

use domain::settings::{Goal, Tone};

use super::group::Group;

/// The last lines that suit a post.
pub(super) fn calls(group: Group, goal: Goal, tone: Tone) -> Vec<&'static str> {
    let (common, toned) = match group {
        Group::Today => (today(), today_toned(tone)),
        Group::Ahead | Group::Tomorrow => (ahead(), ahead_toned(tone)),
        // Nobody buys a person or an article.
        Group::Person | Group::Answer | Group::Article | Group::Business
            if goal == Goal::BoostSales =>
        {
            (common(Goal::DriveTraffic), toned(Goal::DriveTraffic, tone))
        }
        _ => (common(goal), toned(goal, tone)),
    };
    common.iter().chain(toned).copied().collect()
}

/// What invites answers, for posts that ask.
pub(super) const fn prompt(tone: Tone) -> &'static [&'static str] {
    match tone {
        Tone::Friendly => &["Tell {us} below.", "What would you ask?", "Every answer helps {us}."],
        Tone::Matter => &["Answers below, please.", "What is your question?", "Write it below."],
        Tone::Playful => {
            &["The comments are all yours.", "Ready, set, type.", "Fingers on the keys."]
        }
        Tone::Formal => &[
            "Please leave your answer below.",
            "Which question would you put?",
            "Your reply is welcome.",
        ],
    }
}

const fn common(goal: Goal) -> &'static [&'static str] {
    match goal {
        Goal::BrandAwareness => &[
            "Pass it on to someone who should know.",
            "Follow along for more.",
            "Tell {us} what you would like to see next.",
            "More to come. Until then: {host}.",
        ],
        Goal::DriveTraffic => &[
            "There is more on {our} website.",
            "The rest is one click away.",
            "Read on at {host}.",
            "Continue on {our} website.",
        ],
        Goal::BoostSales => &[
            "Ask {us} about it.",
            "Have a look before you decide.",
            "Find out more at {host}.",
            "See what {our} website says.",
        ],
        Goal::CollectLeads => &[
            "Send {us} your question.",
            "Ask {us} anything about it.",
            "Get in touch at {host}.",
            "A message is all it takes.",
        ],
    }
}

const fn toned(goal: Goal, tone: Tone) -> &'static [&'static str] {
    match (goal, tone) {
        (Goal::BrandAwareness, Tone::Friendly) => &[
            "Share it with a friend who would like this.",
            "Leave {us} a line, it is always good to hear from you.",
            "Stay a while and look around.",
            "Come and see more at {host}.",
        ],
        (Goal::BrandAwareness, Tone::Matter) => &[
            "More follows.",
            "Follow for the next one.",
            "Share it if it is useful.",
            "Website: {host}.",
        ],
        (Goal::BrandAwareness, Tone::Playful) => &[
            "Tag someone who needs to see this.",
            "Stick around, there is more.",
            "Sharing is allowed. Encouraged, even.",
            "Curious? {host}.",
        ],
        (Goal::BrandAwareness, Tone::Formal) => &[
            "Your comments are welcome.",
            "You are welcome to share it.",
            "Thank you for your interest.",
            "Further information: {host}.",
        ],
        (Goal::DriveTraffic, Tone::Friendly) => &[
            "Come and have a look.",
            "There is more waiting for you.",
            "Make yourself at home on {our} website.",
            "Come and see: {host}.",
        ],
        (Goal::DriveTraffic, Tone::Matter) => &[
            "Details on the website.",
            "Full details: see the link.",
            "Continue there.",
            "Details: {host}.",
        ],
        (Goal::DriveTraffic, Tone::Playful) => &[
            "Down the rabbit hole you go.",
            "Your thumb knows what to do.",
            "Warning: you may stay longer than planned.",
            "Off you go: {host}.",
        ],
        (Goal::DriveTraffic, Tone::Formal) => &[
            "Please find more on {our} website.",
            "Further reading is provided there.",
            "You are invited to read on.",
            "Further information: {host}.",
        ],
        (Goal::BoostSales, Tone::Friendly) => &[
            "Treat yourself, or someone you like.",
            "Ask for it by name.",
            "Let {us} know if it is one for you.",
            "Take your time and look: {host}.",
        ],
        (Goal::BoostSales, Tone::Matter) => &[
            "To buy, ask {us}.",
            "Compare, then decide.",
            "For details, ask {us}.",
            "All details: {host}.",
        ],
        (Goal::BoostSales, Tone::Playful) => &[
            "Go on, you know you want to.",
            "Treat first, think later.",
            "Your future self says thanks.",
            "Temptation lives here: {host}.",
        ],
        (Goal::BoostSales, Tone::Formal) => &[
            "Enquiries are welcome.",
            "You are invited to enquire.",
            "Please ask {us} for details.",
            "Further information: {host}.",
        ],
        (Goal::CollectLeads, Tone::Friendly) => &[
            "Drop {us} a line whenever it suits you.",
            "Let {us} know what you need.",
            "Write as you would to a friend.",
            "Say hello at {host}.",
        ],
        (Goal::CollectLeads, Tone::Matter) => &[
            "Questions: write to {us}.",
            "For an answer, ask.",
            "Contact {us} for details.",
            "Contact: {host}.",
        ],
        (Goal::CollectLeads, Tone::Playful) => &[
            "Type it, send it, done.",
            "Go ahead, ask the odd one.",
            "Curious minds, write to {us}.",
            "Slide this way: {host}.",
        ],
        (Goal::CollectLeads, Tone::Formal) => &[
            "You are invited to contact {us}.",
            "Please address your questions to {us}.",
            "Your enquiry is welcome.",
            "Contact details: {host}.",
        ],
    }
}

const fn ahead() -> &'static [&'static str] {
    &["Plan ahead.", "Note the day.", "Questions? Ask {us}.", "News until then: {host}."]
}

const fn ahead_toned(tone: Tone) -> &'static [&'static str] {
    match tone {
        Tone::Friendly => &[
            "Tell someone who should know.",
            "Let {us} know if you have questions.",
            "Better to plan with a little time to spare.",
            "Any questions? {host}.",
        ],
        Tone::Matter => &["Plan accordingly.", "Note it now.", "Pass it on.", "Website: {host}."],
        Tone::Playful => &[
            "Set a reminder, future you will be grateful.",
            "Tell the others.",
            "No excuses later.",
            "Meanwhile: {host}.",
        ],
        Tone::Formal => &[
            "Please plan accordingly.",
            "Kindly note the date.",
            "Thank you for taking note.",
            "Further information: {host}.",
        ],
    }
}

const fn today() -> &'static [&'static str] {
    &["Questions? Ask {us}.", "Pass it on.", "Tell someone who should know.", "On the web: {host}."]
}

const fn today_toned(tone: Tone) -> &'static [&'static str] {
    match tone {
        Tone::Friendly => &[
            "Have a good day.",
            "Say hello if you like.",
            "Good that you stopped to read this.",
            "More at {host}.",
        ],
        Tone::Matter => &["Keep it in mind.", "Good to know.", "Now you know.", "Website: {host}."],
        Tone::Playful => {
            &["Tell the others.", "Off you go.", "You read it here.", "Still here? {host}."]
        }
        Tone::Formal => &[
            "A pleasant day to you.",
            "Thank you for your attention.",
            "With kind regards.",
            "Further information: {host}.",
        ],
    }
}
