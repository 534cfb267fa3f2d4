//! A post: its words with a counter, its preview, its minute, and what became of it.

pub mod preview;

use axum::{extract::Path, http::StatusCode, response::Response};
use domain::{
    connection::{ProviderKind, ServerLimits, told_limits},
    contract::{Change, Drafts, KeptDraft},
    days::{clock_words, day_words, span_words},
    id::PostId,
    network::{check, rules},
    post::{PostKind, PostStatus, PostText},
    text,
    writing::Authorship,
};
use jiff::ToSpan;
use leptos::prelude::*;
use store::{
    activities::Activity,
    media::Drawing,
    posts::{Post, Which},
    receipts::Receipt,
};

use self::preview::Preview;
use super::{
    calendar::scheduled_words,
    document::Head,
    form::{Form, SiteCommand, Typed},
    frame::{Place, framed},
    here::AtSite,
    refusal::{InField, Refusal},
    when::{MinuteFields, chosen_minute, minute_words},
    widgets::{ButtonForm, FieldError, Icon, Line, Shown, StatusChip, glyph},
};
use crate::islands::caption::Caption;

/// The longest caption that is kept while it is being written, in visible characters. Each
/// network's own limit is told on the page and holds when scheduling.
const CAPTION_KEPT: usize = 70_000;

type Ids = Path<(String, String)>;

/// `GET /sites/{site}/posts/{post}`
pub async fn page(Path((_, id)): Ids, at: AtSite) -> Result<Response, Response> {
    view(&at, Form::default(), &id).await.map_err(|refusal| refusal.page(at.app()))
}

/// `POST …/text`: caption, title and picture text, if the post is still at `version`.
pub async fn save_text(Path((_, id)): Ids, SiteCommand { at, typed }: SiteCommand) -> Response {
    let outcome = try_save_text(&at, &id, &typed).await;
    finish(&at, &id, typed, outcome).await
}

async fn try_save_text(at: &AtSite, id: &str, typed: &Typed) -> Result<String, Refusal> {
    let post = at.app().store.post(at.scope(), post_id(id)?).await?;
    let limits = rules(post.placement());
    let title = text::optional_line("The title", typed.text("title"), 300).in_field("title")?;
    let changed = PostText {
        title: limits.title_limit.map(|_| title).filter(|title| !title.is_empty()),
        caption: match post.kind {
            PostKind::Post => text::paragraphs("The caption", typed.text("caption"), CAPTION_KEPT),
            PostKind::Story => text::optional_line(
                "The text in the picture",
                typed.text("caption"),
                limits.caption_limit,
            ),
        }
        .in_field("caption")?,
        link: post.text.link.clone(),
        alt_text: text::optional_line("The picture text", typed.text("alt_text"), 5_000)
            .in_field("alt_text")?,
    };
    let connections = at.app().store.connections(at.scope()).await?;
    let told = told_limits(&connections, post.channel);
    let complaints = check(post.placement(), told, &changed, true);
    if let Some(complaint) = complaints.first().filter(|_| post.status == PostStatus::Scheduled) {
        return Err(Refusal::field(
            "caption",
            format!("{complaint} It is scheduled, so it was not changed."),
        ));
    }
    let version = typed.text("version").parse().unwrap_or(post.version);
    let change = Change::Text { post: post.id, version, text: changed };
    at.app().plans.change(at.scope(), change).await?;
    if at.app().store.post(at.scope(), post.id).await?.held {
        return Ok("Saved, and still held back. What was found is told above the words.".to_owned());
    }
    Ok(match complaints.first() {
        Some(complaint) => format!("Saved as a draft. Before it can go out: {complaint}"),
        None => "Saved.".to_owned(),
    })
}

/// `POST …/time`: another minute, in the site's zone.
pub async fn move_to(Path((_, id)): Ids, SiteCommand { at, typed }: SiteCommand) -> Response {
    let outcome = try_move(&at, &id, &typed).await;
    finish(&at, &id, typed, outcome).await
}

async fn try_move(at: &AtSite, id: &str, typed: &Typed) -> Result<String, Refusal> {
    let id = post_id(id)?;
    let to = chosen_minute(at, typed, None)?;
    let post = at.app().store.post(at.scope(), id).await?;
    let version = typed.text("version").parse().unwrap_or(post.version);
    at.app().plans.change(at.scope(), Change::MovePost { post: id, version, to }).await?;
    Ok(format!("Moved to {}.", minute_words(at, to)))
}

