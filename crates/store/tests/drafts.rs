//! Drafts of articles and e-mails: written once, changed by people, kept when they did.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[expect(dead_code, reason = "what one story needs of the bakery is not what all need")]
mod fixture;

use domain::{
    activity::ActivityType,
    draft::Draft,
    id::ActivityId,
    writing::{Authorship, Finding, Rule},
};
use jiff::ToSpan;
use store::{StoreError, activities::Activity};

use crate::fixture::{Bakery, on_both};

fn draft(title: &str) -> Draft {
    Draft {
        title: title.into(),
        summary: "The short answer first.".into(),
        body: "Rye keeps.\n\n## How\n\n[[How do you keep it?]]".into(),
    }
}

#[test]
fn a_draft_is_kept_once_and_what_a_person_wrote_outlives_a_new_plan() {
    on_both(async |store, world| {
        let bakery = Bakery::open(&store, world).await;
        let (scope, now) = (bakery.scope, world.now());
        let article = |title: &str| Activity {
            id: ActivityId::mint(world),
            kind: ActivityType::Blog,
            title: title.into(),
            description: "An article.".into(),
            reason: "Rye is a theme.".into(),
            subject: "Rye".into(),
            topic: None,
            event: None,
            starts_at: now + 48.hours(),
            stories: false,
            edited: false,
        };
        let (rye, oats) = (article("Rye"), article("Oats"));
        for activity in [&rye, &oats] {
            store.add_activity(scope, activity, now).await.unwrap();
        }
        assert_eq!(store.draft(scope, rye.id).await.unwrap(), None);
        let by = Authorship::default();
        for activity in [&rye, &oats] {
            let first = draft("Rye, explained");
            store.keep_draft(scope, activity.id, (&first, &by), false, now).await.unwrap();
        }
        store.keep_draft(scope, rye.id, (&draft("Other"), &by), false, now).await.unwrap();
        let kept = store.draft(scope, rye.id).await.unwrap().unwrap();
        assert_eq!(
            (kept.draft.title.as_str(), kept.version),
            ("Rye, explained", 1),
            "it was there"
        );
        store.keep_draft(scope, rye.id, (&draft("Anew"), &by), true, now).await.unwrap();
        let kept = store.draft(scope, rye.id).await.unwrap().unwrap();
        assert_eq!((kept.draft.title.as_str(), kept.version, kept.edited), ("Anew", 2, false));

        let said = Finding { rule: Rule::Reading, words: String::new(), said: "Hard.".into() };
        let found = Authorship { findings: vec![said], ..by.clone() };
        let late = store.change_draft(scope, (rye.id, 1), &draft("Mine"), &found).await;
        assert!(matches!(late, Err(StoreError::TooLate("draft"))), "{late:?}");
        store.change_draft(scope, (rye.id, 2), &draft("Mine"), &found).await.unwrap();
        let kept = store.draft(scope, rye.id).await.unwrap().unwrap();
        assert_eq!(
            (kept.draft, kept.edited, kept.authorship),
            (draft("Mine"), true, found.clone())
        );

        let stays = store.kept_activities(scope, now).await.unwrap();
        assert_eq!(stays.iter().map(|it| it.id).collect::<Vec<_>>(), [rye.id]);
        let goes = store.replaceable_activities(scope, now).await.unwrap();
        assert_eq!(goes.iter().map(|it| it.id).collect::<Vec<_>>(), [oats.id]);

        let stranger = Bakery::open(&store, world).await.scope;
        assert_eq!(store.draft(stranger, rye.id).await.unwrap(), None);
        let foreign = store.change_draft(stranger, (rye.id, 3), &draft("Theirs"), &by).await;
        assert!(matches!(foreign, Err(StoreError::NotFound("draft"))), "{foreign:?}");
        store.delete_activity(scope, rye.id).await.unwrap();
        assert_eq!(store.draft(scope, rye.id).await.unwrap(), None, "it goes with its activity");
        let gone = store.keep_draft(scope, rye.id, (&draft("Late"), &by), true, now).await;
        assert!(matches!(gone, Err(StoreError::NotFound("activity"))), "{gone:?}");
    });
}
