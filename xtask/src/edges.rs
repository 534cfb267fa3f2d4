//! `cargo xtask edges`: the real graph against the rules in `rooms.rs`.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail};
use cargo_metadata::{Dependency, DependencyKind, Metadata, NodeDep};

use crate::rooms::{self, Graph, Kind, Package, Use};
use crate::{cargo, say};

/// Fails when a package uses one that it must not know.
pub fn check() -> Result<String> {
    say::step("checking who uses whom");
    let graph = read(&cargo::metadata()?)?;
    let refused = rooms::refusals(&graph);
    if !refused.is_empty() {
        for sentence in &refused {
            say::note(sentence);
        }
        bail!(
            "{} forbidden (first: {}) — see the picture in ARCHITECTURE.md",
            match refused.len() {
                1 => "one edge is".to_owned(),
                count => format!("{count} edges are"),
            },
            refused[0]
        );
    }
    Ok(format!("{} packages, each on its line", graph.ours.len()))
}

fn read(metadata: &Metadata) -> Result<Graph> {
    let ours = metadata.workspace_packages().into_iter().map(|package| {
        let uses = package.dependencies.iter().map(declared).collect();
        let features = package.features.clone();
        (package.name.to_string(), Package { uses, features })
    });
    Ok(Graph { ours: ours.collect(), links: links(metadata)? })
}

fn declared(dependency: &Dependency) -> Use {
    Use {
        name: dependency.name.clone(),
        kind: match dependency.kind {
            DependencyKind::Normal => Kind::Normal,
            _ => Kind::Other,
        },
        optional: dependency.optional,
        features: dependency.features.clone(),
    }
}

/// By name; two versions of a package count as one.
fn links(metadata: &Metadata) -> Result<BTreeMap<String, BTreeSet<String>>> {
    let names: BTreeMap<_, _> =
        metadata.packages.iter().map(|package| (&package.id, package.name.to_string())).collect();
    let resolve = metadata.resolve.as_ref().context("cargo did not resolve the dependencies")?;
    let mut links: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for node in &resolve.nodes {
        let linked = node.deps.iter().filter(|used| is_linked(used));
        let linked = linked.filter_map(|used| names.get(&used.pkg).cloned());
        if let Some(name) = names.get(&node.id) {
            links.entry(name.clone()).or_default().extend(linked);
        }
    }
    Ok(links)
}

fn is_linked(used: &NodeDep) -> bool {
    used.dep_kinds.iter().any(|info| info.kind == DependencyKind::Normal)
}
