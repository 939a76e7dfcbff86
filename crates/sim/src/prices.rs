//! What instructions cost: beforehand about, by what a function is made of; and exactly, by what they
//! weighed when they ran.

use costs::{Cost, Price, Profile};
use lang::mix::OpClass;
use lang::program::{CodeIdx, Program};
use trace::Span;
use vm::{Weight, Weights, Whose};

const _: () = assert!(Cost::INSTRUCTIONS.len() == OpClass::COUNT, "each kind has its price");

/// Never nothing, or an endless loop would take no time.
const LEAST: Price = Price(1);

/// The prices of a profile.
#[derive(Clone, Debug)]
pub struct Prices {
    /// In picoseconds.
    pub weights: Weights,
    /// What the library's code costs, in parts in a hundred of that.
    library: u64,
    /// The same of what CPython has in C.
    builtin: u64,
    /// What an instruction of each function costs on the average, once that was asked for.
    means: Vec<Option<Price>>,
}

impl Prices {
    /// The prices of a profile.
    #[must_use]
    pub fn new(profile: &Profile) -> Prices {
        let weights = Weights {
            instructions: Cost::INSTRUCTIONS.map(|cost| profile.value(cost)),
            long: profile.value(Cost::Long),
            work: profile.value(Cost::Work),
        };
        let (library, builtin) = (profile.value(Cost::Library), profile.value(Cost::Builtin));
        Prices { weights, library, builtin, means: Vec::new() }
    }

    /// About what an instruction of a function costs.
    pub fn mean(&mut self, program: &Program, code: CodeIdx, profile: &Profile) -> Price {
        if self.means.len() <= code.index() {
            self.means.resize(program.functions.len(), None);
        }
        let mean = &mut self.means[code.index()];
        *mean.get_or_insert_with(|| {
            let code = program.code(code);
            let own = profile.instruction(code.mix());
            let percent = match (code.is_prelude, code.is_builtin) {
                (false, _) => 100,
                (true, false) => self.library,
                (true, true) => self.builtin,
            };
            Price(own.0.saturating_mul(percent) / 100).max(LEAST)
        })
    }

    /// What instructions of that weight have cost.
    #[must_use]
    pub fn paid(&self, weight: Weight) -> Span {
        let part = |whose, percent| weight.of(whose).saturating_mul(percent) / 100;
        let library = part(Whose::Library, self.library);
        let builtin = part(Whose::Builtin, self.builtin);
        let picos = weight.of(Whose::Own).saturating_add(library).saturating_add(builtin);
        Span(picos.div_ceil(1000).max(1))
    }
}
