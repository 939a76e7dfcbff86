//! Which methods builtin objects and types have.

use lang::library::TypeKind;

use super::MethodName as Name;
use crate::context::Context;
use crate::heap::Heap;
use crate::value::Value;

/// Whether an object has a method.
#[must_use]
pub(super) fn has_method<H: Heap>(ctx: &mut Context<H>, object: Value, method: Name) -> bool {
    let kind = match object {
        Value::Int(_) | Value::Bool(_) | Value::BigInt(_) => TypeKind::Int,
        Value::Float(_) => TypeKind::Float,
        Value::Str(_) => TypeKind::Str,
        Value::Bytes(_) => TypeKind::Bytes,
        Value::List(_) => TypeKind::List,
        Value::Tuple(_) => TypeKind::Tuple,
        Value::Dict(_) => TypeKind::Dict,
        Value::Set(set) if ctx.heap.read(set).is_frozen() => TypeKind::FrozenSet,
        Value::Set(_) => TypeKind::Set,
        Value::Deque(_) => TypeKind::Deque,
        Value::Range(_) => TypeKind::Range,
        Value::Task(_) => TypeKind::Task,
        Value::Generator(_) => {
            return matches!(
                method,
                Name::Send
                    | Name::Throw
                    | Name::Close
                    | Name::AsyncSend
                    | Name::AsyncThrow
                    | Name::AsyncClose
                    | Name::DunderAiter
                    | Name::DunderAnext
            );
        }
        Value::Coroutine(_) => {
            return matches!(method, Name::Send | Name::Throw | Name::Close | Name::DunderAwait);
        }
        Value::Sync(sync) => sync.kind().type_kind(),
        Value::Descriptor(_) => {
            return matches!(method, Name::Getter | Name::Setter | Name::Deleter);
        }
        Value::Exception(_) => return matches!(method, Name::AddNote | Name::WithTraceback),
        Value::DictView(_) => return method == Name::IsDisjoint,
        _ => return false,
    };
    type_has_method(kind, method) && method != Name::MakeTrans
}

/// Whether a builtin object has a method with two underscores that not all objects have.
pub(super) fn has_operation(object: Value, method: Name) -> bool {
    use Name::*;
    let is_number =
        matches!(object, Value::Int(_) | Value::Float(_) | Value::Bool(_) | Value::BigInt(_));
    let is_sequence =
        matches!(object, Value::List(_) | Value::Tuple(_) | Value::Str(_) | Value::Bytes(_));
    let is_iterator = matches!(object, Value::Iter(_) | Value::Generator(_));
    let is_container = is_sequence
        || matches!(object, Value::Dict(_) | Value::Set(_) | Value::Range(_) | Value::DictView(_));
    match method {
        DunderLen | DunderContains => is_container,
        DunderIter => is_container || is_iterator,
        DunderNext => is_iterator,
        DunderGetItem => is_sequence || matches!(object, Value::Dict(_) | Value::Range(_)),
        DunderSetItem | DunderDelItem => matches!(object, Value::List(_) | Value::Dict(_)),
        DunderClassGetItem => matches!(object, Value::Type(_)),
        DunderAdd | DunderMul | DunderRMul => is_number || is_sequence,
        DunderMod => is_number || matches!(object, Value::Str(_)),
        DunderOr | DunderROr => is_number || matches!(object, Value::Set(_) | Value::Dict(_)),
        DunderAnd | DunderXor | DunderSub => is_number || matches!(object, Value::Set(_)),
        _ => is_number || matches!(object, Value::Type(_)),
    }
}

/// Whether the objects of a type have a method.
pub(super) fn type_has_method(kind: TypeKind, method: Name) -> bool {
    use Name::*;
    match kind {
        TypeKind::List => matches!(
            method,
            Append | Extend | Insert | Pop | Remove | Index | Count | Sort | Reverse | Copy | Clear
        ),
        TypeKind::Deque => is_method_of_deque(method),
        TypeKind::Dict => matches!(
            method,
            Get | Keys
                | Values
                | Items
                | Pop
                | PopItem
                | SetDefault
                | Update
                | Copy
                | Clear
                | FromKeys
        ),
        TypeKind::Tuple | TypeKind::Range => matches!(method, Index | Count),
        TypeKind::Bytes => matches!(method, Decode | Hex),
        TypeKind::Int | TypeKind::Bool => {
            matches!(method, BitLength | BitCount | AsIntegerRatio | Conjugate)
        }
        TypeKind::Float => matches!(method, IsInteger | AsIntegerRatio | Hex | Conjugate),
        TypeKind::Set => {
            matches!(
                method,
                Add | Remove
                    | Discard
                    | Pop
                    | Clear
                    | Update
                    | IntersectionUpdate
                    | DifferenceUpdate
                    | SymmetricDifferenceUpdate
            ) || type_has_method(TypeKind::FrozenSet, method)
        }
        TypeKind::FrozenSet => matches!(
            method,
            Copy | Union
                | Intersection
                | Difference
                | SymmetricDifference
                | IsSubset
                | IsSuperset
                | IsDisjoint
        ),
        TypeKind::Task => matches!(method, Result | Done | Cancel | GetName),
        TypeKind::Str => is_method_of_str(method),
        _ => sync_has_method(kind, method),
    }
}

/// What the objects have that tasks meet at.
fn sync_has_method(kind: TypeKind, method: Name) -> bool {
    use Name::*;
    match kind {
        TypeKind::Lock => method == Locked || sync_has_method(TypeKind::RLock, method),
        TypeKind::RLock | TypeKind::Semaphore | TypeKind::BoundedSemaphore => {
            matches!(method, Acquire | Release | DunderEnter | DunderExit)
        }
        TypeKind::Condition => {
            matches!(method, Wait | WaitFor | Notify | NotifyAll | NotifyAllOld)
                || sync_has_method(TypeKind::RLock, method)
        }
        TypeKind::Event => matches!(method, Set | Clear | IsSet | IsSetOld | Wait),
        _ => false,
    }
}

fn is_method_of_deque(method: Name) -> bool {
    use Name::*;
    matches!(
        method,
        Append
            | AppendLeft
            | Extend
            | ExtendLeft
            | Insert
            | Pop
            | PopLeft
            | Remove
            | Rotate
            | Index
            | Count
            | Reverse
            | Copy
            | Clear
    )
}

fn is_method_of_str(method: Name) -> bool {
    use Name::*;
    matches!(
        method,
        Capitalize
            | Casefold
            | Center
            | Count
            | Encode
            | EndsWith
            | ExpandTabs
            | Find
            | Format
            | FormatMap
            | Index
            | IsAlnum
            | IsAlpha
            | IsAscii
            | IsDecimal
            | IsDigit
            | IsIdentifier
            | IsLower
            | IsNumeric
            | IsPrintable
            | IsSpace
            | IsTitle
            | IsUpper
            | Join
            | LJust
            | LStrip
            | Lower
            | MakeTrans
            | Partition
            | RFind
            | RIndex
            | RJust
            | RPartition
            | RSplit
            | RStrip
            | RemovePrefix
            | RemoveSuffix
            | Replace
            | Split
            | SplitLines
            | StartsWith
            | Strip
            | SwapCase
            | Title
            | Translate
            | Upper
            | ZFill
    )
}
