//! The methods of properties: `@name.setter` and its like make a property with one more function.

use super::MethodName as Name;
use super::arguments::Given;
use crate::context::{Args, Context, Flow, Stop};
use crate::heap::{Handle, Heap};
use crate::kind::Descriptor;
use crate::value::Value;

pub(super) fn call<H: Heap>(
    ctx: &mut Context<H>,
    descriptor: Handle<Descriptor>,
    method: Name,
    args: Args,
) -> Result<Flow, Stop> {
    let function = Given::new("property.", method.as_text(), args).one(ctx)?;
    let mut changed = *ctx.heap.get(descriptor);
    match method {
        Name::Getter => changed.get = function,
        Name::Setter => changed.set = function,
        _ => changed.delete = function,
    }
    Ok(Flow::Value(Value::Descriptor(ctx.heap.freeze(changed))))
}
