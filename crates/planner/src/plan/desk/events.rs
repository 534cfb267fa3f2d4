//! What is said about an event.

use domain::{event::EventSource, occasion::Occasion, profile::FactKind, settings::Goal};
use rand::{rngs::StdRng, seq::SliceRandom};

use super::{Desk, Made, Why};
use crate::{
    holidays::called,
    plan::{
        describe::About,
        frames,
        leadup::{LeadUp, is_bought_for},
        phrase::{clean, day_in_full, length},
        slots::Slot,
        title::title,
    },
};

/// The longest description of an event that is repeated, in visible characters.
const LONGEST_ABOUT: usize = 160;

impl Desk<'_> {
    pub(super) fn event(
        &self,
        slot: &Slot<'_>,
        lead_up: &LeadUp<'_>,
        rng: &mut StdRng,
    ) -> Option<Made> {
        let ahead = (lead_up.on - slot.day).get_days();
        let about = clean(&lead_up.event.description);
        let about = Some(about).filter(|it| !it.is_empty() && length(it) <= LONGEST_ABOUT);
        let own = Occasion { event: lead_up.event, on: lead_up.on };
        let name = self.called(own);
        let words = self
            .words(slot.day)
            .with("e", name.as_str())
            .with("d", self.phrases.day(lead_up.on))
            .with("w", self.phrases.weekday(lead_up.on));
        let mut all: Vec<String> =
            std::iter::once(own).chain(slot.touching()).map(|it| self.called(it)).collect();
        all.dedup();
        let together = words.clone().with("e", self.listed(&all));
        let sells = self.input.settings.goal == Goal::BoostSales;
        let of_pools = |keys: &[&str], rng: &mut StdRng| {
            let mut titles: Vec<String> = Vec::new();
            for key in keys {
                let mut pool: Vec<&String> = self.phrases.pool(key).iter().collect();
                pool.shuffle(rng);
                for frame in pool {
                    let whole = title(frame, &together, "e").filter(|title| !title.contains('…'));
                    titles.extend(whole.or_else(|| title(frame, &words, "e")));
                }
            }
            titles.retain(|title| self.free(title));
            titles
        };
        let mut titles = of_pools(&frames::leading_up(lead_up.angle, ahead, sells), rng);
        if titles.is_empty() {
            titles = of_pools(&["event.any"], rng);
        }
        let holiday =
            lead_up.event.source == EventSource::Holiday && !is_bought_for(&lead_up.event.name);
        let about_it = About { angle: Some(lead_up.angle), source: None, kind: slot.kind, holiday };
        let words = words
            .with("e", clean(&lead_up.event.name))
            .with("d", day_in_full(lead_up.on))
            .with_some("about", about);
        let choice = self.choice(slot, &titles, about_it, &words, rng)?;
        Some(Made {
            angle: Some(lead_up.angle),
            title: choice.title,
            description: choice.description,
            subject: lead_up.event.name.clone(),
            topic: None,
            source: None,
            why: Why::Event,
            near: choice.near,
        })
    }

    /// What readers call an event: holidays have a name in their language.
    fn called(&self, occasion: Occasion<'_>) -> String {
        let name = clean(&occasion.event.name);
        let country = self.input.profile.one(FactKind::Country).unwrap_or_default();
        let holiday = occasion.event.source == EventSource::Holiday;
        called(&name, country, self.phrases.language.code())
            .filter(|_| holiday)
            .map_or(name, str::to_owned)
    }

    /// Names as a sentence lists them: `one, two and three`.
    fn listed(&self, names: &[String]) -> String {
        match names {
            [before @ .., last] if !before.is_empty() => {
                format!("{} {} {last}", before.join(", "), self.phrases.word("hours.and"))
            }
            names => names.concat(),
        }
    }
}
