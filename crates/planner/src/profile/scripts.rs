//! Pages whose words stand in a script: the state that a single-page application starts from.
//!
//! Nothing is run. What the JSON calls a question, a price, a role or a heading becomes what
//! it would be on the page, so that everything after sees a page like any other.

use scraper::Html;
use serde_json::{Map, Value, json};
use url::Url;

use super::{
    blocks::{Block, Image, Kind},
    region::Region,
    structured::{self, Thing},
    text::{clean, length_in_words, words},
};

/// A page with more words than this says what it has to say without its scripts.
const MOST_WORDS_OF_A_SHELL: usize = 40;
/// More than the state of a page for people.
const MOST_BYTES: usize = 2_000_000;
const MOST_BLOCKS: usize = 2_000;
const DEEPEST: usize = 24;
/// Shortest text that is prose whatever it is called, in words.
const SHORTEST_PROSE: usize = 5;

const HEADINGS: &[&str] = &["heading", "headline", "title", "name", "label"];
const TEXTS: &[&str] =
    &["text", "body", "description", "excerpt", "summary", "content", "intro", "subtitle"];
const ROLES: &[&str] = &["role", "jobTitle", "job_title", "position"];
const DAYS: &[&str] = &[
    "publishedAt",
    "published_at",
    "datePublished",
    "publishDate",
    "published",
    "date",
    "createdAt",
];
const PERIODS: &[&str] = &["interval", "period", "per", "unit"];
const SAYINGS: &[&str] = &["testimonial", "review", "quote", "rating"];
/// Parts of a state that no visitor reads.
const UNSEEN: &[&str] = &[
    "nav",
    "menu",
    "links",
    "breadcrumb",
    "seo",
    "meta",
    "analytics",
    "i18n",
    "messages",
    "translation",
    "dictionary",
    "config",
    "env",
    "query",
    "headers",
    "cookie",
    "redirect",
    "feature_flags",
    "experiments",
];

/// What the scripts of a shell hold.
#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) things: Vec<Thing>,
    pub(super) blocks: Vec<Block>,
    pub(super) images: Vec<Image>,
    /// Colours, as a style sheet would name them.
    pub(super) css: String,
    pub(super) lang: Option<String>,
}

/// Whether a page shows next to nothing without its scripts.
pub(super) fn is_shell(blocks: &[Block]) -> bool {
    let shown = blocks.iter().filter(|block| matches!(block.region, Region::Main | Region::Header));
    shown.map(|block| length_in_words(&block.text())).sum::<usize>() <= MOST_WORDS_OF_A_SHELL
}

/// Reads the state that a page at `url` carries in its scripts.
pub(super) fn read(html: &Html, url: &Url) -> State {
    let mut walk = Walk { url, state: State::default() };
    for node in html.tree.nodes() {
        let Some(script) = node.value().as_element().filter(|it| it.name() == "script") else {
            continue;
        };
        let source: String =
            node.children().filter_map(|node| node.value().as_text()).map(|text| &**text).collect();
        let kind = script.attr("type").unwrap_or_default();
        if source.len() > MOST_BYTES || kind.contains("ld+json") {
            continue;
        }
        let state = if kind.contains("json") { Some(source.trim()) } else { assigned(&source) };
        if let Some(value) = state.and_then(|text| serde_json::from_str::<Value>(text).ok()) {
            walk.value(&value, "", Region::Main, 0);
        }
    }
    walk.state
}

/// The object of `window.__STATE__ = {…};`.
fn assigned(source: &str) -> Option<&str> {
    let (name, value) = source.trim().split_once('=')?;
    let named = name.trim_end().strip_prefix("window.").is_some_and(|name| !name.contains(' '));
    let value = value.trim().trim_end_matches(';').trim_end();
    (named && value.starts_with('{') && value.ends_with('}')).then_some(value)
}

struct Walk<'a> {
    url: &'a Url,
    state: State,
}

