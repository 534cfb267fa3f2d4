//! How good a plan is to follow: six questions, each with what speaks against it and what
//! mends that.
//!
//! It looks at what stands, whoever planned it, and changes nothing. A score is a share of
//! what was looked at, so that two findings in a plan of sixty weigh less than in one of six.

use jiff::{Timestamp, civil::Date};

use crate::{
    activity::ActivityType,
    days::{Days, Zone},
    event::Event,
    id::ActivityId,
    settings::Settings,
};

mod alike;
mod cadence;
mod clash;
mod coverage;
mod gaps;
mod mix;

pub use clash::APART;

#[cfg(test)]
mod tests;

/// An activity as far as the health of its plan depends on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// The activity.
    pub id: ActivityId,
    /// What kind of action.
    pub kind: ActivityType,
    /// Its title.
    pub title: String,
    /// What the action is.
    pub description: String,
    /// What it is about.
    pub subject: String,
    /// The topic it counts for.
    pub topic: Option<String>,
    /// The event it leads up to, with its day.
    pub event: Option<(String, Date)>,
    /// When it stands.
    pub at: Timestamp,
}

/// What is looked at.
#[derive(Debug, Clone, Copy)]
pub struct Look<'a> {
    /// Every activity of the days, those of the past too.
    pub activities: &'a [Planned],
    /// What the marketer wants.
    pub settings: &'a Settings,
    /// The events and holidays that the plan goes by.
    pub events: &'a [Event],
    /// The days that the plan covers.
    pub days: Days,
    /// The site's zone.
    pub zone: &'a Zone,
    /// The present instant: what is past is not mended.
    pub now: Timestamp,
}

/// A plan's health.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Health {
    /// The answers to the questions that can be asked of this plan.
    pub parts: Vec<Part>,
}

/// The answer to one question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The question.
    pub question: Question,
    /// 0 to 100; 100 when nothing speaks against it.
    pub score: u8,
    /// What speaks against it, by time.
    pub findings: Vec<Finding>,
}

/// What is asked of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// Does each kind come as often as the settings say?
    Cadence,
    /// Is each event and holiday spoken of?
    Coverage,
    /// Is there never silence for long?
    Gaps,
    /// Do no two get in each other's way?
    Clashes,
    /// Do the topics take turns?
    Mix,
    /// Is nothing said twice?
    Repetition,
}

impl Question {
    /// The words on a page.
    pub const fn words(self) -> &'static str {
        match self {
            Question::Cadence => "As often as you want",
            Question::Coverage => "Every event has its word",
            Question::Gaps => "Never silent for long",
            Question::Clashes => "Nothing gets in the way",
            Question::Mix => "Topics take turns",
            Question::Repetition => "Nothing is said twice",
        }
    }
}

/// Something that speaks against a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What it is, in a sentence for the marketer.
    pub said: String,
    /// What mends it, when one step does.
    pub mend: Option<Mend>,
}

/// One step that mends a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mend {
    /// An activity goes to another minute.
    Move {
        /// The activity.
        activity: ActivityId,
        /// Where it stands.
        from: Timestamp,
        /// Where it would stand.
        to: Timestamp,
    },
    /// An activity comes.
    Add {
        /// What kind of action.
        kind: ActivityType,
        /// Its title.
        title: String,
        /// When.
        at: Timestamp,
    },
    /// An activity goes, with its drafts.
    Drop(ActivityId),
    /// A new plan is looked at, which may be taken in part.
    PlanAgain,
}

impl Health {
    /// The mean of the parts, 0 to 100; `None` when there is nothing to ask about.
    pub fn score(&self) -> Option<u8> {
        let count = u32::try_from(self.parts.len()).ok().filter(|count| *count > 0)?;
        let sum: u32 = self.parts.iter().map(|part| u32::from(part.score)).sum();
        u8::try_from(sum / count).ok()
    }
}

/// How good a plan is. The same look gives the same answer.
pub fn health(look: &Look<'_>) -> Health {
    let parts = [
        cadence::ask(look),
        coverage::ask(look),
        gaps::ask(look),
        clash::ask(look),
        mix::ask(look),
        alike::ask(look),
    ];
    Health { parts: parts.into_iter().flatten().collect() }
}

impl Look<'_> {
    /// The activities to come, by time.
    fn ahead(&self) -> Vec<&Planned> {
        let mut found: Vec<&Planned> =
            self.activities.iter().filter(|activity| activity.at >= self.now).collect();
        found.sort_by_key(|activity| (activity.at, activity.id));
        found
    }

    fn day(&self, activity: &Planned) -> Date {
        self.zone.day(activity.at)
    }

    fn today(&self) -> Date {
        self.zone.day(self.now)
    }

    /// Whether an activity may fall on a day.
    fn allows(&self, day: Date) -> bool {
        let weekdays = &self.settings.weekdays;
        let free = !weekdays.iter().any(|weekday| (1..=7).contains(weekday))
            || weekdays.contains(&day.weekday().to_monday_one_offset());
        free && day > self.today() && self.days.contains(day)
    }

    /// How many activities fall on a day.
    fn on(&self, day: Date) -> usize {
        self.activities.iter().filter(|activity| self.day(activity) == day).count()
    }
}

/// An answer of which `bad` of `all` that was looked at is not as it should be.
fn part(question: Question, bad: usize, all: usize, findings: Vec<Finding>) -> Part {
    let all = all.max(1);
    let good = all.saturating_sub(bad.min(all));
    let score = u8::try_from(good * 100 / all).unwrap_or(100);
    // What is not whole never looks whole.
    let score = if findings.is_empty() { 100 } else { score.min(99) };
    Part { question, score, findings }
}

/// An activity that says nothing about its day, so that it may stand on another.
fn may_move(look: &Look<'_>, activity: &Planned) -> bool {
    activity.event.is_none() && activity.at > look.now
}
