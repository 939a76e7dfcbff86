//! Comparing values of all kinds. Containers are compared with a list of pairs still to be looked
//! at instead of recursion, so that no nesting exhausts the machine's own stack.

use std::cmp::Ordering;

use lang::op::CompareOp;

use crate::context::{Context, Stop};
use crate::heap::{FrozenRead, Heap};
use crate::kind::{Alias, DictPart, DictView, Set};
use crate::membership::contains;
use crate::method::deque_items;
use crate::number::{self, Num};
use crate::special::{self, is_custom};
use crate::truth::is_true;
use crate::value::Value;

/// How deep containers are followed, as CPython's own limit on recursion.
const DEPTH_MAX: usize = 1000;

/// What a look at two values without opening containers tells.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Look {
    Equal,
    Different,
    /// Two containers of the same type.
    Inside,
    /// A class of the workload may decide.
    Asks,
}

/// Whether two values are the same object. Numbers and short strings have no identity of their own:
/// equal ones of one type are the same.
#[must_use]
pub fn identical(frozen: &(impl FrozenRead + ?Sized), left: Value, right: Value) -> bool {
    match (left, right) {
        (Value::Int(left), Value::Int(right)) => left == right,
        (Value::Bool(left), Value::Bool(right)) => left == right,
        (Value::Float(left), Value::Float(right)) => left.to_bits() == right.to_bits(),
        (Value::Str(left), Value::Str(right)) => {
            let short = |text: &str| text.len() <= 1;
            left == right
                || short(frozen.get(left).as_str())
                    && frozen.get(left).as_str() == frozen.get(right).as_str()
        }
        (Value::Tuple(left), Value::Tuple(right)) => {
            left == right
                || frozen.get(left).items().is_empty() && frozen.get(right).items().is_empty()
        }
        (Value::BigInt(left), Value::BigInt(right)) => left == right,
        (Value::Bytes(left), Value::Bytes(right)) => left == right,
        (Value::Range(left), Value::Range(right)) => left == right,
        (Value::Slice(left), Value::Slice(right)) => left == right,
        (Value::List(left), Value::List(right)) => left == right,
        (Value::Dict(left), Value::Dict(right)) => left == right,
        (Value::Set(left), Value::Set(right)) => left == right,
        (Value::Deque(left), Value::Deque(right)) => left == right,
        (Value::DictView(left), Value::DictView(right)) => left == right,
        (Value::Function(left), Value::Function(right)) => left == right,
        (Value::BoundMethod(left), Value::BoundMethod(right)) => left == right,
        (Value::Native(left), Value::Native(right)) => left == right,
        (Value::Type(left), Value::Type(right)) => left == right,
        (Value::ExceptionType(left), Value::ExceptionType(right)) => left == right,
        (Value::Module(left), Value::Module(right)) => left == right,
        (Value::Exception(left), Value::Exception(right)) => left == right,
        (Value::Iter(left), Value::Iter(right)) => left == right,
        (Value::Generator(left), Value::Generator(right)) => left == right,
        (Value::Coroutine(left), Value::Coroutine(right)) => left == right,
        (Value::Cell(left), Value::Cell(right)) => left == right,
        (Value::Task(left), Value::Task(right)) => left == right,
        (Value::Sync(left), Value::Sync(right)) => left == right,
        (Value::Class(left), Value::Class(right)) => left == right,
        (Value::Instance(left), Value::Instance(right)) => left == right,
        (Value::Method(left), Value::Method(right)) => left == right,
        (Value::Descriptor(left), Value::Descriptor(right)) => left == right,
        (Value::Super(left), Value::Super(right)) => left == right,
        (Value::Alias(left), Value::Alias(right)) => left == right,
        (Value::None, Value::None)
        | (Value::Unbound, Value::Unbound)
        | (Value::Ellipsis, Value::Ellipsis)
        | (Value::NotImplemented, Value::NotImplemented) => true,
        _ => false,
    }
}

/// Whether two values that have a hash are the same key.
#[inline]
pub(crate) fn same_key(frozen: &(impl FrozenRead + ?Sized), left: Value, right: Value) -> bool {
    match (left, right) {
        (Value::Int(left), Value::Int(right)) => left == right,
        (Value::Str(left), Value::Str(right)) => {
            left == right || frozen.get(left).as_str() == frozen.get(right).as_str()
        }
        _ => same_key_of_any(frozen, left, right),
    }
}

