//! Where a page leads.

use scraper::{Html, node::Element};
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
    links
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
