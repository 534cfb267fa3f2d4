//! Making a caption fit: whole sentences are left out before anything is cut.

use domain::network::{Rules, count};

use crate::plan::phrase::{folded, shorten};

/// How a part stands to the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Joint {
    /// In the same paragraph.
    Space,
    /// On a new line.
    Line,
    /// In a new paragraph.
    Paragraph,
}

/// A sentence, a link or the hashtags.
#[derive(Debug, Clone)]
pub(super) struct Part {
    /// The words.
    pub text: String,
    /// The part with the least weight is left out first; [`KEPT`] and more never.
    pub weight: u8,
    /// How it stands.
    pub joint: Joint,
}

/// Parts of this weight are shortened rather than left out.
pub(super) const KEPT: u8 = 8;

/// A caption being put together.
#[derive(Debug, Clone, Default)]
pub(super) struct Caption(Vec<Part>);

impl Caption {
    /// Adds a part, unless it is missing or says what stands there already.
    pub(super) fn add(&mut self, joint: Joint, weight: u8, text: Option<String>) -> &mut Self {
        let Some(text) = text.filter(|text| !text.trim().is_empty()) else { return self };
        let said = format!(" {} ", folded(&text));
        let known = folded(&self.text());
        let sign = text.starts_with('#') || text.starts_with("http");
        if sign || said.trim().is_empty() || !format!(" {known} ").contains(&said) {
            self.0.push(Part { text, weight, joint });
        }
        self
    }

    /// All words so far.
    pub(super) fn text(&self) -> String {
        let mut whole = String::new();
        for part in &self.0 {
            if !whole.is_empty() {
                whole.push_str(match part.joint {
                    Joint::Space => " ",
                    Joint::Line => "\n",
                    Joint::Paragraph => "\n\n",
                });
            }
            whole.push_str(&part.text);
        }
        whole
    }

    /// The caption within the network's limit.
    pub(super) fn fitted(mut self, rules: &Rules) -> String {
        let fits = |text: &str| count(rules.counting, text) <= rules.caption_limit;
        while !fits(&self.text()) {
            let lightest = self.0.iter().enumerate().min_by_key(|(_, part)| part.weight);
            match lightest.map(|(at, part)| (at, part.weight)) {
                Some((at, weight)) if weight < KEPT => drop(self.0.remove(at)),
                Some((at, _)) if !self.shorten(at, &fits) => drop(self.0.remove(at)),
                Some(_) => break,
                None => break,
            }
        }
        self.text()
    }

    /// Shortens a part until the whole fits; says whether anything of it is left.
    fn shorten(&mut self, at: usize, fits: &impl Fn(&str) -> bool) -> bool {
        let Some(long) = self.0.get(at).map(|part| part.text.clone()) else { return false };
        let mut trial = self.clone();
        let with = |trial: &mut Caption, text: &str| {
            if let Some(part) = trial.0.get_mut(at) {
                text.clone_into(&mut part.text);
            }
            trial.text()
        };
        let short = shorten(&long, |text| fits(&with(&mut trial.clone(), text)));
        with(&mut trial, &short);
        *self = trial;
        !short.is_empty()
    }
}
