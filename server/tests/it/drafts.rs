//! The draft of an article on the page of its activity: written, changed, taken elsewhere,
//! without script.

use domain::{activity::ActivityType, id::ActivityId};
use jiff::ToSpan;
use store::activities::Activity;

use crate::almanac::{Sample, now, on_both};

#[test]
fn an_article_is_drafted_changed_and_taken_elsewhere() {
    on_both(async |almanac| {
        let sample = Sample::of(&almanac);
        let store = almanac.store().await;
        let scope = store.scope_of_site(sample.word("site_id").parse().unwrap()).await.unwrap();
        let rosa = sample.rosa().await;
        let article = Activity {
            id: ActivityId::named("article"),
            kind: ActivityType::Blog,
            title: "Rye sourdough: what to know first".into(),
            description: String::new(),
            reason: "It was added by hand.".into(),
            subject: "Rye sourdough".into(),
            topic: None,
            event: None,
            starts_at: now() + 480.hours(),
            stories: false,
            edited: false,
        };
        store.add_activity(scope, &article, now()).await.unwrap();
        let page = format!("/sites/{}/activities/{}", scope.site, article.id);
        let draft = format!("{page}/draft");
        let shown = rosa.opens(&page).await;
        assert!(shown.text().contains("Write the draft"), "{}", shown.text());
        assert_eq!(rosa.opens(&format!("{draft}.md")).await.status, 409, "there is none to take");

        assert_eq!(rosa.submits(&format!("{draft}/anew"), &[]).await.status, 303);
        let shown = rosa.opens(&page).await;
        for part in ["Meta description", "What only you can fill in", "Outline", "Copy the whole"] {
            assert!(shown.text().contains(part), "{part}: {}", shown.text());
        }
        let file = rosa.opens(&format!("{draft}.md")).await;
        assert!(file.header("content-disposition").contains(".md\""));
        assert!(
            file.text().starts_with("# Rye sourdough: what to know first\n"),
            "{}",
            file.text()
        );
        for part in ["\n## ", "Seeded rye: €5.20"] {
            assert!(file.text().contains(part), "{part}: {}", file.text());
        }

        let mine = [
            ("version", "1"),
            ("title", "Our rye"),
            ("summary", "What we say about it."),
            ("body", "It keeps for days & costs €99.\r\n\r\n## <b>Why</b>\r\n\r\nBecause."),
        ];
        let empty = [("version", "1"), ("title", " "), ("summary", ""), ("body", "Kept text")];
        let refused = rosa.submits(&draft, &empty).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text().contains("Kept text"), "nothing typed is lost");
        assert_eq!(rosa.submits(&draft, &mine).await.status, 303);
        let shown = rosa.opens(&page).await;
        assert!(shown.text().contains("You changed it"), "{}", shown.text());
        assert!(shown.text().contains("<mark>€99</mark>"), "nobody told us: {}", shown.text());
        assert!(!shown.text().contains("<b>Why</b>"), "text, never markup");
        assert_eq!(rosa.submits(&draft, &mine).await.status, 409, "it changed meanwhile");
        let file = rosa.opens(&format!("{draft}.txt")).await;
        assert_eq!(
            file.text(),
            "Title: Our rye\nMeta description: What we say about it.\n\nIt keeps for days & costs €99.\n\n<b>Why</b>\n\nBecause.\n"
        );
        let kept = store.kept_activities(scope, now()).await.unwrap();
        assert!(kept.iter().any(|it| it.id == article.id), "a new plan keeps what she wrote");

        assert_eq!(rosa.submits(&format!("{draft}/anew"), &[]).await.status, 303);
        let again = store.draft(scope, article.id).await.unwrap().unwrap();
        assert!(!again.edited && again.draft.title.starts_with("Rye"), "{again:?}");
        store.close().await;
    });
}
