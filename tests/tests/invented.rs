//! Programs that are invented, from fixed seeds: what must hold for every program holds for them.
//!
//! `cargo xtask fuzz` asks the same of as many programs as there is time for.

use suite::invent::{self, CHOICES_MAX, Choices, bytes_of_seed};
use suite::oracle::Oracle;
use suite::property::{self, Comparison};

fn program(seed: u64) -> String {
    invent::program(Choices::new(&bytes_of_seed(seed, CHOICES_MAX)))
}

fn racy_program(seed: u64) -> String {
    invent::racy_program(Choices::new(&bytes_of_seed(seed, CHOICES_MAX)))
}

#[test]
fn they_follow_from_their_choices() {
    assert_eq!(program(1), program(1));
    assert_ne!(program(1), program(2));
    let plainest = invent::program(Choices::new(&[]));
    assert!(plainest.contains("i0 = i0\n"), "{plainest}");
}

#[test]
fn most_are_programs_of_the_subset() {
    let seeds = 0..200;
    let n = seeds.filter(|&seed| !engine::check("workload.py", &program(seed)).refuse()).count();
    assert!(n > 180, "{n} of 200 can be run");
}

#[test]
fn they_run_in_every_mode_and_the_same_again() {
    for seed in 0..8 {
        property::runs_the_same_again(&program(seed), |_| true);
        property::runs_the_same_again(&racy_program(seed), |_| true);
    }
}

#[test]
fn they_agree_with_cpython() {
    let Some(mut oracle) = Oracle::start() else {
        println!("SKIPPED: there is no CPython 3.11 as python3 to compare with");
        return;
    };
    let first: u64 = std::env::var("FIRST_SEED").map_or(0, |seed| seed.parse().expect("a number"));
    let n_seeds: u64 = std::env::var("SEEDS").map_or(40, |seeds| seeds.parse().expect("a number"));
    let mut n_agree = 0;
    let mut differences = Vec::new();
    for seed in first..first + n_seeds {
        let text = program(seed);
        match property::agrees_with_cpython(&text, &mut oracle) {
            Ok(Comparison::Agrees) => n_agree += 1,
            Ok(_) => {}
            Err(difference) => differences.push(format!("seed {seed}: {difference}")),
        }
    }
    println!("{n_agree} of {n_seeds} agree");
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    assert!(n_agree > n_seeds / 2, "{n_agree} of {n_seeds} could be compared");
}
