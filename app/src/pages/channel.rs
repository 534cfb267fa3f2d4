//! Channels: what can publish, through whom.

use axum::{extract::Path, response::Response};
use domain::{
    Scope,
    channel::Channel,
    connection::{Connection, ProviderKind},
    contract::Credentials,
    id::ConnectionId,
    site::address,
    world::World,
};
use leptos::prelude::*;
use serde_json::json;
use store::{Store, StoreError, sandbox::SandboxMode};

use super::{
    document::Head,
    form::{Form, SiteCommand, Typed},
    frame::{Place, framed},
    here::AtSite,
    refusal::Refusal,
    widgets::{ButtonForm, Choice, FieldError, Icon, glyph},
};

/// Channels that a new site can publish to at once, in the sandbox.
const AT_ONCE: [Channel; 5] =
    [Channel::Instagram, Channel::Facebook, Channel::LinkedIn, Channel::Threads, Channel::Bluesky];

/// Connects a new site's first channels to the sandbox. Safe to repeat.
pub async fn connect_sandbox(
    store: &Store,
    scope: Scope,
    account: &str,
    world: &dyn World,
) -> Result<(), StoreError> {
    for channel in AT_ONCE {
        let connection = Connection {
            id: ConnectionId::mint(world),
            channel,
            provider: ProviderKind::Sandbox,
            account: account.to_owned(),
        };
        store.connect(scope, &connection, None, world.now()).await?;
    }
    Ok(())
}

/// `GET /sites/{site}/channels`
pub async fn page(at: AtSite) -> Result<Response, Response> {
    view(&at, Form::default()).await.map_err(|refusal| refusal.page(at.app()))
}

/// `POST …/connect`: through `provider`; a webhook also needs its `address`.
pub async fn connect(
    Path((_, code)): Path<(String, String)>,
    SiteCommand { at, typed }: SiteCommand,
) -> Response {
    let outcome = try_connect(&at, &code, &typed).await;
    finish(&at, typed, outcome).await
}

async fn try_connect(at: &AtSite, code: &str, typed: &Typed) -> Result<String, Refusal> {
    let channel = channel_of(code)?;
    let provider: ProviderKind = typed
        .text("provider")
        .parse()
        .map_err(|_| Refusal::field("address", "Choose the sandbox or a webhook."))?;
    let world = at.app().world.as_ref();
    let (account, credentials, said) = match provider {
        ProviderKind::Sandbox => {
            (at.site.name.clone(), None, format!("{channel} is connected to the sandbox."))
        }
        ProviderKind::Webhook => {
            let url = address(typed.text("address"))
                .map_err(|error| Refusal::field("address", error.to_string()))?;
            (at.app().may_reach)(url.clone())
                .await
                .map_err(|why| Refusal::field("address", why))?;
            let secret = format!("whs_{:032x}{:032x}", world.random(), world.random());
            let credentials =
                Credentials::new(json!({ "url": url.as_str(), "secret": secret }).to_string());
            let said = format!(
                "{channel} is connected to your webhook. Its signing secret, shown only now: {secret}"
            );
            (url.host_str().unwrap_or_default().to_owned(), Some(credentials), said)
        }
    };
    let connection = Connection { id: ConnectionId::mint(world), channel, provider, account };
    at.app().store.connect(at.scope(), &connection, credentials.as_ref(), at.here.now).await?;
    Ok(said)
}

/// `POST …/disconnect`: its scheduled posts become drafts.
pub async fn disconnect(
    Path((_, code)): Path<(String, String)>,
    SiteCommand { at, typed }: SiteCommand,
) -> Response {
    let outcome = match channel_of(&code) {
        Ok(channel) => {
            at.app().store.disconnect(at.scope(), channel).await.map_err(Refusal::from).map(
                |drafts| match drafts {
                    0 => format!("{channel} is disconnected."),
                    1 => format!("{channel} is disconnected. 1 scheduled post is a draft again."),
                    many => format!(
                        "{channel} is disconnected. {many} scheduled posts are drafts again."
                    ),
                },
            )
        }
        Err(refusal) => Err(refusal),
    };
    finish(&at, typed, outcome).await
}

/// `POST /sites/{site}/sandbox`: how the sandbox behaves.
pub async fn set_sandbox(SiteCommand { at, typed }: SiteCommand) -> Response {
    let outcome = match typed.text("mode").parse::<SandboxMode>() {
        Ok(mode) => at.app().store.set_sandbox_mode(at.scope(), mode).await.map_err(Refusal::from),
        Err(_) => Err(Refusal::field("mode", "Choose one of these.")),
    };
    finish(&at, typed, outcome.map(|()| "The sandbox behaves so from now on.".to_owned())).await
}

