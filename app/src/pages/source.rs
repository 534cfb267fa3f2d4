//! Where the plan of a site comes from: choosing, trying, leaving.

use axum::response::Response;
use domain::{
    contract::Credentials,
    days::{clock_words, day_words, span_words},
    source::{Access, Finding, Handover, Leaving, SourceKind},
    text,
};
use jiff::Timestamp;
use leptos::prelude::*;
use store::sources::Source;

use super::{
    document::Head,
    form::{Form, SiteCommand, Typed},
    frame::{Place, framed},
    here::AtSite,
    refusal::{InField, Refusal},
    widgets::{ButtonForm, Choice, Icon, Line},
};

/// `GET /sites/{site}/source`
pub async fn page(at: AtSite) -> Result<Response, Response> {
    view(&at, Form::default(), None).await.map_err(|refusal| refusal.page(at.app()))
}

/// `POST /sites/{site}/source`: takes the plan from Wix, with the credentials typed. With
/// `try`, only tries them and shows on this very page what works.
pub async fn choose(SiteCommand { at, typed }: SiteCommand) -> Response {
    if typed.ticked("try") {
        let found = match access(&typed) {
            Ok(access) => Ok(at.app().hosted.examine(access).await),
            Err(refusal) => Err(refusal),
        };
        return tried(&at, typed, found).await;
    }
    match try_choose(&at, &typed).await {
        Ok(()) => {
            let said = "The plan comes from Wix now. Here is what is there.";
            typed.done(&at.here, &at.path("/source"), said).await
        }
        Err(refusal) => again(&at, typed, refusal).await,
    }
}

async fn try_choose(at: &AtSite, typed: &Typed) -> Result<(), Refusal> {
    let handover = Handover {
        keep_drafts: typed.text("drafts") != "delete",
        keep_scheduled: typed.text("scheduled") != "draft",
    };
    Ok(at.app().hosted.take_over(at.scope(), access(typed)?, handover).await?)
}

fn access(typed: &Typed) -> Result<Access, Refusal> {
    let line = |name: &'static str, label: &'static str| {
        text::line(label, typed.text(name), 4_000).in_field(name)
    };
    if typed.text("way") == "app" {
        return Ok(Access::App {
            client_id: line("client_id", "The client id")?,
            client_secret: Credentials::new(line("client_secret", "The client secret")?),
            instance_id: line("instance_id", "The instance id")?,
        });
    }
    Ok(Access::Key {
        key: Credentials::new(line("key", "The API key")?),
        site: line("site", "The site id")?,
    })
}

/// `POST /sites/{site}/source/test`: tries the credentials that are kept.
pub async fn test(SiteCommand { at, typed }: SiteCommand) -> Response {
    let found = at.app().hosted.examine_kept(at.scope()).await.map_err(Refusal::from);
    tried(&at, typed, found).await
}

/// `POST /sites/{site}/source/look`: looks at the plan now.
pub async fn look(SiteCommand { at, typed }: SiteCommand) -> Response {
    match at.app().hosted.look(at.scope()).await.map_err(Refusal::from) {
        Ok(()) => typed.done(&at.here, &at.path("/source"), "Wix was asked just now.").await,
        Err(refusal) => again(&at, typed, refusal).await,
    }
}

/// `POST /sites/{site}/source/leave`: makes the plan here again.
pub async fn leave(SiteCommand { at, typed }: SiteCommand) -> Response {
    let leaving = Leaving {
        keep_drafts: typed.text("drafts") == "keep",
        cancel_scheduled: typed.text("scheduled") == "cancel",
        take_settings: typed.text("settings") == "take",
    };
    match at.app().hosted.leave(at.scope(), leaving).await.map_err(Refusal::from) {
        Ok(()) => {
            let said = "The plan is made here again. Wix keeps what it has.";
            typed.done(&at.here, &at.path("/source"), said).await
        }
        Err(refusal) => again(&at, typed, refusal).await,
    }
}

