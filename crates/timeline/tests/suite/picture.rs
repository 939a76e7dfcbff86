//! The picture: never too much of it, and what one points at is what was drawn.

use crate::support;
use timeline::navigate::{self, Direction};
use timeline::{
    Arrows, Focus, Hit, LaneId, Layout, Paint, RECTS_MAX, Rect, Scene, Shape, State, Timeline,
    Viewport, hit,
};
use trace::{TaskId, Time};

/// Backgrounds, headers, labels and the minimap take some rectangles of their own.
const CHROME_MAX: usize = 600;

fn slices_of(scene: &Scene) -> impl Iterator<Item = &Rect> {
    scene.shapes.iter().filter_map(|shape| match shape {
        Shape::Rect(rect) if matches!(rect.paint, Paint::State(_)) => Some(rect),
        _ => None,
    })
}

#[test]
fn a_million_slices_stay_a_few_thousand_rectangles() {
    let timeline = Timeline::project(&support::long(1_000_000));
    assert!(timeline.n_slices() > 900_000, "{}", timeline.n_slices());
    let whole = Viewport::fit(&timeline, 1440.0, 600.0);
    let mut zoom = 1.0;
    while zoom < 1e9 {
        for width in [390.0, 1440.0, 3840.0] {
            let viewport = whole.resized(&timeline, width, 600.0).zoom_at(&timeline, 200.0, zoom);
            let scene = Scene::draw(&timeline, &viewport, &Focus::default());
            let rects = scene.n_rects();
            assert!(rects <= RECTS_MAX + CHROME_MAX, "{rects} at {width} px, zoomed {zoom}");
        }
        zoom *= 3.0;
    }
}

#[test]
fn the_cursor_has_its_label_in_the_narrowest_picture() {
    let timeline = Timeline::project(&support::story());
    for width in [1.0, 30.0, 70.0, 900.0] {
        let viewport = Viewport::fit(&timeline, width, 400.0);
        let focus = Focus { cursor: Some(1_234_000.0), ..Focus::default() };
        let scene = Scene::draw(&timeline, &viewport, &focus);
        let said = |shape: &Shape| matches!(shape, Shape::Text(text) if text.text == "1.23 ms");
        assert!(scene.shapes.iter().any(said), "{width} px");
    }
}

#[test]
fn a_point_on_a_slice_hits_that_slice() {
    let timeline = Timeline::project(&support::story());
    let viewport = Viewport::fit(&timeline, 900.0, 400.0);
    let layout = Layout::of(&timeline, &viewport);
    for (number, lane) in timeline.lanes.iter().enumerate() {
        let row = layout.row_of(LaneId(number)).unwrap();
        let y = layout.y_of(row) + row.height - 6.0;
        for (index, slice) in lane.slices.iter().enumerate() {
            let middle = f64::midpoint(slice.from.0 as f64, slice.to.0 as f64);
            let found = hit(&timeline, &viewport, viewport.x_of(middle), y);
            assert_eq!(found, Some(Hit::Slice { lane: LaneId(number), index }));
        }
    }
}

#[test]
fn every_rectangle_of_a_dense_run_is_hit() {
    let timeline = Timeline::project(&support::long(40_000));
    for zoom in [1.0, 7.0, 90.0, 2000.0] {
        let viewport = Viewport::fit(&timeline, 1000.0, 500.0).zoom_at(&timeline, 500.0, zoom);
        let scene = Scene::draw(&timeline, &viewport, &Focus::default());
        let body = Layout::of(&timeline, &viewport).body;
        for rect in slices_of(&scene).filter(|rect| rect.area.width >= 2.0) {
            // The lower part of the lane, where no mark lies over it.
            let (x, y) =
                (rect.area.x + rect.area.width / 2.0, rect.area.y + rect.area.height - 1.0);
            if y < body || y >= viewport.height || rect.paint == Paint::State(State::Done) {
                continue;
            }
            let found = hit(&timeline, &viewport, x, y);
            assert!(
                matches!(found, Some(Hit::Slice { .. } | Hit::Preview { .. } | Hit::Mark { .. })),
                "{found:?} at {x}, {y}, zoomed {zoom}: {rect:?}"
            );
        }
    }
}

