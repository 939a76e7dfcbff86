//! The methods of exceptions.

use super::MethodName as Name;
use super::arguments::Given;
use super::attribute;
use crate::context::{Args, Context, Flow, Stop};
use crate::heap::{Handle, Heap};
use crate::kind::Exception;
use crate::value::Value;

pub(super) fn call<H: Heap>(
    ctx: &mut Context<H>,
    exception: Handle<Exception>,
    method: Name,
    args: Args,
) -> Result<Flow, Stop> {
    let argument = Given::new("BaseException.", method.as_text(), args).one(ctx)?;
    match method {
        Name::WithTraceback => {
            attribute::set(ctx, Value::Exception(exception), "__traceback__", argument)?;
            Ok(Flow::Value(Value::Exception(exception)))
        }
        _ => {
            let Value::Str(_) = argument else {
                let name = ctx.type_name(argument);
                return Err(ctx.type_error(format!("note must be a str, not '{name}'")));
            };
            let this = Value::Exception(exception);
            let notes = match ctx.heap_field(this, "__notes__") {
                Some(Value::List(notes)) => notes,
                _ => {
                    let notes = ctx.new_list(Vec::new());
                    attribute::set(ctx, this, "__notes__", notes)?;
                    let Value::List(notes) = notes else { unreachable!("it was just made") };
                    notes
                }
            };
            crate::subscript::append(ctx, Value::List(notes), argument)?;
            Ok(Flow::Value(Value::None))
        }
    }
}
