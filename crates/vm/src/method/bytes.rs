//! The methods of byte strings: those that concurrent programs meet.

use super::MethodName as Name;
use super::arguments::{Given, or};
use crate::context::{Args, Context, Flow, Stop};
use crate::heap::{Handle, Heap};
use crate::kind::Bytes;
use crate::value::Value;

pub(super) fn call<H: Heap>(
    ctx: &mut Context<H>,
    bytes: Handle<Bytes>,
    method: Name,
    args: Args,
) -> Result<Flow, Stop> {
    let given = Given::new("bytes.", method.as_text(), args);
    let content = ctx.heap.get(bytes).0.clone();
    ctx.charge(content.len() / 4)?;
    if method == Name::Hex {
        given.none(ctx)?;
        ctx.reserve(2 * content.len())?;
        let text: String = content.iter().map(|byte| format!("{byte:02x}")).collect();
        return Ok(Flow::Value(ctx.new_str(text)));
    }
    let [encoding, _errors] = given.named(ctx, ["encoding", "errors"], 0, 2)?;
    let encoding = ctx.text(or(encoding, Value::None)).unwrap_or("utf-8").to_owned();
    let text = decode(ctx, &content, &encoding)?;
    Ok(Flow::Value(ctx.new_str(text)))
}

/// Bytes as text in one of the common encodings.
pub(crate) fn decode<H: Heap>(
    ctx: &mut Context<H>,
    bytes: &[u8],
    encoding: &str,
) -> Result<String, Stop> {
    let refuse = |ctx: &mut Context<H>, codec: &str, at: usize, reason: &str| {
        let byte = bytes.get(at).copied().unwrap_or(0);
        let message =
            format!("'{codec}' codec can't decode byte {byte:#04x} in position {at}: {reason}");
        ctx.raise(lang::library::ExceptionKind::UnicodeDecodeError, message)
    };
    match codec(encoding) {
        Some("utf-8") => match std::str::from_utf8(bytes) {
            Ok(text) => Ok(text.to_owned()),
            Err(error) => {
                let at = error.valid_up_to();
                let reason = match error.error_len() {
                    None => "unexpected end of data",
                    Some(1) => "invalid start byte",
                    Some(_) => "invalid continuation byte",
                };
                Err(refuse(ctx, "utf-8", at, reason))
            }
        },
        Some("ascii") => match bytes.iter().position(|byte| !byte.is_ascii()) {
            None => Ok(bytes.iter().copied().map(char::from).collect()),
            Some(at) => Err(refuse(ctx, "ascii", at, "ordinal not in range(128)")),
        },
        Some(_) => Ok(bytes.iter().copied().map(char::from).collect()),
        None => Err(unknown_encoding(ctx, encoding)),
    }
}

/// The name by which an encoding is known here.
pub(super) fn codec(encoding: &str) -> Option<&'static str> {
    match encoding.to_ascii_lowercase().replace(['_', ' '], "-").as_str() {
        "utf-8" | "utf8" | "u8" => Some("utf-8"),
        "ascii" | "us-ascii" | "646" => Some("ascii"),
        "latin-1" | "latin1" | "iso-8859-1" | "iso8859-1" | "8859" | "cp819" | "l1" => {
            Some("latin-1")
        }
        _ => None,
    }
}

pub(super) fn unknown_encoding<H: Heap>(ctx: &mut Context<H>, encoding: &str) -> Stop {
    ctx.raise(lang::library::ExceptionKind::LookupError, format!("unknown encoding: {encoding}"))
}
