//! A small drawing of each mode: who is on which core when.

use protocol::Mode;
use yew::prelude::*;

/// A block of the drawing: row, left edge, width, task.
type Block = (u8, u8, u8, char);

/// On a grid of 52 by 30: at most three rows.
fn blocks(mode: Mode) -> &'static [Block] {
    match mode {
        Mode::AsWritten => &[(0, 0, 14, 'a'), (1, 16, 14, 'b'), (0, 32, 8, 'a'), (2, 42, 10, 'c')],
        Mode::Sequential => &[(1, 0, 16, 'a'), (1, 18, 16, 'b'), (1, 36, 16, 'c')],
        Mode::TimeSliced => &[
            (1, 0, 7, 'a'),
            (1, 9, 7, 'b'),
            (1, 18, 7, 'c'),
            (1, 27, 7, 'a'),
            (1, 36, 7, 'b'),
            (1, 45, 7, 'c'),
        ],
        Mode::Threads => {
            &[(0, 0, 10, 'a'), (1, 12, 10, 'b'), (0, 24, 8, 'a'), (2, 34, 8, 'c'), (1, 44, 8, 'b')]
        }
        Mode::FreeThreads => &[(0, 0, 44, 'a'), (1, 4, 48, 'b'), (2, 2, 36, 'c')],
        Mode::Processes => &[(0, 4, 40, 'a'), (1, 8, 44, 'b'), (2, 12, 30, 'c')],
        Mode::Cluster => &[(0, 2, 50, 'a'), (2, 8, 44, 'b')],
        Mode::Async => {
            &[(0, 0, 8, 'a'), (0, 34, 10, 'a'), (1, 10, 8, 'b'), (1, 46, 6, 'b'), (2, 20, 12, 'c')]
        }
    }
}

/// The rows that have a rail: a core each, or a task each where tasks take turns on one core.
fn rails(mode: Mode) -> std::ops::RangeInclusive<u8> {
    match mode {
        Mode::Sequential | Mode::TimeSliced => 1..=1,
        _ => 0..=2,
    }
}

/// The drawing of a mode.
pub fn mode_drawing(mode: Mode) -> Html {
    let top = |row: u8| u32::from(row) * 10 + 2;
    html! {
        <svg class="drawing" viewBox="0 0 52 30" aria-hidden="true">
            { for rails(mode).map(|row| html! {
                <rect class="rail" x="0" y={(top(row) + 2).to_string()} width="52" height="2" rx="1" />
            }) }
            { for blocks(mode).iter().map(|(row, x, width, task)| html! {
                <rect class={task.to_string()} x={x.to_string()} y={top(*row).to_string()}
                    width={width.to_string()} height="6" rx="1.5" />
            }) }
        </svg>
    }
}