/// `POST …/schedule`: at its minute, or now when `now` is sent.
pub async fn schedule(Path((_, id)): Ids, SiteCommand { at, typed }: SiteCommand) -> Response {
    let outcome = try_schedule(&at, &id, typed.ticked("now")).await;
    finish(&at, &id, typed, outcome).await
}

async fn try_schedule(at: &AtSite, id: &str, now: bool) -> Result<String, Refusal> {
    let id = post_id(id)?;
    let post = at.app().store.post(at.scope(), id).await?;
    if now {
        let kept = cannot_go(at, &post).await?;
        if let Some(reason) = kept {
            return Err(Refusal::conflict(format!("Not scheduled. {reason}")));
        }
        // A second from now is still to come; the publisher is woken and takes it then.
        let to = at.here.now + 1.second();
        let change = Change::MovePost { post: id, version: post.version, to };
        at.app().plans.change(at.scope(), change).await?;
    }
    let outcome = at.app().plans.schedule(at.scope(), Drafts::One(id)).await?;
    (at.app().wake_publisher)();
    match outcome.kept.first() {
        Some((_, reason)) => Err(Refusal::conflict(format!("Not scheduled. {reason}"))),
        None if now => Ok("It goes out now.".to_owned()),
        None => Ok(scheduled_words(&outcome)),
    }
}

/// Why a post cannot go out now, asked before its minute is changed.
async fn cannot_go(at: &AtSite, post: &Post) -> Result<Option<KeptDraft>, Refusal> {
    let connections = at.app().store.connections(at.scope()).await?;
    if !post.status.schedulable() {
        return Ok(Some(KeptDraft::NotADraft(post.status.code())));
    }
    if post.held {
        return Ok(Some(KeptDraft::Held));
    }
    if connections.iter().all(|connection| connection.channel != post.channel) {
        return Ok(Some(KeptDraft::NotConnected(post.channel)));
    }
    let told = told_limits(&connections, post.channel);
    let complaints = check(post.placement(), told, &post.text, post.picture.is_some());
    Ok(complaints.into_iter().next().map(KeptDraft::AgainstRules))
}

/// `POST …/unschedule`: a draft again.
pub async fn unschedule(Path((_, id)): Ids, SiteCommand { at, typed }: SiteCommand) -> Response {
    let outcome = match post_id(&id) {
        Ok(post) => {
            at.app().plans.change(at.scope(), Change::Unschedule(post)).await.map_err(Refusal::from)
        }
        Err(refusal) => Err(refusal),
    };
    finish(&at, &id, typed, outcome.map(|()| "It is a draft again.".to_owned())).await
}

/// `POST …/words`: new words from the writer.
pub async fn new_words(Path((_, id)): Ids, SiteCommand { at, typed }: SiteCommand) -> Response {
    let outcome = match post_id(&id) {
        Ok(post) => at.app().plans.rewrite_post(at.scope(), post).await.map_err(Refusal::from),
        Err(refusal) => Err(refusal),
    };
    finish(&at, &id, typed, outcome.map(|()| "New words.".to_owned())).await
}

/// `POST …/picture`: a new picture.
pub async fn new_picture(Path((_, id)): Ids, SiteCommand { at, typed }: SiteCommand) -> Response {
    let outcome = match post_id(&id) {
        Ok(post) => at.app().plans.redraw_post(at.scope(), post).await.map_err(Refusal::from),
        Err(refusal) => Err(refusal),
    };
    finish(&at, &id, typed, outcome.map(|()| "A new picture.".to_owned())).await
}

/// `POST …/settle`: a person looked whether an uncertain post is there.
pub async fn settle(Path((_, id)): Ids, SiteCommand { at, typed }: SiteCommand) -> Response {
    let outcome = try_settle(&at, &id, typed.text("there")).await;
    finish(&at, &id, typed, outcome).await
}

async fn try_settle(at: &AtSite, id: &str, there: &str) -> Result<String, Refusal> {
    let id = post_id(id)?;
    let store = &at.app().store;
    match there {
        "yes" => {
            store.settle_as_published(at.scope(), id).await?;
            Ok("Noted as published.".to_owned())
        }
        "no" => {
            store.settle_as_absent(at.scope(), id, at.here.now + 1.hour()).await?;
            Ok("It is a draft again, an hour from now. Schedule it when it should go out."
                .to_owned())
        }
        _ => Err(Refusal::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "Say whether the post is on the network or not.",
        )),
    }
}

