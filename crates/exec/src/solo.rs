//! One thread executes all tasks: the modes `sequential` and `async`.
//!
//! Waiting is done by the event loop of the platform: each timed wait is a timer of its own there.

use std::collections::VecDeque;
use std::sync::Arc;

use futures_util::future::{Either, FutureExt, LocalBoxFuture, select};
use futures_util::stream::{FuturesUnordered, StreamExt};
use lang::program::Program;
use trace::{Cause, CoreId, EventKind, Line, Outcome, Span, TaskId, Time};
use vm::{
    Effect, Ending, Fuel, Limit, Machine, Pause, Preempt, Printed, ProcessVerdict, Resumption,
    State, Stream, Value, Verdict, Wait, Wake, Yields,
};
use web_time::Duration;

use crate::journal::{At, Journal, Log};
use crate::loops::Loops;
use crate::merge::merge;
use crate::platform;
use crate::run::Finished;
use crate::settings::{Mode, Settings};
use crate::watch::{Progress, Stop, Watch};

/// Instructions between two looks at the clock, at limits and at the collector: below a millisecond.
const FUEL: Fuel = Fuel(20_000);

/// The longest the thread is held without a look at what the host wants.
const HOLD: Duration = Duration::from_millis(5);

/// The longest that a wait of the whole run goes on without such a look.
const WAIT: Duration = Duration::from_millis(40);

/// How often timers get a chance while tasks only give each other turns.
const TIMERS: Duration = Duration::from_millis(4);

/// Names one wait of a task, so that a task woken otherwise is not woken again when it has passed.
type Token = u64;

/// A run on one thread.
pub(crate) struct Solo<'a, F> {
    machine: Machine,
    settings: Settings,
    stop: &'a Stop,
    tell: F,
    watch: Watch,
    /// Ready tasks with how they go on, in the order in which they became ready.
    ready: VecDeque<(TaskId, Resumption)>,
    timers: FuturesUnordered<LocalBoxFuture<'static, (TaskId, Token)>>,
    /// For each task the wait that may wake it.
    token_of: Vec<Option<Token>>,
    loops: Loops,
    n_tokens: Token,
    journal: Arc<Journal>,
    log: Log,
    printed: Printed,
    steps: u64,
    ending: Option<Ending>,
}

