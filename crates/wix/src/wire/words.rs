//! Enums that keep the words they do not know.

use schemars::{Schema, json_schema};
use serde_json::{Value, json};

/// An enum of words on the wire. A word that is not listed is kept in `Other`, as it came.
/// After the word that is written may stand others that are read as it.
macro_rules! words {
    ($($(#[doc = $doc:literal])* $name:ident { $($(#[doc = $word_doc:literal])* $word:ident = $code:literal $(| $also:literal)*),* $(,)? })*) => {$(
        $(#[doc = $doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        pub enum $name {
            $($(#[doc = $word_doc])* $word,)*
            /// A word that this version does not know, as it came.
            Other(String),
        }

        impl $name {
            /// The word on the wire.
            pub fn code(&self) -> &str {
                match self {
                    $($name::$word => $code,)*
                    $name::Other(code) => code,
                }
            }
        }

        impl From<&str> for $name {
            fn from(code: &str) -> Self {
                match code {
                    $($code $(| $also)* => $name::$word,)*
                    other => $name::Other(other.to_owned()),
                }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
                out.serialize_str(self.code())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let code = std::borrow::Cow::<str>::deserialize(from)?;
                Ok($name::from(code.as_ref()))
            }
        }

        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                $crate::wire::words::schema(
                    concat!($($doc),*),
                    &[$(($code, concat!($($word_doc),*))),*],
                )
            }
        }
    )*};
}

/// The schema of an enum: each word with what it means, and any other text.
pub fn schema(meaning: &str, words: &[(&str, &str)]) -> Schema {
    let word =
        |(code, meaning): &(&str, &str)| json!({ "const": code, "description": meaning.trim() });
    let mut any: Vec<Value> = words.iter().map(word).collect();
    any.push(json!({ "type": "string", "description": "A word that this version does not know." }));
    json_schema!({ "description": meaning.trim(), "anyOf": any })
}

pub(crate) use words;
