//! Models that did not answer, and are left alone for a while.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use domain::{Scope, contract::WriterError};
use jiff::Timestamp;

/// How long a model that did not answer is left alone, so that a plan is not held up by each
/// of its activities.
const REST: Duration = Duration::from_secs(60);

/// Models that did not answer, until when they are left alone, and why.
#[derive(Clone, Default)]
pub(super) struct Resting(Arc<Mutex<HashMap<Scope, (Timestamp, WriterError)>>>);

impl Resting {
    /// Why a site's model is left alone, while it is.
    pub(super) fn why(&self, scope: Scope, now: Timestamp) -> Option<WriterError> {
        let resting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        resting.get(&scope).filter(|(until, _)| now < *until).map(|(_, why)| why.clone())
    }

    /// Notes how asking a site's model went.
    pub(super) fn note(&self, scope: Scope, now: Timestamp, outcome: Option<&WriterError>) {
        let mut resting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match outcome {
            Some(why @ WriterError::Unavailable(_)) => {
                resting.insert(scope, (now + REST, why.clone()));
            }
            Some(_) | None => drop(resting.remove(&scope)),
        }
    }
}
