//! What the floors above promise each other: where a plan comes from, who writes,
//! who publishes. Pages reach these only through the traits here.

use std::{collections::BTreeMap, future::Future, pin::Pin, time::Duration};

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{
    activity::ActivityType,
    channel::Channel,
    connection::ProviderKind,
    draft::Draft,
    event::{BroughtIn, Calendar, Event},
    id::{ActivityId, CalendarId, EventId, MediaId, PostId, Scope},
    network::Complaint,
    post::{Placement, PostKind, PostText},
    profile::SiteProfile,
    proposal::{Draw, Proposal, Taken},
    settings::{Revision, Settings},
};

/// A future in a box, so that contracts can be held as objects.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Why a plan source did not do as asked, by what the caller can do about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// The thing is not in this site, or never was.
    #[error("{0} is not there. It may have been deleted.")]
    NotFound(&'static str),
    /// A run is under way.
    #[error("The plan is being made already. Wait until it is ready.")]
    AlreadyGenerating,
    /// It changed meanwhile, or is going out, went out or may have.
    #[error(
        "Too late: this {0} has changed meanwhile, is going out already, or went out. Look at it again before you change it."
    )]
    TooLate(&'static str),
    /// A rule forbids it; the sentence says which and what to do.
    #[error("{0}")]
    Refused(String),
    /// Something in it is not taken as it is; never empty.
    #[error("{}", .0.first().map_or("Something in it is wrong.", |wrong| wrong.said.as_str()))]
    Wrong(Vec<WrongField>),
    /// Something below did not answer; nothing was changed.
    #[error("This did not work just now, and nothing was changed. Try again in a moment.")]
    Unavailable,
}

/// A field that is not taken as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrongField {
    /// Its name, as forms have it.
    pub field: &'static str,
    /// What is wrong with it, in words for who typed it.
    pub said: String,
}

/// Where a site's plan comes from. Both the embedded planner and a hosted service fulfil it.
///
/// Every command answers at once; long work goes on in a job that survives a restart.
/// Pages see its progress and its result in the store.
pub trait PlanSource: Send + Sync {
    /// The address of the sample site, which can always be read.
    fn sample_address(&self) -> &str;

    /// Where the holidays of countries come from, when they were written and for which years.
    fn holiday_source(&self) -> &str;

    /// Read the website again. Safe to repeat; a run under way is not doubled.
    fn read_site(&self, scope: Scope) -> BoxFuture<'_, Result<(), PlanError>>;

    /// Make the plan, or make it again: the past and whatever a person edited, scheduled
    /// or published stay, the rest is replaced. Refused while a run is under way; keyword
    /// research asked for while the plan is being made refreshes the keywords after it.
    fn generate(&self, scope: Scope, how: Generation) -> BoxFuture<'_, Result<(), PlanError>>;

    /// What [`PlanSource::generate`] would change, without changing anything. The same draw
    /// proposes the same while nothing else changes. Refused where the plan comes from
    /// somewhere that tells nothing beforehand.
    fn propose(&self, scope: Scope, draw: Draw) -> BoxFuture<'_, Result<Proposal, PlanError>>;

    /// Take those differences of a proposal that are chosen, all of them or none; what is to
    /// go out soon is then written and drawn by a job. Too late when the proposal would not be
    /// the same any more, or when its minute is more than an hour ago.
    fn take(
        &self,
        scope: Scope,
        draw: Draw,
        fingerprint: String,
        chosen: Vec<ActivityId>,
    ) -> BoxFuture<'_, Result<Taken, PlanError>>;

    /// Add an activity that a person or a program thought of; making the plan again keeps
    /// it. Asked twice, it adds two.
    fn add_activity(
        &self,
        scope: Scope,
        activity: NewActivity,
    ) -> BoxFuture<'_, Result<ActivityId, PlanError>>;

    /// Change something by hand. Refused when it is too late; safe to repeat otherwise.
    fn change(&self, scope: Scope, change: Change) -> BoxFuture<'_, Result<(), PlanError>>;

    /// Change what is wanted of the next plans; the present one stays as it is. What nobody
    /// changed stays as it stands by now. Safe to repeat.
    fn change_settings(
        &self,
        scope: Scope,
        revision: Revision,
    ) -> BoxFuture<'_, Result<(), PlanError>>;

