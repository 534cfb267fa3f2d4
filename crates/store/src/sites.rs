//! Sites, what we learned about them, and what their marketer wants.

use std::collections::BTreeMap;

use domain::{
    Scope,
    id::{SiteId, WorkspaceId},
    profile::{Fact, FactKind, SiteProfile},
    settings::SavedSettings,
    site::Site,
    world::World,
};
use jiff::Timestamp;

use crate::{
    Store, StoreError, Tx,
    error::{instant, json, to_json, word},
};

const COLUMNS: &str = "id, address, name, language, country, time_zone, sandbox, published";

#[derive(sqlx::FromRow)]
pub(crate) struct SiteRow {
    id: String,
    address: String,
    name: String,
    language: String,
    country: String,
    time_zone: String,
    sandbox: String,
    published: bool,
}

impl SiteRow {
    pub(crate) fn site(self) -> Result<Site, StoreError> {
        Ok(Site {
            id: word("sites", "id", &self.id)?,
            address: self.address,
            name: self.name,
            language: self.language,
            country: self.country,
            time_zone: self.time_zone,
            sandbox: self.sandbox,
            published: self.published,
        })
    }
}

/// What was read from a site, and when.
#[derive(Debug, Clone)]
pub struct StoredProfile {
    /// The facts.
    pub profile: SiteProfile,
    /// How many pages they came from.
    pub pages: i64,
    /// When the site was last read; `None` when it never was.
    pub read_at: Option<Timestamp>,
    /// Grows with each reading and each correction.
    pub version: i64,
}

impl Store {
    /// Adds a site to a workspace, with an empty profile and no settings saved, in the
    /// caller's change.
    pub async fn add_site(
        &self,
        tx: &mut Tx,
        workspace: WorkspaceId,
        site: &Site,
        world: &dyn World,
    ) -> Result<Scope, StoreError> {
        let now = world.now().as_millisecond();
        let (workspace_key, id) = (workspace.to_string(), site.id.to_string());
        exec!(
            tx tx;
            "insert into sites (workspace_id, id, address, name, language, country, time_zone, sandbox, sandbox_mode, published, created_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, 'accepting', $9, $10)",
            &workspace_key, &id, &site.address, &site.name, &site.language, &site.country,
            &site.time_zone, &site.sandbox, site.published, now
        )?;
        exec!(
            tx tx;
            "insert into profiles (workspace_id, site_id, read, corrected, pages) values ($1, $2, '{}', '{}', 0)",
            &workspace_key, &id
        )?;
        exec!(
            tx tx;
            "insert into settings (workspace_id, site_id, settings, updated_at) values ($1, $2, $3, $4)",
            &workspace_key, &id, to_json(&SavedSettings::default()), now
        )?;
        exec!(
            tx tx;
            "insert into plans (workspace_id, site_id, status) values ($1, $2, 'NEVER_CREATED')",
            &workspace_key, &id
        )?;
        Ok(Scope { workspace, site: site.id })
    }

    /// A site of a workspace.
    pub async fn site(&self, scope: Scope) -> Result<Site, StoreError> {
        let found: Option<SiteRow> = row!(
            self.read;
            sqlx::AssertSqlSafe(format!("select {COLUMNS} from sites where workspace_id = $1 and id = $2")),
            scope.workspace.to_string(), scope.site.to_string()
        )?;
        found.ok_or(StoreError::NotFound("site"))?.site()
    }

    /// The site whose public sandbox page has that word in its address. A named exception
    /// to the rule of scopes: the word is the permission.
    pub async fn site_of_sandbox(&self, sandbox: &str) -> Result<(Scope, Site), StoreError> {
        #[derive(sqlx::FromRow)]
        struct Found {
            workspace_id: String,
            #[sqlx(flatten)]
            site: SiteRow,
        }
        let found: Option<Found> = row!(
            self.read;
            sqlx::AssertSqlSafe(format!("select workspace_id, {COLUMNS} from sites where sandbox = $1")),
            sandbox
        )?;
        let found = found.ok_or(StoreError::NotFound("sandbox page"))?;
        let site = found.site.site()?;
        Ok((
            Scope { workspace: word("sites", "workspace_id", &found.workspace_id)?, site: site.id },
            site,
        ))
    }

