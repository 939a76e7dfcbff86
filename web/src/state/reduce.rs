//! The one function that changes the state. It is pure: what has to happen outside follows from
//! the state before and after (`page::effects`).

use std::rc::Rc;

use costs::Profile;
use protocol::{
    Diagnostic, EXAMPLES, Example, Mode, ReportKind, RunId, Severity, Snapshot, Status,
};
use timeline::Hit;
use trace::{Clock, TaskId, Time};

use super::app::file_of;
use super::{
    Action, AppState, CORES_MAX, EngineState, Inspecting, Notice, Opened, Outcome, REPEATS_MAX,
    Reporting, Running, Tab,
};

/// The narrowest and the widest share a pane may have, in percent.
const SHARES: (f64, f64) = (12.0, 80.0);

/// The most bytes of a stream that are kept while a run goes on; the finished answer has all.
const LIVE_OUTPUT_BYTES_MAX: usize = 200_000;

/// The state after `action`.
#[must_use]
pub fn reduce(state: &AppState, action: Action) -> AppState {
    let mut next = state.clone();
    match action {
        Action::Edit(text) => {
            next.workload.text = text;
            next.cursor = None;
        }
        Action::Open(opened) => open(&mut next, opened),
        Action::SetMode(mode) => set_mode(&mut next, mode),
        Action::SetClock(clock) => {
            if next.mode.info().clocks.contains(&clock) {
                next.clock = clock;
            }
        }
        Action::SetKnobs(mut knobs) => {
            knobs.cores = knobs.cores.clamp(1, CORES_MAX);
            next.knobs = *knobs;
        }
        Action::LetFetch => next.workload.may_fetch = true,
        Action::Engine(engine) => set_engine(&mut next, engine),
        Action::Start(id) => start(&mut next, id),
        Action::Stopping => ask_to_stop(&mut next),
        Action::Over(id) => note_end(&mut next, id),
        Action::Replaced => forget_asked(&mut next),
        Action::Progress { id, stdout, stderr, so_far, steps, time } => {
            if let Some(run) = next.run.as_mut().filter(|run| run.id == id) {
                let (stdout, stderr) = (append(&run.stdout, &stdout), append(&run.stderr, &stderr));
                *run = Running { stdout, stderr, steps, time, ..run.clone() };
                grow(&mut next, so_far);
            }
        }
        Action::Finished(outcome) => finish(&mut next, outcome),
        Action::Lost { id, why } => {
            if next.run.as_ref().is_some_and(|run| run.id == id) {
                next.run = None;
                next.notice = Some(Notice { text: why, bad: true });
            }
        }
        Action::Calibrate(id) => next.calibrating = Some(id),
        Action::Calibrated { id, profile } => calibrated(&mut next, id, profile),
        Action::SetRepeats(repeats) => next.repeats = repeats.clamp(1, REPEATS_MAX),
        Action::Ask(id, kind) => ask(&mut next, id, kind),
        Action::Reported { id, markup, going } => reported(&mut next, id, markup, going),
        Action::Inspect { id, at, tasks } => inspect(&mut next, id, at, tasks),
        Action::Inspected { id, snapshot } => inspected(&mut next, id, snapshot.map(Rc::from)),
        Action::Library(library) => next.library = library,
        Action::Check(id) => next.check = Some(id),
        Action::Checked { id, diagnostics } => {
            if next.check.take_if(|check| *check == id).is_some() {
                next.diagnostics = Rc::new(diagnostics);
            }
        }
        Action::Select(selected) => select(&mut next, selected),
        Action::MarkInterval(interval) => mark(&mut next, interval),
        Action::MoveCursor(cursor) => {
            let end = next.outcome.as_ref().map(|outcome| outcome.trace.end);
            next.cursor = cursor.zip(end).map(|(cursor, end)| cursor.min(end));
        }
        Action::Play(playing) => next.playing = playing && next.outcome.is_some(),
        Action::SetTab(tab) => next.layout.tab = tab,
        Action::SetPane(pane) => next.layout.pane = pane,
        Action::SplitX(share) => next.layout.split_x = share.clamp(SHARES.0, SHARES.1),
        Action::SplitY(share) => next.layout.split_y = share.clamp(SHARES.0, SHARES.1),
        Action::SetTheme(theme) => next.layout.theme = theme,
        Action::Notify(notice) => next.notice = notice,
    }
    next.knobs.may_fetch = next.workload.may_fetch || !next.workload.is_linked();
    next
}

