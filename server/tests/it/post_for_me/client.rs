//! Our own client, against the real binary: every method of both sides fits.

use std::sync::Arc;

use domain::{contract::Credentials, world::World};
use jiff::Timestamp;
use outbound::{Outbound, Policy};
use postforme::{
    Client, PostForMeError, SoughtAccounts, SoughtPosts, SoughtResults,
    wire::{
        AccountStatus, AskAuthUrl, AskPreviews, ChangeSocialAccount, PostStatus, PreviewAccount,
        Truth, WriteSocialAccount, WriteSocialPost, WriteWebhook,
    },
};

use super::{Program, later, story};
use crate::almanac::now;

struct Here;

impl World for Here {
    fn now(&self) -> Timestamp {
        now()
    }
    fn random(&self) -> u128 {
        7
    }
}

fn client(program: &Program, key: &str) -> Client {
    let address: url::Url = program.sample.server.address.parse().unwrap();
    let allowed_private_hosts = vec![format!("127.0.0.1:{}", address.port().unwrap())];
    let outbound = Outbound::new(Policy { allowed_private_hosts, ..Policy::default() }).unwrap();
    Client::new(outbound, Arc::new(Here), address, Credentials::new(key.to_owned()))
}

#[test]
fn every_method_of_our_client_fits_what_is_served() {
    story(async |program| {
        let client = client(&program, &program.sample.word("api_key"));
        let sought =
            SoughtAccounts { platform: vec!["bluesky".to_owned()], ..SoughtAccounts::default() };
        let accounts = client.accounts(&sought, 0, 100).await.unwrap().data;
        let [bluesky] = accounts.as_slice() else { panic!("{accounts:?}") };
        assert_eq!(
            client.account(&bluesky.id).await.unwrap().status,
            Some(AccountStatus::Connected)
        );
        let change = ChangeSocialAccount {
            external_id: Some("7".to_owned()),
            ..ChangeSocialAccount::default()
        };
        assert_eq!(
            client.change_account(&bluesky.id, &change).await.unwrap().external_id.as_deref(),
            Some("7")
        );

        let mut post = WriteSocialPost {
            caption: Some("Fresh bread.".to_owned()),
            social_accounts: Some(vec![bluesky.id.clone()]),
            is_draft: Some(Truth(true)),
            external_id: Some("loaf".to_owned()),
            ..WriteSocialPost::default()
        };
        let draft = client.create_post(&post).await.unwrap();
        assert_eq!(draft.status, PostStatus::Draft);
        let sought = SoughtPosts {
            status: vec!["draft".to_owned(), "scheduled".to_owned()],
            external_id: vec!["loaf".to_owned()],
            ..SoughtPosts::default()
        };
        let found = client.posts(&sought, 0, 10).await.unwrap().data;
        let found: Vec<&str> = found.iter().map(|post| post.id.as_str()).collect();
        assert_eq!(found, [&draft.id]);
        post.is_draft = Some(Truth(false));
        post.scheduled_at = later(3_600).parse::<Timestamp>().ok().map(Into::into);
        assert_eq!(
            client.replace_post(&draft.id, &post).await.unwrap().status,
            PostStatus::Scheduled
        );
        post.scheduled_at = None;
        client.replace_post(&draft.id, &post).await.unwrap();
        program.stands(&draft.id.clone().into(), "processed").await;
        assert_eq!(client.post(&draft.id).await.unwrap().status, PostStatus::Processed);
        let sought = SoughtResults { post_id: vec![draft.id.clone()], ..SoughtResults::default() };
        let results = client.results(&sought, 0, 10).await.unwrap().data;
        assert!(results[0].success && results[0].platform_data.is_some(), "{results:?}");
        assert_eq!(client.result(&results[0].id).await.unwrap(), results[0]);
        assert!(matches!(client.delete_post(&draft.id).await, Err(PostForMeError::Refused(_))));
        post.is_draft = Some(Truth(true));
        let other = client.create_post(&post).await.unwrap();
        assert!(client.delete_post(&other.id).await.unwrap().success);
        assert!(matches!(client.post(&other.id).await, Err(PostForMeError::NotFound(_))));

        let asked = AskAuthUrl { platform: Some("threads".to_owned()), ..AskAuthUrl::default() };
        assert_eq!(client.auth_url(&asked).await.unwrap().platform, "threads");
        assert!(
            client.create_upload_url().await.unwrap().upload_url.contains("/v1/media/uploads/")
        );
        let account = PreviewAccount {
            id: "a".to_owned(),
            platform: "x".to_owned(),
            ..PreviewAccount::default()
        };
        let asked =
            AskPreviews { preview_social_accounts: Some(vec![account]), ..AskPreviews::default() };
        assert_eq!(client.previews(&asked).await.unwrap().len(), 1);
        let refused = client.create_account(&WriteSocialAccount::default()).await;
        assert!(matches!(refused, Err(PostForMeError::Refused(_))), "{refused:?}");

        let asked = WriteWebhook {
            url: Some("https://bakery.example/hook".to_owned()),
            event_types: Some(vec!["social.post.created".to_owned()]),
            ..WriteWebhook::default()
        };
        let webhook = client.create_webhook(&asked).await.unwrap();
        assert!(client.webhook(&webhook.id).await.unwrap() == webhook);
        assert_eq!(client.webhooks(0, 10).await.unwrap().meta.total, 1);
        client.change_webhook(&webhook.id, &asked).await.unwrap();
        assert!(client.delete_webhook(&webhook.id).await.unwrap().success);

        assert_eq!(
            client.disconnect_account(&bluesky.id).await.unwrap().status,
            Some(AccountStatus::Disconnected)
        );
        assert!(client.delete_account(&bluesky.id).await.unwrap().success);
    });
}

#[test]
fn our_client_says_what_can_be_done_about_a_refusal() {
    story(async |program| {
        let stranger = client(&program, "pfm_live_none");
        let refused = stranger.posts(&SoughtPosts::default(), 0, 10).await;
        assert_eq!(refused, Err(PostForMeError::Unauthorized));
        let client = client(&program, &program.sample.word("api_key"));
        match client.create_post(&WriteSocialPost::default()).await {
            Err(error @ PostForMeError::Refused(_)) => {
                assert!(error.to_string().contains("caption is required"), "{error}");
                assert!(!error.unclear());
            }
            other => panic!("{other:?}"),
        }
    });
}
