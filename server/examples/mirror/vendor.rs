//! A service that holds the plans of a thousand sites, some of them badly.

use std::{
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use anyhow::Result;
use axum::{
    Json, Router,
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::{get, post},
    serve::Listener,
};
use domain::world::World;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
};
use url::Url;

use crate::{FASTER, Hurried};

/// How many sites there are.
pub const SITES: usize = 1_000;
const ACTIVITIES: usize = 12;
const CHANNELS: [(&str, &str); 4] = [
    ("INSTAGRAM", "instagramPost"),
    ("FACEBOOK", "facebookPost"),
    ("LINKEDIN", "linkedinPost"),
    ("TIKTOK", "tiktokPhoto"),
];
/// How long the service takes to publish.
const PUBLISHES: SignedDuration = SignedDuration::from_secs(4);
/// What a client waits at most; who never answers is given up then.
const PATIENCE: Duration = Duration::from_secs(30);

/// How the service treats a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Temper {
    /// Answers within 0.2 to 0.6 seconds.
    Ordinary,
    /// Takes two to eight seconds.
    Slow,
    /// Every third answer is an error.
    Flaky,
    /// Every second answer is 429, with half a minute to wait.
    Limited,
    /// Every answer is an error.
    Failing,
    /// Takes requests and never answers.
    Silent,
}

impl Temper {
    /// How a site is treated.
    pub const fn of(site: usize) -> Self {
        match site {
            0..100 => Temper::Slow,
            100..150 => Temper::Flaky,
            150..200 => Temper::Limited,
            200..215 => Temper::Failing,
            215..220 => Temper::Silent,
            _ => Temper::Ordinary,
        }
    }

    /// Whether the site's plan can be seen at all.
    pub const fn answers(self) -> bool {
        !matches!(self, Temper::Failing | Temper::Silent)
    }
}

/// What came to the service.
#[derive(Default)]
pub struct Met {
    connections: AtomicUsize,
    requests_now: AtomicUsize,
    /// The most connections that were open at once.
    pub most_connections: AtomicUsize,
    /// The most requests that were under way at once.
    pub most_requests: AtomicUsize,
    /// All requests.
    pub requests: AtomicUsize,
    /// Those that were answered with anything but 200, or not at all.
    pub refused: AtomicUsize,
}

/// The running service.
pub struct Vendor {
    /// Where it is.
    pub address: Url,
    /// What came to it.
    pub seen: Arc<Met>,
    tempered: Arc<AtomicBool>,
}

#[derive(Clone)]
struct Service {
    seen: Arc<Met>,
    tempered: Arc<AtomicBool>,
    world: Arc<Hurried>,
    from: Timestamp,
    lasts: Duration,
}

impl Vendor {
    /// Starts it, kind to everybody. Every second site has a post that goes out within the
    /// time that the simulation lasts.
    pub async fn start(world: Arc<Hurried>, lasts: Duration) -> Result<Self> {
        let seen = Arc::new(Met::default());
        let tempered = Arc::new(AtomicBool::new(false));
        let from = world.now();
        let service = Service {
            seen: Arc::clone(&seen),
            tempered: Arc::clone(&tempered),
            world,
            from,
            lasts,
        };
        let base = "/promote/marketing-plan-service/v1";
        let router = Router::new()
            .route(&format!("{base}/marketing-plan"), get(plan))
            .route(&format!("{base}/events/query"), post(async || Json(json!({ "events": [] }))))
            .layer(from_fn_with_state(service.clone(), treat))
            .with_state(service);
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = format!("http://{}/", listener.local_addr()?).parse()?;
        let counted = Counting { listener, seen: Arc::clone(&seen) };
        // It ends with the process.
        tokio::spawn(async move { axum::serve(counted, router).await });
        Ok(Vendor { address, seen, tempered })
    }

    /// From now on sites are treated as their tempers say.
    pub fn show_tempers(&self) {
        self.tempered.store(true, Ordering::Relaxed);
    }
}

fn site(headers: &HeaderMap) -> usize {
    let named = headers.get("wix-site-id").and_then(|site| site.to_str().ok());
    named.and_then(|site| site.parse().ok()).unwrap_or_default()
}

