//! The numbers of a run: who spent how long in which state, and what that adds up to.

mod contention;
mod critical;
mod delay;
mod demand;
mod marshalling;
mod occupation;
mod overlap;

pub use contention::ObjectMetrics;
pub use critical::{CriticalPath, PathStep};
pub use delay::Delay;
pub use marshalling::marshalling;
pub use occupation::{Occupation, occupation};
pub use overlap::overlap;

use trace::{Cause, CoreId, EventKind, Outcome, Span, TaskId, Time, Trace};

pub(crate) use self::critical::critical_path;

use self::contention::Contention;
use self::delay::Delays;
use self::demand::Demand;
use crate::State;
use crate::follow::{Owner, Segment, end_of, follow, n_core_lanes};
use crate::slices::Mixture;

/// The numbers of a run. All times are in nanoseconds.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct RunMetrics {
    /// From the beginning to the last event.
    pub makespan_ns: u64,
    /// Time in which tasks computed.
    pub cpu_ns: u64,
    /// Time in which tasks waited for something outside or slept, on a core or off it.
    pub io_wait_ns: u64,
    /// Time in which tasks waited for locks.
    pub lock_wait_ns: u64,
    /// Time in which tasks waited for the global interpreter lock.
    pub gil_wait_ns: u64,
    /// Time in which tasks could run and had no core.
    pub ready_ns: u64,
    /// Time that cores spent switching.
    pub switch_ns: u64,
    /// How often a core went from one task to another.
    pub context_switches: u64,
    /// How often a task lost its core without asking for it.
    pub preemptions: u64,
    /// How often a task had to hand over the global interpreter lock although it could run on.
    pub gil_handovers: u64,
    /// How often a task went on on another core than before.
    pub migrations: u64,
    /// The share of the cores' time in which tasks computed, from 0 to 1.
    pub utilisation: f64,
    /// For each core how long it was computed on.
    pub cores_ns: Vec<u64>,
    /// The share of the work that only one task could do (Amdahl's law), from 0 to 1.
    pub serial_fraction: f64,
    /// What makes the run as long as it is.
    pub critical_path: CriticalPath,
    /// The longest time that a task was ready and did not run.
    pub delay: Option<Delay>,
    /// The same of the tasks of event loops: the lag of the loop.
    pub loop_lag: Option<Delay>,
    /// What tasks met at, the one that was waited for longest first.
    pub objects: Vec<ObjectMetrics>,
    /// Bytes marshalled between memories.
    pub marshalled_bytes: u64,
    /// Bytes that went from one machine to another.
    pub network_bytes: u64,
    /// Each task, in id order.
    pub tasks: Vec<TaskMetrics>,
}

/// The numbers of a task. Running, ready and blocked add up to its life time.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct TaskMetrics {
    /// When it was started.
    pub start: Time,
    /// When it ended, or the run did.
    pub end: Time,
    /// How it ended; nothing while it still lasts.
    pub outcome: Option<Outcome>,
    /// How long in each state.
    pub states: Mixture,
    /// How often it got a core.
    pub turns: u64,
}

impl TaskMetrics {
    /// Time in which it computed.
    #[must_use]
    pub fn running_ns(&self) -> u64 {
        self.states.of(State::Running)
    }

    /// Time in which it could run and had no core.
    #[must_use]
    pub fn ready_ns(&self) -> u64 {
        self.states.of(State::Ready) + self.states.of(State::Preempted)
    }

    /// Time in which it waited, that in which it kept its core while waiting included.
    #[must_use]
    pub fn blocked_ns(&self) -> u64 {
        let waits = |state: &State| state.is_blocked() || *state == State::Holding;
        State::ALL.into_iter().filter(waits).map(|state| self.states.of(state)).sum()
    }

    /// From its start to its end.
    #[must_use]
    pub fn life(&self) -> Span {
        self.end.since(self.start)
    }
}

