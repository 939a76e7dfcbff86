//! Answers the page. One run at a time: a new one ends the one before.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::AtomicU32;

use engine::{Progress, Stop};
use js_sys::{Function, Promise};
use protocol::{Answer, Ending, Mode, ReportKind, Request, Response, RunId, Spec};
use trace::{Clock, TaskId, Time, Trace};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

use crate::markup::markup;
use crate::second_engine::{self, SecondEngine};
use crate::{browser, post};

/// How often the page hears of a run that goes on.
const PROGRESS_MS: f64 = 80.0;

/// How often it hears at most what has happened so far.
const TRACE_MS: f64 = 300.0;

/// The share of a run's time that telling this takes at most.
const TRACE_SHARE: f64 = 0.1;

/// The most events that are told of before the run has ended.
const TRACE_EVENTS_MAX: usize = 200_000;

/// What the worker knows between messages.
pub struct Service {
    /// The job that goes on, and then those that wait for it to end.
    jobs: RefCell<VecDeque<Job>>,
    /// The number of the last job that is to end; the page may write it, too.
    stopped: Arc<AtomicU32>,
    second_engine: Rc<SecondEngine>,
    threads: u32,
    fetch_library: Function,
}

/// What takes its time.
#[derive(Clone)]
struct Job {
    id: RunId,
    task: Task,
    stop: Stop,
}

#[derive(Clone)]
enum Task {
    Run(Spec),
    /// With the bytes of the trace that it is about, if it is about one.
    Report(ReportKind, Spec, Rc<[u8]>),
    Inspect(Spec, Time, Vec<TaskId>),
    Calibrate(Mode),
}

impl Job {
    /// What only an engine that can start processes can do, as it is asked for.
    fn for_processes(&self) -> Option<Request> {
        let (id, is_real) = (self.id, |spec: &Spec| spec.mode == Mode::Processes);
        match &self.task {
            Task::Run(spec) if is_real(spec) && spec.clock == Clock::Wall => {
                Some(Request::Run { id, spec: spec.clone() })
            }
            Task::Report(kind @ ReportKind::Prediction(_), spec, _) if is_real(spec) => {
                Some(Request::Report { id, kind: *kind, spec: spec.clone() })
            }
            Task::Calibrate(mode @ Mode::Processes) => Some(Request::Calibrate { id, mode: *mode }),
            _ => None,
        }
    }
}

impl Service {
    /// Begins to answer.
    pub fn start(threads: u32, why_not_parallel: Option<String>, fetch_library: Function) {
        let (jobs, second_engine) = Default::default();
        let stopped = Arc::<AtomicU32>::default();
        let word = Arc::clone(&stopped);
        let service = Rc::new(Service { jobs, stopped, second_engine, threads, fetch_library });
        browser::listen(move |bytes, bulk| {
            // The page and the worker are built from one source; another sender is not answered.
            if let Ok(request) = postcard::from_bytes(&bytes) {
                hear(&service, request, bulk);
            }
        });
        post::ready(&Response::Ready { threads, why_not_parallel }, &word);
    }

    /// Waits until the library is complete: for good, if it cannot be. The page was told then.
    async fn complete_library(&self) {
        if let Ok(promise) = self.fetch_library.call0(&JsValue::NULL) {
            // It is never rejected.
            JsFuture::from(promise.unchecked_into::<Promise>()).await.ok();
        }
    }

    fn stop(&self, job: &Job) {
        job.stop.request();
        self.second_engine.stop(job.id);
    }

    /// Waits until a workload can be run, in a mode that may need the whole library.
    async fn prepare_for(&self, spec: &Spec, may_need_all: bool) {
        if may_need_all {
            self.complete_library().await;
        }
        self.prepare(&spec.text).await;
    }

    /// Waits until a workload can be read.
    async fn prepare(&self, text: &str) {
        if engine::may_need_apart(text) {
            self.complete_library().await;
        }
    }
}

fn hear(service: &Rc<Service>, request: Request, bulk: Option<Vec<u8>>) {
    let service = Rc::clone(service);
    match request {
        Request::Export { id, format } => {
            let file = bulk.and_then(|trace| engine::export(&trace, &format));
            post::response(&Response::Exported { id }, file.as_deref());
        }
        Request::Library => spawn_local(async move {
            service.complete_library().await;
            post::response(&Response::Library(engine::library()), None);
        }),
        Request::Check { id, text } => spawn_local(async move {
            service.prepare(&text).await;
            let diagnostics = engine::check("workload.py", &text).diagnostics;
            post::response(&Response::Checked { id, diagnostics }, None);
        }),
        Request::Stop { id } => {
            // A run that has not begun then ends as soon as it does, and is answered like others.
            let jobs = service.jobs.borrow();
            jobs.iter().filter(|job| job.id == id).for_each(|job| service.stop(job));
        }
        Request::Run { id, spec } => begin(&service, id, Task::Run(spec)),
        Request::Inspect { id, spec, at_ns, tasks } => {
            let tasks = tasks.into_iter().map(TaskId).collect();
            begin(&service, id, Task::Inspect(spec, Time(at_ns), tasks));
        }
        Request::Report { id, kind, spec } => {
            let trace = bulk.unwrap_or_default().into();
            begin(&service, id, Task::Report(kind, spec, trace));
        }
        Request::Calibrate { id, mode } => begin(&service, id, Task::Calibrate(mode)),
    }
}

fn begin(service: &Rc<Service>, id: RunId, task: Task) {
    let mut jobs = service.jobs.borrow_mut();
    jobs.iter().for_each(|job| service.stop(job));
    jobs.push_back(Job { id, task, stop: Stop::of(&service.stopped, id.0) });
    if jobs.len() == 1 {
        spawn_local(work(Rc::clone(service)));
    }
}

