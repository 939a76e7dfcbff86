//! Hashes of values, by which dicts and sets find them.
//!
//! Equal values have equal hashes: numbers of all types are hashed by CPython's rule (the value
//! modulo 2⁶¹ - 1), tuples by its xxHash. Strings have a hash of our own, the same in every run.

use lang::library::TypeKind;

use crate::heap::FrozenRead;
use crate::kind::{Alias, DictPart, hash_bytes};
use crate::value::Value;

/// A hash as `hash()` shows it; never -1.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Hash(pub i64);

impl Hash {
    /// Spread over all bits, for tables that look at the highest and the lowest ones.
    #[must_use]
    #[inline]
    pub fn mixed(self) -> u64 {
        let product = self.0.cast_unsigned().wrapping_mul(0x9e37_79b9_7f4a_7c15);
        product ^ (product >> 32)
    }
}

/// Why a value has no hash.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unhashable {
    /// It can change, so that it cannot be found again.
    Kind(TypeKind),
    /// Tuples in tuples without end.
    TooDeep,
    /// Its class may say how it is hashed, which only a call can tell; or it is a set, which only the
    /// heap can tell from a frozenset.
    Asks,
}

/// How deep tuples may be nested, for the sake of the machine's own stack.
const DEPTH_MAX: usize = 500;

/// The modulus of the hashes of numbers, a prime.
const MODULUS: u64 = (1 << 61) - 1;

/// The hash of a value.
///
/// # Errors
/// If it has none.
#[inline]
pub fn hash_of(frozen: &(impl FrozenRead + ?Sized), value: Value) -> Result<Hash, Unhashable> {
    match value {
        Value::Int(number) => Ok(hash_int(number)),
        Value::Str(text) => Ok(Hash(frozen.get(text).hash())),
        _ => hash_any(frozen, value, 0),
    }
}

/// The hash of an integer.
#[must_use]
#[inline]
pub fn hash_int(number: i64) -> Hash {
    const EXACT: u64 = MODULUS;
    if number.unsigned_abs() < EXACT {
        return Hash(if number == -1 { -2 } else { number });
    }
    signed(number.unsigned_abs() % MODULUS, number < 0)
}

fn signed(residue: u64, is_negative: bool) -> Hash {
    let residue = residue.cast_signed();
    match if is_negative { -residue } else { residue } {
        -1 => Hash(-2),
        hash => Hash(hash),
    }
}

/// The hash of a float: that of the integer it equals, if any.
#[must_use]
pub fn hash_float(number: f64) -> Hash {
    if !number.is_finite() {
        let infinity = Hash(if number > 0.0 { 314_159 } else { -314_159 });
        return if number.is_nan() { Hash(0) } else { infinity };
    }
    let bits = number.to_bits();
    let fraction = bits & ((1 << 52) - 1);
    let biased = (bits >> 52) & 0x7ff;
    let (mantissa, exponent) = if biased == 0 {
        (fraction, -1074)
    } else {
        (fraction | (1 << 52), biased.cast_signed() - 1075)
    };
    // 2^61 is 1 modulo 2^61 - 1, so multiplying by a power of two is a rotation of 61 bits.
    let turn = exponent.rem_euclid(61).cast_unsigned();
    let rotated = ((mantissa << turn) & MODULUS) | (mantissa >> (61 - turn));
    signed(rotated % MODULUS, number < 0.0)
}

fn hash_big(number: &num_bigint::BigInt) -> Hash {
    let residue = number.magnitude() % MODULUS;
    let residue = residue.iter_u64_digits().next().unwrap_or(0);
    signed(residue, number.sign() == num_bigint::Sign::Minus)
}

