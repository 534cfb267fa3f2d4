//! What Almanac told, and how one wants to hear it.

use axum::response::Response;
use domain::{
    contract::Credentials,
    days::{clock_words, day_words},
    notification::{MailChoice, Occasion},
    site::address,
};
use jiff::{Timestamp, ToSpan, civil::time};
use leptos::prelude::*;
use store::notifications::{Notification, NotificationWebhook};

use super::{
    document::Head,
    form::{Form, SiteCommand, Typed},
    frame::{Place, framed},
    here::AtSite,
    refusal::Refusal,
    widgets::{ButtonForm, Choice, Icon, Line},
};

/// Notifications shown.
const LAST: i64 = 100;
/// When a digest is written, in the zone of the site where it was chosen.
const DIGEST_HOUR: i8 = 8;

/// `GET /sites/{site}/notifications`
pub async fn page(at: AtSite) -> Result<Response, Response> {
    view(&at, Form::default()).await.map_err(|refusal| refusal.page(at.app()))
}

/// `POST …/seen`: everything until the instant that the page showed.
pub async fn see(SiteCommand { at, typed }: SiteCommand) -> Response {
    let outcome = try_see(&at, &typed).await;
    finish(&at, typed, outcome).await
}

async fn try_see(at: &AtSite, typed: &Typed) -> Result<String, Refusal> {
    let until = typed.text("until").parse::<Timestamp>().unwrap_or(at.here.now).min(at.here.now);
    at.app().store.see(at.scope(), at.here.member.account, until).await?;
    Ok("All of them are seen.".to_owned())
}

/// `POST …/mail`: how the member wants to be written to, about all sites of the workspace.
pub async fn choose_mail(SiteCommand { at, typed }: SiteCommand) -> Response {
    let outcome = try_choose_mail(&at, &typed).await;
    finish(&at, typed, outcome).await
}

async fn try_choose_mail(at: &AtSite, typed: &Typed) -> Result<String, Refusal> {
    let choice: MailChoice =
        typed.text("mail").parse().map_err(|_| Refusal::field("mail", "Choose one of these."))?;
    let first = at.today().at(DIGEST_HOUR, 0, 0, 0);
    let first = match at.zone.instant(first) {
        today if today > at.here.now => today,
        _ => at.zone.instant(first.date().saturating_add(1.day()).to_datetime(time(
            DIGEST_HOUR,
            0,
            0,
            0,
        ))),
    };
    let member = &at.here.member;
    let when = (at.here.now, first);
    at.app().store.choose_mail(member.workspace, member.account, choice, when).await?;
    Ok(match choice {
        MailChoice::Each => "You get an e-mail for each notification.".to_owned(),
        MailChoice::Digest => {
            format!("You get one e-mail a day, at {DIGEST_HOUR:02}:00 in {}.", at.zone.place())
        }
        MailChoice::Never => "You get no e-mail. Notifications are told here.".to_owned(),
    })
}

/// `POST …/webhook`: notifications of the site are posted to an `address`.
pub async fn set_webhook(SiteCommand { at, typed }: SiteCommand) -> Response {
    let outcome = try_set_webhook(&at, &typed).await;
    finish(&at, typed, outcome).await
}

async fn try_set_webhook(at: &AtSite, typed: &Typed) -> Result<String, Refusal> {
    let app = at.app();
    let url = address(typed.text("address"))
        .map_err(|error| Refusal::field("address", error.to_string()))?;
    (app.may_reach)(url.clone()).await.map_err(|why| Refusal::field("address", why))?;
    let secret = format!("whs_{:032x}{:032x}", app.world.random(), app.world.random());
    let sealed = Credentials::new(secret.clone());
    app.store.set_notification_webhook(at.scope(), url.as_str(), &sealed, at.here.now).await?;
    Ok(format!("Notifications are posted there. Their signing secret, shown only now: {secret}"))
}

/// `POST …/webhook/remove`
pub async fn remove_webhook(SiteCommand { at, typed }: SiteCommand) -> Response {
    let outcome = at.app().store.remove_notification_webhook(at.scope()).await;
    let outcome = outcome.map_err(Refusal::from);
    finish(&at, typed, outcome.map(|()| "Notifications are posted nowhere.".to_owned())).await
}

async fn finish(at: &AtSite, typed: Typed, outcome: Result<String, Refusal>) -> Response {
    match outcome {
        Ok(said) => typed.done(&at.here, &at.path("/notifications"), &said).await,
        Err(refusal) => match typed.refused_json(&refusal) {
            Some(answer) => answer,
            None => view(at, Form::refused(typed, refusal))
                .await
                .unwrap_or_else(|refusal| refusal.page(at.app())),
        },
    }
}

