//! The draft of an article or an e-mail: read, changed, written anew, taken elsewhere.

use axum::{
    extract::Path,
    http::header,
    response::{IntoResponse, Response},
};
use domain::{
    activity::ActivityType,
    draft::{BODY_LIMIT, Draft, Parts, TITLE_LIMIT},
    id::ActivityId,
    text,
    writing::{Authorship, Finding},
};
use leptos::prelude::*;
use store::{activities::Activity, drafts::KeptDraft};

use super::{activity_id, finish};
use crate::pages::{
    form::{Form, SiteCommand, Typed},
    here::AtSite,
    refusal::{InField, Refusal},
    widgets::{ButtonForm, Icon, Line, Lines},
};

/// The longest title and summary that may be kept, in visible characters. What is too long for
/// its place is told, and kept.
const LONGEST_LINE: usize = 400;

/// `POST …/draft`: what it says, if it is still at that `version`.
pub async fn save(
    Path((_, id)): Path<(String, String)>,
    SiteCommand { at, typed }: SiteCommand,
) -> Response {
    let saved = try_save(&at, &id, &typed).await;
    finish(&at, &id, typed, saved, "The draft is saved. A new plan keeps it.").await
}

async fn try_save(at: &AtSite, id: &str, typed: &Typed) -> Result<(), Refusal> {
    let id = activity_id(id)?;
    let version = typed.text("version").parse().map_err(|_| {
        Refusal::conflict("This form does not say which draft it saw. Look at the page again.")
    })?;
    let line = |what, field| text::line(what, typed.text(field), LONGEST_LINE).in_field(field);
    let draft = Draft {
        title: line("This", "title")?,
        summary: text::optional_line("This", typed.text("summary"), LONGEST_LINE)
            .in_field("summary")?,
        body: text::paragraphs("The text", typed.text("body"), BODY_LIMIT).in_field("body")?,
    };
    Ok(at.app().plans.change_draft(at.scope(), id, version, draft).await?)
}

/// `POST …/draft/anew`: writes it, in the place of what is there.
pub async fn write_anew(
    Path((_, id)): Path<(String, String)>,
    SiteCommand { at, typed }: SiteCommand,
) -> Response {
    let written = match activity_id(&id) {
        Ok(activity) => {
            at.app().plans.write_draft(at.scope(), activity).await.map_err(Refusal::from)
        }
        Err(refusal) => Err(refusal),
    };
    finish(&at, &id, typed, written, "The draft is written.").await
}

/// `GET …/draft.md`: it as a file of Markdown.
pub async fn markdown(
    Path((_, id)): Path<(String, String)>,
    at: AtSite,
) -> Result<Response, Response> {
    file(&at, &id, "md", "text/markdown", Draft::markdown).await
}

/// `GET …/draft.txt`: it as a file of plain text.
pub async fn plain_text(
    Path((_, id)): Path<(String, String)>,
    at: AtSite,
) -> Result<Response, Response> {
    file(&at, &id, "txt", "text/plain", Draft::plain_text).await
}

