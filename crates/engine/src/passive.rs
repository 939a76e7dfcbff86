//! What a run shows that its author may not have noticed: findings from the trace, each with its
//! place and a remedy. None of them changes how the run ended.

use litemap::LiteMap;

use lang::{Diagnostic, Related, Severity};
use protocol::Mode;
use timeline::{RunMetrics, State, TaskMetrics, format};
use trace::{
    Cause, Event, EventKind, Line, ObjectId, ObjectKind, Outcome, Span, TaskId, TaskKind, Trace,
};

/// So many short waits at one line are a loop that asks again and again.
const POLLS_MIN: u64 = 100;
/// A wait up to this is a poll, not a pause.
const POLL_SPAN: Span = Span(1_000_000);
/// More waiting for the interpreter lock than this share of all computing is a pool without gain.
const GIL_SHARE: f64 = 0.3;
/// Less computing than this share of the run is not what makes it long.
const COMPUTING_SHARE: f64 = 0.3;
/// More waiting for a core than this share of all computing is one process too many.
const READY_SHARE: f64 = 0.1;
/// A loop that is held up for less is none that anybody notices.
const HOLD_MIN: Span = Span(1_000_000);
/// The most findings of one kind.
const FINDINGS_MAX: usize = 5;

/// All findings of a run.
pub(crate) fn findings(mode: Mode, trace: &Trace, measured: &RunMetrics) -> Vec<Diagnostic> {
    let mut found = blocked_loops(trace);
    found.extend(locks_held_while_waiting(trace));
    found.extend(cut_off(trace));
    found.extend(busy_waits(trace));
    if matches!(mode, Mode::AsWritten | Mode::Threads) {
        found.extend(threads_without_gain(trace, measured));
    }
    found.extend(too_many_processes(trace, measured));
    found
}

fn finding(code: &'static str, line: Line, message: String, help: &str) -> Diagnostic {
    Diagnostic {
        code,
        severity: Severity::Hint,
        span: span(line),
        message,
        help: Some(help.to_owned()),
        replacement: None,
        related: Vec::new(),
    }
}

fn span(line: Line) -> lang::Span {
    lang::Span::line(line.some().map_or(1, |Line(line)| line))
}

fn name(trace: &Trace, task: TaskId) -> &str {
    trace.tasks.get(task.index()).map_or("a task", |task| task.name.as_str())
}

fn kind(trace: &Trace, task: TaskId) -> Option<TaskKind> {
    trace.tasks.get(task.index()).map(|task| task.kind)
}

/// Calls that wait without giving way to the event loop, the longest first.
fn blocked_loops(trace: &Trace) -> Vec<Diagnostic> {
    let mut lines: LiteMap<Line, (u64, TaskId)> = LiteMap::new();
    for event in trace.events() {
        let is_timed = matches!(event.cause, Cause::Sleep | Cause::Io);
        let in_loop = event.kind == EventKind::Block && is_timed && event.other.some().is_some();
        if event.kind == EventKind::Hold || in_loop {
            let (held, _) = lines.entry(event.line).or_insert((0, event.task));
            *held += event.value;
        }
    }
    let mut lines: Vec<_> =
        lines.into_iter().filter(|(_, (held, _))| *held >= HOLD_MIN.0).collect();
    lines.sort_by_key(|(line, (held, _))| (std::cmp::Reverse(*held), *line));
    let said = lines.into_iter().take(FINDINGS_MAX).map(|(line, (held, task))| {
        let (held, task) = (format::span(Span(held)), name(trace, task));
        finding(
            "blocked-loop",
            line,
            format!("{task} waits here without giving way: the whole event loop stands still for {held}"),
            "await asyncio.sleep(…) instead, or move the call to a thread with asyncio.to_thread(…)",
        )
    });
    said.collect()
}

/// What a task holds, for the findings about locks.
struct Hold {
    object: ObjectId,
    task: TaskId,
    line: Line,
    waited: Option<Event>,
    is_wanted: bool,
}

