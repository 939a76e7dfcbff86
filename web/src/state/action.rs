//! What can happen to the state.

use std::rc::Rc;

use costs::Profile;
use protocol::{Diagnostic, Knobs, LibraryName, Mode, ReportKind, RunId, Snapshot, Spec};
use timeline::Hit;
use trace::{Clock, TaskId, Time};

use super::{EngineState, Notice, Outcome, Pane, Tab, ThemeChoice};

/// Something that happened: by the visitor, or reported by the engine.
#[derive(Clone, Debug)]
pub enum Action {
    /// The visitor typed.
    Edit(Rc<str>),
    /// Another program is opened.
    Open(Opened),
    /// A mode was picked. A clock that it does not offer is given up.
    SetMode(Mode),
    /// A clock was picked.
    SetClock(Clock),
    /// Settings were changed.
    SetKnobs(Box<Knobs>),
    /// The visitor lets the program, which came with a link, load files.
    LetFetch,
    /// The engine's worker is in another state.
    Engine(EngineState),
    /// A run begins.
    Start(RunId),
    /// The run was asked to stop.
    Stopping,
    /// Nothing of the run goes on any more; its answer follows.
    Over(RunId),
    /// Another engine has taken the place of one that was busy.
    Replaced,
    /// The run goes on.
    Progress {
        /// Which.
        id: RunId,
        /// What was printed since.
        stdout: String,
        /// What was written to standard error since.
        stderr: String,
        /// What has happened so far, if that was told.
        so_far: Option<Rc<Outcome>>,
        /// Instructions so far.
        steps: u64,
        /// The run's own clock.
        time: Time,
    },
    /// The run ended.
    Finished(Rc<Outcome>),
    /// The run ended without an answer.
    Lost {
        /// Which.
        id: RunId,
        /// Why, for the visitor.
        why: Rc<str>,
    },
    /// Measuring what things cost on this machine begins.
    Calibrate(RunId),
    /// It ended; without a profile if it was stopped.
    Calibrated {
        /// Which.
        id: RunId,
        /// What things cost.
        profile: Option<Box<Profile>>,
    },
    /// How often a program is really run to be measured.
    SetRepeats(u32),
    /// A report begins: of the shown run, or of the program as it stands.
    Ask(RunId, ReportKind),
    /// More of it is there, or all.
    Reported {
        /// Which.
        id: RunId,
        /// What there is to tell so far; none if it was stopped.
        markup: Option<Rc<str>>,
        /// Whether more is to come.
        going: bool,
    },
    /// A look at what these tasks hold at a moment of the shown run begins.
    Inspect {
        /// Which.
        id: RunId,
        /// The moment.
        at: Time,
        /// The tasks.
        tasks: Vec<TaskId>,
    },
    /// It ended, with what was seen; without if it was stopped.
    Inspected {
        /// Which.
        id: RunId,
        /// What was seen.
        snapshot: Option<Box<Snapshot>>,
    },
    /// The engine told of its library.
    Library(Rc<Vec<LibraryName>>),
    /// A check begins.
    Check(RunId),
    /// A check ended.
    Checked {
        /// Which.
        id: RunId,
        /// All findings.
        diagnostics: Vec<Diagnostic>,
    },
    /// Something was selected on the timeline, or nothing.
    Select(Option<Hit>),
    /// A stretch of time was marked, or none any more.
    MarkInterval(Option<(Time, Time)>),
    /// The cursor moved.
    MoveCursor(Option<Time>),
    /// The cursor is to move by itself, or to rest.
    Play(bool),
    /// A tab of the results was picked.
    SetTab(Tab),
    /// A pane of the narrow page was picked.
    SetPane(Pane),
    /// The line between editor and run was moved.
    SplitX(f64),
    /// The line between timeline and results was moved.
    SplitY(f64),
    /// Colours were picked.
    SetTheme(ThemeChoice),
    /// There is something to tell, or it was read.
    Notify(Option<Notice>),
}

/// A program that is opened.
#[derive(Clone, Debug)]
pub enum Opened {
    /// An example, by its name.
    Example(&'static str),
    /// What a link held, with its settings; or the browser's storage, of a program that came with one.
    Shared(Box<Spec>),
    /// What the browser's storage held of the visitor's own, with its settings.
    Kept(Box<Spec>),
    /// A file.
    File {
        /// Its name.
        name: String,
        /// Its text.
        text: String,
    },
}
