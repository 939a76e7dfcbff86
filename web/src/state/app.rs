//! The state itself.

use std::rc::Rc;

use protocol::{Diagnostic, EXAMPLES, Example, Knobs, LibraryName, Mode, RunId, Spec};
use timeline::Hit;
use trace::{Clock, Time};

use super::{Inspecting, Layout, Outcome, Reporting};

/// The most cores that can be asked for.
pub const CORES_MAX: u32 = 64;

/// The most often that a program is really run to be measured.
pub const REPEATS_MAX: u32 = 100;

/// Everything the page shows.
#[derive(Clone, Debug)]
pub struct AppState {
    /// The program in the editor.
    pub workload: Workload,
    /// How its tasks will be executed.
    pub mode: Mode,
    /// On which clock.
    pub clock: Clock,
    /// With which settings.
    pub knobs: Knobs,
    /// Whether the engine can be asked.
    pub engine: EngineState,
    /// The run that goes on, if one does.
    pub run: Option<Running>,
    /// The last finished run, or what has happened so far in the one that goes on.
    pub outcome: Option<Rc<Outcome>>,
    /// The numbers of that run, once they were asked for.
    pub metrics: Option<Rc<Reporting>>,
    /// The measuring of what things cost that goes on.
    pub calibrating: Option<RunId>,
    /// How often a program is really run to be measured.
    pub repeats: u32,
    /// The last report on several runs.
    pub comparing: Option<Rc<Reporting>>,
    /// The last look at what tasks hold.
    pub inspecting: Option<Inspecting>,
    /// What the engine tells of its library; empty until it does.
    pub library: Rc<Vec<LibraryName>>,
    /// What was last found in the program.
    pub diagnostics: Rc<Vec<Diagnostic>>,
    /// The newest check that was asked for, until it is answered; answers to older ones are dropped.
    pub check: Option<RunId>,
    /// What is selected on the timeline.
    pub selected: Option<Hit>,
    /// A marked stretch of time, of which the details are shown in place of the selection's.
    pub interval: Option<(Time, Time)>,
    /// The point in time at which the editor shows where the tasks stand.
    pub cursor: Option<Time>,
    /// Whether the cursor moves by itself.
    pub playing: bool,
    /// How the page is arranged.
    pub layout: Layout,
    /// Something to tell once.
    pub notice: Option<Notice>,
    /// Whether the program runs by itself as soon as the engine is ready.
    pub run_when_ready: bool,
}

/// A program, and where it came from.
#[derive(Clone, PartialEq, Debug)]
pub struct Workload {
    /// The file's name.
    pub file: Rc<str>,
    /// The program.
    pub text: Rc<str>,
    /// The example it was opened as.
    pub example: Option<&'static str>,
    /// The text that came with a link. What the visitor makes of it is their own.
    pub linked: Option<Rc<str>>,
    /// Whether the visitor lets that text load files.
    pub may_fetch: bool,
    /// Rises each time that the text changes other than by typing: the editor must take it over.
    pub revision: u32,
}

/// What is known of the engine's worker.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum EngineState {
    /// It is being loaded.
    Starting,
    /// It can be asked.
    Ready {
        /// How many threads really run in parallel.
        threads: u32,
        /// Why they cannot, where they cannot.
        why_not_parallel: Option<Rc<str>>,
    },
    /// It could not start, or died.
    Failed {
        /// Why.
        why: Rc<str>,
    },
}

/// A run that goes on.
#[derive(Clone, PartialEq, Debug)]
pub struct Running {
    /// Which.
    pub id: RunId,
    /// What is run, and how.
    pub spec: Spec,
    /// What was printed so far, the end of it where it is much.
    pub stdout: Rc<str>,
    /// What was written to standard error so far.
    pub stderr: Rc<str>,
    /// Instructions so far.
    pub steps: u64,
    /// The run's own clock.
    pub time: Time,
    /// Whether it was asked to stop.
    pub stopping: bool,
    /// Whether nothing of it goes on any more, but that the engine looks at what happened.
    pub over: bool,
}

