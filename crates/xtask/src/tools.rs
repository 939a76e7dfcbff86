//! The Cargo tools of the build: taken by exact version, into the project's own `.tools`.

use anyhow::{Context, Result};

use crate::Project;

/// A tool from the crate registry.
struct Tool {
    package: &'static str,
    version: &'static str,
    program: &'static str,
    /// Cargo's `opt-level` for it: 0 where it has little to compute, which takes half the time to build.
    optimise: &'static str,
    /// Whether the package's own lock file builds on the pinned toolchain.
    lock: Lock,
}

#[derive(PartialEq)]
enum Lock {
    Kept,
    Renewed,
}

/// The version of `wasm-bindgen` here, in `Trunk.toml` and in `Cargo.toml` is one and the same.
const TOOLS: &[Tool] = &[
    Tool { package: "trunk", version: "0.22.1", program: "trunk", optimise: "0", lock: Lock::Kept },
    Tool {
        package: "wasm-bindgen-cli",
        version: "0.2.130",
        program: "wasm-bindgen",
        optimise: "1",
        lock: Lock::Renewed,
    },
    Tool {
        package: "wasm-pack",
        version: "0.15.1",
        program: "wasm-pack",
        optimise: "0",
        lock: Lock::Kept,
    },
];

/// The runner of the fuzz targets.
const FUZZER: &[Tool] = &[Tool {
    package: "cargo-fuzz",
    version: "0.13.2",
    program: "cargo-fuzz",
    optimise: "0",
    lock: Lock::Kept,
}];

/// What looks at the dependencies.
const CHECKERS: &[Tool] = &[
    Tool {
        package: "cargo-deny",
        version: "0.20.2",
        program: "cargo-deny",
        optimise: "1",
        lock: Lock::Kept,
    },
    Tool {
        package: "cargo-machete",
        version: "0.9.2",
        program: "cargo-machete",
        optimise: "1",
        lock: Lock::Kept,
    },
];

/// Installs what building the page needs and is not there in its exact version.
///
/// # Errors
///
/// If one cannot be installed.
pub fn install(project: &Project) -> Result<()> {
    install_all(project, TOOLS)
}

/// The same for fuzzing.
///
/// # Errors
///
/// If it cannot be installed.
pub fn install_fuzzer(project: &Project) -> Result<()> {
    install_all(project, FUZZER)
}

/// The same for looking at the dependencies.
///
/// # Errors
///
/// If one cannot be installed.
pub fn install_checkers(project: &Project) -> Result<()> {
    install_all(project, CHECKERS)
}

fn install_all(project: &Project, tools: &[Tool]) -> Result<()> {
    let missing: Vec<&Tool> = tools.iter().filter(|tool| !tool.is_there(project)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = missing.iter().map(|tool| tool.package).collect();
    println!("Installing {} into .tools, once.", names.join(", "));
    let prebuilt = project.program("cargo-binstall").is_some();
    if !prebuilt {
        println!("They are built from source, one to four minutes each on two cores;");
        println!("with `cargo binstall` they would be taken prebuilt.");
    }
    for tool in missing {
        if !(prebuilt && tool.take_prebuilt(project)) {
            tool.build(project)?;
        }
    }
    // The intermediate files, shared by the tools while they are built, have served.
    let build = project.at(".tools/build");
    if build.exists() {
        std::fs::remove_dir_all(&build).context("cannot clean .tools/build")?;
    }
    Ok(())
}

impl Tool {
    fn is_there(&self, project: &Project) -> bool {
        let said = project.read(project.command(self.program).arg("--version"));
        said.is_ok_and(|said| said.split_whitespace().any(|word| word == self.version))
    }

    fn take_prebuilt(&self, project: &Project) -> bool {
        let mut command = project.command("cargo");
        command.args(["binstall", "--no-confirm", "--disable-strategies", "compile", "--root"]);
        command.arg(project.at(".tools")).arg(format!("{}@{}", self.package, self.version));
        project.run(&mut command).is_ok() && self.is_there(project)
    }

    fn build(&self, project: &Project) -> Result<()> {
        let mut command = project.command("cargo");
        command.args(["install", self.package, "--version", self.version, "--root"]);
        command.arg(project.at(".tools"));
        if self.lock == Lock::Kept {
            command.arg("--locked");
        }
        // Their own profiles aim at the fastest program and take many minutes.
        command
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", self.optimise)
            .env("CARGO_TARGET_DIR", project.at(".tools/build"))
            .env_remove("RUSTFLAGS");
        project
            .run(&mut command)
            .with_context(|| format!("cannot build {} {}", self.package, self.version))
    }
}