fn post_id(id: &str) -> Result<PostId, Refusal> {
    id.parse().map_err(|_| Refusal::missing("post"))
}

async fn finish(at: &AtSite, id: &str, typed: Typed, outcome: Result<String, Refusal>) -> Response {
    match outcome {
        Ok(said) => typed.done(&at.here, &at.path(&format!("/posts/{id}")), &said).await,
        Err(refusal) => match typed.refused_json(&refusal) {
            Some(answer) => answer,
            None => view(at, Form::refused(typed, refusal), id)
                .await
                .unwrap_or_else(|refusal| refusal.page(at.app())),
        },
    }
}

async fn view(at: &AtSite, form: Form, id: &str) -> Result<Response, Refusal> {
    let store = &at.app().store;
    let post = store.post(at.scope(), post_id(id)?).await?;
    let activity = store.activity(at.scope(), post.activity).await?;
    let siblings = store.posts(at.scope(), Which::OfActivity(post.activity)).await?;
    let receipts = store.receipts(at.scope(), post.id).await?;
    let connections = store.connections(at.scope()).await?;
    let connection = connections.iter().find(|connection| connection.channel == post.channel);
    let told = connection.and_then(|connection| connection.limits.as_ref());
    let drawing = match post.picture {
        Some(picture) => store.drawing(at.scope(), picture).await?,
        None => Drawing::default(),
    };
    let made = Made { told, drawing: &drawing };
    let title = format!("{} on {}", activity.title, place_words(&post));
    let moves = post.status.editable() && post.kind == PostKind::Post;
    let head = if moves { Head::with_islands(title) } else { Head::plain(title) };
    let shown = form.clone();
    framed(at, Place::Calendar, head, &form, || {
        view! {
            {crumbs(at, &activity, &post)}
            <header class="page-head"><h1>{activity.title.clone()}</h1></header>
            <div class="with-aside post">
                <div>
                    <p class="lede">{activity.description.clone()}</p>
                    <div class="why"><p><strong>"Why this, why now."</strong> " " {activity.reason.clone()}</p></div>
                    {tabs(at, &post, &siblings)}
                    {held(at, &post)}
                    {if post.status.editable() && post.kind == PostKind::Story {
                        story_editor(at, &post, &made, &shown).into_any()
                    } else if post.status.editable() {
                        editor(at, &post, &made, &shown).into_any()
                    } else {
                        fixed(&post).into_any()
                    }}
                    {history(at, &receipts)}
                </div>
                <aside class="aside-sticky stack">
                    <Preview post=post.clone() site=at.site.clone() />
                    {standing(at, &post, connection.is_some(), &shown)}
                </aside>
            </div>
        }
    })
    .await
}

/// What a post is held against, and who drew its picture.
struct Made<'a> {
    /// The limits that the server of its channel told.
    told: Option<&'a ServerLimits>,
    drawing: &'a Drawing,
}

fn crumbs(at: &AtSite, activity: &Activity, post: &Post) -> impl IntoView + use<> {
    let day = day_words(at.zone.day(post.publish_at));
    view! {
        <nav class="crumbs" aria-label="Where you are">
            <ol>
                <li><a href=at.path("/calendar")>"Calendar"</a></li>
                <li><a href=at.path(&format!("/activities/{}", activity.id))>{day}</a></li>
                <li aria-current="page">{post.placement().to_string()}</li>
            </ol>
        </nav>
    }
}

fn tabs(at: &AtSite, post: &Post, siblings: &[Post]) -> impl IntoView + use<> {
    let mut siblings = siblings.to_vec();
    siblings.sort_by_key(|sibling| (sibling.kind, sibling.channel));
    let links = siblings
        .into_iter()
        .map(|sibling| {
            let current = (sibling.id == post.id).then_some("page");
            let shown = Shown::of(sibling.status, sibling.held);
            view! {
                <a
                    class=format!("{} tab-{}", shown.class(), sibling.kind.code())
                    href=at.path(&format!("/posts/{}", sibling.id))
                    aria-current=current
                >
                    <Icon name=glyph(sibling.channel) />
                    <span class="tab-words">
                        {sibling.placement().to_string()}
                        " "
                        <span class="tab-note">{shown.word().to_lowercase()}</span>
                    </span>
                </a>
            }
        })
        .collect_view();
    view! { <nav class="tabs" aria-label="Channels">{links}</nav> }
}

