//! Each network's own form: what stands where, and what it is for.

use domain::{
    channel::Channel,
    network::{Counting, count, rules},
    post::PostText,
};

use super::{
    facts::Facts,
    fit::{Caption, Joint::{self, Line as NewLine, Paragraph, Space}, KEPT},
    group::Group,
    lines::Line,
    tags::hashtags,
    voice::{Voice, sentence},
};
use crate::plan::phrase::{length, shorten_words};

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
        caption.add(if self.facts.group.asks() { Space } else { Paragraph }, 5, self.voice.call(false));
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
        caption.add(if self.facts.group.asks() { Space } else { Paragraph }, 5, self.voice.call(true));
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
        caption.add(Space, 6, place);
        self.about(&mut caption, Space, 2);
        let topics = (!self.facts.topics.is_empty()).then(|| self.facts.topics.join(", "));
        caption.add(Space, 4, topics.map(|topics| sentence(&format!("Topics: {topics}"))));
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
        add(NewLine, 6, self.facts.words.fill("Where: {l}.").map(|line| sentence(&line)));
        add(NewLine, 5, self.facts.words.fill("When: {h}.").map(|line| sentence(&line)));
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

    fn opening(&self) -> Caption {
        let mut caption = Caption::default();
        caption.add(Space, KEPT + 1, self.voice.hook());
        caption
    }

    /// What belongs to the subject itself: its price, role, answer or day.
    fn matter(&self, caption: &mut Caption, joint: Joint) {
        let before = caption.text();
        let next = |caption: &Caption| if caption.text() == before { joint } else { Space };
        let day = self.facts.words.get("d").filter(|day| !before.contains(*day));
        caption.add(joint, KEPT, day.and_then(|_| self.voice.line(Line::Day)));
        let price = self.facts.words.get("p").filter(|price| !before.contains(*price));
        caption.add(next(caption), 7, price.and_then(|_| self.voice.price()));
        let main = self.facts.main.as_deref().filter(|main| !before.contains(*main));
        caption.add(next(caption), KEPT, main.and_then(|main| self.voice.told(Line::Main, main)));
        if self.facts.group == Group::Business && main.is_none() {
            caption.add(next(caption), 5, self.place().filter(|_| !self.says(&before, "l")));
            let hours = self.voice.line(Line::Hours).filter(|_| !self.says(&before, "h"));
            caption.add(next(caption), 5, hours);
        }
        let support = self.facts.support.first();
        caption.add(next(caption), 4, support.and_then(|it| self.voice.told(Line::Support, it)));
        if caption.text() == before && !self.facts.group.is_event() {
            self.about(caption, joint, 1);
        }
    }

    /// Sentences about the business; the first one told, the rest as they are.
    fn about(&self, caption: &mut Caption, joint: Joint, most: usize) {
        if matches!(self.facts.group, Group::Own | Group::Answer) {
            return;
        }
        let mut sentences = self.facts.about.iter().take(most);
        let first = sentences.next().and_then(|it| self.voice.told(Line::About, it));
        let quoted = first.as_ref().is_some_and(|first| first.ends_with('”'));
        caption.add(joint, 4, first);
        for (later, text) in sentences.enumerate() {
            let text = if quoted { format!("“{}”", sentence(text)) } else { sentence(text) };
            caption.add(Space, 2u8.saturating_sub(later as u8), Some(text));
        }
    }

    fn place(&self) -> Option<String> {
        self.voice.line(Line::Place)
    }

    /// Whether a text has the word of that name in it.
    fn says(&self, text: &str, name: &str) -> bool {
        self.facts.words.get(name).is_some_and(|word| text.contains(word))
    }

    /// Without a hook: the subject, or the event and its day, or the title; and whose it is,
    /// the business first or last.
    fn plainly(&self, name_first: bool) -> Option<String> {
        let words = &self.facts.words;
        let event = words.fill("{e}: {d}");
        let subject = words.get("s").map(str::to_owned);
        let title = words.get("t").filter(|title| !title.is_empty()).map(str::to_owned);
        let what = event.or(subject).or(title);
        match (what, words.get("n")) {
            (_, Some(name)) if self.facts.group == Group::Business && name_first => {
                Some(sentence(name))
            }
            (Some(what), Some(name)) if what.contains(name) || length(&what) > 90 => Some(sentence(&what)),
            (Some(what), Some(name)) if name_first => Some(sentence(&format!("{name}: {what}"))),
            (Some(what), Some(name)) if what.ends_with(['?', '!', '.', '…']) => {
                Some(format!("{what} {}", sentence(name)))
            }
            (Some(what), Some(name)) => Some(sentence(&format!("{what} – {name}"))),
            (Some(what), None) => Some(sentence(&what)),
            (None, name) => name.map(sentence),
        }
    }

    fn title(&self, channel: Channel, limit: usize) -> Option<String> {
        let words = &self.facts.words;
        let title = words.get("t").or(words.get("s")).or(words.get("n"))?;
        let fits = |text: &str| count(Counting::Utf16, text) <= limit;
        let signed = words.get("n").filter(|name| !title.contains(*name));
        let signed = signed.map(|name| format!("{title} | {name}"));
        match signed.filter(|signed| channel == Channel::Pinterest && fits(signed)) {
            Some(signed) => Some(signed),
            None => Some(shorten_words(title, fits)).filter(|title| !title.is_empty()),
        }
    }

    /// What the picture shows: the words of the poster and who signs it.
    fn alt_text(&self, limit: usize) -> String {
        let words = &self.facts.words;
        let name = words.get("n").map(|name| format!(", signed {name}")).unwrap_or_default();
        let title = words.get("t").or(words.get("s")).unwrap_or_default();
        let written = |title: &str| match title {
            "" => sentence(&format!("Poster in the site’s colours{name}")),
            title => sentence(&format!("Poster in the site’s colours with the words “{title}”{name}")),
        };
        let fits = |title: &str| count(Counting::Utf16, &written(title)) <= limit;
        written(&shorten_words(title, fits))
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
