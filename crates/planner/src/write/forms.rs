//! Each network's own form: what stands where, and what it is for.

use domain::{channel::Channel, network::rules, post::PostText};

use super::{
    facts::Facts,
    fit::{
        Caption,
        Joint::{Line as NewLine, Paragraph, Space},
        KEPT,
    },
    group::Group,
    lines::Line,
    tags::hashtags,
    voice::{Voice, sentence},
};

mod around;
mod shared;

/// The post for a channel; `None` when there is nothing to say.
pub(super) fn form(facts: &Facts, channel: Channel) -> Option<PostText> {
    let writer = Form { facts, voice: Voice::new(facts, channel) };
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
    };
    let rules = rules(channel);
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

struct Form<'a> {
    facts: &'a Facts,
    voice: Voice<'a>,
}

impl Form<'_> {
    fn instagram(&self) -> Caption {
        let mut caption = self.opening();
        self.matter(&mut caption, Paragraph);
        self.about(&mut caption, Space, 2);
        caption.add(Paragraph, 6, self.voice.prompt());
        caption.add(
            if self.facts.group.asks() { Space } else { Paragraph },
            5,
            self.voice.call(false),
        );
        caption.add(Paragraph, 6, hashtags(&self.facts.tags, 5));
        caption
    }

    fn facebook(&self) -> Caption {
        let mut caption = self.opening();
        self.matter(&mut caption, Space);
        self.about(&mut caption, Space, 1);
        let found = matches!(self.facts.group, Group::Thing | Group::Behind | Group::Ask);
        caption.add(Space, 3, self.place().filter(|_| found));
        caption.add(Space, 6, self.voice.prompt());
        caption.add(Space, 5, self.voice.call(true));
        caption.add(Paragraph, 7, self.facts.link.clone());
        caption
    }

    fn linkedin(&self) -> Caption {
        let mut caption = self.opening();
        self.matter(&mut caption, Space);
        self.about(&mut caption, Paragraph, 3);
        caption.add(Paragraph, 6, self.voice.prompt());
        caption.add(
            if self.facts.group.asks() { Space } else { Paragraph },
            5,
            self.voice.call(true),
        );
        caption.add(NewLine, 7, self.facts.link.clone());
        caption.add(Paragraph, 4, hashtags(&self.facts.tags, 3));
        caption
    }

    /// Words that people search for.
    fn pinterest(&self) -> Caption {
        let mut caption = Caption::default();
        caption.add(Space, KEPT + 1, self.plainly(false));
        self.matter(&mut caption, Space);
        let place = self.place().filter(|_| !self.says(&caption.text(), "l"));
        caption.add(Space, 6, place.filter(|_| !self.facts.group.is_event()));
        for (later, text) in self.facts.about.iter().take(2).enumerate() {
            caption.add(Space, 3u8.saturating_sub(later as u8), Some(sentence(text)));
        }
        let topics = (!self.facts.topics.is_empty()).then(|| self.facts.topics.join(", "));
        caption.add(Space, 4, topics.map(|topics| sentence(&format!("Topics: {topics}"))));
        if self.facts.about.is_empty() {
            caption.add(Space, 3, self.voice.call(false));
        }
        caption
    }

    /// What, where, when. No telephone numbers, which Google refuses.
    fn google(&self) -> Caption {
        let mut caption = Caption::default();
        let mut add = |joint, weight, text: Option<String>| {
            caption.add(joint, weight, text.filter(|text| !has_phone(text)));
        };
        add(Space, KEPT + 1, self.plainly(true));
        add(Space, 7, self.voice.price());
        let main = self.facts.main.as_deref();
        add(Space, KEPT, main.and_then(|main| self.voice.told(Line::Main, main)));
        let about = self.facts.about.first().filter(|_| self.facts.group != Group::Answer);
        add(Space, 4, about.map(|it| sentence(it)));
        let place = self.facts.words.fill("Where: {l}.").map(|line| sentence(&line));
        // An event may be elsewhere.
        add(NewLine, 6, place.filter(|_| !self.facts.group.is_event()));
        add(NewLine, 5, self.facts.words.fill("When: {h}.").map(|line| sentence(&line)));
        if self.facts.about.is_empty() {
            caption.add(Space, 3, self.voice.call(false).filter(|text| !has_phone(text)));
        }
        if caption.text().is_empty() {
            caption.add(Space, KEPT, self.facts.words.get("n").map(sentence));
        }
        if caption.text().is_empty() {
            caption.add(Space, KEPT, Some("News from the website.".into()));
        }
        caption
    }

    fn tiktok(&self) -> Caption {
        let mut caption = self.opening();
        self.matter(&mut caption, Space);
        caption.add(Space, 6, self.voice.prompt());
        caption.add(Space, 5, self.voice.call(false));
        caption.add(NewLine, 6, hashtags(&self.facts.tags, 3));
        caption
    }

    fn threads(&self) -> Caption {
        let mut caption = self.opening();
        self.matter(&mut caption, Space);
        caption.add(Space, 6, self.voice.prompt());
        caption.add(Paragraph, 5, self.voice.call(true));
        caption.add(NewLine, 7, self.facts.link.clone());
        caption.add(Paragraph, 3, hashtags(&self.facts.tags, 1));
        caption
    }

    fn bluesky(&self) -> Caption {
        let mut caption = self.opening();
        self.matter(&mut caption, Space);
        caption.add(Space, 4, self.voice.prompt());
        caption.add(Space, 3, self.voice.call(true));
        caption.add(Paragraph, 7, self.facts.link.clone());
        caption
    }

    fn mastodon(&self) -> Caption {
        let mut caption = self.opening();
        self.matter(&mut caption, Paragraph);
        self.about(&mut caption, Space, 1);
        caption.add(Paragraph, 5, self.voice.prompt());
        caption.add(Space, 3, self.voice.call(true));
        caption.add(Paragraph, 7, self.facts.link.clone());
        caption.add(Paragraph, 6, hashtags(&self.facts.tags, 3));
        caption
    }
}

/// Whether a telephone number stands in a text: nine to fifteen digits in a row, with the
/// signs between them that people write there.
fn has_phone(text: &str) -> bool {
    let sign = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '-' | '/' | '(' | ')' | '+' | '.');
    text.split(|c: char| !sign(c)).any(|run| {
        let run = run.trim_matches([' ', '-', '/', '.']);
        let digits = run.chars().filter(char::is_ascii_digit).count();
        let dialled = run.starts_with(['0', '+', '(']);
        (9..=15).contains(&digits) && (dialled || !run.contains('.'))
            || run.starts_with('+') && digits >= 7
    })
}