/// Where a post is, within a sentence.
fn place_words(post: &Post) -> String {
    match post.kind {
        PostKind::Post => post.channel.to_string(),
        PostKind::Story => format!("{}, as a story", post.channel),
    }
}

/// The words in the picture of a story; saved, they are drawn into it.
fn story_editor(at: &AtSite, post: &Post, made: &Made<'_>, form: &Form) -> impl IntoView + use<> {
    let base = at.path(&format!("/posts/{}", post.id));
    let form = form.of(&format!("{base}/text"));
    let version = post.version.to_string();
    let limit = rules(post.placement()).caption_limit;
    if post.mirrored {
        return view! {
            <p class="ink-2">"The words of this story are in its picture, which is made at Wix."</p>
            <div class="editor-foot">
                <ButtonForm action=format!("{base}/picture")>
                    <Icon name="i-refresh" />
                    "Make the stories anew"
                </ButtonForm>
            </div>
        }
        .into_any();
    }
    view! {
        <form method="post" action=format!("{base}/text") id="text" class="stack">
            <input r#type="hidden" name="version" value=form.value("version", &version) />
            <Line
                form=form.clone()
                name="caption"
                label="Words in the picture"
                stored=post.text.caption.clone()
                hint=format!("At most {limit} characters. The picture is drawn anew with them. A story has no caption.")
            />
            {alt_text_line(post, &form)}
        </form>
        <div class="editor-foot">
            {editor_buttons(&base)}
        </div>
        {checks(post, made)}
    }
    .into_any()
}

fn editor(at: &AtSite, post: &Post, made: &Made<'_>, form: &Form) -> impl IntoView + use<> {
    let base = at.path(&format!("/posts/{}", post.id));
    let form = form.of(&format!("{base}/text"));
    let limits = rules(post.placement());
    let (has_title, folds) = (limits.title_limit.is_some(), limits.fold.is_some());
    let version = post.version.to_string();
    let caption = form.value("caption", &post.text.caption);
    let stored_title = post.text.title.clone().unwrap_or_default();
    let title = has_title.then(
        || view! { <Line form=form.clone() name="title" label="Title" stored=stored_title /> },
    );
    view! {
        <form method="post" action=format!("{base}/text") id="text" class="stack">
            <input r#type="hidden" name="version" value=form.value("version", &version) />
            {title}
            <div class="field">
                <Caption
                    channel=post.channel
                    told=made.told.cloned()
                    link=post.text.link.clone()
                    caption=caption
                    invalid=form.error("caption").is_some()
                />
                <FieldError name="caption" error=form.error("caption") />
            </div>
            {alt_text_line(post, &form)}
        </form>
        <div class="editor-foot">
            {editor_buttons(&base)}
            {folds.then(|| view! { <span class="fold-key">"Shown before “more”"</span> })}
        </div>
        {checks(post, made)}
    }
}

fn alt_text_line(post: &Post, form: &Form) -> impl IntoView + use<> {
    view! {
        <Line
            form=form.clone()
            name="alt_text"
            label="Picture text"
            stored=post.text.alt_text.clone()
            hint="What the picture shows, for people who do not see it."
        />
    }
}

/// What is done with the words and the picture of a draft, below its form.
fn editor_buttons(base: &str) -> impl IntoView + use<> {
    view! {
        <button class="button" form="text">"Save"</button>
        <ButtonForm action=format!("{base}/words") class="button button-quiet">
            <Icon name="i-refresh" />
            "New words"
        </ButtonForm>
        <ButtonForm action=format!("{base}/picture") class="button button-quiet">
            <Icon name="i-picture" />
            "New picture"
        </ButtonForm>
    }
}

