//! The timeline as text, for a terminal: one letter a column.

use std::fmt::Write as _;

use trace::Time;

use crate::words::symbol;
use crate::{Group, Lane, LaneKind, MarkKind, State, StateSet, Timeline, format, text};

/// Labels take at most this many columns.
const LABEL_MAX: usize = 18;
/// The fewest columns of time that still show something.
const COLUMNS_MIN: usize = 10;

/// Draws all lanes in lines of at most `width` characters, with an axis and a legend.
///
/// Each letter is what takes most of its column's time.
#[must_use]
pub fn ascii(timeline: &Timeline, width: usize) -> String {
    let labels = timeline.lanes.iter().map(|lane| label(lane).chars().count()).max().unwrap_or(0);
    let gutter = labels.clamp(4, LABEL_MAX);
    let columns = width.saturating_sub(gutter + 3).max(COLUMNS_MIN);
    let mut out = String::new();
    let mut seen = Seen::default();
    axis(&mut out, timeline, gutter, columns);
    for group in Group::ALL {
        for (_, lane) in timeline.group(group) {
            let label = fit(&label(lane), gutter);
            let row = row(timeline, lane, columns, &mut seen);
            let end = if matches!(lane.finish, crate::Finish::Still(_)) { "…" } else { "|" };
            let _ = writeln!(out, "{label} |{row}{end}");
        }
    }
    legend(&mut out, timeline, &seen);
    out
}

/// What a legend has to explain.
#[derive(Default)]
struct Seen {
    states: StateSet,
    marks: Vec<MarkKind>,
}

/// Indented by its depth.
fn label(lane: &Lane) -> String {
    let indent = "  ".repeat(lane.depth.min(4) as usize);
    let symbol = match lane.kind {
        LaneKind::Task(task) => format!("{} ", symbol(task)),
        LaneKind::Core(_) | LaneKind::Gil(_) | LaneKind::Lock(_) => String::new(),
    };
    format!("{indent}{symbol}{}", text::one_line(&lane.name, 80))
}

/// Padded or cut to so many characters.
fn fit(label: &str, width: usize) -> String {
    if label.chars().count() <= width {
        return format!("{label:<width$}");
    }
    let mut cut: String = label.chars().take(width - 1).collect();
    cut.push('…');
    cut
}

/// The time at which a column begins.
fn edge(timeline: &Timeline, column: usize, columns: usize) -> u64 {
    (u128::from(timeline.end.0) * column as u128 / columns as u128) as u64
}

fn row(timeline: &Timeline, lane: &Lane, columns: usize, seen: &mut Seen) -> String {
    let mut letters: Vec<char> = (0..columns)
        .map(|column| {
            let from = edge(timeline, column, columns);
            let to = edge(timeline, column + 1, columns);
            letter(lane, from, to, seen)
        })
        .collect();
    for mark in &lane.marks {
        if mark.kind >= MarkKind::Cut {
            let share = u128::from(mark.time.0) * columns as u128;
            let column = share.checked_div(u128::from(timeline.end.0)).unwrap_or(0) as usize;
            letters[column.min(columns - 1)] = mark.kind.letter();
            if !seen.marks.contains(&mark.kind) {
                seen.marks.push(mark.kind);
            }
        }
    }
    letters.into_iter().collect()
}

/// What takes most of a column: a state, or in the lane of a core or lock the task that uses it.
fn letter(lane: &Lane, from: u64, to: u64, seen: &mut Seen) -> char {
    let ranked = lane.slices.mixture(from, to).ranked();
    let mut others = ranked.iter().filter(|(state, _)| *state != State::Done);
    // Work however short says more of an idle core than the switches around it.
    let half = (to - from) / 2;
    let work = others
        .clone()
        .find(|(state, time)| *state != State::Switch || *time >= half)
        .or_else(|| others.next());
    let Some(&(state, _)) = work else { return ' ' };
    if matches!(state, State::Running | State::Holding | State::Held)
        && !matches!(lane.kind, LaneKind::Task(_))
    {
        return user(lane, from, to);
    }
    seen.states = seen.states.with(state);
    state.letter()
}

/// Who uses a core or a lock longest between two times.
fn user(lane: &Lane, from: u64, to: u64) -> char {
    let mut times = std::collections::BTreeMap::new();
    for index in lane.slices.first_ending_after(from)..lane.slices.first_starting_from(to) {
        if let Some(slice) = lane.slices.get(index).filter(|slice| slice.state != State::Switch) {
            let time = slice.to.0.min(to).saturating_sub(slice.from.0.max(from));
            *times.entry(slice.other).or_insert(0) += time;
        }
    }
    let longest = times.into_iter().max_by_key(|(task, time)| (*time, std::cmp::Reverse(*task)));
    longest.map_or(' ', |(task, _)| symbol(task))
}

fn axis(out: &mut String, timeline: &Timeline, gutter: usize, columns: usize) {
    let mut line: Vec<char> = vec![' '; columns];
    let mut free_from = 0;
    for quarter in 0..4 {
        let column = columns * quarter / 4;
        let label = format!("'{}", format::time(Time(edge(timeline, column, columns))));
        let length = label.chars().count();
        if column >= free_from && column + length <= columns {
            line.splice(column..column + length, label.chars());
            free_from = column + length + 1;
        }
    }
    let line: String = line.into_iter().collect();
    let _ = writeln!(out, "{:gutter$} |{line}| {}", "", format::time(timeline.end));
}

fn legend(out: &mut String, timeline: &Timeline, seen: &Seen) {
    let mut entries: Vec<String> =
        seen.states.iter().map(|state| format!("{} {}", state.letter(), state.name())).collect();
    let mut marks = seen.marks.clone();
    marks.sort_unstable();
    entries.extend(marks.iter().map(|kind| format!("{} {}", kind.letter(), kind.name())));
    if !entries.is_empty() {
        let _ = writeln!(out, "{}", entries.join("  "));
    }
    if let Some(limit) = &timeline.cut {
        let _ = writeln!(out, "the record was cut at its limit of {limit}");
    }
}
