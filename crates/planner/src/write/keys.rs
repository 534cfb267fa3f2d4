//! Every key of the language files that the writer asks for.

use domain::{
    channel::Channel,
    settings::{Goal, Tone},
};

use super::{calls::goal_key, group::Group, lines::Line, openings::channel_key, tone_key};

/// The pools that must not be empty in any language.
pub(crate) fn keys() -> Vec<String> {
    let tones = || Tone::ALL.into_iter().map(|(tone, ..)| tone_key(tone));
    let mut found: Vec<String> = Vec::new();
    let goals = Goal::ALL.into_iter().map(|(goal, ..)| goal_key(goal));
    for about in goals.chain(["article", "answer", "day"]) {
        found.extend(tones().map(|tone| format!("call.link.{about}.{tone}")));
        if !matches!(about, "article" | "answer") {
            found.extend(tones().map(|tone| format!("call.alone.{about}.{tone}")));
        }
    }
    found.extend(tones().map(|tone| format!("prompt.{tone}")));
    for line in Line::ALL {
        found.extend(["we", "you", "name"].map(|view| format!("line.{}.{view}", line.key())));
    }
    for group in [Group::Ahead, Group::Tomorrow, Group::Today, Group::After] {
        found.extend(tones().chain(["any"]).map(|tone| format!("hook.{}.{tone}", group.key())));
    }
    for group in [
        Group::Offer,
        Group::Topic,
        Group::Ask,
        Group::Choice,
        Group::Person,
        Group::Answer,
        Group::Article,
        Group::Proof,
        Group::Business,
    ] {
        for channel in Channel::ALL {
            let key = format!("opening.{}.{}", group.key(), channel_key(channel));
            let toned = channel == Channel::TikTok
                || channel == Channel::Threads && matches!(group, Group::Offer | Group::Topic);
            match toned {
                true => found.extend(tones().map(|tone| format!("{key}.{tone}.0"))),
                false => found.push(format!("{key}.0")),
            }
        }
        found.push(format!("opening.{}.any", group.key()));
    }
    let others = [
        "opening.event.pinterest.0",
        "opening.event.google.0",
        "holiday.ahead",
        "holiday.today",
        "holiday.greeting",
        "told_by.event",
        "also.event",
        "also.other",
        "act.order",
        "act.order_low",
        "act.book",
        "act.book_low",
        "label.price",
        "label.where",
        "label.open",
        "label.news",
        "label.visit",
        "label.audience",
        "label.named",
        "alt.empty_bare",
        "alt.empty_signed",
        "alt.words_bare",
        "alt.words_signed",
        "alt.drawn",
        "hours.to",
        "hours.and",
        "hours.colon",
        "hours.between",
        "draft.blog.lead",
        "draft.blog.promise",
        "draft.blog.summary",
        "draft.email.greeting",
        "draft.email.month",
        "draft.email.about",
        "draft.email.on",
        "draft.email.preheader",
        "draft.email.closing",
        "draft.heading.short",
        "draft.heading.about",
        "draft.heading.offers",
        "draft.heading.questions",
        "draft.heading.example",
        "draft.heading.people",
        "draft.heading.business",
        "draft.heading.practical",
        "draft.heading.next",
        "draft.heading.worth",
        "draft.heading.read",
        "draft.gap.answer",
        "draft.gap.about",
        "draft.gap.example",
        "draft.gap.quote",
        "draft.gap.question",
        "draft.gap.news",
        "style.opening_quote",
        "style.closing_quote",
        "calendar.day",
    ];
    found.extend(others.map(str::to_owned));
    found
}
