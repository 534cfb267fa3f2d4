//! One page taken apart: what its head says, its structured data, and its text in blocks.

use scraper::{Html, node::Element};
use url::Url;

use super::{
    blocks::{self, Block, Image, Label},
    pictures::{self, Seen},
    region::Region,
    scripts::{self, State},
    structured::{self, Thing},
    text::clean,
};
use crate::read::{Page, html};

/// A page as the finders of facts see it.
#[derive(Debug)]
pub(super) struct Doc {
    pub(super) url: Url,
    /// `<html lang>` as written.
    pub(super) lang: Option<String>,
    pub(super) title: String,
    /// Names or properties of `<meta>` in lower case, with their content.
    meta: Vec<(String, String)>,
    /// Structured data, outer things before inner ones.
    pub(super) things: Vec<Thing>,
    /// The text in the order of the page.
    pub(super) blocks: Vec<Block>,
    /// What the page's menus lead to.
    pub(super) labels: Vec<Label>,
    pub(super) images: Vec<Image>,
    /// The pictures that a reader looks at.
    pub(super) pictures: Vec<Seen>,
    /// `<link rel>` icons: the relation and where the picture is.
    pub(super) icons: Vec<(String, Url)>,
    /// All style sheets and style attributes on the page.
    pub(super) css: String,
    /// Telephone numbers that are links.
    pub(super) phones: Vec<String>,
}

impl Doc {
    /// Takes a page apart.
    pub(super) fn of(page: &Page) -> Doc {
        let html = html::parse(&page.html);
        let text = blocks::read(&html, &page.url);
        let mut doc = Doc {
            url: page.url.clone(),
            lang: None,
            title: String::new(),
            meta: Vec::new(),
            things: structured::things(&html, &page.url),
            blocks: text.blocks,
            labels: text.labels,
            images: text.images,
            pictures: pictures::seen(&html, &page.url),
            icons: Vec::new(),
            css: String::new(),
            phones: Vec::new(),
        };
        doc.read_elements(&html);
        if scripts::is_shell(&doc.blocks) {
            doc.take_state(scripts::read(&html, &page.url));
        }
        doc
    }

    /// Adds what a page without words of its own says in its scripts.
    fn take_state(&mut self, state: State) {
        self.things.extend(state.things);
        self.blocks.extend(state.blocks);
        self.images.extend(state.images);
        self.css.push_str(&state.css);
        self.lang = self.lang.take().or(state.lang);
    }

    /// The content of the first `<meta>` of this name that says something.
    pub(super) fn meta(&self, name: &str) -> Option<&str> {
        self.meta.iter().find(|(said, _)| said == name).map(|(_, content)| content.as_str())
    }

    /// The blocks that are about something: the main part and what heads it.
    pub(super) fn content(&self) -> impl DoubleEndedIterator<Item = &Block> {
        self.blocks.iter().filter(|block| match block.region {
            Region::Main => true,
            Region::Header => block.is_heading() || block.kind == blocks::Kind::Paragraph,
            _ => false,
        })
    }

    /// The heading of the page.
    pub(super) fn heading(&self) -> Option<&Block> {
        self.content().find(|block| block.kind == blocks::Kind::Heading(1))
    }

    /// The path in lower case, without file extensions, cut at the slashes.
    pub(super) fn path(&self) -> Vec<String> {
        let parts = self.url.path().split('/').filter(|part| !part.is_empty());
        parts
            .map(|part| part.split_once('.').map_or(part, |(name, _)| name).to_lowercase())
            .collect()
    }

    /// Whether a folder of the path, or the page itself, is named with one of these words.
    pub(super) fn is_under(&self, words: &[&str]) -> bool {
        self.is_in_folder(&self.path(), words)
    }

    /// Whether one of these folders is named with one of these words.
    pub(super) fn is_in_folder(&self, folders: &[String], words: &[&str]) -> bool {
        let named = |folder: &String| folder.split(['-', '_']).any(|word| words.contains(&word));
        folders.iter().any(named)
    }

    fn read_elements(&mut self, html: &Html) {
        for node in html.tree.nodes() {
            let Some(element) = node.value().as_element() else { continue };
            let text = || node.descendants().filter_map(|node| node.value().as_text());
            match element.name() {
                "html" => self.lang = element.attr("lang").map(clean),
                "title" if self.title.is_empty() => {
                    self.title = clean(&text().map(|text| &**text).collect::<String>());
                }
                "meta" => self.read_meta(element),
                "link" => self.read_link(element),
                "style" => text().for_each(|text| {
                    self.css.push_str(text);
                    self.css.push('\n');
                }),
                "a" => self.phones.extend(
                    element.attr("href").and_then(|href| href.strip_prefix("tel:")).map(clean),
                ),
                _ => {}
            }
            let painted = ["style", "bgcolor", "color", "link"].map(|name| element.attr(name));
            for style in painted.into_iter().flatten() {
                self.css.push_str(style);
                self.css.push('\n');
            }
        }
    }

    fn read_meta(&mut self, meta: &Element) {
        let name = meta.attr("property").or(meta.attr("name")).or(meta.attr("http-equiv"));
        let (Some(name), Some(content)) = (name, meta.attr("content")) else { return };
        let content = clean(content);
        if !content.is_empty() {
            self.meta.push((name.trim().to_lowercase(), content));
        }
    }

    fn read_link(&mut self, link: &Element) {
        let rel = link.attr("rel").unwrap_or_default().to_ascii_lowercase();
        let target = link.attr("href").and_then(|href| self.url.join(href.trim()).ok());
        if let Some(target) = target.filter(|_| rel.contains("icon")) {
            self.icons.push((rel, target));
        }
    }
}
