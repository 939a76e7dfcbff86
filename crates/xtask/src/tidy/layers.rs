//! Which crate may use which: the table of ARCHITECTURE.md against the manifests, as Cargo sees them.

use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

use super::Finding;
use crate::Project;

/// Where the table stands.
const DOCUMENT: &str = "ARCHITECTURE.md";
/// How the table begins.
const FIRST_COLUMN: &str = "| crate |";
/// The one crate that knows the parser.
const PARSER: (&str, &str) = ("ruff_", "lang");

pub fn check(project: &Project) -> Result<Vec<Finding>> {
    let document = std::fs::read_to_string(project.at(DOCUMENT))
        .with_context(|| format!("reading {DOCUMENT}"))?;
    let mut cargo = project.command("cargo");
    cargo.args(["metadata", "--no-deps", "--offline", "--format-version", "1"]);
    let metadata: Value = serde_json::from_str(&project.read(&mut cargo)?)?;
    findings(&layers(&document)?, &metadata)
}

/// A row of the table.
struct Layer<'a> {
    /// Its line in the document, counted from 1.
    line: usize,
    /// Where the crate is, from the project's top folder.
    folder: &'a str,
    /// What it may use of this workspace. Tests (`[dev-dependencies]`) are free.
    may_use: Vec<&'a str>,
}

/// The rows of the table, with `–`, `all` and `all above` as the lists that they stand for.
fn layers(document: &str) -> Result<Vec<Layer<'_>>> {
    let mut lines = document.lines().zip(1..);
    let (header, _) = lines
        .find(|(line, _)| line.starts_with(FIRST_COLUMN))
        .with_context(|| format!("{DOCUMENT} has no table that begins with `{FIRST_COLUMN}`"))?;
    let column = cells(header)
        .position(|cell| cell == "may use")
        .with_context(|| format!("the table of {DOCUMENT} has no column `may use`"))?;
    // What separates the header from the rows is no row.
    let rows: Vec<_> = lines.skip(1).take_while(|(line, _)| line.starts_with('|')).collect();
    let folders: Vec<&str> = rows
        .iter()
        .map(|(row, _)| cells(row).next().unwrap_or_default().trim_matches('`'))
        .collect();
    let names: Vec<&str> = folders.iter().copied().map(name).collect();
    let mut layers = Vec::new();
    for (index, (row, line)) in rows.into_iter().enumerate() {
        let may_use = match cells(row).nth(column).unwrap_or_default() {
            "–" => Vec::new(),
            "all" => names.clone(),
            "all above" => names[..index].to_vec(),
            list => list.split(", ").collect(),
        };
        layers.push(Layer { line, folder: folders[index], may_use });
    }
    Ok(layers)
}

fn cells(row: &str) -> impl Iterator<Item = &str> {
    row.trim().trim_matches('|').split('|').map(str::trim)
}

/// How the table speaks of the crate in a folder.
fn name(folder: &str) -> &str {
    folder.rsplit('/').next().unwrap_or(folder)
}

