//! A plan that is asked for over and over is never older than the question.

use domain::{
    Scope,
    channel::Channel,
    post::{Placement, PostStatus},
};
use serde_json::{Value, json};
use store::{Store, posts::Which};

use crate::{
    almanac::{Sample, on_both},
    program::{Program, list},
};

/// What a program is told, after it was told the same before.
async fn told(program: &Program) -> Value {
    let plan = program.gets("/marketing-plan").await;
    assert_eq!(program.gets("/marketing-plan").await, plan, "asked twice");
    plan
}

fn item<'a>(plan: &'a Value, id: &str) -> Option<&'a Value> {
    let activities = list(plan, "marketingActivities").iter();
    activities.flat_map(|activity| list(activity, "items")).find(|item| item["id"] == id)
}

async fn first_draft(store: &Store, scope: Scope, plan: &Value) -> store::posts::Post {
    let mut drafts = store.posts(scope, Which::Drafts).await.unwrap();
    drafts.retain(|draft| draft.placement() == Placement::post(Channel::LinkedIn));
    drafts.into_iter().find(|draft| item(plan, &draft.id.to_string()).is_some()).unwrap()
}

#[test]
fn whatever_happens_to_a_plan_the_next_answer_shows_it() {
    on_both(async |almanac| {
        let sample = Sample::of(&almanac);
        let program = Program::of(&sample);
        // Another process, as far as the server can tell.
        let store = almanac.store().await;
        let scope = store.scope_of_site(program.site.parse().unwrap()).await.unwrap();
        let plan = told(&program).await;
        let draft = first_draft(&store, scope, &plan).await;
        let id = draft.id.to_string();

        let mut text = draft.text.clone();
        text.caption = "Fresh from the oven.".into();
        store.change_text(scope, draft.id, draft.version, &text, true).await.unwrap();
        let plan = told(&program).await;
        assert!(item(&plan, &id).unwrap().to_string().contains("Fresh from the oven."));

        let mut others =
            store.posts(scope, Which::Drafts).await.unwrap().into_iter().filter(|post| {
                post.placement() == draft.placement() && post.picture != draft.picture
            });
        let other = others.next_back().and_then(|post| post.picture);
        store.change_picture(scope, draft.id, other.unwrap()).await.unwrap();
        let plan = told(&program).await;
        assert!(item(&plan, &id).unwrap().to_string().contains(&other.unwrap().to_string()));

        // Published by the server itself, whose due loop nobody asks.
        let version = store.post(scope, draft.id).await.unwrap().version;
        let minute = jiff::Timestamp::from_second(crate::almanac::now().as_second() + 2).unwrap();
        store.move_post(scope, draft.id, version, minute).await.unwrap();
        store.schedule_post(scope, draft.id).await.unwrap();
        assert_eq!(item(&told(&program).await, &id).unwrap()["status"], "SCHEDULED");
        loop {
            let stands = store.post(scope, draft.id).await.unwrap().status;
            let shown = program.gets("/marketing-plan").await;
            let shown = item(&shown, &id).unwrap()["status"].as_str().unwrap().to_owned();
            let under_way = [PostStatus::Scheduled, PostStatus::Processing].contains(&stands);
            if !under_way {
                assert_eq!(
                    stands,
                    PostStatus::Published,
                    "{:?}",
                    store.post(scope, draft.id).await
                );
                assert_eq!(shown, "PUBLISHED", "what is committed is told");
                break;
            }
        }
        let link = store.post(scope, draft.id).await.unwrap().live_link.unwrap();
        assert_eq!(item(&told(&program).await, &id).unwrap()["externalItemUrl"], link.as_str());

        // In ways that no function of the store knows.
        let another = first_draft(&store, scope, &told(&program).await).await.id.to_string();
        for (sql, told_as, own) in [
            (
                "update posts set status = 'failed', failure = 'The oven is cold.' where status = 'draft'",
                "FAILED",
                Value::Null,
            ),
            (
                "update posts set status = 'missed' where status = 'failed'",
                "FAILED",
                json!("missed"),
            ),
            (
                "update posts set status = 'uncertain' where status = 'missed'",
                "PROCESSING",
                json!("uncertain"),
            ),
        ] {
            almanac.sql(sql).await;
            let plan = told(&program).await;
            let item = item(&plan, &another).unwrap();
            assert_eq!((&item["status"], &item["almanacStatus"]), (&json!(told_as), &own));
            assert_eq!(item["publicationError"]["message"], "The oven is cold.");
        }
        almanac.sql("delete from connections").await;
        assert!(
            item(&told(&program).await, &another).unwrap()["channel"].get("accountId").is_none()
        );
        almanac.sql("update plans set engaged_at = 0").await;
        let asleep = told(&program).await;
        assert_eq!(asleep["status"], "INACTIVE");
        assert!(list(&asleep, "marketingActivities").is_empty());
        store.close().await;
    });
}
