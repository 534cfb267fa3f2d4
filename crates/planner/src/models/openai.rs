//! OpenAI's Chat Completions, as OpenAI and many local servers speak them.
//!
//! Asked strictly, the answer follows a JSON schema. Servers that do not know that refuse it
//! with 400 or 422; they are asked again without it, and with the older name of the token
//! limit, and the schema stands in the prompt alone.

use serde_json::{Value, json};

use super::client::{Asked, Ended, Reply};

pub(super) fn headers(key: Option<&str>) -> Vec<(&'static str, String)> {
    key.map(|key| ("authorization", format!("Bearer {key}"))).into_iter().collect()
}

pub(super) fn body(model: &str, asked: &Asked<'_>, strict: bool) -> Value {
    let mut messages = vec![json!({ "role": "system", "content": asked.system })];
    let turns = asked.turns.iter();
    messages.extend(turns.map(|turn| json!({ "role": turn.role.code(), "content": turn.text })));
    let mut body = json!({ "model": model, "messages": messages, "stream": false });
    let (limit, format) = if strict {
        let schema = json!({ "name": "posts", "strict": true, "schema": asked.schema });
        ("max_completion_tokens", Some(json!({ "type": "json_schema", "json_schema": schema })))
    } else {
        ("max_tokens", None)
    };
    if let Some(body) = body.as_object_mut() {
        body.insert(limit.to_owned(), asked.most.into());
        body.extend(format.map(|format| ("response_format".to_owned(), format)));
    }
    body
}

/// Reads an answer; `None` when it is none of this kind.
pub(super) fn reply(answer: &Value) -> Option<Reply> {
    let choice = answer.get("choices")?.get(0)?;
    let message = choice.get("message")?;
    let reason = choice.get("finish_reason").and_then(Value::as_str).unwrap_or_default();
    let text = |name: &str| message.get(name).and_then(Value::as_str).filter(|it| !it.is_empty());
    let ended = match reason {
        _ if text("refusal").is_some() => Ended::Refused,
        "content_filter" => Ended::Refused,
        "length" => Ended::CutOff,
        _ => Ended::Whole,
    };
    let usage = |name: &str| answer.get("usage")?.get(name)?.as_u64();
    let both = || Some(usage("prompt_tokens")?.saturating_add(usage("completion_tokens")?));
    Some(Reply {
        said: text("content").unwrap_or_default().to_owned(),
        ended,
        used: usage("total_tokens").or_else(both),
    })
}
