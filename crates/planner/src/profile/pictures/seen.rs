//! A walk through a page for its pictures and what stands around them.

use ego_tree::{NodeRef, iter::Edge};
use scraper::{Html, Node, node::Element};
use url::Url;

use super::{
    super::{region::Region, text::clean},
    sizes::{best_of, enlarged},
};

/// A picture on a page, with all that the page says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::profile) struct Seen {
    /// Where its best size is.
    pub(super) source: Url,
    /// Width and height in pixels, where the page states them.
    pub(super) size: Option<(u32, u32)>,
    /// Its alternative text or its caption.
    pub(super) said: Option<String>,
    /// The heading before it.
    pub(super) heading: Option<String>,
    /// Name of the file, class, id and alternative text, in lower case.
    pub(super) hint: String,
}

/// More pictures than anybody puts on a page to be looked at.
const MOST: usize = 200;
/// The width that makes a picture in the head of a page more than a sign, in pixels.
const HERO: u32 = 600;
/// The least words of a text that tells what a picture shows, in characters.
const SHORTEST: usize = 4;

struct Walk<'a> {
    url: &'a Url,
    /// The region of each element that stands open, and whether it is in a part of its own.
    open: Vec<(Region, bool)>,
    heading: Option<String>,
    seen: Vec<Seen>,
}

/// The pictures of a page that stand where a reader looks, in its order.
pub(in crate::profile) fn seen(html: &Html, url: &Url) -> Vec<Seen> {
    let mut walk = Walk { url, open: Vec::new(), heading: None, seen: Vec::new() };
    for edge in html.tree.root().traverse() {
        match edge {
            Edge::Open(node) => {
                if let Some(element) = node.value().as_element() {
                    walk.enter(node, element);
                }
            }
            Edge::Close(node) if node.value().is_element() => drop(walk.open.pop()),
            Edge::Close(_) => {}
        }
    }
    walk.seen
}

