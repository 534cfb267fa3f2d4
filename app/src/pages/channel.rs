//! Channels: what can publish, through whom, and how that stands.

mod view;

use std::sync::Arc;

use axum::{extract::Path, response::Response};
use domain::{
    Scope,
    channel::Channel,
    connection::{Connection, ProviderKind, ServerLimits},
    connector::{Hub, LoggedIn, Login, Offer, Trial, Wanted},
    contract::Credentials,
    id::ConnectionId,
    site::address,
    world::World,
};
use jiff::Timestamp;
use serde_json::json;
use store::{
    Store, StoreError,
    connections::{Disconnected, NewConnection},
    sandbox::SandboxMode,
};

use super::{
    form::{Form, SiteCommand, Typed},
    here::AtSite,
    refusal::Refusal,
};

use view::{News, Offered, Tried, view};

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
            limits: None,
        };
        store.connect(scope, &connection, None, world.now()).await?;
    }
    Ok(())
}

/// `GET /sites/{site}/channels`
pub async fn page(at: AtSite) -> Result<Response, Response> {
    view(&at, Form::default(), None).await.map_err(|refusal| refusal.page(at.app()))
}

/// A way to connect a channel that was tried and works.
struct Way {
    provider: ProviderKind,
    account: String,
    credentials: Option<Credentials>,
    ends_at: Option<Timestamp>,
    limits: Option<ServerLimits>,
    /// What was found, for who only wants to know.
    found: String,
    /// What is said when it is kept.
    said: String,
}

/// Why a channel was not connected.
struct Unmet {
    refusal: Refusal,
    /// What a service has for it, when a person is to choose or to connect an account there.
    offer: Option<Offered>,
}

impl From<Refusal> for Unmet {
    fn from(refusal: Refusal) -> Self {
        Unmet { refusal, offer: None }
    }
}

/// `POST …/connect`: through `provider`, with what that needs. With `try`, only tries it and
/// shows on this very page what was found.
pub async fn connect(
    Path((_, code)): Path<(String, String)>,
    SiteCommand { at, typed }: SiteCommand,
) -> Response {
    if typed.ticked("try") {
        let tried = async {
            let channel = channel_of(&code)?;
            let said = way(&at, channel, &typed).await?.found;
            Ok(Tried { channel, trial: Trial { works: true, said }, kept: false })
        };
        return match tried.await {
            Ok(tried) => tried_on_page(&at, typed, Ok(tried)).await,
            Err(unmet) => again(&at, &code, typed, unmet).await,
        };
    }
    match try_connect(&at, &code, &typed).await {
        Ok(said) => finish(&at, typed, Ok(said)).await,
        Err(unmet) => again(&at, &code, typed, unmet).await,
    }
}

async fn try_connect(at: &AtSite, code: &str, typed: &Typed) -> Result<String, Unmet> {
    let channel = channel_of(code)?;
    let Way { provider, account, credentials, ends_at, limits, said, .. } =
        way(at, channel, typed).await?;
    let id = ConnectionId::mint(at.app().world.as_ref());
    let connection = Connection { id, channel, provider, account, limits };
    let new = NewConnection {
        connection: &connection,
        credentials: credentials.as_ref(),
        by: Some(at.here.member.account),
        ends_at,
    };
    let unused = at.app().store.connect_as(at.scope(), new, at.here.now).await;
    let_go(at, unused.map_err(Refusal::from)?);
    Ok(said)
}