/// Whether a class of the workload may say what a key equals.
#[inline]
pub(crate) fn may_ask(frozen: &(impl FrozenRead + ?Sized), key: Value) -> bool {
    match key {
        Value::Instance(_) | Value::Set(_) => true,
        Value::Tuple(tuple) => frozen.get(tuple).items().iter().any(|&item| may_ask(frozen, item)),
        _ => false,
    }
}

/// Tuples are followed by recursion: what has a hash is not nested deep.
fn same_key_of_any(frozen: &(impl FrozenRead + ?Sized), left: Value, right: Value) -> bool {
    if let (Value::Tuple(left), Value::Tuple(right)) = (left, right) {
        let (left, right) = (frozen.get(left).items(), frozen.get(right).items());
        let same = |(&left, &right)| same_key(frozen, left, right);
        return left.len() == right.len() && left.iter().zip(right).all(same);
    }
    identical(frozen, left, right) || look(frozen, left, right) == Look::Equal
}

/// Whether two aliases say the same; a union does in any order.
fn same_alias(frozen: &(impl FrozenRead + ?Sized), left: &Alias, right: &Alias) -> bool {
    let same = |left: Value, right: Value| {
        identical(frozen, left, right) || look(frozen, left, right) == Look::Equal
    };
    let pairs = || left.args.iter().zip(&right.args);
    left.args.len() == right.args.len()
        && match (left.origin, right.origin) {
            (Some(of_left), Some(of_right)) => {
                same(of_left, of_right) && pairs().all(|(&left, &right)| same(left, right))
            }
            (None, None) => {
                left.args.iter().all(|&arg| right.args.iter().any(|&other| same(arg, other)))
            }
            _ => false,
        }
}

/// Compares without opening containers.
fn look(frozen: &(impl FrozenRead + ?Sized), left: Value, right: Value) -> Look {
    let is_equal = match (left, right) {
        (Value::Str(left), Value::Str(right)) => {
            left == right || frozen.get(left).as_str() == frozen.get(right).as_str()
        }
        (Value::Bytes(left), Value::Bytes(right)) => frozen.get(left).0 == frozen.get(right).0,
        (Value::Range(left), Value::Range(right)) => {
            let (left, right) = (frozen.get(left), frozen.get(right));
            let n = left.len();
            n == right.len()
                && (n == 0 || left.start == right.start)
                && (n <= 1 || left.step == right.step)
        }
        (Value::BoundMethod(left), Value::BoundMethod(right)) => {
            let (left, right) = (frozen.get(left), frozen.get(right));
            left.method == right.method && identical(frozen, left.receiver, right.receiver)
        }
        (Value::List(_), Value::List(_))
        | (Value::Tuple(_), Value::Tuple(_))
        | (Value::Dict(_), Value::Dict(_))
        | (Value::Set(_), Value::Set(_))
        | (Value::Deque(_), Value::Deque(_))
        | (Value::Slice(_), Value::Slice(_))
        | (Value::DictView(_), Value::DictView(_) | Value::Set(_))
        | (Value::Set(_), Value::DictView(_)) => return Look::Inside,
        (Value::Instance(_), _) | (_, Value::Instance(_)) => return Look::Asks,
        (Value::Alias(left), Value::Alias(right)) => {
            same_alias(frozen, frozen.get(left), frozen.get(right))
        }
        (Value::Method(left), Value::Method(right)) => {
            let (left, right) = (frozen.get(left), frozen.get(right));
            identical(frozen, left.function, right.function)
                && identical(frozen, left.receiver, right.receiver)
        }
        _ => match (Num::of(frozen, left), Num::of(frozen, right)) {
            (Some(left), Some(right)) => number::compare(left, right) == Some(Ordering::Equal),
            _ => identical(frozen, left, right),
        },
    };
    if is_equal { Look::Equal } else { Look::Different }
}

/// The comparison as the operator's instruction does it.
///
/// # Errors
/// TypeError where the types have no such comparison.
pub fn compare<H: Heap>(
    ctx: &mut Context<H>,
    op: CompareOp,
    left: Value,
    right: Value,
) -> Result<bool, Stop> {
    match op {
        CompareOp::Equal => equal(ctx, left, right),
        CompareOp::NotEqual if is_custom(left) || is_custom(right) => {
            let answer = compared(ctx, op, left, right)?;
            is_true(ctx, answer)
        }
        CompareOp::NotEqual => equal(ctx, left, right).map(|is_equal| !is_equal),
        CompareOp::Is => Ok(identical(ctx.heap.frozen(), left, right)),
        CompareOp::IsNot => Ok(!identical(ctx.heap.frozen(), left, right)),
        CompareOp::In => contains(ctx, right, left),
        CompareOp::NotIn => contains(ctx, right, left).map(|is_in| !is_in),
        _ => order(ctx, op, left, right),
    }
}

