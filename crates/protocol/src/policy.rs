//! The list of the scheduler's policies.

use serde::{Deserialize, Serialize};

/// In which order ready tasks get a core.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Policy {
    /// In the order in which they became ready, for a quantum each.
    #[default]
    RoundRobin,
    /// In the order in which they became ready, until they wait.
    Fifo,
    /// In an order drawn by lot from the seed.
    Random,
    /// Those that wait much before those that compute, with preemption.
    Priority,
    /// Those that have run least first.
    Fair,
    /// As a function of the visitor's own says.
    Own,
}

/// What a visitor is told of a policy.
#[derive(Clone, Copy, Debug)]
pub struct PolicyInfo {
    /// Which.
    pub policy: Policy,
    /// Its name on the command line and in links.
    pub name: &'static str,
    /// Its name on the page.
    pub title: &'static str,
    /// One sentence: who is next.
    pub sentence: &'static str,
}

/// All policies, in the order in which they are best met.
pub const POLICIES: &[PolicyInfo] = &[
    PolicyInfo {
        policy: Policy::RoundRobin,
        name: "round-robin",
        title: "Round-robin",
        sentence: "Whoever became ready first goes first, for one quantum.",
    },
    PolicyInfo {
        policy: Policy::Fifo,
        name: "fifo",
        title: "First in, first out",
        sentence: "Whoever became ready first goes first, and keeps its core until it waits.",
    },
    PolicyInfo {
        policy: Policy::Priority,
        name: "priority",
        title: "Priorities",
        sentence: "Who waits much goes before who computes, and takes its core at once.",
    },
    PolicyInfo {
        policy: Policy::Fair,
        name: "fair",
        title: "Fair",
        sentence: "Who has run least goes first, so that all get the same share.",
    },
    PolicyInfo {
        policy: Policy::Random,
        name: "random",
        title: "Random",
        sentence: "A lot is drawn, from the seed.",
    },
    PolicyInfo {
        policy: Policy::Own,
        name: "own",
        title: "Own",
        sentence: "A Python function of your own chooses, for one quantum.",
    },
];

/// The function that an own policy begins with.
pub const OWN_POLICY: &str = "def choose(ready, now):
    return ready[0]
";

impl Policy {
    /// What is known of this policy.
    #[must_use]
    pub fn info(self) -> &'static PolicyInfo {
        POLICIES.iter().find(|info| info.policy == self).expect("every policy is listed")
    }

    /// The policy of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Policy> {
        POLICIES.iter().find(|info| info.name == name).map(|info| info.policy)
    }
}
