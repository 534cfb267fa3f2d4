//! The sample site: a made-up bakery whose pages come with the binary, so that a person
//! can try everything without a website and without a network.

use url::Url;

use crate::read::{Page, SitePages};

/// Its address, in a domain that is reserved for examples.
pub const ADDRESS: &str = "https://rosasbakery.example/";

const PAGES: [(&str, &str); 6] = [
    ("", include_str!("../sample/index.html")),
    ("bread", include_str!("../sample/bread.html")),
    ("about", include_str!("../sample/about.html")),
    ("order", include_str!("../sample/order.html")),
    ("questions", include_str!("../sample/questions.html")),
    ("notes", include_str!("../sample/notes.html")),
];

/// The pictures of its pages.
const PICTURES: [(&str, &[u8]); 1] = [("logo.svg", include_bytes!("../sample/logo.svg"))];

/// A picture of it by its address: `None` for what is another site's, and nothing for what
/// this one does not have.
pub(crate) fn picture(address: &Url) -> Option<Option<&'static [u8]>> {
    let path = address.as_str().strip_prefix(ADDRESS)?;
    let found = PICTURES.iter().find(|(name, _)| *name == path);
    Some(found.map(|(_, file)| *file))
}

/// Its pages, when that address is asked for.
pub fn pages(address: &Url) -> Option<SitePages> {
    if address.as_str() != ADDRESS {
        return None;
    }
    let pages = PAGES
        .iter()
        .filter_map(|(path, html)| {
            Some(Page { url: address.join(path).ok()?, html: (*html).to_owned() })
        })
        .collect();
    Some(SitePages { pages, notes: Vec::new() })
}