/// Tries what was typed.
async fn way(at: &AtSite, channel: Channel, typed: &Typed) -> Result<Way, Unmet> {
    let network = ProviderKind::of_network(channel);
    let provider = typed.text("provider").parse().ok();
    let text = |name| typed.text(name).to_owned();
    match provider {
        Some(provider @ ProviderKind::Sandbox) => Ok(Way {
            provider,
            account: at.site.name.clone(),
            credentials: None,
            ends_at: None,
            limits: None,
            found: "The sandbox takes posts. Nothing reaches a real network.".to_owned(),
            said: format!("{channel} is connected to the sandbox."),
        }),
        Some(provider @ ProviderKind::Webhook) => Ok(webhook(at, channel, provider, typed).await?),
        Some(ProviderKind::PostForMe) if ProviderKind::post_for_me_holds(channel) => {
            post_for_me(at, channel, typed).await
        }
        Some(ProviderKind::Wix) if ProviderKind::wix_holds(channel) => {
            wix(at, channel, typed).await
        }
        Some(ProviderKind::Bluesky) if provider == network => {
            let app_password = Credentials::new(text("app_password"));
            let (server, handle) = (text("server"), text("handle"));
            Ok(log_in(at, Login::Bluesky { server, handle, app_password }).await?)
        }
        Some(ProviderKind::Mastodon) if provider == network => {
            let (server, token) = (text("server"), Credentials::new(text("token")));
            Ok(log_in(at, Login::Mastodon { server, token }).await?)
        }
        _ => Err(Refusal::field("provider", "Choose one of these.").into()),
    }
}

async fn webhook(
    at: &AtSite,
    channel: Channel,
    provider: ProviderKind,
    typed: &Typed,
) -> Result<Way, Refusal> {
    let url = address(typed.text("address"))
        .map_err(|error| Refusal::field("address", error.to_string()))?;
    (at.app().may_reach)(url.clone()).await.map_err(|why| Refusal::field("address", why))?;
    let world = at.app().world.as_ref();
    let secret = format!("whs_{:032x}{:032x}", world.random(), world.random());
    let sealed = json!({ "url": url.as_str(), "secret": secret }).to_string();
    let account = url.host_str().unwrap_or_default().to_owned();
    Ok(Way {
        provider,
        found: format!(
            "{account} may be reached. Whether it takes a signed post, the first one shows."
        ),
        account,
        credentials: Some(Credentials::new(sealed)),
        ends_at: None,
        limits: None,
        said: format!(
            "{channel} is connected to your webhook. Its signing secret, shown only now: {secret}"
        ),
    })
}

async fn log_in(at: &AtSite, login: Login) -> Result<Way, Refusal> {
    let provider = login.provider();
    let found = at.app().connector.log_in(login).await;
    let found = found.map_err(|wrong| Refusal::field(wrong.field, wrong.said))?;
    let account = found.account;
    Ok(Way {
        provider,
        found: format!("This opens the account {account}."),
        said: format!("{} is connected as {account}.", provider.word()),
        account,
        credentials: Some(found.credentials),
        ends_at: found.ends_at,
        limits: found.limits,
    })
}

/// An account that Post for Me holds. The key is kept for the site once it proved to be one, so
/// that neither the choice of an account nor the next channel asks for it again.
async fn post_for_me(at: &AtSite, channel: Channel, typed: &Typed) -> Result<Way, Unmet> {
    let text = |name| Some(typed.text(name)).filter(|text| !text.trim().is_empty());
    let wanted = Wanted {
        channel,
        server: typed.text("service").to_owned(),
        key: text("service_key").map(|key| Credentials::new(key.to_owned())),
        account: text("held_account").map(str::to_owned),
        board: text("board").map(str::to_owned),
        keep: !typed.ticked("try"),
    };
    held(at, at.app().hub.as_ref(), ProviderKind::PostForMe, wanted).await
}

/// An account that the site has connected at Wix, with the credentials of its plan source.
async fn wix(at: &AtSite, channel: Channel, typed: &Typed) -> Result<Way, Unmet> {
    let wanted = Wanted {
        channel,
        server: String::new(),
        key: None,
        account: Some(typed.text("wix_account").to_owned()).filter(|id| !id.is_empty()),
        board: None,
        keep: !typed.ticked("try"),
    };
    held(at, at.app().wix_accounts.as_ref(), ProviderKind::Wix, wanted).await
}

