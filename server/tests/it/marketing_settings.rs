//! Marketing Settings V1, as a program sees it, and what the settings do to a plan.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use domain::{
    Scope,
    channel::Channel,
    contract::Credentials,
    settings::{SavedSettings, Settings, Tone},
    world::World,
};
use jiff::Timestamp;
use outbound::{Outbound, Policy};
use proptest::{
    collection::vec,
    prelude::{BoxedStrategy, Just, Strategy, prop_oneof},
    sample::{select, subsequence},
    strategy::ValueTree,
    test_runner::TestRunner,
};
use serde_json::{Value, json};
use store::Store;
use url::Url;
use wix::{
    Access, Client, WixError,
    wire::{self, Frequency, MarketingSettings, MarketingTool, SettingsOverrides},
};

use crate::{
    almanac::{Almanac, Sample, on_both},
    api::{Still, until_idle},
    program::{Program, list},
};

const PATH: &str = "/marketing-settings";

fn upsert(settings: Value, mask: &str) -> Value {
    json!({ "marketingSettings": settings, "fieldMask": mask })
}

async fn saves(program: &Program, settings: Value, mask: &str) -> Value {
    program.posts(PATH, &upsert(settings, mask)).await["marketingSettings"].clone()
}

async fn saved(program: &Program) -> Value {
    program.gets(PATH).await["marketingSettings"].clone()
}

async fn store_of(almanac: &Almanac, program: &Program) -> (Store, Scope) {
    let store = almanac.store().await;
    let scope = store.scope_of_site(program.site.parse().unwrap()).await.unwrap();
    (store, scope)
}

#[test]
fn a_site_that_never_saved_settings_has_only_what_is_derived() {
    on_both(async |almanac| {
        let sample = Sample::of(&almanac);
        let program = Program::of(&sample);
        let derived = saved(&program).await;
        let names: Vec<&String> = derived.as_object().unwrap().keys().collect();
        assert_eq!(names, ["id", "settings"]);
        assert_eq!(derived["id"], program.site, "the id is the site's");
        let fields: Vec<&String> = derived["settings"].as_object().unwrap().keys().collect();
        assert_eq!(fields, ["businessLocation", "language", "targetLocations"]);
        assert_eq!(derived["settings"]["language"], "en");
        assert_eq!(derived["settings"]["businessLocation"]["country"], "PT");
        for query in ["?fieldSet=ALL", "?field_set=x&fieldSet=y"] {
            let same = program.gets(&format!("{PATH}{query}")).await;
            assert_eq!(same["marketingSettings"], derived, "{query}");
        }
    });
}

