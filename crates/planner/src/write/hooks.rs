//! First lines. Each sort of post has lines that suit any tone and lines of one tone.
//!
//! Words: `t` title, `s` subject, `n` business, `r` role, `e` event, `d` its day; `us`, `our`.

use domain::settings::Tone;

use super::group::Group;

/// Lines that suit any tone.
pub(super) const fn common(group: Group) -> &'static [&'static str] {
    match group {
        Group::Thing => &["{t}", "In focus: {s}", "One thing today: {s}", "Worth remembering: {s}"],
        Group::Behind => &[
            "{t}",
            "Behind the scenes: {s}",
            "Seen from the inside: {s}",
            "The work behind it: {s}",
        ],
        Group::Ask => &["{t}", "Over to you: {s}", "Questions welcome: {s}", "Your turn: {s}"],
        Group::Choice => &["{t}", "This or that: {t}", "One or the other: {t}", "Pick one: {t}"],
        Group::Person => &["Meet {s}", "A face behind {n}: {s}", "This is {s}", "In person: {s}"],
        Group::Answer => &[
            "{s}",
            "A question with an answer: {s}",
            "Asked and answered: {s}",
            "For everyone who wonders: {s}",
        ],
        Group::Article => {
            &["“{s}”", "Worth reading: “{s}”", "On {our} website: “{s}”", "To read: “{s}”"]
        }
        Group::Business => &["{t}", "This is {n}", "A few words about {n}", "In short: {n}"],
        Group::Own => &["{t}"],
        Group::Ahead => {
            &["{t}", "{e}: {d}", "Coming up on {d}: {e}", "On the calendar for {d}: {e}"]
        }
        Group::Tomorrow => {
            &["{t}", "Tomorrow, {d}: {e}", "Tomorrow already: {e}", "Just a day away: {e}"]
        }
        Group::Today => &["{t}", "Today, {d}: {e}", "The day is here: {e}", "It is today: {e}"],
    }
}

/// Lines of one tone.
pub(super) const fn toned(group: Group, tone: Tone) -> &'static [&'static str] {
    match tone {
        Tone::Friendly => friendly(group),
        Tone::Matter => matter(group),
        Tone::Playful => playful(group),
        Tone::Formal => formal(group),
    }
}

const fn friendly(group: Group) -> &'static [&'static str] {
    match group {
        Group::Thing => &[
            "Here is one for you: {s}",
            "Have you two met? {s}",
            "A little introduction: {s}",
            "Worth a moment of your day: {s}",
        ],
        Group::Behind => &[
            "Come a little closer: {s}",
            "Ever wondered about this one? {s}",
            "You are welcome to be curious: {s}",
            "A peek behind the door: {s}",
        ],
        Group::Ask => &[
            "What would you like to know? {s}",
            "Tell {us} what you think: {s}",
            "No question is too small: {s}",
            "Help {us} out with this one: {s}",
        ],
        Group::Choice => &[
            "Help {us} decide: {t}",
            "Which one is yours? {t}",
            "Hard to choose: {t}",
            "Tell {us} your favourite: {t}",
        ],
        Group::Person => &[
            "Say hello to {s}",
            "Please meet {s}",
            "Time to introduce {s}",
            "Now you know the name: {s}",
        ],
        Group::Answer => &[
            "Good question: {s}",
            "You may have wondered, too: {s}",
            "If you have ever asked yourself this: {s}",
            "Here to help: {s}",
        ],
        Group::Article => &[
            "Something to read with your coffee: “{s}”",
            "If you have a few minutes: “{s}”",
            "For a quiet moment: “{s}”",
            "Put the kettle on: “{s}”",
        ],
        Group::Business => &[
            "Hello from {n}",
            "Nice to see you here. This is {n}",
            "Lovely to meet you. This is {n}",
            "Good to have you here, from {n}",
        ],
        Group::Own => &[],
        Group::Ahead => &[
            "Put it in your diary: {e}, {d}",
            "So that nobody is surprised: {e}, {d}",
            "Just so you know in good time: {e}, {d}",
            "Do not let this one pass you by: {e}, {d}",
        ],
        Group::Tomorrow => &[
            "A friendly reminder for tomorrow: {e}",
            "In case it slipped your mind, tomorrow: {e}",
            "So you are ready for tomorrow: {e}",
            "Just to remind you, tomorrow: {e}",
        ],
        Group::Today => &[
            "Good morning, today is the day: {e}",
            "It is here: {e}",
            "A good day to you all: {e}",
            "Happy to remind you that it is today: {e}",
        ],
    }
}

