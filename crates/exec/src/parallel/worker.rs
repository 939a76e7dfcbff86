//! One worker: takes a ready task, runs it until it waits, ends or has had its turn, takes the next.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use trace::{Cause, CoreId, EventKind, Outcome, Span, TaskId, Time};
use vm::heap::Heap;
use vm::heap::{Pressure, Reserves, SharedHeap, SharedView};
use vm::{
    Context, Effect, Ending, FETCH_MAX, Failure, Fuel, Limit, Pause, Preempt, ProcessVerdict,
    Request, Resumption, Value, Verdict, Wait,
};
use web_time::Duration;

use super::locks::Locks;
use super::table::{Found, Table, line};
use super::team::{PARK_MAX, Team};
use crate::fetches::Asked;
use crate::fuel::VaryingFuel;
use crate::jobs::{Go, Job};
use crate::journal::{At, Log};
use crate::primitives::MutexGuard;
use crate::reply::recorded;

/// The fewest instructions between two looks at the clock and the table: below a millisecond.
const FUEL_MIN: u64 = 40_000;

/// What an operation on a lock takes of these, though it is none of them.
const FUEL_OF_LOCK: u64 = 20;

/// For how long a task computes between two such looks.
const COMPUTE: Span = Span(500_000);

/// For how long a worker uses a thread that it shares with the host.
const SHARED_TURN: Span = Span(40_000_000);

/// Whose thread a worker runs on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Thread {
    /// Its own.
    Own,
    /// The host's, which needs it back from time to time.
    Hosts,
}

/// One worker.
pub(crate) struct Worker {
    team: Arc<Team>,
    thread: Thread,
    reserves: Reserves,
    fuel: VaryingFuel,
    locks: Locks,
    pub log: Log,
    /// How often tasks had been cut off when it last looked for that.
    n_cut_off: u64,
    /// How often it was asked for what it has recorded, and has handed it over.
    n_handed: u64,
}

/// What a worker does next.
pub(crate) enum Next {
    /// Another step.
    Again,
    /// Nothing for so long, unless there are news.
    Idle(Duration),
    /// It leaves.
    Over,
}

/// How a task that paused goes on.
enum After {
    /// At once, on this worker.
    On(Resumption),
    /// At once, by computing.
    Compute(Span),
    /// Behind the other ready ones.
    Later(Resumption),
    /// When something wakes it.
    Waits,
    /// Not at all.
    Ended,
}

/// A task on this worker, and since when.
struct Turn {
    job: Job,
    began: Time,
}

impl Worker {
    pub fn new(team: &Arc<Team>, number: u32, thread: Thread) -> Worker {
        let log = team.journal.log(CoreId(number));
        let fuel = VaryingFuel::new(FUEL_MIN, number.into());
        Worker {
            team: Arc::clone(team),
            thread,
            reserves: Reserves::default(),
            fuel,
            locks: Locks::default(),
            log,
            n_cut_off: 0,
            n_handed: 0,
        }
    }

    /// Works until the run is over.
    pub fn work(mut self) {
        loop {
            let step = catch_unwind(AssertUnwindSafe(|| self.step()));
            match step {
                Ok(Next::Again) => {}
                Ok(Next::Idle(span)) => self.team.park(span),
                Ok(Next::Over) => break,
                // Only where a build unwinds: what is released ends with the panic.
                Err(panic) => {
                    self.team.fail(message_of(&*panic), &mut self.log);
                    break;
                }
            }
        }
        self.leave();
    }

    /// Hands over the rest of what was recorded.
    pub fn leave(self) {
        self.team.leave(self.log);
    }

    /// Hands over what was recorded, if the host has asked for it.
    fn hand_over(&mut self, table: &mut Table) {
        if self.n_handed != table.n_asked {
            self.n_handed = table.n_asked;
            table.collect(&mut self.log);
        }
    }

