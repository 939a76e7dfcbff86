//! Prints the program that a seed stands for in the tests: `cargo run -p suite --example invent 17`.

use suite::invent::{self, CHOICES_MAX, Choices, bytes_of_seed};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    for argument in &arguments {
        let Ok(seed) = argument.parse() else { continue };
        let bytes = bytes_of_seed(seed, CHOICES_MAX);
        let is_racy = arguments.iter().any(|argument| argument == "--racy");
        let invent = if is_racy { invent::racy_program } else { invent::program };
        print!("{}", invent(Choices::new(&bytes)));
    }
}
