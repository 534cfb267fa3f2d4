//! The form of the settings, read into them.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::StatusCode;
use domain::{
    activity::ActivityType,
    channel::Channel,
    event::Calendar,
    id::CalendarId,
    settings::{
        ChosenGoal, Frequency, Goal, Interval, LONGEST_TEXT, LONGEST_TOPIC, MOST_OFTEN,
        MOST_TOPICS, PointOfView, SavedSettings, Settings, SocialChannel, Tone,
    },
    text,
};

use super::{Extent, OWN, Refusal, Typed, fields::code_of};

/// The field of a kind of activity.
pub const fn often(tool: ActivityType) -> &'static str {
    match tool {
        ActivityType::SocialMarketing => "social",
        ActivityType::Blog => "blog",
        ActivityType::EmailMarketing => "email",
    }
}

/// How often a kind of activity is planned that has no number of its own.
pub fn inherited(saved: &SavedSettings, tool: ActivityType) -> Option<Frequency> {
    saved.settings.frequency.or_else(|| Settings::default().frequency(tool))
}

/// The settings as typed, laid over those saved. What the form shows as it was is not chosen
/// by sending it. Every wrong field has its sentence.
pub fn settings(
    typed: &Typed,
    saved: SavedSettings,
    calendars: &[Calendar],
    extent: Extent,
) -> Result<SavedSettings, Refusal> {
    let (was, before) = (saved.resolved(), saved.clone());
    let mut reading = Reading { typed, was, before, saved, wrong: BTreeMap::new() };
    reading.goal();
    reading.topics();
    match extent {
        Extent::First => {
            reading.tone();
            let mut on = ActivityType::ALL.to_vec();
            on.retain(|tool| !typed.text(often(*tool)).trim().is_empty());
            reading.kinds(&on);
        }
        Extent::All => {
            reading.voice();
            let on: Vec<ActivityType> =
                typed.all("tools").iter().filter_map(|code| code.parse().ok()).collect();
            reading.shared_frequency();
            reading.kinds(&on);
            reading.weekdays();
            reading.business();
            reading.guidelines();
            reading.calendars(calendars);
            reading.channels();
        }
    }
    reading.done()
}

/// A form half read.
struct Reading<'a> {
    typed: &'a Typed,
    was: Settings,
    before: SavedSettings,
    saved: SavedSettings,
    wrong: BTreeMap<&'static str, String>,
}

