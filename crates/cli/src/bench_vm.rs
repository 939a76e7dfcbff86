//! Measures the processor time that a workload takes in the machine, without time or trace.

use std::path::Path;
use std::process::ExitCode;

/// Prints `{"cpu_ns": …}` for `cargo xtask bench`.
pub fn measure(file: &Path) -> Result<ExitCode, String> {
    let text = std::fs::read_to_string(file)
        .map_err(|error| format!("cannot read {}: {error}", file.display()))?;
    let begin = cpu_time::ProcessTime::now();
    engine::execute_plainly(&text)?;
    println!("{{\"cpu_ns\": {}}}", begin.elapsed().as_nanos());
    Ok(ExitCode::SUCCESS)
}
