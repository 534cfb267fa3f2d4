//! The board: what will go out in the next seven days, what will not, and what mends it.

use std::collections::BTreeMap;

use domain::{
    channel::Channel,
    days::{clock_words, day_words},
    post::PostStatus,
    preflight::{DAYS, Flight, Mend, Obstacle, obstacles},
};
use jiff::{Timestamp, ToSpan, civil::Date};
use leptos::prelude::*;
use store::posts::Post;

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
    held: usize,
}

/// The next seven days of a site.
pub struct Board {
    days: BTreeMap<Date, Day>,
    /// Posts that their networks would refuse, each with its first obstacle.
    refused: Vec<(Post, Obstacle)>,
    /// Drafts that nothing keeps from being scheduled.
    drafts: Vec<Post>,
    /// Posts of channels that nobody carries.
    unconnected: BTreeMap<Channel, usize>,
}

impl Board {
    /// Reads what is ahead.
    pub async fn of(at: &AtSite) -> Result<Self, Refusal> {
        let store = &at.app().store;
        let today = at.today();
        let first = |day: Date| at.zone.instant(day.at(0, 0, 0, 0));
        let end = first(today.saturating_add(DAYS.days()));
        let posts = store.posts_ahead(at.scope(), (at.here.now, end)).await?;
        let connections = store.connections(at.scope()).await?;
        let connected = |channel| connections.iter().any(|one| one.channel == channel);
        let mut board = Board {
            days: (0..DAYS).map(|n| (today.saturating_add(n.days()), Day::default())).collect(),
            refused: Vec::new(),
            drafts: Vec::new(),
            unconnected: BTreeMap::new(),
        };
        for post in posts {
            // What another source publishes has its connections there.
            let connected = post.mirrored || connected(post.channel);
            board.put(at.zone.day(post.publish_at), post, connected);
        }
        Ok(board)
    }

    fn put(&mut self, day: Date, post: Post, connected: bool) {
        let flight = Flight {
            placement: post.placement(),
            status: post.status,
            text: &post.text,
            has_picture: post.picture.is_some(),
            connected,
        };
        let met = obstacles(flight).into_iter().next();
        let entry = self.days.entry(day).or_default();
        match met {
            None => entry.going += 1,
            Some(_) => entry.held += 1,
        }
        match met {
            None => {}
            Some(Obstacle::NotConnected(channel)) => {
                *self.unconnected.entry(channel).or_default() += 1;
            }
            Some(Obstacle::NotScheduled) => self.drafts.push(post),
            Some(obstacle @ Obstacle::Rule(_)) => self.refused.push((post, obstacle)),
        }
    }

    /// Whether anything is planned in these days.
    pub fn is_empty(&self) -> bool {
        self.days.values().all(|day| day.going + day.held == 0)
    }

    /// The board as HTML.
    pub fn view(&self, at: &AtSite) -> impl IntoView + use<> {
        let days = self.days.iter().map(|(date, day)| day_view(at, *date, day)).collect_view();
        let refused = self
            .refused
            .iter()
            .map(|(post, obstacle)| refused_view(at, post, obstacle))
            .collect_view();
        let held =
            !self.refused.is_empty() || !self.drafts.is_empty() || !self.unconnected.is_empty();
        view! {
            <section class="section">
                <h2>"The next seven days"</h2>
                <ol class="board">{days}</ol>
                {held.then(|| view! {
                    <ul class="rows queue">
                        {refused}
                        {drafts_view(at, &self.drafts)}
                        {unconnected_view(at, &self.unconnected)}
                    </ul>
                })}
            </section>
        }
    }
}

fn day_view(at: &AtSite, date: Date, day: &Day) -> impl IntoView + use<> {
    let name = if date == at.today() { "Today".to_owned() } else { day_words(date) };
    let going = match day.going {
        0 => "Nothing".to_owned(),
        1 => "1 post".to_owned(),
        many => format!("{many} posts"),
    };
    let held = (day.held > 0).then(|| {
        view! {
            <span class="board-held">
                <Icon name="i-cross" />
                {format!("{} held", day.held)}
            </span>
        }
    });
    let quiet = (day.going == 0).then_some("board-quiet");
    view! {
        <li>
            <a href=at.path(&format!("/calendar?view=list&month={}", date.strftime("%Y-%m")))>
                <time datetime=date.to_string()>{name}</time>
                <span class=quiet>{going}</span>
                {held}
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
    unconnected
        .iter()
        .map(|(channel, count)| {
            let said = match count {
                1 => "1 post stays a draft".to_owned(),
                many => format!("{many} posts stay drafts"),
            };
            view! {
                <li>
                    <Icon name=glyph(*channel) />
                    <div class="rows-main">
                        <strong>{channel.name()} " is not connected"</strong>
                        <span class="ink-2">{said}</span>
                    </div>
                    <a class="button" href=at.path("/channels")>"Connect " {channel.name()}</a>
                </li>
            }
        })
        .collect_view()
}

fn minute(at: &AtSite, instant: Timestamp) -> impl IntoView + use<> {
    let local = at.zone.local(instant);
    view! {
        <time datetime=instant.to_string()>{day_words(local.date())} ", " {clock_words(local.time())}</time>
    }
}
