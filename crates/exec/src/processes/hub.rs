//! Where all processes of a run meet: who there is, and what they share.

use std::sync::Arc;

use lang::program::Program;
use trace::{CoreId, Outcome, TaskId, Time, Trace};
use vm::image::{Blob, loaded, saved};
use vm::{
    Answer, Ending, Failure, Limit, Printed, ProcessId, ProcessRequest, Request, SharedTable,
    Start, Stuck, Woken,
};
use web_time::Duration;

use super::member::began;
use super::merge::{Book, Merged, Room};
use super::{Inbox, Letter, Order, PROCESSES_MAX, Said, Waiting};
use crate::journal::{Journal, Log};
use crate::platform::Launched;
use crate::run::Finished;
use crate::settings::Settings;
use crate::watch::{Progress, Stop, Watch};

/// The longest that the hub waits without a look at what the host wants: a run is stopped that late.
const WAIT: Duration = Duration::from_millis(10);

/// The exit code of a process that is ended because it is no member, or has met its limit on memory: as
/// by the signal `SIGKILL`.
const KILLED: i32 = -9;

/// What comes from a member: a letter, or the news that it is no more, with its exit code.
pub(crate) type Post = (usize, Result<Vec<u8>, i32>);

/// What the hub knows of a process; its place in the list is that in the table.
struct Member {
    launched: Option<Launched>,
    lane: u32,
    /// How many orders it was given.
    n_orders: u64,
    /// When it sent its last letter.
    heard: Option<Time>,
    /// How many it had heard when it had nothing left to do; nothing while it works.
    idle_at: Option<u64>,
    /// The tasks in the shared table that it knows, by its own ids.
    tasks: Vec<TaskId>,
    /// How many of these, the first ones, are its parent's, whose memory it has copied.
    n_copied: usize,
    /// Whether it has said how it ended.
    is_over: bool,
    /// What its tasks wait for where nobody can go on.
    waiting: Option<Vec<Waiting>>,
    steps: u64,
    book: Book,
}

/// The hub of a run.
struct Hub {
    table: SharedTable,
    members: Vec<Member>,
    /// Whose each task of the table is, and what it is there.
    owners: Vec<(usize, TaskId)>,
    inbox: Arc<Inbox<Post>>,
    settings: Settings,
    /// What is known of the time at which members have said things.
    log: Log,
    printed: Printed,
    main: Option<Failure>,
    others: Vec<(TaskId, Failure)>,
    is_reporting: bool,
    ending: Option<Ending>,
    /// For what members say of what they do.
    room: Room,
}

