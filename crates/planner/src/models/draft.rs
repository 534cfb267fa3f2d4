//! Drafts of articles and e-mails by a model: what it is asked, and how its answer is read.

use domain::{
    activity::ActivityType,
    contract::Brief,
    draft::{BODY_LIMIT, Draft, Parts, TITLE_LIMIT},
    text,
    writing::Finding,
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    answer::{Unread, json_in},
    prompt,
};

/// The longest title and summary that are taken, in visible characters; what is too long for
/// its place is for the checks to say.
const LONGEST_LINE: usize = 400;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    title: String,
    summary: String,
    sections: Vec<Section>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Section {
    heading: Option<String>,
    paragraphs: Vec<String>,
}

/// The tokens that an answer takes at most, its JSON included.
pub(super) const fn tokens(kind: ActivityType) -> u64 {
    match kind {
        ActivityType::Blog => 4_000,
        ActivityType::EmailMarketing | ActivityType::SocialMarketing => 1_800,
    }
}

/// The shape of the answer.
pub(super) fn schema() -> Value {
    let section = json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["heading", "paragraphs"],
        "properties": {
            "heading": { "type": ["string", "null"] },
            "paragraphs": { "type": "array", "items": { "type": "string" } },
        },
    });
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["title", "summary", "sections"],
        "properties": {
            "title": { "type": "string" },
            "summary": { "type": "string" },
            "sections": { "type": "array", "items": section },
        },
    })
}

/// What is asked.
pub(super) fn task(brief: &Brief<'_>, parts: Parts) -> String {
    let what = match brief.kind {
        ActivityType::Blog => {
            "an article for the website about the subject of the activity in the data. Its first section has no heading and gives the short answer; then two to six sections with a heading each; the last says what a reader can do next. 400 to 900 words where the data allows it; shorter rather than padded"
        }
        ActivityType::EmailMarketing | ActivityType::SocialMarketing => {
            "an e-mail to people who asked for news, about the activity in the data. It greets, says what it is about, tells what there is to tell, and ends with one thing to do and who writes. 80 to 250 words; headings only where they help"
        }
    };
    let shape = schema();
    let fenced = prompt::fenced(brief);
    let page = prompt::page(brief)
        .map_or_else(|| "no address".to_owned(), |page| format!("the address {page} and no other"));
    format!(
        "Write {what}. It is for {day}.\n\
         `title` is its {title}, at most {TITLE_LIMIT} characters. `summary` is its {summary}, at most {limit} characters, and does not repeat the title. It may hold {page}.\n\
         Where only the business itself knows something that belongs here, leave a gap and do not make it up: [[a short question to the business]]. At most five.\n\n\
         What the marketer wants:\n{wishes}\n\n\
         Answer with one JSON object that follows this JSON schema, and nothing else:\n{shape}\n\n\
         {fenced}",
        day = brief.day,
        title = parts.title.to_lowercase(),
        summary = parts.summary.to_lowercase(),
        limit = parts.summary_limit,
        wishes = prompt::wishes(brief.settings),
    )
}

/// The draft of an answer. JSON in a code fence or between other words is taken as meant.
pub(super) fn read(said: &str) -> Result<Draft, Unread> {
    let Written { title, summary, sections } = json_in(said)?;
    let line = |text: &str| {
        let words: Vec<&str> = text.split_whitespace().collect();
        text::optional_line("The text", &words.join(" "), LONGEST_LINE)
            .map_err(|_| Unread::OtherJson)
    };
    let mut blocks: Vec<String> = Vec::new();
    for section in sections {
        let heading = section.heading.as_deref().map(line).transpose()?;
        let heading = heading.filter(|heading| !heading.is_empty());
        blocks.extend(
            heading.map(|heading| format!("## {}", heading.trim_start_matches(['#', ' ']))),
        );
        blocks.extend(section.paragraphs);
    }
    let body = blocks.join("\n\n");
    let body = text::paragraphs("The text", &body, BODY_LIMIT).map_err(|_| Unread::OtherJson)?;
    let draft = Draft { title: line(&title)?, summary: line(&summary)?, body };
    let empty = draft.title.is_empty() || draft.body.is_empty();
    if empty { Err(Unread::OtherJson) } else { Ok(draft) }
}

/// What is to be mended, in words for the model; `None` when nothing is.
pub(super) fn complaints(findings: &[Finding]) -> Option<String> {
    let wrong: Vec<String> = findings.iter().map(|finding| finding.said.clone()).collect();
    (!wrong.is_empty()).then(|| prompt::mend(&wrong))
}