/// What was found in the words of a post that is held back, and the way to let it go as it is.
fn held(at: &AtSite, post: &Post) -> impl IntoView + use<> {
    let found = post.authorship.as_ref().filter(|_| post.held).map(|by| &by.findings);
    let action = at.path(&format!("/posts/{}/text", post.id));
    found.map(|findings| {
        let findings = findings
            .iter()
            .map(|finding| {
                let words = (!finding.words.is_empty()).then(|| {
                    view! { <mark>{finding.words.clone()}</mark> " " }
                });
                view! {
                    <dt>{finding.rule.words()}</dt>
                    <dd>{words}{finding.said.clone()}</dd>
                }
            })
            .collect_view();
        view! {
            <section class="section stack" aria-labelledby="held">
                <h2 id="held">"Held back until you have looked"</h2>
                <p>"It does not go out by itself. Change the words below, or say that they are right."</p>
                <dl class="facts facts-ruled">{findings}</dl>
                <form method="post" action=action>
                    <input r#type="hidden" name="version" value=post.version.to_string() />
                    <input r#type="hidden" name="title" value=post.text.title.clone().unwrap_or_default() />
                    <input r#type="hidden" name="caption" value=post.text.caption.clone() />
                    <input r#type="hidden" name="alt_text" value=post.text.alt_text.clone() />
                    <button class="button">"It is right as it is"</button>
                </form>
            </section>
        }
    })
}

/// Who wrote a post, and why the built-in writer stepped in for a model.
fn author(post: &Post) -> impl IntoView + use<> {
    post.authorship.as_ref().map(|Authorship { writer, model, instead, .. }| {
        let by = model.as_ref().map_or_else(
            || writer.words().to_owned(),
            |model| format!("{model}, which was told your facts"),
        );
        let why = instead.as_ref().map(|why| format!(" stepped in for the model: {why}"));
        view! { <dt>"Written by"</dt><dd>{by}{why}</dd> }
    })
}

/// Who drew the ground of its picture, and why no model did where one was to.
fn drawn(drawing: &Drawing) -> impl IntoView + use<> {
    let model = drawing.model.as_ref();
    let by = model.map(|model| format!("{model} drew the background; the words are set over it"));
    let instead = drawing.instead.as_ref();
    let told =
        by.or_else(|| instead.map(|why| format!("Without a background of the image model: {why}")));
    told.map(|told| view! { <dt>"Picture"</dt><dd>{told}</dd> })
}

fn checks(post: &Post, made: &Made<'_>) -> impl IntoView + use<> {
    let complaints = check(post.placement(), made.told, &post.text, post.picture.is_some());
    let words = if complaints.is_empty() {
        let fine = match post.kind {
            PostKind::Post => "Length, hashtags and picture",
            PostKind::Story => "Words and picture",
        };
        view! { {format!("{fine}: all fine for {}.", post.channel)} }.into_any()
    } else {
        let list = complaints
            .iter()
            .map(|complaint| view! { <li>{complaint.to_string()}</li> })
            .collect_view();
        view! { <ul>{list}</ul> }.into_any()
    };
    view! { <dl class="facts post-facts"><dt>"Checks"</dt><dd>{words}</dd>{author(post)}{drawn(made.drawing)}</dl> }
}

fn fixed(post: &Post) -> impl IntoView + use<> {
    let picture = (!post.text.alt_text.is_empty()).then(|| {
        view! { <dt>"Picture text"</dt> <dd>{post.text.alt_text.clone()}</dd> }
    });
    let words = match post.kind {
        PostKind::Post => {
            view! { <p class="caption-text">{post.text.caption.clone()}</p> }.into_any()
        }
        PostKind::Story => ().into_any(),
    };
    let drawn = (post.kind == PostKind::Story && !post.text.caption.is_empty()).then(|| {
        view! { <dt>"Words in the picture"</dt> <dd>{post.text.caption.clone()}</dd> }
    });
    view! {
        {post.text.title.clone().map(|title| view! { <h2>{title}</h2> })}
        {words}
        <dl class="facts post-facts">{drawn} {picture}</dl>
    }
}

fn standing(at: &AtSite, post: &Post, connected: bool, form: &Form) -> impl IntoView + use<> {
    let base = at.path(&format!("/posts/{}", post.id));
    let reason = post.failure.clone().map(|reason| view! { <p>{reason}</p> });
    let link = post.live_link.clone().map(|link| {
        view! {
            <p>
                <a class="with-icon" href=link rel="noreferrer">
                    <Icon name="i-external" />
                    <span>"See it on " {post.channel.name()}</span>
                </a>
            </p>
        }
    });
    let then = match post.status {
        PostStatus::Uncertain => settle_form(&base, post).into_any(),
        status if status.editable() => time_forms(at, post, connected, form, &base).into_any(),
        _ => ().into_any(),
    };
    view! {
        <p class="row"><StatusChip shown=Shown::of(post.status, post.held) /></p>
        {reason}
        {link}
        {then}
    }
}

