// Python for the editor: words, numbers, strings with their replacement fields, and indentation.
// A tokenizer of a page instead of a full parser, which would be a tenth of the page's first load.
import { StreamLanguage } from '@codemirror/language';

const words = text => new Set(text.split(' '));
const KEYWORDS = words('and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield match case');
const CONSTANTS = words('True False None');
/** What closes a block, and is indented less than what it follows. */
const DEDENT = /^\s*(?:else\b|elif\b|except\b|finally\b|case\b)/;
const LEAVE = /^\s*(?:return|pass|break|continue|raise)\b/;

/** Reads inside a string up to its end, the end of the line, or a replacement field. */
function inString(stream, state) {
  const { quote, raw, fields } = state.strings.at(-1);
  while (!stream.eol()) {
    if (stream.match(quote)) {
      state.strings.pop();
      return 'string';
    }
    if (fields && stream.peek() === '{') {
      if (stream.match('{{')) continue;
      if (stream.pos > stream.start) return 'string';
      stream.next();
      state.strings.at(-1).depth = state.depth;
      state.depth += 1;
      return 'brace';
    }
    if (stream.next() === '\\' && !raw) stream.next();
  }
  // A plain string ends with its line, closed or not.
  if (quote.length === 1) state.strings.pop();
  return 'string';
}

function token(stream, state) {
  const inside = state.strings.at(-1);
  if (inside && inside.depth === undefined) return inString(stream, state);
  if (stream.sol()) {
    state.line = stream.string;
    if (state.depth === 0) state.indent = stream.indentation();
  }
  if (stream.eatSpace()) return null;
  if (stream.match(/^#.*/)) return 'comment';
  const string = stream.match(/^([rbfuRBFU]{0,2})("""|'''|"|')/);
  if (string) {
    state.strings.push({ quote: string[2], raw: /r/i.test(string[1]), fields: /f/i.test(string[1]) });
    return inString(stream, state) ?? 'string';
  }
  if (stream.match(/^(?:0[xX][\da-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|(?:\d[\d_]*)?\.?\d[\d_]*(?:[eE][+-]?\d+)?)/)) return 'number';
  if (stream.match(/^@[\w.]+/)) return 'meta';
  const word = stream.match(/^[\p{L}_][\p{L}\p{N}_]*/u);
  if (word) return named(word[0], stream, state);
  const character = stream.next();
  if ('([{'.includes(character)) state.depth += 1;
  if (')]}'.includes(character)) {
    state.depth = Math.max(0, state.depth - 1);
    if (inside && state.depth === inside.depth) {
      delete inside.depth;
      return 'brace';
    }
  }
  return null;
}

function named(word, stream, state) {
  const before = state.last;
  state.last = word;
  if (before === 'def') return 'variableName.function.definition';
  if (before === 'class') return 'className.definition';
  if (CONSTANTS.has(word)) return 'bool';
  if (KEYWORDS.has(word)) return 'keyword';
  return stream.match(/^\s*\(/, false) ? 'variableName.function' : 'variableName';
}

/** As the line before, one level more after a colon or in brackets, one less after a `return`. */
function indent(state, after, context) {
  if (state.strings.length > 0) return null;
  const line = state.line.replace(/#.*/, '').trimEnd();
  if (state.depth > 0) return state.indent + (/^\s*[)\]}]/.test(after) ? 0 : context.unit);
  let columns = state.indent;
  if (line.endsWith(':')) columns += context.unit;
  else if (LEAVE.test(line)) columns -= context.unit;
  if (DEDENT.test(after) && !line.endsWith(':') && !LEAVE.test(line)) columns -= context.unit;
  return Math.max(0, columns);
}

export const python = StreamLanguage.define({
  name: 'python',
  startState: () => ({ strings: [], depth: 0, indent: 0, line: '', last: '' }),
  copyState: state => ({ ...state, strings: state.strings.map(string => ({ ...string })) }),
  token,
  indent,
  languageData: {
    commentTokens: { line: '#' },
    closeBrackets: { brackets: ['(', '[', '{', "'", '"', "'''", '"""'] },
    indentOnInput: /^\s*(?:[)\]}]|else:|elif |except |except:|finally:|case )$/,
  },
});
