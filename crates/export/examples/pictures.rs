//! Writes sample exports into a folder, to be looked at.
//!
//! `cargo run -p export --example pictures -- /tmp/pictures`

use std::path::PathBuf;

use export::{Format, export, svg};
use timeline::{Theme, Timeline};

#[path = "../../timeline/tests/suite/support.rs"]
#[expect(dead_code, reason = "the other traces are for tests")]
mod support;

fn main() -> std::io::Result<()> {
    let folder = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| ".".to_owned()));
    std::fs::create_dir_all(&folder)?;
    let samples = [
        ("story", support::story()),
        ("deadlock", support::deadlock()),
        ("long", support::long(20_000)),
    ];
    for (name, trace) in samples {
        for format in Format::ALL {
            let file = folder.join(format!("{name}.{}", format.extension()));
            std::fs::write(file, export(&trace, format))?;
        }
        for (size, width) in [("narrow", 390.0), ("wide", 1440.0)] {
            let picture = svg(&Timeline::project(&trace), width, &Theme::dark());
            std::fs::write(folder.join(format!("{name}-{size}-dark.svg")), picture)?;
        }
    }
    Ok(())
}
