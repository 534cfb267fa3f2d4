//! What tests need from the machine: installed when we may, named when not.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use nix::unistd::Uid;

use crate::{postgres, process, say};

/// Where distributions put a Chromium or a Chrome.
const BROWSERS: [&str; 5] = [
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
    "/usr/bin/google-chrome-stable",
    "/snap/bin/chromium",
];

/// The browser for the tests: `CHROMIUM`, or the distribution's.
pub fn chromium() -> Option<PathBuf> {
    let chosen = std::env::var_os("CHROMIUM").map(PathBuf::from);
    let known = || BROWSERS.iter().map(PathBuf::from).find(|path| path.is_file());
    chosen.or_else(known)
}

/// Makes sure of a Chromium and says where it is.
pub fn ensure_chromium() -> Result<PathBuf> {
    if chromium().is_none() {
        install("chromium", "Chromium, or set CHROMIUM to a Chrome or Chromium you have")?;
    }
    chromium().context("there is still no Chromium — set CHROMIUM to a Chrome or Chromium you have")
}

/// Makes sure of PostgreSQL's programs.
pub fn ensure_postgres() -> Result<()> {
    if postgres::bin().is_none() {
        install("postgresql", "PostgreSQL 15 or newer")?;
    }
    Ok(())
}

/// Makes sure of wrk, which makes load.
pub fn ensure_wrk() -> Result<()> {
    if !process::exists("wrk") {
        install("wrk", "wrk")?;
    }
    Ok(())
}

/// Makes sure of Node.js and npm.
pub fn ensure_node() -> Result<()> {
    for program in ["node", "npm"] {
        if !process::exists(program) {
            bail!("{program} is not installed — install Node.js 20 or newer with its npm");
        }
    }
    Ok(())
}

/// The packages of `end2end`, exactly as its lock file says.
pub fn ensure_npm_packages(folder: &Path) -> Result<()> {
    if npm_is_current(folder) {
        return Ok(());
    }
    say::step("installing the browser tests' packages");
    npm_ci(folder, &[])
        .context("npm could not install the packages of end2end — check the network and try again")
}

/// Bluesky's own server, exactly as its lock file says, with the Node.js that it wants; and its
/// database, compiled for that. Scripts of packages do not run: this one's would fetch from
/// elsewhere than npm's registry.
pub fn ensure_bluesky(folder: &Path) -> Result<()> {
    if !npm_is_current(folder) {
        say::step("installing Bluesky's own server");
        npm_ci(folder, &["--ignore-scripts"]).context(
            "npm could not install the packages of end2end/bluesky — check the network and try again",
        )?;
    }
    let compiled = "node_modules/better-sqlite3/build/Release/better_sqlite3.node";
    if folder.join(compiled).is_file() {
        return Ok(());
    }
    for program in ["g++", "make", "python3"] {
        if !process::exists(program) {
            install(program, program)?;
        }
    }
    say::step("compiling the database of Bluesky's own server");
    let mut npm = Command::new("npm");
    npm.current_dir(folder).args(["rebuild", "better-sqlite3", "--build-from-source"]);
    npm.args(["--loglevel=error"]);
    if let Some(node) = brought_node(folder) {
        // Its headers lie beside it, so none are fetched.
        let mut path = node.join("bin").into_os_string();
        path.push(":");
        path.push(std::env::var_os("PATH").unwrap_or_default());
        npm.env("PATH", path).env("npm_config_nodedir", node);
    }
    process::run(&mut npm)
        .context("the database of Bluesky's own server could not be compiled — see above")
}

/// The Node.js that a package brings for this machine, where one does.
fn brought_node(folder: &Path) -> Option<PathBuf> {
    let arch = match std::env::consts::ARCH {
        "x86_64" => "x64",
        "aarch64" => "arm64",
        _ => return None,
    };
    let node = folder.join(format!("node_modules/node-{}-{arch}", std::env::consts::OS));
    node.join("bin/node").is_file().then_some(node)
}

fn npm_ci(folder: &Path, options: &[&str]) -> Result<()> {
    process::run(
        Command::new("npm")
            .current_dir(folder)
            .args(["ci", "--no-audit", "--no-fund", "--loglevel=error"])
            .args(options)
            .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"),
    )
}

/// The Python packages of `end2end`, in an environment of their own.
pub fn ensure_python_packages(folder: &Path) -> Result<()> {
    let (wanted, venv) = (folder.join("requirements.txt"), folder.join(".venv"));
    let installed = venv.join("installed.txt");
    let read = |path: &Path| std::fs::read_to_string(path).ok();
    if read(&wanted).is_some_and(|wanted| read(&installed).as_ref() == Some(&wanted)) {
        return Ok(());
    }
    say::step("installing the Python packages of the SDK tests");
    if !process::exists("python3") {
        bail!("python3 is not installed — install Python 3.9 or newer with its venv");
    }
    process::run(Command::new("python3").args(["-m", "venv"]).arg(&venv)).context(
        "Python could not make an environment (on Debian or Ubuntu: apt-get install python3-venv)",
    )?;
    process::run(
        Command::new(venv.join("bin/python"))
            .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"])
            .arg(&wanted),
    )
    .context("pip could not install the packages of end2end — check the network and try again")?;
    std::fs::copy(&wanted, &installed).context("could not note what was installed")?;
    Ok(())
}

/// npm writes a hidden lock file when it has installed everything.
fn npm_is_current(folder: &Path) -> bool {
    let written = |name: &str| std::fs::metadata(folder.join(name))?.modified();
    match (written("package-lock.json"), written("node_modules/.package-lock.json")) {
        (Ok(wanted), Ok(installed)) => installed >= wanted,
        _ => false,
    }
}

/// Installs a package of the distribution, as root or with a sudo that does
/// not ask.
fn install(package: &str, what: &str) -> Result<()> {
    let advice = || format!("install {what} (on Debian or Ubuntu: apt-get install {package})");
    if !process::exists("apt-get") {
        bail!("{package} is missing — {}", advice());
    }
    let Some(prefix) = privilege() else {
        bail!("{package} is missing and this user may not install it — {}", advice());
    };
    say::step(format!("installing {package}"));
    apt(prefix, &["update"])
        .and_then(|()| apt(prefix, &["install", "--yes", "--no-install-recommends", package]))
        .with_context(|| format!("could not install {package} — {}", advice()))
}

fn apt(prefix: &[&str], args: &[&str]) -> Result<()> {
    let words =
        [prefix, &["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"], args].concat();
    let (program, args) = words.split_first().context("no command")?;
    process::capture(Command::new(program).args(args)).map(drop)
}

/// How to become root: not at all, by sudo, or there is no way.
fn privilege() -> Option<&'static [&'static str]> {
    if Uid::effective().is_root() {
        return Some(&[]);
    }
    let sudo = Command::new("sudo").args(["-n", "true"]).output();
    sudo.is_ok_and(|output| output.status.success()).then_some(&["sudo", "-n"])
}
