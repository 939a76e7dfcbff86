//! Builds the engine's worker: a module with atomics and a shared memory, for every page, and the same
//! once more with what starts processes, which is loaded when they are first asked for.
//!
//! The page's own module has ordinary memory, so it is a separate build with a target folder of its
//! own. A panic is our own mistake and traps: unwinding would make the download larger. The
//! thread that it ends tells the page, which ends the engine: see `web/static/worker-boot.js`.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::Project;
use crate::project::files_below;

/// The flags of every build with shared memory. The linker's part is in `web/worker/build.rs`.
pub const RUSTFLAGS: &str = "-C target-feature=+atomics,+bulk-memory,+mutable-globals";
/// Makes the module smaller: a panic has neither message nor place, and the hash by which texts
/// become seeds is not unrolled.
const SMALL: &str = "-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none \
     --cfg sha2_backend=\"soft\" --cfg sha2_backend_soft=\"compact\"";
/// The parts of the standard library that are built with those flags.
pub const BUILD_STD: &str = "std,panic_abort";

/// The sorts, the searches and the numbers of the standard library in their small form.
const BUILD_STD_FEATURES: &str = "optimize_for_size";

/// Those of its crates that are small, and called all the time by what simulates: vectors, the allocator, wide
/// numbers. They are built for speed, like their callers in `Cargo.toml`.
const BUILD_STD_FAST: [&str; 4] = ["alloc", "compiler_builtins", "core", "dlmalloc"];

/// What wasm-opt may use: what the browsers have, named one by one, for with `--all-features` it
/// makes a module that Chromium refuses.
const FEATURES: &[&str] = &[
    "--enable-threads",
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
    "--enable-exception-handling",
];

/// How wasm-opt works: for speed, but with fewer copies of functions than it would make (20 is its
/// own limit of their size), which are 5 KB of the download, and without moving any but small functions
/// into the only one that calls them, which are 30 KB: programs run as fast, or faster.
const OPTIMISE: &[&str] = &[
    "-O3",
    "--flexible-inline-max-function-size",
    "8",
    "--one-caller-inline-max-function-size",
    "30",
];

/// The entries of the engine's worker and of those that it starts for processes.
const ENTRIES: [&str; 2] = ["worker-boot.js", "process-boot.js"];

/// A module of the worker.
struct Module {
    /// What its files are called.
    name: &'static str,
    features: &'static str,
    /// Below the target folder: Cargo would take the one module for the other.
    target: &'static str,
}

/// What a visitor gets.
const MODULES: &[Module] = &[
    Module { name: "worker", features: "threads", target: "worker" },
    Module { name: PROCESSES, features: "processes", target: "worker-processes" },
];

/// What a developer gets, who would wait for the second one: its worker loads no other.
const MODULE_OF_ALL: &[Module] =
    &[Module { name: "worker", features: "threads,processes", target: "worker" }];

/// The name of the module that is loaded when processes are first asked for.
pub const PROCESSES: &str = "processes";

/// The file of the library's texts that the worker loads when they are needed.
pub const LIBRARY: &str = "library.txt";

/// How much time to spend on a faster and smaller module.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Speed {
    /// For a visitor.
    Best,
    /// For a developer who waits.
    Soon,
}

impl Speed {
    /// What Trunk builds just now, if this is its hook.
    #[must_use]
    pub fn of_trunk() -> Speed {
        match std::env::var("TRUNK_PROFILE").as_deref() {
            Ok("debug") => Speed::Soon,
            _ => Speed::Best,
        }
    }

    fn modules(self) -> &'static [Module] {
        match self {
            Speed::Best => MODULES,
            Speed::Soon => MODULE_OF_ALL,
        }
    }
}

/// The finished folder, which Trunk copies into the page as `worker/`.
#[must_use]
pub fn folder(project: &Project) -> PathBuf {
    project.at("target/worker-pkg")
}

/// Builds the worker into [`folder`]; does nothing if its sources are unchanged.
///
/// # Errors
///
/// If a tool fails.
pub fn build(project: &Project, speed: Speed) -> Result<()> {
    let modules = speed.modules();
    let compile = |module| compile(project, module, speed);
    let compiled = modules.iter().map(compile).collect::<Result<Vec<Compiled>>>()?;
    let [worker, process] = ENTRIES.map(|name| project.at(&format!("web/static/{name}")));
    let mut files = vec![worker, process];
    files.extend(compiled.iter().map(|it| it.module.clone()));
    let library = compiled[0].library.clone();
    files.push(library.clone());
    let fingerprint = fingerprint(&files, speed)?;
    let finished = folder(project);
    if fs::read_to_string(finished.join(".fingerprint")).is_ok_and(|last| last == fingerprint) {
        return Ok(());
    }
    // A name of its own, then moved: Trunk may run this twice at once, and copies what it finds.
    let fresh = project.at(&format!("target/worker-pkg.{}", std::process::id()));
    fs::create_dir_all(&fresh)?;
    for (module, compiled) in modules.iter().zip(&compiled) {
        bind(project, module, compiled, &fresh, speed)?;
    }
    for (name, boot) in ENTRIES.iter().zip(&files) {
        fs::copy(boot, fresh.join(name))?;
    }
    if speed == Speed::Best {
        minify(project, &fresh)?;
    }
    fs::copy(&library, fresh.join(LIBRARY))?;
    fs::write(fresh.join(".fingerprint"), fingerprint)?;
    if finished.exists() {
        fs::remove_dir_all(&finished)?;
    }
    fs::rename(&fresh, &finished).with_context(|| format!("cannot write {}", finished.display()))
}

