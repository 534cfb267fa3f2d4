//! What is never and what is always to be said.
//!
//! Never: the excluded topics. Both: lines of the guidelines that begin so and go on with a
//! colon and a list, such as `Never say: cheap, bargain` and `Always say: Drink responsibly`.
//! The rest of the guidelines is for writers to read, and cannot be checked.

use std::ops::Range;

use domain::{post::PostText, settings::Settings, writing::Rule};

use super::{Found, words};

const NEVER: [&str; 16] = [
    "never say",
    "never use",
    "do not say",
    "don't say",
    "do not use",
    "don't use",
    "banned words",
    "niemals sagen",
    "nie sagen",
    "nicht verwenden",
    "ne jamais dire",
    "no decir nunca",
    "nunca decir",
    "non dire mai",
    "nunca dizer",
    "nooit zeggen",
];

const ALWAYS: [&str; 11] = [
    "always say",
    "always include",
    "must say",
    "required",
    "immer sagen",
    "immer nennen",
    "toujours dire",
    "decir siempre",
    "dire sempre",
    "dizer sempre",
    "altijd zeggen",
];

/// The longest list that is taken from a line.
const MOST: usize = 40;

/// What the settings forbid and demand.
#[derive(Debug, Clone, Default)]
pub(super) struct Phrases {
    never: Vec<String>,
    always: Vec<String>,
}

impl Phrases {
    pub(super) fn of(settings: &Settings) -> Phrases {
        let mut never = listed(&settings.guidelines, &NEVER);
        never.extend(settings.excluded_topics.iter().map(|topic| topic.trim().to_owned()));
        never.retain(|phrase| !phrase.is_empty());
        Phrases { never, always: listed(&settings.guidelines, &ALWAYS) }
    }

    /// What of the text must not be said.
    pub(super) fn banned(&self, text: &str, found: &mut Found) {
        for phrase in &self.never {
            if let Some(at) = find(text, phrase) {
                let said = format!(
                    "The settings say that “{phrase}” is not to be mentioned. Say it otherwise, or leave it out."
                );
                found.add(Rule::Banned, text.get(at).unwrap_or_default(), said);
            }
        }
    }

    /// What is missing in the caption of a post.
    pub(super) fn required(&self, text: &PostText, found: &mut Found) {
        for phrase in &self.always {
            if find(&text.caption, phrase).is_none() {
                let said =
                    format!("The guidelines say that “{phrase}” is always to be said. Add it.");
                found.add(Rule::Required, "", said);
            }
        }
    }
}

/// The entries of the lines that begin with one of these and a colon.
fn listed(guidelines: &str, begins: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for line in guidelines.lines() {
        let Some((head, list)) = line.split_once(':') else { continue };
        let head =
            head.trim().trim_start_matches(['-', '•', '*', ' ']).to_lowercase().replace('’', "'");
        if begins.contains(&head.as_str()) {
            let entries = list
                .split([',', ';'])
                .map(|entry| entry.trim().trim_matches(['"', '“', '”', '„', '.']));
            found.extend(entries.filter(|entry| !entry.is_empty()).map(str::to_owned));
        }
    }
    found.truncate(MOST);
    found
}

/// Where a phrase stands, in any case: as whole words where words are parted by spaces.
fn find(text: &str, phrase: &str) -> Option<Range<usize>> {
    let wanted: Vec<String> = words(phrase).iter().map(|(_, word)| word.to_lowercase()).collect();
    if wanted.is_empty() {
        let at = text.find(phrase)?;
        return Some(at..at + phrase.len());
    }
    let said = words(text);
    let spelt: Vec<String> = said.iter().map(|(_, word)| word.to_lowercase()).collect();
    let first = spelt.windows(wanted.len()).position(|window| window == wanted)?;
    let (start, end) = (said.get(first)?, said.get(first + wanted.len() - 1)?);
    Some(start.0.start..end.0.end)
}
