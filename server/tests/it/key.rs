//! The secret key: made once, kept closed, never replaced; and the keys of the API.

use std::{fs, os::unix::fs::PermissionsExt};

use crate::almanac::{Almanac, on_both, said};

#[test]
fn a_key_that_others_can_read_is_refused() {
    let almanac = Almanac::new();
    assert_eq!(almanac.run(&["migrate"]).code, 0);
    let key = almanac.data().join("secret.key");
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
    let ended = almanac.run(&["serve"]);
    assert_eq!((ended.code, ended.out.as_str()), (1, ""));
    let wanted = format!("Run: chmod 600 {}", key.display());
    assert!(ended.err.contains("mode 644") && ended.err.contains(&wanted), "{}", ended.err);
}

#[test]
fn a_lost_key_is_not_replaced() {
    on_both(async |almanac| {
        assert_eq!(almanac.run(&["migrate"]).code, 0);
        let key = almanac.data().join("secret.key");
        fs::remove_file(&key).unwrap();
        let ended = almanac.run(&["serve"]);
        assert_eq!(ended.code, 1);
        assert!(ended.err.contains("is missing, but this database holds data"), "{}", ended.err);
        assert!(ended.err.contains("Restore the file from the backup"), "{}", ended.err);
        assert!(!key.exists());
    });
}

#[test]
fn a_key_of_another_installation_is_refused() {
    let (ours, theirs) = (Almanac::new(), Almanac::new());
    assert_eq!(ours.run(&["migrate"]).code + theirs.run(&["migrate"]).code, 0);
    fs::copy(theirs.data().join("secret.key"), ours.data().join("secret.key")).unwrap();
    let ended = ours.run(&["serve"]);
    assert_eq!(ended.code, 1);
    assert!(ended.err.contains("is not the one that this database was made with"), "{}", ended.err);
    assert!(ended.err.contains("Restore the key"), "{}", ended.err);
}

#[test]
fn a_database_that_does_not_answer_is_told_without_its_password() {
    let almanac = Almanac::new();
    let url = "postgres://rosa:s3cret@127.0.0.1:1/almanac";
    let ended = said(almanac.command(&["serve"]).env("ALMANAC_DATABASE_URL", url));
    assert_eq!(ended.code, 1);
    assert!(ended.err.contains("database of ALMANAC_DATABASE_URL cannot be used"), "{}", ended.err);
    assert!(!ended.err.contains("s3cret"), "{}", ended.err);
}

#[test]
fn what_is_made_is_for_its_owner_only() {
    let almanac = Almanac::new();
    fs::create_dir(almanac.data()).unwrap();
    assert_eq!(almanac.run(&["migrate"]).code, 0);
    for entry in fs::read_dir(almanac.data()).unwrap() {
        let entry = entry.unwrap();
        let mode = entry.metadata().unwrap().permissions().mode() & 0o077;
        assert_eq!(mode, 0, "{} can be read by others", entry.path().display());
    }
}

#[test]
fn an_api_key_is_for_a_site_that_is_there() {
    let almanac = Almanac::new();
    let nobody = "018f0000-0000-7000-8000-000000000000";
    let ended = almanac.run(&["key", "create", "--site", nobody]);
    assert_eq!((ended.code, ended.out.as_str()), (1, ""));
    assert!(
        ended.err.contains(&format!("there is no site {nobody}. Copy the id")),
        "{}",
        ended.err
    );
    let ended = almanac.run(&["key", "create", "--site", "bakery"]);
    assert_eq!(ended.code, 2);
    assert!(ended.err.contains("\"bakery\" is not an identifier"), "{}", ended.err);
}
