//! Keeps the editor in step with the state.

use std::rc::Rc;

use web_sys::Element;
use yew::prelude::*;

use crate::page::{commands, editor::Editor, store::Handle};
use crate::state::{Action, AppState};

/// Puts an editor into the element of `host` and takes it away with the component.
#[hook]
pub fn use_editor(store: &Handle, state: &Rc<AppState>, host: &NodeRef) {
    let editor = use_mut_ref(|| None::<Rc<Editor>>);
    {
        let (editor, host) = (editor.clone(), host.clone());
        use_effect_with(store.clone(), move |store| {
            if let Some(host) = host.cast::<Element>() {
                let typed = store.clone();
                let made = Editor::new(&host, &store.state().workload.text, move |text| {
                    typed.dispatch(Action::Edit(text.into()));
                });
                let made = Rc::new(made);
                editor.replace(Some(Rc::clone(&made)));
                store.editor.replace(Some(made));
            }
            let store = store.clone();
            move || {
                store.editor.take();
                editor.take();
            }
        });
    }
    {
        let (editor, text) = (editor.clone(), Rc::clone(&state.workload.text));
        use_effect_with(state.workload.revision, move |_| {
            if let Some(editor) = &*editor.borrow() {
                editor.set_text(&text);
            }
        });
    }
    {
        let editor = editor.clone();
        use_effect_with(Rc::clone(&state.diagnostics), move |diagnostics| {
            if let Some(editor) = &*editor.borrow() {
                editor.show_diagnostics(diagnostics);
            }
        });
    }
    {
        let editor = editor.clone();
        use_effect_with(Rc::clone(&state.library), move |library| {
            if let Some(editor) = editor.borrow().as_ref().filter(|_| !library.is_empty()) {
                editor.assist(library);
            }
        });
    }
    {
        let editor = editor.clone();
        use_effect_with(state.failure(), move |failure| {
            if let Some(editor) = &*editor.borrow() {
                editor.show_failure(failure.as_ref());
            }
        });
    }
    use_effect_with(commands::marks(state), move |marks| {
        if let Some(editor) = &*editor.borrow() {
            editor.show_marks(marks);
        }
    });
}
