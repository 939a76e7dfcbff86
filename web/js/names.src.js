// Names for completion and for hover: the library's, as the engine describes them, and the text's own.
import { hoverTooltip, keymap, showTooltip } from '@codemirror/view';
import { StateEffect, StateField } from '@codemirror/state';

const KEYWORDS = 'and as assert async await break case class continue def del elif else except finally for from global if import in is lambda match nonlocal not or pass raise return try while with yield True False None'.split(' ');
const WORD = /[\p{L}_][\p{L}\p{N}_]*/gu;

/** What a text imports: names of modules, and names of the library. */
function imports(text) {
  const modules = new Map();
  const names = new Map();
  for (const [, list] of text.matchAll(/^[ \t]*import[ \t]+([^\n#;]+)/gm)) {
    for (const item of list.split(',')) {
      const [module, as] = item.trim().split(/\s+as\s+/);
      // `import a.b` binds `a`, and `a.b` is found below by its own path.
      modules.set(as ?? module, module);
    }
  }
  for (const [, module, inner, plain] of text.matchAll(/^[ \t]*from[ \t]+([\w.]+)[ \t]+import[ \t]+(?:\(([^)]*)\)|([^\n#;]+))/gm)) {
    for (const item of (inner ?? plain).split(',')) {
      const [name, as] = item.trim().split(/\s+as\s+/);
      if (name) names.set(as ?? name, { module, name });
    }
  }
  return { modules, names };
}

/** The functions and classes that the text defines, with their headings and documentation. */
function definitions(text) {
  const found = new Map();
  for (const match of text.matchAll(/^([ \t]*)(?:async[ \t]+)?(def|class)[ \t]+([\p{L}_][\p{L}\p{N}_]*)[ \t]*(\([^:]*\))?[^:\n]*:[^\n]*\n(?:[ \t]*(?:"""|'''|"|')([^\n"']*))?/gmu)) {
    const [, , kind, name, parameters = '', sentence = ''] = match;
    const signature = `${kind === 'class' ? 'class ' : ''}${name}${parameters.replace(/\s+/g, ' ')}`;
    found.set(name, { name, signature, sentence: sentence.trim(), module: '' });
  }
  return found;
}

/** What stands before a name on its line: the dotted path that it is looked up in, if it has one. */
function pathBefore(text) {
  return /([\p{L}_][\p{L}\p{N}_.]*)\.\s*$/u.exec(text)?.[1];
}

/** Describes the name that is written there, `before` being its line up to the name. */
function describe(library, text, before, name) {
  const { modules, names } = imports(text);
  const from = /^\s*from\s+([\w.]+)\s+import\b/.exec(before);
  if (from) return library.find(from[1], name);
  const path = pathBefore(before);
  if (path !== undefined) return library.find(modules.get(path) ?? path, name);
  const own = definitions(text).get(name);
  if (own) return own;
  const taken = names.get(name);
  return taken ? library.find(taken.module, taken.name) : library.find('builtins', name);
}

/** What completion offers at a place. */
export function complete(library, context) {
  const line = context.state.doc.lineAt(context.pos);
  const typed = context.matchBefore(/[\p{L}_][\p{L}\p{N}_]*/u);
  const from = typed?.from ?? context.pos;
  const before = line.text.slice(0, from - line.from);
  const text = context.state.doc.toString();
  const validFor = /^[\p{L}\p{N}_]*$/u;
  if (/#|^\s*(?:def|class)\s+$/.test(before) || isInText(before)) return null;
  if (/^\s*(?:import|from)\s+(?:[\w.]+\s*,\s*)*$/.test(before)) {
    const known = [...library.modules.keys()].filter(name => name !== 'builtins');
    return { from, validFor, options: known.map(label => ({ label, type: 'namespace' })) };
  }
  const source = /^\s*from\s+([\w.]+)\s+import\b/.exec(before)?.[1];
  const path = pathBefore(before);
  const { modules, names } = imports(text);
  const module = source ?? (path === undefined ? undefined : modules.get(path) ?? (modules.size ? path : undefined));
  if (module !== undefined && library.modules.has(module)) {
    return { from, validFor, options: [...library.modules.get(module).values()].map(option) };
  }
  if (!typed && !context.explicit && path === undefined) return null;
  if (path !== undefined) {
    // Of what cannot be known, the attributes that the text itself uses.
    const used = new Set([...text.matchAll(/\.([\p{L}_][\p{L}\p{N}_]*)/gu)].map(match => match[1]));
    if (typed) used.delete(line.text.slice(from - line.from, context.pos));
    return used.size ? { from, validFor, options: [...used].map(label => ({ label, type: 'property' })) } : null;
  }
  return { from, validFor, options: everywhere(library, text, names, typed?.text) };
}

/** The names that can stand alone: the text's own first, then what is imported, then what needs none. */
function everywhere(library, text, names, typed) {
  const options = new Map();
  const offer = (label, made) => { if (!options.has(label)) options.set(label, made); };
  for (const own of definitions(text).values()) offer(own.name, { ...option(own), boost: 2 });
  for (const [label, { module, name }] of names) {
    const known = library.find(module, name);
    offer(label, known ? { ...option(known), label, boost: 1 } : { label });
  }
  const builtins = [...library.modules.get('builtins')?.values() ?? []];
  for (const builtin of builtins) offer(builtin.name, option(builtin));
  for (const label of KEYWORDS) offer(label, { label, type: 'keyword' });
  for (const [word] of text.replace(/#.*|"[^"\n]*"|'[^'\n]*'/g, ' ').matchAll(WORD)) {
    if (word !== typed) offer(word, { label: word, type: 'variable', boost: 1 });
  }
  return [...options.values()];
}

function option(known) {
  const callable = known.signature.endsWith(')');
  return { label: known.name, type: callable ? 'function' : 'variable', info: () => card(known) };
}

/** Whether a line ends inside a text in quotes, as far as the line itself tells. */
function isInText(before) {
  let quote = '';
  for (let at = 0; at < before.length; at += 1) {
    if (quote && before[at] === '\\') at += 1;
    else if (quote ? before[at] === quote : /["']/.test(before[at])) quote = quote ? '' : before[at];
  }
  // In an f-string a name may stand in a replacement field.
  return quote !== '' && !/\{[^}]*$/.test(before);
}

/** Signature and sentence. */
function card(known) {
  const box = document.createElement('div');
  box.className = 'cm-card';
  const head = box.appendChild(document.createElement('code'));
  head.textContent = known.module && known.module !== 'builtins' ? `${known.module}.${known.signature}` : known.signature;
  if (known.sentence) box.appendChild(document.createElement('p')).textContent = known.sentence;
  return box;
}

/** The card of the name at a place, or nothing. */
function cardAt(library, state, pos) {
  const line = state.doc.lineAt(pos);
  if (/^\s*#/.test(line.text)) return null;
  for (const match of line.text.matchAll(WORD)) {
    const from = line.from + match.index;
    const to = from + match[0].length;
    if (from <= pos && pos <= to) {
      const known = describe(library, state.doc.toString(), line.text.slice(0, match.index), match[0]);
      return known ? { pos: from, end: to, above: true, create: () => ({ dom: card(known) }) } : null;
    }
  }
  return null;
}

const show = StateEffect.define();
const shown = StateField.define({
  create: () => null,
  update(tooltip, transaction) {
    if (transaction.docChanged || transaction.selection) tooltip = null;
    for (const effect of transaction.effects) if (effect.is(show)) tooltip = effect.value;
    return tooltip;
  },
  provide: field => showTooltip.from(field),
});

/** Cards at the pointer, and by F1 at the cursor; Escape takes that one away. */
export function cards(library) {
  return [
    shown,
    hoverTooltip((view, pos) => cardAt(library, view.state, pos)),
    keymap.of([
      {
        key: 'F1',
        run(view) {
          view.dispatch({ effects: show.of(cardAt(library, view.state, view.state.selection.main.head)) });
          return true;
        },
      },
      {
        key: 'Escape',
        run(view) {
          if (!view.state.field(shown)) return false;
          view.dispatch({ effects: show.of(null) });
          return true;
        },
      },
    ]),
  ];
}