#[test]
fn what_the_mask_names_is_saved_and_the_rest_stays() {
    on_both(async |almanac| {
        let sample = Sample::of(&almanac);
        let program = Program::of(&sample);
        let whole = json!({
            "settings": {
                "marketingPlanGoal": { "goalKey": "BOOST_SALES" },
                "marketingTools": ["SOCIAL_MARKETING"],
                "topics": { "included": ["ceramics"], "excluded": ["politics"], "coreTopic": { "a": [1] } },
                "toneOfVoice": " warm ", "pointOfView": "SECOND_PERSON",
                "businessProfile": { "valueProposition": "hand made", "targetAudience": "home cooks" },
                "imageGuidelines": "not in the mask"
            },
            "overrides": { "socialMarketing": { "frequency": { "interval": "WEEK", "count": 3 } } }
        });
        let mask = "settings.marketingPlanGoal,settings.marketingTools,settings.topics,\
            settings.toneOfVoice,settings.pointOfView,settings.businessProfile,\
            overrides.socialMarketing.frequency";
        let first = saves(&program, whole.clone(), mask).await;
        assert_eq!(first["settings"]["topics"], whole["settings"]["topics"], "coreTopic is kept");
        assert_eq!(first["settings"]["toneOfVoice"], "warm");
        assert_eq!(first["overrides"], whole["overrides"]);
        assert!(first["settings"]["imageGuidelines"].is_null(), "the mask did not name it");
        assert!(first["createdAt"].is_string() && first["createdAt"] == first["updatedAt"]);
        assert_eq!(saved(&program).await, first, "it answers all that is saved");

        let second = json!({
            "id": "mine", "createdAt": "never",
            "settings": {
                "topics": { "included": ["bread", "bread"] }, "frequency": { "interval": "YEAR", "count": 30 },
                "businessProfile": { "businessGoal": "grow" }, "language": "pt",
                "marketingPlanGoal": { "customGoal": "Fill the classes" }
            },
            "overrides": { "blogs": { "toneOfVoice": "calm" } }
        });
        let mask = "settings.topics.included, settings.frequency,\
            settings.businessProfile.businessGoal,settings.language,id,createdAt,\
            settings.marketingPlanGoal.customGoal,overrides.blogs.toneOfVoice";
        let then = saves(&program, second, mask).await;
        let settings = &then["settings"];
        assert_eq!(settings["topics"]["included"], json!(["bread"]));
        assert_eq!(settings["topics"]["excluded"], json!(["politics"]), "beside it, and not named");
        assert_eq!(settings["businessProfile"]["targetAudience"], "home cooks");
        assert_eq!(settings["businessProfile"]["businessGoal"], "grow");
        assert_eq!(settings["frequency"], json!({ "interval": "YEAR", "count": 30 }));
        assert_eq!(settings["language"], "en", "derived fields are not set");
        assert_eq!(then["id"], program.site);
        assert_eq!(settings["marketingPlanGoal"], json!({ "customGoal": "Fill the classes" }));
        assert_eq!(
            then["overrides"]["blogs"],
            json!({ "toneOfVoice": "calm" }),
            "more can be overridden"
        );
        assert_eq!(then["createdAt"], first["createdAt"]);

        let only = json!({ "settings": { "frequency": { "count": 2 } } });
        let then = saves(&program, only, "settings.frequency.count").await;
        assert_eq!(then["settings"]["frequency"], json!({ "interval": "YEAR", "count": 2 }));
    });
}

#[test]
fn null_and_empty_clear_a_field_that_the_mask_names() {
    on_both(async |almanac| {
        let sample = Sample::of(&almanac);
        let program = Program::of(&sample);
        let derived = saved(&program).await["settings"].clone();
        let full = json!({
            "settings": {
                "topics": { "included": ["bread"], "excluded": ["war"] }, "pointOfView": "FIRST_PERSON",
                "toneOfVoice": "warm", "socialChannels": ["GBP"], "frequency": { "interval": "WEEK", "count": 1 },
                "imageGenerationSettings": { "style": "pop" }, "marketingPlanGoal": { "goalKey": "BOOST_SALES" }
            },
            "overrides": { "blogs": { "frequency": { "interval": "WEEK", "count": 1 } } }
        });
        for empty in [
            json!({ "settings": {
                "topics": { "included": [], "excluded": null }, "pointOfView": null, "toneOfVoice": "",
                "socialChannels": [], "frequency": {}, "imageGenerationSettings": {}, "marketingPlanGoal": {}
            }, "overrides": { "blogs": { "frequency": null } } }),
            json!({ "settings": null, "overrides": {} }),
        ] {
            saves(&program, full.clone(), "settings,overrides").await;
            let single = empty["settings"].is_object();
            let mask = if single {
                "settings.topics.included,settings.topics.excluded,settings.pointOfView,\
                 settings.toneOfVoice,settings.socialChannels,settings.frequency,\
                 settings.imageGenerationSettings,settings.marketingPlanGoal,overrides.blogs.frequency"
            } else {
                "settings,overrides"
            };
            let then = saves(&program, empty, mask).await;
            assert_eq!(then["settings"], derived);
            assert!(then["overrides"].is_null() && then["createdAt"].is_string(), "{then}");
        }
    });
}

