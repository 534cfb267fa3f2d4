//! Opening hours as people say them. The fact itself stays as the site writes it.

const DAYS: [(&str, &str); 7] = [
    ("Mo", "Monday"),
    ("Tu", "Tuesday"),
    ("We", "Wednesday"),
    ("Th", "Thursday"),
    ("Fr", "Friday"),
    ("Sa", "Saturday"),
    ("Su", "Sunday"),
];

/// `Tuesday to Saturday 07:30–19:00` of schema.org’s `Tu-Sa 07:30-19:00`; any other text as
/// it is.
pub fn in_words(hours: &str) -> String {
    told(hours).unwrap_or_else(|| hours.to_owned())
}

fn told(hours: &str) -> Option<String> {
    let (days, times) = hours.trim().split_once(' ')?;
    let days: Vec<String> = days.split(',').map(span).collect::<Option<_>>()?;
    let times: Vec<String> =
        times.split(',').map(|time| clock(time.trim())).collect::<Option<_>>()?;
    Some(format!("{} {}", listed(&days)?, listed(&times)?))
}

fn span(days: &str) -> Option<String> {
    match days.split_once('-') {
        Some((first, last)) => Some(format!("{} to {}", day(first)?, day(last)?)),
        None => day(days).map(str::to_owned),
    }
}

fn day(short: &str) -> Option<&'static str> {
    DAYS.iter().find(|(own, _)| *own == short).map(|(_, long)| *long)
}

fn clock(time: &str) -> Option<String> {
    let (opens, closes) = time.split_once('-')?;
    let is_time = |time: &str| {
        let parts = time.split_once(':');
        parts.is_some_and(|(hour, minute)| {
            let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
            (1..=2).contains(&hour.len()) && minute.len() == 2 && digits(hour) && digits(minute)
        })
    };
    (is_time(opens) && is_time(closes)).then(|| format!("{opens}–{closes}"))
}

fn listed(parts: &[String]) -> Option<String> {
    let (last, before) = parts.split_last()?;
    Some(if before.is_empty() { last.clone() } else { format!("{} and {last}", before.join(", ")) })
}

#[cfg(test)]
mod tests {
    use super::in_words;

    #[test]
    fn notation_becomes_words_and_words_stay() {
        assert_eq!(in_words("Tu-Sa 07:30-19:00"), "Tuesday to Saturday 07:30–19:00");
        assert_eq!(in_words("Mo-Fr 09:00-17:00"), "Monday to Friday 09:00–17:00");
        assert_eq!(
            in_words("Mo,We,Fr 9:00-12:00,14:00-18:00"),
            "Monday, Wednesday and Friday 9:00–12:00 and 14:00–18:00"
        );
        assert_eq!(in_words("Montag geschlossen"), "Montag geschlossen");
        assert_eq!(in_words("Tu-Xx 07:30-19:00"), "Tu-Xx 07:30-19:00");
    }
}
