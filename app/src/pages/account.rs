//! Signing up, in and out.

mod password;

use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::text::line;
use jiff::ToSpan;
use leptos::prelude::*;
use serde::Deserialize;
use store::{StoreError, accounts::SignUp};

use super::{
    app::App,
    document::{Head, answer},
    form::{Form, Stranger},
    here::SignedIn,
    refusal::{InField, Refusal},
    widgets::Line,
};

/// Failed sign-ins allowed in [`THROTTLE_MINUTES`] for one account, across all nodes.
const FAILURES_PER_ACCOUNT: i64 = 10;
/// The same for one network address, behind which many people may sit.
const FAILURES_PER_ADDRESS: i64 = 100;
const THROTTLE_MINUTES: i64 = 15;

/// Where to go after signing in.
#[derive(Debug, Default, Deserialize)]
pub struct Next {
    #[serde(default)]
    next: String,
}

/// `GET /sign-up`
pub async fn sign_up_page(State(app): State<App>) -> Response {
    sign_up_view(&app, Form::default())
}

/// `POST /sign-up`: an account, a workspace, and a session.
pub async fn sign_up(stranger: Stranger) -> Response {
    match try_sign_up(&stranger).await {
        Ok(()) => Redirect::to("/sites/new").into_response(),
        Err(refusal) => sign_up_view(&stranger.app, Form::refused(stranger.typed, refusal)),
    }
}

async fn try_sign_up(stranger: &Stranger) -> Result<(), Refusal> {
    let Stranger { typed, session, app, .. } = stranger;
    let name = line("Your name", typed.text("name"), 80).in_field("name")?;
    let email = email(typed.text("email"))?;
    let workspace = match typed.text("workspace").trim() {
        "" => name.clone(),
        typed => line("The name of the business", typed, 80).in_field("workspace")?,
    };
    let password_hash = password::hash(app, password::accepted(typed.text("password"))?).await?;
    let new =
        SignUp { email: &email, name: &name, password_hash: &password_hash, workspace: &workspace };
    let (account, workspace) =
        app.store.sign_up(app.world.as_ref(), new).await.map_err(|error| match error {
            StoreError::Taken(_) => Refusal::field(
                "email",
                "This address has an account already. Sign in with it, or use another address.",
            ),
            other => other.into(),
        })?;
    SignedIn { account, workspace }.remember(session).await
}

/// `GET /sign-in`
pub async fn sign_in_page(State(app): State<App>, Query(next): Query<Next>) -> Response {
    sign_in_view(&app, Form::default(), &next.next)
}

/// `POST /sign-in`
pub async fn sign_in(stranger: Stranger) -> Response {
    let next = stranger.typed.text("next").to_owned();
    match try_sign_in(&stranger).await {
        Ok(()) => Redirect::to(own_path(&next)).into_response(),
        Err(refusal) => sign_in_view(&stranger.app, Form::refused(stranger.typed, refusal), &next),
    }
}

async fn try_sign_in(stranger: &Stranger) -> Result<(), Refusal> {
    let Stranger { typed, session, app, from } = stranger;
    let now = app.world.now();
    let since = now - THROTTLE_MINUTES.minutes();
    // What cannot be an address belongs to nobody.
    let email = email(typed.text("email")).unwrap_or_default();
    let (account_subject, address_subject) =
        (format!("account:{email}"), format!("address:{from}"));
    let account_failures = app.store.sign_in_failures(&account_subject, since).await?;
    let address_failures = app.store.sign_in_failures(&address_subject, since).await?;
    if account_failures >= FAILURES_PER_ACCOUNT || address_failures >= FAILURES_PER_ADDRESS {
        return Err(Refusal::new(
            StatusCode::TOO_MANY_REQUESTS,
            format!(
                "Signing in failed too often for this address. Wait {THROTTLE_MINUTES} minutes, then try again."
            ),
        ));
    }
    let found = app.store.sign_in(&email).await?;
    // An unknown address costs as much time as a wrong password.
    let hash = found.as_ref().map(|found| found.password_hash.clone());
    let right = password::matches(app, typed.text("password").to_owned(), hash).await?;
    match found.filter(|_| right) {
        Some(found) => {
            SignedIn { account: found.account, workspace: found.workspace }.remember(session).await
        }
        None => {
            let subjects = [account_subject.as_str(), address_subject.as_str()];
            app.store.note_sign_in_failure(&subjects, now, now - 24.hours()).await?;
            Err(Refusal::field(
                "password",
                "This address and password do not belong together. Check both and try again.",
            ))
        }
    }
}

