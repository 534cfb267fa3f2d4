//! Sites: the list, adding one, what we learned about one and correcting it.

use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::Response,
};
use domain::{
    days::Zone,
    id::SiteId,
    names::{country_code, country_name, language_name, language_tag},
    plan::PlanStatus,
    profile::{Fact, FactKind},
    site::{Site, address},
    source::SourceKind,
    text,
};
use leptos::prelude::*;
use serde::Deserialize;
use store::{
    frame::Counts,
    runs::{Run, RunKind},
    sites::StoredProfile,
};

use super::{
    channel::connect_sandbox,
    document::{Head, answer},
    form::{Command, Form, SiteCommand, Typed},
    frame::{Place, framed, short_address},
    here::{AtSite, Here},
    notice::Notice,
    refusal::{InField, Refusal},
    widgets::{ButtonForm, FieldError, Icon, Line, typed_text},
};

/// The longest fact that a person may type.
const FACT_LIMIT: usize = 600;
/// The most facts of one kind.
const FACTS_LIMIT: usize = 60;

/// `GET /sites`
pub async fn list_page(here: Here) -> Result<Response, Response> {
    list(&here).await.map_err(|refusal| refusal.page(&here.app))
}

async fn list(here: &Here) -> Result<Response, Refusal> {
    let store = &here.app.store;
    let sites = store.sites_and_counts(here.member.workspace, here.now).await?;
    let notice = Notice::take(&here.session).await?;
    let workspace = here.member.workspace_name.clone();
    let runs = store.runs(here.member.workspace).await?;
    Ok(answer(&here.app, StatusCode::OK, Head::plain("Your sites"), || {
        let empty = sites.is_empty();
        let cards = sites
            .into_iter()
            .map(|(site, counts)| {
                let run = runs.get(&site.id);
                site_card(site, &counts, run)
            })
            .collect_view();
        view! {
            <main class="lone lone-wide" id="main">
                <div class="row">
                    <p class="brand">"Almanac"</p>
                    <a class="button button-quiet push" href="/status">"Status"</a>
                    <form method="post" action="/sign-out">
                        <button class="button button-quiet">"Sign out"</button>
                    </form>
                </div>
                <header class="page-head">
                    <h1>"Your sites"</h1>
                    <span class="ink-2">{workspace}</span>
                    <div class="actions">
                        <a class="button button-primary" href="/sites/new">
                            <Icon name="i-plus" />
                            "Add a site"
                        </a>
                    </div>
                </header>
                {notice.map(Notice::view)}
                {if empty {
                    view! {
                        <div class="empty">
                            <h2>"No site yet"</h2>
                            <p>"Add the website you want to market. Almanac reads it and plans from there."</p>
                        </div>
                    }
                        .into_any()
                } else {
                    view! { <ul class="cards">{cards}</ul> }.into_any()
                }}
            </main>
        }
    }))
}

/// What stands between a site and its calendar, and the button that goes on from there.
fn before_calendar(counts: &Counts, run: Option<&Run>) -> Option<(String, &'static str)> {
    let begun = run.is_some_and(|run| run.finished_at.is_none());
    let unread = run.and_then(|run| run.failure.clone().filter(|_| run.kind == RunKind::Read));
    match (counts.plan, &counts.failure, unread) {
        (PlanStatus::Generating, ..) => Some(("The plan is being made".to_owned(), "Watch")),
        _ if counts.activities > 0 => None,
        (PlanStatus::Failed, Some(reason), _) => {
            Some((format!("The plan could not be made. {reason}"), "See what to do"))
        }
        (_, _, Some(reason)) => {
            Some((format!("The website could not be read. {reason}"), "See what to do"))
        }
        _ if begun => Some(("The website is being read".to_owned(), "Watch")),
        (PlanStatus::NeverCreated, ..) => Some(("No plan yet".to_owned(), "Make a plan")),
        _ => None,
    }
}

