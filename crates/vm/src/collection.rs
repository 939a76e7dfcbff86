//! Filling and taking apart lists, sets and dicts, as comprehensions, displays and unpacking do.

use lang::library::ExceptionKind;
use lang::op::Reg;

use crate::heap::Heap;
use crate::iterate;
use crate::kind::{Dict, Set, Slice};
use crate::step::{Halt, Outcome, Step};
use crate::subscript;
use crate::value::Value;

impl<H: Heap> Step<'_, '_, H> {
    /// `Op::MakeDict`.
    pub fn make_dict(&mut self, dest: Reg, first: Reg, count: u16) -> Outcome {
        let dict = self.ctx.new_dict(Dict::new());
        for i in 0..count {
            let (key, value) = (first.plus(2 * i), first.plus(2 * i + 1));
            subscript::set_item(&mut self.ctx, dict, self.fiber.get(key), self.fiber.get(value))?;
        }
        self.give(dest, dict)
    }

    /// `Op::MakeSet`.
    pub fn make_set(&mut self, dest: Reg, first: Reg, count: u16) -> Outcome {
        let set = self.ctx.new_set(Set::new());
        for i in 0..count {
            subscript::set_add(&mut self.ctx, set, self.fiber.get(first.plus(i)))?;
        }
        self.give(dest, set)
    }

    /// `Op::MakeSlice`.
    pub fn make_slice(&mut self, dest: Reg, first: Reg) -> Outcome {
        let (start, stop) = (self.fiber.get(first), self.fiber.get(first.plus(1)));
        let step = self.fiber.get(first.plus(2));
        let slice = self.ctx.heap.freeze(Slice { start, stop, step });
        self.give(dest, Value::Slice(slice))
    }

    /// `Op::ListExtend`.
    pub fn list_extend(&mut self, call: bool, list: Reg, iterable: Reg) -> Outcome {
        let value = self.fiber.get(iterable);
        if is_atom(value) || self.is_instance_without_items(value) {
            let what = match call {
                // The callee stands before the arguments.
                true => format!("{} argument", self.callee_label(Reg(list.0 - 1))),
                false => "Value".to_owned(),
            };
            let name = self.ctx.type_name(value);
            let message = format!("{what} after * must be an iterable, not {name}");
            return self.error(ExceptionKind::TypeError, message);
        }
        let Some(items) = self.all_items(iterable)? else { return Ok(()) };
        subscript::extend(&mut self.ctx, self.fiber.get(list), &items)?;
        Ok(())
    }

    fn is_instance_without_items(&mut self, value: Value) -> bool {
        matches!(value, Value::Instance(_))
            && matches!(self.ctx.native_of(value), Value::Instance(_))
            && self.ctx.special(value, "__iter__").is_none()
            && self.ctx.special(value, "__getitem__").is_none()
    }

    /// `Op::ListToTuple`.
    pub fn list_to_tuple(&mut self, dest: Reg, list: Reg) -> Outcome {
        let Some(items) = self.all_items(list)? else { return Ok(()) };
        let tuple = self.ctx.new_tuple(items);
        self.give(dest, tuple)
    }

    /// `Op::SetUpdate`.
    pub fn set_update(&mut self, set: Reg, iterable: Reg) -> Outcome {
        let Some(items) = self.all_items(iterable)? else { return Ok(()) };
        for item in items {
            subscript::set_add(&mut self.ctx, self.fiber.get(set), item)?;
        }
        Ok(())
    }

