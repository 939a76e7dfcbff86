//! As in `processes`, on several machines: each runs those that it has taken out of the work queue,
//! and what they send to each other, or meet at, is reached over a network (`cluster.rs`).

use costs::Profile;
use trace::{Span, TaskKind};
use vm::{Memories, Preempt, Start, Yields};

use super::{Discipline, Hosting, Processes, Waiting};
use crate::cluster::Network;

/// The mode `cluster`.
#[derive(Clone, Copy, Debug)]
pub struct Cluster {
    /// What holds for each machine.
    pub processes: Processes,
    /// How many there are, and what is between them.
    pub network: Network,
}

impl Discipline for Cluster {
    fn n_cores(&self) -> u32 {
        self.processes.n_cores() * self.network.n_machines
    }

    fn network(&self) -> Option<Network> {
        Some(self.network)
    }

    fn quantum(&self) -> Option<Span> {
        self.processes.quantum()
    }

    fn preempt(&self) -> Preempt {
        self.processes.preempt()
    }

    fn waiting(&self, yields: Yields) -> Waiting {
        self.processes.waiting(yields)
    }

    fn gives_turns(&self) -> bool {
        self.processes.gives_turns()
    }

    fn gil(&self) -> Option<Span> {
        self.processes.gil()
    }

    fn time_slice(&self, profile: &Profile) -> Span {
        self.processes.time_slice(profile)
    }

    fn memories(&self) -> Memories {
        self.processes.memories()
    }

    fn hosting(&self) -> Hosting {
        self.processes.hosting()
    }

    fn begins_first(&self, kind: TaskKind) -> bool {
        self.processes.begins_first(kind)
    }

    fn start(&self, profile: &Profile, kind: TaskKind) -> Span {
        self.processes.start(profile, kind)
    }

    fn begin(&self, profile: &Profile, start: Start, n_bytes: u64) -> Span {
        self.processes.begin(profile, start, n_bytes)
    }
}
