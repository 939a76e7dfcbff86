//! Machines with cores of their own, the work queue between them, and the network.
//!
//! A process that starts waits in the queue until a machine has a core for it; that machine takes it
//! and keeps it to its end. What crosses from one machine to another takes the latency, and the time
//! that its bytes take on the wire between the two, which carries one thing after the other. An
//! object at which processes meet is on the machine of the process that made it.

use std::cmp::Reverse;
use std::collections::VecDeque;

use litemap::LiteMap;

use trace::{Cause, CoreId, EventKind, Line, Span, TaskId, Time};
use vm::{MemoryRequest, ProcessId, Request, Resumption, SyncId, SyncKind, Verdict, Wake};

use crate::core::Going;
use crate::mode::Hosting;
use crate::policy::Arrival;
use crate::simulation::{Simulation, core_id};

/// Names a machine. The first runs the program's own process; the last may be slow, or fail.
type MachineId = u32;

/// What is between machines, and what is wrong with one of them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Network {
    /// How many machines there are; at least 1.
    pub n_machines: u32,
    /// How long the first byte is on its way.
    pub latency: Span,
    /// How many megabits a wire carries in a second; at least 1.
    pub bandwidth: u64,
    /// How many times longer than others the last machine takes for everything; at least 1.
    pub slowdown: u32,
    /// When the last machine fails.
    pub fail_at: Option<Span>,
}

/// What happens when the timer of a task goes off that waits for the network.
#[derive(Debug)]
enum OnWay {
    /// It is a process that begins on its machine.
    Process,
    /// It has its answer.
    Answer,
    /// It hears what ended its wait, and who did that.
    News(Wake, TaskId),
}

/// How the machines stand.
#[derive(Debug)]
pub(crate) struct Machines {
    network: Network,
    /// Of each machine.
    n_cores: usize,
    /// Each process's machine, once one has taken it.
    placed: Vec<Option<MachineId>>,
    /// The first tasks of processes that no machine has taken yet.
    queue: VecDeque<TaskId>,
    on_way: LiteMap<TaskId, OnWay>,
    /// Until when the wire from one machine to another is in use.
    wires: LiteMap<(MachineId, MachineId), Time>,
    /// When the messages were sent that are in each pipe now.
    sent: LiteMap<SyncId, VecDeque<Time>>,
    has_failed: bool,
}

impl Machines {
    /// The machines among which that many cores are shared evenly.
    pub(crate) fn new(network: Network, n_cores: u32) -> Machines {
        Machines {
            network,
            n_cores: (n_cores / network.n_machines) as usize,
            placed: vec![Some(0)],
            queue: VecDeque::new(),
            on_way: LiteMap::new(),
            wires: LiteMap::new(),
            sent: LiteMap::new(),
            has_failed: false,
        }
    }

    fn last(&self) -> MachineId {
        self.network.n_machines - 1
    }

    fn of_core(&self, core: usize) -> MachineId {
        MachineId::try_from(core / self.n_cores).expect("there are no more machines than cores")
    }

    fn of_process(&self, process: ProcessId) -> Option<MachineId> {
        self.placed.get(process.index()).copied().flatten()
    }

    fn works(&self, machine: MachineId) -> bool {
        !(self.has_failed && machine == self.last())
    }

    /// Puts bytes onto the wire that are ready for it at `from`, and says when the last arrives.
    fn carry(&mut self, (source, target): (MachineId, MachineId), from: Time, bytes: u64) -> Time {
        if source == target {
            return from;
        }
        let wire = self.wires.entry((source, target)).or_default();
        let nanos = bytes.saturating_mul(8_000) / self.network.bandwidth;
        *wire = from.max(*wire) + Span(nanos);
        *wire + self.network.latency
    }
}