fn inspect(next: &mut AppState, id: RunId, at: Time, tasks: Vec<TaskId>) {
    let Some(outcome) = &next.outcome else { return };
    let spec = outcome.spec.clone();
    let last = next.inspecting.take().filter(|last| last.spec == spec);
    let (snapshot, before) = last.map_or((None, None), |last| (last.snapshot, last.before));
    next.inspecting = Some(Inspecting { id, spec, at, tasks, snapshot, before, going: true });
}

fn inspected(next: &mut AppState, id: RunId, snapshot: Option<Rc<Snapshot>>) {
    let Some(inspecting) = next.inspecting.as_mut().filter(|it| it.id == id) else { return };
    match snapshot {
        Some(snapshot) => inspecting.answer(snapshot),
        // Stopped for a run: it is asked for once more.
        None => next.inspecting = None,
    }
}

fn select(next: &mut AppState, selected: Option<Hit>) {
    next.selected = selected;
    next.interval = None;
    if selected.is_some() && matches!(next.layout.tab, Tab::Output | Tab::Metrics) {
        next.layout.tab = Tab::Details;
    }
}

fn mark(next: &mut AppState, interval: Option<(Time, Time)>) {
    next.interval = interval.filter(|(from, to)| from < to);
    if next.interval.is_some() {
        next.layout.tab = Tab::Details;
    }
}

fn calibrated(next: &mut AppState, id: RunId, profile: Option<Box<Profile>>) {
    if next.calibrating.take_if(|calibrating| *calibrating == id).is_some() {
        next.knobs.profile = profile.map_or_else(|| next.knobs.profile.clone(), |it| *it);
    }
}

fn ask(next: &mut AppState, id: RunId, kind: ReportKind) {
    if kind == ReportKind::Run {
        let outcome = next.outcome.as_ref().filter(|_| next.metrics.is_none());
        next.metrics =
            outcome.map(|it| Reporting::begun(id, kind, it.spec.clone())).or(next.metrics.take());
    } else {
        next.comparing = Some(Reporting::begun(id, kind, next.spec()));
        next.layout.tab = Tab::Compare;
    }
}

/// Changes the report of that id, if it still is the newest.
fn reported(next: &mut AppState, id: RunId, markup: Option<Rc<str>>, going: bool) {
    let reports = [&mut next.metrics, &mut next.comparing];
    if let Some(report) = reports.into_iter().flatten().find(|report| report.id == id) {
        Rc::make_mut(report).take(markup, going);
    }
    // Stopped for a run: they are asked for once more.
    next.metrics.take_if(|metrics| metrics.stopped);
}

fn open(next: &mut AppState, opened: Opened) {
    next.workload.revision += 1;
    next.cursor = None;
    next.notice = None;
    next.diagnostics = Rc::default();
    // What is still being checked is the program before.
    next.check = None;
    next.workload.linked = None;
    next.workload.may_fetch = false;
    match opened {
        Opened::Example(name) => {
            let Some(example) = Example::named(name) else { return };
            next.workload.file = file_of(example.name);
            next.workload.text = example.text.into();
            next.workload.example = Some(example.name);
        }
        Opened::Shared(ref spec) | Opened::Kept(ref spec) => {
            next.workload.file = spec.file.as_str().into();
            next.workload.text = spec.text.as_str().into();
            next.workload.example = None;
            next.mode = spec.mode;
            next.knobs = spec.knobs.clone();
            let offered = spec.mode.info().clocks;
            next.clock = if offered.contains(&spec.clock) { spec.clock } else { offered[0] };
            // A link never executes for real by itself.
            next.run_when_ready = next.clock == Clock::Virtual;
            let is_ours = EXAMPLES.iter().any(|example| example.text == spec.text);
            let is_linked = matches!(opened, Opened::Shared(_)) && !is_ours;
            next.workload.linked = is_linked.then(|| next.workload.text.clone());
        }
        Opened::File { name, text } => {
            next.workload.file = name.into();
            next.workload.text = text.into();
            next.workload.example = None;
        }
    }
}

