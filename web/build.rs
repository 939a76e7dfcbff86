//! Puts the recorded run that the page shows at first into the program; without one the page
//! shows its first run as soon as the engine has finished it.

use std::{env, fs, path::PathBuf};

fn main() {
    let source = PathBuf::from("static/first-run.trace");
    println!("cargo::rerun-if-changed=static");
    let target = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let bytes = fs::read(source).unwrap_or_default();
    fs::write(target.join("first-run.trace"), bytes).expect("OUT_DIR can be written");
}
