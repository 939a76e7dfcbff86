//! Members of a run natively: child processes of this program, which speak through pipes.

use std::io::{BufReader, Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::processes::{Inbox, Post};

/// A program can start itself again.
pub(crate) const HAS_MEMBERS: bool = true;

/// A process of this very program that runs one process of a workload. Who drops it ends it.
#[derive(Debug)]
pub(crate) struct Launched {
    child: Child,
    /// To the thread that writes to it.
    messages: Sender<Vec<u8>>,
}

/// Whether this program's `main` begins with [`member_asked_for`]: without that, to start it again
/// would do all over again what it does.
static CAN_START: AtomicBool = AtomicBool::new(false);

/// The one argument of such a process.
const MEMBER: &str = "__process";

/// Whether this process was started to run one process of a workload: then `serve` is all it does.
///
/// A program that executes workloads in processes of their own asks this first of all.
#[must_use]
pub fn member_asked_for() -> bool {
    CAN_START.store(true, Ordering::Relaxed);
    let mut arguments = std::env::args_os().skip(1);
    arguments.next().is_some_and(|first| first == MEMBER) && arguments.next().is_none()
}

impl Launched {
    /// Starts a process; what it says goes into the inbox under that number.
    ///
    /// # Errors
    /// If the system gives none, in its words.
    pub(crate) fn start(index: usize, inbox: &Arc<Inbox<Post>>) -> Result<Launched, String> {
        if !CAN_START.load(Ordering::Relaxed) {
            return Err("this program does not offer to run processes".to_owned());
        }
        let program = std::env::current_exe().map_err(|error| error.to_string())?;
        let mut command = Command::new(program);
        command.arg(MEMBER).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().map_err(|error| error.to_string())?;
        let (Some(mut stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
            return Err("the system gave no pipes".to_owned());
        };
        // A memory is more than a pipe holds, and it is read only once the process runs.
        let (messages, to_write) = channel::<Vec<u8>>();
        std::thread::spawn(move || {
            // A process that has ended is heard of by its other pipe.
            to_write.iter().try_for_each(|message| write_frame(&mut stdin, &message)).ok();
        });
        let inbox = Arc::clone(inbox);
        std::thread::spawn(move || {
            let mut stdout = BufReader::new(stdout);
            while let Some(letter) = read_frame(&mut stdout) {
                inbox.push((index, Ok(letter)));
            }
            inbox.push((index, Err(1)));
        });
        Ok(Launched { child, messages })
    }

    /// Sends it a message, after those that were sent before.
    pub(crate) fn send(&mut self, message: Vec<u8>) {
        // Nobody writes any more to a process that has ended.
        self.messages.send(message).ok();
    }

    /// Waits until it has ended by itself, as it does once it says nothing any more, and gives its exit
    /// code, if that says anything.
    pub(crate) fn ended(mut self) -> Option<i32> {
        self.child.wait().ok().and_then(exit_code)
    }
}

impl Drop for Launched {
    fn drop(&mut self) {
        // Whoever is gone already cannot be ended, and only has to be taken off the system's list.
        self.child.kill().and_then(|()| self.child.wait()).ok();
    }
}

/// As `multiprocessing` shows it: less than nothing for a signal. Nothing for success, which says
/// nothing of a process that has not said how it ended.
#[cfg(unix)]
fn exit_code(status: ExitStatus) -> Option<i32> {
    let signal = std::os::unix::process::ExitStatusExt::signal(&status);
    signal.map(|signal| -signal).or(status.code()).filter(|code| *code != 0)
}

/// As `multiprocessing` shows it.
#[cfg(not(unix))]
fn exit_code(status: ExitStatus) -> Option<i32> {
    status.code().filter(|code| *code != 0)
}

/// What comes from the hub, in a process that it has started. The process ends with the hub.
pub(crate) fn listen_to_hub() -> Arc<Inbox<Vec<u8>>> {
    let inbox = Arc::<Inbox<Vec<u8>>>::default();
    let into = Arc::clone(&inbox);
    std::thread::spawn(move || {
        let mut stdin = std::io::stdin().lock();
        while let Some(order) = read_frame(&mut stdin) {
            into.push(order);
        }
        std::process::exit(1);
    });
    inbox
}

/// Sends the hub a message. The process ends with the hub.
pub(crate) fn tell_hub(message: &[u8]) {
    let mut stdout = std::io::stdout().lock();
    if write_frame(&mut stdout, message).is_err() {
        std::process::exit(1);
    }
}

/// The time on the clock that all processes of this machine share.
pub(crate) fn since_1970() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

/// A message with its length before it.
fn write_frame(to: &mut impl Write, message: &[u8]) -> std::io::Result<()> {
    let length = u32::try_from(message.len()).map_err(|_| std::io::ErrorKind::InvalidInput)?;
    to.write_all(&length.to_le_bytes())?;
    to.write_all(message)?;
    to.flush()
}

fn read_frame(from: &mut impl Read) -> Option<Vec<u8>> {
    let mut length = [0; 4];
    from.read_exact(&mut length).ok()?;
    let length = u32::from_le_bytes(length);
    let mut message = Vec::new();
    let n_read = from.take(u64::from(length)).read_to_end(&mut message).ok()?;
    (n_read == length as usize).then_some(message)
}