/// Locks that were held while their holder waited for something outside, and others for the lock.
fn locks_held_while_waiting(trace: &Trace) -> Vec<Diagnostic> {
    let mut holds: Vec<Hold> = Vec::new();
    let mut found: LiteMap<(Line, Line), Diagnostic> = LiteMap::new();
    for event in trace.events() {
        let is_lock = trace
            .objects
            .get(event.object.index())
            .is_some_and(|object| matches!(object.kind, ObjectKind::Lock | ObjectKind::RLock));
        match event.kind {
            // A lock of the library's own is nothing that the workload could hold otherwise.
            EventKind::Acquire if is_lock && event.line.some().is_some() => holds.push(Hold {
                object: event.object,
                task: event.task,
                line: event.line,
                waited: None,
                is_wanted: false,
            }),
            EventKind::Release if is_lock => {
                let position = holds.iter().position(|hold| hold.object == event.object);
                let Some(hold) = position.map(|position| holds.swap_remove(position)) else {
                    continue;
                };
                if let Some(waited) = hold.waited.filter(|_| hold.is_wanted) {
                    let said = held_while_waiting(trace, &hold, &waited);
                    found.entry((hold.line, waited.line)).or_insert(said);
                }
            }
            EventKind::Block if matches!(event.cause, Cause::Io | Cause::Sleep) => {
                // To take a lock on another machine is to wait for the network.
                let is_taking = |line| line == event.line && trace.text(event.text) == sim::NETWORK;
                let own = holds.iter_mut().filter(|hold| hold.task == event.task);
                let own = own.filter(|hold| !is_taking(hold.line));
                own.for_each(|hold| hold.waited = Some(event));
            }
            EventKind::Block if is_lock => {
                let wanted = holds.iter_mut().filter(|hold| hold.object == event.object);
                wanted.for_each(|hold| hold.is_wanted = true);
            }
            _ => {}
        }
    }
    found.into_iter().map(|(_, said)| said).take(FINDINGS_MAX).collect()
}

fn held_while_waiting(trace: &Trace, hold: &Hold, waited: &Event) -> Diagnostic {
    let lock = trace.objects[hold.object.index()].described();
    let task = name(trace, hold.task);
    let related = Related { span: span(hold.line), message: format!("{lock} is taken here") };
    Diagnostic {
        related: vec![related],
        ..finding(
            "lock-held-while-waiting",
            waited.line,
            format!("{task} holds {lock} while it waits here, and others wait for the lock"),
            "wait first and take the lock only for what is shared",
        )
    }
}

/// Daemons, and tasks of event loops that nobody awaited, that had not ended with the program.
fn cut_off(trace: &Trace) -> Vec<Diagnostic> {
    let mut spawned = vec![Line::NONE; trace.tasks.len()];
    let mut found = Vec::new();
    for event in trace.events() {
        let Some(kind) = kind(trace, event.task) else { continue };
        if event.kind == EventKind::Spawn {
            spawned[event.task.index()] = event.line;
        }
        if event.kind != EventKind::End || event.value != Outcome::Cancelled as u64 {
            continue;
        }
        let task = name(trace, event.task);
        found.extend(match kind {
            TaskKind::Coroutine => Some(finding(
                "never-awaited",
                spawned[event.task.index()],
                format!("{task} had not ended when its event loop did: nobody awaits it"),
                "await it, or start it in an asyncio.TaskGroup",
            )),
            // It was ended by another, or with its machine.
            _ if event.time < trace.end => None,
            // Workers of pools and the like wait in the library's code, and lose nothing.
            _ => event.line.some().map(|_| {
                finding(
                    "daemon-cut-off",
                    event.line,
                    format!("{task} is a daemon and was cut off here when the program ended"),
                    "join it before the end, or tell it to stop with an Event",
                )
            }),
        });
    }
    found.truncate(FINDINGS_MAX);
    found
}