impl Walk<'_> {
    fn value(&mut self, value: &Value, key: &str, region: Region, depth: usize) {
        if depth > DEEPEST || self.state.blocks.len() > MOST_BLOCKS || is_called(key, UNSEEN) {
            return;
        }
        let region = if is_called(key, SAYINGS) { Region::Quote } else { region };
        match value {
            Value::Array(values) => {
                values.iter().for_each(|value| self.value(value, key, region, depth + 1));
            }
            Value::Object(facts) => self.object(facts, key, region, depth),
            Value::String(text) => self.text(text, key, region),
            _ => {}
        }
    }

    fn object(&mut self, facts: &Map<String, Value>, key: &str, region: Region, depth: usize) {
        let kind = said(facts, &["_type", "__typename", "type"]).unwrap_or_default();
        let region = if is_called(&kind, SAYINGS) { Region::Quote } else { region };
        if key == "logo" {
            self.logo(facts.get("url").or(facts.get("src")));
            return;
        }
        if let Some(thing) = described(facts).filter(|_| region != Region::Quote) {
            self.state.things.push(thing);
            return;
        }
        let heading = said(facts, HEADINGS);
        if let Some(heading) = &heading {
            let level = if facts.contains_key("slug") || depth < 3 { 1 } else { 2 };
            self.block(Kind::Heading(level), region, heading);
        }
        for (key, value) in facts.iter().filter(|(key, _)| TEXTS.contains(&key.as_str())) {
            self.value(value, key, region, depth + 1);
        }
        let rest = facts.iter().filter(|(key, value)| {
            let heads = HEADINGS.contains(&key.as_str()) && value.is_string();
            !heads && !TEXTS.contains(&key.as_str())
        });
        for (key, value) in rest {
            self.value(value, key, region, depth + 1);
        }
    }

    fn text(&mut self, text: &str, key: &str, region: Region) {
        if matches!(key, "locale" | "lang" | "language") {
            self.state.lang.get_or_insert_with(|| clean(text));
        } else if key == "logo" {
            self.logo(Some(&Value::String(text.to_owned())));
        } else if is_colour(text) {
            self.state.css.push_str(text);
            self.state.css.push('\n');
        } else if is_called(key, &["address"]) {
            self.block(Kind::Address, Region::Footer, text);
        } else if TEXTS.contains(&key) || is_prose(text) {
            self.block(Kind::Paragraph, region, text);
        }
    }

    fn block(&mut self, kind: Kind, region: Region, text: &str) {
        let Some(text) = structured::text(&Value::String(text.to_owned())) else { return };
        if text.contains("://") || text.starts_with('/') {
            return;
        }
        self.state.blocks.push(Block {
            kind,
            region,
            lines: vec![text],
            link: None,
            in_article: false,
            day: None,
            strong: false,
        });
    }

    fn logo(&mut self, source: Option<&Value>) {
        let source = source.and_then(Value::as_str).and_then(|to| self.url.join(to.trim()).ok());
        self.state.images.extend(source.map(|source| Image {
            hint: format!("logo {source}"),
            source,
            region: Region::Header,
            to: None,
        }));
    }
}

/// An object that is a question, something sold, one of the people or an article, in the
/// shape of structured data.
fn described(facts: &Map<String, Value>) -> Option<Thing> {
    let question = said(facts, &["question"]).zip(said(facts, &["answer"]));
    if let Some((question, answer)) = question {
        let answer = json!({ "@type": "Answer", "text": answer });
        return thing("Question", "", json!({ "name": question, "acceptedAnswer": answer }));
    }
    let name = said(facts, HEADINGS)?;
    let told = said(facts, TEXTS);
    if let Some(price) = said(facts, &["price", "amount"]) {
        let price = match said(facts, PERIODS) {
            Some(period) => format!("{price} / {period}"),
            None => price,
        };
        let offer = json!({ "@type": "Offer", "price": price, "priceCurrency": said(facts, &["currency"]) });
        return thing("Product", "", json!({ "name": name, "description": told, "offers": offer }));
    }
    if let Some(role) = said(facts, ROLES) {
        return thing("Person", "employee", json!({ "name": name, "jobTitle": role }));
    }
    let day = said(facts, DAYS).and_then(|day| super::dates::find(&day))?;
    let published = ["slug", "excerpt", "author", "body", "url"];
    let article = published.iter().any(|key| facts.contains_key(*key));
    let article =
        article.then(|| json!({ "headline": name, "description": told, "datePublished": day }))?;
    thing("BlogPosting", "", article)
}

