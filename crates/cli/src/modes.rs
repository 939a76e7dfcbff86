//! Lists the ways of executing, the scheduler's policies, and what things cost.

use std::process::ExitCode;

use costs::{COSTS, Profile};
use protocol::{MODES, ModeInfo, POLICIES, START_METHODS};
use serde_json::{Value, json};

use crate::arguments::Format;
use crate::command::{print, print_json};

/// Prints the lists.
pub fn modes(format: Format) -> Result<ExitCode, String> {
    match format {
        Format::Text => print(&text())?,
        Format::Json => print_json(&MODES.iter().map(mode).collect::<Vec<_>>())?,
    }
    Ok(ExitCode::SUCCESS)
}

fn text() -> String {
    let mut text = String::new();
    for info in MODES {
        text += &format!("{:<14}{}\n", info.name, info.sentence);
    }
    text += "\nPolicies (--policy):\n";
    for info in POLICIES {
        text += &format!("{:<14}{}\n", info.name, info.sentence);
    }
    text += "\nStart methods (--start-method, in modes processes and cluster):\n";
    for info in START_METHODS {
        text += &format!("{:<14}{}\n", info.name, info.sentence);
    }
    text +=
        &format!("\nCosts (--profile {}, --cost NAME=VALUE):\n", Profile::default().name.name());
    for info in COSTS {
        let (value, unit) = (info.cpython, info.unit.sign());
        text += &format!("{:<18}{value:>12} {unit:<3} {}\n", info.name, info.meaning);
    }
    text
}

fn mode(info: &ModeInfo) -> Value {
    json!({
        "name": info.name, "title": info.title, "sentence": info.sentence,
        "parallel": info.parallel, "shares_memory": info.shares_memory,
        "knobs": info.knobs, "clocks": info.clocks,
    })
}
