//! What somebody changed of settings that they saw.

use super::{Preferences, SavedSettings};
use crate::activity::ActivityType;

/// What somebody made of the settings that they saw. Only what differs between the two is a
/// change: it is laid over the settings as they stand by now, and the rest of those stays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// As they were seen.
    pub seen: SavedSettings,
    /// As they shall be.
    pub wanted: SavedSettings,
}

impl Revision {
    /// The settings with the changes.
    pub fn over(&self, now: SavedSettings) -> SavedSettings {
        self.laid(now).0
    }

    /// The fields that were changed here and, meanwhile, to something else elsewhere. They
    /// have the names that forms give them.
    pub fn clashes(&self, now: &SavedSettings) -> Vec<&'static str> {
        self.laid(now.clone()).1.names
    }

    /// What was seen once the clashes were told: of those fields, what stands there now. The
    /// same wish over it replaces them, and reverts nothing else that changed meanwhile.
    pub fn seen_again(&self, now: &SavedSettings) -> SavedSettings {
        self.laid(now.clone()).1.seen
    }

    /// Only what a plan made here knows: the networks and the weekdays. Nobody else has such
    /// settings.
    #[must_use]
    pub fn of_this_program(&self) -> Self {
        let wanted = SavedSettings {
            channels: self.wanted.channels.clone(),
            weekdays: self.wanted.weekdays.clone(),
            ..self.seen.clone()
        };
        Revision { seen: self.seen.clone(), wanted }
    }

    fn laid(&self, now: SavedSettings) -> (SavedSettings, Laid) {
        let Revision { mut seen, wanted } = self.clone();
        let mut names = Names(Vec::new());
        let SavedSettings { mut settings, mut overrides, mut channels, mut weekdays } = now;
        names.preferences(&mut seen.settings, &wanted.settings, &mut settings, "often");
        for tool in ActivityType::ALL {
            let of = |saved: &SavedSettings| saved.of(tool).cloned().unwrap_or_default();
            let name = match tool {
                ActivityType::SocialMarketing => "social",
                ActivityType::Blog => "blog",
                ActivityType::EmailMarketing => "email",
            };
            let mut chosen = overrides.remove(&tool).unwrap_or_default();
            let mut was = of(&seen);
            names.preferences(&mut was, &of(&wanted), &mut chosen, name);
            for (chosen, all) in [(chosen, &mut overrides), (was, &mut seen.overrides)] {
                all.remove(&tool);
                if !chosen.is_empty() {
                    all.insert(tool, chosen);
                }
            }
        }
        names.lay("channels", &mut seen.channels, &wanted.channels, &mut channels);
        names.lay("weekdays", &mut seen.weekdays, &wanted.weekdays, &mut weekdays);
        (SavedSettings { settings, overrides, channels, weekdays }, Laid { names: names.0, seen })
    }
}

/// What came of laying changes over settings.
struct Laid {
    /// Fields that two changed.
    names: Vec<&'static str>,
    /// What was seen, and of those fields what stood there.
    seen: SavedSettings,
}