/// As [`compare`], with the answer that a class of the workload gives, whatever it is.
///
/// # Errors
/// As [`compare`].
pub fn compared<H: Heap>(
    ctx: &mut Context<H>,
    op: CompareOp,
    left: Value,
    right: Value,
) -> Result<Value, Stop> {
    use CompareOp::{Equal, Greater, GreaterEqual, Less, LessEqual, NotEqual};
    let is_asked = matches!(op, Equal | NotEqual | Less | LessEqual | Greater | GreaterEqual);
    if !is_asked || !(is_custom(left) || is_custom(right)) {
        return compare(ctx, op, left, right).map(Value::Bool);
    }
    if let Some(answer) = special::compare(ctx, op, left, right)? {
        return Ok(answer);
    }
    let holds = match op {
        Equal => special::equal_natively(ctx, left, right)?,
        NotEqual => !special::equal_natively(ctx, left, right)?,
        _ => {
            let natives = (ctx.native_of(left), ctx.native_of(right));
            if is_custom(natives.0) || is_custom(natives.1) {
                return Err(not_supported(ctx, op, left, right));
            }
            order(ctx, op, natives.0, natives.1)?
        }
    };
    Ok(Value::Bool(holds))
}

fn equal_by_classes<H: Heap>(
    ctx: &mut Context<H>,
    left: Value,
    right: Value,
) -> Result<bool, Stop> {
    match special::compare(ctx, CompareOp::Equal, left, right)? {
        Some(answer) => is_true(ctx, answer),
        None => special::equal_natively(ctx, left, right),
    }
}

/// left == right.
///
/// # Errors
/// RecursionError for containers nested without end.
pub fn equal<H: Heap>(ctx: &mut Context<H>, left: Value, right: Value) -> Result<bool, Stop> {
    match look(ctx.heap.frozen(), left, right) {
        Look::Equal => Ok(true),
        Look::Different => Ok(false),
        Look::Inside => equal_inside(ctx, left, right),
        Look::Asks => equal_by_classes(ctx, left, right),
    }
}

/// Whether a container's item is the one looked for: the same, or equal.
pub(crate) fn is_item<H: Heap>(
    ctx: &mut Context<H>,
    item: Value,
    wanted: Value,
) -> Result<bool, Stop> {
    ctx.go_on()?;
    Ok(identical(ctx.heap.frozen(), item, wanted) || equal(ctx, item, wanted)?)
}

/// The position of the first item that is the one looked for.
pub(crate) fn find_item<H: Heap>(
    ctx: &mut Context<H>,
    items: &[Value],
    wanted: Value,
) -> Result<Option<usize>, Stop> {
    for (position, &item) in items.iter().enumerate() {
        if is_item(ctx, item, wanted)? {
            ctx.charge(position)?;
            return Ok(Some(position));
        }
    }
    ctx.charge(items.len())?;
    Ok(None)
}

fn equal_inside<H: Heap>(ctx: &mut Context<H>, left: Value, right: Value) -> Result<bool, Stop> {
    let mut todo = vec![(left, right, 0)];
    while let Some((left, right, depth)) = todo.pop() {
        if depth >= DEPTH_MAX {
            return Err(ctx.too_deep("in comparison"));
        }
        let Some(pairs) = pairs_inside(ctx, left, right)? else { return Ok(false) };
        ctx.charge(pairs.len() + 4)?;
        let first = todo.len();
        for (left, right) in pairs {
            ctx.go_on()?;
            if identical(ctx.heap.frozen(), left, right) {
                continue;
            }
            match look(ctx.heap.frozen(), left, right) {
                Look::Equal => {}
                Look::Different => return Ok(false),
                Look::Inside => todo.push((left, right, depth + 1)),
                Look::Asks => {
                    if !equal_by_classes(ctx, left, right)? {
                        return Ok(false);
                    }
                }
            }
        }
        todo[first..].reverse();
    }
    Ok(true)
}

