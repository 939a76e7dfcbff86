//! Where the time axis has its ticks: at round steps of 1, 2 or 5 in the unit that suits them.

use crate::Viewport;

/// A tick of the time axis.
#[derive(Clone, PartialEq, Debug)]
pub struct Tick {
    /// Where, in ns.
    pub time: u64,
    /// What it says; nothing for a minor tick.
    pub label: Option<String>,
}

/// How far apart labelled ticks are at least, in pixels.
const APART_PX: f64 = 96.0;
/// Minor ticks between two labelled ones, by the step's leading digit.
const MINORS: [(u64, u64); 3] = [(1, 5), (2, 4), (5, 5)];

/// The ticks of a viewport that fall into the run, from left to right.
#[must_use]
pub fn ticks(viewport: &Viewport, end: u64) -> Vec<Tick> {
    let (step, minors) = step(viewport.ns_per_px() * APART_PX);
    let minor = if step.is_multiple_of(minors) { step / minors } else { step };
    let first = (viewport.from.max(0.0) / minor as f64).ceil() as u64;
    let last = (viewport.to.min(end as f64).max(0.0) / minor as f64).floor() as u64;
    (first..=last)
        .map(|number| {
            let time = number * minor;
            let label = time.is_multiple_of(step).then(|| label(time, step));
            Tick { time, label }
        })
        .collect()
}

/// The smallest round step of at least `least` ns, and how many parts it is divided into.
fn step(least: f64) -> (u64, u64) {
    let mut power: u64 = 1;
    loop {
        for (digit, minors) in MINORS {
            if (digit * power) as f64 >= least || power >= 1_000_000_000_000_000_000 {
                return (digit * power, minors);
            }
        }
        power *= 10;
    }
}

/// With as many decimals as tell it from its neighbours, in the unit of its own size.
fn label(time: u64, step: u64) -> String {
    if time == 0 {
        return "0".to_owned();
    }
    let (unit, scale) = match time {
        0..1_000 => ("ns", 1),
        1_000..1_000_000 => ("µs", 1_000),
        1_000_000..1_000_000_000 => ("ms", 1_000_000),
        _ => ("s", 1_000_000_000),
    };
    let mut decimals = 0;
    let mut grain: u64 = scale;
    while grain > step && !step.is_multiple_of(grain) && decimals < 9 {
        grain /= 10;
        decimals += 1;
    }
    format!("{:.decimals$} {unit}", time as f64 / scale as f64)
}

#[cfg(test)]
mod tests {
    use super::{step, ticks};
    use crate::{Folded, Viewport};

    fn labels(from: f64, to: f64) -> Vec<String> {
        let viewport = Viewport {
            from,
            to,
            width: 1000.0,
            height: 300.0,
            scroll_y: 0.0,
            dpr: 1.0,
            folded: Folded::default(),
        };
        ticks(&viewport, 1 << 60).into_iter().filter_map(|tick| tick.label).collect()
    }

    #[test]
    fn steps_are_one_two_or_five() {
        assert_eq!(step(1.0).0, 1);
        assert_eq!(step(1.1).0, 2);
        assert_eq!(step(2.1).0, 5);
        assert_eq!(step(777.0).0, 1000);
    }

    #[test]
    fn labels_are_round_in_their_own_unit() {
        assert_eq!(labels(0.0, 2_000_000.0), ["0", "500 µs", "1.0 ms", "1.5 ms", "2.0 ms"]);
        assert_eq!(labels(0.0, 50.0), ["0", "10 ns", "20 ns", "30 ns", "40 ns", "50 ns"]);
    }

    #[test]
    fn far_from_zero_neighbours_still_differ() {
        let labels = labels(3_000_000_000.0, 3_000_000_800.0);
        assert_eq!(&labels[..2], ["3.0000000 s", "3.0000001 s"]);
    }
}
