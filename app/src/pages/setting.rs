//! What the marketer wants of the plan.

use std::collections::BTreeSet;

use axum::response::Response;
use domain::{
    activity::ActivityType,
    channel::Channel,
    days::weekday_name,
    settings::{ChosenGoal, Frequency, Goal, Interval, PointOfView, SavedSettings, Settings, Tone},
    text,
};
use jiff::civil::Weekday;
use leptos::prelude::*;

use super::{
    document::Head,
    form::{Form, SiteCommand, Typed},
    frame::{Place, framed},
    here::AtSite,
    refusal::{InField, Refusal},
    widgets::{Choice, FieldError, Icon, Lines, glyph},
};

/// How much of the settings a form shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// What the first plan needs.
    First,
    /// Everything.
    All,
}

/// `GET /sites/{site}/settings`
pub async fn page(at: AtSite) -> Result<Response, Response> {
    view(&at, Form::default()).await.map_err(|refusal| refusal.page(at.app()))
}

/// `POST /sites/{site}/settings`: they act at the next generation.
pub async fn save(SiteCommand { at, typed }: SiteCommand) -> Response {
    match try_save(&at, &typed).await {
        Ok(()) => {
            let said = "Kept. The settings act the next time the plan is made.";
            typed.done(&at.here, &at.path("/settings"), said).await
        }
        Err(refusal) => view(&at, Form::refused(typed, refusal))
            .await
            .unwrap_or_else(|refusal| refusal.page(at.app())),
    }
}

async fn try_save(at: &AtSite, typed_form: &Typed) -> Result<(), Refusal> {
    keep(at, typed_form, Extent::All).await
}

/// Keeps the settings as typed.
pub async fn keep(at: &AtSite, form: &Typed, extent: Extent) -> Result<(), Refusal> {
    let change = |saved: SavedSettings| typed(form, saved, extent);
    at.app().store.change_settings(at.scope(), at.here.now, change).await?.map(|_| ())
}

async fn view(at: &AtSite, form: Form) -> Result<Response, Refusal> {
    let settings = at.app().store.settings(at.scope()).await?;
    let shown = form.clone();
    framed(at, Place::Settings, Head::plain("Settings"), &form, || {
        view! {
            <header class="page-head"><h1>"Settings"</h1></header>
            <p class="lede">"What the plan shall do, how it speaks, and how often. Changes act the next time the plan is made."</p>
            <form method="post" action=at.path("/settings") class="parts">
                {fields(&shown, &settings, Extent::All)}
                <div class="buttons">
                    <button class="button button-primary">"Keep these settings"</button>
                    <a class="button button-quiet" href=at.path("/plan")>"Make the plan again"</a>
                </div>
            </form>
        }
    })
    .await
}

/// The settings as typed, laid over those saved. What is as it was is not chosen by it.
pub fn typed(
    typed: &Typed,
    mut saved: SavedSettings,
    extent: Extent,
) -> Result<SavedSettings, Refusal> {
    let was = saved.resolved();
    let chosen = &mut saved.settings;
    let goal = one_of(&Goal::ALL, typed.text("goal"), "goal")?;
    if goal != was.goal {
        chosen.goal = Some(ChosenGoal::Key(goal));
    }
    let tone = one_of(&Tone::ALL, typed.text("tone"), "tone")?;
    if tone != was.tone {
        tone.words().clone_into(&mut chosen.tone_of_voice);
    }
    chosen.topics = text::list("Topics", typed.text("topics"), 80, 20).in_field("topics")?;
    if extent == Extent::All {
        let view = one_of(&PointOfView::ALL, typed.text("point_of_view"), "point_of_view")?;
        if view != was.point_of_view {
            chosen.point_of_view = Some(view);
        }
        chosen.excluded_topics =
            text::list("Topics to leave out", typed.text("excluded_topics"), 80, 40)
                .in_field("excluded_topics")?;
        chosen.guidelines = text::paragraphs("Your guidelines", typed.text("guidelines"), 2_000)
            .in_field("guidelines")?;
        let channels = channels(typed)?;
        if channels != was.channels {
            saved.channels = channels;
        }
        saved.weekdays = weekdays(typed)?;
    }
    let tools = [
        (ActivityType::SocialMarketing, frequency(typed, "social")?),
        (ActivityType::Blog, frequency(typed, "blog")?),
        (ActivityType::EmailMarketing, frequency(typed, "email")?),
    ];
    if tools.iter().all(|(_, often)| often.is_none()) {
        return Err(Refusal::field(
            "social",
            "A plan with nothing in it is no plan. Choose how often for at least one.",
        ));
    }
    for (tool, often) in tools {
        if often.is_some() && often != was.frequency(tool) {
            saved.of_mut(tool).frequency = often;
        }
    }
    if tools.iter().any(|(tool, often)| often.is_some() != was.frequency(*tool).is_some()) {
        let on = tools.iter().filter(|(_, often)| often.is_some());
        saved.settings.tools = on.map(|(tool, _)| *tool).collect();
    }
    Ok(saved)
}

fn one_of<T: Copy>(
    options: &[(T, &'static str, &'static str)],
    code: &str,
    field: &'static str,
) -> Result<T, Refusal> {
    options
        .iter()
        .find(|(_, known, _)| *known == code)
        .map(|(option, ..)| *option)
        .ok_or_else(|| Refusal::field(field, "Choose one of these."))
}

