//! The simplest driver: on one thread, each task runs until it must wait, and waiting takes no real
//! time. For tests and benchmarks of the machine itself.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use lang::program::Program;
use trace::{Span, TaskId, Time};

use crate::ending::Ending;
use crate::fiber::{Fuel, Preempt};
use crate::kernel::{ProcessVerdict, Resumption, Surroundings, Verdict, Wake};
use crate::machine::Machine;
use crate::request::{Pause, Stream};
use crate::value::Value;

/// What running a program to its end gave.
#[derive(Clone, Debug)]
pub struct Trial {
    /// All that it printed.
    pub stdout: String,
    /// How it ended.
    pub ending: Ending,
    /// How many instructions it took.
    pub spent: u64,
}

/// How many instructions a task runs at once.
const SLICE: Fuel = Fuel(1 << 20);

struct Driver {
    machine: Machine,
    ready: VecDeque<TaskId>,
    /// Who goes on when, by the driver's own clock.
    timers: BTreeSet<(Time, TaskId)>,
    /// The event loops in whose stead their tasks take a step.
    hosts: BTreeMap<TaskId, TaskId>,
    now: Time,
    stdout: String,
    spent: u64,
    slice: Fuel,
    preempt: Preempt,
    /// Whether garbage is collected before every slice.
    collects: bool,
}

/// The bytes that a program may hold.
const HEAP_BYTES_MAX: usize = 1 << 30;

/// Runs a program to its end.
#[must_use]
pub fn run_to_end(program: Program) -> Trial {
    run_within(program, HEAP_BYTES_MAX)
}

/// Runs a program that may hold that many bytes.
#[must_use]
pub fn run_within(program: Program, heap_bytes_max: usize) -> Trial {
    Driver::new(program, heap_bytes_max).finish()
}

/// Runs a program the harshest way: it stops after each instruction, and garbage is collected there.
#[must_use]
pub fn run_in_steps(program: Program) -> Trial {
    let harsh = Driver {
        slice: Fuel(1),
        preempt: Preempt::EveryInstruction,
        collects: true,
        ..Driver::new(program, HEAP_BYTES_MAX)
    };
    harsh.finish()
}

impl Driver {
    fn new(program: Program, heap_bytes_max: usize) -> Driver {
        Driver {
            machine: Machine::new(Arc::new(program), heap_bytes_max, Surroundings::default()),
            ready: VecDeque::from([TaskId(0)]),
            timers: BTreeSet::new(),
            hosts: BTreeMap::new(),
            now: Time::START,
            stdout: String::new(),
            spent: 0,
            slice: SLICE,
            preempt: Preempt::WaitsOnly,
            collects: false,
        }
    }

    fn finish(mut self) -> Trial {
        let ending = self.run();
        Trial { stdout: self.stdout, ending, spent: self.spent }
    }

    fn run(&mut self) -> Ending {
        loop {
            while let Some(task) = self.ready.pop_front() {
                if let Some(ending) = self.run_task(task) {
                    return ending;
                }
            }
            if self.machine.kernel().is_over() {
                return self.machine.ending();
            }
            let Some((at, task)) = self.timers.pop_first() else { return self.machine.deadlock() };
            self.now = at;
            if let Some(wake) = self.machine.timer_ended(task) {
                self.wake(wake);
            }
        }
    }

    /// Runs a task until it waits or ends.
    fn run_task(&mut self, task: TaskId) -> Option<Ending> {
        loop {
            // It may have ended with its process.
            if self.machine.kernel().task(task).state.is_ended() {
                return None;
            }
            if self.collects {
                self.machine.collect();
            }
            let run = self.machine.run(task, self.slice, self.preempt);
            self.spent += run.spent;
            let result = match run.pause {
                Pause::Fuel => continue,
                Pause::Limit(limit) => return Some(Ending::Limit(limit)),
                Pause::Request(request) => {
                    let effect = self.machine.perform(task, request);
                    effect.wakes.into_iter().for_each(|wake| self.wake(wake));
                    match self.follow(task, effect.verdict) {
                        Next::GoesOn => continue,
                        Next::Waits => return None,
                        Next::Ends(ending) => return Some(ending),
                    }
                }
                Pause::Done(value) => Ok(value),
                Pause::Failed(exception) => Err(exception),
            };
            let wakes = self.machine.finish(task, result);
            self.end_step(task);
            wakes.into_iter().for_each(|wake| self.wake(wake));
            return None;
        }
    }

