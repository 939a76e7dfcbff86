//! The methods of integers and bools.

use num_bigint::BigInt;

use super::MethodName as Name;
use super::arguments::Given;
use crate::context::{Args, Context, Flow, Stop};
use crate::heap::Heap;
use crate::number::Num;
use crate::value::Value;

pub(super) fn call<H: Heap>(
    ctx: &mut Context<H>,
    receiver: Value,
    method: Name,
    args: Args,
) -> Result<Flow, Stop> {
    Given::new("int.", method.as_text(), args).none(ctx)?;
    let number = Num::of(ctx.heap.frozen(), receiver).and_then(Num::to_big);
    let number: BigInt = number.unwrap_or_default();
    let value = match method {
        Name::BitLength => Value::Int(number.bits().cast_signed()),
        Name::BitCount => {
            let ones = number.magnitude().iter_u64_digits().map(u64::count_ones).sum::<u32>();
            Value::Int(i64::from(ones))
        }
        Name::IsInteger => Value::Bool(true),
        Name::AsIntegerRatio => {
            let number = ctx.new_number(crate::number::Number::Big(number));
            ctx.new_tuple([number, Value::Int(1)])
        }
        _ => ctx.new_number(crate::number::Number::Big(number)),
    };
    Ok(Flow::Value(value))
}
