//! Each network's own form: what stands where, and what it is for.

use domain::{
    channel::Channel,
    network::rules,
    post::{Placement, PostText},
    settings::Goal,
};

use super::{
    facts::Facts,
    fit::{
        Caption,
        Joint::{Line as NewLine, Paragraph, Space},
        KEPT,
    },
    group::Group,
    lines::Line,
    memory::Memory,
    openings,
    tags::hashtags,
    voice::{Voice, sentence},
};
use crate::plan::phrase::{Words, capitalised};

mod around;
mod shared;

/// The post for a channel; `None` when there is nothing to say.
pub(super) fn form(facts: &Facts, memory: &Memory, channel: Channel) -> Option<PostText> {
    let writer = Form::new(facts, memory, Placement::post(channel));
    let caption = match channel {
        Channel::Instagram => writer.instagram(),
        Channel::Facebook => writer.facebook(),
        Channel::LinkedIn => writer.linkedin(),
        Channel::Pinterest => writer.pinterest(),
        Channel::GoogleBusiness => writer.google(),
        Channel::TikTok => writer.tiktok(),
        Channel::Threads => writer.threads(),
        Channel::Bluesky => writer.bluesky(),
        Channel::Mastodon => writer.mastodon(),
        Channel::X => writer.x(),
    };
    let rules = rules(Placement::post(channel));
    let caption = caption.fitted(&rules);
    let title = rules.title_limit.and_then(|limit| writer.title(channel, limit));
    if caption.trim().is_empty() || (rules.title_limit.is_some() && title.is_none()) {
        return None;
    }
    let apart = matches!(channel, Channel::Pinterest | Channel::GoogleBusiness);
    Some(PostText {
        title,
        caption,
        link: facts.link.clone().filter(|_| apart),
        alt_text: writer.alt_text(rules.alt_text_limit),
    })
}

/// The story of an activity: a line that can be read at a glance, whose words go into its
/// picture. `None` when there is nothing to say.
pub(super) fn story(facts: &Facts, memory: &Memory, at: Placement) -> Option<PostText> {
    let words = openings::short(facts, memory, at)?;
    let writer = Form::new(facts, memory, at);
    let alt_text = writer.alt_text_of(&words, rules(at).alt_text_limit);
    Some(PostText { title: None, caption: words, link: None, alt_text })
}

struct Form<'a> {
    facts: &'a Facts,
    memory: &'a Memory,
    at: Placement,
    channel: Channel,
    voice: Voice<'a>,
    /// What is told of the subject here, the first of it for first lines too.
    told: Vec<&'a String>,
    /// The words of first lines.
    words: Words,
    /// The page that the post leads to, unless one of the days around leads there.
    link: Option<&'a str>,
}

impl<'a> Form<'a> {
    fn new(facts: &'a Facts, memory: &'a Memory, at: Placement) -> Self {
        let voice = Voice::new(facts, memory, at);
        let told = voice.fresh(&facts.tells, passages(at.channel));
        let words = facts.words_with(told.first().map(|text| text.as_str()));
        let wanted = facts.goal != Goal::BrandAwareness || facts.group == Group::Article;
        let rests = |link: &&str| !wanted && memory.leads_to(at, link);
        let link = facts.link.as_deref().filter(|link| !rests(link));
        Form { facts, memory, at, channel: at.channel, voice, told, words, link }
    }
}

/// How many passages about its subject a network’s post tells.
const fn passages(channel: Channel) -> usize {
    match channel {
        Channel::Instagram | Channel::Facebook | Channel::LinkedIn | Channel::Mastodon => 2,
        _ => 1,
    }
}

