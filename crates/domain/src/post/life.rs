//! The life of a post: one state machine. The database decides by it (`store` makes its
//! conditions of [`PostStatus::that_permit`]), and so do pages and programs.
//!
//! | | draft | scheduled | processing | published | missed | uncertain | failed | canceled |
//! | --- | --- | --- | --- | --- | --- | --- | --- | --- |
//! | edit, move | draft | scheduled | | | missed | | failed | canceled |
//! | delete | gone | gone | | | gone | | gone | gone |
//! | schedule | scheduled | scheduled | | | scheduled | | scheduled | scheduled |
//! | unschedule | draft | draft | | | draft | | draft | draft |
//! | cancel | | canceled | | | | | | |
//! | miss | | missed | | | | | | |
//! | claim | | processing | | | | | | |
//! | free, wait | | | scheduled | | | | | |
//! | doubt | | | uncertain | | | | | |
//! | published | | | published | | | published | | |
//! | refused for now | | | scheduled | | | scheduled | | |
//! | refused for good | | | failed | | | failed | | |
//! | unclear | | | uncertain | | | uncertain | | |
//! | absent | | | | | | scheduled | | |
//! | settled as published | | | | | | published | | |
//! | settled as absent | | | | | | draft | | |
//!
//! What the network answers may come late, when the post is *uncertain* already: it is the
//! network's own word and settles the doubt.

use super::PostStatus;

/// What is done to a post, or happens to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verb {
    /// A person or a program changes its words, its picture or its minute.
    Edit,
    /// A person or a program deletes it.
    Delete,
    /// It shall go out at its minute.
    Schedule,
    /// It shall be a draft again.
    Unschedule,
    /// It shall not go out after all.
    Cancel,
    /// Its minute passed while nobody published.
    Miss,
    /// A publisher takes it up.
    Claim,
    /// A publisher gives it back unsent, or died before the mark.
    Free,
    /// A publisher died after the mark: it may have been sent.
    Doubt,
    /// The network has it: its answer, or a look-up.
    Published,
    /// It was certainly not taken, and may be tried again.
    RefusedForNow,
    /// It was certainly not taken, and a person must act.
    RefusedForGood,
    /// It was sent, and nobody knows what came of it.
    Unclear,
    /// A look-up proved that it is not on the network.
    Absent,
    /// A person looked, and it is on the network.
    SettledAsPublished,
    /// A person looked, and it is not on the network.
    SettledAsAbsent,
}

impl Verb {
    /// Every verb.
    pub const ALL: [Verb; 16] = [
        Verb::Edit,
        Verb::Delete,
        Verb::Schedule,
        Verb::Unschedule,
        Verb::Cancel,
        Verb::Miss,
        Verb::Claim,
        Verb::Free,
        Verb::Doubt,
        Verb::Published,
        Verb::RefusedForNow,
        Verb::RefusedForGood,
        Verb::Unclear,
        Verb::Absent,
        Verb::SettledAsPublished,
        Verb::SettledAsAbsent,
    ];
}

/// What a verb makes of a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// It stands so.
    Stands(PostStatus),
    /// It is deleted. Its receipts stay.
    Gone,
}

/// The post is in no state for it. For what a person asks: it is going out, went out or may
/// have, or there is nothing to do it to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a post that is {status} permits no {verb:?}")]
pub struct TooLate {
    /// Where it stands.
    pub status: PostStatus,
    /// What was to be done.
    pub verb: Verb,
}

