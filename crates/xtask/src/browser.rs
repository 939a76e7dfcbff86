//! Chromium, its driver and Firefox: where they are, and how they are started without a screen.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::json;

use crate::Project;

/// A browser found on this machine.
pub struct Browser {
    /// Chromium or Chrome.
    pub program: PathBuf,
    /// Its WebDriver; without one, wasm-pack fetches its own where it can.
    pub driver: Option<PathBuf>,
}

const NAMES: &[&str] =
    &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const APPLICATIONS: &[&str] = &[
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

impl Browser {
    /// `CHROME` and `CHROMEDRIVER` if they are set, else where browsers usually are.
    #[must_use]
    pub fn find(project: &Project) -> Option<Browser> {
        let named = |variable| std::env::var(variable).ok().map(PathBuf::from);
        let usual = || {
            let on_path = NAMES.iter().find_map(|name| project.program(name));
            let applications = || APPLICATIONS.iter().map(PathBuf::from).find(|app| app.exists());
            on_path.or_else(applications)
        };
        let program = named("CHROME").filter(|path| path.exists()).or_else(usual)?;
        let driver = named("CHROMEDRIVER").or_else(|| project.program("chromedriver"));
        Some(Browser { program, driver })
    }

    /// Node, told which browser its scripts start, and how.
    #[must_use]
    pub fn node(&self, project: &Project) -> Command {
        let mut node = project.command("node");
        node.env("CHROME", &self.program);
        node.env("CHROME_ARGUMENTS", arguments(project).join(" "));
        node
    }
}

/// `FIREFOX` if it is set, else where it usually is.
#[must_use]
pub fn firefox(project: &Project) -> Option<PathBuf> {
    let named = std::env::var_os("FIREFOX").map(PathBuf::from);
    let application = PathBuf::from("/Applications/Firefox.app/Contents/MacOS/firefox");
    let usual = || ["firefox-esr", "firefox"].iter().find_map(|name| project.program(name));
    named.or_else(usual).or(Some(application)).filter(|path| path.exists())
}

/// Whether the tests may be skipped for want of a browser: on a person's machine, never in CI.
#[must_use]
pub fn is_required() -> bool {
    std::env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false")
}

/// Installs the browsers where that can be done without asking: on Debian, as root.
///
/// # Errors
///
/// If the package manager fails.
pub fn install(project: &Project) -> Result<()> {
    let chromium = Browser::find(project);
    let has_driver = chromium.as_ref().is_some_and(|browser| browser.driver.is_some());
    let has_firefox = firefox(project).is_some();
    if has_driver && has_firefox {
        return Ok(());
    }
    if is_root(project) && project.program("apt-get").is_some() {
        println!(
            "Installing Debian's Chromium, its driver and Firefox for the tests, two minutes."
        );
        let packages = ["chromium", "chromium-driver", "firefox-esr"];
        let mut install = project.command("apt-get");
        install.args(["install", "--yes", "--no-install-recommends"]).args(packages);
        project.run(project.command("apt-get").arg("update"))?;
        return project.run(&mut install);
    }
    if chromium.is_none() {
        eprintln!("No Chromium or Chrome was found: the browser tests will be skipped.");
        eprintln!("Install one, or name one: CHROME=/path/to/chrome ./dev test");
    }
    if !has_firefox {
        eprintln!("No Firefox was found: its tests will be skipped.");
        eprintln!("Install it, or name it: FIREFOX=/path/to/firefox ./dev test");
    }
    Ok(())
}

/// Writes the capabilities that wasm-pack's test runner gives the browser of this machine.
///
/// # Errors
///
/// If the file cannot be written.
pub fn tell_wasm_pack(project: &Project) -> Result<()> {
    let Some(browser) = Browser::find(project) else { return Ok(()) };
    let mut options = json!({ "args": arguments(project) });
    if std::env::var_os("CHROME").is_some() {
        options["binary"] = json!(browser.program);
    }
    let text = serde_json::to_string_pretty(&json!({ "goog:chromeOptions": options }))? + "\n";
    write_if_new(&project.at("web/worker/webdriver.json"), &text)
}

/// How Chromium is started for tests.
#[must_use]
pub fn arguments(project: &Project) -> Vec<&'static str> {
    let mut arguments = vec![
        "--headless",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ];
    // Chromium's sandbox refuses to run as root.
    if is_root(project) {
        arguments.push("--no-sandbox");
    }
    arguments
}

fn is_root(project: &Project) -> bool {
    project.read(project.command("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

/// Writes a file only if that changes it, so that nothing that watches it wakes.
///
/// # Errors
///
/// If it cannot be written.
pub fn write_if_new(path: &Path, text: &str) -> Result<()> {
    if fs::read_to_string(path).is_ok_and(|old| old == text) {
        return Ok(());
    }
    fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}