fn hash_any(
    frozen: &(impl FrozenRead + ?Sized),
    value: Value,
    depth: usize,
) -> Result<Hash, Unhashable> {
    let hash = match value {
        Value::Bool(flag) => Hash(i64::from(flag)),
        Value::Int(number) => hash_int(number),
        Value::Float(number) => hash_float(number),
        Value::BigInt(number) => hash_big(&frozen.get(number).0),
        Value::Str(text) => Hash(frozen.get(text).hash()),
        Value::Bytes(bytes) => Hash(hash_bytes(&frozen.get(bytes).0)),
        Value::Tuple(_) if depth >= DEPTH_MAX => return Err(Unhashable::TooDeep),
        Value::Tuple(tuple) => {
            let items = frozen.get(tuple).items();
            let hashes = items.iter().map(|&item| hash_any(frozen, item, depth + 1));
            hash_tuple(items.len(), hashes)?
        }
        Value::Range(range) => {
            let range = frozen.get(range);
            let length = range.len();
            let parts = match length {
                0 => [Value::Int(0), Value::None, Value::None],
                1 => [Value::Int(1), Value::Int(range.start), Value::None],
                _ => [Value::None, Value::Int(range.start), Value::Int(range.step)],
            };
            let hashes = parts.into_iter().map(|part| match part {
                Value::None if length > 1 => Ok(hash_int(length.cast_signed())),
                _ => hash_any(frozen, part, depth),
            });
            hash_tuple(3, hashes)?
        }
        Value::Slice(_) => return Err(Unhashable::Kind(TypeKind::Slice)),
        Value::List(_) => return Err(Unhashable::Kind(TypeKind::List)),
        Value::Dict(_) => return Err(Unhashable::Kind(TypeKind::Dict)),
        Value::Deque(_) => return Err(Unhashable::Kind(TypeKind::Deque)),
        Value::DictView(view) if frozen.get(view).part != DictPart::Values => {
            return Err(Unhashable::Kind(frozen.get(view).part.type_kind()));
        }
        // Only the heap knows whether it is a frozenset.
        Value::Set(_) => return Err(Unhashable::Asks),
        Value::Instance(_) | Value::Method(_) => return Err(Unhashable::Asks),
        Value::Alias(alias) => hash_alias(frozen, frozen.get(alias), depth)?,
        _ => identity(value),
    };
    Ok(hash)
}

/// That of a union is the same in any order.
fn hash_alias(
    frozen: &(impl FrozenRead + ?Sized),
    alias: &Alias,
    depth: usize,
) -> Result<Hash, Unhashable> {
    let mut hashes = alias.args.iter().map(|&arg| hash_any(frozen, arg, depth + 1));
    match alias.origin {
        Some(origin) => {
            let origin = hash_any(frozen, origin, depth + 1);
            hash_tuple(alias.args.len() + 1, std::iter::once(origin).chain(hashes))
        }
        None => hashes.try_fold(Hash(0), |sum, hash| Ok(Hash(sum.0 ^ hash?.0))),
    }
}

/// As CPython's `tuplehash`, after xxHash.
pub(crate) fn hash_tuple(
    length: usize,
    items: impl Iterator<Item = Result<Hash, Unhashable>>,
) -> Result<Hash, Unhashable> {
    const PRIME_1: u64 = 11_400_714_785_074_694_791;
    const PRIME_2: u64 = 14_029_467_366_897_019_727;
    const PRIME_5: u64 = 2_870_177_450_012_600_261;
    let mut sum = PRIME_5;
    for hash in items {
        sum = sum.wrapping_add(hash?.0.cast_unsigned().wrapping_mul(PRIME_2));
        sum = sum.rotate_left(31).wrapping_mul(PRIME_1);
    }
    sum = sum.wrapping_add(length as u64 ^ (PRIME_5 ^ 3_527_539));
    Ok(Hash(if sum == u64::MAX { 1_546_275_796 } else { sum.cast_signed() }))
}

/// The hash of what equals only itself.
pub(crate) fn identity(value: Value) -> Hash {
    Hash(address(value).cast_signed() >> 4)
}