impl Walk<'_> {
    fn enter(&mut self, node: NodeRef<'_, Node>, element: &Element) {
        let (outer, in_part) = self.open.last().copied().unwrap_or((Region::Main, false));
        let region = outer.inside(element, in_part);
        let part = matches!(element.name(), "article" | "main" | "section");
        self.open.push((region, in_part || part));
        match element.name() {
            "h1" | "h2" | "h3" | "h4" => {
                let words = text_of(node);
                self.heading = (!words.is_empty()).then_some(words);
            }
            "img" => self.see(node, element, region),
            _ => self.see_ground(node, element, region),
        }
    }

    fn see(&mut self, node: NodeRef<'_, Node>, image: &Element, region: Region) {
        let decoration = matches!(image.attr("role"), Some("presentation" | "none"))
            || image.attr("aria-hidden") == Some("true");
        let Some((source, width)) = self.source(node, image).filter(|_| !decoration) else {
            return;
        };
        let number = |name| image.attr(name).and_then(|it| it.trim().parse::<u32>().ok());
        let declared = number("width").zip(number("height")).filter(|(w, h)| *w > 1 && *h > 1);
        let size = match (declared, width) {
            (Some((w, h)), Some(wide)) => {
                Some((wide, (u64::from(wide) * u64::from(h) / u64::from(w)) as u32))
            }
            (declared, _) => declared,
        };
        let seen = Seen {
            hint: hint(&source, image),
            said: said(image.attr("alt").unwrap_or_default()).or_else(|| caption(node)),
            heading: self.heading.clone(),
            // An address that gives any size tells nothing of the picture's own.
            size: if enlarged(&source).is_some() { None } else { size },
            source: enlarged(&source).unwrap_or(source),
        };
        let hero = width.or(size.map(|(w, _)| w)).is_some_and(|w| w >= HERO);
        self.keep(seen, region, hero);
    }

    /// The picture that an element stands on, where its own style names it.
    fn see_ground(&mut self, node: NodeRef<'_, Node>, element: &Element, region: Region) {
        let Some(style) = element.attr("style").filter(|style| style.contains("background")) else {
            return;
        };
        let Some((_, named)) = style.split_once("url(") else { return };
        let address = named.split(')').next().unwrap_or_default().trim_matches(['"', '\'', ' ']);
        let Some(source) = self.join(address) else { return };
        let heading = first_heading(node).or_else(|| self.heading.clone());
        let said = element.attr("aria-label").and_then(said);
        let hint = hint(&source, element);
        self.keep(Seen { source, size: None, said, heading, hint }, region, true);
    }

    fn keep(&mut self, seen: Seen, region: Region, hero: bool) {
        let looked_at = region == Region::Main || (region == Region::Header && hero);
        if looked_at && self.seen.len() < MOST {
            self.seen.push(seen);
        }
    }

    /// Where the best size is, with the width that the page states for it.
    fn source(&self, node: NodeRef<'_, Node>, image: &Element) -> Option<(Url, Option<u32>)> {
        let own = ["srcset", "data-srcset", "data-lazy-srcset"];
        let beside = node.prev_siblings().filter_map(|it| it.value().as_element());
        let taken = |source: &&Element| {
            let kind = source.attr("type").unwrap_or_default();
            source.name() == "source"
                && matches!(kind, "" | "image/jpeg" | "image/png" | "image/webp")
        };
        let sets = own.iter().filter_map(|name| image.attr(name));
        let sets = sets.chain(
            beside
                .filter(taken)
                .filter_map(|source| source.attr("srcset").or(source.attr("data-srcset"))),
        );
        let offered = sets
            .filter_map(best_of)
            .filter_map(|(address, width)| Some((self.join(address)?, width)));
        let plain = ["data-src", "data-lazy-src", "data-original", "src"];
        let plain = plain.iter().filter_map(|name| self.join(image.attr(name)?));
        offered.chain(plain.map(|source| (source, None))).next()
    }

    fn join(&self, address: &str) -> Option<Url> {
        let address = address.trim();
        if address.is_empty() || address.starts_with("data:") || address.starts_with('#') {
            return None;
        }
        self.url.join(address).ok()
    }
}

fn hint(source: &Url, element: &Element) -> String {
    let file = source.path().rsplit('/').next().unwrap_or_default();
    let said = ["class", "id", "alt"].map(|name| element.attr(name).unwrap_or_default());
    format!("{file} {}", said.join(" ")).to_lowercase()
}

/// A text that says what a picture shows; the name of a file does not.
fn said(text: &str) -> Option<String> {
    let text = clean(text);
    let file =
        [".jpg", ".jpeg", ".png", ".webp"].iter().any(|end| text.to_lowercase().ends_with(end));
    let camera = ["IMG_", "DSC", "image", "photo", "picture", "untitled"];
    let camera = !text.contains(' ') && camera.iter().any(|start| text.starts_with(start));
    (text.chars().count() >= SHORTEST && !file && !camera).then_some(text)
}

/// What stands below a picture as its caption.
fn caption(node: NodeRef<'_, Node>) -> Option<String> {
    let figure = node.ancestors().take(4).find(|it| name(*it) == Some("figure"))?;
    let caption = figure.descendants().find(|it| name(*it) == Some("figcaption"))?;
    said(&text_of(caption))
}

fn first_heading(node: NodeRef<'_, Node>) -> Option<String> {
    let heading = node.descendants().find(|it| matches!(name(*it), Some("h1" | "h2" | "h3")))?;
    Some(text_of(heading)).filter(|words| !words.is_empty())
}

fn name(node: NodeRef<'_, Node>) -> Option<&str> {
    node.value().as_element().map(Element::name)
}

fn text_of(node: NodeRef<'_, Node>) -> String {
    let texts = node.descendants().filter_map(|it| it.value().as_text().map(|text| &**text));
    clean(&texts.collect::<Vec<_>>().join(" "))
}
