//! Values that the vendor reads in more ways than one.

use std::{borrow::Cow, fmt};

use jiff::{Timestamp, civil};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

/// An instant: written in UTC with milliseconds (`2026-12-03T10:00:00.000Z`), read from any ISO
/// 8601 text. A text without an offset is in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(pub Timestamp);

impl Instant {
    /// Reads a text.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let zoned = text.parse::<Timestamp>().ok();
        let civil = || {
            let at = text.parse::<civil::DateTime>().ok();
            at.and_then(|at| at.to_zoned(jiff::tz::TimeZone::UTC).ok()).map(|at| at.timestamp())
        };
        zoned.or_else(civil).map(Instant)
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.3}", self.0)
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(from)?;
        Instant::read(&text).ok_or_else(|| {
            serde::de::Error::custom("not an instant such as 2026-12-03T10:00:00.000Z")
        })
    }
}

impl JsonSchema for Instant {
    fn schema_name() -> Cow<'static, str> {
        "Instant".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "date-time" })
    }
}

/// When to publish, as it was sent: a date-time, or milliseconds since 1970 UTC.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct When(pub Value);

impl When {
    /// The instant that is meant; none when it cannot be read.
    pub fn instant(&self) -> Option<Timestamp> {
        match &self.0 {
            Value::String(text) => Instant::read(text).map(|Instant(at)| at),
            Value::Number(millis) => millis
                .as_i64()
                .or_else(|| millis.as_f64().map(|millis| millis as i64))
                .and_then(|millis| Timestamp::from_millisecond(millis).ok()),
            _ => None,
        }
    }
}

impl From<Timestamp> for When {
    fn from(at: Timestamp) -> Self {
        When(Value::String(Instant(at).to_string()))
    }
}

impl JsonSchema for When {
    fn schema_name() -> Cow<'static, str> {
        "When".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "anyOf": [
            { "type": "string", "description": "A date-time; without an offset it is in UTC." },
            { "type": "number", "description": "Milliseconds since 1970 UTC." },
        ] })
    }
}

/// Yes or no, as JavaScript takes it: any text but the empty one is yes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Truth(pub bool);

impl Serialize for Truth {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_bool(self.0)
    }
}

impl<'de> Deserialize<'de> for Truth {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Ok(Truth(match Value::deserialize(from)? {
            Value::Null => false,
            Value::Bool(yes) => yes,
            Value::Number(number) => number.as_f64().is_some_and(|number| number != 0.0),
            Value::String(text) => !text.is_empty(),
            Value::Array(_) | Value::Object(_) => true,
        }))
    }
}

impl JsonSchema for Truth {
    fn schema_name() -> Cow<'static, str> {
        "Truth".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "boolean" })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_instant_is_read_in_every_form_and_without_an_offset_in_utc() {
        let noon = "2030-01-01T12:00:00Z".parse::<Timestamp>().unwrap_or_default();
        for text in [
            "2030-01-01T12:00:00Z",
            "2030-01-01T12:00:00.000Z",
            "2030-01-01T12:00:00+00:00",
            "2030-01-01T13:00:00.000000+01:00",
            "2030-01-01T12:00:00",
            " 2030-01-01 12:00 ",
        ] {
            assert_eq!(Instant::read(text), Some(Instant(noon)), "{text}");
        }
        assert_eq!(When(json!(noon.as_millisecond())).instant(), Some(noon));
        assert_eq!(
            When(json!("2030-01-01")).instant(),
            Some(noon - jiff::SignedDuration::from_hours(12))
        );
        for no in [json!(""), json!("soon"), json!(true), json!([]), json!(1e300)] {
            assert_eq!(When(no.clone()).instant(), None, "{no}");
        }
    }

    #[test]
    fn yes_is_what_javascript_takes_for_yes() {
        let read = |value: Value| serde_json::from_value::<Truth>(value).unwrap_or_default().0;
        assert!([json!(true), json!("false"), json!(1), json!({})].into_iter().all(read));
        assert!(![json!(false), json!(""), json!(0), json!(null)].into_iter().any(read));
    }
}
