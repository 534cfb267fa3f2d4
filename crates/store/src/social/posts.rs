//! The posts themselves: made, found, replaced and deleted, each in one change.

use domain::{
    Scope,
    activity::ActivityType,
    channel::Channel,
    id::{ActivityId, MediaId, PostId, SocialAccountId, SocialPostId},
    post::{Placement, PostStatus, PostText},
};
use jiff::Timestamp;

use super::{ENDED, GOING, News, SocialAccount, Standing, accounts, marks};
use crate::{
    Store, StoreError, Tx,
    activities::{Activity, insert as insert_activity},
    error::{instant, word},
    posts::{MadePost, insert_made},
};

/// A post for several accounts, as it is made or replaced.
#[derive(Debug, Clone)]
pub struct NewSocialPost {
    /// Its identifier.
    pub id: SocialPostId,
    /// The activity that holds our posts.
    pub activity: ActivityId,
    /// The program's own id of it.
    pub external_id: Option<String>,
    /// What was sent, as JSON.
    pub asked: String,
    /// Whether it goes nowhere by itself.
    pub draft: bool,
    /// What the activity is called.
    pub title: String,
    /// What it is.
    pub description: String,
    /// Its minute.
    pub publish_at: Timestamp,
    /// One for each account.
    pub parts: Vec<Part>,
}

/// What goes to one account.
#[derive(Debug, Clone)]
pub struct Part {
    /// The account.
    pub account: SocialAccount,
    /// Our post.
    pub post: PostId,
    /// Where it stands on its network.
    pub placement: Placement,
    /// What it says.
    pub text: PostText,
    /// Its picture.
    pub picture: Option<MediaId>,
}

/// A post for several accounts as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SocialPost {
    /// Its identifier.
    pub id: SocialPostId,
    /// The activity that holds our posts.
    pub activity: ActivityId,
    /// The program's own id of it.
    pub external_id: Option<String>,
    /// What was sent, as JSON.
    pub asked: String,
    /// Where it stands.
    pub standing: Standing,
    /// Its minute; that of the first of its posts, when they were moved apart.
    pub publish_at: Timestamp,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was replaced last, or was seen to have ended.
    pub updated_at: Timestamp,
    /// Whom it goes to, in the order in which they were sent.
    pub accounts: Vec<SocialAccountId>,
}

/// Which posts of a site, the newest first. What is empty lets all through.
#[derive(Debug, Clone, Default)]
pub struct Sought {
    /// Standing so.
    pub standings: Vec<Standing>,
    /// For one of these networks.
    pub channels: Vec<Channel>,
    /// For one of these accounts.
    pub accounts: Vec<SocialAccountId>,
    /// With one of these ids of the program's own.
    pub external_ids: Vec<String>,
    /// How many to pass over.
    pub skip: i64,
    /// The most to give.
    pub limit: i64,
}

#[derive(sqlx::FromRow)]
struct SocialPostRow {
    id: String,
    activity_id: String,
    external_id: Option<String>,
    asked: String,
    standing: String,
    publish_at: i64,
    created_at: i64,
    updated_at: i64,
}

impl SocialPostRow {
    fn post(self) -> Result<SocialPost, StoreError> {
        Ok(SocialPost {
            id: word("social_posts", "id", &self.id)?,
            activity: word("social_posts", "activity_id", &self.activity_id)?,
            external_id: self.external_id,
            asked: self.asked,
            standing: word("social_posts", "standing", &self.standing)?,
            publish_at: instant(self.publish_at),
            created_at: instant(self.created_at),
            updated_at: instant(self.updated_at),
            accounts: Vec::new(),
        })
    }
}

