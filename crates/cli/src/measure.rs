//! Predicts a workload's time on this machine and really runs it, several times.

use std::process::ExitCode;

use engine::Stop;
use protocol::Spec;
use trace::Clock;

use crate::arguments::{Format, RunOptions, Target};
use crate::command::{FAILED, WRONG_USE, print, print_json};
use crate::{input, report};

/// Prints the document, or the report; the exit code says whether all runs ended as was predicted.
pub fn measure(target: &Target, options: &RunOptions, repeats: u32) -> Result<ExitCode, String> {
    let input::Workload { file, text } = input::read(&target.file)?;
    let (mode, _, knobs) = options.settings()?;
    if !mode.info().clocks.contains(&Clock::Wall) {
        return Err(format!("mode {mode} cannot be really executed yet, so not be measured"));
    }
    let spec = Spec { file, text, mode, clock: Clock::Wall, knobs };
    let tell = |so_far: &engine::Predicting| {
        let n = so_far.prediction.makespans_ns.len();
        if std::io::IsTerminal::is_terminal(&std::io::stderr()) {
            eprint!("\r{n} of {} runs", so_far.repeats);
        }
    };
    let predicting = engine::block_on(engine::predict(&spec, repeats, &Stop::default(), tell));
    let Some(predicting) = predicting else {
        eprint!("{}", engine::check(&spec.file, &spec.text).rendered);
        return Ok(ExitCode::from(WRONG_USE));
    };
    match options.format {
        Format::Json => print_json(&predicting.prediction)?,
        Format::Text => print(&report::text(&engine::of_prediction(&predicting)))?,
    }
    let as_predicted = predicting.prediction.otherwise.is_empty();
    Ok(if as_predicted { ExitCode::SUCCESS } else { ExitCode::from(FAILED) })
}
