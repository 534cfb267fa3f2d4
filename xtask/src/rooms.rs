//! Who may use whom; the picture is in `ARCHITECTURE.md`.
//!
//! The rules work on a small [`Graph`], so that a test can make one up for
//! each refusal; `edges.rs` makes the real one of cargo's metadata.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Our packages and the line each stands on. A package uses lower lines only.
const LINES: [(&str, u8); 12] = [
    ("domain", 1),
    ("store", 2),
    ("outbound", 2),
    ("planner", 3),
    ("postforme", 3),
    ("publisher", 3),
    ("notifier", 3),
    ("wix", 3),
    ("api", 4),
    ("app", 4),
    ("web", 5),
    ("server", 5),
];

/// Packages of ours that stand outside the house: no line, nobody uses them.
const OUTSIDE: [&str; 1] = ["xtask"];

/// What each face may know of us: it reads from `store` and commands through contracts.
const FACES: [(&str, &[&str]); 2] =
    [("app", &["domain", "store"]), ("api", &["domain", "postforme", "store", "wix"])];

/// What the ground floor must not meet, not even through others.
const NOT_IN_DOMAIN: [&str; 5] = ["tokio", "sqlx", "reqwest", "leptos", "axum"];

/// Packages of others that one room alone may use.
const RESERVED: [(&str, &str); 3] =
    [("reqwest", "outbound"), ("sqlx", "store"), ("metrics-exporter-prometheus", "server")];

/// When a dependency is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// In the product.
    Normal,
    /// In tests, or while building.
    Other,
}

/// One line of a package's `Cargo.toml`.
#[derive(Clone, Debug)]
pub struct Use {
    /// The package that is used.
    pub name: String,
    /// When it is used.
    pub kind: Kind,
    /// Whether a feature must switch it on.
    pub optional: bool,
    /// The features asked of it.
    pub features: Vec<String>,
}

/// One of our packages, as its `Cargo.toml` declares it.
#[derive(Clone, Debug, Default)]
pub struct Package {
    /// What it uses.
    pub uses: Vec<Use>,
    /// Its features and what each switches on.
    pub features: BTreeMap<String, Vec<String>>,
}

/// All that the rules look at.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    /// Our packages by name.
    pub ours: BTreeMap<String, Package>,
    /// For every package, ours or not: what it links in the product.
    pub links: BTreeMap<String, BTreeSet<String>>,
}

/// Every edge that must not be, as a sentence each; empty when all is well.
pub fn refusals(graph: &Graph) -> Vec<String> {
    [lines(graph), faces(graph), browser(graph), ground(graph), reserved(graph)].concat()
}

/// Lower lines only; and every package has a line.
fn lines(graph: &Graph) -> Vec<String> {
    let mut refused = Vec::new();
    for (name, package) in &graph.ours {
        if OUTSIDE.contains(&name.as_str()) {
            refused.extend(our_uses(graph, package).map(|used| {
                format!("{name} → {used}: {name} stands outside the house and uses none of it")
            }));
            continue;
        }
        let Some(line) = line_of(name) else {
            refused.push(format!("{name} has no line — give it one in xtask/src/rooms.rs"));
            continue;
        };
        refused.extend(our_uses(graph, package).filter_map(|used| too_high(name, line, used)));
    }
    refused
}

fn too_high(name: &str, line: u8, used: &str) -> Option<String> {
    if OUTSIDE.contains(&used) {
        return Some(format!("{name} → {used}: {used} stands outside the house"));
    }
    let other = line_of(used)?;
    (other >= line).then(|| {
        format!(
            "{name} → {used}: {name} is on line {line}, {used} on line {other}; lower lines only"
        )
    })
}

/// Faces read from `store`; everything else arrives through contracts.
fn faces(graph: &Graph) -> Vec<String> {
    let mut refused = Vec::new();
    for (face, known) in FACES {
        let Some(package) = graph.ours.get(face) else { continue };
        let unknown = our_uses(graph, package)
            .filter(|used| line_of(used) < line_of(face) && !known.contains(used));
        refused.extend(
            unknown.map(|used| {
                format!("{face} → {used}: faces command through the contracts in domain")
            }),
        );
    }
    refused
}

