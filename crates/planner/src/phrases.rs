//! The words of each language, one file each in `phrases/`: frames, names of days, small words.
//!
//! A file holds pools of frames under keys such as `title.offer.story`. Besides `{words}` a
//! frame may hold three kinds of brackets, all resolved when the file is read: `[du|Sie]` by
//! how readers are addressed, `<we|by name>` by who speaks, and `(one|other)`, which makes a
//! frame of each.

use std::{collections::BTreeMap, sync::OnceLock};

use domain::{
    opening::{HourWords, in_words},
    profile::{FactKind, SiteProfile},
    settings::{PointOfView, Tone},
};
use jiff::civil::Date;
use toml::{Table, Value};

mod brackets;
#[cfg(test)]
mod tests;

/// A language that there are words in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    English,
    German,
    French,
    Spanish,
    Italian,
    Portuguese,
    Dutch,
}

/// How readers are addressed: `du` or `Sie`, `tu` or `vous`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Address {
    Informal,
    Formal,
}

/// Who speaks: *we*, or somebody who calls the business by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Speaker {
    Ourselves,
    ByName,
}

impl Language {
    /// Every language, English first.
    pub(crate) const ALL: [Language; 7] = [
        Language::English,
        Language::German,
        Language::French,
        Language::Spanish,
        Language::Italian,
        Language::Portuguese,
        Language::Dutch,
    ];

    /// The language of a site; English where it is not known or there are no words in it.
    pub(crate) fn of(profile: &SiteProfile) -> Language {
        profile.one(FactKind::Language).and_then(Language::tagged).unwrap_or(Language::English)
    }

    /// The language of a BCP 47 tag: German of `de-AT`.
    pub(crate) fn tagged(tag: &str) -> Option<Language> {
        let primary = tag.trim().split(['-', '_']).next().unwrap_or_default();
        Language::ALL.into_iter().find(|it| it.code().eq_ignore_ascii_case(primary))
    }

    /// Its BCP 47 tag.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::German => "de",
            Language::French => "fr",
            Language::Spanish => "es",
            Language::Italian => "it",
            Language::Portuguese => "pt",
            Language::Dutch => "nl",
        }
    }

    const fn file(self) -> &'static str {
        match self {
            Language::English => include_str!("../phrases/en.toml"),
            Language::German => include_str!("../phrases/de.toml"),
            Language::French => include_str!("../phrases/fr.toml"),
            Language::Spanish => include_str!("../phrases/es.toml"),
            Language::Italian => include_str!("../phrases/it.toml"),
            Language::Portuguese => include_str!("../phrases/pt.toml"),
            Language::Dutch => include_str!("../phrases/nl.toml"),
        }
    }
}

impl Address {
    /// How a voice addresses readers.
    pub(crate) const fn of(tone: Tone) -> Address {
        match tone {
            Tone::Friendly | Tone::Playful => Address::Informal,
            Tone::Matter | Tone::Formal => Address::Formal,
        }
    }

    /// How a voice addresses the readers of a site: in Brazil everybody is *você*.
    pub(crate) fn towards(tone: Tone, profile: &SiteProfile) -> Address {
        let tag = profile.one(FactKind::Language).unwrap_or_default().to_ascii_uppercase();
        let country = profile.one(FactKind::Country).unwrap_or_default();
        let there = tag.ends_with("-BR") || tag.ends_with("_BR") || country == "BR";
        match Language::of(profile) {
            Language::Portuguese if there => Address::Formal,
            _ => Address::of(tone),
        }
    }
}

impl Speaker {
    /// Who speaks from a point of view.
    pub(crate) const fn of(view: PointOfView) -> Speaker {
        match view {
            PointOfView::FirstPerson | PointOfView::SecondPerson => Speaker::Ourselves,
            PointOfView::ThirdPerson => Speaker::ByName,
        }
    }
}

/// The words of a language as one speaker says them to one kind of readers.
#[derive(Debug)]
pub(crate) struct Phrases {
    /// The language.
    pub language: Language,
    pools: BTreeMap<String, Vec<String>>,
}

/// What has been read of the files, by language, address and speaker.
static READ: [[[OnceLock<Phrases>; 2]; 2]; 7] =
    [const { [const { [const { OnceLock::new() }; 2] }; 2] }; 7];

