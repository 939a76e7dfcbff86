//! The trace itself, and its canonical bytes.
//!
//! The canonical bytes are a small header in postcard form (names, counts) and then one column a field, of
//! little-endian numbers. They are what travels between page and worker, what a trace file holds,
//! and what [`Trace::hash`] hashes: equal traces have equal bytes on every machine.

use serde::{Deserialize, Serialize};

use crate::rows::{Rows, WIDTHS, event_of, row_of};
use crate::{Clock, CoreId, Event, ObjectInfo, TaskInfo, TextId, Time};

/// The first bytes of a trace file, with the version of the format.
const MAGIC: &[u8; 8] = b"ILTRACE\x02";

/// Everything one run recorded. Made by [`crate::Recorder`] or read by [`Trace::from_bytes`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Trace {
    /// Which clock the times were read from.
    pub clock: Clock,
    /// How many cores (or workers) there were, used or not.
    pub n_cores: u32,
    /// How many machines share these cores evenly, the first ones being the first machine's; usually 1.
    pub n_machines: u32,
    /// When the run ended: its makespan.
    pub end: Time,
    /// The tasks, in id order.
    pub tasks: Vec<TaskInfo>,
    /// The objects, in id order.
    pub objects: Vec<ObjectInfo>,
    /// The texts, in id order.
    pub texts: Vec<String>,
    /// The limit that cut the record short, if one did: events after it are missing, or texts of some.
    pub cut: Option<String>,
    rows: Rows,
}

/// Why bytes are not a trace.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DecodeError {
    /// They do not begin as a trace of this version does.
    NotATrace,
    /// They end before the counts of the header say so, or go on after.
    WrongLength,
    /// The header cannot be read.
    BadHeader,
    /// Row `row` holds a kind, a cause or an id that does not exist.
    BadRow {
        /// Counted from 0.
        row: usize,
    },
}

impl std::fmt::Display for DecodeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            DecodeError::NotATrace => write!(f, "not a trace, or one of another version"),
            DecodeError::WrongLength => write!(f, "the trace has the wrong length"),
            DecodeError::BadHeader => write!(f, "the header of the trace is damaged"),
            DecodeError::BadRow { row } => write!(f, "row {row} of the trace is damaged"),
        }
    }
}

impl std::error::Error for DecodeError {}

#[derive(Serialize, Deserialize)]
struct Header {
    clock: Clock,
    n_cores: u32,
    n_machines: u32,
    end: Time,
    tasks: Vec<TaskInfo>,
    objects: Vec<ObjectInfo>,
    texts: Vec<String>,
    cut: Option<String>,
    n_events: u64,
}

impl Trace {
    pub(crate) fn empty(clock: Clock, n_cores: u32) -> Trace {
        Trace {
            clock,
            n_cores,
            n_machines: 1,
            end: Time::START,
            tasks: Vec::new(),
            objects: Vec::new(),
            texts: Vec::new(),
            cut: None,
            rows: Rows::default(),
        }
    }

    /// The machine that a core belongs to.
    #[must_use]
    pub fn machine_of(&self, core: CoreId) -> u32 {
        core.0 / self.n_cores.div_ceil(self.n_machines.max(1)).max(1)
    }

    /// How many events there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether nothing was recorded.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The event of row `row`, counted from 0.
    ///
    /// # Panics
    /// If there is no such row.
    #[must_use]
    pub fn event(&self, row: usize) -> Event {
        event_of(self.rows.get(row)).expect("rows are checked when they come in")
    }