impl<'a, F: FnMut(Progress<'_>)> Solo<'a, F> {
    pub fn new(program: Arc<Program>, settings: Settings, stop: &'a Stop, tell: F) -> Self {
        let machine = Machine::new(program, settings.limits.heap, settings.surroundings.clone());
        let journal = Journal::new(settings.limits.trace);
        let mut log = journal.log(CoreId(0));
        let main = TaskId(0);
        log.spawn(At(main, Line(1)), None);
        Solo {
            machine,
            settings,
            stop,
            tell,
            watch: Watch::new(),
            ready: VecDeque::from([(main, Resumption::Continue)]),
            timers: FuturesUnordered::new(),
            token_of: vec![None],
            loops: Loops::default(),
            n_tokens: 0,
            journal,
            log,
            printed: Printed::default(),
            steps: 0,
            ending: None,
        }
    }

    pub async fn run(mut self) -> Finished {
        while self.ending.is_none() {
            if !self.timers.is_empty() && self.watch.is_older(TIMERS) {
                self.watch.turn().await;
            }
            while let Some(Some((task, token))) = self.timers.next().now_or_never() {
                self.elapsed(task, token);
            }
            match self.ready.pop_front() {
                Some((task, resumption)) => self.run_task(task, resumption).await,
                None if self.timers.is_empty() => self.nothing_left(),
                None => self.wait().await,
            }
            self.look().await;
        }
        let objects = self.machine.objects();
        let trace = merge(&self.journal, vec![self.log], self.machine.kernel(), objects, 1);
        let ending = self.ending.expect("the loop ends with an ending");
        Finished { ending, printed: self.printed, trace, steps: self.steps }
    }

    /// Waits for a timer, or until it is time to look at what the host wants.
    async fn wait(&mut self) {
        let tick = std::pin::pin!(platform::sleep(WAIT));
        if let Either::Left((Some((task, token)), _)) = select(self.timers.next(), tick).await {
            self.elapsed(task, token);
        }
    }

    fn elapsed(&mut self, task: TaskId, token: Token) {
        if self.token_of[task.index()] == Some(token)
            && let Some(wake) = self.machine.timer_ended(task)
        {
            self.wake(wake, TaskId::NONE);
        }
    }

    /// Looks at limits and at what the host wants; gives the host its turn.
    async fn look(&mut self) {
        if self.watch.is_due() {
            let time = self.log.now();
            (self.tell)(Progress { stdout: &self.printed.stdout, steps: self.steps, time });
            self.watch.turn().await;
        }
        let limits = &self.settings.limits;
        let ending = match () {
            () if self.stop.is_requested() => Ending::Stopped,
            () if self.steps > limits.steps => Ending::Limit(Limit::Steps),
            () if self.log.now().0 > limits.time.0 => Ending::Limit(Limit::Time),
            () => return,
        };
        self.end_run(ending);
    }

    /// Runs a task until it waits or ends, or the run does.
    async fn run_task(&mut self, task: TaskId, resumption: Resumption) {
        if !self.loops.is_looping(task) {
            self.log.run(self.at(task));
        }
        let mut next = Some(resumption);
        while let Some(resumption) = next {
            let pause = self.go_on(task, resumption);
            self.look().await;
            if self.ending.is_some() {
                return;
            }
            next = self.paused(task, pause).await;
        }
    }

    fn go_on(&mut self, task: TaskId, resumption: Resumption) -> Pause {
        match resumption {
            Resumption::Continue => {}
            Resumption::Reply(value) => self.machine.resume(task, value),
            Resumption::Throw(exception) => self.machine.throw(task, exception),
            Resumption::Retry(request) => return Pause::Request(request),
        }
        let run = self.machine.run(task, FUEL, Preempt::WaitsOnly);
        self.steps += run.spent;
        run.pause
    }

    /// How the task goes on at once; nothing if it does not.
    async fn paused(&mut self, task: TaskId, pause: Pause) -> Option<Resumption> {
        match pause {
            Pause::Fuel => return Some(Resumption::Continue),
            Pause::Request(request) => {
                let Effect { verdict, wakes } = self.machine.perform(task, request);
                for wake in wakes {
                    self.wake(wake, task);
                }
                return self.obey(task, verdict).await;
            }
            Pause::Done(value) => self.task_ended(task, Ok(value)),
            Pause::Failed(exception) => {
                let text = self.machine.exception_text(task, exception);
                self.log.text(EventKind::Exception, self.at(task), &text);
                self.task_ended(task, Err(exception));
            }
            Pause::Limit(limit) => self.end_run(Ending::Limit(limit)),
        }
        None
    }

    /// Does what the kernel's verdict says.
    async fn obey(&mut self, task: TaskId, verdict: Verdict) -> Option<Resumption> {
        let at = self.at(task);
        let reply = match verdict {
            Verdict::Reply(value) => value,
            Verdict::Throw(exception) => return Some(Resumption::Throw(exception)),
            Verdict::Now => Value::Float(self.log.now().0 as f64 / 1e9),
            Verdict::Acquired { sync, n, reply } => {
                self.log.met(EventKind::Acquire, at, (sync, n));
                reply
            }
            Verdict::Released { sync, n } => {
                self.log.met(EventKind::Release, at, (sync, n));
                Value::None
            }
            Verdict::Signalled { sync, n } => {
                self.log.met(EventKind::Signal, at, (sync, n));
                Value::None
            }
            Verdict::Process(verdict) => return self.obey_processes(at, verdict),
            Verdict::Output(text, stream) => return self.output(at, &text, stream),
            Verdict::Spawned { task: child, fiber, reply } => {
                self.machine.add_fiber(child, *fiber);
                self.token_of.push(None);
                self.log.spawn(At(child, at.1), Some(task));
                self.ready.push_back((child, Resumption::Continue));
                reply
            }
            verdict @ (Verdict::Carried { .. }
            | Verdict::Step { .. }
            | Verdict::Park(_)
            | Verdict::Due { .. }
            | Verdict::Loop(_)) => return self.obey_loop(at, verdict).await,
            Verdict::Cancelled { tasks, reply } => {
                self.drop_tasks(&tasks);
                if matches!(self.machine.kernel().task(task).state, State::Cancelled) {
                    return None;
                }
                reply
            }
            Verdict::Compute(span) => {
                self.keep_busy(span).await;
                Value::None
            }
            Verdict::Yield { label } => return self.yield_turn(at, label),
            Verdict::Timer { span, cause, label, yields } => {
                return self.wait_for_time(at, cause, (span, &label), yields).await;
            }
            Verdict::Block { wait, released } => {
                if let Some(released) = released {
                    self.log.met(EventKind::Release, at, released);
                }
                if !self.loops.is_looping(task) {
                    self.log.block(at, &wait);
                }
                if let Some(deadline) = self.machine.deadline(task, self.log.now()) {
                    self.set_timer(task, deadline.since(self.log.now()));
                }
                self.free(task);
                return None;
            }
            Verdict::Limit(limit) => {
                self.end_run(Ending::Limit(limit));
                return None;
            }
        };
        Some(Resumption::Reply(reply))
    }

    /// Does what the verdict on a request about processes and messages says.
    fn obey_processes(&mut self, at: At, verdict: ProcessVerdict) -> Option<Resumption> {
        let reply = match verdict {
            ProcessVerdict::Sent { sync, n_bytes, wait } => {
                self.log.met(EventKind::Send, at, (sync, n_bytes));
                if let Some(wait) = wait {
                    self.log.block(at, &wait);
                    self.free(at.0);
                    return None;
                }
                Value::None
            }
            ProcessVerdict::Received { sync, n_bytes, by, reply } => {
                self.log.receive(at, (sync, n_bytes), by);
                reply
            }
            ProcessVerdict::Marshalled { reply, .. } => reply,
            ProcessVerdict::Begun(_) => Value::None,
        };
        Some(Resumption::Reply(reply))
    }

    /// Does what the verdict on a request of an event loop, or of one of its tasks, says.
    async fn obey_loop(&mut self, at: At, verdict: Verdict) -> Option<Resumption> {
        let task = at.0;
        let reply = match verdict {
            Verdict::Carried { task: child, fiber, reply } => {
                self.machine.add_fiber(child, *fiber);
                self.token_of.push(None);
                self.log.spawn(At(child, at.1), Some(task));
                reply
            }
            Verdict::Step { wake, was_known } => {
                if !was_known {
                    self.log.wake(&wake, TaskId::NONE);
                }
                self.loops.begin(wake.task, task);
                self.ready.push_front((wake.task, wake.how));
                return None;
            }
            Verdict::Park(wait) => {
                self.park(at, &wait).await;
                return None;
            }
            Verdict::Due { task: other, cause } => {
                let by = if self.loops.is_looping(task) { TaskId::NONE } else { task };
                self.log.due(other, cause, by);
                Value::None
            }
            Verdict::Loop(looping) => {
                self.loops.looping(&mut self.log, self.machine.kernel(), at, looping);
                Value::None
            }
            other => unreachable!("{other:?} is no verdict on event loops"),
        };
        Some(Resumption::Reply(reply))
    }

    fn output(&mut self, at: At, text: &str, stream: Stream) -> Option<Resumption> {
        self.log.output(at, text, stream);
        if !self.printed.add(stream, text, self.settings.limits.output) {
            self.end_run(Ending::Limit(Limit::Output));
            return None;
        }
        Some(Resumption::Reply(Value::None))
    }

    fn yield_turn(&mut self, at: At, label: Option<String>) -> Option<Resumption> {
        if let Some(label) = label {
            self.log.text(EventKind::Checkpoint, at, &label);
        }
        let resumption = Resumption::Reply(Value::None);
        let is_hosted = self.settings.mode == Mode::Async && self.loops.is_hosted(at.0);
        let others_wait = !self.ready.is_empty() || !self.timers.is_empty() || is_hosted;
        if self.settings.mode == Mode::Sequential || !others_wait {
            return Some(resumption);
        }
        self.log.preempt(at, Cause::Yield);
        self.free(at.0);
        self.ready.push_back((at.0, resumption));
        None
    }

    async fn wait_for_time(
        &mut self,
        at: At,
        cause: Cause,
        (span, label): (Span, &str),
        yields: Yields,
    ) -> Option<Resumption> {
        let task = at.0;
        match (self.settings.mode, yields) {
            (Mode::Sequential, _) => {
                self.log.block_on_time(at, cause, span, label);
                self.sleep(span).await;
                let wake = self.machine.timer_ended(task)?;
                self.log.wake(&wake, TaskId::NONE);
                self.log.run(at);
                Some(wake.how)
            }
            (_, Yields::Yes) => {
                self.log.block_on_time(at, cause, span, label);
                self.set_timer(task, span);
                self.free(task);
                None
            }
            (_, Yields::No) => {
                self.log.hold(at, span);
                self.hold(span).await;
                self.machine.timer_ended(task).map(|wake| wake.how)
            }
        }
    }

    /// The step of an event loop's task is over.
    async fn park(&mut self, at: At, wait: &Wait) {
        self.log.park(at, wait);
        if let (Some(span), Mode::Sequential) = (wait.alone(), self.settings.mode) {
            self.sleep(span).await;
        }
        self.end_step(at.0);
    }

    /// A step is over, or the task itself: its event loop goes on, if it takes steps for one.
    fn end_step(&mut self, task: TaskId) {
        let Some(host) = self.loops.end(task) else { return };
        let host = (host, Resumption::Reply(Value::None));
        match self.settings.mode {
            Mode::Async => self.ready.push_back(host),
            Mode::Sequential | Mode::FreeThreads => self.ready.push_front(host),
        }
    }

    /// A task waits for something, and not as its event loop would have it. In `async` all waiting
    /// is cooperative.
    fn free(&mut self, task: TaskId) {
        if self.settings.mode == Mode::Async {
            self.end_step(task);
        }
    }

    /// Nothing else runs until the time has passed.
    async fn sleep(&mut self, span: Span) {
        let until = self.log.now() + span;
        while let Some(rest) = self.rest(until) {
            platform::sleep(rest.min(WAIT)).await;
            self.look().await;
        }
    }

    /// Holds the thread until the time has passed; the host alone gets its turns.
    async fn hold(&mut self, span: Span) {
        let until = self.log.now() + span;
        while let Some(rest) = self.rest(until) {
            platform::hold(rest.min(HOLD));
            self.look().await;
        }
    }

    /// Computes until the time has passed.
    async fn keep_busy(&mut self, span: Span) {
        let until = self.log.now() + span;
        while self.rest(until).is_some() {
            std::hint::spin_loop();
            if self.watch.is_due() || self.stop.is_requested() {
                self.look().await;
            }
        }
    }

    /// How long it is until then; nothing once it is over, or the run is.
    fn rest(&self, until: Time) -> Option<Duration> {
        let rest = until.since(self.log.now());
        (rest > Span(0) && self.ending.is_none()).then(|| Duration::from_nanos(rest.0))
    }

    fn set_timer(&mut self, task: TaskId, span: Span) {
        self.n_tokens += 1;
        let token = self.n_tokens;
        self.token_of[task.index()] = Some(token);
        let wait = platform::sleep(Duration::from_nanos(span.0)).map(move |()| (task, token));
        self.timers.push(wait.boxed_local());
    }

    fn wake(&mut self, wake: Wake, by: TaskId) {
        self.token_of[wake.task.index()] = None;
        if !self.loops.is_looping(wake.task) {
            self.log.wake(&wake, by);
        }
        self.ready.push_back((wake.task, wake.how));
    }

    fn task_ended(&mut self, task: TaskId, result: Result<Value, Value>) {
        let outcome = if result.is_ok() { Outcome::Ok } else { Outcome::Error };
        self.log.end(self.at(task), outcome);
        self.end_step(task);
        for wake in self.machine.finish(task, result) {
            self.wake(wake, task);
        }
        let cut_off = self.machine.take_cut_off();
        self.drop_tasks(&cut_off);
        if self.machine.kernel().is_over() {
            let daemons = self.machine.cut_off();
            self.drop_tasks(&daemons);
            self.ending = Some(self.machine.ending());
        }
    }

    fn drop_tasks(&mut self, tasks: &[TaskId]) {
        for &task in tasks {
            self.token_of[task.index()] = None;
            self.log.cancel(self.at(task));
        }
        let kernel = self.machine.kernel();
        self.ready.retain(|(task, _)| !kernel.task(*task).state.is_ended());
    }

    /// Nobody is ready and no timer is set: whoever still waits waits forever.
    fn nothing_left(&mut self) {
        for (task, wait) in self.machine.kernel().waiting() {
            self.log.deadlock(At(task, self.machine.line(task)), wait);
        }
        self.ending = Some(self.machine.deadlock());
    }

    fn end_run(&mut self, ending: Ending) {
        let reason = match &ending {
            Ending::Limit(limit) => limit.name(),
            _ => "stopped",
        };
        self.log.cut(reason);
        self.ending = Some(ending);
    }

    fn at(&self, task: TaskId) -> At {
        At(task, self.machine.line(task))
    }
}