fn set_mode(next: &mut AppState, mode: Mode) {
    next.mode = mode;
    if !mode.info().clocks.contains(&next.clock) || next.why_not_wall(mode).is_some() {
        next.clock = Clock::Virtual;
    }
}

fn set_engine(next: &mut AppState, engine: EngineState) {
    next.engine = engine;
    if next.clock == Clock::Wall && next.why_not_wall(next.mode).is_some() {
        next.clock = Clock::Virtual;
    }
    // What the engine before was asked, this one does not know of.
    if !matches!(next.engine, EngineState::Ready { .. }) {
        next.run = None;
        forget_asked(next);
    }
}

/// Forgets what an engine was asked that has gone, beside a run.
fn forget_asked(next: &mut AppState) {
    next.inspecting = None;
    next.calibrating = None;
    next.check = None;
    next.metrics.take_if(|report| report.going);
    next.comparing.take_if(|report| report.going);
}

fn start(next: &mut AppState, id: RunId) {
    // What the visitor was told at the start is not taken away by a run they did not ask for.
    if !std::mem::take(&mut next.run_when_ready) {
        next.notice = None;
    }
    next.run = Some(Running {
        id,
        spec: next.spec(),
        stdout: "".into(),
        stderr: "".into(),
        steps: 0,
        time: trace::Time::START,
        stopping: false,
        over: false,
    });
}

fn ask_to_stop(next: &mut AppState) {
    if let Some(run) = &mut next.run {
        run.stopping = true;
    }
}

fn note_end(next: &mut AppState, id: RunId) {
    if let Some(run) = next.run.as_mut().filter(|run| run.id == id) {
        run.over = true;
    }
}

/// Shows what has happened so far; what is selected stays where the same run was shown before.
fn grow(next: &mut AppState, so_far: Option<Rc<Outcome>>) {
    if so_far.is_none() {
        return;
    }
    if next.so_far().is_none() {
        (next.selected, next.interval, next.cursor) = (None, None, None);
    }
    next.outcome = so_far;
    next.metrics = None;
}

fn finish(next: &mut AppState, outcome: Rc<Outcome>) {
    let awaited = next.run.as_ref().map(|run| run.id);
    if outcome.id.is_some() && outcome.id != awaited {
        return;
    }
    next.run = None;
    next.selected = None;
    next.interval = None;
    next.cursor = None;
    if let Some(ending) = &outcome.ending {
        if *outcome.spec.text == *next.workload.text {
            next.diagnostics = Rc::new(ending.diagnostics.clone());
        }
        let refused = ending.status == Status::Refused;
        next.layout.tab = match next.layout.tab {
            _ if refused => Tab::Problems,
            Tab::Problems | Tab::Details => Tab::Output,
            kept => kept,
        };
        if refused {
            // What was seen before stays: a typing mistake should not empty the page.
            return;
        }
    }
    next.outcome = Some(outcome);
    next.metrics = None;
    next.playing = false;
}

/// The end of both, from the beginning of a line if there is one.
fn append(shown: &Rc<str>, more: &str) -> Rc<str> {
    if more.is_empty() {
        return shown.clone();
    }
    let all = format!("{shown}{more}");
    let cut = all.len().saturating_sub(LIVE_OUTPUT_BYTES_MAX);
    let end = &all[all.ceil_char_boundary(cut)..];
    let lines = end.split_once('\n').filter(|(_, lines)| cut > 0 && !lines.is_empty());
    lines.map_or(end, |(_, lines)| lines).into()
}

impl AppState {
    /// The mode and clock that this page really offers now, for a run asked from outside.
    #[must_use]
    pub fn offers(&self, mode: Mode, clock: Clock) -> bool {
        mode.info().clocks.contains(&clock)
            && (clock == Clock::Virtual || self.why_not_wall(mode).is_none())
    }

    /// How many findings of each gravity there are: errors, then all others.
    #[must_use]
    pub fn n_problems(&self) -> (usize, usize) {
        let grave = |it: &&Diagnostic| it.severity == Severity::Error;
        let errors = self.diagnostics.iter().filter(grave).count();
        (errors, self.diagnostics.len() - errors)
    }
}
