//! Middle lines: one fact each, said by *us*, to *you*, or about the business by name.

use domain::settings::PointOfView::{self, FirstPerson, SecondPerson, ThirdPerson};

/// A fact that has frames of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Line {
    /// `p`, a price of any form, such as `from €40`.
    Price,
    /// `a`, a price that is an amount and no more.
    Amount,
    /// The words of the site, `y`, about what was asked or shown.
    Main,
    /// A sentence of the description, `y`.
    About,
    /// What kind of business it is, `y`: `a family bakery in Alfama.`
    Kind,
    /// Something the site says about itself, `y`.
    Support,
    /// `l`.
    Place,
    /// `h`.
    Hours,
    /// `d`, when the first line did not say it.
    Day,
}

/// The frames for a fact.
pub(super) const fn frames(line: Line, view: PointOfView) -> &'static [&'static str] {
    match view {
        FirstPerson => first(line),
        SecondPerson => second(line),
        ThirdPerson => third(line),
    }
}

const fn first(line: Line) -> &'static [&'static str] {
    match line {
        Line::Price => &["Our price: {p}.", "On our list: {p}."],
        Line::Amount => &["With us for {a}.", "On our list at {a}.", "We ask {a}."],
        Line::Main => &["{y}", "Our answer: {y}"],
        Line::About | Line::Support => &["{y}"],
        Line::Kind => &["We are {y}"],
        Line::Place => &["You find us here: {l}.", "Where we are: {l}.", "Our address: {l}."],
        Line::Hours => &["Our opening hours: {h}.", "When we are there: {h}."],
        Line::Day => &["The day: {d}.", "When: {d}."],
    }
}

const fn second(line: Line) -> &'static [&'static str] {
    match line {
        Line::Price => &["Your price: {p}.", "What you pay: {p}."],
        Line::Amount => &["Yours for {a}.", "You pay {a}.", "It costs you {a}."],
        Line::Main => &["Your answer: {y}", "What you should know: {y}"],
        Line::About => &["{y}", "What to expect: {y}"],
        Line::Support => &["Good to know: {y}"],
        Line::Kind => &["At your service: {y}", "Waiting for you: {y}"],
        Line::Place => &["For your map: {l}.", "Where you find it: {l}.", "Your way here: {l}."],
        Line::Hours => &["When you can come: {h}.", "Hours for your visit: {h}."],
        Line::Day => &["Your date: {d}.", "For your calendar: {d}."],
    }
}

const fn third(line: Line) -> &'static [&'static str] {
    match line {
        Line::Price => &["Price: {p}.", "On the list: {p}.", "The price: {p}."],
        Line::Amount => &["The price is {a}.", "Listed at {a}.", "{n} asks {a}."],
        Line::Main => {
            &["{n} says: “{y}”", "The answer from {n}: “{y}”", "In the words of {n}: “{y}”"]
        }
        Line::About => &["{y}", "{n} in its own words: “{y}”"],
        Line::Support => &["{n} says: “{y}”", "From the website: “{y}”"],
        Line::Kind => &["{n} is {y}"],
        Line::Place => &["The address: {l}.", "Where to find it: {l}.", "On the map: {l}."],
        Line::Hours => &["Opening hours: {h}.", "Open: {h}."],
        Line::Day => &["Date: {d}.", "The date: {d}."],
    }
}

/// Who tells of an event, with what kind of business it is where that is known.
pub(super) const NOTES: [&str; 8] = [
    "A note from {n}, {y}",
    "With regards from {n}, {y}",
    "A word from {n}, {y}",
    "A reminder from {n}, {y}",
    "A note from {n}.",
    "With regards from {n}.",
    "A word from {n}.",
    "A reminder from {n}.",
];

/// What the business is, when a sentence only names its kind: `a family bakery in Alfama`
/// from `A family bakery in Alfama.`; `None` when the sentence may have a verb of its own.
pub(super) fn kind_of(sentence: &str) -> Option<String> {
    const JOINING: [&str; 8] = ["in", "for", "from", "with", "by", "near", "at", "of"];
    let rest = sentence.strip_prefix("A ").or_else(|| sentence.strip_prefix("An "))?;
    let words: Vec<&str> = rest.trim_end_matches('.').split(' ').collect();
    let joined = words.iter().position(|word| JOINING.contains(word))?;
    let noun = words.get(..joined)?;
    let plain = |word: &&str| !word.ends_with('s') && !word.ends_with("ed");
    let short = (1..=4).contains(&joined) && words.len() <= 10;
    (short && noun.iter().all(plain)).then(|| {
        let article = sentence.split(' ').next().unwrap_or_default().to_lowercase();
        format!("{article} {rest}")
    })
}

#[cfg(test)]
mod tests {
    use super::kind_of;

    #[test]
    fn only_what_is_surely_a_kind_becomes_one() {
        let kind = kind_of("A family bakery in Alfama.");
        assert_eq!(kind.as_deref(), Some("a family bakery in Alfama."));
        assert_eq!(kind_of("A baker lives in Alfama."), None);
        assert_eq!(kind_of("A bakery that bakes at night."), None);
        assert_eq!(kind_of("Bread in Alfama."), None);
    }
}
