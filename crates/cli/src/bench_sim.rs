//! Measures the processor time and the memory that a workload's simulation takes.

use std::path::Path;
use std::process::ExitCode;

use engine::Tracing;

/// Prints `{"cpu_ns": …, "steps": …, "events": …, "peak_bytes": …}` for `cargo xtask bench sim`.
pub fn measure(file: &Path, tracing: Tracing) -> Result<ExitCode, String> {
    let text = std::fs::read_to_string(file)
        .map_err(|error| format!("cannot read {}: {error}", file.display()))?;
    let begin = cpu_time::ProcessTime::now();
    let simulated = engine::simulate_plainly(&text, tracing)?;
    let cpu_ns = begin.elapsed().as_nanos();
    let (steps, events, peak) = (simulated.steps, simulated.events, peak_bytes());
    println!(
        "{{\"cpu_ns\": {cpu_ns}, \"steps\": {steps}, \"events\": {events}, \"peak_bytes\": {peak}}}"
    );
    Ok(ExitCode::SUCCESS)
}

/// The most memory that this process has had, as Linux counts it; 0 elsewhere.
fn peak_bytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = peak.and_then(|peak| peak.split_whitespace().next()?.parse::<u64>().ok());
    kilobytes.unwrap_or(0) * 1024
}
