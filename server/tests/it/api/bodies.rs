//! Bodies that nobody would send on purpose.

use proptest::{
    prelude::{BoxedStrategy, Just, Strategy, any, prop_oneof},
    sample::select,
};
use serde_json::{Value, json};

/// Names that methods know.
const KEYS: [&str; 45] = [
    "id",
    "ids",
    "query",
    "filter",
    "startDate",
    "endDate",
    "marketingActivityType",
    "$eq",
    "$in",
    "draftIds",
    "marketingActivityIds",
    "marketingActivity",
    "fieldMask",
    "title",
    "description",
    "targetDate",
    "calendarEvent",
    "event",
    "name",
    "date",
    "$gte",
    "$lte",
    "recurringRule",
    "recurringOccurrences",
    "frequency",
    "interval",
    "calendarId",
    "eventId",
    "$and",
    "status",
    "type",
    "channel.name",
    "schedulingInfo.scheduledDate",
    "scheduledDate",
    "sort",
    "fieldName",
    "cursorPaging",
    "paging",
    "limit",
    "cursor",
    "item",
    "instagramPost",
    "instagramStory",
    "caption",
    "link",
];

/// Bodies made of the words that methods know, in any order and of any type.
pub fn of(ids: Vec<String>) -> impl Strategy<Value = Value> {
    const WORDS: [&str; 14] = [
        "",
        "x",
        "BLOG",
        "UNKNOWN",
        "title",
        "title,targetDate",
        "WEEKLY",
        "YEAR",
        "2026-12-01T00:00:00Z",
        "-009999-01-02T00:00:00Z",
        "9999-12-30T22:00:00Z",
        "\0",
        "\u{1e}",
        "\u{202e}",
    ];
    let word = prop_oneof![select(&WORDS[..]).prop_map(String::from), select(ids)];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        word.prop_map(Value::from),
    ];
    let any_value = leaf.prop_recursive(5, 64, 6, |inner| {
        let list = proptest::collection::vec(inner.clone(), 0..24).prop_map(Value::from);
        prop_oneof![list, object(inner.boxed())]
    });
    let any_value = any_value.boxed();
    prop_oneof![3 => object(any_value.clone()), 1 => settings(any_value)]
}

/// Settings with a mask, in the shape that they have and with anything in it.
fn settings(of: BoxedStrategy<Value>) -> impl Strategy<Value = Value> {
    const FIELDS: [&str; 15] = [
        "marketingPlanGoal",
        "socialChannels",
        "marketingTools",
        "topics",
        "frequency",
        "toneOfVoice",
        "pointOfView",
        "businessProfile",
        "calendar",
        "customContentGuidelines",
        "imageGuidelines",
        "imageGenerationSettings",
        "language",
        "businessLocation",
        "targetLocations",
    ];
    const BELOW: [&str; 11] = [
        "goalKey",
        "customGoal",
        "included",
        "excluded",
        "coreTopic",
        "interval",
        "count",
        "valueProposition",
        "targetAudience",
        "businessGoal",
        "ids",
    ];
    const WORDS: [&str; 6] = ["BOOST_SALES", "GBP", "BLOGS", "YEAR", "FIRST_PERSON", "Bread"];
    let word = select(&WORDS[..]).prop_map(Value::from);
    let words = proptest::collection::vec(word.clone(), 0..4).prop_map(Value::from);
    let number = (-1i64..40).prop_map(Value::from);
    let leaf = prop_oneof![3 => word, 3 => words, 2 => number, 2 => of].boxed();
    let below = proptest::collection::btree_map(select(&BELOW[..]), leaf.clone(), 0..4)
        .prop_map(Value::from_iter);
    let field = prop_oneof![below, leaf];
    let chosen = proptest::collection::btree_map(select(&FIELDS[..]), field, 1..4);
    let root = select(&["settings", "overrides.socialMarketing", "overrides.blogs"][..]);
    (chosen, root).prop_map(|(chosen, root)| {
        let mask: Vec<String> = chosen.keys().map(|name| format!("{root}.{name}")).collect();
        let chosen = Value::from_iter(chosen);
        let sent = match root.split_once('.') {
            Some((root, tool)) => json!({ root: { tool: chosen } }),
            None => json!({ root: chosen }),
        };
        json!({ "marketingSettings": sent, "fieldMask": mask.join(",") })
    })
}

fn object(of: BoxedStrategy<Value>) -> impl Strategy<Value = Value> {
    let fields = proptest::collection::btree_map(select(&KEYS[..]), of, 0..8);
    fields
        .prop_map(|fields| fields.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}
