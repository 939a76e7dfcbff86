//! What all workers of a run share.

use std::sync::{Arc, PoisonError};
use std::task::Poll;

use futures_util::future::poll_fn;
use futures_util::task::AtomicWaker;
use lang::program::Program;
use trace::{CoreId, Line, ObjectInfo, Span, TaskId, Trace};
use vm::heap::{Reserves, SharedHeap};
use vm::{Ending, Failure, Kernel, Limit, Linked, Printed, objects};
use web_time::Duration;

use super::table::Table;
use crate::fetches::{Asked, Fetches};
use crate::journal::{At, Journal, Log};
use crate::merge::{Cast, merge};
use crate::platform;
use crate::primitives::{
    AtomicBool, AtomicU64, Condvar, Mutex, MutexGuard, Ordering, RwLock, RwLockReadGuard,
    RwLockWriteGuard, look_for,
};
use crate::settings::Settings;
use crate::stopwatch;
use crate::watch::{Progress, Stop};

/// The longest a worker sleeps without a look at whether the run was stopped.
pub(super) const PARK_MAX: Duration = Duration::from_millis(20);

/// For how long a worker without anything to do looks for news before it sleeps: tasks that hand each
/// other locks and messages often do so within that time.
const HANDOVER: Duration = Duration::from_micros(100);

/// For how long a worker looks whether the others have come to a collection, or have ended it.
const COLLECTION: Duration = Duration::from_millis(1);

/// What all workers of a run share.
///
/// Order of locks: `collector`, then `heap`, then being alone with atomic code, then `table`, then what
/// `heap` has inside.
pub(crate) struct Team {
    pub settings: Settings,
    pub linked: Linked,
    pub journal: Arc<Journal>,
    heap: RwLock<SharedHeap>,
    /// Held by the one worker that waits for the heap to collect garbage.
    collector: Mutex<()>,
    table: Mutex<Table>,
    pub fetches: Fetches,
    /// A task has become ready, or the run has ended.
    news: Condvar,
    /// How often that was so, or something has come from outside.
    n_news: AtomicU64,
    /// Invariant: true once the table has an ending.
    over: AtomicBool,
    stop: Stop,
    /// How often tasks were cut off that workers may have.
    n_cut_off: AtomicU64,
    steps: AtomicU64,
    /// Of the thread that only watches.
    host: AtomicWaker,
}

impl Team {
    pub fn new(program: Arc<Program>, settings: Settings, stop: Stop) -> Team {
        let heap = SharedHeap::new(program.globals.len(), settings.limits.heap);
        let mut linked = Linked::new(program, &mut heap.view(&mut Reserves::default()));
        linked.watch_marshalling(stopwatch::WATCH);
        linked.end_by(&stop);
        let mut kernel = Kernel::new(settings.surroundings.clone());
        let main = vm::start(&mut heap.view(&mut Reserves::default()), &linked, &mut kernel);
        let mut table = Table::new(kernel, main, settings.workers.max(1));
        let journal = Journal::new(settings.limits.trace);
        table.logs = (0..settings.workers.max(1)).map(|core| journal.log(CoreId(core))).collect();
        table.logs[0].spawn(At(TaskId(0), Line(1)), None);
        Team {
            settings,
            linked,
            journal,
            heap: RwLock::new(heap),
            collector: Mutex::default(),
            table: Mutex::new(table),
            fetches: Fetches::default(),
            news: Condvar::new(),
            n_news: AtomicU64::new(0),
            over: AtomicBool::new(false),
            stop,
            n_cut_off: AtomicU64::new(0),
            steps: AtomicU64::new(0),
            host: AtomicWaker::new(),
        }
    }

