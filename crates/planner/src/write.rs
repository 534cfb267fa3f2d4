//! Activities to words: the built-in writer, which needs no key and no network.
//!
//! A grammar of frames filled with facts, in the site’s own language. It says nothing that the profile, the settings
//! or the brief does not hold; the same seed gives the same words.

use domain::{
    contract::{BoxFuture, Brief, Writer, WriterError},
    draft::Draft,
    post::{Placement, PostKind, PostText},
    settings::Tone,
};

use self::{
    facts::Facts,
    forms::{form, story},
    memory::Memory,
};

mod calls;
mod drafts;
mod facts;
mod fit;
mod forms;
mod group;
mod lines;
mod memory;
mod openings;
mod tags;
mod voice;

#[cfg(test)]
pub(crate) mod keys;
#[cfg(test)]
mod languages;
#[cfg(test)]
mod promises;
#[cfg(test)]
mod stories;

/// The built-in writer.
#[derive(Debug, Clone, Copy, Default)]
pub struct Composer;

impl Writer for Composer {
    fn write<'a>(
        &'a self,
        brief: Brief<'a>,
        placements: &'a [Placement],
    ) -> BoxFuture<'a, Result<Vec<(Placement, PostText)>, WriterError>> {
        Box::pin(async move { compose(&brief, placements) })
    }

    fn draft<'a>(&'a self, brief: Brief<'a>) -> BoxFuture<'a, Result<Draft, WriterError>> {
        Box::pin(async move { drafts::draft(&brief).ok_or_else(nothing_to_say) })
    }
}

/// What the language files call a tone.
const fn tone_key(tone: Tone) -> &'static str {
    match tone {
        Tone::Friendly => "friendly",
        Tone::Matter => "matter",
        Tone::Playful => "playful",
        Tone::Formal => "formal",
    }
}

/// The words of one activity for some placements, within each network's limits: with a picture
/// beside them, [`domain::network::check`] has no complaint. Each says something else than the
/// others and than what the brief knows to be said, as far as there is anything else to say;
/// channels that matter most to the marketer choose first.
///
/// # Errors
///
/// [`WriterError::TooLittleKnown`] when neither the brief has a title, subject or event nor
/// the profile a name.
pub fn compose(
    brief: &Brief<'_>,
    placements: &[Placement],
) -> Result<Vec<(Placement, PostText)>, WriterError> {
    let facts = Facts::of(brief);
    let mut memory = Memory::of(brief, &facts);
    let mut order: Vec<usize> = (0..placements.len()).collect();
    let place = |at: &usize| {
        let channel = placements.get(*at).map(|placement| placement.channel);
        !channel.is_some_and(|channel| facts.first.contains(&channel))
    };
    order.sort_by_key(place);
    let mut written = Vec::with_capacity(placements.len());
    for at in order {
        let Some(placement) = placements.get(at).copied() else { continue };
        let text = match placement.kind {
            PostKind::Post => form(&facts, &memory, placement.channel),
            PostKind::Story => story(&facts, &memory, placement),
        };
        let text = text.ok_or_else(nothing_to_say)?;
        memory.hear(placement, &text.caption);
        written.push((at, (placement, text)));
    }
    written.sort_by_key(|(at, _)| *at);
    Ok(written.into_iter().map(|(_, written)| written).collect())
}

fn nothing_to_say() -> WriterError {
    WriterError::TooLittleKnown(
        "There is nothing to write about: this activity has no title and the site profile has \
         no name. Add one of them."
            .into(),
    )
}