fn site_card(site: Site, counts: &Counts, run: Option<&Run>) -> impl IntoView + use<> {
    let before = before_calendar(counts, run);
    let (page, word) =
        before.as_ref().map_or(("calendar", "Calendar"), |(_, word)| ("plan", *word));
    let path = format!("/sites/{}/{page}", site.id);
    let needs_you = (counts.needs_you > 0).then(|| {
        let words = if counts.needs_you == 1 { " post needs you" } else { " posts need you" };
        view! { <span class="count-bad">{counts.needs_you} {words}</span> }
    });
    let drafts = (counts.drafts > 0).then(|| {
        let words = if counts.drafts == 1 { " draft to schedule" } else { " drafts to schedule" };
        view! { <span>{counts.drafts} {words}</span> }
    });
    let rest = match &before {
        Some((said, _)) => Some(said.clone()),
        None if counts.plan == PlanStatus::Failed => Some("The plan could not be made".to_owned()),
        None if counts.needs_you + counts.drafts == 0 => Some("Nothing waits".to_owned()),
        None => None,
    };
    let name = site.name.clone();
    view! {
        <li class="card site-card">
            <h2>{site.name}</h2>
            <p class="ink-2">{short_address(&site.address)}</p>
            <p class="site-waits">{needs_you} {drafts} {rest.map(|rest| view! { <span>{rest}</span> })}</p>
            <a class="button" href=path>{word} <span class="visually-hidden">": " {name}</span></a>
        </li>
    }
}

/// `GET /sites/new`
pub async fn new_page(here: Here) -> Response {
    new_view(&here, Form::default())
}

/// `POST /sites/new`: adds the site and begins reading it, in one change.
pub async fn add(Command { here, typed }: Command) -> Response {
    match try_add(&here, &typed).await {
        Ok(site) => axum::response::IntoResponse::into_response(axum::response::Redirect::to(
            &format!("/sites/{site}/plan"),
        )),
        Err(refusal) => new_view(&here, Form::refused(typed, refusal)),
    }
}

async fn try_add(here: &Here, typed: &Typed) -> Result<SiteId, Refusal> {
    let app = &here.app;
    let sample = typed.ticked("sample");
    let typed_address = if sample { app.plans.sample_address() } else { typed.text("address") };
    let address =
        address(typed_address).map_err(|error| Refusal::field("address", error.to_string()))?;
    if !sample {
        (app.may_reach)(address.clone()).await.map_err(|why| Refusal::field("address", why))?;
    }
    let zone = match typed.text("time_zone") {
        "" => None,
        name => {
            let zone = Zone::named(name);
            Some(zone.map_err(|error| Refusal::field("time_zone", error.to_string()))?)
        }
    };
    let (fresh, earlier) = added_before(here, address.as_str()).await?;
    if let Some(site) = fresh {
        return Ok(site);
    }
    let world = app.world.as_ref();
    let site = Site {
        // Named, not minted, so that of two clicks at once only one can add it.
        id: SiteId::named(&format!("{}/{address}/{earlier}", here.member.workspace)),
        name: address.host_str().unwrap_or_default().trim_start_matches("www.").to_owned(),
        address: address.into(),
        language: "en".to_owned(),
        country: String::new(),
        time_zone: zone.as_ref().map_or("UTC", Zone::name).to_owned(),
        sandbox: format!("{:032x}", world.random()),
        published: false,
    };
    let mut tx = app.store.begin().await?;
    let added = app.store.add_site(&mut tx, here.member.workspace, &site, world).await;
    let scope = match added {
        Ok(scope) => scope,
        Err(error) => {
            drop(tx);
            let (fresh, _) = added_before(here, &site.address).await?;
            return fresh.ok_or_else(|| error.into());
        }
    };
    if let Some(zone) = zone {
        // As if corrected: what the pages say does not change it.
        let fact = Fact { value: zone.name().to_owned(), ..Fact::default() };
        let facts = Some(vec![fact]);
        app.store.correct_fact_in(&mut tx, scope, FactKind::TimeZone, facts).await?;
    }
    let seed = u64::try_from(world.random() >> 64).unwrap_or_default();
    app.store.begin_run_in(&mut tx, scope, RunKind::Read, seed, here.now).await?;
    tx.commit().await?;
    connect_sandbox(&app.store, scope, &site.name, world).await?;
    Ok(site.id)
}

