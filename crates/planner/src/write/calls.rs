//! Last lines: what a reader may do next, by goal and tone, with the place to do it.
//!
//! Where a link can be followed it stands behind the line; elsewhere the line names the
//! website's host or the street. Words: `act` what the website takes (orders, bookings),
//! `act_low` the same inside a sentence, `host`, `street`, `s` subject, `n` business.

use domain::settings::{Goal, Tone};

use super::{group::Group, tone_key};
use crate::phrases::Phrases;

/// Lines that stand before a link.
pub(super) fn before_link(
    phrases: &'static Phrases,
    group: Group,
    goal: Goal,
    tone: Tone,
) -> &'static [String] {
    let about = match group {
        Group::Today | Group::Ahead | Group::Tomorrow => "day",
        Group::After => goal_key(Goal::BrandAwareness),
        Group::Article => "article",
        Group::Answer => "answer",
        Group::Person | Group::Business | Group::Proof if goal == Goal::BoostSales => {
            goal_key(Goal::DriveTraffic)
        }
        _ => goal_key(goal),
    };
    phrases.pool(&format!("call.link.{about}.{}", tone_key(tone)))
}

/// Lines that stand by themselves.
pub(super) fn alone(
    phrases: &'static Phrases,
    group: Group,
    goal: Goal,
    tone: Tone,
) -> &'static [String] {
    let about = match group {
        Group::Today | Group::Ahead | Group::Tomorrow => "day",
        Group::After => goal_key(Goal::BrandAwareness),
        Group::Article => goal_key(Goal::DriveTraffic),
        Group::Person | Group::Answer | Group::Business | Group::Proof
            if goal == Goal::BoostSales =>
        {
            goal_key(Goal::BrandAwareness)
        }
        _ => goal_key(goal),
    };
    phrases.pool(&format!("call.alone.{about}.{}", tone_key(tone)))
}

/// What the language files call a goal.
pub(super) const fn goal_key(goal: Goal) -> &'static str {
    match goal {
        Goal::BrandAwareness => "known",
        Goal::DriveTraffic => "read",
        Goal::BoostSales => "sell",
        Goal::CollectLeads => "ask",
    }
}