/// Works off the jobs, one after the other.
async fn work(service: Rc<Service>) {
    loop {
        let Some(job) = service.jobs.borrow().front().cloned() else { return };
        match job.for_processes().filter(|_| !second_engine::IS_NEEDLESS) {
            Some(request) => service.second_engine.answer(job.id, &request, &job.stop).await,
            None => perform(&service, job).await,
        }
        service.jobs.borrow_mut().pop_front();
    }
}

async fn perform(service: &Service, Job { id, task, stop }: Job) {
    match task {
        Task::Run(spec) => {
            service.prepare_for(&spec, engine::stands_in(spec.mode)).await;
            run(id, spec, &stop, service.threads).await;
        }
        Task::Report(kind, spec, trace) => {
            let is_of_all = kind == ReportKind::Comparison;
            service.prepare_for(&spec, is_of_all || engine::stands_in(spec.mode)).await;
            report(id, kind, (spec, &trace), &stop, service.threads).await;
        }
        Task::Inspect(spec, at, tasks) => {
            service.prepare_for(&spec, engine::stands_in(spec.mode)).await;
            let snapshot = engine::inspect(&spec, at, &tasks, &stop).await.map(Box::new);
            post::response(&Response::Inspected { id, snapshot }, None);
        }
        Task::Calibrate(mode) => {
            service.complete_library().await;
            let profile = engine::calibrate(mode, service.threads, &stop).await.map(Box::new);
            post::response(&Response::Calibrated { id, profile }, None);
        }
    }
}

async fn run(id: RunId, mut spec: Spec, stop: &Stop, threads: u32) {
    if spec.clock == Clock::Wall {
        keep_within(&mut spec, threads);
    }
    let mut watcher = Watcher::new(id);
    let ended = || post::response(&Response::Ended { id }, None);
    let outcome = engine::run_and_look(&spec, stop, |progress| watcher.tell(progress), ended).await;
    let trace = outcome.trace.map(|trace| trace.to_bytes());
    let document = engine::document(&outcome.answer);
    let Answer { status, exit_code, error, stdout, stderr, diagnostics, .. } = outcome.answer;
    let ending = Box::new(Ending { status, exit_code, error, stdout, stderr, diagnostics });
    post::response(&Response::Finished { id, ending, document }, trace.as_deref());
}

/// Asks for no more workers than the pool has, where those are what really runs the workload.
fn keep_within(spec: &mut Spec, threads: u32) {
    if spec.mode.info().shares_memory {
        spec.knobs.cores = spec.knobs.cores.min(threads);
    }
}

/// Sends a report, and what is known of it before it is complete.
async fn report(
    id: RunId,
    kind: ReportKind,
    (mut spec, trace): (Spec, &[u8]),
    stop: &Stop,
    threads: u32,
) {
    let tell = |report: &engine::Report| {
        let markup = Some(markup(report));
        post::response(&Response::Report { id, markup, going: true }, None);
    };
    let report = match kind {
        ReportKind::Run => match Trace::from_bytes(trace) {
            Ok(trace) => engine::report_run(&trace, &spec, stop, tell).await,
            // The page sends what this worker or another of its kind has written.
            Err(_) => None,
        },
        ReportKind::Comparison => {
            let comparing = engine::compare(&spec, stop, |so_far| {
                tell(&engine::of_comparison(so_far));
            });
            comparing.await.map(|comparing| engine::of_comparison(&comparing))
        }
        ReportKind::Prediction(repeats) => {
            keep_within(&mut spec, threads);
            let predicting = engine::predict(&spec, repeats, stop, |so_far| {
                tell(&engine::of_prediction(so_far));
            });
            predicting.await.map(|predicting| engine::of_prediction(&predicting))
        }
    };
    let report = report.or_else(|| (!stop.is_requested()).then(engine::Report::refused));
    let markup = report.as_ref().map(markup);
    post::response(&Response::Report { id, markup, going: false }, None);
}

/// Tells the page how far a run is, now and then.
struct Watcher {
    id: RunId,
    n_stdout: usize,
    n_stderr: usize,
    last_ms: f64,
    /// When the next trace is sent.
    next_trace_ms: f64,
}

impl Watcher {
    fn new(id: RunId) -> Watcher {
        let now = browser::now_ms();
        let (last_ms, next_trace_ms) = (now, now + TRACE_MS);
        Watcher { id, n_stdout: 0, n_stderr: 0, last_ms, next_trace_ms }
    }

    fn tell(&mut self, progress: Progress<'_>) {
        let now = browser::now_ms();
        if now - self.last_ms < PROGRESS_MS {
            return;
        }
        self.last_ms = now;
        let Progress { stdout, stderr, steps, time, trace } = progress;
        let news = |all: &str, known: &mut usize| {
            let from = std::mem::replace(known, all.len());
            all[from..].to_owned()
        };
        let response = Response::Progress {
            id: self.id,
            stdout: news(stdout, &mut self.n_stdout),
            stderr: news(stderr, &mut self.n_stderr),
            steps,
            time_ns: time.0,
        };
        let trace = (now >= self.next_trace_ms).then(|| self.trace(trace)).flatten();
        post::response(&response, trace.as_deref());
    }

    /// What has happened so far, if that is something.
    fn trace(&mut self, trace: &mut dyn FnMut() -> Trace) -> Option<Vec<u8>> {
        let begin = browser::now_ms();
        let trace = trace();
        let bytes = (!trace.is_empty()).then(|| trace.to_bytes());
        let end = browser::now_ms();
        self.next_trace_ms = end + f64::max(TRACE_MS, (end - begin) / TRACE_SHARE);
        if trace.len() > TRACE_EVENTS_MAX {
            self.next_trace_ms = f64::INFINITY;
        }
        bytes
    }
}