impl Phrases {
    /// The words of a language, read when they are first asked for.
    pub(crate) fn of(language: Language, address: Address, speaker: Speaker) -> &'static Phrases {
        READ[language as usize][address as usize][speaker as usize].get_or_init(|| {
            // A file that cannot be read fails a test, so there is always something in it.
            let table = language.file().parse().unwrap_or_default();
            Phrases::read(language, table, address, speaker)
        })
    }

    /// The words that do not depend on who speaks to whom.
    pub(crate) fn plain(language: Language) -> &'static Phrases {
        Phrases::of(language, Address::Formal, Speaker::Ourselves)
    }

    fn read(language: Language, table: Table, address: Address, speaker: Speaker) -> Phrases {
        let mut phrases = Phrases { language, pools: BTreeMap::new() };
        let spaced = table
            .get("style")
            .and_then(|style| style.get("narrow_spaces"))
            .and_then(Value::as_str)
            .is_some_and(|word| word == "yes");
        let told = |frame: &str| {
            let frame = brackets::chosen(frame, ('[', ']'), address == Address::Informal);
            let frame = brackets::chosen(&frame, ('<', '>'), speaker == Speaker::Ourselves);
            let frames = brackets::expanded(&frame);
            frames.into_iter().map(|it| if spaced { brackets::narrow(&it) } else { it }).collect()
        };
        phrases.flatten("", &Value::Table(table), &told);
        phrases
    }

    fn flatten(&mut self, key: &str, value: &Value, told: &impl Fn(&str) -> Vec<String>) {
        let under = |name: &str| {
            if key.is_empty() { name.to_owned() } else { format!("{key}.{name}") }
        };
        match value {
            Value::Table(table) => {
                table.iter().for_each(|(name, value)| self.flatten(&under(name), value, told));
            }
            Value::Array(list) if list.first().is_some_and(Value::is_array) => {
                for (tier, value) in list.iter().enumerate() {
                    self.flatten(&under(&tier.to_string()), value, told);
                }
            }
            Value::Array(list) => {
                let frames = list.iter().filter_map(Value::as_str).flat_map(told);
                let mut pool: Vec<String> = Vec::new();
                for frame in frames.filter(|frame| !frame.trim().is_empty()) {
                    if !pool.contains(&frame) {
                        pool.push(frame);
                    }
                }
                self.pools.insert(key.to_owned(), pool);
            }
            Value::String(word) => {
                self.pools.insert(key.to_owned(), told(word));
            }
            _ => {}
        }
    }

    /// The frames under a key; none where there is no such key.
    pub(crate) fn pool(&'static self, key: &str) -> &'static [String] {
        self.pools.get(key).map_or(&[], Vec::as_slice)
    }

    /// The one word or frame under a key; empty where there is none.
    pub(crate) fn word(&'static self, key: &str) -> &'static str {
        self.pool(key).first().map_or("", String::as_str)
    }

    /// Whether the language says yes to a question of style.
    pub(crate) fn is(&'static self, style: &str) -> bool {
        self.word(&format!("style.{style}")) == "yes"
    }

    /// A day as sentences write it: `Saturday 12 December`, `Samstag, 12. Dezember`.
    pub(crate) fn day(&'static self, day: Date) -> String {
        let first = self.word("calendar.first");
        let number = match day.day() {
            1 if !first.is_empty() => first.to_owned(),
            number => number.to_string(),
        };
        let frame = self.word("calendar.day").replace("{number}", &number);
        frame.replace("{weekday}", self.weekday(day)).replace("{month}", self.month(day))
    }

    /// The name of a day's weekday.
    pub(crate) fn weekday(&'static self, day: Date) -> &'static str {
        let place = day.weekday().to_monday_zero_offset().unsigned_abs();
        self.pool("calendar.weekdays").get(usize::from(place)).map_or("", String::as_str)
    }

    /// The name of a day's month.
    pub(crate) fn month(&'static self, day: Date) -> &'static str {
        let place = usize::from(day.month().unsigned_abs()).saturating_sub(1);
        self.pool("calendar.months").get(place).map_or("", String::as_str)
    }

    /// Opening hours in words: `Dienstag bis Samstag 07:30–19:00 Uhr`.
    pub(crate) fn hours(&'static self, hours: &str) -> String {
        let mut days = [""; 7];
        for (day, name) in days.iter_mut().zip(self.pool("calendar.weekdays")) {
            *day = name;
        }
        in_words(
            hours,
            &HourWords {
                days,
                to: self.word("hours.to"),
                and: self.word("hours.and"),
                colon: self.word("hours.colon"),
                after: self.word("hours.after"),
            },
        )
    }

    /// A text in quotation marks.
    pub(crate) fn quoted(&'static self, text: &str) -> String {
        format!("{}{text}{}", self.word("style.opening_quote"), self.word("style.closing_quote"))
    }

    /// Whether a text speaks as *we*.
    pub(crate) fn speaks_itself(&'static self, text: &str) -> bool {
        let folded = crate::plan::phrase::folded(text);
        let endings = self.pool("vocabulary.we_endings");
        folded.split(' ').any(|word| {
            let ends = |ending: &String| word.ends_with(ending) && word.len() > ending.len() + 1;
            self.has("vocabulary.we", word) || endings.iter().any(ends)
        })
    }

    /// Whether the pages of a site address their readers politely: *vous*, not *tu*.
    pub(crate) fn is_polite(&'static self, profile: &SiteProfile) -> bool {
        let facts = FactKind::ALL.into_iter().flat_map(|kind| profile.facts(kind));
        let texts = facts.flat_map(|fact| {
            [Some(&fact.value), fact.detail.as_ref(), fact.about.as_ref()].into_iter().flatten()
        });
        let (mut polite, mut familiar) = (0_usize, 0_usize);
        for sentence in texts.flat_map(|text| crate::plan::phrase::sentences(text)) {
            // At the beginning, every word is large.
            for word in sentence.split(|c: char| !c.is_alphanumeric()).skip(1) {
                polite += usize::from(self.has("vocabulary.polite", word));
                familiar += usize::from(self.has("vocabulary.informal", word));
            }
        }
        polite > 1 && polite > familiar
    }

    /// Whether a word stands under a key.
    pub(crate) fn has(&'static self, key: &str, word: &str) -> bool {
        self.pool(key).iter().any(|it| it == word)
    }
}