async fn file(
    at: &AtSite,
    id: &str,
    ending: &str,
    content_type: &str,
    write: fn(&Draft, ActivityType) -> String,
) -> Result<Response, Response> {
    let found = async {
        let id: ActivityId = activity_id(id)?;
        let activity = at.app().store.activity(at.scope(), id).await?;
        let kept = at.app().store.draft(at.scope(), id).await?.ok_or_else(|| {
            Refusal::conflict(
                "There is no draft to take yet. Write it first, on the page of the activity.",
            )
        })?;
        Ok::<_, Refusal>((activity, kept))
    };
    let (activity, kept) = found.await.map_err(|refusal| refusal.page(at.app()))?;
    let name = format!("draft-{}.{ending}", at.zone.day(activity.starts_at));
    let headers = [
        (header::CONTENT_TYPE, format!("{content_type}; charset=utf-8")),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    Ok((headers, write(&kept.draft, activity.kind)).into_response())
}

/// The draft on the page of its activity; nothing for one that has posts.
pub(super) fn section(
    at: &AtSite,
    activity: &Activity,
    kept: Option<&KeptDraft>,
    form: &Form,
) -> impl IntoView + use<> {
    let parts = Parts::of(activity.kind)?;
    let base = at.path(&format!("/activities/{}/draft", activity.id));
    let Some(kept) = kept else {
        return Some(
            view! {
                <section class="section stack" aria-labelledby="draft">
                    <h2 id="draft">"Draft"</h2>
                    <p class="ink-2">"No draft yet. It is written a few days ahead, or now."</p>
                    <div class="buttons">
                        <ButtonForm action=format!("{base}/anew")>
                            <Icon name="i-sparkle" />
                            "Write the draft"
                        </ButtonForm>
                    </div>
                </section>
            }
            .into_any(),
        );
    };
    let shown = form.of(&base);
    Some(
        view! {
            <section class="section stack draft" aria-labelledby="draft">
                <h2 id="draft">"Draft"</h2>
                {told(kept)}
                {found(&kept.authorship.findings)}
                {list("What only you can fill in", kept.draft.gaps())}
                {list("Outline", kept.draft.outline())}
                {fields(&base, &shown, kept, parts)}
                {elsewhere(&base, activity, kept)}
            </section>
        }
        .into_any(),
    )
}

/// How long it is, and who wrote it.
fn told(kept: &KeptDraft) -> impl IntoView + use<> {
    let Authorship { writer, model, instead, .. } = &kept.authorship;
    let by = model.as_ref().map_or_else(
        || writer.words().to_owned(),
        |model| format!("{model}, which was told your facts"),
    );
    let why = instead.as_ref().map(|why| format!(" stepped in for the model: {why}"));
    let gaps = match kept.draft.gaps().len() {
        0 => String::new(),
        1 => ", and one gap that only you can fill".to_owned(),
        gaps => format!(", and {gaps} gaps that only you can fill"),
    };
    let edited = kept.edited.then_some("You changed it, so a new plan keeps it.");
    view! {
        <dl class="facts">
            <dt>"Length"</dt><dd class="num">{format!("{} words", kept.draft.count_words())}{gaps}</dd>
            <dt>"Written by"</dt><dd>{by}{why}</dd>
            {edited.map(|said| view! { <dt>"Changed"</dt><dd>{said}</dd> })}
        </dl>
    }
}

/// What the checks found in it.
fn found(findings: &[Finding]) -> impl IntoView + use<> {
    let lines = findings
        .iter()
        .map(|finding| {
            let words = (!finding.words.is_empty())
                .then(|| view! { <mark>{finding.words.clone()}</mark> " " });
            view! { <li>{words}{finding.said.clone()}</li> }
        })
        .collect_view();
    (!findings.is_empty()).then(|| {
        view! {
            <h3>"Look at this before you use it"</h3>
            <ul>{lines}</ul>
        }
    })
}

fn list(heading: &'static str, lines: Vec<&str>) -> impl IntoView + use<> {
    (!lines.is_empty()).then(|| {
        let lines = lines.into_iter().map(|line| view! { <li>{line.to_owned()}</li> });
        view! {
            <details class="disclosure" open>
                <summary>{heading}</summary>
                <ol>{lines.collect_view()}</ol>
            </details>
        }
    })
}

fn fields(base: &str, form: &Form, kept: &KeptDraft, parts: Parts) -> impl IntoView + use<> {
    let Draft { title, summary, body } = kept.draft.clone();
    let shown = |limit: usize| format!("About {limit} characters of it are shown.");
    view! {
        <form method="post" action=base.to_owned() class="stack">
            <input r#type="hidden" name="version" value=form.value("version", &kept.version.to_string()) />
            <Line form=form.clone() name="title" label=parts.title stored=title hint=shown(TITLE_LIMIT) />
            <Line form=form.clone() name="summary" label=parts.summary stored=summary hint=shown(parts.summary_limit) />
            <Lines form=form.clone() name="body" label="Text" stored=body rows=24 hint="“## ” begins a heading and “- ” an item of a list. [[What stands like this]] is a gap: answer it and remove the brackets." />
            <div class="buttons">
                <button class="button button-primary">"Save the draft"</button>
            </div>
        </form>
    }
}

/// The ways out: a new text, a file, the clipboard. One click selects the whole text, so that
/// it can be copied without script.
fn elsewhere(base: &str, activity: &Activity, kept: &KeptDraft) -> impl IntoView + use<> {
    let text = kept.draft.plain_text(activity.kind);
    let warning = kept.edited.then_some("Written anew, it loses what you changed.");
    view! {
        <div class="buttons">
            <ButtonForm action=format!("{base}/anew")>
                <Icon name="i-refresh" />
                "Write anew"
            </ButtonForm>
            <a class="button" href=format!("{base}.md") download>"Download as Markdown"</a>
            <a class="button" href=format!("{base}.txt") download>"Download as text"</a>
        </div>
        {warning.map(|said| view! { <p class="hint">{said}</p> })}
        <details class="disclosure">
            <summary>"Copy the whole text"</summary>
            <p class="hint">"Click into it once to select all of it, then copy."</p>
            <pre class="draft-text" tabindex="0">{text}</pre>
        </details>
    }
}
