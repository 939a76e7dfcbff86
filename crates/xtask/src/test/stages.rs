//! The stages of `./dev test`, in their order.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use super::Count;
use crate::browser::{self, Browser};
use crate::{Project, dist, editor, tidy, worker};

/// One stage.
pub struct Stage {
    /// For `./dev test NAME`.
    pub name: &'static str,
    /// For its heading.
    pub about: &'static str,
    /// Runs it.
    pub run: fn(&Project) -> Result<Count>,
}

/// All stages.
pub const STAGES: &[Stage] = &[
    Stage { name: "checks", about: "format, lints, tidy", run: checks },
    Stage { name: "native", about: "unit and fixture tests", run: native },
    Stage { name: "wasm", about: "in a browser, without threads", run: wasm },
    Stage { name: "threads", about: "in a browser, with a pool of two", run: threads },
    Stage { name: "dist", about: "the page as visitors get it, and its weight", run: built },
    Stage { name: "browser", about: "the built page in a browser, end to end", run: end_to_end },
];

fn checks(project: &Project) -> Result<Count> {
    // The page does not compile without its editor, which is no tracked file.
    editor::build(project)?;
    let mut sum = Count::default();
    let mut cargo = |arguments: &[&str]| {
        let result = project.run(project.command("cargo").args(arguments));
        sum += said("check", result.map(|()| true));
    };
    cargo(&["fmt", "--all", "--check"]);
    let deny = ["--all-targets", "--", "--deny", "warnings"];
    cargo(&[&["clippy", "--quiet", "--workspace"], &deny[..]].concat());
    // What is compiled for the browser only.
    let browser = ["clippy", "--quiet", "--target", "wasm32-unknown-unknown"];
    cargo(&[&browser[..], &["--package", "web", "--package", "worker"], &deny[..]].concat());
    sum += said(
        "tidy",
        tidy::tidy(project).map(|findings| {
            findings.iter().for_each(|finding| eprintln!("{finding}"));
            findings.is_empty()
        }),
    );
    Ok(sum)
}

fn said(what: &str, result: Result<bool>) -> Count {
    if let Err(error) = &result {
        eprintln!("error: {what}: {error:#}");
    }
    Count::of_check(result.is_ok_and(|passed| passed))
}

fn native(project: &Project) -> Result<Count> {
    let mut cargo = project.command("cargo");
    cargo.args(["test", "--workspace", "--no-fail-fast"]);
    let (output, success) = listen(&mut cargo)?;
    Ok(Count::of_cargo(&output).ended(success))
}

fn wasm(project: &Project) -> Result<Count> {
    in_browser(project, &["--test", "web"], &[])
}

fn threads(project: &Project) -> Result<Count> {
    let environment =
        [("RUSTFLAGS", worker::RUSTFLAGS), ("CARGO_UNSTABLE_BUILD_STD", worker::BUILD_STD)];
    in_browser(project, &["--test", "threads", "--features", "threads"], &environment)
}

/// The tests of the worker crate through wasm-pack. The threaded build has a target folder of its
/// own: shared, the two standard libraries collide.
fn in_browser(
    project: &Project,
    arguments: &[&str],
    environment: &[(&str, &str)],
) -> Result<Count> {
    let Some(browser) = Browser::find(project) else { return without_browser() };
    let folder = if environment.is_empty() { "wasm-test" } else { "wasm-test-threads" };
    let mut wasm_pack = project.command("wasm-pack");
    wasm_pack.args(["test", "--headless", "--chrome"]);
    if let Some(driver) = &browser.driver {
        wasm_pack.args(["--mode", "no-install", "--chromedriver"]).arg(driver);
    }
    wasm_pack.arg("web/worker").args(arguments);
    wasm_pack.env("CARGO_TARGET_DIR", project.target().join(folder));
    wasm_pack.env("WASM_BINDGEN_TEST_TIMEOUT", "300");
    wasm_pack.envs(environment.iter().copied());
    let (output, success) = listen(&mut wasm_pack)?;
    Ok(Count::of_cargo(&output).ended(success))
}

fn built(project: &Project) -> Result<Count> {
    dist::build(project)?;
    let mut sum = Count::PASSED;
    sum += Count::of_check(dist::weigh(project)?.is_within());
    Ok(sum)
}

fn end_to_end(project: &Project) -> Result<Count> {
    let Some(browser) = Browser::find(project) else { return without_browser() };
    ensure!(project.at("dist/index.html").exists(), "dist/ is not built");
    project.run(project.command("cargo").args(["build", "--quiet", "--package", "cli"]))?;
    let report = project.target().join("browser-tests.tap");
    let mut node = browser.node(project);
    node.args(["--test", "--test-concurrency=1", "--test-reporter=spec"]);
    node.args(["--test-reporter-destination=stdout", "--test-reporter=tap"]);
    node.arg(format!("--test-reporter-destination={}", report.display()));
    node.args(test_files(project)?);
    match browser::firefox(project) {
        Some(firefox) => {
            node.env("FIREFOX", firefox);
        }
        None => ensure!(!browser::is_required(), "CI has no Firefox, so its tests cannot run"),
    }
    node.env("INTERLEAVE", project.target().join("debug/interleave"));
    let success = project.run(&mut node).is_ok();
    let output = std::fs::read_to_string(&report).context("node left no report")?;
    Ok(Count::of_tap(&output).ended(success))
}

/// Named one by one: which files `node --test` finds in a folder differs between its versions.
fn test_files(project: &Project) -> Result<Vec<std::path::PathBuf>> {
    let mut files = crate::project::files_below(&project.at("tests/browser"), &|_| true)?;
    files.retain(|file| file.to_string_lossy().ends_with(".test.mjs"));
    Ok(files)
}

fn without_browser() -> Result<Count> {
    ensure!(!browser::is_required(), "CI has no Chromium, so these tests did not run");
    eprintln!("SKIPPED: no Chromium or Chrome was found; CHROME=/path/to/chrome names one");
    Ok(Count::SKIPPED)
}

/// Runs a command whose standard output is shown as it comes, and kept.
fn listen(command: &mut Command) -> Result<(String, bool)> {
    let name = command.get_program().to_string_lossy().into_owned();
    let mut child =
        command.stdout(Stdio::piped()).spawn().with_context(|| format!("cannot start {name}"))?;
    let stdout = child.stdout.take().context("a piped output is there")?;
    let mut output = String::new();
    for line in BufReader::new(stdout).split(b'\n') {
        let line = line?;
        let line = String::from_utf8_lossy(&line);
        println!("{line}");
        output.push_str(&line);
        output.push('\n');
    }
    Ok((output, child.wait()?.success()))
}