/// A number that tells objects apart, as `id()` shows it and `<function f at 0x…>` prints it.
#[must_use]
pub fn address(value: Value) -> u64 {
    const BASE: u64 = 0x7f00_0000_0000;
    let (kind, index): (u64, u64) = match value {
        Value::Unbound => (0, 0),
        Value::None => (0, 1),
        Value::Ellipsis => (0, 2),
        Value::NotImplemented => (0, 3),
        Value::Bool(flag) => (0, 4 + u64::from(flag)),
        Value::Native(native) => (1, native as u64),
        Value::Type(kind) => (2, kind as u64),
        Value::ExceptionType(kind) => (3, kind as u64),
        Value::Module(module) => (4, u64::from(module)),
        Value::Int(number) | Value::RangeCursor(number) => (5, number.cast_unsigned()),
        Value::Float(number) => (6, number.to_bits()),
        Value::BigInt(handle) => (7, u64::from(handle.index)),
        Value::Str(handle) => (8, u64::from(handle.index)),
        Value::Bytes(handle) => (9, u64::from(handle.index)),
        Value::Tuple(handle) => (10, u64::from(handle.index)),
        Value::Range(handle) => (11, u64::from(handle.index)),
        Value::Slice(handle) => (12, u64::from(handle.index)),
        Value::List(handle) => (13, u64::from(handle.index)),
        Value::Dict(handle) => (14, u64::from(handle.index)),
        Value::Set(handle) => (15, u64::from(handle.index)),
        Value::DictView(handle) => (16, u64::from(handle.index)),
        Value::Function(handle) => (17, u64::from(handle.index)),
        Value::BoundMethod(handle) => (18, u64::from(handle.index)),
        Value::Exception(handle) => (19, u64::from(handle.index)),
        Value::Iter(handle) => (20, u64::from(handle.index)),
        Value::Generator(handle) => (21, u64::from(handle.index)),
        Value::Coroutine(handle) => (22, u64::from(handle.index)),
        Value::Cell(handle) => (23, u64::from(handle.index)),
        Value::Task(task) => (25, u64::from(task.0)),
        Value::Sync(sync) => (26, sync.index() as u64),
        Value::Class(handle) => (27, u64::from(handle.index)),
        Value::Instance(handle) => (28, u64::from(handle.index)),
        Value::Method(handle) => (29, u64::from(handle.index)),
        Value::Descriptor(handle) => (30, u64::from(handle.index)),
        Value::Deque(handle) => (32, u64::from(handle.index)),
        Value::Super(handle) => (31, u64::from(handle.index)),
        Value::Alias(handle) => (33, u64::from(handle.index)),
    };
    BASE + (((kind << 34) ^ index).wrapping_mul(16) & 0xf_ffff_ffff_ffff)
}

#[cfg(test)]
mod tests {
    use super::{Hash, hash_float, hash_int, hash_tuple};

    #[test]
    fn numbers_hash_as_in_cpython() {
        assert_eq!(hash_int(-1), Hash(-2));
        assert_eq!(hash_int(i64::MAX), Hash(3));
        assert_eq!(hash_int(i64::MIN), Hash(-4));
        assert_eq!(hash_int((1 << 61) - 1), Hash(0));
        assert_eq!(hash_float(1.0), Hash(1));
        assert_eq!(hash_float(-1.0), Hash(-2));
        assert_eq!(hash_float(0.5), Hash(1_152_921_504_606_846_976));
        assert_eq!(hash_float(1e300), Hash(1_224_995_262_755_759_164));
        assert_eq!(hash_float(5e-324), Hash(16_777_216));
        assert_eq!(hash_float(f64::INFINITY), Hash(314_159));
    }

    #[test]
    fn tuples_hash_as_in_cpython() {
        let items = [1, 2, 3].map(|number| Ok(hash_int(number)));
        assert_eq!(hash_tuple(3, items.into_iter()), Ok(Hash(529_344_067_295_497_451)));
        assert_eq!(hash_tuple(0, [].into_iter()), Ok(Hash(5_740_354_900_026_072_187)));
    }
}
