//! The pictures of posts: one for all of an activity that can have the same.

use std::collections::BTreeMap;

use domain::{
    Scope,
    contract::PlanError,
    id::{ActivityId, MediaId, PostId},
    network::{Shape, rules},
    post::{Placement, PostKind, PostStatus, PostText},
    profile::FactKind,
};
use store::{
    StoreError,
    activities::Activity,
    media::{Drawing, NewPicture},
    posts::{Post, Which},
};

use super::{
    EmbeddedPlanner,
    pictures::{Wanted, props},
    plan_error,
    posts::{Known, PostsError},
};
use crate::{
    draw::{Content, DrawError, Picture, Poster, takes_photo},
    props::Props,
};

/// Which posts get a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Drawn {
    /// Those that may still change and have none.
    Missing,
    /// The drafts of a kind, whatever they have.
    Drafts(PostKind),
}

impl Drawn {
    /// Whoever asks for other pictures than there are wants another ground too; a story gets
    /// another picture because its words are in it.
    const fn ground(self) -> Ground {
        match self {
            Drawn::Missing | Drawn::Drafts(PostKind::Story) => Ground::Kept,
            Drawn::Drafts(PostKind::Post) => Ground::Fresh,
        }
    }
}

/// Which ground a picture gets, where an image model draws it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ground {
    /// That of the activity, if it has one.
    Kept,
    /// A new one.
    Fresh,
}

/// What a picture of an activity is drawn from: those with the same are one picture.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Sketch {
    pub(super) shape: Shape,
    headline: String,
}

impl Sketch {
    /// A post says its words beside its picture, which has the activity's title; a story has
    /// its words in the picture.
    fn of(activity: &Activity, placement: Placement, text: &PostText) -> Self {
        let headline = match placement.kind {
            PostKind::Post => activity.title.clone(),
            PostKind::Story => text.caption.clone(),
        };
        Sketch { shape: rules(placement).shape, headline }
    }

    /// Whether a picture of it shows a photograph, if there is one.
    pub(super) fn takes_photo(&self, content: Content<'_>) -> bool {
        takes_photo(self.shape, &self.headline, content)
    }
}

/// Draws one picture for all posts of the activity that can have the same. Safe to repeat.
pub(super) async fn draw(
    planner: &EmbeddedPlanner,
    scope: Scope,
    activity: &Activity,
    seed: u64,
    which: Drawn,
) -> Result<(), PostsError> {
    let known = Known::load(planner, scope).await?;
    let mut needed: BTreeMap<Sketch, Vec<Post>> = BTreeMap::new();
    for post in planner.store.posts(scope, Which::OfActivity(activity.id)).await? {
        let wanted = match which {
            Drawn::Missing => post.picture.is_none() && post.status.editable(),
            Drawn::Drafts(kind) => post.status == PostStatus::Draft && post.kind == kind,
        };
        if wanted {
            let sketch = Sketch::of(activity, post.placement(), &post.text);
            needed.entry(sketch).or_default().push(post);
        }
    }
    if needed.is_empty() {
        return Ok(());
    }
    let seed = of_activity(seed, activity.id);
    let all = needed.iter().flat_map(|(sketch, posts)| std::iter::repeat_n(sketch, posts.len()));
    let sketches: Vec<&Sketch> = all.collect();
    let wanted = Wanted { sketches: &sketches, ground: which.ground(), seed };
    let props = props(planner, scope, &known, activity, wanted).await?;
    for (sketch, posts) in needed {
        let made = picture(planner, scope, &known, &props, sketch, seed).await?;
        for post in posts {
            let story = post.kind == PostKind::Story;
            match give(planner, scope, &known, &props, post, made).await {
                // It says something else meanwhile, and has the picture of that.
                Err(StoreError::TooLate(_)) if story => {}
                given => given?,
            }
        }
    }
    Ok(())
}

/// Draws the picture of one post as it is with a text.
pub(super) async fn draw_one(
    planner: &EmbeddedPlanner,
    scope: Scope,
    (known, activity): (&Known, &Activity),
    (post, text): (&Post, &PostText),
    ground: Ground,
) -> Result<(Props, Made), PostsError> {
    let sketch = Sketch::of(activity, post.placement(), text);
    let seed = planner.seed();
    let wanted = Wanted { sketches: &[&sketch], ground, seed };
    let props = props(planner, scope, known, activity, wanted).await?;
    let made = picture(planner, scope, known, &props, sketch, seed).await?;
    Ok((props, made))
}

