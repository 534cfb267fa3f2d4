//! The things that are looked at, in the order in which a start needs them.

use std::{fs, path::Path, time::Duration};

use anyhow::Result;
use domain::{days::Zone, world::World};
use jiff::Timestamp;
use outbound::{Limits, Outbound, Policy};
use store::{StoreError, secrets::DataKeys};

use super::finding::Finding;
use crate::{
    almanac::Almanac, chain::chain, secret_key, settings::Settings, web::Files, world::Machine,
};

/// Below this, pictures and the database soon have no room.
const LEAST_SPACE: u64 = 500 * 1024 * 1024;
/// When this was written. A clock before it is wrong.
const WRITTEN: &str = "2026-11-01T00:00:00Z";
/// What pages cannot do without.
const NEEDED: [&str; 3] = ["main.css", "almanac.js", "almanac.wasm"];

/// Looks at everything.
pub async fn all(settings: &Settings) -> Vec<Finding> {
    let mut findings = vec![said(settings), clock(Machine.now()), folder(&settings.data)];
    findings.push(space(&settings.data));
    findings.extend(database(settings).await);
    findings.push(files());
    findings.extend(address(settings).await);
    findings
}

fn said(settings: &Settings) -> Finding {
    Finding::ok("settings", format!("listening on {}", settings.listen))
}

fn clock(now: Timestamp) -> Finding {
    let early = WRITTEN.parse().is_ok_and(|written: Timestamp| now < written);
    match Zone::named("Europe/Lisbon") {
        _ if early => Finding::problem(
            "clock",
            format!(
                "the machine says it is {now:.0}, which has passed. Set its clock, or posts go out at the wrong time."
            ),
        ),
        Err(error) => Finding::problem("clock", error),
        Ok(_) => Finding::ok("clock", format!("{now:.0}")),
    }
}

fn folder(data: &Path) -> Finding {
    if !data.exists() {
        return Finding::note(
            "data folder",
            format!("{} will be made at the first start", data.display()),
        );
    }
    let probe = data.join(format!("doctor.{}", std::process::id()));
    match fs::write(&probe, "probe").and_then(|()| fs::remove_file(&probe)) {
        Ok(()) => Finding::ok("data folder", format!("{} can be written", data.display())),
        Err(error) => Finding::problem(
            "data folder",
            format!(
                "{} cannot be written ({error}). Give it to the user that runs Almanac, or name another folder with ALMANAC_DATA.",
                data.display()
            ),
        ),
    }
}

fn space(data: &Path) -> Finding {
    let there = data.ancestors().find(|folder| folder.is_dir()).unwrap_or(Path::new("."));
    match rustix::fs::statvfs(there) {
        Ok(about) => {
            let free = about.f_bavail.saturating_mul(about.f_frsize);
            let told = format!("{} MiB are free in {}", free / 1024 / 1024, there.display());
            if free < LEAST_SPACE {
                Finding::problem(
                    "disk space",
                    format!("{told}, and 500 MiB are needed. Make room."),
                )
            } else {
                Finding::ok("disk space", told)
            }
        }
        Err(error) => Finding::note("disk space", format!("cannot be told: {error}")),
    }
}

/// The key and the database, which belong together. Nothing is made.
async fn database(settings: &Settings) -> Vec<Finding> {
    let key = settings.data.join(secret_key::FILE);
    let nothing_yet = settings.database_url.is_none() && !settings.data.join("almanac.db").exists();
    if nothing_yet && !key.exists() {
        return vec![Finding::note("database", "SQLite, will be made at the first start")];
    }
    match Almanac::open(settings).await {
        Ok(almanac) => {
            let answered = almanac.store.ping().await;
            let data_keys = data_keys(almanac.store.check_data_keys().await);
            let media = almanac.store.check_media().await;
            almanac.store.close().await;
            let engine = almanac.store.engine();
            vec![
                Finding::ok("secret key", format!("{} belongs to the database", key.display())),
                match answered {
                    Ok(()) => Finding::ok(
                        "database",
                        format!("{engine} answers, its tables are up to date"),
                    ),
                    Err(error) => Finding::problem("database", chain(&error)),
                },
                data_keys,
                match media {
                    Ok(()) => Finding::ok("pictures", "can be written, read and deleted"),
                    Err(error) => Finding::problem("pictures", chain(&error)),
                },
            ]
        }
        Err(error) if error.is::<secret_key::KeyError>() => {
            vec![Finding::problem("secret key", chain(error.as_ref()))]
        }
        Err(error) => vec![Finding::problem("database", chain(error.as_ref()))],
    }
}

fn data_keys(checked: Result<DataKeys, StoreError>) -> Finding {
    let what = "data keys";
    match checked {
        Err(error) => Finding::problem(what, chain(&error)),
        Ok(keys) if keys.closed.is_empty() => {
            Finding::ok(what, format!("workspaces with one: {}, all open", keys.workspaces))
        }
        Ok(keys) => {
            let names: Vec<String> = keys.closed.iter().map(ToString::to_string).collect();
            Finding::problem(
                what,
                format!(
                    "does not open for workspace {}. Restore the database from the backup, or run `almanac rotate-key`, which makes new ones, and connect the channels there again.",
                    names.join(", ")
                ),
            )
        }
    }
}

fn files() -> Finding {
    let what = "page files";
    match Files::load() {
        Err(error) => Finding::problem(what, chain(error.as_ref())),
        Ok(files) => match NEEDED.iter().find(|name| !files.has(name)) {
            Some(name) => Finding::problem(
                what,
                format!("{name} is missing from this build. Build again with: cargo xtask build"),
            ),
            None => Finding::ok(what, format!("all {} are there", files.count())),
        },
    }
}

/// Whether people reach the server, when they were told an address.
async fn address(settings: &Settings) -> Option<Finding> {
    let what = "public url";
    let url = settings.public_url.as_ref()?;
    let told = match ask(settings, url).await {
        Ok(200) => return Some(Finding::ok(what, format!("{url} answers"))),
        Ok(status) => format!("{url} answers with status {status}"),
        Err(error) => chain(error.as_ref()),
    };
    let advice = "If Almanac is running, check the proxy and the name's address.";
    Some(Finding::note(what, format!("{}. {advice}", told.trim_end_matches('.'))))
}

async fn ask(settings: &Settings, url: &url::Url) -> Result<u16> {
    let allowed_private_hosts = settings.allow_private_hosts.clone();
    let outbound = Outbound::new(Policy { allowed_private_hosts, ..Policy::default() })?;
    let limits =
        Limits { max_bytes: 4096, timeout: Duration::from_secs(5), accept: "application/json" };
    Ok(outbound.get(&url.join("health")?, limits).await?.status)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_in_the_past_is_a_problem() {
        assert!(clock(Timestamp::UNIX_EPOCH).is_problem());
        assert!(!clock(Machine.now()).is_problem());
    }

    #[test]
    fn a_folder_that_is_not_there_yet_is_fine_and_has_space() {
        let above = tempfile::tempdir().unwrap();
        let data = above.path().join("a/b");
        assert!(!folder(&data).is_problem());
        assert!(!space(&data).is_problem());
        assert!(!data.exists());
        assert!(!folder(above.path()).is_problem());
        assert_eq!(fs::read_dir(above.path()).unwrap().count(), 0);
    }
}
