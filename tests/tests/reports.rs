//! What reports tell: the numbers, not only that there are some.

use engine::{Block, Cell, Report, Stop, Table};
use protocol::{Knobs, Mode, Spec};
use trace::{Clock, Time};

const COMPUTING: &str = "
from playground import cpu, gather, spawn
gather([spawn(cpu, 0.020) for _ in range(4)])
print('done')
";

const COUNTER: &str = "
import threading
count = 0
def add():
    global count
    count += 1
thread = threading.Thread(target=add)
thread.start()
thread.join()
print('the count is')
print(count)
";

fn spec(text: &str, mode: Mode) -> Spec {
    Spec {
        file: "workload.py".into(),
        text: text.into(),
        mode,
        clock: Clock::Virtual,
        knobs: Knobs::default(),
    }
}

fn metrics(text: &str, mode: Mode) -> Report {
    let spec = spec(text, mode);
    let trace = engine::block_on(engine::run(&spec, &Stop::default(), |_| ())).trace;
    let trace = trace.expect("it runs");
    let stop = Stop::default();
    engine::block_on(engine::report_run(&trace, &spec, &stop, |_| ())).expect("nobody stops it")
}

fn comparison(text: &str) -> Report {
    let spec = spec(text, Mode::Sequential);
    let comparing = engine::block_on(engine::compare(&spec, &Stop::default(), |_| ()));
    engine::of_comparison(&comparing.expect("nobody stops it"))
}

fn figure(report: &Report, name: &str) -> Option<String> {
    let figures = report.0.iter().find_map(|block| match block {
        Block::Figures(figures) => Some(figures),
        _ => None,
    });
    figures?.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone())
}

/// The table whose caption begins so.
fn table<'a>(report: &'a Report, caption: &str) -> &'a Table {
    let tables = report.0.iter().filter_map(|block| match block {
        Block::Table(table) => Some(table),
        _ => None,
    });
    let mut found = tables.filter(|table| table.caption.starts_with(caption));
    found.next().unwrap_or_else(|| panic!("no table '{caption}' in {report:#?}"))
}

fn words(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) | Cell::Number(text) | Cell::Bar(_, text) | Cell::Task(_, text) => {
            text.clone()
        }
        Cell::Mode(mode) => mode.info().title.to_owned(),
        Cell::Tag(_, words, why) => format!("{words} {why}").trim().to_owned(),
        Cell::Line(line) => line.to_string(),
        _ => String::new(),
    }
}

fn row<'a>(table: &'a Table, first: &str) -> Vec<String> {
    let row = table.rows.iter().find(|row| words(&row[0]) == first);
    let row: &'a Vec<Cell> = row.unwrap_or_else(|| panic!("no row '{first}' in {table:#?}"));
    row.iter().map(words).collect()
}

#[test]
fn all_runs_of_a_comparison_stand_on_one_axis() {
    let report = comparison(COMPUTING);
    let pictures = table(&report, "When each task is busy");
    let strips = pictures.rows.iter().filter_map(|row| match &row[1] {
        Cell::Strip(miniature, axis) => Some((miniature, *axis)),
        _ => None,
    });
    let strips: Vec<_> = strips.collect();
    assert_eq!(strips.len(), protocol::MODES.len());
    let longest = strips.iter().map(|(miniature, _)| miniature.end).max();
    assert!(strips.iter().all(|(_, axis)| Some(*axis) == longest));
    // `main` and four tasks, of which each computes for a quarter of the time.
    let (sequential, _) = strips[0];
    assert_eq!((sequential.lanes.len(), sequential.n_hidden), (5, 0));
    for lane in &sequential.lanes[1..] {
        let running = lane.pieces.iter().filter(|piece| piece.state == timeline::State::Running);
        let cells: u64 = running.map(|piece| piece.to - piece.from).sum();
        assert!((74..=76).contains(&cells), "{cells} of 300");
    }
    assert_eq!(row(pictures, "Sequential")[3], "1.00×");
    let gain = row(pictures, "Parallel threads")[3].clone();
    assert!(gain.as_str() > "3.9" && gain.as_str() < "4.1", "{gain}");
}

