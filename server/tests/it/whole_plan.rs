//! A whole plan from the command line.

use std::{collections::BTreeMap, fs, path::Path};

use crate::almanac::Almanac;

/// Every file of a folder, by its path inside.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            found.extend(
                files(&path).into_iter().map(|(inner, it)| (format!("{name}/{inner}"), it)),
            );
        } else {
            found.insert(name, fs::read(&path).unwrap());
        }
    }
    found
}

fn planned(almanac: &Almanac, folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let out = folder.to_str().unwrap();
    let ended = almanac.run(&[
        "plan",
        "--site",
        "rosasbakery.example",
        "--out",
        out,
        "--seed",
        "7",
        "--today",
        "2026-11-25",
    ]);
    assert_eq!(ended.code, 0, "{}", ended.err);
    let stages = ["Reading", "Learning", "Planning", "Writing", "Drawing", "Done"];
    let begins: Vec<&str> =
        ended.err.lines().map(|line| line.split(' ').next().unwrap_or_default()).collect();
    assert_eq!(begins, stages);
    files(folder)
}

#[test]
fn a_plan_is_a_folder_and_the_same_seed_gives_it_again() {
    let (almanac, folder) = (Almanac::new(), tempfile::tempdir().unwrap());
    let first = planned(&almanac, &folder.path().join("first"));
    let page = String::from_utf8(first["index.html"].clone()).unwrap();
    assert!(page.contains("Rosa’s Bakery") && page.contains("Week of "), "{page}");
    let plan: serde_json::Value = serde_json::from_slice(&first["plan.json"]).unwrap();
    let pictures: Vec<&str> = plan["activities"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|activity| activity["posts"].as_array().unwrap())
        .map(|post| post["picture"].as_str().unwrap())
        .collect();
    assert!(pictures.len() > 50, "{}", pictures.len());
    assert!(pictures.iter().all(|picture| first.contains_key(*picture)));
    assert!(pictures.iter().all(|picture| page.contains(picture)));
    assert!(first == planned(&almanac, &folder.path().join("again")));
    // No account, no database, no key.
    assert!(!almanac.data().exists());
}

#[test]
fn what_cannot_be_planned_is_said_in_words() {
    let (almanac, folder) = (Almanac::new(), tempfile::tempdir().unwrap());
    let out = folder.path().to_str().unwrap();
    for (site, why) in [
        ("bakery", "is not a web address"),
        ("http://127.0.0.1/", "private"),
        ("nowhere.invalid", "nowhere.invalid"),
    ] {
        let ended = almanac.run(&["plan", "--site", site, "--out", out]);
        assert_ne!(ended.code, 0);
        assert!(ended.err.contains(why), "{}", ended.err);
    }
}
