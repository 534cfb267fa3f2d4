//! Connecting a channel through Post for Me: a key, an account that it holds.

use domain::{
    Scope,
    channel::Channel,
    connector::{HeldAccount, Hub, LoggedIn, Offer, Trial, Wanted},
    contract::{BoxFuture, Credentials, WrongField},
    network::has_boards,
};
use store::{Store, StoreError, post_for_me::KeptKey};
use url::Url;

use crate::{
    Client, PostForMeError, SoughtAccounts,
    access::{Access, Clients, Key, ToldBy},
    terms,
    wire::{AccountStatus, AskAuthUrl, EventType, SocialAccount, WriteWebhook},
    words::{NO_BOARD, told},
};

/// Where the vendor is.
const SERVER: &str = "https://api.postforme.dev";

/// How many accounts of one network are offered.
const MOST: u32 = 100;

/// The longest id of a board.
const LONGEST_BOARD: usize = 40;

/// The names of the fields that a person fills in.
mod field {
    /// A key of the service.
    pub(super) const KEY: &str = "service_key";
    /// Where the service is.
    pub(super) const SERVER: &str = "service";
    /// The account that was chosen.
    pub(super) const ACCOUNT: &str = "held_account";
    /// The board that posts go to.
    pub(super) const BOARD: &str = "board";
}

/// The accounts that Post for Me holds for our sites.
pub struct Accounts {
    store: Store,
    clients: Clients,
    told_at: Option<Url>,
}

impl Accounts {
    /// Those that are asked for with these clients.
    pub const fn new(store: Store, clients: Clients) -> Self {
        Accounts { store, clients, told_at: None }
    }

    /// The same, which has the service tell us at our public address what happens to posts.
    #[must_use]
    pub fn told_at(self, public_url: Option<Url>) -> Self {
        Accounts { told_at: public_url, ..self }
    }

    async fn offered(&self, scope: Scope, wanted: Wanted) -> Result<Offer, WrongField> {
        let kept = self.store.post_for_me_key(scope).await.map_err(|error| unread(&error))?;
        let typed = wanted.key.as_ref().map(|key| key.reveal().trim().to_owned());
        let key = match (typed.filter(|key| !key.is_empty()), &kept) {
            (Some(key), _) => {
                Key { server: self.server(&wanted.server).await?, key, told_by: None }
            }
            // A kept key goes to the server it was typed for alone.
            (None, Some(kept)) => Key::opened(&kept.credentials).ok_or_else(|| {
                wrong(field::KEY, "The key that is kept cannot be read any more. Enter it again.")
            })?,
            (None, None) => {
                return Err(wrong(
                    field::KEY,
                    "Enter a key. Post for Me makes one in its dashboard, under API keys.",
                ));
            }
        };
        let client = self.clients.with(&key.server, &key.key);
        let accounts = held(&client, wanted.channel).await?;
        if wanted.keep {
            self.keep(scope, &key, kept).await?;
        }
        let chosen = wanted.account.as_deref().filter(|chosen| !chosen.is_empty());
        let account = match (chosen, accounts.as_slice()) {
            (Some(chosen), held) => {
                held.iter().find(|account| account.id == chosen).ok_or_else(|| {
                    wrong(
                        field::ACCOUNT,
                        "Post for Me does not hold this account any more. Choose another.",
                    )
                })?
            }
            (None, []) => {
                let connect_at = connect_at(&client, wanted.channel).await?;
                return Ok(Offer::Nothing { connect_at });
            }
            (None, [account]) => account,
            (None, several) => return Ok(Offer::Several(several.iter().map(shown).collect())),
        };
        let access = Access::of(&key, account.id.clone()).on_board(board(&wanted)?);
        if wanted.keep {
            self.be_told(scope, &key).await;
        }
        Ok(Offer::Account(LoggedIn {
            account: name(account),
            credentials: access.credentials(),
            ends_at: None,
            limits: None,
        }))
    }

    /// The address that was typed, if it may be asked.
    async fn server(&self, typed: &str) -> Result<Url, WrongField> {
        let typed = if typed.trim().is_empty() { SERVER } else { typed };
        let mut server = domain::site::address(typed)
            .map_err(|error| wrong(field::SERVER, error.to_string()))?;
        server.set_query(None);
        if !server.path().ends_with('/') {
            server.set_path(&format!("{}/", server.path()));
        }
        let may = self.clients.outbound().may_reach(&server).await;
        may.map_err(|why| wrong(field::SERVER, why.to_string()))?;
        Ok(server)
    }