    fn follow(&mut self, task: TaskId, verdict: Verdict) -> Next {
        let reply = match verdict {
            Verdict::Reply(reply)
            | Verdict::Acquired { reply, .. }
            | Verdict::Process(
                ProcessVerdict::Received { reply, .. } | ProcessVerdict::Marshalled { reply, .. },
            ) => reply,
            Verdict::Process(ProcessVerdict::Sent { wait: Some(_), .. }) => return Next::Waits,
            Verdict::Process(_) => Value::None,
            Verdict::Cancelled { reply, .. } => reply,
            Verdict::Released { .. } | Verdict::Signalled { .. } => Value::None,
            Verdict::Now => Value::Float(self.now.0 as f64 / 1e9),
            Verdict::Output(text, stream) => {
                if stream == Stream::Out {
                    self.stdout.push_str(&text);
                }
                Value::None
            }
            Verdict::Compute(span) => {
                self.now = self.now + span;
                Value::None
            }
            Verdict::Throw(exception) => {
                self.machine.throw(task, exception);
                return Next::GoesOn;
            }
            Verdict::Spawned { task: spawned, fiber, reply } => {
                self.machine.add_fiber(spawned, fiber);
                self.ready.push_back(spawned);
                reply
            }
            Verdict::Block { .. } => {
                if let Some(deadline) = self.machine.deadline(task, self.now) {
                    self.timers.insert((deadline, task));
                }
                return Next::Waits;
            }
            Verdict::Timer { span, .. } => return self.sleep(task, span),
            Verdict::Fetch { .. } => unreachable!("a trial has no outside"),
            Verdict::Carried { task: carrier, fiber, reply } => {
                self.machine.add_fiber(carrier, fiber);
                reply
            }
            Verdict::Step { wake, .. } => {
                self.hosts.insert(wake.task, task);
                self.ready.push_front(wake.task);
                if let Resumption::Reply(reply) = wake.how {
                    self.machine.resume(wake.task, reply);
                }
                return Next::Waits;
            }
            Verdict::Park { .. } => {
                self.end_step(task);
                return Next::Waits;
            }
            Verdict::Due { .. } | Verdict::Loop(_) => Value::None,
            Verdict::Yield { .. } => {
                self.machine.resume(task, Value::None);
                self.ready.push_back(task);
                return Next::Waits;
            }
            Verdict::Limit(limit) => return Next::Ends(Ending::Limit(limit)),
        };
        self.machine.resume(task, reply);
        Next::GoesOn
    }

    /// Lets an event loop go on whose task parked or ended.
    fn end_step(&mut self, task: TaskId) {
        if let Some(host) = self.hosts.remove(&task) {
            self.machine.resume(host, Value::None);
            self.ready.push_front(host);
        }
    }

    fn sleep(&mut self, task: TaskId, span: Span) -> Next {
        self.timers.insert((self.now + span, task));
        Next::Waits
    }

    fn wake(&mut self, wake: Wake) {
        self.timers.retain(|(_, task)| *task != wake.task);
        match wake.how {
            Resumption::Continue => {}
            Resumption::Reply(reply) => self.machine.resume(wake.task, reply),
            Resumption::Throw(exception) => self.machine.throw(wake.task, exception),
            Resumption::Retry(request) => {
                let effect = self.machine.perform(wake.task, request);
                effect.wakes.into_iter().for_each(|wake| self.wake(wake));
                if !matches!(self.follow(wake.task, effect.verdict), Next::GoesOn) {
                    return;
                }
            }
        }
        self.ready.push_back(wake.task);
    }
}

/// What becomes of a task whose request was performed.
enum Next {
    GoesOn,
    Waits,
    Ends(Ending),
}
