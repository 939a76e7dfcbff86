// What the editor needs once the engine can be asked: findings, completion, and cards that tell what a
// name is. The editor loads it then, so that it is not on the way of the first paint.
import { Prec } from '@codemirror/state';
import { keymap } from '@codemirror/view';
import { forEachDiagnostic, lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { acceptCompletion, autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { python } from './python.src.js';
import { cards, complete } from './names.src.js';
import { offset } from './place.src.js';

/** What it adds to the editor; `library` has the names that the engine describes. */
export function assistance(library) {
  return [
    lintGutter(), closeBrackets(), autocompletion({ icons: false }), cards(library),
    python.data.of({ autocomplete: context => complete(library, context) }),
    Prec.highest(keymap.of([{ key: 'Tab', run: acceptCompletion }])),
    keymap.of([{ key: 'Mod-.', run: mend }, ...closeBracketsKeymap, ...completionKeymap, ...lintKeymap]),
  ];
}

/** The change of the text that shows what was found, in place of what was shown before. */
export function findings(state, found) {
  const diagnostics = found.map(it => {
    const from = offset(state.doc, it.line, it.column);
    const to = Math.max(from, offset(state.doc, it.endLine, it.endColumn));
    const actions = it.fix ? [{ name: it.fix.name, apply: view => view.dispatch(change(view.state, it.fix)) }] : [];
    return {
      from, to: to === from ? Math.min(state.doc.length, from + 1) : to, severity: it.severity, message: it.message,
      actions, renderMessage: () => message(it),
    };
  });
  return setDiagnostics(state, diagnostics.sort((a, b) => a.from - b.from));
}

function message({ message, help }) {
  const box = document.createElement('div');
  box.append(message);
  if (help) {
    const line = box.appendChild(document.createElement('div'));
    line.className = 'cm-diagnostic-help';
    line.textContent = help;
  }
  return box;
}

/** The change that mends a finding. */
export function change(state, { line, column, endLine, endColumn, text }) {
  const from = offset(state.doc, line, column);
  return { changes: { from, to: Math.max(from, offset(state.doc, endLine, endColumn)), insert: text }, userEvent: 'input.mend' };
}

/** Mends what was found on the line of the cursor. */
function mend(view) {
  const here = view.state.doc.lineAt(view.state.selection.main.head);
  let first;
  forEachDiagnostic(view.state, (found, from, to) => {
    if (!first && found.actions?.length && from <= here.to && to >= here.from) first = () => found.actions[0].apply(view, from, to);
  });
  first?.();
  return first !== undefined;
}