async fn tried(at: &AtSite, typed: Typed, found: Result<Vec<Finding>, Refusal>) -> Response {
    let shown = match found {
        Ok(found) => view(at, Form::typed(typed), Some(found)).await,
        Err(refusal) => view(at, Form::refused(typed, refusal), None).await,
    };
    shown.unwrap_or_else(|refusal| refusal.page(at.app()))
}

async fn again(at: &AtSite, typed: Typed, refusal: Refusal) -> Response {
    view(at, Form::refused(typed, refusal), None)
        .await
        .unwrap_or_else(|refusal| refusal.page(at.app()))
}

async fn view(at: &AtSite, form: Form, found: Option<Vec<Finding>>) -> Result<Response, Refusal> {
    let source = at.app().store.source(at.scope()).await?;
    let shown = form.clone();
    framed(at, Place::Site, Head::plain("Plan source"), &form, || {
        let found = found.map(findings);
        let body = match source.kind {
            SourceKind::Embedded => here_view(at, shown, found).into_any(),
            SourceKind::Wix => wix_view(at, &source, shown, found).into_any(),
        };
        view! {
            <nav class="crumbs" aria-label="Where you are">
                <a href=at.path("")>"Site"</a>
            </nav>
            <header class="page-head"><h1>"Plan source"</h1></header>
            {body}
        }
    })
    .await
}

fn findings(found: Vec<Finding>) -> impl IntoView {
    let rows = found
        .into_iter()
        .map(|finding| {
            let (icon, word) = if finding.works {
                ("i-check-circle", "Works: ")
            } else {
                ("i-warning", "Look at this: ")
            };
            view! {
                <dt>{finding.what}</dt>
                <dd class="finding">
                    <Icon name=icon />
                    <span class="visually-hidden">{word}</span>
                    <span>{finding.said}</span>
                </dd>
            }
        })
        .collect_view();
    view! {
        <section class="section column" role="status">
            <h2>"The connection, tried just now"</h2>
            <dl class="facts facts-ruled">{rows}</dl>
        </section>
    }
}

fn here_view(at: &AtSite, form: Form, found: Option<impl IntoView>) -> impl IntoView {
    let of = form.of(&at.path("/source"));
    view! {
        <p class="lede">"Almanac’s own planner makes this site’s plan. A site that is built with Wix can take it from there instead, with its own credentials."</p>
        {found}
        <form method="post" action=at.path("/source") class="column">
            <section class="section stack">
                <h2>"Take the plan from Wix"</h2>
                <p>"Wix then makes the plan, holds it and publishes its posts; you see and steer it here, its settings and events too. Yours from before are kept and count once the plan is made here again. The credentials are sealed and never leave this server."</p>
                {credentials(&of)}
            </section>
            <section class="section stack">
                <h2>"What becomes of the plan made here?"</h2>
                <Choice
                    form=of.clone()
                    name="drafts"
                    label="Its drafts"
                    options=vec![
                        ("keep".into(), "Stay beside the plan of Wix".into()),
                        ("delete".into(), "Are deleted".into()),
                    ]
                    stored="keep"
                />
                <Choice
                    form=of
                    name="scheduled"
                    label="Its scheduled posts"
                    options=vec![
                        ("keep".into(), "Still go out from here, at their minute".into()),
                        ("draft".into(), "Become drafts and do not go out".into()),
                    ]
                    stored="keep"
                />
            </section>
            <div class="buttons section">
                <button class="button button-primary">"Take the plan from Wix"</button>
                <button class="button" name="try" value="yes">"Test the connection"</button>
            </div>
        </form>
    }
}

fn credentials(form: &Form) -> impl IntoView + use<> {
    view! {
        <Choice
            form=form.clone()
            name="way"
            label="Credentials"
            options=vec![
                ("key".into(), "An API key of your account".into()),
                ("app".into(), "An app that is installed on the site".into()),
            ]
            stored="key"
        />
        <div class="stack way-key">
            <Line form=form.clone() name="key" label="API key" stored="" kind="password" hint="With the permissions “Manage Marketing Plans”, “Manage Social Posts” and “Read Site URLs”." />
            <Line form=form.clone() name="site" label="Site id" stored="" hint="It stands in the address of the site’s dashboard, after /dashboard/." />
        </div>
        <div class="stack way-app">
            <Line form=form.clone() name="client_id" label="Client id" stored="" />
            <Line form=form.clone() name="client_secret" label="Client secret" stored="" kind="password" />
            <Line form=form.clone() name="instance_id" label="Instance id" stored="" hint="Of the app’s installation on this site." />
        </div>
    }
}

