//! What is ours, in the words of Post for Me: ids, accounts, posts and results.

use domain::{channel::Channel, post::PostStatus};
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use store::social;

use crate::wire::{
    AccountStatus, Instant, Message, PlatformData, PostStatus as Status, SocialAccount, SocialPost,
    SocialPostResult, WriteSocialPost,
};

/// What ids begin with.
pub mod prefix {
    /// A post.
    pub const POST: &str = "sp";
    /// An account.
    pub const ACCOUNT: &str = "spc";
    /// A result.
    pub const RESULT: &str = "spr";
    /// An address that is told what happens.
    pub const WEBHOOK: &str = "wbh";
    /// A delivery to one.
    pub const DELIVERY: &str = "wbhe";
}

const LETTERS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// An id: what it begins with, and a number in base 62.
pub fn id(prefix: &str, number: u128) -> String {
    let (mut letters, mut rest) = (Vec::new(), number);
    loop {
        let at = usize::try_from(rest % 62).unwrap_or_default();
        letters.push(char::from(LETTERS[at]));
        rest /= 62;
        if rest == 0 {
            break;
        }
    }
    format!("{prefix}_{}", letters.iter().rev().collect::<String>())
}

/// The number of an id that begins so; none of any other text.
pub fn number(prefix: &str, id: &str) -> Option<u128> {
    let letters = id.strip_prefix(prefix)?.strip_prefix('_')?;
    if letters.is_empty() || letters.starts_with('0') && letters.len() > 1 {
        return None;
    }
    letters.bytes().try_fold(0u128, |number, letter| {
        let at = LETTERS.iter().position(|known| *known == letter)?;
        number.checked_mul(62)?.checked_add(u128::try_from(at).ok()?)
    })
}

/// An account, as it is told by itself.
pub fn account(account: &social::SocialAccount, now: Timestamp) -> SocialAccount {
    let status = match account.connected {
        true => AccountStatus::Connected,
        false => AccountStatus::Disconnected,
    };
    SocialAccount {
        status: Some(status),
        profile_photo_url: Some(Value::Null),
        metadata: Some(Map::new()),
        ..account_in_post(account, now)
    }
}

/// An account, as it is told inside a post.
fn account_in_post(account: &social::SocialAccount, now: Timestamp) -> SocialAccount {
    let social::SocialAccount { id: own, channel, account: name, username, external_id, .. } =
        account;
    SocialAccount {
        id: id(prefix::ACCOUNT, own.number()),
        platform: channel.code().to_owned(),
        username: Some(username.clone().unwrap_or_else(|| name.clone())),
        user_id: name.clone(),
        access_token: String::new(),
        refresh_token: String::new(),
        access_token_expires_at: Some(Instant(now)),
        refresh_token_expires_at: None,
        external_id: external_id.clone(),
        status: None,
        profile_photo_url: None,
        metadata: None,
        rest: Map::new(),
    }
}

/// A post with its accounts, those of a site.
pub fn post(
    post: &social::SocialPost,
    accounts: &[social::SocialAccount],
    now: Timestamp,
) -> SocialPost {
    let asked: WriteSocialPost = serde_json::from_str(&post.asked).unwrap_or_default();
    let ours = |id| accounts.iter().find(|account| account.id == id);
    SocialPost {
        id: id(prefix::POST, post.id.number()),
        external_id: post.external_id.clone(),
        caption: asked.caption.unwrap_or_default(),
        status: match post.standing {
            social::Standing::Draft => Status::Draft,
            social::Standing::Scheduled => Status::Scheduled,
            social::Standing::Processing => Status::Processing,
            social::Standing::Processed => Status::Processed,
        },
        scheduled_at: Some(Instant(post.publish_at)),
        platform_configurations: Some(asked.platform_configurations.unwrap_or_default()),
        account_configurations: Some(asked.account_configurations.unwrap_or_default()),
        media: Some(asked.media.unwrap_or_default()),
        social_accounts: post
            .accounts
            .iter()
            .filter_map(|id| ours(*id))
            .map(|account| account_in_post(account, now))
            .collect(),
        created_at: Instant(post.created_at),
        updated_at: Instant(post.updated_at),
        rest: Map::new(),
    }
}

