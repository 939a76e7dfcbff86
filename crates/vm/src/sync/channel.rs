//! One direction of a pipe between processes: messages go in at one end and out at the other, in
//! order.
//!
//! As in an operating system, an end belongs to every process that has it open: the reader meets the
//! end of the messages once no process has the writing end open any more, and who writes where none
//! reads is told so. A pipe has room for [`CAPACITY_BYTES`]; who sends more waits until it is taken.

use std::collections::VecDeque;

use litemap::LiteMap;

use trace::TaskId;

use super::Waiters;
use crate::kernel::ProcessId;

/// What a pipe holds before who sends must wait: that of Linux.
pub const CAPACITY_BYTES: usize = 1 << 16;

/// An end of a channel.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum End {
    /// Where messages come out.
    Reading,
    /// Where they go in.
    Writing,
}

saved_by_number!(End: [End::Reading, End::Writing]);

/// A message on its way.
#[derive(Clone, Debug)]
pub struct Packet {
    /// What it says.
    pub bytes: Vec<u8>,
    /// Who sent it.
    pub by: TaskId,
    /// Whether the sender waits until it is taken, or has room.
    waits: bool,
}

/// A channel.
#[derive(Clone, Debug, Default)]
pub struct Channel {
    packets: VecDeque<Packet>,
    /// How often each process has each end open.
    open: LiteMap<(End, ProcessId), u32>,
    /// Those who wait for a message.
    pub waiters: Waiters,
}

impl Channel {
    /// A channel whose ends one process has open, once each.
    #[must_use]
    pub fn new(process: ProcessId) -> Channel {
        let open = [(End::Reading, process), (End::Writing, process)].map(|end| (end, 1));
        Channel { open: open.into_iter().collect(), ..Channel::default() }
    }

    /// Puts a message in; says whether its sender must wait for room.
    pub fn send(&mut self, by: TaskId, bytes: Vec<u8>) -> bool {
        let held: usize = self.packets.iter().map(|packet| packet.bytes.len()).sum();
        let waits = held + bytes.len() > CAPACITY_BYTES;
        self.packets.push_back(Packet { bytes, by, waits });
        waits
    }

    /// Takes the first message out, and gives the senders who need to wait no more.
    pub fn receive(&mut self) -> Option<(Packet, Vec<TaskId>)> {
        let packet = self.packets.pop_front()?;
        let mut done = Vec::from_iter(packet.waits.then_some(packet.by));
        let mut held = 0;
        for packet in &mut self.packets {
            held += packet.bytes.len();
            if packet.waits && held <= CAPACITY_BYTES {
                packet.waits = false;
                done.push(packet.by);
            }
        }
        Some((packet, done))
    }

    /// Whether a message, or the news that none will come, can be taken at once.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        !self.packets.is_empty() || !self.is_open(End::Writing)
    }

    /// The senders who wait for room. They have waited for nothing if nobody reads any more.
    pub fn give_up_senders(&mut self) -> Vec<TaskId> {
        let waiting = self.packets.iter_mut().filter(|packet| packet.waits);
        waiting
            .map(|packet| {
                packet.waits = false;
                packet.by
            })
            .collect()
    }

    /// A sender that waited is no more.
    pub fn forget_sender(&mut self, task: TaskId) {
        let own = self.packets.iter_mut().filter(|packet| packet.by == task);
        own.for_each(|packet| packet.waits = false);
    }

    /// Whether any process has that end open.
    #[must_use]
    pub fn is_open(&self, end: End) -> bool {
        self.open.keys().any(|(open, _)| *open == end)
    }

    /// Whether a process has that end open.
    #[must_use]
    pub fn is_open_for(&self, end: End, process: ProcessId) -> bool {
        self.open.contains_key(&(end, process))
    }

    /// Opens an end once more for a process.
    pub fn open(&mut self, end: End, process: ProcessId) {
        *self.open.entry((end, process)).or_default() += 1;
    }

    /// Closes an end once for a process, if it has it open.
    pub fn close(&mut self, end: End, process: ProcessId) {
        if let Some(times) = self.open.get_mut(&(end, process)) {
            *times -= 1;
            if *times == 0 {
                self.open.remove(&(end, process));
            }
        }
    }

    /// Opens for a new process whatever its parent has open.
    pub fn inherit(&mut self, parent: ProcessId, child: ProcessId) {
        for end in [End::Reading, End::Writing] {
            if let Some(&times) = self.open.get(&(end, parent)) {
                self.open.insert((end, child), times);
            }
        }
    }

    /// Closes all that a process has open; false if that was nothing.
    pub fn close_all(&mut self, process: ProcessId) -> bool {
        let before = self.open.len();
        self.open.retain(|&(_, owner), _| owner != process);
        self.open.len() != before
    }
}

#[cfg(test)]
mod tests {
    use super::{CAPACITY_BYTES, Channel, End, TaskId};
    use crate::kernel::ProcessId;

    const A: TaskId = TaskId(0);
    const B: TaskId = TaskId(1);

    #[test]
    fn who_sends_more_than_there_is_room_for_waits_until_it_is_taken() {
        let mut channel = Channel::new(ProcessId::MAIN);
        assert!(!channel.send(A, vec![0; CAPACITY_BYTES]));
        assert!(channel.send(A, vec![1]));
        assert!(channel.send(B, vec![2; CAPACITY_BYTES + 1]));
        let (first, done) = channel.receive().unwrap();
        assert_eq!((first.by, done), (A, vec![A]));
        assert_eq!(channel.receive().unwrap().1, []);
        assert_eq!(channel.receive().unwrap().1, [B]);
        assert!(channel.receive().is_none());
    }

    #[test]
    fn the_end_is_met_once_nobody_can_write() {
        let mut channel = Channel::new(ProcessId::MAIN);
        let child = ProcessId(1);
        channel.inherit(ProcessId::MAIN, child);
        channel.close(End::Writing, ProcessId::MAIN);
        assert!(!channel.is_ready(), "the child can still write");
        assert!(channel.close_all(child));
        assert!(channel.is_ready());
        assert!(channel.is_open(End::Reading));
    }
}
