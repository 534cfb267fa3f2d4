//! `cargo xtask test`: everything that must hold, in one command.

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};

use crate::postgres::Postgres;
use crate::timing::Timing;
use crate::{cargo, edges, end2end, process, say, setup, site, torture, wasm};

/// How many seeds the torture goes by; `cargo xtask torture` takes more.
const TORTURES: u64 = 3;

/// Everything but `xtask`, which is built on its own: joined with the rest,
/// its dependencies would get other features and be compiled a second time.
pub const PRODUCT: [&str; 3] = ["--workspace", "--exclude", "xtask"];

/// What to test.
#[derive(Args)]
pub struct Options {
    /// Only tests whose name contains one of these; then the format, the
    /// edges and the lints are left out.
    filters: Vec<String>,
    /// Only these parts, in their usual order.
    #[arg(long, value_enum, value_delimiter = ',')]
    only: Vec<Part>,
}

/// The parts of a test run, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Part {
    /// `rustfmt` would change nothing.
    Fmt,
    /// No package uses one that it must not know.
    Edges,
    /// No warning, for the server and for the browser.
    Clippy,
    /// The tests in Rust, on SQLite and PostgreSQL.
    Rust,
    /// The tests in a browser, on SQLite and PostgreSQL.
    End2end,
}

impl Options {
    fn wants(&self, part: Part) -> bool {
        let filtered_out = !self.filters.is_empty() && !matches!(part, Part::Rust | Part::End2end);
        if self.only.is_empty() { !filtered_out } else { self.only.contains(&part) }
    }
}

/// Runs the wanted parts and prints how long each took.
pub fn test(options: &Options) -> Result<String> {
    let mut timing = Timing::default();
    let outcome = parts(options, &mut timing);
    timing.print();
    outcome
}

fn parts(options: &Options, timing: &mut Timing) -> Result<String> {
    let needs_site =
        [Part::Clippy, Part::Rust, Part::End2end].iter().any(|part| options.wants(*part));
    let needs_postgres = options.wants(Part::Rust) || options.wants(Part::End2end);
    let chromium = timing.of("set-up", || set_up(options, needs_postgres))?;
    if options.wants(Part::Fmt) {
        timing.of("format", format)?;
    }
    if options.wants(Part::Edges) {
        timing.of("edges", edges::check)?;
    }
    if needs_site {
        timing.of("browser part, style", site::build)?;
    }
    if options.wants(Part::Clippy) {
        timing.of("lints", clippy)?;
    }
    let postgres = match needs_postgres {
        true => Some(timing.of("PostgreSQL", Postgres::start)?),
        false => None,
    };
    let url = postgres.as_ref().map(Postgres::url);
    if options.wants(Part::Rust) {
        let postgres = postgres.as_ref().context("no PostgreSQL")?;
        timing.of("tests", || rust(postgres, &options.filters))?;
    }
    if options.wants(Part::End2end) {
        let chromium = chromium.context("no browser")?;
        timing.of("server", server)?;
        let filters = &options.filters;
        timing.of("browser, SQLite", || end2end::run(&chromium, None, filters))?;
        timing.of("browser, PostgreSQL", || end2end::run(&chromium, url.as_deref(), filters))?;
    }
    Ok(summary(options))
}

/// First of all, so that a missing program is named within a second.
fn set_up(options: &Options, needs_postgres: bool) -> Result<Option<std::ffi::OsString>> {
    say::step("looking for what the tests need");
    if needs_postgres {
        setup::ensure_postgres()?;
    }
    options.wants(Part::End2end).then(end2end::prepare).transpose()
}

fn format() -> Result<()> {
    say::step("checking the format");
    cargo::run("fmt", &["--all", "--check"])
        .context("the format differs from rustfmt's — run `cargo fmt --all`")
}

fn clippy() -> Result<()> {
    const STRICT: [&str; 3] = ["--", "-D", "warnings"];
    let product = [&PRODUCT[..], &["--all-targets", "--features", cargo::TEST_FEATURES]].concat();
    lint("the product", &[&product[..], &STRICT].concat())?;
    let browser = [
        &["-p", "web", "--target", wasm::TARGET, "--profile", wasm::PROFILE][..],
        &["--target-dir", wasm::TARGET_DIR],
    ]
    .concat();
    lint("the browser part", &[&browser[..], &STRICT].concat())?;
    lint("xtask", &[&["-p", "xtask", "--all-targets"][..], &STRICT].concat())?;
    let floor = ["-p", "xtask", "--bin", "floor", "--no-default-features", "--features", "floor"];
    lint("the bench's floor", &[&floor[..], &STRICT].concat())
}

fn lint(what: &str, args: &[&str]) -> Result<()> {
    say::step(format!("linting {what}"));
    cargo::run("clippy", args).context("clippy has something to say — its lines are above")
}

fn rust(postgres: &Postgres, filters: &[String]) -> Result<()> {
    let seeds = torture::of_today(TORTURES)?;
    say::step(format!("running the tests on SQLite and PostgreSQL (torture seeds {seeds})"));
    let args = [&PRODUCT[..], &["--features", cargo::TEST_FEATURES]].concat();
    cargo_test(postgres, &args, filters, &seeds)?;
    say::step("running xtask's tests");
    cargo_test(postgres, &["-p", "xtask"], filters, &seeds)
}

fn cargo_test(postgres: &Postgres, args: &[&str], filters: &[String], seeds: &str) -> Result<()> {
    let mut command = cargo::command("test", args);
    command.arg("--no-fail-fast").envs(postgres.for_tests()).env(torture::SEEDS, seeds);
    if !filters.is_empty() {
        command.arg("--").args(filters);
    }
    let status = process::run_for_status(&mut command)?;
    if !status.success() {
        bail!("a test failed, or did not compile — its lines are above");
    }
    Ok(())
}

/// The server for the browser tests: the very one that `cargo test` has just
/// built, made again only when something is missing.
fn server() -> Result<()> {
    say::step("building the server for the browser tests");
    let args = [&PRODUCT[..], &["--bins", "--tests", "--features", cargo::TEST_FEATURES]].concat();
    cargo::run("build", &args)
}

fn summary(options: &Options) -> String {
    let all = options.only.is_empty() && options.filters.is_empty();
    if all {
        return "format, edges, lints and every test, on SQLite and PostgreSQL".to_owned();
    }
    let parts = Part::value_variants().iter().filter(|part| options.wants(**part));
    let names: Vec<_> = parts.filter_map(|part| part.to_possible_value()).collect();
    let names: Vec<_> = names.iter().map(|value| value.get_name()).collect();
    format!("{} (the other parts were not asked for)", names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(filters: &[&str], only: &[Part]) -> Options {
        let filters = filters.iter().map(|text| (*text).to_owned()).collect();
        Options { filters, only: only.to_vec() }
    }

    fn wanted(options: &Options) -> Vec<Part> {
        let all = Part::value_variants().iter().copied();
        all.filter(|part| options.wants(*part)).collect()
    }

    #[test]
    fn everything_is_run_unless_asked_otherwise() {
        assert_eq!(wanted(&options(&[], &[])), Part::value_variants());
        assert_eq!(wanted(&options(&[], &[Part::Fmt])), [Part::Fmt]);
        assert_eq!(wanted(&options(&["calendar"], &[])), [Part::Rust, Part::End2end]);
        assert_eq!(wanted(&options(&["calendar"], &[Part::Rust])), [Part::Rust]);
    }
}
