//! A new plan beside the one that stands, before anything is changed.

use jiff::Timestamp;

use crate::{activity::ActivityType, id::ActivityId};

/// Which new plan. The same one comes of it for as long as nothing else changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Draw {
    /// Picks among equally good plans.
    pub seed: u64,
    /// The instant that it plans from.
    pub as_of: Timestamp,
}

/// What taking a new plan would change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Which plan it is.
    pub draw: Draw,
    /// Stands for what was seen: another text when anything in it is otherwise.
    pub fingerprint: String,
    /// Every activity to come, of the plan that stands and of the new one, by time.
    pub differences: Vec<Difference>,
}

/// What becomes of one activity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The activity; one that comes has this id once it is taken.
    pub activity: ActivityId,
    /// What kind of action.
    pub kind: ActivityType,
    /// Its title.
    pub title: String,
    /// Why it is planned.
    pub reason: String,
    /// What becomes of it.
    pub becomes: Becomes,
}

/// What becomes of an activity when a new plan is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Becomes {
    /// It comes.
    Added(Timestamp),
    /// It stays what it is, at another minute; its drafts are written anew.
    Moved(Timestamp, Timestamp),
    /// It goes, with its drafts.
    Dropped(Timestamp),
    /// It stays as it is: the new plan has it too, or a person made it theirs.
    Kept(Timestamp),
}

impl Becomes {
    /// When it stands in the new plan; for what goes, when it stood.
    pub const fn at(self) -> Timestamp {
        match self {
            Becomes::Added(at)
            | Becomes::Moved(_, at)
            | Becomes::Dropped(at)
            | Becomes::Kept(at) => at,
        }
    }
}

/// What became of the differences that somebody took.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Taken {
    /// Activities that came.
    pub added: usize,
    /// Activities that stand at another minute.
    pub moved: usize,
    /// Activities that went.
    pub dropped: usize,
}
