//! The events of a trace in memory.
//!
//! A trace has millions of rows, and neighbours are much alike: so they are kept in blocks, of which each
//! says of every field the least number, and of each row only how much is added to that, in as few bytes
//! as the block needs (frame of reference, Goldstein et al. 1998). Any row is found at once.

use crate::{Cause, CoreId, Event, EventKind, Line, ObjectId, TaskId, TextId, Time};

/// How many fields a row has.
const N_FIELDS: usize = 10;

/// How many rows a block has.
const BLOCK_ROWS: usize = 1024;

/// An event as numbers: time and value, the ids, kind and cause. Ids are counted from 1, so that none
/// is 0 and near the others.
pub type Row = [u64; N_FIELDS];

/// How many bytes each field of a row has in the canonical form.
pub const WIDTHS: [usize; N_FIELDS] = [8, 8, 4, 4, 4, 4, 4, 4, 1, 1];

/// Rows in the order in which they were added.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Rows {
    blocks: Vec<Block>,
    /// Invariant: fewer than a block has.
    rest: Vec<Row>,
}

/// Rows that are full.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Block {
    least: Row,
    /// How many bytes each field has here.
    widths: [u8; N_FIELDS],
    /// Row by row; behind the last, enough to read eight bytes at any field.
    bytes: Box<[u8]>,
}

impl Rows {
    pub fn len(&self) -> usize {
        self.blocks.len() * BLOCK_ROWS + self.rest.len()
    }

    pub fn push(&mut self, row: Row) {
        self.rest.push(row);
        if self.rest.len() == BLOCK_ROWS {
            self.blocks.push(Block::of(&self.rest));
            self.rest.clear();
        }
    }

    /// The time of the last row; of none, the beginning.
    pub fn last_time(&self) -> u64 {
        self.len().checked_sub(1).map_or(0, |last| self.get(last)[0])
    }

    /// # Panics
    /// If there is no such row.
    pub fn get(&self, row: usize) -> Row {
        match self.blocks.get(row / BLOCK_ROWS) {
            Some(block) => block.get(row % BLOCK_ROWS),
            None => self.rest[row % BLOCK_ROWS],
        }
    }
}

impl Block {
    fn of(rows: &[Row]) -> Block {
        let (mut least, mut most) = (rows[0], rows[0]);
        for row in rows {
            for field in 0..N_FIELDS {
                least[field] = least[field].min(row[field]);
                most[field] = most[field].max(row[field]);
            }
        }
        let widths: [u8; N_FIELDS] = std::array::from_fn(|field| {
            let bits = u64::BITS - (most[field] - least[field]).leading_zeros();
            bits.div_ceil(8) as u8
        });
        let mut bytes = vec![0; rows.len() * row_bytes(&widths) + 8];
        let mut at = 0;
        for row in rows {
            for field in 0..N_FIELDS {
                // Eight bytes are written at once; the next field goes over those that are 0.
                let more = (row[field] - least[field]).to_le_bytes();
                bytes[at..at + 8].copy_from_slice(&more);
                at += usize::from(widths[field]);
            }
        }
        Block { least, widths, bytes: bytes.into() }
    }

    fn get(&self, row: usize) -> Row {
        let mut rest = &self.bytes[row * row_bytes(&self.widths)..];
        let mut numbers = self.least;
        for (number, &width) in numbers.iter_mut().zip(&self.widths) {
            let word = rest.first_chunk().map_or(0, |word| u64::from_le_bytes(*word));
            *number += word & u64::MAX.checked_shr(64 - 8 * u32::from(width)).unwrap_or(0);
            rest = &rest[usize::from(width)..];
        }
        numbers
    }
}

fn row_bytes(widths: &[u8; N_FIELDS]) -> usize {
    widths.iter().map(|&width| usize::from(width)).sum()
}

/// The row of an event.
pub fn row_of(event: Event) -> Row {
    let id = |id: u32| u64::from(id.wrapping_add(1));
    [
        event.time.0,
        event.value,
        id(event.task.0),
        id(event.core.0),
        id(event.line.0),
        id(event.object.0),
        id(event.other.0),
        id(event.text.0),
        event.kind as u64,
        event.cause as u64,
    ]
}

/// The event of a row, if its kind and its cause exist.
pub fn event_of(row: Row) -> Option<Event> {
    let [time, value, task, core, line, object, other, text, kind, cause] = row;
    let id = |number: u64| (number as u32).wrapping_sub(1);
    Some(Event {
        time: Time(time),
        kind: EventKind::from_number(kind as u8)?,
        cause: Cause::from_number(cause as u8)?,
        task: TaskId(id(task)),
        core: CoreId(id(core)),
        line: Line(id(line)),
        object: ObjectId(id(object)),
        other: TaskId(id(other)),
        text: TextId(id(text)),
        value,
    })
}

#[cfg(test)]
mod tests {
    use super::{BLOCK_ROWS, N_FIELDS, Row, Rows};

    #[test]
    fn rows_come_back_whatever_their_numbers_are() {
        let number = |row: u64, field: usize| match field {
            0 => row * 1000,
            1 => u64::MAX - row,
            2 if row.is_multiple_of(7) => u64::MAX,
            3 => 5,
            4 => row << 20,
            field => row % field as u64,
        };
        let all: Vec<Row> = (0..3 * BLOCK_ROWS as u64 + 5)
            .map(|row| std::array::from_fn::<u64, N_FIELDS, _>(|field| number(row, field)))
            .collect();
        let mut rows = Rows::default();
        all.iter().for_each(|row| rows.push(*row));
        assert_eq!(rows.len(), all.len());
        assert!(all.iter().enumerate().all(|(place, row)| rows.get(place) == *row));
    }
}
