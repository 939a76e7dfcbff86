// The editor: CodeMirror with Python, bundled by esbuild into the folder `editor/`.
// The page talks to it through the few methods of `Editor`; lines and columns count from 1.
import { Compartment, EditorState, Prec, RangeSetBuilder, StateEffect, StateField } from '@codemirror/state';
import {
  Decoration, EditorView, WidgetType, drawSelection, dropCursor, gutter, highlightActiveLine,
  highlightActiveLineGutter, highlightSpecialChars, keymap, lineNumbers,
} from '@codemirror/view';
import {
  HighlightStyle, bracketMatching, indentOnInput, indentUnit, syntaxHighlighting,
} from '@codemirror/language';
import { tags as t } from '@lezer/highlight';
import { python } from './python.src.js';
import { offset } from './place.src.js';

const colours = HighlightStyle.define([
  { tag: [t.keyword, t.operatorKeyword, t.controlKeyword, t.definitionKeyword, t.moduleKeyword], color: 'var(--code-keyword)' },
  { tag: [t.string, t.special(t.string)], color: 'var(--code-string)' },
  { tag: [t.number, t.bool, t.null, t.atom], color: 'var(--code-number)' },
  { tag: [t.comment, t.lineComment], color: 'var(--code-comment)', fontStyle: 'italic' },
  { tag: [t.function(t.variableName), t.function(t.propertyName), t.function(t.definition(t.variableName))], color: 'var(--code-function)' },
  { tag: [t.className, t.definition(t.className)], color: 'var(--code-type)' },
  { tag: [t.meta, t.annotation], color: 'var(--code-meta)' },
]);

/** The names of the tasks that stand on a line, at its end. */
class TaskChips extends WidgetType {
  constructor(marks) { super(); this.marks = marks; }
  eq(other) {
    return other.marks.length === this.marks.length
      && other.marks.every((m, i) => m.label === this.marks[i].label && m.colour === this.marks[i].colour);
  }
  toDOM() {
    const box = document.createElement('span');
    box.className = 'cm-task-chips';
    for (const mark of this.marks) {
      const chip = box.appendChild(document.createElement('span'));
      // What has no colour is the number of the others.
      chip.className = mark.colour ? 'cm-task-chip' : 'cm-task-chip more';
      if (mark.colour) chip.style.setProperty('--task', mark.colour);
      chip.textContent = mark.label;
    }
    return box;
  }
  ignoreEvent() { return true; }
}

const setMarks = StateEffect.define();
const marksField = StateField.define({
  create: () => Decoration.none,
  update(marks, transaction) {
    marks = marks.map(transaction.changes);
    for (const effect of transaction.effects) if (effect.is(setMarks)) marks = decorate(transaction.state.doc, effect.value);
    return marks;
  },
  provide: field => EditorView.decorations.from(field),
});

function decorate(doc, marks) {
  const byLine = new Map();
  for (const mark of marks) {
    if (mark.line < 1 || mark.line > doc.lines) continue;
    if (!byLine.has(mark.line)) byLine.set(mark.line, []);
    byLine.get(mark.line).push(mark);
  }
  const builder = new RangeSetBuilder();
  for (const number of [...byLine.keys()].sort((a, b) => a - b)) {
    const here = byLine.get(number);
    const line = doc.line(number);
    const style = `--task:${here[0].colour}`;
    builder.add(line.from, line.from, Decoration.line({ class: 'cm-task-line', attributes: { style } }));
    builder.add(line.to, line.to, Decoration.widget({ widget: new TaskChips(here), side: 1 }));
  }
  return builder.finish();
}

const setFailure = StateEffect.define();
/** The line at which the run failed, until it is changed. */
const failureField = StateField.define({
  create: () => Decoration.none,
  update(shown, transaction) {
    shown = shown.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (effect.is(setFailure)) shown = failure(transaction.state.doc, effect.value);
    }
    return shown;
  },
  provide: field => EditorView.decorations.from(field),
});

function failure(doc, { line, message }) {
  if (line < 1 || line > doc.lines) return Decoration.none;
  const attributes = { title: message };
  return Decoration.set([Decoration.line({ class: 'cm-failed-line', attributes }).range(doc.line(line).from)]);
}

