//! A named table with a value for every figure.

use serde::{Deserialize, Serialize};
use trace::Span;

use crate::cost::{COSTS, Cost, Unit};

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

    /// What so many of something cost that is counted by the thousand.
    #[must_use]
    pub fn many(&self, cost: Cost, n: u64) -> Span {
        debug_assert_eq!(cost.info().unit, Unit::Picos, "{cost:?} is paid for in great numbers");
        let picos = u128::from(self.value(cost)) * u128::from(n);
        Span(u64::try_from(picos.div_ceil(1000)).unwrap_or(u64::MAX))
    }

    /// How many of something can be paid for with that; all there are where it costs nothing.
    #[must_use]
    pub fn worth(&self, cost: Cost, span: Span) -> u64 {
        let picos = u128::from(span.0) * 1000;
        let n = picos.checked_div(u128::from(self.value(cost))).unwrap_or(u128::MAX);
        u64::try_from(n).unwrap_or(u64::MAX)
    }

    /// The figures that differ from CPython's, with their values: what a link has to hold.
    pub fn changes(&self) -> impl Iterator<Item = (Cost, u64)> + '_ {
        let all = COSTS.iter().map(|info| (info.cost, self.value(info.cost)));
        all.filter(|(cost, value)| *value != cost.info().cpython)
    }
}

impl Default for Profile {
    fn default() -> Profile {
        Profile::CPYTHON_3_11
    }
}

#[cfg(test)]
mod tests {
    use trace::Span;

    use super::{Cost, Profile, ProfileName};

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
    fn what_is_counted_by_the_thousand_is_never_free() {
        let mut profile = Profile::default();
        profile.set(Cost::Instruction, 1_400);
        assert_eq!(profile.many(Cost::Instruction, 10), Span(14));
        assert_eq!(profile.many(Cost::Instruction, 1), Span(2));
        assert_eq!(profile.worth(Cost::Instruction, Span(14)), 10);
        assert_eq!(profile.worth(Cost::Instruction, Span(1)), 0);
    }

    #[test]
    fn profiles_are_found_by_name() {
        assert_eq!(ProfileName::from_name("this-device"), Some(ProfileName::ThisDevice));
        assert_eq!(ProfileName::from_name("pypy"), None);
    }
}
