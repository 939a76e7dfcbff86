//! The methods with two underscores that objects have without a class of the workload saying so:
//! called by name, by `super()`, or on a builtin type.

use lang::library::{ExceptionKind, TypeKind};
use lang::op::{BinaryOp, CompareOp, UnaryOp};

use crate::class::{Definition, is_of_kernel};
use crate::compare;
use crate::context::{Args, Context, Flow, Stop};
use crate::format;
use crate::hash::{Hash, identity};
use crate::heap::Heap;
use crate::iterate;
use crate::key;
use crate::kind::{Dict, Root, Tuple};
use crate::lookup::Found;
use crate::method::{
    Given, MethodName as Name, attribute, deque_arguments, extend_deque, update_by_name,
    update_dict,
};
use crate::native;
use crate::number;
use crate::subscript;
use crate::value::Value;

/// Calls such a method of a receiver that has no such method of its own class.
///
/// # Errors
/// What the operation raises.
pub fn call<H: Heap>(
    ctx: &mut Context<H>,
    receiver: Value,
    method: Name,
    args: Args,
) -> Result<Flow, Stop> {
    if let Value::Type(_) | Value::ExceptionType(_) | Value::Class(_) = receiver {
        return call_on_class(ctx, receiver, method, args);
    }
    let given = Given::new("", method.as_text(), args);
    if let Some(op) = operator(method) {
        let other = given.one(ctx)?;
        return binary(ctx, op, receiver, other).map(Flow::Value);
    }
    if let Some(op) = comparison(method) {
        let other = given.one(ctx)?;
        return comparing(ctx, op, receiver, other).map(Flow::Value);
    }
    let native = ctx.native_of(receiver);
    let value = match method {
        Name::DunderInit => return initialise(ctx, receiver, args),
        Name::DunderNew => match args.positional.split_first() {
            Some((&class, rest)) => {
                new(ctx, class, Args { positional: rest, keywords: args.keywords })?
            }
            None => return Err(ctx.type_error("object.__new__(): not enough arguments")),
        },
        Name::DunderRepr => {
            given.none(ctx)?;
            let text = format::plain_repr(ctx, receiver)?;
            ctx.new_str(text)
        }
        Name::DunderStr => {
            given.none(ctx)?;
            let text = format::plain_str(ctx, receiver)?;
            ctx.new_str(text)
        }
        Name::DunderFormat => {
            let spec = given.one(ctx)?;
            let spec = ctx.text(spec).unwrap_or("").to_owned();
            let text = format::format_value(ctx, native, &spec)?;
            ctx.new_str(text)
        }
        Name::DunderHash => {
            given.none(ctx)?;
            Value::Int(plain_hash(ctx, receiver, native)?.0)
        }
        Name::DunderGetAttribute => {
            let name = given.one(ctx)?;
            let name = ctx.text(name).unwrap_or("").to_owned();
            return attribute_of(ctx, receiver, &name);
        }
        Name::DunderSetAttr => {
            let [name, value] = given.positional(ctx, 2)?;
            attribute::set_plainly(ctx, receiver, name, value)?;
            Value::None
        }
        Name::DunderDelAttr => {
            let name = given.one(ctx)?;
            attribute::set_plainly(ctx, receiver, name, Value::Unbound)?;
            Value::None
        }
        Name::DunderClassGetItem => receiver,
        Name::DunderInitSubclass => Value::None,
        _ => return item_method(ctx, native, method, given),
    };
    Ok(Flow::Value(value))
}

/// Calls a method that was taken from a type or class: the receiver is the first argument, except
/// for what is a class's own.
fn call_on_class<H: Heap>(
    ctx: &mut Context<H>,
    class: Value,
    method: Name,
    args: Args,
) -> Result<Flow, Stop> {
    match method {
        Name::DunderNew => new(ctx, class, args).map(Flow::Value),
        Name::DunderInitSubclass if args.keywords.is_empty() => Ok(Flow::Value(Value::None)),
        Name::DunderInitSubclass => {
            let name = match class {
                Value::Class(class) => ctx.heap.read(class).name.clone(),
                _ => "object".into(),
            };
            let message = format!("{name}.__init_subclass__() takes no keyword arguments");
            Err(ctx.type_error(message))
        }
        Name::DunderClassGetItem => Ok(Flow::Value(class)),
        _ => {
            let Some((&first, rest)) = args.positional.split_first() else {
                let name = method.as_text();
                return Err(ctx.type_error(format!("unbound method {name}() needs an argument")));
            };
            call(ctx, first, method, Args { positional: rest, keywords: args.keywords })
        }
    }
}