/// The posts of a site with where they stand; the present is `$3`.
pub(super) fn standing_posts(clauses: &str) -> String {
    format!(
        "select s.workspace_id, s.site_id, s.id, s.activity_id, s.external_id, s.asked, s.created_at, s.updated_at, s.told,
           (select case
              when count(case when {GOING} then 1 end) > 0 then 'processing'
              when count(case when {ENDED} then 1 end) > 0 and count(case when p.status = 'scheduled' then 1 end) > 0 then 'processing'
              when count(case when {ENDED} then 1 end) > 0 then 'processed'
              when count(case when p.status = 'scheduled' then 1 end) > 0 then 'scheduled'
              when count(p.id) > 0 then 'draft'
              else 'processed' end
            from posts p where p.workspace_id = s.workspace_id and p.site_id = s.site_id and p.activity_id = s.activity_id) as standing,
           coalesce((select min(p.publish_at) from posts p where p.workspace_id = s.workspace_id and p.site_id = s.site_id
             and p.activity_id = s.activity_id), s.created_at) as publish_at
         from social_posts s where s.workspace_id = $1 and s.site_id = $2 {clauses}"
    )
}

const COLUMNS: &str =
    "id, activity_id, external_id, asked, standing, publish_at, created_at, updated_at";

impl Store {
    /// A post for several accounts.
    pub async fn social_post(
        &self,
        scope: Scope,
        id: SocialPostId,
        now: Timestamp,
    ) -> Result<SocialPost, StoreError> {
        let found: Option<SocialPostRow> = row!(
            self.read;
            sqlx::AssertSqlSafe(format!("select {COLUMNS} from ({}) t", standing_posts("and s.id = $4"))),
            scope.workspace.to_string(), scope.site.to_string(), now.as_millisecond(), id.to_string()
        )?;
        let mut posts = vec![found.ok_or(StoreError::NotFound("post"))?.post()?];
        self.fill_accounts(scope, &mut posts).await?;
        posts.pop().ok_or(StoreError::NotFound("post"))
    }

    /// The posts that are sought, and how many there are in all.
    pub async fn social_posts(
        &self,
        scope: Scope,
        sought: &Sought,
        now: Timestamp,
    ) -> Result<(Vec<SocialPost>, i64), StoreError> {
        let (clauses, words) = clauses(sought);
        let standings = listed(&sought.standings);
        let found = standing_posts(&clauses);
        let read = format!(
            "select {COLUMNS} from ({found}) t where $4 = '' or $4 like '%,' || standing || ',%'
             order by created_at desc, id desc limit $5 offset $6"
        );
        let rows: Result<Vec<SocialPostRow>, sqlx::Error> = on!(self.read, db => {
            let query = sqlx::query_as(sqlx::AssertSqlSafe(read));
            let query = query.bind(scope.workspace.to_string()).bind(scope.site.to_string());
            let query = query.bind(now.as_millisecond()).bind(&standings).bind(sought.limit).bind(sought.skip);
            words.iter().fold(query, |query, word| query.bind(word)).fetch_all(db).await
        });
        let mut posts =
            rows?.into_iter().map(SocialPostRow::post).collect::<Result<Vec<_>, StoreError>>()?;
        // The two numbers are named, so that both statements take the same values.
        let count = format!(
            "select count(*) from ({found}) t where ($4 = '' or $4 like '%,' || standing || ',%')
             and cast($5 as bigint) >= 0 and cast($6 as bigint) >= 0"
        );
        let total: Result<Option<(i64,)>, sqlx::Error> = on!(self.read, db => {
            let query = sqlx::query_as(sqlx::AssertSqlSafe(count));
            let query = query.bind(scope.workspace.to_string()).bind(scope.site.to_string());
            let query = query.bind(now.as_millisecond()).bind(&standings).bind(sought.limit).bind(sought.skip);
            words.iter().fold(query, |query, word| query.bind(word)).fetch_optional(db).await
        });
        self.fill_accounts(scope, &mut posts).await?;
        Ok((posts, total?.map_or(0, |(total,)| total)))
    }

