//! What the doctor finds.

use std::{fs, os::unix::fs::PermissionsExt};

use crate::almanac::{Almanac, on_both, said};

#[test]
fn a_wrong_setting_is_the_only_finding() {
    let ended = said(Almanac::new().command(&["doctor"]).env("ALMANAC_TRUST_PROXY", "perhaps"));
    assert_eq!(ended.code, 1);
    assert!(
        ended.out.starts_with("problem  settings      ALMANAC_TRUST_PROXY is"),
        "{}",
        ended.out
    );
    assert!(ended.out.ends_with("\n1 problem.\n"), "{}", ended.out);
}

#[test]
fn an_empty_installation_stays_empty() {
    let almanac = Almanac::new();
    let ended = almanac.run(&["doctor"]);
    assert!(ended.out.contains("note     data folder"), "{}", ended.out);
    assert!(ended.out.contains("note     database"), "{}", ended.out);
    assert!(!almanac.data().exists());
}

#[test]
fn a_sound_installation_is_told_so_part_by_part() {
    on_both(async |almanac| {
        assert_eq!(almanac.run(&["migrate"]).code, 0);
        let ended = almanac.run(&["doctor"]);
        for what in ["settings", "clock", "data folder", "disk space", "secret key", "database"] {
            assert!(ended.out.contains(&format!("ok       {what}")), "{}", ended.out);
        }
    });
}

#[test]
fn an_open_key_is_a_problem_with_its_cure() {
    let almanac = Almanac::new();
    assert_eq!(almanac.run(&["migrate"]).code, 0);
    let key = almanac.data().join("secret.key");
    fs::set_permissions(&key, fs::Permissions::from_mode(0o604)).unwrap();
    let ended = almanac.run(&["doctor"]);
    assert_eq!(ended.code, 1);
    let wanted = format!("Run: chmod 600 {}", key.display());
    assert!(
        ended.out.contains("problem  secret key") && ended.out.contains(&wanted),
        "{}",
        ended.out
    );
}

#[test]
fn a_public_address_is_asked() {
    let almanac = Almanac::new();
    let server = almanac.serve(&[]);
    let doctor = |allowed: &str| {
        let mut command = almanac.command(&["doctor"]);
        command
            .env("ALMANAC_PUBLIC_URL", &server.address)
            .env("ALMANAC_ALLOW_PRIVATE_HOSTS", allowed);
        said(&mut command).out
    };
    let found = doctor("127.0.0.1");
    assert!(
        found.contains(&format!("ok       public url    {}/ answers", server.address)),
        "{found}"
    );
    let found = doctor("");
    assert!(found.contains("note     public url"), "{found}");
}
