//! Sending and receiving through the pipes between processes.

use lang::library::ExceptionKind;
use trace::{Cause, TaskId};

use super::Kernel;
use super::verdict::{Effect, ProcessVerdict, Resumption, Verdict, Wake};
use super::wait::Wait;
use crate::context::Context;
use crate::heap::Heap;
use crate::kind::Bytes;
use crate::request::{ChannelRequest, Request};
use crate::sync::{Channel, End, SyncObject};
use crate::value::{SyncId, Value};

impl Kernel {
    /// Performs what is asked of channels.
    pub(super) fn perform_channel<H: Heap>(
        &mut self,
        ctx: &mut Context<H>,
        task: TaskId,
        request: ChannelRequest,
    ) -> Effect {
        let process = self.process_of(task);
        match request {
            ChannelRequest::Send { channel, bytes } => self.send(ctx, task, channel, bytes),
            ChannelRequest::GiveUp => broken_pipe(ctx).into(),
            ChannelRequest::Receive { channel } => self.receive(ctx, task, channel),
            ChannelRequest::Wait { .. } => self.wait_for_any(ctx, task, request).into(),
            ChannelRequest::IsOpen { channel, end } => {
                let is_open = self.channel(channel).is_open_for(end, process);
                Verdict::Reply(Value::Bool(is_open)).into()
            }
            ChannelRequest::Open { channel, end } => {
                self.channel(channel).open(end, process);
                Verdict::Reply(Value::None).into()
            }
            ChannelRequest::Close { channel, end, process: other } => {
                let process =
                    other.and_then(|number| self.process_numbered(number)).unwrap_or(process);
                self.channel(channel).close(end, process);
                let mut wakes = Vec::new();
                self.tell_closed(channel.index(), &mut wakes);
                Effect { verdict: Verdict::Reply(Value::None), wakes }
            }
        }
    }

    pub(super) fn channel(&mut self, channel: SyncId) -> &mut Channel {
        match self.object(channel) {
            SyncObject::Channel(channel) => channel,
            _ => unreachable!("the library sends through channels only"),
        }
    }

    fn send<H: Heap>(
        &mut self,
        ctx: &mut Context<H>,
        task: TaskId,
        sync: SyncId,
        bytes: Vec<u8>,
    ) -> Effect {
        let n_bytes = bytes.len() as u64;
        let process = self.process_of(task);
        let channel = self.channel(sync);
        if !channel.is_open_for(End::Writing, process) {
            return closed(ctx).into();
        }
        if !channel.is_open(End::Reading) {
            return broken_pipe(ctx).into();
        }
        let must_wait = channel.send(task, bytes);
        let waiting = channel.waiters.take(u64::MAX);
        let wakes = self.wake_readers(waiting);
        let wait = must_wait.then(|| {
            let wait = wait_at(sync, ChannelRequest::GiveUp);
            self.block(task, wait.clone());
            wait
        });
        Effect { verdict: Verdict::Process(ProcessVerdict::Sent { sync, n_bytes, wait }), wakes }
    }

    fn receive<H: Heap>(&mut self, ctx: &mut Context<H>, task: TaskId, sync: SyncId) -> Effect {
        let process = self.process_of(task);
        let channel = self.channel(sync);
        if !channel.is_open_for(End::Reading, process) {
            return closed(ctx).into();
        }
        if let Some((packet, senders)) = channel.receive() {
            let done = Resumption::Reply(Value::None);
            let senders = senders.into_iter().filter(|sender| !self.task(*sender).state.is_ended());
            let senders: Vec<TaskId> = senders.collect();
            let wakes = senders.into_iter().map(|sender| self.wake(sender, done.clone())).collect();
            let n_bytes = packet.bytes.len() as u64;
            let reply = Value::Bytes(ctx.heap.freeze(Bytes(packet.bytes.into())));
            let verdict =
                Verdict::Process(ProcessVerdict::Received { sync, n_bytes, by: packet.by, reply });
            return Effect { verdict, wakes };
        }
        if !channel.is_open(End::Writing) {
            return Verdict::Throw(ctx.exception(ExceptionKind::EOFError, "")).into();
        }
        channel.waiters.add(task);
        self.block(task, wait_at(sync, ChannelRequest::Receive { channel: sync })).into()
    }

    /// Wakes those who wait at the ends of a channel that nobody can use any more.
    pub(super) fn tell_closed(&mut self, index: usize, wakes: &mut Vec<Wake>) {
        let SyncObject::Channel(channel) = &mut self.syncs[index].object else { return };
        let (mut readers, mut writers) = (Vec::new(), Vec::new());
        if !channel.is_open(End::Writing) {
            readers = channel.waiters.take(u64::MAX);
        }
        if !channel.is_open(End::Reading) {
            writers = channel.give_up_senders();
        }
        wakes.extend(self.wake_readers(readers));
        writers.retain(|&writer| !self.task(writer).state.is_ended());
        wakes.extend(writers.into_iter().map(|writer| self.wake_to_retry(writer)));
    }

    /// Those taken out of one channel's list may wait at others, too.
    fn wake_readers(&mut self, readers: Vec<TaskId>) -> Vec<Wake> {
        let wake = |reader: TaskId| {
            self.stop_waiting_for_any(reader);
            self.wake_to_retry(reader)
        };
        readers.into_iter().map(wake).collect()
    }
}

/// A wait at a channel until the other end does something.
fn wait_at(channel: SyncId, request: ChannelRequest) -> Wait {
    let asked = Request::Channel(request).into();
    Wait { cause: Cause::Queue, sync: Some(channel), task: None, timeout: None, asked }
}

fn closed<H: Heap>(ctx: &mut Context<H>) -> Verdict {
    Verdict::Throw(ctx.exception(ExceptionKind::OSError, "handle is closed"))
}

fn broken_pipe<H: Heap>(ctx: &mut Context<H>) -> Verdict {
    let text = ctx.new_str("Broken pipe");
    let args = [Value::Int(32), text];
    Verdict::Throw(ctx.new_exception(ExceptionKind::BrokenPipeError, &args))
}
