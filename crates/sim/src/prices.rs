//! What an instruction of each function costs, by what the function is made of.

use costs::{Cost, Price, Profile};
use lang::mix::OpClass;
use lang::program::{CodeIdx, Program};

const _: () = assert!(Cost::INSTRUCTIONS.len() == OpClass::COUNT, "each kind has its price");

/// Never nothing, or an endless loop would take no time.
const LEAST: Price = Price(1);

/// The prices, each computed when it is first asked for.
#[derive(Clone, Debug, Default)]
pub struct Prices(Vec<Option<Price>>);

impl Prices {
    /// The price of an instruction of a function.
    pub fn of(&mut self, program: &Program, code: CodeIdx, profile: &Profile) -> Price {
        if self.0.len() <= code.index() {
            self.0.resize(program.functions.len(), None);
        }
        let price = &mut self.0[code.index()];
        *price.get_or_insert_with(|| {
            let code = program.code(code);
            let own = profile.instruction(code.mix());
            let percent = if code.is_prelude { profile.value(Cost::Library) } else { 100 };
            Price(own.0.saturating_mul(percent) / 100).max(LEAST)
        })
    }
}