    /// All events, in the order they were recorded, which is the order of time.
    pub fn events(&self) -> impl ExactSizeIterator<Item = Event> + '_ {
        (0..self.len()).map(|row| self.event(row))
    }

    /// The text of an id, or nothing for [`TextId::NONE`].
    #[must_use]
    pub fn text(&self, id: TextId) -> &str {
        id.some().and_then(|id| self.texts.get(id.index())).map_or("", String::as_str)
    }

    pub(crate) fn push(&mut self, event: Event) {
        let row = row_of(event);
        assert!(self.rows.last_time() <= row[0], "events are recorded in the order of time");
        self.rows.push(row);
    }

    /// The canonical bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let header = Header {
            clock: self.clock,
            n_cores: self.n_cores,
            n_machines: self.n_machines,
            end: self.end,
            tasks: self.tasks.clone(),
            objects: self.objects.clone(),
            texts: self.texts.clone(),
            cut: self.cut.clone(),
            n_events: self.len() as u64,
        };
        let header = postcard::to_allocvec(&header).expect("names and numbers always serialise");
        let mut bytes = Vec::with_capacity(16 + header.len() + self.len() * ROW_BYTES);
        bytes.extend_from_slice(MAGIC);
        bytes.extend_from_slice(&(header.len() as u64).to_le_bytes());
        bytes.extend_from_slice(&header);
        let n_before = bytes.len();
        bytes.resize(n_before + self.len() * ROW_BYTES, 0);
        let columns = &mut bytes[n_before..];
        for row in 0..self.len() {
            let mut begin = 0;
            for (number, width) in self.rows.get(row).into_iter().zip(WIDTHS) {
                let number = number.wrapping_sub(u64::from(is_id(width))).to_le_bytes();
                columns[begin + row * width..][..width].copy_from_slice(&number[..width]);
                begin += self.len() * width;
            }
        }
        bytes
    }

    /// Reads canonical bytes back.
    ///
    /// # Errors
    /// A [`DecodeError`] where the bytes were not written by [`Trace::to_bytes`] of this version.
    pub fn from_bytes(bytes: &[u8]) -> Result<Trace, DecodeError> {
        let rest = bytes.strip_prefix(MAGIC).ok_or(DecodeError::NotATrace)?;
        let (length, rest) = rest.split_first_chunk::<8>().ok_or(DecodeError::WrongLength)?;
        let length =
            usize::try_from(u64::from_le_bytes(*length)).map_err(|_| DecodeError::WrongLength)?;
        let (header, rest) = rest.split_at_checked(length).ok_or(DecodeError::WrongLength)?;
        let header: Header = postcard::from_bytes(header).map_err(|_| DecodeError::BadHeader)?;
        let n = usize::try_from(header.n_events).map_err(|_| DecodeError::WrongLength)?;
        if n.checked_mul(ROW_BYTES) != Some(rest.len()) {
            return Err(DecodeError::WrongLength);
        }
        let mut trace = Trace {
            rows: Rows::default(),
            clock: header.clock,
            n_cores: header.n_cores,
            n_machines: header.n_machines,
            end: header.end,
            tasks: header.tasks,
            objects: header.objects,
            texts: header.texts,
            cut: header.cut,
        };
        for row in 0..n {
            trace.read_row(rest, row).ok_or(DecodeError::BadRow { row })?;
        }
        Ok(trace)
    }

    /// A hash of the canonical bytes (XXH3, 64 bits), as 16 hexadecimal digits.
    #[must_use]
    pub fn hash(&self) -> String {
        format!("{:016x}", xxhash_rust::xxh3::xxh3_64(&self.to_bytes()))
    }

    /// Adds a row of the columns that follow the header, if it is one that can be.
    fn read_row(&mut self, columns: &[u8], row: usize) -> Option<()> {
        let n = columns.len() / ROW_BYTES;
        let mut begin = 0;
        let numbers = WIDTHS.map(|width| {
            let mut number = [0; 8];
            number[..width].copy_from_slice(&columns[begin + row * width..][..width]);
            begin += n * width;
            match u64::from_le_bytes(number) {
                id if is_id(width) => u64::from((id as u32).wrapping_add(1)),
                number => number,
            }
        });
        let event = event_of(numbers)?;
        let within = |id: u32, n: usize| id == u32::MAX || (id as usize) < n;
        let is_sound = self.rows.last_time() <= event.time.0
            && within(event.task.0, self.tasks.len())
            && within(event.other.0, self.tasks.len())
            && within(event.object.0, self.objects.len())
            && within(event.text.0, self.texts.len())
            && within(event.core.0, self.n_cores as usize);
        is_sound.then(|| self.rows.push(numbers))
    }
}

/// What one event takes: two 8-byte columns, six of 4 bytes, two of one.
const ROW_BYTES: usize = 2 * 8 + 6 * 4 + 2;

/// Whether a field of so many bytes is an id.
fn is_id(width: usize) -> bool {
    width == 4
}

#[cfg(test)]
mod tests {
    use crate::{
        Clock, DecodeError, Event, EventKind, Limits, Recorder, TaskInfo, TaskKind, Time, Trace,
    };

    fn sample() -> Trace {
        let mut recorder = Recorder::new(Clock::Virtual, 2, Limits::default());
        let main = recorder.add_task(TaskInfo {
            name: "main".into(),
            kind: TaskKind::Thread,
            parent: None,
        });
        let text = recorder.add_text("hello\n");
        recorder.record(Event::new(Time(0), EventKind::Spawn, main));
        recorder.record(Event { text, ..Event::new(Time(5), EventKind::Output, main) });
        recorder.finish(Time(9))
    }

    #[test]
    fn bytes_come_back_as_the_same_trace() {
        let trace = sample();
        assert_eq!(Trace::from_bytes(&trace.to_bytes()), Ok(trace));
    }

    #[test]
    fn damaged_bytes_are_refused() {
        let bytes = sample().to_bytes();
        assert_eq!(Trace::from_bytes(b"something"), Err(DecodeError::NotATrace));
        assert_eq!(Trace::from_bytes(&bytes[..bytes.len() - 1]), Err(DecodeError::WrongLength));
        let mut wrong_kind = bytes.clone();
        let kind_of_last_row = bytes.len() - 3;
        wrong_kind[kind_of_last_row] = 200;
        assert_eq!(Trace::from_bytes(&wrong_kind), Err(DecodeError::BadRow { row: 1 }));
    }

    #[test]
    fn the_hash_depends_on_every_byte() {
        let trace = sample();
        let mut later = trace.clone();
        later.end = Time(10);
        assert_eq!(trace.hash(), sample().hash());
        assert_ne!(trace.hash(), later.hash());
    }

    #[test]
    fn a_full_record_says_so_and_keeps_its_beginning() {
        let mut recorder = Recorder::new(Clock::Wall, 1, Limits { events: 1, text_bytes: 3 });
        let main = recorder.add_task(TaskInfo {
            name: "main".into(),
            kind: TaskKind::Thread,
            parent: None,
        });
        recorder.record(Event::new(Time(0), EventKind::Spawn, main));
        assert!(recorder.add_text("text").some().is_none());
        assert_eq!(recorder.trace().cut.as_deref(), Some("text"));
        recorder.record(Event::new(Time(1), EventKind::Run, main));
        assert_eq!((recorder.trace().len(), recorder.trace().cut.as_deref()), (1, Some("events")));
    }
}
