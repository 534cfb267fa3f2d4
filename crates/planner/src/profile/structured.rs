//! Structured data: JSON-LD and microdata, read into the same shape.

use std::sync::LazyLock;

use ego_tree::NodeRef;
use regex::Regex;
use scraper::{Html, Node, node::Element};
use serde_json::{Map, Value};
use url::Url;

use super::text::clean;
use crate::read::html;

/// Deeper nesting than anybody describes a business with.
const DEEPEST: usize = 12;
/// Most things taken from one page.
const MOST: usize = 1_000;

/// One described thing, such as a `Bakery` or an `Offer`.
#[derive(Debug, Clone)]
pub(super) struct Thing {
    /// Its types, such as `LocalBusiness`, without the vocabulary's address.
    pub(super) types: Vec<String>,
    /// The property of the outer thing that it is the value of; empty for an outermost one.
    pub(super) role: String,
    /// What is said about it.
    pub(super) facts: Map<String, Value>,
}

impl Thing {
    /// Whether it is of one of these types.
    pub(super) fn is(&self, types: &[&str]) -> bool {
        self.types.iter().any(|own| types.contains(&own.as_str()))
    }

    /// The first text of a property, without markup.
    pub(super) fn text(&self, property: &str) -> Option<String> {
        self.facts.get(property).and_then(text)
    }

    /// All texts of a property.
    pub(super) fn texts(&self, property: &str) -> Vec<String> {
        match self.facts.get(property) {
            Some(Value::Array(values)) => values.iter().filter_map(text).collect(),
            Some(value) => text(value).into_iter().collect(),
            None => Vec::new(),
        }
    }

    /// The things that are values of a property.
    pub(super) fn inner(&self, property: &str) -> Vec<Thing> {
        let values = match self.facts.get(property) {
            Some(Value::Array(values)) => values.as_slice(),
            Some(value) => std::slice::from_ref(value),
            None => &[],
        };
        values.iter().filter_map(|value| inner(value.as_object()?, property)).collect()
    }
}

/// What stands in a property is what the property says, though its kind be left out. A mere
/// reference tells nothing.
fn inner(facts: &Map<String, Value>, role: &str) -> Option<Thing> {
    let told = facts.keys().any(|name| !name.starts_with('@'));
    let untyped = || Thing { types: Vec::new(), role: role.to_owned(), facts: facts.clone() };
    thing(facts, role).or_else(|| told.then(untyped))
}

/// Everything a page describes, outer things before inner ones.
pub(super) fn things(html: &Html, url: &Url) -> Vec<Thing> {
    let mut things = Vec::new();
    for node in html.tree.nodes() {
        let Some(element) = node.value().as_element() else { continue };
        if is_json_ld(element) {
            let source: String = node
                .descendants()
                .filter_map(|node| node.value().as_text())
                .map(|text| &**text)
                .collect();
            if let Some(value) = json(&source) {
                collect(&value, "", 0, &mut things);
            }
        } else if element.attr("itemscope").is_some() && element.attr("itemprop").is_none() {
            collect(&microdata(node, element, url, 0), "", 0, &mut things);
        }
    }
    things
}

/// The text of a value: a string without markup, a number, or the name of a thing.
pub(super) fn text(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) if text.contains(['<', '&']) => without_markup(text),
        Value::String(text) => clean(text),
        Value::Number(number) => number.to_string(),
        Value::Array(values) => values.iter().find_map(text)?,
        Value::Object(facts) => text(facts.get("@value").or(facts.get("name"))?)?,
        Value::Null | Value::Bool(_) => return None,
    };
    (!text.is_empty()).then_some(text)
}

fn without_markup(text: &str) -> String {
    let html = html::parse(text);
    let visible = |node: &NodeRef<'_, Node>| {
        let parent = node.parent().and_then(|parent| parent.value().as_element());
        !parent.is_some_and(|parent| matches!(parent.name(), "script" | "style" | "noscript"))
    };
    let texts = html.tree.nodes().filter(visible).filter_map(|node| node.value().as_text());
    clean(&texts.map(|text| &**text).collect::<Vec<_>>().join(" "))
}

fn is_json_ld(element: &Element) -> bool {
    element.name() == "script"
        && element.attr("type").is_some_and(|kind| kind.trim().starts_with("application/ld+json"))
}

/// Lenient about what templates do to JSON: comments around it, raw line breaks inside.
fn json(source: &str) -> Option<Value> {
    let source = source.trim().trim_start_matches("<!--").trim_end_matches("-->");
    let source = source.trim_start_matches("//<![CDATA[").trim_end_matches("//]]>").trim();
    serde_json::from_str(source).ok().or_else(|| {
        let flat: String = source.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let flat = flat.trim().trim_end_matches(';');
        serde_json::from_str(flat).ok().or_else(|| serde_json::from_str(&mended(flat)?).ok())
    })
}

/// JSON without comments in front and without commas that nothing follows.
fn mended(source: &str) -> Option<String> {
    static COMMA: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r",\s*([\]}])").ok());
    let mut source = source;
    while let Some(rest) = source.strip_prefix("/*") {
        source = rest.split_once("*/")?.1.trim_start();
    }
    Some(COMMA.as_ref()?.replace_all(source, "$1").into_owned())
}

