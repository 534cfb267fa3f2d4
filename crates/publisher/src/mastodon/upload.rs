//! A picture as the form that Mastodon takes it in.

use outbound::Body;

/// One file with its description (multipart/form-data, RFC 7578). `chance` makes the line that
/// parts it, which must not stand in the file.
pub(super) fn form(content_type: &str, bytes: &[u8], description: &str, chance: u128) -> Body {
    let boundary = format!("almanac-{chance:032x}");
    let name = match content_type {
        "image/png" => "picture.png",
        "image/webp" => "picture.webp",
        "image/gif" => "picture.gif",
        _ => "picture.jpg",
    };
    let mut form = Vec::with_capacity(bytes.len() + description.len() + 512);
    if !description.is_empty() {
        let head =
            format!("--{boundary}\r\nContent-Disposition: form-data; name=\"description\"\r\n\r\n");
        form.extend_from_slice(head.as_bytes());
        form.extend_from_slice(description.as_bytes());
        form.extend_from_slice(b"\r\n");
    }
    let head = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: {content_type}\r\n\r\n"
    );
    form.extend_from_slice(head.as_bytes());
    form.extend_from_slice(bytes);
    form.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
    Body { content_type: format!("multipart/form-data; boundary={boundary}"), bytes: form }
}