impl Form<'_> {
    /// The thing, then what there is to tell, then where to find it.
    fn instagram(&self) -> Caption {
        let mut caption = self.opening();
        self.matter(&mut caption, Paragraph);
        self.business(&mut caption, Paragraph);
        caption.add(Space, 3, self.list_of_event());
        caption.add(Paragraph, 6, self.voice.prompt());
        let beside = if self.facts.group.asks() { Space } else { Paragraph };
        caption.add(beside, 5, self.voice.call());
        caption.add(Paragraph, 6, hashtags(self.facts, &self.voice, 3));
        caption
    }

    /// A story: what there is to tell comes first.
    fn facebook(&self) -> Caption {
        let mut caption = self.opening();
        self.matter(&mut caption, Space);
        self.business(&mut caption, Paragraph);
        caption.add(Space, 6, self.voice.prompt());
        self.linked(&mut caption, Paragraph);
        caption
    }

    /// The business and its work.
    fn linkedin(&self) -> Caption {
        let mut caption = self.opening();
        self.matter(&mut caption, Space);
        self.business(&mut caption, Paragraph);
        caption.add(Paragraph, 6, self.voice.prompt());
        self.linked(&mut caption, Paragraph);
        caption.add(Paragraph, 4, hashtags(self.facts, &self.voice, 1));
        caption
    }

    /// Words that people search for.
    fn pinterest(&self) -> Caption {
        let mut caption = self.opening();
        self.matter(&mut caption, Space);
        self.business(&mut caption, Space);
        caption.add(Space, 4, self.other_topics().filter(|_| !self.greets()));
        caption
    }

    /// What and how much, a line each; where and when stand beside it in the profile of the
    /// business and are told when they are what it is about. No telephone numbers, which
    /// Google refuses.
    fn google(&self) -> Caption {
        let mut caption = Caption::default();
        let mut add = |joint, weight, text: Option<String>| {
            caption.add(joint, weight, text.filter(|text| !has_phone(text)));
        };
        let opening = openings::opening(self.facts, &self.words, self.memory, (self.channel, true));
        let day = self.facts.words.get("d").filter(|_| self.facts.group != Group::Today);
        let day = day.filter(|day| opening.as_ref().is_some_and(|line| !line.contains(day)));
        let role = self.role(opening.as_deref().unwrap_or_default());
        let priced = opening.as_ref().is_some_and(|line| self.says(line, "p"));
        add(Space, KEPT + 1, opening);
        add(NewLine, KEPT, day.map(|day| sentence(&capitalised(day))));
        add(NewLine, KEPT, role);
        let told = self.told.first().map(|text| text.as_str());
        let main = self.facts.main.as_deref().or(told);
        add(NewLine, KEPT, main.map(sentence));
        let general = self.voice.fresh(&self.facts.business, 1).pop();
        let general = general.and_then(|text| self.voice.told(Line::About, text));
        let general = general.or_else(|| self.list_of_event());
        add(NewLine, 4, general.filter(|_| self.introduces(true)));
        add(NewLine, 6, self.of_holiday());
        add(NewLine, 7, self.label("price").filter(|_| !priced));
        if self.facts.group == Group::Business {
            let fresh = |text: &String| self.memory.times(self.at, text).is_new();
            add(NewLine, 6, self.label("where").filter(fresh));
            add(NewLine, 5, self.label("open").filter(fresh));
        }
        if self.facts.group == Group::Business && !caption.text().contains('\n') {
            caption.add(NewLine, 6, self.label("where").or_else(|| self.label("open")));
        }
        if caption.text().is_empty() {
            caption.add(Space, KEPT, self.facts.words.get("n").map(sentence));
        }
        if caption.text().is_empty() {
            caption.add(Space, KEPT, self.label("news"));
        }
        caption
    }

    /// One breath.
    fn tiktok(&self) -> Caption {
        let mut caption = self.opening();
        self.matter(&mut caption, Space);
        self.business(&mut caption, Space);
        caption.add(Space, 6, self.voice.prompt());
        if !self.facts.group.asks() {
            caption.add(Space, 5, self.voice.call());
        }
        caption.add(NewLine, 6, hashtags(self.facts, &self.voice, 2));
        caption
    }

    /// A question, and what there is to say to it.
    fn threads(&self) -> Caption {
        let mut caption = self.opening();
        self.matter(&mut caption, Space);
        self.business(&mut caption, Space);
        caption.add(Space, 6, self.voice.prompt());
        self.linked(&mut caption, Paragraph);
        caption.add(Paragraph, 3, hashtags(self.facts, &self.voice, 1));
        caption
    }

    /// A signpost to the page.
    fn bluesky(&self) -> Caption {
        let mut caption = self.opening();
        self.matter(&mut caption, Space);
        self.business(&mut caption, Space);
        caption.add(Paragraph, 7, self.link.map(str::to_owned));
        caption
    }

    /// A title, a paragraph, a link.
    fn mastodon(&self) -> Caption {
        let mut caption = self.opening();
        self.matter(&mut caption, Paragraph);
        self.business(&mut caption, Paragraph);
        caption.add(Paragraph, 3, self.list_of_event());
        caption.add(Paragraph, 5, self.voice.prompt());
        self.linked(&mut caption, Paragraph);
        caption.add(Paragraph, 6, hashtags(self.facts, &self.voice, 2));
        caption
    }

    /// One thought, and where it goes on.
    fn x(&self) -> Caption {
        let mut caption = self.opening();
        self.matter(&mut caption, Space);
        self.linked(&mut caption, Paragraph);
        caption.add(Space, 3, hashtags(self.facts, &self.voice, 1));
        caption
    }
}

/// Whether a telephone number stands in a text: nine to fifteen digits in a row, with the
/// signs between them that people write there.
pub(super) fn has_phone(text: &str) -> bool {
    let sign = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '-' | '/' | '(' | ')' | '+' | '.');
    text.split(|c: char| !sign(c)).any(|run| {
        let run = run.trim_matches([' ', '-', '/', '.']);
        let digits = run.chars().filter(char::is_ascii_digit).count();
        let dialled = run.starts_with(['0', '+', '(']);
        (9..=15).contains(&digits) && (dialled || !run.contains('.'))
            || run.starts_with('+') && digits >= 7
    })
}
