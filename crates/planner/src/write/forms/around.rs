//! What stands around a caption: the headline and the text of the picture.

use domain::{
    channel::Channel,
    network::{Counting, count},
};

use super::Form;
use crate::{plan::phrase::shorten_words, write::voice::sentence};

impl Form<'_> {
    /// The headline, for networks that have one: the activity’s title, on Pinterest signed.
    pub(super) fn title(&self, channel: Channel, limit: usize) -> Option<String> {
        let words = &self.facts.words;
        let title = words.get("t").or(words.get("s")).or(words.get("n"))?;
        let fits = |text: &str| count(Counting::Utf16, text) <= limit;
        let signed = words.get("n").filter(|name| !title.contains(*name));
        let signed = signed.map(|name| format!("{title} | {name}"));
        match signed.filter(|signed| channel == Channel::Pinterest && fits(signed)) {
            Some(signed) => Some(signed),
            None => Some(shorten_words(title, fits)).filter(|title| !title.is_empty()),
        }
    }

    /// What the picture shows: the words of the poster and who signs it.
    pub(super) fn alt_text(&self, limit: usize) -> String {
        let words = &self.facts.words;
        self.alt_text_of(words.get("t").or(words.get("s")).unwrap_or_default(), limit)
    }

    /// The same for a poster with other words.
    pub(super) fn alt_text_of(&self, title: &str, limit: usize) -> String {
        let words = &self.facts.words;
        let signed = if words.get("n").is_some() { "signed" } else { "bare" };
        let written = |title: &str| {
            let worded = if title.is_empty() { "empty" } else { "words" };
            let frame = self.facts.phrases.word(&format!("alt.{worded}_{signed}"));
            let told = words.clone().with("t", title).fill(frame);
            told.map(|told| sentence(&told)).unwrap_or_default()
        };
        let fits = |title: &str| count(Counting::Utf16, &written(title)) <= limit;
        written(&shorten_words(title, fits))
    }
}
