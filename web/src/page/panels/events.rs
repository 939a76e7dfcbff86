//! The timeline's twin in words: all events as a table, of which only the visible rows exist.

use std::rc::Rc;

use timeline::Hit;
use trace::{Cause, Event, EventKind, Span};
use web_sys::{Element, KeyboardEvent};
use yew::prelude::*;

use crate::page::{commands, store::Handle};
use crate::rows::{ROW, Rows};
use crate::state::{Action, Outcome};

/// How high the table is taken to be before it is shown.
const ROOM: f64 = 40.0 * ROW;

#[derive(Properties)]
pub struct EventsProps {
    pub store: Handle,
    pub outcome: Option<Rc<Outcome>>,
    pub selected: Option<Hit>,
}

impl PartialEq for EventsProps {
    fn eq(&self, other: &EventsProps) -> bool {
        let shown = |props: &EventsProps| props.outcome.as_ref().map(Rc::as_ptr);
        self.selected == other.selected && shown(self) == shown(other)
    }
}

#[component]
pub fn Events(props: &EventsProps) -> Html {
    let body = use_node_ref();
    // The row that the keys chose; it may belong to no slice.
    let chosen = use_state_eq(|| None::<usize>);
    let n = props.outcome.as_ref().map_or(0, |outcome| outcome.trace.len());
    let existing = use_state_eq(|| Rows { n, scroll: 0.0, room: ROOM }.existing());
    let at = current_row(props, *chosen);
    let measure = {
        let (body, existing) = (body.clone(), existing.setter());
        Callback::from(move |()| {
            if let Some(body) = body.cast::<Element>() {
                existing.set(rows_in(&body, n).existing());
            }
        })
    };
    {
        let (body, measure) = (body.clone(), measure.clone());
        use_effect_with((at, n), move |(at, n)| {
            if let (Some(body), Some(at)) = (body.cast::<Element>(), *at)
                && let Some(scroll) = rows_in(&body, *n).scroll_to(at)
            {
                body.set_scroll_top(scroll as i32);
            }
            measure.emit(());
        });
    }
    let Some(outcome) = props.outcome.clone() else {
        return html! { <p class="empty">{ "The events of a run appear here" }</p> };
    };
    let choose = {
        let (store, outcome, chosen) = (props.store.clone(), outcome.clone(), chosen.setter());
        Callback::from(move |row: usize| {
            chosen.set(Some(row));
            let time = outcome.trace.event(row).time;
            store.dispatch(Action::MoveCursor(Some(time)));
            store.dispatch(Action::Select(outcome.hit_of_row(row)));
        })
    };
    let onscroll = measure.reform(|_: yew::Event| ());
    let onkeydown = {
        let choose = choose.clone();
        move |event: KeyboardEvent| {
            if let Some(next) = row_after_key(&event.key(), at, n) {
                event.prevent_default();
                choose.emit(next);
            }
        }
    };
    let rows = existing.rows.start..existing.rows.end.min(n);
    let space = |height: f64| format!("height:{height:.0}px");
    html! {
        <div class="events" role="grid" aria-label="Events" aria-rowcount={(n + 1).to_string()} tabindex="0"
            ref={body} {onscroll} {onkeydown}
            aria-activedescendant={at.map(|at| format!("event-{at}"))}>
            { head() }
            <div role="presentation" style={space(existing.above)} />
            { for rows.map(|index| row(&outcome, index, at == Some(index), choose.reform(move |_: MouseEvent| index))) }
            <div role="presentation" style={space(existing.below)} />
        </div>
    }
}

/// The row of what is selected; of several, the one that the keys chose.
fn current_row(props: &EventsProps, chosen: Option<usize>) -> Option<usize> {
    let (Some(outcome), Some(hit)) = (&props.outcome, props.selected) else { return chosen };
    let same = chosen.filter(|row| outcome.hit_of_row(*row) == Some(hit));
    same.or_else(|| outcome.row_of(hit))
}

