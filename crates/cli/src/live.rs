//! A run at a terminal: its output comes as it is printed, and Ctrl-C stops it.

use std::process::exit;

use engine::{Progress, Stop};
use protocol::Answer;

use crate::command::print;

/// What a shell gives for a command that Ctrl-C has ended.
const INTERRUPTED: i32 = 130;

/// How much of a run's output has been printed.
#[derive(Default)]
pub struct Output {
    n_stdout: usize,
    n_stderr: usize,
    failed: Option<String>,
}

impl Output {
    /// Prints what is new.
    pub fn hear(&mut self, progress: &Progress<'_>) {
        self.print(progress.stdout, progress.stderr);
    }

    /// Prints the rest.
    ///
    /// # Errors
    /// If something could not be printed.
    pub fn finish(mut self, answer: &Answer) -> Result<(), String> {
        self.print(&answer.stdout, &answer.stderr);
        self.failed.map_or(Ok(()), Err)
    }

    fn print(&mut self, stdout: &str, stderr: &str) {
        let printed =
            if self.n_stdout < stdout.len() { print(&stdout[self.n_stdout..]) } else { Ok(()) };
        self.failed = self.failed.take().or(printed.err());
        eprint!("{}", &stderr[self.n_stderr..]);
        (self.n_stdout, self.n_stderr) = (stdout.len(), stderr.len());
    }
}

/// Has Ctrl-C request the stop, and the second Ctrl-C end this process at once.
pub fn stop_on_interrupt(stop: &Stop) {
    let stop = stop.clone();
    let handler = move || {
        if stop.is_requested() {
            exit(INTERRUPTED);
        }
        stop.request();
    };
    // Without one Ctrl-C ends the process, as it does elsewhere.
    ctrlc::set_handler(handler).ok();
}

/// Leaves Ctrl-C, which all processes of a terminal hear, to the one that has started this one.
pub fn ignore_interrupt() {
    ctrlc::set_handler(|| ()).ok();
}
