//! What is wrong with a setting, in words for whoever set it.

use std::path::PathBuf;

use super::KEYS;

/// Everything that is wrong with the settings.
#[derive(Debug)]
pub struct Complaints(pub Vec<Complaint>);

/// One thing that is wrong.
#[derive(Debug, thiserror::Error)]
pub enum Complaint {
    /// A value that is not accepted.
    #[error("{place} is {value}, {wrong}. {accepted}")]
    Value {
        /// Where the setting was set, such as `ALMANAC_LISTEN`.
        place: String,
        /// What was set there, without secrets.
        value: String,
        /// What is wrong with it.
        wrong: &'static str,
        /// What would be accepted.
        accepted: String,
    },
    /// A key or a variable that means nothing.
    #[error("{place} is not a setting. The settings are: {}.", KEYS.join(", "))]
    Unknown {
        /// What was set.
        place: String,
    },
    /// A variable whose value is not text.
    #[error("{0} holds bytes that are not UTF-8 text. Set it again, or unset it.")]
    NotText(String),
    /// The settings file cannot be read.
    #[error("The settings file {path} cannot be read ({why}). Check --config or ALMANAC_CONFIG.")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the machine says.
        why: std::io::Error,
    },
    /// The settings file is not TOML.
    #[error("The settings file {path} is not TOML: {why}")]
    Malformed {
        /// The file.
        path: PathBuf,
        /// What the parser says, with the line.
        why: String,
    },
}

impl std::fmt::Display for Complaints {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0.as_slice() {
            [one] => write!(f, "{one}"),
            many => {
                write!(f, "{} settings are wrong:", many.len())?;
                many.iter().try_for_each(|complaint| write!(f, "\n- {complaint}"))
            }
        }
    }
}

impl std::error::Error for Complaints {}

impl From<Complaint> for Complaints {
    fn from(complaint: Complaint) -> Self {
        Complaints(vec![complaint])
    }
}
