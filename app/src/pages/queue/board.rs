//! The board: what will go out in the next seven days, what will not, and what mends it.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    channel::Channel,
    connection::{ProviderKind, ServerLimits},
    days::{clock_words, day_words},
    post::PostStatus,
    preflight::{DAYS, Flight, Mend, Obstacle, Way, obstacles},
};
use jiff::{Timestamp, ToSpan, civil::Date};
use leptos::prelude::*;
use store::{connections::Standing, posts::Post};

use super::{
    super::{
        here::AtSite,
        refusal::Refusal,
        widgets::{ButtonForm, Icon, glyph},
    },
    words,
};

/// What one day holds.
#[derive(Default)]
struct Day {
    going: usize,
    refused: usize,
    drafts: usize,
}

/// The next seven days of a site.
pub struct Board {
    /// Who carries posts of the site.
    pub providers: BTreeSet<ProviderKind>,
    days: BTreeMap<Date, Day>,
    /// Posts that their networks would refuse, each with its first obstacle.
    refused: Vec<(Post, Obstacle)>,
    /// Drafts that nothing keeps from being scheduled.
    drafts: Vec<Post>,
    /// Posts of channels that nobody carries.
    unconnected: BTreeMap<Channel, usize>,
    /// Posts of channels that are to be connected anew, with the first reason.
    broken: BTreeMap<Channel, (String, usize)>,
}

impl Board {
    /// Reads what is ahead.
    pub async fn of(at: &AtSite) -> Result<Self, Refusal> {
        let store = &at.app().store;
        let today = at.today();
        let first = |day: Date| at.zone.instant(day.at(0, 0, 0, 0));
        let end = first(today.saturating_add(DAYS.days()));
        let posts = store.posts_ahead(at.scope(), (at.here.now, end)).await?;
        let standings = store.standings(at.scope()).await?;
        let mut board = Board {
            providers: standings.iter().map(|it| it.connection.provider).collect(),
            days: (0..DAYS).map(|n| (today.saturating_add(n.days()), Day::default())).collect(),
            refused: Vec::new(),
            drafts: Vec::new(),
            unconnected: BTreeMap::new(),
            broken: BTreeMap::new(),
        };
        for post in posts {
            let standing = standings.iter().find(|it| it.connection.channel == post.channel);
            let way = way(standing, &post);
            let limits = standing.and_then(|it| it.connection.limits.as_ref());
            board.put(at.zone.day(post.publish_at), post, way, limits);
        }
        Ok(board)
    }

    fn put(&mut self, day: Date, post: Post, way: Way<'_>, limits: Option<&ServerLimits>) {
        let flight = Flight {
            placement: post.placement(),
            status: post.status,
            text: &post.text,
            has_picture: post.picture.is_some(),
            held: post.held,
            limits,
            way,
        };
        let met = obstacles(flight).into_iter().next();
        let entry = self.days.entry(day).or_default();
        match met {
            None => entry.going += 1,
            Some(obstacle @ Obstacle::Held) => {
                entry.drafts += 1;
                self.refused.push((post, obstacle));
            }
            Some(obstacle @ Obstacle::Rule(_)) => {
                entry.refused += 1;
                self.refused.push((post, obstacle));
            }
            Some(Obstacle::NotConnected(channel)) => {
                entry.drafts += 1;
                *self.unconnected.entry(channel).or_default() += 1;
            }
            Some(obstacle @ (Obstacle::Broken { channel, .. } | Obstacle::Ending(channel))) => {
                entry.refused += 1;
                let why = || (obstacle.to_string(), 0);
                self.broken.entry(channel).or_insert_with(why).1 += 1;
            }
            Some(Obstacle::NotScheduled) => {
                entry.drafts += 1;
                self.drafts.push(post);
            }
        }
    }

    /// Whether anything is planned in these days.
    pub fn is_empty(&self) -> bool {
        self.days.values().all(|day| day.going + day.refused + day.drafts == 0)
    }

    /// The board as HTML.
    pub fn view(&self, at: &AtSite) -> impl IntoView + use<> {
        let days = self.days.iter().map(|(date, day)| day_view(at, *date, day)).collect_view();
        let refused = self
            .refused
            .iter()
            .map(|(post, obstacle)| refused_view(at, post, obstacle))
            .collect_view();
        let held = !self.refused.is_empty()
            || !self.broken.is_empty()
            || !self.drafts.is_empty()
            || !self.unconnected.is_empty();
        view! {
            <section class="section">
                <h2>"The next seven days"</h2>
                <ol class="board">{days}</ol>
                {held.then(|| view! {
                    <ul class="rows queue">
                        {refused}
                        {broken_view(at, &self.broken)}
                        {drafts_view(at, &self.drafts)}
                        {unconnected_view(at, &self.unconnected)}
                    </ul>
                })}
            </section>
        }
    }
}

