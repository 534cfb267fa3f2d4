//! How far what was found agrees with a sheet.

use std::collections::BTreeMap;

use domain::profile::{Fact, FactKind};

use crate::sheet::{Answer, Sheet};

/// Kinds that a sheet answers: keywords are ranked rather than read.
const MEASURED: [FactKind; 15] = [
    FactKind::Name,
    FactKind::Description,
    FactKind::Language,
    FactKind::Country,
    FactKind::Place,
    FactKind::TimeZone,
    FactKind::Offer,
    FactKind::Topic,
    FactKind::Person,
    FactKind::OpeningHours,
    FactKind::Article,
    FactKind::Question,
    FactKind::Proof,
    FactKind::Colour,
    FactKind::Logo,
];

/// What was found of one kind, against its answers.
#[derive(Debug, Clone, Default)]
pub struct Score {
    /// Facts found.
    pub found: usize,
    /// Of these, those that are true.
    pub right: usize,
    /// Facts that a person finds.
    pub asked: usize,
    /// Of these, those found with their detail.
    pub met: usize,
    /// What was found and is not true, or was told twice.
    pub wrong: Vec<String>,
    /// What was not found, or without its detail.
    pub missed: Vec<String>,
}

impl Score {
    /// The share of what was found that is true; 1 of nothing.
    pub fn precision(&self) -> f64 {
        share(self.right, self.found)
    }

    /// The share of what there is that was found; 1 of nothing.
    pub fn recall(&self) -> f64 {
        share(self.met, self.asked)
    }

    /// Adds another score to this one.
    pub fn add(&mut self, other: &Score) {
        self.found += other.found;
        self.right += other.right;
        self.asked += other.asked;
        self.met += other.met;
        self.wrong.extend(other.wrong.iter().cloned());
        self.missed.extend(other.missed.iter().cloned());
    }
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

/// Compares the facts found on a site with its sheet, kind by kind.
pub fn score(sheet: &Sheet, found: &BTreeMap<FactKind, Vec<Fact>>) -> BTreeMap<FactKind, Score> {
    let of = |kind| {
        let found = found.get(&kind).map_or(&[][..], Vec::as_slice);
        let asked = sheet.facts.get(&kind).map_or(&[][..], Vec::as_slice);
        let also = sheet.also.get(&kind).map_or(&[][..], Vec::as_slice);
        (kind, compare(kind, found, asked, also))
    };
    MEASURED.into_iter().map(of).collect()
}

fn compare(kind: FactKind, found: &[Fact], asked: &[Answer], also: &[Answer]) -> Score {
    let mut score = Score { found: found.len(), asked: asked.len(), ..Score::default() };
    let mut open: Vec<&Answer> = asked.iter().collect();
    for fact in found {
        let told = shown(fact);
        let at = open.iter().position(|answer| tells(kind, answer, fact));
        let Some(at) = at else {
            let true_too = also.iter().any(|answer| tells(kind, answer, fact));
            score.right += usize::from(true_too);
            if !true_too {
                score.wrong.push(told);
            }
            continue;
        };
        let answer = open.remove(at);
        score.right += 1;
        if answer.details.is_empty() || fact.detail.is_some() {
            score.met += 1;
        } else {
            score.missed.push(format!("{} = {}", answer.values[0], answer.details[0]));
        }
    }
    score.missed.extend(open.iter().map(|answer| answer.values[0].clone()));
    score
}

/// Whether a fact is the one of an answer: a spelling of its value and, where both have a
/// detail, one of its details. A price where none is asked is made up.
fn tells(kind: FactKind, answer: &Answer, fact: &Fact) -> bool {
    let value = answer.values.iter().any(|value| fold(value) == fold(&fact.value));
    let detail = match &fact.detail {
        Some(_) if kind == FactKind::Question => true,
        Some(detail) if kind == FactKind::Offer => {
            answer.details.iter().any(|asked| amounts(asked) == amounts(detail))
        }
        Some(detail) => {
            answer.details.is_empty()
                || answer.details.iter().any(|asked| fold(asked) == fold(detail))
        }
        None => true,
    };
    value && detail
}

/// Letters and digits, in lower case.
fn fold(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The numbers of a price, whatever stands around and inside them: `1.250,00` and `1,250`
/// are the same.
fn amounts(text: &str) -> Vec<String> {
    let parts =
        text.split(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',' | '\u{a0}' | '\'')));
    let amounts = parts.filter(|part| part.contains(|c: char| c.is_ascii_digit())).map(|part| {
        let part = part.trim_end_matches(|c: char| !c.is_ascii_digit());
        let cents = part.len() > 3
            && part.as_bytes().get(part.len() - 3).is_some_and(|c| !c.is_ascii_digit());
        let whole = if cents { part.get(..part.len() - 3).unwrap_or_default() } else { part };
        let cents = if cents { part.get(part.len() - 2..).unwrap_or_default() } else { "00" };
        let digits: String = whole.chars().filter(char::is_ascii_digit).collect();
        format!("{digits}.{cents}")
    });
    amounts.collect()
}

fn shown(fact: &Fact) -> String {
    match &fact.detail {
        Some(detail) => format!("{} = {detail}", fact.value),
        None => fact.value.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_is_the_same_however_it_is_written() {
        assert_eq!(amounts("€1.250,00"), amounts("1,250 EUR"));
        assert_eq!(amounts("CHF 85.–"), amounts("85,00"));
        assert_ne!(amounts("€3.20"), amounts("€3.30"));
    }
}
