//! The sentences themselves. Each begins with words of its own and promises no fact: `{p}` is
//! a price, `{r}` a role, `{about}` what an event's description says; a frame whose word is
//! missing is not used.

use domain::activity::ActivityType;

use crate::plan::angle::Angle;

/// What to do from a side.
pub(super) const fn frames(angle: Angle) -> &'static [&'static str] {
    match angle {
        Angle::Story => &[
            "Introduce “{s}” to people who do not know you yet: one picture, two plain sentences.",
            "Tell where this comes from and who stands behind it.",
            "Say in your own words why it matters to you.",
            "Begin with how it started and end with what it is now.",
            "Describe it to a friend who has never heard of your business.",
        ],
        Angle::People => &[
            "Show the person: {s}, {r}. One portrait, and what you would say to introduce them.",
            "Show the person: {s}. One portrait, and what you would say to introduce them.",
            "Show who does the work. One portrait, and what you would say to introduce them.",
            "Put three short questions to one of your people and print the answers.",
            "Let somebody say what a good day at work looks like.",
        ],
        Angle::Behind => &[
            "Show how the work is done, with “{s}” as the example. One picture from the work itself.",
            "Show the step that customers never see.",
            "Catch the work while it happens, unposed.",
            "Let people look at tools, hands or screens while something is being made.",
        ],
        Angle::Question => &[
            "Put one question to your readers about “{s}” and answer those who reply.",
            "Ask what people would like to know, and let the replies decide what comes next.",
            "Offer two answers to choose from, and say which one you would take.",
            "Ask for an experience, a memory or a tip, and thank everyone who shares one.",
        ],
        Angle::Offer => &[
            "Show “{s}” with the price as your website gives it: {p}.",
            "Show “{s}” and say where to find out more.",
            "Name what people get for {p}, nothing else.",
            "Say whom it suits best, and how to get it.",
            "Present it as you would to somebody who stands in front of you.",
        ],
        Angle::Reminder => &[
            "Remind people of “{s}”, in one picture and one sentence.",
            "Bring it back for those who missed it the first time.",
            "Write for whoever meant to look into it and has not yet.",
            "Repeat it in other words: most people did not see it before.",
        ],
        Angle::Article => &[
            "Lead people to what your website says about “{s}”.",
            "Give away the best sentence of the page, and link the rest.",
            "Promise one useful thing to those who read on, and link it.",
            "Quote your own website and send readers there.",
        ],
        Angle::HowTo => &[
            "Give newcomers what they need to know about “{s}”.",
            "Explain the first step so simply that nobody has to ask.",
            "List what to know beforehand, in the order in which it is needed.",
            "Clear up a misunderstanding that you often hear.",
        ],
        Angle::Ask => &[
            "Invite questions about “{s}” and answer them where they are asked.",
            "Open the floor for a day, and reply to everyone in public.",
            "Collect what people wonder about; the answers make further posts.",
        ],
        Angle::Invitation => &[
            "Invite people to get in touch about “{s}”.",
            "Say how easy the first contact is: whom to write to, call or visit.",
            "Ask people in, and tell them what happens when they come.",
        ],
        Angle::Proof => &[
            "Let this sentence of your website stand by itself, large.",
            "Put the sentence into the picture and leave the caption short.",
            "Show what makes it true: the picture is the evidence.",
        ],
        Angle::Practical => &[
            "Say where and when people find you, exactly as your website does.",
            "Make coming by easy, as far as your website tells the way.",
            "Write it so that it can be saved and found again.",
        ],
        Angle::Choice => &[
            "Set “{s}” beside “{other}” and let people choose.",
            "Let people vote for one of the two, and tell them the result.",
            "Place both side by side: no wrong answer, only tastes.",
        ],
        Angle::Guide => &[
            "Write an article about “{s}” that a newcomer understands.",
            "Write the page that you would send to somebody who asks for the first time.",
            "Start from zero: what it is, whom it is for, what it takes.",
        ],
        Angle::Explain => &[
            "Write an article that answers the questions people have about “{s}”.",
            "Gather the real questions from your inbox and answer each in a paragraph.",
            "Take the most frequent doubt seriously and answer it with what you know.",
        ],
        Angle::Letter => &[
            "Write to your subscribers about {m}: {list}.",
            "Write to your subscribers about {m}: what is new and what is coming.",
            "Look ahead to {m} with your subscribers: {list}.",
            "Tell your subscribers first what {m} brings.",
            "Write to your subscribers about one thing, “{s}”, and nothing else.",
            "Send one thought on “{s}” that subscribers get before everybody else.",
            "Choose a single subject, “{s}”, and write as you would to one reader.",
        ],
        Angle::Teaser => &[
            "Make people curious about “{e}” on {d}. {about}",
            "Make people curious about “{e}” on {d}.",
            "Announce it while the day can still be kept free.",
            "Whet the appetite with a picture from last time.",
            "Let readers guess what will be new, and promise the answer.",
            "Drop a hint and leave the rest to imagination.",
            "Give one reason to look forward to “{e}” on {d}, and save the rest for later.",
        ],
        Angle::LastCall => &[
            "Remind people that “{e}” is on {d}. {about}",
            "Remind people that “{e}” is on {d}.",
            "Call those who have not decided yet; there is not much time left.",
            "Give the practical side of “{e}” on {d}: where, when, and what to bring.",
            "Answer the question that comes before every visit: is it worth the way?",
            "Point out one thing that nobody should miss there.",
            "Speak to people who come alone, and say whom they will meet.",
            "Make it a note that friends forward to each other.",
        ],
        Angle::OnDay => &[
            "Say that “{e}” is today. {about}",
            "Say that “{e}” is today.",
            "Open the morning with it, and show that it has begun.",
            "Post from the middle of it while it happens.",
        ],
        Angle::PlanAhead => &[
            "Say when “{e}” is ({d}) and help people plan around it. \
             Add your hours for that day if they differ.",
            "Tell people early what changes: when you are there, and when not.",
            "Help people prepare for “{e}” ({d}): the last day before it, the first one after.",
            "Put “{e}” ({d}) into everybody’s calendar, with what customers should settle earlier.",
        ],
        Angle::Thanks => &[
            "Thank everybody who was part of “{e}” on {d}.",
            "Look back on “{e}”: a moment worth keeping, and a word of thanks.",
            "Say what went well, and what people can look forward to next.",
        ],
    }
}

