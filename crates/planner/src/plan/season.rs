//! Seasons that a fact states plainly: `November only`, `October to March`.

use domain::days::month_name;
use jiff::civil::Date;

/// Whether a day lies in the months that a text confines something to; true where it
/// confines nothing.
pub(crate) fn suits(text: &str, day: Date) -> bool {
    let mut months = Vec::new();
    for clause in text.split(['.', ';', '!', '(', ')']) {
        months.extend(confined(clause));
    }
    months.is_empty() || months.contains(&day.month())
}

/// The months of a clause that names a range of them, or says *only* of them.
fn confined(clause: &str) -> Vec<i8> {
    let words: Vec<&str> = clause
        .split(|c: char| !c.is_alphanumeric() && c != '–')
        .filter(|it| !it.is_empty())
        .collect();
    let named: Vec<(usize, i8)> =
        words.iter().enumerate().filter_map(|(at, word)| Some((at, month(word)?))).collect();
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
        && to == from + 2
        && matches!(words.get(from + 1), Some(&("to" | "until" | "till" | "through" | "–")))
    {
        return range(first, last);
    }
    let only = words.iter().position(|word| word.eq_ignore_ascii_case("only"));
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

fn month(word: &str) -> Option<i8> {
    let named =
        |number: &i8| Date::new(2026, *number, 1).is_ok_and(|first| month_name(first) == word);
    (1..=12).find(named)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::suits;

    #[test]
    fn only_what_is_stated_plainly_is_a_season() {
        let in_month = |text: &str, month| suits(text, date(2026, month, 10));
        assert!(in_month("Chestnuts from Trás-os-Montes, November only.", 11));
        assert!(!in_month("Chestnuts from Trás-os-Montes, November only.", 12));
        assert!(!in_month("The chestnut loaf is back for November only, with chestnuts.", 10));
        assert!(in_month("Open-air classes, October to March.", 1));
        assert!(!in_month("Open-air classes, October to March.", 5));
        assert!(in_month("Only at our counter. Founded in May.", 11));
        assert!(in_month("Order by 1 December, only online.", 11));
    }
}
