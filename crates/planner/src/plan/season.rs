//! Seasons that a fact states plainly: `November only`, `October to March`.

use jiff::civil::Date;

use super::phrase::capitalised;
use crate::phrases::{Language, Phrases};

/// Whether a day lies in the months that a text confines something to; true where it
/// confines nothing.
pub(crate) fn suits(text: &str, day: Date, language: Language) -> bool {
    let phrases = Phrases::plain(language);
    let mut months = Vec::new();
    for clause in text.split(['.', ';', '!', '(', ')']) {
        months.extend(confined(clause, phrases));
    }
    months.is_empty() || months.contains(&day.month())
}

/// The months of a clause that names a range of them, or says *only* of them.
fn confined(clause: &str, phrases: &'static Phrases) -> Vec<i8> {
    let words: Vec<&str> = clause
        .split(|c: char| !c.is_alphanumeric() && c != '–')
        .filter(|it| !it.is_empty())
        .collect();
    let named: Vec<(usize, i8)> = words
        .iter()
        .enumerate()
        .filter_map(|(at, word)| Some((at, month(word, phrases)?)))
        .collect();
    // A day of a month is a date and no season.
    let dated = named.iter().any(|(at, _)| {
        let beside = [at.checked_sub(1), Some(at + 1)].into_iter().flatten();
        beside
            .filter_map(|at| words.get(at))
            .any(|word| word.starts_with(|c: char| c.is_ascii_digit()))
    });
    if dated {
        return Vec::new();
    }
    if let [(from, first), (to, last)] = named[..]
        && let Some(between) = words.get(from + 1..to)
        && (between == ["–"] || phrases.has("vocabulary.until", &between.join(" ")))
    {
        return range(first, last);
    }
    let only = words.iter().position(|it| phrases.has("vocabulary.only", &it.to_lowercase()));
    let near = |at: usize| only.is_some_and(|only| at.abs_diff(only) <= 3);
    if named.iter().any(|(at, _)| near(*at)) {
        return named.into_iter().map(|(_, month)| month).collect();
    }
    Vec::new()
}

/// The months from one to another, over the end of the year if need be.
fn range(first: i8, last: i8) -> Vec<i8> {
    (0..12)
        .map(|step| (first - 1 + step) % 12 + 1)
        .scan(false, |done, month| {
            let open = !*done;
            *done |= month == last;
            open.then_some(month)
        })
        .collect()
}

/// The number of a month that a word names, as the language writes it or with a large letter.
fn month(word: &str, phrases: &'static Phrases) -> Option<i8> {
    let named = |name: &String| name == word || capitalised(name) == word;
    let place = phrases.pool("calendar.months").iter().position(named)?;
    i8::try_from(place + 1).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::{Language, suits};

    #[test]
    fn only_what_is_stated_plainly_is_a_season() {
        let in_month = |text: &str, month| suits(text, date(2026, month, 10), Language::English);
        assert!(in_month("Chestnuts from Trás-os-Montes, November only.", 11));
        assert!(!in_month("Chestnuts from Trás-os-Montes, November only.", 12));
        assert!(!in_month("The chestnut loaf is back for November only, with chestnuts.", 10));
        assert!(in_month("Open-air classes, October to March.", 1));
        assert!(!in_month("Open-air classes, October to March.", 5));
        assert!(in_month("Only at our counter. Founded in May.", 11));
        assert!(in_month("Order by 1 December, only online.", 11));
    }

    #[test]
    fn each_language_states_it_in_its_own_words() {
        for (language, text, inside, outside) in [
            (Language::German, "Nur im November, mit Maronen.", 11, 12),
            (Language::German, "Draußen von April bis Oktober.", 5, 1),
            (Language::French, "D’octobre à mars, en plein air.", 1, 5),
            (Language::French, "Uniquement en novembre.", 11, 12),
            (Language::Spanish, "Solo en noviembre.", 11, 12),
            (Language::Italian, "Da ottobre a marzo, all’aperto.", 2, 6),
            (Language::Portuguese, "Apenas em novembro.", 11, 10),
            (Language::Dutch, "Van oktober tot en met maart.", 1, 5),
        ] {
            assert!(suits(text, date(2026, inside, 10), language), "{text}");
            assert!(!suits(text, date(2026, outside, 10), language), "{text}");
        }
    }
}
