//! Field masks: which of the settings that were sent are meant.

use serde_json::{Map, Value};

use crate::fault::Fault;

/// Fields below each name; what is open may hold anything.
enum Known {
    /// No fields of its own, or none that can be named.
    Leaf,
    /// JSON of any shape.
    Open,
    /// What follows from the site: may be named, and is not set.
    Derived,
    /// These.
    Fields(&'static [(&'static str, Known)]),
}

use Known::{Derived, Fields, Leaf, Open};

const FREQUENCY: Known = Fields(&[("interval", Leaf), ("count", Leaf)]);
/// The fields of preferences.
const PREFERENCES: Known = Fields(&[
    ("marketingPlanGoal", Fields(&[("goalKey", Leaf), ("customGoal", Leaf)])),
    ("socialChannels", Leaf),
    ("marketingTools", Leaf),
    ("topics", Fields(&[("included", Leaf), ("excluded", Leaf), ("coreTopic", Open)])),
    ("frequency", FREQUENCY),
    ("toneOfVoice", Leaf),
    ("pointOfView", Leaf),
    (
        "businessProfile",
        Fields(&[("valueProposition", Leaf), ("targetAudience", Leaf), ("businessGoal", Leaf)]),
    ),
    ("calendar", Fields(&[("ids", Leaf)])),
    ("customContentGuidelines", Leaf),
    ("imageGuidelines", Leaf),
    ("imageGenerationSettings", Open),
    ("language", Derived),
    ("businessLocation", Derived),
    ("targetLocations", Derived),
]);
/// The fields of settings, from their root.
static SETTINGS: Known = Fields(&[
    ("id", Derived),
    ("settings", PREFERENCES),
    (
        "overrides",
        Fields(&[
            ("socialMarketing", PREFERENCES),
            ("emailMarketing", PREFERENCES),
            ("blogs", PREFERENCES),
        ]),
    ),
    ("createdAt", Derived),
    ("updatedAt", Derived),
]);

/// The fields that are one of a kind: setting one ends the other.
const GOALS: [&str; 2] = ["goalKey", "customGoal"];

/// The paths that a mask sets, each with what was sent there. 428 for one that no settings
/// have, and for one that these have not.
pub fn paths<'a>(
    mask: &'a str,
    sent: &'a Map<String, Value>,
) -> Result<Vec<(Vec<&'a str>, &'a Value)>, Fault> {
    let bad = |said: String| Fault::precondition("INVALID_FIELD_MASK_ERROR", said);
    let mut paths = Vec::new();
    for path in mask.split(',').map(str::trim) {
        let names: Vec<&str> = path.split('.').collect();
        let unknown = || bad(format!("{path:?} is no field of marketingSettings."));
        let known = known(&names).ok_or_else(unknown)?;
        let absent = || bad(format!("{path} is in fieldMask but not in marketingSettings."));
        let value = found(sent, &names).ok_or_else(absent)?;
        if !matches!(known, Derived) {
            paths.push((names, value));
        }
    }
    Ok(paths)
}

fn known(names: &[&str]) -> Option<&'static Known> {
    names.iter().try_fold(&SETTINGS, |known, name| match known {
        Leaf => None,
        Open | Derived => Some(known),
        Fields(fields) => fields.iter().find(|(field, _)| field == name).map(|(_, below)| below),
    })
}

fn found<'a>(sent: &'a Map<String, Value>, names: &[&str]) -> Option<&'a Value> {
    let (first, rest) = names.split_first()?;
    rest.iter().try_fold(sent.get(*first)?, |value, name| value.get(name))
}

/// Puts a value where a path leads; what is missing on the way comes to be.
pub fn set(fields: &mut Map<String, Value>, names: &[&str], value: Value) {
    let Some((name, rest)) = names.split_first() else { return };
    if rest.is_empty() {
        if let Some(at) = GOALS.iter().position(|goal| goal == name).filter(|_| !is_empty(&value)) {
            fields.remove(GOALS[1 - at]);
        }
        fields.insert((*name).to_owned(), value);
        return;
    }
    let below = fields.entry(*name).or_insert(Value::Null);
    if !below.is_object() {
        *below = Value::Object(Map::new());
    }
    if let Value::Object(fields) = below {
        set(fields, rest, value);
    }
}

/// Whether a value clears what it is put into.
fn is_empty(value: &Value) -> bool {
    value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn refused(mask: &str, sent: &Value) -> bool {
        sent.as_object().is_some_and(|sent| paths(mask, sent).is_err())
    }

    #[test]
    fn a_path_must_be_known_and_sent() {
        let sent = json!({ "settings": {
            "topics": { "included": null, "coreTopic": { "a": { "b": 1 } } }, "mood": 1, "frequency": null
        }, "overrides": { "blogs": {} } });
        for mask in [
            "settings",
            "settings.topics, settings.topics.included",
            "settings.topics.coreTopic.a.b",
            "settings.frequency",
            "overrides.blogs",
        ] {
            assert!(!refused(mask, &sent), "{mask}");
        }
        for mask in [
            "",
            ",",
            "settings,",
            "settings.",
            ".settings",
            "settings.mood",
            "settings.topics.excluded",
            "settings.topics.coreTopic.z",
            "settings.topics.included.0",
            "settings.frequency.count",
            "overrides.blogs.frequency",
            "overrides.blog",
            "overrides.emailMarketing",
            "marketingSettings.settings",
            "settings.tone_of_voice",
        ] {
            assert!(refused(mask, &sent), "{mask}");
        }
    }

    #[test]
    fn a_goal_ends_the_other_and_a_cleared_one_does_not() {
        let mut fields = Map::new();
        set(&mut fields, &["settings", "marketingPlanGoal", "goalKey"], json!("BOOST_SALES"));
        set(&mut fields, &["settings", "marketingPlanGoal", "customGoal"], json!(""));
        assert_eq!(fields["settings"]["marketingPlanGoal"]["goalKey"], "BOOST_SALES");
        set(&mut fields, &["settings", "marketingPlanGoal", "customGoal"], json!("Mine"));
        assert_eq!(fields["settings"]["marketingPlanGoal"], json!({ "customGoal": "Mine" }));
    }
}
