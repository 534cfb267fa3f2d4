//! What people are told: on the page, by letter, by webhook, each once.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use axum::{Router, body::Bytes, extract::State, http::HeaderMap, routing::post};
use domain::{
    Scope,
    contract::Credentials,
    notification::{MailChoice, Occasion},
    post::{PostStatus, PostText},
    world::World,
};
use jiff::{Timestamp, ToSpan};
use notifier::Notifier;
use outbound::{Outbound, Policy, mail::Mailer, signature};
use store::{
    Store,
    connections::NewConnection,
    jobs::{Job, Working},
    posts::{Post, Which},
    sandbox::SandboxMode,
};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

use crate::almanac::{Almanac, Sample, laid_out, now, on_both};

const PATIENCE: Duration = Duration::from_secs(60);

async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let start = Instant::now();
    while !holds().await {
        assert!(start.elapsed() < PATIENCE, "never came true: {what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// A mail server that keeps what it is given, and may be busy at first.
#[derive(Clone, Default)]
struct PostOffice {
    letters: Arc<Mutex<Vec<String>>>,
    busy: Arc<Mutex<u32>>,
}

impl PostOffice {
    /// Opens it; gives its address.
    async fn open(&self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("smtp://{}", listener.local_addr().unwrap());
        let office = self.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let office = office.clone();
                tokio::spawn(async move { office.serve(stream).await });
            }
        });
        address
    }

    async fn serve(&self, stream: TcpStream) -> std::io::Result<()> {
        let mut stream = BufReader::new(stream);
        stream.write_all(b"220 office.example ESMTP\r\n").await?;
        let mut line = String::new();
        loop {
            line.clear();
            if stream.read_line(&mut line).await? == 0 {
                return Ok(());
            }
            let verb = line.split([' ', ':', '\r']).next().unwrap_or_default().to_uppercase();
            let answer: &[u8] = match verb.as_str() {
                "EHLO" => b"250-office.example\r\n250 8BITMIME\r\n",
                "MAIL" if self.is_busy() => b"451 4.3.2 come back later\r\n",
                "MAIL" | "RCPT" | "RSET" | "NOOP" => b"250 2.0.0 ok\r\n",
                "DATA" => {
                    stream.write_all(b"354 go on\r\n").await?;
                    let letter = read_letter(&mut stream).await?;
                    self.letters.lock().unwrap().push(letter);
                    b"250 2.0.0 kept\r\n"
                }
                "QUIT" => return stream.write_all(b"221 2.0.0 bye\r\n").await,
                _ => b"500 5.5.1 what?\r\n",
            };
            stream.write_all(answer).await?;
        }
    }

    fn is_busy(&self) -> bool {
        let mut busy = self.busy.lock().unwrap();
        let is = *busy > 0;
        *busy = busy.saturating_sub(1);
        is
    }

    fn letters(&self) -> Vec<String> {
        self.letters.lock().unwrap().clone()
    }
}

async fn read_letter(stream: &mut BufReader<TcpStream>) -> std::io::Result<String> {
    let mut letter = String::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 || line == ".\r\n" {
            // Lines are folded at an equals sign where the text is not plain.
            return Ok(letter.replace("=\r\n", ""));
        }
        letter.push_str(&line);
    }
}

/// A program that takes notifications.
#[derive(Clone, Default)]
struct Receiver(Arc<Mutex<Vec<(HeaderMap, Bytes)>>>);

impl Receiver {
    async fn open(&self) -> String {
        async fn take(State(receiver): State<Receiver>, headers: HeaderMap, body: Bytes) {
            receiver.0.lock().unwrap().push((headers, body));
        }
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/told", listener.local_addr().unwrap());
        let router = Router::new().route("/told", post(take)).with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        address
    }

    fn taken(&self) -> Vec<(HeaderMap, Bytes)> {
        self.0.lock().unwrap().clone()
    }
}

