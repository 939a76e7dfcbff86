//! One thread executes all tasks: the modes `sequential`, `time-sliced` and `async`, and each process of
//! its own in `processes`.
//!
//! Waiting is done by the event loop of the platform, where each timed wait has a timer of its own; the
//! clock says which of them are over.
//! In `time-sliced` and in a process a scheduler of ours looks at the clock, wherever a turn may end;
//! in `time-sliced` event loops are tasks beside their own, as on several cores.

mod elsewhere;
mod obey;

use std::collections::VecDeque;
use std::pin::pin;
use std::sync::Arc;

use futures_util::future::{Either, select};
use lang::program::Program;
use trace::{Cause, CoreId, EventKind, Line, Outcome, Span, TaskId, Time};
use vm::{Effect, Ending, Fuel, Limit, Machine, Pause, Preempt, Printed, Resumption, Value, Wake};
use web_time::Duration;

use crate::alarms::Alarms;
use crate::fetches::{Fetched, Fetches};
use crate::fuel::VaryingFuel;
use crate::jobs::{Go, Ready};
use crate::journal::{At, Journal, Log};
use crate::loops::Loops;
use crate::merge::{Cast, merge};
use crate::processes::{Elsewhere, Said};
use crate::run::Finished;
use crate::settings::{Mode, Settings};
use crate::stopwatch;
use crate::watch::{Progress, Stop, Watch};

/// The most instructions between two looks at the clock, at limits and at the collector: below a
/// millisecond.
const FUEL_MAX: u64 = 20_000;

/// The fewest where a quantum ends turns: such a look costs about as much as twenty quick ones.
const FUEL_MIN: u64 = 50;

/// So many such looks are in a quantum.
const LOOKS: u64 = 20;

/// The shortest time that is worth a look.
const LOOK_MIN: Span = Span(5_000);

/// The longest the thread is held without a look at what the host wants.
const HOLD: Duration = Duration::from_millis(5);

/// The longest that a wait of the whole run goes on without such a look.
const WAIT: Duration = Duration::from_millis(40);

/// How often what is loaded gets a chance to come while tasks only give each other turns.
const FETCHES: Duration = Duration::from_millis(4);

/// A run on one thread.
pub(crate) struct Solo<'a> {
    machine: Machine,
    settings: Settings,
    stop: &'a Stop,
    tell: &'a mut dyn FnMut(Progress<'_>),
    /// What there is beside the machine where that is one process of several.
    elsewhere: Option<Elsewhere>,
    watch: Watch,
    /// Ready tasks with how they go on, in the order in which they became ready.
    ready: VecDeque<Ready>,
    alarms: Alarms,
    fetches: Fetches,
    loops: Loops,
    /// When the earliest of the waits was due that have ended since the last turn of the loop.
    earliest: Option<Time>,
    /// For the next instructions where a quantum ends turns.
    fuel: VaryingFuel,
    /// When the turn of the task that runs began.
    turn_began: Time,
    journal: Arc<Journal>,
    log: Log,
    printed: Printed,
    steps: u64,
    ending: Option<Ending>,
}

