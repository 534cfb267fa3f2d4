//! Asks the provider that a site has chosen how often its phrases are searched for.

use std::{cmp::Reverse, collections::BTreeMap};

use domain::{
    Scope,
    contract::{VolumeQuery, Volumes, VolumesError},
    profile::{Fact, FactKind},
    theme::{Intent, Lack},
};
use store::{StoreError, volumes::VolumeProvider};
use url::Url;

use super::EmbeddedPlanner;
use crate::volumes::HttpVolumes;

/// The most phrases that are asked about at once.
const MOST: usize = 100;

/// Adds to the keywords among the facts what the provider knows, and puts them into that
/// order. Where none is chosen, or it does not tell, they stay as they are; why it did not is
/// noted for its page.
pub(super) async fn add(
    planner: &EmbeddedPlanner,
    scope: Scope,
    facts: &mut BTreeMap<FactKind, Vec<Fact>>,
) -> Result<(), StoreError> {
    let Some(chosen) = planner.store.volume_provider(scope).await? else { return Ok(()) };
    let one = |kind| facts.get(&kind).and_then(|facts| facts.first()).map(|it| it.value.clone());
    let (language, country) = (one(FactKind::Language), one(FactKind::Country));
    let Some(keywords) = facts.get_mut(&FactKind::Keyword) else { return Ok(()) };
    let themes = keywords.iter().filter_map(|fact| fact.theme.as_ref());
    let mut phrases: Vec<String> =
        themes.flat_map(|theme| &theme.phrases).map(|phrase| phrase.text.clone()).collect();
    phrases.truncate(MOST);
    if phrases.is_empty() {
        return Ok(());
    }
    let query = VolumeQuery {
        phrases: &phrases,
        language: language.as_deref(),
        country: country.as_deref(),
    };
    let told = ask(planner, scope, &chosen, query).await?;
    let trouble = told.as_ref().err().map(ToString::to_string);
    if trouble != chosen.trouble {
        planner.store.note_volume_trouble(scope, trouble.as_deref()).await?;
    }
    match told {
        Ok(known) => place(keywords, &known),
        Err(why) => {
            tracing::warn!(%why, site.id = %scope.site, "a provider of search volumes did not tell");
        }
    }
    Ok(())
}

async fn ask(
    planner: &EmbeddedPlanner,
    scope: Scope,
    chosen: &VolumeProvider,
    query: VolumeQuery<'_>,
) -> Result<Result<BTreeMap<String, u64>, VolumesError>, StoreError> {
    let Ok(address) = Url::parse(&chosen.address) else {
        let said = format!("{} is no address that can be asked. Correct it.", chosen.address);
        return Ok(Err(VolumesError::Unusable(said)));
    };
    let key = match planner.store.volume_provider_key(scope).await {
        Ok(key) => key,
        Err(StoreError::Unsealable(_)) => {
            let said = "The key of the provider cannot be opened. Enter it again.";
            return Ok(Err(VolumesError::NotLetIn(said.to_owned())));
        }
        Err(error) => return Err(error),
    };
    let provider = HttpVolumes::new(planner.outbound.clone(), address, key, planner.patience);
    Ok(provider.searches(query).await)
}

/// Notes what is known, and puts the themes that are searched for most first, among those that
/// lack as much.
fn place(keywords: &mut [Fact], known: &BTreeMap<String, u64>) {
    for fact in keywords.iter_mut() {
        let Some(theme) = fact.theme.as_mut() else { continue };
        for phrase in &mut theme.phrases {
            phrase.searches = known.get(&phrase.text).copied();
        }
        fact.detail = Some(theme.to_string());
    }
    keywords.sort_by_key(|fact| {
        let theme = fact.theme.as_ref();
        let navigational = theme.is_some_and(|theme| theme.intent == Intent::Navigational);
        let told = theme.is_some_and(|theme| !theme.lacks(Lack::Article));
        (navigational, told, Reverse(theme.and_then(|theme| theme.searches())))
    });
}