/// A site of this address that has no plan yet, and how many sites have this address. The
/// first is what a second click gets.
async fn added_before(here: &Here, address: &str) -> Result<(Option<SiteId>, usize), Refusal> {
    let mut same = here.app.store.sites_and_counts(here.member.workspace, here.now).await?;
    same.retain(|(site, _)| site.address == address);
    let fresh = same.iter().find(|(_, counts)| counts.plan == PlanStatus::NeverCreated);
    let fresh = fresh.map(|(site, _)| site.id);
    Ok((fresh, same.len()))
}

fn new_view(here: &Here, form: Form) -> Response {
    answer(&here.app, form.status(), Head::plain("Add a site"), || {
        view! {
            <main class="lone" id="main">
                <p class="brand">"Almanac"</p>
                <h1>"Which website shall we market?"</h1>
                {form.said().map(Notice::view)}
                <form method="post" action="/sites/new" class="stack">
                    <Line
                        form=form.clone()
                        name="address"
                        label="Address of the website"
                        stored=""
                        hint="Almanac reads at most 60 of its public pages, politely, and tells you what it learned."
                        autocomplete="url"
                    />
                    {zone_field(&form)}
                    <button class="button button-primary button-wide">"Read this website"</button>
                </form>
                <form method="post" action="/sites/new" class="section stack">
                    <input r#type="hidden" name="sample" value="on" />
                    <p class="ink-2">"Only looking? Take a made-up bakery in Lisbon and see the whole of it."</p>
                    <button class="button button-wide">"Take the sample site"</button>
                </form>
                <p class="ink-2"><a href="/sites">"Your sites"</a></p>
            </main>
        }
    })
}

/// The time zone of a new site, to choose or to have found out.
fn zone_field(form: &Form) -> impl IntoView + use<> {
    let names = Zone::names();
    let chosen = form.value("time_zone", "");
    let error = form.error("time_zone");
    let option = |name: &String| {
        let place = name.split_once('/').map_or(name.as_str(), |(_, place)| place);
        let words = place.replace('_', " ").replace('/', ": ");
        view! { <option value=name.clone() selected=*name == chosen>{words}</option> }
    };
    let region = |name: &str| name.split('/').next().unwrap_or_default().to_owned();
    let groups = names
        .chunk_by(|one, next| region(one) == region(next))
        .map(|zones| {
            let label = zones.first().map(|name| region(name));
            let options = zones.iter().map(option).collect_view();
            view! { <optgroup label=label>{options}</optgroup> }
        })
        .collect_view();
    view! {
        <div class="field">
            <label for="time_zone">"Time zone"</label>
            <select id="time_zone" name="time_zone" aria-invalid=error.is_some().then_some("true") aria-describedby="time_zone-hint">
                <option value="">"Find out from the website"</option>
                <option value="UTC" selected=chosen == "UTC">"UTC"</option>
                {groups}
            </select>
            <p class="hint" id="time_zone-hint">"Days and times of the plan are those of this zone."</p>
            <FieldError name="time_zone" error />
        </div>
    }
}

/// Which kind of fact is open for correction.
#[derive(Debug, Default, Deserialize)]
pub struct Open {
    #[serde(default)]
    fact: String,
}

/// `GET /sites/{site}`
pub async fn page(at: AtSite, Query(open): Query<Open>) -> Result<Response, Response> {
    view(&at, Form::default(), &open.fact).await.map_err(|refusal| refusal.page(at.app()))
}

