//! The one loop: pick → run → charge → record → wake.
//!
//! Every busy core knows when its next event is and what it will be. The loop goes to the earliest
//! one (or timer), lets it happen, and, where the core's task runs on, executes the instructions
//! that lead up to its next event at once. While several cores compute, each executes only a few
//! instructions beyond the next event of any other, so that their accesses to shared variables
//! interleave finely; operations on objects happen in the exact order of time.

use std::sync::Arc;

use costs::{Cost, Price, Profile};
use lang::Diagnostic;
use lang::program::Program;
use trace::{Cause, CoreId, EventKind, Line, Outcome, Span, TaskId, TaskKind, Time, Trace};
use vm::{
    Ending, Fiber, Fuel, Interrupt, Limit, Machine, Memories, Pause, Preempt, Printed, Resumption,
    Stream, Surroundings, SyncId, Value, Verdict, Wait,
};

use crate::cluster::Machines;
use crate::core::{Core, Going, Next, Work};
use crate::gil::GaveUp;
use crate::mode::Discipline;
use crate::policy::{Arrival, Policy};
use crate::prices::Prices;
use crate::record::Record;
use crate::run_queue::RunQueue;
use crate::steps::Role;
use crate::timers::{Timers, Token};
use crate::waking::Waking;

/// The most instructions executed between two looks at limits and at the collector. A prime, so that
/// loops do not always end up at the same place.
const CHUNK_STEPS: u64 = 4_999;

/// The bounds of a run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Instructions of all tasks together.
    pub steps: u64,
    /// Virtual time.
    pub time: Span,
    /// Bytes printed.
    pub output: u64,
    /// Bytes of all values.
    pub heap: usize,
    /// Of the trace.
    pub trace: trace::Limits,
}

/// What a simulation needs beside program and mode.
#[derive(Clone, Debug)]
pub struct Settings {
    /// What things cost.
    pub profile: Profile,
    /// What a switch between tasks costs.
    pub switch_cost: Span,
    /// The bounds.
    pub limits: Limits,
    /// What the workload finds around itself.
    pub surroundings: Surroundings,
}

/// How far a simulation is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Progress {
    /// It goes on.
    Running,
    /// It is over; [`Simulation::finish`] has the result.
    Over,
}

/// A run that is over.
#[derive(Clone, Debug)]
pub struct Finished {
    /// How the program ended.
    pub ending: Ending,
    /// What it printed.
    pub printed: Printed,
    /// What happened when.
    pub trace: Trace,
    /// Instructions of all tasks.
    pub steps: u64,
    /// Why the policy could not be used, if that ended the run.
    pub mistake: Option<Diagnostic>,
}

/// A run in virtual time.
pub struct Simulation {
    pub(crate) machine: Machine,
    pub(crate) discipline: Box<dyn Discipline>,
    pub(crate) settings: Settings,
    pub(crate) cores: Vec<Core>,
    pub(crate) ready: RunQueue,
    /// Where there are several.
    pub(crate) machines: Option<Machines>,
    /// Who was made to hand over the global interpreter lock: another takes it first.
    pub(crate) gave_up_gil: Option<GaveUp>,
    pub(crate) timers: Timers,
    /// For each task the timer that may wake it.
    pub(crate) timer_of: Vec<Option<Token>>,
    /// Who was woken and is not yet awake.
    pub(crate) waking: Waking,
    /// For each task what it is to event loops.
    pub(crate) roles: Vec<Role>,
    pub(crate) now: Time,
    /// Where the run is to be looked at: no task computes beyond it in one go.
    pub(crate) moment: Option<Time>,
    pub(crate) record: Record,
    prices: Prices,
    printed: Printed,
    pub(crate) steps: u64,
    ending: Option<Ending>,
}

