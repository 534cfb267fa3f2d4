//! Somebody else's network, which does what the story says.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex},
    time::Duration,
};

use domain::{
    channel::Channel,
    connection::ProviderKind,
    contract::{
        Abilities, BoxFuture, Clock, Delivery, Landed, LookUp, Pictures, Provider, Refusal,
        SendOutcome,
    },
    id::PostId,
};
use tokio::sync::Semaphore;

/// What the network does with the next post.
#[derive(Debug, Clone)]
pub enum Does {
    /// Takes it and answers.
    Accept,
    /// Refuses it for good.
    Refuse,
    /// Refuses it and may take it later.
    Busy(Duration),
    /// Takes it, but the answer is lost.
    LoseAnswer,
    /// Does not get it, and cannot say so.
    LosePost,
    /// Breaks down.
    Panic,
}

/// The network. Accepts whatever its script does not mention.
pub struct Network {
    script: Mutex<VecDeque<Does>>,
    sends: Mutex<HashMap<String, usize>>,
    /// How many are being sent now, and the most that ever were.
    at_once: Mutex<(usize, usize)>,
    posts: Mutex<HashMap<String, usize>>,
    pub look_ups: Mutex<VecDeque<LookUp>>,
    pub looked_up: Mutex<usize>,
    /// What staging comes to, one after the other; then it succeeds.
    pub unstaged: Mutex<VecDeque<Refusal>>,
    /// Posts to this channel wait for a permit.
    held: Option<(Channel, Semaphore)>,
    looks_up: bool,
    recognizes_for: Option<Duration>,
}

impl Network {
    pub fn that<const N: usize>(script: [Does; N]) -> Self {
        Network {
            script: Mutex::new(script.into()),
            sends: Mutex::default(),
            at_once: Mutex::default(),
            posts: Mutex::default(),
            look_ups: Mutex::default(),
            looked_up: Mutex::default(),
            unstaged: Mutex::default(),
            held: None,
            looks_up: true,
            recognizes_for: None,
        }
    }

    pub fn holding(channel: Channel) -> Arc<Self> {
        Arc::new(Network { held: Some((channel, Semaphore::new(0))), ..Network::that([]) })
    }

    pub fn without_look_up(self) -> Self {
        Network { looks_up: false, ..self }
    }

    pub fn recognizing_for(self, window: Duration) -> Self {
        Network { recognizes_for: Some(window), ..self }
    }

    /// Lets held posts through.
    pub fn let_go(&self) {
        self.held.as_ref().unwrap().1.add_permits(1_000);
    }

    /// How often a post was sent.
    pub fn sends(&self, post: PostId) -> usize {
        self.sends.lock().unwrap().get(&post.to_string()).copied().unwrap_or(0)
    }

    /// The most posts that were ever being sent at the same time.
    pub fn most_at_once(&self) -> usize {
        self.at_once.lock().unwrap().1
    }

    /// How often a post stands on the network.
    pub fn shows(&self, post: PostId) -> usize {
        self.posts.lock().unwrap().get(&post.to_string()).copied().unwrap_or(0)
    }

    fn one_more(&self) {
        let (now, most) = &mut *self.at_once.lock().unwrap();
        *now += 1;
        *most = (*most).max(*now);
    }

    fn land(&self, delivery: &Delivery) -> Landed {
        *self.posts.lock().unwrap().entry(delivery.key.clone()).or_default() += 1;
        landed(delivery)
    }

    async fn react(&self, delivery: &Delivery) -> SendOutcome {
        *self.sends.lock().unwrap().entry(delivery.key.clone()).or_default() += 1;
        if let Some((channel, gate)) = &self.held
            && *channel == delivery.channel
        {
            gate.acquire().await.unwrap().forget();
        }
        let does = self.script.lock().unwrap().pop_front().unwrap_or(Does::Accept);
        match does {
            Does::Accept => SendOutcome::Published(self.land(delivery)),
            Does::Refuse => refused(None),
            Does::Busy(wait) => refused(Some(wait)),
            Does::LoseAnswer => {
                self.land(delivery);
                unclear()
            }
            Does::LosePost => unclear(),
            Does::Panic => panic!("the story wants it"),
        }
    }

    fn find(&self, delivery: &Delivery) -> LookUp {
        *self.looked_up.lock().unwrap() += 1;
        if let Some(scripted) = self.look_ups.lock().unwrap().pop_front() {
            return scripted;
        }
        if self.posts.lock().unwrap().contains_key(&delivery.key) {
            LookUp::Found(landed(delivery))
        } else {
            LookUp::Absent
        }
    }
}

impl Provider for Network {
    fn kind(&self) -> ProviderKind {
        ProviderKind::Sandbox
    }

    fn abilities(&self) -> Abilities {
        Abilities {
            looks_up: self.looks_up,
            recognizes_for: self.recognizes_for,
            settles_after: Duration::from_secs(60),
            stages_ahead: Duration::ZERO,
            send_timeout: Duration::from_secs(30),
            clock: Clock::Ours,
            pictures: Pictures::Sent,
        }
    }

    fn stage<'a>(
        &'a self,
        delivery: &'a Delivery,
    ) -> BoxFuture<'a, Result<Option<String>, Refusal>> {
        let staged = match self.unstaged.lock().unwrap().pop_front() {
            Some(refusal) => Err(refusal),
            None => Ok(Some(format!("draft of {}", delivery.key))),
        };
        Box::pin(std::future::ready(staged))
    }

    fn send<'a>(&'a self, delivery: &'a Delivery) -> BoxFuture<'a, SendOutcome> {
        assert_eq!(delivery.staged, Some(format!("draft of {}", delivery.key)));
        Box::pin(async move {
            self.one_more();
            let outcome = self.react(delivery).await;
            self.at_once.lock().unwrap().0 -= 1;
            outcome
        })
    }

    fn look_up<'a>(&'a self, delivery: &'a Delivery) -> BoxFuture<'a, LookUp> {
        Box::pin(std::future::ready(self.find(delivery)))
    }
}

fn landed(delivery: &Delivery) -> Landed {
    let link = Some(format!("https://net.example/{}", delivery.key));
    Landed { reference: delivery.key.clone(), link, status: Some(201) }
}

fn refused(retry_after: Option<Duration>) -> SendOutcome {
    let reason = "The picture is too wide for us.".into();
    SendOutcome::Refused(Refusal { reason, status: Some(422), retry_after })
}

fn unclear() -> SendOutcome {
    SendOutcome::Unclear { reason: "The network did not answer.".into(), status: Some(502) }
}