/// What containers, iterators and numbers do.
fn item_method<H: Heap>(
    ctx: &mut Context<H>,
    native: Value,
    method: Name,
    given: Given,
) -> Result<Flow, Stop> {
    let value = match method {
        Name::DunderGetItem => {
            let index = given.one(ctx)?;
            subscript::get_item(ctx, native, index)?
        }
        Name::DunderSetItem => {
            let [index, value] = given.positional(ctx, 2)?;
            subscript::set_item(ctx, native, index, value)?;
            Value::None
        }
        Name::DunderDelItem => {
            let index = given.one(ctx)?;
            subscript::delete_item(ctx, native, index)?;
            Value::None
        }
        Name::DunderContains => {
            let wanted = given.one(ctx)?;
            Value::Bool(compare::compare(ctx, CompareOp::In, wanted, native)?)
        }
        Name::DunderLen => return native::length(ctx, native).map(Flow::Value),
        Name::DunderBool => {
            given.none(ctx)?;
            Value::Bool(crate::truth::is_true(ctx, native)?)
        }
        Name::DunderIter => match iterate::start(ctx, native)? {
            Some(iter) => Value::Iter(iter),
            None => native,
        },
        Name::DunderNext => return Ok(Flow::Next(native, None)),
        Name::DunderNeg => number::unary(ctx, UnaryOp::Negate, native)?,
        Name::DunderPos => number::unary(ctx, UnaryOp::Plus, native)?,
        Name::DunderInvert => number::unary(ctx, UnaryOp::Invert, native)?,
        Name::DunderAbs => {
            return native::call(ctx, lang::library::Native::Abs, args_of(&[native]));
        }
        Name::DunderInt => return native::construct(ctx, TypeKind::Int, args_of(&[native])),
        Name::DunderFloat => return native::construct(ctx, TypeKind::Float, args_of(&[native])),
        Name::DunderIndex if matches!(native, Value::BigInt(_)) => native,
        Name::DunderIndex => Value::Int(ctx.index(native)?),
        _ => return Err(ctx.missing_in_class(native, method.as_text())),
    };
    Ok(Flow::Value(value))
}

fn args_of(positional: &[Value]) -> Args<'_> {
    Args { positional, keywords: &[] }
}

fn attribute_of<H: Heap>(ctx: &mut Context<H>, receiver: Value, name: &str) -> Result<Flow, Stop> {
    let found = match ctx.class_of(receiver) {
        Some(class) => ctx.find_plainly(receiver, class, name)?,
        None => attribute::look_up(ctx, receiver, name)?,
    };
    match found {
        Found::Value(value) => Ok(Flow::Value(value)),
        Found::Call(function, args) => Ok(Flow::Call(function, args)),
        Found::Missing => Err(ctx.missing_in_class(receiver, name)),
    }
}

/// `object.__new__(cls)`, `tuple.__new__(cls, items)`, `super().__new__(cls)`: `class` may be the
/// builtin type it was taken from, with the class as the first argument.
fn new<H: Heap>(ctx: &mut Context<H>, class: Value, args: Args) -> Result<Value, Stop> {
    let (class, args) = match (class, args.positional) {
        (
            _,
            &[given @ (Value::Class(_) | Value::Type(_) | Value::ExceptionType(_)), ref rest @ ..],
        ) => (given, Args { positional: rest, keywords: args.keywords }),
        _ => (class, args),
    };
    match class {
        Value::Class(class) => ctx.allocate(class, args),
        Value::Type(kind) => ctx.native_value(kind, args),
        Value::ExceptionType(kind) => Ok(ctx.new_exception(kind, args.positional)),
        other => {
            let kind = ctx.type_name(other);
            Err(ctx.type_error(format!("object.__new__(X): X is not a type object ({kind})")))
        }
    }
}

/// The type of a synchronisation object that an object's class comes from.
fn root_of_kernel<H: Heap>(ctx: &mut Context<H>, receiver: Value) -> Option<TypeKind> {
    let Value::Instance(instance) = receiver else { return None };
    let class = ctx.heap.read(instance).class;
    match ctx.heap.read(class).root {
        Root::Type(kind) if is_of_kernel(kind) => Some(kind),
        _ => None,
    }
}

/// The `__init__` that objects have by themselves.
fn initialise<H: Heap>(ctx: &mut Context<H>, receiver: Value, args: Args) -> Result<Flow, Stop> {
    if let Some(kind) = root_of_kernel(ctx, receiver) {
        let positional = ctx.new_tuple(args.positional);
        let mut named = Dict::new();
        for &(name, value) in args.keywords {
            let name = ctx.new_str(name);
            ctx.insert_new(&mut named, name, value);
        }
        let args = vec![receiver, Value::Type(kind), positional, ctx.new_dict(named)];
        return Ok(Flow::Prelude("_init_sync", args));
    }
    match receiver {
        Value::Exception(exception) => {
            ctx.heap.write(exception).args = Tuple::copied(args.positional);
        }
        _ => match (ctx.native_of(receiver), args.positional) {
            (Value::List(list), &[items]) => {
                let Some(items) = iterate::to_vec(ctx, items)? else { return Ok(Flow::Drain(0)) };
                ctx.heap.write(list).items = items;
            }
            (Value::Deque(deque), _) => {
                let given = Given::new("", "deque", args);
                let Some((items, length_max)) = deque_arguments(ctx, given)? else {
                    return Ok(Flow::Drain(0));
                };
                ctx.heap.write(deque).reset(length_max);
                extend_deque(ctx, deque, false, &items)?;
            }
            (Value::Dict(dict), positional) => {
                if let &[other] = positional {
                    update_dict(ctx, dict, other)?;
                }
                update_by_name(ctx, dict, args.keywords)?;
            }
            (Value::Set(set), &[items]) => {
                let Some(items) = iterate::to_vec(ctx, items)? else { return Ok(Flow::Drain(0)) };
                for item in items {
                    subscript::set_add(ctx, Value::Set(set), item)?;
                }
            }
            (Value::Instance(_), positional)
                if !positional.is_empty() || !args.keywords.is_empty() =>
            {
                let message =
                    "object.__init__() takes exactly one argument (the instance to initialize)";
                return Err(ctx.type_error(message));
            }
            _ => {}
        },
    }
    Ok(Flow::Value(Value::None))
}