impl Simulation {
    /// Prepares a run.
    #[must_use]
    pub fn new(
        program: Arc<Program>,
        discipline: Box<dyn Discipline>,
        policy: Box<dyn Policy>,
        settings: Settings,
    ) -> Simulation {
        let mut machine =
            Machine::new(program, settings.limits.heap, settings.surroundings.clone());
        if discipline.memories() == Memories::Apart {
            machine.keep_memories_apart();
        }
        let (n_cores, network) = (discipline.n_cores(), discipline.network());
        let prices = Prices::new(&settings.profile);
        machine.weigh(&prices.weights);
        let mut simulation = Simulation {
            record: Record::new(n_cores, settings.limits.trace),
            cores: std::iter::repeat_with(Core::default).take(n_cores as usize).collect(),
            machine,
            discipline,
            settings,
            ready: RunQueue::new(policy),
            machines: network.map(|network| Machines::new(network, n_cores)),
            gave_up_gil: None,
            timers: Timers::default(),
            timer_of: vec![None],
            waking: Waking::new(),
            roles: vec![Role::default()],
            now: Time::START,
            moment: None,
            prices,
            printed: Printed::default(),
            steps: 0,
            ending: None,
        };
        let main = TaskId(0);
        simulation.record.share_among(network.map_or(1, |network| network.n_machines));
        simulation.expect_failure();
        simulation.record.spawn(Time::START, simulation.machine.kernel().task(main), Line(1));
        simulation.begin(main);
        simulation
    }

    /// Says what ends the run within an instruction that takes long. To be said before the first one.
    pub fn end_by(&mut self, interrupt: &Interrupt) {
        self.machine.end_by(interrupt);
    }

    /// Runs on for about that many instructions, or to the end.
    pub fn advance(&mut self, steps: u64) -> Progress {
        let until = self.worked().saturating_add(steps);
        // A turn without instructions (a wait, a wake-up) counts as one, so that this always returns.
        let mut turns = 0;
        while self.ending.is_none() && self.worked() + turns < until {
            self.turn();
            turns += 1;
        }
        if self.ending.is_some() { Progress::Over } else { Progress::Running }
    }

    /// Runs on for about that many instructions, or until all has happened that happens up to a
    /// moment: then it is over for who looks at it. Tasks on a core stand within a few instructions of
    /// the moment.
    pub fn advance_to(&mut self, moment: Time, steps: u64) -> Progress {
        self.moment = Some(moment);
        let until = self.worked().saturating_add(steps);
        let mut turns = 0;
        while self.ending.is_none() {
            self.dispatch();
            let core = self.earliest_core().map(|core| self.work(core).at);
            let next = core.into_iter().chain(self.timers.next()).min();
            if next.is_some_and(|next| next > moment) {
                break;
            }
            if self.worked() + turns >= until {
                return Progress::Running;
            }
            self.turn();
            turns += 1;
        }
        Progress::Over
    }

    /// Instructions so far, those of the policy included.
    fn worked(&self) -> u64 {
        self.steps.saturating_add(self.ready.policy().steps())
    }

    /// The state of all tasks, for who looks at it; nothing of it is given back.
    #[must_use]
    pub fn into_machine(self) -> Machine {
        self.machine
    }

    /// Ends the run where it stands.
    pub fn stop(&mut self) {
        if self.ending.is_none() {
            self.end_run(Ending::Stopped);
        }
    }

    /// What was printed so far, and what makes a trace of what has happened so far.
    pub fn so_far(&mut self) -> (&Printed, impl FnMut() -> Trace) {
        let Simulation { printed, record, machine, now, .. } = self;
        (printed, || record.clone().finish(*now, machine.objects()))
    }

    /// Instructions so far.
    #[must_use]
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// Virtual time so far.
    #[must_use]
    pub fn now(&self) -> Time {
        self.now
    }

    /// The result of a run that is over.
    ///
    /// # Panics
    /// If [`Simulation::advance`] has not said [`Progress::Over`].
    #[must_use]
    pub fn finish(mut self) -> Finished {
        Finished {
            ending: self.ending.expect("the run is over"),
            printed: self.printed,
            trace: self.record.finish(self.now, self.machine.objects()),
            steps: self.steps,
            mistake: self.ready.policy().mistake().cloned(),
        }
    }