    /// Runs one task for one turn, if there is one. Waits for nothing but a collection.
    pub fn step(&mut self) -> Next {
        let team = Arc::clone(&self.team);
        if let Some(heap) = team.collect_if_due() {
            let needy = team.table().take_needy();
            if let Some(job) = needy {
                self.instruction(&team, &heap, job);
                return Next::Again;
            }
        }
        let heap = team.heap();
        let mut table = team.table();
        self.hand_over(&mut table);
        if let Some(ending) = team.reason_to_end() {
            table.end(ending, &mut self.log);
        }
        if table.ending.is_some() {
            team.announce(&table);
            return Next::Over;
        }
        table.wake_elapsed(&mut self.log);
        if team.fetches.are_pending() {
            let mut view = heap.view(&mut self.reserves);
            table.deliver(&team.fetches, &team.linked, &mut view, &mut self.log);
        }
        match table.take(self.log.core, self.log.now()) {
            Found::Job(job) if job.fiber.needs_all_memory() => {
                table.give_back_first(self.log.core, job);
                heap.demand_collection();
                Next::Again
            }
            Found::Job(job) => {
                team.announce(&table);
                drop(table);
                self.turn(&team, &heap, job);
                Next::Again
            }
            Found::Nothing(span) => {
                let until_due = span.map_or(PARK_MAX, |span| Duration::from_nanos(span.0));
                Next::Idle(until_due.min(PARK_MAX))
            }
            Found::Deadlock => {
                let mut view = heap.view(&mut self.reserves);
                table.end_in_deadlock(&team.linked, &mut view, &mut self.log);
                team.announce(&table);
                Next::Over
            }
        }
    }

    /// Has a task do the instruction that met the limit on memory, while nobody else can use the heap;
    /// and what follows, if that enters atomic code.
    fn instruction(&mut self, team: &Team, heap: &SharedHeap, job: Job) {
        let mut reserves = std::mem::take(&mut self.reserves);
        let mut view = heap.view(&mut reserves);
        let turn = Turn { began: self.log.now(), job };
        self.log.run(at(team, &turn.job));
        let mut running = self.one_step(team, heap, &mut view, turn, Fuel(1));
        while view.is_alone()
            && let Some(turn) = running.take()
        {
            running = self.one_step(team, heap, &mut view, turn, Fuel(1));
        }
        if let Some(turn) = running {
            self.log.preempt(at(team, &turn.job), Cause::None);
            let mut table = team.table();
            table.give_back_first(self.log.core, turn.job);
            team.announce(&table);
        }
        drop(view);
        self.reserves = reserves;
    }

    /// Runs a task until it waits or ends, or has to leave this worker.
    fn turn(&mut self, team: &Team, heap: &SharedHeap, job: Job) {
        let mut reserves = std::mem::take(&mut self.reserves);
        let mut view = heap.view(&mut reserves);
        let turn = Turn { began: self.log.now(), job };
        if turn.job.is_stolen {
            self.log.run_stolen(at(team, &turn.job));
        } else {
            self.log.run(at(team, &turn.job));
        }
        let mut running = Some(turn);
        while let Some(turn) = running {
            let fuel = self.fuel.next();
            running = self.one_step(team, heap, &mut view, turn, fuel);
        }
        drop(view);
        self.reserves = reserves;
    }

    /// Runs a task to its next pause, and gives it back if it goes on here.
    fn one_step(
        &mut self,
        team: &Team,
        heap: &SharedHeap,
        view: &mut SharedView,
        mut turn: Turn,
        fuel: Fuel,
    ) -> Option<Turn> {
        let (pause, may_leave) = self.go_on(team, view, &mut turn.job, fuel);
        self.settle(team, heap, view, turn, (pause, may_leave))
    }

