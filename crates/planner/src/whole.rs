//! A whole plan at once: from the pages of a site to every post with its picture, without
//! account, database or job queue.
//!
//! Each step is a function of what came before, of a day and of a seed: the same three give
//! the same plan, words and pictures.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use domain::{
    activity::ActivityType,
    contract::{Brief, Said, Writer, WriterError},
    days::{Days, plan_period},
    draft::{Draft, Parts},
    event::Event,
    network::{Shape, has_stories, rules},
    post::{Placement, PostKind, PostText},
    profile::{FactKind, SiteProfile},
    settings::Settings,
};
use jiff::civil::Date;
use url::Url;

use crate::{
    album::Album,
    draw::{DrawError, Picture, Poster, Press},
    holidays::holidays_of,
    plan::{PlanInput, PlannedActivity, plan},
    profile::{keywords, profile},
    props::{About, Choice, Props},
    read::SitePages,
};

/// A plan for a site, with everything that it was made from.
#[derive(Debug, Clone)]
pub struct WholePlan {
    /// Where the site is.
    pub address: Url,
    /// What the business is called; its host where no page says.
    pub name: String,
    /// What the site says.
    pub profile: SiteProfile,
    /// What it is made with.
    pub settings: Settings,
    /// The holidays of the site's country.
    pub events: Vec<Event>,
    /// What is covered.
    pub days: Days,
    /// What picked among equally good plans, words and pictures.
    pub seed: u64,
    /// What is to be done, by day and time.
    pub activities: Vec<WholeActivity>,
}

/// An activity with its posts.
#[derive(Debug, Clone)]
pub struct WholeActivity {
    /// The activity.
    pub planned: PlannedActivity,
    /// Its posts, one for each place that it is written for.
    pub posts: Vec<WholePost>,
    /// What an article or an e-mail could say.
    pub draft: Option<Draft>,
}

/// A post and where its picture is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WholePost {
    /// Where it goes.
    pub placement: Placement,
    /// What it says.
    pub text: PostText,
    /// The file name of its picture; `None` before it is drawn.
    pub picture: Option<String>,
}

/// What the pages say of the business, with the phrases that its articles should answer.
pub fn understand(pages: &SitePages, address: &Url) -> SiteProfile {
    let mut read = profile(pages, address);
    let phrases = keywords(pages, address);
    if !phrases.is_empty() {
        read.insert(FactKind::Keyword, phrases);
    }
    SiteProfile { read, corrected: BTreeMap::new() }
}

impl WholePlan {
    /// Chooses what to do from `today` through the end of the next month.
    pub fn choose(
        profile: SiteProfile,
        address: &Url,
        settings: Settings,
        today: Date,
        seed: u64,
    ) -> Self {
        let days = plan_period(today);
        let country = profile.one(FactKind::Country).unwrap_or_default();
        let events = holidays_of(&profile, country, today, address.as_str());
        let planned = plan(&PlanInput {
            profile: &profile,
            settings: &settings,
            events: &events,
            days,
            now_local: today.at(0, 0, 0, 0),
            kept: &[],
            seed,
        });
        let name = profile.one(FactKind::Name).or(address.host_str()).unwrap_or_default();
        let activities = planned.into_iter().map(|planned| WholeActivity {
            planned,
            posts: Vec::new(),
            draft: None,
        });
        WholePlan {
            address: address.clone(),
            name: name.to_owned(),
            settings,
            events,
            days,
            seed,
            activities: activities.collect(),
            profile,
        }
    }

    /// Writes the posts of the social campaigns up to a day, each saying something else than
    /// those before it where the writer finds other words.
    ///
    /// # Errors
    /// The writer's, of the first activity that it could not write.
    pub async fn write(&mut self, writer: &dyn Writer, until: Date) -> Result<(), WriterError> {
        let mut activities = std::mem::take(&mut self.activities);
        let mut said = Vec::new();
        let mut outcome = Ok(());
        for activity in activities.iter_mut() {
            let planned = &activity.planned;
            if planned.kind != ActivityType::SocialMarketing || planned.day > until {
                continue;
            }
            match self.posts(writer, planned, &said).await {
                Ok(posts) => activity.posts = posts,
                Err(error) => {
                    outcome = Err(error);
                    break;
                }
            }
            said.extend(activity.posts.iter().map(|post| Said {
                placement: post.placement,
                day: planned.day,
                event: planned.event.as_ref().map(|(_, name, _)| name.clone()),
                caption: post.text.caption.clone(),
            }));
        }
        self.activities = activities;
        outcome
    }