    /// Add an event to those that shape the next plans. Where events have their ids is for the
    /// source to say: the answer is the one that it goes by. Asked twice, it may add two.
    fn add_event(&self, scope: Scope, event: Event) -> BoxFuture<'_, Result<EventId, PlanError>>;

    /// Change the events that shape the next plans.
    fn change_event(
        &self,
        scope: Scope,
        change: EventChange,
    ) -> BoxFuture<'_, Result<(), PlanError>>;

    /// Bring the events of a calendar in, to be read only. One that is there already is made
    /// as it is now. Safe to repeat.
    fn bring_in(
        &self,
        scope: Scope,
        calendar: Calendar,
        events: Vec<Event>,
    ) -> BoxFuture<'_, Result<BroughtIn, PlanError>>;

    /// Have the posts of activities made by a job; refused as a whole when an activity is
    /// not there or has no posts by its kind. Safe to repeat.
    fn make_posts(
        &self,
        scope: Scope,
        activities: Vec<ActivityId>,
        work: PostsWork,
    ) -> BoxFuture<'_, Result<(), PlanError>>;

    /// Write and draw the posts of one activity that has none for some channel yet.
    fn generate_posts(
        &self,
        scope: Scope,
        activity: ActivityId,
    ) -> BoxFuture<'_, Result<(), PlanError>>;

    /// Make the story drafts of an activity anew, before it answers where it can. Posts stay,
    /// and an activity without a story draft gets none.
    fn remake_stories(
        &self,
        scope: Scope,
        activity: ActivityId,
    ) -> BoxFuture<'_, Result<(), PlanError>>;

    /// New words for a post that may still change.
    fn rewrite_post(&self, scope: Scope, post: PostId) -> BoxFuture<'_, Result<(), PlanError>>;

    /// Write the draft of an article or an e-mail, in the place of the one that is there; what
    /// a person changed in that one goes.
    fn write_draft(
        &self,
        scope: Scope,
        activity: ActivityId,
    ) -> BoxFuture<'_, Result<(), PlanError>>;

    /// What a person has a draft say, if it is still at the version that was seen; making the
    /// plan again keeps it then.
    fn change_draft(
        &self,
        scope: Scope,
        activity: ActivityId,
        version: i64,
        draft: Draft,
    ) -> BoxFuture<'_, Result<(), PlanError>>;

    /// A new picture for a post that may still change.
    fn redraw_post(&self, scope: Scope, post: PostId) -> BoxFuture<'_, Result<(), PlanError>>;

    /// Schedule drafts at the minute each is planned for. Those that cannot go stay as
    /// they are, each with its reason; the rest are scheduled.
    fn schedule(
        &self,
        scope: Scope,
        drafts: Drafts,
    ) -> BoxFuture<'_, Result<Scheduling, PlanError>>;
}

/// How thoroughly a plan is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Generation {
    /// From what is known.
    Plain,
    /// The website is read again and keywords are found in it first: slower, for when the
    /// topics have changed.
    WithKeywordResearch,
}

/// An activity that somebody thought of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewActivity {
    /// What kind of action.
    pub kind: ActivityType,
    /// Its title.
    pub title: String,
    /// What it is.
    pub description: String,
    /// When it takes place.
    pub starts_at: Timestamp,
}

/// What somebody changes in a plan by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// What a post says, if it is still at that version.
    Text {
        /// The post.
        post: PostId,
        /// The version that was seen.
        version: i64,
        /// Its new text.
        text: PostText,
    },
    /// The minute of a post, if it is still at that version. Whether it is scheduled stays.
    MovePost {
        /// The post.
        post: PostId,
        /// The version that was seen.
        version: i64,
        /// Its new minute.
        to: Timestamp,
    },
    /// A scheduled post becomes a draft.
    Unschedule(PostId),
    /// The words of an activity.
    Words {
        /// The activity.
        activity: ActivityId,
        /// Its new title.
        title: String,
        /// Its new description.
        description: String,
    },
    /// The part of an activity that stands at one minute goes to another: the activity
    /// itself when it starts then, and its posts of that minute that may still change.
    MoveActivity {
        /// The activity.
        activity: ActivityId,
        /// The minute of the part.
        from: Timestamp,
        /// Its new minute.
        to: Timestamp,
    },
    /// An activity goes, with its posts. Too late when one is going out, went out or may have.
    DeleteActivity(ActivityId),
    /// Those posts of an activity that may still change go; its stories stay.
    ClearPosts(ActivityId),
    /// The story drafts of an activity go; scheduled stories and all posts stay.
    ClearStories(ActivityId),
    /// The plan goes with its activities and their posts, and is not made any more. What is
    /// going out, went out or may have stays as history.
    DeletePlan,
}

