//! An image model on the page where a site chooses who writes: chosen, tried, shown on the
//! posts, and let go, without script.

use std::{
    io::Cursor,
    sync::{Arc, Mutex},
};

use axum::{Json, Router, body::Bytes, extract::State, http::HeaderMap, routing::post};
use base64::{Engine, engine::general_purpose::STANDARD};
use domain::{channel::Channel, post::Placement};
use image::{ImageFormat, Rgb, RgbImage};
use serde_json::{Value, json};
use store::posts::Which;
use tokio::net::TcpListener;

use crate::almanac::{Sample, on_both};

const KEY: &str = "sk-secret-of-rosa";

/// A service that draws in one colour, and keeps what it was asked.
#[derive(Clone, Default)]
struct Easel(Arc<Mutex<Vec<(HeaderMap, Value)>>>);

impl Easel {
    /// Opens it; gives its address.
    async fn open(&self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/", listener.local_addr().unwrap());
        let app = Router::new().route("/v1/images/generations", post(draw));
        let app = app.with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        address
    }

    fn asked(&self) -> Vec<(HeaderMap, Value)> {
        self.0.lock().unwrap().clone()
    }
}

async fn draw(State(easel): State<Easel>, headers: HeaderMap, body: Bytes) -> Json<Value> {
    easel.0.lock().unwrap().push((headers, serde_json::from_slice(&body).unwrap()));
    let mut file = Cursor::new(Vec::new());
    let pixels = RgbImage::from_pixel(1_024, 1_536, Rgb([120, 90, 40]));
    pixels.write_to(&mut file, ImageFormat::Png).unwrap();
    Json(json!({ "data": [{ "b64_json": STANDARD.encode(file.into_inner()) }] }))
}

#[test]
fn an_image_model_is_chosen_tried_shown_on_posts_and_let_go() {
    on_both(async |almanac| {
        let easel = Easel::default();
        let address = easel.open().await;
        let sample = Sample::serving(&almanac, &[("ALMANAC_ALLOW_PRIVATE_HOSTS", "127.0.0.1")]);
        let store = almanac.store().await;
        let scope = store.scope_of_site(sample.word("site_id").parse().unwrap()).await.unwrap();
        let rosa = sample.rosa().await;
        let page = format!("/sites/{}/writer", scope.site);
        let images = format!("{page}/images");
        let shown = rosa.opens(&page).await;
        assert!(shown.text().contains("Image model") && shown.text().contains("value=\"100\""));
        assert_eq!(rosa.submits(&format!("{images}/test"), &[]).await.status, 409);

        let typed = |address: &'static str, pictures: &'static str| {
            [
                ("image_address", address),
                ("image_model", "easel-1"),
                ("image_key", KEY),
                ("pictures", pictures),
            ]
        };
        for (fields, said) in [
            (typed("easel", "7"), "This is not an address."),
            (typed("http://10.0.0.7/", "7"), "private network"),
            (typed("https://easel.example/", "many"), "not a number of pictures"),
            (typed("https://easel.example/", "-1"), "not a number of pictures"),
        ] {
            let refused = rosa.submits(&images, &fields).await;
            assert_eq!(refused.status, 422, "{fields:?}");
            assert!(refused.text().contains(said), "{said}: {}", refused.text());
            assert!(refused.text().contains("value=\"easel-1\""), "nothing typed is lost");
            assert!(!refused.text().contains(KEY), "but the key is not shown");
        }
        assert_eq!(store.image_model(scope).await.unwrap(), None);

        let right = [
            ("image_address", address.as_str()),
            ("image_model", "easel-1"),
            ("image_key", KEY),
            ("pictures", "2"),
        ];
        assert_eq!(rosa.submits(&images, &right).await.status, 303);
        let shown = rosa.opens(&page).await;
        assert!(shown.text().contains("One is kept, sealed.") && !shown.text().contains(KEY));
        assert!(shown.text().contains("0 of 2 are used this month"), "{}", shown.text());
        let dump = almanac.dump().await;
        assert!(!dump.windows(KEY.len()).any(|part| part == KEY.as_bytes()), "it is sealed");
        assert_eq!(rosa.submits(&format!("{images}/test"), &[]).await.status, 303);
        assert!(rosa.opens(&page).await.text().contains("1 of 2 are used this month"));
        let (headers, asked) = easel.asked().remove(0);
        assert_eq!(headers["authorization"], format!("Bearer {KEY}").as_str());
        assert_eq!((&asked["model"], &asked["n"]), (&json!("easel-1"), &json!(1)));

        let drafts = store.posts(scope, Which::Drafts).await.unwrap();
        let plain = drafts.iter().find(|it| it.placement() == Placement::post(Channel::Instagram));
        let post = format!("/sites/{}/posts/{}", scope.site, plain.unwrap().id);
        assert_eq!(rosa.submits(&format!("{post}/picture"), &[]).await.status, 303);
        let shown = rosa.opens(&post).await;
        assert!(shown.text().contains("easel-1 drew the background"), "{}", shown.text());
        assert!(shown.text().contains("generated by an AI image model"), "{}", shown.text());
        assert_eq!(rosa.submits(&format!("{post}/picture"), &[]).await.status, 303);
        let shown = rosa.opens(&post).await;
        assert!(shown.text().contains("The pictures of this month are used up."));
        assert!(!shown.text().contains("generated by an AI image model"), "{}", shown.text());
        assert_eq!(easel.asked().len(), 2);

        assert_eq!(rosa.submits(&format!("{images}/remove"), &[]).await.status, 303);
        assert_eq!(store.image_model(scope).await.unwrap(), None);
        assert_eq!(rosa.submits(&format!("{post}/picture"), &[]).await.status, 303);
        assert!(!rosa.opens(&post).await.text().contains("image model"));
        store.close().await;
    });
}
