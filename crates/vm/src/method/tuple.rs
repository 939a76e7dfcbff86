//! The methods of tuples.

use super::MethodName as Name;
use super::arguments::Given;
use super::list;
use crate::context::{Args, Context, Flow, Stop};
use crate::heap::{Handle, Heap};
use crate::kind::Tuple;
use crate::value::Value;

pub(super) fn call<H: Heap>(
    ctx: &mut Context<H>,
    tuple: Handle<Tuple>,
    method: Name,
    args: Args,
) -> Result<Flow, Stop> {
    let given = Given::new("tuple.", method.as_text(), args);
    let items = ctx.heap.get(tuple).items().to_vec();
    let value = match method {
        Name::Count => {
            let wanted = given.one(ctx)?;
            list::count_items(ctx, &items, wanted)?
        }
        _ => match list::index(ctx, &items, given)? {
            Some(place) => Value::Int(i64::try_from(place).unwrap_or(i64::MAX)),
            None => return Err(ctx.value_error("tuple.index(x): x not in tuple")),
        },
    };
    Ok(Flow::Value(value))
}
