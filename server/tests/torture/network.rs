//! Somebody else's server, reached as a webhook: it records every post that it takes, with
//! the time, and has the bad days that it is told to have.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex},
    time::Duration,
};

use jiff::Timestamp;
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use crate::{dice::Dice, installation::machine_now};

/// What happens to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It is taken and answered.
    None,
    /// 503 with a wait.
    NotReady,
    /// 429 with a wait.
    TooMany,
    /// 429 with a wait that is none.
    TooManyMalformed,
    /// The connection stands and nothing is said, nothing taken.
    HalfOpen,
    /// It is taken, and answered a byte at a time.
    Drip,
    /// It is taken, and the answer is lost.
    AnswerLost,
    /// The connection ends, and it is taken some seconds later.
    LandsLate,
}

impl Fault {
    /// Bad days, the good ones among them.
    pub const ALL: [Fault; 8] = [
        Fault::None,
        Fault::NotReady,
        Fault::TooMany,
        Fault::TooManyMalformed,
        Fault::HalfOpen,
        Fault::Drip,
        Fault::AnswerLost,
        Fault::LandsLate,
    ];

    /// Whether the first answer leaves no doubt, so that the post must be out in the end.
    pub const fn is_certain(self) -> bool {
        matches!(self, Fault::None | Fault::NotReady | Fault::TooMany | Fault::TooManyMalformed)
    }
}

/// A post that was taken.
#[derive(Debug, Clone)]
pub struct Taken {
    pub caption: String,
    pub publish_at: Timestamp,
    pub at: Timestamp,
}

#[derive(Clone)]
pub struct Network {
    address: String,
    pause: Duration,
    dice: Option<Arc<Mutex<Dice>>>,
    faults: Arc<Mutex<HashMap<String, Fault>>>,
    taken: Arc<Mutex<BTreeMap<String, Vec<Taken>>>>,
}

impl Network {
    /// One that takes everything after a pause.
    pub async fn open(pause: Duration) -> Self {
        Network::with(pause, None).await
    }

    /// One whose first answer to each post is left to chance.
    pub async fn with_bad_days(seed: u64) -> Self {
        let dice = Arc::new(Mutex::new(Dice::of(seed)));
        Network::with(Duration::from_millis(20), Some(dice)).await
    }

    async fn with(pause: Duration, dice: Option<Arc<Mutex<Dice>>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/posts", listener.local_addr().unwrap());
        let (faults, taken) = (Arc::default(), Arc::default());
        let network = Network { address, pause, dice, faults, taken };
        let here = network.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let here = here.clone();
                // A sender that is killed hangs up in the middle; that is its trouble.
                tokio::spawn(async move { drop(here.serve(stream).await) });
            }
        });
        network
    }

    pub fn address(&self) -> &str {
        &self.address
    }

    /// What it took, by key.
    pub fn taken(&self) -> BTreeMap<String, Vec<Taken>> {
        self.taken.lock().unwrap().clone()
    }

    /// What happened to the first request for a post; `None` when there was none.
    pub fn fault(&self, key: &str) -> Option<Fault> {
        self.faults.lock().unwrap().get(key).copied()
    }

    async fn serve(&self, mut stream: TcpStream) -> std::io::Result<()> {
        let body = request(&mut stream).await?;
        let key = body["key"].as_str().unwrap_or_default().to_owned();
        match self.throw(&key) {
            Fault::None => {
                tokio::time::sleep(self.pause).await;
                self.take(&key, &body);
                answer(
                    &mut stream,
                    "200 OK",
                    "",
                    "{\"id\":\"1\",\"url\":\"https://net.example/1\"}",
                )
                .await
            }
            Fault::NotReady => {
                answer(&mut stream, "503 Service Unavailable", "Retry-After: 1\r\n", "").await
            }
            Fault::TooMany => {
                answer(&mut stream, "429 Too Many Requests", "Retry-After: 1\r\n", "").await
            }
            Fault::TooManyMalformed => {
                answer(&mut stream, "429 Too Many Requests", "Retry-After: -1 soon\r\n", "").await
            }
            Fault::HalfOpen => {
                tokio::time::sleep(Duration::from_secs(90)).await;
                Ok(())
            }
            Fault::Drip => {
                self.take(&key, &body);
                for byte in b"HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n" {
                    stream.write_all(&[*byte]).await?;
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
                Ok(())
            }
            Fault::AnswerLost => {
                self.take(&key, &body);
                Ok(())
            }
            Fault::LandsLate => {
                drop(stream);
                tokio::time::sleep(Duration::from_secs(4)).await;
                self.take(&key, &body);
                Ok(())
            }
        }
    }

    /// The fault of a request: by chance for the first of each post, none afterwards.
    fn throw(&self, key: &str) -> Fault {
        let mut faults = self.faults.lock().unwrap();
        if faults.contains_key(key) {
            return Fault::None;
        }
        let fault = match &self.dice {
            // Every second day is a good one.
            Some(dice) => {
                let thrown = dice.lock().unwrap().below(2 * Fault::ALL.len());
                Fault::ALL.get(thrown).copied().unwrap_or(Fault::None)
            }
            None => Fault::None,
        };
        faults.insert(key.to_owned(), fault);
        fault
    }

    fn take(&self, key: &str, body: &Value) {
        let taken = Taken {
            caption: body["caption"].as_str().unwrap_or_default().to_owned(),
            publish_at: body["publish_at"].as_str().unwrap().parse().unwrap(),
            at: machine_now(),
        };
        self.taken.lock().unwrap().entry(key.to_owned()).or_default().push(taken);
    }
}

async fn request(stream: &mut TcpStream) -> std::io::Result<Value> {
    let mut bytes = Vec::new();
    loop {
        if stream.read_buf(&mut bytes).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else { continue };
        let head = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
        let length = head.lines().find_map(|line| line.strip_prefix("content-length:"));
        let length: usize = length.and_then(|length| length.trim().parse().ok()).unwrap_or(0);
        if bytes.len() >= end + 4 + length {
            return Ok(serde_json::from_slice(&bytes[end + 4..]).unwrap());
        }
    }
}

async fn answer(
    stream: &mut TcpStream,
    status: &str,
    headers: &str,
    body: &str,
) -> std::io::Result<()> {
    let length = body.len();
    let text = format!(
        "HTTP/1.1 {status}\r\n{headers}Content-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    );
    stream.write_all(text.as_bytes()).await
}
