//! The schemas of what is asked and of what is told.
//!
//! They differ where a field may be left out but is always answered. A shape that is both
//! stands once when it is the same on both ways, else once for each.

use std::collections::{BTreeMap, BTreeSet};

use schemars::{SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value};

const AT: &str = "/components/schemas";

/// Where shapes are gathered while methods are described.
pub struct Schemas {
    /// As they are read.
    pub asked: SchemaGenerator,
    /// As they are written.
    pub told: SchemaGenerator,
}

impl Schemas {
    pub fn new() -> Self {
        let settings =
            SchemaSettings::draft2020_12().with(|settings| settings.definitions_path = AT.into());
        Schemas {
            asked: settings.clone().for_deserialize().into_generator(),
            told: settings.for_serialize().into_generator(),
        }
    }

    /// Puts a schema of what is asked into the words of the document.
    pub fn as_asked(schema: &mut Value) {
        each_reference(schema, &mut |reference| {
            if !reference.ends_with(ASKED) {
                reference.push_str(ASKED);
            }
        });
    }

    /// The schemas that a document refers to, itself or through others. Renames in it those
    /// that are the same asked and told.
    pub fn reached_from(mut self, document: &mut Value) -> Value {
        let told = self.told.take_definitions(true);
        let mut asked = self.asked.take_definitions(true);
        let same = alike(&asked, &told);
        asked.values_mut().for_each(Schemas::as_asked);
        let asked = asked.into_iter().map(|(name, schema)| (name + ASKED, schema));
        let all: BTreeMap<String, Value> = told.into_iter().chain(asked).collect();
        let settle = |value: &mut Value| {
            each_reference(value, &mut |reference| {
                let plain = reference.strip_suffix(ASKED).filter(|plain| same.contains(*plain));
                if let Some(plain) = plain.map(str::to_owned) {
                    *reference = plain;
                }
            });
        };
        settle(document);
        let mut reached = Map::new();
        let mut left = names(document);
        while let Some(name) = left.pop_first() {
            let Some(schema) = all.get(&name).filter(|_| !reached.contains_key(&name)) else {
                continue;
            };
            let mut schema = schema.clone();
            settle(&mut schema);
            left.extend(names(&mut schema));
            reached.insert(name, schema);
        }
        Value::Object(reached)
    }
}

/// Follows the name of a shape as it is asked.
const ASKED: &str = "Asked";

/// The references to shapes that are the same in both, with all that they refer to, and of
/// those that are asked only.
fn alike(asked: &Map<String, Value>, told: &Map<String, Value>) -> BTreeSet<String> {
    let mut same: BTreeSet<String> = asked
        .iter()
        .filter(|(name, schema)| told.get(*name) == Some(schema))
        .map(|(name, _)| name.clone())
        .collect();
    loop {
        let mixed: Vec<String> = same
            .iter()
            .filter(|name| {
                let mut schema = asked.get(*name).cloned().unwrap_or_default();
                names(&mut schema).iter().any(|other| !same.contains(other))
            })
            .cloned()
            .collect();
        if mixed.is_empty() {
            return same.iter().map(|name| format!("#{AT}/{name}")).collect();
        }
        mixed.iter().for_each(|name| {
            same.remove(name);
        });
    }
}

/// The names of the shapes that a value refers to.
fn names(value: &mut Value) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    each_reference(value, &mut |reference| {
        names.extend(reference.rsplit('/').next().map(str::to_owned));
    });
    names
}

fn each_reference(value: &mut Value, visit: &mut impl FnMut(&mut String)) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::String(reference) if name == "$ref" && reference.contains(AT) => {
                        visit(reference);
                    }
                    value => each_reference(value, visit),
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(|value| each_reference(value, visit)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use schemars::JsonSchema;
    use serde::{Deserialize, Serialize};
    use serde_json::json;

    use super::*;

    /// Read without its crumb, and always written with it.
    #[derive(Serialize, Deserialize, JsonSchema)]
    struct Bread {
        #[serde(default)]
        crumb: String,
        flour: Flour,
    }

    /// Read as it is written.
    #[derive(Serialize, Deserialize, JsonSchema)]
    struct Flour {
        grain: String,
    }

    /// Itself read as it is written, but not what it holds.
    #[derive(Serialize, Deserialize, JsonSchema)]
    struct Basket {
        bread: Bread,
    }

    #[test]
    fn a_shape_that_is_read_otherwise_than_it_is_written_stands_twice() {
        let mut schemas = Schemas::new();
        let mut asked = json!(schemas.asked.subschema_for::<Basket>());
        Schemas::as_asked(&mut asked);
        let told = schemas.told.subschema_for::<Basket>();
        let mut document = json!({ "asked": asked, "told": told });
        let all = schemas.reached_from(&mut document);
        let names: Vec<&String> =
            all.as_object().into_iter().flatten().map(|(name, _)| name).collect();
        assert_eq!(names, ["Basket", "BasketAsked", "Bread", "BreadAsked", "Flour"]);
        assert_eq!(document["asked"]["$ref"], format!("#{AT}/BasketAsked"));
        assert_eq!(document["told"]["$ref"], format!("#{AT}/Basket"));
        assert_eq!(all["BasketAsked"]["properties"]["bread"]["$ref"], format!("#{AT}/BreadAsked"));
        assert_eq!(all["Bread"]["required"], json!(["crumb", "flour"]));
        assert_eq!(all["BreadAsked"]["required"], json!(["flour"]));
        assert_eq!(all["BreadAsked"]["properties"]["flour"]["$ref"], format!("#{AT}/Flour"));
    }
}
