//! The words of an activity: who writes them, what is found in them, and who steps in.
//!
//! The model that a site has chosen writes. What breaks a rule after it was mended once is
//! kept, with what was found, and held back for a person. Where a model delivers nothing, the
//! built-in writer does, and the post says who wrote it and why: never silently.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use domain::{
    Scope,
    contract::{BoxFuture, Brief, Writer, WriterError},
    network::check,
    post::{Placement, PostKind, PostText},
    profile::FactKind,
    writing::{Authorship, Finding, Rule, WriterKind},
};
use jiff::{Timestamp, ToSpan};
use store::{StoreError, activities::Activity, writers::ChosenWriter};
use url::Url;

use super::{
    EmbeddedPlanner,
    meter::Budgeted,
    posts::{Known, PostsError},
};
use crate::{
    checks::{Checks, repeated::Said},
    models::{Access, ModelWriter, Vendor},
};

/// How often words are sought that were not said already.
const MOST_TURNS: u64 = 6;
/// How far back a text counts as said.
const REMEMBERED_DAYS: i64 = 92;
/// How long a model that did not answer is left alone, so that a plan is not held up by each
/// of its activities.
const REST: Duration = Duration::from_secs(60);

/// Models that did not answer, until when they are left alone, and why.
#[derive(Clone, Default)]
pub(super) struct Resting(Arc<Mutex<HashMap<Scope, (Timestamp, WriterError)>>>);

impl Resting {
    fn why(&self, scope: Scope, now: Timestamp) -> Option<WriterError> {
        let resting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        resting.get(&scope).filter(|(until, _)| now < *until).map(|(_, why)| why.clone())
    }

    fn note(&self, scope: Scope, now: Timestamp, outcome: Option<&WriterError>) {
        let mut resting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match outcome {
            Some(why @ WriterError::Unavailable(_)) => {
                resting.insert(scope, (now + REST, why.clone()));
            }
            Some(_) | None => drop(resting.remove(&scope)),
        }
    }
}

/// The words for a placement, and who wrote them.
#[derive(Debug, Clone)]
pub(super) struct Spoken {
    pub placement: Placement,
    pub text: PostText,
    pub authorship: Authorship,
}

/// What the words of an activity are held against.
pub(super) struct Listener {
    said: Arc<Said>,
}

impl Listener {
    /// Knows what the other activities of the plan say, and what was said in the last three
    /// months.
    pub(super) async fn of(
        planner: &EmbeddedPlanner,
        scope: Scope,
        known: &Known,
        activity: &Activity,
    ) -> Result<(Self, HashSet<(Placement, String)>), StoreError> {
        let since = planner.world.now() - (REMEMBERED_DAYS * 24).hours();
        let (mut said, mut captions) = (Said::default(), HashSet::new());
        let zone = known.zone();
        for one in planner.store.captions_since(scope, since).await? {
            if one.activity != activity.id {
                said.add(one.placement, zone.day(one.publish_at), &one.caption);
            }
            captions.insert((one.placement, one.caption));
        }
        Ok((Listener { said: Arc::new(said) }, captions))
    }

    /// What is found in a text about an activity.
    pub(super) fn heard(
        &self,
        brief: &Brief<'_>,
        placement: Placement,
        text: &PostText,
        writer: WriterKind,
    ) -> Vec<Finding> {
        Checks::new(brief, language(brief, writer), &self.said).of(placement, None, text)
    }
}

/// The language that a text must be in. The built-in writer has languages of its own, and
/// writes for other websites in one of those: that is no finding about a single text.
fn language<'a>(brief: &Brief<'a>, writer: WriterKind) -> Option<&'a str> {
    match writer {
        WriterKind::BuiltIn => None,
        WriterKind::OpenAi | WriterKind::Anthropic => brief.profile.one(FactKind::Language),
    }
}

/// Words for placements of an activity, which say nothing of `avoided` where that can be
/// helped.
pub(super) async fn speak(
    planner: &EmbeddedPlanner,
    scope: Scope,
    (known, activity, seed): (&Known, &Activity, u64),
    placements: &[Placement],
    avoided: Option<HashSet<(Placement, String)>>,
) -> Result<Vec<Spoken>, PostsError> {
    let (listener, captions) = Listener::of(planner, scope, known, activity).await?;
    let brief = known.brief(activity, seed);
    let (mut spoken, instead) = by_model(planner, scope, &brief, placements, &listener).await?;
    let missing: Vec<Placement> = placements
        .iter()
        .filter(|placement| spoken.iter().all(|one| one.placement != **placement))
        .copied()
        .collect();
    if !missing.is_empty() {
        let avoided = avoided.unwrap_or(captions);
        let built =
            built_in(planner, (known, activity, seed), &missing, &avoided, &listener).await?;
        spoken.extend(built.into_iter().map(|one| Spoken {
            authorship: Authorship { instead: instead.clone(), ..one.authorship },
            ..one
        }));
    }
    Ok(spoken)
}

