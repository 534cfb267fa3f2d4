//! Hashtags that screen readers can read: each word begins with a large letter.

use super::{facts::Facts, voice::Voice};
use crate::plan::phrase::length;

/// Up to `most` hashtags from the subjects of a post, none twice: that of its own subject, and
/// of the others those that the channel had least.
pub(super) fn hashtags(facts: &Facts, voice: &Voice<'_>, most: usize) -> Option<String> {
    let all = listed(&facts.tags, facts.phrases.is("elides"), usize::MAX)?;
    let all: Vec<String> = all.split(' ').map(str::to_owned).collect();
    let (own, others) = all.split_at(usize::from(facts.has_own_tag).min(all.len()));
    let kept = own.iter().take(most).cloned();
    let kept: Vec<String> =
        kept.chain(voice.least_said(others, most.saturating_sub(own.len()))).collect();
    (!kept.is_empty()).then(|| kept.join(" "))
}

/// Up to `most` hashtags in order, none twice; where a language elides (`d’olive`), an
/// apostrophe parts two words.
fn listed(subjects: &[String], elides: bool, most: usize) -> Option<String> {
    let mut found: Vec<String> = Vec::new();
    for tag in subjects.iter().filter_map(|subject| hashtag(subject, elides)) {
        if !found.iter().any(|other| other.to_lowercase() == tag.to_lowercase()) {
            found.push(tag);
        }
    }
    found.truncate(most);
    (!found.is_empty()).then(|| found.join(" "))
}

/// `#SeasonalBread` from `seasonal bread`; `None` when it would be too long to read or
/// holds no letter.
pub(super) fn hashtag(subject: &str, elides: bool) -> Option<String> {
    let joined = if elides { " " } else { "" };
    let whole = subject.replace(['’', '\'', '´', '`'], joined);
    let words: Vec<&str> =
        whole.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    if words.is_empty() || words.len() > if elides { 5 } else { 4 } {
        return None;
    }
    let tag: String = words.iter().map(|word| large(word)).collect();
    let readable = tag.chars().any(char::is_alphabetic) && length(&tag) <= 28;
    readable.then(|| format!("#{tag}"))
}

fn large(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_tags() {
        let subjects =
            ["Rosa’s Bakery".into(), "olive oil cake".into(), "Olive Oil Cake".into(), "12".into()];
        let tags = listed(&subjects, false, 5);
        assert_eq!(tags.as_deref(), Some("#RosasBakery #OliveOilCake"));
        assert_eq!(listed(&[], false, 5), None);
        let tags = listed(&["gâteau à l’huile d’olive".into()], true, 5);
        assert_eq!(tags.as_deref(), None);
        let tags = listed(&["huile d’olive".into(), "Käsekuchen".into()], true, 5);
        assert_eq!(tags.as_deref(), Some("#HuileDOlive #Käsekuchen"));
    }
}
