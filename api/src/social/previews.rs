//! What would go to accounts that need not exist.

use postforme::{
    terms,
    wire::{AskPreviews, Preview, WriteSocialPost},
};
use serde_json::Value;

use super::{
    Fault,
    payload::{Created, Payload},
};

/// `POST /v1/social-post-previews`: tells what would go to accounts that need not exist. What
/// an account has of its own counts, else what its platform has, else what the post has.
/// Nothing is checked or cut, and no key is asked for.
pub async fn make(Payload(asked): Payload<AskPreviews>) -> Result<Created<Vec<Preview>>, Fault> {
    let asked = asked.unwrap_or_default();
    let accounts = asked.preview_social_accounts.unwrap_or_default();
    if accounts.is_empty() {
        return Err(Fault::refused("Preview Social Accounts are required"));
    }
    let (platforms, own) = (&asked.platform_configurations, &asked.account_configurations);
    let post = WriteSocialPost {
        media: asked.media,
        platform_configurations: platforms.clone(),
        account_configurations: own.clone(),
        ..WriteSocialPost::default()
    };
    let previews = accounts.into_iter().map(|account| {
        let configuration = terms::configuration_for(
            platforms.as_ref(),
            own.as_ref(),
            &account.platform,
            &account.id,
        );
        let caption = configuration.get("caption").and_then(Value::as_str);
        Preview {
            caption: caption.or(asked.caption.as_deref()).unwrap_or_default().to_owned(),
            media: terms::media_for(&post, &account.platform, &account.id),
            platform: account.platform,
            social_account_id: account.id,
            social_account_username: account.username,
            configuration,
        }
    });
    Ok(Created(previews.collect()))
}