fn settle_form(base: &str, post: &Post) -> impl IntoView + use<> {
    view! {
        <p>{format!("We do not know whether {} took this post. Look there, then say:", post.channel)}</p>
        <div class="buttons">
            <ButtonForm action=format!("{base}/settle") fields=vec![("there", "yes".to_owned())]>"It is there"</ButtonForm>
            <ButtonForm action=format!("{base}/settle") fields=vec![("there", "no".to_owned())]>"It is not there"</ButtonForm>
        </div>
    }
}

fn time_forms(
    at: &AtSite,
    post: &Post,
    connected: bool,
    form: &Form,
    base: &str,
) -> impl IntoView + use<> {
    let local = at.zone.local(post.publish_at);
    let label = format!("Time in {}", at.zone.place());
    let version = post.version.to_string();
    let form = form.of(&format!("{base}/time"));
    let ahead = post.publish_at.duration_since(at.here.now).as_secs();
    let hint = match (post.status, connected) {
        (_, false) => format!(
            "{} is not connected, so this stays a draft. Connect it on the Channels page.",
            post.channel
        ),
        (PostStatus::Scheduled, true) => {
            format!("Goes out in {}. You can change it until then.", span_words(ahead))
        }
        (_, true) if ahead <= 0 => {
            "Its time has passed. Move it to a later one, then schedule it, or publish it now."
                .to_owned()
        }
        (_, true) => "Nothing goes out until you schedule it.".to_owned(),
    };
    let schedule = (post.status != PostStatus::Scheduled && connected).then(|| {
        view! {
            {(ahead > 0).then(|| view! {
                <ButtonForm action=format!("{base}/schedule") class="button button-primary">"Schedule"</ButtonForm>
            })}
            <ButtonForm action=format!("{base}/schedule") class="button button-quiet" fields=vec![("now", "on".to_owned())]>
                "Publish now"
            </ButtonForm>
        }
    });
    let connect = (!connected).then(|| view! { <a class="button" href=at.path("/channels")>"Connect " {post.channel.name()}</a> });
    let unschedule = (post.status == PostStatus::Scheduled).then(|| {
        view! { <ButtonForm action=format!("{base}/unschedule")>"Unschedule"</ButtonForm> }
    });
    view! {
        <form method="post" action=format!("{base}/time") class="when">
            <input r#type="hidden" name="version" value=version />
            <MinuteFields form=form time=label stored=local />
            <button class="button">"Move"</button>
        </form>
        <div class="buttons">{schedule} {connect} {unschedule}</div>
        <p class="hint">{hint}</p>
    }
}

/// Who carried an attempt.
fn provider_word(code: &str) -> String {
    code.parse().map_or_else(|_| code.to_owned(), |kind: ProviderKind| kind.word().to_owned())
}

/// How an attempt ended.
fn outcome_words(code: Option<&str>) -> String {
    match code {
        None => "Under way",
        Some("published") => "Published",
        Some("refused") => "Refused",
        Some("unclear") => "No clear answer",
        Some("absent") => "Looked for, not there",
        Some(other) => other,
    }
    .to_owned()
}

fn history(at: &AtSite, receipts: &[Receipt]) -> impl IntoView + use<> {
    if receipts.is_empty() {
        return ().into_any();
    }
    let told = receipts.iter().any(|receipt| receipt.reason.is_some());
    let rows = receipts
        .iter()
        .map(|receipt| {
            let local = at.zone.local(receipt.claimed_at);
            view! {
                <tr>
                    <td class="num">{receipt.attempt}</td>
                    <td class="num">{day_words(local.date())} ", " {clock_words(local.time())}</td>
                    <td>{provider_word(&receipt.provider)}</td>
                    <td>{outcome_words(receipt.outcome.as_deref())}</td>
                    {told.then(|| view! { <td>{receipt.reason.clone()}</td> })}
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="section">
            <h2>"Receipts"</h2>
            <div class="table-scroll" tabindex="0" role="region" aria-label="Receipts">
                <table>
                    <thead>
                        <tr><th>"Attempt"</th><th>"When"</th><th>"Through"</th><th>"Outcome"</th>{told.then(|| view! { <th>"Reason"</th> })}</tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}
