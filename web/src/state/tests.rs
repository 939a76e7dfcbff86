//! What the page does, without a browser.

use std::rc::Rc;

use protocol::{Ending, Mode, ReportKind, RunId, Status};
use trace::{
    Clock, Event, EventKind, Limits, Line, Recorder, TaskId, TaskInfo, TaskKind, Time, Trace,
};

use super::{Action, AppState, EngineState, Layout, Opened, Outcome, Pane, Standing, Tab, reduce};

fn after(state: &AppState, actions: impl IntoIterator<Item = Action>) -> AppState {
    actions.into_iter().fold(state.clone(), |state, action| reduce(&state, action))
}

fn trace() -> Trace {
    let mut recorder = Recorder::new(Clock::Virtual, 1, Limits::default());
    let (name, kind) = ("main".to_owned(), TaskKind::Thread);
    let main = recorder.add_task(TaskInfo { name, kind, parent: None });
    recorder.record(Event::new(Time(0), EventKind::Spawn, main));
    recorder.finish(Time(100))
}

fn finished(state: &AppState, id: u32, status: Status) -> Action {
    let ending = Ending {
        status,
        exit_code: 0,
        error: None,
        stdout: String::new(),
        stderr: String::new(),
        diagnostics: Vec::new(),
    };
    Action::Finished(Outcome::new(Some(RunId(id)), state.spec(), Some(ending), trace()))
}

fn progress(id: u32, (stdout, stderr): (&str, &str), so_far: Option<Rc<Outcome>>) -> Action {
    let (stdout, stderr, time) = (stdout.to_owned(), stderr.to_owned(), Time(1));
    Action::Progress { id: RunId(id), stdout, stderr, so_far, steps: 1, time }
}

fn ready(threads: u32) -> Action {
    let why_not_parallel = (threads < 2).then(|| Rc::from("not isolated"));
    Action::Engine(EngineState::Ready { threads, why_not_parallel })
}

#[test]
fn only_the_newest_run_is_shown() {
    let state = after(&AppState::default(), [Action::Start(RunId(1)), Action::Start(RunId(2))]);
    let late = reduce(&state, finished(&state, 1, Status::Ok));
    assert!(late.outcome.is_none() && late.run.is_some());
    let shown = reduce(&state, finished(&state, 2, Status::Ok));
    assert!(shown.outcome.is_some() && shown.run.is_none());
}

#[test]
fn only_the_run_that_is_over_is_over() {
    let state = after(&AppState::default(), [Action::Start(RunId(1)), Action::Start(RunId(2))]);
    let is_over = |state: AppState| state.run.is_some_and(|run| run.over);
    assert!(!is_over(reduce(&state, Action::Over(RunId(1)))));
    assert!(is_over(reduce(&state, Action::Over(RunId(2)))));
}

#[test]
fn what_a_replaced_engine_was_asked_is_forgotten_but_for_the_run() {
    let asked = [ready(2), Action::Check(RunId(1)), Action::Calibrate(RunId(2))];
    let state = after(&AppState::default(), asked);
    let state = after(&state, [Action::Start(RunId(3)), Action::Replaced]);
    assert_eq!((state.check, state.calibrating), (None, None));
    assert_eq!(state.run.map(|run| run.id), Some(RunId(3)));
}

#[test]
fn a_mode_takes_its_clock_along_only_if_it_offers_it() {
    let wall = [ready(2), Action::SetMode(Mode::FreeThreads), Action::SetClock(Clock::Wall)];
    let state = after(&AppState::default(), wall);
    assert_eq!(state.clock, Clock::Wall);
    assert_eq!(reduce(&state, Action::SetMode(Mode::Threads)).clock, Clock::Virtual);
    assert_eq!(reduce(&state, Action::SetMode(Mode::Async)).clock, Clock::Wall);
}

