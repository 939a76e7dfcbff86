//! What the driver of a process with an engine of its own does beside: it asks the hub for what all
//! processes share, and hears whom the hub wakes.

use std::pin::pin;
use std::sync::Arc;

use futures_util::future::{Either, FutureExt, LocalBoxFuture, select};
use trace::{Span, TaskId};
use vm::image::Blob;
use vm::{
    Ending, Machine, ProcessId, ProcessRequest, ProcessVerdict, Request, Resumption, State, Stream,
    Stuck, Value, Verdict,
};

use super::Solo;
use crate::journal::{At, Journal, Log};
use crate::platform::HAS_MEMBERS;
use crate::processes::{Elsewhere, Order, Said, Waiting};
use crate::settings::Settings;
use crate::stopwatch;
use crate::watch::{Progress, Stop};

impl<'a> Solo<'a> {
    /// The driver of one process of several; the first of all has nobody who has recorded its start.
    pub fn apart(
        (machine, is_first): (Machine, bool),
        settings: Settings,
        (journal, mut log): (Arc<Journal>, Log),
        (stop, tell): (&'a Stop, &'a mut dyn FnMut(Progress<'_>)),
        elsewhere: Elsewhere,
    ) -> Self {
        if is_first {
            log.spawn(At(machine.main_task(), trace::Line(1)), None);
        }
        let copied = stopwatch::take();
        if copied > Span(0) {
            log.marshalled_start(At(machine.main_task(), trace::Line::NONE), copied, None);
        }
        Solo::of_parts(machine, settings, (journal, log), stop, tell, Some(elsewhere))
    }

    /// What there is beside the machine, where that is one process of several. Nothing where no run has
    /// members: then the compiler leaves out all that follows from it.
    #[inline(always)]
    fn member(&mut self) -> Option<&mut Elsewhere> {
        self.elsewhere.as_mut().filter(|_| HAS_MEMBERS)
    }

    /// Whether the machine is one process of several.
    #[inline(always)]
    pub(super) fn is_member(&self) -> bool {
        HAS_MEMBERS && self.elsewhere.is_some()
    }

    /// Whether it is one that another process has started.
    pub(super) fn is_child(&self) -> bool {
        HAS_MEMBERS && self.elsewhere.as_ref().is_some_and(|elsewhere| elsewhere.is_child)
    }

    /// A process that has met its limit on memory ends, and the run goes on: so this is said of it.
    pub(super) fn say_memory_is_full(&mut self) {
        let main = self.machine.main_task();
        let name = &self.machine.kernel().task(main).name;
        let text = format!("{name} met its limit on memory and was ended\n");
        self.log.output(self.at(main), &text, Stream::Error);
        self.say(Said::Output { text, stream: Stream::Error });
    }

    /// Asks the hub for something.
    pub(super) fn ask(
        &mut self,
        task: TaskId,
        request: Request,
    ) -> LocalBoxFuture<'_, Option<Resumption>> {
        if self.is_member() { self.ask_hub(task, request).boxed_local() } else { never() }
    }

    /// Waits until the hub says something or the time of a wait is over.
    pub(super) fn wait_for_hub(&mut self) -> LocalBoxFuture<'_, ()> {
        if self.is_member() { self.wait_for_order().boxed_local() } else { never() }
    }