    async fn keep(&self, scope: Scope, key: &Key, kept: Option<KeptKey>) -> Result<(), WrongField> {
        let same = kept
            .as_ref()
            .and_then(|kept| Key::opened(&kept.credentials))
            .is_some_and(|kept| kept.server == key.server && kept.key == key.key);
        if same {
            return Ok(());
        }
        if let Some(old) = kept.and_then(|kept| Key::opened(&kept.credentials)) {
            self.be_told_no_more(&old).await;
        }
        let kept = KeptKey { credentials: key.credentials(), hook: None };
        let kept = self.store.keep_post_for_me_key(scope, &kept, self.clients.world().now()).await;
        kept.map_err(|error| unread(&error))
    }

    /// Has the service tell us what happens, where it can.
    async fn be_told(&self, scope: Scope, key: &Key) {
        if let Err(error) = self.ask_to_be_told(scope, key).await {
            // Results are asked for all the same.
            let cause = &*error;
            tracing::warn!(error = cause, site.id = %scope.site, "Post for Me does not tell us what happens");
        }
    }

    /// Has the service tell us, once for each key, when a post of it has ended. Its results are
    /// shown from then on, so that it need not tell us of each of them.
    async fn ask_to_be_told(
        &self,
        scope: Scope,
        key: &Key,
    ) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        let Some(public) = &self.told_at else { return Ok(()) };
        if self.clients.outbound().may_reach(public).await.is_err() {
            return Ok(());
        }
        let kept = self.store.post_for_me_key(scope).await?;
        let told = kept.and_then(|kept| Key::opened(&kept.credentials)?.told_by);
        if told.is_some() {
            return Ok(());
        }
        let hook = format!("{:032x}", self.clients.world().random());
        let base = public.as_str().trim_end_matches('/');
        let asked = WriteWebhook {
            url: Some(format!("{base}/hooks/post-for-me/{hook}")),
            event_types: Some(vec![EventType::PostUpdated.code().to_owned()]),
            ..WriteWebhook::default()
        };
        let made = self.clients.with(&key.server, &key.key).create_webhook(&asked).await?;
        let told_by = Some(ToldBy { webhook: made.id, secret: made.secret });
        let key = Key { told_by, ..key.clone() };
        let kept = KeptKey { credentials: key.credentials(), hook: Some(hook) };
        self.store.keep_post_for_me_key(scope, &kept, self.clients.world().now()).await?;
        Ok(())
    }

    /// Has the service tell us no more by a key that is not used any more.
    async fn be_told_no_more(&self, key: &Key) {
        let Some(told_by) = &key.told_by else { return };
        let client = self.clients.with(&key.server, &key.key);
        if let Err(error) = client.delete_webhook(&told_by.webhook).await {
            // What it still tells is answered with 404.
            tracing::warn!(%error, "an address of ours stays known to Post for Me");
        }
    }

    async fn tried(&self, kept: Option<&Credentials>) -> Trial {
        let Some(access) = Access::opened(kept) else {
            return Trial {
                works: false,
                said: "The key of Post for Me cannot be read any more. Connect the channel again."
                    .to_owned(),
            };
        };
        match self.clients.of(&access).account(&access.account).await {
            Ok(account)
                if connected(&account)
                    && access.board.is_none()
                    && terms::channel(&account.platform).is_some_and(has_boards) =>
            {
                Trial { works: false, said: NO_BOARD.to_owned() }
            }
            Ok(account) if connected(&account) => Trial {
                works: true,
                said: format!("Post for Me holds {} as connected.", name(&account)),
            },
            Ok(account) => Trial {
                works: false,
                said: format!(
                    "{} is not connected at Post for Me any more. Connect it there again.",
                    name(&account)
                ),
            },
            Err(PostForMeError::NotFound(_)) => Trial {
                works: false,
                said: "Post for Me does not hold this account any more. Connect the channel again."
                    .to_owned(),
            },
            Err(error) => Trial { works: false, said: why(&error) },
        }
    }
}

impl Hub for Accounts {
    fn server(&self) -> Option<&str> {
        Some(SERVER)
    }

