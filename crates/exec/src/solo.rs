//! One thread executes all tasks: the modes `sequential`, `time-sliced` and `async`.
//!
//! Waiting is done by the event loop of the platform: each timed wait is a timer of its own there.
//! Only in `time-sliced` a scheduler of ours looks at the clock, wherever a turn may end; there event
//! loops are tasks beside their own, as on several cores.

use std::collections::VecDeque;
use std::pin::pin;
use std::sync::Arc;

use futures_util::future::{Either, select};
use lang::program::Program;
use trace::{Cause, CoreId, EventKind, Line, Outcome, Span, TaskId, Time};
use vm::{
    Effect, Ending, FETCH_MAX, Fuel, Limit, Machine, Pause, Preempt, Printed, ProcessVerdict,
    Resumption, State, Stream, Value, Verdict, Wait, Wake, Yields,
};
use web_time::Duration;

use crate::alarms::{Alarms, LoopTimers};
use crate::fetches::Fetches;
use crate::jobs::{Go, Ready};
use crate::journal::{At, Journal, Log};
use crate::loops::Loops;
use crate::merge::merge;
use crate::platform;
use crate::run::Finished;
use crate::settings::{Mode, Settings};
use crate::timers::Timers;
use crate::watch::{Progress, Stop, Watch};

/// The most instructions between two looks at the clock, at limits and at the collector: below a
/// millisecond.
const FUEL_MAX: u64 = 20_000;

/// The fewest in `time-sliced`, where such a look costs about as much as twenty of them.
const FUEL_MIN: u64 = 500;

/// How many lengths there are of what runs between two such looks.
const FUEL_SPREAD: u64 = 97;

/// The shortest that an instruction takes: in a quantum fit fewer than it has of these.
const INSTRUCTION: Span = Span(10);

/// The longest the thread is held without a look at what the host wants.
const HOLD: Duration = Duration::from_millis(5);

/// The longest that a wait of the whole run goes on without such a look.
const WAIT: Duration = Duration::from_millis(40);

/// How often timers get a chance while tasks only give each other turns.
const TIMERS: Duration = Duration::from_millis(4);

