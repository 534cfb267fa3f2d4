//! Sets the stage for `cargo xtask bench`: fills the sample site with posts, and says what
//! became of them. Works on the installation that `ALMANAC_DATA` and
//! `ALMANAC_DATABASE_URL` name.
//!
//! `stage month SITE`: 300 posts spread over the present month.
//! `stage plan SITE`: another site in its workspace, with a plan of 60 activities and 300 posts
//! that are yet to come, in the words and pictures of the posts that SITE has; prints its id
//! and a key for it.
//! `stage churn SITE SECONDS`: changes words of SITE ten times a second for so long.
//! `stage due SITE NETWORK COUNT LARGEST SECONDS PACE`: so many posts of a hundred workspaces
//! like that of SITE, due that many seconds from now, sent to an address; the first workspace has
//! LARGEST of them. With a PACE in milliseconds they follow each other.
//! `stage told SITE FROM TO`: how many of those due between two instants are told as published,
//! and how late the earliest and the middle one were sent.
//! `stage claims SITE FEW MANY`: the milliseconds of a claim while few and while many posts wait.

mod bulk;
mod claims;
mod crowd;

use std::{path::PathBuf, process::ExitCode, time::Duration};

use anyhow::{Context, Result, bail};
use bulk::Database;
use crowd::Crowd;
use domain::{
    Scope,
    activity::ActivityType,
    channel::Channel,
    connection::{Connection, ProviderKind},
    id::{ActivityId, ConnectionId, MediaId, PostId, SiteId},
    post::{Placement, PostText},
    site::Site,
    world::World,
};
use jiff::{Timestamp, ToSpan};
use store::{
    Location, SecretKey, Store,
    activities::Activity,
    posts::{NewPost, Post, Which},
    runs::RunKind,
};

/// Connected on the sample site, so that posts for them go out.
const CHANNELS: [Channel; 5] =
    [Channel::Instagram, Channel::Facebook, Channel::LinkedIn, Channel::Threads, Channel::Bluesky];
/// Those of them that the vendor's API knows, and two more.
const VENDORS: [Channel; 5] = [
    Channel::Instagram,
    Channel::Facebook,
    Channel::LinkedIn,
    Channel::Pinterest,
    Channel::GoogleBusiness,
];
const MONTH_POSTS: usize = 300;
const PLAN_ACTIVITIES: usize = 60;
const CAPTION: &str = "We start the ovens at four. By nine the first loaves are on the shelf.";

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let [command, site, rest @ ..] = words.as_slice() else { bail!("name a command and a site") };
    let location = location()?;
    let store = open(&location).await?;
    let database = Database::open(&location).await?;
    let scope = store.scope_of_site(site.parse::<SiteId>()?).await?;
    match (*command, rest) {
        ("month", []) => month(&store, scope).await,
        ("plan", []) => plan(&store, scope).await,
        ("churn", [seconds]) => churn(&store, scope, seconds.parse()?).await,
        ("due", [network, posts, largest, seconds, pace]) => {
            let (posts, largest) = (posts.parse()?, largest.parse()?);
            let (seconds, pace) = (seconds.parse()?, pace.parse()?);
            let crowd = Crowd { network, posts, largest, seconds, pace };
            let at = crowd.lay(&store, scope, &database).await?;
            println!("{}", at.as_millisecond());
            Ok(())
        }
        ("told", [from, to]) => told(&database, from.parse()?, to.parse()?).await,
        ("claims", [few, many]) => {
            let (few, many) = (few.parse()?, many.parse()?);
            let (few, many) = claims::measure(&store, scope, &database, few, many).await?;
            println!("{few} {many}");
            Ok(())
        }
        _ => bail!("there is no such command"),
    }
}

async fn month(store: &Store, scope: Scope) -> Result<()> {
    let utc = Machine.now().to_zoned(jiff::tz::TimeZone::UTC);
    let first = utc.date().first_of_month();
    let count = MONTH_POSTS / CHANNELS.len();
    let activities = (0..count).map(|n| {
        let day = first.saturating_add(i64::try_from(n * 28 / count).unwrap_or_default().days());
        let at = day.at(8 + i8::try_from(n % 9).unwrap_or_default(), 30, 0, 0);
        activity(
            n,
            at.to_zoned(jiff::tz::TimeZone::UTC).map_or(Timestamp::MIN, |at| at.timestamp()),
        )
    });
    lay_plain(store, scope, activities.collect()).await?;
    Ok(())
}

/// Prints the id of the new site and a key for it.
async fn plan(store: &Store, sample: Scope) -> Result<()> {
    let mut written = store.posts(sample, Which::Drafts).await?;
    written.retain(|post| post.picture.is_some());
    anyhow::ensure!(!written.is_empty(), "the sample site has no drafts with a picture");
    let site = Site {
        id: SiteId::mint(&Machine),
        sandbox: format!("{:032x}", Machine.random()),
        name: "Another bakery".into(),
        ..store.site(sample).await?
    };
    let mut tx = store.begin().await?;
    let scope = store.add_site(&mut tx, sample.workspace, &site, &Machine).await?;
    tx.commit().await?;
    let now = Machine.now();
    for channel in VENDORS {
        let account = "rosasbakery".to_owned();
        let (id, provider) = (ConnectionId::mint(&Machine), ProviderKind::Sandbox);
        store
            .connect(scope, &Connection { id, channel, provider, account, limits: None }, None, now)
            .await?;
    }
    // From the day after tomorrow on, so that no midnight changes what there is to see.
    let activities = (0..PLAN_ACTIVITIES).map(|n| {
        let days = jiff::SignedDuration::from_hours(48 + 24 * i64::try_from(n).unwrap_or_default());
        activity(n, now + days)
    });
    let mut taken = 0;
    let ids = lay(store, scope, activities.collect(), VENDORS, |channel| {
        let of_channel: Vec<&Post> =
            written.iter().filter(|post| post.channel == channel).collect();
        let all = if of_channel.is_empty() { written.iter().collect() } else { of_channel };
        taken += 1;
        all.get(taken % all.len()).map_or_else(plain, |post| (post.text.clone(), post.picture))
    })
    .await?;
    let scheduled: Vec<PostId> = ids.into_iter().step_by(3).collect();
    store.schedule_posts(scope, &scheduled).await?;
    let key = store.create_api_key(scope, "Bench", &Machine).await?;
    println!("{} {key}", scope.site);
    Ok(())
}