#[test]
fn without_shared_memory_parallel_threads_are_simulated_only() {
    let state = after(&AppState::default(), [ready(1), Action::SetMode(Mode::FreeThreads)]);
    assert_eq!(state.why_not_wall(Mode::FreeThreads).as_deref(), Some("not isolated"));
    assert!(!state.offers(Mode::FreeThreads, Clock::Wall));
    assert!(state.offers(Mode::Async, Clock::Wall));
    assert!(state.offers(Mode::Processes, Clock::Wall));
}

#[test]
fn a_link_never_executes_for_real_by_itself() {
    let mut spec = AppState::default().spec();
    spec.mode = Mode::Async;
    let virtual_link = Action::Open(Opened::Shared(Box::new(spec.clone())));
    assert!(reduce(&AppState::default(), virtual_link).run_when_ready);
    spec.clock = Clock::Wall;
    let wall_link = Action::Open(Opened::Shared(Box::new(spec)));
    let state = reduce(&AppState::default(), wall_link);
    assert_eq!((state.clock, state.run_when_ready), (Clock::Wall, false));
}

#[test]
fn a_refused_run_keeps_the_last_timeline_and_shows_the_problems() {
    let state = after(&AppState::default(), [Action::Start(RunId(1))]);
    let state = reduce(&state, finished(&state, 1, Status::Ok));
    let state = reduce(&state, Action::Start(RunId(2)));
    let refused = reduce(&state, finished(&state, 2, Status::Refused));
    assert_eq!(refused.layout.tab, Tab::Problems);
    assert_eq!(refused.outcome.as_ref().and_then(|outcome| outcome.id), Some(RunId(1)));
}

#[test]
fn typing_makes_the_timeline_stale_until_the_next_run() {
    let state = after(&AppState::default(), [Action::Start(RunId(1))]);
    let state = reduce(&state, finished(&state, 1, Status::Ok));
    assert!(!state.is_stale());
    let typed = reduce(&state, Action::Edit("print(2)\n".into()));
    assert!(typed.is_stale());
    assert_eq!(typed.workload.revision, state.workload.revision);
}

#[test]
fn output_is_appended_while_a_run_goes_on() {
    let run = [
        Action::Start(RunId(1)),
        progress(1, ("a\n", "x\n"), None),
        progress(7, ("late", "late"), None),
        progress(1, ("b\n", "y\n"), None),
    ];
    let state = after(&AppState::default(), run);
    let run = state.run.expect("it goes on");
    assert_eq!((&*run.stdout, &*run.stderr), ("a\nb\n", "x\ny\n"));
}

#[test]
fn of_much_output_the_end_is_kept_while_a_run_goes_on() {
    let lines = |from: u32| (from..from + 30_000).map(|n| format!("é{n}\n")).collect::<String>();
    let (first, second) = (lines(0), lines(30_000));
    let run = [Action::Start(RunId(1)), progress(1, (&first, ""), None)];
    let state = after(&AppState::default(), run);
    let state = reduce(&state, progress(1, (&second, ""), None));
    let stdout = state.run.expect("it goes on").stdout;
    assert!(stdout.len() <= 200_000 && stdout.starts_with('é') && stdout.ends_with("é59999\n"));
}

#[test]
fn what_has_happened_so_far_is_shown_until_the_run_ends() {
    let state = after(&AppState::default(), [Action::Start(RunId(1))]);
    let state = reduce(&state, finished(&state, 1, Status::Ok));
    let state = after(&state, [Action::MoveCursor(Some(Time(5))), Action::Start(RunId(2))]);
    assert!(state.so_far().is_none());
    let so_far = |id| Outcome::new(Some(RunId(id)), state.spec(), None, trace());
    let late = reduce(&state, progress(1, ("", ""), Some(so_far(1))));
    assert!(late.so_far().is_none() && late.cursor.is_some());

    let grown = reduce(&state, progress(2, ("", ""), Some(so_far(2))));
    assert!(grown.so_far().is_some() && grown.cursor.is_none());
    let looked_at = reduce(&grown, Action::MoveCursor(Some(Time(7))));
    let silent = reduce(&looked_at, progress(2, ("", ""), None));
    assert!(silent.so_far().is_some());
    let again = reduce(&silent, progress(2, ("", ""), Some(so_far(2))));
    assert_eq!(again.cursor, Some(Time(7)));

    let by_force =
        Outcome::stopped(again.run.as_ref().expect("it goes on"), again.outcome.as_deref());
    let ended = reduce(&again, Action::Finished(by_force));
    let outcome = ended.outcome.expect("it is shown");
    assert_eq!(outcome.ending.as_ref().map(|ending| ending.status), Some(Status::Stopped));
    assert!(!outcome.trace.is_empty(), "what was known stays");
}

