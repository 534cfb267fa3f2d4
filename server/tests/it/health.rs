//! Whether it lives and can work.

use serde_json::Value;

use crate::almanac::on_both;

#[test]
fn it_lives_and_is_ready_once_the_publisher_looked() {
    on_both(async |almanac| {
        let server = almanac.serve(&[]);
        let nobody = server.browser();
        assert_eq!(nobody.opens("/health").await.text(), r#"{"status":"up"}"#);
        let ready = loop {
            let answer = nobody.opens("/ready").await;
            let said: Value = serde_json::from_slice(&answer.body).unwrap();
            if answer.status == 200 {
                break said;
            }
            assert_eq!(said["status"], "not ready");
            assert_eq!(said["problems"][0], "the publisher has not looked for due posts yet");
        };
        assert_eq!(ready["status"], "ready");
        assert!(["SQLite", "PostgreSQL"].contains(&ready["database"].as_str().unwrap()));
        assert_eq!(ready["problems"].as_array().unwrap().len(), 0);
    });
}
