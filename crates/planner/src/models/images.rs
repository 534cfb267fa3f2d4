//! Grounds of pictures by an image model behind an address, one that speaks as OpenAI's
//! Images do: `POST …/images/generations`.
//!
//! What comes back is a picture and nothing else: it is decoded within bounds, as a photograph
//! of the website is, and our own type is set over it. It is asked for as base64 in the
//! answer; where a server answers with an address instead, the file is fetched like any other.

use std::{sync::Arc, time::Duration};

use domain::{
    contract::{Credentials, WriterError},
    network::Shape,
};
use outbound::{Answer, Limits, Outbound};
use serde_json::{Value, json};
use url::Url;

use self::answer::{Found, Refusal, found, refusal};
use super::{
    Meter, Patience,
    client::endpoint,
    exchange::{Failed, Trouble, Waits, endless, no_service, refused, stop, unanswered},
    openai,
};
use crate::draw::Photo;

mod answer;
mod prompt;

pub use prompt::Subject;

/// The largest answer that is read, in bytes: that of the largest file, in base64.
const LARGEST: usize = 17_000_000;
/// The file that is fetched where a server answers with an address.
const FILE: Limits<'static> = Limits {
    max_bytes: 12_000_000,
    timeout: Duration::from_secs(20),
    accept: "image/png,image/jpeg,image/webp",
};
/// The shortest side, in pixels, with which a picture fills its part of each of our shapes
/// without being blown up.
const LEAST: u32 = 940;
/// Where the way to a model that draws is mended.
const SETTINGS: &str = "the settings of the image model";

/// How an image model is reached.
#[derive(Debug, Clone)]
pub struct ImageAccess {
    /// Where: the address of the service, with or without `/v1`.
    pub address: Url,
    /// Its name there.
    pub model: String,
    /// What lets us in; a server of one's own may need nothing.
    pub key: Option<Credentials>,
}

/// An image model.
#[derive(Clone)]
pub struct ImageModel {
    outbound: Outbound,
    access: ImageAccess,
    patience: Patience,
    meter: Arc<dyn Meter>,
}

/// What a request says beside the model and its words. A server that does not know one of
/// them is asked without it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Wishes {
    size: bool,
    format: bool,
}

/// What a request is answered with, by what is to be done next.
enum Next {
    Read(Found),
    Trouble(Trouble),
    Plainer(Wishes),
}

impl ImageModel {
    /// The way to a model. The `meter` counts pictures.
    pub fn new(
        outbound: Outbound,
        access: ImageAccess,
        patience: Patience,
        meter: Arc<dyn Meter>,
    ) -> Self {
        ImageModel { outbound, access, patience, meter }
    }

    /// A picture of a subject for type to be set over, in the size nearest to a shape. Costs
    /// one picture.
    ///
    /// # Errors
    /// Why there is none, in words for the marketer.
    pub async fn draw(&self, subject: &Subject<'_>, shape: Shape) -> Result<Photo, WriterError> {
        self.drawn(&prompt::prompt(subject), shape).await
    }

    /// A picture of nothing in particular, so that a person sees whether the model can be
    /// reached. Costs one picture.
    ///
    /// # Errors
    /// As [`ImageModel::draw`].
    pub async fn try_out(&self) -> Result<Photo, WriterError> {
        self.drawn(prompt::TRIAL, Shape::Square).await
    }

    /// Asks for one picture, within the budget.
    async fn drawn(&self, words: &str, shape: Shape) -> Result<Photo, WriterError> {
        self.meter.set_aside(1).await?;
        let taken = self.taken(words, shape).await;
        // What a model drew is paid for, also where nothing of it can be used.
        if let Err(Failed { worked: false, .. }) = &taken {
            self.meter.settle(1, 0).await;
        }
        taken.map_err(|failed| failed.why)
    }

    async fn taken(&self, words: &str, shape: Shape) -> Result<Photo, Failed> {
        let file = match self.ask(words, shape).await? {
            Found::File(file) => file,
            Found::At(address) => self.fetched(&address).await?,
        };
        let read = tokio::task::spawn_blocking(move || Photo::read(&file)).await;
        let host = self.host();
        let Some(photo) = read.ok().flatten() else {
            return Err(useless(format!(
                "{host} answered with a file that is no picture, is damaged, or is too large or too small to be used."
            )));
        };
        let (width, height) = photo.size();
        if width.min(height) < LEAST {
            return Err(useless(format!(
                "{host} drew a picture of {width} × {height} pixels, and each side needs {LEAST}. Choose a model that draws larger ones."
            )));
        }
        Ok(photo)
    }

