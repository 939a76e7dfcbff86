// Places of the text: lines and columns count from 1, and columns count characters, not UTF-16 units:
// an emoji is one column.

/** The editor's offset of a place. */
export function offset(doc, line, column) {
  const at = doc.line(Math.min(Math.max(line, 1), doc.lines));
  const before = [...at.text].slice(0, Math.max(column - 1, 0)).join('');
  return at.from + Math.min(before.length, at.length);
}
