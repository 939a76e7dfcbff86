//! What to run, and how: everything that a run depends on.

use costs::Profile;
use serde::{Deserialize, Serialize};
use trace::{Clock, Span};

use crate::{Mode, OWN_POLICY, Policy, StartMethod};

/// Everything a run depends on. On the virtual clock, equal specs give equal traces.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Spec {
    /// The file's name, for messages.
    pub file: String,
    /// The workload.
    pub text: String,
    /// How its tasks are executed.
    pub mode: Mode,
    /// Simulated or really executed.
    pub clock: Clock,
    /// The rest.
    pub knobs: Knobs,
}

/// The settings of a run. One that a mode does not list in [`crate::ModeInfo::knobs`] changes nothing in it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Knobs {
    /// Cores of the simulated machine, or workers of the real one; at least 1.
    pub cores: u32,
    /// Machines of the simulated cluster, each with so many cores; at least 2.
    pub machines: u32,
    /// How long the first byte takes from one machine to another.
    pub latency: Span,
    /// How many megabits a second go from one machine to another; at least 1.
    pub bandwidth: u64,
    /// How many times longer than the others the last machine takes for everything; at least 1.
    pub slow_machine: u32,
    /// When the last machine fails; 0: never.
    pub fail_at: Span,
    /// How processes get their memory where the workload does not say.
    pub start_method: StartMethod,
    /// In which order ready tasks get a core.
    pub policy: Policy,
    /// The function `choose(ready, now)` of [`Policy::Own`], in Python.
    pub own_policy: String,
    /// How long a task may run before another gets its turn.
    pub quantum: Span,
    /// How long a thread waits for the global interpreter lock before it demands it.
    pub gil_interval: Span,
    /// What a switch between tasks costs.
    pub switch_cost: Span,
    /// Where a task may be interrupted; none: as the mode says.
    pub preempt: Option<Preempt>,
    /// The seed of everything random.
    pub seed: u64,
    /// What things cost.
    pub profile: Profile,
    /// The most instructions all tasks together may take.
    pub limit_steps: u64,
    /// The longest time the run may take, on its own clock.
    pub limit_time: Span,
    /// The most bytes the workload's values may take.
    pub limit_heap: u64,
    /// The most bytes it may print.
    pub limit_output: u64,
    /// What `input()` reads, line by line.
    pub input: Vec<String>,
    /// Whether it may load from the page's own site (natively: from this machine) where it is really
    /// executed.
    pub may_fetch: bool,
}

impl Default for Knobs {
    fn default() -> Knobs {
        Knobs {
            cores: 4,
            machines: 2,
            latency: Span(250_000),
            bandwidth: 1_000,
            slow_machine: 1,
            fail_at: Span(0),
            start_method: StartMethod::default(),
            policy: Policy::default(),
            own_policy: OWN_POLICY.to_owned(),
            quantum: Span(5_000_000),
            gil_interval: Span(5_000_000),
            switch_cost: Span(5_000),
            preempt: None,
            seed: 0,
            profile: Profile::default(),
            limit_steps: 2_000_000_000,
            limit_time: Span(600_000_000_000),
            limit_heap: 256 << 20,
            limit_output: 4 << 20,
            input: Vec::new(),
            may_fetch: true,
        }
    }
}

/// Names a knob, so that lists of modes and pages can speak of it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Knob {
    /// [`Knobs::cores`]
    Cores,
    /// [`Knobs::machines`]
    Machines,
    /// [`Knobs::latency`]
    Latency,
    /// [`Knobs::bandwidth`]
    Bandwidth,
    /// [`Knobs::slow_machine`]
    SlowMachine,
    /// [`Knobs::fail_at`]
    FailAt,
    /// [`Knobs::start_method`]
    StartMethod,
    /// [`Knobs::policy`]
    Policy,
    /// [`Knobs::quantum`]
    Quantum,
    /// [`Knobs::gil_interval`]
    GilInterval,
    /// [`Knobs::switch_cost`]
    SwitchCost,
    /// [`Knobs::preempt`]
    Preempt,
    /// [`Knobs::seed`]
    Seed,
    /// [`Knobs::profile`]
    Profile,
}

/// Where a running task may be interrupted.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Preempt {
    /// Anywhere, as the language permits.
    EveryInstruction,
    /// Where CPython 3.10 and later look: at the end of a loop's turn, at calls, at a function's entry.
    Cpython,
    /// Nowhere but where it waits.
    WaitsOnly,
}