    /// Runs the task to its next pause; says whether another task may run before it goes on.
    fn go_on(
        &mut self,
        team: &Team,
        view: &mut SharedView,
        job: &mut Job,
        fuel: Fuel,
    ) -> (Pause, bool) {
        match std::mem::replace(&mut job.go, Go::On(Resumption::Continue)) {
            Go::On(Resumption::Continue) => {}
            Go::On(Resumption::Reply(value)) => job.fiber.resume(value),
            Go::On(Resumption::Throw(exception)) => job.fiber.throw(exception),
            Go::On(Resumption::Retry(request)) => return (Pause::Request(request), true),
            Go::Compute(span) => {
                view.end_atomic();
                let done = self.compute(team, span.min(COMPUTE));
                let rest = Span(span.0.saturating_sub(done.0));
                if rest > Span(0) {
                    job.go = Go::Compute(rest);
                    return (Pause::Fuel, true);
                }
                job.fiber.resume(Value::None);
            }
        }
        self.run(team, view, job, fuel)
    }

    /// Runs the task to its next pause that is not over at once.
    fn run(
        &mut self,
        team: &Team,
        view: &mut SharedView,
        job: &mut Job,
        mut fuel: Fuel,
    ) -> (Pause, bool) {
        let preempt = team.settings.preempt;
        let mut spent = 0;
        let (pause, is_interruptible) = loop {
            let run = job.fiber.run(view, &team.linked, fuel, preempt);
            spent += run.spent;
            let reply = match &run.pause {
                Pause::Request(request) if self.may_go_on(team, view) => {
                    self.locks.perform(&mut self.log, at(team, job), job.thread, request)
                }
                _ => None,
            };
            let Some(reply) = reply else { break (run.pause, run.interruptible) };
            job.fiber.resume(reply);
            fuel = Fuel(fuel.0.saturating_sub(run.spent + FUEL_OF_LOCK));
            if fuel == Fuel(0) {
                break (Pause::Fuel, run.interruptible);
            }
        };
        team.spend(spent);
        (pause, is_interruptible && preempt != Preempt::WaitsOnly)
    }

    /// Whether a task may ask for something without a look at the table.
    fn may_go_on(&self, team: &Team, view: &SharedView) -> bool {
        let is_known = self.n_cut_off == team.n_cut_off();
        is_known && !team.is_over() && view.pressure() == Pressure::Low
    }

    /// Computes for that long, or until the run ends; gives for how long.
    fn compute(&self, team: &Team, span: Span) -> Span {
        let began = self.log.now();
        loop {
            let done = self.log.now().since(began);
            if done >= span || team.is_over() {
                return done;
            }
            std::hint::spin_loop();
        }
    }

    /// Does what a pause asks for, and gives the task back if it goes on here.
    fn settle(
        &mut self,
        team: &Team,
        heap: &SharedHeap,
        view: &mut SharedView,
        mut turn: Turn,
        (pause, may_leave): (Pause, bool),
    ) -> Option<Turn> {
        let at = at(team, &turn.job);
        let mut table = team.table();
        self.n_cut_off = team.n_cut_off();
        self.hand_over(&mut table);
        if let Some(ending) = team.reason_to_end() {
            table.end(ending, &mut self.log);
        }
        let is_cancelled = table.is_cancelled(at.0);
        if table.ending.is_some() || is_cancelled {
            if is_cancelled {
                self.log.end(at, Outcome::Cancelled);
            }
            table.forget();
            team.announce(&table);
            return None;
        }
        let is_fuel = matches!(pause, Pause::Fuel);
        let after = self.paused(team, view, &mut table, at, pause);
        turn.job.go = match after {
            After::On(Resumption::Continue) if is_fuel => turn.job.go,
            After::On(resumption) => Go::On(resumption),
            After::Compute(span) => Go::Compute(span),
            After::Later(resumption) => {
                self.log.preempt(at, Cause::Yield);
                turn.job.go = Go::On(resumption);
                table.give_back(self.log.core, turn.job);
                team.announce(&table);
                return None;
            }
            After::Waits => {
                table.keep(at.0, turn.job.fiber);
                team.announce(&table);
                return None;
            }
            After::Ended => {
                table.forget();
                team.announce(&table);
                return None;
            }
        };
        table.wake_elapsed(&mut self.log);
        table.deliver(&team.fetches, &team.linked, view, &mut self.log);
        if view.is_alone() {
            team.announce(&table);
            return Some(turn);
        }
        self.leave_or_stay(team, heap, table, turn, may_leave)
    }

