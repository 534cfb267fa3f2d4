//! The page of the channels.

use axum::response::Response;
use domain::{
    channel::Channel,
    connection::ProviderKind,
    connector::{Offer, Trial},
    days::{clock_words, day_words, span_words},
    network::has_boards,
    source::SourceKind,
};
use jiff::{SignedDuration, Timestamp};
use leptos::prelude::*;
use store::{connections::Standing, sandbox::SandboxMode};

use super::super::{
    document::Head,
    form::Form,
    frame::{Place, framed},
    here::AtSite,
    refusal::Refusal,
    widgets::{ButtonForm, Choice, FieldError, Icon, glyph},
};

/// From so long before its end, a token is warned of.
const WARNED: SignedDuration = SignedDuration::from_hours(7 * 24);
/// How many posts at risk are named.
const NAMED: usize = 3;

/// What somebody just tried.
pub(super) struct Tried {
    pub channel: Channel,
    pub trial: Trial,
    /// Whether it is how the channel is connected, or only what was typed.
    pub kept: bool,
}

/// What the page tells beside what is stored.
pub(super) enum News {
    /// What somebody just tried.
    Tried(Tried),
    /// What a service has for a channel.
    Offered(Channel, Offered),
}

/// What a service has for a channel.
pub(super) struct Offered {
    /// Post for Me, or Wix.
    pub by: ProviderKind,
    /// It.
    pub offer: Offer,
}

/// What the services that hold accounts are to a channel's form.
#[derive(Clone, Copy)]
struct Held<'a> {
    /// Where it is, unless a person says otherwise.
    server: &'a str,
    /// Whether the site keeps a key of it.
    key: bool,
    /// Whether the site's plan comes from Wix.
    wix: bool,
    /// What one of them has for the channel, when it was just asked.
    offer: Option<&'a Offered>,
}

impl Held<'_> {
    fn offered(&self, by: ProviderKind) -> Option<&Offer> {
        self.offer.filter(|offered| offered.by == by).map(|offered| &offered.offer)
    }
}

/// The page, with what was typed and refused, and what was tried or offered.
pub(super) async fn view(at: &AtSite, form: Form, news: Option<News>) -> Result<Response, Refusal> {
    let standings = at.app().store.standings(at.scope()).await?;
    let (mode, sandbox) = at.app().store.sandbox_mode(at.scope()).await?;
    let key = at.app().store.keeps_post_for_me_key(at.scope()).await?;
    let wix = at.app().store.source(at.scope()).await?.kind == SourceKind::Wix;
    let shown = form.clone();
    framed(at, Place::Channels, Head::plain("Channels"), &form, || {
        let rows = Channel::ALL
            .into_iter()
            .map(|channel| {
                let (tried, offer) = match &news {
                    Some(News::Tried(tried)) if tried.channel == channel => (Some(tried), None),
                    Some(News::Offered(of, offer)) if *of == channel => (None, Some(offer)),
                    _ => (None, None),
                };
                let held = Held { server: at.app().hub.server().unwrap_or_default(), key, wix, offer };
                match standings.iter().find(|one| one.connection.channel == channel) {
                    Some(standing) => connected(at, standing, &shown, tried, held).into_any(),
                    None => unconnected(at, channel, &shown, tried, held).into_any(),
                }
            })
            .collect_view();
        view! {
            <header class="page-head"><h1>"Channels"</h1></header>
            <p class="lede">
                "Connected channels can be scheduled; the others stay drafts. Bluesky and Mastodon are published to directly, most channels through Post for Me, those of a site whose plan comes from Wix through Wix, any channel through a webhook of yours. The sandbox is a rehearsal network of Almanac’s own: nothing on it reaches a real network."
            </p>
            <ul class="rows channels">{rows}</ul>
            {the_sandbox(at, &shown, mode, &sandbox)}
        }
    })
    .await
}