impl Reading<'_> {
    fn done(self) -> Result<SavedSettings, Refusal> {
        let Some(first) = self.wrong.values().next() else {
            let mut saved = self.saved;
            saved.overrides.retain(|_, chosen| !chosen.is_empty());
            return Ok(saved);
        };
        let refusal = Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, first.clone());
        Err(Refusal { fields: self.wrong, ..refusal })
    }

    fn refuse(&mut self, field: &'static str, said: impl Into<String>) {
        self.wrong.entry(field).or_insert_with(|| said.into());
    }

    fn one_of<T: Copy>(
        &mut self,
        options: &[(T, &'static str, &'static str)],
        field: &'static str,
    ) -> Option<T> {
        let code = self.typed.text(field);
        let found = options.iter().find(|(_, known, _)| *known == code);
        if found.is_none() {
            self.refuse(field, "Choose one of these.");
        }
        found.map(|(option, ..)| *option)
    }

    /// Several lines of free text; `None` when they cannot be kept.
    fn words(&mut self, what: &'static str, field: &'static str) -> Option<String> {
        text::paragraphs(what, self.typed.text(field), LONGEST_TEXT)
            .map_err(|error| self.refuse(field, error.to_string()))
            .ok()
    }

    fn goal(&mut self) {
        if self.typed.text("goal") != OWN {
            let was = self.was.custom_goal.is_none().then_some(self.was.goal);
            if let Some(goal) = self.one_of(&Goal::ALL, "goal").filter(|goal| Some(*goal) != was) {
                self.saved.settings.goal = Some(ChosenGoal::Key(goal));
            }
            return;
        }
        match self.words("Your goal", "custom_goal") {
            Some(words) if words.is_empty() => {
                self.refuse("custom_goal", "Say your goal in words, or choose one of the four.");
            }
            Some(words) => self.saved.settings.goal = Some(ChosenGoal::Custom(words)),
            None => {}
        }
    }

    /// One of the four voices.
    fn tone(&mut self) {
        if let Some(tone) = self.one_of(&Tone::ALL, "tone").filter(|tone| *tone != self.was.tone) {
            self.speak(tone.words().to_owned());
        }
    }

    /// One of the four voices, or another in words; and who speaks.
    fn voice(&mut self) {
        if self.typed.text("tone") == OWN {
            match self.words("Your voice", "tone_of_voice") {
                Some(words) if words.is_empty() => self.refuse(
                    "tone_of_voice",
                    "Say in words how you sound, or choose one of the four.",
                ),
                Some(words) => self.speak(words),
                None => {}
            }
        } else if let Some(tone) = self.one_of(&Tone::ALL, "tone") {
            self.speak(tone.words().to_owned());
        }
        let view = self.one_of(&PointOfView::ALL, "point_of_view");
        if let Some(view) = view.filter(|view| *view != self.was.point_of_view) {
            self.saved.settings.point_of_view = Some(view);
            self.inherit(|chosen| chosen.point_of_view = None);
        }
    }

    fn speak(&mut self, words: String) {
        if words != self.was.tone_of_voice {
            self.saved.settings.tone_of_voice = words;
            self.inherit(|chosen| chosen.tone_of_voice.clear());
        }
    }

    /// Lets social campaigns take a field from what is chosen for all: the form has one field
    /// for both.
    fn inherit(&mut self, clear: impl FnOnce(&mut domain::settings::Preferences)) {
        if let Some(chosen) = self.saved.overrides.get_mut(&ActivityType::SocialMarketing) {
            clear(chosen);
        }
    }

    fn topics(&mut self) {
        let kept = self.saved.settings.topics.clone();
        if let Some(topics) = self.list("Topics", "topics", &kept) {
            self.saved.settings.topics = topics;
        }
        // The form of the first plan has no such field, and leaves it.
        if self.typed.ticked("excluded_topics") {
            let kept = self.saved.settings.excluded_topics.clone();
            if let Some(topics) = self.list("Topics to leave out", "excluded_topics", &kept) {
                self.saved.settings.excluded_topics = topics;
            }
        }
    }

    /// A list, one a line or with commas between. A line that is kept already stays whole,
    /// commas and all.
    fn list(
        &mut self,
        what: &'static str,
        field: &'static str,
        kept: &[String],
    ) -> Option<Vec<String>> {
        let mut found: Vec<String> = Vec::new();
        for line in self.typed.text(field).lines().map(str::trim) {
            let whole = kept.iter().any(|topic| topic == line);
            let read = if whole {
                Ok(vec![line.to_owned()])
            } else {
                text::list(what, line, LONGEST_TOPIC, MOST_TOPICS)
            };
            match read {
                Ok(topics) => found.extend(topics),
                Err(error) => self.refuse(field, error.to_string()),
            }
        }
        let mut seen = BTreeSet::new();
        found.retain(|topic| seen.insert(topic.clone()));
        if found.len() > MOST_TOPICS {
            let said = format!(
                "{what}: these are {} and at most {MOST_TOPICS} fit. Remove some.",
                found.len()
            );
            self.refuse(field, said);
        }
        Some(found)
    }

    fn shared_frequency(&mut self) {
        let shown = self.before.settings.frequency;
        if let Some(shared) = self.frequency("often", "often_interval", shown) {
            self.saved.settings.frequency = shared;
        }
    }

    /// How often each kind of activity is planned; those that are not `on`, or 0 times, are
    /// not.
    fn kinds(&mut self, on: &[ActivityType]) {
        let mut planned = BTreeSet::new();
        for tool in ActivityType::ALL {
            let field = often(tool);
            let interval = match tool {
                ActivityType::SocialMarketing => "social_interval",
                ActivityType::Blog => "blog_interval",
                ActivityType::EmailMarketing => "email_interval",
            };
            if !on.contains(&tool) || self.typed.text(field).trim() == "0" {
                continue;
            }
            planned.insert(tool);
            let had = self.before.of(tool).and_then(|chosen| chosen.frequency);
            let shown = had.or(inherited(&self.before, tool));
            let Some(own) = self.frequency(field, interval, shown) else { continue };
            if had.is_some() || own != inherited(&self.saved, tool) {
                self.saved.of_mut(tool).frequency = own;
            }
        }
        if planned.is_empty() {
            let said = "A plan with nothing in it is no plan. Choose at least one kind.";
            self.refuse("social", said);
        }
        let were: BTreeSet<ActivityType> = ActivityType::ALL
            .into_iter()
            .filter(|tool| self.was.frequency(*tool).is_some())
            .collect();
        if planned != were {
            self.saved.settings.tools = planned;
        }
    }

    /// A number and what it counts in; `Some(None)` when no number is typed. `shown` is what
    /// the form showed.
    fn frequency(
        &mut self,
        field: &'static str,
        interval: &'static str,
        shown: Option<Frequency>,
    ) -> Option<Option<Frequency>> {
        let count = self.typed.text(field).trim();
        if count.is_empty() {
            let shown = code_of(&Interval::ALL, shown.map_or(Interval::Month, |it| it.interval));
            if self.typed.text(interval) == shown {
                return Some(None);
            }
            self.refuse(field, "Type a number beside it, too.");
            return None;
        }
        let Some(count) = count.parse().ok().filter(|count| (1..=MOST_OFTEN).contains(count))
        else {
            self.refuse(field, format!("Type a number from 1 to {MOST_OFTEN}."));
            return None;
        };
        let code = self.typed.text(interval);
        let Some((interval, ..)) = Interval::ALL.iter().find(|(_, known, _)| *known == code) else {
            self.refuse(field, "Choose a week, a month or a year.");
            return None;
        };
        Some(Some(Frequency { interval: *interval, count }))
    }

    fn weekdays(&mut self) {
        let days: Option<BTreeSet<i8>> = self
            .typed
            .all("weekdays")
            .iter()
            .map(|day| day.parse().ok().filter(|day| (1..=7).contains(day)))
            .collect();
        match days {
            Some(days) => self.saved.weekdays = days,
            None => self.refuse("weekdays", "Choose from these days."),
        }
    }

    fn business(&mut self) {
        let proposition = self.words("What makes you special", "value_proposition");
        let audience = self.words("Whom you speak to", "target_audience");
        let goal = self.words("What you are after", "business_goal");
        let business = &mut self.saved.settings.business;
        for (typed, field) in [
            (proposition, &mut business.value_proposition),
            (audience, &mut business.target_audience),
            (goal, &mut business.business_goal),
        ] {
            typed.into_iter().for_each(|words| *field = words);
        }
    }

    fn guidelines(&mut self) {
        let words = self.words("Your guidelines for words", "guidelines");
        if let Some(words) = words.filter(|words| *words != self.was.guidelines) {
            self.saved.settings.guidelines = words;
            self.inherit(|chosen| chosen.guidelines.clear());
        }
        let pictures = self.words("Your guidelines for pictures", "image_guidelines");
        if let Some(pictures) = pictures.filter(|words| *words != self.was.image_guidelines) {
            self.saved.settings.image_guidelines = pictures;
            self.inherit(|chosen| chosen.image_guidelines.clear());
        }
    }

    /// The calendars that are ticked, and those chosen elsewhere that the form does not show.
    fn calendars(&mut self, shown: &[Calendar]) {
        if shown.is_empty() {
            return;
        }
        let shown: BTreeSet<CalendarId> = shown.iter().map(|calendar| calendar.id).collect();
        let sent = self.typed.all("calendars");
        let ticked: BTreeSet<CalendarId> =
            shown.iter().copied().filter(|id| sent.contains(&id.to_string())).collect();
        let chosen = &self.saved.settings.calendars;
        let others: BTreeSet<CalendarId> = chosen.difference(&shown).copied().collect();
        if ticked.is_empty() && others.is_empty() {
            let said = "Tick at least one. To leave out single events, say so on the Events page.";
            self.refuse("calendars", said);
        } else if !(chosen.is_empty() && ticked == shown) {
            self.saved.settings.calendars = &ticked | &others;
        }
    }

    fn channels(&mut self) {
        let codes = self.typed.all("channels");
        let channels: BTreeSet<Channel> =
            codes.iter().filter_map(|code| code.parse().ok()).collect();
        if channels.is_empty() {
            self.refuse("channels", "Posts need at least one channel. Choose one.");
        } else if channels != self.was.channels {
            self.saved.channels = channels;
        }
        let first = self.typed.all("social_channels");
        self.saved.settings.social_channels = SocialChannel::ALL
            .iter()
            .filter(|(_, code, _)| first.iter().any(|ticked| ticked == code))
            .map(|(channel, ..)| *channel)
            .collect();
    }
}