pub(super) async fn redraw(
    planner: &EmbeddedPlanner,
    scope: Scope,
    id: PostId,
) -> Result<(), PlanError> {
    let post = planner.store.post(scope, id).await.map_err(plan_error)?;
    if !post.status.editable() {
        return Err(plan_error(StoreError::TooLate("post")));
    }
    let activity = planner.store.activity(scope, post.activity).await.map_err(plan_error)?;
    let known = Known::load(planner, scope).await.map_err(plan_error)?;
    let about = (&known, &activity);
    let drawn = draw_one(planner, scope, about, (&post, &post.text), Ground::Fresh).await;
    let (props, made) = drawn.map_err(PostsError::told)?;
    give(planner, scope, &known, &props, post, made).await.map_err(plan_error)
}

impl Known {
    /// What a picture shows whose words no font of ours has.
    fn wordless(&self) -> String {
        format!("Picture in the colours of {}, without words.", self.site.name)
    }

    /// The text of a picture that was drawn. Words that no font of ours has are not in it, so
    /// the text must not claim them.
    pub(super) fn described(
        &self,
        props: &Props,
        at: Placement,
        written: &str,
        made: Made,
    ) -> String {
        let wordless = self.wordless();
        let written = if made.words { written } else { &wordless };
        props.described(written, made.photo, &self.profile, &rules(at))
    }

    fn colours(&self) -> Vec<String> {
        self.profile.facts(FactKind::Colour).iter().map(|fact| fact.value.clone()).collect()
    }
}

/// A picture that was drawn and kept.
#[derive(Debug, Clone, Copy)]
pub(super) struct Made {
    pub(super) id: MediaId,
    /// Whether its words could be drawn.
    words: bool,
    /// Whether the photograph is in it.
    photo: bool,
}

/// Draws and keeps a picture.
async fn picture(
    planner: &EmbeddedPlanner,
    scope: Scope,
    known: &Known,
    props: &Props,
    sketch: Sketch,
    seed: u64,
) -> Result<Made, PostsError> {
    let (press, props) = (planner.press.clone(), props.clone());
    // Where none would have been seen, none is missing.
    let instead = props.instead.clone().filter(|_| sketch.takes_photo(props.content()));
    let by = props.by.clone();
    let Sketch { shape, headline } = sketch;
    let (signature, colours) = (known.site.name.clone(), known.colours());
    let drawn: Result<Picture, DrawError> = tokio::task::spawn_blocking(move || {
        let poster = Poster {
            shape,
            headline: &headline,
            subline: None,
            signature: &signature,
            colours: &colours,
            seed,
            photo: props.photo.as_deref(),
            logo: props.logo.as_deref(),
            content: props.content(),
        };
        press.draw(&poster)
    })
    .await
    .unwrap_or(Err(DrawError::Size(0, 0)));
    let drawn = drawn?;
    let id = MediaId::mint(planner.world.as_ref());
    let new = NewPicture {
        id,
        content_type: "image/jpeg",
        width: drawn.width,
        height: drawn.height,
        bytes: &drawn.jpeg,
    };
    let drawing = Drawing { model: by.filter(|_| drawn.photo), instead };
    planner.store.keep_drawing(scope, new, &drawing, planner.world.now()).await?;
    Ok(Made { id, words: drawn.words.is_some(), photo: drawn.photo })
}

/// Gives a post its picture, with a text that says what is in it.
async fn give(
    planner: &EmbeddedPlanner,
    scope: Scope,
    known: &Known,
    props: &Props,
    post: Post,
    made: Made,
) -> Result<(), StoreError> {
    let alt_text = known.described(props, post.placement(), &post.text.alt_text, made);
    let said_otherwise = alt_text != post.text.alt_text;
    let text = PostText { alt_text, ..post.text };
    if post.kind == PostKind::Story {
        let drawn = (&text, made.id);
        return planner.store.change_story(scope, post.id, post.version, drawn, false).await;
    }
    if said_otherwise {
        match planner.store.change_text(scope, post.id, post.version, &text, false).await {
            // Its words are others by now; the picture, which has the title, suits them too.
            Err(StoreError::TooLate(_)) => {}
            given => given?,
        }
    }
    planner.store.change_picture(scope, post.id, made.id).await
}

/// Each activity has its own luck within a run.
fn of_activity(seed: u64, id: ActivityId) -> u64 {
    id.to_string()
        .bytes()
        .fold(seed, |mixed, byte| (mixed ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}