    /// Lets a task that could go on leave its worker where another one's turn has come, a
    /// collection's or the host's.
    fn leave_or_stay(
        &mut self,
        team: &Team,
        heap: &SharedHeap,
        mut table: MutexGuard<'_, Table>,
        turn: Turn,
        may_leave: bool,
    ) -> Option<Turn> {
        let at = at(team, &turn.job);
        let time = self.log.now().since(turn.began);
        let had_its_turn = time >= table.turn(&team.settings);
        let host_waits = self.thread == Thread::Hosts && time >= SHARED_TURN;
        let needs_all = turn.job.fiber.needs_all_memory();
        let stays = if needs_all || heap.wants_collection() || host_waits {
            self.log.preempt(at, Cause::None);
            table.give_back_first(self.log.core, turn.job);
            None
        } else if may_leave && had_its_turn && table.has_ready_for(self.log.core) {
            self.log.preempt(at, Cause::Quantum);
            table.give_back(self.log.core, turn.job);
            None
        } else {
            Some(turn)
        };
        team.announce(&table);
        stays
    }

    fn paused(
        &mut self,
        team: &Team,
        view: &mut SharedView,
        table: &mut Table,
        at: At,
        pause: Pause,
    ) -> After {
        match pause {
            Pause::Fuel => After::On(Resumption::Continue),
            Pause::Request(request) => self.perform(team, view, table, at, request),
            Pause::Done(value) => self.task_ended(team, view, table, at, Ok(value)),
            Pause::Failed(exception) => {
                let mut any = view.any();
                let mut ctx = Context::new(&mut any, &team.linked);
                let text = Failure::of_exception(&mut ctx, exception).summary();
                drop(any);
                self.log.text(EventKind::Exception, at, &text);
                self.task_ended(team, view, table, at, Err(exception))
            }
            Pause::Limit(limit) => self.end_by(table, limit),
        }
    }

    fn perform(
        &mut self,
        team: &Team,
        view: &mut SharedView,
        table: &mut Table,
        at: At,
        request: Request,
    ) -> After {
        if let Request::Acquire { sync, .. } = request {
            self.locks.learn(&mut table.kernel, sync);
        }
        let mut any = view.any();
        let mut ctx = Context::new(&mut any, &team.linked);
        let Effect { verdict, wakes } = table.kernel.perform(&mut ctx, at.0, request);
        for wake in wakes {
            table.wake(wake, at.0, &mut self.log);
        }
        let after = self.obey(team, table, at, verdict);
        drop(any);
        // A task may have ended the whole program.
        table.end_if_over(&team.linked, view, &mut self.log);
        after
    }

    /// Does what the kernel's verdict says.
    fn obey(&mut self, team: &Team, table: &mut Table, at: At, verdict: Verdict) -> After {
        let task = at.0;
        let verdict = match recorded(&mut self.log, at, verdict) {
            Ok(resumption) => return After::On(resumption),
            Err(verdict) => verdict,
        };
        let reply = match verdict {
            Verdict::Output(text, stream) => {
                self.log.output(at, &text, stream);
                if !table.printed.add(stream, &text, team.settings.limits.output) {
                    return self.end_by(table, Limit::Output);
                }
                Value::None
            }
            Verdict::Spawned { task: child, fiber, reply } => {
                self.log.spawn(At(child, at.1), Some(task));
                table.add(self.log.core, child, fiber);
                reply
            }
            Verdict::Carried { task: child, fiber, reply } => {
                self.log.spawn(At(child, at.1), Some(task));
                table.hold(child, fiber);
                reply
            }
            Verdict::Step { wake, was_known } => {
                if !was_known {
                    self.log.wake(&wake, TaskId::NONE);
                }
                table.make_ready(self.log.core, wake);
                Value::None
            }
            Verdict::Due { task: other, cause } => {
                self.log.due(other, cause, task);
                Value::None
            }
            Verdict::Loop(_) => Value::None,
            Verdict::Cancelled { tasks, reply } => {
                team.cut_off(table, &tasks, &mut self.log);
                if table.is_cancelled(task) {
                    self.log.end(at, Outcome::Cancelled);
                    return After::Ended;
                }
                reply
            }
            other => return self.pause(table, at, other),
        };
        After::On(Resumption::Reply(reply))
    }

