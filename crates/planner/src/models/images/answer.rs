//! What image models answer: a picture or where it is, or why there is none.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::Deserialize;
use serde_json::Value;

/// What a model drew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found {
    /// The file.
    File(Vec<u8>),
    /// Its address.
    At(String),
}

/// Why a request was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The model does not want to draw this.
    Policy,
    /// The server does not draw this size.
    Size,
    /// Something else of the request, or the server does not say.
    Other,
}

#[derive(Deserialize)]
struct Told {
    data: Vec<Drawn>,
}

#[derive(Deserialize)]
struct Drawn {
    b64_json: Option<String>,
    url: Option<String>,
}

/// Reads an answer; `None` when it is none of this kind.
pub(super) fn found(answer: &[u8]) -> Option<Found> {
    let told: Told = serde_json::from_slice(answer).ok()?;
    let Drawn { b64_json, url } = told.data.into_iter().next()?;
    if let Some(text) = b64_json.filter(|text| !text.is_empty()) {
        return decoded(&text);
    }
    let url = url.filter(|url| !url.is_empty())?;
    if url.starts_with("data:") { decoded(&url) } else { Some(Found::At(url)) }
}

/// Base64, perhaps as the whole of a `data:` address.
fn decoded(text: &str) -> Option<Found> {
    let bare = match text.strip_prefix("data:") {
        Some(data) => data.split_once(";base64,")?.1,
        None => text,
    };
    STANDARD.decode(bare.trim()).ok().map(Found::File)
}

/// Reads a refusal. Its words are looked at and never told: they may repeat what was asked.
pub(super) fn refusal(answer: &[u8]) -> Refusal {
    const POLICY: [&str; 5] =
        ["moderation", "contentpolicy", "contentfilter", "safety", "responsibleai"];
    let json: Value = serde_json::from_slice(answer).unwrap_or_default();
    let error = json.get("error").unwrap_or(&json);
    let text = |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or_default().to_owned();
    let inner = error.get("innererror").and_then(|inner| inner.get("code"));
    let told = [error.get("code"), error.get("type"), inner, error.get("message"), Some(error)];
    let told = told.map(text).join(" ").to_lowercase();
    let letters: String = told.chars().filter(|c| c.is_alphabetic()).collect();
    if POLICY.iter().any(|word| letters.contains(word)) {
        return Refusal::Policy;
    }
    let param = text(error.get("param"));
    let size = param == "size" || param.is_empty() && told.contains("size");
    if size { Refusal::Size } else { Refusal::Other }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_found_in_the_answer_or_at_an_address() {
        let read = |answer: &str| found(answer.as_bytes());
        let file = Some(Found::File(b"abc".to_vec()));
        assert_eq!(read(r#"{"created": 1, "data": [{"b64_json": "YWJj"}]}"#), file);
        assert_eq!(read(r#"{"data": [{"b64_json": "data:image/png;base64,YWJj"}]}"#), file);
        assert_eq!(read(r#"{"data": [{"url": "data:image/png;base64,YWJj"}]}"#), file);
        let at = Some(Found::At("https://x.example/a.png".into()));
        assert_eq!(read(r#"{"data": [{"b64_json": "", "url": "https://x.example/a.png"}]}"#), at);
        for none in [
            "",
            "{}",
            r#"{"data": []}"#,
            r#"{"data": [{}]}"#,
            r#"{"data": [{"b64_json": 7}]}"#,
            r#"{"data": [{"b64_json": "not base64!"}]}"#,
            r#"{"data": [{"url": "data:image/png,plain"}]}"#,
        ] {
            assert_eq!(read(none), None, "{none}");
        }
    }

    #[test]
    fn a_refusal_is_told_apart_by_what_it_names() {
        for (said, means) in [
            (
                r#"{"error": {"code": "moderation_blocked", "type": "image_generation_user_error"}}"#,
                Refusal::Policy,
            ),
            (r#"{"error": {"code": "content_policy_violation", "param": null}}"#, Refusal::Policy),
            (
                r#"{"error": {"code": "x", "innererror": {"code": "ResponsibleAIPolicyViolation"}}}"#,
                Refusal::Policy,
            ),
            (r#"{"error": "Rejected by the safety system."}"#, Refusal::Policy),
            (r#"{"error": {"code": "invalid_value", "param": "size"}}"#, Refusal::Size),
            (r#"{"error": {"message": "Size must be one of 512x512."}}"#, Refusal::Size),
            (
                r#"{"error": {"code": "unknown_parameter", "param": "response_format", "message": "any size"}}"#,
                Refusal::Other,
            ),
            ("no", Refusal::Other),
            ("", Refusal::Other),
        ] {
            assert_eq!(refusal(said.as_bytes()), means, "{said}");
        }
    }
}