fn channel_of(code: &str) -> Result<Channel, Refusal> {
    code.parse().map_err(|_| Refusal::missing("channel"))
}

async fn finish(at: &AtSite, typed: Typed, outcome: Result<String, Refusal>) -> Response {
    match outcome {
        Ok(said) => typed.done(&at.here, &at.path("/channels"), &said).await,
        Err(refusal) => match typed.refused_json(&refusal) {
            Some(answer) => answer,
            None => view(at, Form::refused(typed, refusal))
                .await
                .unwrap_or_else(|refusal| refusal.page(at.app())),
        },
    }
}

async fn view(at: &AtSite, form: Form) -> Result<Response, Refusal> {
    let connections = at.app().store.connections(at.scope()).await?;
    let (mode, sandbox) = at.app().store.sandbox_mode(at.scope()).await?;
    let shown = form.clone();
    framed(at, Place::Channels, Head::plain("Channels"), &form, || {
        let rows = Channel::ALL
            .into_iter()
            .map(|channel| {
                let connection = connections.iter().find(|connection| connection.channel == channel);
                match connection {
                    Some(connection) => connected(at, connection).into_any(),
                    None => unconnected(at, channel, &shown).into_any(),
                }
            })
            .collect_view();
        let modes = SandboxMode::ALL.iter().map(|(_, code, words)| ((*code).to_owned(), (*words).to_owned())).collect();
        view! {
            <header class="page-head"><h1>"Channels"</h1></header>
            <p class="lede">
                "Connected channels can be scheduled; the others stay drafts. The sandbox is a rehearsal network of Almanac’s own: nothing on it reaches a real network."
            </p>
            <ul class="rows">{rows}</ul>
            <section class="section column">
                <h2>"The sandbox"</h2>
                <p>
                    <a class="with-icon" href=format!("/sandbox/{sandbox}")>
                        <Icon name="i-external" />
                        <span>"Its public page"</span>
                    </a>
                </p>
                <form method="post" action=at.path("/sandbox") class="stack">
                    <Choice form=shown.of(&at.path("/sandbox")) name="mode" label="How it behaves" options=modes stored=mode.code() />
                    <button class="button">"Let it behave so"</button>
                </form>
            </section>
        }
    })
    .await
}

fn connected(at: &AtSite, connection: &Connection) -> impl IntoView + use<> {
    let channel = connection.channel;
    let through = match connection.provider {
        ProviderKind::Sandbox => "Sandbox: a rehearsal, not the real network".to_owned(),
        ProviderKind::Webhook => format!("Webhook at {}", connection.account),
    };
    view! {
        <li>
            <Icon name=glyph(channel) />
            <div class="rows-main">
                <strong>{channel.name()}</strong>
                <span class="ink-2">{through}</span>
            </div>
            <span class="status status-published"><Icon name="i-check" /> <span class="word">"Connected"</span></span>
            <ButtonForm action=at.path(&format!("/channels/{}/disconnect", channel.code())) class="button button-quiet">
                "Disconnect"
                <span class="visually-hidden">" " {channel.name()}</span>
            </ButtonForm>
        </li>
    }
}

fn unconnected(at: &AtSite, channel: Channel, form: &Form) -> impl IntoView + use<> {
    let action = at.path(&format!("/channels/{}/connect", channel.code()));
    let form = form.of(&action);
    let (value, error) = (form.value("address", ""), form.error("address"));
    let open = error.is_some();
    let id = format!("address-{}", channel.code());
    view! {
        <li>
            <Icon name=glyph(channel) />
            <div class="rows-main">
                <strong>{channel.name()}</strong>
                <span class="ink-2">"Not connected: its posts stay drafts"</span>
                <details class="disclosure" open=open>
                    <summary>"Send to a webhook" <span class="visually-hidden">", " {channel.name()}</span></summary>
                    <form method="post" action=action.clone() class="stack">
                        <input r#type="hidden" name="provider" value="webhook" />
                        <div class="field">
                            <label for=id.clone()>"Address that takes the posts"</label>
                            <input id=id name="address" r#type="text" value=value aria-invalid=error.is_some().then_some("true") />
                            <p class="hint">"Each post is sent there signed. You see the signing secret once, after connecting."</p>
                            <FieldError name="address" error />
                        </div>
                        <button class="button">"Connect the webhook"</button>
                    </form>
                </details>
            </div>
            <ButtonForm action=action fields=vec![("provider", "sandbox".to_owned())]>
                "Connect to the sandbox"
                <span class="visually-hidden">", " {channel.name()}</span>
            </ButtonForm>
        </li>
    }
}
