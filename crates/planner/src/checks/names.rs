//! Names of people, places and brands that nobody told us.
//!
//! **Found:** words with a large letter in the middle of a sentence that stand nowhere in the
//! profile, the settings and the activity, runs of them as one; in German, where every noun has
//! one, what follows a title (*Frau*, *Herr*, *Dr.*), and two unknown ones in a row unless the
//! first measures or dates the second (*Tasse Kaffee*, *Montag Abend*).
//!
//! **Not found:** a name of one word at the beginning of a sentence, names in titles where most
//! words are large, in hashtags, in small letters, and in scripts without large letters.

use std::ops::Range;

use super::{known::Known, months::is_month, overlap, words};

/// Words with a large letter that are no names of anybody: days, feasts, languages, services,
/// and what languages always write large.
const COMMON: &str = " i i'm i’m i'll i’ll i'd i’d i've i’ve ok okay tv diy faq dm dms ps nb vip pdf qr usb diy bbq asap eur usd gbp am pm u.s. uk us eu usa \
    monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun \
    montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag \
    christmas xmas easter advent halloween valentine valentine's valentine’s new year year's year’s eve boxing black friday thanksgiving hanukkah ramadan eid diwali carnival \
    weihnachten ostern pfingsten silvester neujahr nikolaus noël pâques toussaint saint nouvel navidad pascua reyes año nuevo natale pasqua epifania capodanno ferragosto natal páscoa carnaval kerst kerstmis pasen sinterklaas koningsdag \
    english german french spanish italian portuguese dutch european british american mediterranean mexican japanese chinese indian thai greek turkish \
    god earth internet web wifi wi-fi google facebook instagram linkedin pinterest tiktok threads bluesky mastodon whatsapp youtube x \
    mother's mother’s father's father’s day mum mom dad sie ihr ihnen ihre ihrem ihren ihres ihrer du dich dir dein deine deinem deinen deines deiner euch euer eure euren eurem u uw usted ustedes lei suo sua suoi sue voi ";

/// In German: what measures or dates the noun behind it.
const MEASURES: &str = " kilo gramm liter tasse tassen glas gläser stück scheibe scheiben flasche flaschen dose packung portion teller schale kanne handvoll prise menge art sorte paar meter zentimeter euro prozent uhr tag tage woche wochen monat monate jahr jahre stunde stunden minute minuten montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag anfang mitte ende rund ";

/// In German: what a name follows.
const TITLES: &str = " herr herrn frau dr prof professor professorin familie ";

/// Where unknown names stand, outside of what `taken` names.
pub(super) fn unknown(text: &str, known: &Known, taken: &[Range<usize>]) -> Vec<Range<usize>> {
    let german = known.language() == "de";
    let mut found = Vec::new();
    for line in lines(text) {
        let words: Vec<Range<usize>> = words(&text[line.clone()])
            .into_iter()
            .map(|(at, _)| line.start + at.start..line.start + at.end)
            .collect();
        if !german && in_title_case(text, &words) {
            continue;
        }
        for run in runs(text, &words) {
            let free: Vec<Range<usize>> = run
                .into_iter()
                .filter(|at| !taken.iter().any(|it| overlap(it, at)))
                .filter(|at| !text[..at.start].ends_with(['#', '@']))
                .collect();
            let named =
                if german { german_name(text, &free, known) } else { name(text, &free, known) };
            found.extend(named);
        }
    }
    found
}

/// The lines of a text and where they stand.
fn lines(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    text.split('\n').map(move |line| {
        let at = start..start + line.len();
        start += line.len() + 1;
        at
    })
}

/// Whether most longer words of a line are large, as in English headlines.
fn in_title_case(text: &str, words: &[Range<usize>]) -> bool {
    let long: Vec<&str> =
        words.iter().map(|at| &text[at.clone()]).filter(|it| it.len() > 3).collect();
    let large = long.iter().filter(|word| word.starts_with(char::is_uppercase)).count();
    long.len() > 3 && large * 10 >= long.len() * 7
}

/// Words with a large letter that stand beside each other, without the one that begins a
/// sentence.
fn runs(text: &str, words: &[Range<usize>]) -> Vec<Vec<Range<usize>>> {
    let mut runs: Vec<Vec<Range<usize>>> = Vec::new();
    let mut before: Option<&Range<usize>> = None;
    for at in words {
        let word = &text[at.clone()];
        let between = before.map_or("", |before| &text[before.end..at.start]);
        let begins =
            before.is_none() || (!between.trim().is_empty() && !between.trim().chars().all(joins));
        let large = word.chars().next().is_some_and(char::is_uppercase);
        let beside =
            between.chars().all(|c| c == ' ' || c == '-' || c == '.') && !between.contains(". ");
        let goes_on = runs.last().and_then(|run| run.last()) == before && before.is_some();
        if large && !begins {
            match runs.last_mut().filter(|_| beside && goes_on) {
                Some(run) => run.push(at.clone()),
                None => runs.push(vec![at.clone()]),
            }
        }
        before = Some(at);
    }
    runs
}

/// Signs between words that do not end a sentence.
fn joins(c: char) -> bool {
    matches!(c, ',' | ';' | '-' | '&' | '/' | '+' | '\'' | '’')
}

/// From the first unknown word of a run to its last.
fn name(text: &str, run: &[Range<usize>], known: &Known) -> Option<Range<usize>> {
    let odd = |at: &&Range<usize>| {
        let word = &text[(*at).clone()];
        let shouted = word.chars().count() > 1 && word.chars().all(|c| !c.is_lowercase());
        !shouted && word.chars().count() > 1 && !is_common(word) && !known.says(word)
    };
    let first = run.iter().find(odd)?;
    let last = run.iter().rev().find(odd)?;
    Some(first.start..last.end)
}

fn german_name(text: &str, run: &[Range<usize>], known: &Known) -> Option<Range<usize>> {
    let (first, last) = (run.first()?, run.last()?);
    let listed = |at: &Range<usize>, list: &str| {
        list.contains(&format!(" {} ", text[at.clone()].to_lowercase()))
    };
    let before = text[..first.start].trim_end_matches([' ', '.']).rsplit(' ').next();
    let titled = before.is_some_and(|word| TITLES.contains(&format!(" {} ", word.to_lowercase())));
    if titled || listed(first, TITLES) {
        return name(
            text,
            run.strip_prefix(std::slice::from_ref(first)).filter(|_| !titled).unwrap_or(run),
            known,
        );
    }
    let unknown = run.iter().all(|at| name(text, std::slice::from_ref(at), known).is_some());
    (run.len() > 1 && unknown && !listed(first, MEASURES)).then_some(first.start..last.end)
}

fn is_common(word: &str) -> bool {
    COMMON.contains(&format!(" {} ", word.to_lowercase())) || is_month(word)
}
