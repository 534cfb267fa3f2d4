//! What a price belongs to: the words beside it, before it, or above it.

use super::{
    blocks::{Block, Kind},
    price,
    text::{is_one_of, sentences, words},
    words::{COMMON_LABELS, PRICE_LABELS, SIZES},
};

/// Longest line that is an item of a list rather than prose, in characters.
const LONGEST_LINE: usize = 120;
const LONGEST_NAME: usize = 60;
const LONGEST_IN_WORDS: usize = 9;

/// What a price on a line belongs to, and whether the whole line is the price (*Small €2 /
/// large €3*).
pub(super) fn name_beside(
    line: &str,
    before: &str,
    after: &str,
    above: &Context<'_>,
    sells: bool,
) -> (Option<String>, bool) {
    let length = line.chars().count();
    let several = is_one_of(before, SIZES) || price::is_list(line);
    if length > LONGEST_LINE || words(line).len() > 18 {
        (above.subject().filter(|_| sells), false)
    } else if several && length <= LONGEST_NAME {
        let subject = above.subject();
        let whole = subject.is_some();
        (subject.or_else(|| name(before)), whole)
    } else if words(before).iter().all(|word| PRICE_LABELS.contains(&word.as_str()))
        || is_one_of(before, COMMON_LABELS)
    {
        (above.subject().or_else(|| name(after)), false)
    } else if is_description(before) {
        (above.subject(), false)
    } else {
        let own = name(before);
        let above = || above.subject().filter(|_| sells && words(before).len() > LONGEST_IN_WORDS);
        (own.or_else(above), false)
    }
}

/// Whether the text before a price describes what a heading names: *Three tiers, seasonal
/// fruit. From €180.*
fn is_description(before: &str) -> bool {
    let text = before.trim_end();
    let leader = text.ends_with("..") || text.ends_with(" .");
    let ends = text.ends_with(',') || (text.ends_with('.') && !leader);
    ends || (!leader && sentences(text).len() > 1)
}

/// Where a line stands.
pub(super) struct Context<'a> {
    /// The lines of its block before it.
    pub(super) lines: &'a [String],
    /// The blocks of its page.
    pub(super) blocks: &'a [&'a Block],
    /// Its own block among them.
    pub(super) at: usize,
}

impl Context<'_> {
    /// What a lone price belongs to: the line above it; in a list of priced things the first
    /// words since the price before; else the nearest heading, or the nearest short text.
    fn subject(&self) -> Option<String> {
        if let Some(line) = self.lines.last().filter(|line| !is_priced(line)) {
            return name(line);
        }
        let near = || {
            let before = self.blocks[..self.at].iter().rev().take(4);
            before.take_while(|block| !is_priced(&block.text()))
        };
        let is_title = |block: &&&Block| block.is_heading() || block.kind == Kind::Term;
        let heading = || near().find(is_title).and_then(|block| name(&block.text()));
        let short = |block: &&Block| {
            let text = block.text();
            let length = text.chars().count();
            (length <= LONGEST_NAME && !text.ends_with('.')).then(|| name(&text)).flatten()
        };
        let first = || near().take_while(|block| !block.is_heading()).filter_map(short).last();
        let title =
            if self.heads_a_list() { first().or_else(heading) } else { heading().or_else(first) };
        title.filter(|name| !is_one_of(name, SIZES))
    }

    /// Whether further prices follow before the next heading, so that the heading above
    /// names all of them together.
    fn heads_a_list(&self) -> bool {
        let after = self.blocks[self.at + 1..].iter().take_while(|block| !block.is_heading());
        after.take(8).any(|block| is_priced(&block.text()))
    }
}

fn is_priced(text: &str) -> bool {
    price::find(text).is_some()
}

/// Words between a name and its price.
const LEADS_TO_PRICE: &[&str] =
    &[" for", " at", " für", " zu", " por", " pour", " a", " à", " voor"];

/// The name of what is sold, out of the text beside its price.
pub(super) fn name(beside: &str) -> Option<String> {
    let is_rim = |c: char| c.is_whitespace() || "–—-:.,|·•*…/(→>&".contains(c);
    let text = beside.trim_matches(is_rim);
    let first = [" – ", " — ", " - ", ": ", " | ", " ("]
        .iter()
        .filter_map(|mark| text.split_once(mark))
        .map(|(first, _)| first)
        .min_by_key(|first| first.len());
    let text = if text.chars().count() > LONGEST_NAME { first? } else { text };
    let text =
        LEADS_TO_PRICE.iter().fold(text, |text, word| text.strip_suffix(word).unwrap_or(text));
    let text = text.trim_matches(is_rim);
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let length = text.chars().count();
    let ends_as_sentence = text.ends_with(['!', '?']);
    let fits = letters >= 3 && length <= LONGEST_NAME && words(text).len() <= LONGEST_IN_WORDS;
    (fits && !ends_as_sentence && !is_one_of(text, COMMON_LABELS)).then(|| text.to_owned())
}
