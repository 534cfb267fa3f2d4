//! Which photograph suits an activity: the one whose words are most those of its subject.

use std::collections::HashMap;

use domain::profile::{Fact, FactKind, SiteProfile};
use url::Url;

use super::{About, stated};

/// What a shared word counts that the site says of the picture itself.
const STATED: u32 = 3;
/// What a shared word counts that stands near it or in its name.
const AROUND: u32 = 2;
/// Shorter words tell nothing.
const SHORTEST: usize = 4;

/// The photograph that suits an activity, of several by chance. Without one: every other time
/// a photograph of the site's first page, unless the activity is about one thing that is sold
/// or one person, of which it would show another.
pub(super) fn best_match<'a>(
    profile: &'a SiteProfile,
    about: &About<'_>,
    seed: u64,
) -> Option<&'a Fact> {
    let pictures = profile.facts(FactKind::Picture);
    let common = common(profile, pictures);
    let wanted = words(&format!("{} {}", about.subject, about.title), &common);
    let scored: Vec<(u32, &Fact)> =
        pictures.iter().map(|fact| (score(fact, &wanted, &common), fact)).collect();
    let most = scored.iter().map(|(score, _)| *score).max()?;
    let best: Vec<&Fact> = if most > 0 {
        scored.into_iter().filter(|(score, _)| *score == most).map(|(_, fact)| fact).collect()
    } else if seed.is_multiple_of(2) && !is_about_one(profile, about) {
        pictures.iter().filter(|fact| is_of_first_page(fact)).collect()
    } else {
        Vec::new()
    };
    let at = usize::try_from(seed / 2 % best.len().max(1) as u64).unwrap_or_default();
    best.get(at).copied()
}

fn score(fact: &Fact, wanted: &[String], common: &[String]) -> u32 {
    let shared = |text: &str| {
        let own = words(text, common);
        let shared = wanted.iter().filter(|word| own.iter().any(|it| alike(word, it))).count();
        u32::try_from(shared).unwrap_or(u32::MAX)
    };
    let around = match stated(fact) {
        Some(_) => file_name(fact),
        None => format!("{} {}", fact.about.as_deref().unwrap_or_default(), file_name(fact)),
    };
    STATED * shared(stated(fact).unwrap_or_default()) + AROUND * shared(&around)
}

/// Words that tell no picture from another: the business's name, and what half of all share.
fn common(profile: &SiteProfile, pictures: &[Fact]) -> Vec<String> {
    let mut counted: HashMap<String, usize> = HashMap::new();
    for fact in pictures {
        let mut own = words(fact.about.as_deref().unwrap_or_default(), &[]);
        own.sort();
        own.dedup();
        own.into_iter().for_each(|word| *counted.entry(word).or_default() += 1);
    }
    let everywhere = counted.into_iter().filter(|(_, n)| *n >= 4 && n * 2 > pictures.len());
    let name = words(profile.one(FactKind::Name).unwrap_or_default(), &[]);
    everywhere.map(|(word, _)| word).chain(name).collect()
}

fn words(text: &str, without: &[String]) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().count() >= SHORTEST)
        .map(str::to_lowercase)
        .filter(|word| !without.contains(word))
        .collect()
}

/// Whether two words are one but for their endings.
fn alike(one: &str, other: &str) -> bool {
    let shared = one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    let longest = one.chars().count().max(other.chars().count());
    shared >= SHORTEST && longest - shared <= 2
}

fn file_name(fact: &Fact) -> String {
    let name = Url::parse(&fact.value).ok().and_then(|url| {
        let file = url.path_segments()?.next_back()?.to_owned();
        Some(file.rsplit_once('.').map_or(file.clone(), |(name, _)| name.to_owned()))
    });
    name.unwrap_or_default()
}

fn is_of_first_page(fact: &Fact) -> bool {
    let page = fact.source.as_deref().and_then(|page| Url::parse(page).ok());
    page.is_none_or(|page| page.path() == "/" || page.path().starts_with("/index."))
}

fn is_about_one(profile: &SiteProfile, about: &About<'_>) -> bool {
    [FactKind::Offer, FactKind::Person]
        .into_iter()
        .any(|kind| profile.facts(kind).iter().any(|fact| fact.value == about.subject))
}
