//! The numbers of `random`: MT19937 with CPython's seeding (Matsumoto and Nishimura, 1998).
//!
//! A generator's state is a list of the workload's heap, so that it is copied with the run: 624 words
//! and the position of the next one. Crates keep that state to themselves.

use lang::library::Native;
use num_bigint::{BigInt, Sign};
use sha2::{Digest, Sha512};

use crate::context::{Context, Flow, Stop};
use crate::hash;
use crate::heap::{Handle, Heap};
use crate::kind::List;
use crate::method::Given;
use crate::number::{Num, Number};
use crate::request::Request;
use crate::value::Value;

const N_WORDS: usize = 624;
/// How far apart the words are that make a new one.
const SHIFT: usize = 397;

pub(super) fn call<H: Heap>(
    ctx: &mut Context<H>,
    native: Native,
    given: Given,
) -> Result<Flow, Stop> {
    if native == Native::RandomSeed {
        return Ok(Flow::Request(Request::Seed));
    }
    let [state, argument] = given.positional(ctx, 1)?;
    let Value::List(state) = state else {
        return Err(ctx.type_error("the state of a generator is a list"));
    };
    let value = match native {
        Native::TwisterSeed => {
            let key = key(ctx, argument)?;
            let words = seeded(&key).into_iter().chain([N_WORDS as u32]);
            ctx.heap.write(state).items = words.map(|word| Value::Int(word.into())).collect();
            Value::None
        }
        Native::TwisterBits => {
            let n_bits = ctx.index(argument)?;
            let Ok(n_bits) = u32::try_from(n_bits) else {
                return Err(ctx.value_error("number of bits must be non-negative"));
            };
            ctx.reserve(n_bits as usize / 8)?;
            ctx.charge(n_bits as usize / 32)?;
            let number = bits(ctx, state, n_bits);
            ctx.new_number(number)
        }
        Native::TwisterBelow => below(ctx, state, argument)?,
        _ => {
            let high = u64::from(next_word(ctx, state) >> 5);
            let low = u64::from(next_word(ctx, state) >> 6);
            // Both are far below 2^53: nothing is lost.
            #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
            let number = (high << 26 | low) as f64 / (1u64 << 53) as f64;
            Value::Float(number)
        }
    };
    Ok(Flow::Value(value))
}

/// A number from 0 to below the argument, all alike probable.
fn below<H: Heap>(
    ctx: &mut Context<H>,
    state: Handle<List>,
    argument: Value,
) -> Result<Value, Stop> {
    let Some(limit) = Num::of(ctx.heap.frozen(), argument).and_then(Num::to_big) else {
        return Err(ctx.type_error_of(argument, "object cannot be interpreted as an integer"));
    };
    if limit.sign() != Sign::Plus {
        return Ok(Value::Int(0));
    }
    let n_bits = u32::try_from(limit.bits()).unwrap_or(u32::MAX);
    ctx.charge(n_bits as usize / 32)?;
    loop {
        let number = bits(ctx, state, n_bits);
        let is_below = match &number {
            Number::Int(number) => BigInt::from(*number) < limit,
            Number::Big(number) => *number < limit,
            Number::Float(_) => true,
        };
        if is_below {
            return Ok(ctx.new_number(number));
        }
    }
}

fn bits<H: Heap>(ctx: &mut Context<H>, state: Handle<List>, n_bits: u32) -> Number {
    if n_bits == 0 {
        return Number::Int(0);
    }
    if n_bits <= 32 {
        return Number::Int((next_word(ctx, state) >> (32 - n_bits)).into());
    }
    let n_words = n_bits.div_ceil(32);
    let mut words: Vec<u32> = (0..n_words).map(|_| next_word(ctx, state)).collect();
    if let (Some(last), rest @ 1..) = (words.last_mut(), n_bits % 32) {
        *last >>= 32 - rest;
    }
    Number::Big(BigInt::from_slice(Sign::Plus, &words))
}

