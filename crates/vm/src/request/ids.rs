//! Which objects and tasks a request is about.

use trace::TaskId;

use super::{ChannelRequest, MemoryRequest, NewShared, NewSync, ProcessRequest, Request};
use crate::value::SyncId;

impl Request {
    /// Calls `visit` with every object that it is about, to change its name.
    pub(crate) fn for_each_sync(&mut self, visit: &mut dyn FnMut(&mut SyncId)) {
        match self {
            Request::Acquire { sync, .. }
            | Request::Release { sync, .. }
            | Request::IsLocked { sync }
            | Request::Count { sync }
            | Request::Wait { sync, .. }
            | Request::Reacquire { sync, .. }
            | Request::Notify { sync, .. }
            | Request::SetEvent { sync }
            | Request::ClearEvent { sync }
            | Request::IsSet { sync }
            | Request::NewSync(NewSync::Condition { lock: Some(sync) })
            | Request::NewShared(NewShared::Sync(NewSync::Condition { lock: Some(sync) }))
            | Request::Channel(
                ChannelRequest::Send { channel: sync, .. }
                | ChannelRequest::Receive { channel: sync }
                | ChannelRequest::IsOpen { channel: sync, .. }
                | ChannelRequest::Open { channel: sync, .. }
                | ChannelRequest::Close { channel: sync, .. },
            )
            | Request::Memory(
                MemoryRequest::Load { memory: sync, .. }
                | MemoryRequest::Store { memory: sync, .. },
            ) => visit(sync),
            Request::Channel(ChannelRequest::Wait { channels, .. }) => {
                channels.iter_mut().for_each(visit);
            }
            _ => {}
        }
    }

    /// Calls `visit` with every task that it is about, to change its name.
    pub(crate) fn for_each_task(&mut self, visit: &mut dyn FnMut(&mut TaskId)) {
        match self {
            Request::Join { task, .. }
            | Request::IsDone { task }
            | Request::IsAlive { task }
            | Request::TaskName { task }
            | Request::Process(
                ProcessRequest::Number(Some(task))
                | ProcessRequest::ExitCode(task)
                | ProcessRequest::IsLost(task)
                | ProcessRequest::Kill { task, .. },
            ) => visit(task),
            Request::Channel(ChannelRequest::Wait { processes, .. }) => {
                processes.iter_mut().for_each(visit);
            }
            _ => {}
        }
    }
}
