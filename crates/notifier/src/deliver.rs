//! Letters and webhooks. A job may run twice, so both carry an id of their own.
//!
//! # For receivers of the webhook
//!
//! Each notification arrives as one `POST` with a JSON body such as [`EVENT_EXAMPLE`], signed as
//! [`outbound::signature`] tells, with its id in the header `Almanac-Delivery`. Answer `2xx`;
//! anything else is sent again, eight times in about an hour. An id that was seen before is
//! answered `2xx` and ignored.

use std::time::Duration;

use domain::Scope;
use jiff::Timestamp;
use outbound::{
    SendError,
    mail::{Letter, MailError},
    signature,
};
use serde::Serialize;
use store::{
    StoreError,
    jobs::{Deliver, SendDigest, Telling},
    notifications::{Notification, Way},
};
use url::Url;

use crate::{Desk, Notifier};

/// What a webhook is sent.
pub const EVENT_EXAMPLE: &str = r#"{
  "id": "0197…",
  "event": "post.failed",
  "site": "0196…",
  "title": "Instagram: a post was not published",
  "detail": "“A loaf begins while the city sleeps.”, due Tue 24 Nov, 09:00 in Lisbon. The picture is too wide.",
  "url": "https://almanac.example.com/sites/0196…/posts/0197…",
  "created_at": "2026-11-24T09:00:02Z"
}"#;

const ANSWER_WITHIN: Duration = Duration::from_secs(15);
const LONGEST_ANSWER: usize = 4 * 1024;

/// Why something is not delivered yet; it is tried again.
#[derive(Debug, thiserror::Error)]
pub enum DeliveryError {
    /// The database did not do as asked.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The mail server did not take it.
    #[error(transparent)]
    Mail(#[from] MailError),
    /// The webhook did not take it.
    #[error("the webhook for notifications did not take one: {0}")]
    Webhook(String),
}

#[derive(Serialize)]
struct Event<'a> {
    id: String,
    event: &'static str,
    site: String,
    title: &'a str,
    detail: &'a str,
    url: String,
    created_at: Timestamp,
}

impl Notifier {
    /// Works a job of the queue. Safe to repeat.
    ///
    /// # Errors
    /// What should be tried again. What cannot be delivered at all is logged and done.
    pub async fn work(&self, job: Telling) -> Result<(), DeliveryError> {
        match job {
            Telling::Deliver(job) => self.deliver(&job).await,
            Telling::Digest(job) => self.digest(&job).await,
        }
    }

    async fn deliver(&self, job: &Deliver) -> Result<(), DeliveryError> {
        let desk = &*self.desk;
        let Deliver { scope, notification, way } = *job;
        let said = match desk.store.notification(scope, notification).await {
            Ok(said) => said,
            // The site is gone.
            Err(StoreError::NotFound(_)) => return Ok(()),
            Err(error) => return Err(error.into()),
        };
        match way {
            Way::Webhook => desk.post(scope, &said).await,
            Way::Mail(account) => {
                let Some(reader) = desk.store.reader(scope.workspace, account).await? else {
                    return Ok(());
                };
                let text = format!(
                    "{}\n\n{}\n{}\n\n{}",
                    said.title,
                    said.detail,
                    desk.page(scope, &said.path),
                    desk.farewell(scope)
                );
                let letter = Letter {
                    to: reader.email,
                    name: reader.name,
                    subject: said.title,
                    text,
                    id: format!("{notification}.{account}"),
                };
                desk.write(letter).await
            }
        }
    }

    async fn digest(&self, job: &SendDigest) -> Result<(), DeliveryError> {
        let desk = &*self.desk;
        let SendDigest { workspace, account, from, until } = *job;
        let told = desk.store.told_between(workspace, (from, until)).await?;
        let (Some((scope, _, _)), Some(reader)) =
            (told.first(), desk.store.reader(workspace, account).await?)
        else {
            return Ok(());
        };
        let mut text = String::new();
        let mut site = None;
        for (scope, name, said) in &told {
            if site != Some(scope.site) {
                site = Some(scope.site);
                text.push_str(&format!("{name}\n\n"));
            }
            let page = desk.page(*scope, &said.path);
            text.push_str(&format!("* {}\n  {}\n  {page}\n\n", said.title, said.detail));
        }
        text.push_str(&desk.farewell(*scope));
        let subject = match told.len() {
            1 => "1 notification from Almanac".to_owned(),
            many => format!("{many} notifications from Almanac"),
        };
        let id = format!("digest.{}.{account}", until.as_millisecond());
        let letter = Letter { to: reader.email, name: reader.name, subject, text, id };
        desk.write(letter).await
    }
}

impl Desk {
    async fn write(&self, letter: Letter) -> Result<(), DeliveryError> {
        let Some(mailer) = &self.mailer else {
            tracing::warn!("a letter was to be sent, and no mail server is set any more");
            return Ok(());
        };
        match mailer.send(letter).await {
            Ok(()) => Ok(()),
            Err(error @ MailError::NotNow(_)) => Err(error.into()),
            Err(error @ (MailError::Reader(_) | MailError::Refused(_))) => {
                let error = &error as &dyn std::error::Error;
                tracing::warn!(error, "a letter was refused for good");
                Ok(())
            }
        }
    }

    async fn post(&self, scope: Scope, said: &Notification) -> Result<(), DeliveryError> {
        let Some((address, secret)) = self.store.notification_webhook_with_secret(scope).await?
        else {
            return Ok(());
        };
        let sent = self.send(scope, said, &address, secret.reveal()).await;
        let trouble = sent.as_ref().err().map(String::as_str);
        self.store.note_delivery(scope, trouble, self.world.now()).await?;
        sent.map_err(DeliveryError::Webhook)
    }

    async fn send(
        &self,
        scope: Scope,
        said: &Notification,
        address: &str,
        secret: &str,
    ) -> Result<(), String> {
        let url = Url::parse(address).map_err(|_| "Its address cannot be read.".to_owned())?;
        let event = Event {
            id: said.id.to_string(),
            event: said.occasion.code(),
            site: scope.site.to_string(),
            title: &said.title,
            detail: &said.detail,
            url: self.page(scope, &said.path),
            created_at: said.created_at,
        };
        // Texts alone: writing them as JSON cannot fail.
        let body = serde_json::to_vec(&event).unwrap_or_default();
        let [signature, timestamp] = signature::headers(secret, &body, self.world.now());
        let headers = [signature, timestamp, ("Almanac-Delivery", event.id)];
        let answer =
            self.outbound.post_json(&url, &headers, body, ANSWER_WITHIN, LONGEST_ANSWER).await;
        match answer {
            Ok(answer) if (200..300).contains(&answer.status) => Ok(()),
            Ok(answer) => Err(format!("It answered with status {}.", answer.status)),
            Err(error @ (SendError::NotSent(_) | SendError::Unclear { .. })) => {
                Err(error.to_string())
            }
        }
    }

    fn page(&self, scope: Scope, path: &str) -> String {
        let root = self.public_url.as_str().trim_end_matches('/');
        format!("{root}/sites/{}{path}", scope.site)
    }

    /// How to hear less, at the end of every letter.
    fn farewell(&self, scope: Scope) -> String {
        format!("Choose what you are written about: {}\n", self.page(scope, "/notifications"))
    }
}