fn plain_hash<H: Heap>(ctx: &mut Context<H>, receiver: Value, native: Value) -> Result<Hash, Stop> {
    match native {
        Value::Instance(_) => Ok(identity(receiver)),
        native => key::hash(ctx, native),
    }
}

/// left op right, `NotImplemented` where the types have no such operator.
fn binary<H: Heap>(
    ctx: &mut Context<H>,
    op: (BinaryOp, bool),
    left: Value,
    right: Value,
) -> Result<Value, Stop> {
    let (left, right) = (ctx.native_of(left), ctx.native_of(right));
    let (left, right) = if op.1 { (right, left) } else { (left, right) };
    match number::binary(ctx, op.0, left, right) {
        Err(Stop::Raised(Value::Exception(raised)))
            if ctx.heap.read(raised).kind == ExceptionKind::TypeError =>
        {
            Ok(Value::NotImplemented)
        }
        other => other,
    }
}

/// left op right, `NotImplemented` where the types have no such comparison.
fn comparing<H: Heap>(
    ctx: &mut Context<H>,
    op: CompareOp,
    left: Value,
    right: Value,
) -> Result<Value, Stop> {
    let (native, other) = (ctx.native_of(left), ctx.native_of(right));
    if matches!(native, Value::Instance(_)) {
        return Ok(match (op, compare::identical(ctx.heap.frozen(), left, right)) {
            (CompareOp::Equal, true) => Value::Bool(true),
            (CompareOp::NotEqual, true) => Value::Bool(false),
            _ => Value::NotImplemented,
        });
    }
    match compare::compare(ctx, op, native, other) {
        Err(Stop::Raised(_)) => Ok(Value::NotImplemented),
        Ok(holds) => Ok(Value::Bool(holds)),
        Err(stop) => Err(stop),
    }
}

/// The operator of a method, and whether it is the reflected one.
fn operator(method: Name) -> Option<(BinaryOp, bool)> {
    OPERATORS.iter().find_map(|&(op, name, reflected)| match method.as_text() {
        text if text == name => Some((op, false)),
        text if text == reflected => Some((op, true)),
        _ => None,
    })
}

/// The methods of the binary operators.
pub const OPERATORS: &[(BinaryOp, &str, &str)] = &[
    (BinaryOp::Add, "__add__", "__radd__"),
    (BinaryOp::Subtract, "__sub__", "__rsub__"),
    (BinaryOp::Multiply, "__mul__", "__rmul__"),
    (BinaryOp::Divide, "__truediv__", "__rtruediv__"),
    (BinaryOp::FloorDivide, "__floordiv__", "__rfloordiv__"),
    (BinaryOp::Modulo, "__mod__", "__rmod__"),
    (BinaryOp::Power, "__pow__", "__rpow__"),
    (BinaryOp::LeftShift, "__lshift__", "__rlshift__"),
    (BinaryOp::RightShift, "__rshift__", "__rrshift__"),
    (BinaryOp::BitOr, "__or__", "__ror__"),
    (BinaryOp::BitXor, "__xor__", "__rxor__"),
    (BinaryOp::BitAnd, "__and__", "__rand__"),
];

fn comparison(method: Name) -> Option<CompareOp> {
    Some(match method {
        Name::DunderEq => CompareOp::Equal,
        Name::DunderNe => CompareOp::NotEqual,
        Name::DunderLt => CompareOp::Less,
        Name::DunderLe => CompareOp::LessEqual,
        Name::DunderGt => CompareOp::Greater,
        Name::DunderGe => CompareOp::GreaterEqual,
        _ => return None,
    })
}

/// `type(name, bases, namespace)`.
///
/// # Errors
/// TypeError where the arguments make no class.
pub fn class_from<H: Heap>(ctx: &mut Context<H>, given: Given) -> Result<Value, Stop> {
    let [name, bases, namespace] = given.positional(ctx, 3)?;
    let (Value::Str(_), Value::Tuple(bases), Value::Dict(namespace)) = (name, bases, namespace)
    else {
        return Err(ctx.type_error("type() needs a name, a tuple of bases and a dict"));
    };
    let bases = ctx.heap.get(bases).items().to_vec();
    let namespace = ctx.heap.read(namespace).clone();
    ctx.make_class(Definition { name, bases, namespace }).map(Value::Class)
}
