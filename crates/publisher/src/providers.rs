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

    /// Those that are given posts ahead of their minute, always in the same order.
    pub(crate) fn that_stage_ahead(&self) -> Vec<Arc<dyn Provider>> {
        let ahead = |provider: &&Arc<dyn Provider>| !provider.abilities().stages_ahead.is_zero();
        let mut providers: Vec<_> = self.0.values().filter(ahead).cloned().collect();
        providers.sort_by_key(|provider| provider.kind());
        providers
    }

    pub(crate) fn of(&self, kind: ProviderKind) -> Option<Arc<dyn Provider>> {
        self.0.get(&kind).cloned()
    }
}
