//! Builds the page as visitors get it, and weighs it.

use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Result, ensure};
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::project::files_below;
use crate::{Project, editor, worker};

/// What comes before the page can be used must not weigh more. Bytes after gzip.
const FIRST_LOAD_MAX: usize = 350 * 1000;
/// What the engine's worker must not weigh more than. Bytes after gzip.
const WORKER_MAX: usize = 900 * 1000;
/// What must not weigh more of what comes when processes are first really executed. Bytes after gzip.
const PROCESSES_MAX: usize = 950 * 1000;

/// Makes the page's module smaller by a seventh: a standard library built for size, in which a panic
/// ends the page's code without a message. Trunk's hooks, which build other things, unset these.
const SMALL: [(&str, &str); 3] = [
    ("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort"),
    ("CARGO_UNSTABLE_BUILD_STD_FEATURES", "optimize_for_size"),
    (
        "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS",
        "-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none",
    ),
];

/// Bytes of `dist/` after gzip.
pub struct Weight {
    /// What comes before the first paint, and all that is not named below.
    pub first_load: usize,
    /// What comes when the engine starts.
    pub worker: usize,
    /// What comes when processes are first really executed.
    pub processes: usize,
    /// What is loaded after the first paint: by the editor, and by the engine for workloads that import
    /// it.
    pub later: usize,
}

impl Weight {
    /// Whether all that have a budget are within it.
    #[must_use]
    pub fn is_within(&self) -> bool {
        self.first_load <= FIRST_LOAD_MAX
            && self.worker <= WORKER_MAX
            && self.processes <= PROCESSES_MAX
    }
}

/// Builds and weighs.
///
/// # Errors
///
/// If Trunk fails or a budget is exceeded.
pub fn dist(project: &Project) -> Result<()> {
    build(project)?;
    let weight = weigh(project)?;
    ensure!(weight.is_within(), "the page is over its budget");
    Ok(())
}

/// Builds `dist/`.
///
/// # Errors
///
/// If Trunk fails.
pub fn build(project: &Project) -> Result<()> {
    let mut trunk = project.trunk();
    for (name, value) in SMALL {
        trunk.env(name, value);
    }
    project.run(trunk.args(["build", "--release"]))
}

/// Weighs `dist/` and prints the table.
///
/// # Errors
///
/// If there is nothing in it.
pub fn weigh(project: &Project) -> Result<Weight> {
    let dist = project.at("dist");
    let mut weight = Weight { first_load: 0, worker: 0, processes: 0, later: 0 };
    println!("{:>10} {:>10}  file", "bytes", "gzip");
    for file in files_below(&dist, &|_| true)? {
        let bytes = fs::read(&file)?;
        let gzip = gzip_size(&bytes)?;
        let name = file.strip_prefix(&dist)?;
        // Trunk's own mark in the folder is no part of the page.
        if name.to_string_lossy().starts_with('.') {
            continue;
        }
        println!("{:>10} {gzip:>10}  {}", bytes.len(), name.display());
        *match part_of(name) {
            Part::FirstLoad => &mut weight.first_load,
            Part::Worker => &mut weight.worker,
            Part::Processes => &mut weight.processes,
            Part::Later => &mut weight.later,
        } += gzip;
    }
    ensure!(weight.first_load > 0, "{} is empty", dist.display());
    println!("first load: {}", against(weight.first_load, FIRST_LOAD_MAX));
    println!("engine worker: {}", against(weight.worker, WORKER_MAX));
    println!("engine with processes: {}", against(weight.processes, PROCESSES_MAX));
    println!("after the first paint: {} KB gzip", weight.later.div_ceil(1000));
    Ok(weight)
}

/// When a file is loaded.
#[derive(PartialEq, Eq, Debug)]
enum Part {
    FirstLoad,
    Worker,
    Processes,
    Later,
}

fn part_of(name: &Path) -> Part {
    let mut folders = name.iter().map(|part| part.to_string_lossy());
    let (first, second) = (folders.next().unwrap_or_default(), folders.next().unwrap_or_default());
    if second == worker::LIBRARY {
        Part::Later
    } else if second.starts_with(worker::PROCESSES) {
        Part::Processes
    } else if first == "worker" || first.starts_with("worker-") {
        Part::Worker
    } else if first == "editor" && editor::LATER.iter().any(|begin| second.starts_with(begin)) {
        Part::Later
    } else {
        Part::FirstLoad
    }
}

fn against(bytes: usize, budget: usize) -> String {
    let verdict = if bytes <= budget { "within" } else { "OVER" };
    let kilobytes = |bytes: usize| bytes.div_ceil(1000);
    format!("{} KB gzip, {verdict} its budget of {} KB", kilobytes(bytes), kilobytes(budget))
}

fn gzip_size(bytes: &[u8]) -> Result<usize> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_later_is_weighed_apart() {
        assert_eq!(part_of(Path::new("worker-12ab/worker.js")), Part::Worker);
        assert_eq!(part_of(Path::new("worker/worker.js")), Part::Worker);
        assert_eq!(part_of(Path::new("worker-12ab/process-boot.js")), Part::Worker);
        assert_eq!(part_of(Path::new("worker-12ab/processes_bg.wasm")), Part::Processes);
        assert_eq!(part_of(Path::new("editor/assist.src-12ab.js")), Part::Later);
        assert_eq!(part_of(Path::new("worker-12ab/library.txt")), Part::Later);
        assert_eq!(part_of(Path::new("editor/editor.js")), Part::FirstLoad);
        assert_eq!(part_of(Path::new("web-12ab_bg.wasm")), Part::FirstLoad);
    }

    #[test]
    fn a_weight_says_its_budget() {
        assert_eq!(against(349_999, 350_000), "350 KB gzip, within its budget of 350 KB");
        assert_eq!(against(350_001, 350_000), "351 KB gzip, OVER its budget of 350 KB");
    }
}
