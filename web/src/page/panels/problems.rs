//! What was found in the program. Each entry jumps to its place.

use protocol::{Diagnostic, Replacement, Severity};
use yew::prelude::*;

use crate::page::{commands, editor::fix_name, store::Handle};

/// The list.
pub fn problems(store: &Handle, diagnostics: &[Diagnostic]) -> Html {
    if diagnostics.is_empty() {
        return html! { <p class="empty">{ "No problems found" }</p> };
    }
    html! {
        <ul class="problems">
            { for diagnostics.iter().map(|found| problem(store, found)) }
        </ul>
    }
}

fn problem(store: &Handle, found: &Diagnostic) -> Html {
    let (class, gravity) = match found.severity {
        Severity::Error => ("bad", "Error"),
        Severity::Warning => ("warn", "Warning"),
        Severity::Hint => ("", "Hint"),
    };
    let related = found.related.iter().map(|related| {
        html! { <span class="what">{ format!("Line {}: {}", related.line, related.message) }</span> }
    });
    html! {
        <li>
            <button type="button" class="entry" onclick={jump(store, found.line, found.column)}>
                <span class={classes!("tag", class)}>{ gravity }</span>
                <span class="grow">
                    <span class="name">{ &found.message }</span>
                    if !found.help.is_empty() {
                        <span class="what">{ &found.help }</span>
                    }
                    { for related }
                </span>
                <span class="muted place">{ format!("{}:{}", found.line, found.column) }</span>
                <span class="muted mono wide-only">{ &found.code }</span>
            </button>
            { for found.replacement.as_ref().map(|change| fix(store, change)) }
        </li>
    }
}

/// Mends the finding at a press.
fn fix(store: &Handle, change: &Replacement) -> Html {
    let name = fix_name(&change.text);
    let (store, change) = (store.clone(), change.clone());
    let onclick = move |_: MouseEvent| {
        if let Some(editor) = &*store.editor.borrow() {
            editor.change(&change);
        }
    };
    html! { <button type="button" class="button outlined small fix" {onclick}>{ name }</button> }
}

fn jump(store: &Handle, line: u32, column: u32) -> Callback<MouseEvent> {
    let store = store.clone();
    Callback::from(move |_: MouseEvent| commands::go_to(&store, line, column))
}
