//! Models that draw, asked over loopback: what they do well, and every way that they fail.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "images/fake.rs"]
mod fake;

use std::sync::{Arc, Mutex};

use domain::{
    contract::{BoxFuture, Credentials, WriterError},
    network::Shape,
    profile::{Fact, FactKind, SiteProfile},
};
use outbound::{Outbound, Policy};
use planner::{
    draw::Photo,
    models::{
        Meter,
        images::{ImageAccess, ImageModel, Subject},
    },
};

use self::fake::{Does, Fake, KEY, MODEL, bomb, drawn, patience};

/// Runs a story with a service, a model there and a purse for a hundred pictures.
fn with(
    does: impl IntoIterator<Item = Does>,
    story: impl AsyncFnOnce(Fake, ImageModel, Arc<Purse>),
) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let fake = Fake::open(does).await;
        let purse = Arc::new(Purse { budget: 100, used: Mutex::default() });
        let model = model(&fake, KEY, &purse);
        story(fake, model, purse).await;
    });
}

fn model(fake: &Fake, key: &str, purse: &Arc<Purse>) -> ImageModel {
    let allowed_private_hosts = vec![fake.address.to_string()];
    let outbound = Outbound::new(Policy { allowed_private_hosts, ..Policy::default() }).unwrap();
    let key = Some(Credentials::new(key.into()));
    let access = ImageAccess { address: fake.url(), model: MODEL.into(), key };
    ImageModel::new(outbound, access, patience(), Arc::clone(purse) as Arc<dyn Meter>)
}

/// A month's pictures in memory.
struct Purse {
    budget: u64,
    used: Mutex<u64>,
}

impl Purse {
    fn used(&self) -> u64 {
        *self.used.lock().unwrap()
    }
}

impl Meter for Purse {
    fn set_aside(&self, pictures: u64) -> BoxFuture<'_, Result<(), WriterError>> {
        let mut used = self.used.lock().unwrap();
        let fits = *used + pictures <= self.budget;
        if fits {
            *used += pictures;
        }
        let answer = if fits { Ok(()) } else { Err(WriterError::UsedUp("used up".into())) };
        Box::pin(std::future::ready(answer))
    }

    fn settle(&self, aside: u64, used: u64) -> BoxFuture<'_, ()> {
        let mut all = self.used.lock().unwrap();
        *all = *all - aside + used;
        Box::pin(std::future::ready(()))
    }
}

async fn draw(model: &ImageModel, shape: Shape) -> Result<Photo, WriterError> {
    let fact = |value: &str| vec![Fact { value: value.into(), ..Fact::default() }];
    let read = [
        (FactKind::Name, fact("Rosa’s Bakery")),
        (FactKind::Offer, fact("Rye sourdough")),
        (FactKind::Colour, fact("#a0522d")),
    ];
    let profile = SiteProfile { read: read.into(), ..SiteProfile::default() };
    let subject = Subject {
        profile: &profile,
        subject: "Rye sourdough",
        event: None,
        guidelines: "",
        excluded: &[],
        seed: 7,
    };
    model.draw(&subject, shape).await
}

/// What went wrong, in the words that a marketer reads; never the key, nor the service's own.
fn failure(drawn: Result<Photo, WriterError>) -> WriterError {
    let error = drawn.unwrap_err();
    let said = format!("{error} {error:?}");
    assert!(!said.contains(KEY) && !said.contains("no:"), "{said}");
    error
}

#[test]
fn each_shape_is_asked_for_in_the_nearest_size_and_costs_a_picture() {
    let shapes = [
        (Shape::Square, (1_024, 1_024)),
        (Shape::Portrait, (1_024, 1_536)),
        (Shape::Pin, (1_024, 1_536)),
        (Shape::Tall, (1_024, 1_536)),
        (Shape::Card, (1_536, 1_024)),
        (Shape::Wide, (1_536, 1_024)),
    ];
    with([], async |fake, model, purse| {
        for (at, (shape, size)) in shapes.into_iter().enumerate() {
            assert_eq!(draw(&model, shape).await.unwrap().size(), size, "{shape:?}");
            let asked = &fake.asked()[at];
            assert_eq!(asked["response_format"], "b64_json");
            let words = asked["prompt"].as_str().unwrap();
            assert!(words.contains("Rye sourdough") && words.contains("#a0522d"), "{words}");
            assert!(words.contains("a bakery") && !words.contains("Rosa"), "{words}");
        }
        assert_eq!((fake.asked().len(), purse.used()), (6, 6));
    });
}