fn head() -> Html {
    let names = ["Time", "Task", "What", "Why", "Object", "Core", "Line"];
    html! {
        <div class="event-row head" role="row" aria-rowindex="1">
            { for names.map(|name| html! { <span role="columnheader">{ name }</span> }) }
        </div>
    }
}

/// The rows in the window that the table is in, below the table's head.
fn rows_in(body: &Element, n: usize) -> Rows {
    let room = (f64::from(body.client_height()) - ROW).max(0.0);
    Rows { n, scroll: f64::from(body.scroll_top()), room }
}

/// Where a key leads from the chosen row, if it is one of those that lead anywhere.
fn row_after_key(key: &str, at: Option<usize>, n: usize) -> Option<usize> {
    let last = n.checked_sub(1)?;
    Some(match (key, at) {
        ("ArrowDown", Some(at)) => (at + 1).min(last),
        ("ArrowUp", Some(at)) => at.saturating_sub(1),
        ("PageDown", Some(at)) => (at + 10).min(last),
        ("PageUp", Some(at)) => at.saturating_sub(10),
        ("ArrowDown" | "Home", _) => 0,
        ("ArrowUp" | "End", _) => last,
        _ => return None,
    })
}

fn row(outcome: &Outcome, index: usize, chosen: bool, onclick: Callback<MouseEvent>) -> Html {
    let event = outcome.trace.event(index);
    let timeline = &outcome.timeline;
    let other = timeline.task_name(event.other);
    let object = timeline.object_name(event.object);
    let colour = event.task.some().map(|task| format!("--task:{}", commands::task_colour(task)));
    html! {
        <div class="event-row" role="row" key={index} id={format!("event-{index}")} {onclick}
            aria-rowindex={(index + 2).to_string()} aria-selected={chosen.to_string()}>
            <span role="gridcell">{ timeline::format::time(event.time) }</span>
            <span role="gridcell" class="by" style={colour}>{ timeline.task_name(event.task).to_owned() }</span>
            <span role="gridcell">{ what(event.kind) }</span>
            <span role="gridcell">{ why(outcome, &event) }</span>
            <span role="gridcell">{ if object.is_empty() { other.to_owned() } else { object.to_owned() } }</span>
            <span role="gridcell">{ event.core.some().map(|core| core.0.to_string()).unwrap_or_default() }</span>
            <span role="gridcell">{ event.line.some().map(|line| line.0.to_string()).unwrap_or_default() }</span>
        </div>
    }
}

fn what(kind: EventKind) -> &'static str {
    match kind {
        EventKind::Spawn => "starts",
        EventKind::Run => "runs",
        EventKind::Preempt => "is preempted",
        EventKind::Block => "waits",
        EventKind::Wake => "is woken",
        EventKind::End => "ends",
        EventKind::Acquire => "takes",
        EventKind::Release => "gives back",
        EventKind::Output => "prints",
        EventKind::Checkpoint => "checkpoint",
        EventKind::Switch => "switch",
        EventKind::Exception => "fails",
        EventKind::Deadlock => "deadlock",
        EventKind::Hold => "holds its core",
        EventKind::Cut => "cut",
        EventKind::Late => "late",
        EventKind::Turn => "turn of the loop",
        EventKind::Signal => "signals",
        EventKind::Send => "sends",
        EventKind::Receive | EventKind::Transfer => "receives",
        EventKind::Marshal => "marshals",
    }
}

fn why(outcome: &Outcome, event: &Event) -> String {
    let cause = match event.cause {
        Cause::None => "",
        Cause::Quantum => "quantum used up",
        Cause::Yield => "offered its turn",
        Cause::Outranked => "one that goes before it became ready",
        Cause::Io => "I/O",
        Cause::Sleep => "sleep",
        Cause::Lock => "lock",
        Cause::Join => "join",
        Cause::Gil => "GIL",
        Cause::Queue => "queue",
        Cause::Event => "event",
        Cause::Start => "start",
        Cause::Stolen => "stolen from another core's queue",
    };
    let text = outcome.trace.text(event.text).trim_end();
    let span = match event.kind {
        EventKind::Marshal => timeline::format::span(Span(event.value)),
        _ => String::new(),
    };
    [cause, &span, text].into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
