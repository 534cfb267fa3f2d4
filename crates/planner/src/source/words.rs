//! The words of an activity: who writes them, what is found in them, and who steps in.
//!
//! The model that a site has chosen writes. What breaks a rule after it was mended once is
//! kept, with what was found, and held back for a person. Where a model delivers nothing, the
//! built-in writer does, and the post says who wrote it and why: never silently.

use std::{collections::BTreeMap, sync::Arc};

use domain::{
    Scope,
    contract::{BoxFuture, Brief, Said, Writer, WriterError},
    id::ActivityId,
    post::{Placement, PostText},
    profile::FactKind,
    writing::{Authorship, Finding, WriterKind},
};
use jiff::{ToSpan, civil::Date};
use store::{
    StoreError,
    activities::Activity,
    budgets::Measure,
    writers::{ChosenWriter, SaidCaption},
};
use url::Url;

use super::{
    EmbeddedPlanner,
    meter::Budgeted,
    posts::{Known, PostsError},
};
use crate::{
    checks::{Checks, repeated},
    models::{Access, ModelWriter, Vendor},
    phrases::Language,
};

/// How far back a text counts as said.
const REMEMBERED_DAYS: i64 = 92;
/// The words for a placement, and who wrote them.
#[derive(Debug, Clone)]
pub(super) struct Spoken {
    pub placement: Placement,
    pub text: PostText,
    pub authorship: Authorship,
}

/// What the posts of a site say: read once for a run, and added to as it writes.
#[derive(Default)]
pub(super) struct Heard {
    posts: Vec<Said>,
    near: Arc<repeated::Said>,
}

impl Heard {
    /// What was said in the last three months and is to be said. Texts are held against all of
    /// it but what the activity itself says, when it is to say that anew.
    pub(super) async fn of(
        planner: &EmbeddedPlanner,
        scope: Scope,
        known: &Known,
        anew: Option<ActivityId>,
    ) -> Result<Self, StoreError> {
        let since = planner.world.now() - (REMEMBERED_DAYS * 24).hours();
        let (mut posts, mut near) = (Vec::new(), repeated::Said::default());
        let zone = known.zone();
        for one in planner.store.captions_since(scope, since).await? {
            let SaidCaption { activity, placement, publish_at, event, caption } = one;
            let day = zone.day(publish_at);
            if anew != Some(activity) {
                near.add(placement, day, &caption);
            }
            posts.push(Said { placement, day, event, caption });
        }
        Ok(Heard { posts, near: Arc::new(near) })
    }

    /// What the posts say.
    pub(super) fn posts(&self) -> &[Said] {
        &self.posts
    }

    /// What is found in a text about an activity.
    pub(super) fn found(
        &self,
        brief: &Brief<'_>,
        placement: Placement,
        text: &PostText,
        writer: WriterKind,
    ) -> Vec<Finding> {
        Checks::new(brief, language(brief, writer), &self.near).of(placement, None, text)
    }

    fn add(&mut self, day: Date, event: Option<&str>, spoken: &[Spoken]) {
        let near = Arc::make_mut(&mut self.near);
        for Spoken { placement, text, .. } in spoken {
            near.add(*placement, day, &text.caption);
            self.posts.push(Said {
                placement: *placement,
                day,
                event: event.map(str::to_owned),
                caption: text.caption.clone(),
            });
        }
    }
}

/// The language that a text must be in. The built-in writer has languages of its own, and
/// writes for other websites in one of those: that is no finding about a single text.
pub(super) fn language<'a>(brief: &Brief<'a>, writer: WriterKind) -> Option<&'a str> {
    let language = brief.profile.one(FactKind::Language);
    match writer {
        WriterKind::BuiltIn => language.filter(|tag| Language::tagged(tag).is_some()),
        WriterKind::OpenAi | WriterKind::Anthropic => language,
    }
}

/// Words for placements of an activity, which say something else than what was heard as far as
/// there is anything else to say; they count as heard from then on.
pub(super) async fn speak(
    planner: &EmbeddedPlanner,
    scope: Scope,
    (known, activity, seed): (&Known, &Activity, u64),
    placements: &[Placement],
    heard: &mut Heard,
) -> Result<Vec<Spoken>, PostsError> {
    let brief = known.brief(activity, seed, heard);
    let (mut spoken, instead) = by_model(planner, scope, &brief, placements, heard).await?;
    let missing: Vec<Placement> = placements
        .iter()
        .filter(|placement| spoken.iter().all(|one| one.placement != **placement))
        .copied()
        .collect();
    if !missing.is_empty() {
        let written = planner.writer.write(brief.clone(), &missing).await?;
        let writer = WriterKind::BuiltIn;
        let checks = Checks::new(&brief, language(&brief, writer), &heard.near);
        spoken.extend(written.into_iter().map(|(placement, text)| {
            let findings = checks.of(placement, None, &text);
            let instead = instead.clone();
            let authorship = Authorship { findings, instead, ..Authorship::default() };
            Spoken { placement, text, authorship }
        }));
    }
    let day = brief.day;
    heard.add(day, activity.event.as_ref().map(|(name, _)| name.as_str()), &spoken);
    Ok(spoken)
}