impl<'a> Solo<'a> {
    pub fn new(
        program: Arc<Program>,
        settings: Settings,
        stop: &'a Stop,
        tell: &'a mut dyn FnMut(Progress<'_>),
    ) -> Self {
        let mut machine =
            Machine::new(program, settings.limits.heap, settings.surroundings.clone());
        machine.watch_marshalling(stopwatch::WATCH);
        machine.end_by(stop);
        let journal = Journal::new(settings.limits.trace);
        let mut log = journal.log(CoreId(0));
        log.spawn(At(TaskId(0), Line(1)), None);
        Solo::of_parts(machine, settings, (journal, log), stop, tell, None)
    }

    /// With a machine at the beginning of its one task.
    fn of_parts(
        machine: Machine,
        settings: Settings,
        (journal, log): (Arc<Journal>, Log),
        stop: &'a Stop,
        tell: &'a mut dyn FnMut(Progress<'_>),
        elsewhere: Option<Elsewhere>,
    ) -> Self {
        let alarms = match settings.mode {
            Mode::TimeSliced | Mode::Processes => Alarms::default(),
            _ => Alarms::of_loop(),
        };
        let main = Ready { task: machine.main_task(), go: Go::On(Resumption::Continue) };
        Solo {
            machine,
            settings,
            stop,
            tell,
            elsewhere,
            watch: Watch::new(),
            ready: VecDeque::from([main]),
            alarms,
            fetches: Fetches::default(),
            loops: Loops::default(),
            earliest: None,
            fuel: VaryingFuel::new(FUEL_MIN, 0),
            turn_began: Time::START,
            journal,
            log,
            printed: Printed::default(),
            steps: 0,
            ending: None,
        }
    }

    pub async fn run(mut self, ended: &mut dyn FnMut()) -> Finished {
        while self.ending.is_none() {
            if self.fetches.are_pending() && self.watch.is_older(FETCHES) {
                self.watch.turn().await;
            }
            self.hear();
            self.wake_elapsed();
            if let Some(due) = self.earliest.take() {
                self.log.turn(due);
            }
            match self.ready.pop_front() {
                Some(ready) => self.run_task(ready).await,
                None if self.alarms.is_empty() => self.nothing_left().await,
                None => self.wait().await,
            }
            self.look().await;
        }
        self.say_last();
        ended();
        let objects = self.machine.objects();
        let cast = Cast::new(self.machine.kernel(), objects, 1);
        let trace = merge(&self.journal, vec![self.log], cast, Time::START);
        let ending = self.ending.expect("the loop ends with an ending");
        Finished { ending, printed: self.printed, trace, steps: self.steps }
    }

    /// Waits for a timer, or until it is time to look at what the host wants.
    async fn wait(&mut self) {
        if self.is_member() {
            return self.wait_for_hub().await;
        }
        let due = self.log.now() + nanos(WAIT);
        let ended = {
            let wait = pin!(self.alarms.wait(self.log.now(), WAIT));
            match select(wait, pin!(self.fetches.arrival())).await {
                Either::Left((ended, _)) => ended,
                Either::Right(_) => None,
            }
        };
        self.log.note_lateness(due);
        if let Some(ended) = ended {
            self.alarms.ended(ended, self.log.now());
        }
    }

    fn wake_elapsed(&mut self) {
        while !self.alarms.is_empty()
            && let Some((task, due)) = self.alarms.pop(self.log.now())
        {
            self.elapsed(task, due);
        }
        while let Some(Fetched { task, id, result }) = self.fetches.pop() {
            if let Some(wake) = self.machine.fetched(task, id, result) {
                self.wake_for(wake, TaskId::NONE);
            }
        }
    }

    fn elapsed(&mut self, task: TaskId, due: Time) {
        // An event loop of the workload's says itself which of its timers it takes up.
        if self.settings.mode == Mode::Async && !self.loops.is_looping(task) {
            self.earliest = Some(self.earliest.map_or(due, |earliest| earliest.min(due)));
        }
        if self.is_elsewhere(task) {
            self.say(Said::TimerEnded(task));
        } else if let Some(wake) = self.machine.timer_ended(task) {
            self.wake(wake, TaskId::NONE);
        }
    }

    /// Looks at the clock, at limits and at what the host wants; gives the host its turn. Once the run
    /// has an ending, nothing changes that.
    async fn look(&mut self) {
        if self.ending.is_some() {
            return;
        }
        self.wake_elapsed();
        if self.watch.is_due() {
            self.report();
            self.send();
            self.watch.turn().await;
            self.hear();
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

    /// Tells how far the run is.
    fn report(&mut self) {
        self.watch.told();
        let Solo { machine, journal, log, .. } = self;
        let time = log.now();
        let mut trace = || {
            let objects = machine.objects();
            let cast = Cast::new(machine.kernel(), objects, 1);
            merge(journal, vec![log.clone()], cast, log.now())
        };
        let (Printed { stdout, stderr }, steps) = (&self.printed, self.steps);
        (self.tell)(Progress { stdout, stderr, steps, time, trace: &mut trace });
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
        while self.ending.is_none()
            && let Some(resumption) = next.take()
        {
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
        if !self.takes_turns() || now.since(self.turn_began) < self.settings.quantum {
            return false;
        }
        self.wake_elapsed();
        if self.ready.is_empty() {
            self.turn_began = now;
        }
        !self.ready.is_empty()
    }

    /// The task's turn is over: it goes on behind the others.
    fn give_up(&mut self, task: TaskId, resumption: Resumption) -> Option<Resumption> {
        if let asks @ Resumption::Retry(_) = self.hand(task, resumption) {
            return Some(asks);
        }
        self.log.preempt(self.at(task), Cause::Quantum);
        self.make_ready(task, Resumption::Continue);
        None
    }

    /// Gives a task its reply, if it has one; says how it goes on then.
    fn hand(&mut self, task: TaskId, resumption: Resumption) -> Resumption {
        match resumption {
            Resumption::Continue => {}
            Resumption::Reply(value) => self.machine.resume(task, value),
            Resumption::Throw(exception) => self.machine.throw(task, exception),
            Resumption::Retry(_) => return resumption,
        }
        Resumption::Continue
    }

    /// Runs a task to its next pause; says whether its turn may end there.
    fn go_on(&mut self, task: TaskId, resumption: Resumption) -> (Pause, bool) {
        if let Resumption::Retry(request) = self.hand(task, resumption) {
            return (Pause::Request(request), true);
        }
        let (preempt, fuel) = match self.takes_turns() {
            true => (self.settings.preempt, self.fuel.next()),
            false => (Preempt::WaitsOnly, Fuel(FUEL_MAX)),
        };
        let began = self.log.now();
        let run = self.machine.run(task, fuel, preempt);
        self.steps += run.spent;
        if let (Mode::Async, Some(due)) = (self.settings.mode, run.due) {
            self.log.turn(Time((due * 1e9) as u64));
        }
        if self.takes_turns() {
            let aim = Span(self.settings.quantum.0 / LOOKS).max(LOOK_MIN);
            let took = self.log.now().since(began);
            self.fuel.fit(aim, (run.spent, took), (FUEL_MIN, FUEL_MAX));
        }
        (run.pause, run.interruptible && preempt != Preempt::WaitsOnly)
    }

    /// Whether a quantum ends turns.
    fn takes_turns(&self) -> bool {
        matches!(self.settings.mode, Mode::TimeSliced | Mode::Processes)
    }

    /// How the task goes on at once; nothing if it does not.
    async fn paused(&mut self, task: TaskId, pause: Pause) -> Option<Resumption> {
        match pause {
            Pause::Fuel => return Some(Resumption::Continue),
            Pause::Request(mut request) => {
                if self.is_member() && self.machine.kernel().goes_out(&mut request) {
                    return self.ask(task, request).await;
                }
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

    fn wake(&mut self, wake: Wake, by: TaskId) {
        self.alarms.cancel(wake.task);
        if !self.loops.is_looping(wake.task) {
            self.log.wake(&wake, by);
        }
        self.make_ready(wake.task, wake.how);
    }

    /// Wakes a task for something that has come from elsewhere. It gets that at once: the queue keeps
    /// no object alive.
    fn wake_for(&mut self, Wake { task, cause, sync, how }: Wake, by: TaskId) {
        let how = self.hand(task, how);
        self.wake(Wake { task, cause, sync, how }, by);
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
        self.end_if_over();
    }

    fn end_if_over(&mut self) {
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
            // The end of the first is that of its process, which is said last.
            if task != self.machine.main_task() {
                self.say(Said::Gone(task));
            }
        }
        let kernel = self.machine.kernel();
        self.ready.retain(|ready| !kernel.task(ready.task).state.is_ended());
    }

    /// Nobody is ready and no timer is set: whoever still waits waits forever.
    async fn nothing_left(&mut self) {
        if self.is_member() {
            return self.be_idle().await;
        }
        self.log_deadlock();
        self.ending = Some(self.machine.deadlock());
    }

    fn log_deadlock(&mut self) {
        for (task, wait) in self.machine.kernel().waiting() {
            self.log.deadlock(At(task, self.machine.line(task)), wait);
        }
    }

    /// Ends the run where it stands; the first ending stays.
    fn end_run(&mut self, ending: Ending) {
        if self.ending.is_some() {
            return;
        }
        match &ending {
            Ending::Limit(Limit::Heap) if self.is_child() => self.say_memory_is_full(),
            Ending::Limit(limit) => self.log.cut(limit.name()),
            _ => self.log.cut("stopped"),
        }
        self.ending = Some(ending);
    }

    fn at(&self, task: TaskId) -> At {
        At(task, self.machine.line(task))
    }
}

fn nanos(span: Duration) -> Span {
    Span(u64::try_from(span.as_nanos()).unwrap_or(u64::MAX))
}