fn thing(kind: &str, role: &str, facts: Value) -> Option<Thing> {
    let facts = facts.as_object()?.clone();
    Some(Thing { types: vec![kind.to_owned()], role: role.to_owned(), facts })
}

/// The text of the first of some properties that has one.
fn said(facts: &Map<String, Value>, keys: &[&str]) -> Option<String> {
    let scalar = |value: &&Value| value.is_string() || value.is_number();
    keys.iter().find_map(|key| structured::text(facts.get(*key).filter(scalar)?))
}

/// Whether a key is one of these words, alone or in a compound: `mainNav`, `site_links`.
fn is_called(key: &str, words_of: &[&str]) -> bool {
    let mut plain = String::with_capacity(key.len() + 4);
    for c in key.chars() {
        if c.is_uppercase() {
            plain.push(' ');
        }
        plain.extend(c.to_lowercase());
    }
    let parts = words(&plain.replace('_', " "));
    parts.iter().any(|part| {
        words_of.contains(&part.as_str()) || words_of.contains(&part.trim_end_matches('s'))
    })
}

fn is_colour(text: &str) -> bool {
    let digits = text.strip_prefix('#').unwrap_or_default();
    matches!(digits.len(), 3 | 6) && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
}

fn is_prose(text: &str) -> bool {
    let text = text.trim_end();
    text.ends_with(['.', '!', '?', '。']) && length_in_words(text) >= SHORTEST_PROSE
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::html;

    fn state(page: &str) -> State {
        read(&html::parse(page), &Url::parse("https://x.example/").unwrap())
    }

    #[test]
    fn the_state_of_an_application_is_read_as_the_page_that_it_becomes() {
        let found = state(
            r##"<div id=root></div><script>window.__STATE__ = {"locale": "nl", "theme": {"main":
            "#0b3d91"}, "mainNav": [{"label": "Prijzen"}], "page": {"heading": "Boten", "body":
            "Wij verhuren boten.", "faq": [{"question": "Mag een hond mee?", "answer": "<p>Ja.</p>"}],
            "plans": [{"name": "Dag", "price": "€40", "interval": "dag"}], "crew": [{"name":
            "Anna Bos", "role": "Schipper"}], "reviews": [{"text": "De beste dag van het jaar!"}],
            "logo": {"url": "/b.svg"}}};</script>"##,
        );
        let kinds: Vec<_> = found.things.iter().map(|thing| thing.types[0].as_str()).collect();
        assert_eq!(kinds, ["Person", "Question", "Product"]);
        assert_eq!(found.things[2].inner("offers").len(), 1);
        let told: Vec<_> = found.blocks.iter().map(|it| (it.region, it.text())).collect();
        assert_eq!(told[0], (Region::Main, "Boten".to_owned()));
        assert_eq!(told[1], (Region::Main, "Wij verhuren boten.".to_owned()));
        assert_eq!(told[2], (Region::Quote, "De beste dag van het jaar!".to_owned()));
        assert_eq!((found.lang.as_deref(), found.css.trim()), (Some("nl"), "#0b3d91"));
        assert_eq!(found.images[0].source.path(), "/b.svg");
    }

    #[test]
    fn scripts_that_are_no_state_say_nothing() {
        let found = state("<script>var a = {\"text\": \"We sell everything here now.\"}</script>
            <script>window.x = function() {}</script><script type=application/json>{broken</script>");
        assert!(found.things.is_empty() && found.blocks.is_empty());
    }
}