/// `POST /sites/{site}/read`: reads the website again; corrections stay.
pub async fn read_again(SiteCommand { at, typed }: SiteCommand) -> Response {
    match at.app().plans.read_site(at.scope()).await {
        Ok(()) => typed.done(&at.here, &at.path("/plan"), "Reading your website again.").await,
        Err(error) => shown_again(&at, Form::refused(typed, error.into()), "").await,
    }
}

/// `POST /sites/{site}/facts/{fact}`: corrects one kind of fact for ever, or takes the
/// correction back.
pub async fn correct(
    Path((_, fact)): Path<(String, String)>,
    SiteCommand { at, typed }: SiteCommand,
) -> Response {
    match try_correct(&at, &fact, typed.text("values"), typed.ticked("reset")).await {
        Ok(kind) => {
            let to = format!("{}#fact-{}", at.path(""), kind.code());
            typed.done(&at.here, &to, "Kept. It stays when the website is read again.").await
        }
        Err(refusal) => shown_again(&at, Form::refused(typed, refusal), &fact).await,
    }
}

async fn try_correct(
    at: &AtSite,
    fact: &str,
    typed: &str,
    reset: bool,
) -> Result<FactKind, Refusal> {
    let kind: FactKind = fact.parse().map_err(|_| Refusal::missing("kind of fact"))?;
    let values = if reset { None } else { Some(facts(kind, typed)?) };
    at.app().store.correct_fact(at.scope(), kind, values).await?;
    Ok(kind)
}

/// Facts as typed: one a line, its detail and what the site says about it after vertical bars.
fn facts(kind: FactKind, typed: &str) -> Result<Vec<Fact>, Refusal> {
    let clean = text::paragraphs("This", typed, FACT_LIMIT * FACTS_LIMIT).in_field("values")?;
    let mut facts = Vec::new();
    for typed in clean.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let mut parts = typed.splitn(3, '|');
        let value = text::line("A line", parts.next().unwrap_or_default(), FACT_LIMIT);
        let value = checked(kind, value.in_field("values")?)?;
        let detail = after_bar(parts.next())?;
        let about = after_bar(parts.next())?;
        facts.push(Fact { value, detail, about, ..Fact::default() });
    }
    let most = if kind.single() { 1 } else { FACTS_LIMIT };
    if facts.len() > most {
        let said =
            format!("{} takes {most} and you typed {}. Remove some.", kind.words(), facts.len());
        return Err(Refusal::field("values", said));
    }
    Ok(facts)
}

/// What follows a bar, when it says anything.
fn after_bar(typed: Option<&str>) -> Result<Option<String>, Refusal> {
    let Some(typed) = typed else { return Ok(None) };
    let said = text::optional_line("What follows a bar", typed, FACT_LIMIT).in_field("values")?;
    Ok((!said.is_empty()).then_some(said))
}

/// Facts that the planner computes with must be what they say.
fn checked(kind: FactKind, value: String) -> Result<String, Refusal> {
    match kind {
        FactKind::TimeZone => Zone::named(&value)
            .map(|zone| zone.name().to_owned())
            .map_err(|error| Refusal::field("values", error.to_string())),
        FactKind::Country => country_code(&value).map(str::to_owned).ok_or_else(|| {
            let said = format!("{value:?} is not a country. Type its name, such as Portugal.");
            Refusal::field("values", said)
        }),
        FactKind::Language => language_tag(&value).ok_or_else(|| {
            let said = format!("{value:?} is not a language. Type its name, such as Portuguese.");
            Refusal::field("values", said)
        }),
        FactKind::Colour if !is_colour(&value) => Err(Refusal::field(
            "values",
            format!("{value:?} is not a colour. Type one such as #b4511f."),
        )),
        FactKind::Picture if !is_address(&value) => Err(Refusal::field(
            "values",
            format!(
                "{value:?} is not the address of a picture. Type one that begins with https://."
            ),
        )),
        _ => Ok(value),
    }
}

