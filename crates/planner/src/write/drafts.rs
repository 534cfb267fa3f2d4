//! Drafts of articles and e-mails, by the built-in writer: facts of the profile in an order
//! that people can read, with gaps where only the business knows.

use domain::{
    activity::ActivityType,
    channel::Channel,
    contract::Brief,
    draft::{Draft, Parts, TITLE_LIMIT},
    post::Placement,
    profile::{Fact, FactKind},
    settings::Excluded,
    theme::Theme,
};

use super::{
    facts::Facts,
    memory::Memory,
    voice::{Voice, sentence},
};
use crate::{
    phrases::Phrases,
    plan::{
        phrase::{Words, capitalised, clean, folded, kinship, length, sentences, shorten},
        season,
    },
};

mod article;
mod letter;

/// The draft of an article or of an e-mail; `None` where an activity has posts instead, or
/// where neither it nor the profile names anything.
pub(super) fn draft(brief: &Brief<'_>) -> Option<Draft> {
    let parts = Parts::of(brief.kind)?;
    let material = Material::of(brief)?;
    let (summary, body) = match brief.kind {
        ActivityType::EmailMarketing => (letter::preheader(&material), letter::body(&material)),
        ActivityType::Blog | ActivityType::SocialMarketing => {
            (article::meta_description(&material), article::body(&material))
        }
    };
    let within = |limit: usize| move |text: &str| length(text) <= limit;
    Some(Draft {
        title: shorten(&clean(brief.title), within(TITLE_LIMIT)),
        summary: shorten(&summary, within(parts.summary_limit)),
        body,
    })
}

/// What a draft may say.
struct Material<'a> {
    brief: &'a Brief<'a>,
    facts: Facts,
    out: Excluded,
    /// What keyword research found of the subject.
    theme: Option<&'a Theme>,
    /// The words that frames take.
    words: Words,
}

impl<'a> Material<'a> {
    fn of(brief: &'a Brief<'a>) -> Option<Self> {
        let facts = Facts::of(brief);
        let subject = folded(&clean(brief.subject));
        let themes = brief.profile.facts(FactKind::Keyword).iter();
        let theme = themes
            .filter(|fact| !subject.is_empty() && folded(&fact.value) == subject)
            .find_map(|fact| fact.theme.as_ref());
        let event = brief.event.map(|(name, _)| clean(name));
        let named = [event, Some(clean(brief.subject)), Some(clean(brief.title))];
        let about = named.into_iter().flatten().find(|text| !folded(text).is_empty())?;
        let words = facts.words.clone().with("s", about.trim_end_matches('.'));
        let out = Excluded::new(&brief.settings.excluded_topics);
        Some(Material { brief, facts, out, theme, words })
    }