/// A run on one thread.
pub(crate) struct Solo<'a, F> {
    machine: Machine,
    settings: Settings,
    stop: &'a Stop,
    tell: F,
    watch: Watch,
    /// Ready tasks with how they go on, in the order in which they became ready.
    ready: VecDeque<Ready>,
    alarms: Alarms,
    fetches: Fetches,
    loops: Loops,
    /// For the next instructions in `time-sliced`.
    fuel: Fuel,
    /// The least that `fuel` is.
    fuel_base: u64,
    /// When the turn of the task that runs began.
    turn_began: Time,
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
        let alarms = match settings.mode {
            Mode::TimeSliced => Alarms::OfClock(Timers::default()),
            _ => Alarms::OfLoop(LoopTimers::default()),
        };
        let fuel_base = (settings.quantum.0 / INSTRUCTION.0).clamp(FUEL_MIN, FUEL_MAX);
        Solo {
            machine,
            settings,
            stop,
            tell,
            watch: Watch::new(),
            ready: VecDeque::from([Ready { task: main, go: Go::On(Resumption::Continue) }]),
            alarms,
            fetches: Fetches::default(),
            loops: Loops::default(),
            fuel: Fuel(fuel_base),
            fuel_base,
            turn_began: Time::START,
            journal,
            log,
            printed: Printed::default(),
            steps: 0,
            ending: None,
        }
    }

    pub async fn run(mut self) -> Finished {
        while self.ending.is_none() {
            let needs_turns = self.alarms.need_turns() || self.fetches.are_pending();
            if needs_turns && self.watch.is_older(TIMERS) {
                self.watch.turn().await;
            }
            self.wake_elapsed();
            match self.ready.pop_front() {
                Some(ready) => self.run_task(ready).await,
                None if self.alarms.is_empty() => self.nothing_left(),
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
        let elapsed = {
            let wait = pin!(self.alarms.wait(self.log.now(), WAIT));
            match select(wait, pin!(self.fetches.arrival())).await {
                Either::Left((task, _)) => task,
                Either::Right(_) => None,
            }
        };
        if let Some(task) = elapsed {
            self.elapsed(task);
        }
    }

    fn wake_elapsed(&mut self) {
        while let Some(task) = self.alarms.pop(self.log.now()) {
            self.elapsed(task);
        }
        while let Some((task, fetched)) = self.fetches.pop() {
            if let Some(wake) = self.machine.fetched(task, fetched) {
                self.wake(wake, TaskId::NONE);
            }
        }
    }

    fn elapsed(&mut self, task: TaskId) {
        if let Some(wake) = self.machine.timer_ended(task) {
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

    /// Runs a task until it waits or ends, its turn is over, or the run is.
    async fn run_task(&mut self, Ready { task, go }: Ready) {
        if !self.loops.is_looping(task) {
            self.log.run(self.at(task));
        }
        self.turn_began = self.log.now();
        let mut next = match go {
            Go::On(resumption) => Some(resumption),
            Go::Compute(span) => self.compute(task, span).await,
        };
        while let Some(resumption) = next {
            let (pause, may_leave) = self.go_on(task, resumption);
            self.look().await;
            if self.ending.is_some() {
                return;
            }
            next = self.paused(task, pause).await;
            if may_leave && next.is_some() && self.is_turn_over() {
                next = next.and_then(|resumption| self.give_up(task, resumption));
            }
        }
    }

    /// Whether the task that runs has had its turn and another is ready. While none is, its turn
    /// begins anew.
    fn is_turn_over(&mut self) -> bool {
        let now = self.log.now();
        if self.settings.mode != Mode::TimeSliced
            || now.since(self.turn_began) < self.settings.quantum
        {
            return false;
        }
        self.wake_elapsed();
        if self.ready.is_empty() {
            self.turn_began = now;
        }
        !self.ready.is_empty()
    }

    /// The task's turn is over: it goes on behind the others. It gets its reply before, for what
    /// waits in the queue keeps no object alive.
    fn give_up(&mut self, task: TaskId, resumption: Resumption) -> Option<Resumption> {
        match resumption {
            Resumption::Continue => {}
            Resumption::Reply(value) => self.machine.resume(task, value),
            Resumption::Throw(exception) => self.machine.throw(task, exception),
            Resumption::Retry(_) => return Some(resumption),
        }
        self.log.preempt(self.at(task), Cause::Quantum);
        self.ready.push_back(Ready { task, go: Go::On(Resumption::Continue) });
        None
    }

    /// Runs a task to its next pause; says whether its turn may end there.
    fn go_on(&mut self, task: TaskId, resumption: Resumption) -> (Pause, bool) {
        match resumption {
            Resumption::Continue => {}
            Resumption::Reply(value) => self.machine.resume(task, value),
            Resumption::Throw(exception) => self.machine.throw(task, exception),
            Resumption::Retry(request) => return (Pause::Request(request), true),
        }
        let (preempt, fuel) = match self.settings.mode {
            Mode::TimeSliced => (self.settings.preempt, self.next_fuel()),
            _ => (Preempt::WaitsOnly, Fuel(FUEL_MAX)),
        };
        let run = self.machine.run(task, fuel, preempt);
        self.steps += run.spent;
        (run.pause, run.interruptible && preempt != Preempt::WaitsOnly)
    }

    /// Never the same twice in a row: else every turn could end at the same instruction of a loop,
    /// and races at its others would never show.
    fn next_fuel(&mut self) -> Fuel {
        self.fuel.0 += 1;
        if self.fuel.0 >= self.fuel_base + FUEL_SPREAD {
            self.fuel.0 = self.fuel_base;
        }
        self.fuel
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
                self.log.spawn(At(child, at.1), Some(task));
                self.make_ready(child, Resumption::Continue);
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
            Verdict::Compute(span) => return self.compute(task, span).await,
            Verdict::Yield { label } => return self.yield_turn(at, label),
            Verdict::Timer { span, cause, label, yields } => {
                return self.wait_for_time(at, cause, (span, &label), yields).await;
            }
            Verdict::Fetch { url } => return self.fetch(at, url).await,
            Verdict::Block { wait, released } => {
                if let Some(released) = released {
                    self.log.met(EventKind::Release, at, released);
                }
                if !self.loops.is_looping(task) {
                    self.log.block(at, &wait);
                }
                if let Some(deadline) = self.machine.deadline(task, self.log.now()) {
                    let now = self.log.now();
                    self.alarms.set(now, task, deadline.since(now));
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
                self.log.spawn(At(child, at.1), Some(task));
                reply
            }
            Verdict::Step { wake, was_known } => {
                if !was_known {
                    self.log.wake(&wake, TaskId::NONE);
                }
                if self.settings.mode == Mode::TimeSliced {
                    self.make_ready(wake.task, wake.how);
                    return Some(Resumption::Reply(Value::None));
                }
                self.loops.begin(wake.task, task);
                self.ready.push_front(Ready { task: wake.task, go: Go::On(wake.how) });
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
                if self.settings.mode == Mode::TimeSliced {
                    return Some(Resumption::Reply(Value::None));
                }
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
        let others_wait = !self.ready.is_empty() || !self.alarms.is_empty() || is_hosted;
        if self.settings.mode == Mode::Sequential || !others_wait {
            return Some(resumption);
        }
        self.log.preempt(at, Cause::Yield);
        self.free(at.0);
        self.make_ready(at.0, resumption);
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
            (Mode::TimeSliced, _) | (_, Yields::Yes) => {
                self.log.block_on_time(at, cause, span, label);
                self.alarms.set(self.log.now(), task, span);
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

    /// Asks the outside, and waits for what comes; in `sequential` with all others.
    async fn fetch(&mut self, at: At, url: String) -> Option<Resumption> {
        let task = at.0;
        self.log.block_on_time(at, Cause::Io, Span(0), &url);
        self.fetches.start(task, url, || ());
        if self.settings.mode != Mode::Sequential {
            self.alarms.set(self.log.now(), task, FETCH_MAX);
            self.free(task);
            return None;
        }
        let until = self.log.now() + FETCH_MAX;
        let fetched = loop {
            let Some(rest) = self.rest(until) else { break None };
            let tick = pin!(platform::sleep(rest.min(WAIT)));
            select(tick, pin!(self.fetches.arrival())).await;
            match self.fetches.pop() {
                Some((for_task, fetched)) if for_task == task => break Some(fetched),
                // What another has waited for too long.
                _ => self.look().await,
            }
        };
        let wake = match fetched {
            Some(fetched) => self.machine.fetched(task, fetched)?,
            None => self.machine.timer_ended(task)?,
        };
        self.log.wake(&wake, TaskId::NONE);
        self.log.run(at);
        Some(wake.how)
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
        let host = Ready { task: host, go: Go::On(Resumption::Reply(Value::None)) };
        match self.settings.mode {
            Mode::Async => self.ready.push_back(host),
            Mode::Sequential | Mode::TimeSliced | Mode::FreeThreads => self.ready.push_front(host),
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

    /// Has a task compute until the time has passed or its turn is over; gives how it goes on at
    /// once, if it does.
    async fn compute(&mut self, task: TaskId, span: Span) -> Option<Resumption> {
        let until = self.log.now() + span;
        let may_leave = self.settings.preempt != Preempt::WaitsOnly;
        while let Some(rest) = self.rest(until) {
            std::hint::spin_loop();
            if self.watch.is_due() || self.stop.is_requested() {
                self.look().await;
            }
            if may_leave && self.is_turn_over() {
                self.log.preempt(self.at(task), Cause::Quantum);
                let rest = Span(u64::try_from(rest.as_nanos()).unwrap_or(u64::MAX));
                self.ready.push_back(Ready { task, go: Go::Compute(rest) });
                return None;
            }
        }
        self.ending.is_none().then_some(Resumption::Reply(Value::None))
    }

    /// How long it is until then; nothing once it is over, or the run is.
    fn rest(&self, until: Time) -> Option<Duration> {
        let rest = until.since(self.log.now());
        (rest > Span(0) && self.ending.is_none()).then(|| Duration::from_nanos(rest.0))
    }

    fn wake(&mut self, wake: Wake, by: TaskId) {
        self.alarms.cancel(wake.task);
        if !self.loops.is_looping(wake.task) {
            self.log.wake(&wake, by);
        }
        self.make_ready(wake.task, wake.how);
    }

    fn make_ready(&mut self, task: TaskId, how: Resumption) {
        self.ready.push_back(Ready { task, go: Go::On(how) });
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
            self.alarms.cancel(task);
            self.log.cancel(self.at(task));
        }
        let kernel = self.machine.kernel();
        self.ready.retain(|ready| !kernel.task(ready.task).state.is_ended());
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