/// What became of a post for one account. One that may be there and one that was missed are no
/// success, and say in words what to do; `details.status` names how it stands here.
pub fn result(result: &social::SocialResult) -> SocialPostResult {
    let success = result.status == PostStatus::Published;
    let why = result.failure.as_deref().unwrap_or_default();
    let error = match result.status {
        PostStatus::Published => None,
        PostStatus::Uncertain => Some(format!(
            "It may or may not have been published, and is not sent again by itself. Look at the account. {why}"
        )),
        PostStatus::Missed => Some(format!("It was not published in time. {why}")),
        PostStatus::Canceled => Some("It was taken back before it was published.".to_owned()),
        _ => Some(why.to_owned()),
    };
    SocialPostResult {
        id: id(prefix::RESULT, result.post.number()),
        post_id: id(prefix::POST, result.social_post.number()),
        social_account_id: id(prefix::ACCOUNT, result.account.number()),
        success,
        error: error.map(|error| error.trim().to_owned()),
        details: json!({ "status": result.status.code(), "attempts": result.attempts }),
        platform_data: success
            .then(|| PlatformData { id: result.reference.clone(), url: result.link.clone() }),
        media: Some(shown(result)),
        rest: Map::new(),
    }
}

/// What an account was shown with a post: its own media, else its platform's, else the post's.
fn shown(result: &social::SocialResult) -> Vec<crate::wire::Media> {
    let asked: WriteSocialPost = serde_json::from_str(&result.asked).unwrap_or_default();
    let own = id(prefix::ACCOUNT, result.account.number());
    media_for(&asked, result.channel.code(), &own)
}

/// What is shown to an account with a post: its own media, else its platform's, else the post's.
pub fn media_for(
    asked: &WriteSocialPost,
    platform: &str,
    account: &str,
) -> Vec<crate::wire::Media> {
    let of = |configuration: &Map<String, Value>| {
        let media = configuration.get("media").filter(|media| !media.is_null())?;
        serde_json::from_value::<Vec<crate::wire::Media>>(media.clone()).ok()
    };
    let accounts = asked.account_configurations.iter().flatten();
    let by_account = accounts
        .filter(|one| one.social_account_id == account)
        .find_map(|one| of(&one.configuration));
    let by_platform = || {
        let platforms = asked.platform_configurations.as_ref()?;
        of(platforms.get(platform)?.as_object()?)
    };
    by_account.or_else(by_platform).or_else(|| asked.media.clone()).unwrap_or_default()
}

/// All that differs for an account: what its platform has, overlaid by what is its own, name by
/// name.
pub fn configuration_for(
    platforms: Option<&Map<String, Value>>,
    accounts: Option<&Vec<crate::wire::AccountConfiguration>>,
    platform: &str,
    account: &str,
) -> Map<String, Value> {
    let mut all =
        platforms.and_then(|all| all.get(platform)?.as_object()).cloned().unwrap_or_default();
    for own in accounts.into_iter().flatten().filter(|one| one.social_account_id == account) {
        all.extend(own.configuration.clone());
    }
    all
}

/// The network of a platform's name that we publish to; none of any other.
pub fn channel(platform: &str) -> Option<Channel> {
    platform.parse().ok()
}

/// Puts a text into a refusal.
impl From<&str> for Message {
    fn from(text: &str) -> Self {
        Message::Text(text.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_its_number_in_base_62_and_back() {
        for value in [0, 1, 61, 62, u128::from(u64::MAX), u128::MAX] {
            let text = id("sp", value);
            assert_eq!(number("sp", &text), Some(value), "{text}");
            assert!(text.len() <= 25, "{text}");
        }
        let longest = id("sp", u128::MAX);
        for no in ["", "sp", "sp_", "spc_1", "sp_01", "sp_-", "sp_ü", &format!("{longest}0")] {
            assert_eq!(number("sp", no), None, "{no}");
        }
    }
}
