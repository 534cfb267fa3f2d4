//! Parsing that ends: a page may nest a million elements, and a parser by the book takes
//! quadratic time and memory over it.

use ego_tree::{NodeRef, Tree};
use html5ever::{driver, tendril::TendrilSink};
use scraper::{Html, HtmlTreeSink, Node};

/// Bytes parsed between two looks at the tree.
const STEP: usize = 4_096;
/// Deeper nesting than browsers show.
const DEEPEST: usize = 512;
/// More nodes than any page for people has.
const MOST_NODES: usize = 300_000;

/// The page as a tree. Parsing stops where nesting or size are no longer those of a page
/// for people; what came before stands.
pub(crate) fn parse(html: &str) -> Html {
    let sink = HtmlTreeSink::new(Html::new_document());
    let mut parser = driver::parse_document(sink, Default::default());
    let mut rest = html;
    while !rest.is_empty() {
        let (step, after) = rest.split_at(rest.floor_char_boundary(STEP.min(rest.len())));
        parser.process(step.into());
        rest = after;
        if is_absurd(&parser.tokenizer.sink.sink.0.borrow().tree) {
            break;
        }
    }
    parser.finish()
}

fn is_absurd(tree: &Tree<Node>) -> bool {
    let newest = tree.nodes().next_back().map_or(0, |node| node.ancestors().count());
    let nodes = tree.values().len();
    nodes > MOST_NODES || newest > DEEPEST || last_depth(tree.root()) > DEEPEST
}

/// The path of last children is mostly the path of open elements; the newest node is
/// where it is not (what a table casts out).
fn last_depth(root: NodeRef<'_, Node>) -> usize {
    std::iter::successors(Some(root), |node| node.last_child()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_nesting_is_cut_short_and_the_beginning_kept() {
        for hostile in
            ["<div>", "<b a=%>", "<a><b><p>", "<table><td>", "<table><b a=%>", "<p><b x=%><i>"]
        {
            let mut page = "<h1>Kept</h1>".to_owned();
            for n in 0..200_000 {
                page.push_str(&hostile.replace('%', &n.to_string()));
            }
            let html = parse(&page);
            assert!(html.tree.nodes().len() < 2 * MOST_NODES, "{hostile}");
            assert!(html.root_element().text().any(|text| text == "Kept"));
        }
    }

    #[test]
    fn a_page_is_parsed_as_by_the_book() {
        let page = format!("<ul>{}</ul><p>é</p>", "<li>ä <b>b</b>".repeat(3_000));
        assert_eq!(parse(&page).html(), Html::parse_document(&page).html());
    }
}
