//! What the driver of one thread does for a task that has asked.

use std::pin::pin;

use futures_util::future::select;
use trace::{Cause, EventKind, Span, TaskId, Time};
use vm::{
    Ending, FETCH_MAX, Fiber, Limit, Preempt, ProcessVerdict, Resumption, State, Stream, Value,
    Verdict, Wait, Wake, Yields,
};
use web_time::Duration;

use super::{HOLD, Solo, WAIT, nanos};
use crate::fetches::{Asked, Fetched};
use crate::jobs::{Go, Ready};
use crate::journal::At;
use crate::platform;
use crate::processes::Said;
use crate::reply::recorded;
use crate::settings::Mode;

impl Solo<'_> {
    /// Does what the kernel's verdict says.
    pub(super) async fn obey(&mut self, task: TaskId, verdict: Verdict) -> Option<Resumption> {
        let at = self.at(task);
        let verdict = match recorded(&mut self.log, at, verdict) {
            Ok(resumption) => return Some(resumption),
            Err(verdict) => verdict,
        };
        let reply = match verdict {
            Verdict::Output(text, stream) => return self.output(at, &text, stream),
            Verdict::Spawned { task: child, fiber, reply } => {
                self.add(at, child, fiber);
                self.make_ready(child, Resumption::Continue);
                reply
            }
            Verdict::Carried { task: child, fiber, reply } => {
                self.add(at, child, fiber);
                reply
            }
            Verdict::Step { wake, was_known } => {
                if !was_known {
                    self.log.wake(&wake, TaskId::NONE);
                }
                if self.settings.mode != Mode::TimeSliced {
                    self.loops.begin(wake.task, task);
                    self.ready.push_front(Ready { task: wake.task, go: Go::On(wake.how) });
                    return None;
                }
                self.make_ready(wake.task, wake.how);
                Value::None
            }
            Verdict::Due { task: other, cause } => {
                let by = if self.loops.is_looping(task) { TaskId::NONE } else { task };
                self.log.due(other, cause, by);
                Value::None
            }
            Verdict::Loop(looping) => {
                if self.settings.mode != Mode::TimeSliced {
                    self.loops.looping(&mut self.log, self.machine.kernel(), at, looping);
                }
                Value::None
            }
            Verdict::Cancelled { tasks, reply } => {
                self.drop_tasks(&tasks);
                self.end_if_over();
                if matches!(self.machine.kernel().task(task).state, State::Cancelled) {
                    return None;
                }
                reply
            }
            other => return self.pause(at, other).await,
        };
        Some(Resumption::Reply(reply))
    }

    /// Does what a verdict says after which the task does not go on at once, or not with a reply.
    async fn pause(&mut self, at: At, verdict: Verdict) -> Option<Resumption> {
        let task = at.0;
        match verdict {
            Verdict::Park { wait, alone } => {
                self.park(at, &wait, alone).await;
            }
            Verdict::Compute(span) => return self.compute(task, span).await,
            Verdict::Yield { label } => return self.yield_turn(at, label),
            Verdict::Timer { span, cause, label, yields } => {
                return self.wait_for_time(at, cause, (span, &label), yields).await;
            }
            Verdict::Fetch { id, url } => return self.fetch(at, Asked { id, url }).await,
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
            }
            Verdict::Process(ProcessVerdict::Sent { sync, n_bytes, wait: Some(wait) }) => {
                self.log.met(EventKind::Send, at, (sync, n_bytes));
                self.log.block(at, &wait);
                self.free(task);
            }
            Verdict::Limit(limit) => self.end_run(Ending::Limit(limit)),
            other => unreachable!("{other:?} was recorded"),
        }
        None
    }

    /// A task has made another.
    fn add(&mut self, At(parent, line): At, child: TaskId, fiber: Box<Fiber>) {
        self.machine.add_fiber(child, fiber);
        self.log.spawn(At(child, line), Some(parent));
        self.say_task(child);
    }

    fn output(&mut self, at: At, text: &str, stream: Stream) -> Option<Resumption> {
        self.log.output(at, text, stream);
        if self.is_member() {
            self.say(Said::Output { text: text.to_owned(), stream });
            return Some(Resumption::Reply(Value::None));
        }
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
                self.go_on_alone(at, wake)
            }
            (Mode::TimeSliced | Mode::Processes, _) | (_, Yields::Yes) => {
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
    async fn fetch(&mut self, at: At, asked: Asked) -> Option<Resumption> {
        let task = at.0;
        self.log.block_on_time(at, Cause::Io, Span(0), &asked.url);
        self.fetches.start(task, asked, || ());
        if self.settings.mode != Mode::Sequential {
            self.alarms.set(self.log.now(), task, FETCH_MAX);
            self.free(task);
            return None;
        }
        let until = self.log.now() + FETCH_MAX;
        let wake = loop {
            let Some(rest) = self.rest(until) else { break self.machine.timer_ended(task)? };
            let tick = pin!(platform::sleep(rest.min(WAIT)));
            select(tick, pin!(self.fetches.arrival())).await;
            if let Some(Fetched { task, id, result }) = self.fetches.pop()
                && let Some(wake) = self.machine.fetched(task, id, result)
            {
                break wake;
            }
            self.look().await;
        };
        self.go_on_alone(at, wake)
    }

    /// A task goes on after it has waited with all others; unless the run has ended meanwhile.
    fn go_on_alone(&mut self, at: At, wake: Wake) -> Option<Resumption> {
        if self.ending.is_some() {
            return None;
        }
        self.log.wake(&wake, TaskId::NONE);
        self.log.run(at);
        Some(wake.how)
    }

    /// The step of an event loop's task is over.
    async fn park(&mut self, at: At, wait: &Wait, alone: Option<Span>) {
        self.log.park(at, wait);
        if let (Some(span), Mode::Sequential) = (alone, self.settings.mode) {
            self.sleep(span).await;
        }
        self.end_step(at.0);
    }

    /// A step is over, or the task itself: its event loop goes on, if it takes steps for one.
    pub(super) fn end_step(&mut self, task: TaskId) {
        let Some(host) = self.loops.end(task) else { return };
        let host = Ready { task: host, go: Go::On(Resumption::Reply(Value::None)) };
        match self.settings.mode {
            Mode::Async => self.ready.push_back(host),
            _ => self.ready.push_front(host),
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
            let due = self.log.now() + nanos(WAIT);
            platform::sleep(rest.min(WAIT)).await;
            self.log.note_lateness(due);
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
    pub(super) async fn compute(&mut self, task: TaskId, span: Span) -> Option<Resumption> {
        let until = self.log.now() + span;
        let may_leave = self.settings.preempt != Preempt::WaitsOnly;
        while let Some(rest) = self.rest(until) {
            std::hint::spin_loop();
            if self.watch.is_due() || self.stop.is_requested() {
                self.look().await;
            }
            if may_leave && self.is_turn_over() {
                self.log.preempt(self.at(task), Cause::Quantum);
                self.ready.push_back(Ready { task, go: Go::Compute(nanos(rest)) });
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
}