/// How a post's channel is connected. What another source publishes has its connections there.
fn way<'a>(standing: Option<&'a Standing>, post: &Post) -> Way<'a> {
    match standing {
        _ if post.mirrored => Way::Open,
        None => Way::Missing,
        Some(Standing { trouble: Some(why), .. }) => Way::Broken(why),
        Some(Standing { ends_at: Some(end), .. }) if *end <= post.publish_at => Way::Ending,
        Some(_) => Way::Open,
    }
}

fn day_view(at: &AtSite, date: Date, day: &Day) -> impl IntoView + use<> {
    let name = if date == at.today() { "Today".to_owned() } else { day_words(date) };
    let going = match day.going {
        0 => "Nothing".to_owned(),
        1 => "1 post".to_owned(),
        many => format!("{many} posts"),
    };
    let refused = (day.refused > 0).then(|| {
        view! {
            <span class="board-refused">
                <Icon name="i-cross" />
                {format!("{} will fail", day.refused)}
            </span>
        }
    });
    let drafts = match day.drafts {
        0 => None,
        1 => Some("1 draft".to_owned()),
        many => Some(format!("{many} drafts")),
    };
    let quiet = (day.going == 0).then_some("board-quiet");
    view! {
        <li>
            <a href=at.path(&format!("/calendar?view=list&month={}", date.strftime("%Y-%m")))>
                <time datetime=date.to_string()>{name}</time>
                <span class=quiet>{going}</span>
                {drafts.map(|drafts| view! { <span class="board-quiet">{drafts}</span> })}
                {refused}
            </a>
        </li>
    }
}

fn refused_view(at: &AtSite, post: &Post, obstacle: &Obstacle) -> impl IntoView + use<> {
    let path = at.path(&format!("/posts/{}", post.id));
    let mend = match obstacle.mend() {
        Mend::Draw => {
            view! { <ButtonForm action=format!("{path}/picture")>"Draw a picture"</ButtonForm> }
                .into_any()
        }
        Mend::Edit | Mend::Delete | Mend::Connect | Mend::Schedule => {
            view! { <a class="button" href=path.clone()>"Open it"</a> }.into_any()
        }
    };
    view! {
        <li>
            {minute(at, post.publish_at)}
            <div class="rows-main">
                <a class="with-icon" href=path>
                    <Icon name=glyph(post.channel) />
                    <strong>{words(post)}</strong>
                </a>
                <span class="bad">{obstacle.to_string()}</span>
            </div>
            {mend}
        </li>
    }
}

fn broken_view(at: &AtSite, broken: &BTreeMap<Channel, (String, usize)>) -> impl IntoView + use<> {
    broken
        .iter()
        .map(|(channel, (why, count))| {
            let posts = match count {
                1 => "1 post cannot go out.".to_owned(),
                many => format!("{many} posts cannot go out."),
            };
            view! {
                <li>
                    <div class="rows-main">
                        <span class="with-icon">
                            <Icon name=glyph(*channel) />
                            <strong class="whole">{channel.name()} " is to be connected anew"</strong>
                        </span>
                        <span class="bad">{why.clone()} " " {posts}</span>
                    </div>
                    <a class="button" href=at.path("/channels")>"Connect it anew"</a>
                </li>
            }
        })
        .collect_view()
}

fn drafts_view(at: &AtSite, drafts: &[Post]) -> impl IntoView + use<> {
    let first = drafts.first()?;
    debug_assert!(drafts.iter().all(|post| post.status == PostStatus::Draft));
    let said = match drafts.len() {
        1 => "1 draft is not scheduled".to_owned(),
        many => format!("{many} drafts are not scheduled"),
    };
    Some(view! {
        <li>
            {minute(at, first.publish_at)}
            <div class="rows-main">
                <strong>{said}</strong>
                <span class="ink-2">"Drafts go nowhere by themselves."</span>
            </div>
            <ButtonForm action=at.path("/schedule") fields=vec![("back", at.path("/queue"))]>"Schedule all drafts"</ButtonForm>
        </li>
    })
}

fn unconnected_view(at: &AtSite, unconnected: &BTreeMap<Channel, usize>) -> impl IntoView + use<> {
    let names: Vec<&str> = unconnected.keys().map(|channel| channel.name()).collect();
    let said = match names.as_slice() {
        [] => return None,
        [one] => format!("{one} is not connected"),
        [first @ .., last] => format!("{} and {last} are not connected", first.join(", ")),
    };
    let drafts = match unconnected.values().sum::<usize>() {
        1 => "1 post stays a draft.".to_owned(),
        many => format!("{many} posts stay drafts."),
    };
    Some(view! {
        <li>
            <div class="rows-main">
                <strong class="whole">{said}</strong>
                <span class="ink-2">{drafts}</span>
            </div>
            <a class="button" href=at.path("/channels")>"Connect channels"</a>
        </li>
    })
}

fn minute(at: &AtSite, instant: Timestamp) -> impl IntoView + use<> {
    let local = at.zone.local(instant);
    view! {
        <time datetime=instant.to_string()>{day_words(local.date())} ", " {clock_words(local.time())}</time>
    }
}