/// The object that a request is about, where the answer has to be waited for.
fn asked(request: &Request) -> Option<SyncId> {
    match request {
        Request::Acquire { sync, .. }
        | Request::Reacquire { sync, .. }
        | Request::IsLocked { sync }
        | Request::Count { sync }
        | Request::IsSet { sync }
        | Request::Wait { sync, .. }
        | Request::Memory(MemoryRequest::Load { memory: sync, .. }) => Some(*sync),
        _ => None,
    }
}

impl Simulation {
    /// Sets the time at which a machine fails, if one does.
    pub(crate) fn expect_failure(&mut self) {
        let network = self.machines.as_ref().map(|machines| machines.network);
        if let Some(fail_at) = network.and_then(|network| network.fail_at) {
            self.timers.set(Time(fail_at.0), TaskId::NONE);
        }
    }

    /// Whether a task may run on a core: whether that is of its process's machine.
    pub(crate) fn may_run_on(&self, task: TaskId, core: usize) -> bool {
        self.machines.as_ref().is_none_or(|machines| {
            let process = self.machine.kernel().process_of(task);
            machines.of_process(process) == Some(machines.of_core(core))
        })
    }

    /// Whether a ready task could have a core.
    pub(crate) fn is_wanted_core(&self, core: usize) -> bool {
        match self.machines {
            None => !self.ready.is_empty(),
            Some(_) => self.ready.any(|task| self.may_run_on(task, core)),
        }
    }

    /// For each process whether its machine has an idle core; none where that does not count.
    pub(crate) fn idle_machines(&self) -> Option<Vec<bool>> {
        let machines = self.machines.as_ref()?;
        let mut idle = vec![false; machines.network.n_machines as usize];
        for (core, state) in self.cores.iter().enumerate() {
            idle[machines.of_core(core) as usize] |= state.work.is_none();
        }
        let placed = machines.placed.iter();
        Some(placed.map(|machine| machine.is_some_and(|at| idle[at as usize])).collect())
    }

    /// What takes that long takes so much longer on a core of the slow machine.
    pub(crate) fn slowdown(&self, core: usize) -> u64 {
        self.machines.as_ref().map_or(1, |machines| {
            let is_slow = machines.of_core(core) == machines.last();
            if is_slow { u64::from(machines.network.slowdown) } else { 1 }
        })
    }

    /// Puts a process that was just started into the work queue, where there is one.
    pub(crate) fn start_somewhere(&mut self, task: TaskId) {
        match &mut self.machines {
            Some(machines) => {
                machines.placed.push(None);
                machines.queue.push_back(task);
            }
            None => self.make_ready(task, Going::Resume(Resumption::Continue), Arrival::Started),
        }
    }

    /// Lets machines with an idle core take processes out of the work queue.
    pub(crate) fn take_from_queue(&mut self) {
        while let Some(machine) = self.freest_machine() {
            let Some(machines) = &mut self.machines else { return };
            let task = machines.queue.pop_front().expect("machines take only what there is");
            let process = self.machine.kernel().process_of(task);
            machines.placed[process.index()] = Some(machine);
            let parent = self.machine.kernel().process(process).parent;
            let source = parent.and_then(|parent| machines.of_process(parent)).unwrap_or(0);
            if source == machine {
                self.make_ready(task, Going::Resume(Resumption::Continue), Arrival::Started);
                continue;
            }
            let bytes = self.machine.image_bytes(task);
            let at = machines.carry((source, machine), self.now, bytes);
            let by = parent.map(|parent| self.machine.kernel().process(parent).main);
            self.record.transfer(self.now, task, by.unwrap_or(TaskId::NONE), bytes);
            let span = at.since(self.now);
            let whose = (task, Line::NONE);
            self.record.block_on_time(
                self.now,
                CoreId::NONE,
                whose,
                Cause::Io,
                (span, NETWORK),
                None,
            );
            self.send_on_way(task, at, OnWay::Process);
        }
    }

