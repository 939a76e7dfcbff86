//! A named table with a value for every figure.

use serde::{Deserialize, Serialize};
use trace::Span;

use crate::cost::{COSTS, Cost, Unit};
use crate::price::Price;

/// Which table the figures were taken from, before anything in it was changed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum ProfileName {
    /// CPython 3.11.7 on Linux, x86-64, 2 cores: medians of the project's measurements, version 1.
    #[serde(rename = "cpython-3.11")]
    Cpython311,
    /// Measured on the machine's own VM, where it runs; what could not be measured is CPython's.
    #[serde(rename = "this-device")]
    ThisDevice,
}

impl ProfileName {
    /// All of them.
    pub const ALL: [ProfileName; 2] = [ProfileName::Cpython311, ProfileName::ThisDevice];

    /// As the command line and links write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            ProfileName::Cpython311 => "cpython-3.11",
            ProfileName::ThisDevice => "this-device",
        }
    }

    /// The profile of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<ProfileName> {
        ProfileName::ALL.into_iter().find(|profile| profile.name() == name)
    }
}

/// What everything costs in a run.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Profile {
    /// Where the figures come from.
    pub name: ProfileName,
    /// Invariant: one value for each of [`COSTS`], in its order.
    #[serde(with = "listed")]
    values: [u64; COSTS.len()],
}

impl Profile {
    /// CPython 3.11 on Linux.
    pub const CPYTHON_3_11: Profile = Profile {
        name: ProfileName::Cpython311,
        values: {
            let mut values = [0; COSTS.len()];
            let mut index = 0;
            while index < COSTS.len() {
                values[index] = COSTS[index].cpython;
                index += 1;
            }
            values
        },
    };

    /// The same figures under another name.
    #[must_use]
    pub fn named(self, name: ProfileName) -> Profile {
        Profile { name, ..self }
    }

    /// A figure, in its own unit.
    #[must_use]
    pub fn value(&self, cost: Cost) -> u64 {
        self.values[cost.index()]
    }

    /// Changes a figure, given in its own unit.
    pub fn set(&mut self, cost: Cost, value: u64) {
        self.values[cost.index()] = value;
    }

    /// What something costs that is paid for each time.
    #[must_use]
    pub fn each(&self, cost: Cost) -> Span {
        debug_assert_eq!(cost.info().unit, Unit::Nanos, "{cost:?} is paid for each time");
        Span(self.value(cost))
    }

    /// What so many bytes or instructions cost, at a price in picoseconds for each.
    #[must_use]
    pub fn many(&self, cost: Cost, n: u64) -> Span {
        debug_assert_eq!(cost.info().unit, Unit::Picos, "{cost:?} is paid for in great numbers");
        Price(self.value(cost)).of(n)
    }

    /// What an instruction costs where the kinds of instructions have these shares.
    #[must_use]
    pub fn instruction(&self, mix: [u64; Cost::INSTRUCTIONS.len()]) -> Price {
        let total = mix.iter().copied().map(u128::from).sum::<u128>();
        let parts = Cost::INSTRUCTIONS.iter().zip(mix);
        let sum: u128 = parts.map(|(cost, n)| u128::from(self.value(*cost)) * u128::from(n)).sum();
        Price(u64::try_from(sum.checked_div(total).unwrap_or(0)).unwrap_or(u64::MAX))
    }

    /// The figures that differ from CPython's, with their values: what a link has to hold.
    pub fn changes(&self) -> impl Iterator<Item = (Cost, u64)> + '_ {
        let all = COSTS.iter().map(|info| (info.cost, self.value(info.cost)));
        all.filter(|(cost, value)| *value != cost.info().cpython)
    }
}

/// The values as a list: arrays of that length have no form of their own.
mod listed {
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    use super::COSTS;

    pub fn serialize<S: Serializer>(values: &[u64], to: S) -> Result<S::Ok, S::Error> {
        values.serialize(to)
    }

    pub fn deserialize<'a, D: Deserializer<'a>>(from: D) -> Result<[u64; COSTS.len()], D::Error> {
        let values = Vec::deserialize(from)?;
        values.try_into().map_err(|_| D::Error::custom("a value for each figure is needed"))
    }
}

impl Default for Profile {
    fn default() -> Profile {
        Profile::CPYTHON_3_11
    }
}

#[cfg(test)]
mod tests {
    use super::{Cost, Profile, ProfileName};
    use crate::Price;

    #[test]
    fn what_was_changed_is_listed_and_survives_a_link() {
        let mut profile = Profile::default();
        assert_eq!(profile.changes().count(), 0);
        profile.set(Cost::Lock, 9);
        assert_eq!(profile.changes().collect::<Vec<_>>(), [(Cost::Lock, 9)]);
        let bytes = postcard::to_allocvec(&profile).unwrap();
        assert_eq!(postcard::from_bytes::<Profile>(&bytes), Ok(profile));
    }

    #[test]
    fn an_instruction_costs_what_its_function_is_made_of() {
        let mut profile = Profile::default();
        profile.set(Cost::Move, 1_000);
        profile.set(Cost::Call, 4_000);
        let mut mix = [0; Cost::INSTRUCTIONS.len()];
        assert_eq!(profile.instruction(mix), Price(0));
        let place = |wanted| Cost::INSTRUCTIONS.iter().position(|cost| *cost == wanted).unwrap();
        (mix[place(Cost::Move)], mix[place(Cost::Call)]) = (2, 1);
        assert_eq!(profile.instruction(mix), Price(2_000));
    }

    #[test]
    fn profiles_are_found_by_name() {
        assert_eq!(ProfileName::from_name("this-device"), Some(ProfileName::ThisDevice));
        assert_eq!(ProfileName::from_name("pypy"), None);
    }
}
