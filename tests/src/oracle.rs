//! CPython 3.11 as the oracle for programs that are made up: one process answers for many.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde::Deserialize;

use crate::cpython;

/// The version whose answers count.
const PYTHON: (u32, u32) = (3, 11);

/// A CPython that runs one program after the other, each as in a process of its own.
pub struct Oracle {
    child: Child,
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
}

/// What CPython made of a program.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(untagged)]
pub enum Verdict {
    /// It ran to its end.
    Ran(Ran),
    /// It is no Python.
    Refused {
        /// Why.
        refused: String,
    },
    /// It took too long or too much memory.
    None {},
}

/// What a program left behind that ran to its end.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct Ran {
    /// What it printed.
    pub stdout: String,
    /// Its exit status.
    pub exit: i64,
    /// The type of the exception that ended it.
    pub kind: Option<String>,
    /// The text of the exception that ended it.
    pub message: Option<String>,
}

impl Oracle {
    /// Starts CPython; none where there is no 3.11 as `python3`.
    #[must_use]
    pub fn start() -> Option<Oracle> {
        let (python, _) = cpython().filter(|(_, version)| *version == PYTHON)?;
        let mut python = Command::new(python);
        python.args(["-c", include_str!("oracle.py")]);
        // Equal programs print equal things, whatever the hashes of their strings.
        python.envs([("PYTHONHASHSEED", "0"), ("PYTHONIOENCODING", "utf-8:backslashreplace")]);
        python.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = python.spawn().ok()?;
        let stdin = child.stdin.take()?;
        let stdout = BufReader::new(child.stdout.take()?);
        Some(Oracle { child, stdin, stdout })
    }

    /// Runs a program.
    ///
    /// # Panics
    /// If the oracle itself has ended, which a program cannot bring about.
    pub fn ask(&mut self, text: &str) -> Verdict {
        let mut line = String::new();
        let asked = write!(self.stdin, "{}\n{text}", text.len()).and_then(|()| self.stdin.flush());
        asked.and_then(|()| self.stdout.read_line(&mut line)).expect("CPython listens and answers");
        serde_json::from_str(&line).expect("CPython answers in JSON")
    }
}

impl Drop for Oracle {
    fn drop(&mut self) {
        // It ends by itself when nobody asks any more; if not, there is nothing left to lose.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
