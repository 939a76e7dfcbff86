//! The line between two panes, moved by pointer and by keys.

use web_sys::{Element, KeyboardEvent, PointerEvent};
use yew::prelude::*;

/// Which way the line moves.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Axis {
    /// Left and right; its share is that of the pane on the left.
    X,
    /// Up and down; its share is that of the pane below.
    Y,
}

#[derive(Properties, PartialEq)]
pub struct SplitterProps {
    pub axis: Axis,
    pub label: AttrValue,
    /// The pane's share, in percent.
    pub share: f64,
    pub on_move: Callback<f64>,
}

/// How far one press of an arrow key moves the line, in percent.
const STEP: f64 = 2.0;

#[component]
pub fn Splitter(props: &SplitterProps) -> Html {
    let dragging = use_state_eq(|| false);
    let line = use_node_ref();
    let onpointerdown = Callback::from({
        let (dragging, line) = (dragging.clone(), line.clone());
        move |event: PointerEvent| {
            if event.button() != 0 {
                return;
            }
            if let Some(line) = line.cast::<Element>() {
                // Without the capture the drag ends at the line's edge, and nothing worse.
                line.set_pointer_capture(event.pointer_id()).ok();
            }
            dragging.set(true);
            event.prevent_default();
        }
    });
    let onpointermove = Callback::from({
        let (dragging, line) = (dragging.clone(), line.clone());
        let (axis, on_move) = (props.axis, props.on_move.clone());
        move |event: PointerEvent| {
            // What both panes are in; the elements between have no area of their own.
            let around = line.cast::<Element>();
            let parent = around.and_then(|line| line.closest(".shell, .right").ok().flatten());
            if let (true, Some(parent)) = (*dragging, parent) {
                let area = parent.get_bounding_client_rect();
                on_move.emit(match axis {
                    Axis::X => (f64::from(event.client_x()) - area.left()) / area.width() * 100.0,
                    Axis::Y => {
                        (area.bottom() - f64::from(event.client_y())) / area.height() * 100.0
                    }
                });
            }
        }
    });
    let end = Callback::from({
        let dragging = dragging.clone();
        move |_: PointerEvent| dragging.set(false)
    });
    let onkeydown = Callback::from({
        let (axis, share, on_move) = (props.axis, props.share, props.on_move.clone());
        move |event: KeyboardEvent| {
            let to = match (axis, event.key().as_str()) {
                (Axis::X, "ArrowLeft") | (Axis::Y, "ArrowDown") => share - STEP,
                (Axis::X, "ArrowRight") | (Axis::Y, "ArrowUp") => share + STEP,
                (_, "Home") => 0.0,
                (_, "End") => 100.0,
                _ => return,
            };
            event.prevent_default();
            on_move.emit(to);
        }
    });
    let (class, orientation) = match props.axis {
        Axis::X => ("x", "vertical"),
        Axis::Y => ("y", "horizontal"),
    };
    html! {
        <div ref={line} class={classes!("splitter", class, dragging.then_some("dragging"))}
            role="separator" tabindex="0" aria-label={props.label.clone()}
            aria-orientation={orientation} aria-valuemin="12" aria-valuemax="80"
            aria-valuenow={format!("{:.0}", props.share)}
            {onpointerdown} {onpointermove} onpointerup={end.clone()} onpointercancel={end}
            {onkeydown} />
    }
}