/// Names of fields that two changed.
struct Names(Vec<&'static str>);

impl Names {
    fn lay<T: PartialEq + Clone>(
        &mut self,
        name: &'static str,
        seen: &mut T,
        wanted: &T,
        now: &mut T,
    ) {
        if seen == wanted || now == wanted {
            return;
        }
        if now != seen {
            if !self.0.contains(&name) {
                self.0.push(name);
            }
            seen.clone_from(now);
        }
        now.clone_from(wanted);
    }

    fn preferences(
        &mut self,
        seen: &mut Preferences,
        wanted: &Preferences,
        now: &mut Preferences,
        often: &'static str,
    ) {
        // Taken apart, so that a new field is not forgotten.
        let Preferences {
            goal,
            social_channels,
            tools,
            topics,
            excluded_topics,
            core_topic,
            frequency,
            tone_of_voice,
            point_of_view,
            business,
            calendars,
            guidelines,
            image_guidelines,
            image_generation,
        } = now;
        self.lay("goal", &mut seen.goal, &wanted.goal, goal);
        let hinted = &wanted.social_channels;
        self.lay("social_channels", &mut seen.social_channels, hinted, social_channels);
        self.lay("social", &mut seen.tools, &wanted.tools, tools);
        self.lay("topics", &mut seen.topics, &wanted.topics, topics);
        let excluded = &wanted.excluded_topics;
        self.lay("excluded_topics", &mut seen.excluded_topics, excluded, excluded_topics);
        self.lay("core_topic", &mut seen.core_topic, &wanted.core_topic, core_topic);
        self.lay(often, &mut seen.frequency, &wanted.frequency, frequency);
        self.lay("tone", &mut seen.tone_of_voice, &wanted.tone_of_voice, tone_of_voice);
        self.lay("point_of_view", &mut seen.point_of_view, &wanted.point_of_view, point_of_view);
        let (was, is) = (&mut seen.business, &wanted.business);
        for (name, was, is, now) in [
            (
                "value_proposition",
                &mut was.value_proposition,
                &is.value_proposition,
                &mut business.value_proposition,
            ),
            (
                "target_audience",
                &mut was.target_audience,
                &is.target_audience,
                &mut business.target_audience,
            ),
            ("business_goal", &mut was.business_goal, &is.business_goal, &mut business.business_goal),
        ] {
            self.lay(name, was, is, now);
        }
        self.lay("calendars", &mut seen.calendars, &wanted.calendars, calendars);
        self.lay("guidelines", &mut seen.guidelines, &wanted.guidelines, guidelines);
        let pictures = &wanted.image_guidelines;
        self.lay("image_guidelines", &mut seen.image_guidelines, pictures, image_guidelines);
        let generation = &wanted.image_generation;
        self.lay("image_generation", &mut seen.image_generation, generation, image_generation);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::{ChosenGoal, Frequency, Goal, Interval};

    fn saved(change: impl FnOnce(&mut SavedSettings)) -> SavedSettings {
        let mut saved = SavedSettings::default();
        saved.settings.topics = vec!["bread".to_owned()];
        change(&mut saved);
        saved
    }

    #[test]
    fn what_two_change_apart_is_both_kept() {
        let seen = saved(|_| {});
        let wanted =
            saved(|it| it.settings.goal = Some(ChosenGoal::Custom("Fill the classes".into())));
        let weekly = Frequency { interval: Interval::Week, count: 2 };
        let now = saved(|it| {
            it.settings.topics.push("cake".to_owned());
            it.of_mut(ActivityType::Blog).frequency = Some(weekly);
        });
        let revision = Revision { seen, wanted: wanted.clone() };
        assert_eq!(revision.clashes(&now), Vec::<&str>::new());
        let both = revision.over(now.clone());
        assert_eq!(both.settings.goal, wanted.settings.goal);
        assert_eq!(
            (&both.settings.topics, &both.overrides),
            (&now.settings.topics, &now.overrides)
        );
    }

    #[test]
    fn what_two_change_to_different_things_clashes() {
        let goal = |goal| saved(|it| it.settings.goal = Some(ChosenGoal::Key(goal)));
        let revision = Revision { seen: saved(|_| {}), wanted: goal(Goal::BoostSales) };
        assert_eq!(revision.clashes(&goal(Goal::CollectLeads)), ["goal"]);
        assert_eq!(revision.clashes(&goal(Goal::BoostSales)), Vec::<&str>::new(), "the same");

        // Told of it, and sent again, it replaces the goal and reverts nothing beside it.
        let mut now = goal(Goal::CollectLeads);
        now.settings.topics.clear();
        let again = Revision { seen: revision.seen_again(&now), wanted: revision.wanted };
        assert_eq!(again.clashes(&now), Vec::<&str>::new());
        let then = again.over(now);
        assert_eq!(then.settings.goal, Some(ChosenGoal::Key(Goal::BoostSales)));
        assert_eq!(then.settings.topics, Vec::<String>::new());
    }
}
