//! Drafts: what an article or an e-mail could say, whole, for a person to finish and to take
//! elsewhere. A social campaign has posts instead.
//!
//! A draft is plain text with two signs, both of Markdown: a line that begins with `## ` is a
//! heading, one that begins with `- ` an item of a list; empty lines part the rest. What only
//! the business knows stands as a gap, `[[a question to it]]`, and is never made up.

use serde::{Deserialize, Serialize};

use crate::activity::ActivityType;

/// The most visible characters of a title or a subject. Search results and mail programs cut
/// what is longer: Outlook.com shows about 60 characters of a subject, Google's results as many
/// of a title. A convention; no standard says so.
pub const TITLE_LIMIT: usize = 60;
/// The most visible characters of a preheader: Gmail shows about 90 to 110 of it beside a
/// subject. A convention; no standard says so.
pub const PREHEADER_LIMIT: usize = 100;
/// The most visible characters of a meta description: about what Google shows of it below a
/// title. A convention; no standard says so.
pub const META_DESCRIPTION_LIMIT: usize = 160;
/// The most visible characters of a body.
pub const BODY_LIMIT: usize = 20_000;

/// A whole text: that of an article, or that of an e-mail.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// The title of an article, the subject of an e-mail.
    pub title: String,
    /// The meta description of an article, the preheader of an e-mail.
    pub summary: String,
    /// The text, as the module describes it.
    pub body: String,
}

/// A piece of a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block<'a> {
    /// A heading, without its sign.
    Heading(&'a str),
    /// A paragraph.
    Paragraph(&'a str),
    /// The items of a list, without their signs.
    List(Vec<&'a str>),
}

/// What the parts of a kind of draft are called, and how long its summary may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parts {
    /// What its title is called.
    pub title: &'static str,
    /// What its summary is called.
    pub summary: &'static str,
    /// The most visible characters of the summary.
    pub summary_limit: usize,
}

impl Parts {
    /// Of the drafts of a kind of activity; `None` where it has posts instead.
    pub const fn of(kind: ActivityType) -> Option<Parts> {
        match kind {
            ActivityType::SocialMarketing => None,
            ActivityType::Blog => Some(Parts {
                title: "Title",
                summary: "Meta description",
                summary_limit: META_DESCRIPTION_LIMIT,
            }),
            ActivityType::EmailMarketing => Some(Parts {
                title: "Subject",
                summary: "Preheader",
                summary_limit: PREHEADER_LIMIT,
            }),
        }
    }
}

impl Draft {
    /// The pieces of the body.
    pub fn blocks(&self) -> Vec<Block<'_>> {
        let mut blocks: Vec<Block<'_>> = Vec::new();
        let mut apart = true;
        for line in self.body.lines().map(str::trim) {
            if line.is_empty() {
                apart = true;
                continue;
            }
            let block = match (line.strip_prefix("## "), line.strip_prefix("- ")) {
                (Some(heading), _) => Block::Heading(heading.trim()),
                (None, Some(item)) => match blocks.last_mut() {
                    Some(Block::List(items)) if !apart => {
                        items.push(item.trim());
                        continue;
                    }
                    _ => Block::List(vec![item.trim()]),
                },
                (None, None) => Block::Paragraph(line),
            };
            blocks.push(block);
            apart = false;
        }
        blocks
    }

    /// Its headings in order.
    pub fn outline(&self) -> Vec<&str> {
        let heading = |block| match block {
            Block::Heading(heading) => Some(heading),
            Block::Paragraph(_) | Block::List(_) => None,
        };
        self.blocks().into_iter().filter_map(heading).collect()
    }

    /// What only the business can fill in, each a question to it.
    pub fn gaps(&self) -> Vec<&str> {
        let rest = self.body.split("[[").skip(1);
        rest.filter_map(|rest| Some(rest.split_once("]]")?.0.trim())).collect()
    }

    /// The words of the body that are there: without gaps and signs.
    pub fn count_words(&self) -> usize {
        let text = without_gaps(&self.body);
        text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count()
    }

    /// The whole as Markdown, its parts named where Markdown has no place for them.
    pub fn markdown(&self, kind: ActivityType) -> String {
        let Draft { title, summary, body } = self;
        match Parts::of(kind) {
            Some(parts) if kind == ActivityType::EmailMarketing => {
                format!(
                    "**{}:** {title}\n\n**{}:** {summary}\n\n{body}\n",
                    parts.title, parts.summary
                )
            }
            Some(parts) => format!("# {title}\n\n*{}: {summary}*\n\n{body}\n", parts.summary),
            None => format!("{body}\n"),
        }
    }

    /// The whole as plain text: headings on lines of their own, without signs.
    pub fn plain_text(&self, kind: ActivityType) -> String {
        let lines = self.body.lines().map(|line| line.strip_prefix("## ").unwrap_or(line));
        let body = lines.collect::<Vec<_>>().join("\n");
        let Draft { title, summary, .. } = self;
        match Parts::of(kind) {
            Some(parts) => {
                format!("{}: {title}\n{}: {summary}\n\n{body}\n", parts.title, parts.summary)
            }
            None => format!("{body}\n"),
        }
    }
}

/// A text without the gaps in it.
pub fn without_gaps(text: &str) -> String {
    let mut left = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("[[") {
        left.push_str(before);
        let Some((_, after)) = after.split_once("]]") else {
            left.push_str("[[");
            rest = after;
            continue;
        };
        rest = after;
    }
    left.push_str(rest);
    left
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rye() -> Draft {
        Draft {
            title: "Rye, explained".into(),
            summary: "The short answer first.".into(),
            body: "Rye keeps for days.\n\n## What there is\n\n- Rye sourdough: €5.20\n- Seeded rye\n\n[[What do you tell people who ask?]]\n\nCome by. [[When?]]".into(),
        }
    }

    #[test]
    fn a_body_is_headings_lists_paragraphs_and_gaps() {
        let rye = rye();
        let blocks = rye.blocks();
        assert_eq!(blocks[1], Block::Heading("What there is"));
        assert_eq!(blocks[2], Block::List(vec!["Rye sourdough: €5.20", "Seeded rye"]));
        assert_eq!(rye.outline(), ["What there is"]);
        assert_eq!(rye.gaps(), ["What do you tell people who ask?", "When?"]);
        assert_eq!(rye.count_words(), 14);
        assert_eq!(without_gaps("a [[b]] c [[d"), "a  c [[d");
    }

    #[test]
    fn it_is_taken_elsewhere_as_markdown_or_as_text() {
        let rye = rye();
        let markdown = rye.markdown(ActivityType::Blog);
        assert!(
            markdown.starts_with("# Rye, explained\n\n*Meta description: The short"),
            "{markdown}"
        );
        assert!(markdown.contains("\n## What there is\n"));
        let text = rye.plain_text(ActivityType::EmailMarketing);
        assert!(
            text.starts_with("Subject: Rye, explained\nPreheader: The short answer first.\n\nRye")
        );
        assert!(text.contains("\nWhat there is\n") && !text.contains('#'), "{text}");
    }
}
