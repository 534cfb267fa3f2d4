//! The brackets of frames: choices that are made, and choices that are all kept.

/// The frame with one side of each `[left|right]` left in it; brackets without a bar stay.
pub(super) fn chosen(frame: &str, (open, close): (char, char), left: bool) -> String {
    let mut made = String::with_capacity(frame.len());
    let mut rest = frame;
    while let Some((before, after)) = rest.split_once(open) {
        made.push_str(before);
        let inside = after.split_once(close);
        match inside.and_then(|(inside, after)| Some((inside.split_once('|')?, after))) {
            Some(((one, other), after)) => {
                made.push_str(if left { one } else { other });
                rest = after;
            }
            None => {
                made.push(open);
                rest = after;
            }
        }
    }
    made.push_str(rest);
    made
}

/// A frame for each way through its `(one|other)`.
pub(super) fn expanded(frame: &str) -> Vec<String> {
    for (at, _) in frame.match_indices('(') {
        let (before, after) = frame.split_at(at);
        let Some((inside, after)) = after.get(1..).and_then(|rest| rest.split_once(')')) else {
            break;
        };
        if inside.contains('|') {
            let ways = inside.split('|').map(|way| format!("{before}{way}{after}"));
            return ways.flat_map(|way| expanded(&way)).collect();
        }
    }
    vec![frame.to_owned()]
}

/// Narrow no-break spaces where French wants them: before high signs, inside guillemets.
pub(super) fn narrow(frame: &str) -> String {
    let mut made = frame.replace("« ", "«\u{202f}");
    for sign in [":", ";", "?", "!", "»"] {
        made = made.replace(&format!(" {sign}"), &format!("\u{202f}{sign}"));
    }
    made
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_side_is_taken_and_every_way_is_kept() {
        let frame = "[Schreib|Schreiben Sie] <uns|{n}> (hier|gleich hier):";
        let frame = chosen(frame, ('[', ']'), true);
        assert_eq!(chosen(&frame, ('<', '>'), false), "Schreib {n} (hier|gleich hier):");
        assert_eq!(expanded("(a|b) and (c|d)"), ["a and c", "a and d", "b and c", "b and d"]);
        assert_eq!(expanded("as it is (really)"), ["as it is (really)"]);
        assert_eq!(narrow("« {s} » : oui ?"), "«\u{202f}{s}\u{202f}»\u{202f}: oui\u{202f}?");
    }
}