    /// Makes a post for several accounts: an activity, and for each account a post that is a
    /// draft or scheduled. Not idempotent: its id decides.
    pub async fn add_social_post(
        &self,
        scope: Scope,
        new: &NewSocialPost,
        news: &[News],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        let activity = Activity {
            id: new.activity,
            kind: ActivityType::SocialMarketing,
            title: new.title.clone(),
            description: new.description.clone(),
            reason: "A program made it, through the Post for Me API.".to_owned(),
            subject: String::new(),
            topic: None,
            event: None,
            starts_at: new.publish_at,
            stories: false,
            edited: true,
        };
        insert_activity(&mut tx, scope, &activity, now).await?;
        exec!(
            tx &mut tx;
            "insert into social_posts (workspace_id, site_id, id, activity_id, external_id, asked, created_at, updated_at, told)
             values ($1, $2, $3, $4, $5, $6, $7, $7, $8)",
            scope.workspace.to_string(), scope.site.to_string(), new.id.to_string(),
            new.activity.to_string(), new.external_id.as_deref(), &new.asked, now.as_millisecond(), false
        )?;
        add_parts(&mut tx, scope, new, now).await?;
        self.tell_programs(&mut tx, scope, news, now).await?;
        tx.commit().await
    }

    /// Replaces a post for several accounts as a whole; its id and when it was made stay.
    /// [`StoreError::TooLate`] once its minute has come or one of its accounts was tried.
    pub async fn replace_social_post(
        &self,
        scope: Scope,
        new: &NewSocialPost,
        news: &[News],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        take_back(&mut tx, scope, new.id, now).await?;
        exec!(
            tx &mut tx;
            "update activities set title = $4, description = $5, starts_at = $6, edited = $7
             where workspace_id = $1 and site_id = $2 and id = $3",
            scope.workspace.to_string(), scope.site.to_string(), new.activity.to_string(),
            &new.title, &new.description, new.publish_at.as_millisecond(), true
        )?;
        exec!(
            tx &mut tx;
            "update social_posts set external_id = $4, asked = $5, updated_at = $6
             where workspace_id = $1 and site_id = $2 and id = $3",
            scope.workspace.to_string(), scope.site.to_string(), new.id.to_string(),
            new.external_id.as_deref(), &new.asked, now.as_millisecond()
        )?;
        add_parts(&mut tx, scope, new, now).await?;
        self.tell_programs(&mut tx, scope, news, now).await?;
        tx.commit().await
    }

    /// Deletes a post for several accounts with its activity. [`StoreError::TooLate`] once its
    /// minute has come or one of its accounts was tried.
    pub async fn delete_social_post(
        &self,
        scope: Scope,
        id: SocialPostId,
        news: &[News],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        let activity = take_back(&mut tx, scope, id, now).await?;
        exec!(
            tx &mut tx;
            "delete from activities where workspace_id = $1 and site_id = $2 and id = $3",
            scope.workspace.to_string(), scope.site.to_string(), activity
        )?;
        self.tell_programs(&mut tx, scope, news, now).await?;
        tx.commit().await
    }

    async fn fill_accounts(
        &self,
        scope: Scope,
        posts: &mut [SocialPost],
    ) -> Result<(), StoreError> {
        if posts.is_empty() {
            return Ok(());
        }
        let sql = format!(
            "select a.social_post_id, a.account_id from social_post_accounts a
             where a.workspace_id = $1 and a.site_id = $2 and a.social_post_id in ({}) order by a.post_id",
            marks(3, posts.len())
        );
        let rows: Result<Vec<(String, String)>, sqlx::Error> = on!(self.read, db => {
            let query = sqlx::query_as(sqlx::AssertSqlSafe(sql));
            let query = query.bind(scope.workspace.to_string()).bind(scope.site.to_string());
            posts.iter().fold(query, |query, post| query.bind(post.id.to_string())).fetch_all(db).await
        });
        for (id, account) in rows? {
            let id: SocialPostId = word("social_post_accounts", "social_post_id", &id)?;
            let account = word("social_post_accounts", "account_id", &account)?;
            if let Some(post) = posts.iter_mut().find(|post| post.id == id) {
                post.accounts.push(account);
            }
        }
        Ok(())
    }
}

