//! Whether anything else was at work on the machine while something was measured.
//!
//! What is measured stands between two runs of a short loop of known length on every core: that may not
//! take longer than it should, nor may the system count time for others meanwhile.

use std::hint::black_box;
use std::time::Instant;

use anyhow::Result;

/// The steps of the short loop: some milliseconds.
const LOOP_STEPS: u64 = 1_000_000;
/// How often it is run for the time that it takes at best.
const LOOP_TIMES: usize = 100;
/// How many times longer it may take beside what is undisturbed.
const TOLERANCE: f64 = 1.2;
/// The part of the time on all cores that others may have had meanwhile.
const OTHERS_MAX: f64 = 0.03;
/// How often anything is taken at most.
const TRIES: usize = 3;

/// What is known of the machine when nothing disturbs.
pub struct Quiet {
    n_cores: usize,
    /// How long the short loop takes at best, in seconds.
    at_best: f64,
}

impl Quiet {
    /// Finds out how long the short loop takes on so many cores.
    #[must_use]
    pub fn of_cores(n_cores: usize) -> Quiet {
        let times = (0..LOOP_TIMES).map(|_| slowest_core(n_cores));
        Quiet { n_cores, at_best: times.fold(f64::INFINITY, f64::min) }
    }

    /// Measures until nothing else was at work, as often as may be, and says whether something was each
    /// time.
    ///
    /// # Errors
    /// Those of measuring.
    pub fn take<T>(&self, mut measure: impl FnMut() -> Result<T>) -> Result<(T, bool)> {
        let is_quiet = || slowest_core(self.n_cores) <= self.at_best * TOLERANCE;
        let mut tries = 0;
        loop {
            let was_quiet = is_quiet();
            let before = Ticks::now();
            let taken = measure()?;
            let had_others = before.zip(Ticks::now()).is_some_and(|(from, to)| to.had_others(from));
            tries += 1;
            let is_disturbed = !was_quiet || had_others || !is_quiet();
            if !is_disturbed || tries == TRIES {
                return Ok((taken, is_disturbed));
            }
        }
    }
}

/// How long the short loop takes on the core where it takes longest, while it runs on all of them.
fn slowest_core(n_cores: usize) -> f64 {
    let short_loop = || {
        let start = Instant::now();
        let step = |sum: u64, i: u64| sum.wrapping_mul(31) ^ black_box(i);
        black_box((0..LOOP_STEPS).fold(0, step));
        start.elapsed().as_secs_f64()
    };
    std::thread::scope(|scope| {
        let cores: Vec<_> = (0..n_cores).map(|_| scope.spawn(short_loop)).collect();
        let times = cores.into_iter().filter_map(|core| core.join().ok());
        times.fold(0.0, f64::max)
    })
}

/// What the system has counted so far, in ticks of its clock.
#[derive(Clone, Copy)]
struct Ticks {
    /// All cores together.
    total: f64,
    /// What they worked.
    busy: f64,
    /// What of that was this command's, with what it had started and seen end.
    own: f64,
}

impl Ticks {
    /// Nothing where the system does not say it as Linux does.
    fn now() -> Option<Ticks> {
        let all = std::fs::read_to_string("/proc/stat").ok()?;
        let own = std::fs::read_to_string("/proc/self/stat").ok()?;
        Ticks::of(&all, &own)
    }

    fn of(all: &str, own: &str) -> Option<Ticks> {
        let numbers = |text: &str| -> Vec<f64> {
            text.split_whitespace().filter_map(|word| word.parse().ok()).collect()
        };
        // user, nice, system, idle, waiting for disks, …
        let cores = numbers(all.lines().next()?.strip_prefix("cpu ")?);
        let idle = cores.get(3)? + cores.get(4)?;
        let total: f64 = cores.iter().take(8).sum();
        // Behind the command's name; user and system, and the same of children.
        let own: Vec<&str> = own.rsplit(')').next()?.split_whitespace().collect();
        let own = numbers(&own.get(11..15)?.join(" "));
        Some(Ticks { total, busy: total - idle, own: own.iter().sum() })
    }

    /// Whether others have had more of the cores since then than they may.
    fn had_others(self, since: Ticks) -> bool {
        let others = (self.busy - since.busy) - (self.own - since.own);
        others > (self.total - since.total) * OTHERS_MAX
    }
}

#[cfg(test)]
mod tests {
    use super::{Quiet, TRIES, Ticks};

    #[test]
    fn the_time_of_others_is_known() {
        let own = "7 (x task) S 1 7 7 0 -1 0 0 0 0 0 10 5 20 5 30 10 4 0 99";
        let ticks = Ticks::of("cpu  100 50 30 800 20 0 0 0 0 0\ncpu0 1 2", own).unwrap();
        assert_eq!((ticks.total, ticks.busy, ticks.own), (1000.0, 180.0, 40.0));
        let later = Ticks { total: 1100.0, busy: 220.0, own: 78.0 };
        assert!(!later.had_others(ticks));
        assert!(Ticks { own: 70.0, ..later }.had_others(ticks));
    }

    #[test]
    fn what_was_disturbed_is_taken_again_and_marked() {
        let mut n_taken = 0;
        let measure = || {
            n_taken += 1;
            Ok(7)
        };
        let never = Quiet { n_cores: 2, at_best: 0.0 };
        assert_eq!(never.take(measure).unwrap(), (7, true));
        assert_eq!(n_taken, TRIES);
    }
}