impl PostStatus {
    /// What the post becomes.
    ///
    /// # Errors
    /// It is too late for that, or nothing that can happen to such a post.
    pub const fn after(self, verb: Verb) -> Result<Next, TooLate> {
        use PostStatus::{
            Canceled, Draft, Failed, Missed, Processing, Published, Scheduled, Uncertain,
        };
        let stands = match (self, verb) {
            (Draft | Scheduled | Missed | Failed | Canceled, Verb::Delete) => {
                return Ok(Next::Gone);
            }
            (Draft | Scheduled | Missed | Failed | Canceled, Verb::Edit) => self,
            (Draft | Scheduled | Missed | Failed | Canceled, Verb::Schedule) => Scheduled,
            (Draft | Scheduled | Missed | Failed | Canceled, Verb::Unschedule) => Draft,
            (Scheduled, Verb::Cancel) => Canceled,
            (Scheduled, Verb::Miss) => Missed,
            (Scheduled, Verb::Claim) => Processing,
            (Processing, Verb::Free) => Scheduled,
            (Processing, Verb::Doubt) => Uncertain,
            (Processing | Uncertain, Verb::Published) => Published,
            (Processing | Uncertain, Verb::RefusedForNow) => Scheduled,
            (Processing | Uncertain, Verb::RefusedForGood) => Failed,
            (Processing | Uncertain, Verb::Unclear) => Uncertain,
            (Uncertain, Verb::Absent) => Scheduled,
            (Uncertain, Verb::SettledAsPublished) => Published,
            (Uncertain, Verb::SettledAsAbsent) => Draft,
            (status, verb) => return Err(TooLate { status, verb }),
        };
        Ok(Next::Stands(stands))
    }

    /// Whether that can be done to such a post, or happen to it.
    pub const fn permits(self, verb: Verb) -> bool {
        self.after(verb).is_ok()
    }

    /// The states that permit it, in the order pages show them.
    pub fn that_permit(verb: Verb) -> impl Iterator<Item = PostStatus> {
        PostStatus::ALL.into_iter().filter(move |status| status.permits(verb))
    }

    /// Whether words, picture and time may still change. Decided again by the database,
    /// against a publisher's claim.
    pub const fn editable(self) -> bool {
        self.permits(Verb::Edit)
    }

    /// Whether a person may ask for it to go out at a later minute.
    pub const fn schedulable(self) -> bool {
        self.permits(Verb::Schedule)
    }

    /// Whether a person may make it a draft again.
    pub const fn unschedulable(self) -> bool {
        self.permits(Verb::Unschedule) && !matches!(self, PostStatus::Draft)
    }