#[test]
fn a_mask_is_one_text_that_names_what_was_sent() {
    on_both(async |almanac| {
        let sample = Sample::of(&almanac);
        let program = Program::of(&sample);
        let sent = json!({ "settings": { "toneOfVoice": "warm", "mood": 1 } });
        for (body, named) in [
            (json!({}), "marketingSettings"),
            (json!({ "marketingSettings": null, "fieldMask": "settings" }), "marketingSettings"),
            (json!({ "marketingSettings": sent }), "fieldMask"),
            (upsert(sent.clone(), " "), "fieldMask"),
        ] {
            assert_eq!(program.is_refused(400, "POST", PATH, &body).await, named, "{body}");
        }
        for mask in [json!(["settings"]), json!({ "paths": ["settings"] }), json!(7)] {
            let body = json!({ "marketingSettings": sent, "fieldMask": mask });
            let (status, said) = program.asks("POST", PATH, &body).await;
            assert_eq!(
                (status, &said["message"]),
                (400, &json!("Failed to parse request message"))
            );
        }
        for mask in [
            "settings.pointOfView",
            "settings.toneOfVoice,settings.pointOfView",
            "settings.mood",
            "settings.toneOfVoice.x",
            "overrides",
            "toneOfVoice",
            "settings,",
            "*",
        ] {
            let body = upsert(sent.clone(), mask);
            let refused = program.is_refused(428, "POST", PATH, &body).await;
            assert_eq!(refused, "INVALID_FIELD_MASK_ERROR", "{mask}");
        }
        assert!(saved(&program).await["createdAt"].is_null(), "nothing was saved");
    });
}

#[test]
fn a_wrong_value_is_named_and_nothing_is_changed() {
    on_both(async |almanac| {
        let sample = Sample::of(&almanac);
        let program = Program::of(&sample);
        let good =
            json!({ "settings": { "toneOfVoice": "warm", "topics": { "included": ["bread"] } } });
        let before = saves(&program, good, "settings").await;
        let often = |count: Value| json!({ "interval": "WEEK", "count": count });
        let long = "x".repeat(3_001);
        for (field, value) in [
            ("frequency.count", json!({ "frequency": often(json!(0)) })),
            ("frequency.count", json!({ "frequency": often(json!(31)) })),
            ("frequency.count", json!({ "frequency": often(json!(1.5)) })),
            ("frequency.count", json!({ "frequency": { "interval": "WEEK" } })),
            ("frequency.interval", json!({ "frequency": { "count": 3 } })),
            ("frequency.interval", json!({ "frequency": { "interval": "DAY", "count": 3 } })),
            ("pointOfView", json!({ "pointOfView": "FOURTH_PERSON" })),
            ("marketingTools[1]", json!({ "marketingTools": ["BLOGS", "BLOG"] })),
            ("socialChannels[0]", json!({ "socialChannels": ["MYSPACE"] })),
            ("marketingPlanGoal.goalKey", json!({ "marketingPlanGoal": { "goalKey": "UNKNOWN" } })),
            (
                "marketingPlanGoal",
                json!({ "marketingPlanGoal": { "goalKey": "BOOST_SALES", "customGoal": "x" } }),
            ),
            (
                "marketingPlanGoal.customGoal",
                json!({ "marketingPlanGoal": { "customGoal": long } }),
            ),
            ("toneOfVoice", json!({ "toneOfVoice": long })),
            ("toneOfVoice", json!({ "toneOfVoice": 7 })),
            ("toneOfVoice", json!({ "toneOfVoice": "a\u{0}b" })),
            ("customContentGuidelines", json!({ "customContentGuidelines": long })),
            ("imageGuidelines", json!({ "imageGuidelines": long })),
            (
                "businessProfile.businessGoal",
                json!({ "businessProfile": { "businessGoal": long } }),
            ),
            ("businessProfile", json!({ "businessProfile": "shop" })),
            ("topics.included[1]", json!({ "topics": { "included": ["a", ""] } })),
            ("topics.excluded[0]", json!({ "topics": { "excluded": ["a\nb"] } })),
            ("topics.excluded", json!({ "topics": { "excluded": vec!["a"; 101] } })),
            ("topics.coreTopic", json!({ "topics": { "coreTopic": { "x": long } } })),
            ("calendar.ids[0]", json!({ "calendar": { "ids": ["mine"] } })),
            ("imageGenerationSettings", json!({ "imageGenerationSettings": "pop" })),
        ] {
            let name = value.as_object().unwrap().keys().next().unwrap().clone();
            let mut sent = value.clone();
            sent["toneOfVoice"] = sent.get("toneOfVoice").cloned().unwrap_or(json!("cold"));
            let body = upsert(
                json!({ "settings": sent }),
                &format!("settings.toneOfVoice,settings.{name}"),
            );
            let refused = program.is_refused(400, "POST", PATH, &body).await;
            assert_eq!(refused, format!("marketingSettings.settings.{field}"), "{value}");
            let body = upsert(json!({ "overrides": { "blogs": value } }), "overrides.blogs");
            let refused = program.is_refused(400, "POST", PATH, &body).await;
            assert_eq!(refused, format!("marketingSettings.overrides.blogs.{field}"), "{body}");
        }
        let body = upsert(json!({ "settings": 7 }), "settings");
        let refused = program.is_refused(400, "POST", PATH, &body).await;
        assert_eq!(refused, "marketingSettings.settings");
        assert_eq!(saved(&program).await, before);
        let longest = json!({ "settings": { "imageGuidelines": "é".repeat(3_000) } });
        saves(&program, longest, "settings.imageGuidelines").await;
    });
}