/// What somebody changes of the events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EventChange {
    /// Name, description and time of an event that may be changed.
    Replace(Event),
    /// An event that may be changed goes.
    Delete(EventId),
    /// Plans that are made here take an event, or leave it out.
    Leave {
        /// The event.
        event: EventId,
        /// Whether it is left out.
        left_out: bool,
    },
    /// A calendar that was brought in goes, with its events.
    RemoveCalendar(CalendarId),
}

/// What a job is to make for an activity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PostsWork {
    /// Posts for the channels that have none yet, and the stories that are planned with them.
    Missing,
    /// New words and pictures for its post drafts.
    Anew,
    /// New pictures for its post drafts.
    Pictures,
    /// New words and pictures for its story drafts. One that has none gets none.
    Stories,
}

/// Which drafts to schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drafts {
    /// One post.
    One(PostId),
    /// Those of one activity.
    OfActivity(ActivityId),
    /// All of the site.
    All,
}

/// What became of a request to schedule.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scheduling {
    /// Posts that will go out.
    pub scheduled: Vec<PostId>,
    /// Posts that stay drafts, each with its reason.
    pub kept: Vec<(PostId, KeptDraft)>,
}

/// Why a draft stays a draft.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeptDraft {
    /// The channel has no connection.
    #[error("{0} is not connected. Connect it on the Channels page.")]
    NotConnected(Channel),
    /// Its minute has passed.
    #[error("Its time has passed. Choose a later one.")]
    InThePast,
    /// The network would refuse it.
    #[error("{0}")]
    AgainstRules(Complaint),
    /// Something was found in its words that a person is to look at.
    #[error(
        "It is held back: look at what was found in its words, and change them or say that they are right."
    )]
    Held,
    /// Whoever makes the plan left it as it is.
    #[error(
        "It was left a draft where the plan comes from: its channel is not connected there, or its time has passed."
    )]
    LeftBySource,
    /// It is not a draft any more.
    #[error("It is {0} already.")]
    NotADraft(&'static str),
}

/// What a writer is told about one activity.
#[derive(Debug, Clone)]
pub struct Brief<'a> {
    /// What is known about the business.
    pub profile: &'a SiteProfile,
    /// What the marketer wants.
    pub settings: &'a Settings,
    /// The address that posts may lead to.
    pub address: &'a str,
    /// What kind of action it is.
    pub kind: ActivityType,
    /// The activity's title.
    pub title: &'a str,
    /// The activity's description.
    pub description: &'a str,
    /// The topic or offer it is about; a fact of the profile or a word of the settings.
    pub subject: &'a str,
    /// The event it leads up to, with its day.
    pub event: Option<(&'a str, Date)>,
    /// The day it falls on.
    pub day: Date,
    /// What the other posts of the site say: those of the last months, and those to come.
    pub said: &'a [Said],
    /// Picks among equally good words; the same seed gives the same words.
    pub seed: u64,
}

/// What a post says, for those who shall not say it again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Where it stands.
    pub placement: Placement,
    /// The day it is for, in the zone of the site.
    pub day: Date,
    /// The name of the event that it leads up to.
    pub event: Option<String>,
    /// Its caption.
    pub caption: String,
}

/// Why a writer wrote nothing, or an image model drew nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WriterError {
    /// The profile holds too little to say anything true.
    #[error("{0}")]
    TooLittleKnown(String),
    /// The model did not answer.
    #[error("the model did not answer: {0}")]
    Unavailable(String),
    /// It does not let us in, or knows no such model: a person must mend its settings.
    #[error("{0}")]
    NotLetIn(String),
    /// The tokens or pictures of this month are used up.
    #[error("{0}")]
    UsedUp(String),
    /// It answered, and nothing of it can be used.
    #[error("{0}")]
    Unusable(String),
}