    fn turn(&mut self) {
        self.dispatch();
        let core = self.earliest_core();
        let core_at = core.map(|core| self.work(core).at);
        match (core, core_at, self.timers.next()) {
            (_, Some(at), Some(timer)) if timer <= at => self.timer(timer),
            (_, None, Some(timer)) => self.timer(timer),
            (Some(core), Some(at), _) => {
                self.now = at;
                self.happen(core);
            }
            _ => self.nothing_left(),
        }
        self.check_limits();
    }

    fn check_limits(&mut self) {
        if self.ending.is_none() && self.now.0 > self.settings.limits.time.0 {
            self.end_run(Ending::Limit(Limit::Time));
        }
        if self.ending.is_none() && self.worked() > self.settings.limits.steps {
            self.end_run(Ending::Limit(Limit::Steps));
        }
        if self.ready.policy().mistake().is_some() {
            self.stop();
        }
    }

    fn timer(&mut self, at: Time) {
        let (token, task) = self.timers.pop().expect("there is a next timer");
        if task == TaskId::NONE {
            self.now = at;
            return self.fail();
        }
        if self.timer_of[task.index()] != Some(token) {
            return;
        }
        self.timer_of[task.index()] = None;
        self.now = at;
        if self.arrive(task) || self.awake(task) {
            return;
        }
        self.note_due(task);
        if let Some(wake) = self.machine.timer_ended(task) {
            self.wake(wake, TaskId::NONE);
        }
    }

    /// Lets the next event of a core happen.
    fn happen(&mut self, core: usize) {
        let work = self.cores[core].work.as_mut().expect("only busy cores have events");
        let task = work.task;
        match std::mem::replace(&mut work.next, Next::Run) {
            Next::Begin(going) => {
                work.since = self.now;
                if let Some(turn) = self.ready.turn(self.discipline.quantum()) {
                    work.slice_end = Some(self.now + turn);
                }
                if !self.is_looping(task) {
                    let line = self.machine.line(task);
                    self.record.run(self.now, core_id(core), task, line, Span(0));
                }
                match going {
                    Going::Resume(resumption) => self.go_on(core, resumption),
                    Going::Compute(left) => self.compute(core, left),
                }
            }
            Next::Run => self.run(core),
            Next::Computed(Span(0)) => self.go_on(core, Resumption::Reply(Value::None)),
            Next::Computed(left) => {
                if !self.end_turn(core, Going::Compute(left)) {
                    self.compute(core, left);
                }
            }
            Next::Reply(resumption) => self.replied(core, resumption),
            Next::Started { child, reply } => {
                self.leave(core, Cause::Yield);
                let (begins, goes_on) = (Resumption::Continue, Resumption::Reply(reply));
                self.make_ready(child, Going::Resume(begins), Arrival::Started);
                self.make_ready(task, Going::Resume(goes_on), Arrival::Yielded);
            }
            Next::Paused { pause: Pause::Fuel, interruptible } => {
                self.fuel_ended(core, interruptible)
            }
            Next::Paused { pause, interruptible } => {
                work.is_at_point = interruptible;
                self.paused(core, pause);
            }
            Next::KeptForStep => self.end_step(core),
            Next::KeptFor => {
                if let Some(wake) = self.machine.timer_ended(task) {
                    self.record.wake(self.now, task, wake.cause, wake.sync, TaskId::NONE);
                    let line = self.machine.line(task);
                    self.record.run(self.now, core_id(core), task, line, Span(0));
                    self.go_on(core, wake.how);
                }
            }
        }
    }

