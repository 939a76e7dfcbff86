//! The folders of the project, and child processes that run inside it.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

/// Where the project is.
pub struct Project {
    /// The top folder of the working tree.
    pub root: PathBuf,
}

impl Project {
    /// The project whose `cargo xtask` this is.
    ///
    /// # Errors
    ///
    /// If its folder is gone.
    pub fn find() -> Result<Project> {
        // Cargo names the folder when it runs us; the built-in one serves a direct start.
        let manifest = std::env::var("CARGO_MANIFEST_DIR")
            .unwrap_or_else(|_| env!("CARGO_MANIFEST_DIR").to_owned());
        let root = Path::new(&manifest).join("../..");
        let root = root.canonicalize().with_context(|| format!("{} is gone", root.display()))?;
        Ok(Project { root })
    }

    /// A path inside the project.
    #[must_use]
    pub fn at(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// Where Cargo builds.
    #[must_use]
    pub fn target(&self) -> PathBuf {
        std::env::var_os("CARGO_TARGET_DIR")
            .map_or_else(|| self.at("target"), |folder| self.root.join(folder))
    }

    /// The search path of all children: the project's own tools before the machine's.
    ///
    /// # Errors
    ///
    /// If a folder's name cannot stand in a search path.
    pub fn path(&self) -> Result<OsString> {
        let mut folders = vec![self.at(".tools/bin"), self.at("node_modules/.bin")];
        folders.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
        std::env::join_paths(folders).context("the project's folder cannot stand in PATH")
    }

    /// A child process in the project's top folder, with the project's tools in its `PATH`.
    #[must_use]
    pub fn command(&self, program: &str) -> Command {
        let mut command = match self.program(program) {
            Some(path) => Command::new(path),
            None => Command::new(program),
        };
        command.current_dir(&self.root);
        if let Ok(path) = self.path() {
            command.env("PATH", path);
        }
        // Cargo tells these to what it runs; a child that is Cargo again must not inherit them.
        for name in ["CARGO_MANIFEST_DIR", "CARGO_MANIFEST_PATH", "CARGO_PKG_NAME"] {
            command.env_remove(name);
        }
        command
    }

    /// Trunk, which must not fetch tools: set-up installed them.
    #[must_use]
    pub fn trunk(&self) -> Command {
        let mut command = self.command("trunk");
        command.env("TRUNK_OFFLINE", "true");
        command
    }

    /// Where a program is, if anywhere.
    #[must_use]
    pub fn program(&self, name: &str) -> Option<PathBuf> {
        if name.contains(std::path::MAIN_SEPARATOR) {
            return Some(PathBuf::from(name)).filter(|path| path.is_file());
        }
        let path = self.path().ok()?;
        std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
    }

    /// Says a command, runs it and waits.
    ///
    /// # Errors
    ///
    /// If it cannot start or fails.
    pub fn run(&self, command: &mut Command) -> Result<()> {
        let spoken = spoken(command);
        eprintln!("$ {spoken}");
        let status = command.status().with_context(|| format!("cannot start `{spoken}`"))?;
        if !status.success() {
            bail!("`{spoken}` failed ({status})");
        }
        Ok(())
    }

    /// Runs a command in silence and gives what it prints.
    ///
    /// # Errors
    ///
    /// If it cannot start or fails; then what it said is part of the error.
    pub fn read(&self, command: &mut Command) -> Result<String> {
        let spoken = spoken(command);
        let output = command.output().with_context(|| format!("cannot start `{spoken}`"))?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            bail!("`{spoken}` failed ({}): {}", output.status, said.trim());
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }
}

/// A command as one would type it.
fn spoken(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let mut words = vec![program.to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|word| word.to_string_lossy().into_owned()));
    words.join(" ")
}

/// All files below a folder, in the order of their names; none if there is no such folder.
///
/// # Errors
///
/// If a folder cannot be read.
pub fn files_below(folder: &Path, enter: &dyn Fn(&Path) -> bool) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        for entry in entries {
            let entry = entry.with_context(|| format!("cannot read {}", folder.display()))?;
            let kind = entry.file_type()?;
            if kind.is_dir() && enter(&entry.path()) {
                folders.push(entry.path());
            } else if kind.is_file() {
                files.push(entry.path());
            }
        }
    }
    files.sort();
    Ok(files)
}
