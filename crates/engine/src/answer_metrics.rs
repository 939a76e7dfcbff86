//! The metrics of a run and of its tasks, as an answer says them.

use litemap::LiteMap;

use protocol::{Class, LoopLag, Metrics, Mode, ObjectAnswer, TaskAnswer};
use timeline::{Delay, ObjectMetrics, RunMetrics, State, TaskMetrics, format};
use trace::{Line, Span, TaskInfo, Trace};

/// From this share of the time on, one of computing and waiting is what a workload is about.
const BOUND_SHARE: f64 = 0.8;

/// Sums over all tasks.
pub(crate) fn metrics(mode: Mode, trace: &Trace, measured: &RunMetrics) -> Metrics {
    let (class, class_reason) = class(measured);
    let makespan = measured.makespan_ns.max(1) as f64;
    let lag = match mode {
        // Every task is one of the loop's.
        Mode::Async => measured.delay,
        _ => measured.loop_lag,
    };
    Metrics {
        speedup: 0.0,
        cpu_ns: measured.cpu_ns,
        io_wait_ns: measured.io_wait_ns,
        lock_wait_ns: measured.lock_wait_ns,
        gil_wait_ns: measured.gil_wait_ns,
        ready_ns: measured.ready_ns,
        context_switches: measured.context_switches,
        preemptions: measured.preemptions,
        utilisation: measured.utilisation,
        marshalled_bytes: measured.marshalled_bytes,
        network_bytes: measured.network_bytes,
        tasks: measured.tasks.len() as u64,
        gil_handovers: measured.gil_handovers,
        migrations: measured.migrations,
        core_utilisation: measured.cores_ns.iter().map(|busy| *busy as f64 / makespan).collect(),
        serial_fraction: measured.serial_fraction,
        critical_path_ns: measured.critical_path.bound_ns(),
        class,
        class_reason,
        loop_lag: lag.map(|lag| loop_lag(trace, lag)),
        objects: measured.objects.iter().map(|object| object_answer(trace, object)).collect(),
    }
}

/// Where most of the time goes, with the reason.
fn class(measured: &RunMetrics) -> (Class, String) {
    let (computing, waiting) = (measured.cpu_ns, measured.io_wait_ns);
    let share = computing as f64 / (computing + waiting).max(1) as f64;
    let class = if share >= BOUND_SHARE || computing + waiting == 0 {
        Class::CpuBound
    } else if share <= 1.0 - BOUND_SHARE {
        Class::IoBound
    } else {
        Class::Mixed
    };
    let (computing, waiting) = (format::span(Span(computing)), format::span(Span(waiting)));
    (class, format!("its tasks compute for {computing} and wait for I/O or sleep for {waiting}"))
}

fn loop_lag(trace: &Trace, lag: Delay) -> LoopLag {
    let name = |task: trace::TaskId| trace.tasks[task.index()].name.clone();
    LoopLag {
        lag_ns: lag.span.0,
        task: name(lag.task),
        by: name(lag.by),
        ran_ns: lag.ran.0,
        line: lag.line.some().map(|Line(line)| line),
    }
}

fn object_answer(trace: &Trace, object: &ObjectMetrics) -> ObjectAnswer {
    let info = &trace.objects[object.object.index()];
    ObjectAnswer {
        name: info.name.clone(),
        kind: info.kind,
        taken: object.taken,
        waits: object.waits,
        waited_ns: object.waited_ns,
        line: object.line.some().map(|Line(line)| line),
    }
}

/// Each task.
pub(crate) fn tasks(trace: &Trace, measured: &RunMetrics) -> Vec<TaskAnswer> {
    let numbered = trace.tasks.iter().zip(&measured.tasks).zip(0..);
    let answer = |((info, task), id): ((&TaskInfo, &TaskMetrics), u32)| TaskAnswer {
        id,
        name: info.name.clone(),
        kind: info.kind,
        parent: info.parent.map(|parent| parent.0),
        start_ns: task.start.0,
        end_ns: task.end.0,
        running_ns: task.running_ns(),
        ready_ns: task.ready_ns(),
        blocked_ns: task.blocked_ns(),
        states: states(task),
    };
    numbered.map(answer).collect()
}

fn states(task: &TaskMetrics) -> LiteMap<String, u64> {
    let spent = State::ALL.into_iter().map(|state| (state, task.states.of(state)));
    let spent = spent.filter(|(_, nanos)| *nanos > 0);
    spent.map(|(state, nanos)| (state.name().to_lowercase(), nanos)).collect()
}
