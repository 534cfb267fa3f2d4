//! Many addresses of one picture: what they have in common, and which of them is the best.

use url::Url;

/// The widest that is asked for, in pixels, where a page offers several.
const WIDEST: u32 = 2_400;

/// Query parameters that ask for a size or a way of packing, not for another picture.
#[rustfmt::skip]
const RESIZING: &[&str] = &[
    "w", "h", "width", "height", "resize", "fit", "q", "quality", "auto", "format", "fm", "dpr",
    "crop", "imwidth", "sz", "size", "scale", "mode", "v", "ver", "ssl", "strip", "type", "zoom",
    "fl", "cs", "ixlib", "rect", "s", "itok", "h2", "upscale", "progressive",
];

/// Folders of an address that ask for a size: `/w_300,h_200/`, `/300x200/`, `/styles/large/`.
fn is_resizing_folder(folder: &str) -> bool {
    let step = |part: &str| {
        let (name, value) = part.split_once(['_', '-', '=']).unwrap_or(("", ""));
        matches!(name, "w" | "h" | "c" | "q" | "f" | "g" | "ar" | "dpr" | "width" | "height")
            && !value.is_empty()
    };
    let sized = folder.split_once('x').is_some_and(|(w, h)| is_number(w) && is_number(h));
    sized
        || (folder.contains(',') && folder.split(',').any(step))
        || (folder.len() > 2 && step(folder))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.len() <= 5 && text.bytes().all(|b| b.is_ascii_digit())
}

/// What all sizes of a picture have in common.
pub(super) fn key(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    // What this host keeps is named before its way of showing it.
    let path = url.path().split("/v1/fi").next().unwrap_or_default();
    let mut folders: Vec<&str> = path.split('/').filter(|it| !it.is_empty()).collect();
    let file = folders.pop().unwrap_or_default();
    folders.retain(|folder| !is_resizing_folder(folder));
    let mut asked: Vec<(String, String)> = url
        .query_pairs()
        .filter(|(name, _)| !RESIZING.contains(&name.to_ascii_lowercase().as_str()))
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    asked.sort();
    let asked: Vec<String> =
        asked.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
    format!("{host}/{}/{}?{}", folders.join("/"), bare(file), asked.join("&")).to_lowercase()
}

/// A file's name without ending and without the size in it: `loaf` of `loaf-300x200.jpg`,
/// `loaf@2x.jpg`, `loaf_600x.jpg`, `loaf-scaled.jpg`.
fn bare(file: &str) -> &str {
    let name = file.rsplit_once('.').map_or(file, |(name, _)| name);
    let name = name.strip_suffix("@2x").or(name.strip_suffix("@3x")).unwrap_or(name);
    let Some((stem, end)) = name.rsplit_once(['-', '_']) else { return name };
    let sized = end.split_once('x').is_some_and(|(w, h)| {
        (is_number(w) && (h.is_empty() || is_number(h))) || (w.is_empty() && is_number(h))
    });
    let named =
        matches!(end, "scaled" | "thumb" | "thumbnail" | "small" | "medium" | "large" | "grande");
    if (sized || named) && !stem.is_empty() { stem } else { name }
}

/// The size in a file's name, such as `loaf-1200x800.jpg`.
pub(super) fn named_size(url: &Url) -> Option<(u32, u32)> {
    let file = url.path().rsplit('/').next()?;
    let name = file.rsplit_once('.').map_or(file, |(name, _)| name);
    let (_, end) = name.rsplit_once(['-', '_'])?;
    let (width, height) = end.split_once('x')?;
    Some((width.parse().ok()?, height.parse().ok()?)).filter(|(w, h)| *w >= 16 && *h >= 16)
}

/// The address that a page offers a picture at in its best size that is not too large, with
/// the width that it states, of a `srcset`.
pub(super) fn best_of(srcset: &str) -> Option<(&str, Option<u32>)> {
    let offered: Vec<(&str, f32, bool)> = candidates(srcset);
    let rank = |(_, number, wide): &(&str, f32, bool)| {
        let width = if *wide { *number } else { *number * 400.0 };
        if width > WIDEST as f32 { -width } else { width }
    };
    let (address, number, wide) =
        offered.into_iter().max_by(|one, other| rank(one).total_cmp(&rank(other)))?;
    Some((address, wide.then_some(number as u32)))
}

