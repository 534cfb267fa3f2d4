//! A calendar as a file (.ics, RFC 5545), the counterpart of the reader in `event::ics`.
//!
//! Every line goes through [`Lines`], which escapes, drops what controls and folds: no text can
//! begin a line of its own.

use std::hash::{DefaultHasher, Hash, Hasher};

use domain::{
    channel::Channel,
    post::{PostKind, PostStatus},
    site::Site,
};
use jiff::Timestamp;
use store::calendar::{Card, CardPost};
use url::Url;

use super::super::{super::widgets::Shown, entry::standing};

/// How often a program is asked to look again.
const LOOK_EVERY: &str = "PT1H";
/// How long an entry is, so that it can be seen and pressed: a post is a moment.
const LASTS: &str = "PT15M";
/// The most octets of a line, without its end.
const LONGEST: usize = 75;
/// The most characters of a post's words: fewer than are read, so that it is seen whether there
/// are more.
const WORDS: usize = 240;

/// What a feed tells.
#[derive(Debug, Clone, Copy)]
pub struct Told<'a> {
    /// The site whose calendar it is.
    pub site: &'a Site,
    /// The one channel that it shows; `None` shows all.
    pub channel: Option<Channel>,
    /// The cards of the calendar.
    pub cards: &'a [Card],
    /// The address that people reach the pages at.
    pub public_url: &'a Url,
    /// The present instant, which each entry is stamped with.
    pub now: Timestamp,
}

/// A calendar file.
pub struct File {
    /// All of it.
    pub text: String,
    /// The same for two files that differ in their stamps alone.
    pub mark: u64,
}

/// Writes a calendar file.
pub fn write(told: &Told<'_>) -> File {
    let title = match told.channel {
        None => told.site.name.clone(),
        Some(channel) => format!("{}: {channel}", told.site.name),
    };
    let mut lines = Lines::default();
    lines.plain("BEGIN", "VCALENDAR");
    lines.plain("VERSION", "2.0");
    lines.plain("PRODID", "-//Almanac//Calendar feed//EN");
    lines.plain("CALSCALE", "GREGORIAN");
    lines.plain("METHOD", "PUBLISH");
    lines.text("NAME", &title);
    lines.text("X-WR-CALNAME", &title);
    lines.text("X-WR-TIMEZONE", &told.site.time_zone);
    lines.plain("REFRESH-INTERVAL;VALUE=DURATION", LOOK_EVERY);
    lines.plain("X-PUBLISHED-TTL", LOOK_EVERY);
    for card in told.cards {
        event(&mut lines, told, card);
    }
    lines.plain("END", "VCALENDAR");
    File { text: lines.text, mark: lines.mark.finish() }
}

fn event(lines: &mut Lines, told: &Told<'_>, card: &Card) {
    let standing = standing(card);
    let page = format!("/sites/{}/activities/{}", told.site.id, card.activity);
    let channels: Vec<&str> = card.channels().map(Channel::name).collect();
    lines.plain("BEGIN", "VEVENT");
    lines.plain("UID", &uid(card));
    lines.stamp(told.now);
    lines.plain("DTSTART", &instant(card.at));
    lines.plain("DURATION", LASTS);
    lines.text("SUMMARY", &card.title);
    lines.text("DESCRIPTION", &description(card, standing, &channels));
    if let Ok(url) = told.public_url.join(&page) {
        lines.plain("URL", url.as_str());
    }
    lines.plain("STATUS", status(standing));
    if !channels.is_empty() {
        lines.plain("CATEGORIES", &channels.join(","));
    }
    lines.plain("TRANSP", "TRANSPARENT");
    lines.plain("END", "VEVENT");
}

/// Stays the same when the activity or a post of it is moved, and when posts are written anew: an
/// activity holds one of each kind for a channel.
fn uid(card: &Card) -> String {
    let part = match card.posts.first() {
        None => String::new(),
        Some(CardPost { channel, kind: PostKind::Post, .. }) => format!("-{}", channel.code()),
        Some(CardPost { channel, kind: PostKind::Story, .. }) => {
            format!("-{}-story", channel.code())
        }
    };
    format!("{}{part}@almanac", card.activity)
}

/// Where it stands, then how it begins.
fn description(card: &Card, standing: Shown, channels: &[&str]) -> String {
    let stories = match (card.has_posts(), card.has_stories()) {
        (true, true) => ", with stories",
        (false, true) => ", stories",
        (_, false) => "",
    };
    let stands = if card.posts.is_empty() {
        card.kind.word().to_owned()
    } else {
        format!("{}: {}{stories}", standing.word(), channels.join(", "))
    };
    match beginning(&card.words) {
        none if none.is_empty() => stands,
        words => format!("{stands}\n\n{words}"),
    }
}

/// How a text begins, cut between two words where it has any.
fn beginning(text: &str) -> String {
    let text = text.trim();
    let Some((end, _)) = text.char_indices().nth(WORDS) else { return text.to_owned() };
    let begun = text.get(..end).unwrap_or_default();
    let whole = begun.rsplit_once(char::is_whitespace).map(|(whole, _)| whole);
    let begun = whole.filter(|whole| whole.len() > begun.len() / 2).unwrap_or(begun);
    format!("{}…", begun.trim_end())
}

/// Whether it takes place, as far as the format has words for that.
const fn status(standing: Shown) -> &'static str {
    match standing {
        Shown::Status(PostStatus::Scheduled | PostStatus::Processing | PostStatus::Published) => {
            "CONFIRMED"
        }
        Shown::Status(PostStatus::Canceled) => "CANCELLED",
        Shown::Held
        | Shown::Status(
            PostStatus::Draft | PostStatus::Failed | PostStatus::Missed | PostStatus::Uncertain,
        ) => "TENTATIVE",
    }
}

fn instant(at: Timestamp) -> String {
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// The lines of a file.
#[derive(Default)]
struct Lines {
    text: String,
    mark: DefaultHasher,
}

impl Lines {
    /// A line of words that are ours, or of none that mean anything to the format.
    fn plain(&mut self, name: &str, value: &str) {
        (name, value).hash(&mut self.mark);
        self.line(name, value);
    }

    /// A line with a text of somebody else.
    fn text(&mut self, name: &str, text: &str) {
        let mut escaped = String::with_capacity(text.len());
        for c in text.replace("\r\n", "\n").chars() {
            match c {
                '\\' | ';' | ',' => escaped.extend(['\\', c]),
                // All that some reader takes for the end of a line.
                '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
                    escaped.push_str("\\n");
                }
                '\t' => escaped.push(' '),
                _ => escaped.push(c),
            }
        }
        self.plain(name, &escaped);
    }

    /// When this was written, which says nothing of what is told.
    fn stamp(&mut self, now: Timestamp) {
        self.line("DTSTAMP", &instant(now));
    }

    fn line(&mut self, name: &str, value: &str) {
        let mut room = LONGEST;
        for c in name.chars().chain([':']).chain(value.chars()).filter(|c| !c.is_control()) {
            if c.len_utf8() > room {
                self.text.push_str("\r\n ");
                room = LONGEST - 1;
            }
            self.text.push(c);
            room -= c.len_utf8();
        }
        self.text.push_str("\r\n");
    }
}

#[cfg(test)]
mod tests;
