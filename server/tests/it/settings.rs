//! A wrong setting is named before anything is opened or made.

use crate::almanac::{Almanac, said};

#[test]
fn a_wrong_setting_is_named_and_nothing_is_made() {
    let almanac = Almanac::new();
    let ended = said(almanac.command(&["serve"]).env("ALMANAC_LISTEN", "localhost"));
    assert_eq!((ended.code, ended.out.as_str()), (1, ""));
    let wanted = "almanac: ALMANAC_LISTEN is \"localhost\", which is not an address to listen on. Write an IP address";
    assert!(ended.err.starts_with(wanted), "{}", ended.err);
    assert!(!almanac.data().exists());
}

#[test]
fn a_data_folder_that_cannot_be_made_is_named() {
    let almanac = Almanac::new();
    let file = almanac.beside().join("file");
    std::fs::write(&file, "not a folder").unwrap();
    let folder = file.join("data");
    let ended = almanac.run(&["migrate", "--data", folder.to_str().unwrap()]);
    assert_eq!((ended.code, ended.out.as_str()), (1, ""));
    let wanted =
        format!("the data folder {} (ALMANAC_DATA or --data) could not be made", folder.display());
    assert!(ended.err.contains(&wanted), "{}", ended.err);
}

#[test]
fn an_unknown_variable_is_named() {
    let ended = said(Almanac::new().command(&["serve"]).env("ALMANAC_LISTN", "x"));
    assert_eq!(ended.code, 1);
    assert!(ended.err.starts_with("almanac: ALMANAC_LISTN is not a setting."), "{}", ended.err);
}

#[test]
fn a_private_host_that_cannot_be_one_is_named() {
    let almanac = Almanac::new();
    let ended =
        said(almanac.command(&["serve"]).env("ALMANAC_ALLOW_PRIVATE_HOSTS", "good, not good"));
    assert_eq!(ended.code, 1);
    assert!(ended.err.contains("ALMANAC_ALLOW_PRIVATE_HOSTS holds \"not good\""), "{}", ended.err);
    assert!(!almanac.data().exists());
}

#[test]
fn the_command_line_goes_before_the_environment() {
    let almanac = Almanac::new();
    let ended = said(almanac.command(&["migrate", "--data", ""]).env("ALMANAC_DATA", "data"));
    assert!(ended.err.contains("--data is \"\", which names no folder"), "{}", ended.err);
}

#[test]
fn a_settings_file_is_read_and_its_mistakes_are_named() {
    let almanac = Almanac::new();
    let file = almanac.beside().join("almanac.toml");
    std::fs::write(&file, "log = \"warn\"\ndata_folder = \"x\"\n").unwrap();
    let ended = almanac.run(&["migrate", "--config", file.to_str().unwrap()]);
    assert_eq!(ended.code, 1);
    let wanted = format!("`data_folder` in {} is not a setting.", file.display());
    assert!(ended.err.contains(&wanted), "{}", ended.err);
}

#[test]
fn a_port_that_is_taken_is_named() {
    let almanac = Almanac::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let ended = almanac.run(&["serve", "--listen", &address]);
    assert_eq!((ended.code, ended.out.as_str()), (1, ""));
    assert!(
        ended.err.contains(&format!("cannot listen on {address} (ALMANAC_LISTEN")),
        "{}",
        ended.err
    );
}

#[test]
fn the_help_explains_every_setting() {
    let help = Almanac::new().run(&["--help"]);
    assert_eq!(help.code, 0);
    assert!(help.out.contains("publisher_grace_minutes = 15"), "{}", help.out);
    let short = Almanac::new().run(&["-h"]);
    assert!(short.out.contains("doctor") && short.out.len() < help.out.len() / 2);
}

#[test]
fn migrate_says_what_it_did() {
    crate::almanac::on_both(async |almanac| {
        let ended = almanac.run(&["migrate"]);
        assert_eq!(ended.code, 0, "{}", ended.err);
        assert!(ended.out.contains("database are up to date"), "{}", ended.out);
        assert_eq!(almanac.run(&["migrate"]).code, 0);
    });
}