fn the_sandbox(at: &AtSite, form: &Form, mode: SandboxMode, word: &str) -> impl IntoView + use<> {
    let modes = SandboxMode::ALL.iter();
    let modes = modes.map(|(_, code, words)| ((*code).to_owned(), (*words).to_owned())).collect();
    let action = at.path("/sandbox");
    view! {
        <section class="section column">
            <h2>"The sandbox"</h2>
            <p>
                <a class="with-icon" href=format!("/sandbox/{word}")>
                    <Icon name="i-external" />
                    <span>"Its public page"</span>
                </a>
            </p>
            <form method="post" action=action.clone() class="stack">
                <Choice form=form.of(&action) name="mode" label="How it behaves" options=modes stored=mode.code() />
                <button class="button">"Let it behave so"</button>
            </form>
        </section>
    }
}

fn path(at: &AtSite, channel: Channel, command: &str) -> String {
    at.path(&format!("/channels/{}/{command}", channel.code()))
}

fn connected(
    at: &AtSite,
    standing: &Standing,
    form: &Form,
    tried: Option<&Tried>,
    held: Held<'_>,
) -> impl IntoView + use<> {
    let connection = &standing.connection;
    let channel = connection.channel;
    let account = &connection.account;
    let through = match connection.provider {
        ProviderKind::Sandbox => "Sandbox: a rehearsal, not the real network".to_owned(),
        ProviderKind::Webhook => format!("Webhook at {account}"),
        ProviderKind::Bluesky | ProviderKind::Mastodon => format!("As {account}"),
        ProviderKind::PostForMe | ProviderKind::Wix => {
            format!("As {account}, through {}", connection.provider.word())
        }
    };
    // Who rehearses may want the real network next.
    let (again, first) = match connection.provider {
        ProviderKind::Sandbox => (
            "Connect in another way",
            ProviderKind::of_network(channel).unwrap_or(ProviderKind::Webhook),
        ),
        provider => ("Connect anew", provider),
    };
    let action = path(at, channel, "connect");
    let open = form.of(&action).typed_text().is_some();
    let trial =
        tried.filter(|tried| !tried.kept).map(|tried| found(&tried.trial, "Tried just now"));
    view! {
        <li>
            <Icon name=glyph(channel) />
            <div class="rows-main">
                <strong>{channel.name()}</strong>
                <span class="channel-account">{through}</span>
                <span class="ink-2">{history(at, standing)}</span>
                {standing.tested.as_ref().map(|(when, trial)| found(trial, &tested(at, *when)))}
                {trouble(at, standing)}
                {at_risk(at, standing)}
                <div class="channel-more">
                    <details class="disclosure" open=open>
                        <summary>{again} <span class="visually-hidden">", " {channel.name()}</span></summary>
                        {trial}
                        {ways(&action, channel, form, first, held)}
                    </details>
                    <details class="disclosure">
                        <summary>"Disconnect" <span class="visually-hidden">", " {channel.name()}</span></summary>
                        {disconnecting(at, standing)}
                    </details>
                </div>
            </div>
            {chip(at, standing)}
            <ButtonForm action=path(at, channel, "test") class="button button-quiet">
                "Test"
                <span class="visually-hidden">" " {channel.name()}</span>
            </ButtonForm>
        </li>
    }
}

/// Who connected it and when, and when that ends.
fn history(at: &AtSite, standing: &Standing) -> String {
    let by = standing.by.as_ref().map(|name| format!(" by {name}")).unwrap_or_default();
    let connected = format!("Connected{by} on {}", day_words(at.zone.day(standing.since)));
    match (standing.connection.provider, standing.ends_at) {
        (_, Some(end)) if end <= at.here.now => {
            format!("{connected}. Its access ended on {}.", minute(at, end))
        }
        (_, Some(end)) => format!("{connected}. Its access ends on {}.", minute(at, end)),
        (
            ProviderKind::Sandbox
            | ProviderKind::Webhook
            | ProviderKind::PostForMe
            | ProviderKind::Wix,
            None,
        ) => format!("{connected}."),
        (_, None) => format!("{connected}. Its access does not end by itself."),
    }
}

/// A minute in the site's zone.
fn minute(at: &AtSite, when: Timestamp) -> String {
    let local = at.zone.local(when);
    format!("{}, {}", day_words(local.date()), clock_words(local.time()))
}