    /// The workspace of a site. A named exception to the rule of scopes, for the operator's
    /// command line only.
    pub async fn scope_of_site(&self, site: SiteId) -> Result<Scope, StoreError> {
        let found: Option<(String,)> =
            row!(self.read; "select workspace_id from sites where id = $1", site.to_string())?;
        let (workspace,) = found.ok_or(StoreError::NotFound("site"))?;
        Ok(Scope { workspace: word("sites", "workspace_id", &workspace)?, site })
    }

    /// What is known about a site.
    pub async fn profile(&self, scope: Scope) -> Result<StoredProfile, StoreError> {
        let found: Option<(String, String, i64, Option<i64>, i64)> = row!(
            self.read;
            "select read, corrected, pages, read_at, version from profiles where workspace_id = $1 and site_id = $2",
            scope.workspace.to_string(), scope.site.to_string()
        )?;
        let (read, corrected, pages, read_at, version) =
            found.ok_or(StoreError::NotFound("site"))?;
        Ok(StoredProfile {
            profile: SiteProfile {
                read: json("profiles", "read", &read)?,
                corrected: json("profiles", "corrected", &corrected)?,
            },
            pages,
            read_at: read_at.map(instant),
            version,
        })
    }

    /// Keeps what was read from a site; corrections stay. The site's own columns follow the
    /// facts that hold.
    pub async fn keep_reading(
        &self,
        scope: Scope,
        facts: &BTreeMap<FactKind, Vec<Fact>>,
        pages: i64,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        exec!(
            tx &mut tx;
            "update profiles set read = $3, pages = $4, read_at = $5, version = version + 1 where workspace_id = $1 and site_id = $2",
            scope.workspace.to_string(), scope.site.to_string(), to_json(facts), pages, now.as_millisecond()
        )?;
        follow_facts(&mut tx, scope).await?;
        exec!(
            tx &mut tx;
            "update sites set published = $3 where workspace_id = $1 and id = $2",
            scope.workspace.to_string(), scope.site.to_string(), pages > 0
        )?;
        tx.commit().await
    }

    /// Corrects one kind of fact for ever; `None` takes the correction back.
    pub async fn correct_fact(
        &self,
        scope: Scope,
        kind: FactKind,
        values: Option<Vec<Fact>>,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        self.correct_fact_in(&mut tx, scope, kind, values).await?;
        tx.commit().await
    }

    /// As [`Store::correct_fact`], in the caller's change.
    pub async fn correct_fact_in(
        &self,
        tx: &mut Tx,
        scope: Scope,
        kind: FactKind,
        values: Option<Vec<Fact>>,
    ) -> Result<(), StoreError> {
        let found: Option<(String,)> = row!(
            tx tx;
            "select corrected from profiles where workspace_id = $1 and site_id = $2",
            scope.workspace.to_string(), scope.site.to_string()
        )?;
        let (corrected,) = found.ok_or(StoreError::NotFound("site"))?;
        let mut corrected: BTreeMap<FactKind, Vec<Fact>> =
            json("profiles", "corrected", &corrected)?;
        match values {
            Some(values) => corrected.insert(kind, values),
            None => corrected.remove(&kind),
        };
        exec!(
            tx tx;
            "update profiles set corrected = $3, version = version + 1 where workspace_id = $1 and site_id = $2",
            scope.workspace.to_string(), scope.site.to_string(), to_json(&corrected)
        )?;
        follow_facts(tx, scope).await
    }
}

/// Name, language, country and time zone of a site are facts; its columns repeat them.
async fn follow_facts(tx: &mut Tx, scope: Scope) -> Result<(), StoreError> {
    let found: Option<(String, String)> = row!(
        tx tx;
        "select read, corrected from profiles where workspace_id = $1 and site_id = $2",
        scope.workspace.to_string(), scope.site.to_string()
    )?;
    let (read, corrected) = found.ok_or(StoreError::NotFound("site"))?;
    let profile = SiteProfile {
        read: json("profiles", "read", &read)?,
        corrected: json("profiles", "corrected", &corrected)?,
    };
    let zone = profile
        .one(FactKind::TimeZone)
        .and_then(|name| domain::days::Zone::named(name).ok())
        .map(|zone| zone.name().to_owned());
    exec!(
        tx tx;
        "update sites set name = coalesce($3, name), language = coalesce($4, language),
         country = coalesce($5, country), time_zone = coalesce($6, time_zone)
         where workspace_id = $1 and id = $2",
        scope.workspace.to_string(), scope.site.to_string(),
        profile.one(FactKind::Name), profile.one(FactKind::Language),
        profile.one(FactKind::Country), zone
    )?;
    Ok(())
}