#[test]
fn labels_header_axis_and_minimap_are_hit() {
    let timeline = Timeline::project(&support::story());
    let viewport = Viewport::fit(&timeline, 900.0, 400.0);
    let layout = Layout::of(&timeline, &viewport);
    assert!(matches!(hit(&timeline, &viewport, 500.0, 5.0), Some(Hit::Minimap { .. })));
    let axis = hit(&timeline, &viewport, 500.0, layout.sizes.minimap + 5.0);
    assert!(matches!(axis, Some(Hit::Axis { .. })));
    let header = hit(&timeline, &viewport, 5.0, layout.body + 5.0);
    assert!(matches!(header, Some(Hit::Header { .. })));
    let label = hit(&timeline, &viewport, 5.0, layout.body + layout.sizes.header + 5.0);
    assert_eq!(label, Some(Hit::Label { lane: LaneId(0) }));
    assert_eq!(hit(&timeline, &viewport, -1.0, 5.0), None);
}

#[test]
fn a_mark_is_hit_at_its_sign() {
    let timeline = Timeline::project(&support::story());
    let viewport = Viewport::fit(&timeline, 900.0, 400.0);
    let scene = Scene::draw(&timeline, &viewport, &Focus::default());
    let sign = scene.shapes.iter().find_map(|shape| match shape {
        Shape::Sign(sign) => Some(*sign),
        _ => None,
    });
    let sign = sign.unwrap();
    let lane = timeline.lane_of_task(TaskId(1)).unwrap();
    assert_eq!(hit(&timeline, &viewport, sign.x, sign.y), Some(Hit::Mark { lane, index: 0 }));
}

#[test]
fn zooming_keeps_what_is_under_the_pointer() {
    let timeline = Timeline::project(&support::story());
    let mut viewport = Viewport::fit(&timeline, 900.0, 400.0);
    let time = viewport.time_at(600.0);
    for _ in 0..60 {
        viewport = viewport.zoom_at(&timeline, 600.0, 1.3);
        assert!((viewport.time_at(600.0) - time).abs() <= viewport.ns_per_px());
    }
    assert!(viewport.span() < 21.0);
}

#[test]
fn text_stays_in_the_picture() {
    let timeline = Timeline::project(&support::story());
    for width in [390.0, 900.0, 1440.0] {
        let viewport = Viewport::fit(&timeline, width, 500.0);
        let scene = Scene::draw(&timeline, &viewport, &Focus::default());
        for shape in &scene.shapes {
            if let Shape::Text(text) = shape {
                let end = text.x + timeline::text::width(&text.text, text.size);
                assert!(text.x >= 0.0 && end <= width + text.size, "{text:?} at {width}");
            }
        }
    }
}

#[test]
fn too_many_arrows_are_counted_and_those_of_the_selection_drawn() {
    let timeline = Timeline::project(&support::long(100_000));
    let viewport = Viewport::fit(&timeline, 1000.0, 700.0);
    let arrows = |focus: &Focus| {
        let scene = Scene::draw(&timeline, &viewport, focus);
        let drawn = scene.shapes.iter().filter(|shape| matches!(shape, Shape::Arrow(_))).count();
        (drawn, scene.arrows_hidden)
    };
    let (drawn, hidden) = arrows(&Focus::default());
    assert!(drawn == 0 && hidden > 1000, "{drawn} {hidden}");
    let woken = timeline.arrows[20];
    let selected = Some(navigate::nearest(&timeline, woken.to.lane, woken.to.time.0));
    let (drawn, _) = arrows(&Focus { selected, arrows: Arrows::Focused, ..Focus::default() });
    assert!((1..20).contains(&drawn), "{drawn}");
}

