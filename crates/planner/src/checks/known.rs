//! What is known: the facts of the profile, the settings, the activity and its event. A text is
//! traced to it claim by claim.
//!
//! Texts and sources are read by the same functions, so what a fact says word for word is
//! always known.

use std::{collections::HashSet, ops::Range};

use domain::{
    contract::Brief,
    names::country_name,
    profile::{Fact, FactKind},
    writing::Rule,
};
use unicode_segmentation::UnicodeSegmentation;

use super::{
    Found,
    claims::{Claim, What, claims},
    contacts::{Way, contacts, digits, host_and_path, hosts_named},
    months::Dated,
    names,
    numerals::{amounts, has_cents, numerals},
    overlap,
};
use crate::{
    phrases::{Language, Phrases},
    plan::phrase::folded,
};

/// Everything that a text may say in figures, names and addresses.
#[derive(Debug, Clone, Default)]
pub(super) struct Known {
    language: String,
    amounts: HashSet<String>,
    prices: HashSet<(String, Option<&'static str>)>,
    percents: HashSet<String>,
    times: HashSet<u16>,
    days: Vec<Dated>,
    hosts: HashSet<String>,
    pages: HashSet<(String, String)>,
    mails: HashSet<String>,
    phones: Vec<String>,
    words: HashSet<String>,
    /// Offers and what they cost: folded name, prices.
    offers: Vec<(String, Vec<String>)>,
}

impl Known {
    /// What a brief holds. A `language` that texts must be in goes before that of the profile.
    pub(super) fn of(brief: &Brief<'_>, language: Option<&str>) -> Known {
        let language = language.or(brief.profile.one(FactKind::Language)).unwrap_or_default();
        let mut known = Known { language: language.to_lowercase(), ..Known::default() };
        for kind in FactKind::ALL {
            for fact in brief.profile.facts(kind) {
                known.learn_fact(kind, fact);
            }
        }
        let settings = brief.settings;
        let own = &settings.business;
        let told = [
            &own.value_proposition,
            &own.target_audience,
            &own.business_goal,
            &settings.guidelines,
            &settings.tone_of_voice,
        ];
        for text in told.into_iter().chain(&settings.topics).chain(&settings.custom_goal) {
            known.learn(text);
        }
        known.learn_page(brief.address);
        for text in [brief.title, brief.description, brief.subject] {
            known.learn(text);
        }
        known.learn_day(brief.day);
        if let Some((event, day)) = brief.event {
            known.learn(event);
            known.learn_day(day);
            let ahead = (day - brief.day).get_days().unsigned_abs();
            known.amounts.extend([ahead.to_string(), (ahead / 7).to_string()]);
        }
        known
    }

    /// Whether a word stands somewhere in what is known, in the plural or the genitive too. Of
    /// `L’Alfama` and `Rosa’s` the parts of one letter do not count.
    pub(super) fn says(&self, word: &str) -> bool {
        let folded = folded(word);
        folded.split(' ').filter(|part| part.chars().count() > 1).all(|part| self.has(part))
    }

    fn has(&self, word: &str) -> bool {
        const ENDS: [&str; 6] = ["s", "es", "n", "en", "er", "e"];
        let known = |word: &str| self.words.contains(word);
        known(word)
            || ENDS.iter().any(|end| word.strip_suffix(end).is_some_and(known))
            || ENDS.iter().any(|end| known(&format!("{word}{end}")))
    }

    /// The language of the website, as its first letters.
    pub(super) fn language(&self) -> &str {
        self.language.split(['-', '_']).next().unwrap_or_default()
    }

    /// Names what a text says that nobody told us.
    pub(super) fn trace(&self, text: &str, found: &mut Found) {
        let mut taken = Vec::new();
        for (way, at) in self.contacts(text) {
            let words = text.get(at.clone()).unwrap_or_default();
            if !self.reaches(way, words) {
                found.add(Rule::Unknown, words, way_said(way, words));
            }
            taken.push(at);
        }
        for claim in claims(text, &taken) {
            let words = text.get(claim.at.clone()).unwrap_or_default();
            let words = words.trim().trim_end_matches('.');
            if !self.bears_out(text, &claim) {
                let said = format!(
                    "{words} stands neither in the profile nor in the settings, the event or the activity. Remove it, or add it to the profile if it is true."
                );
                found.add(Rule::Unknown, words, said);
            } else if let Some(offer) = self.costs_otherwise(text, &claim) {
                let said = format!(
                    "{words} is not what the profile says that {offer} costs. Write its own price, or none."
                );
                found.add(Rule::Unknown, words, said);
            }
        }
    }

