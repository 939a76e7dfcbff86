//! Gives the files of `dist/` their versions, after Trunk has put them together.
//!
//! Trunk names the page's own files by their content but copies the worker's folder as it is: it
//! gets its version here, and the page is told by the one place of `index.html` that names it.
//! The service worker gets the list of all files, so that it can keep them for use offline.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use crate::project::files_below;
use crate::worker::Speed;
use crate::{Project, worker};

/// How `index.html` names the worker: `<meta name="interleave-worker" content="…">`.
const WORKER: &str = "worker/worker-boot.js";

/// Stamps the folder in which Trunk stages the page.
///
/// # Errors
///
/// If the page does not say where its worker is.
pub fn stamp(project: &Project) -> Result<()> {
    let staging = std::env::var_os("TRUNK_STAGING_DIR").map(PathBuf::from);
    let staging = staging.context("`stamp` is a hook: only Trunk says which folder it stages")?;
    stamp_worker(&staging, &worker::folder(project))?;
    // A page under development must not be kept: its files change under their names.
    if Speed::of_trunk() == Speed::Best {
        stamp_service_worker(&staging)?;
    }
    Ok(())
}

fn stamp_worker(staging: &Path, built: &Path) -> Result<()> {
    let version = fs::read_to_string(built.join(".fingerprint")).context("no worker is built")?;
    let folder = format!("worker-{}", &version[..8]);
    let page = staging.join("index.html");
    let text = fs::read_to_string(&page)?;
    ensure!(
        text.contains(WORKER),
        "index.html must name its worker: <meta name=\"interleave-worker\" content=\"{WORKER}\">"
    );
    fs::write(&page, text.replace(WORKER, &format!("{folder}/worker-boot.js")))?;
    fs::rename(staging.join("worker"), staging.join(&folder))
        .context("Trunk did not copy the worker: index.html lacks its copy-dir link")?;
    fs::remove_file(staging.join(folder).join(".fingerprint")).or(Ok(()))
}

fn stamp_service_worker(staging: &Path) -> Result<()> {
    let script = staging.join("service-worker.js");
    let text =
        fs::read_to_string(&script).context("index.html does not copy the service worker")?;
    let mut names = Vec::new();
    let mut contents = Vec::new();
    for file in files_below(staging, &|_| true)? {
        let name = file.strip_prefix(staging)?.to_string_lossy().replace('\\', "/");
        if name != "service-worker.js" && !name.starts_with('.') {
            contents.extend_from_slice(&fs::read(&file)?);
            names.push(if name == "index.html" { "./".to_owned() } else { name });
        }
    }
    fs::write(&script, filled_in(&text, &version_of(&contents), &names)?)?;
    Ok(())
}

fn version_of(bytes: &[u8]) -> String {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

/// The service worker with its two constants.
fn filled_in(text: &str, version: &str, names: &[String]) -> Result<String> {
    let (empty_version, empty_files) = ("const VERSION = \"\";", "const FILES = [];");
    ensure!(
        text.contains(empty_version) && text.contains(empty_files),
        "the service worker has lost its two constants"
    );
    let files = serde_json::to_string(names)?;
    Ok(text.replacen(empty_version, &format!("const VERSION = \"{version}\";"), 1).replacen(
        empty_files,
        &format!("const FILES = {files};"),
        1,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_service_worker_gets_version_and_files() {
        let text = include_str!("../../../web/static/service-worker.js");
        let filled = filled_in(text, "1a", &["./".to_owned(), "a.js".to_owned()]).unwrap();
        assert!(filled.contains("const VERSION = \"1a\";"));
        assert!(filled.contains(r#"const FILES = ["./","a.js"];"#));
    }

    #[test]
    fn a_service_worker_without_its_constants_is_refused() {
        assert!(filled_in("", "1a", &[]).is_err());
    }
}
