//! A site's own list of its pages.

use quick_xml::{Reader, XmlVersion, escape::resolve_predefined_entity, events::Event};
use url::Url;

/// Most addresses taken from one file.
const MOST: usize = 1_000;

/// What a site map lists.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Sitemap {
    pub(super) pages: Vec<Url>,
    /// Further site maps.
    pub(super) maps: Vec<Url>,
}

/// Reads XML site maps and indexes, and plain lists with one address a line. Whatever is
/// broken ends the reading; what came before stands.
pub(super) fn parse(text: &str) -> Sitemap {
    if !text.trim_start().starts_with('<') {
        let pages = text.lines().filter_map(|line| Url::parse(line.trim()).ok());
        return Sitemap { pages: pages.take(MOST).collect(), maps: Vec::new() };
    }
    let mut sitemap = Sitemap::default();
    let mut reader = Reader::from_str(text);
    let mut in_index = false;
    let mut loc: Option<String> = None;
    while sitemap.pages.len() + sitemap.maps.len() < MOST {
        match reader.read_event() {
            Ok(Event::Start(tag)) => match tag.name().as_ref() {
                "sitemapindex" => in_index = true,
                "loc" => loc = Some(String::new()),
                _ => {}
            },
            Ok(Event::End(tag)) if tag.name().as_ref() == "loc" => {
                let found = loc.take().and_then(|text| Url::parse(text.trim()).ok());
                let list = if in_index { &mut sitemap.maps } else { &mut sitemap.pages };
                list.extend(found);
            }
            Ok(Event::Eof) | Err(_) => break,
            Ok(event) => {
                if let (Some(loc), Some(text)) = (&mut loc, characters(&event)) {
                    loc.push_str(&text);
                }
            }
        }
    }
    sitemap
}

fn characters(event: &Event<'_>) -> Option<String> {
    match event {
        Event::Text(text) => Some(text.xml_content(XmlVersion::Implicit1_0).into_owned()),
        Event::CData(text) => Some(text.xml_content(XmlVersion::Implicit1_0).into_owned()),
        Event::GeneralRef(entity) => match entity.resolve_char_ref() {
            Ok(Some(character)) => Some(character.to_string()),
            _ => resolve_predefined_entity(entity).map(str::to_owned),
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(urls: &[Url]) -> Vec<&str> {
        urls.iter().map(Url::as_str).collect()
    }

    #[test]
    fn pages_and_further_maps_are_told_apart() {
        let map = parse(
            "<?xml version='1.0'?><urlset><url><loc> https://x.example/a?b=1&amp;c=2 </loc>\
             <image:image><image:loc>https://x.example/p.jpg</image:loc></image:image></url>\
             <url><loc><![CDATA[https://x.example/b]]></loc></url><url><loc>nonsense</loc></url>",
        );
        assert_eq!(texts(&map.pages), ["https://x.example/a?b=1&c=2", "https://x.example/b"]);
        let index = parse(
            "<sitemapindex><sitemap><loc>https://x.example/posts.xml</loc></sitemap></sitemapindex>",
        );
        assert_eq!(texts(&index.maps), ["https://x.example/posts.xml"]);
        assert_eq!(texts(&parse("https://x.example/a\n\nb\n").pages), ["https://x.example/a"]);
    }

    #[test]
    fn broken_and_endless_maps_end() {
        assert_eq!(parse("<urlset><url><loc>https://x.example/</lo").pages.len(), 0);
        assert_eq!(parse("<!DOCTYPE html><p>Not found</p>"), Sitemap::default());
        let endless = "<url><loc>https://x.example/</loc></url>".repeat(5_000);
        assert_eq!(parse(&format!("<urlset>{endless}")).pages.len(), MOST);
    }
}