    /// The heap, for running tasks.
    pub fn heap(&self) -> RwLockReadGuard<'_, SharedHeap> {
        look_for(COLLECTION, || self.heap.try_read().ok())
            .unwrap_or_else(|| self.heap.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The table.
    pub fn table(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Wakes workers that look for something to do.
    pub fn announce(&self, table: &Table) {
        if table.ending.is_none() && !table.has_ready() {
            return;
        }
        self.n_news.fetch_add(1, Ordering::Relaxed);
        if table.ending.is_some() {
            self.over.store(true, Ordering::Relaxed);
            self.news.notify_all();
        } else if table.n_parked > 0 {
            // It is a call of the system even where nobody sleeps.
            self.news.notify_one();
        }
    }

    /// Waits until there may be something to do, or that much time has passed.
    pub fn park(&self, span: Duration) {
        let has_none = |table: &Table| !table.has_ready() && table.ending.is_none();
        let table = self.table();
        if !has_none(&table) {
            return;
        }
        let before = self.n_news.load(Ordering::Relaxed);
        drop(table);
        let has_news = || (self.n_news.load(Ordering::Relaxed) != before).then_some(());
        if look_for(HANDOVER, has_news).is_some() {
            return;
        }
        let mut table = self.table();
        if has_none(&table) && has_news().is_none() {
            table.n_parked += 1;
            let parked = self.news.wait_timeout(table, span);
            let (mut table, _) = parked.unwrap_or_else(PoisonError::into_inner);
            table.n_parked -= 1;
        }
    }

    /// Asks the outside in a task's stead, at once or as soon as the host's thread gets to it.
    pub fn ask(self: &Arc<Team>, table: &mut Table, task: TaskId, asked: Asked) {
        if platform::FETCHES_ON_HOST {
            table.asked.push((task, asked));
            self.host.wake();
        } else {
            self.fetch(task, asked);
        }
    }

    /// Asks the outside what tasks want from it. For the host's thread.
    pub fn fetch_asked(self: &Arc<Team>) {
        let asked = std::mem::take(&mut self.table().asked);
        for (task, asked) in asked {
            self.fetch(task, asked);
        }
    }

    fn fetch(self: &Arc<Team>, task: TaskId, asked: Asked) {
        let team = Arc::clone(self);
        self.fetches.start(task, asked, move || {
            // With the table: nobody is then between a last look for news and sleep.
            let table = team.table();
            team.n_news.fetch_add(1, Ordering::Relaxed);
            team.news.notify_all();
            drop(table);
        });
    }

    /// Whether a running task should look at the table.
    pub fn is_over(&self) -> bool {
        self.over.load(Ordering::Relaxed) || self.stop.is_requested()
    }

    /// Drops tasks that were cancelled; workers that have some of them learn of it.
    pub fn cut_off(&self, table: &mut Table, tasks: &[TaskId], log: &mut Log) {
        if !tasks.is_empty() {
            self.n_cut_off.fetch_add(1, Ordering::Relaxed);
        }
        table.drop_tasks(&self.linked, tasks, log);
    }

    /// How often that was so.
    pub fn n_cut_off(&self) -> u64 {
        self.n_cut_off.load(Ordering::Relaxed)
    }

    /// Notes instructions.
    pub fn spend(&self, steps: u64) {
        self.steps.fetch_add(steps, Ordering::Relaxed);
    }

    /// Instructions of all tasks so far.
    pub fn steps(&self) -> u64 {
        self.steps.load(Ordering::Relaxed)
    }

    /// The reason to end the run now, if there is one.
    pub fn reason_to_end(&self) -> Option<Ending> {
        let limits = &self.settings.limits;
        let time = Span(self.journal.now().0);
        match () {
            () if self.stop.is_requested() => Some(Ending::Stopped),
            () if self.steps() > limits.steps => Some(Ending::Limit(Limit::Steps)),
            () if time > limits.time => Some(Ending::Limit(Limit::Time)),
            () => None,
        }
    }

    /// Collects garbage if that is due, and gives the heap that has none, which no other worker can
    /// use meanwhile. No worker may hold the heap when it calls this.
    pub fn collect_if_due(&self) -> Option<RwLockWriteGuard<'_, SharedHeap>> {
        if !self.heap().wants_collection() {
            return None;
        }
        // One waits for the others' slices to end, and those wait for that one here. If all of them
        // waited for the heap, the first would collect and begin its next slice, and the others
        // would wait for the end of that, though nothing is left to collect.
        let _collector = look_for(COLLECTION, || self.collector.try_lock().ok())
            .unwrap_or_else(|| self.collector.lock().unwrap_or_else(PoisonError::into_inner));
        if !self.heap().wants_collection() {
            return None;
        }
        let mut heap = look_for(COLLECTION, || self.heap.try_write().ok())
            .unwrap_or_else(|| self.heap.write().unwrap_or_else(PoisonError::into_inner));
        let table = self.table();
        heap.collect(|visit| {
            self.linked.visit_roots(visit);
            table.visit_roots(&self.linked, visit);
        });
        Some(heap)
    }

    /// Ends the run because of a mistake of ours.
    pub fn fail(&self, message: String, log: &mut Log) {
        let failure = Failure {
            kind: "InternalError".to_owned(),
            traceback: format!("InternalError: {message}"),
            message,
            line: None,
        };
        let mut table = self.table();
        table.end(Ending::Over { exit_code: 70, main: Some(failure), others: Vec::new() }, log);
        self.announce(&table);
    }

    /// Tells how far the run is; `known` is what the host knows of what was printed.
    pub fn report(&self, known: &mut Printed, tell: &mut impl FnMut(Progress<'_>)) {
        let (steps, time) = (self.steps(), self.journal.now());
        let mut table = self.table();
        table.n_asked += 1;
        let Printed { stdout, stderr } = &table.printed;
        known.stdout.push_str(&stdout[known.stdout.len()..]);
        known.stderr.push_str(&stderr[known.stderr.len()..]);
        drop(table);
        let Printed { stdout, stderr } = known;
        tell(Progress { stdout, stderr, steps, time, trace: &mut || self.trace_so_far() });
    }

    /// What has happened up to where all workers have told of it, which they do soon after each report.
    fn trace_so_far(&self) -> Trace {
        let (table, objects) = self.take_apart();
        let cast = Cast::new(&table.kernel, objects, self.settings.workers.max(1));
        let known = table.handed.iter().copied().min().unwrap_or_default();
        let logs = table.logs.iter().map(|log| log.before(known)).collect();
        drop(table);
        merge(&self.journal, logs, cast, known.time)
    }

    /// A worker hands over what it has recorded, and leaves.
    pub fn leave(&self, mut log: Log) {
        let mut table = self.table();
        table.collect(&mut log);
        table.n_left += 1;
        drop(table);
        self.host.wake();
    }

    /// Waits until the host has something to do: what it is asked for, or the run is over.
    pub async fn knock(&self, n_workers: u32) {
        poll_fn(|context| {
            self.host.register(context.waker());
            let is_asked = !self.table().asked.is_empty();
            if is_asked || self.n_left() == n_workers { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
    }

    /// How many workers have left.
    pub fn n_left(&self) -> u32 {
        self.table().n_left
    }

    /// The table, and all synchronisation objects.
    pub fn take_apart(&self) -> (MutexGuard<'_, Table>, Vec<ObjectInfo>) {
        let heap = self.heap();
        let mut own = Reserves::default();
        let mut view = heap.view(&mut own);
        let table = self.table();
        let objects = objects(&mut view, &self.linked.program, &table.kernel);
        (table, objects)
    }
}