    /// Waits for the hub alone, which is told so.
    pub(super) fn be_idle(&mut self) -> LocalBoxFuture<'_, ()> {
        if self.is_member() { self.say_idle().boxed_local() } else { never() }
    }

    /// As one calls an operating system: nothing else goes on until the hub has answered.
    async fn ask_hub(&mut self, task: TaskId, request: Request) -> Option<Resumption> {
        let asked = self.log.now();
        let message = match &request {
            Request::Process(ProcessRequest::Start { message, .. }) => Some(message.len()),
            _ => None,
        };
        let (request, image) = self.machine.ask(request);
        if let Some(n_bytes) = message {
            let n_bytes = image.as_ref().map_or(n_bytes, Vec::len);
            self.log.marshalled_start(self.at(task), stopwatch::take(), Some(n_bytes));
        }
        let image = image.map(Blob);
        self.say(Said::Asks { task, request, image });
        self.send();
        let verdict = loop {
            let elsewhere = self.elsewhere.as_mut()?;
            match elsewhere.line.next(&mut self.log).await? {
                Order::Answer(Blob(bytes)) => break self.machine.answered(task, &bytes)?,
                order => self.obey_order(order),
            }
        };
        if let (Some(_), Verdict::Reply(Value::Task(child))) = (message, &verdict) {
            let line = self.machine.line(task);
            self.log.spawn_apart(At(*child, line), task, asked);
        }
        if let Verdict::Process(ProcessVerdict::Sent { .. } | ProcessVerdict::Received { .. }) =
            &verdict
        {
            // The message went from this memory to the table's, or came from there.
            let span = self.log.now().since(asked);
            self.log.marshalled(self.at(task), span);
        }
        self.obey(task, verdict).await
    }

    /// Hears what has come from the hub.
    pub(super) fn hear(&mut self) {
        while self.is_member()
            && let Some(elsewhere) = &mut self.elsewhere
            && let Some(order) = elsewhere.line.take(&mut self.log)
        {
            self.obey_order(order);
        }
    }

    async fn wait_for_order(&mut self) {
        self.send();
        let rest = self.alarms.rest(self.log.now(), super::WAIT);
        let due = self.log.now() + super::nanos(rest);
        let Some(elsewhere) = &mut self.elsewhere else { return };
        let order = {
            let next = pin!(elsewhere.line.next_within(rest, &mut self.log));
            match select(next, pin!(self.fetches.arrival())).await {
                Either::Left((order, _)) => order,
                Either::Right(_) => None,
            }
        };
        self.log.note_lateness(due);
        if let Some(order) = order {
            self.obey_order(order);
        }
    }

    async fn say_idle(&mut self) {
        let Some(elsewhere) = &mut self.elsewhere else { return };
        let n_heard = elsewhere.line.n_heard();
        elsewhere.line.say(Said::Idle(n_heard));
        self.send();
        let Some(elsewhere) = &mut self.elsewhere else { return };
        if let Some(order) = elsewhere.line.next(&mut self.log).await {
            self.obey_order(order);
        }
    }

    fn obey_order(&mut self, order: Order) {
        match order {
            Order::Wake { task, by, how: Blob(bytes) } => {
                if let Some(wake) = self.machine.woken(task, &bytes) {
                    self.wake_for(wake, vm::of_all(by));
                }
            }
            Order::Report => {
                self.log_deadlock();
                let (waiting, names) = (self.waiting(), self.machine.shared_names());
                self.say(Said::Waiting { waiting, names });
                self.send();
            }
            // Nobody asked, or begins twice.
            Order::Answer(_) | Order::Begin { .. } => {}
        }
    }

    fn waiting(&mut self) -> Vec<Waiting> {
        let objects = self.machine.objects();
        let kernel = self.machine.kernel();
        let all = kernel.waiting().map(|(task, wait)| {
            let line = self.machine.line(task).0;
            let is_own = !wait.is_elsewhere();
            let own = is_own.then(|| Stuck::new(kernel, &objects, task, line, wait));
            Waiting { task, line, own }
        });
        all.collect()
    }

    /// Whether a task waits in the table that all processes share.
    pub(super) fn is_elsewhere(&self, task: TaskId) -> bool {
        let state = &self.machine.kernel().task(task).state;
        matches!(state, State::Waiting(wait) if wait.is_elsewhere())
    }

    /// Says something with the next letter, if there is somebody to say it to.
    pub(super) fn say(&mut self, said: Said) {
        if let Some(elsewhere) = self.member() {
            elsewhere.line.say(said);
        }
    }

    /// Tells the hub of a new task.
    pub(super) fn say_task(&mut self, task: TaskId) {
        if self.is_member() {
            let record = self.machine.kernel().task(task);
            let (name, kind) = (record.name.clone(), record.kind);
            let parent = record.parent.unwrap_or(task);
            self.say(Said::Task { name, kind, parent });
        }
    }

    /// Sends what there is to say.
    pub(super) fn send(&mut self) {
        if HAS_MEMBERS && let Some(elsewhere) = &mut self.elsewhere {
            elsewhere.send(&mut self.machine, &mut self.log, self.steps);
        }
    }

    /// Says how the process has ended.
    pub(super) fn say_last(&mut self) {
        if !self.is_member() {
            return;
        }
        let (Some(elsewhere), Some(ending)) = (&mut self.elsewhere, &self.ending) else { return };
        let said = match ending {
            Ending::Over { main, others, .. } => {
                let kernel = self.machine.kernel();
                let process = kernel.process(ProcessId::MAIN);
                let at_once = matches!(kernel.task(process.main).state, State::Cancelled);
                let exit_code = process.exit_code().unwrap_or(1);
                let names = self.machine.shared_names();
                let (main, others) = (main.clone(), others.clone());
                Said::Over { exit_code, at_once, main, others, names }
            }
            Ending::Limit(limit) => Said::Limit(*limit),
            Ending::Deadlock(_) | Ending::Stopped => return,
        };
        elsewhere.say_last(said, &mut self.machine, &mut self.log, self.steps);
    }
}

fn never() -> ! {
    unreachable!("only a member of a run speaks with its hub")
}
