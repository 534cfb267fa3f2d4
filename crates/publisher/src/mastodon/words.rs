//! A post's words as a Mastodon server shows them again.

/// Whether a status shows these words. It shows them as HTML, with spaces of its own and
/// without the servers of those it mentions.
pub(super) fn shows(html: &str, status: &str) -> bool {
    bare(&plain(html)) == bare(&without_servers(status))
}

fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// The text of HTML: no tags, entities as what they mean.
fn plain(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find(['<', '&']) {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let (meant, length) = if rest.starts_with('<') {
            (Some(' '), rest.find('>').map_or(rest.len(), |end| end + 1))
        } else {
            entity(rest).map_or((Some('&'), 1), |(meant, length)| (Some(meant), length))
        };
        text.extend(meant);
        rest = &rest[length..];
    }
    text.push_str(rest);
    text
}

/// What an entity at the beginning of a text means, and how long it is.
fn entity(text: &str) -> Option<(char, usize)> {
    let end = text.char_indices().take(12).find(|(_, c)| *c == ';')?.0;
    let name = &text[1..end];
    let number = |digits: &str, radix| char::from_u32(u32::from_str_radix(digits, radix).ok()?);
    let meant = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        name => match name.strip_prefix('#')? {
            hex if hex.starts_with(['x', 'X']) => number(&hex[1..], 16)?,
            decimal => number(decimal, 10)?,
        },
    };
    Some((meant, end + 1))
}

/// `@rosa@lisbon.example` is shown as `@rosa`.
fn without_servers(status: &str) -> String {
    status
        .split_inclusive(char::is_whitespace)
        .map(|word| {
            let Some(at) = word.find('@') else { return word.to_owned() };
            let before = word[..at].chars().last();
            let Some((name, server)) = word[at + 1..].split_once('@') else {
                return word.to_owned();
            };
            let named = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.' || c == '-';
            if before.is_some_and(char::is_alphanumeric)
                || name.is_empty()
                || !name.chars().all(named)
            {
                return word.to_owned();
            }
            let end = server.find(|c| !named(c)).unwrap_or(server.len());
            let host = server[..end].trim_end_matches(['.', '-']);
            format!("{}@{name}{}", &word[..at], &server[host.len()..])
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_known_again_in_html() {
        let status = "Rye & \"wheat\" <3\n\nAsk @rosa@lisbon.example. #bread https://rosas.example/a?b=1&c=2";
        let html = "<p>Rye &amp; &quot;wheat&quot; &lt;3</p><p>Ask <span class=\"h-card\"><a href=\"https://lisbon.example/@rosa\" class=\"u-url mention\">@<span>rosa</span></a></span>. <a href=\"https://m.example/tags/bread\" class=\"mention hashtag\" rel=\"tag\">#<span>bread</span></a> <a href=\"https://rosas.example/a?b=1&amp;c=2\"><span class=\"invisible\">https://</span><span class=\"ellipsis\">rosas.example/a</span><span class=\"invisible\">?b=1&amp;c=2</span></a></p>";
        assert!(shows(html, status));
        assert!(!shows("<p>Rye</p>", status) && !shows("", status));
        assert!(shows("<p>It&#39;s &#x1F956;<br />at 4&nbsp;am</p>", "It's 🥖\nat 4 am"));
        assert!(shows(
            "<p>rosa@bakery.example & more &unknown;</p>",
            "rosa@bakery.example & more &unknown;"
        ));
        assert!(!shows("<p>unended", "unended words"));
    }
}
