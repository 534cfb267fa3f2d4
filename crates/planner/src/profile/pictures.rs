//! The pictures of a site that a post can be drawn with: photographs, not furniture.
//!
//! A picture counts once however many sizes of it a page offers. Its words are what the page
//! says it shows (alternative text or caption); where the page says nothing, they only tell
//! which heading it stands near.

mod seen;
mod sizes;

use std::collections::HashMap;

use domain::profile::FactKind;
use url::Url;

pub(super) use seen::{Seen, seen};

use super::{Site, doc::Doc, findings::Findings, text::clean};
use sizes::{key, named_size};

/// The shortest side of a picture that is worth fetching, in pixels.
const SMALLEST: u32 = 320;
/// How much longer one side may be than the other: beyond that it is a strip.
const LONGEST_TO_SHORTEST: u32 = 3;
/// The most pictures taken from one page, so that a gallery does not crowd out the rest.
const MOST_OF_A_PAGE: usize = 10;

/// Words in an address, class or text that make a picture something else than a photograph.
#[rustfmt::skip]
const FURNITURE: &[&str] = &[
    "logo", "logos", "icon", "icons", "favicon", "sprite", "sprites", "avatar", "gravatar",
    "badge", "badges", "pixel", "spacer", "blank", "placeholder", "loader", "loading", "spinner",
    "arrow", "arrows", "button", "flag", "flags", "emoji", "payment", "payments", "visa",
    "mastercard", "paypal", "captcha", "qr", "qrcode", "pattern", "divider", "separator",
    "watermark", "signature", "screenshot", "tracking", "beacon", "partner", "partners",
    "sponsor", "sponsors", "client", "clients", "certificate", "award", "seal", "smiley",
    "wordmark", "swoosh", "shape", "ornament", "illustration-bg", "banner-ad", "advert", "ads",
    "doubleclick", "trustpilot", "tripadvisor",
];

/// A picture under way, with the best that was seen of it.
struct Candidate<'a> {
    seen: &'a Seen,
    page: &'a Url,
    /// What the site says it shows.
    said: Option<String>,
    order: usize,
}

/// Finds the pictures, those that the site says something about first.
pub(super) fn find(site: &Site<'_>, findings: &mut Findings) {
    let mut known: HashMap<String, usize> = HashMap::new();
    let mut found: Vec<Candidate> = Vec::new();
    for doc in site.docs {
        let mut of_page = 0;
        for seen in doc.pictures.iter().filter(|seen| is_usable(seen)) {
            let said = seen.said.clone().or_else(|| described(doc, seen));
            match known.get(&key(&seen.source)).and_then(|at| found.get_mut(*at)) {
                Some(candidate) => candidate.improve(seen, said),
                None if of_page == MOST_OF_A_PAGE => {}
                None => {
                    of_page += 1;
                    known.insert(key(&seen.source), found.len());
                    found.push(Candidate { seen, page: &doc.url, said, order: found.len() });
                }
            }
        }
    }
    found.retain(|candidate| candidate.seen.large_enough());
    found.sort_by_key(|candidate| (candidate.said.is_none(), candidate.order));
    for Candidate { seen, page, said, .. } in found {
        let size = seen.known_size().map(|(width, height)| format!("{width}×{height}"));
        let value = seen.source.as_str();
        findings.add(FactKind::Picture, value, size.as_deref(), page);
        let near = seen.heading.as_ref().map(|heading| format!("Near “{heading}”"));
        if let Some(words) = said.or(near) {
            findings.tell(FactKind::Picture, value, &words);
        }
    }
}

impl<'a> Candidate<'a> {
    fn improve(&mut self, seen: &'a Seen, said: Option<String>) {
        let width = |seen: &Seen| seen.known_size().map_or(0, |(width, _)| width);
        if width(seen) > width(self.seen) {
            self.seen = seen;
        }
        self.said = self.said.take().or(said);
    }
}

/// What the structured data of a page says of a picture: the name of the thing it belongs to.
fn described(doc: &Doc, seen: &Seen) -> Option<String> {
    const TELLING: &[&str] =
        &["Product", "MenuItem", "Recipe", "Service", "Event", "Course", "Offer", "Person"];
    let same = |address: &String| {
        doc.url.join(address).is_ok_and(|address| key(&address) == key(&seen.source))
    };
    let things = doc.things.iter().filter(|thing| thing.is(TELLING));
    let shown = things.filter(|thing| {
        let objects = thing.inner("image");
        let of_objects = objects.iter().filter_map(|image| image.text("url"));
        thing.texts("image").iter().any(same) || of_objects.collect::<Vec<_>>().iter().any(same)
    });
    shown.filter_map(|thing| thing.text("name")).map(|name| clean(&name)).next()
}

fn is_usable(seen: &Seen) -> bool {
    let photograph = |path: &str| {
        let ending = path.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
        !matches!(ending.as_str(), "svg" | "gif" | "ico" | "bmp" | "avif" | "tif" | "tiff" | "heic")
    };
    let web = matches!(seen.source.scheme(), "http" | "https");
    let furniture =
        seen.hint.split(|c: char| !c.is_alphanumeric()).any(|word| FURNITURE.contains(&word));
    web && photograph(seen.source.path()) && !furniture && !is_tracker(&seen.source)
}

/// Whether an address is one that counts visits.
fn is_tracker(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let counting = ["facebook.com", "doubleclick.net", "google-analytics.com", "bat.bing.com"];
    counting.iter().any(|end| host.ends_with(end))
        || url.path().ends_with("/tr")
        || url.path().contains("/pixel")
}

impl Seen {
    /// Width and height, from the page or from the file's name.
    fn known_size(&self) -> Option<(u32, u32)> {
        self.size.or_else(|| named_size(&self.source))
    }

    fn large_enough(&self) -> bool {
        let Some((width, height)) = self.known_size() else { return true };
        let (short, long) = (width.min(height), width.max(height));
        short >= SMALLEST && long <= short.saturating_mul(LONGEST_TO_SHORTEST)
    }
}
