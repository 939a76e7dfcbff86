//! The numbers of one run: how long, on which core, by whom, waiting for what, and why not faster.

use exec::Stop;
use protocol::{LoopLag, Metrics, Mode, Spec, Status};
use timeline::{
    Mixture, PathStep, RunMetrics, State, TaskMetrics, Timeline, format, marshalling, overlap,
};
use trace::{Clock, EventKind, Line, Span, TaskId, Trace};

use super::block::{Block, Cell, Report, Table};
use crate::answer_metrics;
use crate::run::run;

/// The most tasks that are listed; the export has all.
const TASKS_MAX: usize = 100;
/// The most locks and the like that are listed.
const OBJECTS_MAX: usize = 30;
/// The most stretches of the critical path that are listed: the longest ones.
const STEPS_MAX: usize = 40;

/// Reports the run of a spec from its trace. What takes another run, its gain over one after the
/// other, is added when it is known: `tell` hears the report without. `None` if it was told to stop.
pub async fn report_run(
    trace: &Trace,
    spec: &Spec,
    stop: &Stop,
    tell: impl Fn(&Report),
) -> Option<Report> {
    let mut report = of_run(trace, spec);
    if spec.clock == Clock::Wall {
        return Some(report);
    }
    tell(&report);
    let sequential = Spec { mode: Mode::Sequential, ..spec.clone() };
    let answer = run(&sequential, stop, |_| ()).await.answer;
    if answer.status == Status::Stopped {
        return None;
    }
    if let (Status::Ok, Some(Block::Figures(figures))) = (answer.status, report.0.first_mut()) {
        let speedup = answer.makespan_ns as f64 / trace.end.0.max(1) as f64;
        figures.insert(1, ("Speed-up over sequential", format!("{speedup:.2}×")));
    }
    Some(report)
}

/// The report without that gain. Its first block are the figures, and their first the makespan.
fn of_run(trace: &Trace, spec: &Spec) -> Report {
    let measured = timeline::metrics(trace);
    let metrics = answer_metrics::metrics(spec.mode, trace, &measured);
    let names = Timeline::project(trace);
    let mut report = Report::default();
    report.0.push(Block::Figures(figures(trace, &measured)));
    let class = metrics.class.name();
    report.note(format!("The workload is {class}: {}.", metrics.class_reason));
    report.note(bound(&metrics));
    if let Some(lag) = &metrics.loop_lag {
        report.note(lag_in_words(lag));
    }
    report.table(cores(&metrics));
    report.table(tasks(&names, &measured));
    if measured.tasks.len() > TASKS_MAX {
        let hidden = format::count(measured.tasks.len() - TASKS_MAX);
        report.note(format!("{hidden} more tasks are in the export"));
    }
    report.table(objects(&metrics));
    report.table(path(&names, &measured));
    report
}

fn figures(trace: &Trace, measured: &RunMetrics) -> Vec<(&'static str, String)> {
    let span = |nanos: u64| format::span(Span(nanos));
    let mut figures = vec![
        ("Makespan", span(measured.makespan_ns)),
        ("Cores in use", format::percent(measured.utilisation)),
        ("At least two cores busy", format::span(overlap(trace))),
        ("Computing", span(measured.cpu_ns)),
        ("Waiting for I/O or asleep", span(measured.io_wait_ns)),
        ("Waiting for locks", span(measured.lock_wait_ns)),
        ("Ready without a core", span(measured.ready_ns)),
        ("Switching", span(measured.switch_ns)),
        ("Context switches", count(measured.context_switches)),
        ("Preemptions", count(measured.preemptions)),
        ("Migrations", count(measured.migrations)),
        ("Tasks", format::count(measured.tasks.len())),
    ];
    if measured.gil_wait_ns > 0 {
        figures.push(("Waiting for the GIL", span(measured.gil_wait_ns)));
        figures.push(("GIL demanded", format!("{} times", count(measured.gil_handovers))));
    }
    if measured.marshalled_bytes > 0 {
        figures.push(("Marshalled", format::bytes(measured.marshalled_bytes)));
    }
    let spent = marshalling(trace);
    if spent > Span(0) {
        figures.push(("Marshalling", format::span(spent)));
    }
    figures.extend(turns(trace));
    if measured.network_bytes > 0 {
        figures.push(("Over the network", format::bytes(measured.network_bytes)));
    }
    figures
}

/// How many turns of the event loop served timers, and how late; nothing where none is recorded.
fn turns(trace: &Trace) -> Vec<(&'static str, String)> {
    let turns = trace.events().filter(|event| event.kind == EventKind::Turn);
    let mut lags: Vec<u64> = turns.map(|event| event.value).collect();
    lags.sort_unstable();
    let Some(longest) = lags.last() else { return Vec::new() };
    let middle = lags[lags.len() / 2];
    let (middle, longest) = (format::span(Span(middle)), format::span(Span(*longest)));
    vec![
        ("Turns of the event loop", format::count(lags.len())),
        ("Lag of these turns", format!("{middle}, at most {longest}")),
    ]
}

fn count(number: u64) -> String {
    format::count(usize::try_from(number).unwrap_or(usize::MAX))
}

/// What more cores could give, in a sentence.
fn bound(metrics: &Metrics) -> String {
    let serial = metrics.serial_fraction.clamp(0.0, 1.0);
    let least = format::span(Span(metrics.critical_path_ns));
    let limit = match serial {
        serial if serial > 0.0 => format!("at most {:.1} times as fast", 1.0 / serial),
        _ => "faster without a bound".to_owned(),
    };
    format!(
        "Only one task could do {} of its computing, so with ever more cores that would be {limit} \
         (Amdahl’s law). Its critical path, the longest chain of computing and waiting for what is \
         outside, takes {least}: less no number of cores can reach.",
        format::percent(serial),
    )
}

