//! Letters, through the installation's mail server.
//!
//! Its address is the operator's: it may be private, and holds a password that does not print.
//! A letter names its own `Message-ID`, so that one that is sent twice is shown once.

use std::time::Duration;

use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Mailbox, header::ContentType},
};

/// How long one letter may take.
const TIMEOUT: Duration = Duration::from_secs(30);

/// The way to the mail server. Cheap to clone.
#[derive(Clone)]
pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl std::fmt::Debug for Mailer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mailer").field("from", &self.from).finish_non_exhaustive()
    }
}

/// A letter in plain text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The reader's address.
    pub to: String,
    /// The reader's name.
    pub name: String,
    /// One line.
    pub subject: String,
    /// The text.
    pub text: String,
    /// What makes this letter the same when it is sent again, before the `@`.
    pub id: String,
}

/// Why there is no way to the mail server.
#[derive(Debug, thiserror::Error)]
pub enum MailerError {
    /// Its address is none.
    #[error(
        "the mail server's address is not smtp://, smtps:// or smtp://…?tls=required with a host, and perhaps a user and a password"
    )]
    Address,
    /// The sender is none.
    #[error("the sender of mail is not an address such as \"Almanac <almanac@example.com>\"")]
    From,
}

/// Why a letter was not taken.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// It cannot be written to this reader, now or later.
    #[error("{0:?} cannot be written to")]
    Reader(String),
    /// The server refused it for good.
    #[error("the mail server refused the letter for good")]
    Refused(#[source] lettre::transport::smtp::Error),
    /// It may be taken later.
    #[error("the mail server did not take the letter this time")]
    NotNow(#[source] lettre::transport::smtp::Error),
}

impl Mailer {
    /// The way to the server at `address` (`smtp://user:password@host:587?tls=required`,
    /// `smtps://…`), for letters from `from`. Connects to nothing yet.
    ///
    /// # Errors
    /// What is wrong with either; the address is not repeated, as it may hold a password.
    pub fn new(address: &str, from: &str) -> Result<Self, MailerError> {
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(address)
            .map_err(|_| MailerError::Address)?
            .timeout(Some(TIMEOUT))
            .build();
        Ok(Mailer { transport, from: from.parse().map_err(|_| MailerError::From)? })
    }

    /// Sends a letter. May be repeated.
    ///
    /// # Errors
    /// Whether trying again can help.
    pub async fn send(&self, letter: Letter) -> Result<(), MailError> {
        let Letter { to, name, subject, text, id } = letter;
        let address = to.parse().map_err(|_| MailError::Reader(to.clone()))?;
        let domain = self.from.email.domain();
        let message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(Some(name), address))
            .subject(one_line(&subject))
            .message_id(Some(format!("<{id}@{domain}>")))
            .header(ContentType::TEXT_PLAIN)
            .body(text)
            .map_err(|_| MailError::Reader(to))?;
        match self.transport.send(message).await {
            Ok(_) => Ok(()),
            Err(error) if error.is_permanent() => Err(MailError::Refused(error)),
            Err(error) => Err(MailError::NotNow(error)),
        }
    }
}

/// A subject that holds no second header.
fn one_line(text: &str) -> String {
    text.split(char::is_control).collect::<Vec<_>>().join(" ")
}