#[test]
fn the_defaults_are_given_whole_or_by_name() {
    on_both(async |almanac| {
        let sample = Sample::of(&almanac);
        let program = Program::of(&sample);
        let path = "/marketing-settings/defaults";
        let all = program.gets(path).await["marketingSettings"]["settings"].clone();
        let names: Vec<&String> = all.as_object().unwrap().keys().collect();
        assert_eq!(names, ["calendar", "frequency", "marketingPlanGoal", "socialChannels"]);
        assert_eq!(all["marketingPlanGoal"]["goalKey"], "BRAND_AWARENESS");
        assert_eq!(list(&all, "socialChannels").len(), 6);
        let two = program.gets(&format!("{path}?fieldMask=calendar,socialChannels")).await;
        let two = two["marketingSettings"]["settings"].clone();
        assert_eq!(
            two,
            json!({ "calendar": all["calendar"], "socialChannels": all["socialChannels"] })
        );
        for mask in ["toneOfVoice", "calendar,settings.frequency", "calendar.ids"] {
            let path = format!("{path}?fieldMask={mask}");
            assert_eq!(program.is_refused(400, "GET", &path, &Value::Null).await, "fieldMask");
        }
        let as_defaults = saves(&program, json!({ "settings": all }), "settings").await;
        assert_eq!(as_defaults["settings"]["calendar"], all["calendar"], "they can be saved");
    });
}

#[test]
fn programs_that_set_different_fields_at_once_lose_nothing_of_each_other() {
    on_both(async |almanac| {
        let sample = Sample::of(&almanac);
        const FIELDS: [&str; 6] = [
            "toneOfVoice",
            "customContentGuidelines",
            "imageGuidelines",
            "businessProfile.valueProposition",
            "businessProfile.targetAudience",
            "businessProfile.businessGoal",
        ];
        for round in 0..5 {
            let told = |n: usize| format!("round {round}, program {n}");
            let asking: Vec<_> = FIELDS
                .iter()
                .enumerate()
                .map(|(n, field)| {
                    let (program, told) = (Program::of(&sample), told(n));
                    tokio::spawn(async move {
                        let path = format!("settings.{field}");
                        let sent = path
                            .rsplit('.')
                            .fold(json!(told), |below, name| json!({ name: below }));
                        saves(&program, sent, &path).await;
                    })
                })
                .collect();
            for asked in asking {
                asked.await.unwrap();
            }
            let then = saved(&Program::of(&sample)).await;
            for (n, field) in FIELDS.iter().enumerate() {
                let pointer = format!("/settings/{}", field.replace('.', "/"));
                assert_eq!(then.pointer(&pointer), Some(&json!(told(n))), "{then}");
            }
        }
    });
}