/// Who writes posts and drafts. Uses only facts of the brief; never invents a price, date, claim
/// or quote.
pub trait Writer: Send + Sync {
    /// The words for each placement asked for, within that network's limits. A writer that
    /// cannot be held to it may leave one out.
    fn write<'a>(
        &'a self,
        brief: Brief<'a>,
        placements: &'a [Placement],
    ) -> BoxFuture<'a, Result<Vec<(Placement, PostText)>, WriterError>>;

    /// The whole text of an article or of an e-mail, within the limits of [`crate::draft`].
    /// What only the business knows is left open as a gap.
    fn draft<'a>(&'a self, brief: Brief<'a>) -> BoxFuture<'a, Result<Draft, WriterError>>;
}

/// Who knows the models that write and draw for sites.
pub trait Writers: Send + Sync {
    /// Asks the model that a site has chosen for a word, and notes what came of it. Nothing to
    /// ask is no error. Costs a few tokens; may be repeated.
    ///
    /// # Errors
    /// Why it would not write, in words for the marketer.
    fn try_writer(&self, scope: Scope) -> BoxFuture<'_, Result<(), WriterError>>;

    /// Asks the image model that a site has chosen for a picture, and notes what came of it.
    /// Nothing to ask is no error. Costs one picture; may be repeated.
    ///
    /// # Errors
    /// Why it would not draw, in words for the marketer.
    fn try_image_model(&self, scope: Scope) -> BoxFuture<'_, Result<(), WriterError>>;
}

/// What is asked of a provider of search volumes.
#[derive(Debug, Clone, Copy)]
pub struct VolumeQuery<'a> {
    /// The phrases, as the website spells them.
    pub phrases: &'a [String],
    /// The BCP 47 tag of the website's language, where it is known.
    pub language: Option<&'a str>,
    /// The ISO 3166 letters of its country, where it is known.
    pub country: Option<&'a str>,
}

/// Why a provider did not tell, in words for the marketer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VolumesError {
    /// It did not answer.
    #[error("the provider did not answer: {0}")]
    Unavailable(String),
    /// It does not let us in.
    #[error("{0}")]
    NotLetIn(String),
    /// It answered, and nothing of it can be used.
    #[error("{0}")]
    Unusable(String),
}

/// Who knows how often phrases are searched for.
pub trait Volumes: Send + Sync {
    /// The searches of an average month by phrase; a phrase that is not known is left out.
    /// Has no effect at the provider beyond its price, and may be repeated.
    fn searches<'a>(
        &'a self,
        query: VolumeQuery<'a>,
    ) -> BoxFuture<'a, Result<BTreeMap<String, u64>, VolumesError>>;
}

/// One attempt to put one post on one network.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// Where the post belongs.
    pub scope: Scope,
    /// The post.
    pub post: PostId,
    /// Which attempt this is, from 1.
    pub attempt: u32,
    /// Our own id for this post on this network: the same for every attempt, so that a
    /// provider can refuse a second one and answer a look-up.
    pub key: String,
    /// The network.
    pub channel: Channel,
    /// A post there, or a story.
    pub kind: PostKind,
    /// The account's name.
    pub account: String,
    /// What it says.
    pub text: PostText,
    /// Its picture.
    pub picture: Option<MediaId>,
    /// The minute it was planned for.
    pub publish_at: Timestamp,
    /// What time it is by the clock that publishing goes by; a machine's own may be off.
    pub now: Timestamp,
    /// The provider's own settings for this connection, opened from their seal: for a
    /// webhook its address and secret. Never logged.
    pub credentials: Option<Credentials>,
    /// What [`Provider::stage`] gave for this attempt; in `stage` itself, what it gave ahead of
    /// the minute for the very same content and attempt.
    pub staged: Option<String>,
}

/// What a provider was given ahead of a post's minute and shall not keep.
#[derive(Debug, Clone)]
pub struct Staged {
    /// Where the post belongs, or belonged.
    pub scope: Scope,
    /// The network.
    pub channel: Channel,
    /// As in [`Delivery::credentials`].
    pub credentials: Option<Credentials>,
    /// What [`Provider::stage`] gave.
    pub reference: String,
}

/// A secret text that does not print.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials(String);

impl Credentials {
    /// Takes the secret in.
    pub fn new(secret: String) -> Self {
        Credentials(secret)
    }

    /// The secret itself, for the one call that needs it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Credentials(…)")
    }
}

