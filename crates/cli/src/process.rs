//! One process of a workload, which another process of this command has started for it.

use std::process::ExitCode;

use crate::command::WRONG_USE;
use crate::live;

/// Runs it.
pub fn serve() -> ExitCode {
    live::ignore_interrupt();
    match engine::block_on(engine::serve_process()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("interleave: {error}");
            ExitCode::from(WRONG_USE)
        }
    }
}