const fn matter(group: Group) -> &'static [&'static str] {
    match group {
        Group::Thing => {
            &["{s}: the facts", "{s}, in brief", "What there is to know: {s}", "Subject: {s}"]
        }
        Group::Behind => &[
            "The process: {s}",
            "In the making: {s}",
            "What goes into it: {s}",
            "The work, step by step: {s}",
        ],
        Group::Ask => &[
            "Open for questions: {s}",
            "Opinions, please: {s}",
            "Asked plainly: {s}",
            "Your question, a clear answer: {s}",
        ],
        Group::Choice => &[
            "A choice: {t}",
            "Your preference, please: {t}",
            "To be decided: {t}",
            "Make a choice: {t}",
        ],
        Group::Person => &[
            "Who does what: {s}",
            "On the team: {s}",
            "The person behind the work: {s}",
            "Name to note: {s}",
        ],
        Group::Answer => &[
            "Question: {s}",
            "The question: {s}",
            "Short question, straight answer: {s}",
            "In plain words: {s}",
        ],
        Group::Article => {
            &["Article: “{s}”", "In writing: “{s}”", "The full text: “{s}”", "Read up on it: “{s}”"]
        }
        Group::Business => {
            &["{n}, in brief", "{n}: the essentials", "Who this is: {n}", "The facts about {n}"]
        }
        Group::Own => &[],
        Group::Ahead => &[
            "For planning: {e}, {d}",
            "Please note: {e}, {d}",
            "{d}: {e}",
            "Date to note: {d}, {e}",
        ],
        Group::Tomorrow => {
            &["Reminder: {e}, {d}", "Tomorrow: {e}", "Due tomorrow: {e}", "Note for tomorrow: {e}"]
        }
        Group::Today => {
            &["Today: {e}", "{d}: {e}", "On today’s calendar: {e}", "Note for today: {e}"]
        }
    }
}

const fn playful(group: Group) -> &'static [&'static str] {
    match group {
        Group::Thing => &[
            "Psst: {s}",
            "Drumroll, please: {s}",
            "Go on, say it out loud: {s}",
            "Guess what this is about. Yes: {s}",
        ],
        Group::Behind => &[
            "Curtain up: {s}",
            "Sleeves up: {s}",
            "Shh, work in progress: {s}",
            "No peeking? Peek away: {s}",
        ],
        Group::Ask => &[
            "Hands up, who has a question? {s}",
            "Quick, first thought: {s}",
            "Settle this for {us}: {s}",
            "Be honest: {s}",
        ],
        Group::Choice => &[
            "Settle this for {us}: {t}",
            "No dodging: {t}",
            "Quick, no thinking: {t}",
            "Choose your side: {t}",
        ],
        Group::Person => &[
            "Ta-da: {s}",
            "The one and only {s}",
            "Spotted at work: {s}",
            "Now you know who to look for: {s}",
        ],
        Group::Answer => &[
            "Quiz time: {s}",
            "Asking for a friend? {s}",
            "On the table: {s}",
            "All right, here goes: {s}",
        ],
        Group::Article => &[
            "Scrolling anyway? Then read this: “{s}”",
            "Less scrolling, more reading: “{s}”",
            "Bookmarks out: “{s}”",
            "Brain food: “{s}”",
        ],
        Group::Business => &[
            "Guess who? {n}",
            "Knock, knock. It is {n}",
            "Yes, it is {n} again",
            "You know who: {n}",
        ],
        Group::Own => &[],
        Group::Ahead => &[
            "Calendars out: {e}, {d}",
            "Circle it: {e}, {d}",
            "Not long now: {e}, {d}",
            "Pencils ready: {e}, {d}",
        ],
        Group::Tomorrow => &[
            "Alarm clocks on, tomorrow it is: {e}",
            "Sleep fast. Tomorrow: {e}",
            "So close: {e}",
            "Nearly, nearly: {e}",
        ],
        Group::Today => &[
            "Wait no longer: {e}",
            "Rise and shine: {e}",
            "No more counting days: {e}",
            "Look at the calendar. Yes: {e}",
        ],
    }
}

const fn formal(group: Group) -> &'static [&'static str] {
    match group {
        Group::Thing => &[
            "A short introduction: {s}",
            "For your attention: {s}",
            "It is a pleasure to present: {s}",
            "A note on the following: {s}",
        ],
        Group::Behind => &[
            "A view of the work itself: {s}",
            "An insight into daily practice: {s}",
            "How the work is done: {s}",
            "A closer view: {s}",
        ],
        Group::Ask => &[
            "Your view is welcome: {s}",
            "Questions are invited: {s}",
            "An open question: {s}",
            "Your opinion is valued: {s}",
        ],
        Group::Choice => &[
            "A question of taste: {t}",
            "Which would you choose? {t}",
            "Your preference is of interest: {t}",
            "Your choice is welcome: {t}",
        ],
        Group::Person => &[
            "It is a pleasure to introduce {s}",
            "A short portrait: {s}",
            "Allow an introduction: {s}",
            "With pleasure: {s}",
        ],
        Group::Answer => &[
            "A question worth answering: {s}",
            "For clarification: {s}",
            "To answer one question: {s}",
            "The following deserves an answer: {s}",
        ],
        Group::Article => &[
            "Recommended reading: “{s}”",
            "For further reading: “{s}”",
            "An article for your attention: “{s}”",
            "The article in question: “{s}”",
        ],
        Group::Business => &[
            "Welcome to {n}",
            "A short introduction: {n}",
            "It is a pleasure to introduce {n}",
            "For those who do not know it yet: {n}",
        ],
        Group::Own => &[],
        Group::Ahead => &[
            "A date for your calendar: {e}, {d}",
            "Advance notice: {e}, {d}",
            "For your planning: {e}, {d}",
            "Kindly note: {e}, {d}",
        ],
        Group::Tomorrow => &[
            "Kindly note for tomorrow: {e}",
            "A reminder for tomorrow, {d}: {e}",
            "May this serve as a reminder for tomorrow: {e}",
            "For tomorrow, {d}: {e}",
        ],
        Group::Today => &[
            "For today, {d}: {e}",
            "Kindly note that it is today: {e}",
            "On this day, {d}: {e}",
            "Today is the day, {d}: {e}",
        ],
    }
}
