//! Prints a workload's diagnostics and ops: `cargo run -p lang --example disassemble FILE`.

fn main() {
    let file = std::env::args().nth(1).expect("usage: disassemble FILE");
    let text = std::fs::read_to_string(&file).expect("the file can be read");
    let compiled = lang::compile(&file, &text);
    print!("{}", lang::render(&text, &file, &compiled.diagnostics));
    if let Some(program) = compiled.program {
        print!("{}", lang::disassemble(&program));
    }
}
