//! What a report consists of: data that a page and a terminal show each in its own way.

use protocol::Mode;
use timeline::{Miniature, State};
use trace::{TaskId, Time};

/// What there is to tell of a run, or of several.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Report(pub Vec<Block>);

/// A part of a report.
#[derive(Clone, PartialEq, Debug)]
pub enum Block {
    /// What to do, in a sentence.
    Advice(String),
    /// A remark.
    Note(String),
    /// Names and values.
    Figures(Vec<(&'static str, String)>),
    /// Rows of the same kind.
    Table(Table),
}

/// A table. Every row has as many cells as there are heads.
#[derive(Clone, PartialEq, Debug)]
pub struct Table {
    /// What it is about.
    pub caption: String,
    /// What the columns are.
    pub heads: Vec<String>,
    /// The rows; the first cell of each says what it is about.
    pub rows: Vec<Vec<Cell>>,
}

/// What stands in a place of a table.
#[derive(Clone, PartialEq, Debug)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Words.
    Text(String),
    /// A number with its unit.
    Number(String),
    /// A number, and how long a bar is for it, from 0 to 1.
    Bar(f64, String),
    /// A task.
    Task(TaskId, String),
    /// Shares of a whole, from 0 to 1.
    Shares(Vec<(State, f64)>),
    /// A miniature timeline on an axis that ends then.
    Strip(Miniature, Time),
    /// A verdict, and why.
    Tag(Tone, &'static str, String),
    /// A mode whose run can be shown.
    Mode(Mode),
    /// A moment of the run at which a task can be shown.
    Moment(Time, TaskId),
    /// A line of the workload.
    Line(u32),
}

/// How a verdict is meant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tone {
    /// As it should be.
    Good,
    /// To be looked at.
    Doubtful,
    /// Wrong.
    Bad,
}

impl Table {
    /// A table without rows.
    pub(super) fn new(caption: &str, heads: &[&str]) -> Table {
        let heads = heads.iter().map(|head| (*head).to_owned()).collect();
        Table { caption: caption.to_owned(), heads, rows: Vec::new() }
    }
}

impl Report {
    /// What there is to tell of a workload that is refused.
    #[must_use]
    pub fn refused() -> Report {
        Report(vec![Block::Note("The program cannot be run: see the problems".to_owned())])
    }

    /// Adds a table, unless it has no rows.
    pub(super) fn table(&mut self, table: Table) {
        if !table.rows.is_empty() {
            self.0.push(Block::Table(table));
        }
    }

    pub(super) fn note(&mut self, note: impl Into<String>) {
        self.0.push(Block::Note(note.into()));
    }
}