/// A change here and there, as on an installation with other people.
async fn churn(store: &Store, scope: Scope, seconds: u32) -> Result<()> {
    let activities = store.activities(scope, Timestamp::MIN, Timestamp::MAX).await?;
    let first = activities.first().context("the site has no activities")?;
    let mut beat = tokio::time::interval(Duration::from_millis(100));
    for turn in 0..seconds * 10 {
        beat.tick().await;
        let title = format!("{}, {turn}", first.title);
        store.change_activity(scope, first.id, &title, &first.description).await?;
    }
    Ok(())
}

/// Prints how many are told as published, and how many milliseconds late the earliest and the
/// middle one were sent.
async fn told(database: &Database, from: i64, to: i64) -> Result<()> {
    let lateness = database.lateness(from, to).await?;
    let at = |place: usize| lateness.get(place).copied().unwrap_or_default();
    println!("{} {} {}", lateness.len(), at(0), at(lateness.len() / 2));
    Ok(())
}

fn activity(n: usize, starts_at: Timestamp) -> Activity {
    Activity {
        id: ActivityId::mint(&Machine),
        kind: ActivityType::SocialMarketing,
        title: format!("Sourdough, photograph {n}"),
        description: "From flour to crust, one picture at a time.".into(),
        reason: "“Bread” is one of your topics.".into(),
        subject: "Sourdough".into(),
        topic: None,
        event: None,
        starts_at,
        stories: false,
        edited: false,
    }
}

/// Adds activities with a post for each channel, all with the same words, in the first
/// picture that the plan has.
async fn lay_plain(store: &Store, scope: Scope, activities: Vec<Activity>) -> Result<Vec<PostId>> {
    let picture =
        store.posts(scope, Which::Drafts).await?.into_iter().find_map(|post| post.picture);
    lay(store, scope, activities, CHANNELS, |_| (plain().0, picture)).await
}

/// Adds activities with a post for each channel, beside what the plan has; gives the posts.
async fn lay(
    store: &Store,
    scope: Scope,
    activities: Vec<Activity>,
    channels: [Channel; 5],
    mut content: impl FnMut(Channel) -> (PostText, Option<MediaId>),
) -> Result<Vec<PostId>> {
    let now = Machine.now();
    store.begin_run(scope, RunKind::Plan, 1, now).await?;
    let run =
        store.take_run(scope, now, Duration::from_secs(60)).await?.context("the run was taken")?;
    let today = now.to_zoned(jiff::tz::TimeZone::UTC).date();
    store.replace_plan(scope, run.number, &activities, (today, today), Timestamp::MAX).await?;
    let mut ids = Vec::new();
    for activity in &activities {
        let posts = channels.map(|channel| {
            let (text, picture) = content(channel);
            let id = PostId::mint(&Machine);
            let placement = Placement::post(channel);
            (NewPost { id, placement, text, publish_at: activity.starts_at }, picture)
        });
        let new = posts.clone().map(|(post, _)| post);
        store.add_posts(scope, activity.id, &new, now).await?;
        for (post, picture) in posts {
            if let Some(picture) = picture {
                store.change_picture(scope, post.id, picture).await?;
            }
            ids.push(post.id);
        }
    }
    store.finish_run(scope, &run, None, now).await?;
    Ok(ids)
}

fn plain() -> (PostText, Option<MediaId>) {
    let text = PostText {
        title: None,
        caption: CAPTION.into(),
        link: None,
        alt_text: "A loaf on a wooden board.".into(),
    };
    (text, None)
}

fn location() -> Result<Location> {
    let data = PathBuf::from(std::env::var("ALMANAC_DATA").context("ALMANAC_DATA is not set")?);
    Ok(Location { database_url: std::env::var("ALMANAC_DATABASE_URL").ok(), data, bucket: None })
}

async fn open(location: &Location) -> Result<Store> {
    let hex = std::fs::read_to_string(location.data.join("secret.key"))
        .context("the data has no secret.key")?;
    let bytes = (0..64)
        .step_by(2)
        .map(|at| Ok(u8::from_str_radix(hex.get(at..at + 2).context("secret.key is short")?, 16)?))
        .collect::<Result<Vec<u8>>>()?;
    let key: [u8; 32] = bytes.try_into().ok().context("secret.key is short")?;
    Ok(Store::open(location, SecretKey::new(key)).await?)
}

struct Machine;

impl World for Machine {
    #[expect(clippy::disallowed_methods, reason = "the stage is set beside a running server")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn random(&self) -> u128 {
        let mut bytes = [0; 16];
        // Without chance the ids repeat, and the database refuses the second.
        getrandom::fill(&mut bytes).ok();
        u128::from_be_bytes(bytes)
    }
}
