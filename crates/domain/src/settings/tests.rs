use proptest::{
    collection::{btree_set, vec},
    option,
    prelude::{Strategy, any, prop_assert_eq, prop_compose, proptest},
    sample::select,
};

use super::*;

fn often(interval: Interval, count: u8) -> Option<Frequency> {
    Some(Frequency { interval, count })
}

#[test]
fn a_tool_takes_its_own_frequency_then_the_shared_one_then_the_default() {
    let mut saved = SavedSettings::default();
    let default = Settings::default();
    assert_eq!(saved.resolved(), default, "nothing saved, everything default");

    saved.settings.frequency = often(Interval::Year, 12);
    let shared = saved.resolved();
    assert_eq!((shared.social, shared.blog, shared.email), {
        let all = often(Interval::Year, 12);
        (all, all, all)
    });
    saved.of_mut(ActivityType::Blog).frequency = often(Interval::Week, 2);
    assert_eq!(saved.resolved().blog, often(Interval::Week, 2));
    assert_eq!(saved.resolved().email, often(Interval::Year, 12));
    saved.settings.frequency = None;
    assert_eq!(saved.resolved().email, default.email);
    saved.settings.tools = [ActivityType::EmailMarketing].into();
    let resolved = saved.resolved();
    assert_eq!((resolved.social, resolved.blog, resolved.email), (None, None, default.email));
}

#[test]
fn the_voice_of_social_campaigns_goes_before_the_shared_one() {
    let mut saved = SavedSettings::default();
    saved.settings.tone_of_voice = "calm and serious".into();
    saved.settings.point_of_view = Some(PointOfView::ThirdPerson);
    assert_eq!(saved.resolved().tone, Tone::Formal);
    saved.of_mut(ActivityType::SocialMarketing).tone_of_voice = "fun".into();
    saved.of_mut(ActivityType::Blog).point_of_view = Some(PointOfView::SecondPerson);
    let resolved = saved.resolved();
    assert_eq!((resolved.tone, resolved.tone_of_voice.as_str()), (Tone::Playful, "fun"));
    assert_eq!(resolved.point_of_view, PointOfView::ThirdPerson);
    saved.of_mut(ActivityType::SocialMarketing).tone_of_voice = "como a Rosa".into();
    assert_eq!(saved.resolved().tone, Tone::Friendly, "words that lean nowhere");
    assert_eq!(saved.resolved().tone_of_voice, "como a Rosa");
}

#[test]
fn a_goal_in_words_leans_on_the_nearest_and_keeps_its_words() {
    let mut saved = SavedSettings::default();
    saved.settings.business.business_goal = "More newsletter subscribers".into();
    assert_eq!(saved.resolved().goal, Goal::CollectLeads, "nobody chose another");
    saved.settings.goal = Some(ChosenGoal::Custom("Double our Christmas orders".into()));
    let resolved = saved.resolved();
    assert_eq!(resolved.goal, Goal::BoostSales);
    assert_eq!(resolved.goal_words(), "Double our Christmas orders");
    saved.settings.goal = Some(ChosenGoal::Key(Goal::DriveTraffic));
    assert_eq!(saved.resolved().goal_words(), "Bring people to the website");
}

#[test]
fn events_come_from_the_chosen_calendars_or_from_all() {
    let (own, holidays) = (CalendarId::named("own"), CalendarId::named("holidays"));
    let mut settings = Settings::default();
    assert!(settings.hears(own) && settings.hears(holidays));
    settings.calendars.insert(own);
    assert!(settings.hears(own) && !settings.hears(holidays));
}

#[test]
fn settings_from_before_a_field_could_be_unset_mean_the_same() {
    let default = r#"{"goal":"BRAND_AWARENESS","tone":"friendly","point_of_view":"FIRST_PERSON",
        "channels":["instagram","facebook","linkedin","pinterest","google_business","tiktok",
        "threads","bluesky","mastodon"],"social":{"interval":"WEEK","count":3},
        "blog":{"interval":"MONTH","count":2},"email":{"interval":"MONTH","count":1},
        "topics":[],"excluded_topics":[],"weekdays":[],"guidelines":""}"#;
    let read: SavedSettings = serde_json::from_str(default).unwrap();
    assert_eq!(read, SavedSettings::default());

    let chosen = r#"{"goal":"BOOST_SALES","tone":"formal","point_of_view":"THIRD_PERSON",
        "channels":["bluesky"],"social":{"interval":"WEEK","count":5},"blog":null,
        "email":{"interval":"MONTH","count":1},"topics":["Bread"],"excluded_topics":["politics"],
        "weekdays":[2,5],"guidelines":"Say boutique."}"#;
    let read: SavedSettings = serde_json::from_str(chosen).unwrap();
    let resolved = read.resolved();
    assert_eq!(
        resolved,
        Settings {
            goal: Goal::BoostSales,
            tone: Tone::Formal,
            tone_of_voice: "Calm and formal".into(),
            point_of_view: PointOfView::ThirdPerson,
            channels: [Channel::Bluesky].into(),
            social: often(Interval::Week, 5),
            blog: None,
            topics: vec!["Bread".into()],
            excluded_topics: vec!["politics".into()],
            weekdays: [2, 5].into(),
            guidelines: "Say boutique.".into(),
            ..Settings::default()
        }
    );
    let again: SavedSettings =
        serde_json::from_str(&serde_json::to_string(&read).unwrap()).unwrap();
    assert_eq!(again, read);
}

