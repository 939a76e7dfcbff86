//! Decides in virtual time who runs where and when, and writes the trace.
//!
//! [`Simulation`] holds the one loop: pick → run → charge → record → wake. A mode (`mode/`) contains
//! decisions only. Time is integer nanoseconds charged from a [`costs::Profile`]; equal inputs give equal
//! traces, byte for byte, on every machine.

mod cluster;
mod core;
mod gil;
mod meet;
mod mode;
mod pipes;
mod policy;
mod prices;
mod record;
mod run_queue;
mod schedule;
mod simulation;
mod steps;
mod timers;
mod waking;

pub use cluster::{NETWORK, Network};
pub use mode::{
    AsWritten, Cluster, Discipline, EventLoop, FreeThreads, Hosting, Processes, Sequential,
    Threads, TimeSliced,
};
pub use policy::{Fair, Fifo, OWN_POLICY_FILE, Own, Policy, Priority, Random, RoundRobin};
pub use simulation::{Finished, Limits, Progress, Settings, Simulation};