    /// Names the names in a text that nobody told us.
    pub(super) fn trace_names(&self, text: &str, found: &mut Found) {
        let mut taken: Vec<_> = self.contacts(text).into_iter().map(|(_, at)| at).collect();
        taken.extend(claims(text, &taken).into_iter().map(|claim| claim.at));
        for at in names::unknown(text, self, &taken) {
            let words = text.get(at).unwrap_or_default();
            let said = format!(
                "{words} looks like a name and stands nowhere in the profile. Remove it, or add it to the profile if it is right."
            );
            found.add(Rule::Unknown, words, said);
        }
    }

    /// Names the address that a post leads to, where it is not one of ours.
    pub(super) fn trace_link(&self, link: &str, found: &mut Found) {
        if !self.reaches(Way::Web, link) {
            found.add(Rule::Unknown, link, way_said(Way::Web, link));
        }
    }

    fn learn_fact(&mut self, kind: FactKind, fact: &Fact) {
        match kind {
            FactKind::Colour
            | FactKind::Logo
            | FactKind::Picture
            | FactKind::TimeZone
            | FactKind::Language => return,
            FactKind::Country => self.learn_words(country_name(&fact.value)),
            FactKind::OpeningHours => {
                let language = Language::tagged(&self.language).unwrap_or(Language::English);
                self.learn(&Phrases::plain(language).hours(&fact.value));
            }
            _ => {}
        }
        self.learn(&fact.value);
        // What research says of a keyword is about the website, and no fact of the business.
        let detail = fact.detail.iter().filter(|_| kind != FactKind::Keyword);
        for text in detail.chain(&fact.about) {
            self.learn(text);
        }
        if let Some(theme) = &fact.theme {
            let phrases = theme.phrases.iter().map(|phrase| &phrase.text);
            let told = phrases.chain(&theme.questions).chain(&theme.passages).chain(&theme.place);
            told.for_each(|text| self.learn(text));
        }
        if let Some(source) = &fact.source {
            self.learn_page(source);
        }
        if let (FactKind::Offer, Some(detail)) = (kind, &fact.detail) {
            let costs: Vec<String> = numerals(detail).flat_map(|(_, it)| amounts(it)).collect();
            let signed = claims(detail, &[]);
            if !signed.iter().any(|claim| matches!(claim.what, What::Price(..))) {
                self.prices.extend(costs.iter().map(|cost| (cost.clone(), None)));
            }
            let name = folded(&fact.value);
            if !costs.is_empty() && !name.is_empty() {
                self.offers.push((format!(" {name} "), costs));
            }
        }
    }

    fn learn(&mut self, text: &str) {
        self.learn_words(text);
        let mut taken = Vec::new();
        for (way, at) in contacts(text) {
            let words = text.get(at.clone()).unwrap_or_default();
            match way {
                Way::Web => self.learn_page(words),
                Way::Mail => drop(self.mails.insert(words.to_lowercase())),
                Way::Phone => self.phones.push(digits(words)),
                Way::Account => {}
            }
            taken.push(at);
        }
        for claim in claims(text, &taken) {
            let numeral = text.get(claim.at).unwrap_or_default();
            if let What::Number(readings, _) = &claim.what
                && has_cents(numeral)
            {
                self.prices.extend(readings.iter().map(|reading| (reading.clone(), None)));
            }
            self.learn_claim(claim.what);
        }
        self.amounts.extend(numerals(text).flat_map(|(_, numeral)| amounts(numeral)));
    }

    fn learn_claim(&mut self, what: What) {
        match what {
            What::Price(readings, sign) => {
                self.prices.extend(readings.into_iter().map(|reading| (reading, sign)));
            }
            What::Percent(readings) => self.percents.extend(readings),
            What::Time(times, plain) => {
                self.times.extend(times);
                self.amounts.extend(plain);
            }
            What::Day(days) => {
                self.amounts
                    .extend(days.iter().filter_map(|day| day.year).map(|it| it.to_string()));
                self.days.extend(days);
            }
            What::Number(readings, time) => {
                self.amounts.extend(readings);
                self.times.extend(time);
            }
        }
    }

    fn learn_words(&mut self, text: &str) {
        self.words.extend(folded(text).split(' ').filter(|it| !it.is_empty()).map(str::to_owned));
    }

    fn learn_page(&mut self, address: &str) {
        let (host, path) = host_and_path(address);
        if !host.is_empty() {
            self.words.extend(host.split(['.', '-']).map(str::to_owned));
            let port = host.split_once(':').map(|(bare, _)| bare.to_owned());
            self.hosts.extend(port.into_iter().chain([host.clone()]));
            self.pages.insert((host, path));
        }
    }

