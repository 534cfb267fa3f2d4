//! `almanac serve` and `almanac work`: the processes that go on until they are told to end.

use std::{io::Write, net::SocketAddr, sync::Arc, time::Duration};

use anyhow::{Context, Result};
use api::{
    Api,
    openapi::{Face, POST_FOR_ME, WIX, document},
};
use app::{App, Parts, References};
use axum::{Router, serve::ListenerExt};
use domain::contract::Writers;
use outbound::{Limits, Outbound};
use publisher::Publisher;
use serde_json::Value;
use tokio::{net::TcpListener, sync::Semaphore};
use url::Url;

use crate::{
    almanac::Almanac,
    metrics,
    settings::Settings,
    stop::Stop,
    web::{self, Files},
    work::Work,
};

/// How long requests may go on after the end was asked for.
const LAST_CALL: Duration = Duration::from_secs(10);
/// How long a picture that a program names may take to be fetched.
const FETCHING: Duration = Duration::from_secs(10);
/// Passwords that are hashed at once; each takes 19 MiB and a core.
const HASHING: usize = 2;

/// Serves the pages and does the background work.
///
/// # Errors
/// Something is missing or taken; nothing was served.
pub async fn serve(settings: &Settings) -> Result<()> {
    let stop = Stop::on_signal()?;
    let files = Files::load()?;
    let almanac = Almanac::open(settings).await?;
    let listener = TcpListener::bind(settings.listen).await.with_context(|| {
        format!(
            "cannot listen on {} (ALMANAC_LISTEN or --listen). Choose another port, or end what uses this one",
            settings.listen
        )
    })?;
    let bound = listener.local_addr()?;
    metrics::serve(settings, &stop).await?;
    let public_url = settings.public_url(bound)?;
    let publisher = almanac.publisher(settings, &public_url);
    let api = api(settings, &almanac, &publisher, public_url.clone());
    let notifier = almanac.notifier(settings, &public_url);
    let app = app(&almanac, &publisher, &files, public_url, settings.mailer.is_some());
    let hooks = web::hooks(almanac.hints(), publisher.clone());
    let site = web::site(app, api, hooks, &files, settings.trust_proxy, stop.clone())?;
    settle_in(&almanac).await?;
    let work = Work::begin(&almanac, &publisher, &notifier, &stop);
    // Whoever started us may have closed our standard output, and does not care.
    let mut said = std::io::stdout();
    let _ = writeln!(said, "listening on http://{bound}").and_then(|()| said.flush());
    answer(listener, site, stop).await?;
    work.finish().await;
    almanac.store.close().await;
    Ok(())
}

/// Does the background work only, beside processes that serve.
///
/// # Errors
/// Something is missing; nothing was done.
pub async fn work(settings: &Settings) -> Result<()> {
    let stop = Stop::on_signal()?;
    let almanac = Almanac::open(settings).await?;
    metrics::serve(settings, &stop).await?;
    let public_url = settings.public_url(settings.listen)?;
    let publisher = almanac.publisher(settings, &public_url);
    let notifier = almanac.notifier(settings, &public_url);
    settle_in(&almanac).await?;
    let work = Work::begin(&almanac, &publisher, &notifier, &stop);
    tracing::info!("working");
    stop.asked().await;
    work.finish().await;
    almanac.store.close().await;
    Ok(())
}

/// Before anything is published: a copy of the installation publishes nothing by itself.
async fn settle_in(almanac: &Almanac) -> Result<()> {
    if almanac.store.settle_in(almanac.world.now()).await? {
        tracing::warn!(
            "this installation is a copy, or was moved or restored: publishing is frozen. Look at what is due, then run: almanac unfreeze --all"
        );
    }
    Ok(())
}

/// What the methods of the API are given.
fn api(settings: &Settings, almanac: &Almanac, publisher: &Publisher, public_url: Url) -> Api {
    let waking = publisher.clone();
    Api::from(api::Parts {
        store: almanac.store.clone(),
        world: Arc::clone(&almanac.world),
        plans: almanac.plans(),
        public_url,
        wake_publisher: Box::new(move || waking.wake()),
        fetch: fetch(almanac.outbound.clone()),
        may_reach: may_reach(almanac.outbound.clone()),
        hub: almanac.hub(),
        limits: settings.limits,
    })
}

/// Fetches pictures that programs name.
fn fetch(outbound: Outbound) -> api::Fetch {
    Box::new(move |url, max_bytes| {
        let outbound = outbound.clone();
        Box::pin(async move {
            let limits = Limits { max_bytes, timeout: FETCHING, accept: "image/*" };
            match outbound.get(&url, limits).await {
                Ok(found) if found.status == 200 => Ok(found.body),
                Ok(found) => Err(format!("its server answered with status {}", found.status)),
                Err(why) => Err(why.to_string()),
            }
        })
    })
}

fn may_reach(outbound: Outbound) -> api::Reach {
    Box::new(move |url| {
        let outbound = outbound.clone();
        Box::pin(async move { outbound.may_reach(&url).await.map_err(|why| why.to_string()) })
    })
}

/// What the pages are given.
pub fn app(
    almanac: &Almanac,
    publisher: &Publisher,
    files: &Files,
    public_url: Url,
    writes_mail: bool,
) -> App {
    if files.count() == 0 {
        tracing::warn!("the files that pages load were not built; run: cargo xtask build");
    }
    let (beating, waking) = (publisher.clone(), publisher.clone());
    App::from(Parts {
        store: almanac.store.clone(),
        world: Arc::clone(&almanac.world),
        plans: almanac.plans(),
        hosted: Arc::new(almanac.wix.clone()),
        writers: Arc::clone(&almanac.planner) as Arc<dyn Writers>,
        connector: almanac.connector(),
        hub: almanac.hub(),
        wix_accounts: almanac.wix_accounts(),
        assets: files.assets(),
        references: References::of(
            (describing(WIX, &public_url), WIX.path),
            (describing(POST_FOR_ME, &public_url), POST_FOR_ME.path),
        ),
        public_url,
        beat: Box::new(move || beating.last_beat()),
        wake_publisher: Box::new(move || waking.wake()),
        may_reach: may_reach(almanac.outbound.clone()),
        writes_mail,
        hashing: Semaphore::new(HASHING),
    })
}

fn describing(face: &'static Face, public_url: &Url) -> impl FnOnce() -> Value + Send + 'static {
    let public_url = public_url.clone();
    move || document(face, &public_url)
}

async fn answer(listener: TcpListener, site: Router, stop: Stop) -> Result<()> {
    let listener = listener.tap_io(|connection| {
        // Without this a page waits for the acknowledgement of its own headers.
        if let Err(error) = connection.set_nodelay(true) {
            tracing::debug!(%error, "a connection stays slow");
        }
    });
    let site = site.into_make_service_with_connect_info::<SocketAddr>();
    let served = axum::serve(listener, site).with_graceful_shutdown(stop.asked());
    tokio::select! {
        served = served.into_future() => Ok(served?),
        () = async { stop.asked().await; tokio::time::sleep(LAST_CALL).await } => {
            tracing::warn!("requests were still under way and were cut off");
            Ok(())
        }
    }
}
