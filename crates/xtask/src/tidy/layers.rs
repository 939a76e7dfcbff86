//! Which crate may use which: the layers of ARCHITECTURE.md, as Cargo sees them.

use anyhow::{Context, Result};
use serde_json::Value;

use super::Finding;
use crate::Project;

/// What a crate may use of this workspace. Tests (`[dev-dependencies]`) are free.
const LAYERS: &[(&str, &[&str])] = &[
    ("trace", &[]),
    ("costs", &["trace"]),
    ("lang", &[]),
    ("vm", &["lang", "trace"]),
    ("sim", &["vm", "lang", "trace", "costs"]),
    ("exec", &["vm", "lang", "trace"]),
    ("timeline", &["trace"]),
    ("export", &["trace", "timeline"]),
    ("protocol", &["trace", "costs"]),
    ("engine", &["lang", "vm", "trace", "costs", "sim", "exec", "timeline", "export", "protocol"]),
    ("cli", &["engine", "protocol", "export", "timeline", "costs", "trace"]),
    ("web", &["protocol", "timeline", "export", "costs", "trace"]),
    ("worker", &["engine", "protocol", "timeline", "trace"]),
    ("xtask", &[]),
];
/// May use anything: the tests across crates.
const FREE: &[&str] = &["suite"];
/// The one crate that knows the parser.
const PARSER: (&str, &str) = ("ruff_", "lang");

pub fn check(project: &Project) -> Result<Vec<Finding>> {
    let mut cargo = project.command("cargo");
    cargo.args(["metadata", "--no-deps", "--offline", "--format-version", "1"]);
    let metadata: Value = serde_json::from_str(&project.read(&mut cargo)?)?;
    findings(&metadata)
}

fn findings(metadata: &Value) -> Result<Vec<Finding>> {
    let packages = metadata["packages"].as_array().context("cargo metadata has packages")?;
    let members: Vec<&str> =
        packages.iter().filter_map(|package| package["name"].as_str()).collect();
    let root = metadata["workspace_root"].as_str().unwrap_or_default();
    let mut findings = Vec::new();
    for package in packages {
        let name = package["name"].as_str().unwrap_or_default();
        let manifest = package["manifest_path"].as_str().unwrap_or_default();
        let file = manifest.strip_prefix(root).unwrap_or(manifest).trim_start_matches(['/', '\\']);
        let mut complain = |message| {
            findings.push(Finding { file: file.to_owned(), line: 0, message });
        };
        if FREE.contains(&name) {
            continue;
        }
        let Some((_, may_use)) = LAYERS.iter().find(|(crate_name, _)| *crate_name == name) else {
            complain(format!("crate `{name}` has no layer yet: add it to tidy/layers.rs"));
            continue;
        };
        for dependency in package["dependencies"].as_array().into_iter().flatten() {
            let used = dependency["name"].as_str().unwrap_or_default();
            let for_tests = dependency["kind"].as_str() == Some("dev");
            if members.contains(&used) && !for_tests && !may_use.contains(&used) {
                let list = may_use.join(", ");
                complain(format!("`{name}` must not use `{used}`; it may use: {list}"));
            }
            if used.starts_with(PARSER.0) && name != PARSER.1 {
                complain(format!("`{used}` is for `{}` only", PARSER.1));
            }
        }
    }
    Ok(findings)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn messages(name: &str, used: &str, kind: Option<&str>) -> Vec<String> {
        let dependencies = json!([{ "name": used, "kind": kind }]);
        let used_package = json!({ "name": used, "manifest_path": "/a/u", "dependencies": [] });
        let package = json!({ "name": name, "manifest_path": "/a/x/Cargo.toml", "dependencies": dependencies });
        let mut packages = vec![package];
        if LAYERS.iter().any(|(layer, _)| *layer == used) {
            packages.push(used_package);
        }
        let metadata = json!({ "workspace_root": "/a", "packages": packages });
        findings(&metadata).unwrap().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn an_allowed_edge_is_silent() {
        assert!(messages("sim", "vm", None).is_empty());
        assert!(messages("suite", "vm", None).is_empty());
    }

    #[test]
    fn an_edge_upwards_is_found() {
        let expected = "x/Cargo.toml: `vm` must not use `sim`; it may use: lang, trace";
        assert_eq!(messages("vm", "sim", None), [expected]);
        assert_eq!(messages("vm", "sim", Some("build")), [expected]);
    }

    #[test]
    fn tests_may_use_more() {
        assert!(messages("vm", "sim", Some("dev")).is_empty());
    }

    #[test]
    fn the_parser_stays_in_its_crate() {
        assert!(messages("lang", "ruff_python_ast", None).is_empty());
        assert_eq!(messages("vm", "ruff_python_ast", None).len(), 1);
    }

    #[test]
    fn a_crate_without_a_layer_is_found() {
        assert_eq!(messages("novelty", "serde", None).len(), 1);
    }
}