#[test]
fn the_snapshot_of_an_older_version_still_reads() {
    let snapshot: Settings = serde_json::from_str(r#"{"goal":"BOOST_SALES"}"#).unwrap();
    assert_eq!(snapshot, Settings { goal: Goal::BoostSales, ..Settings::default() });
}

#[test]
fn differences_are_told_in_words() {
    let before = Settings::default();
    let after = Settings {
        goal: Goal::BoostSales,
        blog: None,
        excluded_topics: vec!["politics".into(), "weather".into()],
        weekdays: [1, 3].into(),
        ..Settings::default()
    };
    let told: Vec<String> = changes(&before, &after)
        .into_iter()
        .map(|change| format!("{}: {} > {}", change.what, change.before, change.after))
        .collect();
    assert_eq!(
        told,
        [
            "Goal: Be known by more people > Sell more",
            "Never touched: nothing > politics, weather",
            "Blog posts: 2 a month > none",
            "Days: as the planner chooses > Mon, Wed",
        ]
    );
}

fn frequency() -> impl Strategy<Value = Option<Frequency>> {
    let interval = select(Interval::ALL.map(|(it, ..)| it).to_vec());
    option::of(
        (interval, 1..=MOST_OFTEN).prop_map(|(interval, count)| Frequency { interval, count }),
    )
}

fn text() -> impl Strategy<Value = String> {
    "[a-z]{0,3}"
}

prop_compose! {
    fn preferences()(
        goal in option::of(select(vec![
            ChosenGoal::Key(Goal::BoostSales), ChosenGoal::Custom("More leads".into()),
        ])),
        social_channels in btree_set(select(SocialChannel::ALL.map(|(it, ..)| it).to_vec()), 0..4),
        tools in btree_set(select(ActivityType::ALL.to_vec()), 0..3),
        topics in vec(text(), 0..2), excluded_topics in vec(text(), 0..2),
        core_topic in option::of(text()), frequency in frequency(), tone_of_voice in text(),
        point_of_view in option::of(select(PointOfView::ALL.map(|(it, ..)| it).to_vec())),
        value_proposition in text(), guidelines in text(),
    ) -> Preferences {
        let business = BusinessProfile { value_proposition, ..BusinessProfile::default() };
        Preferences {
            goal, social_channels, tools, topics, excluded_topics, core_topic, frequency,
            tone_of_voice, point_of_view, business, guidelines, ..Preferences::default()
        }
    }
}

prop_compose! {
    fn saved()(
        settings in preferences(), social in preferences(), blog in preferences(),
        channels in btree_set(select(Channel::ALL.to_vec()), 0..3),
        weekdays in btree_set(1i8..=7, 0..3),
    ) -> SavedSettings {
        let mut saved = SavedSettings { settings, channels, weekdays, ..SavedSettings::default() };
        saved.overrides.insert(ActivityType::SocialMarketing, social);
        saved.overrides.insert(ActivityType::Blog, blog);
        saved.overrides.retain(|_, chosen| !chosen.is_empty());
        saved
    }
}

proptest! {
    #[test]
    fn what_is_stored_is_read(saved in saved()) {
        let stored = serde_json::to_string(&saved).unwrap();
        prop_assert_eq!(serde_json::from_str::<SavedSettings>(&stored).unwrap(), saved);
    }

    #[test]
    fn settings_differ_exactly_when_a_difference_is_told(
        one in saved(), other in saved(), same in any::<bool>(),
    ) {
        let one = one.resolved();
        let other = if same { one.clone() } else { other.resolved() };
        prop_assert_eq!(changes(&one, &other).is_empty(), one == other);
    }
}