    fn phrases(&self) -> &'static Phrases {
        self.facts.phrases
    }

    /// One of the frames under a key that can be filled. Activities of a plan take turns.
    fn say(&self, key: &str, words: &Words) -> Option<String> {
        let pool = self.phrases().pool(key);
        let turn = usize::try_from(self.facts.luck % 9_973).unwrap_or_default();
        let turn = turn % pool.len().max(1);
        let mut frames = pool.iter().skip(turn).chain(pool.iter().take(turn));
        let filled = frames.find_map(|frame| words.fill(frame))?;
        // A subject that is a question has its own end mark.
        let filled = filled.replace("?.", "?").replace("!.", "!").replace("….", "…");
        Some(capitalised(&filled))
    }

    /// The same with the words of the subject.
    fn told(&self, key: &str) -> Option<String> {
        self.say(key, &self.words)
    }

    /// A gap for what only the business knows.
    fn gap(&self, key: &str, words: &Words) -> Option<String> {
        let asked = self.say(&format!("draft.gap.{key}"), words)?;
        // Signs of a gap within it would end it too early.
        Some(format!("[[{}]]", asked.replace("[[", "").replace("]]", "")))
    }

    /// What the website says, where it may be said on the day: signs of the draft are none of
    /// its own.
    fn may_say(&self, text: &str) -> Option<String> {
        let plain = clean(text).replace("[[", "").replace("]]", "");
        let plain = plain.trim_start_matches(['#', '-', ' ']).to_owned();
        let holds = season::suits(&plain, self.brief.day, self.phrases().language);
        (!folded(&plain).is_empty() && holds && !self.out.in_text(&plain)).then_some(plain)
    }

    /// The facts of a kind that may be told, those nearest to the subject first.
    fn nearest(&self, kind: FactKind) -> Vec<&'a Fact> {
        let subject = self.words.get("s").unwrap_or_default();
        let language = self.phrases().language;
        let usable = |fact: &&Fact| {
            let parts = [fact.detail.as_deref(), fact.about.as_deref()];
            self.may_say(&fact.value).is_some()
                && parts.into_iter().flatten().all(|part| self.may_say(part).is_some())
        };
        let mut found: Vec<&Fact> = self.brief.profile.facts(kind).iter().filter(usable).collect();
        found.sort_by_key(|fact| {
            let told = format!("{} {}", fact.value, fact.about.as_deref().unwrap_or_default());
            std::cmp::Reverse(kinship(subject, &told, language))
        });
        found
    }

    /// The facts of a kind that are about the subject: those that share more than half of its
    /// telling words. What is sold under one roof shares a word or two.
    fn near(&self, kind: FactKind) -> impl Iterator<Item = &'a Fact> {
        let subject = self.words.get("s").unwrap_or_default();
        let language = self.phrases().language;
        let all = kinship(subject, subject, language);
        let shared = move |fact: &Fact| kinship(subject, &fact.value, language);
        self.nearest(kind).into_iter().filter(move |fact| 2 * shared(fact) > all)
    }

    /// Offers as items of a list: name, price, what the website says. Where several share a
    /// word with the subject, those alone.
    fn offers(&self, most: usize) -> Vec<String> {
        let subject = self.words.get("s").unwrap_or_default();
        let kin = |offer: &&Fact| kinship(subject, &offer.value, self.phrases().language) > 0;
        let (mut kin, others): (Vec<&Fact>, Vec<&Fact>) =
            self.nearest(FactKind::Offer).into_iter().partition(kin);
        if kin.len() < 2 {
            kin.extend(others);
        }
        kin.into_iter().take(most).map(|offer| self.item(offer)).collect()
    }

    fn item(&self, fact: &Fact) -> String {
        let plain = |text: &Option<String>| text.as_deref().and_then(|text| self.may_say(text));
        let name = self.may_say(&fact.value).unwrap_or_default();
        let named = match plain(&fact.detail) {
            Some(detail) => format!("{name}: {detail}"),
            None => name,
        };
        match plain(&fact.about) {
            Some(about) => format!("{} {}", sentence(&named), sentence(&about)),
            None => named,
        }
    }

    /// Where and when, as lines.
    fn ways(&self) -> Vec<String> {
        let label = |key: &str| self.phrases().pool(key).iter().find_map(|it| self.words.fill(it));
        [label("label.where"), label("label.open")].into_iter().flatten().collect()
    }

    /// The last line: what to do, and the address to do it at.
    fn call(&self) -> Option<String> {
        let memory = Memory::of(self.brief, &self.facts);
        let voice = Voice::new(&self.facts, &memory, Placement::post(Channel::Facebook));
        match &self.facts.link {
            Some(link) => Some(voice.call_with(link)),
            None => voice.call(),
        }
    }
}

/// A text of blocks, each said once: a paragraph that stands there already is left out.
#[derive(Default)]
struct Body {
    blocks: Vec<String>,
    said: Vec<String>,
    words: usize,
}

impl Body {
    /// Adds a heading with what stands below it; nothing where nothing does.
    fn section(&mut self, heading: Option<String>, parts: Vec<String>) {
        let mut fresh: Vec<String> = Vec::new();
        for part in parts {
            let bare: Vec<String> = sentences(&part).into_iter().map(folded).collect();
            let known = |text: &String| self.said.contains(text);
            if !bare.is_empty() && !bare.iter().all(known) {
                self.said.extend(bare);
                fresh.push(part);
            }
        }
        if fresh.is_empty() {
            return;
        }
        self.blocks.extend(heading.map(|heading| format!("## {heading}")));
        self.words += fresh.iter().map(|part| part.split_whitespace().count()).sum::<usize>();
        self.blocks.extend(fresh);
    }

    fn text(self) -> String {
        self.blocks.join("\n\n")
    }
}

/// Items as one block.
fn list(items: &[String]) -> Vec<String> {
    let lines: Vec<String> = items.iter().map(|item| format!("- {item}")).collect();
    if lines.is_empty() { Vec::new() } else { vec![lines.join("\n")] }
}
