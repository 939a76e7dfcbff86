//! Compares text with a file. `UPDATE_SNAPSHOTS=1` writes the file instead.

use std::path::{Path, PathBuf};

/// The file of a fixture, `tests/FOLDER/NAME.EXTENSION`.
pub fn fixture(folder: &str, name: &str, extension: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests")
        .join(folder)
        .join(name)
        .with_extension(extension)
}

/// Requires the file to hold the text.
pub fn compare(expected: &Path, actual: &str) {
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(expected, actual).expect("the snapshot can be written");
        return;
    }
    let text = std::fs::read_to_string(expected).unwrap_or_default();
    assert!(
        text == actual,
        "{} differs; UPDATE_SNAPSHOTS=1 accepts this:\n{actual}",
        expected.display()
    );
}

/// The names of a folder's `.py` files, sorted.
pub fn fixtures_in(folder: &str) -> Vec<String> {
    let folder = fixture(folder, "x", "py");
    let folder = folder.parent().expect("fixtures are in a folder");
    let files = std::fs::read_dir(folder).expect("the folder exists");
    let paths = files.map(|file| file.expect("the folder can be listed").path());
    let fixtures = paths.filter(|path| path.extension().is_some_and(|is| is == "py"));
    let mut names: Vec<String> = fixtures
        .map(|path| path.file_stem().expect("it has a name").to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}