#[test]
fn a_comparison_tells_what_each_mode_costs_and_how_it_scales() {
    let report = comparison(COMPUTING);
    assert!(matches!(&report.0[0], Block::Advice(advice) if advice.contains("gains from cores")));
    let matrix = table(&report, "What each mode costs");
    let threads = row(matrix, "Parallel threads");
    assert_eq!((threads[5].as_str(), threads[6].as_str()), ("shared", "same"));
    assert_eq!(row(matrix, "Processes")[5], "apart");
    assert!(row(matrix, "Sequential")[1].starts_with("1.0"));
    let scaling = table(&report, "Speed-up with more cores");
    assert_eq!(scaling.heads, ["Mode", "1 core", "2 cores", "4 cores", "8 cores"]);
    let gains = row(scaling, "Parallel threads");
    assert_eq!(gains[1], "1.00×");
    // Four equal tasks: eight cores gain no more than four.
    assert!(gains[2].starts_with("1.9") || gains[2].starts_with("2.0"), "{gains:?}");
    assert!(gains[3..].iter().all(|gain| gain.starts_with("3.9")), "{gains:?}");
}

#[test]
fn what_overlapped_waits_gain_is_no_gain_of_cores() {
    let waiting =
        "from playground import gather, io, spawn\ngather([spawn(io, 0.01) for _ in range(4)])";
    let report = comparison(waiting);
    let gain = row(table(&report, "When each"), "Parallel threads")[3].clone();
    assert!(gain.as_str() > "3.8", "{gain}");
    let gains = row(table(&report, "Speed-up with more cores"), "Parallel threads");
    assert!(gains[1..].iter().all(|gain| gain.starts_with("1.0")), "{gains:?}");
}

#[test]
fn the_first_line_that_differs_is_told_with_who_printed_it_and_when() {
    let report = comparison(COUNTER);
    let divergences = table(&report, "The first line of output that differs");
    // The modes that keep memories apart.
    assert_eq!(divergences.rows.len(), 2);
    for mode in ["Processes", "Cluster"] {
        let apart = row(divergences, mode);
        assert_eq!(apart[1], "2");
        assert!(apart[2].starts_with("“0”, by main at "), "{apart:?}");
        assert!(apart[3].starts_with("“1”, by main at "), "{apart:?}");
        let verdict = &row(table(&report, "What each mode costs"), mode)[6];
        assert!(verdict.starts_with("differs it prints '0' instead of '1'; "), "{verdict}");
    }
}

#[test]
fn a_comparison_grows_run_by_run() {
    let spec = spec(COMPUTING, Mode::Sequential);
    let mut heard = Vec::new();
    engine::block_on(engine::compare(&spec, &Stop::default(), |so_far| {
        heard.push(table(&engine::of_comparison(so_far), "When each").rows.len());
    }));
    let n = protocol::MODES.len();
    assert_eq!(heard[..n], (1..=n).collect::<Vec<_>>());
}

#[test]
fn a_run_under_the_gil_tells_who_waited_for_it() {
    let report = metrics(COMPUTING, Mode::Threads);
    let speedup = figure(&report, "Speed-up over sequential").expect("it is simulated");
    assert!(speedup.starts_with("0.9") || speedup.starts_with("1.0"), "{speedup}");
    assert!(figure(&report, "Waiting for the GIL").is_some());
    let tasks = table(&report, "Tasks, by what they did");
    assert_eq!(tasks.rows.len(), 5);
    let gil = tasks.heads.iter().position(|head| head == "GIL").expect("some wait for it");
    let waited = tasks.rows[1..].iter().map(|row| words(&row[gil]));
    assert!(
        waited.clone().all(|waited| waited.ends_with(" ms")),
        "{:?}",
        waited.collect::<Vec<_>>()
    );
}

#[test]
fn the_critical_path_is_the_whole_makespan() {
    for mode in [Mode::Sequential, Mode::FreeThreads, Mode::Threads, Mode::Async] {
        let report = metrics(COMPUTING, mode);
        let path = table(&report, "Critical path");
        let shares = path.rows.iter().map(|row| match row[4] {
            Cell::Bar(share, _) => share,
            _ => 0.0,
        });
        let sum: f64 = shares.sum();
        assert!((sum - 1.0).abs() < 0.01, "{mode}: {sum}");
        let moments = path.rows.iter().map(|row| match row[0] {
            Cell::Moment(time, _) => time,
            _ => Time::START,
        });
        assert!(moments.is_sorted(), "{mode}");
    }
}

