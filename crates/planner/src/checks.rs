//! Checks on everything written, whoever wrote it: a function from a text and what is known
//! to a list of findings.
//!
//! | rule | holds back | how it is found |
//! | --- | --- | --- |
//! | limits | yes | [`domain::network::check`], by the network's own count |
//! | only what is known | yes | [`claims`], [`contacts`], [`names`]: traced to [`known`] |
//! | banned words, required phrases | yes | excluded topics; lines of the guidelines ([`phrases`]) |
//! | language | yes | [`tongue`] |
//! | markup, gaps, words of a machine | yes | [`leftovers`] |
//! | said before | no | cosine over word counts at [`repeated::ALIKE`] |
//! | reading | no | a Flesch variant per language ([`reading`]) |
//! | hashtags, emoji | no | [`signs`] |
//!
//! What is found is meant to be true: a false alarm holds a good post back. So some things are
//! not looked for, and are said where they are not: numbers in words, weekdays, names at the
//! beginning of a sentence, single German nouns.

use std::ops::Range;

use domain::{
    activity::ActivityType,
    connection::ServerLimits,
    contract::Brief,
    draft::{Block, Draft, Parts, TITLE_LIMIT, without_gaps},
    network,
    post::{Placement, PostText},
    writing::{Finding, Rule},
};

use self::{known::Known, phrases::Phrases, repeated::Said};
use crate::plan::phrase::length;

mod claims;
mod contacts;
mod known;
mod leftovers;
mod months;
mod names;
mod numerals;
mod phrases;
mod reading;
pub mod repeated;
mod signs;
mod tongue;

#[cfg(test)]
mod tests;

/// What the texts of one activity are held against. Made once, asked for each text.
#[derive(Debug, Clone)]
pub struct Checks<'a> {
    known: Known,
    phrases: Phrases,
    language: Option<&'a str>,
    said: &'a Said,
}

impl<'a> Checks<'a> {
    /// For the texts of a brief, in a `language` (a BCP 47 tag; `None` when any will do),
    /// beside what was said before.
    pub fn new(brief: &Brief<'_>, language: Option<&'a str>, said: &'a Said) -> Self {
        Checks {
            known: Known::of(brief, language),
            phrases: Phrases::of(brief.settings),
            language: language.filter(|language| !language.is_empty()),
            said,
        }
    }

    /// Everything that is wrong with a text, the gravest first. That it has no picture yet is
    /// not its fault, and not told.
    pub fn of(
        &self,
        placement: Placement,
        told: Option<&ServerLimits>,
        text: &PostText,
    ) -> Vec<Finding> {
        let mut found = Found::default();
        for complaint in network::check(placement, told, text, true) {
            found.add(Rule::Limit, "", complaint.to_string());
        }
        if let Some(language) = self.language {
            tongue::find(&text.caption, language, &self.known, &mut found);
        }
        let parts = [Some(&text.caption), text.title.as_ref(), Some(&text.alt_text)];
        self.hear(parts.into_iter().flatten().map(String::as_str), &mut found);
        if let Some(link) = &text.link {
            self.known.trace_link(link, &mut found);
        }
        self.phrases.required(text, &mut found);
        let language = self.language.unwrap_or_default();
        repeated::find(placement, &text.caption, self.said, &mut found);
        reading::find(&text.caption, language, &mut found);
        signs::find(&text.caption, &self.known, &mut found);
        found.0.sort_by_key(|finding| !finding.rule.holds_back());
        found.0
    }

    /// Everything that is wrong with the draft of a kind of activity, the gravest first. Gaps
    /// are no fault: they are there to be seen.
    pub fn of_draft(&self, kind: ActivityType, draft: &Draft) -> Vec<Finding> {
        let mut found = Found::default();
        limits(kind, draft, &mut found);
        let mut lines: Vec<String> = vec![without_gaps(&draft.title), without_gaps(&draft.summary)];
        for block in draft.blocks() {
            match block {
                Block::Heading(text) | Block::Paragraph(text) => lines.push(without_gaps(text)),
                Block::List(items) => lines.extend(items.into_iter().map(without_gaps)),
            }
        }
        lines.retain(|line| !line.trim().is_empty());
        let prose = lines.join("\n");
        let language = self.language.unwrap_or_default();
        tongue::find(&prose, language, &self.known, &mut found);
        self.hear(lines.iter().map(String::as_str), &mut found);
        let whole = PostText { caption: prose, ..PostText::default() };
        self.phrases.required(&whole, &mut found);
        reading::find(&whole.caption, language, &mut found);
        found.0.sort_by_key(|finding| !finding.rule.holds_back());
        found.0
    }

    /// Holds the parts of a text against what is known, what is banned and what has no place.
    fn hear<'t>(&self, parts: impl Iterator<Item = &'t str>, found: &mut Found) {
        // Every noun of a German text looks like a name in an English one.
        let foreign = found.0.iter().any(|finding| finding.rule == Rule::Language);
        for part in parts {
            self.known.trace(part, found);
            if !foreign {
                self.known.trace_names(part, found);
            }
            self.phrases.banned(part, found);
            leftovers::find(part, found);
        }
    }
}

/// Names the parts of a draft that are longer than is shown of them.
fn limits(kind: ActivityType, draft: &Draft, found: &mut Found) {
    let Some(parts) = Parts::of(kind) else { return };
    let all = [
        (parts.title, &draft.title, TITLE_LIMIT),
        (parts.summary, &draft.summary, parts.summary_limit),
    ];
    for (what, text, limit) in all {
        let count = length(text);
        if count > limit {
            let said = format!(
                "{what}: {count} characters, of which about {limit} are shown. Make it shorter."
            );
            found.add(Rule::Limit, "", said);
        }
    }
}

/// What was found so far.
#[derive(Debug, Default)]
struct Found(Vec<Finding>);

impl Found {
    /// Adds a finding, unless it stands there already.
    fn add(&mut self, rule: Rule, words: &str, said: String) {
        let finding = Finding { rule, words: words.to_owned(), said };
        if !self.0.contains(&finding) {
            self.0.push(finding);
        }
    }
}

/// Whether two stretches of a text share a byte.
fn overlap(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start < other.end && other.start < one.end
}

/// The words of a text with where they stand: letters, digits and the marks within words.
fn words(text: &str) -> Vec<(Range<usize>, &str)> {
    use unicode_segmentation::UnicodeSegmentation;
    let found = text.unicode_word_indices();
    found.map(|(at, word)| (at..at + word.len(), word)).collect()
}