/// Each address of a `srcset` with its number, and whether that is a width in pixels rather
/// than a density. Addresses may hold commas.
fn candidates(srcset: &str) -> Vec<(&str, f32, bool)> {
    let mut found = Vec::new();
    let mut rest = srcset;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let (address, after) = rest.split_at(end);
        if address.is_empty() {
            return found;
        }
        if let Some(alone) = address.strip_suffix(',') {
            found.push((alone.trim_end_matches(','), 1.0, false));
            rest = after;
            continue;
        }
        let (told, after) = after.split_once(',').unwrap_or((after, ""));
        let told = told.trim();
        let number = |unit| told.strip_suffix(unit).and_then(|it: &str| it.trim().parse().ok());
        match (number('w'), number('x')) {
            (Some(width), _) => found.push((address, width, true)),
            (_, density) => found.push((address, density.unwrap_or(1.0), false)),
        }
        rest = after;
    }
}

/// The address that gives a picture in a useful size where its host keeps every size and the
/// page names a small one.
pub(super) fn enlarged(url: &Url) -> Option<Url> {
    if url.host_str() != Some("static.wixstatic.com") {
        return None;
    }
    let (kept, shown) = url.path().split_once("/v1/")?;
    let file = shown.rsplit('/').next()?;
    url.join(&format!("{kept}/v1/fit/w_1600,h_1600,q_85/{file}")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keyed(address: &str) -> String {
        key(&Url::parse(address).unwrap())
    }

    #[test]
    fn all_sizes_of_a_picture_have_one_key_and_other_pictures_have_others() {
        for (one, other) in [
            ("https://a.example/u/loaf.jpg", "https://a.example/u/loaf-300x200.jpg"),
            ("https://a.example/u/loaf-scaled.jpg", "https://a.example/u/loaf-1024x683.jpg?ver=2"),
            (
                "https://a.example/loaf.jpg?w=200&q=80",
                "https://a.example/loaf.jpg?w=1600&auto=format",
            ),
            (
                "https://c.example/up/w_200,h_100/loaf.jpg",
                "https://c.example/up/w_900,c_fill/loaf.jpg",
            ),
            ("https://s.example/files/loaf_600x.png", "https://s.example/files/loaf_1200x800.webp"),
            (
                "https://static.wixstatic.com/media/ab~mv2.jpg/v1/fill/w_147,h_98,blur_2/a.jpg",
                "https://static.wixstatic.com/media/ab~mv2.jpg/v1/fit/w_1600,h_1600,q_85/b.jpg",
            ),
        ] {
            assert_eq!(keyed(one), keyed(other));
        }
        for (one, other) in [
            ("https://a.example/loaf-1.jpg", "https://a.example/loaf-2.jpg"),
            ("https://a.example/loaf.jpg", "https://b.example/loaf.jpg"),
            ("https://a.example/img?id=1&w=3", "https://a.example/img?id=2&w=3"),
        ] {
            assert_ne!(keyed(one), keyed(other));
        }
    }

    #[test]
    fn the_best_of_several_sizes_is_the_largest_that_is_not_too_large() {
        let best = |set| best_of(set);
        assert_eq!(best("a.jpg 300w, b.jpg 1200w, c.jpg 5000w"), Some(("b.jpg", Some(1200))));
        assert_eq!(best("/w_1,h_2/a.jpg 1x, /w_2,h_4/a.jpg 2x"), Some(("/w_2,h_4/a.jpg", None)));
        assert_eq!(best("c.jpg 5000w,d.jpg 3000w"), Some(("d.jpg", Some(3000))));
        assert_eq!(best("a.jpg, b.jpg 2x"), Some(("b.jpg", None)));
        assert_eq!(best(" , "), None);
    }
}
