//! What the pictures of an activity are drawn with: which of the site's photographs suits it,
//! the logo, and the price or the day that it is about.

use std::sync::Arc;

use domain::{
    network::{Rules, count},
    profile::{Fact, FactKind, SiteProfile},
};
use jiff::civil::Date;

use crate::{
    draw::{Content, Logo, Photo},
    phrases::{Language, Phrases},
};

mod match_words;
mod months;

use match_words::best_match;

/// The longest price that fits a ticket, in characters.
const LONGEST_PRICE: usize = 14;

/// What an activity is about, as far as its pictures show it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct About<'a> {
    pub(crate) title: &'a str,
    pub(crate) subject: &'a str,
    /// Its day, where the business is.
    pub(crate) day: Date,
    /// The day of the event that it is about.
    pub(crate) event: Option<Date>,
}

/// What is chosen for the pictures of an activity, before anything is fetched.
#[derive(Debug, Clone)]
pub(crate) struct Choice<'a> {
    /// The photograph that suits it.
    pub(crate) photo: Option<&'a Fact>,
    beside: Beside,
}

impl<'a> Choice<'a> {
    /// Chooses; of several that suit by `seed`.
    pub(crate) fn of(profile: &'a SiteProfile, about: &About<'_>, seed: u64) -> Self {
        let beside = beside(profile, about, seed);
        Choice { photo: best_match(profile, about, seed), beside }
    }

    /// With what could be had of it.
    pub(crate) fn with(self, photo: Option<Arc<Photo>>, logo: Option<Arc<Logo>>) -> Props {
        let said = self.photo.filter(|_| photo.is_some()).and_then(stated).map(str::to_owned);
        Props { photo, said, logo, beside: self.beside, by: None, instead: None }
    }

    /// With a ground that a model drew in the place of a photograph.
    pub(crate) fn over(
        self,
        (ground, model): (Arc<Photo>, String),
        logo: Option<Arc<Logo>>,
        profile: &SiteProfile,
    ) -> Props {
        let said = Some(drawn(Language::of(profile)).to_owned());
        let by = Some(model);
        Props { photo: Some(ground), said, logo, beside: self.beside, by, instead: None }
    }

    /// What stands in large beside the words.
    pub(crate) fn content(&self) -> Content<'_> {
        self.beside.content()
    }
}

/// What the pictures of an activity are drawn with.
#[derive(Debug, Clone, Default)]
pub(crate) struct Props {
    pub(crate) photo: Option<Arc<Photo>>,
    /// What the site says the photograph shows; of a ground, that a model drew it.
    said: Option<String>,
    pub(crate) logo: Option<Arc<Logo>>,
    beside: Beside,
    /// The model that drew the photograph.
    pub(crate) by: Option<String>,
    /// Why no model drew it where one was to, in words for the marketer.
    pub(crate) instead: Option<String>,
}

/// What stands in large beside the words.
#[derive(Debug, Clone, Default)]
enum Beside {
    #[default]
    Nothing,
    Price(String),
    Day {
        number: String,
        month: &'static str,
    },
}

impl Beside {
    /// What the drawing is told.
    fn content(&self) -> Content<'_> {
        match self {
            Beside::Nothing => Content::Plain,
            Beside::Price(price) => Content::Price(price),
            Beside::Day { number, month } => Content::Day { number, month },
        }
    }
}

impl Props {
    /// What the drawing is told.
    pub(crate) fn content(&self) -> Content<'_> {
        self.beside.content()
    }

    /// The text of a picture: what the site says its photograph shows, what stands in large
    /// beside the words, and what the writer said of it. What an earlier drawing put before
    /// the writer's words is taken away.
    pub(crate) fn described(
        &self,
        written: &str,
        photo: bool,
        profile: &SiteProfile,
        rules: &Rules,
    ) -> String {
        let own = without_earlier(written, profile);
        let fits = |text: &str| count(rules.alt_text_counting, text) <= rules.alt_text_limit;
        let beside = match &self.beside {
            Beside::Nothing => None,
            Beside::Price(price) => Some(price.clone()),
            Beside::Day { number, month } => Some(format!("{number} {month}")),
        };
        let said = self.said.clone().filter(|_| photo);
        let all = [said, beside.clone()].into_iter().flatten();
        let all = all.map(|part| ended(&part)).collect::<String>() + own;
        let shorter = beside.map(|part| ended(&part)).unwrap_or_default() + own;
        [all, shorter].into_iter().find(|text| fits(text)).unwrap_or_else(|| own.to_owned())
    }
}

/// A part of a description, as a sentence before the next.
/// What a description says of a ground that an image model drew.
fn drawn(language: Language) -> &'static str {
    Phrases::plain(language).word("alt.drawn")
}

fn ended(part: &str) -> String {
    let part = part.trim();
    let closed = part.ends_with(['.', '!', '?', '…', '。']);
    format!("{part}{} ", if closed { "" } else { "." })
}

