//! What posts are drawn with: the site's own photographs and logo, each fetched once and kept,
//! and the price or the day that a post is about.

use std::{sync::Arc, time::Duration};

use domain::{
    Scope,
    id::MediaId,
    network::{Rules, count},
    profile::{Fact, FactKind, SiteProfile},
};
use jiff::{SignedDuration, civil::Date};
use outbound::Limits;
use store::{StoreError, activities::Activity, media::NewPicture};
use url::Url;

use super::EmbeddedPlanner;
use crate::{
    draw::{Content, DrawError, Logo, Photo},
    sample,
};

mod match_words;
mod months;

use match_words::best_match;

/// The largest file that is fetched, in bytes, and the longest that it may take.
const LIMITS: Limits<'static> = Limits {
    max_bytes: 12_000_000,
    timeout: Duration::from_secs(5),
    accept: "image/webp,image/jpeg,image/png,image/svg+xml;q=0.9,*/*;q=0.1",
};
/// How long a kept picture is not asked for again.
const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How long one that could not be had is not asked for again.
const REFUSED: SignedDuration = SignedDuration::from_hours(24);
/// The longest price that fits a ticket, in characters.
const LONGEST_PRICE: usize = 14;

/// What the pictures of an activity are drawn with.
#[derive(Debug, Clone, Default)]
pub(super) struct Props {
    pub(super) photo: Option<Arc<Photo>>,
    /// What the site says the photograph shows.
    said: Option<String>,
    pub(super) logo: Option<Arc<Logo>>,
    beside: Beside,
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

impl Props {
    /// Fetches and chooses. What cannot be had is left out.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub(super) async fn of(
        planner: &EmbeddedPlanner,
        scope: Scope,
        profile: &SiteProfile,
        activity: &Activity,
        seed: u64,
    ) -> Result<Self, StoreError> {
        let mut props = Props { beside: beside(profile, activity, seed), ..Props::default() };
        if let Some(fact) = best_match(profile, activity, seed) {
            props.photo =
                fetched(planner, scope, &fact.value, Photo::read, Photo::jpeg, "image/jpeg")
                    .await?
                    .map(Arc::new);
            props.said = stated(fact).map(str::to_owned);
        }
        if let Some(address) = profile.one(FactKind::Logo) {
            props.logo = fetched(planner, scope, address, Logo::read, Logo::png, "image/png")
                .await?
                .map(Arc::new);
        }
        Ok(props)
    }

    /// What the drawing is told.
    pub(super) fn content(&self) -> Content<'_> {
        match &self.beside {
            Beside::Nothing => Content::Plain,
            Beside::Price(price) => Content::Price(price),
            Beside::Day { number, month } => Content::Day { number, month },
        }
    }

    /// The text of a picture: what the site says its photograph shows, what stands in large
    /// beside the words, and what the writer said of it. What an earlier drawing put before
    /// the writer's words is taken away.
    pub(super) fn described(
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
fn ended(part: &str) -> String {
    let part = part.trim();
    let closed = part.ends_with(['.', '!', '?', '…', '。']);
    format!("{part}{} ", if closed { "" } else { "." })
}

/// The writer's part of a description.
fn without_earlier<'a>(text: &'a str, profile: &SiteProfile) -> &'a str {
    let said = profile.facts(FactKind::Picture).iter().filter_map(stated).map(ended);
    let prices = profile.facts(FactKind::Offer).iter().filter_map(price).map(|it| ended(&it));
    let known: Vec<String> = said.chain(prices).collect();
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
fn beside(profile: &SiteProfile, activity: &Activity, seed: u64) -> Beside {
    if let Some((_, day)) = &activity.event {
        let language = profile.one(FactKind::Language).unwrap_or("en");
        let ahead = i128::from(
            day.to_zoned(jiff::tz::TimeZone::UTC).map_or(0, |it| it.timestamp().as_second()),
        ) + 86_400
            >= i128::from(activity.starts_at.as_second());
        return match months::named(language, *day).filter(|_| ahead) {
            Some(month) => Beside::Day { number: day_number(*day), month },
            None => Beside::Nothing,
        };
    }
    let offer = profile.facts(FactKind::Offer).iter().find(|fact| fact.value == activity.subject);
    match offer.and_then(price).filter(|_| seed.is_multiple_of(2)) {
        Some(price) => Beside::Price(price),
        None => Beside::Nothing,
    }
}

