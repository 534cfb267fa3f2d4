//! What the elements of HTML mean for the text in them.

use ego_tree::NodeRef;
use scraper::{Node, node::Element};

use super::blocks::Kind;

/// The kind of text that an element holds, where it says.
pub(super) fn kind(element: &Element) -> Option<Kind> {
    Some(match element.name() {
        "h1" => Kind::Heading(1),
        "h2" => Kind::Heading(2),
        "h3" => Kind::Heading(3),
        "h4" => Kind::Heading(4),
        "h5" => Kind::Heading(5),
        "h6" => Kind::Heading(6),
        "p" => Kind::Paragraph,
        "li" | "dd" => Kind::Item,
        "dt" | "summary" | "button" => Kind::Term,
        "tr" => Kind::Row,
        "address" => Kind::Address,
        "section" | "article" | "main" | "header" | "footer" | "nav" | "aside" => Kind::Other,
        _ if unfolds(element) => Kind::Term,
        _ => return None,
    })
}

/// Whether an element is what is clicked on to unfold what stands below it.
fn unfolds(element: &Element) -> bool {
    let title = |class: &str| {
        let class = class.to_ascii_lowercase();
        let folded = ["accordion", "faq", "toggle"].iter().any(|word| class.contains(word));
        folded && ["title", "header", "heading", "question"].iter().any(|word| class.contains(word))
    };
    matches!(element.name(), "div" | "a" | "span") && element.classes().any(title)
}

/// Elements that a browser sets apart from what is around them.
pub(super) fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "button"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hr"
            | "html"
            | "li"
            | "main"
            | "nav"
            | "ol"
            | "p"
            | "pre"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "tr"
            | "ul"
            | "option"
            | "label"
            | "caption"
    )
}

/// Elements whose text is not for reading.
pub(super) fn is_silent(element: &Element) -> bool {
    let hidden_menu = element.name() == "button" && element.attr("aria-expanded").is_none();
    hidden_menu
        || matches!(
            element.name(),
            "head"
                | "script"
                | "style"
                | "noscript"
                | "template"
                | "svg"
                | "iframe"
                | "select"
                | "textarea"
                | "object"
                | "canvas"
                | "audio"
                | "video"
                | "math"
                | "s"
                | "del"
                | "strike"
        )
}

/// Elements whose text stands out by its weight.
pub(super) fn is_strong(element: &Element) -> bool {
    let styled = || {
        let style = element.attr("style").unwrap_or_default().replace(' ', "").to_lowercase();
        style.contains("font-weight:bold") || style.contains("font-weight:700")
    };
    matches!(element.name(), "b" | "strong") || styled()
}

/// Elements that authors set side by side without a space between.
pub(super) fn is_inline_box(name: &str) -> bool {
    matches!(name, "span" | "a" | "small" | "strong" | "b" | "em" | "time" | "data" | "img")
}

/// Such an element that begins with a word or a price.
pub(super) fn is_box_with_words(node: NodeRef<'_, Node>) -> bool {
    let is_box = node.value().as_element().is_some_and(|element| is_inline_box(element.name()));
    let mut texts = node.descendants().filter_map(|node| node.value().as_text());
    let first = texts.find_map(|text| text.chars().next());
    is_box && first.is_some_and(|c| c.is_alphanumeric() || "€$£¥".contains(c))
}

/// Some generators wrap the whole page in one form.
pub(super) fn holds_the_page(form: NodeRef<'_, Node>) -> bool {
    let mut elements = form.descendants().filter_map(|node| node.value().as_element());
    elements.any(|element| matches!(element.name(), "h1" | "main" | "nav" | "article"))
}
