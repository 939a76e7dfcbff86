//! The command `interleave`. Its names, options, documents and exit codes are a contract.

mod arguments;
mod bench_sim;
mod bench_vm;
mod command;
mod compare;
mod input;
mod inspect;
mod live;
mod measure;
mod modes;
mod process;
mod report;
mod serve;
mod summary;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    if engine::member_asked_for() {
        return process::serve();
    }
    command::execute(arguments::Arguments::parse())
}