#[test]
fn a_picture_at_an_address_is_fetched_without_the_key() {
    with([Does::DrawsAt("/files/drawn.png")], async |fake, model, purse| {
        assert_eq!(draw(&model, Shape::Square).await.unwrap().size(), (1_024, 1_536));
        assert_eq!((fake.asked().len(), purse.used()), (1, 1));
    });
}

#[test]
fn an_address_that_leads_astray_is_not_followed() {
    for (place, words) in [
        ("http://10.0.0.7/drawn.png", "private network"),
        ("http://169.254.169.254/latest/meta-data", "private network"),
        ("file:///etc/passwd", "only http and https"),
        ("/files/gone.png", "does not hand it out (status 404)"),
        ("/files/page.png", "no picture"),
    ] {
        with([Does::DrawsAt(place)], async |_, model, purse| {
            let why = failure(draw(&model, Shape::Square).await).to_string();
            assert!(why.contains(words), "{place}: {why}");
            assert_eq!(purse.used(), 1, "it was drawn and is paid for");
        });
    }
}

#[test]
fn a_server_is_asked_without_what_it_does_not_know() {
    let fields = |fake: &Fake| -> Vec<(bool, bool)> {
        let asked = fake.asked();
        let has = |asked: &serde_json::Value, field| asked.get(field).is_some();
        asked.iter().map(|it| (has(it, "size"), has(it, "response_format"))).collect()
    };
    for (unknown, named, expected) in [
        (&["response_format"][..], true, vec![(true, true), (true, false)]),
        (&["size"][..], true, vec![(true, true), (false, true)]),
        (
            &["size", "response_format"][..],
            false,
            vec![(true, true), (true, false), (false, false)],
        ),
    ] {
        with([Does::KnowsNo(unknown, named)], async |fake, model, purse| {
            draw(&model, Shape::Wide).await.unwrap();
            assert_eq!((fields(&fake), purse.used()), (expected, 1), "{unknown:?}");
        });
    }
    with([Does::KnowsNo(&["model"], true)], async |fake, model, purse| {
        let why = failure(draw(&model, Shape::Wide).await).to_string();
        assert!(why.contains("refused the request (status 400)"), "{why}");
        assert_eq!((fake.asked().len(), purse.used()), (3, 0));
    });
}

#[test]
fn a_refusal_is_told_and_not_argued_with() {
    with([Does::Refuses], async |fake, model, purse| {
        let why = failure(draw(&model, Shape::Square).await);
        assert_eq!(why, WriterError::Unusable("The model refused to draw this.".into()));
        assert_eq!((fake.asked().len(), purse.used()), (1, 0));
    });
}

#[test]
fn a_server_that_asks_to_wait_is_asked_again_and_not_for_ever() {
    let wait = Does::Status(429, Some("0"));
    with([wait.clone(), wait.clone()], async |fake, model, purse| {
        draw(&model, Shape::Square).await.unwrap();
        assert_eq!((fake.asked().len(), purse.used()), (3, 1));
    });
    for (does, times) in [(vec![wait; 3], 3), (vec![Does::Status(429, Some("3600"))], 1)] {
        with(does, async |fake, model, purse| {
            let why = failure(draw(&model, Shape::Square).await);
            assert!(matches!(why, WriterError::Unavailable(_)), "{why:?}");
            assert_eq!((fake.asked().len(), purse.used()), (times, 0));
        });
    }
}