#[test]
fn keys_lead_through_slices_lanes_marks_and_arrows() {
    let timeline = Timeline::project(&support::story());
    let viewport = Viewport::fit(&timeline, 900.0, 400.0);
    let t2 = timeline.lane_of_task(TaskId(2)).unwrap();
    let label = Hit::Label { lane: t2 };
    let first = navigate::next_slice(&timeline, &label, Direction::Forward).unwrap();
    assert_eq!(first, Hit::Slice { lane: t2, index: 0 });
    let second = navigate::next_slice(&timeline, &first, Direction::Forward).unwrap();
    assert_eq!(navigate::next_slice(&timeline, &second, Direction::Back), Some(first));
    assert_eq!(navigate::next_slice(&timeline, &first, Direction::Back), None);
    let above = navigate::next_lane(&timeline, &viewport, &first, Direction::Back).unwrap();
    assert_eq!(above.lane(), timeline.lane_of_task(TaskId(1)));
    let mark = navigate::next_mark(&timeline, &first, Direction::Forward).unwrap();
    assert!(matches!(mark, Hit::Mark { index: 0, .. }));
    assert_eq!(navigate::next_mark(&timeline, &mark, Direction::Forward), None);
    let cause = navigate::along_arrow(&timeline, &first, Direction::Back).unwrap();
    assert_eq!(cause.lane(), timeline.lane_of_task(TaskId(0)));
    assert_eq!(navigate::find(&timeline, "t2"), [t2]);
}

#[test]
fn revealing_scrolls_no_more_than_needed() {
    let timeline = Timeline::project(&support::story());
    let small = Viewport::fit(&timeline, 900.0, 130.0).zoom_at(&timeline, 300.0, 8.0);
    let t2 = timeline.lane_of_task(TaskId(2)).unwrap();
    let target = navigate::nearest(&timeline, t2, 1_800_000);
    let shown = navigate::reveal(&timeline, &small, &target);
    let layout = Layout::of(&timeline, &shown);
    let row = layout.row_of(t2).unwrap();
    let y = layout.y_of(row);
    assert!(y >= layout.body && y + row.height <= shown.height + 0.5, "{y}");
    let (from, to) = navigate::span_of(&timeline, &target).unwrap();
    assert!(shown.from < to.0 as f64 && shown.to > from.0 as f64);
    assert_eq!(navigate::reveal(&timeline, &shown, &target), shown);
    assert!(Time(0) <= from);
}

#[test]
fn the_critical_path_is_drawn_from_lane_to_lane_where_it_is_wanted() {
    let timeline = Timeline::project(&support::story());
    let viewport = Viewport::fit(&timeline, 900.0, 400.0);
    let strokes = |path: bool| {
        let scene = Scene::draw(&timeline, &viewport, &Focus { path, ..Focus::default() });
        let lines = scene.shapes.into_iter().filter_map(|shape| match shape {
            Shape::Line(line) if line.width > 2.0 => Some(line),
            _ => None,
        });
        lines.collect::<Vec<_>>()
    };
    assert!(strokes(false).is_empty());
    let drawn = strokes(true);
    // Each stroke begins where the last one ended, and the last ends with the run.
    assert!(drawn.windows(2).all(|pair| pair[0].to.0 <= pair[1].from.0 + 0.01), "{drawn:?}");
    let (first, last) = (drawn.first().unwrap(), drawn.last().unwrap());
    assert!((first.from.0 - viewport.x_of(0.0)).abs() < 1.5, "{first:?}");
    let end = viewport.x_of(timeline.path.last().unwrap().to.0 as f64);
    assert!((last.to.0 - end).abs() < 1.5, "{last:?}");
    // `main` is on it, and the worker that it waited for.
    let mut heights: Vec<i64> = drawn.iter().map(|line| line.to.1 as i64).collect();
    heights.sort_unstable();
    heights.dedup();
    assert_eq!(heights.len(), 2, "{drawn:?}");
}