/// `POST /sign-out`: ends the session on the server. Safe to repeat.
pub async fn sign_out(stranger: Stranger) -> Response {
    match stranger.session.flush().await {
        Ok(()) => Redirect::to("/").into_response(),
        Err(error) => Refusal::from(error).page(&stranger.app),
    }
}

/// Only our own pages may follow signing in.
fn own_path(next: &str) -> &str {
    let plain = next.chars().all(|c| c.is_ascii_graphic() && c != '\\');
    let own = plain && next.starts_with('/') && !next.starts_with("//");
    if own { next } else { "/sites" }
}

fn email(typed: &str) -> Result<String, Refusal> {
    let typed = line("Your email address", typed, 254).in_field("email")?.to_lowercase();
    let looks_right = typed.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && host.contains('.') && !host.starts_with('.') && !host.ends_with('.')
    });
    if looks_right && !typed.contains(char::is_whitespace) && typed.matches('@').count() == 1 {
        Ok(typed)
    } else {
        Err(Refusal::field(
            "email",
            "This is not an email address. Type one such as ada@example.com.",
        ))
    }
}

fn sign_up_view(app: &App, form: Form) -> Response {
    answer(app, form.status(), Head::plain("Sign up"), || {
        view! {
            <main class="lone" id="main">
                <p class="brand">"Almanac"</p>
                <h1>"Sign up"</h1>
                {form.said().map(super::notice::Notice::view)}
                <form method="post" action="/sign-up" class="stack">
                    <Line form=form.clone() name="name" label="Your name" stored="" autocomplete="name" />
                    <Line form=form.clone() name="email" label="Email address" kind="email" stored="" autocomplete="email" />
                    <Line
                        form=form.clone()
                        name="workspace"
                        label="Name of the business or agency"
                        stored=""
                        hint="You can leave it empty and change it later."
                        autocomplete="organization"
                    />
                    <Line
                        form=form.clone()
                        name="password"
                        label="Password"
                        kind="password"
                        stored=""
                        hint="At least 10 characters. A few plain words are fine."
                        autocomplete="new-password"
                    />
                    <button class="button button-primary button-wide">"Sign up"</button>
                </form>
                <p>"You have an account? " <a href="/sign-in">"Sign in"</a></p>
            </main>
        }
    })
}

fn sign_in_view(app: &App, form: Form, next: &str) -> Response {
    let next = own_path(next).to_owned();
    answer(app, form.status(), Head::plain("Sign in"), || {
        view! {
            <main class="lone" id="main">
                <p class="brand">"Almanac"</p>
                <h1>"Sign in"</h1>
                {form.said().map(super::notice::Notice::view)}
                <form method="post" action="/sign-in" class="stack">
                    <input r#type="hidden" name="next" value=next />
                    <Line form=form.clone() name="email" label="Email address" kind="email" stored="" autocomplete="username" />
                    <Line
                        form=form.clone()
                        name="password"
                        label="Password"
                        kind="password"
                        stored=""
                        autocomplete="current-password"
                    />
                    <button class="button button-primary button-wide">"Sign in"</button>
                </form>
                <p>"New here? " <a href="/sign-up">"Sign up"</a></p>
            </main>
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_pages_follow_signing_in() {
        assert_eq!(own_path("/sites/1/calendar?view=list"), "/sites/1/calendar?view=list");
        for elsewhere in [
            "",
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "javascript:x",
            "/a\0b",
            "/ü",
        ] {
            assert_eq!(own_path(elsewhere), "/sites");
        }
    }

    #[test]
    fn an_email_address_looks_like_one() {
        assert_eq!(email(" Ada@Example.COM ").unwrap(), "ada@example.com");
        for wrong in ["", "ada", "ada@", "@x.example", "a@b@c.example", "a da@x.example", "ada@x."]
        {
            assert!(email(wrong).is_err(), "{wrong}");
        }
    }
}