fn frequency(typed: &Typed, field: &'static str) -> Result<Option<Frequency>, Refusal> {
    let count: u8 = match typed.text(field).trim() {
        "" | "0" => return Ok(None),
        count => count
            .parse()
            .ok()
            .filter(|count| (1..=30).contains(count))
            .ok_or_else(|| Refusal::field(field, "Type a number from 0 to 30."))?,
    };
    let interval = match typed.text(&format!("{field}_interval")) {
        "WEEK" => Interval::Week,
        "MONTH" => Interval::Month,
        _ => return Err(Refusal::field(field, "Choose a week or a month.")),
    };
    let most = if field == "social" { 14 } else { 7 };
    if interval == Interval::Week && count > most {
        return Err(Refusal::field(
            field,
            format!("At most {most} a week fit, two a day. Type a smaller number."),
        ));
    }
    Ok(Some(Frequency { interval, count }))
}

fn channels(typed: &Typed) -> Result<BTreeSet<Channel>, Refusal> {
    let channels: BTreeSet<Channel> =
        typed.all("channels").iter().filter_map(|code| code.parse().ok()).collect();
    if channels.is_empty() {
        return Err(Refusal::field("channels", "Posts need at least one channel. Choose one."));
    }
    Ok(channels)
}

fn weekdays(typed: &Typed) -> Result<BTreeSet<i8>, Refusal> {
    typed
        .all("weekdays")
        .iter()
        .map(|day| {
            day.parse()
                .ok()
                .filter(|day| (1..=7).contains(day))
                .ok_or_else(|| Refusal::field("weekdays", "Choose from these days."))
        })
        .collect()
}

/// The fields of the form.
pub fn fields(form: &Form, settings: &Settings, extent: Extent) -> AnyView {
    let goal = code_of(&Goal::ALL, settings.goal);
    let tone = code_of(&Tone::ALL, settings.tone);
    let all = extent == Extent::All;
    view! {
        <section class="part">
            <h2>"Purpose"</h2>
            <Choice form=form.clone() name="goal" label="What is it for?" options=words(&Goal::ALL) stored=goal />
        </section>
        <section class="part">
            <h2>"Voice"</h2>
            <Choice form=form.clone() name="tone" label="How do you sound?" options=words(&Tone::ALL) stored=tone />
            {all.then(|| voice(form, settings))}
        </section>
        <section class="part">
            <h2>"Subjects"</h2>
            <Lines
                form=form.clone()
                name="topics"
                label="Topics"
                stored=settings.topics.join("\n")
                hint="One a line. Left empty, Almanac takes the topics of your website."
            />
            {all.then(|| excluded_topics(form, settings))}
        </section>
        <section class="part">
            <h2>"Rhythm"</h2>
            <fieldset class="field">
                <legend>"How often?"</legend>
                {often(form, "social", ActivityType::SocialMarketing, settings.social)}
                {often(form, "blog", ActivityType::Blog, settings.blog)}
                {often(form, "email", ActivityType::EmailMarketing, settings.email)}
            </fieldset>
            {all.then(|| weekday_choices(form, settings))}
        </section>
        {all.then(|| channel_choices(form, settings))}
    }
    .into_any()
}

fn voice(form: &Form, settings: &Settings) -> AnyView {
    let point_of_view = code_of(&PointOfView::ALL, settings.point_of_view);
    view! {
        <Choice form=form.clone() name="point_of_view" label="Who speaks?" options=words(&PointOfView::ALL) stored=point_of_view />
        <Lines
            form=form.clone()
            name="guidelines"
            label="Guidelines"
            stored=settings.guidelines.clone()
            hint="For the people and writers who make your posts. At most 2,000 characters."
        />
    }
    .into_any()
}

fn excluded_topics(form: &Form, settings: &Settings) -> AnyView {
    view! {
        <Lines
            form=form.clone()
            name="excluded_topics"
            label="Never touch"
            stored=settings.excluded_topics.join("\n")
            hint="Words and topics that no activity may hold, one a line."
        />
    }
    .into_any()
}

fn channel_choices(form: &Form, settings: &Settings) -> AnyView {
    let channels = Channel::ALL
        .into_iter()
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
        <section class="part">
            <h2>"Channels"</h2>
            <fieldset class="field">
                <legend>"Write posts for"</legend>
                <div class="choices">{channels}</div>
                <FieldError name="channels" error=form.error("channels") />
            </fieldset>
        </section>
    }
    .into_any()
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

fn often(
    form: &Form,
    field: &'static str,
    kind: ActivityType,
    stored: Option<Frequency>,
) -> impl IntoView + use<> {
    let interval_field = format!("{field}_interval");
    let count = stored.map_or(0, |frequency| frequency.count).to_string();
    let monthly = stored.is_none_or(|frequency| frequency.interval == Interval::Month);
    let interval = form.value(&interval_field, if monthly { "MONTH" } else { "WEEK" });
    let label = match kind {
        ActivityType::SocialMarketing => "Social campaigns",
        ActivityType::Blog => "Blog posts",
        ActivityType::EmailMarketing => "Emails",
    };
    let error = form.error(field);
    view! {
        <div class="often">
            <label for=field>{label}</label>
            <input id=field name=field r#type="number" min="0" max="30" value=form.value(field, &count) aria-invalid=error.is_some().then_some("true") />
            <label for=interval_field.clone()><span class="visually-hidden">{label} " "</span> "in each"</label>
            <select id=interval_field.clone() name=interval_field>
                <option value="WEEK" selected=interval == "WEEK">"week"</option>
                <option value="MONTH" selected=interval == "MONTH">"month"</option>
            </select>
        </div>
        <FieldError name=field error />
    }
}

fn words<T>(options: &[(T, &'static str, &'static str)]) -> Vec<(String, String)> {
    options.iter().map(|(_, code, words)| ((*code).to_owned(), (*words).to_owned())).collect()
}

fn code_of<T: PartialEq>(options: &[(T, &'static str, &'static str)], value: T) -> &'static str {
    options.iter().find(|(option, ..)| *option == value).map_or("", |(_, code, _)| code)
}
