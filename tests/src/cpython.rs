//! CPython, the oracle of what a workload prints.

use std::path::PathBuf;
use std::process::Command;

/// A Python program that says where its interpreter is, and which version.
const WHERE: &str = "import sys; print(*sys.version_info[:2], sys.executable)";

/// The interpreter that `python3` starts, if there is one, with its major and minor version. It is
/// the program itself: what stands on the PATH can be a script that costs more than the workload.
#[must_use]
pub fn cpython() -> Option<(PathBuf, (u32, u32))> {
    let output = Command::new("python3").args(["-c", WHERE]).output().ok()?;
    let said = String::from_utf8(output.stdout).ok()?;
    let mut words = said.trim_end().splitn(3, ' ');
    let version = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
    Some((PathBuf::from(words.next()?), version))
}