    /// Writes the drafts of the articles and e-mails up to a day.
    ///
    /// # Errors
    /// The writer's, of the first that it could not write.
    pub async fn write_drafts(
        &mut self,
        writer: &dyn Writer,
        until: Date,
    ) -> Result<(), WriterError> {
        let mut drafts = Vec::new();
        for (at, activity) in self.activities.iter().enumerate() {
            let planned = &activity.planned;
            if Parts::of(planned.kind).is_some() && planned.day <= until {
                drafts.push((at, writer.draft(self.brief(planned, &[])).await?));
            }
        }
        for (at, draft) in drafts {
            if let Some(activity) = self.activities.get_mut(at) {
                activity.draft = Some(draft);
            }
        }
        Ok(())
    }

    /// The posts of one activity, beside what others say.
    async fn posts(
        &self,
        writer: &dyn Writer,
        activity: &PlannedActivity,
        said: &[Said],
    ) -> Result<Vec<WholePost>, WriterError> {
        let placements: Vec<Placement> = wanted(activity, &self.settings).collect();
        let written = writer.write(self.brief(activity, said), &placements).await?;
        let post = |(placement, text)| WholePost { placement, text, picture: None };
        Ok(written.into_iter().map(post).collect())
    }

    fn brief<'a>(&'a self, activity: &'a PlannedActivity, said: &'a [Said]) -> Brief<'a> {
        Brief {
            profile: &self.profile,
            settings: &self.settings,
            address: self.address.as_str(),
            kind: activity.kind,
            title: &activity.title,
            description: &activity.description,
            subject: &activity.subject,
            event: activity.event.as_ref().map(|(_, name, day)| (name.as_str(), *day)),
            day: activity.day,
            said,
            seed: self.seed,
        }
    }

    /// The addresses of the site's photographs that the pictures are to show.
    pub(crate) fn photos(&self) -> impl Iterator<Item = &str> {
        let numbers = 0..self.activities.len();
        let chosen = numbers.filter_map(|number| self.choice(number)?.photo);
        chosen.map(|fact| fact.value.as_str())
    }

    /// What is chosen for the pictures of an activity.
    fn choice(&self, number: usize) -> Option<Choice<'_>> {
        let planned = &self.activities.get(number)?.planned;
        let about = About {
            title: &planned.title,
            subject: &planned.subject,
            day: planned.day,
            event: planned.event.as_ref().map(|(.., day)| *day),
        };
        Some(Choice::of(&self.profile, &about, luck(self.seed, number)))
    }

    /// Draws a picture for every post, on all cores, with the site's own of the `album`, and
    /// hands each finished one to `keep` under its file name. Posts of an activity that can
    /// have the same picture share it.
    ///
    /// # Errors
    /// The first picture that could not be drawn, or what `keep` refused.
    pub fn draw<E: From<DrawError> + Send>(
        &mut self,
        press: &Press,
        album: &Album,
        keep: impl Fn(&str, &Picture) -> Result<(), E> + Sync,
    ) -> Result<(), E> {
        let sketches = self.sketches();
        let colours: Vec<String> =
            self.profile.facts(FactKind::Colour).iter().map(|fact| fact.value.clone()).collect();
        let props: Vec<Option<Props>> = (0..self.activities.len())
            .map(|number| Some(album.props(self.choice(number)?)))
            .collect();
        let props_of = |activity: usize| props.get(activity).and_then(Option::as_ref);
        let next = AtomicUsize::new(0);
        let drawn: Mutex<HashMap<&str, Shows>> = Mutex::new(HashMap::new());
        let work = || -> Result<(), E> {
            while let Some(sketch) = sketches.get(next.fetch_add(1, Ordering::Relaxed)) {
                let Some(props) = props_of(sketch.activity) else { continue };
                let picture = press.draw(&Poster {
                    shape: sketch.shape,
                    headline: &sketch.headline,
                    subline: None,
                    signature: &self.name,
                    colours: &colours,
                    seed: luck(self.seed, sketch.activity),
                    photo: props.photo.as_deref(),
                    logo: props.logo.as_deref(),
                    content: props.content(),
                })?;
                let shows = Shows { words: picture.words.is_some(), photo: picture.photo };
                let mut all = drawn.lock().unwrap_or_else(PoisonError::into_inner);
                all.insert(&sketch.file, shows);
                drop(all);
                keep(&sketch.file, &picture)?;
            }
            Ok(())
        };
        let cores = thread::available_parallelism().map_or(1, usize::from);
        thread::scope(|scope| {
            let crew: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
            crew.into_iter().try_for_each(|one| one.join().unwrap_or(Ok(())))
        })?;
        let drawn = drawn.into_inner().unwrap_or_else(PoisonError::into_inner);
        let wordless = format!("Picture in the colours of {}, without words.", self.name);
        for sketch in &sketches {
            let shows = drawn.get(sketch.file.as_str());
            let (Some(shows), Some(props)) = (shows, props_of(sketch.activity)) else { continue };
            let Some(activity) = self.activities.get_mut(sketch.activity) else { continue };
            for post in activity.posts.iter_mut() {
                if sketch.fits(&activity.planned, post) {
                    let written = if shows.words { &post.text.alt_text } else { &wordless };
                    let rules = rules(post.placement);
                    post.text.alt_text =
                        props.described(written, shows.photo, &self.profile, &rules);
                    post.picture = Some(sketch.file.clone());
                }
            }
        }
        Ok(())
    }

    /// The pictures that are needed, each once.
    fn sketches(&self) -> Vec<Sketch> {
        let mut sketches: Vec<Sketch> = Vec::new();
        for (number, activity) in self.activities.iter().enumerate() {
            for post in &activity.posts {
                let (shape, headline) = sketch(&activity.planned, post);
                let known = |it: &Sketch| it.activity == number && it.fits(&activity.planned, post);
                if !sketches.iter().rev().take(8).any(known) {
                    let file = format!("{:03}-{}.jpg", number + 1, sketches.len() + 1);
                    sketches.push(Sketch { activity: number, shape, headline, file });
                }
            }
        }
        sketches
    }

    /// All posts, by activity.
    pub fn posts_of_all(&self) -> impl Iterator<Item = (&PlannedActivity, &WholePost)> {
        self.activities
            .iter()
            .flat_map(|activity| activity.posts.iter().map(move |post| (&activity.planned, post)))
    }
}