    /// Lets a task on a core go on after it had waited or asked.
    pub(crate) fn go_on(&mut self, core: usize, resumption: Resumption) {
        let task = self.work(core).task;
        match resumption {
            Resumption::Continue => {}
            Resumption::Reply(value) => self.machine.resume(task, value),
            Resumption::Throw(exception) => self.machine.throw(task, exception),
            Resumption::Retry(request) => return self.perform(core, request, Span(0)),
        }
        self.run(core);
    }

    /// Executes the instructions up to the task's next pause, and charges them.
    fn run(&mut self, core: usize) {
        let horizon = Span(self.horizon(core));
        let task = self.work(core).task;
        let slowdown = self.slowdown(core);
        let price = Price(self.price(task).0 * slowdown);
        let (fuel, preempt) = (price.worth(horizon).saturating_add(1), self.discipline.preempt());
        let until = match fuel > CHUNK_STEPS {
            // It runs on all the same, wherever it stands after that many.
            true => (Fuel(CHUNK_STEPS), Preempt::EveryInstruction),
            false => (Fuel(fuel), preempt),
        };
        let mut run = self.machine.run(task, until.0, until.1);
        run.interruptible &= fuel <= CHUNK_STEPS;
        self.steps += run.spent;
        let at = self.now + Span(self.prices.paid(run.weight).0.saturating_mul(slowdown));
        let next = Next::Paused { pause: run.pause, interruptible: run.interruptible };
        let work = self.work_mut(core);
        (work.at, work.next) = (at, next);
    }

    /// What the core's task asked for was paid for.
    fn replied(&mut self, core: usize, resumption: Resumption) {
        if self.work(core).is_at_point && self.is_turn_over(core) && self.is_wanted_core(core) {
            self.end_turn(core, Going::Resume(resumption));
        } else {
            self.go_on(core, resumption);
        }
    }

    fn is_turn_over(&self, core: usize) -> bool {
        self.work(core).slice_end.is_some_and(|end| end <= self.now)
    }

    fn fuel_ended(&mut self, core: usize, interruptible: bool) {
        let is_over = self.is_turn_over(core);
        let going = Going::Resume(Resumption::Continue);
        if !(interruptible && is_over && self.end_turn(core, going)) {
            self.run(core);
        }
    }

    /// Keeps the task computing, up to the end of its turn.
    pub(crate) fn compute(&mut self, core: usize, left: Span) {
        let now = self.now;
        let work = self.work_mut(core);
        let turn = work.slice_end.map_or(left, |end| left.min(end.since(now)));
        (work.at, work.next) = (now + turn, Next::Computed(Span(left.0 - turn.0)));
    }

    fn paused(&mut self, core: usize, pause: Pause) {
        let task = self.work(core).task;
        match pause {
            Pause::Fuel => self.run(core),
            Pause::Request(request) => {
                let trip = self.round_trip(core, &request);
                self.perform(core, request, trip);
            }
            Pause::Done(value) => self.task_ended(core, Ok(value)),
            Pause::Failed(exception) => {
                let text = self.machine.exception_text(task, exception);
                self.note(core, EventKind::Exception, &text);
                self.task_ended(core, Err(exception));
            }
            Pause::Limit(Limit::Patience) => self.stop(),
            Pause::Limit(limit) => self.end_run(Ending::Limit(limit)),
        }
    }

