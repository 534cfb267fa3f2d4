//! A hundred workspaces, each with a site whose posts go out to a webhook.

use anyhow::{Result, ensure};
use domain::{
    Scope,
    connection::{Connection, ProviderKind},
    id::{ConnectionId, SiteId},
    site::Site,
    world::World,
};
use jiff::{SignedDuration, Timestamp};
use publisher::webhook::WebhookSettings;
use store::{Store, accounts::SignUp};

use crate::{
    Machine,
    bulk::{CHANNELS, Database, Posts},
};

const WORKSPACES: i64 = 100;
/// Whoever looks for the first of the posts must have begun.
const HEAD_START: SignedDuration = SignedDuration::from_secs(2);

/// Who is laid out, and what they publish.
pub struct Crowd<'a> {
    /// Where the posts are sent to: the path `largest` for the first workspace, `others` for
    /// all others.
    pub network: &'a str,
    /// How many posts there are.
    pub posts: i64,
    /// How many of them the first workspace has; the others share the rest.
    pub largest: i64,
    /// Seconds from now until they are due.
    pub seconds: i64,
    /// Milliseconds from one post to the next of another workspace; 0 when all are due at once.
    pub pace: i64,
}

impl Crowd<'_> {
    /// Lays it out; gives when the first post is due.
    pub async fn lay(
        &self,
        store: &Store,
        sample: Scope,
        database: &Database,
    ) -> Result<Timestamp> {
        let at = Timestamp::from_second(Machine.now().as_second() + self.seconds)?;
        let like = store.site(sample).await?;
        for number in 0..WORKSPACES {
            let count = self.posts_of(number);
            if count == 0 {
                continue;
            }
            let scope = self.open_site(store, &like, number).await?;
            let first = at + SignedDuration::from_millis(number * self.pace);
            let pace = SignedDuration::from_millis(self.pace);
            database.lay(&Posts { scope, count, first, pace }).await?;
        }
        ensure!(
            Machine.now() + HEAD_START < at,
            "laying out took so long that the first post is due already"
        );
        Ok(at)
    }

    fn posts_of(&self, workspace: i64) -> i64 {
        if workspace == 0 {
            return self.largest;
        }
        let (rest, others) = (self.posts - self.largest, WORKSPACES - 1);
        rest / others + i64::from(workspace <= rest % others)
    }

    async fn open_site(&self, store: &Store, like: &Site, number: i64) -> Result<Scope> {
        let email = format!("{:032x}@bakery.example", Machine.random());
        let owner =
            SignUp { email: &email, name: "Rosa", password_hash: "$x", workspace: "Bakery" };
        let (_, workspace) = store.sign_up(&Machine, owner).await?;
        let (id, sandbox) = (SiteId::mint(&Machine), format!("{:032x}", Machine.random()));
        let site = Site { id, sandbox, ..like.clone() };
        let mut tx = store.begin().await?;
        let scope = store.add_site(&mut tx, workspace, &site, &Machine).await?;
        tx.commit().await?;
        let path = if number == 0 { "largest" } else { "others" };
        let webhook =
            WebhookSettings::new(&format!("{}/{path}", self.network), "flour-water-salt")?;
        for channel in CHANNELS {
            let (id, provider) = (ConnectionId::mint(&Machine), ProviderKind::Webhook);
            let connection =
                Connection { id, channel, provider, account: "rosasbakery".into(), limits: None };
            let credentials = webhook.credentials();
            store.connect(scope, &connection, Some(&credentials), Machine.now()).await?;
        }
        Ok(scope)
    }
}
