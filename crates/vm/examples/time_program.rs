//! Runs a program and says how much processor time it took: `time_program FILE`.

use std::time::Instant;

fn main() {
    let path = std::env::args().nth(1).expect("usage: time_program FILE");
    let text = std::fs::read_to_string(&path).expect("the file can be read");
    let compiled = lang::compile(&path, &text);
    let Some(program) = compiled.program else {
        for diagnostic in &compiled.diagnostics {
            eprintln!("{}", diagnostic.message);
        }
        std::process::exit(2);
    };
    let start = Instant::now();
    let trial = vm::run_to_end(program);
    let seconds = start.elapsed().as_secs_f64();
    print!("{}", trial.stdout);
    if let vm::Ending::Over { main: Some(failure), .. } = &trial.ending {
        eprint!("{}", failure.traceback);
    } else if !matches!(trial.ending, vm::Ending::Over { .. }) {
        eprintln!("{:?}", trial.ending);
    }
    eprintln!("{seconds:.3} s, {} instructions", trial.spent);
}