    /// `Op::DictMerge`.
    pub fn dict_merge(&mut self, call: bool, dict_register: Reg, mapping: Reg) -> Outcome {
        let (dict, mapping) = (self.fiber.get(dict_register), self.fiber.get(mapping));
        let is_prelude = self.ctx.program.code(self.fiber.top().code).is_prelude;
        if is_prelude && matches!(mapping, Value::None) {
            // The kernel starts a task that has no keywords with `None` for them.
            return Ok(());
        }
        // The callee stands before the positional arguments and these.
        let callee = Reg(dict_register.0.saturating_sub(2));
        let source = match self.ctx.native_of(mapping) {
            Value::Dict(source) => source,
            _ if self.ctx.special(mapping, "keys").is_some() => {
                match self.ctx.call_prelude("_dict_of", &[mapping])? {
                    Value::Dict(source) => source,
                    _ => unreachable!("the prelude makes a dict"),
                }
            }
            _ => {
                let name = self.ctx.type_name(mapping);
                let message = match call {
                    true => {
                        let callee = self.callee_label(callee);
                        format!("{callee} argument after ** must be a mapping, not {name}")
                    }
                    false => format!("'{name}' object is not a mapping"),
                };
                return self.error(ExceptionKind::TypeError, message);
            }
        };
        let entries: Vec<(Value, Value)> = self.ctx.heap.read(source).iter().collect();
        self.ctx.charge(entries.len())?;
        for (key, value) in entries {
            if call && subscript::find(&mut self.ctx, dict, key)?.is_some() {
                let name = self.ctx.text(key).unwrap_or("?").to_owned();
                let callee = self.callee_label(callee);
                let message = format!("{callee} got multiple values for keyword argument '{name}'");
                return self.error(ExceptionKind::TypeError, message);
            }
            subscript::set_item(&mut self.ctx, dict, key, value)?;
        }
        Ok(())
    }

    /// `Op::Unpack`.
    pub fn unpack(&mut self, source: Reg, first: Reg, count: usize) -> Outcome {
        let Some(items) = self.unpacked(source)? else { return Ok(()) };
        if items.len() > count {
            let message = format!("too many values to unpack (expected {count})");
            return self.error(ExceptionKind::ValueError, message);
        }
        if items.len() < count {
            let given = items.len();
            let message = format!("not enough values to unpack (expected {count}, got {given})");
            return self.error(ExceptionKind::ValueError, message);
        }
        self.spill(first, &items);
        Ok(())
    }

    /// `Op::UnpackStarred`.
    pub fn unpack_starred(
        &mut self,
        source: Reg,
        first: Reg,
        before: usize,
        after: usize,
    ) -> Outcome {
        let Some(items) = self.unpacked(source)? else { return Ok(()) };
        let Some(n_rest) = items.len().checked_sub(before + after) else {
            let (least, given) = (before + after, items.len());
            let message =
                format!("not enough values to unpack (expected at least {least}, got {given})");
            return self.error(ExceptionKind::ValueError, message);
        };
        let rest = self.ctx.new_list(items[before..before + n_rest].to_vec());
        let spilled = [&items[..before], &[rest], &items[before + n_rest..]].concat();
        self.spill(first, &spilled);
        Ok(())
    }

    fn spill(&mut self, first: Reg, items: &[Value]) {
        let first = self.fiber.place(first);
        self.fiber.registers[first..first + items.len()].copy_from_slice(items);
    }

    /// All items for unpacking, which words its error in its own way.
    fn unpacked(&mut self, source: Reg) -> Result<Option<Vec<Value>>, Halt> {
        let value = self.fiber.get(source);
        if is_atom(value) {
            let name = self.ctx.type_name(value);
            let message = format!("cannot unpack non-iterable {name} object");
            return self.error(ExceptionKind::TypeError, message);
        }
        self.all_items(source)
    }

    /// What messages call a function that is called with spread arguments.
    fn callee_label(&mut self, callee: Reg) -> String {
        match self.fiber.get(callee) {
            Value::Function(function) => {
                let code = self.ctx.heap.get(function).code;
                format!("__main__.{}()", self.ctx.program.code(code).qualified_name)
            }
            Value::Class(class) => format!("__main__.{}()", self.ctx.heap.read(class).name),
            Value::Type(kind) => format!("{}()", crate::raise::type_kind_name(kind)),
            Value::Native(native) => format!("{}()", crate::context::native_name(native)),
            other => format!("{}()", self.ctx.type_name(other)),
        }
    }

    /// All items of an iterable; `None` if a generator must run for them first.
    fn all_items(&mut self, iterable: Reg) -> Result<Option<Vec<Value>>, Halt> {
        let Some(source) = self.drained(iterable)? else { return Ok(None) };
        Ok(iterate::to_vec(&mut self.ctx, source)?)
    }
}

/// Whether a value has no items, as far as it alone tells.
fn is_atom(value: Value) -> bool {
    use Value as V;
    let is_number = matches!(value, V::Int(_) | V::Float(_) | V::Bool(_) | V::BigInt(_));
    is_number || matches!(value, V::None | V::Ellipsis | V::NotImplemented | V::Slice(_))
}
