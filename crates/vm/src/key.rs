//! Keys of dicts and items of sets whose classes say how they are hashed and compared.
//!
//! A table compares keys without calling anything. So a key that could ask its class is first
//! replaced by the equal one that the table holds already, if there is one: from then on, being the
//! same object is enough.

use lang::library::TypeKind;

use crate::compare;
use crate::context::{Context, Stop};
use crate::hash::{Hash, Unhashable, hash_of, hash_tuple, identity};
use crate::heap::{Handle, Heap};
use crate::kind::{Dict, Set};
use crate::value::Value;

/// How deep tuples may be nested.
const DEPTH_MAX: usize = 200;

/// hash(value).
///
/// # Errors
/// TypeError if it has none, and what `__hash__` raises.
#[inline]
pub fn hash<H: Heap>(ctx: &mut Context<H>, value: Value) -> Result<Hash, Stop> {
    match hash_of(ctx.heap.frozen(), value) {
        Ok(hash) => Ok(hash),
        Err(Unhashable::Asks) => asked_hash(ctx, value, 0),
        Err(error) => Err(ctx.unhashable(error)),
    }
}

fn asked_hash<H: Heap>(ctx: &mut Context<H>, value: Value, depth: usize) -> Result<Hash, Stop> {
    if depth > DEPTH_MAX {
        return Err(ctx.unhashable(Unhashable::TooDeep));
    }
    match value {
        Value::Tuple(tuple) => {
            let items = ctx.heap.get(tuple).items().to_vec();
            let mut hashes = Vec::with_capacity(items.len());
            for item in items {
                hashes.push(match hash_of(ctx.heap.frozen(), item) {
                    Err(Unhashable::Asks) => asked_hash(ctx, item, depth + 1)?,
                    Err(error) => return Err(ctx.unhashable(error)),
                    Ok(hash) => hash,
                });
            }
            let combined = hash_tuple(hashes.len(), hashes.into_iter().map(Ok));
            combined.map_err(|error| ctx.unhashable(error))
        }
        Value::Set(set) if ctx.heap.read(set).is_frozen() => Ok(hash_of_items(ctx, set)),
        Value::Set(_) => Err(ctx.unhashable(Unhashable::Kind(TypeKind::Set))),
        Value::Method(method) => {
            let method = *ctx.heap.get(method);
            let receiver = identity(method.receiver).0;
            Ok(Hash(receiver ^ hash(ctx, method.function)?.0))
        }
        Value::Instance(instance) => {
            let class = ctx.heap.read(instance).class;
            match ctx.in_class(class, "__hash__") {
                Some(Value::None) => {
                    let name = ctx.heap.read(class).name.clone();
                    Err(ctx.type_error(format!("unhashable type: '{name}'")))
                }
                Some(function) => {
                    let function = ctx.bound(function, value);
                    match ctx.call_back(function, &[])? {
                        Value::Int(-1) => Ok(Hash(-2)),
                        Value::Int(hash) => Ok(Hash(hash)),
                        Value::Bool(flag) => Ok(Hash(i64::from(flag))),
                        big @ Value::BigInt(_) => hash(ctx, big),
                        _ => Err(ctx.type_error("__hash__ method should return an integer")),
                    }
                }
                None => match ctx.native_of(value) {
                    Value::Instance(_) => Ok(identity(value)),
                    native => hash(ctx, native),
                },
            }
        }
        _ => Ok(identity(value)),
    }
}

/// The hash of a frozenset, whatever the order of its items.
fn hash_of_items<H: Heap>(ctx: &mut Context<H>, set: Handle<Set>) -> Hash {
    let set = ctx.heap.read(set);
    let sum = set.hashed().fold(0u64, |sum, (_, hash)| sum.wrapping_add(hash.mixed()));
    match Hash(set.len().cast_signed() as i64).mixed().wrapping_add(sum).cast_signed() {
        -1 => Hash(-2),
        hash => Hash(hash),
    }
}

/// The key under which a dict has what equals `key`, if it has that, else `key`; and its hash.
///
/// # Errors
/// TypeError if it has no hash; what `__hash__` and `__eq__` raise.
#[inline]
pub fn in_dict<H: Heap>(
    ctx: &mut Context<H>,
    dict: Handle<Dict>,
    key: Value,
) -> Result<(Value, Hash), Stop> {
    match hash_of(ctx.heap.frozen(), key) {
        Ok(hash) if !ctx.heap.read(dict).asks() => Ok((key, hash)),
        _ => {
            let hash = hash(ctx, key)?;
            let candidates = ctx.heap.read(dict).candidates(hash);
            Ok((known(ctx, &candidates, key)?, hash))
        }
    }
}

/// As [`in_dict`], for a set.
///
/// # Errors
/// As [`in_dict`].
#[inline]
pub fn in_set<H: Heap>(
    ctx: &mut Context<H>,
    set: Handle<Set>,
    key: Value,
) -> Result<(Value, Hash), Stop> {
    match hash_of(ctx.heap.frozen(), key) {
        Ok(hash) if !ctx.heap.read(set).asks() => Ok((key, hash)),
        _ => {
            let hash = hash(ctx, key)?;
            let candidates = ctx.heap.read(set).candidates(hash);
            Ok((known(ctx, &candidates, key)?, hash))
        }
    }
}

/// As [`in_set`], for what is only looked for: a set stands for the frozenset of its items.
///
/// # Errors
/// As [`in_set`].
pub fn looked_for_in_set<H: Heap>(
    ctx: &mut Context<H>,
    set: Handle<Set>,
    key: Value,
) -> Result<(Value, Hash), Stop> {
    let Value::Set(items) = key else { return in_set(ctx, set, key) };
    let hash = hash_of_items(ctx, items);
    let candidates = ctx.heap.read(set).candidates(hash);
    Ok((known(ctx, &candidates, key)?, hash))
}

fn known<H: Heap>(ctx: &mut Context<H>, candidates: &[Value], key: Value) -> Result<Value, Stop> {
    for &candidate in candidates {
        if compare::is_item(ctx, candidate, key)? {
            return Ok(candidate);
        }
    }
    Ok(key)
}

/// Puts an item into a set that is not in the heap yet.
///
/// # Errors
/// TypeError if it has no hash; what `__hash__` and `__eq__` raise.
pub fn add<H: Heap>(ctx: &mut Context<H>, set: &mut Set, item: Value) -> Result<(), Stop> {
    ctx.go_on()?;
    let (item, hash) = match hash_of(ctx.heap.frozen(), item) {
        Ok(hash) if !set.asks() => (item, hash),
        _ => {
            let hash = hash(ctx, item)?;
            let candidates = set.candidates(hash);
            (known(ctx, &candidates, item)?, hash)
        }
    };
    set.add_hashed(ctx.heap.frozen(), item, hash);
    Ok(())
}
