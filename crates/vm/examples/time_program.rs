//! Runs a program and says how much processor time it took: `time_program FILE [HEAP_BYTES_MAX]`.

fn main() {
    let path = std::env::args().nth(1).expect("usage: time_program FILE");
    let text = std::fs::read_to_string(&path).expect("the file can be read");
    let start = processor_seconds();
    let compiled = lang::compile(&path, &text);
    let Some(program) = compiled.program else {
        for diagnostic in &compiled.diagnostics {
            eprintln!("{}", diagnostic.message);
        }
        std::process::exit(2);
    };
    let heap_bytes_max = std::env::args().nth(2).map_or(1 << 30, |n| n.parse().expect("bytes"));
    let trial = vm::run_within(program, heap_bytes_max);
    let seconds = processor_seconds() - start;
    print!("{}", trial.stdout);
    if let vm::Ending::Over { main: Some(failure), .. } = &trial.ending {
        eprint!("{}", failure.traceback);
    } else if !matches!(trial.ending, vm::Ending::Over { .. }) {
        eprintln!("{:?}", trial.ending);
    }
    eprintln!("{seconds:.3} s, {} instructions", trial.spent);
}

/// The processor time of this thread so far, as Linux counts it.
fn processor_seconds() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanos = text.split(' ').next().and_then(|field| field.parse::<f64>().ok());
    nanos.unwrap_or(0.0) / 1e9
}