/// What the chosen model writes, and why it did not write the rest.
async fn by_model(
    planner: &EmbeddedPlanner,
    scope: Scope,
    brief: &Brief<'_>,
    placements: &[Placement],
    listener: &Listener,
) -> Result<(Vec<Spoken>, Option<String>), PostsError> {
    let said = Arc::clone(&listener.said);
    let asked = brief.clone();
    let asked = by_chosen_model(planner, scope, said, |model| {
        Box::pin(async move { model.write(asked, placements).await })
    });
    let Some((chosen, outcome)) = asked.await? else { return Ok((Vec::new(), None)) };
    match outcome {
        Ok(texts) => {
            let by = |(placement, text): (Placement, PostText)| {
                let findings = listener.heard(brief, placement, &text, chosen.kind);
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
    said: Arc<Said>,
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
    said: Arc<Said>,
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
    let (store, world) = (planner.store.clone(), Arc::clone(&planner.world));
    let meter = Arc::new(Budgeted { store, world, scope });
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

/// What the built-in writer says: of several turns the one with the fewest captions that were
/// said already and the fewest findings. Captions that are said all the same are taken from
/// another turn, or say the title first.
async fn built_in(
    planner: &EmbeddedPlanner,
    (known, activity, seed): (&Known, &Activity, u64),
    placements: &[Placement],
    avoided: &HashSet<(Placement, String)>,
    listener: &Listener,
) -> Result<Vec<Spoken>, WriterError> {
    let is_said = |one: &Spoken| avoided.contains(&(one.placement, one.text.caption.clone()));
    let mut turns: Vec<((usize, usize), Vec<Spoken>)> = Vec::new();
    for turn in 0..MOST_TURNS {
        let brief = known.brief(activity, seed.wrapping_add(turn));
        let written = planner.writer.write(brief.clone(), placements).await?;
        let checks = Checks::new(&brief, language(&brief, WriterKind::BuiltIn), &listener.said);
        let by = |(placement, text): (Placement, PostText)| {
            let findings = checks.of(placement, None, &text);
            Spoken { placement, text, authorship: Authorship { findings, ..Authorship::default() } }
        };
        let spoken: Vec<Spoken> = written.into_iter().map(by).collect();
        let weighs =
            |finding: &&Finding| finding.rule.holds_back() || finding.rule == Rule::Repeated;
        let found = spoken.iter().flat_map(|one| &one.authorship.findings).filter(weighs).count();
        let weight = (spoken.iter().filter(|one| is_said(one)).count(), found);
        turns.push((weight, spoken));
        if weight == (0, 0) {
            break;
        }
    }
    turns.sort_by_key(|(weight, _)| *weight);
    let mut turns = turns.into_iter().map(|(_, spoken)| spoken);
    let mut spoken = turns.next().unwrap_or_default();
    let others: Vec<Spoken> = turns.flatten().collect();
    for n in 0..spoken.len() {
        let begins = |one: &Spoken| one.text.caption.lines().next().map(str::to_owned);
        let begun: Vec<_> = spoken.iter().map(begins).collect();
        let Some(one) = spoken.get_mut(n).filter(|one| is_said(one)) else { continue };
        // What another turn says there will do, unless it begins as another channel does.
        let fresh = others.iter().find(|other| {
            let begins_anew = begins(other) == begins(one) || !begun.contains(&begins(other));
            other.placement == one.placement && !is_said(other) && begins_anew
        });
        if let Some(fresh) = fresh {
            *one = fresh.clone();
        } else if one.placement.kind == PostKind::Post {
            // Little is known, so all that tells them apart is what each was planned for.
            let caption = format!("{}\n{}", activity.title, one.text.caption);
            let longer = PostText { caption, ..one.text.clone() };
            if check(one.placement, None, &longer, true).is_empty() {
                one.text = longer;
            }
        }
    }
    Ok(spoken)
}

/// Words and authors by placement.
pub(super) fn by_placement(spoken: Vec<Spoken>) -> BTreeMap<Placement, (PostText, Authorship)> {
    spoken.into_iter().map(|one| (one.placement, (one.text, one.authorship))).collect()
}