fn lag_in_words(lag: &LoopLag) -> String {
    let LoopLag { lag_ns, task, by, ran_ns, line } = lag;
    let (lag, ran) = (format::span(Span(*lag_ns)), format::span(Span(*ran_ns)));
    let line = line.map_or(String::new(), |line| format!(" from line {line} on"));
    format!(
        "The event loop’s longest lag is {lag}: {task} was ready, and {by} held it up{line} for \
         {ran} without giving way."
    )
}

fn cores(metrics: &Metrics) -> Table {
    let mut table = Table::new("Cores", &["Core", "Busy"]);
    let row = |(core, share): (usize, &f64)| {
        vec![Cell::Text(format!("core {core}")), Cell::Bar(*share, format::percent(*share))]
    };
    table.rows = metrics.core_utilisation.iter().enumerate().take(TASKS_MAX).map(row).collect();
    table
}

/// Each task by state and cause.
fn tasks(names: &Timeline, measured: &RunMetrics) -> Table {
    let listed = || measured.tasks.iter().take(TASKS_MAX);
    let occurs =
        |state: &State| *state != State::Done && listed().any(|it| it.states.of(*state) > 0);
    let states: Vec<State> = State::ALL.into_iter().filter(occurs).collect();
    let mut heads = vec!["Task", "Its life"];
    heads.extend(states.iter().map(|state| state.name()));
    heads.push("Turns");
    let mut table = Table::new("Tasks, by what they did and waited for", &heads);
    let row = |(id, task): (u32, &TaskMetrics)| {
        let id = TaskId(id);
        let mut row = vec![Cell::Task(id, names.task_name(id).to_owned()), shares(&task.states)];
        row.extend(states.iter().map(|state| match task.states.of(*state) {
            0 => Cell::Empty,
            nanos => Cell::Number(format::span(Span(nanos))),
        }));
        row.push(Cell::Number(count(task.turns)));
        row
    };
    table.rows = (0..).zip(listed()).map(row).collect();
    table
}

/// The shares of the states in a life, the largest first.
fn shares(states: &Mixture) -> Cell {
    let mut states = *states;
    states.0[State::Done.index()] = 0;
    let all = states.total().max(1) as f64;
    let share = |(state, nanos): (State, u64)| (state, nanos as f64 / all);
    Cell::Shares(states.ranked().into_iter().map(share).collect())
}

/// What tasks met at, the one that was waited for longest first.
fn objects(metrics: &Metrics) -> Table {
    let heads = ["Object", "Kind", "Taken", "Waits", "Waited", "Longest at"];
    let mut table = Table::new("Locks and other things that tasks met at", &heads);
    let rows = metrics.objects.iter().take(OBJECTS_MAX).map(|object| {
        vec![
            Cell::Text(object.name.clone()),
            Cell::Text(object.kind.noun().to_owned()),
            Cell::Number(count(object.taken)),
            Cell::Number(count(object.waits)),
            Cell::Number(format::span(Span(object.waited_ns))),
            object.line.map_or(Cell::Empty, Cell::Line),
        ]
    });
    table.rows = rows.collect();
    table
}

/// What makes the run as long as it is, in the order of time.
fn path(names: &Timeline, measured: &RunMetrics) -> Table {
    let mut steps = joined(&measured.critical_path.steps);
    let n_steps = steps.len();
    let caption = if n_steps > STEPS_MAX {
        steps.sort_by_key(|step| std::cmp::Reverse(step.to.since(step.from)));
        steps.truncate(STEPS_MAX);
        steps.sort_by_key(|step| step.from);
        format!("Critical path: the longest {STEPS_MAX} of its {n_steps} stretches")
    } else {
        "Critical path: what makes the run as long as it is".to_owned()
    };
    let makespan = measured.makespan_ns.max(1) as f64;
    let mut table = Table::new(&caption, &["From", "Task", "Does", "For", "Share", "Line"]);
    let row = |step: &PathStep| {
        let span = step.to.since(step.from);
        let share = span.0 as f64 / makespan;
        vec![
            Cell::Moment(step.from, step.task),
            Cell::Task(step.task, names.task_name(step.task).to_owned()),
            Cell::Text(step.state.name().to_owned()),
            Cell::Number(format::span(span)),
            Cell::Bar(share, format::percent(share)),
            step.line.some().map_or(Cell::Empty, |Line(line)| Cell::Line(line)),
        ]
    };
    table.rows = steps.iter().map(row).collect();
    table
}

/// Neighbours of one task in one state as one stretch.
fn joined(steps: &[PathStep]) -> Vec<PathStep> {
    let mut stretches: Vec<PathStep> = Vec::new();
    for step in steps {
        let goes_on = |last: &&mut PathStep| {
            last.task == step.task && last.state == step.state && last.to == step.from
        };
        match stretches.last_mut().filter(goes_on) {
            Some(last) => last.to = step.to,
            None => stretches.push(*step),
        }
    }
    stretches
}

#[cfg(test)]
mod tests {
    use super::joined;
    use timeline::{PathStep, State};
    use trace::{Line, TaskId, Time};

    #[test]
    fn turns_that_follow_one_another_are_one_stretch() {
        let step = |from, to, task| PathStep {
            task: TaskId(task),
            from: Time(from),
            to: Time(to),
            state: State::Running,
            line: Line(1),
        };
        let stretches = joined(&[step(0, 5, 0), step(5, 9, 0), step(9, 12, 1), step(20, 30, 1)]);
        let spans: Vec<_> = stretches.iter().map(|it| (it.from.0, it.to.0)).collect();
        assert_eq!(spans, [(0, 9), (9, 12), (20, 30)]);
    }
}
