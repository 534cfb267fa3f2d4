//! Where settings come from: the last place that speaks counts.

use std::{
    collections::BTreeMap,
    ffi::OsString,
    path::{Path, PathBuf},
};

use super::{
    DEFAULTS, Flags, KEYS,
    complaint::{Complaint, Complaints},
};

/// What was set, and where.
#[derive(Debug, Clone)]
pub struct Said {
    /// The value, as text.
    pub value: String,
    /// Where it was set, as a complaint names it.
    pub place: String,
}

/// The values that count, by key.
pub type Values = BTreeMap<&'static str, Said>;

/// Variables that are ours but no settings.
const NOT_SETTINGS: [&str; 4] =
    ["ALMANAC_TEST_", "ALMANAC_E2E_", "ALMANAC_TORTURE_", "ALMANAC_BIN"];

/// Asks every place in turn.
pub fn gather(
    flags: &Flags,
    environment: impl IntoIterator<Item = (OsString, OsString)>,
) -> Result<Values, Complaints> {
    let (environment, config) = read_environment(environment)?;
    let mut values = read_toml(DEFAULTS, Path::new("settings.default.toml"))?;
    if let Some(path) = flags.config.clone().or(config) {
        values.extend(read_file(&path)?);
    }
    values.extend(environment);
    values.extend(flags.given().map(|(key, value)| {
        (key, Said { value: value.clone(), place: format!("--{}", key.replace('_', "-")) })
    }));
    Ok(values)
}

fn read_environment(
    environment: impl IntoIterator<Item = (OsString, OsString)>,
) -> Result<(Values, Option<PathBuf>), Complaints> {
    let (mut values, mut config, mut complaints) = (Values::new(), None, Vec::new());
    for (place, value) in environment {
        let Some(place) = place.to_str().filter(|place| is_ours(place)).map(str::to_owned) else {
            continue;
        };
        let key = KEYS.into_iter().find(|key| place == variable(key));
        match (key, value.into_string()) {
            (_, Err(_)) => complaints.push(Complaint::NotText(place)),
            (None, Ok(value)) if place == "ALMANAC_CONFIG" => config = Some(PathBuf::from(value)),
            (None, Ok(_)) => complaints.push(Complaint::Unknown { place }),
            (Some(key), Ok(value)) => {
                values.insert(key, Said { value, place });
            }
        }
    }
    if complaints.is_empty() { Ok((values, config)) } else { Err(Complaints(complaints)) }
}

fn is_ours(name: &str) -> bool {
    name.starts_with("ALMANAC_") && !NOT_SETTINGS.iter().any(|other| name.starts_with(other))
}

fn variable(key: &str) -> String {
    format!("ALMANAC_{}", key.to_uppercase())
}

fn read_file(path: &Path) -> Result<Values, Complaints> {
    let text = std::fs::read_to_string(path)
        .map_err(|why| Complaint::Unreadable { path: path.to_owned(), why })?;
    read_toml(&text, path)
}

fn read_toml(text: &str, path: &Path) -> Result<Values, Complaints> {
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
        let why = error.to_string().trim_end().replace('\n', "\n  ");
        Complaint::Malformed { path: path.to_owned(), why }
    })?;
    let (mut values, mut complaints) = (Values::new(), Vec::new());
    for (name, value) in table {
        let place = format!("`{name}` in {}", path.display());
        match KEYS.into_iter().find(|key| *key == name) {
            Some(key) => {
                values.insert(key, Said { value: text_of(&value), place });
            }
            None => complaints.push(Complaint::Unknown { place }),
        }
    }
    if complaints.is_empty() { Ok(values) } else { Err(Complaints(complaints)) }
}

/// A list is written with commas; what is no value at all is refused where it is read.
fn text_of(value: &toml::Value) -> String {
    match value {
        toml::Value::String(text) => text.clone(),
        toml::Value::Array(values) => values.iter().map(text_of).collect::<Vec<_>>().join(","),
        other => other.to_string(),
    }
}