    /// Does what a verdict says after which the task does not go on at once, or not with a reply.
    fn pause(&mut self, table: &mut Table, at: At, verdict: Verdict) -> After {
        let task = at.0;
        match verdict {
            Verdict::Park { wait, .. } => {
                self.log.park(at, &wait);
                After::Waits
            }
            Verdict::Compute(span) => After::Compute(span),
            Verdict::Yield { label } => self.yield_turn(table, at, label),
            Verdict::Timer { span, cause, label, .. } => {
                self.log.block_on_time(at, cause, span, &label);
                self.wait_for_time(table, task, span)
            }
            Verdict::Fetch { id, url } => {
                self.log.block_on_time(at, Cause::Io, Span(0), &url);
                self.team.ask(table, task, Asked { id, url });
                self.wait_for_time(table, task, FETCH_MAX)
            }
            Verdict::Block { wait, released } => {
                if let Some(released) = released {
                    self.log.met(EventKind::Release, at, released);
                }
                self.block(table, at, &wait)
            }
            Verdict::Process(ProcessVerdict::Sent { sync, n_bytes, wait: Some(wait) }) => {
                self.log.met(EventKind::Send, at, (sync, n_bytes));
                self.log.block(at, &wait);
                After::Waits
            }
            Verdict::Limit(limit) => self.end_by(table, limit),
            other => unreachable!("{other:?} was recorded"),
        }
    }

    fn yield_turn(&mut self, table: &Table, at: At, label: Option<String>) -> After {
        if let Some(label) = label {
            self.log.text(EventKind::Checkpoint, at, &label);
        }
        let reply = Resumption::Reply(Value::None);
        if table.has_ready_for(self.log.core) { After::Later(reply) } else { After::On(reply) }
    }

    fn wait_for_time(&self, table: &mut Table, task: TaskId, span: Span) -> After {
        table.set_timer(self.log.now() + span, task);
        After::Waits
    }

    /// The task waits in the kernel's table.
    fn block(&mut self, table: &mut Table, at: At, wait: &Wait) -> After {
        self.log.block(at, wait);
        if let Some(deadline) = table.kernel.deadline(at.0, self.log.now()) {
            table.set_timer(deadline, at.0);
        }
        After::Waits
    }

    fn task_ended(
        &mut self,
        team: &Team,
        view: &mut SharedView,
        table: &mut Table,
        at: At,
        result: Result<Value, Value>,
    ) -> After {
        let outcome = if result.is_ok() { Outcome::Ok } else { Outcome::Error };
        self.log.end(at, outcome);
        let exit_code = Context::new(&mut view.any(), &team.linked).exit_code(result);
        table.kernel.decide_exit_code(at.0, exit_code);
        for wake in table.kernel.finish(at.0, result) {
            table.wake(wake, at.0, &mut self.log);
        }
        let cut_off = table.kernel.take_cut_off();
        team.cut_off(table, &cut_off, &mut self.log);
        table.end_if_over(&team.linked, view, &mut self.log);
        After::Ended
    }

    fn end_by(&mut self, table: &mut Table, limit: Limit) -> After {
        table.end(Ending::Limit(limit), &mut self.log);
        After::Ended
    }
}

fn at(team: &Team, job: &Job) -> At {
    At(job.task, line(&job.fiber, &team.linked))
}

fn message_of(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("a panic").to_owned()
}