#[test]
fn a_lost_engine_ends_the_run_and_keeps_the_text() {
    let run = [Action::Edit("x = 1\n".into()), Action::Start(RunId(1))];
    let failed = Action::Engine(EngineState::Failed { why: "gone".into() });
    let state = reduce(&after(&AppState::default(), run), failed);
    assert!(state.run.is_none());
    assert_eq!(&*state.workload.text, "x = 1\n");
}

#[test]
fn an_engine_that_starts_again_was_asked_nothing() {
    let asked = [
        ready(1),
        Action::Ask(RunId(1), ReportKind::Comparison),
        Action::Calibrate(RunId(2)),
        Action::Start(RunId(3)),
    ];
    let state = reduce(&after(&AppState::default(), asked), Action::Engine(EngineState::Starting));
    assert!(state.run.is_none() && state.calibrating.is_none() && state.comparing.is_none());
    assert!(reduce(&state, ready(1)).is_idle());
}

#[test]
fn findings_of_the_program_before_are_not_shown() {
    let finding = protocol::Diagnostic {
        severity: protocol::Severity::Error,
        code: "syntax".into(),
        message: "wrong".into(),
        help: String::new(),
        line: 1,
        column: 1,
        end_line: 1,
        end_column: 2,
        related: Vec::new(),
        replacement: None,
    };
    let checked = Action::Checked { id: RunId(1), diagnostics: vec![finding] };
    let state = reduce(&AppState::default(), Action::Check(RunId(1)));
    assert_eq!(reduce(&state, checked.clone()).n_problems(), (1, 0));
    let file = Opened::File { name: "other.py".into(), text: "print(1)\n".into() };
    let opened = reduce(&state, Action::Open(file));
    assert_eq!(reduce(&opened, checked).n_problems(), (0, 0));
}

#[test]
fn the_cursor_stays_within_the_run() {
    let state = after(&AppState::default(), [Action::Start(RunId(1))]);
    let state = reduce(&state, finished(&state, 1, Status::Ok));
    assert_eq!(reduce(&state, Action::MoveCursor(Some(Time(500)))).cursor, Some(Time(100)));
}

#[test]
fn another_run_is_not_played_by_itself() {
    let state = reduce(&AppState::default(), Action::Play(true));
    assert!(!state.playing, "there is no run to play");
    let state = reduce(&state, Action::Start(RunId(1)));
    let state = reduce(&state, finished(&state, 1, Status::Ok));
    let state = after(&state, [Action::Play(true), Action::Start(RunId(2))]);
    assert!(state.playing);
    assert!(!reduce(&state, finished(&state, 2, Status::Ok)).playing);
}

#[test]
fn the_layout_comes_back_as_it_was() {
    let layout = Layout { split_x: 50.5, pane: Pane::Code, tab: Tab::Events, ..Layout::default() };
    assert_eq!(Layout::from_line(&layout.to_line()), layout);
    assert_eq!(Layout::from_line("nonsense 1e9"), Layout::default());
}

#[test]
fn a_run_the_visitor_did_not_ask_for_leaves_the_notice() {
    let notice = super::Notice { text: "a damaged link".into(), bad: true };
    let state = AppState { notice: Some(notice), ..AppState::default() };
    let by_itself = reduce(&state, Action::Start(RunId(1)));
    assert!(by_itself.notice.is_some() && !by_itself.run_when_ready);
    assert!(reduce(&by_itself, Action::Start(RunId(2))).notice.is_none());
}