    fn learn_day(&mut self, day: jiff::civil::Date) {
        let read = |number: i8| u8::try_from(number).unwrap_or_default();
        self.amounts.insert(day.year().to_string());
        self.days.push(Dated {
            month: read(day.month()),
            day: read(day.day()),
            year: Some(day.year()),
        });
    }

    /// Every way to reach somebody in a text: our own hosts first, whatever they look like.
    fn contacts(&self, text: &str) -> Vec<(Way, Range<usize>)> {
        let mut found: Vec<_> = self
            .hosts
            .iter()
            .flat_map(|host| hosts_named(text, host))
            .map(|at| (Way::Web, at))
            .collect();
        let others = contacts(text)
            .into_iter()
            .filter(|(_, at)| found.iter().all(|(_, own)| !overlap(own, at)))
            .collect::<Vec<_>>();
        found.extend(others);
        found
    }

    /// Whether an address is one that we know: the site, or a page of it that was read.
    fn reaches(&self, way: Way, words: &str) -> bool {
        match way {
            Way::Web => {
                let (host, path) = host_and_path(words);
                if path.is_empty() {
                    self.hosts.contains(&host)
                } else {
                    self.pages.contains(&(host, path))
                }
            }
            Way::Mail => self.mails.contains(&words.to_lowercase()),
            Way::Phone => {
                // With and without the country: `+351 21 345…` is `021 345…`.
                let asked = digits(words);
                let tail = asked.get(asked.len().saturating_sub(7)..).unwrap_or_default();
                self.phones.iter().any(|phone| phone.ends_with(tail))
            }
            Way::Account => {
                let name = words.trim_start_matches('@').to_lowercase();
                let bare = name.split('@').next().unwrap_or_default();
                self.words.contains(bare) || self.words.contains(&bare.replace(['_', '.'], ""))
            }
        }
    }

    fn bears_out(&self, text: &str, claim: &Claim) -> bool {
        let any = |readings: &[String], known: &HashSet<String>| {
            readings.iter().any(|reading| known.contains(reading))
        };
        match &claim.what {
            What::Price(readings, sign) => readings.iter().any(|reading| {
                self.prices.contains(&(reading.clone(), *sign))
                    || self.prices.contains(&(reading.clone(), None))
            }),
            What::Percent(readings) => any(readings, &self.percents),
            What::Time(times, plain) => {
                times.iter().any(|time| self.times.contains(time)) || any(plain, &self.amounts)
            }
            What::Day(days) => days.iter().any(|day| self.days.iter().any(|it| it.agrees(*day))),
            What::Number(readings, time) => {
                any(readings, &self.amounts)
                    || time.is_some_and(|time| self.times.contains(&time))
                    || counts_itself(text, readings)
            }
        }
    }

    /// The offer in the same sentence that costs something else. A link or a hashtag names none:
    /// they lead to the page of several.
    fn costs_otherwise(&self, text: &str, claim: &Claim) -> Option<String> {
        let What::Price(readings, _) = &claim.what else { return None };
        let (_, sentence) = text
            .split_sentence_bound_indices()
            .find(|(start, sentence)| claim.at.start < start + sentence.len())?;
        let spoken = sentence.split_whitespace();
        let spoken = spoken.filter(|word| !word.contains("://") && !word.starts_with('#'));
        let folded = format!(" {} ", folded(&spoken.collect::<Vec<_>>().join(" ")));
        let named = self.offers.iter().filter(|(name, _)| folded.contains(name.as_str()));
        let named: Vec<_> = named.collect();
        let right = named.iter().any(|(_, costs)| readings.iter().any(|it| costs.contains(it)));
        named.first().filter(|_| !right).map(|(name, _)| name.trim().to_owned())
    }
}

/// Whether a number is that of the points which the text itself lists: *3 reasons*, and three
/// lines.
fn counts_itself(text: &str, readings: &[String]) -> bool {
    let point = |line: &&str| {
        let line = line.trim_start();
        let digits = line.chars().take_while(char::is_ascii_digit).count();
        let numbered = digits > 0 && line[digits..].starts_with(['.', ')', '\u{fe0f}']);
        numbered || line.starts_with(['•', '–', '-', '*', '→', '✓', '✔'])
    };
    let points = text.lines().filter(point).count();
    points > 1 && readings.contains(&points.to_string())
}

fn way_said(way: Way, words: &str) -> String {
    let what = match way {
        Way::Web => "is not a page of the website that was read",
        Way::Mail => "is an e-mail address that the website does not name",
        Way::Phone => "is a telephone number that the website does not name",
        Way::Account => "is an account that nobody named",
    };
    format!("{words} {what}. Remove it, or add it to the profile if it is right.")
}