/// What the chosen model writes, and why it did not write the rest.
async fn by_model(
    planner: &EmbeddedPlanner,
    scope: Scope,
    brief: &Brief<'_>,
    placements: &[Placement],
    heard: &Heard,
) -> Result<(Vec<Spoken>, Option<String>), PostsError> {
    let said = Arc::clone(&heard.near);
    let asked = brief.clone();
    let asked = by_chosen_model(planner, scope, said, |model| {
        Box::pin(async move { model.write(asked, placements).await })
    });
    let Some((chosen, outcome)) = asked.await? else { return Ok((Vec::new(), None)) };
    match outcome {
        Ok(texts) => {
            let by = |(placement, text): (Placement, PostText)| {
                let findings = heard.found(brief, placement, &text, chosen.kind);
                let model = Some(chosen.model.clone());
                let authorship = Authorship { writer: chosen.kind, model, findings, instead: None };
                Spoken { placement, text, authorship }
            };
            let left_out = "The model left this one out twice.".to_owned();
            Ok((texts.into_iter().map(by).collect(), Some(left_out)))
        }
        Err(why) => Ok((Vec::new(), Some(why.to_string()))),
    }
}

/// What the model that a site has chosen answers to a request; `None` when none is chosen. One
/// that did not answer lately is left alone, and how it went is noted.
pub(super) async fn by_chosen_model<'a, T>(
    planner: &EmbeddedPlanner,
    scope: Scope,
    said: Arc<repeated::Said>,
    ask: impl FnOnce(ModelWriter) -> BoxFuture<'a, Result<T, WriterError>> + Send,
) -> Result<Option<(ChosenWriter, Result<T, WriterError>)>, StoreError> {
    let Some(chosen) = planner.store.writer(scope).await? else { return Ok(None) };
    if let Some(why) = planner.resting.why(scope, planner.world.now()) {
        return Ok(Some((chosen, Err(why))));
    }
    let asked = match model(planner, scope, &chosen, said).await? {
        Ok(model) => ask(model).await,
        Err(why) => Err(why),
    };
    planner.resting.note(scope, planner.world.now(), asked.as_ref().err());
    let trouble = asked.as_ref().err().map(ToString::to_string);
    if let Some(why) = &trouble {
        tracing::warn!(%why, site.id = %scope.site, "a model did not write, and the built-in writer steps in");
    }
    if trouble != chosen.trouble {
        planner.store.note_writer_trouble(scope, trouble.as_deref()).await?;
    }
    Ok(Some((chosen, asked)))
}

/// The way to the model that a site has chosen.
async fn model(
    planner: &EmbeddedPlanner,
    scope: Scope,
    chosen: &ChosenWriter,
    said: Arc<repeated::Said>,
) -> Result<Result<ModelWriter, WriterError>, StoreError> {
    let (Some(vendor), Ok(address)) = (Vendor::of(chosen.kind), Url::parse(&chosen.address)) else {
        let said = format!(
            "{} is no address that can be asked. Correct it in the settings of the writer.",
            chosen.address
        );
        return Ok(Err(WriterError::NotLetIn(said)));
    };
    let key = match planner.store.writer_key(scope).await {
        Ok(key) => key,
        Err(StoreError::Unsealable(_)) => {
            let said = "The key of the model cannot be opened. Enter it again in the settings of the writer.";
            return Ok(Err(WriterError::NotLetIn(said.to_owned())));
        }
        Err(error) => return Err(error),
    };
    let access = Access { vendor, address, model: chosen.model.clone(), key };
    let meter = Arc::new(Budgeted::of(planner, scope, Measure::Tokens));
    let outbound = planner.outbound.clone();
    Ok(Ok(ModelWriter::new(outbound, access, planner.patience, meter, said)))
}

/// Asks the model that a site has chosen for a word, and notes what came of it.
pub(super) async fn try_out(
    planner: &EmbeddedPlanner,
    scope: Scope,
) -> Result<Result<(), WriterError>, StoreError> {
    let Some(chosen) = planner.store.writer(scope).await? else { return Ok(Ok(())) };
    let tried = match model(planner, scope, &chosen, Arc::default()).await? {
        Ok(model) => model.try_out().await,
        Err(why) => Err(why),
    };
    planner.resting.note(scope, planner.world.now(), tried.as_ref().err());
    let trouble = tried.as_ref().err().map(ToString::to_string);
    planner.store.note_writer_trouble(scope, trouble.as_deref()).await?;
    Ok(tried)
}

/// Words and authors by placement.
pub(super) fn by_placement(spoken: Vec<Spoken>) -> BTreeMap<Placement, (PostText, Authorship)> {
    spoken.into_iter().map(|one| (one.placement, (one.text, one.authorship))).collect()
}