/// The writer's part of a description.
fn without_earlier<'a>(text: &'a str, profile: &SiteProfile) -> &'a str {
    let said = profile.facts(FactKind::Picture).iter().filter_map(stated).map(ended);
    let prices = profile.facts(FactKind::Offer).iter().filter_map(price).map(|it| ended(&it));
    let drawn = Language::ALL.into_iter().map(drawn).map(ended);
    let known: Vec<String> = said.chain(prices).chain(drawn).collect();
    let mut rest = text;
    loop {
        let before = rest;
        for part in &known {
            rest = rest.strip_prefix(part.as_str()).unwrap_or(rest);
        }
        rest = months::without_day(rest);
        if rest.len() == before.len() {
            return rest;
        }
    }
}

/// What the site says that a picture shows, rather than what it stands near.
fn stated(fact: &Fact) -> Option<&str> {
    fact.about.as_deref().filter(|about| !about.starts_with("Near “"))
}

/// The price of an offer, if it can stand on a ticket.
fn price(offer: &Fact) -> Option<String> {
    let price = offer.detail.as_deref()?.trim();
    let short = price.chars().count() <= LONGEST_PRICE;
    (short && price.chars().any(|c| c.is_ascii_digit())).then(|| price.to_owned())
}

/// The day of the event that is led up to; or, every other time, the price of what is offered.
fn beside(profile: &SiteProfile, about: &About<'_>, seed: u64) -> Beside {
    if let Some(day) = about.event {
        let language = profile.one(FactKind::Language).unwrap_or("en");
        return match months::named(language, day).filter(|_| about.day <= day) {
            Some(month) => Beside::Day { number: day.day().to_string(), month },
            None => Beside::Nothing,
        };
    }
    let offer = profile.facts(FactKind::Offer).iter().find(|fact| fact.value == about.subject);
    match offer.and_then(price).filter(|_| seed.is_multiple_of(2)) {
        Some(price) => Beside::Price(price),
        None => Beside::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use domain::{channel::Channel, network::rules, post::Placement};

    use super::*;

    fn network() -> Rules {
        rules(Placement::post(Channel::Instagram))
    }

    fn profile() -> SiteProfile {
        let mut profile = SiteProfile::default();
        let loaf = Fact {
            value: "https://rosa.example/loaf.jpg".into(),
            about: Some("A chestnut loaf on a board".into()),
            ..Fact::default()
        };
        profile.read.insert(FactKind::Picture, vec![loaf]);
        let offer =
            Fact {
                value: "Chestnut loaf".into(), detail: Some("€6.50".into()), ..Fact::default()
            };
        profile.read.insert(FactKind::Offer, vec![offer]);
        profile
    }

    #[test]
    fn a_description_says_what_is_seen_once_however_often_it_is_drawn() {
        let profile = profile();
        let props = Props {
            said: Some("A chestnut loaf on a board".into()),
            beside: Beside::Price("€6.50".into()),
            ..Props::default()
        };
        let written = "Poster with the words “Back on Friday”.";
        let all = props.described(written, true, &profile, &network());
        assert_eq!(all, format!("A chestnut loaf on a board. €6.50. {written}"));
        assert_eq!(props.described(&all, true, &profile, &network()), all);
        assert_eq!(Props::default().described(&all, false, &profile, &network()), written);
        let day =
            Props { beside: Beside::Day { number: "10".into(), month: "Mai" }, ..Props::default() };
        let dated = day.described(&all, true, &profile, &network());
        assert_eq!(dated, format!("10 Mai. {written}"));
        assert_eq!(
            props.described(&dated, false, &profile, &network()),
            format!("€6.50. {written}")
        );
    }

    #[test]
    fn a_description_says_that_a_model_drew_the_ground_while_it_did() {
        let profile = profile();
        let about = About {
            title: "Rye",
            subject: "Rye",
            day: jiff::civil::date(2026, 11, 27),
            event: None,
        };
        let pixels = image::RgbImage::from_pixel(400, 400, image::Rgb([90, 60, 30]));
        let mut file = std::io::Cursor::new(Vec::new());
        pixels.write_to(&mut file, image::ImageFormat::Png).unwrap();
        let ground = Arc::new(Photo::read(&file.into_inner()).unwrap());
        let choice = Choice::of(&profile, &about, 7);
        let props = choice.over((ground, "easel-1".into()), None, &profile);
        let written = "Poster with the words “Back on Friday”.";
        let told = props.described(written, true, &profile, &network());
        assert_eq!(told, format!("{} {written}", drawn(Language::English)));
        assert_eq!(props.described(&told, true, &profile, &network()), told);
        assert_eq!(Props::default().described(&told, true, &profile, &network()), written);
    }

    #[test]
    fn a_description_keeps_to_the_limit_of_its_network() {
        let props = Props { said: Some("x".repeat(90)), ..Props::default() };
        let short = Rules { alt_text_limit: 40, ..network() };
        assert_eq!(props.described("Words.", true, &profile(), &short), "Words.");
    }
}