fn tested(at: &AtSite, when: Timestamp) -> String {
    let seconds = at.here.now.duration_since(when).as_secs();
    match seconds {
        ..60 => "Tested just now".to_owned(),
        60..86_400 => format!("Tested {} ago", span_words(seconds)),
        _ => format!("Tested on {}", minute(at, when)),
    }
}

fn found(trial: &Trial, when: &str) -> impl IntoView + use<> {
    let (icon, word) =
        if trial.works { ("i-check-circle", "works") } else { ("i-warning", "does not work") };
    view! {
        <p class="finding ink-2" role="status">
            <Icon name=icon />
            <span>{format!("{when}, {word}. {}", trial.said)}</span>
        </p>
    }
}

/// Why nothing can go out, or soon cannot.
fn trouble(at: &AtSite, standing: &Standing) -> impl IntoView + use<> {
    let now = at.here.now;
    let channel = standing.connection.channel;
    let said = match (&standing.trouble, standing.ends_at) {
        (Some(said), _) => Some(said.clone()),
        (None, Some(end)) if end <= now => {
            Some(format!("Almanac may not publish to {channel} any more. Connect it anew."))
        }
        (None, Some(end)) if end.duration_since(now) <= WARNED => {
            let left = span_words(end.duration_since(now).as_secs());
            Some(format!("Its access ends in {left}. Connect it anew before that."))
        }
        (None, _) => None,
    };
    let bad = standing.trouble.is_some() || standing.ends_at.is_some_and(|end| end <= now);
    let class = if bad { "notice notice-bad" } else { "notice notice-warn" };
    said.map(|said| {
        view! {
            <div class=class role="note">
                <Icon name="i-warning" />
                <p>{said}</p>
            </div>
        }
    })
}

fn at_risk(at: &AtSite, standing: &Standing) -> impl IntoView + use<> {
    let posts = &standing.at_risk;
    let said = match posts.len() {
        0 => return None,
        1 => "1 scheduled post cannot go out so: ".to_owned(),
        many => format!("{many} scheduled posts cannot go out so: "),
    };
    let links = posts.iter().take(NAMED).enumerate().map(|(number, (post, when))| {
        view! {
            {(number > 0).then_some(" · ")}
            <a href=at.path(&format!("/posts/{post}"))>{minute(at, *when)}</a>
        }
    });
    let links = links.collect_view();
    let more = (posts.len() > NAMED).then(|| {
        let code = standing.connection.channel.code();
        let list = at.path(&format!("/calendar?view=list&channel={code}&status=scheduled"));
        view! {
            " · "
            <a href=list>{format!("and {} more", posts.len() - NAMED)}</a>
        }
    });
    Some(view! { <p class="at-risk">{said} {links} {more}</p> })
}

fn chip(at: &AtSite, standing: &Standing) -> impl IntoView + use<> {
    let now = at.here.now;
    let ended = standing.ends_at.is_some_and(|end| end <= now);
    let soon = standing.ends_at.is_some_and(|end| end.duration_since(now) <= WARNED);
    let (class, icon, word) = if standing.trouble.is_some() || ended {
        ("status status-failed", "i-warning", "Needs you")
    } else if soon {
        ("status status-ending", "i-clock", "Ends soon")
    } else {
        ("status status-published", "i-check", "Connected")
    };
    view! {
        <span class=class><Icon name=icon /> <span class="word">{word}</span></span>
    }
}

fn disconnecting(at: &AtSite, standing: &Standing) -> impl IntoView + use<> {
    let channel = standing.connection.channel;
    let said = match standing.scheduled {
        0 => format!("Nothing is scheduled on {channel}. Its drafts stay."),
        1 => "1 scheduled post becomes a draft and does not go out.".to_owned(),
        many => format!("{many} scheduled posts become drafts and do not go out."),
    };
    view! {
        <div class="stack channel-form">
            <p>{said} " What was published stays on the network."</p>
            <ButtonForm action=path(at, channel, "disconnect")>
                {format!("Disconnect {channel}")}
            </ButtonForm>
        </div>
    }
}