/// The clauses of a search, and the words they take from `$7` on.
fn clauses(sought: &Sought) -> (String, Vec<String>) {
    let (mut clauses, mut words) = (String::new(), Vec::new());
    let mut any_of = |column: &str, given: Vec<String>| {
        if !given.is_empty() {
            clauses += &format!(" and {column} in ({}))", marks(7 + words.len(), given.len()));
            words.extend(given);
        }
    };
    let ours = "exists (select 1 from social_post_accounts a where a.workspace_id = s.workspace_id
        and a.site_id = s.site_id and a.social_post_id = s.id and a.account_id";
    let networks = "exists (select 1 from posts p where p.workspace_id = s.workspace_id
        and p.site_id = s.site_id and p.activity_id = s.activity_id and p.channel";
    any_of(ours, sought.accounts.iter().map(SocialAccountId::to_string).collect());
    any_of(networks, sought.channels.iter().map(|channel| channel.code().to_owned()).collect());
    any_of("(s.external_id", sought.external_ids.clone());
    (clauses, words)
}

fn listed(standings: &[Standing]) -> String {
    match standings {
        [] => String::new(),
        some => some.iter().fold(",".to_owned(), |list, one| list + one.code() + ","),
    }
}

/// Takes the posts back that no publisher may have, and gives the activity. Refused when one
/// is left: then a publisher has it, had it, or may take it any moment.
async fn take_back(
    tx: &mut Tx,
    scope: Scope,
    id: SocialPostId,
    now: Timestamp,
) -> Result<String, StoreError> {
    let found: Option<(String,)> = row!(
        tx tx;
        "select activity_id from social_posts where workspace_id = $1 and site_id = $2 and id = $3",
        scope.workspace.to_string(), scope.site.to_string(), id.to_string()
    )?;
    let (activity,) = found.ok_or(StoreError::NotFound("post"))?;
    let taken = exec!(
        tx tx;
        "delete from posts where workspace_id = $1 and site_id = $2 and activity_id = $3
         and (status = 'draft' or (status = 'scheduled' and publish_at > $4))",
        scope.workspace.to_string(), scope.site.to_string(), &activity, now.as_millisecond()
    )?;
    let left: Option<(i64,)> = row!(
        tx tx;
        "select count(*) from posts where workspace_id = $1 and site_id = $2 and activity_id = $3",
        scope.workspace.to_string(), scope.site.to_string(), &activity
    )?;
    if taken == 0 || left.is_some_and(|(count,)| count > 0) {
        return Err(StoreError::TooLate("post"));
    }
    exec!(
        tx tx;
        "delete from social_post_accounts where workspace_id = $1 and site_id = $2 and social_post_id = $3",
        scope.workspace.to_string(), scope.site.to_string(), id.to_string()
    )?;
    Ok(activity)
}

async fn add_parts(
    tx: &mut Tx,
    scope: Scope,
    new: &NewSocialPost,
    now: Timestamp,
) -> Result<(), StoreError> {
    let status = if new.draft { PostStatus::Draft } else { PostStatus::Scheduled };
    for Part { account, post, placement, text, picture } in &new.parts {
        accounts::keep(tx, scope, account).await?;
        let made = MadePost {
            id: *post,
            activity: new.activity,
            placement: *placement,
            text,
            picture: *picture,
            publish_at: new.publish_at,
            status,
            reference: None,
        };
        insert_made(tx, scope, &made, now).await?;
        exec!(
            tx tx;
            "insert into social_post_accounts (workspace_id, site_id, social_post_id, account_id, post_id, told)
             values ($1, $2, $3, $4, $5, $6)",
            scope.workspace.to_string(), scope.site.to_string(), new.id.to_string(),
            account.id.to_string(), post.to_string(), false
        )?;
    }
    Ok(())
}