    /// Whether it is going out, went out or may have.
    pub const fn out(self) -> bool {
        !self.permits(Verb::Delete)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    const PUBLISHERS: [Verb; 6] = [
        Verb::Free,
        Verb::Doubt,
        Verb::Published,
        Verb::RefusedForNow,
        Verb::RefusedForGood,
        Verb::Unclear,
    ];
    /// What tells for certain that an uncertain post is there, or that it is not.
    const SETTLING: [Verb; 6] = [
        Verb::Published,
        Verb::RefusedForNow,
        Verb::RefusedForGood,
        Verb::Absent,
        Verb::SettledAsPublished,
        Verb::SettledAsAbsent,
    ];

    fn any_verbs() -> impl Strategy<Value = Vec<Verb>> {
        proptest::collection::vec(proptest::sample::select(&Verb::ALL[..]), 0..60)
    }

    /// The steps that those verbs take from a draft; what is refused takes none.
    fn walk(verbs: &[Verb]) -> Vec<(PostStatus, Verb, Next)> {
        let mut status = PostStatus::Draft;
        let mut steps = Vec::new();
        for verb in verbs {
            let Ok(next) = status.after(*verb) else { continue };
            steps.push((status, *verb, next));
            match next {
                Next::Stands(stands) => status = stands,
                Next::Gone => break,
            }
        }
        steps
    }

    proptest! {
        #[test]
        fn whatever_happens_a_life_keeps_its_promises(verbs in any_verbs()) {
            let steps = walk(&verbs);
            for (at, (from, verb, next)) in steps.iter().enumerate() {
                let moved = *next != Next::Stands(*from);
                prop_assert_ne!(*from, PostStatus::Published, "nothing leaves published");
                if *from == PostStatus::Processing {
                    prop_assert!(PUBLISHERS.contains(verb), "only its publisher ends a claim");
                }
                if *from == PostStatus::Uncertain && moved {
                    prop_assert!(SETTLING.contains(verb), "doubt ends with a certain word only");
                }
                if *next == Next::Stands(PostStatus::Processing) {
                    prop_assert_eq!((*from, *verb), (PostStatus::Scheduled, Verb::Claim));
                }
                if *next == Next::Gone {
                    prop_assert!(!from.out(), "what may be on a network is never deleted");
                }
                if *verb == Verb::Claim {
                    // Since the last time that it may have been sent, somebody has said for
                    // certain that it is not there.
                    let before = &steps[..at];
                    let doubted = before.iter().rposition(|(_, verb, _)| {
                        matches!(verb, Verb::Doubt | Verb::Unclear)
                    });
                    let settled = before.iter().rposition(|(from, verb, _)| {
                        *from == PostStatus::Uncertain && SETTLING.contains(verb)
                    });
                    prop_assert!(settled >= doubted, "claimed again while in doubt");
                }
            }
        }
    }

    #[test]
    fn every_status_is_reached_from_a_draft_and_every_verb_has_its_time() {
        let (mut reached, mut used) = (HashSet::from([PostStatus::Draft]), HashSet::new());
        let mut todo = vec![PostStatus::Draft];
        while let Some(status) = todo.pop() {
            for verb in Verb::ALL {
                if let Ok(next) = status.after(verb) {
                    used.insert(verb);
                    if let Next::Stands(next) = next
                        && reached.insert(next)
                    {
                        todo.push(next);
                    }
                }
            }
        }
        assert_eq!(reached.len(), PostStatus::ALL.len());
        assert_eq!(used.len(), Verb::ALL.len());
    }

    #[test]
    fn the_table_above_says_what_the_machine_does() {
        let text = include_str!("life.rs");
        let mut rows = text.lines().filter_map(|line| line.strip_prefix("//! | "));
        let cells = |row: &str| -> Vec<String> {
            row.split('|').map(|cell| cell.trim().to_owned()).collect()
        };
        let heads = cells(rows.next().unwrap());
        let mut told = HashSet::new();
        for row in rows.filter(|row| !row.starts_with("---")) {
            let row = cells(row);
            for verb in verbs(&row[0]) {
                assert!(told.insert(verb), "{verb:?} stands twice");
                for (head, cell) in
                    heads.iter().zip(&row).skip(1).filter(|(head, _)| !head.is_empty())
                {
                    let status: PostStatus = head.parse().unwrap();
                    let does = match status.after(verb) {
                        Ok(Next::Stands(next)) => next.code(),
                        Ok(Next::Gone) => "gone",
                        Err(_) => "",
                    };
                    assert_eq!(cell, does, "{verb:?} of {status}");
                }
            }
        }
        assert_eq!(told.len(), Verb::ALL.len());
    }

    fn verbs(head: &str) -> Vec<Verb> {
        let named = |verb: &Verb| match verb {
            Verb::Edit => "edit",
            Verb::Delete => "delete",
            Verb::Schedule => "schedule",
            Verb::Unschedule => "unschedule",
            Verb::Cancel => "cancel",
            Verb::Miss => "miss",
            Verb::Claim => "claim",
            Verb::Free => "free",
            Verb::Doubt => "doubt",
            Verb::Published => "published",
            Verb::RefusedForNow => "refused for now",
            Verb::RefusedForGood => "refused for good",
            Verb::Unclear => "unclear",
            Verb::Absent => "absent",
            Verb::SettledAsPublished => "settled as published",
            Verb::SettledAsAbsent => "settled as absent",
        };
        let words: Vec<&str> = head.split(", ").collect();
        Verb::ALL.into_iter().filter(|verb| words.contains(&named(verb))).collect()
    }
}
