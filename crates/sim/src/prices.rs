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
        let percent = self.percent(Whose::of(program.code(code)));
        let mean = &mut self.means[code.index()];
        *mean.get_or_insert_with(|| {
            let own = profile.instruction(program.code(code).mix());
            Price(own.0.saturating_mul(percent) / 100).max(LEAST)
        })
    }

    /// What instructions of that weight have cost.
    #[must_use]
    pub fn paid(&self, weight: Weight) -> Span {
        let part = |whose| weight.of(whose).saturating_mul(self.percent(whose)) / 100;
        let library = part(Whose::Library).saturating_add(part(Whose::Builtin));
        Span(weight.of(Whose::Own).saturating_add(library).div_ceil(1000).max(1))
    }

    /// What somebody's code costs, in parts in a hundred of what the workload's does.
    fn percent(&self, whose: Whose) -> u64 {
        match whose {
            Whose::Own => 100,
            Whose::Library => self.library,
            Whose::Builtin => self.builtin,
        }
    }
}
