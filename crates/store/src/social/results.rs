//! What became of posts, account by account.

use domain::{
    Scope,
    channel::Channel,
    id::{PostId, SocialAccountId, SocialPostId},
    post::PostStatus,
};
use jiff::Timestamp;

use super::{ENDED, marks};
use crate::{
    Store, StoreError,
    error::{instant, word},
};

/// What became of a post for one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SocialResult {
    /// Our post, which names the result.
    pub post: PostId,
    /// The post for several accounts.
    pub social_post: SocialPostId,
    /// The account.
    pub account: SocialAccountId,
    /// The network.
    pub channel: Channel,
    /// How it ended.
    pub status: PostStatus,
    /// The network's own id of it.
    pub reference: Option<String>,
    /// Where it can be seen.
    pub link: Option<String>,
    /// Why it is not there, or may not be.
    pub failure: Option<String>,
    /// Its minute.
    pub publish_at: Timestamp,
    /// How often it was tried.
    pub attempts: i64,
    /// What was sent of the whole post, as JSON.
    pub asked: String,
}

#[derive(sqlx::FromRow)]
struct ResultRow {
    post_id: String,
    social_post_id: String,
    account_id: String,
    channel: String,
    status: String,
    reference: Option<String>,
    live_link: Option<String>,
    failure: Option<String>,
    publish_at: i64,
    attempt: i64,
    asked: String,
}

impl ResultRow {
    fn result(self) -> Result<SocialResult, StoreError> {
        Ok(SocialResult {
            post: word("social_post_accounts", "post_id", &self.post_id)?,
            social_post: word("social_post_accounts", "social_post_id", &self.social_post_id)?,
            account: word("social_post_accounts", "account_id", &self.account_id)?,
            channel: word("posts", "channel", &self.channel)?,
            status: word("posts", "status", &self.status)?,
            reference: self.reference,
            link: self.live_link,
            failure: self.failure,
            publish_at: instant(self.publish_at),
            attempts: self.attempt,
            asked: self.asked,
        })
    }
}

const COLUMNS: &str =
    "a.post_id, a.social_post_id, a.account_id, p.channel, p.status, p.reference, p.live_link,
    p.failure, p.publish_at, p.attempt, s.asked";

const TABLES: &str = "social_post_accounts a
    join social_posts s on s.workspace_id = a.workspace_id and s.site_id = a.site_id and s.id = a.social_post_id
    join posts p on p.workspace_id = a.workspace_id and p.site_id = a.site_id and p.id = a.post_id";

impl Store {
    /// The results of a site that are known, those of the newest post first, and how many there
    /// are in all. What is empty lets all through.
    pub async fn social_results(
        &self,
        scope: Scope,
        (posts, accounts, channels): (&[SocialPostId], &[SocialAccountId], &[Channel]),
        (skip, limit): (i64, i64),
    ) -> Result<(Vec<SocialResult>, i64), StoreError> {
        let mut words: Vec<String> = Vec::new();
        let mut clauses = String::new();
        let mut any_of = |column: &str, given: Vec<String>| {
            if !given.is_empty() {
                clauses += &format!(" and {column} in ({})", marks(5 + words.len(), given.len()));
                words.extend(given);
            }
        };
        any_of("a.social_post_id", posts.iter().map(SocialPostId::to_string).collect());
        any_of("a.account_id", accounts.iter().map(SocialAccountId::to_string).collect());
        any_of("p.channel", channels.iter().map(|channel| channel.code().to_owned()).collect());
        let from = format!(
            "from {TABLES} where a.workspace_id = $1 and a.site_id = $2 and {ENDED} {clauses}"
        );
        let read = format!(
            "select {COLUMNS} {from} order by s.created_at desc, a.post_id desc limit $3 offset $4"
        );
        let rows: Result<Vec<ResultRow>, sqlx::Error> = on!(self.read, db => {
            let query = sqlx::query_as(sqlx::AssertSqlSafe(read));
            let query = query.bind(scope.workspace.to_string()).bind(scope.site.to_string());
            let query = query.bind(limit).bind(skip);
            words.iter().fold(query, |query, word| query.bind(word)).fetch_all(db).await
        });
        let results = rows?.into_iter().map(ResultRow::result).collect::<Result<Vec<_>, _>>()?;
        // The two numbers are named, so that both statements take the same values.
        let count = format!(
            "select count(*) {from} and cast($3 as bigint) >= 0 and cast($4 as bigint) >= 0"
        );
        let total: Result<Option<(i64,)>, sqlx::Error> = on!(self.read, db => {
            let query = sqlx::query_as(sqlx::AssertSqlSafe(count));
            let query = query.bind(scope.workspace.to_string()).bind(scope.site.to_string());
            let query = query.bind(limit).bind(skip);
            words.iter().fold(query, |query, word| query.bind(word)).fetch_optional(db).await
        });
        Ok((results, total?.map_or(0, |(total,)| total)))
    }

    /// The result that our post names, once it is known.
    pub async fn social_result(
        &self,
        scope: Scope,
        post: PostId,
    ) -> Result<SocialResult, StoreError> {
        let found: Option<ResultRow> = row!(
            self.read;
            sqlx::AssertSqlSafe(format!(
                "select {COLUMNS} from {TABLES} where a.workspace_id = $1 and a.site_id = $2 and a.post_id = $3 and {ENDED}"
            )),
            scope.workspace.to_string(), scope.site.to_string(), post.to_string()
        )?;
        found.ok_or(StoreError::NotFound("result"))?.result()
    }
}