fn is_address(value: &str) -> bool {
    url::Url::parse(value).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
}

fn is_colour(value: &str) -> bool {
    value
        .strip_prefix('#')
        .is_some_and(|hex| hex.len() == 6 && hex.bytes().all(|b| b.is_ascii_hexdigit()))
}

async fn shown_again(at: &AtSite, form: Form, open: &str) -> Response {
    view(at, form, open).await.unwrap_or_else(|refusal| refusal.page(at.app()))
}

async fn view(at: &AtSite, form: Form, open: &str) -> Result<Response, Refusal> {
    let stored = at.app().store.profile(at.scope()).await?;
    let run = at.app().store.run(at.scope()).await?;
    let unread = run.filter(|run| run.kind == RunKind::Read).and_then(|run| run.failure);
    let known = FactKind::ALL.iter().any(|kind| !stored.profile.facts(*kind).is_empty());
    let lede = if known {
        "This is what we learned, where, and how sure we are: sure is what your website tells programs, likely is what stands in its text. Correct what is wrong: a correction stays, also when the website is read again."
    } else {
        "Nothing is known yet. Type what matters, or have the website read again: what you typed stays."
    };
    let shown = form.clone();
    let source_name = match at.app().store.source(at.scope()).await?.kind {
        SourceKind::Embedded => "Almanac’s own planner",
        SourceKind::Wix => "Wix",
    };
    framed(at, Place::Site, Head::plain(at.site.name.clone()), &form, || {
        view! {
            <header class="page-head">
                <h1>{at.site.name.clone()}</h1>
                <div class="actions">
                    <ButtonForm action=at.path("/read")>
                        <Icon name="i-refresh" />
                        "Read the website again"
                    </ButtonForm>
                    <a class="button button-primary" href=at.path("/plan")>"Plan"</a>
                </div>
            </header>
            <div class="page-meta">
                <span><a href=at.site.address.clone() rel="noreferrer">{short_address(&at.site.address)}</a></span>
                {read_words(at, &stored)}
                <span>"Plan source: " <a href=at.path("/source")>{source_name}</a></span>
                <span><a href=at.path("/keys")>"Keys and apps for programs"</a></span>
            </div>
            {unread.map(|reason| Notice::bad(&format!("Your website could not be read. {reason}")).view())}
            <p class="lede">{lede}</p>
            <dl class="facts facts-ruled learned">
                {FactKind::ALL.into_iter().map(|kind| fact_view(at, &stored, kind, &shown, open)).collect_view()}
            </dl>
        }
    })
    .await
}

fn read_words(at: &AtSite, stored: &StoredProfile) -> impl IntoView {
    match stored.read_at {
        Some(_) if stored.pages == 0 => view! { <span>"No page could be read"</span> }.into_any(),
        Some(read_at) => {
            let ago = domain::days::span_words(at.here.now.duration_since(read_at).as_secs());
            let pages = if stored.pages == 1 {
                "1 page".to_owned()
            } else {
                format!("{} pages", stored.pages)
            };
            view! { <span>"Read " <strong>{pages}</strong> " " {ago} " ago"</span> }.into_any()
        }
        None => view! { <span>"Not read yet"</span> }.into_any(),
    }
}