/// Answers late, with an error or not at all, as the site's temper is.
async fn treat(State(service): State<Service>, request: Request, next: Next) -> Response {
    let Service { seen, tempered, .. } = &service;
    let turn = seen.requests.fetch_add(1, Ordering::Relaxed);
    let _under_way = Counted::up(&service.seen, |seen| (&seen.requests_now, &seen.most_requests));
    let site = site(request.headers());
    let temper = if tempered.load(Ordering::Relaxed) { Temper::of(site) } else { Temper::Ordinary };
    // Chance enough: who asks is mixed by when it is asked.
    let dice = (site * 7_919 + turn * 104_729) % 997;
    let takes = match temper {
        Temper::Slow => Duration::from_millis(2_000 + 6 * dice as u64),
        Temper::Silent => PATIENCE,
        _ => Duration::from_millis(200 + dice as u64 * 2 / 5),
    };
    tokio::time::sleep(takes / FASTER).await;
    let refusal = match temper {
        Temper::Flaky => dice.is_multiple_of(3).then_some(StatusCode::INTERNAL_SERVER_ERROR),
        Temper::Limited => dice.is_multiple_of(2).then_some(StatusCode::TOO_MANY_REQUESTS),
        Temper::Failing => Some(StatusCode::SERVICE_UNAVAILABLE),
        Temper::Silent => Some(StatusCode::GATEWAY_TIMEOUT),
        Temper::Ordinary | Temper::Slow => None,
    };
    match refusal {
        None => next.run(request).await,
        Some(status) => {
            seen.refused.fetch_add(1, Ordering::Relaxed);
            let wait =
                (status == StatusCode::TOO_MANY_REQUESTS).then_some([(header::RETRY_AFTER, "30")]);
            (status, wait, "").into_response()
        }
    }
}

/// A month of posts. One of every second site goes out while the simulation lasts.
async fn plan(State(service): State<Service>, headers: HeaderMap) -> Json<Value> {
    let (site, now) = (site(&headers), service.world.now());
    let id = |thing: usize| format!("01a1fef3-0000-7000-8000-{site:06}{thing:06}");
    let day = SignedDuration::from_hours(24);
    let activities: Vec<Value> = (0..ACTIVITIES)
        .map(|activity| {
            let days = i32::try_from(2 * activity + 1).unwrap_or(1);
            let date = if activity == 0 && site % 2 == 0 {
                service.from + service.lasts * u32::try_from(site).unwrap_or(0) / SITES as u32
            } else {
                service.from + day * days
            };
            let status = match now.duration_since(date) {
                since if since < SignedDuration::ZERO => "SCHEDULED",
                since if since < PUBLISHES => "PROCESSING",
                _ => "PUBLISHED",
            };
            let item = |(at, (name, content)): (usize, (&str, &str))| {
                let words = "We start the ovens at four. By nine the first loaves are on the shelf.";
                json!({
                    "id": id(100 + 10 * activity + at), "type": "POST", "status": status,
                    "channel": { "name": name }, "schedulingInfo": { "scheduledDate": date.to_string() },
                    (content): { "caption": words, "description": words },
                })
            };
            let items: Vec<Value> = CHANNELS.into_iter().enumerate().map(item).collect();
            json!({
                "marketingActivityId": id(activity), "date": date.to_string(),
                "title": "Sourdough, from flour to crust", "description": "One picture at a time.",
                "marketingActivityType": "SOCIAL_MARKETING", "items": items,
            })
        })
        .collect();
    Json(json!({ "status": "ACTIVE", "marketingActivities": activities }))
}

/// One of something that is counted while it lasts.
struct Counted {
    seen: Arc<Met>,
    which: fn(&Met) -> (&AtomicUsize, &AtomicUsize),
}

impl Counted {
    fn up(seen: &Arc<Met>, which: fn(&Met) -> (&AtomicUsize, &AtomicUsize)) -> Self {
        let (now, most) = which(seen);
        most.fetch_max(now.fetch_add(1, Ordering::Relaxed) + 1, Ordering::Relaxed);
        Counted { seen: Arc::clone(seen), which }
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        (self.which)(&self.seen).0.fetch_sub(1, Ordering::Relaxed);
    }
}

struct Counting {
    listener: TcpListener,
    seen: Arc<Met>,
}

impl Listener for Counting {
    type Io = Open;
    type Addr = std::net::SocketAddr;

    async fn accept(&mut self) -> (Open, Self::Addr) {
        let (stream, from) = Listener::accept(&mut self.listener).await;
        // Left on, Nagle's algorithm would make the service look slow.
        stream.set_nodelay(true).ok();
        let counted = Counted::up(&self.seen, |seen| (&seen.connections, &seen.most_connections));
        (Open { stream, _counted: counted }, from)
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.listener.local_addr()
    }
}

/// A connection that is counted until it is closed.
struct Open {
    stream: TcpStream,
    _counted: Counted,
}

impl AsyncRead for Open {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, into)
    }
}

impl AsyncWrite for Open {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