#[test]
fn a_marked_stretch_of_time_gives_way_to_a_selection() {
    let state = AppState::default();
    let marked = reduce(&state, Action::MarkInterval(Some((Time(2), Time(5)))));
    assert_eq!((marked.interval, marked.layout.tab), (Some((Time(2), Time(5))), Tab::Details));
    assert_eq!(reduce(&marked, Action::Select(None)).interval, None);
    assert_eq!(reduce(&state, Action::MarkInterval(Some((Time(5), Time(5))))).interval, None);
}

#[test]
fn only_the_newest_comparison_is_shown() {
    let ask = |id| Action::Ask(RunId(id), ReportKind::Comparison);
    let told = |id, words: &str, going| Action::Reported {
        id: RunId(id),
        markup: Some(words.into()),
        going,
    };
    let state = after(&AppState::default(), [ask(1), ask(2)]);
    let shown = |state: &AppState| {
        let report = state.comparing.as_ref().expect("it was asked for");
        (report.markup.to_string(), report.going)
    };
    assert_eq!(shown(&reduce(&state, told(1, "late", false))), (String::new(), true));
    let grown = reduce(&state, told(2, "some", true));
    assert_eq!(shown(&grown), ("some".into(), true));
    assert_eq!(shown(&reduce(&grown, told(2, "all", false))), ("all".into(), false));
    let stopped = Action::Reported { id: RunId(2), markup: None, going: false };
    let stopped = reduce(&grown, stopped);
    assert_eq!(shown(&stopped), ("some".into(), false));
    assert!(stopped.comparing.is_some_and(|report| report.stopped));
}

#[test]
fn the_numbers_of_a_run_are_asked_for_where_they_are_shown() {
    let ran = [ready(1), Action::Start(RunId(1))];
    let state = after(&AppState::default(), ran);
    let state = reduce(&state, finished(&state, 1, Status::Ok));
    assert!(!state.wants_metrics());
    let shown = reduce(&state, Action::SetTab(Tab::Metrics));
    assert!(shown.wants_metrics());
    let asked = reduce(&shown, Action::Ask(RunId(2), ReportKind::Run));
    assert!(asked.metrics.is_some() && !asked.wants_metrics());

    // Another run has other numbers, and what was stopped for it is asked for once more.
    let stopped = Action::Reported { id: RunId(2), markup: None, going: false };
    assert!(reduce(&asked, stopped).wants_metrics());
    let asked = reduce(&asked, Action::Start(RunId(3)));
    assert!(reduce(&asked, finished(&asked, 3, Status::Ok)).metrics.is_none());
}

#[test]
fn the_cursor_steps_from_event_to_event() {
    let mut recorder = Recorder::new(Clock::Virtual, 1, Limits::default());
    let (name, kind) = ("main".to_owned(), TaskKind::Thread);
    let main = recorder.add_task(TaskInfo { name, kind, parent: None });
    for time in [0, 5, 5, 9] {
        recorder.record(Event::new(Time(time), EventKind::Wake, main));
    }
    let spec = AppState::default().spec();
    let outcome = Outcome::new(None, spec, None, recorder.finish(Time(20)));
    let times = [None, Some(0), Some(5), Some(7), Some(9)];
    let next = times.map(|time| outcome.next_event(time.map(Time)).map(|time| time.0));
    assert_eq!(next, [Some(0), Some(5), Some(9), Some(9), None]);
    let before = [0, 5, 7, 20].map(|time| outcome.event_before(Time(time)).map(|time| time.0));
    assert_eq!(before, [None, Some(0), Some(5), Some(9)]);
}

