//! What the engine has to tell of a run, or of several, as the page keeps it: it grows until it is
//! complete.

use std::rc::Rc;

use protocol::{ReportKind, RunId, Spec};

use super::{AppState, EngineState, Tab};

/// A report.
#[derive(Clone, PartialEq, Debug)]
pub struct Reporting {
    /// Which request.
    pub id: RunId,
    /// What it is about.
    pub kind: ReportKind,
    /// Of what, with which settings.
    pub spec: Spec,
    /// What there is to tell so far, as the engine's worker wrote it.
    pub markup: Rc<str>,
    /// Whether more is to come.
    pub going: bool,
    /// Whether it was stopped before it was complete.
    pub stopped: bool,
}

impl Reporting {
    /// The report before anything of it is there.
    #[must_use]
    pub fn begun(id: RunId, kind: ReportKind, spec: Spec) -> Rc<Reporting> {
        Rc::new(Reporting { id, kind, spec, markup: "".into(), going: true, stopped: false })
    }

    /// More of it is there, or all; no markup if it was stopped.
    pub fn take(&mut self, markup: Option<Rc<str>>, going: bool) {
        self.stopped = markup.is_none();
        self.markup = markup.unwrap_or_else(|| Rc::clone(&self.markup));
        self.going = going;
    }

    /// Whether it is of this program and these settings.
    #[must_use]
    pub fn is_of(&self, spec: &Spec) -> bool {
        self.spec.text == spec.text
            && self.spec.knobs == spec.knobs
            && (self.kind == ReportKind::Comparison || self.spec.mode == spec.mode)
    }
}

impl AppState {
    /// Whether the engine is there, and does nothing that was asked for.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        let going = |report: &Option<Rc<Reporting>>| report.as_ref().is_some_and(|it| it.going);
        matches!(self.engine, EngineState::Ready { .. })
            && self.run.is_none()
            && self.calibrating.is_none()
            && !going(&self.comparing)
            && !going(&self.metrics)
            && self.inspecting.as_ref().is_none_or(|inspecting| !inspecting.going)
    }

    /// Whether the numbers of the shown run are to be asked for.
    #[must_use]
    pub fn wants_metrics(&self) -> bool {
        let has_trace = self.outcome.as_ref().is_some_and(|outcome| !outcome.trace.is_empty());
        let is_shown = self.layout.tab == Tab::Metrics;
        is_shown && has_trace && self.metrics.is_none() && self.is_idle() && !self.run_when_ready
    }
}
