//! Where a page leads.

use scraper::{Html, node::Element};
use serde_json::Value;
use url::Url;

/// The addresses on one page.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Links {
    /// Where it leads, in order, repetitions included.
    pub(super) to: Vec<Url>,
    /// Where it says that it really is.
    pub(super) canonical: Option<Url>,
}

/// The links of a page found at `url`.
pub(super) fn links(html: &Html, url: &Url) -> Links {
    let elements = || html.tree.values().filter_map(|node| node.as_element());
    let base = elements()
        .find(|element| element.name() == "base")
        .and_then(|base| url.join(base.attr("href")?).ok())
        .unwrap_or_else(|| url.clone());
    let mut links = Links::default();
    for element in elements() {
        let target = |name| element.attr(name).and_then(|href| base.join(href.trim()).ok());
        match element.name() {
            "a" | "area" if !has_rel(element, "nofollow") => links.to.extend(target("href")),
            "frame" => links.to.extend(target("src")),
            "meta" => links.to.extend(refresh(element).and_then(|to| base.join(to).ok())),
            "link" if has_rel(element, "canonical") => links.canonical = target("href"),
            _ => {}
        }
    }
    if links.to.len() < FEW {
        links.to.extend(in_state(html, &base));
    }
    links
}

/// A page with fewer links than these may be the shell of an application.
const FEW: usize = 3;
/// More than the state of a page for people, in bytes.
const MOST_STATE: usize = 2_000_000;
const MOST_DEPTH: usize = 24;

/// The pages that the state of a single-page application names: what stands as JSON in its
/// scripts under `href`, `url`, `path` and the like.
fn in_state(html: &Html, base: &Url) -> Vec<Url> {
    let mut found = Vec::new();
    for node in html.tree.nodes() {
        let script = node.value().as_element().filter(|it| it.name() == "script");
        let kind = script.and_then(|script| script.attr("type")).unwrap_or_default();
        if !kind.contains("json") || kind.contains("ld+json") {
            continue;
        }
        let texts = node.children().filter_map(|node| node.value().as_text());
        let source: String = texts.map(|text| &**text).collect();
        let state = serde_json::from_str(&source).ok().filter(|_| source.len() <= MOST_STATE);
        if let Some(state) = state {
            named_in(&state, 0, &mut |path| found.extend(base.join(path).ok()));
        }
    }
    found
}

fn named_in(value: &Value, depth: usize, found: &mut impl FnMut(&str)) {
    match value {
        Value::Array(values) if depth < MOST_DEPTH => {
            values.iter().for_each(|value| named_in(value, depth + 1, found));
        }
        Value::Object(facts) if depth < MOST_DEPTH => {
            for (key, value) in facts {
                let leads = matches!(key.as_str(), "href" | "url" | "path" | "to" | "link");
                match value.as_str().filter(|path| leads && path.starts_with('/')) {
                    Some(path) => found(path),
                    None => named_in(value, depth + 1, found),
                }
            }
        }
        _ => {}
    }
}

fn has_rel(element: &Element, word: &str) -> bool {
    element
        .attr("rel")
        .is_some_and(|rel| rel.split_ascii_whitespace().any(|said| said.eq_ignore_ascii_case(word)))
}

/// The target of `<meta http-equiv="refresh" content="0; url=/en/">`.
fn refresh(meta: &Element) -> Option<&str> {
    if !meta.attr("http-equiv")?.eq_ignore_ascii_case("refresh") {
        return None;
    }
    let (_, target) = meta.attr("content")?.split_once('=')?;
    Some(target.trim().trim_matches(['"', '\'']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_leads_where_its_state_says() {
        let page = r#"<div id=root></div><script type="application/json">{"nav": [{"label": "Prices",
            "href": "/prices"}, {"href": "https://elsewhere.example/"}], "image": {"src": "/a.jpg"}}
            </script><script type="application/ld+json">{"url": "/told"}</script>"#;
        let found = links(&Html::parse_document(page), &Url::parse("https://x.example/").unwrap());
        assert_eq!(found.to, [Url::parse("https://x.example/prices").unwrap()]);
    }

    #[test]
    fn links_are_resolved_against_the_base_of_the_page() {
        let page = "<base href='/en/'><link rel='canonical' href='https://x.example/en/'>
            <meta http-equiv=Refresh content='0; URL=/start'><a href=' menu '>Menu</a>
            <a rel='external nofollow' href=/login>Log in</a><a>none</a><a href='//['>broken</a>";
        let found = links(&Html::parse_document(page), &Url::parse("https://x.example/").unwrap());
        let to: Vec<_> = found.to.iter().map(Url::as_str).collect();
        assert_eq!(to, ["https://x.example/start", "https://x.example/en/menu"]);
        assert_eq!(found.canonical.unwrap().path(), "/en/");
    }
}