async fn view(at: &AtSite, form: Form) -> Result<Response, Refusal> {
    let (store, scope, member) = (&at.app().store, at.scope(), &at.here.member);
    let told = store.notifications(scope, LAST).await?;
    let seen = store.seen_until(scope, member.account).await?;
    let choice = store.mail_choice(member.workspace, member.account).await?;
    let webhook = store.notification_webhook(scope).await?;
    let shown = form.clone();
    framed(at, Place::Notifications, Head::plain("Notifications"), &form, || {
        let unseen = told.iter().filter(|it| it.created_at > seen).count();
        let rows = told.iter().map(|it| row(at, it, it.created_at > seen)).collect_view();
        let newest = told.first().map(|newest| newest.created_at.to_string()).unwrap_or_default();
        view! {
            <header class="page-head">
                <h1>"Notifications"</h1>
                {(unseen > 0).then(|| view! {
                    <div class="actions">
                        <ButtonForm action=at.path("/notifications/seen") fields=vec![("until", newest)]>
                            <Icon name="i-check" />
                            "Mark all as seen"
                        </ButtonForm>
                    </div>
                })}
            </header>
            {if told.is_empty() {
                view! {
                    <div class="empty">
                        <h2>"Nothing to tell"</h2>
                        <p>"You are told here when a post fails, is missed, may not have gone out or will not go out, when a connection ends, and when a plan is ready."</p>
                        <a class="button" href=at.path("/queue")>"Open the queue"</a>
                    </div>
                }.into_any()
            } else {
                view! { <ul class="rows told">{rows}</ul> }.into_any()
            }}
            {mail_view(at, choice, &shown)}
            {webhook_view(at, webhook.as_ref(), &shown)}
        }
    })
    .await
}

const fn icon(occasion: Occasion) -> (&'static str, &'static str) {
    match occasion {
        Occasion::Failed | Occasion::PlanFailed => ("i-cross", "told-bad"),
        Occasion::Missed => ("i-moon", "told-bad"),
        Occasion::Uncertain => ("i-question", "told-doubt"),
        Occasion::Held | Occasion::Expiring => ("i-warning", "told-warn"),
        Occasion::PlanReady => ("i-check-circle", "told-good"),
    }
}

fn row(at: &AtSite, told: &Notification, new: bool) -> impl IntoView + use<> {
    let local = at.zone.local(told.created_at);
    let (icon, class) = icon(told.occasion);
    view! {
        <li class=class>
            <Icon name=icon />
            <div class="rows-main">
                <a href=at.path(&told.path)>
                    <strong>{told.title.clone()}</strong>
                    {new.then(|| view! { <span class="told-new">"New"</span> })}
                </a>
                <span class="ink-2">{told.detail.clone()}</span>
            </div>
            <time datetime=told.created_at.to_string()>
                {day_words(local.date())} ", " {clock_words(local.time())}
            </time>
        </li>
    }
}

fn mail_view(at: &AtSite, choice: MailChoice, form: &Form) -> impl IntoView + use<> {
    let action = at.path("/notifications/mail");
    let options = MailChoice::ALL
        .iter()
        .map(|choice| (choice.code().to_owned(), choice.words().to_owned()))
        .collect();
    let form = form.of(&action);
    let hint = if at.app().writes_mail {
        "For you, about all sites of this workspace."
    } else {
        "This installation has no mail server yet (the setting mail_server), so nothing is sent. Your choice is kept."
    };
    view! {
        <section class="section column">
            <h2>"By e-mail"</h2>
            <form method="post" action=action class="stack">
                <Choice form name="mail" label="How you are written to" options stored=choice.code() />
                <p class="hint">{hint}</p>
                <button class="button">"Keep this choice"</button>
            </form>
        </section>
    }
}

fn webhook_view(
    at: &AtSite,
    webhook: Option<&NotificationWebhook>,
    form: &Form,
) -> impl IntoView + use<> {
    let action = at.path("/notifications/webhook");
    let form = form.of(&action);
    let present = webhook.map(|webhook| {
        let last = match (&webhook.told_at, &webhook.trouble) {
            (None, _) => "Nothing was posted there yet.".to_owned(),
            (Some(_), Some(trouble)) => format!("The last one did not arrive. {trouble} It is sent again for about an hour."),
            (Some(when), None) => {
                let local = at.zone.local(*when);
                format!("The last one arrived {}, {}.", day_words(local.date()), clock_words(local.time()))
            }
        };
        view! {
            <p><strong class="address">{webhook.address.clone()}</strong></p>
            <p class="hint">{last}</p>
            <ButtonForm action=at.path("/notifications/webhook/remove") class="button button-quiet">"Post them nowhere"</ButtonForm>
        }
    });
    let label = if webhook.is_some() { "Another address" } else { "Address that takes them" };
    view! {
        <section class="section column">
            <h2>"By webhook"</h2>
            <p class="ink-2">"Notifications of this site, as signed requests to a program of yours."</p>
            {present}
            <form method="post" action=action class="stack">
                <Line form name="address" label stored="" kind="url" hint="You see the signing secret once, after saving. It is made anew each time." />
                <button class="button">"Post them there"</button>
            </form>
        </section>
    }
}
