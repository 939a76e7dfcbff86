//! What a process asks the table that all processes share.

use super::{Reader, Saved, put};
use crate::request::{
    ChannelRequest, MemoryRequest, NewShared, NewSync, ProcessRequest, Request, Start, Stream, Want,
};

saved_by_number!(Start: [Start::Fork, Start::Spawn, Start::ForkServer]);
saved_by_number!(Stream: [Stream::Out, Stream::Error]);
saved_by_number!(Want: [Want::Result, Want::End]);

saved_variants!(NewSync {
    0 => Lock,
    1 => RLock,
    2 => Condition { lock },
    3 => Semaphore { value, is_bounded },
    4 => Event,
    5 => Barrier,
    6 => Queue { n_items_max },
    _ => Future,
});

saved_variants!(NewShared {
    0 => Sync(new),
    1 => Channel,
    _ => Memory { cells, words },
});

saved_variants!(MemoryRequest {
    0 => Load { memory, places },
    _ => Store { memory, words },
});

saved_variants!(ProcessRequest {
    0 => Start { callee, args, name, daemon, start, message },
    1 => Begin,
    2 => HasOwnMemory,
    3 => Message,
    4 => Books,
    5 => KeepBooks(books),
    6 => Number(process),
    7 => CoreCount,
    8 => StartMethod,
    9 => ExitCode(process),
    10 => Kill { task, exit_code },
    11 => IsLost(process),
    _ => Await { task, keeps },
});

saved_variants!(ChannelRequest {
    0 => Send { channel, bytes },
    1 => GiveUp,
    2 => Receive { channel },
    3 => Wait { channels, processes, timeout },
    4 => IsOpen { channel, end },
    5 => Open { channel, end },
    _ => Close { channel, end, process },
});

// What processes do not ask of each other says nothing.
impl Saved for Request {
    fn save(&self, out: &mut Vec<u8>) {
        match self {
            Request::Acquire { sync, blocking, timeout } => {
                ((0_u8, *sync), (*blocking, *timeout)).save(out);
            }
            Request::Release { sync, n } => ((1_u8, *sync), *n).save(out),
            Request::IsLocked { sync } => (2_u8, *sync).save(out),
            Request::Count { sync } => (3_u8, *sync).save(out),
            Request::Wait { sync, timeout } => ((4_u8, *sync), *timeout).save(out),
            Request::Reacquire { sync, times, notified } => {
                ((5_u8, *sync), (*times, *notified)).save(out);
            }
            Request::Notify { sync, n } => ((6_u8, *sync), *n).save(out),
            Request::SetEvent { sync } => (7_u8, *sync).save(out),
            Request::ClearEvent { sync } => (8_u8, *sync).save(out),
            Request::IsSet { sync } => (9_u8, *sync).save(out),
            Request::Input => put(10, out),
            Request::Seed => put(11, out),
            Request::TaskName { task } => (12_u8, *task).save(out),
            Request::IsAlive { task } => (13_u8, *task).save(out),
            Request::Join { task, want, timeout } => {
                ((14_u8, *task), (*want, *timeout)).save(out);
            }
            Request::Process(request) => {
                put(15, out);
                request.save(out);
            }
            Request::Channel(request) => {
                put(16, out);
                request.save(out);
            }
            Request::Memory(request) => {
                put(17, out);
                request.save(out);
            }
            Request::NewShared(new) => {
                put(18, out);
                new.save(out);
            }
            _ => put(0x7F, out),
        }
    }

    fn load(from: &mut Reader) -> Request {
        let number = u8::load(from);
        match number {
            0..=9 => load_about_sync(number, from),
            10 => Request::Input,
            11 => Request::Seed,
            12 => Request::TaskName { task: Saved::load(from) },
            13 => Request::IsAlive { task: Saved::load(from) },
            14 => {
                let (task, (want, timeout)) = Saved::load(from);
                Request::Join { task, want, timeout }
            }
            15 => Request::Process(Saved::load(from)),
            16 => Request::Channel(Saved::load(from)),
            17 => Request::Memory(Saved::load(from)),
            18 => Request::NewShared(Saved::load(from)),
            _ => {
                from.fail::<()>();
                Request::Seed
            }
        }
    }
}

fn load_about_sync(number: u8, from: &mut Reader) -> Request {
    let sync = Saved::load(from);
    match number {
        0 => {
            let (blocking, timeout) = Saved::load(from);
            Request::Acquire { sync, blocking, timeout }
        }
        1 => Request::Release { sync, n: Saved::load(from) },
        2 => Request::IsLocked { sync },
        3 => Request::Count { sync },
        4 => Request::Wait { sync, timeout: Saved::load(from) },
        5 => {
            let (times, notified) = Saved::load(from);
            Request::Reacquire { sync, times, notified }
        }
        6 => Request::Notify { sync, n: Saved::load(from) },
        7 => Request::SetEvent { sync },
        8 => Request::ClearEvent { sync },
        _ => Request::IsSet { sync },
    }
}