fn findings(layers: &[Layer], metadata: &Value) -> Result<Vec<Finding>> {
    let packages = metadata["packages"].as_array().context("cargo metadata has packages")?;
    let members: Vec<&str> =
        packages.iter().filter_map(|package| package["name"].as_str()).collect();
    let root = metadata["workspace_root"].as_str().unwrap_or_default();
    let mut findings = Vec::new();
    let mut folders = Vec::new();
    for package in packages {
        let name = package["name"].as_str().unwrap_or_default();
        let manifest = Path::new(package["manifest_path"].as_str().unwrap_or_default());
        let file = manifest.strip_prefix(root).unwrap_or(manifest);
        let file = file.to_string_lossy().replace('\\', "/");
        let folder = file.trim_end_matches("/Cargo.toml").to_owned();
        let layer = layers.iter().find(|layer| layer.folder == folder);
        folders.push(folder);
        let mut complain = |message| {
            findings.push(Finding { file: file.clone(), line: 0, message });
        };
        let Some(Layer { may_use, .. }) = layer else {
            complain(format!("crate `{name}` has no row in the table of {DOCUMENT}"));
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
    findings.extend(stale(layers, &folders));
    Ok(findings)
}

/// What the table says of crates that are not there.
fn stale(layers: &[Layer], folders: &[String]) -> Vec<Finding> {
    let mut stale = Vec::new();
    for Layer { line, folder, may_use } in layers {
        let mut complain = |message| {
            stale.push(Finding { file: DOCUMENT.to_owned(), line: *line, message });
        };
        if !folders.iter().any(|it| it == folder) {
            complain(format!("there is no crate in `{folder}`"));
        }
        for used in may_use {
            if !layers.iter().any(|layer| name(layer.folder) == *used) {
                complain(format!("`{used}`, which `{folder}` may use, has no row"));
            }
        }
    }
    stale
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const TABLE: &str = "\
| crate | responsibility | may use | must not know |
| --- | --- | --- | --- |
| `crates/lang` | reads | – | tasks |
| `crates/vm` | runs | lang | time |
| `crates/sim` | decides | lang, vm | threads |
| `crates/engine` | is the boundary | all above | HTML |
| `web/worker` | hosts | engine | the page |
| `tests` | hold | all | – |

| another | table |
| --- | --- |
| `crates/none` | – |
";

    /// What is said of the table where one crate uses another.
    fn said(table: &str, folder: &str, used: &str, kind: Option<&str>) -> Vec<String> {
        let folders = ["crates/lang", "crates/vm", "crates/sim", "crates/engine", "web/worker"];
        let package = |of: &str, name: &str| {
            let uses =
                if of == folder { vec![json!({ "name": used, "kind": kind })] } else { vec![] };
            let manifest = format!("/a/{of}/Cargo.toml");
            json!({ "name": name, "manifest_path": manifest, "dependencies": uses })
        };
        let mut packages = folders.map(|folder| package(folder, name(folder))).to_vec();
        packages.push(package("tests", "suite"));
        let metadata = json!({ "workspace_root": "/a", "packages": packages });
        let findings = findings(&layers(table).unwrap(), &metadata).unwrap();
        findings.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn an_allowed_edge_is_silent() {
        for (folder, used) in [("crates/sim", "vm"), ("crates/engine", "sim"), ("tests", "engine")]
        {
            assert!(said(TABLE, folder, used, None).is_empty(), "{folder} uses {used}");
        }
    }

    #[test]
    fn an_edge_upwards_is_found() {
        let expected = "crates/vm/Cargo.toml: `vm` must not use `sim`; it may use: lang";
        assert_eq!(said(TABLE, "crates/vm", "sim", None), [expected]);
        assert_eq!(said(TABLE, "crates/vm", "sim", Some("build")), [expected]);
        assert_eq!(said(TABLE, "crates/engine", "worker", None).len(), 1);
    }

    #[test]
    fn tests_may_use_more() {
        assert!(said(TABLE, "crates/vm", "sim", Some("dev")).is_empty());
    }

    #[test]
    fn the_parser_stays_in_its_crate() {
        assert!(said(TABLE, "crates/lang", "ruff_python_ast", None).is_empty());
        assert_eq!(said(TABLE, "crates/vm", "ruff_python_ast", None).len(), 1);
    }

    #[test]
    fn the_table_decides_what_may_be_used() {
        let less = TABLE.replace("| lang, vm |", "| lang |");
        let expected = "crates/sim/Cargo.toml: `sim` must not use `vm`; it may use: lang";
        assert_eq!(said(&less, "crates/sim", "vm", None), [expected]);
    }

    #[test]
    fn a_crate_without_a_row_is_found() {
        let without = TABLE.replace("| `web/worker` | hosts | engine | the page |\n", "");
        let expected =
            "web/worker/Cargo.toml: crate `worker` has no row in the table of ARCHITECTURE.md";
        assert_eq!(said(&without, "web/worker", "engine", None), [expected]);
    }

    #[test]
    fn a_row_without_a_crate_is_found() {
        let more =
            TABLE.replace("| `tests` |", "| `crates/novelty` | is new | – | – |\n| `tests` |");
        assert_eq!(
            said(&more, "", "", None),
            ["ARCHITECTURE.md:8: there is no crate in `crates/novelty`"]
        );
    }

    #[test]
    fn what_has_no_row_cannot_be_used() {
        let misspelt = TABLE.replace("| lang, vm |", "| lang, wm |");
        let expected = "ARCHITECTURE.md:5: `wm`, which `crates/sim` may use, has no row";
        assert_eq!(said(&misspelt, "crates/sim", "lang", None), [expected]);
    }

    #[test]
    fn a_document_without_the_table_is_an_error() {
        assert!(layers("# Architecture\n").is_err());
        assert!(layers("| crate | must not know |\n| --- | --- |\n").is_err());
    }
}