fn unconnected(
    at: &AtSite,
    channel: Channel,
    form: &Form,
    tried: Option<&Tried>,
    held: Held<'_>,
) -> impl IntoView + use<> {
    let action = path(at, channel, "connect");
    let open = form.of(&action).typed_text().is_some();
    let trial = tried.map(|tried| found(&tried.trial, "Tried just now"));
    let first = ProviderKind::of_network(channel).unwrap_or(ProviderKind::Sandbox);
    view! {
        <li>
            <Icon name=glyph(channel) />
            <div class="rows-main">
                <strong>{channel.name()}</strong>
                <span class="ink-2">"Not connected: its posts stay drafts"</span>
                <details class="disclosure" open=open>
                    <summary>"Connect" <span class="visually-hidden">", " {channel.name()}</span></summary>
                    {trial}
                    {ways(&action, channel, form, first, held)}
                </details>
            </div>
        </li>
    }
}

/// The form that connects a channel, in whichever way.
fn ways(
    action: &str,
    channel: Channel,
    form: &Form,
    first: ProviderKind,
    held: Held<'_>,
) -> impl IntoView + use<> {
    let form = form.of(action);
    let network = ProviderKind::of_network(channel);
    let through =
        Some(ProviderKind::PostForMe).filter(|_| ProviderKind::post_for_me_holds(channel));
    let at_wix = Some(ProviderKind::Wix).filter(|_| held.wix && ProviderKind::wix_holds(channel));
    let kinds = network.into_iter().chain(at_wix).chain(through);
    let kinds = kinds.chain([ProviderKind::Webhook, ProviderKind::Sandbox]);
    let options = kinds.map(|kind| {
        let words = match kind {
            ProviderKind::Sandbox => "The sandbox, for a rehearsal",
            ProviderKind::Webhook => "A webhook of yours",
            ProviderKind::Bluesky => "Your Bluesky account",
            ProviderKind::Mastodon => "Your Mastodon account",
            ProviderKind::PostForMe => "An account at Post for Me",
            ProviderKind::Wix => "An account at Wix",
        };
        (kind.code().to_owned(), words.to_owned())
    });
    let options = options.collect();
    let line = |name, label, hint, kind, stored: &str| {
        Field { form: &form, channel, name, label, hint, kind, stored }.shown()
    };
    let account = match network {
        Some(ProviderKind::Bluesky) => view! {
            <div class="stack way-bluesky">
                {line("handle", "Handle", "Such as rosasbakery.bsky.social.", "text", "")}
                {line("app_password", "App password", "Not your own: Bluesky makes one under Settings, Privacy and security, App passwords.", "password", "")}
                {line("server", "Server", "Where the account lives. Most live on bsky.social.", "text", "bsky.social")}
            </div>
        }
        .into_any(),
        Some(ProviderKind::Mastodon) => view! {
            <div class="stack way-mastodon">
                {line("server", "Server", "Where the account lives, such as mastodon.social.", "text", "")}
                {line("token", "Access token", "Mastodon makes one under Preferences, Development, New application. It needs read:accounts, read:statuses, write:statuses and write:media.", "password", "")}
            </div>
        }
        .into_any(),
        _ => ().into_any(),
    };
    let submit = match held.offer.map(|offered| &offered.offer) {
        Some(Offer::Nothing { .. }) => "I have connected it".to_owned(),
        _ => format!("Connect {channel}"),
    };
    view! {
        <form method="post" action=action.to_owned() class="stack channel-form">
            <Choice form=form.clone() name="provider" label="Publish through" options=options stored=first.code() />
            {account}
            {at_wix.map(|_| connected_at_wix(&form, channel, held))}
            {through.map(|_| at_post_for_me(&form, channel, held))}
            <div class="stack way-webhook">
                {line("address", "Address that takes the posts", "Each post is sent there signed. You see the signing secret once, after connecting.", "text", "")}
            </div>
            <div class="buttons">
                <button class="button button-primary">{submit}</button>
                <button class="button" name="try" value="yes">"Test first"</button>
            </div>
        </form>
    }
}

