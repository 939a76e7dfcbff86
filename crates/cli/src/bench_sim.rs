//! Measures the processor time that a workload's simulation takes, with its whole trace.

use std::path::Path;
use std::process::ExitCode;

use protocol::{Knobs, Mode, Spec, Status};
use trace::Clock;

/// Prints `{"cpu_ns": …, "steps": …, "events": …}` for `cargo xtask bench sim`.
pub fn measure(file: &Path) -> Result<ExitCode, String> {
    let text = std::fs::read_to_string(file)
        .map_err(|error| format!("cannot read {}: {error}", file.display()))?;
    let spec = Spec {
        file: file.display().to_string(),
        text,
        mode: Mode::AsWritten,
        clock: Clock::Virtual,
        knobs: Knobs { limit_heap: 4 << 30, ..Knobs::default() },
    };
    let begin = cpu_time::ProcessTime::now();
    let simulated = engine::simulate_plainly(&spec);
    let cpu_ns = begin.elapsed().as_nanos();
    let simulated = simulated?;
    if simulated.status != Status::Ok {
        return Err(format!("the simulation ended with {:?}", simulated.status));
    }
    let (steps, events) = (simulated.steps, simulated.events);
    println!("{{\"cpu_ns\": {cpu_ns}, \"steps\": {steps}, \"events\": {events}}}");
    Ok(ExitCode::SUCCESS)
}
