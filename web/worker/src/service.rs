//! Answers the page. One run at a time: a new one ends the one before.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use engine::{Host, Report};
use protocol::{Request, Response, RunId, Spec};

use crate::{browser, post};

/// How often the page hears of a run that goes on.
const PROGRESS_MS: f64 = 80.0;

/// What the worker knows between messages.
#[derive(Default)]
pub struct Service {
    /// Runs that wait for the current one to end.
    queue: RefCell<VecDeque<(RunId, Spec)>>,
    /// The run that goes on.
    current: Cell<Option<RunId>>,
    /// Whether it shall end.
    stop: Cell<bool>,
    threads: Cell<u32>,
}

impl Service {
    /// Begins to answer.
    pub fn start(threads: u32, why_not_parallel: Option<String>) {
        let service = Rc::new(Service::default());
        service.threads.set(threads);
        browser::listen(move |bytes| {
            // The page and the worker are built from one source; another sender is not answered.
            if let Ok(request) = postcard::from_bytes(&bytes) {
                hear(&service, request);
            }
        });
        post::response(&Response::Ready { threads, why_not_parallel }, None);
    }
}

fn hear(service: &Rc<Service>, request: Request) {
    match request {
        Request::Check { id, text } => {
            let diagnostics = engine::check("workload.py", &text).diagnostics;
            post::response(&Response::Checked { id, diagnostics }, None);
        }
        Request::Stop { id } => {
            service.queue.borrow_mut().retain(|(queued, _)| *queued != id);
            if service.current.get() == Some(id) {
                service.stop.set(true);
            }
        }
        Request::Run { id, spec } => {
            service.queue.borrow_mut().push_back((id, spec));
            match service.current.get() {
                Some(_) => service.stop.set(true),
                None => wasm_bindgen_futures::spawn_local(work(Rc::clone(service))),
            }
        }
    }
}

/// Works off the queue.
async fn work(service: Rc<Service>) {
    loop {
        let Some((id, mut spec)) = service.queue.borrow_mut().pop_front() else { break };
        if spec.clock == trace::Clock::Wall {
            spec.knobs.cores = spec.knobs.cores.min(service.threads.get());
        }
        service.current.set(Some(id));
        service.stop.set(false);
        let host = Watched {
            service: &service,
            id,
            n_printed: Cell::new(0),
            last_ms: Cell::new(browser::now_ms()),
        };
        let outcome = engine::run(&spec, &host).await;
        let answer = Box::new(outcome.answer);
        post::response(&Response::Finished { id, answer }, outcome.trace.as_ref());
    }
    service.current.set(None);
}

/// A run that the page watches.
struct Watched<'a> {
    service: &'a Service,
    id: RunId,
    n_printed: Cell<usize>,
    last_ms: Cell<f64>,
}

impl Host for Watched<'_> {
    async fn breathe(&self) {
        browser::turn_of_the_loop().await;
    }

    fn stopped(&self) -> bool {
        self.service.stop.get()
    }

    fn progress(&self, report: Report<'_>) {
        let now = browser::now_ms();
        if now - self.last_ms.get() < PROGRESS_MS {
            return;
        }
        self.last_ms.set(now);
        let stdout = report.stdout[self.n_printed.get()..].to_owned();
        self.n_printed.set(report.stdout.len());
        let Report { steps, time_ns, .. } = report;
        post::response(&Response::Progress { id: self.id, stdout, steps, time_ns }, None);
    }
}
