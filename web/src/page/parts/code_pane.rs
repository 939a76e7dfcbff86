//! The editor and its head.

use std::rc::Rc;

use yew::prelude::*;

use crate::page::{hooks::use_editor, store::Handle};
use crate::state::{Action, AppState, Tab};

#[derive(Properties, PartialEq)]
pub struct CodePaneProps {
    pub store: Handle,
    pub state: Shared,
}

/// The state, equal where the editor shows the same.
#[derive(Clone)]
pub struct Shared(pub Rc<AppState>);

impl PartialEq for Shared {
    fn eq(&self, other: &Shared) -> bool {
        let (a, b) = (&self.0, &other.0);
        a.workload.revision == b.workload.revision
            && a.workload.file == b.workload.file
            && Rc::ptr_eq(&a.workload.text, &b.workload.text)
            && Rc::ptr_eq(&a.diagnostics, &b.diagnostics)
            && Rc::ptr_eq(&a.library, &b.library)
            && a.cursor == b.cursor
            && a.outcome.as_ref().map(Rc::as_ptr) == b.outcome.as_ref().map(Rc::as_ptr)
    }
}

#[component]
pub fn CodePane(props: &CodePaneProps) -> Html {
    let host = use_node_ref();
    let state = &props.state.0;
    use_editor(&props.store, state, &host);
    let (errors, others) = state.n_problems();
    let to_problems = props.store.callback().reform(|_: MouseEvent| Action::SetTab(Tab::Problems));
    html! {
        <section class="code" aria-label="Program">
            <div class="pane-head">
                <span class="file">{ &*state.workload.file }</span>
                <span class="grow" />
                if errors + others > 0 {
                    <button type="button" class="button small" onclick={to_problems}>
                        if errors > 0 {
                            <span class="tag bad">{ counted(errors, "error") }</span>
                        }
                        if others > 0 {
                            <span class="tag warn">{ counted(others, "finding") }</span>
                        }
                    </button>
                }
            </div>
            <div class="editor" ref={host} />
        </section>
    }
}

fn counted(n: usize, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
}
