//! Anthropic's Messages: the answer is the input of a tool that the model must call.

use serde_json::{Value, json};

use super::client::{Asked, Ended, Reply};

const VERSION: &str = "2023-06-01";
const TOOL: &str = "write_posts";

pub(super) fn headers(key: Option<&str>) -> Vec<(&'static str, String)> {
    let version = ("anthropic-version", VERSION.to_owned());
    key.map(|key| ("x-api-key", key.to_owned())).into_iter().chain([version]).collect()
}

pub(super) fn body(model: &str, asked: &Asked<'_>) -> Value {
    let turns = asked.turns.iter();
    let messages: Vec<Value> =
        turns.map(|turn| json!({ "role": turn.role.code(), "content": turn.text })).collect();
    json!({
        "model": model,
        "max_tokens": asked.most,
        "system": asked.system,
        "messages": messages,
        "tools": [{
            "name": TOOL,
            "description": "Hands over what was written.",
            "input_schema": asked.schema,
        }],
        "tool_choice": { "type": "tool", "name": TOOL },
    })
}

/// Reads an answer; `None` when it is none of this kind. Words outside of the tool count where
/// a model did not call it.
pub(super) fn reply(answer: &Value) -> Option<Reply> {
    let blocks = answer.get("content")?.as_array()?;
    let reason = answer.get("stop_reason").and_then(Value::as_str).unwrap_or_default();
    let is = |block: &&Value, kind: &str| block.get("type").and_then(Value::as_str) == Some(kind);
    let called = blocks.iter().find(|block| is(block, "tool_use")).and_then(|it| it.get("input"));
    let spoken = blocks.iter().filter(|block| is(block, "text"));
    let spoken: String = spoken.filter_map(|block| block.get("text")?.as_str()).collect();
    let ended = match reason {
        "refusal" => Ended::Refused,
        "max_tokens" | "model_context_window_exceeded" => Ended::CutOff,
        _ => Ended::Whole,
    };
    let usage = |name: &str| answer.get("usage")?.get(name)?.as_u64();
    let asked = usage("input_tokens").map(|input| {
        let cached = ["cache_creation_input_tokens", "cache_read_input_tokens"];
        cached.into_iter().filter_map(usage).fold(input, u64::saturating_add)
    });
    Some(Reply {
        said: called.map_or(spoken, Value::to_string),
        ended,
        used: asked.zip(usage("output_tokens")).map(|(asked, said)| asked.saturating_add(said)),
    })
}
