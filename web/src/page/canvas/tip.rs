//! The words at the pointer.

use timeline::{Description, Hit, Timeline};

use super::Parts;
use crate::page::dom;

/// How far the tip stays from the pointer, and from the edges, in pixels.
const AWAY: f64 = 14.0;
/// The facts that the tip leaves to the details.
const LEFT_OUT: [&str; 2] = ["state", "core"];

/// What to say about a point of the timeline; nothing where there is nothing to say.
pub fn words(timeline: &Timeline, hit: Hit) -> Option<Description> {
    match hit {
        Hit::Axis { .. } | Hit::Minimap { .. } | Hit::Header { .. } => None,
        _ => Some(timeline::describe(timeline, &hit)).filter(|it| !it.title.is_empty()),
    }
}

/// Shows a description near a point of the stage, or nothing.
pub fn show(parts: &Parts, words: Option<&Description>, x: f64, y: f64) {
    let tip = &parts.tip;
    tip.set_hidden(words.is_none());
    let Some(words) = words else { return };
    write(tip, words);
    let (width, height) = (f64::from(tip.offset_width()), f64::from(tip.offset_height()));
    let (room_x, room_y) =
        (f64::from(parts.stage.client_width()), f64::from(parts.stage.client_height()));
    // Below and to the right of the pointer, else where there is room.
    let left = if x + AWAY + width > room_x { x - AWAY - width } else { x + AWAY };
    let top = if y + AWAY + height > room_y { y - AWAY - height } else { y + AWAY };
    let place = format!("translate({:.0}px,{:.0}px)", left.max(4.0), top.max(4.0));
    // Setting a known property cannot fail.
    tip.style().set_property("transform", &place).ok();
}

/// The title and a row for each fact, as text: a workload's own words are never markup.
fn write(tip: &web_sys::HtmlElement, words: &Description) -> Option<()> {
    tip.set_text_content(None);
    let add = |parent: &web_sys::Element, tag: &str, text: &str| {
        let child = dom::document().create_element(tag).ok()?;
        child.set_text_content(Some(text));
        parent.append_child(&child).ok()?;
        Some(child)
    };
    add(tip, "b", &words.title)?;
    let list = add(tip, "dl", "")?;
    for (name, value) in words.rows.iter().filter(|(name, _)| !LEFT_OUT.contains(name)) {
        add(&list, "dt", name)?;
        add(&list, "dd", value)?;
    }
    Some(())
}
