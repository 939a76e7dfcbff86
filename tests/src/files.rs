//! The programs of this suite, as the files in which they stand.

use std::path::{Path, PathBuf};

/// A program.
pub struct File {
    /// Its path from the folder of the suite, with slashes.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// The folder of the suite.
#[must_use]
pub fn folder() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The programs in folders, which are named from that of the suite; in the order of their paths.
///
/// # Panics
///
/// If they cannot be read.
#[must_use]
pub fn files(folders: &[&str]) -> Vec<File> {
    let mut paths = Vec::new();
    for name in folders {
        python_files(&folder().join(name), &mut paths);
    }
    paths.sort();
    let read = |path: &PathBuf| {
        let text = std::fs::read_to_string(path).expect("a program is readable text");
        let path = path.strip_prefix(folder()).expect("a program is below the suite");
        File { path: path.to_string_lossy().replace('\\', "/"), text }
    };
    paths.iter().map(read).collect()
}

fn python_files(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("it can be read").path();
        if path.is_dir() {
            python_files(&path, paths);
        } else if path.extension().is_some_and(|ending| ending == "py") {
            paths.push(path);
        }
    }
}