/// How a send ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SendOutcome {
    /// It is on the network.
    Published(Landed),
    /// It is certainly not on the network.
    Refused(Refusal),
    /// It may or may not be on the network.
    Unclear {
        /// In words for the marketer.
        reason: String,
        /// HTTP status, when there was one.
        status: Option<u16>,
    },
}

/// Why a post is certainly not on its network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// In words for the marketer.
    pub reason: String,
    /// HTTP status, when there was one.
    pub status: Option<u16>,
    /// When the provider allows another try, if trying again can help.
    pub retry_after: Option<Duration>,
}

/// Where a post landed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Landed {
    /// The network's own id of it.
    pub reference: String,
    /// Its public address, when the network has one.
    pub link: Option<String>,
    /// HTTP status, when there was one.
    pub status: Option<u16>,
}

/// What a look-up by our own id found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LookUp {
    /// It is there.
    Found(Landed),
    /// It is not there. Believable once [`Abilities::settles_after`] has passed since the send.
    Absent,
    /// It is there as something that was certainly not published, and never will be.
    Refused(Refusal),
    /// Something else is there under our id: what, in words for the marketer, who decides.
    Differs(String),
    /// The provider cannot say, or did not answer.
    Unknown,
}

/// What a provider can do.
#[derive(Debug, Clone, Copy)]
pub struct Abilities {
    /// Whether it can be asked for a post by our own id.
    pub looks_up: bool,
    /// For how long it knows a second send of the same post, by [`Delivery::key`], and answers
    /// it with the first. After an unclear attempt a post is sent again within this time only;
    /// `None` when that is for the look-up alone to decide.
    pub recognizes_for: Option<Duration>,
    /// How long after a lost answer a post may still land: its grace time. Only then is
    /// *absent* believed.
    pub settles_after: Duration,
    /// How long before its minute a post is staged; zero when staging waits for the minute.
    pub stages_ahead: Duration,
    /// The longest that one send may take, and the longest that staging may.
    pub send_timeout: Duration,
    /// Who keeps the clock.
    pub clock: Clock,
    /// How pictures reach it.
    pub pictures: Pictures,
}

/// Who sees to it that a post goes out at its minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// Almanac: a send publishes at once.
    Ours,
    /// The provider: it was told the minute.
    Theirs,
}

/// How a picture reaches a provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pictures {
    /// With the post, or staged before it.
    Sent,
    /// It is fetched from our public address, which must be reachable from outside.
    Fetched,
}

/// Who carries a post to a network.
///
/// `stage` does what nobody sees, and may be repeated. `send` is called at most once per
/// attempt, after the intent to send is durable. `look_up` has no effect and may be repeated.
pub trait Provider: Send + Sync {
    /// Which provider this is.
    fn kind(&self) -> ProviderKind;
    /// What it can do.
    fn abilities(&self) -> Abilities;
    /// The host that a send of this goes to, where one provider reaches many: one that cannot
    /// be reached is left alone for a while, and the others are not.
    fn host(&self, _: &Delivery) -> Option<String> {
        None
    }
    /// Does before the send whatever publishes nothing: opens a session, uploads a picture,
    /// makes a draft. Gives what `send` is handed as [`Delivery::staged`].
    ///
    /// With [`Abilities::stages_ahead`] it is called ahead of the minute, and at the minute once
    /// more, with what it gave in [`Delivery::staged`] unless the post has changed since.
    ///
    /// # Errors
    /// Why the post cannot go out now; nothing was sent.
    fn stage<'a>(&'a self, _: &'a Delivery) -> BoxFuture<'a, Result<Option<String>, Refusal>> {
        Box::pin(std::future::ready(Ok(None)))
    }
    /// Takes back what was staged of a post that was deleted, has changed or does not go out.
    /// Nothing to take back is no error, and what was released is left alone.
    ///
    /// # Errors
    /// Why it is still there. It is asked again.
    fn unstage<'a>(&'a self, _: &'a Staged) -> BoxFuture<'a, Result<(), Refusal>> {
        Box::pin(std::future::ready(Ok(())))
    }
    /// Put the post on the network.
    fn send<'a>(&'a self, delivery: &'a Delivery) -> BoxFuture<'a, SendOutcome>;
    /// Is it there?
    fn look_up<'a>(&'a self, delivery: &'a Delivery) -> BoxFuture<'a, LookUp>;
}
