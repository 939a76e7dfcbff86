//! Answers the page. One run at a time: a new one ends the one before.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use engine::{Progress, Stop};
use js_sys::{Function, Promise};
use protocol::{Answer, Request, Response, RunId, Spec, Summary};
use trace::{TaskId, Time};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

use crate::{browser, post};

/// How often the page hears of a run that goes on.
const PROGRESS_MS: f64 = 80.0;

/// What the worker knows between messages.
pub struct Service {
    /// The job that goes on, and then those that wait for it to end.
    jobs: RefCell<VecDeque<Job>>,
    threads: u32,
    fetch_library: Function,
}

/// What takes its time.
#[derive(Clone)]
struct Job {
    id: RunId,
    kind: JobKind,
    spec: Spec,
    stop: Stop,
}

#[derive(Clone)]
enum JobKind {
    Run,
    Compare,
    Inspect { at: Time, tasks: Vec<TaskId> },
}

impl Service {
    /// Begins to answer.
    pub fn start(threads: u32, why_not_parallel: Option<String>, fetch_library: Function) {
        let service = Rc::new(Service { jobs: RefCell::default(), threads, fetch_library });
        browser::listen(move |bytes, bulk| {
            // The page and the worker are built from one source; another sender is not answered.
            if let Ok(request) = postcard::from_bytes(&bytes) {
                hear(&service, request, bulk);
            }
        });
        post::response(&Response::Ready { threads, why_not_parallel }, None);
    }

    /// Waits until the library is complete: for good, if it cannot be. The page was told then.
    async fn complete_library(&self) {
        if let Ok(promise) = self.fetch_library.call0(&JsValue::NULL) {
            // It is never rejected.
            JsFuture::from(promise.unchecked_into::<Promise>()).await.ok();
        }
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
            jobs.iter().filter(|job| job.id == id).for_each(|job| job.stop.request());
        }
        Request::Run { id, spec } => begin(&service, id, JobKind::Run, spec),
        Request::Inspect { id, spec, at_ns, tasks } => {
            let tasks = tasks.into_iter().map(TaskId).collect();
            let kind = JobKind::Inspect { at: Time(at_ns), tasks };
            begin(&service, id, kind, spec);
        }
        Request::Compare { id, spec } => begin(&service, id, JobKind::Compare, spec),
    }
}

fn begin(service: &Rc<Service>, id: RunId, kind: JobKind, spec: Spec) {
    let mut jobs = service.jobs.borrow_mut();
    jobs.iter().for_each(|job| job.stop.request());
    jobs.push_back(Job { id, kind, spec, stop: Stop::default() });
    if jobs.len() == 1 {
        spawn_local(work(Rc::clone(service)));
    }
}

/// Works off the jobs, one after the other.
async fn work(service: Rc<Service>) {
    loop {
        let Some(job) = service.jobs.borrow().front().cloned() else { return };
        let may_need_all = match job.kind {
            JobKind::Run | JobKind::Inspect { .. } => engine::stands_in(job.spec.mode),
            JobKind::Compare => true,
        };
        if may_need_all {
            service.complete_library().await;
        }
        service.prepare(&job.spec.text).await;
        match job.kind {
            JobKind::Run => run(job, service.threads).await,
            JobKind::Compare => compare(job).await,
            JobKind::Inspect { at, tasks } => {
                let snapshot = engine::inspect(&job.spec, at, &tasks, &job.stop).await;
                let snapshot = snapshot.map(Box::new);
                post::response(&Response::Inspected { id: job.id, snapshot }, None);
            }
        }
        service.jobs.borrow_mut().pop_front();
    }
}

async fn run(job: Job, threads: u32) {
    let Job { id, mut spec, stop, .. } = job;
    if spec.clock == trace::Clock::Wall {
        spec.knobs.cores = spec.knobs.cores.min(threads);
    }
    let mut watcher = Watcher { id, n_printed: 0, last_ms: browser::now_ms() };
    let outcome = engine::run(&spec, &stop, |progress| watcher.tell(progress)).await;
    let answer = Box::new(outcome.answer);
    let trace = outcome.trace.map(|trace| trace.to_bytes());
    // Texts and numbers always serialise.
    let document = serde_json::to_string(&answer).unwrap_or_default();
    post::response(&Response::Finished { id, answer, document }, trace.as_deref());
}

async fn compare(job: Job) {
    let Job { id, spec, stop, .. } = job;
    let tell = |answer: &Answer| {
        let mut answer = Box::new(answer.clone());
        answer.stdout.clear();
        answer.diagnostics.clear();
        post::response(&Response::Compared { id, answer }, None);
    };
    let comparison = engine::compare(&spec, &stop, tell).await;
    let summary = comparison.map(Summary::from);
    post::response(&Response::Comparison { id, summary }, None);
}

/// Tells the page how far a run is, now and then.
struct Watcher {
    id: RunId,
    n_printed: usize,
    last_ms: f64,
}

impl Watcher {
    fn tell(&mut self, progress: Progress<'_>) {
        let now = browser::now_ms();
        if now - self.last_ms < PROGRESS_MS {
            return;
        }
        self.last_ms = now;
        let stdout = progress.stdout[self.n_printed..].to_owned();
        self.n_printed = progress.stdout.len();
        let Progress { steps, time, .. } = progress;
        let response = Response::Progress { id: self.id, stdout, steps, time_ns: time.0 };
        post::response(&response, None);
    }
}
