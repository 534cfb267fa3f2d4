//! Posts of our own that go out through the accounts that a site has connected at Wix.

use std::net::TcpListener;

use domain::{channel::Channel, id::PostId, post::PostStatus};
use serde_json::json;
use store::posts::Which;

use super::{Ours, Vendor, until};
use crate::{
    almanac::on_both,
    program::{Program, list},
};

const ITEMS: &str = "/social-publisher/v1/items";
const HERE: (&str, &str) = ("ALMANAC_ALLOW_PRIVATE_HOSTS", "127.0.0.1");

/// An address that nobody listens on yet.
fn free_address() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().to_string()
}

#[test]
fn a_post_of_our_own_goes_out_through_the_other_almanac_once() {
    on_both(async |almanac| {
        let vendor = Vendor::serving(&[HERE]);
        let before = vendor.landed().await;
        let listen = free_address();
        let public = format!("http://{listen}");
        let settings = [
            HERE,
            ("ALMANAC_LOG", "error"),
            ("ALMANAC_LISTEN", listen.as_str()),
            ("ALMANAC_PUBLIC_URL", public.as_str()),
        ];
        let ours = Ours::serving(&almanac, &vendor, &settings).await;
        let channels = ours.path("/channels");
        let offered = "An account at Wix";
        let page = ours.rosa.opens(&channels).await;
        assert!(!page.text().contains(offered), "the plan is made here");
        let connect = |channel: Channel| format!("{channels}/{}/connect", channel.code());
        let through = [("provider", "wix")];
        let refused = ours.rosa.submits(&connect(Channel::Facebook), &through).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text().contains("does not come from Wix, so"), "{}", refused.text());

        // A channel is connected to the account that is connected there.
        ours.takes_plan_from(&vendor).await;
        let page = ours.rosa.opens(&channels).await;
        assert_eq!(page.text().matches(offered).count(), 6, "on each network that Wix knows");
        let nothing = ours.rosa.submits(&connect(Channel::Pinterest), &through).await;
        assert_eq!(nothing.status, 422);
        assert!(nothing.text().contains("Connect Pinterest at Wix"), "{}", nothing.text());
        let there = format!("{}/sites/{}/channels", vendor.address, vendor.site);
        assert!(nothing.text().contains(&there), "{}", nothing.text());
        let try_it = [("provider", "wix"), ("try", "yes")];
        let tested = ours.rosa.submits(&connect(Channel::Facebook), &try_it).await;
        assert!(tested.text().contains("and takes its posts"), "{}", tested.text());
        let connected = ours.rosa.submits(&connect(Channel::Facebook), &through).await;
        assert_eq!(connected.status, 303, "{}", connected.text());
        let page = ours.rosa.opens(&channels).await;
        assert!(page.text().contains(", through Wix"), "{}", page.text());
        let test = format!("{channels}/facebook/test");
        let tested = ours.rosa.submits(&test, &[]).await;
        assert!(tested.text().contains("connected and takes its posts"), "{}", tested.text());

        // A post of our own, with a picture that is kept here.
        let program = ours.program();
        let drafts = ours.store.posts(ours.scope, Which::Drafts).await.unwrap();
        let picture = drafts.iter().find_map(|post| post.picture).unwrap();
        let picture = format!("{public}/pictures/{}/{picture}", ours.scope.site);
        let caption = "Rye from our own oven";
        let draft = json!({ "item": { "channel": { "name": "FACEBOOK" }, "facebookPost": {
            "caption": caption, "link": "https://rosasbakery.example/rye",
            "mediaWrapper": { "media": [{ "type": "IMAGE", "url": picture }] },
        } } });
        let (status, made) = program.asks_at("POST", ITEMS, &draft).await;
        assert_eq!(status, 200, "{made}");
        let id: PostId = made["item"]["id"].as_str().unwrap().parse().unwrap();
        let publish = "/social-publisher/v1/publish-by-id";
        let (status, said) = program.asks_at("POST", publish, &json!({ "id": id })).await;
        assert_eq!(status, 200, "{said}");
        until(async || {
            let post = ours.store.post(ours.scope, id).await.unwrap();
            assert!(post.status != PostStatus::Failed, "{post:?}");
            post.status == PostStatus::Published
        })
        .await;
        let out = ours.store.post(ours.scope, id).await.unwrap();
        let link = out.live_link.unwrap();
        assert!(link.starts_with(&format!("{}/sandbox/", vendor.address)), "{link}");
        assert_eq!(ours.store.receipts(ours.scope, id).await.unwrap().len(), 1);
        assert_eq!(vendor.landed().await, before + 1, "once");

        // One item is there, with all that the post says and shows.
        let reader = Program {
            browser: vendor.server.as_ref().unwrap().browser(),
            key: vendor.key.clone(),
            site: vendor.site.clone(),
            networks: "",
        };
        let names: Vec<String> = (1..9).map(|number| format!("almanac-{id}-{number}")).collect();
        let query = json!({ "query": { "filter": { "referenceId": { "$in": names } } } });
        let (_, found) = reader.asks_at("POST", &format!("{ITEMS}/query"), &query).await;
        let [item] = list(&found, "items").as_slice() else { panic!("one item: {found}") };
        assert_eq!(item["status"], "PUBLISHED");
        let content = &item["facebookPost"];
        assert_eq!(content["caption"], caption);
        assert_eq!(content["link"], "https://rosasbakery.example/rye");
        let shown = content["mediaWrapper"]["media"][0]["url"].as_str().unwrap();
        assert!(shown.starts_with(&vendor.address), "fetched, and kept there: {shown}");

        // The plan that comes from there holds it, and it is not copied beside ours.
        let plan = reader.gets("/marketing-plan").await.to_string();
        assert!(plan.contains(&format!("almanac-{id}-1")));
        ours.rosa.submits(&ours.path("/source/look"), &[]).await;
        let titles = ours.store.activities(ours.scope, jiff::Timestamp::MIN, jiff::Timestamp::MAX);
        let titles = titles.await.unwrap();
        assert_eq!(titles.iter().filter(|activity| activity.title == caption).count(), 1);
        ours.store.close().await;
    });
}