/// What connects a channel to an account that Post for Me holds.
fn at_post_for_me(form: &Form, channel: Channel, held: Held<'_>) -> impl IntoView + use<> {
    let line = |name, label, hint, kind, stored: &str| {
        Field { form, channel, name, label, hint, kind, stored }.shown()
    };
    let hint = if held.key {
        "This site keeps one, sealed: leave this empty to use it."
    } else {
        "Post for Me makes one in its dashboard, under API keys. It is kept sealed, for this site’s other channels too."
    };
    let offer = held.offered(ProviderKind::PostForMe);
    let board = has_boards(channel).then(|| {
        line(
            "board",
            "Board",
            "The id of the board that pins go to: a number, not its name.",
            "text",
            "",
        )
    });
    let elsewhere = form.error("service").is_some();
    view! {
        <div class="stack way-post-for-me">
            {choice(form, "held_account", offer)}
            {page_there(channel, ProviderKind::PostForMe, offer)}
            {line("service_key", "Key", hint, "password", "")}
            {board}
            <details class="disclosure" open=elsewhere>
                <summary>"Another server"</summary>
                {line("service", "Server of the key", "When it is not Post for Me’s own: another Almanac, for example.", "text", held.server)}
            </details>
        </div>
    }
}

/// What connects a channel to an account that the site has connected at Wix.
fn connected_at_wix(form: &Form, channel: Channel, held: Held<'_>) -> impl IntoView + use<> {
    let offer = held.offered(ProviderKind::Wix);
    let chosen = choice(form, "wix_account", offer);
    // A choice tells what is wrong with it itself.
    let error = form.error("wix_account").filter(|_| chosen.is_none());
    view! {
        <div class="stack way-wix">
            {chosen}
            <FieldError name="wix_account" error />
            {page_there(channel, ProviderKind::Wix, offer)}
            <p class="hint">
                "The credentials of the plan source are used. What Wix itself has planned it publishes by itself; this is for your own posts."
            </p>
        </div>
    }
}

/// The accounts that a person chooses from.
fn choice(form: &Form, name: &'static str, offer: Option<&Offer>) -> Option<AnyView> {
    let Some(Offer::Several(accounts)) = offer else { return None };
    let options = accounts.iter().map(|account| (account.id.clone(), account.name.clone()));
    let options = options.collect();
    let form = form.clone();
    Some(view! { <Choice form name label="Account" options=options stored="" /> }.into_any())
}

/// The way to the page where a person connects an account.
fn page_there(channel: Channel, by: ProviderKind, offer: Option<&Offer>) -> impl IntoView + use<> {
    let Some(Offer::Nothing { connect_at: Some(address) }) = offer else { return None };
    Some(view! {
        <p>
            <a class="with-icon" href=address.clone() target="_blank" rel="noreferrer">
                <Icon name="i-external" />
                <span>{format!("Connect {channel} at {}", by.word())}</span>
            </a>
        </p>
    })
}

/// One line to type into, of one of the forms on this page. A secret is not shown again.
struct Field<'a> {
    form: &'a Form,
    channel: Channel,
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    kind: &'static str,
    stored: &'a str,
}

impl Field<'_> {
    fn shown(self) -> impl IntoView + use<> {
        let Field { form, channel, name, label, hint, kind, stored } = self;
        let error = form.error(name);
        let secret = kind == "password";
        let value = if secret { String::new() } else { form.value(name, stored) };
        let id = format!("{name}-{}", channel.code());
        let mut described = format!("{id}-hint");
        if error.is_some() {
            described.push_str(&format!(" {name}-error"));
        }
        view! {
            <div class="field">
                <label for=id.clone()>{label}</label>
                <input
                    id=id.clone()
                    name=name
                    r#type=kind
                    value=value
                    autocomplete=if secret { "new-password" } else { "off" }
                    autocapitalize="none"
                    spellcheck="false"
                    aria-invalid=error.is_some().then_some("true")
                    aria-describedby=described
                />
                <p class="hint" id=format!("{id}-hint")>{hint}</p>
                <FieldError name error />
            </div>
        }
    }
}
