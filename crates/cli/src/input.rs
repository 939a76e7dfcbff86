//! Finds the workload that the user named.

use std::io::Read;
use std::path::Path;

use protocol::Example;

/// A workload's name for messages, and its text.
pub struct Workload {
    pub file: String,
    pub text: String,
}

/// Reads a file, an example's text, or standard input for `-`.
pub fn read(name: &str) -> Result<Workload, String> {
    let text = if name == "-" {
        let mut text = String::new();
        std::io::stdin()
            .read_to_string(&mut text)
            .map_err(|error| format!("cannot read standard input: {error}"))?;
        text
    } else if Path::new(name).exists() {
        let bytes = std::fs::read(name).map_err(|error| format!("cannot read {name}: {error}"))?;
        String::from_utf8(bytes)
            .map_err(|_| format!("{name} is not UTF-8 text; save it as UTF-8"))?
    } else if let Some(example) = Example::named(name.trim_end_matches(".py")) {
        example.text.to_owned()
    } else {
        return Err(format!(
            "there is no file and no example named '{name}'; `interleave examples` lists the examples"
        ));
    };
    let file = if name == "-" { "<stdin>" } else { name };
    Ok(Workload { file: file.to_owned(), text })
}
