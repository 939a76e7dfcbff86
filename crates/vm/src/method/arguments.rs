//! Taking a call's arguments apart, with CPython's messages where they do not fit.

use crate::context::{Args, Context, Stop};
use crate::heap::Heap;
use crate::value::Value;

/// The arguments of a call together with what messages call the function.
#[derive(Clone, Copy)]
pub(crate) struct Given<'a> {
    /// `append` or `print`.
    pub name: &'a str,
    /// `list.` for a method; nothing for a function.
    pub owner: &'a str,
    /// The arguments.
    pub args: Args<'a>,
}

impl<'a> Given<'a> {
    /// The arguments of a method.
    pub fn new(owner: &'a str, name: &'a str, args: Args<'a>) -> Given<'a> {
        Given { name, owner, args }
    }

    /// None at all.
    pub fn none<H: Heap>(self, ctx: &mut Context<H>) -> Result<(), Stop> {
        self.no_keywords(ctx)?;
        match self.args.positional {
            [] => Ok(()),
            given => {
                let Given { owner, name, .. } = self;
                let n_given = given.len();
                Err(ctx.type_error(format!("{owner}{name}() takes no arguments ({n_given} given)")))
            }
        }
    }

    /// Exactly one.
    pub fn one<H: Heap>(self, ctx: &mut Context<H>) -> Result<Value, Stop> {
        self.no_keywords(ctx)?;
        match *self.args.positional {
            [argument] => Ok(argument),
            ref given => {
                let Given { owner, name, .. } = self;
                let n_given = given.len();
                Err(ctx.type_error(format!(
                    "{owner}{name}() takes exactly one argument ({n_given} given)"
                )))
            }
        }
    }

    /// Between so many and so many, all positional; those that are absent are unbound.
    pub fn positional<const N: usize, H: Heap>(
        self,
        ctx: &mut Context<H>,
        least: usize,
    ) -> Result<[Value; N], Stop> {
        self.no_keywords(ctx)?;
        let given = self.args.positional;
        if given.len() < least || given.len() > N {
            return Err(self.wrong_count(ctx, least, N));
        }
        let mut all = [Value::Unbound; N];
        all[..given.len()].copy_from_slice(given);
        Ok(all)
    }

    /// By position or name; those that are absent are unbound. The first `n_positional_only` names
    /// only serve for messages.
    pub fn named<const N: usize, H: Heap>(
        self,
        ctx: &mut Context<H>,
        names: [&str; N],
        n_positional_only: usize,
        n_positional: usize,
    ) -> Result<[Value; N], Stop> {
        let Given { owner, name, args } = self;
        if args.positional.len() > n_positional {
            let n_given = args.positional.len() + args.keywords.len();
            let plural = if n_positional == 1 { "" } else { "s" };
            return Err(ctx.type_error(if n_positional == 0 {
                format!("{name}() takes no positional arguments")
            } else {
                format!("{owner}{name}() takes at most {n_positional} argument{plural} ({n_given} given)")
            }));
        }
        let mut all = [Value::Unbound; N];
        all[..args.positional.len()].copy_from_slice(args.positional);
        for &(keyword, value) in args.keywords {
            let place = names.iter().position(|&name| name == keyword);
            let Some(place) = place.filter(|&place| place >= n_positional_only) else {
                let message = format!("'{keyword}' is an invalid keyword argument for {name}()");
                return Err(ctx.type_error(message));
            };
            if !matches!(all[place], Value::Unbound) {
                let message = format!(
                    "argument for {name}() given by name ('{keyword}') and position ({})",
                    place + 1
                );
                return Err(ctx.type_error(message));
            }
            all[place] = value;
        }
        Ok(all)
    }

    /// That no argument is given by name.
    pub fn no_keywords<H: Heap>(self, ctx: &mut Context<H>) -> Result<(), Stop> {
        if self.args.keywords.is_empty() {
            return Ok(());
        }
        let Given { owner, name, .. } = self;
        Err(ctx.type_error(format!("{owner}{name}() takes no keyword arguments")))
    }

    fn wrong_count<H: Heap>(self, ctx: &mut Context<H>, least: usize, most: usize) -> Stop {
        let n_given = self.args.positional.len();
        let (bound, n_bound) = if least == most {
            ("", least)
        } else if n_given < least {
            ("at least ", least)
        } else {
            ("at most ", most)
        };
        let plural = if n_bound == 1 { "" } else { "s" };
        let name = self.name;
        ctx.type_error(format!("{name} expected {bound}{n_bound} argument{plural}, got {n_given}"))
    }
}

/// A value, or what stands for it where it is absent.
pub(crate) fn or(value: Value, default: Value) -> Value {
    if matches!(value, Value::Unbound) { default } else { value }
}

/// Whether an argument was given.
pub(crate) fn is_given(value: Value) -> bool {
    !matches!(value, Value::Unbound)
}