    /// The machine with the most idle cores that nobody of its own waits for, the first of several;
    /// none if there is none or nothing to take.
    fn freest_machine(&self) -> Option<MachineId> {
        let machines = self.machines.as_ref().filter(|machines| !machines.queue.is_empty())?;
        let of = |task| machines.of_process(self.machine.kernel().process_of(task));
        let free = |machine: MachineId| {
            let cores = self.cores.iter().enumerate();
            let own = cores.filter(|(core, _)| machines.of_core(*core) == machine);
            let n_idle = own.filter(|(_, core)| core.work.is_none()).count();
            let n_ready = self.ready.count(|task| of(task) == Some(machine));
            let coming = machines.on_way.iter().filter(|(task, on_way)| {
                matches!(on_way, OnWay::Process) && of(**task) == Some(machine)
            });
            n_idle.saturating_sub(n_ready + coming.count())
        };
        let all = (0..machines.network.n_machines).filter(|&machine| machines.works(machine));
        let best = all.map(|machine| (free(machine), Reverse(machine))).max()?;
        (best.0 > 0).then_some(best.1.0)
    }

    /// How long the core's task waits for the answer to a request: the way to the object and back.
    pub(crate) fn round_trip(&self, core: usize, request: &Request) -> Span {
        let Some(machines) = &self.machines else { return Span(0) };
        let Some(sync) = asked(request) else { return Span(0) };
        let home = self.machine.kernel().maker_of(self.work(core).task, sync);
        match machines.of_process(home) == Some(machines.of_core(core)) {
            true => Span(0),
            false => Span(machines.network.latency.0.saturating_mul(2)),
        }
    }

    /// Does for the core's task what the verdict on such a request says, when the answer is there.
    pub(crate) fn obey_late(&mut self, core: usize, verdict: Verdict, trip: Span) {
        let task = self.work(core).task;
        match verdict {
            Verdict::Reply(reply) => self.machine.resume(task, reply),
            Verdict::Throw(exception) => self.machine.throw(task, exception),
            Verdict::Acquired { sync, n, reply } => {
                self.met(core, EventKind::Acquire, (sync, n));
                self.machine.resume(task, reply);
            }
            other => return self.obey(core, other),
        }
        self.wait_for_network(core, self.now + trip);
    }

    /// Frees the core until its task goes on, which has been answered.
    fn wait_for_network(&mut self, core: usize, at: Time) {
        let (task, line) = self.at(core);
        if !self.is_looping(task) {
            let held_up = match self.discipline.hosting() {
                Hosting::UntilParked => self.roles[task.index()].host,
                Hosting::UntilBlocked | Hosting::Apart => None,
            };
            let timed = (at.since(self.now), NETWORK);
            let whose = (task, line);
            self.record.block_on_time(self.now, core_id(core), whose, Cause::Io, timed, held_up);
        }
        self.free(core);
        self.send_on_way(task, at, OnWay::Answer);
    }

    /// Notes when a message was put into a pipe.
    pub(crate) fn note_sent(&mut self, sync: SyncId) {
        let now = self.now;
        if let Some(machines) = &mut self.machines {
            machines.sent.entry(sync).or_default().push_back(now);
        }
    }

    /// Lets the core's task wait for a message that it has taken and that is still on its way; says
    /// whether it must.
    pub(crate) fn wait_for_message(
        &mut self,
        core: usize,
        (sync, n_bytes): (SyncId, u64),
        by: TaskId,
        cost: Span,
    ) -> bool {
        let task = self.work(core).task;
        let Some(machines) = &mut self.machines else { return false };
        let sent = machines.sent.get_mut(&sync).and_then(VecDeque::pop_front);
        let source = machines.of_process(self.machine.kernel().process_of(by)).unwrap_or(0);
        let target = machines.of_core(core);
        if source == target {
            return false;
        }
        let at = machines.carry((source, target), sent.unwrap_or(self.now), n_bytes);
        self.record.transfer(self.now, task, by, n_bytes);
        if at <= self.now {
            return false;
        }
        self.wait_for_network(core, at + cost);
        true
    }

