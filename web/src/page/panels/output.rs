//! What the workload printed, and by which task; how the run ended.

use std::rc::Rc;

use protocol::{Ending, Failure, Status};
use trace::TaskId;
use yew::prelude::*;

use crate::page::{commands, store::Handle};
use crate::state::{Outcome, Running};
use crate::traceback::line_named;

/// The most lines that are put into the page; the export has all.
const LINES_MAX: usize = 2_000;

#[derive(Properties)]
pub struct OutputProps {
    pub store: Handle,
    pub run: Option<Running>,
    pub outcome: Option<Rc<Outcome>>,
}

impl PartialEq for OutputProps {
    fn eq(&self, other: &OutputProps) -> bool {
        let shown = |props: &OutputProps| props.outcome.as_ref().map(Rc::as_ptr);
        self.run == other.run && shown(self) == shown(other)
    }
}

#[component]
pub fn OutputPanel(props: &OutputProps) -> Html {
    if let Some(run) = &props.run {
        let time = timeline::format::time(run.time);
        let words = match run.over {
            true => format!("Ended after {time}; what happened is looked at"),
            false => format!("Running for {time}"),
        };
        return html! {
            <div class="output" aria-busy="true">
                <p class="ending">{ words }</p>
                { for run.stdout.lines().chain(run.stderr.lines()).rev().take(LINES_MAX).collect::<Vec<_>>().into_iter().rev()
                    .map(|text| line(None, text)) }
            </div>
        };
    }
    let Some(outcome) = &props.outcome else {
        return html! { <p class="empty">{ "What the program prints appears here" }</p> };
    };
    let lines = lines(outcome);
    let hidden = lines.len().saturating_sub(LINES_MAX);
    html! {
        <div class="output">
            { ending(outcome) }
            if lines.is_empty() {
                <p class="ending">{ "Nothing was printed" }</p>
            }
            { for lines.iter().take(LINES_MAX).map(|(task, text)| line(task.map(|task| (outcome, task)), text)) }
            if hidden > 0 {
                <p class="ending">{ timeline::format::count(hidden) }{ " more lines are not shown; the export has all" }</p>
            }
            if let Some(error) = outcome.ending.as_ref().and_then(|ending| ending.error.as_ref()) {
                { failure(&props.store, error) }
            }
        </div>
    }
}

/// The printed lines with their tasks; without tasks where the record was cut short.
fn lines(outcome: &Outcome) -> Vec<(Option<TaskId>, String)> {
    let printed: usize = outcome.prints().map(|(_, text)| text.len()).sum();
    let is_cut = |ending: &&Ending| ending.stdout.len() + ending.stderr.len() != printed;
    if let Some(ending) = outcome.ending.as_ref().filter(is_cut) {
        let lines = ending.stdout.lines().chain(ending.stderr.lines());
        return lines.map(|text| (None, text.to_owned())).collect();
    }
    let mut lines = Vec::<(Option<TaskId>, String)>::new();
    let mut open = false;
    for (task, text) in outcome.prints() {
        for piece in text.split_inclusive('\n') {
            let words = piece.strip_suffix('\n').unwrap_or(piece);
            match lines.last_mut() {
                Some((_, line)) if open => line.push_str(words),
                _ => lines.push((Some(task), words.to_owned())),
            }
            open = words.len() == piece.len();
        }
    }
    lines
}

fn line(by: Option<(&Rc<Outcome>, TaskId)>, text: &str) -> Html {
    html! {
        <div class="output-line">
            if let Some((outcome, task)) = by {
                <span class="by" style={format!("--task:{}", commands::task_colour(task))}>
                    { outcome.timeline.task_name(task).to_owned() }
                </span>
            }
            <pre>{ text.to_owned() }</pre>
        </div>
    }
}

fn ending(outcome: &Outcome) -> Html {
    let Some(ending) = &outcome.ending else { return html! {} };
    let (class, words) = match ending.status {
        Status::Ok if ending.exit_code == 0 => return html! {},
        Status::Ok => ("", format!("Ended with exit code {}", ending.exit_code)),
        Status::Error => ("bad", "Ended by an exception".to_owned()),
        Status::Deadlock => {
            ("bad", "Deadlock: every task waits, and nothing can wake any".to_owned())
        }
        Status::Limit => ("warn", "A limit was reached, so the run ends here".to_owned()),
        Status::Refused => ("bad", "Not run: see the problems".to_owned()),
        Status::Stopped => ("", "Stopped".to_owned()),
    };
    html! { <p class="ending"><span class={classes!("tag", class)}>{ words }</span></p> }
}

fn failure(store: &Handle, error: &Failure) -> Html {
    let jump = error.line.map(|line| {
        let onclick = jump(store, line);
        html! { <button type="button" class="button outlined small" {onclick}>{ format!("Go to line {line}") }</button> }
    });
    html! {
        <div class="failure">
            <div class="failure-head">
                <b>{ &error.kind }</b>
                <span class="grow">{ &error.message }</span>
                { for jump }
            </div>
            if !error.traceback.is_empty() {
                <pre>{ for error.traceback.split_inclusive('\n').map(|text| trace_line(store, text)) }</pre>
            }
        </div>
    }
}

/// A line of a traceback: a link where it speaks of a line of the program.
fn trace_line(store: &Handle, text: &str) -> Html {
    let Some(line) = line_named(text) else { return text.to_owned().into() };
    let words = text.trim();
    let before = text.len() - text.trim_start().len();
    let onclick = jump(store, line);
    html! {
        <>
            { text[..before].to_owned() }
            <button type="button" class="link" {onclick}>{ words.to_owned() }</button>
            { text[before + words.len()..].to_owned() }
        </>
    }
}

fn jump(store: &Handle, line: u32) -> Callback<MouseEvent> {
    let store = store.clone();
    Callback::from(move |_: MouseEvent| commands::go_to(&store, line, 1))
}