/// A draft of a channel that the sample has connected.
async fn draft(store: &Store, scope: Scope) -> Post {
    let connected = store.connections(scope).await.unwrap();
    let drafts = store.posts(scope, Which::Drafts).await.unwrap();
    let can_go = |post: &Post| connected.iter().any(|one| one.channel == post.channel);
    drafts.into_iter().find(can_go).unwrap()
}

#[test]
fn a_post_that_fails_is_told_on_the_page_by_letter_and_by_webhook_once() {
    on_both(async |almanac| {
        let (office, receiver) = (PostOffice::default(), Receiver::default());
        *office.busy.lock().unwrap() = 1;
        let (mail_server, hook) = (office.open().await, receiver.open().await);
        let said = laid_out(&almanac);
        let server = almanac.serve(&[
            ("ALMANAC_MAIL_SERVER", &mail_server),
            ("ALMANAC_MAIL_FROM", "Almanac <almanac@bakery.example>"),
            ("ALMANAC_ALLOW_PRIVATE_HOSTS", "127.0.0.1"),
        ]);
        let sample = Sample::with(said, server);
        let store = almanac.store().await;
        let scope = store.scope_of_site(sample.word("site_id").parse().unwrap()).await.unwrap();
        let rosa = sample.rosa().await;
        let page = format!("/sites/{}/notifications", scope.site);

        // The plan of the sample was told already; from now on a program listens too.
        let answer = rosa.submits(&format!("{page}/webhook"), &[("address", &hook)]).await;
        assert_eq!(answer.status, 303);
        let shown = rosa.opens(&page).await;
        let secret = shown.text().split("shown only now: ").nth(1).unwrap();
        let secret: String =
            secret.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
        assert!(!rosa.opens(&page).await.text().contains(&secret), "shown once");

        store.set_sandbox_mode(scope, SandboxMode::Refusing).await.unwrap();
        let post = draft(&store, scope).await;
        store.move_post(scope, post.id, post.version, now()).await.unwrap();
        store.schedule_post(scope, post.id).await.unwrap();
        until("the program is told", async || !receiver.taken().is_empty()).await;
        let about = format!("/posts/{}", post.id);
        let told_by_mail = || office.letters().iter().filter(|it| it.contains(&about)).count();
        until("the letter arrives, at the second try", async || told_by_mail() > 0).await;

        let (headers, body) = receiver.taken().remove(0);
        let event: serde_json::Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(event["event"], "post.failed");
        assert!(event["url"].as_str().unwrap().ends_with(&about), "{event}");
        assert!(event["detail"].as_str().unwrap().contains("The sandbox is set to refuse posts."));
        let header = |name: &str| headers[name].to_str().unwrap().to_owned();
        let signed: i64 = header("almanac-timestamp").parse().unwrap();
        let signed = signature::headers(&secret, &body, Timestamp::from_second(signed).unwrap());
        assert_eq!(header("almanac-signature"), signed[0].1);
        assert_eq!(header("almanac-delivery"), event["id"].as_str().unwrap());

        let letter = office.letters().into_iter().find(|it| it.contains(&about)).unwrap();
        assert!(letter.contains("a post was not published\r\n"), "{letter}");
        assert!(letter.contains(&format!("Message-ID: <{}.", event["id"].as_str().unwrap())));
        assert!(letter.contains("From: Almanac <almanac@bakery.example>"), "{letter}");

        let shown = rosa.opens(&page).await;
        assert!(shown.text().contains(&about) && shown.text().contains("New"), "{}", shown.text());
        rosa.submits(&format!("{page}/seen"), &[("until", &now().to_string())]).await;
        assert!(!rosa.opens(&page).await.text().contains(">New<"));

        // Changing its words does not tell of it again; failing again does.
        let failed = store.post(scope, post.id).await.unwrap();
        let text = PostText { caption: "Other words.".into(), ..failed.text.clone() };
        store.unschedule_post(scope, post.id).await.unwrap();
        let version = store.post(scope, post.id).await.unwrap().version;
        store.change_text(scope, post.id, version, &text, true).await.unwrap();
        store.schedule_post(scope, post.id).await.unwrap();
        until("it is told of again", async || receiver.taken().len() == 2).await;
        until("by letter too", async || told_by_mail() == 2).await;
        assert_eq!(store.post(scope, post.id).await.unwrap().status, PostStatus::Failed);
    });
}