    /// Makes a task ready that had waited, once it has heard what ended its wait.
    pub(crate) fn tell(&mut self, wake: Wake, by: TaskId) {
        match self.way_of_news(&wake, by) {
            Span(0) => self.wake(wake, by),
            span => {
                let (task, at) = (wake.task, self.now + span);
                self.send_on_way(task, at, OnWay::News(wake, by));
            }
        }
    }

    /// From who ended a wait to where they met, and from there to who waited. A message is itself
    /// what takes its time.
    fn way_of_news(&self, wake: &Wake, by: TaskId) -> Span {
        let Some(machines) = &self.machines else { return Span(0) };
        let kernel = self.machine.kernel();
        let of = |task| machines.of_process(kernel.process_of(task));
        let (source, target) = (of(by), of(wake.task));
        let n_ways = match wake.sync {
            Some(sync) if sync.kind() == SyncKind::Channel => 0,
            Some(sync) => {
                let home = machines.of_process(kernel.maker_of(wake.task, sync));
                u64::from(source != home) + u64::from(home != target)
            }
            None => u64::from(source != target),
        };
        Span(machines.network.latency.0.saturating_mul(n_ways))
    }

    fn send_on_way(&mut self, task: TaskId, at: Time, on_way: OnWay) {
        self.timer_of[task.index()] = Some(self.timers.set(at, task));
        if let Some(machines) = &mut self.machines {
            machines.on_way.insert(task, on_way);
        }
    }

    /// Lets a task go on whose timer went off, if it waited for the network; says whether it did.
    pub(crate) fn arrive(&mut self, task: TaskId) -> bool {
        let Some(machines) = &mut self.machines else { return false };
        let Some(on_way) = machines.on_way.remove(&task) else { return false };
        if let OnWay::News(wake, by) = on_way {
            self.wake(wake, by);
            return true;
        }
        if !self.is_looping(task) {
            self.record.wake(self.now, task, Cause::Io, None, TaskId::NONE);
        }
        let how = Resumption::Continue;
        match on_way {
            OnWay::Answer => self.rouse(Wake { task, cause: Cause::Io, sync: None, how }),
            _ => self.make_ready(task, Going::Resume(how), Arrival::Started),
        }
        true
    }

    /// Forgets what tasks that are no more would have done.
    pub(crate) fn forget_on_way(&mut self, tasks: &[TaskId]) {
        if let Some(machines) = &mut self.machines {
            machines.on_way.retain(|task, _| !tasks.contains(task));
            machines.queue.retain(|task| !tasks.contains(task));
        }
    }

    /// The last machine fails: what runs there is no more, and who waits for it is told.
    pub(crate) fn fail(&mut self) {
        let Some(machines) = &mut self.machines else { return };
        machines.has_failed = true;
        let failed = machines.last();
        let lost = (0..).map(ProcessId).zip(&machines.placed);
        let lost = lost.filter(|(_, machine)| **machine == Some(failed));
        let lost: Vec<ProcessId> = lost.map(|(process, _)| process).collect();
        let text = format!("machine {failed} fails");
        let nobody = (TaskId::NONE, Line::NONE);
        self.record.text(self.now, EventKind::Checkpoint, CoreId::NONE, nobody, &text);
        let mut wakes = Vec::new();
        for process in lost {
            let main = self.machine.kernel().process(process).main;
            wakes.extend(self.machine.lose(process));
            let cut_off = self.machine.take_cut_off();
            if !cut_off.is_empty() {
                let at = (main, self.machine.line(main));
                self.record.text(self.now, EventKind::Checkpoint, CoreId::NONE, at, &text);
            }
            self.drop_tasks(&cut_off);
        }
        for wake in wakes {
            if !self.machine.kernel().task(wake.task).state.is_ended() {
                self.wake(wake, TaskId::NONE);
            }
        }
    }
}

/// What a task waits for whose message is on its way to another machine, as the timeline says it.
pub const NETWORK: &str = "network";