fn fact_view(
    at: &AtSite,
    stored: &StoredProfile,
    kind: FactKind,
    form: &Form,
    open: &str,
) -> impl IntoView + use<> {
    let facts = stored.profile.facts(kind);
    let corrected = stored.profile.is_corrected(kind);
    let action = at.path(&format!("/facts/{}", kind.code()));
    let form = form.of(&action);
    let typed = facts.iter().map(|fact| fact_line(kind, fact)).collect::<Vec<_>>().join("\n");
    let (value, error) = (form.value("values", &typed), form.error("values"));
    let list = facts.iter().map(|fact| one_fact(kind, fact)).collect_view();
    let none = facts.is_empty().then(|| view! { <p class="ink-3">{none_words(at, kind)}</p> });
    let id = format!("values-{}", kind.code());
    let hint = if kind.single() {
        "One value."
    } else {
        "One a line. A detail, such as a price, follows a bar, and what you say about it a second one: Rye loaf | €4.50 | Whole rye, dense and dark."
    };
    view! {
        <dt id=format!("fact-{}", kind.code())>{kind.words()}</dt>
        <dd>
            {none}
            {(!facts.is_empty()).then(|| view! { <ul class="fact-list">{list}</ul> })}
            {corrected.then(|| view! { <p class="hint">"Corrected by you"</p> })}
            <details class="disclosure" open=open == kind.code()>
                <summary>"Correct" <span class="visually-hidden">" " {kind.words().to_lowercase()}</span></summary>
                <form method="post" action=action class="stack">
                    <div class="field">
                        <label for=id.clone()>{kind.words()}</label>
                        <textarea id=id name="values" rows=if kind.single() { "1" } else { "6" } aria-invalid=error.is_some().then_some("true")>
                            {typed_text(&value)}
                        </textarea>
                        <p class="hint">{hint}</p>
                        <FieldError name="values" error />
                    </div>
                    <div class="buttons">
                        <button class="button">"Keep"</button>
                        {corrected.then(|| view! {
                            <button class="button button-quiet" name="reset" value="on">"Take what the website says"</button>
                        })}
                    </div>
                </form>
            </details>
        </dd>
    }
}

/// Why there is no fact of a kind.
fn none_words(at: &AtSite, kind: FactKind) -> impl IntoView + use<> {
    match kind {
        FactKind::Keyword => view! {
            "None. Keywords are sought when "
            <a href=at.path("/plan")>"the plan is made with keyword research"</a> "."
        }
        .into_any(),
        _ => "Nothing found".into_any(),
    }
}

/// A fact as it is typed: names where codes are stored, else as it is.
fn fact_line(kind: FactKind, fact: &Fact) -> String {
    let value = match kind {
        FactKind::Country => country_name(&fact.value).to_owned(),
        FactKind::Language => language_name(&fact.value),
        _ => fact.value.clone(),
    };
    let detail = fact.detail.as_deref().unwrap_or_default();
    match (&fact.about, detail) {
        (Some(about), "") => format!("{value} | | {about}"),
        (Some(about), detail) => format!("{value} | {detail} | {about}"),
        (None, "") => value,
        (None, detail) => format!("{value} | {detail}"),
    }
}

fn one_fact(kind: FactKind, fact: &Fact) -> impl IntoView + use<> {
    let source = fact.source.as_ref().map(|source| {
        let path = url::Url::parse(source).map(|url| url.path().to_owned()).unwrap_or_default();
        let words = if path.len() < 2 { "first page".to_owned() } else { path };
        view! { " " <a class="fact-source" href=source.clone() rel="noreferrer">{words}</a> }
    });
    let confidence = fact.confidence.map(|confidence| {
        view! { <span class="fact-confidence">" · " {confidence.words()}</span> }
    });
    let swatch = (kind == FactKind::Colour).then(|| {
        view! {
            <svg class="swatch" viewBox="0 0 16 16" aria-hidden="true">
                <rect width="16" height="16" rx="3" fill=fact.value.clone()></rect>
            </svg>
        }
    });
    let words = fact.value_words(kind);
    let linked = kind == FactKind::Picture && is_address(&fact.value);
    let value = if linked {
        view! { <a href=fact.value.clone() rel="noreferrer">{words}</a> }.into_any()
    } else {
        words.into_any()
    };
    view! {
        <li>
            {swatch}
            {value}
            {fact.detail_words(kind).map(|detail| view! { <span class="ink-2">" · " {detail}</span> })}
            {source}
            {confidence}
            {fact.about.clone().map(|about| view! { <br /> <span class="ink-2">{about}</span> })}
        </li>
    }
}
