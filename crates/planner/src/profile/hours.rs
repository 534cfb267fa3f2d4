//! When the doors are open.

use std::sync::LazyLock;

use domain::profile::{Confidence, FactKind};
use regex::Regex;

use super::{
    Site,
    blocks::{Block, Kind},
    doc::Doc,
    findings::Findings,
    identity::is_business,
    region::Region,
    structured::Thing,
    text::words,
};

const DAYS: &str = r"(?i:monday|tuesday|wednesday|thursday|friday|saturday|sunday|weekday|weekend|daily|every day|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|täglich|werktags|wochentags|segunda|terça|quarta|quinta|sexta|sábado|domingo|todos os dias|diariamente|todos los días|a diario|tous les jours|tutti i giorni|lunes|martes|miércoles|jueves|viernes|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica|dagelijks|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|måndag|tisdag|onsdag|torsdag|fredag|lördag|söndag|poniedziałe?k|poniedziałku|wtorek|wtorku|środa|środy|środę|czwartek|czwartku|piątek|piątku|sobota|soboty|sobotę|niedziela|niedzieli|niedzielę|codziennie)s?\b|\b(?:Mon|Tues?|Wed|Thurs?|Thu|Fri|Sat|Sun|Mo|Di|Mi|Do|Fr|Sa|So|Tu|We|Th|Su|Seg|Ter|Qua|Qui|Sex|Sáb|Dom|Lun|Mar|Mié|Jue|Vie|Ma|Wo|Vr|Za|Zo|[Pp]on|[Ww]t|[Śś]r|[Cc]zw|[Pp]t|[Ss]ob|[Nn]iedz)\b|[月火水木金土日]曜|平日|毎日";
const TIME: &str =
    r"\b\d{1,2}(?:[:.h]\d{2}(?: ?(?:am|pm|Uhr|h))?| ?(?:am|pm|a\.m\.|p\.m\.|Uhr|h)\b)";
const CLOSED: &str = r"(?i)\b(?:closed|geschlossen|ruhetag|fechado|encerrado|cerrado|fermé|chius[oaie]|gesloten|stängt|lukket|zamknięt[eya]|nieczynne|geschl\.)\b|定休|休業日";

static DAY: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(DAYS).ok());
static SPAN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let end = format!(r"{TIME}|\b\d{{1,2}}\b");
    Regex::new(&format!(
        r"(?:{TIME}|\b\d{{1,2}}) ?(?:[-–—~〜～]|to|until|bis|às|as|a|à|e|até|tot|till|alle|ore|do|y) ?(?:{end})|{CLOSED}"
    ))
    .ok()
});

static TIMES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(&format!(r"{TIME} ?(?:[-–—]|to|bis|às|a|à|até|tot|alle|do) ?(?:{TIME})")).ok()
});
static CLOSES: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(CLOSED).ok());

/// Longest line that opening hours are looked for inside, in characters.
const LONGEST_WITH_HOURS: usize = 400;

/// Finds opening hours, described ones before written ones.
pub(super) fn find(site: &Site<'_>, findings: &mut Findings) {
    for (doc, hours) in site.docs.iter().map(|doc| (doc, described(doc))) {
        for hours in hours {
            findings.judge(Confidence::High).add(FactKind::OpeningHours, &hours, None, &doc.url);
        }
    }
    if !findings.of(FactKind::OpeningHours).is_empty() {
        return;
    }
    for doc in site.docs {
        let hours = written(doc);
        for line in &hours {
            findings.judge(Confidence::Medium).add(FactKind::OpeningHours, line, None, &doc.url);
        }
        if !hours.is_empty() {
            return;
        }
    }
}

fn described(doc: &Doc) -> Vec<String> {
    let businesses = doc.things.iter().filter(|thing| is_business(thing));
    businesses
        .flat_map(|thing| {
            let spans = thing.inner("openingHoursSpecification");
            let spans = spans.iter().filter_map(span).collect::<Vec<_>>();
            if spans.is_empty() { thing.texts("openingHours") } else { spans }
        })
        .collect()
}

fn span(span: &Thing) -> Option<String> {
    let days: Vec<String> = span
        .texts("dayOfWeek")
        .iter()
        .map(|day| day.rsplit('/').next().unwrap_or(day).to_owned())
        .collect();
    let (opens, closes) = (span.text("opens")?, span.text("closes")?);
    (opens != closes && !days.is_empty()).then(|| format!("{} {opens}–{closes}", days.join(", ")))
}

fn written(doc: &Doc) -> Vec<String> {
    let said = |block: &&Block| !matches!(block.region, Region::Junk | Region::Nav | Region::Quote);
    let blocks: Vec<&Block> = doc.blocks.iter().filter(said).collect();
    let mut hours = Vec::new();
    for (at, block) in blocks.iter().enumerate() {
        for line in lines(block) {
            if is_hours(&line) {
                hours.push(line);
            } else if let Some(clause) = clause(&line) {
                hours.push(clause);
            } else if is_closed_label(&line) {
                let next = blocks.get(at + 1).map(|next| next.text());
                let days = next.filter(|next| is_days_only(next));
                hours.extend(days.map(|days| format!("{line} {days}")));
            } else if is_days_only(&line) {
                let next = blocks.get(at + 1).map(|next| next.text());
                let both = next.filter(|next| is_span(next)).map(|next| format!("{line} {next}"));
                hours.extend(both.filter(|both| is_hours(both)));
            }
        }
    }
    hours
}

fn lines(block: &Block) -> Vec<String> {
    if block.kind == Kind::Row { vec![block.text()] } else { block.lines.clone() }
}

/// The part of a longer line that says when: *Ring us, Monday to Friday from 9h to 12h.*
fn clause(line: &str) -> Option<String> {
    if line.chars().count() > LONGEST_WITH_HOURS || !is_span_in(line) {
        return None;
    }
    let day = DAY.as_ref()?.find(line)?.start();
    let begin = line[..day].rfind([',', '.', ';', '·', '|', '(']).map_or(0, |at| at + 1);
    let begin = line[..day].rfind(" - ").map_or(begin, |at| begin.max(at + 3));
    let rest = line.get(begin..)?;
    let dot = rest.match_indices(['.', ';', '·', '|', ')']).find(|(at, mark)| {
        let after = rest[at + mark.len()..].chars().next();
        *mark != "." || after.is_none_or(char::is_whitespace)
    });
    let clause = rest[..dot.map_or(rest.len(), |(at, _)| at)].trim();
    is_hours(clause).then(|| clause.to_owned())
}

fn is_span_in(line: &str) -> bool {
    TIMES.as_ref().is_some_and(|times| times.is_match(line))
}

/// A label that says *closed* and leaves to the next words when.
fn is_closed_label(line: &str) -> bool {
    let closed = CLOSES.as_ref().is_some_and(|closed| closed.is_match(line));
    closed && words(line).len() <= 2 && DAY.as_ref().is_some_and(|day| !day.is_match(line))
}

/// A short line that begins with days and holds a span of time, or that they are closed.
fn is_hours(line: &str) -> bool {
    let early = |at: usize| words(&line[..at]).len() <= 3;
    let day = DAY.as_ref().and_then(|day| day.find(line)).is_some_and(|day| early(day.start()));
    day && is_span(line) && words(line).len() <= 20
}

fn is_span(line: &str) -> bool {
    line.chars().count() <= 100 && SPAN.as_ref().is_some_and(|span| span.is_match(line))
}

fn is_days_only(line: &str) -> bool {
    words(line).len() <= 5 && DAY.as_ref().is_some_and(|day| day.is_match(line))
}
