//! A comparison of all modes, as the page keeps it: its runs come one by one.

use std::rc::Rc;

use protocol::{Answer, RunId, Spec, Summary};

/// A comparison.
#[derive(Clone, PartialEq, Debug)]
pub struct Comparing {
    /// Which.
    pub id: RunId,
    /// What is compared, with which settings; the mode and the clock count for nothing.
    pub spec: Spec,
    /// The runs so far; the first one is what all are compared with.
    pub runs: Vec<Rc<Answer>>,
    /// What follows from them, once all are there.
    pub summary: Option<Rc<Summary>>,
    /// Whether more is to come.
    pub going: bool,
}

impl Comparing {
    /// The comparison before its first run.
    #[must_use]
    pub fn begun(id: RunId, spec: Spec) -> Comparing {
        Comparing { id, spec, runs: Vec::new(), summary: None, going: true }
    }

    /// It ended, with what follows from it; without if it was stopped.
    pub fn end(&mut self, summary: Option<Summary>) {
        self.summary = summary.map(Rc::new);
        self.going = false;
    }

    /// Whether it is of this program and these settings.
    #[must_use]
    pub fn is_of(&self, spec: &Spec) -> bool {
        self.spec.text == spec.text && self.spec.knobs == spec.knobs
    }

    /// The longest of its runs.
    #[must_use]
    pub fn makespan_ns_max(&self) -> u64 {
        self.runs.iter().map(|run| run.makespan_ns).max().unwrap_or_default().max(1)
    }
}
