//! The pages known but not yet read, the most telling first.

use std::collections::{BTreeMap, HashMap, HashSet};

use url::Url;

use super::address::key;

/// Most addresses remembered, so that a site of a million links costs no memory.
const MOST: usize = 2_000;
/// Pages of one shape (`/calendar/#/#`) that are read before the shape is taken for a trap.
const MOST_ALIKE: u32 = 10;
/// Pages of one folder that rank alike; the next ones yield to other folders.
const FOLDER_STEP: u32 = 8;

/// Where a link was found; earlier is read earlier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    OnFirstPage = 0,
    Later = 1,
}

#[derive(Debug, Default)]
pub(super) struct Frontier {
    seen: HashSet<String>,
    alike: HashMap<String, u32>,
    folders: HashMap<String, u32>,
    waiting: BTreeMap<(u32, usize), Url>,
}

impl Frontier {
    /// Remembers a page as read; false if it was known before.
    pub(super) fn mark(&mut self, url: &Url) -> bool {
        self.seen.len() < MOST && self.seen.insert(key(url))
    }

    /// Adds a page to read, unless it is known or looks like a trap.
    pub(super) fn offer(&mut self, url: Url, found: Found) {
        if self.seen.contains(&key(&url)) {
            return;
        }
        // What the first page links to has an end, however alike: a shop's numbered goods.
        let trap = self.is_trap(&url) && found == Found::Later;
        if trap || !self.mark(&url) {
            return;
        }
        let folder = url.path().rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
        let siblings = self.folders.entry(folder).or_default();
        let rank = found as u32 + *siblings / FOLDER_STEP;
        *siblings += 1;
        self.waiting.insert((rank, self.seen.len()), url);
    }

    pub(super) fn next(&mut self) -> Option<Url> {
        self.waiting.pop_first().map(|(_, url)| url)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Pages known of, read or not.
    pub(super) fn known(&self) -> usize {
        self.seen.len()
    }

    fn is_trap(&mut self, url: &Url) -> bool {
        let Some(shape) = shape(url) else { return false };
        let count = self.alike.entry(shape).or_default();
        *count += 1;
        *count > MOST_ALIKE
    }
}

/// What pages of a counter or a calendar have in common: `/archive/2024/05` is
/// `/archive/#/#`. `None` for a path without digits or query.
fn shape(url: &Url) -> Option<String> {
    if url.query().is_none() && !url.path().contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let mut shape = String::new();
    for c in url.path().chars() {
        match c.is_ascii_digit() {
            true if shape.ends_with('#') => {}
            true => shape.push('#'),
            false => shape.push(c),
        }
    }
    for (name, _) in url.query_pairs() {
        shape.push('&');
        shape.push_str(&name);
    }
    Some(shape)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(path: &str) -> Url {
        Url::parse("https://x.example").unwrap().join(path).unwrap()
    }

    #[test]
    fn a_calendar_without_end_is_left_after_ten_pages() {
        let mut frontier = Frontier::default();
        for day in 0..100 {
            frontier.offer(site(&format!("/calendar/2026/{day}")), Found::Later);
            frontier.offer(site(&format!("/shop?page={day}")), Found::Later);
        }
        assert_eq!(std::iter::from_fn(|| frontier.next()).count(), 20);
    }

    #[test]
    fn numbered_goods_on_the_first_page_are_no_trap() {
        let mut frontier = Frontier::default();
        for number in 0..80 {
            frontier.offer(site(&format!("/lamp/{number}")), Found::OnFirstPage);
        }
        assert_eq!(std::iter::from_fn(|| frontier.next()).count(), 80);
    }

    #[test]
    fn one_full_folder_does_not_crowd_out_the_others() {
        let mut frontier = Frontier::default();
        for post in ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"] {
            frontier.offer(site(&format!("/blog/{post}")), Found::Later);
        }
        frontier.offer(site("/about/team"), Found::Later);
        frontier.offer(site("/contact"), Found::OnFirstPage);
        frontier.offer(site("/contact/"), Found::OnFirstPage);
        let order: Vec<_> = std::iter::from_fn(|| frontier.next()).collect();
        let position = |path| order.iter().position(|url| url.path() == path).unwrap();
        assert_eq!(order.len(), 12);
        assert_eq!(position("/contact"), 0);
        assert!(position("/about/team") < position("/blog/i"));
    }
}