/// Adds up the events of a trace.
#[must_use]
pub fn metrics(trace: &Trace) -> RunMetrics {
    let mut metrics = RunMetrics {
        makespan_ns: end_of(trace).0,
        tasks: vec![TaskMetrics::default(); trace.tasks.len()],
        cores_ns: vec![0; n_core_lanes(trace)],
        critical_path: critical_path(trace),
        serial_fraction: Demand::of(trace).serial_fraction(),
        ..RunMetrics::default()
    };
    let mut begun = vec![false; trace.tasks.len()];
    let (mut delays, mut contention) = (Delays::default(), Contention::new(trace));
    follow(trace, |segment| {
        delays.take(trace, &segment);
        contention.take(&segment);
        add_segment(&mut metrics, &mut begun, &segment);
    });
    trace.events().for_each(|event| contention.count(&event));
    count_events(trace, &mut metrics, &mut begun);
    add_up(&mut metrics, trace.n_cores);
    (metrics.delay, metrics.loop_lag) = (delays.worst, delays.in_loop);
    metrics.objects = contention.finish();
    metrics
}

fn add_segment(metrics: &mut RunMetrics, begun: &mut [bool], segment: &Segment) {
    match segment.owner {
        Owner::Task(TaskId(id)) if segment.slice.state != State::Done => {
            let task = &mut metrics.tasks[id as usize];
            if !begun[id as usize] {
                begun[id as usize] = true;
                task.start = segment.slice.from;
            }
            task.end = segment.slice.to;
            task.states.0[segment.slice.state.index()] += segment.slice.span().0;
        }
        Owner::Core(_) if segment.slice.state == State::Switch => {
            metrics.switch_ns += segment.slice.span().0;
        }
        Owner::Core(core) if segment.slice.state == State::Running => {
            metrics.cores_ns[core.index()] += segment.slice.span().0;
        }
        Owner::Task(_) | Owner::Core(_) => {}
    }
}

/// What is counted rather than measured.
fn count_events(trace: &Trace, metrics: &mut RunMetrics, begun: &mut [bool]) {
    let mut last_on_core: Vec<Option<TaskId>> = Vec::new();
    let mut last_core = vec![CoreId::NONE; trace.tasks.len()];
    for event in trace.events() {
        let Some(task) = metrics.tasks.get_mut(event.task.index()) else { continue };
        if !begun[event.task.index()] && event.kind == EventKind::Spawn {
            // It lived for no time at all.
            begun[event.task.index()] = true;
            task.start = event.time;
            task.end = event.time;
        }
        match event.kind {
            EventKind::Run => {
                task.turns += 1;
                let before = std::mem::replace(&mut last_core[event.task.index()], event.core);
                let moved = before != event.core && before != CoreId::NONE;
                metrics.migrations += u64::from(moved);
                if let Some(CoreId(core)) = event.core.some() {
                    let core = core as usize;
                    if last_on_core.len() <= core {
                        last_on_core.resize(core + 1, None);
                    }
                    let before = last_on_core[core].replace(event.task);
                    metrics.context_switches +=
                        u64::from(before.is_some_and(|before| before != event.task));
                }
            }
            EventKind::Preempt if event.cause != Cause::Yield => {
                metrics.preemptions += 1;
                metrics.gil_handovers += u64::from(event.cause == Cause::Gil);
            }
            EventKind::Send => metrics.marshalled_bytes += event.value,
            EventKind::Transfer => metrics.network_bytes += event.value,
            EventKind::End => task.outcome = Outcome::from_number(event.value as u8),
            _ => {}
        }
    }
}

fn add_up(metrics: &mut RunMetrics, n_cores: u32) {
    let of = |state: State| metrics.tasks.iter().map(|task| task.states.of(state)).sum::<u64>();
    metrics.cpu_ns = of(State::Running);
    metrics.io_wait_ns = of(State::Io) + of(State::Sleep) + of(State::Holding);
    metrics.lock_wait_ns = of(State::Lock);
    metrics.gil_wait_ns = of(State::Gil);
    metrics.ready_ns = of(State::Ready) + of(State::Preempted);
    let capacity = f64::from(n_cores) * metrics.makespan_ns as f64;
    metrics.utilisation =
        if capacity > 0.0 { (metrics.cpu_ns as f64 / capacity).min(1.0) } else { 0.0 };
}
