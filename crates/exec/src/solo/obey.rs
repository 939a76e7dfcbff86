//! What the driver of one thread does for a task that has asked.

use std::pin::pin;

use futures_util::future::select;
use trace::{Cause, EventKind, Span, TaskId, Time};
use vm::{
    Ending, FETCH_MAX, Limit, Preempt, ProcessVerdict, Resumption, State, Stream, Value, Verdict,
    Wait, Yields,
};
use web_time::Duration;

use super::{HOLD, Solo, WAIT, nanos};
use crate::jobs::{Go, Ready};
use crate::journal::At;
use crate::platform;
use crate::processes::Said;
use crate::settings::Mode;

impl Solo<'_> {
    /// Does what the kernel's verdict says.
    pub(super) async fn obey(&mut self, task: TaskId, verdict: Verdict) -> Option<Resumption> {
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
                self.machine.add_fiber(child, fiber);
                self.log.spawn(At(child, at.1), Some(task));
                self.say_task(child);
                self.make_ready(child, Resumption::Continue);
                reply
            }
            verdict @ (Verdict::Carried { .. }
            | Verdict::Step { .. }
            | Verdict::Park { .. }
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
                self.machine.add_fiber(child, fiber);
                self.log.spawn(At(child, at.1), Some(task));
                self.say_task(child);
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
            Verdict::Park { wait, alone } => {
                self.park(at, &wait, alone).await;
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
                self.log.wake(&wake, TaskId::NONE);
                self.log.run(at);
                Some(wake.how)
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
            self.note_lateness(due);
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
