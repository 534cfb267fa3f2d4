//! The fields of the settings' form.

use domain::{
    activity::ActivityType,
    channel::Channel,
    days::weekday_name,
    settings::{
        Frequency, Goal, Interval, PointOfView, SavedSettings, Settings, SocialChannel, Tone,
    },
};
use jiff::civil::Weekday;
use leptos::prelude::*;

use super::{
    Choices, Form, OWN,
    reading::{inherited, often},
};
use crate::pages::widgets::{Choice, FieldError, Icon, Lines, glyph};

/// What the first plan needs.
pub fn first_fields(form: &Form, settings: &Settings) -> AnyView {
    let tone = code_of(&Tone::ALL, settings.tone);
    let row = |tool| {
        let stored = settings.frequency(tool);
        let count = stored.map_or(0, |frequency| frequency.count).to_string();
        frequency_row(form, often(tool), name(tool), None, &count, stored, "")
    };
    view! {
        <section class="part">
            <h2>"Purpose"</h2>
            {goal(form, settings, false)}
        </section>
        <section class="part">
            <h2>"Voice"</h2>
            <Choice form=form.clone() name="tone" label="How do you sound?" options=words(&Tone::ALL) stored=tone />
        </section>
        <section class="part">
            <h2>"Subjects"</h2>
            {topics(form, settings, false)}
        </section>
        <section class="part">
            <h2>"Rhythm"</h2>
            <fieldset class="field">
                <legend>"How often?"</legend>
                {ActivityType::ALL.map(row).collect_view()}
            </fieldset>
        </section>
    }
    .into_any()
}

/// Everything. What counts for plans made here alone stands apart while another makes them.
pub fn all_fields(form: &Form, saved: &SavedSettings, choices: &Choices) -> AnyView {
    let settings = &saved.resolved();
    let elsewhere = choices.elsewhere();
    let (words, pictures) = match elsewhere {
        true => ("Wix keeps to them when it writes.", "Wix keeps to them when it makes pictures."),
        false => (
            "For the people and writers who make your posts. The built-in writer keeps to your facts and voice and does not read this.",
            "For the people and the image model that make your pictures. Pictures that are drawn without a model keep to the colours of your website and do not read this.",
        ),
    };
    view! {
        <section class="part">
            <h2>"Goal"</h2>
            {goal(form, settings, elsewhere)}
        </section>
        <section class="part">
            <h2>"Voice"</h2>
            {voice(form, settings, elsewhere)}
        </section>
        <section class="part">
            <h2>"Topics"</h2>
            {topics(form, settings, elsewhere)}
            <Lines
                form=form.clone()
                name="excluded_topics"
                label="Never touch"
                stored=settings.excluded_topics.join("\n")
                hint="Words and topics that no activity and no post may hold, one a line."
            />
        </section>
        <section class="part">
            <h2>"What and how often"</h2>
            {rhythm(form, saved, elsewhere)}
            {(!elsewhere).then(|| weekday_choices(form, settings))}
        </section>
        <section class="part">
            <h2>"Your business"</h2>
            {business(form, settings, elsewhere)}
        </section>
        <section class="part">
            <h2>"Guidelines"</h2>
            <Lines
                form=form.clone()
                name="guidelines"
                label="For words"
                stored=settings.guidelines.clone()
                hint=words
            />
            <Lines
                form=form.clone()
                name="image_guidelines"
                label="For pictures"
                stored=settings.image_guidelines.clone()
                hint=pictures
            />
        </section>
        {(!choices.calendars.is_empty()).then(|| view! {
            <section class="part">
                <h2>"Calendars"</h2>
                {calendar_choices(form, settings, choices)}
            </section>
        })}
        <section class="part">
            <h2>"Channels"</h2>
            {(!elsewhere).then(|| channel_choices(form, settings))}
            {first_channels(form, settings)}
        </section>
        {elsewhere.then(|| view! {
            <section class="part">
                <h2>"For plans made here"</h2>
                {weekday_choices(form, settings)}
                {channel_choices(form, settings)}
            </section>
        })}
    }
    .into_any()
}

fn goal(form: &Form, settings: &Settings, elsewhere: bool) -> AnyView {
    let own = settings.custom_goal.is_some();
    let stored = if own { OWN } else { code_of(&Goal::ALL, settings.goal) };
    let options = with_own(&Goal::ALL);
    let leans = if elsewhere {
        "Wix reads these words.".to_owned()
    } else {
        format!(
            "The plan leans on the nearest of the four by these words{}.",
            if own { format!(": now “{}”", settings.goal.words()) } else { String::new() }
        )
    };
    view! {
        <Choice form=form.clone() name="goal" label="What is the plan for?" options=options stored=stored />
        <div class="in-own-words">
            <Lines
                form=form.clone()
                name="custom_goal"
                label="Your goal"
                stored=settings.custom_goal.clone().unwrap_or_default()
                hint=leans
                rows=2
            />
        </div>
    }
    .into_any()
}