    fn offer(&self, scope: Scope, wanted: Wanted) -> BoxFuture<'_, Result<Offer, WrongField>> {
        Box::pin(self.offered(scope, wanted))
    }

    fn try_kept<'a>(
        &'a self,
        _: Scope,
        _: Channel,
        kept: Option<&'a Credentials>,
    ) -> BoxFuture<'a, Trial> {
        Box::pin(self.tried(kept))
    }

    fn let_go(&self, key: Credentials) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            if let Some(key) = Key::opened(&key) {
                self.be_told_no_more(&key).await;
            }
        })
    }
}

/// The board that was typed, for a network that has boards. Its ids are numbers, so a name is
/// told from one before a post fails by it.
fn board(wanted: &Wanted) -> Result<Option<String>, WrongField> {
    if !has_boards(wanted.channel) {
        return Ok(None);
    }
    let typed = wanted.board.as_deref().map(str::trim).unwrap_or_default();
    if typed.is_empty() {
        return Err(wrong(field::BOARD, "Every pin goes to a board. Enter the id of yours."));
    }
    let number = typed.len() <= LONGEST_BOARD && typed.bytes().all(|byte| byte.is_ascii_digit());
    if !number {
        return Err(wrong(
            field::BOARD,
            "The id of a board is a number, not its name. Enter the number.",
        ));
    }
    Ok(Some(typed.to_owned()))
}

/// The connected accounts on a network.
async fn held(client: &Client, channel: Channel) -> Result<Vec<SocialAccount>, WrongField> {
    let sought = SoughtAccounts {
        platform: vec![channel.code().to_owned()],
        status: vec!["connected".to_owned()],
        ..SoughtAccounts::default()
    };
    let page = client.accounts(&sought, 0, MOST).await.map_err(|error| refused(&error))?;
    let ours = |account: &SocialAccount| account.platform == channel.code() && connected(account);
    Ok(page.data.into_iter().filter(ours).collect())
}

/// Where a person connects an account on a network.
async fn connect_at(client: &Client, channel: Channel) -> Result<Option<String>, WrongField> {
    let asked = AskAuthUrl { platform: Some(channel.code().to_owned()), ..AskAuthUrl::default() };
    match client.auth_url(&asked).await {
        Ok(told) => {
            let page = Url::parse(&told.url).ok();
            let page = page.filter(|page| matches!(page.scheme(), "http" | "https"));
            Ok(page.map(String::from))
        }
        // The project there does not offer this network, or wants more than a name of it.
        Err(PostForMeError::NotFound(_) | PostForMeError::Refused(_)) => Ok(None),
        Err(error) => Err(refused(&error)),
    }
}

fn connected(account: &SocialAccount) -> bool {
    matches!(account.status, None | Some(AccountStatus::Connected))
}

fn name(account: &SocialAccount) -> String {
    let named = account.username.as_deref().map(str::trim).filter(|name| !name.is_empty());
    named.unwrap_or(&account.id).chars().filter(|letter| !letter.is_control()).take(200).collect()
}

fn shown(account: &SocialAccount) -> HeldAccount {
    HeldAccount { id: account.id.clone(), name: name(account) }
}

fn wrong(field: &'static str, said: impl Into<String>) -> WrongField {
    WrongField { field, said: said.into() }
}

fn refused(error: &PostForMeError) -> WrongField {
    let field = match error {
        PostForMeError::Unauthorized => field::KEY,
        _ => field::SERVER,
    };
    wrong(field, why(error))
}

/// Why there is no answer, for who only wanted to know.
fn why(error: &PostForMeError) -> String {
    match error {
        PostForMeError::Unauthorized => {
            "Post for Me does not know this key. Check it, or make a new one there.".to_owned()
        }
        PostForMeError::TooMany { wait } => format!(
            "Post for Me takes no more requests for now. Try again in {} seconds.",
            wait.as_secs().max(1)
        ),
        PostForMeError::Refused(said) => format!("Post for Me refused this: {}", told(said)),
        PostForMeError::NotSent(said) => said.clone(),
        PostForMeError::NotFound(_) | PostForMeError::Unreadable => {
            "What is at this address does not speak as Post for Me does. Check the address."
                .to_owned()
        }
        PostForMeError::Unclear(_) => {
            "Post for Me gave no answer in time. Try again in a moment.".to_owned()
        }
        PostForMeError::Broken(status) => {
            format!("Post for Me answered with status {status}. Try again in a moment.")
        }
    }
}

fn unread(error: &StoreError) -> WrongField {
    let cause = error as &dyn std::error::Error;
    tracing::error!(error = cause, "a key of Post for Me could not be read or kept");
    wrong(field::KEY, "Almanac could not read or keep the key just now. Try again in a moment.")
}
