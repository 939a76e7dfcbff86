//! Set-up: everything that the tasks need and the machine lacks, said before it is done.
//!
//! A second run finds everything in place and costs a second or two.

use std::fs;

use anyhow::{Context, Result};

use crate::{Project, browser, tools};

/// What building and serving the page needs.
///
/// # Errors
///
/// If something cannot be installed.
pub fn for_building(project: &Project) -> Result<()> {
    toolchain(project)?;
    tools::install(project)?;
    npm_packages(project)
}

/// What the tests need besides: a browser, where one can be had.
///
/// # Errors
///
/// If something cannot be installed.
pub fn for_tests(project: &Project) -> Result<()> {
    for_building(project)?;
    browser::install(project)?;
    browser::tell_wasm_pack(project)
}

/// Completes the pinned toolchain: `./dev` made sure that it is there, not that it has all parts.
fn toolchain(project: &Project) -> Result<()> {
    let sysroot = project.read(project.command("rustc").args(["--print", "sysroot"]))?;
    let sysroot = std::path::Path::new(sysroot.trim());
    let parts = ["lib/rustlib/src/rust/library", "lib/rustlib/wasm32-unknown-unknown"];
    let programs = ["bin/cargo-clippy", "bin/rustfmt"];
    if parts.iter().chain(&programs).all(|part| sysroot.join(part).exists()) {
        return Ok(());
    }
    println!("Completing the Rust toolchain of rust-toolchain.toml, a minute at most.");
    project.run(project.command("rustup").args(["toolchain", "install", "--no-self-update"]))
}

/// `npm ci`, if the lock file is not the one that was installed last.
fn npm_packages(project: &Project) -> Result<()> {
    let lock = fs::read_to_string(project.at("package-lock.json"))?;
    let installed = project.at("node_modules/.installed-lock.json");
    if fs::read_to_string(&installed).is_ok_and(|last| last == lock) {
        return Ok(());
    }
    println!("Installing the npm packages of package-lock.json into node_modules, some seconds.");
    project.run(project.command("npm").args(["ci", "--no-audit", "--no-fund"]))?;
    fs::write(&installed, lock).with_context(|| format!("cannot write {}", installed.display()))
}