#[test]
fn what_the_vendor_has_no_word_for_survives_an_upsert() {
    on_both(async |almanac| {
        let sample = Sample::of(&almanac);
        let program = Program::of(&sample);
        let (store, scope) = store_of(&almanac, &program).await;
        let now = Still.now();
        let ours = |saved: SavedSettings| {
            let channels = [Channel::Bluesky, Channel::Instagram].into();
            Ok::<_, ()>(SavedSettings { channels, weekdays: [2, 5].into(), ..saved })
        };
        store.change_settings(scope, now, ours).await.unwrap().unwrap();
        saves(&program, json!({ "settings": { "toneOfVoice": "calm" } }), "settings").await;
        let then = store.settings(scope).await.unwrap();
        assert_eq!(
            then,
            Settings {
                channels: [Channel::Bluesky, Channel::Instagram].into(),
                weekdays: [2, 5].into(),
                tone: Tone::Formal,
                tone_of_voice: "calm".into(),
                ..Settings::default()
            }
        );
        store.close().await;
    });
}

/// Fields of preferences with what may be put into each; null clears.
fn fields() -> Vec<(&'static str, BoxedStrategy<Value>)> {
    let text = || "[a-z]{1,9}( [a-z]{1,9}){0,3}".prop_map(Value::from).boxed();
    let some = |words: &'static [&'static str]| {
        subsequence(words, 1..=words.len()).prop_map(Value::from).boxed()
    };
    let topics = || {
        let once = |topics: &Vec<String>| BTreeSet::from_iter(topics).len() == topics.len();
        let topics = vec("[a-z]{1,9}", 1..5).prop_filter("doubles are dropped", once);
        topics.prop_map(Value::from).boxed()
    };
    let often = (select(&["WEEK", "MONTH", "YEAR"][..]), 1..=30)
        .prop_map(|(interval, count)| json!({ "interval": interval, "count": count }));
    let goal = prop_oneof![
        select(&["DRIVE_TRAFFIC", "BOOST_SALES"][..]).prop_map(|key| json!({ "goalKey": key })),
        text().prop_map(|words| json!({ "customGoal": words })),
    ];
    let kept =
        prop_oneof![Just(json!({ "a": [1, "x", null] })), Just(json!({ "b": { "c": 0.5 } }))];
    Vec::from([
        ("marketingPlanGoal", goal.boxed()),
        (
            "socialChannels",
            some(&["FACEBOOK", "INSTAGRAM", "LINKEDIN", "PINTEREST", "GBP", "TIKTOK", "TWITTER"]),
        ),
        ("marketingTools", some(&["SOCIAL_MARKETING", "BLOGS", "EMAIL_MARKETING"])),
        ("topics.included", topics()),
        ("topics.excluded", topics()),
        ("topics.coreTopic", kept.clone().boxed()),
        ("frequency", often.boxed()),
        ("toneOfVoice", text()),
        (
            "pointOfView",
            select(&["FIRST_PERSON", "THIRD_PERSON"][..]).prop_map(Value::from).boxed(),
        ),
        ("businessProfile.valueProposition", text()),
        ("businessProfile.targetAudience", text()),
        ("businessProfile.businessGoal", text()),
        (
            "calendar.ids",
            some(&["018f0000-0000-7000-8000-000000000001", "018f0000-0000-7000-8000-000000000002"]),
        ),
        ("customContentGuidelines", text()),
        ("imageGuidelines", text()),
        ("imageGenerationSettings", kept.boxed()),
    ])
}

/// Puts a value where a path leads.
fn put(into: &mut Value, path: &str, value: Value) {
    let at = path.split('.').fold(into, |at, name| &mut at[name]);
    *at = value;
}

