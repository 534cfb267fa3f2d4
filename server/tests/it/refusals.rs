//! What is refused changes nothing.

use domain::{channel::Channel, id::SiteId};
use jiff::ToSpan;
use store::posts::Which;

use crate::almanac::{Sample, on_both};

#[test]
fn a_post_that_cannot_go_out_keeps_its_minute() {
    on_both(async |almanac| {
        let sample = Sample::of(&almanac);
        let store = almanac.store().await;
        let site: SiteId = sample.word("site_id").parse().unwrap();
        let scope = store.scope_of_site(site).await.unwrap();
        let posts = store.posts(scope, Which::Drafts).await.unwrap();
        let draft = posts.iter().find(|post| post.channel == Channel::Pinterest).unwrap();

        let rosa = sample.rosa().await;
        let path = format!("/sites/{site}/posts/{}", draft.id);

        let now = rosa.submits(&format!("{path}/schedule"), &[("now", "yes")]).await;
        assert_eq!(now.status, 409);
        assert!(now.text().contains("Pinterest is not connected"), "{}", now.text());

        let far = (draft.publish_at + 2200 * 24.hours()).strftime("%Y-%m-%d").to_string();
        let moved =
            rosa.submits(&format!("{path}/time"), &[("day", &far), ("time", "09:30")]).await;
        assert_eq!(moved.status, 422);
        assert!(moved.text().contains("more than five years away"), "{}", moved.text());
        assert!(moved.text().contains(&far), "what was typed stays");

        assert_eq!(&store.post(scope, draft.id).await.unwrap(), draft);
        store.close().await;
    });
}