/// An account that a service holds.
async fn held(
    at: &AtSite,
    hub: &dyn Hub,
    provider: ProviderKind,
    wanted: Wanted,
) -> Result<Way, Unmet> {
    let (channel, name) = (wanted.channel, provider.word());
    let offer = hub.offer(at.scope(), wanted).await;
    let offer = offer.map_err(|wrong| Refusal::field(wrong.field, wrong.said))?;
    // Where to choose, and where to be told that there is nothing to choose from.
    let (choice, nothing) = match provider {
        ProviderKind::Wix => ("wix_account", "wix_account"),
        _ => ("held_account", "service_key"),
    };
    let refusal = match &offer {
        Offer::Account(LoggedIn { account, credentials, ends_at, limits }) => {
            return Ok(Way {
                provider,
                found: format!("{name} holds {account} and takes its posts."),
                said: format!("{channel} is connected as {account}, through {name}."),
                account: account.clone(),
                credentials: Some(credentials.clone()),
                ends_at: *ends_at,
                limits: limits.clone(),
            });
        }
        Offer::Several(accounts) => Refusal::field(
            choice,
            format!("{name} holds {} accounts on {channel}. Choose one.", accounts.len()),
        ),
        Offer::Nothing { .. } => Refusal::field(
            nothing,
            match provider {
                ProviderKind::Wix => format!(
                    "{channel} is not connected at Wix yet. Connect it there, then go on here."
                ),
                _ => format!(
                    "The key is right, and {name} holds no account on {channel} yet. Connect one there, then go on here."
                ),
            },
        ),
    };
    Err(Unmet { refusal, offer: Some(Offered { by: provider, offer }) })
}

/// The page again, with what was typed and what a service has.
async fn again(at: &AtSite, code: &str, typed: Typed, unmet: Unmet) -> Response {
    let Unmet { refusal, offer } = unmet;
    if let Some(answer) = typed.refused_json(&refusal) {
        return answer;
    }
    let news = match (channel_of(code), offer) {
        (Ok(channel), Some(offer)) => Some(News::Offered(channel, offer)),
        _ => None,
    };
    view(at, Form::refused(typed, refusal), news)
        .await
        .unwrap_or_else(|refusal| refusal.page(at.app()))
}

/// `POST …/test`: tries how a channel is connected, as far as that goes without posting.
pub async fn test(
    Path((_, code)): Path<(String, String)>,
    SiteCommand { at, typed }: SiteCommand,
) -> Response {
    let tried = async {
        let channel = channel_of(&code)?;
        let trial = at.app().connector.test(at.scope(), channel).await?;
        Ok(Tried { channel, trial, kept: true })
    };
    tried_on_page(&at, typed, tried.await).await
}

async fn tried_on_page(at: &AtSite, typed: Typed, tried: Result<Tried, Refusal>) -> Response {
    let shown = match tried {
        Ok(tried) => view(at, Form::typed(typed), Some(News::Tried(tried))).await,
        Err(refusal) => match typed.refused_json(&refusal) {
            Some(answer) => return answer,
            None => view(at, Form::refused(typed, refusal), None).await,
        },
    };
    shown.unwrap_or_else(|refusal| refusal.page(at.app()))
}

/// `POST …/disconnect`: its scheduled posts become drafts.
pub async fn disconnect(
    Path((_, code)): Path<(String, String)>,
    SiteCommand { at, typed }: SiteCommand,
) -> Response {
    let outcome = match channel_of(&code) {
        Ok(channel) => match at.app().store.disconnect(at.scope(), channel).await {
            Ok(Disconnected { drafts, key }) => {
                let_go(&at, key);
                Ok(match drafts {
                    0 => format!("{channel} is disconnected."),
                    1 => format!("{channel} is disconnected. 1 scheduled post is a draft again."),
                    many => format!(
                        "{channel} is disconnected. {many} scheduled posts are drafts again."
                    ),
                })
            }
            Err(error) => Err(Refusal::from(error)),
        },
        Err(refusal) => Err(refusal),
    };
    finish(&at, typed, outcome).await
}

/// Takes back at Post for Me what was left there with a key that no channel needs any more.
/// Nobody waits for it.
fn let_go(at: &AtSite, key: Option<Credentials>) {
    if let Some(key) = key {
        let hub = Arc::clone(&at.app().hub);
        tokio::spawn(async move { hub.let_go(key).await });
    }
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
            None => view(at, Form::refused(typed, refusal), None)
                .await
                .unwrap_or_else(|refusal| refusal.page(at.app())),
        },
    }
}
