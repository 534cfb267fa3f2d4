//! Pictures that programs send.

use std::io::Cursor;

use image::{ImageFormat, RgbImage};
use serde_json::{Value, json};

use super::{later, story};

fn png(width: u32) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    RgbImage::new(width, 100).write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

#[test]
fn a_picture_is_sent_without_a_key_and_published_with_a_post() {
    story(async |program| {
        let (_, made) = program.asks("POST", "/v1/media/create-upload-url", &Value::Null).await;
        let path = |name: &str| {
            let url = made[name].as_str().unwrap();
            url.strip_prefix(&program.sample.server.address).unwrap().to_owned()
        };
        let (up, seen) = (path("upload_url"), path("media_url"));
        let nobody = program.sample.server.browser();
        let instagram = program.account("instagram").await;
        let post = json!({
            "caption": "Bread.", "social_accounts": [instagram], "scheduled_at": later(3_600),
            "media": [{ "url": made["media_url"] }],
        });
        let told = program.is_refused(&post).await;
        assert!(told[0].contains("nothing was sent to its upload address yet"), "{told:?}");
        assert_eq!(nobody.opens(&seen).await.status, 404);

        let sends = async |bytes: Vec<u8>| {
            let request = nobody.asks("PUT", &up).header("content-type", "image/png").body(bytes);
            nobody.sends(request).await.status
        };
        assert_eq!(sends(b"no picture".to_vec()).await, 400);
        assert_eq!(sends(Vec::new()).await, 400);
        assert_eq!(sends(vec![0; 21 * 1024 * 1024]).await, 413);
        assert_eq!(
            sends(png(3_000)).await,
            200,
            "what was refused may be sent again as another file"
        );
        assert_eq!(sends(png(10)).await, 404, "once");
        let picture = nobody.opens(&seen).await;
        assert_eq!((picture.status, picture.header("content-type")), (200, "image/jpeg"));
        let size = image::load_from_memory(&picture.body).unwrap();
        assert_eq!(size.width(), 2_048);

        let made = program.makes(&post).await;
        assert_eq!(made["media"], post["media"], "as it was sent");
        let mut story = post.clone();
        story["platform_configurations"] = json!({ "instagram": { "placement": "stories" } });
        let (status, put) = program.puts(&made["id"], &story).await;
        assert_eq!(status, 200, "{put}");
        let unknown = nobody.asks("PUT", "/v1/media/uploads/abc").body(png(10));
        assert_eq!(nobody.sends(unknown).await.status, 404);
    });
}

#[test]
fn a_picture_elsewhere_is_fetched_and_what_is_none_is_named() {
    story(async |program| {
        let instagram = program.account("instagram").await;
        let other = format!("{}/openapi.json", program.sample.server.address);
        for url in ["https://bakery.invalid/loaf.jpg", other.as_str()] {
            let post = json!({
                "caption": "Bread.", "social_accounts": [instagram], "isDraft": true, "media": [{ "url": url }],
            });
            let told = program.is_refused(&post).await;
            assert!(
                told[0].starts_with("media cannot be used, ") && told[0].ends_with(url),
                "{told:?}"
            );
        }
    });
}