    /// The file at the address that a server answered with.
    async fn fetched(&self, address: &str) -> Result<Vec<u8>, Failed> {
        let host = self.host();
        let Ok(url) = self.access.address.join(address) else {
            return Err(useless(format!("{host} drew a picture, and does not say where it is.")));
        };
        match self.outbound.get(&url, FILE).await {
            Ok(found) if found.status == 200 => Ok(found.body),
            Ok(found) => Err(useless(format!(
                "{host} drew a picture, and does not hand it out (status {}).",
                found.status
            ))),
            Err(why) => {
                let said = format!("the picture could not be fetched. {why}");
                Err(Failed { why: WriterError::Unavailable(said), worked: true })
            }
        }
    }

    /// Asks. A question has no effect at the server beyond its price, so it may be repeated.
    async fn ask(&self, words: &str, shape: Shape) -> Result<Found, Failed> {
        let mut wishes = Wishes { size: true, format: true };
        let mut waits = Waits::new(self.patience);
        loop {
            match self.once(words, shape, wishes).await {
                Next::Read(found) => return Ok(found),
                Next::Plainer(plainer) => wishes = plainer,
                Next::Trouble(trouble) => waits.after(trouble).await?,
            }
        }
    }

    async fn once(&self, words: &str, shape: Shape, wishes: Wishes) -> Next {
        let ImageAccess { address, model, key } = &self.access;
        let headers = openai::headers(key.as_ref().map(|key| key.reveal()));
        let url = endpoint(address, "images/generations");
        let body = body(model, words, shape, wishes).to_string().into_bytes();
        let sent =
            self.outbound.post_json(&url, &headers, body, self.patience.answer, LARGEST).await;
        match sent {
            Ok(answer) => self.understood(&answer, wishes),
            Err(error) => Next::Trouble(unanswered(&error)),
        }
    }

    fn understood(&self, answer: &Answer, wishes: Wishes) -> Next {
        let host = self.host();
        match answer.status {
            200..=299 if !answer.whole => Next::Trouble(endless(host)),
            200..=299 => match found(&answer.body) {
                Some(found) => Next::Read(found),
                None => Next::Trouble(no_service(host)),
            },
            400 | 422 => match refusal(&answer.body) {
                Refusal::Policy => {
                    let said = "The model refused to draw this.".to_owned();
                    Next::Trouble(stop(WriterError::Unusable(said), false))
                }
                refusal => wishes
                    .without(refusal)
                    .map_or_else(|| Next::Trouble(refused(host, answer, SETTINGS)), Next::Plainer),
            },
            _ => Next::Trouble(refused(host, answer, SETTINGS)),
        }
    }

    fn host(&self) -> &str {
        self.access.address.host_str().unwrap_or_default()
    }
}

impl Wishes {
    /// The same without the one that a server refused; where it does not say which, without
    /// the one that fewer know. `None` when nothing can be left out any more.
    fn without(self, refusal: Refusal) -> Option<Wishes> {
        match refusal {
            Refusal::Size if self.size => Some(Wishes { size: false, ..self }),
            _ if self.format => Some(Wishes { format: false, ..self }),
            _ if self.size => Some(Wishes { size: false, ..self }),
            _ => None,
        }
    }
}

fn body(model: &str, words: &str, shape: Shape, wishes: Wishes) -> Value {
    let mut body = json!({ "model": model, "prompt": words, "n": 1 });
    if let Some(body) = body.as_object_mut() {
        let size = wishes.size.then(|| ("size".to_owned(), size(shape).into()));
        let format = wishes.format.then(|| ("response_format".to_owned(), "b64_json".into()));
        body.extend(size.into_iter().chain(format));
    }
    body
}

/// The nearest to a shape of the sizes that image models draw.
const fn size(shape: Shape) -> &'static str {
    match shape {
        Shape::Square => "1024x1024",
        Shape::Portrait | Shape::Pin | Shape::Tall => "1024x1536",
        Shape::Card | Shape::Wide => "1536x1024",
    }
}

/// What was drawn, and cannot be used.
const fn useless(said: String) -> Failed {
    Failed { why: WriterError::Unusable(said), worked: true }
}