/// The pairs of values that must be equal for two containers to be; nothing if they already differ.
fn pairs_inside<H: Heap>(
    ctx: &mut Context<H>,
    left: Value,
    right: Value,
) -> Result<Option<Vec<(Value, Value)>>, Stop> {
    let (left, right) = match (left, right) {
        (Value::List(left), Value::List(right)) => {
            let left = ctx.heap.read(left).items.clone();
            (left, ctx.heap.read(right).items.clone())
        }
        (Value::Tuple(left), Value::Tuple(right)) => {
            (ctx.heap.get(left).items().to_vec(), ctx.heap.get(right).items().to_vec())
        }
        (Value::Deque(left), Value::Deque(right)) => {
            (deque_items(ctx, left), deque_items(ctx, right))
        }
        (Value::Slice(left), Value::Slice(right)) => {
            let (left, right) = (*ctx.heap.get(left), *ctx.heap.get(right));
            (vec![left.start, left.stop, left.step], vec![right.start, right.stop, right.step])
        }
        (Value::Dict(left), Value::Dict(right)) => {
            let left: Vec<_> = ctx.heap.read(left).hashed().collect();
            let (right, frozen) = ctx.heap.read_beside(right);
            if left.len() != right.len() {
                return Ok(None);
            }
            let pair = |(key, hash, value)| Some((value, right.get_hashed(frozen, key, hash)?));
            return Ok(left.into_iter().map(pair).collect());
        }
        _ => {
            let same = set_relation(ctx, CompareOp::Equal, left, right)?;
            return Ok(same.unwrap_or(false).then(Vec::new));
        }
    };
    Ok((left.len() == right.len()).then(|| left.into_iter().zip(right).collect()))
}

/// How two sets (or views of dicts that are like sets) compare; nothing if they are no sets.
fn set_relation<H: Heap>(
    ctx: &mut Context<H>,
    op: CompareOp,
    left: Value,
    right: Value,
) -> Result<Option<bool>, Stop> {
    let Some(left) = as_set(ctx, left)? else { return Ok(None) };
    let Some(right) = as_set(ctx, right)? else { return Ok(None) };
    ctx.charge(left.len() + right.len())?;
    let frozen = ctx.heap.frozen();
    let is_within = |small: &Set, large: &Set| {
        small.len() <= large.len()
            && small.hashed().all(|(key, hash)| large.contains_hashed(frozen, key, hash))
    };
    Ok(Some(match op {
        CompareOp::Less => left.len() < right.len() && is_within(&left, &right),
        CompareOp::LessEqual => is_within(&left, &right),
        CompareOp::Greater => right.len() < left.len() && is_within(&right, &left),
        CompareOp::GreaterEqual => is_within(&right, &left),
        _ => left.len() == right.len() && is_within(&left, &right),
    }))
}

/// A copy of a set, or of the keys or items of a dict as one.
pub(crate) fn as_set<H: Heap>(ctx: &mut Context<H>, value: Value) -> Result<Option<Set>, Stop> {
    match value {
        Value::Set(set) => Ok(Some(ctx.heap.read(set).clone())),
        Value::DictView(view) => {
            let DictView { dict, part } = *ctx.heap.get(view);
            let entries: Vec<_> = ctx.heap.read(dict).hashed().collect();
            let mut set = Set::new();
            match part {
                DictPart::Values => return Ok(None),
                DictPart::Keys => {
                    for (key, hash, _) in entries {
                        set.add_hashed(ctx.heap.frozen(), key, hash);
                    }
                }
                DictPart::Items => {
                    for (key, _, value) in entries {
                        let pair = ctx.new_tuple([key, value]);
                        let added = set.add(ctx.heap.frozen(), pair);
                        added.map_err(|error| ctx.unhashable(error))?;
                    }
                }
            }
            Ok(Some(set))
        }
        _ => Ok(None),
    }
}

/// The first position at which two sequences differ, if either has no more items, nothing. `None` where
/// an item is of another kind than numbers and strings.
fn plain_difference(
    frozen: &(impl FrozenRead + ?Sized),
    left: &[Value],
    right: &[Value],
) -> Option<Option<usize>> {
    for (position, pair) in left.iter().zip(right).enumerate() {
        let is_equal = match pair {
            (Value::Int(left), Value::Int(right)) => left == right,
            (Value::Str(left), Value::Str(right)) => {
                left == right || frozen.get(*left).as_str() == frozen.get(*right).as_str()
            }
            (Value::Float(left), Value::Float(right)) if !left.is_nan() => left == right,
            _ => return None,
        };
        if !is_equal {
            return Some(Some(position));
        }
    }
    Some(None)
}