/** The library's names, as the engine describes them: for each module a map of its own. */
class Library {
  constructor() { this.modules = new Map(); }

  add(module, name, signature, sentence) {
    if (!this.modules.has(module)) this.modules.set(module, new Map());
    this.modules.get(module).set(name, { name, signature, sentence, module });
  }

  find(module, name) { return this.modules.get(module)?.get(name); }
}

export class Editor {
  constructor(parent, text, onChange) {
    this.quiet = false;
    this.found = [];
    this.marks = [];
    this.library = new Library();
    /** Where what is loaded later goes; its gutter has its place from the beginning. */
    this.later = new Compartment();
    /** Where the keys and the history go, which come right after the first paint. */
    this.commands = new Compartment();
    this.view = new EditorView({
      parent,
      state: EditorState.create({
        doc: text,
        extensions: [
          lineNumbers(), this.later.of(gutter({ class: 'cm-gutter-lint' })), highlightActiveLineGutter(),
          highlightSpecialChars(), drawSelection(), dropCursor(), indentOnInput(),
          indentUnit.of('    '), bracketMatching(), highlightActiveLine(),
          syntaxHighlighting(colours), python, marksField, failureField,
          EditorState.tabSize.of(4),
          EditorView.contentAttributes.of({ 'aria-label': 'Workload, a Python program', spellcheck: 'false', tabindex: '0', autocapitalize: 'off', autocorrect: 'off' }),
          // The page runs the workload on this key; the editor must not insert a line.
          Prec.highest(keymap.of([{ key: 'Mod-Enter', run: () => true }])),
          this.commands.of([]),
          EditorView.updateListener.of(update => {
            if (update.docChanged && !this.quiet) onChange(update.state.doc.toString());
          }),
        ],
      }),
    });
    // A browser that cannot load them edits with its own keys.
    import('./commands.src.js').then(({ commands }) => {
      this.view.dispatch({ effects: this.commands.reconfigure(commands) });
    }).catch(() => {});
  }

  /** Loads what only the engine's answers need, once. A browser that cannot is left without it. */
  assist() {
    this.assisting ??= import('./assist.src.js').then(assist => {
      this.view.dispatch({ effects: this.later.reconfigure(assist.assistance(this.library)) });
      return assist;
    });
    return this.assisting;
  }

  text() { return this.view.state.doc.toString(); }

  /** Replaces everything without reporting it as the visitor's edit. */
  setText(text) {
    if (text === this.text()) return;
    this.quiet = true;
    this.view.dispatch({ changes: { from: 0, to: this.view.state.doc.length, insert: text }, selection: { anchor: 0 } });
    this.view.scrollDOM.scrollTop = 0;
    this.quiet = false;
  }

  addName(module, name, signature, sentence) { this.library.add(module, name, signature, sentence); }

  /** Diagnostics, their fixes and marks come one by one and are shown together. */
  addDiagnostic(line, column, endLine, endColumn, severity, message, help) {
    this.found.push({ line, column, endLine, endColumn, severity, message, help });
  }

  setFix(name, line, column, endLine, endColumn, text) {
    this.found.at(-1).fix = { name, line, column, endLine, endColumn, text };
  }

  showDiagnostics() {
    const found = this.found;
    this.found = [];
    this.newest = found;
    const text = this.text();
    this.assist().then(assist => {
      // Typed over meanwhile: newer findings are on their way.
      if (this.newest === found && this.text() === text) this.view.dispatch(assist.findings(this.view.state, found));
    }).catch(() => {});
  }

  /** Changes the text as the visitor would. */
  change(line, column, endLine, endColumn, text) {
    this.assist().then(assist => this.view.dispatch(assist.change(this.view.state, { line, column, endLine, endColumn, text }))).catch(() => {});
  }

  addMark(line, colour, label) { this.marks.push({ line, colour, label }); }

  showMarks() {
    this.view.dispatch({ effects: setMarks.of(this.marks) });
    this.marks = [];
  }

  /** Marks the line at which the run failed; none for 0. */
  showFailure(line, message) { this.view.dispatch({ effects: setFailure.of({ line, message }) }); }

  goTo(line, column) {
    const at = offset(this.view.state.doc, line, column);
    this.view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: 'center' }) });
    this.view.focus();
  }

  destroy() { this.view.destroy(); }
}