    /// Does for the core's task what the kernel's verdict says.
    pub(crate) fn obey(&mut self, core: usize, verdict: Verdict) {
        let task = self.work(core).task;
        match verdict {
            Verdict::Reply(value) => self.after(core, Span(0), Resumption::Reply(value)),
            Verdict::Throw(exception) => self.after(core, Span(0), Resumption::Throw(exception)),
            Verdict::Now => {
                let seconds = self.now.0 as f64 / 1e9;
                self.after(core, Span(0), Resumption::Reply(Value::Float(seconds)));
            }
            Verdict::Acquired { sync, n, reply } => {
                self.meet(core, EventKind::Acquire, (sync, n), reply);
            }
            Verdict::Released { sync, n } => {
                self.meet(core, EventKind::Release, (sync, n), Value::None);
            }
            Verdict::Signalled { sync, n } => {
                self.meet(core, EventKind::Signal, (sync, n), Value::None);
            }
            Verdict::Process(verdict) => self.obey_processes(core, verdict),
            Verdict::Output(text, stream) => self.output(core, &text, stream),
            Verdict::Spawned { task, fiber, reply } => self.spawned(core, (task, fiber), reply),
            Verdict::Carried { task: child, fiber, reply } => {
                let kind = self.add_task(child, fiber, self.machine.line(task));
                let cost = self.discipline.start(&self.settings.profile, kind);
                self.after(core, cost, Resumption::Reply(reply));
            }
            Verdict::Step { wake, was_known } => self.step(core, wake, was_known),
            Verdict::Park { wait, alone } => self.park(core, &wait, alone),
            Verdict::Due { task, cause } => self.is_due(core, task, cause),
            Verdict::Loop(looping) => self.looping(core, looping),
            Verdict::Cancelled { tasks, reply } => {
                self.drop_tasks(&tasks);
                // A task that has cancelled itself has left its core.
                if self.machine.kernel().is_over() {
                    self.end_program();
                } else if self.cores[core].work.is_some() {
                    self.after(core, Span(0), Resumption::Reply(reply));
                }
            }
            Verdict::Compute(span) => {
                let span = Span(span.0.saturating_mul(self.slowdown(core)));
                self.compute(core, span);
            }
            Verdict::Yield { label } => self.yield_turn(core, label),
            Verdict::Timer { span, cause, label, yields } => {
                self.wait_for_time(core, span, cause, &label, yields);
            }
            Verdict::Fetch { .. } => unreachable!("simulated runs have no outside"),
            Verdict::Block { wait, released } => self.block(core, &wait, released),
            Verdict::Limit(limit) => self.end_run(Ending::Limit(limit)),
        }
    }

    /// The core's task waits in the table, and may have given a lock back before.
    fn block(&mut self, core: usize, wait: &Wait, released: Option<(SyncId, u64)>) {
        let (task, line) = self.at(core);
        if let Some(released) = released {
            self.met(core, EventKind::Release, released);
        }
        if !self.is_looping(task) {
            self.record.block(self.now, core_id(core), task, line, wait);
        }
        self.free(core);
        self.set_deadline(task);
    }

    /// Sets the timer by which a waiting task gives up, if it does.
    pub(crate) fn set_deadline(&mut self, task: TaskId) {
        if let Some(deadline) = self.machine.deadline(task, self.now) {
            self.timer_of[task.index()] = Some(self.timers.set(deadline, task));
        }
    }

    /// `Verdict::Spawned`: a task was started by the core's.
    fn spawned(&mut self, core: usize, (child, fiber): (TaskId, Box<Fiber>), reply: Value) {
        let kind = self.add_task(child, fiber, self.at(core).1);
        let cost = self.discipline.start(&self.settings.profile, kind);
        if self.discipline.begins_first(kind) {
            let at = self.now + Span(cost.0.saturating_mul(self.slowdown(core)));
            let work = self.work_mut(core);
            (work.at, work.next) = (at, Next::Started { child, reply });
            return;
        }
        match kind {
            TaskKind::Process => self.start_somewhere(child),
            _ => self.make_ready(child, Going::Resume(Resumption::Continue), Arrival::Started),
        }
        self.after(core, cost, Resumption::Reply(reply));
    }

    /// Adds a task that was just made.
    fn add_task(&mut self, task: TaskId, fiber: Box<Fiber>, line: Line) -> TaskKind {
        self.machine.add_fiber(task, fiber);
        self.timer_of.push(None);
        self.roles.push(Role::default());
        let info = self.machine.kernel().task(task);
        self.record.spawn(self.now, info, line);
        info.kind
    }

