//! Counts of tests, read from what the runners print.

use std::fmt::{Display, Formatter};
use std::ops::AddAssign;

/// How many tests ended how.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Count {
    /// Those that passed.
    pub passed: usize,
    /// Those that failed.
    pub failed: usize,
    /// Those that were not run.
    pub skipped: usize,
}

impl Count {
    /// One test that passed.
    pub const PASSED: Count = Count { passed: 1, failed: 0, skipped: 0 };
    /// One test that failed.
    pub const FAILED: Count = Count { passed: 0, failed: 1, skipped: 0 };
    /// One test that could not be run.
    pub const SKIPPED: Count = Count { passed: 0, failed: 0, skipped: 1 };

    /// One check that only says yes or no.
    #[must_use]
    pub fn of_check(passed: bool) -> Count {
        if passed { Count::PASSED } else { Count::FAILED }
    }

    /// The sum of all `test result:` lines, as `cargo test` and wasm-bindgen's runner print them.
    #[must_use]
    pub fn of_cargo(output: &str) -> Count {
        let mut sum = Count::default();
        for line in output.lines().filter(|line| line.starts_with("test result:")) {
            sum.passed += number_before(line, " passed");
            sum.failed += number_before(line, " failed");
            sum.skipped += number_before(line, " ignored");
        }
        sum
    }

    /// The closing lines of node's TAP reporter.
    #[must_use]
    pub fn of_tap(output: &str) -> Count {
        let number = |name: &str| {
            let lines = output.lines().filter_map(|line| line.strip_prefix(name));
            lines.filter_map(|rest| rest.trim().parse::<usize>().ok()).next_back().unwrap_or(0)
        };
        Count {
            passed: number("# pass "),
            failed: number("# fail ") + number("# cancelled "),
            skipped: number("# skipped ") + number("# todo "),
        }
    }

    /// The count of a runner that ended so: a failure it did not count is one.
    #[must_use]
    pub fn ended(mut self, success: bool) -> Count {
        if (!success && self.failed == 0) || self == Count::default() {
            self.failed += 1;
        }
        self
    }
}

/// The number that ends where `word` begins.
fn number_before(line: &str, word: &str) -> usize {
    let digits = line.split(word).next().and_then(|before| before.rsplit(' ').next());
    digits.and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

impl AddAssign for Count {
    fn add_assign(&mut self, other: Count) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl Display for Count {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)?;
        if self.skipped > 0 {
            write!(f, ", {} skipped", self.skipped)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_lines_are_summed() {
        let output = "running 2 tests\n\
            test result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out\n\
            test result: FAILED. 10 passed; 3 failed; 1 ignored; 0 measured; 0 filtered out\n";
        assert_eq!(Count::of_cargo(output), Count { passed: 12, failed: 3, skipped: 1 });
    }

    #[test]
    fn the_tap_summary_is_read() {
        let output = "ok 1 - a\n# tests 5\n# suites 0\n# pass 3\n# fail 1\n# cancelled 0\n# skipped 1\n# todo 0\n";
        assert_eq!(Count::of_tap(output), Count { passed: 3, failed: 1, skipped: 1 });
    }

    #[test]
    fn a_runner_that_fails_without_counting_is_a_failure() {
        assert_eq!(Count { passed: 3, ..Count::default() }.ended(false).failed, 1);
        assert_eq!(Count { failed: 2, ..Count::default() }.ended(false).failed, 2);
    }

    #[test]
    fn a_runner_that_ran_nothing_is_a_failure() {
        assert_eq!(Count::default().ended(true), Count::FAILED);
    }

    #[test]
    fn the_closing_line_has_its_form() {
        let count = Count { passed: 123, ..Count::default() };
        assert_eq!(count.to_string(), "123 passed, 0 failed");
        assert_eq!(Count { skipped: 2, ..count }.to_string(), "123 passed, 0 failed, 2 skipped");
    }
}
