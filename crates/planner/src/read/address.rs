//! Which addresses belong to the site and are worth asking for.

use url::Url;

const LONGEST: usize = 300;
const DEEPEST: usize = 6;

#[rustfmt::skip]
const NOT_PAGES: &[&str] = &[
    "7z", "apk", "atom", "avi", "avif", "bmp", "css", "csv", "dmg", "doc", "docx", "eot", "eps",
    "exe", "gif", "gpx", "gz", "ico", "ics", "jpeg", "jpg", "js", "json", "jsonld", "m4a", "m4v",
    "map", "mjs", "mov", "mp3", "mp4", "mpeg", "odt", "ogg", "otf", "pdf", "png", "ppt", "pptx",
    "ps", "rar", "rss", "rtf", "svg", "tar", "tgz", "tif", "tiff", "ttf", "vcf", "wav", "webm",
    "webmanifest", "webp", "wma", "wmv", "woff", "woff2", "xls", "xlsx", "xml", "zip",
];

#[rustfmt::skip]
const TRACKING: &[&str] = &[
    "fbclid", "gclid", "dclid", "msclkid", "yclid", "igshid", "mc_cid", "mc_eid", "_ga", "_gl",
    "phpsessid", "sessionid", "jsessionid", "sid", "srsltid", "hsctatracking",
];

#[rustfmt::skip]
const ACTIONS: &[&str] = &[
    "add-to-cart", "add_to_cart", "add_to_wishlist", "replytocom", "share", "print", "action",
    "orderby", "sort",
];

#[rustfmt::skip]
const MACHINE_FOLDERS: &[&str] = &[
    "wp-admin", "wp-json", "wp-login.php", "xmlrpc.php", "cdn-cgi", "cart", "checkout", "login",
    "logout", "signin", "signup", "register", "account", "my-account", "feed",
];

/// The address as it is asked for, if it may be a page of this site: without fragment and
/// tracking, on the scheme of the first page.
pub(super) fn wanted(mut url: Url, home: &Url) -> Option<Url> {
    if !same_site(&url, home) || !may_be_a_page(&url) {
        return None;
    }
    // Fails only between web and other schemes, and both are web.
    let _ = url.set_scheme(home.scheme());
    url.set_fragment(None);
    strip_tracking(&mut url);
    (url.as_str().len() <= LONGEST).then_some(url)
}

/// Whether two addresses belong to one site: one host and port, with or without `www.`.
pub(super) fn same_site(a: &Url, b: &Url) -> bool {
    let web = |url: &Url| matches!(url.scheme(), "http" | "https") && url.username().is_empty();
    web(a) && web(b) && bare_host(a) == bare_host(b) && a.port() == b.port()
}

/// What two spellings of one page have in common.
pub(super) fn key(url: &Url) -> String {
    let path = url.path().trim_end_matches('/');
    let path = ["/index.html", "/index.htm", "/index.php"]
        .iter()
        .find_map(|index| path.strip_suffix(index))
        .unwrap_or(path);
    format!("{}{}?{}", bare_host(url).unwrap_or_default(), path, url.query().unwrap_or_default())
}

fn bare_host(url: &Url) -> Option<&str> {
    url.host_str().map(|host| host.strip_prefix("www.").unwrap_or(host))
}

fn may_be_a_page(url: &Url) -> bool {
    let segments: Vec<_> = url.path().split('/').filter(|part| !part.is_empty()).collect();
    let extension = segments.last().and_then(|last| last.rsplit_once('.')).map(|(_, ext)| ext);
    let listed = |list: &[&str], word: &str| list.contains(&word.to_ascii_lowercase().as_str());
    segments.len() <= DEEPEST
        && !extension.is_some_and(|extension| listed(NOT_PAGES, extension))
        && !segments.iter().any(|segment| listed(MACHINE_FOLDERS, segment))
        && !url.query_pairs().any(|(name, _)| listed(ACTIONS, &name))
}

fn strip_tracking(url: &mut Url) {
    if url.query().is_none() {
        return;
    }
    let tracks = |name: &str| {
        let name = name.to_ascii_lowercase();
        name.starts_with("utm_") || TRACKING.contains(&name.as_str())
    };
    let kept: Vec<(String, String)> = url
        .query_pairs()
        .filter(|(name, _)| !tracks(name))
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    if kept.is_empty() {
        url.set_query(None);
    } else if kept.len() < url.query_pairs().count() {
        url.query_pairs_mut().clear().extend_pairs(kept);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(text: &str) -> Option<String> {
        let home = Url::parse("https://www.rosasbakery.example/").unwrap();
        wanted(home.join(text).unwrap(), &home).map(String::from)
    }

    #[test]
    fn pages_of_the_site_are_asked_for_without_fragment_and_tracking() {
        let page = Some("https://rosasbakery.example/menu?size=2".to_owned());
        assert_eq!(asked("http://rosasbakery.example/menu?utm_source=x&size=2&fbclid=1#top"), page);
        assert_eq!(asked("/menu?UTM_x=1"), Some("https://www.rosasbakery.example/menu".into()));
        assert_eq!(asked("/v1.2/notes"), Some("https://www.rosasbakery.example/v1.2/notes".into()));
    }

    #[test]
    fn other_sites_files_and_traps_are_left_alone() {
        for text in [
            "https://other.example/",
            "https://shop.rosasbakery.example/",
            "mailto:rosa@x.example",
            "javascript:alert(1)",
            "tel:+351",
            "https://me@rosasbakery.example/",
            "/menu.PDF",
            "https://rosasbakery.example:8443/",
            "/1/2/3/4/5/6/7",
            "/wp-admin/",
            "/?add-to-cart=7",
        ] {
            assert_eq!(asked(text), None, "{text}");
        }
        assert_eq!(asked(&format!("/{}", "a".repeat(300))), None);
    }

    #[test]
    fn two_spellings_of_a_page_are_one() {
        let key = |text: &str| key(&Url::parse(text).unwrap());
        assert_eq!(key("http://www.x.example/menu/"), key("https://x.example/menu"));
        assert_eq!(key("https://x.example/index.html"), key("https://x.example/"));
        assert_ne!(key("https://x.example/?p=1"), key("https://x.example/?p=2"));
    }
}