/// Something to tell once, in place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Notice {
    /// What.
    pub text: Rc<str>,
    /// Whether something went wrong.
    pub bad: bool,
}

impl Workload {
    /// An example of the gallery, or a few lines where the gallery is empty.
    #[must_use]
    pub fn example(example: Option<&'static Example>) -> Workload {
        let (name, text) = example.map_or(("hello", FALLBACK), |it| (it.name, it.text));
        Workload {
            file: file_of(name),
            text: text.into(),
            example: example.map(|it| it.name),
            linked: None,
            may_fetch: false,
            revision: 0,
        }
    }

    /// Whether it is as it came with a link: the visitor need not know what it does.
    #[must_use]
    pub fn is_linked(&self) -> bool {
        self.linked.as_ref() == Some(&self.text)
    }
}

/// The file's name of an example: what follows its last slash.
pub(super) fn file_of(example: &str) -> Rc<str> {
    format!("{}.py", example.rsplit('/').next().unwrap_or(example)).into()
}

const FALLBACK: &str = "print(\"Hello from one task\")\n";

impl Default for AppState {
    /// The first example, simulated on parallel threads: what the page shows at first.
    fn default() -> AppState {
        AppState {
            workload: Workload::example(EXAMPLES.first()),
            mode: Mode::FreeThreads,
            clock: Clock::Virtual,
            knobs: Knobs::default(),
            engine: EngineState::Starting,
            run: None,
            outcome: None,
            metrics: None,
            calibrating: None,
            repeats: 5,
            comparing: None,
            inspecting: None,
            library: Rc::default(),
            diagnostics: Rc::default(),
            check: None,
            selected: None,
            interval: None,
            cursor: None,
            playing: false,
            layout: Layout::default(),
            notice: None,
            run_when_ready: true,
        }
    }
}

impl AppState {
    /// What a run would be started with now, and what a link holds.
    #[must_use]
    pub fn spec(&self) -> Spec {
        Spec {
            file: self.workload.file.to_string(),
            text: self.workload.text.to_string(),
            mode: self.mode,
            clock: self.clock,
            knobs: self.knobs.clone(),
        }
    }

    /// Whether the visitor has to be asked before the program is really executed.
    #[must_use]
    pub fn must_ask(&self) -> bool {
        !self.knobs.may_fetch && self.workload.text.contains("fetch")
    }

    /// What is known so far of what happens in the run that goes on.
    #[must_use]
    pub fn so_far(&self) -> Option<&Rc<Outcome>> {
        let run = self.run.as_ref()?;
        self.outcome.as_ref().filter(|outcome| outcome.id == Some(run.id))
    }

    /// Why `mode` cannot be really executed here, where it can otherwise.
    #[must_use]
    pub fn why_not_wall(&self, mode: Mode) -> Option<Rc<str>> {
        match &self.engine {
            // Processes share no memory: each has a worker apart.
            EngineState::Ready { threads, why_not_parallel } if mode == Mode::FreeThreads => {
                let unknown = || "this browser gives the page one thread only".into();
                (*threads < 2).then(|| why_not_parallel.clone().unwrap_or_else(unknown))
            }
            _ => None,
        }
    }

    /// The line at which the shown run failed, and why, where that is still the program's line.
    #[must_use]
    pub fn failure(&self) -> Option<(u32, String)> {
        let outcome = self.outcome.as_ref().filter(|it| *it.spec.text == *self.workload.text)?;
        let error = outcome.ending.as_ref()?.error.as_ref()?;
        let words = [error.kind.as_str(), error.message.as_str()];
        let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
        Some((error.line?, words.join(": ")))
    }

    /// Whether the shown timeline is no longer of the shown program and settings.
    #[must_use]
    pub fn is_stale(&self) -> bool {
        self.outcome.as_ref().is_some_and(|outcome| {
            *outcome.spec.text != *self.workload.text
                || outcome.spec.mode != self.mode
                || outcome.spec.clock != self.clock
                || outcome.spec.knobs != self.knobs
        })
    }
}