/// A notifier over a store, at a time that the story holds.
struct Telling {
    store: Store,
    scope: Scope,
    notifier: Notifier,
    office: PostOffice,
    /// The address of the one member.
    email: String,
    _queue: Working,
}

struct Machine;

impl World for Machine {
    fn now(&self) -> Timestamp {
        now()
    }

    fn random(&self) -> u128 {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).unwrap();
        u128::from_be_bytes(bytes)
    }
}

impl Telling {
    async fn over(almanac: &Almanac) -> Self {
        let said = laid_out(almanac);
        let store = almanac.store().await;
        let site = said["site_id"].as_str().unwrap().parse().unwrap();
        let scope = store.scope_of_site(site).await.unwrap();
        let office = PostOffice::default();
        let mailer = Mailer::new(&office.open().await, "almanac@bakery.example").unwrap();
        let outbound = Outbound::new(Policy::default()).unwrap();
        let public = "https://almanac.example.com/".parse().unwrap();
        let notifier =
            Notifier::new(store.clone(), Arc::new(Machine), outbound, Some(mailer), public);
        let working = notifier.clone();
        let queue = store.work(move |job| {
            let working = working.clone();
            async move {
                match job {
                    Job::Telling(job) => working.work(job).await,
                    Job::Planning(_) => Ok(()),
                }
            }
        });
        let email = said["email"].as_str().unwrap().to_owned();
        Telling { store, scope, notifier, office, email, _queue: queue.unwrap() }
    }

    async fn told(&self) -> Vec<Occasion> {
        let told = self.store.notifications(self.scope, 100).await.unwrap();
        told.iter().map(|told| told.occasion).collect()
    }
}

#[test]
fn who_wants_a_digest_gets_one_letter_a_day_with_everything_in_it() {
    on_both(async |almanac| {
        let telling = Telling::over(&almanac).await;
        let Telling { store, scope, notifier, office, .. } = &telling;
        let today = now();
        notifier.round(today).await.unwrap();
        until("the ready plan is told", async || office.letters().len() == 1).await;
        assert_eq!(telling.told().await, [Occasion::PlanReady]);

        let account = store.sign_in(&telling.email).await.unwrap().unwrap().account;
        let first = today + 3.hours();
        let choose = |choice| store.choose_mail(scope.workspace, account, choice, (today, first));
        choose(MailChoice::Digest).await.unwrap();
        let posts = store.posts(*scope, Which::Drafts).await.unwrap();
        for post in &posts[..2] {
            store.move_post(*scope, post.id, post.version, today - 1.hour()).await.unwrap();
            store.schedule_post(*scope, post.id).await.unwrap();
        }
        store.miss_overdue(today - 15.minutes()).await.unwrap();
        notifier.round(today + 1.second()).await.unwrap();
        assert_eq!(telling.told().await[..2], [Occasion::Missed; 2]);
        notifier.round(first - 1.second()).await.unwrap();
        assert_eq!(office.letters().len(), 1, "not before its hour");
        notifier.round(first).await.unwrap();
        until("the digest arrives", async || office.letters().len() == 2).await;
        let letter = office.letters().remove(1);
        assert!(letter.contains("Subject: 2 notifications from Almanac"), "{letter}");
        for post in &posts[..2] {
            let page =
                format!("https://almanac.example.com/sites/{}/posts/{}", scope.site, post.id);
            assert!(letter.contains(&page), "{letter}");
        }

        // A day without anything has no letter, and who wants none gets none.
        notifier.round(first + 24.hours()).await.unwrap();
        choose(MailChoice::Never).await.unwrap();
        store.move_post(*scope, posts[2].id, posts[2].version, today - 1.hour()).await.unwrap();
        store.schedule_post(*scope, posts[2].id).await.unwrap();
        store.miss_overdue(today - 15.minutes()).await.unwrap();
        notifier.round(first + 25.hours()).await.unwrap();
        notifier.round(first + 49.hours()).await.unwrap();
        assert_eq!(telling.told().await[0], Occasion::Missed);
        choose(MailChoice::Each).await.unwrap();
        store.move_post(*scope, posts[3].id, posts[3].version, today - 1.hour()).await.unwrap();
        store.schedule_post(*scope, posts[3].id).await.unwrap();
        store.miss_overdue(today - 15.minutes()).await.unwrap();
        notifier.round(first + 50.hours()).await.unwrap();
        until("letters come again", async || office.letters().len() == 3).await;
        assert!(office.letters()[2].contains(&posts[3].id.to_string()));
    });
}