#[test]
fn whatever_is_set_by_masks_is_read_and_nothing_else_changes() {
    on_both(async |almanac| {
        let sample = Sample::of(&almanac);
        let program = Program::of(&sample);
        const ROOTS: [&str; 4] = [
            "settings",
            "overrides.socialMarketing",
            "overrides.emailMarketing",
            "overrides.blogs",
        ];
        let one = (select(&ROOTS[..]), select(fields())).prop_flat_map(|(root, (field, value))| {
            let path = format!("{root}.{field}");
            prop_oneof![4 => value, 1 => Just(Value::Null)]
                .prop_map(move |value| (path.clone(), value))
        });
        let some = vec(one, 1..8);
        let mut dice = TestRunner::deterministic();
        let mut wanted: BTreeMap<String, Value> = BTreeMap::new();
        for _ in 0..60 {
            let set: BTreeMap<String, Value> =
                some.new_tree(&mut dice).unwrap().current().into_iter().collect();
            let mut sent = json!({ "settings": { "imageGuidelines": "not named" } });
            for (path, value) in &set {
                put(&mut sent, path, value.clone());
            }
            let mask: Vec<&str> = set.keys().map(String::as_str).collect();
            let then = saves(&program, sent, &mask.join(",")).await;
            wanted.extend(set);
            for root in ROOTS {
                for (field, _) in fields() {
                    let path = format!("{root}.{field}");
                    let found = then.pointer(&format!("/{}", path.replace('.', "/")));
                    let kept = wanted.get(&path).filter(|value| !value.is_null());
                    assert_eq!(found, kept, "{path} in {then}");
                }
            }
            assert_eq!(saved(&program).await, then);
        }
    });
}

#[test]
fn settings_change_no_plan_until_it_is_made_again() {
    on_both(async |almanac| {
        let sample = Sample::of(&almanac);
        let program = Program::of(&sample);
        let (store, scope) = store_of(&almanac, &program).await;
        let activities = async || {
            let all = program.posts("/marketing-activities/query", &json!({})).await;
            list(&all, "marketingActivities").clone()
        };
        let before = activities().await;
        let plan = program.gets("/marketing-plan").await;
        let is = |one: &Value, kind: &str| one["marketingActivityType"] == kind;
        assert!(before.iter().any(|one| is(one, "EMAIL_MARKETING")));
        let says = |one: &Value, word: &str| {
            format!("{} {}", one["title"], one["description"]).to_lowercase().contains(word)
        };
        // Which of what the bakery makes comes up first is for the dice of each plan.
        let mut made = ["sourdough", "rye", "brioche", "chestnut", "panettone"].into_iter();
        let excluded = made.find(|word| before.iter().any(|one| says(one, word))).unwrap();
        let mentions = |one: &Value| says(one, excluded);

        let sent = json!({
            "settings": {
                "marketingTools": ["SOCIAL_MARKETING", "BLOGS"],
                "topics": { "excluded": [excluded] },
                "marketingPlanGoal": { "customGoal": "Double our Christmas orders" },
                "frequency": { "interval": "WEEK", "count": 5 }
            },
            "overrides": { "blogs": { "frequency": { "interval": "WEEK", "count": 1 } } }
        });
        saves(&program, sent, "settings,overrides").await;
        assert_eq!(program.gets("/marketing-plan").await, plan, "the present plan stays");
        assert_eq!(activities().await, before);

        program.posts("/marketing-plan/regenerate-marketing-plan", &json!({})).await;
        until_idle(&store, scope).await;
        let after = activities().await;
        let new: Vec<&Value> =
            after.iter().filter(|one| before.iter().all(|old| old["id"] != one["id"])).collect();
        assert!(!new.iter().copied().any(mentions), "{new:#?}");
        assert!(!new.iter().any(|one| is(one, "EMAIL_MARKETING")), "the tool is off");
        let day = |one: &Value| one["targetDate"].as_str().unwrap().parse::<Timestamp>().unwrap();
        let hours = day(new[new.len() - 1]).duration_since(day(new[0])).as_hours();
        let weeks = usize::try_from(hours / (24 * 7)).unwrap();
        let blogs = new.iter().filter(|one| is(one, "BLOG")).count();
        assert!((weeks - 1..=weeks + 2).contains(&blogs), "{blogs} in {weeks} weeks");
        let social = new.iter().filter(|one| is(one, "SOCIAL_MARKETING")).count();
        assert!(social > 3 * weeks, "{social} in {weeks} weeks");

        // Social marketing off: an activity in the next days gets no posts until somebody asks.
        let off = json!({ "settings": { "marketingTools": ["BLOGS"] } });
        saves(&program, off, "settings.marketingTools").await;
        let asked = json!({ "marketingActivity": {
            "title": "Open door", "description": "Come by", "targetDate": new[0]["targetDate"],
            "marketingActivityType": "SOCIAL_MARKETING"
        } });
        let added = program.posts("/marketing-activities", &asked).await;
        let id = added["marketingActivity"]["id"].as_str().unwrap().to_owned();
        program.posts("/marketing-plan/regenerate-marketing-plan", &json!({})).await;
        until_idle(&store, scope).await;
        let posts = async || {
            let asked = json!({ "marketingActivityIds": [id] });
            let posts = program.posts("/marketing-activity-posts", &asked).await;
            list(&posts["marketingActivities"][0], "items").len()
        };
        assert_eq!(posts().await, 0);
        let again = activities().await;
        let added =
            |one: &&Value| after.iter().all(|old| old["id"] != one["id"]) && one["id"] != id;
        assert!(!again.iter().filter(added).any(|one| is(one, "SOCIAL_MARKETING")));
        let rosa = sample.rosa().await;
        let made =
            rosa.submits(&format!("/sites/{}/activities/{id}/posts", program.site), &[]).await;
        assert_eq!(made.status, 303, "{}", made.text());
        assert!(posts().await > 0, "who asks for posts has them");
        store.close().await;
    });
}