fn voice(form: &Form, settings: &Settings, elsewhere: bool) -> AnyView {
    let own = settings.tone_of_voice != settings.tone.words();
    let stored = if own { OWN } else { code_of(&Tone::ALL, settings.tone) };
    let typed = if own { settings.tone_of_voice.clone() } else { String::new() };
    let options = with_own(&Tone::ALL);
    let nearest = if elsewhere {
        "Wix reads these words.".to_owned()
    } else {
        format!(
            "The built-in writer speaks with the nearest of the four by these words{}.",
            if own { format!(": now “{}”", settings.tone.words()) } else { String::new() }
        )
    };
    let point_of_view = code_of(&PointOfView::ALL, settings.point_of_view);
    view! {
        <Choice form=form.clone() name="tone" label="How do you sound?" options=options stored=stored />
        <div class="in-own-words">
            <Lines form=form.clone() name="tone_of_voice" label="Your voice" stored=typed hint=nearest rows=2 />
        </div>
        <Choice form=form.clone() name="point_of_view" label="Who speaks?" options=words(&PointOfView::ALL) stored=point_of_view />
    }
    .into_any()
}

fn topics(form: &Form, settings: &Settings, elsewhere: bool) -> AnyView {
    let whose = if elsewhere { "Wix chooses" } else { "Almanac takes the topics of your website" };
    let hint = format!("One a line. Left empty, {whose}.");
    view! {
        <Lines
            form=form.clone()
            name="topics"
            label="Talk about"
            stored=settings.topics.join("\n")
            hint=hint
        />
    }
    .into_any()
}

fn rhythm(form: &Form, saved: &SavedSettings, elsewhere: bool) -> AnyView {
    let hint = if elsewhere {
        "A kind without a number takes the one below; while that is empty, Wix decides. The number in grey is Almanac’s own default."
    } else {
        "A kind without a number takes the one below; while that is empty, the number in grey. At most two activities fit a day."
    };
    let settings = saved.resolved();
    let shared = saved.settings.frequency;
    let typed = |own: Option<Frequency>| own.map_or(String::new(), |own| own.count.to_string());
    let row = |tool| {
        let own = saved.of(tool).and_then(|chosen| chosen.frequency);
        let inherited = inherited(saved, tool);
        let on = form.ticked("tools", tool.code(), settings.frequency(tool).is_some());
        let count = inherited.map_or(0, |frequency| frequency.count).to_string();
        let shown = own.or(inherited);
        frequency_row(form, often(tool), name(tool), Some((tool, on)), &typed(own), shown, &count)
    };
    view! {
        <fieldset class="field">
            <legend>"Plan these"</legend>
            {ActivityType::ALL.map(row).collect_view()}
            <p class="hint">{hint}</p>
        </fieldset>
        <fieldset class="field">
            <legend>"For kinds without a number"</legend>
            {frequency_row(form, "often", "All kinds", None, &typed(shared), shared, "")}
            <p class="hint">"May stay empty."</p>
        </fieldset>
    }
    .into_any()
}

/// One line: a kind of activity, a number, and what it counts in.
fn frequency_row(
    form: &Form,
    field: &'static str,
    label: &'static str,
    tick: Option<(ActivityType, bool)>,
    count: &str,
    shown: Option<Frequency>,
    placeholder: &str,
) -> impl IntoView + use<> {
    let interval_field = format!("{field}_interval");
    let stored = shown.map_or(Interval::Month, |frequency| frequency.interval);
    let interval = form.value(&interval_field, code_of(&Interval::ALL, stored));
    let options = Interval::ALL
        .map(|(_, code, word)| view! { <option value=code selected=interval == code>{word}</option> })
        .collect_view();
    let error = form.error(field);
    let least = if tick.is_some() || field == "often" { "1" } else { "0" };
    let named = match tick {
        Some((tool, on)) => view! {
            <label class="choice">
                <input r#type="checkbox" name="tools" value=tool.code() checked=on />
                <span>{label}</span>
            </label>
            <label class="visually-hidden" for=field>{label} ", how many"</label>
        }
        .into_any(),
        None => view! { <label for=field>{label}</label> }.into_any(),
    };
    view! {
        <div class="often">
            {named}
            <input
                id=field
                name=field
                r#type="number"
                min=least
                max="30"
                value=form.value(field, count)
                placeholder=(!placeholder.is_empty()).then(|| placeholder.to_owned())
                aria-invalid=error.is_some().then_some("true")
                aria-describedby=error.is_some().then(|| format!("{field}-error"))
            />
            <label for=interval_field.clone()><span class="visually-hidden">{label} " "</span> "in each"</label>
            <select id=interval_field.clone() name=interval_field>{options}</select>
        </div>
        <FieldError name=field error />
    }
}