fn day_number(day: Date) -> String {
    day.day().to_string()
}

/// What is at an address of the site, made ours: from the store if it was fetched before.
async fn fetched<T: Send + 'static>(
    planner: &EmbeddedPlanner,
    scope: Scope,
    address: &str,
    read: fn(&[u8]) -> Option<T>,
    written: fn(&T) -> Result<Vec<u8>, DrawError>,
    content_type: &'static str,
) -> Result<Option<T>, StoreError> {
    let (store, now) = (&planner.store, planner.world.now());
    if let Some(known) = store.site_picture(scope, address).await? {
        let age = now.duration_since(known.fetched_at);
        match known.kept {
            None if age < REFUSED => return Ok(None),
            Some(id) if age < KEPT => {
                // A file that is gone is fetched again.
                if let Ok((_, file)) = store.picture(scope, id).await {
                    return Ok(decoded(file, read).await);
                }
            }
            _ => {}
        }
    }
    let found = ask(planner, address).await;
    let made = match found {
        Some(file) => made_ours(file, read, written).await,
        None => None,
    };
    let Some((thing, file, (width, height))) = made else {
        store.note_site_picture(scope, address, None, now).await?;
        return Ok(None);
    };
    let id = MediaId::mint(planner.world.as_ref());
    let new = NewPicture { id, content_type, width, height, bytes: &file };
    store.keep_picture(scope, new, now).await?;
    store.note_site_picture(scope, address, Some(id), now).await?;
    Ok(Some(thing))
}

/// The file at an address, if one is given out there.
async fn ask(planner: &EmbeddedPlanner, address: &str) -> Option<Vec<u8>> {
    let address = Url::parse(address).ok()?;
    if let Some(file) = sample::picture(&address) {
        return file.map(<[u8]>::to_vec);
    }
    match planner.outbound.get(&address, LIMITS).await {
        Ok(found) if found.status == 200 => Some(found.body),
        Ok(found) => {
            tracing::debug!(%address, status = found.status, "a picture of the site is not there");
            None
        }
        Err(error) => {
            tracing::debug!(%address, %error, "a picture of the site could not be fetched");
            None
        }
    }
}

async fn decoded<T: Send + 'static>(file: Vec<u8>, read: fn(&[u8]) -> Option<T>) -> Option<T> {
    tokio::task::spawn_blocking(move || read(&file)).await.ok().flatten()
}

/// Decodes a file and writes it anew, so that nothing of its bytes but what is seen is kept.
async fn made_ours<T: Send + 'static>(
    file: Vec<u8>,
    read: fn(&[u8]) -> Option<T>,
    written: fn(&T) -> Result<Vec<u8>, DrawError>,
) -> Option<(T, Vec<u8>, (u32, u32))> {
    let work = move || {
        let thing = read(&file)?;
        let file = written(&thing).ok()?;
        let size = image::ImageReader::new(std::io::Cursor::new(&file));
        let size = size.with_guessed_format().ok()?.into_dimensions().ok()?;
        Some((thing, file, size))
    };
    tokio::task::spawn_blocking(work).await.ok().flatten()
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
    fn a_description_keeps_to_the_limit_of_its_network() {
        let props = Props { said: Some("x".repeat(90)), ..Props::default() };
        let short = Rules { alt_text_limit: 40, ..network() };
        assert_eq!(props.described("Words.", true, &profile(), &short), "Words.");
    }
}
