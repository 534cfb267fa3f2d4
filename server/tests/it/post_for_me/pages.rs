//! What people see of posts that programs made.

use serde_json::json;

use super::{later, story};

#[test]
fn a_post_of_a_program_stands_in_the_calendar_and_in_the_queue() {
    story(async |program| {
        let post = json!({
            "caption": "Sourdough is back.\nCome early.", "social_accounts": [program.account("bluesky").await],
            "scheduled_at": later(3_600),
        });
        program.makes(&post).await;
        let rosa = program.sample.rosa().await;
        let queue = rosa.opens(&format!("/sites/{}/queue", program.sample.word("site_id"))).await;
        assert_eq!(queue.status, 200);
        assert!(queue.text().contains("Sourdough is back."), "{}", queue.text());
    });
}
