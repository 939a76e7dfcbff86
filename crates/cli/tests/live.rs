//! A run at a terminal: what it prints is there before it ends, and Ctrl-C stops it.
#![cfg(unix)]

use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};

const ENDLESS: &str = "
import sys
from playground import gather, spawn

def work(name):
    print('begins', name)
    print('to err', file=sys.stderr)
    while True:
        pass

if __name__ == '__main__':
    gather([spawn(work, 'a')])
";

/// A process group of its own, as a terminal makes one of a command.
fn begin(arguments: &[&str], text: &str) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_interleave"));
    command.args(["run", "-"]).args(arguments).process_group(0);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("it is built");
    let mut stdin = child.stdin.take().expect("it is a pipe");
    stdin.write_all(text.as_bytes()).expect("it reads");
    child
}

/// What a terminal does when somebody presses Ctrl-C.
fn interrupt(child: &Child) {
    let group = format!("-{}", child.id());
    let status = Command::new("kill").args(["-INT", "--", &group]).status();
    assert!(status.is_ok_and(|status| status.success()), "it runs");
}

#[test]
fn output_comes_while_a_real_run_goes_on_and_ctrl_c_stops_it() {
    for mode in ["sequential", "async", "time-sliced", "free-threads", "processes"] {
        let arguments = ["--mode", mode, "--clock", "wall", "--cores", "2", "--summary"];
        let mut child = begin(&arguments, ENDLESS);
        let mut stdout = BufReader::new(child.stdout.take().expect("it is a pipe"));
        let mut stderr = BufReader::new(child.stderr.take().expect("it is a pipe"));
        let (mut printed, mut said) = (String::new(), String::new());
        // The run has no end: these lines are there before it ends.
        stdout.read_line(&mut printed).expect("it is a pipe");
        stderr.read_line(&mut said).expect("it is a pipe");
        assert_eq!((printed.as_str(), said.as_str()), ("begins a\n", "to err\n"), "{mode}");
        interrupt(&child);
        stdout.read_to_string(&mut printed).expect("it prints text");
        stderr.read_to_string(&mut said).expect("it prints text");
        let status = child.wait().expect("it ends");
        assert_eq!(status.code(), Some(3), "{mode}: {said}");
        assert_eq!(printed, "begins a\n", "{mode}: nothing is printed twice");
        assert!(said.contains("interleave: stopped"), "{mode}: {said}");
        assert!(said.contains("main"), "{mode}: the summary is there: {said}");
    }
}
