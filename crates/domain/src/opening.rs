//! Opening hours as people say them. The fact itself stays as the site writes it.

/// The short names of the notation, Monday first.
const SHORT: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];

/// The words that hours are told with.
#[derive(Debug, Clone, Copy)]
pub struct HourWords<'a> {
    /// The names of the days, Monday first.
    pub days: [&'a str; 7],
    /// Between the first day of a span and the last.
    pub to: &'a str,
    /// Before the last of a list.
    pub and: &'a str,
    /// Between hour and minute.
    pub colon: &'a str,
    /// What follows the times, with the space before it.
    pub after: &'a str,
}

/// As pages say it.
pub const ENGLISH: HourWords<'static> = HourWords {
    days: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    to: "to",
    and: "and",
    colon: ":",
    after: "",
};

/// `Tuesday to Saturday 07:30–19:00` of schema.org’s `Tu-Sa 07:30-19:00`; any other text as
/// it is.
pub fn in_words(hours: &str, words: &HourWords<'_>) -> String {
    told(hours, words).unwrap_or_else(|| hours.to_owned())
}

fn told(hours: &str, words: &HourWords<'_>) -> Option<String> {
    let (days, times) = hours.trim().split_once(' ')?;
    let days: Vec<String> = days.split(',').map(|days| span(days, words)).collect::<Option<_>>()?;
    let times: Vec<String> =
        times.split(',').map(|time| clock(time.trim(), words)).collect::<Option<_>>()?;
    Some(format!("{} {}{}", listed(&days, words)?, listed(&times, words)?, words.after))
}

fn span(days: &str, words: &HourWords<'_>) -> Option<String> {
    match days.split_once('-') {
        Some((first, last)) => {
            Some(format!("{} {} {}", day(first, words)?, words.to, day(last, words)?))
        }
        None => day(days, words).map(str::to_owned),
    }
}

fn day<'a>(short: &str, words: &HourWords<'a>) -> Option<&'a str> {
    let place = SHORT.iter().position(|own| *own == short)?;
    words.days.get(place).copied()
}

fn clock(time: &str, words: &HourWords<'_>) -> Option<String> {
    let (opens, closes) = time.split_once('-')?;
    let is_time = |time: &str| {
        let parts = time.split_once(':');
        parts.is_some_and(|(hour, minute)| {
            let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
            (1..=2).contains(&hour.len()) && minute.len() == 2 && digits(hour) && digits(minute)
        })
    };
    let said = |time: &str| time.replace(':', words.colon);
    (is_time(opens) && is_time(closes)).then(|| format!("{}–{}", said(opens), said(closes)))
}

fn listed(parts: &[String], words: &HourWords<'_>) -> Option<String> {
    let (last, before) = parts.split_last()?;
    Some(if before.is_empty() {
        last.clone()
    } else {
        format!("{} {} {last}", before.join(", "), words.and)
    })
}

#[cfg(test)]
mod tests {
    use super::{ENGLISH, HourWords, in_words};

    #[test]
    fn notation_becomes_words_and_words_stay() {
        let said = |hours| in_words(hours, &ENGLISH);
        assert_eq!(said("Tu-Sa 07:30-19:00"), "Tuesday to Saturday 07:30–19:00");
        assert_eq!(said("Mo-Fr 09:00-17:00"), "Monday to Friday 09:00–17:00");
        assert_eq!(
            said("Mo,We,Fr 9:00-12:00,14:00-18:00"),
            "Monday, Wednesday and Friday 9:00–12:00 and 14:00–18:00"
        );
        assert_eq!(said("Montag geschlossen"), "Montag geschlossen");
        assert_eq!(said("Tu-Xx 07:30-19:00"), "Tu-Xx 07:30-19:00");
    }

    #[test]
    fn each_language_has_its_own_words() {
        let days = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"];
        let french = HourWords { days, to: "au", and: "et", colon: "h", after: "" };
        let said = in_words("Tu-Sa 7:30-12:00,14:00-19:00", &french);
        assert_eq!(said, "mardi au samedi 7h30–12h00 et 14h00–19h00");
    }
}