/// What to do about a question that the website answers.
pub(super) const fn answers(angle: Angle) -> Option<&'static [&'static str]> {
    match angle {
        Angle::HowTo => Some(&[
            "Answer it in a few sentences, with the answer of your website.",
            "Give the answer first and the explanation after it.",
            "Reply as you would at the counter or on the telephone.",
        ]),
        Angle::Question | Angle::Ask => Some(&[
            "Repeat the question, answer it as your website does, and invite more of them.",
            "Let people guess before you give the answer of your website.",
            "Turn the question around: how would your customers answer it?",
        ]),
        Angle::Guide | Angle::Explain => Some(&[
            "Answer it in full: begin with the answer of your website, then say why.",
            "Go deeper than the answer of your website: reasons, exceptions, an example.",
            "Treat the question as the title and every follow-up question as a heading.",
        ]),
        _ => None,
    }
}

/// What to do on a holiday, when nothing is sold.
pub(super) const fn greetings(angle: Angle) -> Option<&'static [&'static str]> {
    match angle {
        Angle::OnDay => Some(&[
            "Wish people well, without selling anything.",
            "Greet your customers and say when you are back.",
            "Share how “{e}” is kept where you are.",
        ]),
        _ => None,
    }
}

/// What to do on a day when every idea has been used.
pub(super) const SPARE: &[&str] = &[
    "Show what is in front of you this day, in one picture and one sentence.",
    "Begin with the first thing that you do in the morning.",
    "Pick the tool that you could not work without.",
    "Tell what you are preparing this week.",
    "Pass on a tip that took you years to learn.",
    "Photograph a corner that visitors overlook.",
    "Answer the last question that a customer asked.",
    "Thank somebody who makes your work possible.",
    "Reveal something half finished.",
    "Compare how you work now with how you began.",
    "Name a small detail that makes you proud.",
    "Let a colleague choose today’s picture.",
    "Share something that you have learned this month.",
    "Enter before anybody else is there and photograph the silence.",
    "Explain a word of your trade that outsiders stumble over.",
    "Defend a decision that you would take again.",
    "Recommend a neighbour or partner whose work you value.",
    "Find out what people would like to see here.",
    "Remember a customer who surprised you, without naming anyone.",
    "Count something nobody counts, and tell the number.",
];

/// How to go about it.
pub(super) const fn ways(kind: ActivityType) -> &'static [&'static str] {
    match kind {
        ActivityType::SocialMarketing => &[
            "Keep it under forty words.",
            "Come close with the camera.",
            "First line short, details below.",
            "A real photograph beats a drawn one here.",
            "End on something that can be answered in one word.",
            "Write it the way you would say it aloud.",
            "A short clip works as well.",
            "Three pictures in a row can carry this.",
            "Leave out adjectives; facts are enough.",
            "Daylight, no filter, one motif.",
            "Reply to early comments within the hour.",
            "Tag whoever belongs to it.",
            "Pin it for newcomers afterwards.",
            "Let image and caption say different things.",
            "Large letters on a plain ground will do.",
            "Add a detail that only insiders notice.",
            "Let it be seen from a customer’s side.",
            "No link in it: people should stay and talk.",
        ],
        ActivityType::Blog => &[
            "Short paragraphs, a heading for each question.",
            "Six hundred words are enough; link the page where readers can act.",
            "Open with the answer, then give your reasons.",
            "Add an example from your own work.",
            "One picture near the top, one list further down.",
            "Finish on the next step that a reader can take.",
        ],
        ActivityType::EmailMarketing => &[
            "One picture, one link, one reason to open it.",
            "Keep the subject line under fifty characters.",
            "Make it sound like a letter, not like a leaflet.",
            "Short greeting, three items, a farewell.",
            "Put whatever has a date at the top.",
            "Write it to one reader whom you know by name.",
            "Nothing but text this time, as one writes to a friend.",
            "Let the preheader finish what the subject begins.",
            "Ask for an answer, and read every one that comes.",
            "Half the usual length; the rest is behind the link.",
        ],
    }
}