fn collect(value: &Value, role: &str, depth: usize, things: &mut Vec<Thing>) {
    if depth > DEEPEST || things.len() >= MOST {
        return;
    }
    match value {
        Value::Array(values) => {
            values.iter().for_each(|value| collect(value, role, depth + 1, things));
        }
        Value::Object(facts) => {
            things.extend(thing(facts, role));
            for (property, value) in facts {
                let role = if property == "@graph" { "" } else { property };
                collect(value, role, depth + 1, things);
            }
        }
        _ => {}
    }
}

fn thing(facts: &Map<String, Value>, role: &str) -> Option<Thing> {
    let types = match facts.get("@type")? {
        Value::Array(types) => types.iter().filter_map(Value::as_str).map(bare).collect(),
        Value::String(one) => vec![bare(one)],
        _ => return None,
    };
    Some(Thing { types, role: role.to_owned(), facts: facts.clone() })
}

/// `https://schema.org/Bakery` and `schema:Bakery` are a `Bakery`.
fn bare(kind: &str) -> String {
    kind.rsplit(['/', ':', '#']).next().unwrap_or(kind).to_owned()
}

/// A described element in the shape of JSON-LD.
fn microdata(scope: NodeRef<'_, Node>, element: &Element, url: &Url, depth: usize) -> Value {
    let mut facts = Map::new();
    let kind = element.attr("itemtype").and_then(|kinds| kinds.split_ascii_whitespace().next());
    facts.insert("@type".to_owned(), Value::String(bare(kind.unwrap_or("Thing"))));
    let mut open: Vec<_> = scope.children().rev().collect();
    while let Some(node) = open.pop() {
        let Some(inner) = node.value().as_element() else { continue };
        let nested = inner.attr("itemscope").is_some();
        if let Some(names) = inner.attr("itemprop") {
            let value = match nested {
                true if depth < DEEPEST => microdata(node, inner, url, depth + 1),
                _ => Value::String(property(node, inner, url)),
            };
            for name in names.split_ascii_whitespace() {
                add(&mut facts, name, value.clone());
            }
        }
        if !nested {
            open.extend(node.children().rev());
        }
    }
    Value::Object(facts)
}

fn property(node: NodeRef<'_, Node>, element: &Element, url: &Url) -> String {
    let address =
        |name| element.attr(name).and_then(|to| url.join(to.trim()).ok()).map(String::from);
    element
        .attr("content")
        .map(clean)
        .or_else(|| match element.name() {
            "a" | "area" | "link" => address("href"),
            "img" | "embed" | "source" => address("src"),
            "time" => element.attr("datetime").map(clean),
            "data" | "meter" => element.attr("value").map(clean),
            _ => None,
        })
        .unwrap_or_else(|| {
            let texts = node.descendants().filter_map(|node| node.value().as_text());
            clean(&texts.map(|text| &**text).collect::<String>())
        })
}

/// A property said twice becomes a list.
fn add(facts: &mut Map<String, Value>, name: &str, value: Value) {
    match facts.get_mut(name) {
        Some(Value::Array(values)) => values.push(value),
        Some(first) => *first = Value::Array(vec![first.take(), value]),
        None => {
            facts.insert(name.to_owned(), value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(page: &str) -> Vec<Thing> {
        things(&html::parse(page), &Url::parse("https://x.example/").unwrap())
    }

    #[test]
    fn json_ld_is_read_as_templates_write_it() {
        let found = of("<script type='application/ld+json'><!--\n{\"@graph\": [{\"@type\": \
            [\"https://schema.org/Bakery\", \"Store\"], \"name\": \"Rosa&#8217;s\n Bakery\", \
            \"address\": {\"@type\": \"PostalAddress\", \"addressLocality\": \"Lisbon\"}}]};\n</script>\
            <script type='application/ld+json'>{broken</script>");
        let careless =
            of("<script type='application/ld+json'>/* us */ {\"@type\": \"NGO\",}</script>");
        assert!(careless[0].is(&["NGO"]));
        assert_eq!(found.len(), 2);
        assert!(found[0].is(&["Store"]) && found[0].role.is_empty());
        assert_eq!(found[0].text("name").unwrap(), "Rosa’s Bakery");
        assert_eq!(found[1].role, "address");
        assert_eq!(found[0].inner("address")[0].text("addressLocality").unwrap(), "Lisbon");
    }

    #[test]
    fn microdata_is_read_into_the_same_shape() {
        let found =
            of("<div itemscope itemtype='http://schema.org/Product'><b itemprop=name>Rye</b>\
            <img itemprop=image src=/rye.jpg><p itemprop=offers itemscope itemtype='Offer'>\
            <span itemprop=price content=4.50>4,50 €</span><i itemprop=price>5</i></p></div>");
        assert_eq!(found[0].text("name").unwrap(), "Rye");
        assert_eq!(found[0].text("image").unwrap(), "https://x.example/rye.jpg");
        assert_eq!(found[1].texts("price"), ["4.50", "5"]);
    }

    #[test]
    fn markup_inside_a_text_yields_its_text_only() {
        let hostile = Value::String("Hi <script>alert(1)</script><b>there</b> &amp; you".into());
        assert_eq!(text(&hostile).unwrap(), "Hi there & you");
    }
}
