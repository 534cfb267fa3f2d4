//! Each network's own form: what stands where, and what it is for.

use domain::{
    channel::Channel,
    network::{count, rules},
    post::{Placement, PostText},
};

use super::{
    facts::Facts,
    fit::{
        Caption,
        Joint::{Line as NewLine, Paragraph, Space},
        KEPT,
    },
    lines::Line,
    openings,
    tags::hashtags,
    voice::{Voice, sentence},
};

mod around;
mod shared;

/// The post for a channel; `None` when there is nothing to say.
pub(super) fn form(facts: &Facts, channel: Channel) -> Option<PostText> {
    let writer = Form { facts, channel, voice: Voice::new(facts, channel) };
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

/// The story of an activity: a line that can be read at a glance, the same on every network,
/// whose words go into its picture. `None` when there is nothing to say.
pub(super) fn story(facts: &Facts) -> Option<PostText> {
    // Stories look the same everywhere, so every network that has them counts as the first.
    let channel = Channel::Instagram;
    let rules = rules(Placement::story(channel));
    let fits = |text: &str| count(rules.counting, text) <= rules.caption_limit;
    let words = openings::short(facts, fits)?;
    let writer = Form { facts, channel, voice: Voice::new(facts, channel) };
    let alt_text = writer.alt_text_of(&words, rules.alt_text_limit);
    Some(PostText { title: None, caption: words, link: None, alt_text })
}

struct Form<'a> {
    facts: &'a Facts,
    channel: Channel,
    voice: Voice<'a>,
}

impl Form<'_> {
    /// The thing, then what there is to tell, then where to find it.
    fn instagram(&self) -> Caption {
        let mut caption = self.opening();
        self.matter(&mut caption, Paragraph);
        self.support(&mut caption, Space, self.facts.tell.is_none());
        if self.facts.group.is_event() {
            self.business(&mut caption, Paragraph);
            caption.add(Space, 3, self.other_topics());
        }
        caption.add(Paragraph, 6, self.voice.prompt());
        let beside = if self.facts.group.asks() { Space } else { Paragraph };
        caption.add(beside, 5, self.voice.call());
        caption.add(Paragraph, 6, hashtags(self.facts, 5));
        caption
    }

    /// A story: what there is to tell comes first.
    fn facebook(&self) -> Caption {
        let mut caption = self.opening();
        self.matter(&mut caption, Space);
        self.business(&mut caption, Space);
        caption.add(Space, 6, self.voice.prompt());
        self.linked(&mut caption, Paragraph);
        caption
    }

    /// The business and its work.
    fn linkedin(&self) -> Caption {
        let mut caption = self.opening();
        self.matter(&mut caption, Space);
        self.support(&mut caption, Space, true);
        self.business(&mut caption, Paragraph);
        caption.add(Paragraph, 6, self.voice.prompt());
        self.linked(&mut caption, Paragraph);
        caption.add(Paragraph, 4, hashtags(self.facts, 3));
        caption
    }

    /// Words that people search for.
    fn pinterest(&self) -> Caption {
        let mut caption = self.opening();
        self.matter(&mut caption, Space);
        let place = self.voice.line(Line::Place).filter(|_| !self.says(&caption.text(), "l"));
        caption.add(Space, 5, place.filter(|_| !self.facts.group.is_event()));
        caption.add(Space, 4, self.other_topics());
        caption
    }

    /// What, how much, where, when: a line each. No telephone numbers, which Google refuses.
    fn google(&self) -> Caption {
        let mut caption = Caption::default();
        let mut add = |joint, weight, text: Option<String>| {
            caption.add(joint, weight, text.filter(|text| !has_phone(text)));
        };
        add(Space, KEPT + 1, openings::opening(self.facts, Channel::GoogleBusiness));
        let main = self.facts.main.as_deref().or(self.facts.tell.as_deref());
        add(NewLine, KEPT, main.map(sentence));
        let tells = self.facts.business.first().filter(|text| {
            self.facts.group.is_event() && !text.contains(|c: char| c.is_ascii_digit())
        });
        add(NewLine, 4, tells.map(|text| sentence(text)));
        add(NewLine, 7, self.label("price"));
        let elsewhere = self.facts.group.is_event();
        // An event may be elsewhere.
        add(NewLine, 6, self.label("where").filter(|_| !elsewhere));
        add(NewLine, 5, self.label("open"));
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
        caption.add(Space, 6, self.voice.prompt());
        if !self.facts.group.asks() {
            caption.add(Space, 5, self.voice.call());
        }
        caption.add(NewLine, 6, hashtags(self.facts, 3));
        caption
    }

    /// A question, and what there is to say to it.
    fn threads(&self) -> Caption {
        let mut caption = self.opening();
        self.matter(&mut caption, Space);
        caption.add(Space, 6, self.voice.prompt());
        self.linked(&mut caption, Paragraph);
        caption.add(Paragraph, 3, hashtags(self.facts, 1));
        caption
    }

    /// A signpost to the page.
    fn bluesky(&self) -> Caption {
        let mut caption = self.opening();
        self.matter(&mut caption, Space);
        caption.add(Paragraph, 7, self.facts.link.clone());
        caption
    }

    /// A title, a paragraph, a link.
    fn mastodon(&self) -> Caption {
        let mut caption = self.opening();
        self.matter(&mut caption, Paragraph);
        self.support(&mut caption, Space, true);
        let more = self.other_topics().filter(|_| self.facts.group.is_event());
        caption.add(Paragraph, 3, more);
        caption.add(Paragraph, 5, self.voice.prompt());
        self.linked(&mut caption, Paragraph);
        caption.add(Paragraph, 6, hashtags(self.facts, 3));
        caption
    }

    /// One thought, and where it goes on.
    fn x(&self) -> Caption {
        let mut caption = self.opening();
        self.matter(&mut caption, Space);
        self.linked(&mut caption, Paragraph);
        caption.add(Space, 3, hashtags(self.facts, 2));
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
