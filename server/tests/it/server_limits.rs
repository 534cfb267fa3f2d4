//! What the server of an account takes counts wherever a post is looked at.

use domain::{
    channel::Channel,
    connection::{Connection, ProviderKind, ServerLimits},
    id::ConnectionId,
};
use jiff::ToSpan;
use store::posts::Which;

use crate::{
    almanac::{Sample, now, on_both},
    queue::until,
};

#[test]
fn a_short_server_is_kept_to_from_the_first_word_on() {
    on_both(async |almanac| {
        let sample = Sample::of(&almanac);
        let store = almanac.store().await;
        let scope = store.scope_of_site(sample.word("site_id").parse().unwrap()).await.unwrap();
        let rosa = sample.rosa().await;
        let connection = Connection {
            id: ConnectionId::named("a short server"),
            channel: Channel::Mastodon,
            provider: ProviderKind::Sandbox,
            account: "rosa@short.example".to_owned(),
            limits: Some(ServerLimits {
                characters: 60,
                characters_per_address: 23,
                description: 1_500,
                picture_bytes: 1_000_000,
                picture_types: Vec::new(),
            }),
        };
        store.connect(scope, &connection, None, now()).await.unwrap();
        let mut drafts = store.posts(scope, Which::Drafts).await.unwrap();
        drafts.retain(|post| post.channel == Channel::Mastodon && post.publish_at > now());
        let post = drafts.remove(0);
        store.move_post(scope, post.id, post.version, now() + 5.hours()).await.unwrap();

        let page = format!("/sites/{}/posts/{}", scope.site, post.id);
        let fields = [("caption", "x".repeat(61)), ("alt_text", "A loaf.".to_owned())];
        let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
        rosa.submits(&format!("{page}/text"), &fields).await;
        let said = "Mastodon takes 60 characters and this caption has 61. Cut 1.";
        let shown = rosa.opens(&page).await;
        let saved = format!("Saved as a draft. Before it can go out: {said}");
        assert!(shown.text().contains(&saved), "{}", shown.text());
        assert!(shown.text().contains("61 of 60"), "{}", shown.text());

        let refused = rosa.submits(&format!("{page}/schedule"), &[]).await;
        assert_eq!(refused.status, 409);
        assert!(refused.text().contains(&format!("Not scheduled. {said}")), "{}", refused.text());
        let board = rosa.opens(&format!("/sites/{}/queue", scope.site)).await;
        assert!(board.text().contains(said), "{}", board.text());

        // Scheduled all the same, as by a server that took more yesterday.
        store.schedule_post(scope, post.id).await.unwrap();
        until("a day before, somebody is told", async || {
            let told = store.notifications(scope, 50).await.unwrap();
            told.iter().any(|it| it.title == "Mastodon: a post will not go out as it is")
        })
        .await;
    });
}