/// Writes a module with its script into a folder.
fn bind(
    project: &Project,
    module: &Module,
    compiled: &Compiled,
    folder: &Path,
    speed: Speed,
) -> Result<()> {
    let mut bindgen = project.command("wasm-bindgen");
    bindgen.args(["--target", "web", "--no-typescript", "--out-name", module.name, "--out-dir"]);
    project.run(bindgen.arg(folder).arg(&compiled.module))?;
    if speed == Speed::Best {
        let module = folder.join(format!("{}_bg.wasm", module.name));
        let mut optimise = project.command("wasm-opt");
        optimise.args(OPTIMISE).args(FEATURES).arg("-o").arg(&module).arg(&module);
        project.run(&mut optimise)?;
    }
    Ok(())
}

/// Makes the scripts small: a third of their bytes after gzip.
fn minify(project: &Project, folder: &Path) -> Result<()> {
    let is_script = |path: &Path| path.extension().is_some_and(|extension| extension == "js");
    for script in files_below(folder, &|_| true)?.into_iter().filter(|path| is_script(path)) {
        let mut esbuild = project.command("esbuild");
        esbuild.args(["--minify", "--log-level=warning", "--allow-overwrite"]);
        project.run(esbuild.arg(format!("--outfile={}", script.display())).arg(&script))?;
    }
    Ok(())
}

/// Where Cargo has put what it built.
struct Compiled {
    module: PathBuf,
    /// The texts that the build script of `lang` has left out of the module.
    library: PathBuf,
}

fn compile(project: &Project, module: &Module, speed: Speed) -> Result<Compiled> {
    let target = project.target().join(module.target);
    let mut cargo = project.command("cargo");
    cargo.args([
        "build",
        "--profile",
        "release-worker",
        "--package",
        "worker",
        "--features",
        module.features,
    ]);
    cargo.args(["-Z", &format!("build-std={BUILD_STD}"), "--target", "wasm32-unknown-unknown"]);
    cargo.args(["-Z", &format!("build-std-features={BUILD_STD_FEATURES}")]);
    for name in BUILD_STD_FAST {
        cargo.args(["--config", &format!("profile.release-worker.package.{name}.opt-level=3")]);
    }
    cargo.arg("--target-dir").arg(&target);
    cargo.env("RUSTFLAGS", format!("{RUSTFLAGS} {SMALL}"));
    if speed == Speed::Soon {
        cargo.env("CARGO_PROFILE_RELEASE_WORKER_LTO", "off");
        cargo.env("CARGO_PROFILE_RELEASE_WORKER_CODEGEN_UNITS", "16");
        cargo.env("CARGO_PROFILE_RELEASE_WORKER_OPT_LEVEL", "2");
    }
    project.run(&mut cargo)?;
    // Built already: Cargo only says where.
    let messages = project.read(cargo.args(["--quiet", "--message-format", "json"]))?;
    let folder = messages.lines().find_map(folder_of_lang);
    let folder = folder.context("Cargo does not say where the library's texts are")?;
    let module = target.join("wasm32-unknown-unknown/release-worker/worker.wasm");
    Ok(Compiled { module, library: folder.join("apart.txt") })
}

/// Where the build script of `lang` writes, if that is what a message of Cargo says.
fn folder_of_lang(message: &str) -> Option<PathBuf> {
    let message: serde_json::Value = serde_json::from_str(message).ok()?;
    let is_lang = message["package_id"].as_str()?.contains("/crates/lang#");
    let folder = message["out_dir"].as_str().filter(|_| is_lang)?;
    Some(PathBuf::from(folder))
}

fn fingerprint(files: &[PathBuf], speed: Speed) -> Result<String> {
    let mut hasher = DefaultHasher::new();
    (speed, OPTIMISE, FEATURES).hash(&mut hasher);
    for file in files {
        let bytes = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
        bytes.hash(&mut hasher);
    }
    Ok(format!("{:016x}", hasher.finish()))
}