fn wix_view(
    at: &AtSite,
    source: &Source,
    form: Form,
    found: Option<impl IntoView>,
) -> impl IntoView {
    let (of, leaving) = (form.of(&at.path("/source")), form.of(&at.path("/source/leave")));
    let unshown = (source.unshown > 0).then(|| {
        view! {
            <dt>"Only at Wix"</dt>
            <dd>{format!("{} of its items have no place here: videos or other networks.", source.unshown)}</dd>
        }
    });
    let trouble = source.trouble.clone().map(|said| {
        view! {
            <div class="notice notice-bad" role="alert">
                <Icon name="i-warning" />
                <p>{said} " It is asked again by itself."</p>
            </div>
        }
    });
    view! {
        <p class="lede">"Wix makes this site’s plan, holds it and publishes its posts."</p>
        {trouble}
        <dl class="facts">
            <dt>"Site or installation"</dt>
            <dd><code>{source.account.clone()}</code></dd>
            <dt>"Last seen whole"</dt>
            <dd>{source.synced_at.map_or_else(|| "Not yet".to_owned(), |when| moment(at, when))}</dd>
            <dt>"Asked next"</dt>
            <dd>{source.next_sync_at.map(|when| moment(at, when))}</dd>
            {unshown}
        </dl>
        <div class="buttons section">
            <ButtonForm action=at.path("/source/look") class="button button-primary">
                <Icon name="i-refresh" />
                "Look now"
            </ButtonForm>
            <ButtonForm action=at.path("/source/test")>"Test the connection"</ButtonForm>
        </div>
        {found}
        <details class="disclosure section column">
            <summary>"Enter other credentials"</summary>
            <form method="post" action=at.path("/source") class="stack">
                {credentials(&of)}
                <div class="buttons">
                    <button class="button button-primary">"Use these from now on"</button>
                    <button class="button" name="try" value="yes">"Test them first"</button>
                </div>
            </form>
        </details>
        <section class="section column">
            <h2>"Make the plan here again"</h2>
            <form method="post" action=at.path("/source/leave") class="stack">
                <Choice
                    form=leaving.clone()
                    name="drafts"
                    label="Drafts at Wix"
                    options=vec![
                        ("leave".into(), "Stay at Wix and go from here".into()),
                        ("keep".into(), "Become drafts of this plan; their originals stay at Wix".into()),
                    ]
                    stored="leave"
                />
                <Choice
                    form=leaving.clone()
                    name="scheduled"
                    label="Posts scheduled at Wix"
                    options=vec![
                        ("leave".into(), "Go out from Wix, and go from here".into()),
                        ("cancel".into(), "Are canceled at Wix first, and count as drafts".into()),
                    ]
                    stored="leave"
                />
                <Choice
                    form=leaving
                    name="settings"
                    label="Settings and events at Wix"
                    options=vec![
                        ("leave".into(), "Stay at Wix; those from before count again".into()),
                        ("take".into(), "Are taken over as they were last seen; events join your own".into()),
                    ]
                    stored="leave"
                />
                <button class="button">"Make the plan here"</button>
            </form>
        </section>
    }
}

/// An instant near now: how long ago or how soon, and the minute in the site's zone.
fn moment(at: &AtSite, when: Timestamp) -> String {
    let local = at.zone.local(when);
    let minute = format!("{}, {}", day_words(local.date()), clock_words(local.time()));
    let seconds = at.here.now.duration_since(when).as_secs();
    match seconds {
        0.. => format!("{} ago ({minute})", span_words(seconds)),
        _ => format!("in {} ({minute})", span_words(-seconds)),
    }
}