fn weekday_choices(form: &Form, settings: &Settings) -> AnyView {
    let weekdays = (1..=7)
        .filter_map(|n| Weekday::from_monday_one_offset(n).ok().map(|day| (n, day)))
        .map(|(n, day)| {
            let checked = form.ticked("weekdays", &n.to_string(), settings.weekdays.contains(&n));
            view! {
                <label class="choice">
                    <input r#type="checkbox" name="weekdays" value=n.to_string() checked=checked />
                    <span>{weekday_name(day)}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="field">
            <legend>"Only on these days"</legend>
            <div class="choices choices-short">{weekdays}</div>
            <p class="hint">"None ticked: the planner chooses."</p>
            <FieldError name="weekdays" error=form.error("weekdays") />
        </fieldset>
    }
    .into_any()
}

fn business(form: &Form, settings: &Settings, elsewhere: bool) -> AnyView {
    let (special, audience, after) = match elsewhere {
        true => {
            ("Wix plans and writes with it.", "Wix plans and writes with it.", "Wix plans with it.")
        }
        false => (
            "A sentence that posts may say as it stands: “Every loaf rests for two nights.”",
            "Up to five words, such as “home cooks in Lisbon”, may be said in posts. More is kept for the people who write.",
            "Never said in a post. Until you choose a goal above, it decides what the plan leans on.",
        ),
    };
    let said = &settings.business;
    view! {
        <Lines
            form=form.clone()
            name="value_proposition"
            label="What makes you special"
            stored=said.value_proposition.clone()
            hint=special
            rows=2
        />
        <Lines
            form=form.clone()
            name="target_audience"
            label="Whom you speak to"
            stored=said.target_audience.clone()
            hint=audience
            rows=2
        />
        <Lines
            form=form.clone()
            name="business_goal"
            label="What the business is after"
            stored=said.business_goal.clone()
            hint=after
            rows=2
        />
    }
    .into_any()
}

fn calendar_choices(form: &Form, settings: &Settings, choices: &Choices) -> AnyView {
    let hint = if choices.elsewhere() {
        "The calendars that Wix has for this site."
    } else {
        "Single events and holidays are left out on the Events page."
    };
    let choices = choices
        .calendars
        .iter()
        .map(|calendar| {
            let (id, name) = (calendar.id, calendar.title.clone());
            let checked = form.ticked("calendars", &id.to_string(), settings.hears(id));
            view! {
                <label class="choice">
                    <input r#type="checkbox" name="calendars" value=id.to_string() checked=checked />
                    <span dir="auto">{name}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="field">
            <legend>"Lead up to"</legend>
            <div class="choices">{choices}</div>
            <p class="hint">{hint}</p>
            <FieldError name="calendars" error=form.error("calendars") />
        </fieldset>
    }
    .into_any()
}

fn channel_choices(form: &Form, settings: &Settings) -> AnyView {
    let channels = Channel::ALL
        .map(|channel| {
            let checked =
                form.ticked("channels", channel.code(), settings.channels.contains(&channel));
            view! {
                <label class="choice">
                    <input r#type="checkbox" name="channels" value=channel.code() checked=checked />
                    <span class="with-icon"><Icon name=glyph(channel) /> <span>{channel.name()}</span></span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="field">
            <legend>"Write posts for"</legend>
            <div class="choices">{channels}</div>
            <FieldError name="channels" error=form.error("channels") />
        </fieldset>
    }
    .into_any()
}

fn first_channels(form: &Form, settings: &Settings) -> AnyView {
    let channels = SocialChannel::ALL
        .iter()
        // Nothing is written for X, so it can be taken back and not added.
        .filter(|(it, ..)| it.channel().is_some() || settings.social_channels.contains(it))
        .map(|(channel, code, name)| {
            let checked =
                form.ticked("social_channels", code, settings.social_channels.contains(channel));
            let icon = channel.channel().map(|channel| view! { <Icon name=glyph(channel) /> });
            view! {
                <label class="choice">
                    <input r#type="checkbox" name="social_channels" value=*code checked=checked />
                    <span class="with-icon">{icon} <span>{*name}</span></span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="field">
            <legend>"Which matter most?"</legend>
            <div class="choices">{channels}</div>
            <p class="hint">"A hint for the writer, who repeats words last where it matters most. No channel is left out for it."</p>
        </fieldset>
    }
    .into_any()
}

const fn name(tool: ActivityType) -> &'static str {
    match tool {
        ActivityType::SocialMarketing => "Social campaigns",
        ActivityType::Blog => "Blog posts",
        ActivityType::EmailMarketing => "Emails",
    }
}

fn words<T>(options: &[(T, &'static str, &'static str)]) -> Vec<(String, String)> {
    options.iter().map(|(_, code, words)| ((*code).to_owned(), (*words).to_owned())).collect()
}

fn with_own<T>(options: &[(T, &'static str, &'static str)]) -> Vec<(String, String)> {
    let mut options = words(options);
    options.push((OWN.to_owned(), "In my own words".to_owned()));
    options
}

/// The word of a choice in the form.
pub fn code_of<T: PartialEq>(
    options: &[(T, &'static str, &'static str)],
    value: T,
) -> &'static str {
    options.iter().find(|(option, ..)| *option == value).map_or("", |(_, code, _)| code)
}
