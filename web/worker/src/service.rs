//! Answers the page. One run at a time: a new one ends the one before.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use engine::{Progress, Stop};
use protocol::{Request, Response, RunId, Spec};

use crate::{browser, post};

/// How often the page hears of a run that goes on.
const PROGRESS_MS: f64 = 80.0;

/// What the worker knows between messages.
#[derive(Default)]
pub struct Service {
    /// The run that goes on, and then those that wait for it to end.
    runs: RefCell<VecDeque<(RunId, Spec, Stop)>>,
    threads: Cell<u32>,
}

impl Service {
    /// Begins to answer.
    pub fn start(threads: u32, why_not_parallel: Option<String>) {
        let service = Rc::new(Service::default());
        service.threads.set(threads);
        browser::listen(move |bytes, bulk| {
            // The page and the worker are built from one source; another sender is not answered.
            if let Ok(request) = postcard::from_bytes(&bytes) {
                hear(&service, request, bulk);
            }
        });
        post::response(&Response::Ready { threads, why_not_parallel }, None);
    }
}

fn hear(service: &Rc<Service>, request: Request, bulk: Option<Vec<u8>>) {
    match request {
        Request::Export { id, format } => {
            let file = bulk.and_then(|trace| engine::export(&trace, &format));
            post::response(&Response::Exported { id }, file.as_deref());
        }
        Request::Library => post::response(&Response::Library(engine::library()), None),
        Request::Check { id, text } => {
            let diagnostics = engine::check("workload.py", &text).diagnostics;
            post::response(&Response::Checked { id, diagnostics }, None);
        }
        Request::Stop { id } => {
            // A run that has not begun then ends as soon as it does, and is answered like others.
            let runs = service.runs.borrow();
            runs.iter().filter(|(run, ..)| *run == id).for_each(|(.., stop)| stop.request());
        }
        Request::Run { id, spec } => {
            let mut runs = service.runs.borrow_mut();
            runs.iter().for_each(|(.., stop)| stop.request());
            runs.push_back((id, spec, Stop::default()));
            if runs.len() == 1 {
                wasm_bindgen_futures::spawn_local(work(Rc::clone(service)));
            }
        }
    }
}

/// Works off the runs, one after the other.
async fn work(service: Rc<Service>) {
    loop {
        let Some((id, mut spec, stop)) = service.runs.borrow().front().cloned() else { return };
        if spec.clock == trace::Clock::Wall {
            spec.knobs.cores = spec.knobs.cores.min(service.threads.get());
        }
        let mut watcher = Watcher { id, n_printed: 0, last_ms: browser::now_ms() };
        let outcome = engine::run(&spec, &stop, |progress| watcher.tell(progress)).await;
        let answer = Box::new(outcome.answer);
        let trace = outcome.trace.map(|trace| trace.to_bytes());
        post::response(&Response::Finished { id, answer }, trace.as_deref());
        service.runs.borrow_mut().pop_front();
    }
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