/// The next word of a generator. A list that is no state gives zeros.
fn next_word<H: Heap>(ctx: &mut Context<H>, state: Handle<List>) -> u32 {
    let mut state = ctx.heap.write(state);
    let [words @ .., at] = state.items.as_mut_slice() else { return 0 };
    let Ok(words) = <&mut [Value; N_WORDS]>::try_from(words) else { return 0 };
    let mut next = word(*at) as usize;
    if next >= N_WORDS {
        twist(words);
        next = 0;
    }
    *at = Value::Int(next as i64 + 1);
    let mut y = word(words[next]);
    y ^= y >> 11;
    y ^= (y << 7) & 0x9d2c_5680;
    y ^= (y << 15) & 0xefc6_0000;
    y ^ (y >> 18)
}

fn word(value: Value) -> u32 {
    match value {
        #[expect(clippy::cast_possible_truncation, reason = "the words of a state have 32 bits")]
        Value::Int(word) => word.cast_unsigned() as u32,
        _ => 0,
    }
}

fn twist(words: &mut [Value; N_WORDS]) {
    for at in 0..N_WORDS {
        let y = word(words[at]) & 0x8000_0000 | word(words[(at + 1) % N_WORDS]) & 0x7fff_ffff;
        let odd = if y & 1 == 0 { 0 } else { 0x9908_b0df };
        let new = word(words[(at + SHIFT) % N_WORDS]) ^ (y >> 1) ^ odd;
        words[at] = Value::Int(new.into());
    }
}

/// The words that a seed stands for, the lowest first.
fn key<H: Heap>(ctx: &mut Context<H>, seed: Value) -> Result<Vec<u32>, Stop> {
    let bytes = match seed {
        Value::Str(text) => Some(ctx.heap.get(text).as_str().as_bytes().to_vec()),
        Value::Bytes(bytes) => Some(ctx.heap.get(bytes).0.to_vec()),
        _ => None,
    };
    let number = match (bytes, seed) {
        (Some(mut bytes), _) => {
            let digest = Sha512::digest(&bytes);
            bytes.extend(digest);
            BigInt::from_bytes_be(Sign::Plus, &bytes)
        }
        (None, Value::Float(number)) => hash::hash_float(number).0.cast_unsigned().into(),
        _ => match Num::of(ctx.heap.frozen(), seed).and_then(Num::to_big) {
            Some(number) => number,
            None => {
                return Err(ctx.type_error(
                    "The only supported seed types are: None,\nint, float, str, bytes, and bytearray.",
                ));
            }
        },
    };
    Ok(number.magnitude().to_u32_digits())
}

/// The state that CPython's `init_by_array` makes of a key.
fn seeded(key: &[u32]) -> [u32; N_WORDS] {
    let key = if key.is_empty() { &[0] } else { key };
    let mut words = [19_650_218u32; N_WORDS];
    for at in 1..N_WORDS {
        words[at] = mixed(words[at - 1], 1_812_433_253).wrapping_add(at as u32);
    }
    let mut at = 1;
    let advance = |words: &mut [u32; N_WORDS], at: &mut usize| {
        *at += 1;
        if *at >= N_WORDS {
            words[0] = words[N_WORDS - 1];
            *at = 1;
        }
    };
    for turn in 0..N_WORDS.max(key.len()) {
        let place = turn % key.len();
        words[at] = (words[at] ^ mixed(words[at - 1], 1_664_525))
            .wrapping_add(key[place])
            .wrapping_add(place as u32);
        advance(&mut words, &mut at);
    }
    for _ in 1..N_WORDS {
        words[at] = (words[at] ^ mixed(words[at - 1], 1_566_083_941)).wrapping_sub(at as u32);
        advance(&mut words, &mut at);
    }
    words[0] = 0x8000_0000;
    words
}

fn mixed(before: u32, factor: u32) -> u32 {
    (before ^ (before >> 30)).wrapping_mul(factor)
}
