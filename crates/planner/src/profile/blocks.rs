//! The text of a page in blocks: a heading, a paragraph, an item, a row.

use ego_tree::{NodeRef, iter::Edge};
use scraper::{ElementRef, Html, Node, node::Element};
use url::Url;

use super::{
    elements::{
        holds_the_page, is_block, is_box_with_words, is_inline_box, is_silent, is_strong, kind,
    },
    region::Region,
    text::clean,
};

/// What kind of element a text stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `h1` to `h6`, by number.
    Heading(u8),
    Paragraph,
    Item,
    /// `dt`, `summary`, or a button that unfolds something.
    Term,
    /// A row of a table; its lines are its cells.
    Row,
    Address,
    Other,
}

/// A piece of text that a browser would set apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) kind: Kind,
    pub(super) region: Region,
    /// Its lines as broken on the page, each clean and not empty; at least one.
    pub(super) lines: Vec<String>,
    /// Where it leads, when all of it is a link.
    pub(super) link: Option<Url>,
    /// Whether it stands in an `<article>`.
    pub(super) in_article: bool,
    /// The day of a `<time datetime>` in it, as written.
    pub(super) day: Option<String>,
    /// Whether all of it is set in bold.
    pub(super) strong: bool,
}

impl Block {
    /// The whole text as one line.
    pub(super) fn text(&self) -> String {
        self.lines.join(" ")
    }

    pub(super) fn is_heading(&self) -> bool {
        matches!(self.kind, Kind::Heading(_))
    }
}

/// A link in a menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Label {
    pub(super) text: String,
    pub(super) to: Url,
}

/// A picture and all that is said about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Image {
    pub(super) source: Url,
    /// Address, class, id and alternative text, in lower case.
    pub(super) hint: String,
    pub(super) region: Region,
    /// Where a link around it leads.
    pub(super) to: Option<Url>,
}

/// What a walk through a page brings home.
#[derive(Debug, Default)]
pub(super) struct Walked {
    pub(super) blocks: Vec<Block>,
    pub(super) labels: Vec<Label>,
    pub(super) images: Vec<Image>,
}

/// Walks a page found at `url`.
pub(super) fn read(html: &Html, url: &Url) -> Walked {
    let mut walk = Walk {
        url,
        out: Walked::default(),
        stack: vec![Place::TOP],
        text: Buffer::default(),
        links: Vec::new(),
    };
    for edge in html.tree.root().traverse() {
        match edge {
            Edge::Open(node) => walk.open(node),
            Edge::Close(node) => walk.close(node),
        }
    }
    walk.flush();
    walk.out
}

/// Where the walk stands.
#[derive(Debug, Clone, Copy)]
struct Place {
    kind: Kind,
    region: Region,
    in_article: bool,
    /// Inside a part with a header of its own.
    in_part: bool,
    in_list: bool,
    silent: bool,
    strong: bool,
    /// Which of the links walked through it stands in.
    link: Option<usize>,
}

impl Place {
    const TOP: Place = Place {
        kind: Kind::Other,
        region: Region::Main,
        in_article: false,
        in_part: false,
        in_list: false,
        silent: false,
        strong: false,
        link: None,
    };
}

/// Text on its way to becoming a block.
#[derive(Debug, Default)]
struct Buffer {
    text: String,
    /// How much of it is a link, without whitespace.
    linked: usize,
    /// How much of it is bold, without whitespace.
    strong: usize,
    link: Option<usize>,
    day: Option<String>,
}

struct Walk<'a> {
    url: &'a Url,
    out: Walked,
    stack: Vec<Place>,
    text: Buffer,
    links: Vec<Url>,
}

