//! The methods of ranges.

use super::MethodName as Name;
use super::arguments::Given;
use crate::context::{Args, Context, Flow, Stop};
use crate::format::repr_of;
use crate::heap::{Handle, Heap};
use crate::kind::Range;
use crate::number::{Num, Number};
use crate::value::Value;

pub(super) fn call<H: Heap>(
    ctx: &mut Context<H>,
    range: Handle<Range>,
    method: Name,
    args: Args,
) -> Result<Flow, Stop> {
    let wanted = Given::new("range.", method.as_text(), args).one(ctx)?;
    let range = *ctx.heap.get(range);
    let place = match Num::of(ctx.heap.frozen(), wanted) {
        Some(Num::Int(number)) => range.position(number),
        Some(Num::Float(number)) if number.fract() == 0.0 && number.abs() < 9.2e18 => {
            #[expect(clippy::cast_possible_truncation, reason = "the range was just checked")]
            let number = number as i64;
            range.position(number)
        }
        _ => None,
    };
    match (method, place) {
        (Name::Count, place) => Ok(Flow::Value(Value::Int(i64::from(place.is_some())))),
        (_, Some(place)) => Ok(Flow::Value(ctx.new_number(Number::Big(place.into())))),
        (_, None) => {
            let wanted = repr_of(ctx, wanted)?;
            Err(ctx.value_error(format!("{wanted} is not in range")))
        }
    }
}
