//! What the pictures of posts are drawn with: what an image model drew for them, else the
//! site's own photographs, and its logo. Each is fetched once and kept.

use std::{collections::BTreeMap, sync::Arc};

use domain::{Scope, id::MediaId, network::Shape, profile::FactKind};
use jiff::SignedDuration;
use store::{StoreError, activities::Activity, media::NewPicture};

use super::{
    EmbeddedPlanner,
    drawing::{Ground, Sketch},
    images,
    posts::Known,
};
use crate::{
    album::ask,
    draw::{Content, DrawError, Logo, Photo},
    props::{About, Choice, Props},
};

/// How long a kept picture is not asked for again.
const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How long one that could not be had is not asked for again.
const REFUSED: SignedDuration = SignedDuration::from_hours(24);

/// Which pictures are to be drawn.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted<'a> {
    /// One for each post.
    pub sketches: &'a [&'a Sketch],
    pub ground: Ground,
    pub seed: u64,
}

impl Wanted<'_> {
    /// The shape that most posts have of those whose pictures show a photograph.
    fn shape(&self, content: Content<'_>) -> Option<Shape> {
        let mut counted: BTreeMap<Shape, usize> = BTreeMap::new();
        for sketch in self.sketches.iter().filter(|sketch| sketch.takes_photo(content)) {
            *counted.entry(sketch.shape).or_default() += 1;
        }
        counted.into_iter().max_by_key(|(_, posts)| *posts).map(|(shape, _)| shape)
    }
}

/// What the pictures of an activity are drawn with. What cannot be had is left out; a ground
/// that an image model did not draw is told.
///
/// # Errors
/// [`StoreError`] when the store fails.
pub(super) async fn props(
    planner: &EmbeddedPlanner,
    scope: Scope,
    known: &Known,
    activity: &Activity,
    wanted: Wanted<'_>,
) -> Result<Props, StoreError> {
    let about = About {
        title: &activity.title,
        subject: &activity.subject,
        day: known.zone().day(activity.starts_at),
        event: activity.event.as_ref().map(|(_, day)| *day),
    };
    let seed = wanted.seed;
    let choice = Choice::of(&known.profile, &about, seed);
    let drawn = match wanted.shape(choice.content()) {
        Some(shape) => {
            let fresh = wanted.ground == Ground::Fresh;
            let asked = images::Asked { shape, fresh, photo: choice.photo.is_some(), seed };
            images::ground(planner, scope, (known, activity), asked).await?
        }
        None => None,
    };
    let logo = match known.profile.one(FactKind::Logo) {
        Some(address) => {
            fetched(planner, scope, address, Logo::read, Logo::png, "image/png").await?
        }
        None => None,
    };
    let logo = logo.map(Arc::new);
    let instead = match drawn {
        Some(Ok(drawn)) => return Ok(choice.over(drawn, logo, &known.profile)),
        Some(Err(why)) => Some(why.to_string()),
        None => None,
    };
    let photo = match choice.photo {
        Some(fact) => {
            fetched(planner, scope, &fact.value, Photo::read, Photo::jpeg, "image/jpeg").await?
        }
        None => None,
    };
    let mut props = choice.with(photo.map(Arc::new), logo);
    props.instead = instead;
    Ok(props)
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
    let found = ask(&planner.outbound, address).await;
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

/// Decodes a file, where blocking is allowed.
pub(super) async fn decoded<T: Send + 'static>(
    file: Vec<u8>,
    read: fn(&[u8]) -> Option<T>,
) -> Option<T> {
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
