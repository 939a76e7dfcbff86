// The keys of the editor and its history. They are not on the way of the first paint: until they are
// there, a moment later, the browser's own keys edit.
import { keymap } from '@codemirror/view';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';

export const commands = [history(), keymap.of([...defaultKeymap, ...historyKeymap, indentWithTab])];
