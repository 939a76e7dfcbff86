//! CodeMirror, through the few methods of `web/js/editor.src.js`.

use protocol::{Diagnostic, LibraryName, Replacement, Severity};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(raw_module = "./editor/editor.js")]
extern "C" {
    #[wasm_bindgen(js_name = Editor)]
    type RawEditor;
    #[wasm_bindgen(method, js_name = setText)]
    fn set_text(this: &RawEditor, text: &str);
    #[wasm_bindgen(method, js_name = addDiagnostic)]
    fn add_diagnostic(
        this: &RawEditor,
        line: u32,
        column: u32,
        end_line: u32,
        end_column: u32,
        severity: &str,
        message: &str,
        help: &str,
    );
    #[wasm_bindgen(method, js_name = showDiagnostics)]
    fn show_diagnostics(this: &RawEditor);
}

// In two parts, so that each can be seen at once.
#[wasm_bindgen(raw_module = "./editor/editor.js")]
extern "C" {
    #[wasm_bindgen(method, js_name = addMark)]
    fn add_mark(this: &RawEditor, line: u32, colour: &str, label: &str);
    #[wasm_bindgen(method, js_name = showMarks)]
    fn show_marks(this: &RawEditor);
    #[wasm_bindgen(method, js_name = setFix)]
    fn set_fix(
        this: &RawEditor,
        name: &str,
        line: u32,
        column: u32,
        end_line: u32,
        end_column: u32,
        text: &str,
    );
    #[wasm_bindgen(method)]
    fn change(this: &RawEditor, line: u32, column: u32, end_line: u32, end_column: u32, text: &str);
    #[wasm_bindgen(method, js_name = showFailure)]
    fn show_failure(this: &RawEditor, line: u32, message: &str);
    #[wasm_bindgen(method, js_name = addName)]
    fn add_name(this: &RawEditor, module: &str, name: &str, signature: &str, sentence: &str);
    #[wasm_bindgen(method)]
    fn assist(this: &RawEditor);
    #[wasm_bindgen(method, js_name = goTo)]
    fn go_to(this: &RawEditor, line: u32, column: u32);
    #[wasm_bindgen(method)]
    fn destroy(this: &RawEditor);
    #[wasm_bindgen(constructor, js_class = "Editor")]
    fn new(
        parent: &web_sys::Element,
        text: &str,
        on_change: &Closure<dyn FnMut(String)>,
    ) -> RawEditor;
}

/// An editor in the page. Dropping it takes it away.
pub struct Editor {
    raw: RawEditor,
    _on_change: Closure<dyn FnMut(String)>,
}

/// A line on which tasks stand.
#[derive(Clone, PartialEq, Debug)]
pub struct TaskMark {
    /// Counted from 1.
    pub line: u32,
    /// For each task that is named a colour of the style sheet, such as `var(--task-0)`, and its name.
    pub names: Vec<(String, String)>,
    /// How many more stand there.
    pub n_more: usize,
}

impl Editor {
    /// Puts an editor into `parent`; each edit by the visitor goes to `on_change`.
    pub fn new(
        parent: &web_sys::Element,
        text: &str,
        on_change: impl FnMut(String) + 'static,
    ) -> Editor {
        let on_change = Closure::<dyn FnMut(String)>::new(on_change);
        Editor { raw: RawEditor::new(parent, text, &on_change), _on_change: on_change }
    }

    /// Replaces the text without reporting an edit.
    pub fn set_text(&self, text: &str) {
        self.raw.set_text(text);
    }

    /// Shows what was found, in place of what was shown before.
    pub fn show_diagnostics(&self, diagnostics: &[Diagnostic]) {
        // What is wrong with a policy is not in this text.
        for found in diagnostics.iter().filter(|found| found.code != "policy") {
            let severity = match found.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Hint => "hint",
            };
            self.raw.add_diagnostic(
                found.line,
                found.column,
                found.end_line,
                found.end_column,
                severity,
                &found.message,
                &found.help,
            );
            if let Some(Replacement { line, column, end_line, end_column, text }) =
                &found.replacement
            {
                let name = fix_name(text);
                self.raw.set_fix(&name, *line, *column, *end_line, *end_column, text);
            }
        }
        self.raw.show_diagnostics();
    }

    /// Shows where tasks stand, in place of what was shown before.
    pub fn show_marks(&self, marks: &[TaskMark]) {
        for TaskMark { line, names, n_more } in marks {
            for (colour, label) in names {
                self.raw.add_mark(*line, colour, label);
            }
            if *n_more > 0 {
                self.raw.add_mark(*line, "", &format!("+{n_more}"));
            }
        }
        self.raw.show_marks();
    }

    /// Changes the text as the visitor would.
    pub fn change(&self, change: &Replacement) {
        let Replacement { line, column, end_line, end_column, text } = change;
        self.raw.change(*line, *column, *end_line, *end_column, text);
    }

    /// Marks the line at which the run failed, until another is marked or none.
    pub fn show_failure(&self, failure: Option<&(u32, String)>) {
        let (line, message) = failure.map_or((0, ""), |(line, message)| (*line, message.as_str()));
        self.raw.show_failure(line, message);
    }

    /// Has what completion and findings need loaded, and tells it the library's names.
    pub fn assist(&self, library: &[LibraryName]) {
        for LibraryName { module, name, signature, sentence } in library {
            self.raw.add_name(module, name, signature, sentence);
        }
        self.raw.assist();
    }

    /// Puts the cursor and the focus there.
    pub fn go_to(&self, line: u32, column: u32) {
        self.raw.go_to(line, column);
    }
}

/// What a button says that makes this change.
pub fn fix_name(text: &str) -> String {
    match text.strip_suffix('\n') {
        Some(line) => format!("Add {line}"),
        None => format!("Change to {text}"),
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        self.raw.destroy();
    }
}