#[test]
fn our_own_client_saves_and_clears_what_it_reads() {
    on_both(async |almanac| {
        let sample = Sample::of(&almanac);
        let service: Url = sample.server.address.parse().unwrap();
        let allowed_private_hosts = vec![service.authority().to_owned()];
        let policy = Policy { allowed_private_hosts, ..Policy::default() };
        let key = Credentials::new(sample.word("api_key"));
        let access = Access::Key { key, site: sample.word("site_id") };
        let outbound = Outbound::new(policy).unwrap();
        let client = Client::new(outbound, Arc::new(Still), service, access);

        let never = client.settings().await.unwrap();
        assert_eq!((never.created_at, never.overrides), (None, None));
        let frequency =
            Frequency { interval: Some("MONTH".into()), count: Some(4), ..Frequency::default() };
        let blogs = wire::Settings { frequency: Some(frequency), ..wire::Settings::default() };
        let sent = MarketingSettings {
            settings: Some(wire::Settings {
                tone_of_voice: Some("warm".into()),
                marketing_tools: Some(vec![MarketingTool::Blogs]),
                ..wire::Settings::default()
            }),
            overrides: Some(SettingsOverrides {
                blogs: Some(blogs),
                ..SettingsOverrides::default()
            }),
            ..MarketingSettings::default()
        };
        let mask = "settings.toneOfVoice,settings.marketingTools,overrides.blogs.frequency";
        let saved = client.upsert_settings(&sent, mask).await.unwrap();
        assert_eq!(saved.overrides, sent.overrides);
        assert_eq!(client.settings().await.unwrap(), saved);
        // Reading and writing it all back changes nothing but the time.
        let again = client.upsert_settings(&saved, "settings,overrides").await.unwrap();
        assert_eq!((&again.settings, &again.overrides), (&saved.settings, &saved.overrides));
        let cleared = client.upsert_settings(&MarketingSettings::default(), mask).await.unwrap();
        assert_eq!((cleared.settings, cleared.overrides), (never.settings, None));
        let defaults = client.settings_defaults(&["marketingPlanGoal"]).await.unwrap();
        assert!(defaults.settings.unwrap().marketing_plan_goal.is_some());
        let refused = client.settings_defaults(&["language"]).await.unwrap_err();
        assert!(matches!(refused, WixError::Invalid { .. }), "{refused:?}");
    });
}
