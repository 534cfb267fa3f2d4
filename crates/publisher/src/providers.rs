//! The providers that an installation has.

use std::{collections::HashMap, sync::Arc};

use domain::{connection::ProviderKind, contract::Provider};

/// Providers by kind. Cheap to clone.
#[derive(Clone, Default)]
pub struct Providers(HashMap<ProviderKind, Arc<dyn Provider>>);

impl Providers {
    /// None.
    pub fn new() -> Self {
        Self::default()
    }

    /// These and one more; it replaces one of the same kind.
    #[must_use]
    pub fn with(mut self, provider: Arc<dyn Provider>) -> Self {
        self.0.insert(provider.kind(), provider);
        self
    }

    pub(crate) fn of(&self, kind: ProviderKind) -> Option<Arc<dyn Provider>> {
        self.0.get(&kind).cloned()
    }
}