impl Walk<'_> {
    fn place(&self) -> Place {
        self.stack.last().copied().unwrap_or(Place::TOP)
    }

    fn open(&mut self, node: NodeRef<'_, Node>) {
        match node.value() {
            Node::Text(text) if !self.place().silent => self.hear(text),
            Node::Element(element) => {
                if is_block(element.name()) {
                    self.flush();
                }
                let place = self.inside(node, element);
                self.stack.push(place);
                self.enter(element);
            }
            _ => {}
        }
    }

    fn close(&mut self, node: NodeRef<'_, Node>) {
        let Node::Element(element) = node.value() else { return };
        match element.name() {
            name if is_block(name) => self.flush(),
            "td" | "th" | "br" => self.text.text.push(BREAK),
            "a" => self.leave_link(node),
            _ => {}
        }
        if is_inline_box(element.name()) && node.next_sibling().is_some_and(is_box_with_words) {
            self.text.text.push(' ');
        }
        self.stack.pop();
    }

    fn hear(&mut self, text: &str) {
        self.text.text.push_str(text);
        if self.place().strong {
            self.text.strong += solid(text);
        }
        if let Some(link) = self.place().link {
            self.text.linked += solid(text);
            self.text.link.get_or_insert(link);
        }
    }

    fn inside(&mut self, node: NodeRef<'_, Node>, element: &Element) -> Place {
        let outer = self.place();
        let name = element.name();
        let region = match name {
            "form" if holds_the_page(node) => outer.region,
            _ => outer.region.inside(element, outer.in_part),
        };
        Place {
            kind: match kind(element) {
                Some(Kind::Paragraph) if outer.kind == Kind::Address => Kind::Address,
                own => own.unwrap_or(outer.kind),
            },
            region,
            in_article: outer.in_article || name == "article",
            in_part: outer.in_part || matches!(name, "article" | "main" | "section"),
            in_list: outer.in_list || matches!(name, "ul" | "ol"),
            silent: outer.silent || region == Region::Junk || is_silent(element),
            strong: outer.strong || is_strong(element),
            link: self.follow(element).or(outer.link),
        }
    }

    fn follow(&mut self, element: &Element) -> Option<usize> {
        let href = element.attr("href").filter(|_| element.name() == "a")?;
        self.links.push(self.url.join(href.trim()).ok()?);
        Some(self.links.len() - 1)
    }

    fn enter(&mut self, element: &Element) {
        match element.name() {
            "img" => self.see_image(element),
            "time" => {
                if let Some(day) = element.attr("datetime") {
                    self.text.day.get_or_insert_with(|| clean(day));
                }
            }
            _ => {}
        }
    }

    fn see_image(&mut self, image: &Element) {
        let source = image.attr("src").or(image.attr("data-src"));
        let Some(source) = source.and_then(|source| self.url.join(source.trim()).ok()) else {
            return;
        };
        let said = ["src", "class", "id", "alt"].map(|name| image.attr(name).unwrap_or_default());
        let hint = said.join(" ").to_lowercase();
        let place = self.place();
        let to = place.link.and_then(|link| self.links.get(link)).cloned();
        self.out.images.push(Image { source, hint, region: place.region, to });
    }

    fn leave_link(&mut self, node: NodeRef<'_, Node>) {
        let (Some(element), place) = (ElementRef::wrap(node), self.place()) else { return };
        let in_menu = place.region == Region::Nav
            || (place.region == Region::Header && place.in_list && !place.silent);
        let Some(to) = place.link.and_then(|link| self.links.get(link)) else { return };
        let text = clean(&element.text().collect::<Vec<_>>().join(" "));
        if in_menu && !text.is_empty() {
            self.out.labels.push(Label { text, to: to.clone() });
        }
    }

    /// Ends the block under way.
    fn flush(&mut self) {
        let Buffer { text, linked, strong, link, day } = std::mem::take(&mut self.text);
        let place = self.place();
        // Only a line break of the page itself breaks a line; the source's do not.
        let lines: Vec<String> =
            text.split(BREAK).map(clean).filter(|line| !line.is_empty()).collect();
        if lines.is_empty() {
            return;
        }
        let length: usize = lines.iter().map(|line| solid(line)).sum();
        let link = link.filter(|_| linked + 2 >= length);
        self.out.blocks.push(Block {
            kind: place.kind,
            region: place.region,
            lines,
            link: link.and_then(|link| self.links.get(link)).cloned(),
            in_article: place.in_article,
            day,
            strong: strong + 1 >= length,
        });
    }
}

fn solid(text: &str) -> usize {
    text.chars().filter(|c| !c.is_whitespace()).count()
}

/// Marks a line break of the page in the text under way.
const BREAK: char = '\u{1e}';
