//! The sample: made once, said again, ready to open.

use std::fs;

use crate::almanac::{demo, on_both};

#[test]
fn the_sample_is_made_once_beside_a_running_server_and_can_be_opened() {
    on_both(async |almanac| {
        let server = almanac.serve(&[]);
        let first = demo(&almanac);
        assert_eq!(demo(&almanac), first);
        let word = |name: &str| first[name].as_str().unwrap();
        let plain = almanac.run(&["demo"]).out;
        for name in ["address", "email", "password", "site_id", "api_key"] {
            assert!(plain.contains(word(name)), "{plain}");
        }

        let rosa = server.browser();
        let fields = [("email", word("email")), ("password", word("password"))];
        assert_eq!(rosa.submits("/sign-in", &fields).await.status, 303);
        let calendar = rosa.opens(&format!("/sites/{}/calendar", word("site_id"))).await;
        assert_eq!(calendar.status, 200);
        assert!(calendar.text().contains("Rosa’s Bakery"));

        let key = almanac.run(&["key", "create", "--site", word("site_id"), "--name", "Shop"]);
        assert_eq!(key.code, 0, "{}", key.err);
        assert!(key.out.starts_with("alm_") && key.out.lines().count() == 1, "{}", key.out);
        assert!(key.err.contains("cannot be shown again"), "{}", key.err);

        // Without what was kept, the password cannot be said again.
        fs::remove_file(almanac.data().join("demo.json")).unwrap();
        let ended = almanac.run(&["demo", "--json"]);
        assert_eq!((ended.code, ended.out.as_str()), (1, ""));
        assert!(ended.err.contains("Restore demo.json from the backup"), "{}", ended.err);
    });
}