    /// Keeps the core's task busy for `cost`; then it goes on with the reply.
    pub(crate) fn after(&mut self, core: usize, cost: Span, resumption: Resumption) {
        if cost == Span(0) {
            return self.go_on(core, resumption);
        }
        let at = self.now + Span(cost.0.saturating_mul(self.slowdown(core)));
        let work = self.work_mut(core);
        (work.at, work.next) = (at, Next::Reply(resumption));
    }

    fn output(&mut self, core: usize, text: &str, stream: Stream) {
        self.record.output(self.now, core_id(core), self.at(core), text, stream);
        if !self.printed.add(stream, text, self.settings.limits.output) {
            return self.end_run(Ending::Limit(Limit::Output));
        }
        let cost = self.settings.profile.each(Cost::Output);
        self.after(core, cost, Resumption::Reply(Value::None));
    }

    fn yield_turn(&mut self, core: usize, label: Option<String>) {
        let task = self.work(core).task;
        if let Some(label) = label {
            self.note(core, EventKind::Checkpoint, &label);
        }
        let resumption = Resumption::Reply(Value::None);
        if self.discipline.gives_turns() && self.others_wait(core) {
            self.leave(core, Cause::Yield);
            self.make_ready(task, Going::Resume(resumption), Arrival::Yielded);
        } else {
            // Not at once, so that a loop of nothing but checkpoints takes time.
            let cost = self.price(task).of(1).max(Span(1));
            self.after(core, cost, resumption);
        }
    }

    fn task_ended(&mut self, core: usize, result: Result<Value, Value>) {
        let (task, line) = self.at(core);
        let outcome = if result.is_ok() { Outcome::Ok } else { Outcome::Error };
        self.record.end(self.now, core_id(core), task, line, outcome);
        for wake in self.machine.finish(task, result) {
            self.tell(wake, task);
        }
        self.end_step(core);
        let cut_off = self.machine.take_cut_off();
        self.drop_tasks(&cut_off);
        if self.machine.kernel().is_over() {
            self.end_program();
        }
    }

    /// The program is over: what is left of it is cut off.
    fn end_program(&mut self) {
        let daemons = self.machine.cut_off();
        self.drop_tasks(&daemons);
        let ending = self.machine.ending();
        self.ending = Some(ending);
    }

    fn note(&mut self, core: usize, kind: EventKind, text: &str) {
        let at = self.at(core);
        self.record.text(self.now, kind, core_id(core), at, text);
    }

    /// No core is busy, nobody is ready, and no timer is set: whoever still waits waits forever.
    fn nothing_left(&mut self) {
        // The last process was ended by another one.
        if self.machine.kernel().is_over() {
            return self.end_program();
        }
        for (task, wait) in self.machine.kernel().waiting() {
            self.record.deadlock(self.now, task, self.machine.line(task), wait);
        }
        let ending = self.machine.deadlock();
        self.ending = Some(ending);
    }

    fn end_run(&mut self, ending: Ending) {
        let reason = match &ending {
            Ending::Limit(limit) => limit.name(),
            _ => "stopped",
        };
        self.record.cut(self.now, reason);
        self.ending = Some(ending);
    }

    /// About what an instruction costs of the function that a task is in.
    fn price(&mut self, task: TaskId) -> Price {
        match self.machine.code(task) {
            Some(code) => self.prices.mean(self.machine.program(), code, &self.settings.profile),
            None => Price(self.settings.profile.value(Cost::Call)),
        }
    }

    pub(crate) fn at(&self, core: usize) -> (TaskId, Line) {
        let task = self.work(core).task;
        (task, self.machine.line(task))
    }

    pub(crate) fn work(&self, core: usize) -> &Work {
        self.cores[core].work.as_ref().expect("called for busy cores")
    }

    pub(crate) fn work_mut(&mut self, core: usize) -> &mut Work {
        self.cores[core].work.as_mut().expect("called for busy cores")
    }
}

pub(crate) fn core_id(core: usize) -> CoreId {
    CoreId(u32::try_from(core).expect("cores are counted in 32 bits"))
}
