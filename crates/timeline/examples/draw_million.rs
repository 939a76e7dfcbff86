//! How long it takes to project a long run and to draw a frame of it, at several zooms.
//!
//! `cargo run --release -p timeline --example draw_million`

use std::time::Instant;

use timeline::{Focus, Scene, Timeline, Viewport, hit};

#[path = "../tests/suite/support.rs"]
#[expect(dead_code, reason = "the other traces are for tests")]
mod support;

/// Frames drawn for each measurement.
const FRAMES: u32 = 50;

fn main() {
    let trace = support::long(1_000_000);
    let begin = Instant::now();
    let timeline = Timeline::project(&trace);
    let took = begin.elapsed();
    println!(
        "projected {} slices and {} arrows in {took:?}",
        timeline.n_slices(),
        timeline.arrows.len()
    );
    let whole = Viewport::fit(&timeline, 1440.0, 600.0);
    for zoom in [1.0, 10.0, 100.0, 1_000.0, 10_000.0, 100_000.0] {
        let mut viewport = whole.zoom_at(&timeline, 700.0, zoom);
        let begin = Instant::now();
        let mut scene = Scene::default();
        for _ in 0..FRAMES {
            viewport = viewport.pan(&timeline, 3.0, 0.0);
            scene = Scene::draw(&timeline, &viewport, &Focus::default());
        }
        let frame = begin.elapsed() / FRAMES;
        let begin = Instant::now();
        let found = hit(&timeline, &viewport, 700.0, 120.0);
        println!(
            "zoomed {zoom:>8}: {frame:>10.2?} a frame, {:>5} rects, {:>5} shapes; hit {} in {:.2?}",
            scene.n_rects(),
            scene.shapes.len(),
            found.is_some(),
            begin.elapsed()
        );
    }
}