/// `<`, `<=`, `>`, `>=`. Of two lists or tuples the first items that differ decide.
fn order<H: Heap>(
    ctx: &mut Context<H>,
    op: CompareOp,
    left: Value,
    right: Value,
) -> Result<bool, Stop> {
    let (mut left, mut right) = (left, right);
    for _ in 0..DEPTH_MAX {
        if is_custom(left) || is_custom(right) {
            if let Some(answer) = special::compare(ctx, op, left, right)? {
                return is_true(ctx, answer);
            }
            let natives = (ctx.native_of(left), ctx.native_of(right));
            if is_custom(natives.0) || is_custom(natives.1) {
                return Err(not_supported(ctx, op, left, right));
            }
            (left, right) = natives;
        }
        let frozen = ctx.heap.frozen();
        if let (Some(left), Some(right)) = (Num::of(frozen, left), Num::of(frozen, right)) {
            return Ok(number::compare(left, right).is_some_and(|order| decides(op, order)));
        }
        if let (Value::Tuple(left_tuple), Value::Tuple(right_tuple)) = (left, right) {
            let (these, those) = (frozen.get(left_tuple).items(), frozen.get(right_tuple).items());
            match plain_difference(frozen, these, those) {
                Some(Some(position)) => {
                    (left, right) = (these[position], those[position]);
                    continue;
                }
                Some(None) => return Ok(decides(op, these.len().cmp(&those.len()))),
                None => {}
            }
        }
        let (left_items, right_items) = match (left, right) {
            (Value::Str(left), Value::Str(right)) => {
                let order = frozen.get(left).as_str().cmp(frozen.get(right).as_str());
                return Ok(decides(op, order));
            }
            (Value::Bytes(left), Value::Bytes(right)) => {
                return Ok(decides(op, frozen.get(left).0.cmp(&frozen.get(right).0)));
            }
            (Value::List(left), Value::List(right)) => {
                let left = ctx.heap.read(left).items.clone();
                (left, ctx.heap.read(right).items.clone())
            }
            (Value::Deque(left), Value::Deque(right)) => {
                (deque_items(ctx, left), deque_items(ctx, right))
            }
            (Value::Tuple(left), Value::Tuple(right)) => {
                (frozen.get(left).items().to_vec(), frozen.get(right).items().to_vec())
            }
            _ => {
                if let Some(answer) = set_relation(ctx, op, left, right)? {
                    return Ok(answer);
                }
                return Err(not_supported(ctx, op, left, right));
            }
        };
        match first_difference(ctx, &left_items, &right_items)? {
            Some(position) => (left, right) = (left_items[position], right_items[position]),
            None => return Ok(decides(op, left_items.len().cmp(&right_items.len()))),
        }
    }
    Err(ctx.too_deep("in comparison"))
}

fn first_difference<H: Heap>(
    ctx: &mut Context<H>,
    left: &[Value],
    right: &[Value],
) -> Result<Option<usize>, Stop> {
    for (position, (&left, &right)) in left.iter().zip(right).enumerate() {
        if !is_item(ctx, left, right)? {
            ctx.charge(position)?;
            return Ok(Some(position));
        }
    }
    ctx.charge(left.len().min(right.len()) + 4)?;
    Ok(None)
}

fn decides(op: CompareOp, order: Ordering) -> bool {
    match op {
        CompareOp::Less => order.is_lt(),
        CompareOp::LessEqual => order.is_le(),
        CompareOp::Greater => order.is_gt(),
        CompareOp::GreaterEqual => order.is_ge(),
        _ => order.is_eq(),
    }
}

fn not_supported<H: Heap>(ctx: &mut Context<H>, op: CompareOp, left: Value, right: Value) -> Stop {
    let symbol = match op {
        CompareOp::Less => "<",
        CompareOp::LessEqual => "<=",
        CompareOp::Greater => ">",
        _ => ">=",
    };
    let (left, right) = (ctx.type_name(left), ctx.type_name(right));
    ctx.type_error(format!("'{symbol}' not supported between instances of '{left}' and '{right}'"))
}