#[test]
fn a_post_that_its_network_would_refuse_is_told_a_day_before() {
    on_both(async |almanac| {
        let telling = Telling::over(&almanac).await;
        let Telling { store, scope, notifier, .. } = &telling;
        let today = now();
        let post = draft(store, *scope).await;
        let too_long = PostText { caption: "bread ".repeat(20_000), ..post.text.clone() };
        store.change_text(*scope, post.id, post.version, &too_long, true).await.unwrap();
        store.move_post(*scope, post.id, post.version + 1, today + 30.hours()).await.unwrap();
        store.schedule_post(*scope, post.id).await.unwrap();
        notifier.round(today).await.unwrap();
        assert!(!telling.told().await.contains(&Occasion::Held), "it is more than a day away");
        notifier.round(today + 7.hours()).await.unwrap();
        assert_eq!(telling.told().await[0], Occasion::Held);
        notifier.round(today + 8.hours()).await.unwrap();
        let held = telling.told().await.iter().filter(|it| **it == Occasion::Held).count();
        assert_eq!(held, 1, "told once");

        // A secret of a webhook opens for its own site alone.
        let secret = Credentials::new("whs_secret_of_the_bakery".into());
        store.set_notification_webhook(*scope, "https://a.example/", &secret, today).await.unwrap();
        let opened = store.notification_webhook_with_secret(*scope).await.unwrap().unwrap();
        assert_eq!(opened.1.reveal(), secret.reveal());
        store.remove_notification_webhook(*scope).await.unwrap();
        assert!(store.notification_webhook(*scope).await.unwrap().is_none());
    });
}

#[test]
fn a_connection_that_ends_is_told_seven_days_before_and_once() {
    on_both(async |almanac| {
        let telling = Telling::over(&almanac).await;
        let Telling { store, scope, notifier, .. } = &telling;
        let today = now();
        let connection = store.connections(*scope).await.unwrap().remove(0);
        let ending = |ends_at| NewConnection {
            connection: &connection,
            credentials: None,
            by: None,
            ends_at: Some(ends_at),
        };
        let (first, second) = (today + 240.hours(), today + 2_400.hours());
        let expiring = async || {
            let told = telling.told().await;
            told.iter().filter(|it| **it == Occasion::Expiring).count()
        };
        store.connect_as(*scope, ending(first), today).await.unwrap();
        notifier.round(today + 71.hours()).await.unwrap();
        assert_eq!(expiring().await, 0, "more than seven days are left");
        notifier.round(today + 73.hours()).await.unwrap();
        notifier.round(today + 74.hours()).await.unwrap();
        assert_eq!(expiring().await, 1);
        store.connect_as(*scope, ending(second), today).await.unwrap();
        notifier.round(today + 75.hours()).await.unwrap();
        assert_eq!(expiring().await, 1, "connected anew, it holds for long");
        notifier.round(second).await.unwrap();
        assert_eq!(expiring().await, 2);
        let told = store.notifications(*scope, 1).await.unwrap().remove(0);
        assert!(told.title.ends_with("is not connected any more"), "{told:?}");
        assert_eq!(told.path, "/channels");
    });
}
