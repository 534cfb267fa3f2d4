//! The two engines' tables are the same: same tables, same columns in the same order, and
//! types that hold the same values.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::{collections::BTreeMap, fs, path::Path};

/// What a type of SQLite's is called in PostgreSQL.
fn same_type(sqlite: &str, postgres: &str) -> bool {
    matches!((sqlite, postgres), ("text", "text") | ("integer", "bigint" | "boolean"))
}

#[test]
fn both_engines_have_the_same_tables_and_columns() {
    let folder =
        |engine: &str| Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(engine);
    let (sqlite, postgres) = (tables(&folder("sqlite")), tables(&folder("postgres")));
    let names = |tables: &Tables| tables.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&sqlite), names(&postgres));
    assert!(sqlite.len() > 15, "the migrations were found");
    for (table, columns) in &sqlite {
        let other = &postgres[table];
        assert_eq!(columns.len(), other.len(), "{table}");
        for ((name, kind), (other_name, other_kind)) in columns.iter().zip(other) {
            assert_eq!(name, other_name, "{table}");
            assert!(same_type(kind, other_kind), "{table}.{name}: {kind} and {other_kind}");
        }
    }
}

#[test]
fn every_row_of_a_site_begins_its_key_with_the_workspace() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations/sqlite");
    for (table, columns) in tables(&folder) {
        let has = |name: &str| columns.iter().any(|(column, _)| column == name);
        if has("site_id") {
            assert_eq!(columns[0].0, "workspace_id", "{table}");
        }
    }
}

type Tables = BTreeMap<String, Vec<(String, String)>>;

fn tables(folder: &Path) -> Tables {
    let mut files: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut tables = Tables::new();
    for file in files {
        let text = fs::read_to_string(file).unwrap();
        let mut table = None;
        for line in text.lines() {
            let words: Vec<&str> = line.trim_end_matches(';').split(' ').collect();
            match words[..] {
                ["alter", "table", table, "add", "column", name, kind, ..] => tables
                    .entry(table.to_owned())
                    .or_default()
                    .push((name.to_owned(), kind.to_owned())),
                ["alter", "table", old, "rename", "to", new] => {
                    let columns = tables.remove(old).unwrap();
                    tables.insert(new.to_owned(), columns);
                }
                ["drop", "table", name] => drop(tables.remove(name).unwrap()),
                _ => {}
            }
            if let Some(name) = line.strip_prefix("create table ") {
                table = Some(name.split(' ').next().unwrap().to_owned());
            } else if line.starts_with(')') {
                table = None;
            } else if let Some(table) = &table {
                let mut words = line.split([' ', ',']).filter(|word| !word.is_empty());
                let (Some(name), Some(kind)) = (words.next(), words.next()) else { continue };
                if !["primary", "unique", "foreign", "references", "--"].contains(&name) {
                    tables
                        .entry(table.clone())
                        .or_default()
                        .push((name.to_owned(), kind.to_owned()));
                }
            }
        }
    }
    tables
}
