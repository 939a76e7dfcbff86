//! What must hold for any trace, also one that no run could have written.

use crate::support::{Raw, any};
use proptest::prelude::*;
use timeline::{Lane, LaneKind, Scene, State, Table, Timeline, Viewport, ascii, metrics, narrate};
use trace::Trace;

fn raw() -> impl Strategy<Value = (Vec<Raw>, u64)> {
    let row = (0..4_u64, 0..15_u8, 0..10_u8, 0..5_u32, 0..4_u32, 0..3_u32, 0..5_u32, 0..9_u64);
    (prop::collection::vec(row, 0..120), 0..10_u64)
}

/// Sorted, apart, inside the run.
fn check_order(lane: &Lane, end: u64) {
    let slices: Vec<_> = lane.slices.iter().collect();
    for pair in slices.windows(2) {
        assert!(pair[0].to <= pair[1].from, "{}: {pair:?}", lane.name);
    }
    assert!(slices.iter().all(|slice| slice.from <= slice.to && slice.to.0 <= end));
    assert!(lane.marks.is_sorted_by_key(|mark| mark.time));
}

/// The sums between any two times are those one gets by adding up.
fn check_sums(lane: &Lane, from: u64, to: u64) {
    let mixture = lane.slices.mixture(from, to);
    for state in State::ALL {
        let own = lane.slices.iter().filter(|slice| slice.state == state);
        let sum: u64 =
            own.map(|slice| slice.to.0.min(to).saturating_sub(slice.from.0.max(from))).sum();
        assert_eq!(mixture.of(state), sum, "{} {state:?} {from}..{to}", lane.name);
    }
}

/// A task's states follow one another without a gap, and add up to its life.
fn check_lives(trace: &Trace, timeline: &Timeline) {
    let metrics = metrics(trace);
    for (task, numbers) in metrics.tasks.iter().enumerate() {
        let sum = numbers.running_ns() + numbers.ready_ns() + numbers.blocked_ns();
        assert_eq!(sum, numbers.life().0, "task {task}");
    }
    for lane in &timeline.lanes {
        if let LaneKind::Task(task) = lane.kind {
            let gaps = lane.slices.iter().collect::<Vec<_>>();
            assert!(gaps.windows(2).all(|pair| pair[0].to == pair[1].from), "{gaps:?}");
            let total = lane.slices.total();
            let numbers = &metrics.tasks[task.index()];
            assert_eq!(total.of(State::Running), numbers.running_ns());
        }
    }
}

proptest! {
    #[test]
    fn any_events_give_a_sound_timeline((rows, end_after) in raw(), from in 0..300_u64, span in 0..300_u64) {
        let trace = any(&rows, end_after);
        let timeline = Timeline::project(&trace);
        for lane in &timeline.lanes {
            check_order(lane, timeline.end.0);
            check_sums(lane, from, from + span);
        }
        check_lives(&trace, &timeline);
        prop_assert!(timeline.arrows.is_sorted_by_key(|arrow| arrow.to.time));
        prop_assert!(timeline.arrows.iter().all(|arrow| arrow.from.time <= arrow.to.time));
    }

    #[test]
    fn any_timeline_can_be_drawn_and_told((rows, end_after) in raw(), width in 1.0..2000.0_f64, zoom in 0.1..500.0_f64) {
        let timeline = Timeline::project(&any(&rows, end_after));
        let viewport = Viewport::fit(&timeline, width, 300.0).zoom_at(&timeline, width * 0.7, zoom);
        let scene = Scene::draw(&timeline, &viewport, &timeline::Focus::default());
        prop_assert!(!scene.shapes.is_empty());
        prop_assert!(!ascii(&timeline, 80).is_empty());
        let table = Table::of(&timeline);
        prop_assert_eq!(table.rows().count(), table.len());
        prop_assert_eq!(narrate(&timeline).count(), table.len());
        for (position, row) in table.rows().enumerate() {
            if let Some(hit @ (timeline::Hit::Slice { .. } | timeline::Hit::Mark { .. })) = row.hit {
                prop_assert_eq!(table.position(&hit), Some(position));
            }
        }
    }

    #[test]
    fn a_viewport_stays_in_the_run(
        (rows, end_after) in raw(),
        moves in prop::collection::vec((0..4_u8, -3000.0..3000.0_f64, 0.001..1000.0_f64), 0..20),
    ) {
        let timeline = Timeline::project(&any(&rows, end_after));
        let mut viewport = Viewport::fit(&timeline, 700.0, 200.0);
        let whole = viewport;
        for (which, distance, factor) in moves {
            viewport = match which {
                0 => viewport.zoom_at(&timeline, distance, factor),
                1 => viewport.pan(&timeline, distance, distance / 2.0),
                2 => viewport.fit_span(&timeline, distance, distance + factor),
                _ => viewport.centred(&timeline, distance),
            };
            prop_assert!(viewport.from >= whole.from - 1e-6 && viewport.to <= whole.to + 1e-6);
            prop_assert!(viewport.span() >= 19.9 && viewport.scroll_y >= 0.0);
            prop_assert_eq!(viewport.clamped(&timeline), viewport);
        }
    }
}