/// Without `ssr`, `app` sees `domain` alone; and no browser asks for `ssr`.
fn browser(graph: &Graph) -> Vec<String> {
    let mut refused = Vec::new();
    let Some(app) = graph.ours.get("app") else { return refused };
    let in_browser = |used: &Use| {
        used.kind == Kind::Normal && !used.optional && graph.ours.contains_key(&used.name)
    };
    for used in app.uses.iter().filter(|used| in_browser(used) && used.name != "domain") {
        refused.push(format!("app → {}: without ssr, app sees domain alone", used.name));
    }
    for feature in ["default", "hydrate"] {
        for part in switched_on(app, feature) {
            let part = part.trim_start_matches("dep:");
            let part = part.split(['/', '?']).next().unwrap_or(part);
            if part == "ssr" || (graph.ours.contains_key(part) && part != "domain") {
                refused.push(format!("app/{feature} → {part}: a browser sees domain alone"));
            }
        }
    }
    if let Some(web) = graph.ours.get("web") {
        let asks = |used: &&Use| used.name == "app" && used.features.iter().any(|on| on == "ssr");
        if web.uses.iter().any(|used| asks(&used)) {
            refused.push("web → app/ssr: the browser's way in asks for the server's half".into());
        }
    }
    refused
}

/// All that a feature switches on, through other features too.
fn switched_on<'a>(package: &'a Package, feature: &'a str) -> BTreeSet<&'a str> {
    let mut found = BTreeSet::new();
    let mut open = vec![feature];
    while let Some(feature) = open.pop() {
        for part in package.features.get(feature).into_iter().flatten() {
            if found.insert(part.as_str()) {
                open.push(part);
            }
        }
    }
    found
}

/// The ground floor does no input or output, not even through others.
fn ground(graph: &Graph) -> Vec<String> {
    NOT_IN_DOMAIN
        .iter()
        .filter_map(|banned| path(graph, "domain", banned))
        .map(|path| format!("{}: domain does no input or output", path.join(" → ")))
        .collect()
}

/// The shortest way from one package to another.
fn path(graph: &Graph, from: &str, to: &str) -> Option<Vec<String>> {
    let mut open = VecDeque::from([vec![from.to_owned()]]);
    let mut seen = BTreeSet::from([from.to_owned()]);
    while let Some(path) = open.pop_front() {
        let last = path.last()?;
        if last == to {
            return Some(path);
        }
        for next in graph.links.get(last).into_iter().flatten() {
            if seen.insert(next.clone()) {
                open.push_back([path.clone(), vec![next.clone()]].concat());
            }
        }
    }
    None
}

/// One way out of the machine, one room that knows SQL.
fn reserved(graph: &Graph) -> Vec<String> {
    let mut refused = Vec::new();
    for (name, package) in &graph.ours {
        for (reserved, owner) in RESERVED {
            let uses = |used: &Use| used.name == reserved && used.kind == Kind::Normal;
            if name != owner && package.uses.iter().any(uses) {
                refused.push(format!("{name} → {reserved}: only {owner} may use {reserved}"));
            }
        }
    }
    refused
}

fn our_uses<'a>(graph: &'a Graph, package: &'a Package) -> impl Iterator<Item = &'a str> {
    let names = package.uses.iter().map(|used| used.name.as_str());
    names.filter(|name| graph.ours.contains_key(*name))
}