#[test]
fn a_lock_and_an_event_loop_are_told_of() {
    let text = "
import threading
from playground import cpu
lock = threading.Lock()
def work():
    with lock:
        cpu(0.010)
threads = [threading.Thread(target=work) for _ in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
";
    let report = metrics(text, Mode::FreeThreads);
    let lock = row(table(&report, "Locks and other things"), "lock");
    assert_eq!(lock[1..4], ["lock", "3", "2"].map(str::to_owned));
    assert_eq!(lock[5], "6");

    let text = "
import asyncio, time
async def quick():
    await asyncio.sleep(0.001)
async def blocks():
    await asyncio.sleep(0)
    time.sleep(0.050)
async def main():
    await asyncio.gather(quick(), blocks())
asyncio.run(main())
";
    let report = metrics(text, Mode::AsWritten);
    let lag = report.0.iter().find_map(|block| match block {
        Block::Note(note) => note.starts_with("The event loop’s longest lag").then_some(note),
        _ => None,
    });
    let lag = lag.expect("the loop was blocked");
    assert!(
        lag.contains(
            "Task-2 (quick) was ready, and Task-3 (blocks) held it up from line 7 on for 50"
        ),
        "{lag}"
    );
}

#[test]
fn a_report_that_was_stopped_is_none() {
    let stop = Stop::default();
    stop.request();
    let spec = spec("while True:\n    pass\n", Mode::FreeThreads);
    assert!(engine::block_on(engine::compare(&spec, &stop, |_| ())).is_none());
}

#[test]
fn a_prediction_stands_beside_as_many_real_runs_as_were_asked_for() {
    let spec = spec(COMPUTING, Mode::Sequential);
    let mut heard = Vec::new();
    let predicting = engine::block_on(engine::predict(&spec, 3, &Stop::default(), |so_far| {
        heard.push(so_far.prediction.makespans_ns.len());
    }));
    assert_eq!(heard, [0, 1, 2, 3]);
    let predicting = predicting.expect("nobody stops it");
    let prediction = &predicting.prediction;
    assert_eq!(prediction.profile, "this-device");
    assert_eq!(prediction.otherwise, Vec::<String>::new());
    // `cpu` takes as long as it says on either clock.
    assert!(prediction.predicted.makespan_ns >= 80_000_000);
    let measured = prediction.measured.expect("there were runs");
    assert!(measured.makespan_ns >= 80_000_000);
    assert!(prediction.makespans_ns.contains(&measured.makespan_ns));
    // The parts are all of it, in either.
    for timed in [prediction.predicted, measured] {
        let parts = timed.parts;
        let sum = parts.starting_ns
            + parts.scheduling_ns
            + parts.computing_ns
            + parts.waiting_ns
            + parts.other_ns;
        assert_eq!(sum, timed.makespan_ns);
        assert!(parts.computing_ns >= 79_000_000, "{parts:?}");
    }
    let report = engine::of_prediction(&predicting);
    assert_eq!(table(&report, "Each real run").rows.len(), 3);
    let pictures = table(&report, "When each task is busy");
    let axes = pictures.rows.iter().map(|row| match row[1] {
        Cell::Strip(_, axis) => axis.0,
        _ => 0,
    });
    let longest = prediction.predicted.makespan_ns.max(measured.makespan_ns);
    assert_eq!(axes.collect::<Vec<_>>(), [longest, longest]);
    let makespan = row(table(&report, "Where the difference comes from"), "Makespan");
    let predicted = figure(&report, "Predicted").expect("it was predicted");
    assert_eq!(makespan[1], predicted);
}

#[test]
fn what_cannot_be_run_is_not_predicted() {
    let spec = spec("def f(:\n", Mode::Sequential);
    assert!(engine::block_on(engine::predict(&spec, 3, &Stop::default(), |_| ())).is_none());
}