/// Loops that ask again and again whether something has happened.
fn busy_waits(trace: &Trace) -> Vec<Diagnostic> {
    // Of each task by itself: there may be very many.
    let mut polls: Vec<LiteMap<Line, u64>> = Vec::new();
    for event in trace.events() {
        let yields = event.kind == EventKind::Preempt && event.cause == Cause::Yield;
        let naps = event.kind == EventKind::Block
            && event.cause == Cause::Sleep
            && event.value <= POLL_SPAN.0;
        if yields || naps {
            let place = event.task.index();
            polls.resize_with(polls.len().max(place + 1), LiteMap::new);
            *polls[place].entry(event.line).or_default() += 1;
        }
    }
    let of_all = (0..).map(TaskId).zip(polls);
    let often = of_all
        .flat_map(|(task, polls)| polls.into_iter().map(move |(line, times)| (task, line, times)))
        .filter(|(_, _, times)| *times >= POLLS_MIN);
    let said = often.take(FINDINGS_MAX).map(|(task, line, times)| {
        let task = name(trace, task);
        finding(
            "busy-wait",
            line,
            format!("{task} stops here {times} times for next to nothing: it looks like polling"),
            "wait for an Event, a Condition or a queue instead, which wakes it when there is something to do",
        )
    });
    said.collect()
}

/// Threads that compute in turn under the interpreter lock.
fn threads_without_gain(trace: &Trace, measured: &RunMetrics) -> Option<Diagnostic> {
    let waited = measured.gil_wait_ns;
    let computes = |task: &TaskMetrics| match task.states.of(State::Gil) {
        0 => 0,
        _ => task.running_ns(),
    };
    let computed: u64 = measured.tasks.iter().map(computes).sum();
    let is_long = computed as f64 >= measured.makespan_ns as f64 * COMPUTING_SHARE;
    if !is_long || (waited as f64) < computed as f64 * GIL_SHARE || waited < POLL_SPAN.0 {
        return None;
    }
    let line = most_started_at(trace, |task, kind| match kind {
        TaskKind::Coroutine => 0,
        _ => computes(&measured.tasks[task.index()]),
    })?;
    let (waited, computed) = (format::span(Span(waited)), format::span(Span(computed)));
    Some(finding(
        "threads-without-gain",
        line,
        format!(
            "the threads compute for {computed} and wait for the interpreter lock for {waited}: \
             only one of them runs at a time"
        ),
        "for computing use processes (multiprocessing, ProcessPoolExecutor) or a free-threaded build",
    ))
}

/// More processes than cores.
fn too_many_processes(trace: &Trace, measured: &RunMetrics) -> Option<Diagnostic> {
    let is_process = |task: &TaskId| kind(trace, *task) == Some(TaskKind::Process);
    let ids = (0..).map(TaskId).take(measured.tasks.len());
    let processes: Vec<TaskId> = ids.filter(is_process).collect();
    if processes.len() <= trace.n_cores as usize {
        return None;
    }
    let sum = |of: fn(&TaskMetrics) -> u64| {
        processes.iter().map(|task| of(&measured.tasks[task.index()])).sum::<u64>()
    };
    let (ready, ran) = (sum(TaskMetrics::ready_ns), sum(TaskMetrics::running_ns));
    if (ready as f64) < ran as f64 * READY_SHARE {
        return None;
    }
    let line = most_started_at(trace, |task, kind| match kind {
        TaskKind::Process => measured.tasks[task.index()].ready_ns(),
        _ => 0,
    })?;
    let (n, ready) = (processes.len(), format::span(Span(ready)));
    Some(finding(
        "more-processes-than-cores",
        line,
        format!("{n} processes share {} cores and wait for one for {ready}", trace.n_cores),
        "start as many as there are cores (os.cpu_count()) and give each more to do",
    ))
}

/// The line that started the tasks which have most of a time between them.
fn most_started_at(trace: &Trace, time: impl Fn(TaskId, TaskKind) -> u64) -> Option<Line> {
    let mut lines: LiteMap<Line, u64> = LiteMap::new();
    for event in trace.events() {
        if event.kind != EventKind::Spawn || event.other.some().is_none() {
            continue;
        }
        if let Some(kind) = kind(trace, event.task) {
            *lines.entry(event.line).or_default() += time(event.task, kind);
        }
    }
    let most = lines.into_iter().max_by_key(|(line, time)| (*time, std::cmp::Reverse(*line)));
    most.map(|(line, _)| line)
}
