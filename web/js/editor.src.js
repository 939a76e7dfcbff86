// The editor: CodeMirror with Python, bundled by esbuild into `editor.js`.
// The page talks to it through the few methods of `Editor`; lines and columns count from 1.
import { EditorState, Prec, RangeSetBuilder, StateEffect, StateField } from '@codemirror/state';
import {
  Decoration, EditorView, WidgetType, crosshairCursor, drawSelection, dropCursor,
  highlightActiveLine, highlightActiveLineGutter, highlightSpecialChars, keymap, lineNumbers,
  rectangularSelection,
} from '@codemirror/view';
import {
  HighlightStyle, bracketMatching, indentOnInput, indentUnit, syntaxHighlighting,
} from '@codemirror/language';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import {
  acceptCompletion, autocompletion, closeBrackets, closeBracketsKeymap, completeFromList,
  completionKeymap,
} from '@codemirror/autocomplete';
import { tags as t } from '@lezer/highlight';
import { python } from './python.src.js';

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
    const shown = this.marks.length > 3 ? this.marks.slice(0, 2) : this.marks;
    for (const mark of shown) {
      const chip = box.appendChild(document.createElement('span'));
      chip.className = 'cm-task-chip';
      chip.style.setProperty('--task', mark.colour);
      chip.textContent = mark.label;
    }
    if (this.marks.length > shown.length) {
      const more = box.appendChild(document.createElement('span'));
      more.className = 'cm-task-chip more';
      more.textContent = `+${this.marks.length - shown.length}`;
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

export class Editor {
  constructor(parent, text, onChange) {
    this.quiet = false;
    this.found = [];
    this.marks = [];
    this.names = [];
    const complete = context => completeFromList(this.names)(context);
    this.view = new EditorView({
      parent,
      state: EditorState.create({
        doc: text,
        extensions: [
          lineNumbers(), lintGutter(), highlightActiveLineGutter(), highlightSpecialChars(), history(),
          drawSelection(), dropCursor(), indentOnInput(), indentUnit.of('    '), bracketMatching(),
          closeBrackets(), rectangularSelection(), crosshairCursor(), highlightActiveLine(),
          syntaxHighlighting(colours), autocompletion({ icons: false }),
          python, python.data.of({ autocomplete: complete }), marksField,
          EditorState.tabSize.of(4),
          EditorView.contentAttributes.of({ 'aria-label': 'Workload, a Python program', spellcheck: 'false', tabindex: '0', autocapitalize: 'off', autocorrect: 'off' }),
          // The page runs the workload on this key; the editor must not insert a line.
          Prec.highest(keymap.of([{ key: 'Mod-Enter', run: () => true }, { key: 'Tab', run: acceptCompletion }])),
          keymap.of([
            ...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap,
            ...completionKeymap, ...lintKeymap, indentWithTab,
          ]),
          EditorView.updateListener.of(update => {
            if (update.docChanged && !this.quiet) onChange(update.state.doc.toString());
          }),
        ],
      }),
    });
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

  /** Diagnostics and marks come one by one and are shown together. */
  addDiagnostic(line, column, endLine, endColumn, severity, message, help) {
    this.found.push({ line, column, endLine, endColumn, severity, message, help });
  }

  showDiagnostics() {
    const doc = this.view.state.doc;
    const diagnostics = this.found.map(d => {
      const from = offset(doc, d.line, d.column);
      const to = Math.max(from, offset(doc, d.endLine, d.endColumn));
      return {
        from, to: to === from ? Math.min(doc.length, from + 1) : to, severity: d.severity, message: d.message,
        renderMessage: () => {
          const box = document.createElement('div');
          box.append(d.message);
          if (d.help) {
            const help = box.appendChild(document.createElement('div'));
            help.className = 'cm-diagnostic-help';
            help.textContent = d.help;
          }
          return box;
        },
      };
    });
    this.found = [];
    this.view.dispatch(setDiagnostics(this.view.state, diagnostics.sort((a, b) => a.from - b.from)));
  }

  addMark(line, colour, label) { this.marks.push({ line, colour, label }); }

  showMarks() {
    this.view.dispatch({ effects: setMarks.of(this.marks) });
    this.marks = [];
  }

  setNames(names) { this.names = names.map(label => ({ label, type: 'keyword' })); }

  goTo(line, column) {
    const at = offset(this.view.state.doc, line, column);
    this.view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: 'center' }) });
    this.view.focus();
  }

  destroy() { this.view.destroy(); }
}

// Columns count characters, not UTF-16 units: an emoji is one column.
function offset(doc, line, column) {
  const at = doc.line(Math.min(Math.max(line, 1), doc.lines));
  const before = [...at.text].slice(0, Math.max(column - 1, 0)).join('');
  return at.from + Math.min(before.length, at.length);
}