/// Executes a program whose processes have memory of their own.
pub(crate) async fn run(
    program: Arc<Program>,
    settings: Settings,
    stop: &Stop,
    tell: &mut dyn FnMut(Progress<'_>),
    ended: &mut dyn FnMut(),
) -> Finished {
    let journal = Journal::new(settings.limits.trace);
    let mut hub = Hub {
        table: SharedTable::new(program, settings.surroundings.clone()),
        members: Vec::new(),
        owners: Vec::new(),
        inbox: Arc::default(),
        log: journal.log(CoreId(0)),
        room: Room::new(settings.limits.trace),
        settings,
        printed: Printed::default(),
        main: None,
        others: Vec::new(),
        is_reporting: false,
        ending: None,
    };
    hub.begin_first();
    let mut watch = Watch::new();
    while hub.ending.is_none() {
        if let Some(post) = hub.inbox.next_within(WAIT).await {
            hub.hear(post);
        }
        hub.look(stop);
        if watch.is_due() {
            watch.told();
            hub.report(tell);
            watch.turn().await;
        }
    }
    ended();
    hub.close()
}

impl Hub {
    fn begin_first(&mut self) {
        match Launched::start(0, &self.inbox) {
            Ok(launched) => self.begin(launched, TaskId(0), Vec::new(), None),
            Err(why) => {
                let failure = Failure {
                    kind: "OSError".to_owned(),
                    traceback: format!("OSError: the first process cannot be started: {why}"),
                    message: why,
                    line: None,
                };
                let (main, others) = (Some(failure), Vec::new());
                self.ending = Some(Ending::Over { exit_code: 1, main, others });
            }
        }
    }

    /// Has a new member begin, whose first task is `main`. It knows the tasks of its parent where it has
    /// a copy of its memory.
    fn begin(
        &mut self,
        launched: Launched,
        main: TaskId,
        tasks: Vec<TaskId>,
        origin: Option<(String, (Start, Blob))>,
    ) {
        let index = self.members.len();
        let process = process_of(index);
        let lane = self.free_lane();
        let began = began(self.log.now());
        let source = Blob(self.settings.source.clone());
        self.members.push(Member {
            launched: Some(launched),
            lane,
            n_orders: 0,
            heard: None,
            idle_at: None,
            n_copied: tasks.len(),
            tasks,
            is_over: false,
            waiting: None,
            steps: 0,
            book: Book::default(),
        });
        self.add_task(index, main);
        self.order(index, Order::Begin { source, lane, began, number: process.number(), origin });
    }

    /// The first row of the timeline on which nobody runs.
    fn free_lane(&self) -> u32 {
        let living = self.members.iter().filter(|member| member.launched.is_some());
        let taken: Vec<u32> = living.map(|member| member.lane).collect();
        (0..).find(|lane| !taken.contains(lane)).expect("there are more numbers than members")
    }

    fn order(&mut self, index: usize, order: Order) {
        if !matches!(order, Order::Report) {
            // Whatever it was that all waited for: somebody has something to do again.
            self.is_reporting = false;
        }
        let stamp = self.log.stamp();
        let member = &mut self.members[index];
        member.n_orders += 1;
        if let Some(launched) = &mut member.launched {
            launched.send(saved(&(stamp, order)));
        }
    }

    fn hear(&mut self, (index, post): Post) {
        match post {
            Ok(bytes) => match loaded::<Letter>(&bytes) {
                Some(letter) => self.hear_letter(index, letter),
                // It is no member of ours any more.
                None => self.lose(index, |_| KILLED),
            },
            Err(exit_code) => self.lose(index, |launched| launched.ended().unwrap_or(exit_code)),
        }
    }

    fn hear_letter(&mut self, index: usize, Letter { stamp, said }: Letter) {
        if self.members[index].launched.is_none() {
            return;
        }
        self.log.hear(stamp);
        self.members[index].heard = Some(stamp.time);
        self.members[index].idle_at = None;
        for said in said {
            self.hear_said(index, said);
        }
    }

    fn hear_said(&mut self, index: usize, said: Said) {
        let member = &mut self.members[index];
        let in_table = |task: TaskId| member.tasks.get(task.index()).copied();
        match said {
            Said::Task { name, kind, parent } => {
                let parent = in_table(parent).unwrap_or(member.tasks[0]);
                let process = self.table.kernel().process_of(parent);
                let task = self.table.add_guest(process, name, kind, parent);
                self.add_task(index, task);
            }
            Said::Asks { task, request, image } => {
                if let Some(task) = in_table(task) {
                    self.perform(index, task, request, image);
                }
            }
            Said::Gone(task) => {
                if let Some(task) = in_table(task) {
                    self.table.forget(task);
                }
            }
            Said::TimerEnded(task) => {
                let woken = in_table(task).and_then(|task| self.table.timer_ended(task));
                self.wake(woken, TaskId::NONE);
            }
            Said::Output { text, stream } => {
                if !self.printed.add(stream, &text, self.settings.limits.output) {
                    self.end_run(Ending::Limit(Limit::Output));
                }
            }
            Said::Log(piece) => {
                member.steps = piece.steps;
                member.book.add(piece, &mut self.room);
            }
            Said::Idle(n_heard) => member.idle_at = Some(n_heard),
            Said::Waiting { waiting, names } => {
                member.waiting = Some(waiting);
                member.book.names = names;
            }
            Said::Over { exit_code, at_once, main, others, names } => {
                member.is_over = true;
                // It has said all that it will say.
                member.launched = None;
                member.book.names = names;
                self.keep_failures(index, main, others);
                let process = process_of(index);
                let woken = match at_once {
                    true => self.table.end_by_force(process, exit_code),
                    false => self.table.finish(process, exit_code),
                };
                let main = self.table.kernel().process(process).main;
                self.wake(woken, main);
                self.end_those_over();
            }
            // It is the end of that process alone, which has said so itself.
            Said::Limit(Limit::Heap) if index > 0 => self.lose(index, |_| KILLED),
            Said::Limit(limit) => self.end_run(Ending::Limit(limit)),
        }
    }

    fn add_task(&mut self, index: usize, task: TaskId) {
        let tasks = &mut self.members[index].tasks;
        let own = TaskId(u32::try_from(tasks.len()).expect("bounded by TASKS_MAX"));
        tasks.push(task);
        self.owners.push((index, own));
    }

    /// Performs what a task asks of the table, and says what came of it.
    fn perform(&mut self, index: usize, task: TaskId, request: Request, image: Option<Blob>) {
        let mut launched = None;
        if let Request::Process(ProcessRequest::Start { .. }) = request {
            match self.launch() {
                Ok(new) => launched = Some(new),
                Err(why) => {
                    let refusal = self.table.no_process(&why);
                    return self.order(index, Order::Answer(Blob(refusal)));
                }
            }
        }
        let Some(Answer { bytes, started, woken }) = self.table.perform(task, request) else {
            return;
        };
        if let (Some(launched), Some(main)) = (launched, started) {
            self.begin_child(index, launched, main, image);
        }
        self.order(index, Order::Answer(Blob(bytes)));
        self.wake(woken, task);
        self.end_those_over();
    }

    fn launch(&mut self) -> Result<Launched, String> {
        let n_living = self.members.iter().filter(|member| member.launched.is_some()).count();
        if n_living >= PROCESSES_MAX {
            return Err(format!("no more than {PROCESSES_MAX} processes at a time"));
        }
        Launched::start(self.members.len(), &self.inbox)
    }

    fn begin_child(
        &mut self,
        parent: usize,
        launched: Launched,
        main: TaskId,
        image: Option<Blob>,
    ) {
        let kernel = self.table.kernel();
        let process = kernel.process(kernel.process_of(main));
        let (name, start) = (kernel.task(main).name.clone(), process.start);
        let (tasks, bytes) = match image {
            Some(image) => (self.members[parent].tasks.clone(), image),
            None => (Vec::new(), Blob(process.message().to_vec())),
        };
        self.begin(launched, main, tasks, Some((name, (start, bytes))));
    }

    /// Tells whose tasks they are that they go on.
    fn wake(&mut self, woken: impl IntoIterator<Item = Woken>, by: TaskId) {
        for Woken { task, bytes } in woken {
            let (index, own) = self.owners[task.index()];
            self.order(index, Order::Wake { task: own, by, how: Blob(bytes) });
        }
    }

    /// A member is no more. If it has not said how it ended, it has crashed: that is how it ended.
    fn lose(&mut self, index: usize, exit_code: impl FnOnce(Launched) -> i32) {
        // Where the table had no room for a process, what was launched for it is no member.
        let Some(member) = self.members.get_mut(index) else { return };
        let Some(launched) = member.launched.take() else { return };
        let exit_code = exit_code(launched);
        if !member.is_over {
            member.book.end(self.log.stamp(), Outcome::Error);
            let process = process_of(index);
            let woken = self.table.end_by_force(process, exit_code);
            let main = self.table.kernel().process(process).main;
            self.wake(woken, main);
            if index == 0 {
                self.main.get_or_insert_with(|| crashed(exit_code));
            }
        }
        self.end_those_over();
    }

    /// Ends the members whose processes have ended by another's doing.
    fn end_those_over(&mut self) {
        for process in self.table.take_over() {
            if let Some(member) = self.members.get_mut(process.index())
                && !member.is_over
                && member.launched.take().is_some()
            {
                member.book.end(self.log.stamp(), Outcome::Cancelled);
            }
        }
    }

    fn keep_failures(
        &mut self,
        index: usize,
        main: Option<Failure>,
        others: Vec<(TaskId, Failure)>,
    ) {
        let member = &self.members[index];
        let in_table = |task: TaskId| member.tasks.get(task.index()).copied();
        for (task, failure) in others {
            self.others.extend(in_table(task).map(|task| (task, failure)));
        }
        let process = process_of(index);
        let first = self.table.kernel().process(process).main;
        match main {
            Some(failure) if index == 0 => self.main = Some(failure),
            Some(failure) if failure.kind != "SystemExit" => self.others.push((first, failure)),
            _ => {}
        }
    }

    /// Looks whether the run is over, for whatever reason.
    fn look(&mut self, stop: &Stop) {
        let limits = &self.settings.limits;
        let first = self.table.kernel().process(ProcessId::MAIN);
        let ending = match first.exit_code() {
            Some(exit_code) => {
                let mut others = std::mem::take(&mut self.others);
                others.sort_by_key(|(task, _)| *task);
                Ending::Over { exit_code, main: self.main.take(), others }
            }
            None if stop.is_requested() => Ending::Stopped,
            None if self.steps() > limits.steps => Ending::Limit(Limit::Steps),
            None if self.log.now().0 > limits.time.0 => Ending::Limit(Limit::Time),
            None => return self.look_for_deadlock(),
        };
        self.end_run(ending);
    }

    fn end_run(&mut self, ending: Ending) {
        self.ending.get_or_insert(ending);
    }

    /// Whether all wait, and nothing is on its way to any of them.
    fn look_for_deadlock(&mut self) {
        let living = self.members.iter().filter(|member| !member.is_over);
        let mut living = living.filter(|member| member.launched.is_some()).peekable();
        if living.peek().is_none() {
            return;
        }
        if self.is_reporting {
            if living.all(|member| member.waiting.is_some()) {
                self.ending = Some(self.deadlock());
            }
        } else if living.all(|member| member.idle_at == Some(member.n_orders)) {
            self.is_reporting = true;
            for index in 0..self.members.len() {
                let member = &mut self.members[index];
                // What it has said of a wait that has ended since counts no more.
                member.waiting = None;
                member.book.forget_deadlocks();
                if member.launched.is_some() && !member.is_over {
                    self.order(index, Order::Report);
                }
            }
        }
    }

    fn deadlock(&self) -> Ending {
        let objects = self.table.objects(|sync| {
            let mut names = self.members.iter().flat_map(|member| &member.book.names);
            names.find(|(named, _)| *named == sync).map(|(_, name)| name.clone())
        });
        let mut stuck: Vec<(TaskId, Stuck)> = Vec::new();
        for member in &self.members {
            for Waiting { task, line, own } in member.waiting.iter().flatten() {
                let Some(&task) = member.tasks.get(task.index()) else { continue };
                let stands = own.clone().or_else(|| self.table.stuck(&objects, task, *line));
                stuck.extend(stands.map(|stuck| (task, stuck)));
            }
        }
        stuck.sort_by_key(|(task, _)| *task);
        Ending::Deadlock(stuck.into_iter().map(|(_, stuck)| stuck).collect())
    }

    fn steps(&self) -> u64 {
        self.members.iter().map(|member| member.steps).sum()
    }

    /// Tells how far the run is.
    fn report(&self, tell: &mut dyn FnMut(Progress<'_>)) {
        let (steps, time) = (self.steps(), self.log.now());
        let Printed { stdout, stderr } = &self.printed;
        tell(Progress { stdout, stderr, steps, time, trace: &mut || self.trace_so_far() });
    }

    /// What has happened up to where all members have told of it.
    fn trace_so_far(&self) -> Trace {
        let mut merged = Merged::new(self.log.clone(), &self.table, &self.room);
        let mut end = self.log.now();
        for member in &self.members {
            merged.add(member.book.clone(), &member.tasks, member.n_copied);
            let is_working = member.launched.is_some() && member.idle_at != Some(member.n_orders);
            if let Some(heard) = member.heard.filter(|_| is_working) {
                end = end.min(heard);
            }
        }
        merged.trace(&self.table, self.n_lanes(), Some(end))
    }

    fn n_lanes(&self) -> u32 {
        self.members.iter().map(|member| member.lane + 1).max().unwrap_or(1)
    }

    fn close(mut self) -> Finished {
        let steps = self.steps();
        let ending = self.ending.take().expect("the loop ends with an ending");
        match &ending {
            Ending::Limit(limit) => self.log.cut(limit.name()),
            Ending::Stopped => self.log.cut("stopped"),
            Ending::Over { .. } | Ending::Deadlock(_) => {}
        }
        let n_lanes = self.n_lanes();
        let is_deadlock = matches!(ending, Ending::Deadlock(_));
        let mut merged = Merged::new(self.log, &self.table, &self.room);
        for Member { mut book, tasks, n_copied, .. } in self.members {
            if !is_deadlock {
                book.forget_deadlocks();
            }
            merged.add(book, &tasks, n_copied);
        }
        let trace = merged.trace(&self.table, n_lanes, None);
        Finished { ending, printed: self.printed, trace, steps }
    }
}

/// The process in the table that a member is.
fn process_of(index: usize) -> ProcessId {
    ProcessId(u32::try_from(index).expect("fewer than tasks"))
}

/// What is said of a first process that has not said itself how it ended.
fn crashed(exit_code: i32) -> Failure {
    let message = format!("the process ended with exit code {exit_code} and said nothing");
    let traceback = format!("Crash: {message}");
    Failure { kind: "Crash".to_owned(), message, traceback, line: None }
}
