//! Which part of a page an element belongs to.

use scraper::node::Element;

/// A part of a page, by what its text is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Region {
    /// What the page is about.
    #[default]
    Main,
    /// The head of the page: logo, slogan, menu.
    Header,
    /// Ways to other pages.
    Nav,
    /// The foot of the page: address, opening hours, small print.
    Footer,
    /// Beside the matter.
    Aside,
    /// What others say: quotations, reviews.
    Quote,
    /// Forms, banners, windows: never about the business.
    Junk,
}

impl Region {
    /// The region inside an element of this one.
    pub(super) fn inside(self, element: &Element, in_article: bool) -> Region {
        let inner = match of(element) {
            Some(Region::Header) if in_article => None,
            inner => inner,
        };
        match (self, inner) {
            (Region::Junk, _) | (_, None) => self,
            (Region::Nav | Region::Footer | Region::Quote, Some(inner)) => {
                if inner == Region::Junk || inner == Region::Nav { inner } else { self }
            }
            (_, Some(inner)) => inner,
        }
    }
}

fn of(element: &Element) -> Option<Region> {
    by_name(element.name()).or_else(|| by_role(element.attr("role")?)).or_else(|| by_class(element))
}

fn by_name(name: &str) -> Option<Region> {
    Some(match name {
        "nav" => Region::Nav,
        "header" => Region::Header,
        "footer" => Region::Footer,
        "aside" => Region::Aside,
        "blockquote" | "q" => Region::Quote,
        "form" | "dialog" => Region::Junk,
        _ => return None,
    })
}

fn by_role(role: &str) -> Option<Region> {
    Some(match role {
        "navigation" | "menubar" => Region::Nav,
        "banner" => Region::Header,
        "contentinfo" => Region::Footer,
        "complementary" => Region::Aside,
        "dialog" | "alertdialog" | "search" | "alert" => Region::Junk,
        _ => return None,
    })
}

#[rustfmt::skip]
const NAV: &[&str] = &[
    "nav", "navbar", "navigation", "main-nav", "site-nav", "topnav", "main-menu", "mainmenu",
    "primary-menu", "nav-menu", "breadcrumb", "breadcrumbs", "pagination", "skip-link",
];
const FOOTER: &[&str] = &["footer", "site-footer", "page-footer", "colophon", "fusszeile"];
const HEADER: &[&str] = &["header", "site-header", "page-header", "topbar", "masthead"];
const SIDE: &[&str] = &["sidebar", "widget-area", "related", "related-posts"];
#[rustfmt::skip]
const QUOTES: &[&str] = &[
    "testimonial", "testimonio", "temoignage", "testimonianz", "depoimento", "review", "bewertung",
    "kundenstimme", "rezension", "recension", "recensie", "opinion", "opinie",
];
#[rustfmt::skip]
const WINDOWS: &[&str] = &[
    "onetrust", "cookiebot", "cookieyes", "cky-", "cmplz", "borlabs", "klaro", "iubenda", "gdpr",
    "consent", "popup", "modal", "newsletter", "minicart", "mini-cart", "cart-drawer", "sr-only",
    "screen-reader", "visually-hidden", "lightbox", "age-gate", "agegate", "insta-feed",
];
const COOKIE_BANNERS: &[&str] =
    &["banner", "notice", "bar", "law", "hint", "overlay", "message", "wall", "box"];

/// By the words that authors give their elements. A class of the whole page says nothing
/// about its parts.
fn by_class(element: &Element) -> Option<Region> {
    if matches!(element.name(), "html" | "body" | "main" | "article") {
        return None;
    }
    element.classes().chain(element.id()).find_map(|word| {
        let word = word.to_ascii_lowercase().replace('_', "-");
        let is = |list: &[&str]| list.contains(&word.as_str());
        let holds = |list: &[&str]| list.iter().any(|part| word.contains(part));
        if holds(WINDOWS) || (word.contains("cookie") && holds(COOKIE_BANNERS)) {
            Some(Region::Junk)
        } else if is(NAV) {
            Some(Region::Nav)
        } else if is(FOOTER) {
            Some(Region::Footer)
        } else if is(HEADER) {
            Some(Region::Header)
        } else if is(SIDE) {
            Some(Region::Aside)
        } else if holds(QUOTES) {
            Some(Region::Quote)
        } else {
            None
        }
    })
}