#[test]
fn a_line_names_some_of_the_tasks_on_it_and_counts_the_others() {
    let mut recorder = Recorder::new(Clock::Virtual, 1, Limits::default());
    for (index, line) in [2, 1, 1, 2, 1, 1, 1].into_iter().enumerate() {
        let (name, kind) = (format!("task {index}"), TaskKind::Coroutine);
        let task = recorder.add_task(TaskInfo { name, kind, parent: None });
        recorder.record(Event { line: Line(line), ..Event::new(Time(0), EventKind::Spawn, task) });
    }
    let spec = AppState::default().spec();
    let outcome = Outcome::new(None, spec, None, recorder.finish(Time(20)));
    let standing = |line, tasks: &[u32], n_more| Standing {
        line,
        tasks: tasks.iter().copied().map(TaskId).collect(),
        n_more,
    };
    let expected = [standing(1, &[1, 2], 3), standing(2, &[0, 3], 0)];
    assert_eq!(outcome.standing_at(Time(10)), expected);
}

const LOADS: &str = "from playground import fetch\nprint(fetch(\"x.txt\"))\n";

/// A page that was opened with a link to a program that loads files.
fn linked() -> AppState {
    let mut spec = AppState::default().spec();
    spec.text = LOADS.to_owned();
    reduce(&AppState::default(), Action::Open(Opened::Shared(Box::new(spec))))
}

fn file(text: &str) -> Action {
    Action::Open(Opened::File { name: "own.py".into(), text: text.into() })
}

#[test]
fn only_what_came_with_a_link_is_asked_about_before_it_loads_files() {
    let linked = linked();
    assert!(linked.must_ask() && !linked.spec().knobs.may_fetch);
    let example = Action::Open(Opened::Example("waiting/fetch_pages"));
    let typed = Action::Edit(format!("{LOADS}print(2)\n").into());
    let kept = Action::Open(Opened::Kept(Box::new(linked.spec())));
    for own in [example, typed, kept, file(LOADS)] {
        let state = reduce(&linked, own);
        assert!(state.workload.text.contains("fetch") && !state.must_ask());
        assert!(state.spec().knobs.may_fetch && !state.workload.is_linked());
    }
    // What is kept of a link's program, and opened again, is still the link's.
    let again = Action::Open(Opened::Shared(Box::new(linked.spec())));
    assert!(reduce(&reduce(&linked, Action::LetFetch), again).must_ask());
}

#[test]
fn a_links_program_that_nobody_agreed_to_loads_nothing_whatever_is_set() {
    let knobs = protocol::Knobs { seed: 7, may_fetch: true, ..protocol::Knobs::default() };
    let changed = [
        Action::SetKnobs(Box::new(knobs)),
        Action::SetMode(Mode::Async),
        Action::SetClock(Clock::Wall),
        // Typed and taken back.
        Action::Edit("print(1)\n".into()),
        Action::Edit(LOADS.into()),
    ];
    let state = after(&linked(), changed);
    assert!(state.must_ask() && !state.spec().knobs.may_fetch);
    assert_eq!(state.knobs.seed, 7);
}

#[test]
fn who_agreed_is_not_asked_again_about_that_program_alone() {
    let agreed = reduce(&linked(), Action::LetFetch);
    assert!(!agreed.must_ask() && agreed.spec().knobs.may_fetch);
    assert!(agreed.workload.is_linked(), "it is not kept as the visitor's own");
    let mut other = agreed.spec();
    other.text.push_str("print(2)\n");
    assert!(reduce(&agreed, Action::Open(Opened::Shared(Box::new(other)))).must_ask());
}

#[test]
fn an_example_in_a_link_is_ours() {
    let example = reduce(&linked(), Action::Open(Opened::Example("waiting/fetch_pages")));
    let link = Action::Open(Opened::Shared(Box::new(example.spec())));
    assert!(!reduce(&AppState::default(), link).must_ask());
}

#[test]
fn a_check_is_awaited_until_it_is_answered() {
    let asked = reduce(&AppState::default(), Action::Check(RunId(1)));
    let answer = |id| Action::Checked { id: RunId(id), diagnostics: Vec::new() };
    assert_eq!(reduce(&asked, answer(2)).check, Some(RunId(1)));
    assert_eq!(reduce(&asked, answer(1)).check, None);
}
