//! How far predictions are off, beside the goals: those of cases that nothing disturbed decide, and the
//! others are summed up separately.

use std::fmt::Write;

use crate::goal::verdict;
use crate::median::median;
use crate::quiet::Quality;

/// The most that errors may be.
pub struct Goals {
    /// Their median.
    pub median: f64,
    /// The worst of them, if that has a goal.
    pub worst: Option<f64>,
}

/// Sums up the errors of cases, each with how far what was measured can be trusted.
#[must_use]
pub fn summed(errors: &[(Quality, f64)], goals: &Goals) -> String {
    let of = |worst: Quality| -> Vec<f64> {
        errors.iter().filter(|(quality, _)| *quality <= worst).map(|(_, error)| *error).collect()
    };
    let (undisturbed, slow) = (of(Quality::Undisturbed), of(Quality::Slow));
    let mut summed = format!("{} of {} cases undisturbed", undisturbed.len(), errors.len());
    if let Some((median, worst)) = median_and_worst(&undisturbed) {
        let _ = write!(summed, ": median error {}", beside(median, Some(goals.median)));
        let _ = write!(summed, ", worst {}", beside(worst, goals.worst));
    }
    let mut n_said = undisturbed.len();
    for (which, errors) in [("with the evenly slow", slow), ("all", of(Quality::Disturbed))] {
        let n = errors.len();
        if let Some((median, worst)) = median_and_worst(&errors).filter(|_| n > n_said) {
            let (median, worst) = (beside(median, None), beside(worst, None));
            let _ = write!(summed, ";\n  {which}, {n}: median error {median}, worst {worst}");
            n_said = n;
        }
    }
    summed + "\n"
}

/// A value, and whether it meets its goal.
fn beside(value: f64, goal: Option<f64>) -> String {
    let said = format!("{:.1} %", value * 100.0);
    match goal {
        Some(goal) => {
            format!("{said} (goal ≤ {:.0} %: {})", goal * 100.0, verdict(value <= goal))
        }
        None => said,
    }
}

fn median_and_worst(errors: &[f64]) -> Option<(f64, f64)> {
    let sizes: Vec<f64> = errors.iter().map(|error| error.abs()).collect();
    Some((median(&sizes)?, sizes.iter().copied().reduce(f64::max)?))
}

#[cfg(test)]
mod tests {
    use super::{Goals, summed};
    use crate::quiet::Quality::{Disturbed, Slow, Undisturbed};

    const GOALS: Goals = Goals { median: 0.1, worst: Some(0.3) };

    #[test]
    fn what_was_disturbed_is_summed_up_and_decides_nothing() {
        let errors = [(Undisturbed, -0.05), (Disturbed, 0.9), (Slow, 0.2), (Undisturbed, 0.1)];
        assert_eq!(
            summed(&errors, &GOALS),
            "2 of 4 cases undisturbed: median error 10.0 % (goal ≤ 10 %: met), \
             worst 10.0 % (goal ≤ 30 %: met);\n  \
             with the evenly slow, 3: median error 10.0 %, worst 20.0 %;\n  \
             all, 4: median error 20.0 %, worst 90.0 %\n"
        );
    }

    #[test]
    fn without_any_undisturbed_case_no_goal_is_met_or_missed() {
        let summed = summed(&[(Disturbed, 0.1)], &GOALS);
        let all = "0 of 1 cases undisturbed;\n  all, 1: median error 10.0 %, worst 10.0 %\n";
        assert_eq!(summed, all);
    }

    #[test]
    fn a_worst_error_beyond_its_goal_is_a_miss() {
        let summed = summed(&[(Undisturbed, 0.4)], &GOALS);
        assert!(summed.ends_with("worst 40.0 % (goal ≤ 30 %: missed)\n"), "{summed}");
    }
}