fn line_of(name: &str) -> Option<u8> {
    LINES.iter().find(|(known, _)| *known == name).map(|(_, line)| *line)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn normal(name: &str) -> Use {
        Use { name: name.into(), kind: Kind::Normal, optional: false, features: Vec::new() }
    }

    fn optional(name: &str) -> Use {
        Use { optional: true, ..normal(name) }
    }

    fn graph(packages: &[(&str, Vec<Use>)]) -> Graph {
        let ours = packages.iter().map(|(name, uses)| {
            ((*name).to_owned(), Package { uses: uses.clone(), ..Package::default() })
        });
        let links = packages.iter().map(|(name, uses)| {
            ((*name).to_owned(), uses.iter().map(|used| used.name.clone()).collect())
        });
        Graph { ours: ours.collect(), links: links.collect() }
    }

    /// A house as it should be; each test spoils one thing.
    fn house() -> Vec<(&'static str, Vec<Use>)> {
        vec![
            ("domain", vec![normal("serde")]),
            ("store", vec![normal("domain"), normal("sqlx"), normal("tokio")]),
            ("outbound", vec![normal("reqwest")]),
            ("planner", vec![normal("domain"), normal("store"), normal("outbound")]),
            ("publisher", vec![normal("domain"), normal("store"), normal("outbound")]),
            ("app", vec![normal("domain"), optional("store")]),
            ("web", vec![normal("app")]),
            ("server", vec![normal("app"), normal("planner"), normal("publisher")]),
            ("xtask", vec![normal("anyhow")]),
            ("wix", vec![normal("domain")]),
            ("api", vec![normal("domain"), normal("store"), normal("wix")]),
        ]
    }

    fn check_spoilt(package: &str, with: Use, sentence: &str) {
        let mut house = house();
        let uses = &mut house.iter_mut().find(|(name, _)| *name == package).unwrap().1;
        uses.push(with);
        assert_eq!(refusals(&graph(&house)), [sentence]);
    }

    #[test]
    fn the_house_as_drawn_is_fine() {
        assert_eq!(refusals(&graph(&house())), [""; 0]);
    }

    #[test]
    fn a_higher_line_is_refused() {
        check_spoilt(
            "store",
            normal("planner"),
            "store → planner: store is on line 2, planner on line 3; lower lines only",
        );
    }

    #[test]
    fn the_own_line_is_refused_also_in_tests() {
        check_spoilt(
            "planner",
            Use { kind: Kind::Other, ..normal("publisher") },
            "planner → publisher: planner is on line 3, publisher on line 3; lower lines only",
        );
    }

    #[test]
    fn a_package_without_a_line_is_refused() {
        let mut house = house();
        house.push(("helpers", Vec::new()));
        assert_eq!(
            refusals(&graph(&house)),
            ["helpers has no line — give it one in xtask/src/rooms.rs"]
        );
    }

    #[test]
    fn xtask_stays_outside() {
        check_spoilt(
            "xtask",
            normal("domain"),
            "xtask → domain: xtask stands outside the house and uses none of it",
        );
        check_spoilt("server", normal("xtask"), "server → xtask: xtask stands outside the house");
    }

    #[test]
    fn faces_do_not_command_past_the_contracts() {
        check_spoilt(
            "api",
            normal("planner"),
            "api → planner: faces command through the contracts in domain",
        );
        check_spoilt(
            "app",
            optional("publisher"),
            "app → publisher: faces command through the contracts in domain",
        );
    }

    #[test]
    fn the_browser_does_not_see_the_store() {
        let mut house = house();
        house[5].1 = vec![normal("domain"), normal("store")];
        assert_eq!(refusals(&graph(&house)), ["app → store: without ssr, app sees domain alone"]);
    }

    #[test]
    fn hydrate_does_not_switch_the_store_on() {
        let mut graph = graph(&house());
        let app = graph.ours.get_mut("app").unwrap();
        app.features.insert("hydrate".into(), vec!["live".into(), "leptos/hydrate".into()]);
        app.features.insert("live".into(), vec!["dep:store".into()]);
        assert_eq!(refusals(&graph), ["app/hydrate → store: a browser sees domain alone"]);
    }

    #[test]
    fn the_browser_does_not_ask_for_the_servers_half() {
        let mut house = house();
        house[6].1 = vec![Use { features: vec!["ssr".into()], ..normal("app") }];
        assert_eq!(
            refusals(&graph(&house)),
            ["web → app/ssr: the browser's way in asks for the server's half"]
        );
    }

    #[test]
    fn the_ground_floor_stays_dry_also_through_others() {
        for banned in NOT_IN_DOMAIN {
            let mut graph = graph(&house());
            graph.links.insert("serde".into(), BTreeSet::from(["middle".to_owned()]));
            graph.links.insert("middle".into(), BTreeSet::from([banned.to_owned()]));
            assert_eq!(
                refusals(&graph),
                [format!("domain → serde → middle → {banned}: domain does no input or output")]
            );
        }
    }

    #[test]
    fn only_outbound_reaches_out_and_only_store_knows_sql() {
        check_spoilt(
            "server",
            normal("reqwest"),
            "server → reqwest: only outbound may use reqwest",
        );
        check_spoilt("server", normal("sqlx"), "server → sqlx: only store may use sqlx");
    }

    #[test]
    fn tests_may_use_an_http_client() {
        let mut house = house();
        house[7].1.push(Use { kind: Kind::Other, ..normal("reqwest") });
        assert_eq!(refusals(&graph(&house)), [""; 0]);
    }
}
