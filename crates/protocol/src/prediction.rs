//! What `measure` answers: one workload in one mode, predicted and then really run several times.

use serde::{Deserialize, Serialize};

use crate::Mode;

/// A workload predicted and measured. Its JSON form is a contract: add fields, do not rename them.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Prediction {
    /// The version of this document.
    pub version: u32,
    /// The file's name.
    pub file: String,
    /// How the tasks were executed.
    pub mode: Mode,
    /// On how many cores.
    pub cores: u32,
    /// Of what the prediction was made: the profile's name.
    pub profile: String,
    /// The simulated run.
    pub predicted: Timed,
    /// The real run that took the median time; none before there is one.
    pub measured: Option<Timed>,
    /// How long each real run took, in the order of the runs.
    pub makespans_ns: Vec<u64>,
    /// How a real run ended that did not end as the simulated one did, in words.
    pub otherwise: Vec<String>,
}

/// How long a run took, and with what.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Timed {
    /// From the first event to the last.
    pub makespan_ns: u64,
    /// The parts of it: together they are the makespan.
    pub parts: Parts,
    /// Bytes marshalled between memories.
    pub marshalled_bytes: u64,
    /// How long all tasks together have marshalled; copies of memories for new processes count where they
    /// are really made.
    #[serde(default)]
    pub marshalling_ns: u64,
    /// Switches from one task to another on a core.
    pub context_switches: u64,
}

/// What the time of a run goes into: every moment counts once.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Parts {
    /// Nobody computes, and some task waits for its first turn.
    pub starting_ns: u64,
    /// Nobody computes although some task could.
    pub scheduling_ns: u64,
    /// At least one task computes.
    pub computing_ns: u64,
    /// All wait, and some for something outside, or asleep.
    pub waiting_ns: u64,
    /// There is no task, or all wait for each other.
    pub other_ns: u64,
}

impl Prediction {
    /// The median, the least and the most time of the real runs; nothing before there is one.
    #[must_use]
    pub fn spread(&self) -> Option<[u64; 3]> {
        let mut sorted = self.makespans_ns.clone();
        sorted.sort_unstable();
        let (least, most) = (*sorted.first()?, *sorted.last()?);
        Some([sorted[(sorted.len() - 1) / 2], least, most])
    }

    /// By which share of the measured median the prediction is too long; negative where it is too
    /// short.
    #[must_use]
    pub fn error(&self) -> Option<f64> {
        let [median, ..] = self.spread()?;
        Some(self.predicted.makespan_ns as f64 / median.max(1) as f64 - 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::{Prediction, Timed};
    use crate::Mode;

    #[test]
    fn one_run_is_far_off_and_the_median_is_not() {
        let prediction = Prediction {
            version: 1,
            file: "workload.py".into(),
            mode: Mode::Sequential,
            cores: 1,
            profile: "this-device".into(),
            predicted: Timed { makespan_ns: 90, ..Timed::default() },
            measured: None,
            makespans_ns: vec![100, 900, 80, 104],
            otherwise: Vec::new(),
        };
        assert_eq!(prediction.spread(), Some([100, 80, 900]));
        assert!((prediction.error().unwrap() + 0.1).abs() < 1e-9);
        let before = Prediction { makespans_ns: Vec::new(), ..prediction };
        assert_eq!(before.spread(), None);
    }
}