#[test]
fn a_server_in_trouble_is_asked_three_times() {
    for status in [500, 502, 503, 529] {
        let trouble = Does::Status(status, None);
        with([trouble.clone()], async |_, model, _| {
            draw(&model, Shape::Square).await.unwrap();
        });
        with(vec![trouble; 3], async |fake, model, purse| {
            let why = failure(draw(&model, Shape::Square).await).to_string();
            assert!(why.contains(&status.to_string()), "{why}");
            assert_eq!((fake.asked().len(), purse.used()), (3, 0));
        });
    }
}

#[test]
fn a_wrong_key_and_an_unknown_model_are_told_in_words() {
    with([], async |fake, _, purse| {
        let why = failure(draw(&self::model(&fake, "sk-wrong", &purse), Shape::Square).await);
        let told =
            matches!(&why, WriterError::NotLetIn(said) if said.contains("does not accept the key"));
        assert!(told, "{why:?}");
        assert_eq!(purse.used(), 0);
    });
    for (status, words) in [(403, "key"), (404, "no model of this name"), (402, "paid")] {
        with([Does::Status(status, None)], async |fake, model, _| {
            let why = failure(draw(&model, Shape::Square).await);
            let told = matches!(&why, WriterError::NotLetIn(said) if said.contains(words));
            assert!(told, "{why:?}");
            assert_eq!(fake.asked().len(), 1);
        });
    }
}

#[test]
fn answers_without_end_and_slow_drips_are_given_up() {
    for endless in [Does::Endless, Does::Drips] {
        with([endless], async |fake, model, purse| {
            let why = failure(draw(&model, Shape::Square).await);
            assert!(matches!(why, WriterError::Unavailable(_)), "{why:?}");
            assert_eq!((fake.asked().len(), purse.used()), (1, 1), "it may have drawn");
        });
    }
}

#[test]
fn a_question_that_was_broken_off_counts_as_asked() {
    with([Does::Drips], async |fake, model, purse| {
        let asked = async {
            while fake.asked().is_empty() {
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            drawn = draw(&model, Shape::Square) => panic!("{drawn:?} before it was asked"),
            () = asked => {}
        }
        assert_eq!(purse.used(), 1);
    });
}

#[test]
fn what_is_no_answer_of_such_a_service_is_told() {
    for said in [
        "<html>It works!</html>",
        "{\"data\": [",
        "{\"data\": []}",
        "{\"data\": [{\"b64_json\": \"?\"}]}",
        "",
    ] {
        with([Does::Says(said)], async |_, model, purse| {
            let why = failure(draw(&model, Shape::Square).await);
            let told =
                matches!(&why, WriterError::Unusable(said) if said.contains("Check its address"));
            assert!(told, "{said}: {why:?}");
            assert_eq!(purse.used(), 1);
        });
    }
}

#[test]
fn files_that_are_no_pictures_of_use_are_refused() {
    let cut = drawn(1_024, 1_024)[..200].to_vec();
    let shapes = b"<svg xmlns='http://www.w3.org/2000/svg' width='2000' height='2000'/>".to_vec();
    for bytes in [b"GIF89a, or so".to_vec(), cut, bomb(), shapes, Vec::new()] {
        with([Does::Bytes(bytes)], async |_, model, purse| {
            let why = failure(draw(&model, Shape::Square).await);
            assert!(matches!(why, WriterError::Unusable(_)), "{why:?}");
            assert_eq!(purse.used(), 1);
        });
    }
    with([Does::Small(512)], async |_, model, _| {
        let why = failure(draw(&model, Shape::Square).await).to_string();
        assert!(why.contains("512 × 512 pixels"), "{why}");
    });
}

#[test]
fn a_budget_that_is_used_up_asks_nobody() {
    with([], async |fake, _, _| {
        let purse = Arc::new(Purse { budget: 1, used: Mutex::default() });
        let model = model(&fake, KEY, &purse);
        model.try_out().await.unwrap();
        let why = failure(draw(&model, Shape::Square).await);
        assert!(matches!(why, WriterError::UsedUp(_)), "{why:?}");
        assert_eq!((fake.asked().len(), purse.used()), (1, 1));
    });
}