/// What is in a picture.
#[derive(Debug, Clone, Copy)]
struct Shows {
    words: bool,
    photo: bool,
}

/// A picture to be drawn.
#[derive(Debug, Clone)]
struct Sketch {
    /// The number of its activity.
    activity: usize,
    shape: Shape,
    headline: String,
    file: String,
}

impl Sketch {
    fn fits(&self, activity: &PlannedActivity, post: &WholePost) -> bool {
        sketch(activity, post) == (self.shape, self.headline.clone())
    }
}

/// A post says its words beside its picture, which has the activity's title; a story has its
/// words in the picture.
fn sketch(activity: &PlannedActivity, post: &WholePost) -> (Shape, String) {
    let headline = match post.placement.kind {
        PostKind::Post => activity.title.clone(),
        PostKind::Story => post.text.caption.clone(),
    };
    (rules(post.placement).shape, headline)
}

/// The placements that an activity is written for: a post for each channel, and a story where
/// stories are planned and the network has them.
fn wanted(activity: &PlannedActivity, settings: &Settings) -> impl Iterator<Item = Placement> {
    let stories = activity.stories;
    settings.channels.iter().flat_map(move |channel| {
        let story = (stories && has_stories(*channel)).then_some(Placement::story(*channel));
        std::iter::once(Placement::post(*channel)).chain(story)
    })
}

/// Each activity has its own luck within a plan.
fn luck(seed: u64, number: usize) -> u64 {
    let number = u64::try_from(number).unwrap_or(u64::MAX);
    (seed ^ number.wrapping_add(1)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::{sample, write::Composer};

    async fn made(seed: u64) -> WholePlan {
        let address = Url::parse(sample::ADDRESS).unwrap();
        let profile = understand(&sample::pages(&address).unwrap(), &address);
        let mut made =
            WholePlan::choose(profile, &address, Settings::default(), date(2026, 11, 22), seed);
        made.write(&Composer, date(2026, 11, 29)).await.unwrap();
        made
    }

    #[tokio::test]
    async fn the_same_day_and_seed_give_the_same_plan_and_pictures() {
        let (mut one, mut other) = (made(7).await, made(7).await);
        let press = Press::new().unwrap();
        let draw = |plan: &mut WholePlan| {
            let kept = Mutex::new(BTreeMap::new());
            plan.draw(&press, &Album::default(), |name, picture| {
                kept.lock().unwrap().insert(name.to_owned(), picture.jpeg.clone());
                Ok::<(), DrawError>(())
            })
            .unwrap();
            kept.into_inner().unwrap()
        };
        let pictures = draw(&mut one);
        assert!(pictures.len() > 3);
        assert_eq!(pictures, draw(&mut other));
        let posts: Vec<_> = one.posts_of_all().map(|(_, post)| post.clone()).collect();
        assert!(posts.iter().all(|post| pictures.contains_key(post.picture.as_ref().unwrap())));
        assert_eq!(posts, other.posts_of_all().map(|(_, post)| post.clone()).collect::<Vec<_>>());
    }

    #[tokio::test]
    async fn another_seed_gives_another_plan() {
        let titles = |plan: &WholePlan| {
            plan.activities.iter().map(|it| it.planned.title.clone()).collect::<Vec<_>>()
        };
        assert_ne!(titles(&made(7).await), titles(&made(8).await));
    }
}
