//! Values in short, for who looks at a paused program: bounded however large they are, and said
//! without asking the workload's own code: a `__repr__` that it defines is not called.

use crate::context::Context;
use crate::format;
use crate::heap::{Handle, Heap};
use crate::kind::{Class, Dict, Instance};
use crate::value::Value;

/// How many items of a container are shown.
const ITEMS_MAX: usize = 8;
/// How deep containers in containers are shown.
const DEPTH_MAX: usize = 3;
/// How many characters of a text, a number or a name are shown.
const TEXT_MAX: usize = 80;

impl<H: Heap> Context<'_, H> {
    /// A value in short: containers by their first items, instances by their attributes.
    #[must_use]
    pub fn brief(&mut self, value: Value) -> String {
        self.brief_within(value, DEPTH_MAX)
    }

    fn brief_within(&mut self, value: Value, depth: usize) -> String {
        match value {
            Value::Cell(cell) => {
                let held = self.heap.load_cell(cell);
                self.brief_within(held, depth)
            }
            Value::List(list) => {
                let list = self.heap.read(list);
                let (items, n) = (first(list.items.iter().copied()), list.items.len());
                drop(list);
                self.items("[", &items, n, "]", depth)
            }
            Value::Tuple(tuple) => {
                let items = self.heap.get(tuple).items();
                let (items, n) = (first(items.iter().copied()), items.len());
                self.items("(", &items, n, if n == 1 { ",)" } else { ")" }, depth)
            }
            Value::Deque(deque) => {
                let deque = self.heap.read(deque);
                let (items, n) = (first(deque.items().iter().copied()), deque.items().len());
                drop(deque);
                self.items("deque([", &items, n, "])", depth)
            }
            Value::Set(set) => {
                let set = self.heap.read(set);
                let (items, n, is_frozen) = (first(set.iter()), set.len(), set.is_frozen());
                drop(set);
                match (n, is_frozen) {
                    (0, false) => "set()".to_owned(),
                    (_, false) => self.items("{", &items, n, "}", depth),
                    (_, true) => self.items("frozenset({", &items, n, "})", depth),
                }
            }
            Value::Dict(dict) => {
                let dict = self.heap.read(dict);
                let (entries, n) = entries(&dict);
                drop(dict);
                self.entries(("{", ": ", "}"), entries, n, depth)
            }
            Value::Instance(instance) => self.instance(instance, depth),
            Value::Str(text) => {
                let text = self.heap.get(text).as_str();
                let kept: String = text.chars().take(TEXT_MAX).collect();
                let is_cut = kept.len() < text.len();
                let mut brief = String::new();
                format::push_text_repr(&mut brief, &kept);
                brief + if is_cut { "…" } else { "" }
            }
            Value::Exception(_) => {
                let name = self.type_name(value);
                format!("{name}(…)")
            }
            _ => self.simple(value),
        }
    }

    /// As the library says it.
    fn simple(&mut self, value: Value) -> String {
        match self.aside(|ctx| format::repr_of(ctx, value)) {
            Some(text) if text.chars().count() > TEXT_MAX => {
                text.chars().take(TEXT_MAX).chain(['…']).collect()
            }
            Some(text) => text,
            None => format!("<{}>", self.type_name(value)),
        }
    }

    /// The name of a class, if it is one of the workload's.
    fn name_in_workload(&mut self, class: Handle<Class>) -> Option<String> {
        let label = format::class_label(self, class);
        label.strip_prefix("__main__.").map(str::to_owned)
    }

    fn items(
        &mut self,
        before: &str,
        items: &[Value],
        n: usize,
        after: &str,
        depth: usize,
    ) -> String {
        let mut parts: Vec<String> = match depth {
            0 => Vec::new(),
            _ => items.iter().map(|&item| self.brief_within(item, depth - 1)).collect(),
        };
        parts.extend(left_out(n - parts.len()));
        format!("{before}{}{after}", parts.join(", "))
    }

    fn entries(
        &mut self,
        (before, between, after): (&str, &str, &str),
        entries: Vec<(Value, Value)>,
        n: usize,
        depth: usize,
    ) -> String {
        let mut parts = Vec::new();
        if depth > 0 {
            for (key, value) in entries {
                let key = match (between, self.text(key)) {
                    ("=", Some(name)) => name.to_owned(),
                    _ => self.brief_within(key, depth - 1),
                };
                let value = self.brief_within(value, depth - 1);
                parts.push(format!("{key}{between}{value}"));
            }
        }
        parts.extend(left_out(n - parts.len()));
        format!("{before}{}{after}", parts.join(", "))
    }

    /// Its class with its attributes; what comes from a builtin type as a value of that.
    fn instance(&mut self, instance: Handle<Instance>, depth: usize) -> String {
        let (class, native, shared) = {
            let read = self.heap.read(instance);
            (read.class, read.native, read.shared)
        };
        let Some(name) = self.name_in_workload(class) else {
            return self.simple(Value::Instance(instance));
        };
        if !matches!(native, Value::Unbound | Value::Instance(_)) {
            let native = self.brief_within(native, depth);
            return format!("{name}({native})");
        }
        let (fields, n) = match shared {
            Some(shared) => entries(&self.heap.read(shared)),
            None => {
                let (read, frozen) = self.heap.read_beside(instance);
                (read.fields.iter(frozen).take(ITEMS_MAX).collect(), read.fields.len())
            }
        };
        self.entries((&format!("{name}("), "=", ")"), fields, n, depth)
    }
}

fn first(items: impl Iterator<Item = Value>) -> Vec<Value> {
    items.take(ITEMS_MAX).collect()
}

fn entries(dict: &Dict) -> (Vec<(Value, Value)>, usize) {
    (dict.iter().take(ITEMS_MAX).collect(), dict.len())
}

fn left_out(n: usize) -> Option<String> {
    (n > 0).then(|| format!("… {n} more"))
}
